//! The rows of customers and products files. The first row of an id counts.

use super::date::{DateEvidence, RawDate, parse_moment};
use super::file::{Ids, NONE, NumberColumn, SourceFile, TextColumn};
use super::issue::{IssueCode, Issues};
use super::meaning::Meaning;
use super::text::Record;
use clientele_core::domain::{Money, StringColumn};

/// Which row an id has.
#[derive(Default)]
pub(super) struct RowOf(Vec<u32>);

impl RowOf {
    pub(super) fn get(&self, code: u32) -> Option<usize> {
        self.0.get(code as usize).copied().filter(|&row| row != NONE).map(|row| row as usize)
    }

    fn set(&mut self, code: u32, row: usize) {
        let ix = code as usize;
        if self.0.len() <= ix {
            self.0.resize(ix + 1, NONE);
        }
        if let Some(slot) = self.0.get_mut(ix) {
            *slot = row as u32;
        }
    }
}

/// Customers as their files list them.
#[derive(Default)]
pub(super) struct People {
    /// Row of a customer's number.
    pub(super) row_of: RowOf,
    pub(super) names: StringColumn,
    pub(super) emails: StringColumn,
    pub(super) registered: Vec<RawDate>,
    pub(super) age_years: Vec<Option<u8>>,
    pub(super) place: TextColumn,
    /// Numbers that stand for a customer in orders, and the customer.
    pub(super) aliases: Vec<(u32, u32)>,
    /// Position in the importer's files and first row, for each customers file.
    pub(super) files: Vec<(usize, usize)>,
}

/// Products as their files list them.
#[derive(Default)]
pub(super) struct Catalogue {
    /// Row of a product's number.
    pub(super) row_of: RowOf,
    pub(super) names: StringColumn,
    pub(super) category: TextColumn,
    pub(super) brand: TextColumn,
    pub(super) price: NumberColumn,
    /// The name of the row before, where names stand on a product's first row only.
    last_name: String,
    /// Position in the importer's files and first row, for each products file.
    pub(super) files: Vec<(usize, usize)>,
}

impl People {
    /// A customers file begins.
    pub(super) fn begin(&mut self, file_ix: usize) {
        self.files.push((file_ix, self.names.len()));
    }

    /// Takes a row of the file begun last.
    pub(super) fn push(&mut self, record: &Record<'_>, file: &mut SourceFile, ids: &mut Ids, issues: &mut Issues) {
        if let Some(reason) = file.shape_fault(record) {
            return file.set_row_aside(reason, record, issues);
        }
        let column = |file: &SourceFile, meaning| file.recognised.column(meaning);
        let lower_email;
        let mut id = file.id(record, column(file, Meaning::CustomerId));
        if column(file, Meaning::CustomerId).is_none() {
            lower_email = file.text(record, column(file, Meaning::Email)).to_lowercase();
            id = &lower_email;
        }
        if id.is_empty() {
            return file.pass_row_over(IssueCode::MissingId, Meaning::CustomerId, record, id, issues);
        }
        let code = ids.customers.intern(id);
        let alias = file.id(record, column(file, Meaning::CustomerAlias));
        if !alias.is_empty() {
            self.aliases.push((ids.customers.intern(alias), code));
        }
        if self.row_of.get(code).is_some() {
            if file.recognised.habits.ids_repeat {
                file.passed_over += 1;
                return;
            }
            return file.pass_row_over(IssueCode::DuplicateCustomerId, Meaning::CustomerId, record, id, issues);
        }
        let row = self.names.len();
        self.row_of.set(code, row);
        file.used += 1;
        let name = optional(record, file, Meaning::CustomerName, issues);
        let (first, last) = (column(file, Meaning::FirstName), column(file, Meaning::LastName));
        if name.is_empty() && (first.is_some() || last.is_some()) {
            let full = format!("{} {}", file.text(record, first), file.text(record, last));
            self.names.push(full.trim());
        } else {
            self.names.push(name);
        }
        self.emails.push(optional(record, file, Meaning::Email, issues));
        self.place.set(row, optional(record, file, Meaning::Place, issues));

        let text = optional(record, file, Meaning::Registered, issues);
        let moment = parse_moment(text);
        if let Some(moment) = moment {
            file.dates.add(moment, text);
        } else if !text.is_empty() {
            bad_value(record, file, Meaning::Registered, text, issues);
        }
        self.registered.push(moment.map_or(RawDate::NONE, |m| m.date));

        let text = optional(record, file, Meaning::Age, issues);
        let age = text.split('.').next().and_then(|t| t.parse().ok()).filter(|age| (1..=120).contains(age));
        if age.is_none() && !text.is_empty() {
            bad_value(record, file, Meaning::Age, text, issues);
        }
        self.age_years.push(age);
    }

