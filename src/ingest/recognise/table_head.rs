//! Which of a table's first rows hold the names of its columns. Reports begin with titles, and with a band of groups above the names; where the
//! names alone do not say enough, both are read together ("Customer" above "Name").

use crate::parse::moment::parse_moment;
use crate::recognise::header::{known_names, told_by_words, whole_names};
use crate::recognise::lexicon::Word;
use crate::recognise::name_evidence::{NameEvidence, SAYS_IT};
use crate::recognise::tokens::HeaderWords;
use crate::schema::meaning::{FileKind, Meaning};
use clientele_core::domain::number::parse_number;

/// The header is looked for among so many rows.
pub(crate) const HEADER_ROWS: usize = 30;
/// Longer texts are no names.
const LONGEST_NAME: usize = 60;

/// Where the names of a table's columns stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TableHead {
    /// The first row that they stand in.
    pub(crate) at: usize,
    /// The names, where two rows make them.
    pub(crate) joined: Option<Vec<String>>,
}

impl TableHead {
    /// How many rows the names stand in.
    pub(crate) fn rows(&self) -> usize {
        if self.joined.is_some() { 2 } else { 1 }
    }
}

/// The names of a table's columns, and the rows that they were made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Header {
    pub(crate) names: Vec<String>,
    /// To know the header again where it is repeated between the rows; none where names do not stand in rows.
    pub(crate) rows: Vec<Vec<String>>,
}

/// Finds the names among a table's first rows (cells tidied).
pub(crate) fn find_head<S: AsRef<str>>(rows: &[Vec<S>]) -> TableHead {
    let at = below_band(rows, plain_header(rows));
    let Some(row) = rows.get(at) else { return TableHead::default() };
    // The row above may hold the groups that tell equal names apart, or the names of columns that have no group.
    if let Some(upper) = at.checked_sub(1).and_then(|above| rows.get(above))
        && !is_title(upper)
        && are_names(upper)
        && let Some(names) = of_both(upper, row)
    {
        return TableHead { at: at - 1, joined: Some(names) };
    }
    if let (Some(lower), Some(first)) = (rows.get(at + 1), rows.get(at + 2))
        && (has_gaps_before(row, lower.len()) || has_equals(row))
        && are_names(lower)
        && !are_names(first)
    {
        let names = if is_band(row, lower) { join_general(row, lower) } else { join(row, lower) };
        if told(&names) > told(&owned(row)) {
            return TableHead { at, joined: Some(names) };
        }
    }
    TableHead { at, joined: None }
}

/// The names that two rows make together, where the upper is a band or both say more than the lower alone.
fn of_both<S: AsRef<str>>(upper: &[S], lower: &[S]) -> Option<Vec<String>> {
    if is_band(upper, lower) {
        return Some(join_general(upper, lower));
    }
    let names = join(upper, lower);
    let (of_both, of_lower) = (told(&names), told(&owned(lower)));
    let is_whole = !has_gaps(lower) && !has_equals(lower);
    (of_both > of_lower || (of_both == of_lower && !is_whole)).then_some(names)
}

/// Whether the upper row holds a few words above names that are whole without them.
fn is_band<S: AsRef<str>>(upper: &[S], lower: &[S]) -> bool {
    !has_gaps(lower) && !has_equals(lower) && filled(upper) * 3 < filled(lower)
}

/// Whether nothing stands in a row but a text at its beginning.
fn is_title<S: AsRef<str>>(row: &[S]) -> bool {
    filled(row) == 0 || (filled(row) == 1 && !cell_at(row, 0).is_empty())
}

fn filled<S: AsRef<str>>(row: &[S]) -> usize {
    row.iter().filter(|cell| !cell.as_ref().trim().is_empty()).count()
}

fn known<S: AsRef<str>>(row: &[S]) -> usize {
    known_names(row.iter().map(AsRef::as_ref))
}

fn owned<S: AsRef<str>>(row: &[S]) -> Vec<String> {
    row.iter().map(|cell| cell.as_ref().to_owned()).collect()
}

/// How many names say something, as a whole or by their words.
fn told(names: &[String]) -> usize {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    whole_names(&names).max(told_by_words(&names))
}

