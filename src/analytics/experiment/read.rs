//! Results read back from a CSV file: customer, variant, whether they ordered, what they spent. Every row is accounted for.

use super::analyse::{Guardrail, Worse};
use super::error::{ExperimentError, MAX_VARIANTS};
use super::read_numbers::{NumberColumn, ReadMark, decide};
use clientele_core::domain::number::{Decimal, DecimalMark, Mark, parse_decimal};
use clientele_core::domain::{nearest_first, unguarded};
use std::collections::BTreeMap;

const CUSTOMER: &[&str] =
    &["customer_id", "customer", "client_id", "client", "user_id", "user", "visitor_id", "member_id", "kunde", "id"];
const VARIANT: &[&str] =
    &["variant", "variation", "group", "test_group", "experiment_group", "arm", "treatment", "bucket", "cell", "gruppe"];
const CONVERTED: &[&str] =
    &["converted", "conversion", "is_converted", "ordered", "purchased", "bought", "orders", "purchases", "conversions"];
const REVENUE: &[&str] = &["revenue", "amount", "spend", "spent", "sales", "total", "order_value", "value", "umsatz"];
/// Names of the control, the surest first.
const CONTROL: &[&str] = &["control", "kontrolle", "original", "baseline", "a"];
/// More of these is worse.
const GUARDRAILS: &[&str] = &[
    "refunds",
    "refund",
    "returns",
    "returned",
    "unsubscribed",
    "unsubscribes",
    "complaints",
    "cost",
    "costs",
    "discount",
    "discounts",
    "support_tickets",
];

/// Why a row cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowProblem {
    /// More or fewer cells than the header.
    WrongLength,
    /// No customer.
    NoCustomer,
    /// No variant.
    NoVariant,
    /// The column of orders holds neither yes or no nor a number of 0 or more.
    ConvertedUnreadable,
    /// The column of revenue, or of a further measure, holds no number.
    NumberUnreadable,
    /// The customer stands in rows of different variants: none of them can be used.
    TwoVariants,
    /// The customer stands in an earlier row of the same variant.
    Repeated,
}

impl RowProblem {
    /// What is wrong, for a table.
    pub fn text(self) -> &'static str {
        match self {
            Self::WrongLength => "more or fewer cells than the header",
            Self::NoCustomer => "no customer",
            Self::NoVariant => "no variant",
            Self::ConvertedUnreadable => "neither yes, no nor a number where it says who ordered",
            Self::NumberUnreadable => "no number where there should be one",
            Self::TwoVariants => "the customer is in two variants",
            Self::Repeated => "the customer was in a row before",
        }
    }
}

/// A row that was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Line of the file, the header being line 1.
    pub line: u32,
    /// The reason.
    pub problem: RowProblem,
    /// The customer as it stands there.
    pub customer: String,
}

/// The rows that can be used, as columns, and the others with their reasons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadResults {
    /// Rows under the header.
    pub rows: u32,
    /// Rows not used, in the file's order.
    pub bad: Vec<BadRow>,
    /// Names of the variants: the control first.
    pub variants: Vec<String>,
    /// Whether neither a name that was typed nor one that is known says which is the control: it is the first by name.
    pub is_control_assumed: bool,
    /// Customer of each usable row.
    pub customer: Vec<String>,
    /// Its variant.
    pub variant: Vec<u16>,
    /// Whether the customer ordered.
    pub converted: Vec<bool>,
    /// What the customer spent, where the file has such a column.
    pub revenue: Option<Vec<f64>>,
    /// Further measures of which less is better.
    pub guardrails: Vec<Guardrail>,
    /// Empty cells of usable rows that were taken as "no" or 0.
    pub empty_cells: u32,
    /// Headers that were used, each with what for; then those that were not.
    pub used: Vec<(String, &'static str)>,
    /// Headers that were not used.
    pub unused: Vec<String>,
    /// How columns with numbers that can be read in two ways were read.
    pub decimal_marks: Vec<ReadMark>,
    /// Headers of columns with both decimal points and decimal commas; each of their numbers was read by its own mark.
    pub mixed_marks: Vec<String>,
    /// Headers of columns with a currency, and the currency.
    pub currencies: Vec<(String, String)>,
}

