//! What a file says of itself at its end: its schema, and where the columns of each group of rows lie. Source: `parquet.thrift`.

use crate::fault::Fault;
use crate::thrift::{Thrift, kind};
use crate::{ENCRYPTED_SIGNATURE, SIGNATURE};

/// A length and the signature end the file.
const TAIL_BYTES: usize = 8;

/// The file's list of contents.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    /// The schema's tree, each node before its children.
    pub(crate) schema: Vec<SchemaElement>,
    pub(crate) row_groups: Vec<RowGroup>,
}

/// A node of the schema.
#[derive(Clone, Debug, Default)]
pub(crate) struct SchemaElement {
    pub(crate) name: String,
    /// How its values are stored; none for a group of columns.
    pub(crate) physical: Option<i32>,
    pub(crate) type_length: i32,
    /// 0: always there, 1: may be null, 2: any number of times.
    pub(crate) repetition: i32,
    pub(crate) children: i32,
    /// What values mean, in the older way of saying it.
    pub(crate) converted: Option<i32>,
    pub(crate) scale: i32,
    pub(crate) logical: Option<Logical>,
}

/// What values mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Logical {
    Decimal { scale: i32 },
    Date,
    Time(Unit),
    Timestamp(Unit),
    Integer { is_signed: bool },
    Float16,
    Uuid,
    Other,
}

/// The unit of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Millis,
    Micros,
    Nanos,
}

impl Unit {
    pub(crate) fn per_second(self) -> i64 {
        match self {
            Unit::Millis => 1_000,
            Unit::Micros => 1_000_000,
            Unit::Nanos => 1_000_000_000,
        }
    }
}

/// Some rows of the file.
#[derive(Debug, Default)]
pub(crate) struct RowGroup {
    pub(crate) columns: Vec<ColumnChunk>,
    pub(crate) rows: i64,
}

/// Where a column of a group of rows lies.
#[derive(Debug, Default)]
pub(crate) struct ColumnChunk {
    pub(crate) codec: i32,
    pub(crate) start: u64,
    pub(crate) bytes: u64,
    is_elsewhere: bool,
    is_encrypted: bool,
}

impl Metadata {
    /// Reads the end of a file.
    pub(crate) fn read(file: &[u8]) -> Result<Self, Fault> {
        let tail = file.len().checked_sub(TAIL_BYTES).filter(|&at| at >= SIGNATURE.len()).ok_or(Fault::Broken)?;
        if file.ends_with(&ENCRYPTED_SIGNATURE) {
            return Err(Fault::Encrypted);
        }
        if !file.ends_with(&SIGNATURE) || !file.starts_with(&SIGNATURE) {
            return Err(Fault::Broken);
        }
        let len = file.get(tail..).and_then(|tail| tail.first_chunk()).map_or(0, |len| u32::from_le_bytes(*len) as usize);
        let start = tail.checked_sub(len).filter(|&at| at >= SIGNATURE.len()).ok_or(Fault::Broken)?;
        let (metadata, is_encrypted) = file.get(start..tail).and_then(parse).ok_or(Fault::Broken)?;
        let chunks = || metadata.row_groups.iter().flat_map(|group| &group.columns);
        if is_encrypted || chunks().any(|chunk| chunk.is_encrypted) {
            return Err(Fault::Encrypted);
        }
        if chunks().any(|chunk| chunk.is_elsewhere) {
            return Err(Fault::Unsupported);
        }
        Ok(metadata)
    }
}