/// How much of what sales need the names say: who, what, when, how many, for how much, in which order.
fn needed(names: &[String]) -> usize {
    use Meaning as M;
    const NEEDED: [&[Meaning]; 6] = [
        &[M::CustomerId, M::Email, M::CustomerName],
        &[M::ProductId, M::ProductName],
        &[M::Date],
        &[M::Quantity],
        &[M::UnitPrice, M::LineTotal, M::OrderTotal],
        &[M::OrderId],
    ];
    let names: Vec<NameEvidence> = names.iter().map(|name| NameEvidence::of(name)).collect();
    let says = |meanings: &&&[Meaning]| {
        names.iter().any(|name| meanings.iter().any(|&meaning| name.score(FileKind::Sales, meaning) >= SAYS_IT))
    };
    NEEDED.iter().filter(says).count()
}

/// The first row, unless a later one has at least two names that mean something and the first none, or the first is but a title above a table
/// of several columns. All rows before it have fewer cells that are not empty.
fn plain_header<S: AsRef<str>>(rows: &[Vec<S>]) -> usize {
    let Some(first) = rows.first() else { return 0 };
    if known(first) > 0 && filled(first) > 1 {
        return 0;
    }
    let mut most = 0;
    for (at, row) in rows.iter().enumerate() {
        let cells = filled(row);
        if at > 0 && cells > most && known(row) >= 2 {
            return at;
        }
        most = most.max(cells);
    }
    let at = rows.iter().position(|row| filled(row) > 1).unwrap_or(0);
    let width = rows.get(at).map_or(0, |row| filled(row));
    let below = rows.get(at + 1..).unwrap_or_default();
    let is_table = width >= 3 && below.len() >= 2 && below.iter().all(|row| filled(row) <= width && filled(row) * 2 > width);
    if is_table { at } else { 0 }
}

/// The row at `at`, or one below that has more names that mean something, in more cells: then the one at `at` is a title or a band.
fn below_band<S: AsRef<str>>(rows: &[Vec<S>], at: usize) -> usize {
    let Some(band) = rows.get(at) else { return at };
    let cells = filled(band);
    let below = rows.iter().enumerate().skip(at + 1);
    // Nearly all headers are as wide as the rows below.
    let mut wider = below.filter(|(_, row)| filled(row) > cells && are_names(row)).peekable();
    if wider.peek().is_none() {
        return at;
    }
    let (mut best, mut most) = (at, known(band));
    for (ix, row) in wider {
        let names = known(row);
        if names >= 2 && names > most {
            (best, most) = (ix, names);
        }
    }
    best
}

/// Whether a row may hold names: no numbers, no dates, no addresses, no long texts.
fn are_names<S: AsRef<str>>(row: &[S]) -> bool {
    let is_name = |cell: &str| {
        cell.len() <= LONGEST_NAME && !cell.contains('@') && parse_number(cell).is_none() && parse_moment(cell).is_none()
    };
    filled(row) > 0 && row.iter().map(|cell| cell.as_ref().trim()).all(|cell| cell.is_empty() || is_name(cell))
}

/// Whether a cell is empty before the last that is not.
fn has_gaps<S: AsRef<str>>(row: &[S]) -> bool {
    has_gaps_before(row, row.iter().rposition(|cell| !cell.as_ref().trim().is_empty()).unwrap_or(0))
}

fn has_gaps_before<S: AsRef<str>>(row: &[S], end: usize) -> bool {
    (0..end).any(|ix| row.get(ix).is_none_or(|cell| cell.as_ref().trim().is_empty()))
}

fn has_equals<S: AsRef<str>>(row: &[S]) -> bool {
    let mut names: Vec<String> =
        row.iter().map(|cell| cell.as_ref().trim().to_lowercase()).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair.first() == pair.get(1))
}

/// Names of two rows. Either each name goes over two cells ("Unit" above "price"), or the upper ones are groups that go on over the empty
/// cells at their right, as merged cells do: what says more, and keeps the names apart.
fn join<S: AsRef<str>>(upper: &[S], lower: &[S]) -> Vec<String> {
    let (of_cells, of_groups) = (join_cells(upper, lower), join_groups(upper, lower));
    let worth = |names: &[String]| (!has_equals(names), needed(names));
    if worth(&of_groups) > worth(&of_cells) { of_groups } else { of_cells }
}

fn cell_at<S: AsRef<str>>(row: &[S], ix: usize) -> &str {
    row.get(ix).map_or("", |cell| cell.as_ref().trim())
}

