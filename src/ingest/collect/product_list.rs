//! The rows of products files. The first row of an id counts.

use crate::collect::columns::{NumberColumn, TextColumn};
use crate::collect::optional_cell::{bad_value, optional};
use crate::collect::row_index::{OtherKeys, RowIndex};
use crate::collect::source_file::{Ids, SourceFile};
use crate::findings::issue::Issues;
use crate::findings::issue_code::IssueCode;
use crate::read::record::Record;
use crate::schema::meaning::Meaning;
use clientele_core::domain::StringColumn;

/// Products as their files list them.
#[derive(Default)]
pub(crate) struct ProductList {
    /// Row of a product's number.
    pub(crate) row_of: RowIndex,
    pub(crate) names: StringColumn,
    pub(crate) category: TextColumn,
    pub(crate) brand: TextColumn,
    pub(crate) price: NumberColumn,
    /// The number of each row's product.
    pub(crate) codes: Vec<u32>,
    /// Rows by the text of another column that numbers them.
    pub(crate) other_keys: OtherKeys,
    /// The name of the row before: some exports write a product's name on its first row only.
    last_name: String,
    /// Position in the importer's files and first row, for each products file.
    pub(crate) files: Vec<(usize, usize)>,
}

impl ProductList {
    /// A products file begins.
    pub(crate) fn begin(&mut self, file_ix: usize) {
        self.files.push((file_ix, self.names.len()));
    }

    /// Takes a row of the file that was begun last.
    pub(crate) fn push(&mut self, record: &Record<'_>, file: &mut SourceFile, ids: &mut Ids, issues: &mut Issues) {
        if let Some(reason) = file.shape_fault(record) {
            return file.set_row_aside(reason, record, issues);
        }
        let fill_down = file.recognised.conventions.fill_down;
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
            if file.recognised.conventions.ids_repeat {
                file.passed_over += 1;
                return;
            }
            return file.pass_row_over(IssueCode::DuplicateProductId, Meaning::ProductId, record, id, issues);
        }
        let row = self.names.len();
        self.row_of.set(code, row);
        self.codes.push(code);
        let other = file.recognised.other_key;
        self.other_keys.add(file.text(record, other), row);
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