/// What is known about a results file beside its bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadParams<'a> {
    /// Name of the control; `None`: the variant called control, original, baseline or A, else the first by name.
    pub control: Option<&'a str>,
    /// Decimal mark of numbers that can be read in two ways; `None`: as other numbers tell.
    pub decimal_mark: Option<DecimalMark>,
}

/// Reads a CSV file (comma, semicolon or tab; UTF-8).
///
/// ```
/// use clientele_analytics::experiment::{ReadParams, read_results};
///
/// let file = b"customer_id;group;ordered;revenue\nanna;control;yes;12,50\nben;offer;no;0\nanna;control;yes;12,50\ncleo;offer;yes;9,00\n";
/// let read = read_results(file, &ReadParams::default())?;
/// assert_eq!(read.variants, ["control", "offer"]);
/// assert_eq!(read.customer, ["anna", "ben", "cleo"]);
/// assert_eq!(read.revenue, Some(vec![12.5, 0.0, 9.0]));
/// assert_eq!((read.bad[0].line, read.bad[0].problem.text()), (4, "the customer was in a row before"));
/// # Ok::<(), clientele_analytics::experiment::ExperimentError>(())
/// ```
///
/// # Errors
/// [`ExperimentError`] when columns are missing, when no row can be used, when the variants are fewer than two or too many, when the
/// control is not among them, or when numbers can be read in two ways and nothing tells which.
pub fn read_results(bytes: &[u8], params: &ReadParams<'_>) -> Result<ReadResults, ExperimentError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let first = text.lines().next().unwrap_or_default();
    let delimiter =
        [b',', b';', b'\t'].into_iter().max_by_key(|d| (first.bytes().filter(|b| b == d).count(), *d == b',')).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records().map_while(Result::ok);
    let header: Vec<String> =
        records.next().ok_or(ExperimentError::EmptyFile)?.iter().map(|cell| cell.trim().to_owned()).collect();
    let columns = Columns::find(&header)?;
    let mut out = ReadResults { used: columns.used(&header), unused: columns.unused(&header), ..ReadResults::default() };
    let mut numbers: Vec<NumberColumn> = columns.numbers().map(|at| NumberColumn::new(&header[at])).collect();
    let mut rows: Vec<Row> = Vec::new();
    for record in records {
        let line = record.position().map_or(0, csv::Position::line) as u32;
        out.rows += 1;
        match Row::read(&record, header.len(), &columns, &mut numbers, line) {
            Ok(row) => rows.push(row),
            Err(problem) => {
                let customer = record.get(columns.customer).unwrap_or_default().trim().to_owned();
                out.bad.push(BadRow { line, problem, customer });
            }
        }
    }
    if out.rows == 0 {
        return Err(ExperimentError::EmptyFile);
    }
    let rows = without_repeats(rows, &mut out.bad);
    out.bad.sort_by_key(|bad| bad.line);

    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for row in &rows {
        names.entry(row.variant.to_lowercase()).or_insert_with(|| row.variant.clone());
    }
    if names.len() > MAX_VARIANTS {
        return Err(ExperimentError::TooManyVariants { count: names.len() });
    }
    if names.len() < 2 {
        return Err(ExperimentError::OneVariant { name: names.into_values().next().unwrap_or_default() });
    }
    // The position among the names of a control, the surest first; `None` for other names.
    let control_rank = |key: &str| match params.control {
        Some(name) => (key == name.trim().to_lowercase()).then_some(0),
        None => CONTROL.iter().position(|name| *name == key),
    };
    out.is_control_assumed = !names.keys().any(|key| control_rank(key).is_some());
    if let Some(name) = params.control.filter(|_| out.is_control_assumed) {
        let found = nearest_first(name.trim(), names.into_values());
        return Err(ExperimentError::ControlUnknown { name: name.trim().to_owned(), found });
    }
    let marks = decide(&numbers, params.decimal_mark)?;
    // A column without numbers that can be read in two ways is the same with either mark.
    let mark = |at: usize| marks.get(at).and_then(Option::as_ref).map_or(DecimalMark::Point, |read| read.mark);
    let column = |at: usize| rows.iter().map(|row| row.numbers.get(at).map_or(0.0, |n| n.value_with(mark(at)))).collect();
    let mut keys: Vec<&String> = names.keys().collect();
    keys.sort_by_key(|key| control_rank(key).unwrap_or(CONTROL.len()));
    out.variants = keys.iter().map(|key| names[*key].clone()).collect();
    let number: BTreeMap<&str, u16> = keys.iter().enumerate().map(|(n, key)| (key.as_str(), n as u16)).collect();

    out.variant = rows.iter().map(|row| number.get(row.variant.to_lowercase().as_str()).copied().unwrap_or(0)).collect();
    // Revenue is the first of the numbers, where there is any.
    let has_spent = |row: &Row| row.numbers.first().is_some_and(|spent| spent.value > 0.0);
    out.converted = rows.iter().map(|row| row.converted.unwrap_or_else(|| has_spent(row))).collect();
    out.revenue = columns.revenue.map(|_| column(0));
    let guardrail = |(at, &column_of): (usize, &usize)| Guardrail {
        name: header[column_of].clone(),
        worse: Worse::Higher,
        value: column(at + usize::from(columns.revenue.is_some())),
    };
    out.guardrails = columns.guardrails.iter().enumerate().map(guardrail).collect();
    out.mixed_marks = numbers.iter().filter_map(NumberColumn::mixed).collect();
    out.currencies = numbers.iter().filter_map(NumberColumn::currency).collect();
    out.empty_cells = rows.iter().map(|row| row.empty_cells).sum();
    out.decimal_marks = marks.into_iter().flatten().collect();
    out.customer = rows.into_iter().map(|row| row.customer).collect();
    Ok(out)
}