fn join_cells<S: AsRef<str>>(upper: &[S], lower: &[S]) -> Vec<String> {
    let both = |ix| format!("{} {}", cell_at(upper, ix), cell_at(lower, ix)).trim().to_owned();
    (0..upper.len().max(lower.len())).map(both).collect()
}

/// Below a band, only a word that says little by itself ("amount" below "Tax", "do pedido" below "Data") is joined with the one above.
fn join_general<S: AsRef<str>>(upper: &[S], lower: &[S]) -> Vec<String> {
    const GENERAL: [Word; 18] = [
        Word::Fill,
        Word::Name,
        Word::Number,
        Word::Reference,
        Word::Date,
        Word::Time,
        Word::Amount,
        Word::Total,
        Word::Subtotal,
        Word::Net,
        Word::Gross,
        Word::Price,
        Word::Cost,
        Word::Percent,
        Word::Rate,
        Word::Status,
        Word::Currency,
        Word::Unit,
    ];
    let is_general = |name: &str| {
        let words = HeaderWords::of(name);
        !(words.words.is_empty() && words.currency.is_empty()) && words.words.iter().all(|word| GENERAL.contains(word))
    };
    let name = |ix| {
        let (above, below) = (cell_at(upper, ix), cell_at(lower, ix));
        let both = !above.is_empty() && (is_general(above) || is_general(below));
        if both { format!("{above} {below}") } else { below.to_owned() }
    };
    (0..upper.len().max(lower.len())).map(name).collect()
}

/// The group before the name, unless the name says enough.
fn join_groups<S: AsRef<str>>(upper: &[S], lower: &[S]) -> Vec<String> {
    let is_known = |name: &str| whole_names(&[name]) > 0;
    let is_once = |name: &str| lower.iter().filter(|cell| cell.as_ref().trim().eq_ignore_ascii_case(name)).count() == 1;
    let mut group = "";
    (0..upper.len().max(lower.len()))
        .map(|ix| {
            let (above, below) = (cell_at(upper, ix), cell_at(lower, ix));
            if !above.is_empty() {
                // One that has no column below it is itself the name of one.
                group = if below.is_empty() { "" } else { above };
            }
            match (above, below) {
                (name, "") => name.to_owned(),
                (_, name) if group.is_empty() => name.to_owned(),
                (_, name) => {
                    let both = format!("{group} {name}");
                    if is_once(name) && is_known(name) && !is_known(&both) { name.to_owned() } else { both }
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> (usize, Option<String>) {
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        let head = find_head(&rows);
        (head.at, head.joined.map(|names| names.join(",")))
    }

    const ROWS: &str = "\n1,2024-01-05,Ann,Tea,2,4.50\n2,2024-01-06,Ben,Cup,1,9.00\n3,2024-01-07,Ann,Tea,1,4.50\n";

    #[test]
    fn the_names_stand_below_titles_and_bands() {
        for (above, at) in [
            ("", 0),
            ("Sales report 2024\n", 1),
            ("Sales report,,,,,\n,,,,,\n", 2),
            ("Order Details,,Customer,Item,,\n", 1),
            ("Order,,Customer,Product,,\n", 1),
            ("Date,,Customer,,,\n", 1),
            ("Report,2024-05-06\nShop,Main\n\n", 3),
        ] {
            let text = format!("{above}order_id,date,customer,product,quantity,price{ROWS}");
            assert_eq!(head(&text), (at, None), "{above:?}");
        }
        assert_eq!(head(&format!("No,Who,When,What,How many,For{ROWS}")), (0, None));
    }

    #[test]
    fn two_rows_are_joined_where_one_does_not_say_enough() {
        let (at, names) =
            head("Order,,Customer,,Product,,\nNumber,Date,Name,Email,Name,Quantity,Price\n1,2024-01-05,Ann,a@b.c,Tea,2,4.50\n");
        assert_eq!((at, names.as_deref()), (0, Some("Order Number,Date,Customer Name,Email,Product Name,Quantity,Price")));
        let (at, names) = head("Title\nOrder ID,Date,Customer,Product,,\n,,,Name,Quantity,Price\n1,2024-01-05,Ann,Tea,2,4.50\n");
        assert_eq!((at, names.as_deref()), (1, Some("Order ID,Date,Customer,Product Name,Quantity,Price")));
    }
}