fn parse(bytes: &[u8]) -> Option<(Metadata, bool)> {
    let (mut metadata, mut is_encrypted) = (Metadata::default(), false);
    Thrift::new(bytes).fields(|thrift, field, _| {
        match field {
            2 => thrift.list(|thrift| {
                metadata.schema.push(schema_element(thrift)?);
                Some(())
            })?,
            4 => thrift.list(|thrift| {
                metadata.row_groups.push(row_group(thrift)?);
                Some(())
            })?,
            8 => {
                is_encrypted = true;
                return Some(false);
            }
            _ => return Some(false),
        }
        Some(true)
    })?;
    Some((metadata, is_encrypted))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn schema_element(thrift: &mut Thrift<'_>) -> Option<SchemaElement> {
    let mut element = SchemaElement::default();
    thrift.fields(|thrift, field, _| {
        match field {
            1 => element.physical = Some(thrift.int32()?),
            2 => element.type_length = thrift.int32()?,
            3 => element.repetition = thrift.int32()?,
            4 => element.name = text(thrift.binary()?),
            5 => element.children = thrift.int32()?,
            6 => element.converted = Some(thrift.int32()?),
            7 => element.scale = thrift.int32()?,
            10 => element.logical = Some(logical(thrift)?),
            _ => return Some(false),
        }
        Some(true)
    })?;
    Some(element)
}

/// One of several structs; its number says which.
fn logical(thrift: &mut Thrift<'_>) -> Option<Logical> {
    let mut found = Logical::Other;
    thrift.fields(|thrift, field, _| {
        found = match field {
            5 => {
                let mut scale = 0;
                thrift.fields(|thrift, field, _| {
                    if field == 1 {
                        scale = thrift.int32()?;
                    }
                    Some(field == 1)
                })?;
                Logical::Decimal { scale }
            }
            7 => Logical::Time(unit(thrift)?),
            8 => Logical::Timestamp(unit(thrift)?),
            10 => {
                let mut is_signed = true;
                thrift.fields(|_, field, of| {
                    if field == 2 {
                        is_signed = of == kind::TRUE;
                    }
                    Some(field == 2)
                })?;
                Logical::Integer { is_signed }
            }
            6 | 14 | 15 => {
                thrift.fields(|_, _, _| Some(false))?;
                match field {
                    6 => Logical::Date,
                    14 => Logical::Uuid,
                    _ => Logical::Float16,
                }
            }
            _ => return Some(false),
        };
        Some(true)
    })?;
    Some(found)
}

/// The unit of a time: the second field, again one of several structs.
fn unit(thrift: &mut Thrift<'_>) -> Option<Unit> {
    let mut found = None;
    thrift.fields(|thrift, field, _| {
        if field != 2 {
            return Some(false);
        }
        thrift.fields(|_, unit, _| {
            found = match unit {
                1 => Some(Unit::Millis),
                2 => Some(Unit::Micros),
                3 => Some(Unit::Nanos),
                _ => None,
            };
            Some(false)
        })?;
        Some(true)
    })?;
    found
}

fn row_group(thrift: &mut Thrift<'_>) -> Option<RowGroup> {
    let mut group = RowGroup::default();
    thrift.fields(|thrift, field, _| {
        match field {
            1 => thrift.list(|thrift| {
                group.columns.push(column_chunk(thrift)?);
                Some(())
            })?,
            3 => group.rows = thrift.int()?,
            _ => return Some(false),
        }
        Some(true)
    })?;
    Some(group)
}

fn column_chunk(thrift: &mut Thrift<'_>) -> Option<ColumnChunk> {
    let mut chunk = ColumnChunk::default();
    let (mut data_page, mut dictionary_page, mut bytes) = (None, None, None);
    thrift.fields(|thrift, field, _| {
        match field {
            1 => chunk.is_elsewhere = !thrift.binary()?.is_empty(),
            3 => thrift.fields(|thrift, field, _| {
                match field {
                    4 => chunk.codec = thrift.int32()?,
                    7 => bytes = Some(thrift.int()?),
                    9 => data_page = Some(thrift.int()?),
                    11 => dictionary_page = Some(thrift.int()?),
                    _ => return Some(false),
                }
                Some(true)
            })?,
            8 | 9 => {
                chunk.is_encrypted = true;
                return Some(false);
            }
            _ => return Some(false),
        }
        Some(true)
    })?;
    if chunk.is_encrypted {
        return Some(chunk);
    }
    let data_page = u64::try_from(data_page?).ok()?;
    // Some programs write 0 where there is no dictionary.
    let dictionary_page = dictionary_page.and_then(|at| u64::try_from(at).ok()).filter(|&at| at > 0 && at < data_page);
    chunk.start = dictionary_page.unwrap_or(data_page);
    chunk.bytes = u64::try_from(bytes?).ok()?;
    Some(chunk)
}