struct Columns {
    customer: usize,
    variant: usize,
    converted: Option<usize>,
    revenue: Option<usize>,
    guardrails: Vec<usize>,
}

impl Columns {
    fn find(header: &[String]) -> Result<Self, ExperimentError> {
        let names: Vec<String> = header.iter().map(|name| name.to_lowercase().replace([' ', '-', '.'], "_")).collect();
        let find = |known: &[&str]| known.iter().find_map(|name| names.iter().position(|n| n == name));
        let missing = |what, known| ExperimentError::ColumnMissing { what, found: header.to_vec(), known };
        let customer = find(CUSTOMER).ok_or_else(|| missing("customers", CUSTOMER))?;
        let variant = find(VARIANT).ok_or_else(|| missing("variants", VARIANT))?;
        let (converted, revenue) = (find(CONVERTED), find(REVENUE));
        if converted.is_none() && revenue.is_none() {
            return Err(missing("orders or revenue", CONVERTED));
        }
        let guardrails = (0..names.len()).filter(|&at| GUARDRAILS.contains(&names[at].as_str())).collect();
        Ok(Self { customer, variant, converted, revenue, guardrails })
    }

    /// Columns of numbers: revenue, then the guardrails.
    fn numbers(&self) -> impl Iterator<Item = usize> + '_ {
        self.revenue.into_iter().chain(self.guardrails.iter().copied())
    }

    fn used(&self, header: &[String]) -> Vec<(String, &'static str)> {
        let mut used = vec![(self.customer, "customer"), (self.variant, "variant")];
        used.extend(self.converted.map(|at| (at, "ordered or not")));
        used.extend(self.revenue.map(|at| (at, "revenue")));
        used.extend(self.guardrails.iter().map(|&at| (at, "guardrail: less is better")));
        used.into_iter().filter_map(|(at, what)| Some((header.get(at)?.clone(), what))).collect()
    }

    fn unused(&self, header: &[String]) -> Vec<String> {
        let is_used = |at: usize| {
            at == self.customer
                || at == self.variant
                || Some(at) == self.converted
                || Some(at) == self.revenue
                || self.guardrails.contains(&at)
        };
        header.iter().enumerate().filter(|(at, _)| !is_used(*at)).map(|(_, name)| name.clone()).collect()
    }
}

struct Row {
    line: u32,
    customer: String,
    variant: String,
    converted: Option<bool>,
    /// As [`Columns::numbers`].
    numbers: Vec<Decimal<'static>>,
    empty_cells: u32,
}

