//! The rows of customers and products files. The first row of an id counts.

use crate::collect::columns::TextColumn;
use crate::collect::ids::{Ids, is_email};
use crate::collect::optional_cell::{bad_value, optional};
use crate::collect::row_index::RowIndex;
use crate::collect::source_file::SourceFile;
use crate::findings::issue::{Issues, MAX_EXAMPLES};
use crate::findings::issue_code::IssueCode;
use crate::parse::moment::parse_moment;
use crate::parse::raw_date::RawDate;
use crate::read::record::Record;
use crate::schema::meaning::Meaning;
use clientele_core::domain::StringColumn;

/// Customers as their files list them.
#[derive(Default)]
pub(crate) struct CustomerList {
    /// Row of a customer's number.
    pub(crate) row_of: RowIndex,
    pub(crate) names: StringColumn,
    pub(crate) emails: StringColumn,
    pub(crate) registered: Vec<RawDate>,
    pub(crate) age_years: Vec<Option<u8>>,
    pub(crate) place: TextColumn,
    /// Customers' other numbers, used in orders, and the customer of each.
    pub(crate) aliases: Vec<(u32, u32)>,
    /// Position in the importer's files and first row, for each customers file.
    pub(crate) files: Vec<(usize, usize)>,
}

impl CustomerList {
    /// A customers file begins.
    pub(crate) fn begin(&mut self, file_ix: usize) {
        self.files.push((file_ix, self.names.len()));
    }

    /// Takes a row of the file that was begun last.
    pub(crate) fn push(&mut self, record: &Record<'_>, file: &mut SourceFile, ids: &mut Ids, issues: &mut Issues) {
        if let Some(reason) = file.shape_fault(record) {
            return file.set_row_aside(reason, record, issues);
        }
        let column = |file: &SourceFile, meaning| file.recognised.column(meaning);
        let lower_email;
        let mut id = file.id(record, column(file, Meaning::CustomerId));
        if is_email(id) || column(file, Meaning::CustomerId).is_none() {
            let address = if id.is_empty() { file.text(record, column(file, Meaning::Email)) } else { id };
            lower_email = address.to_lowercase();
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
            if file.recognised.conventions.ids_repeat {
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
            if moment.date.is_year_first() && moment.date.first() > 12 && file.middle_days.len() < MAX_EXAMPLES {
                file.middle_days.push((record.line, text.to_owned()));
            }
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
    pub(crate) fn dates_of(&self, from: usize, to: usize) -> &[RawDate] {
        self.registered.get(from..to).unwrap_or_default()
    }
}