    /// Registration dates of one file, for deciding their order.
    pub(super) fn dates_of(&self, from: usize, to: usize) -> impl Iterator<Item = RawDate> {
        self.registered.get(from..to).unwrap_or_default().iter().copied()
    }
}

impl Catalogue {
    /// A products file begins.
    pub(super) fn begin(&mut self, file_ix: usize) {
        self.files.push((file_ix, self.names.len()));
    }

    /// Takes a row of the file begun last.
    pub(super) fn push(&mut self, record: &Record<'_>, file: &mut SourceFile, ids: &mut Ids, issues: &mut Issues) {
        if let Some(reason) = file.shape_fault(record) {
            return file.set_row_aside(reason, record, issues);
        }
        let fill_down = file.recognised.habits.fill_down;
        let mut name = file.text(record, file.recognised.column(Meaning::ProductName));
        let filled;
        if name.is_empty() && fill_down {
            filled = self.last_name.clone();
            name = &filled;
        }
        let id = file.id(record, file.recognised.column(Meaning::ProductId));
        // Further rows of a product without a number of their own hold pictures.
        if id.is_empty() && fill_down && file.text(record, file.recognised.column(Meaning::ProductName)).is_empty() {
            file.passed_over += 1;
            return;
        }
        let known_by_name = fill_down || file.recognised.column(Meaning::ProductId).is_none();
        let id = if id.is_empty() && known_by_name { name } else { id };
        if id.is_empty() {
            return file.pass_row_over(IssueCode::MissingId, Meaning::ProductId, record, id, issues);
        }
        let code = ids.products.intern(id);
        if self.row_of.get(code).is_some() {
            if file.recognised.habits.ids_repeat {
                file.passed_over += 1;
                return;
            }
            return file.pass_row_over(IssueCode::DuplicateProductId, Meaning::ProductId, record, id, issues);
        }
        let row = self.names.len();
        self.row_of.set(code, row);
        file.used += 1;
        if !fill_down {
            name = optional(record, file, Meaning::ProductName, issues);
        }
        self.names.push(name);
        if fill_down {
            for (column, meaning) in [(&mut self.category, Meaning::Category), (&mut self.brand, Meaning::Brand)] {
                match file.text(record, file.recognised.column(meaning)) {
                    "" if row > 0 && name == self.last_name => column.copy(row, row - 1),
                    text => column.set(row, text),
                }
            }
            name.clone_into(&mut self.last_name);
        } else {
            self.category.set(row, optional(record, file, Meaning::Category, issues));
            self.brand.set(row, optional(record, file, Meaning::Brand, issues));
        }

        let text = optional(record, file, Meaning::UnitPrice, issues);
        let column = file.recognised.column(Meaning::UnitPrice);
        let price = column.filter(|_| !text.is_empty()).and_then(|column| file.number(record, column)).filter(|n| n.value > 0);
        if price.is_none() && !text.is_empty() {
            bad_value(record, file, Meaning::UnitPrice, text, issues);
        }
        self.price.push(price);
    }
}

/// The text of a column that the row can do without; an empty cell is reported.
fn optional<'a>(record: &Record<'a>, file: &mut SourceFile, meaning: Meaning, issues: &mut Issues) -> &'a str {
    let Some(column) = file.recognised.column(meaning) else { return "" };
    let text = file.text(record, Some(column));
    if text.is_empty() {
        issues.add(IssueCode::MissingValue, file.header(meaning), Money::ZERO, || {
            file.example(record.line, file.header(meaning), "")
        });
    }
    text
}

fn bad_value(record: &Record<'_>, file: &SourceFile, meaning: Meaning, text: &str, issues: &mut Issues) {
    let header = file.header(meaning);
    issues.add(IssueCode::BadOptionalValue, header, Money::ZERO, || file.example(record.line, header, text));
}

/// Reports what a file's dates left open. Used for sales and for customers.
pub(super) fn report_dates(evidence: &DateEvidence, decided: bool, file: &SourceFile, meaning: Meaning, issues: &mut Issues) {
    let header = file.header(meaning);
    let mut note = |code, rows: u64, value: String| {
        if rows > 0 {
            let issue = issues.entry(code, "");
            issue.rows += rows;
            issue.examples.push(file.example(1, header, &value));
        }
    };
    if decided && evidence.is_open() {
        note(IssueCode::AmbiguousDateOrder, evidence.either, String::new());
    }
    note(
        IssueCode::MixedDateOrder,
        evidence.day_first.min(evidence.month_first),
        format!("{} day first, {} month first", evidence.day_first, evidence.month_first),
    );
    note(IssueCode::ShortYear, evidence.short_years, String::new());
}