impl Row {
    fn read(
        record: &csv::StringRecord,
        width: usize,
        columns: &Columns,
        numbers: &mut [NumberColumn],
        line: u32,
    ) -> Result<Self, RowProblem> {
        if record.len() != width {
            return Err(RowProblem::WrongLength);
        }
        let cell = |at: usize| record.get(at).unwrap_or_default().trim();
        let mut row = Self {
            line,
            customer: unguarded(cell(columns.customer)).into_owned(),
            variant: unguarded(cell(columns.variant)).into_owned(),
            converted: None,
            numbers: Vec::with_capacity(numbers.len()),
            empty_cells: 0,
        };
        if row.customer.is_empty() {
            return Err(RowProblem::NoCustomer);
        }
        if row.variant.is_empty() {
            return Err(RowProblem::NoVariant);
        }
        if let Some(at) = columns.converted {
            row.empty_cells += u32::from(cell(at).is_empty());
            row.converted = Some(yes_or_no(cell(at)).ok_or(RowProblem::ConvertedUnreadable)?);
        }
        for (at, column) in columns.numbers().zip(numbers) {
            row.empty_cells += u32::from(cell(at).is_empty());
            let yes_or_no = yes_or_no_word(cell(at)).filter(|_| Some(at) != columns.revenue);
            let word = yes_or_no.map(|is| Decimal { value: f64::from(is), mark: Mark::None, sign: "" });
            row.numbers.push(word.or_else(|| column.read(cell(at))).ok_or(RowProblem::NumberUnreadable)?);
        }
        Ok(row)
    }
}

/// Without customers in two variants, and each customer once.
fn without_repeats(rows: Vec<Row>, bad: &mut Vec<BadRow>) -> Vec<Row> {
    let mut seen: BTreeMap<&str, (String, bool)> = BTreeMap::new();
    for row in &rows {
        let variant = row.variant.to_lowercase();
        match seen.get_mut(row.customer.as_str()) {
            None => {
                seen.insert(&row.customer, (variant, false));
            }
            Some((first, two)) => *two |= *first != variant,
        }
    }
    let two: std::collections::BTreeSet<String> =
        seen.into_iter().filter(|(_, (_, two))| *two).map(|(customer, _)| customer.to_owned()).collect();
    let mut kept_customers = std::collections::BTreeSet::new();
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let problem = if two.contains(&row.customer) {
            Some(RowProblem::TwoVariants)
        } else if !kept_customers.insert(row.customer.clone()) {
            Some(RowProblem::Repeated)
        } else {
            None
        };
        match problem {
            Some(problem) => bad.push(BadRow { line: row.line, problem, customer: row.customer }),
            None => kept.push(row),
        }
    }
    kept
}

fn yes_or_no(cell: &str) -> Option<bool> {
    if cell.is_empty() {
        return Some(false);
    }
    // Whether a number is above 0 does not depend on its decimal mark.
    yes_or_no_word(cell).or_else(|| parse_decimal(cell).filter(|n| n.value >= 0.0).map(|n| n.value > 0.0))
}

