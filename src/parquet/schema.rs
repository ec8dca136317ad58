//! The schema's tree as columns: each leaf with its name, how it is stored, what it means, and how its nulls are marked.

use crate::fault::Fault;
use crate::metadata::{Logical, SchemaElement, Unit};

/// Nodes within nodes.
const MAX_DEPTH: usize = 64;
/// Columns of a table, as of a sheet.
const MAX_COLUMNS: usize = 16_384;

/// How values are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Physical {
    Boolean,
    Int32,
    Int64,
    Int96,
    Float,
    Double,
    ByteArray,
    /// Of so many bytes.
    Fixed(usize),
}

/// A column with values.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    /// The names on the way to it, with points between them.
    pub(crate) name: String,
    pub(crate) physical: Physical,
    pub(crate) logical: Logical,
    /// The level of a value that is there; lower ones are nulls.
    pub(crate) max_definition: u32,
    /// More than one value may belong to a row.
    pub(crate) is_repeated: bool,
}

/// All leaves, in the order in which the groups of rows list them.
pub(crate) fn leaves(schema: &[SchemaElement]) -> Result<Vec<Leaf>, Fault> {
    let Some((root, elements)) = schema.split_first() else { return Err(Fault::Broken) };
    // The nodes above: children still to come, name, level, whether repeated.
    let mut above: Vec<(i32, String, u32, bool)> = vec![(root.children, String::new(), 0, false)];
    let mut leaves = Vec::new();
    for element in elements {
        while above.last().is_some_and(|(left, ..)| *left <= 0) {
            above.pop();
        }
        let depth = above.len();
        let Some((left, prefix, level, is_repeated)) = above.last_mut() else { return Err(Fault::Broken) };
        *left -= 1;
        let name = if prefix.is_empty() { element.name.clone() } else { format!("{prefix}.{}", element.name) };
        let level = *level + u32::from(element.repetition != 0);
        let is_repeated = *is_repeated || element.repetition == 2;
        let Some(physical) = element.physical else {
            if depth > MAX_DEPTH || name.len() > 1_000 {
                return Err(Fault::Broken);
            }
            above.push((element.children, name, level, is_repeated));
            continue;
        };
        if leaves.len() >= MAX_COLUMNS {
            return Err(Fault::TooLarge);
        }
        leaves.push(Leaf {
            name,
            physical: stored(physical, element.type_length)?,
            logical: meant(element),
            max_definition: level,
            is_repeated,
        });
    }
    if above.iter().any(|(left, ..)| *left > 0) {
        return Err(Fault::Broken);
    }
    Ok(leaves)
}

fn stored(physical: i32, length: i32) -> Result<Physical, Fault> {
    Ok(match physical {
        0 => Physical::Boolean,
        1 => Physical::Int32,
        2 => Physical::Int64,
        3 => Physical::Int96,
        4 => Physical::Float,
        5 => Physical::Double,
        6 => Physical::ByteArray,
        7 => Physical::Fixed(usize::try_from(length).ok().filter(|&length| length > 0).ok_or(Fault::Broken)?),
        _ => return Err(Fault::Broken),
    })
}

/// What values mean: said the newer way, or the older.
fn meant(element: &SchemaElement) -> Logical {
    if let Some(logical) = element.logical.filter(|&logical| logical != Logical::Other) {
        return logical;
    }
    match element.converted {
        Some(5) => Logical::Decimal { scale: element.scale },
        Some(6) => Logical::Date,
        Some(7) => Logical::Time(Unit::Millis),
        Some(8) => Logical::Time(Unit::Micros),
        Some(9) => Logical::Timestamp(Unit::Millis),
        Some(10) => Logical::Timestamp(Unit::Micros),
        Some(11..=14) => Logical::Integer { is_signed: false },
        _ => Logical::Other,
    }
}