fn yes_or_no_word(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "yes" | "y" | "true" | "t" | "ja" | "oui" | "si" | "sí" => Some(true),
        "no" | "n" | "false" | "f" | "nein" | "non" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_row_is_accounted_for() {
        let file = "Customer ID;Group;Ordered;Revenue;Refunds;Note\n\
            c1;B;yes;12,50;0;x\n\
            c2;control;no;0;;\n\
            ;B;1;3;0;\n\
            c3;;1;3;0;\n\
            c4;B;maybe;3;0;\n\
            c5;B;1;much;0;\n\
            c6;B;1;3\n\
            c7;B;1;3;0;\n\
            c7;Control;1;3;0;\n\
            c8;b;2;4;1;\n\
            c8;B;2;4;1;\n\
            '=c9;Control;;;;\n";
        let found = read_results(format!("\u{feff}{file}").as_bytes(), &ReadParams::default()).unwrap();
        assert_eq!(found.variants, ["control", "B"]);
        assert_eq!(found.customer, ["c1", "c2", "c8", "=c9"]);
        assert_eq!((found.variant, found.converted), (vec![1, 0, 1, 0], vec![true, false, true, false]));
        assert_eq!(found.revenue, Some(vec![12.5, 0.0, 4.0, 0.0]));
        assert_eq!((found.guardrails.len(), found.guardrails[0].value.as_slice()), (1, [0.0, 0.0, 1.0, 0.0].as_slice()));
        use RowProblem as P;
        let bad: Vec<(u32, P)> = found.bad.iter().map(|b| (b.line, b.problem)).collect();
        assert_eq!(
            bad,
            [
                (4, P::NoCustomer),
                (5, P::NoVariant),
                (6, P::ConvertedUnreadable),
                (7, P::NumberUnreadable),
                (8, P::WrongLength),
                (9, P::TwoVariants),
                (10, P::TwoVariants),
                (12, P::Repeated),
            ]
        );
        assert_eq!(found.rows as usize, found.bad.len() + found.customer.len());
        assert_eq!((found.empty_cells, found.unused), (4, vec!["Note".to_owned()]));
    }

    #[test]
    fn files_that_cannot_be_read_say_why() {
        let check = |file: &str, expected: &str| {
            let error = read_results(file.as_bytes(), &ReadParams::default()).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check("", "no rows");
        check("customer_id,variant,converted\n", "no rows");
        check("name,variant,converted\na,b,1\n", "no column with customers");
        check("id,converted\na,1\n", "no column with variants");
        check("id,variant\na,B\n", "no column with orders or revenue");
        check("id,variant,converted\na,B,1\n", "All rows that can be used are of the variant \"B\"");
        check("id,variant,converted\n,B,1\n", "No row of the file can be used");
        let many: String = (0..11).map(|n| format!("c{n},v{n},1\n")).collect();
        check(&format!("id,variant,converted\n{many}"), "11 different values");
    }

    #[test]
    fn the_control_comes_first_and_can_be_named() {
        let file = "id,variant,revenue\n1,new,5\n2,old,0\n";
        let read = |control| read_results(file.as_bytes(), &ReadParams { control, ..ReadParams::default() });
        let named = read(Some("Old ")).unwrap();
        assert_eq!((named.variants, named.is_control_assumed), (vec!["old".to_owned(), "new".to_owned()], false));
        let assumed = read(None).unwrap();
        assert_eq!((assumed.variants, assumed.is_control_assumed), (vec!["new".to_owned(), "old".to_owned()], true));
        // Revenue alone tells who ordered.
        assert_eq!(assumed.converted, [true, false]);
        let two = read_results(b"id,variant,revenue\n1,A,5\n2,Control,0\n", &ReadParams::default()).unwrap();
        assert_eq!(two.variants, ["Control", "A"]);
        let found = ["old", "new"].map(str::to_owned).to_vec();
        assert_eq!(read(Some("odl")), Err(ExperimentError::ControlUnknown { name: "odl".to_owned(), found }));
    }

    #[test]
    fn numbers_as_people_write_them() {
        let read = |cells: [&str; 3]| {
            let rows: String = cells.iter().enumerate().map(|(n, cell)| format!("{n};{};{cell}\n", ["A", "B"][n % 2])).collect();
            read_results(format!("id;variant;revenue\n{rows}").as_bytes(), &ReadParams::default())
        };
        let revenue = |cells| read(cells).unwrap().revenue.unwrap();
        assert_eq!(revenue(["1234.5", "1,234.50", "1,234"]), [1234.5, 1234.5, 1234.0]);
        assert_eq!(revenue(["1.234,50", "12,5", "1.234"]), [1234.5, 12.5, 1234.0]);
        assert_eq!(revenue(["0,125", "-3", ""]), [0.125, -3.0, 0.0]);
        assert_eq!(revenue(["1e-05", "£5", "12,-"]), [0.000_01, 5.0, 12.0]);
        for cell in ["inf", "nan", "1e400", "yes"] {
            let found = read(["1", "2", cell]).unwrap();
            assert_eq!(found.bad[0].problem, RowProblem::NumberUnreadable, "{cell}");
        }
        let mixed = read(["1.5", "1,5", "2"]).unwrap();
        assert_eq!((mixed.mixed_marks, mixed.decimal_marks), (vec!["revenue".to_owned()], Vec::new()));
        assert!(matches!(read(["1.234", "5", "0"]), Err(ExperimentError::DecimalMarkUnclear { .. })));
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut file = b"id,variant,converted,revenue\na,control,1,2\nb,B,0,0\n".to_vec();
            file.extend(&bytes);
            if let Ok(found) = read_results(&file, &ReadParams::default()) {
                prop_assert_eq!(found.rows as usize, found.bad.len() + found.customer.len());
            }
            let _ = read_results(&bytes, &ReadParams::default());
        }
    }
}
