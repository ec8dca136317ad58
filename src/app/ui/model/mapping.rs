//! What the columns of files mean while a user looks at them: proposals, changes, what is missing and what that costs. Plain
//! Rust: no browser.

use clientele_ingest::{
    Certainty, ColumnMapping, FileKind, Format, InspectedFile, Inspection, Meaning, Needed, Question, RepairStep, ValueKind,
};

/// The kinds that a file can be said to be.
pub const KINDS: [FileKind; 5] = [FileKind::Sales, FileKind::Orders, FileKind::Customers, FileKind::Products, FileKind::Ignored];

/// Files under the user's eyes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The files, in the order in which they were given.
    pub files: Vec<DraftFile>,
}

/// A file under the user's eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftFile {
    /// Its name.
    pub name: String,
    /// What it is said to hold.
    pub kind: FileKind,
    /// Its columns.
    pub columns: Vec<DraftColumn>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
    /// How it was recognised, in words.
    pub recognised_as: &'static str,
    /// How sure that was.
    pub certainty: Certainty,
    /// Whether its columns were set by hand before, and remembered.
    pub is_remembered: bool,
    /// What somebody should answer before its figures are believed.
    pub questions: Vec<Question>,
    /// Which answer was given to each question.
    pub(super) answers: Vec<Option<usize>>,
    pub(super) proposed_kind: FileKind,
    pub(super) is_changed: bool,
}

/// A column under the user's eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftColumn {
    /// Its name in the file.
    pub header: String,
    /// What its cells look like.
    pub values: ValueKind,
    /// What it is said to mean.
    pub meaning: Meaning,
    /// Whether that is a guess from the values that nobody has confirmed.
    pub is_guess: bool,
    /// Why it was taken for what is proposed, in words.
    pub why: String,
    /// What it could be, where it is not used though it looks like money or pieces.
    pub could_be: Option<Meaning>,
    /// Whether its meaning was set otherwise than proposed, or by hand.
    pub is_set: bool,
    pub(super) proposed: Meaning,
    pub(super) proposed_by_guess: bool,
}

/// Whether something that sales need is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Met {
    /// In this column of the file.
    Column(String),
    /// A file of orders, joined by the order number, has it.
    OrdersFile(String),
    /// Nowhere.
    Missing,
}

/// Why the files cannot be analysed as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No file is said to hold sales.
    NoSales,
    /// A file of sales lacks something that it cannot do without.
    Lacks {
        /// The file's name.
        file: String,
        /// What it lacks.
        needed: Needed,
    },
    /// So many questions are not answered.
    Questions(usize),
}

impl Draft {
    /// Files as they were inspected.
    pub fn of(inspection: &Inspection) -> Self {
        Self { files: inspection.files.iter().map(DraftFile::of).collect() }
    }

    /// Says what a file holds. Columns keep their meanings as far as such a file can have them.
    pub fn set_kind(&mut self, file: usize, kind: FileKind) {
        let Some(file) = self.files.get_mut(file).filter(|file| file.kind != kind) else { return };
        file.kind = kind;
        file.is_changed = true;
        let allowed = kind.meanings();
        let is_back = kind == file.proposed_kind;
        for column in &mut file.columns {
            if is_back {
                (column.meaning, column.is_guess, column.is_set) = (column.proposed, column.proposed_by_guess, false);
            } else if !allowed.contains(&column.meaning) {
                (column.meaning, column.is_guess) = (Meaning::Unused, false);
            }
        }
    }

    /// Says what a column means. A meaning can be had by one column of a file: it is taken from any other.
    pub fn choose(&mut self, file: usize, column: usize, meaning: Meaning) {
        let Some(file) = self.files.get_mut(file) else { return };
        let is_done = file.assign(column, meaning);
        if let Some(column) = file.columns.get_mut(column).filter(|_| is_done) {
            column.is_set = true;
        }
    }

    /// What a file of sales needs, and whether it is there; empty for other files.
    pub fn checklist(&self, file: usize) -> Vec<(Needed, Met)> {
        let Some(file) = self.files.get(file).filter(|file| file.kind == FileKind::Sales) else { return Vec::new() };
        let missing = Needed::missing_in(&file.meanings());
        let met = |needed: Needed| {
            if !missing.contains(&needed) {
                let column = file.columns.iter().find(|column| needed.is_met_by(column.meaning));
                // Lists of products bring their prices with them.
                let column = column.or_else(|| file.columns.iter().find(|c| c.meaning == Meaning::PackedProducts));
                return Met::Column(column.map(|c| c.header.clone()).unwrap_or_default());
            }
            let can_join = needed.is_required() && file.has(Meaning::OrderId);
            let orders = self.files.iter().find(|other| {
                let joins = other.kind == FileKind::Orders && other.has(Meaning::OrderId);
                joins && other.columns.iter().any(|column| needed.is_met_by(column.meaning))
            });
            match orders.filter(|_| can_join) {
                Some(orders) => Met::OrdersFile(orders.name.clone()),
                None => Met::Missing,
            }
        };
        Needed::ALL.into_iter().map(|needed| (needed, met(needed))).collect()
    }

    /// Why the files cannot be analysed as they stand; `None`: they can.
    pub fn obstacle(&self) -> Option<Obstacle> {
        let mut sales = self.files.iter().enumerate().filter(|(_, file)| file.kind == FileKind::Sales).peekable();
        if sales.peek().is_none() {
            return Some(Obstacle::NoSales);
        }
        sales
            .find_map(|(ix, file)| {
                let lacks = self.checklist(ix).into_iter().find(|(needed, met)| needed.is_required() && *met == Met::Missing);
                lacks.map(|(needed, _)| Obstacle::Lacks { file: file.name.clone(), needed })
            })
            .or_else(|| Some(self.open_questions().count()).filter(|&open| open > 0).map(Obstacle::Questions))
    }

    /// What the analysis will lack, though it can be made.
    pub fn costs(&self) -> Vec<Needed> {
        let lacking = (0..self.files.len()).flat_map(|file| self.checklist(file));
        let mut costs: Vec<Needed> =
            lacking.filter(|(needed, met)| !needed.is_required() && *met == Met::Missing).map(|(needed, _)| needed).collect();
        costs.sort_unstable();
        costs.dedup();
        costs
    }

    /// The steps of the recipe that the answers given switch.
    pub fn steps(&self) -> Vec<(RepairStep, bool)> {
        let files = self.files.iter().filter(|file| file.has_questions());
        let given = files.flat_map(|file| file.questions.iter().zip(&file.answers));
        let answers = given.filter_map(|(question, answer)| question.answers.get((*answer)?));
        answers.flat_map(|answer| answer.steps.iter().copied()).collect()
    }

    /// What to remember: the files that were changed, and those of sales that were unsure until they were looked at.
    pub fn mappings(&self) -> Vec<ColumnMapping> {
        let is_set =
            |file: &&DraftFile| file.is_changed || (file.kind != FileKind::Ignored && file.certainty != Certainty::Certain);
        self.files
            .iter()
            .filter(is_set)
            .map(|file| ColumnMapping {
                headers: file.columns.iter().map(|column| column.header.clone()).collect(),
                kind: file.kind,
                columns: file.meanings(),
            })
            .collect()
    }
}

impl DraftFile {
    fn of(file: &InspectedFile) -> Self {
        Self {
            name: file.name.clone(),
            kind: file.kind,
            columns: file
                .columns
                .iter()
                .map(|column| DraftColumn {
                    header: column.header.clone(),
                    values: column.values,
                    meaning: column.meaning,
                    is_guess: column.is_guess,
                    why: column.why.clone(),
                    could_be: column.could_be,
                    is_set: false,
                    proposed: column.meaning,
                    proposed_by_guess: column.is_guess,
                })
                .collect(),
            rows: file.rows.clone(),
            recognised_as: file.format.label(),
            certainty: file.certainty,
            is_remembered: file.format == Format::Mapped,
            questions: file.questions.clone(),
            answers: vec![None; file.questions.len()],
            proposed_kind: file.kind,
            is_changed: false,
        }
    }

    /// Gives a column a meaning, which is taken from any other. False where it cannot have it.
    pub(super) fn assign(&mut self, column: usize, meaning: Meaning) -> bool {
        if column >= self.columns.len() || !(meaning == Meaning::Unused || self.kind.meanings().contains(&meaning)) {
            return false;
        }
        for (ix, other) in self.columns.iter_mut().enumerate() {
            if ix == column {
                (other.meaning, other.is_guess) = (meaning, false);
            } else if other.meaning == meaning && meaning != Meaning::Unused {
                (other.meaning, other.is_guess) = (Meaning::Unused, false);
            }
        }
        self.is_changed = true;
        true
    }

    fn meanings(&self) -> Vec<Meaning> {
        self.columns.iter().map(|column| column.meaning).collect()
    }

    fn has(&self, meaning: Meaning) -> bool {
        self.columns.iter().any(|column| column.meaning == meaning)
    }
}

/// A column's name as it is told: unnamed ones by their position.
pub fn header_label(header: &str, position: usize) -> String {
    if header.trim().is_empty() { format!("column {}", position + 1) } else { header.to_owned() }
}

/// Why not, in one sentence.
pub fn obstacle_text(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::NoSales => "Say which file holds the sales.".to_owned(),
        Obstacle::Questions(1) => "One question is open.".to_owned(),
        Obstacle::Questions(open) => format!("{open} questions are open."),
        Obstacle::Lacks { file, needed } => {
            let what = match needed {
                Needed::Customer => "who bought (customer, e-mail address or customer name)",
                Needed::Date => "when (purchase date)",
                Needed::Product => "what was bought",
                Needed::Price => "for how much",
            };
            format!("Choose the column of {file} that says {what}.")
        }
    }
}

/// A kind's or a meaning's name in forms: `unit-price`.
pub fn value_name(value: impl std::fmt::Debug) -> String {
    // `UnitPrice` → `unit-price`, as in files; a test holds the two together.
    let mut name = String::new();
    for c in format!("{value:?}").chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

/// The meaning of that name.
pub fn meaning_of(name: &str) -> Option<Meaning> {
    Meaning::ALL.iter().copied().find(|meaning| value_name(meaning) == name)
}

/// The kind of that name.
pub fn kind_of(name: &str) -> Option<FileKind> {
    KINDS.into_iter().find(|kind| value_name(kind) == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Meaning as M;

    fn file(name: &str, kind: FileKind, certainty: Certainty, columns: &[(&str, Meaning)]) -> DraftFile {
        let columns = columns
            .iter()
            .map(|&(header, meaning)| DraftColumn {
                header: header.into(),
                values: ValueKind::Text,
                meaning,
                is_guess: true,
                why: String::new(),
                could_be: None,
                is_set: false,
                proposed: meaning,
                proposed_by_guess: true,
            })
            .collect();
        let recognised_as = "not recognised";
        DraftFile {
            name: name.into(),
            kind,
            columns,
            rows: Vec::new(),
            recognised_as,
            certainty,
            is_remembered: false,
            questions: Vec::new(),
            answers: Vec::new(),
            proposed_kind: kind,
            is_changed: false,
        }
    }

    fn unknown() -> Draft {
        let columns = [("wer", M::CustomerId), ("wann", M::Date), ("was", M::ProductName), ("x", M::Unused)];
        Draft { files: vec![file("a.csv", FileKind::Sales, Certainty::Open, &columns)] }
    }

    fn meanings(draft: &Draft) -> Vec<Meaning> {
        draft.files[0].meanings()
    }

    #[test]
    fn names_in_forms_are_those_in_files() {
        let in_files = |value: serde_json::Value| value.as_str().map(str::to_owned);
        for &meaning in Meaning::ALL {
            assert_eq!(serde_json::to_value(meaning).ok().and_then(in_files), Some(value_name(meaning)));
        }
        for kind in [FileKind::Sales, FileKind::Orders, FileKind::Customers, FileKind::Products, FileKind::Ignored] {
            assert_eq!(serde_json::to_value(kind).ok().and_then(in_files), Some(value_name(kind)));
        }
    }

    #[test]
    fn a_meaning_moves_to_the_column_it_is_chosen_for() {
        let mut draft = unknown();
        draft.choose(0, 3, M::Date);
        assert_eq!(meanings(&draft), [M::CustomerId, M::Unused, M::ProductName, M::Date]);
        assert!(draft.files[0].columns[0].is_guess && !draft.files[0].columns[3].is_guess);
        draft.choose(0, 2, M::Unused);
        draft.choose(0, 0, M::Unused);
        assert_eq!(meanings(&draft), [M::Unused, M::Unused, M::Unused, M::Date]);
        draft.choose(0, 0, M::Age);
        draft.choose(9, 0, M::Date);
        draft.choose(0, 9, M::Date);
        assert_eq!(
            meanings(&draft),
            [M::Unused, M::Unused, M::Unused, M::Date],
            "sales have no age, and there is no such column"
        );
    }

    #[test]
    fn the_checklist_says_what_is_there_and_what_it_costs() {
        let mut draft = unknown();
        assert_eq!(
            draft.checklist(0),
            [
                (Needed::Customer, Met::Column("wer".into())),
                (Needed::Date, Met::Column("wann".into())),
                (Needed::Product, Met::Column("was".into())),
                (Needed::Price, Met::Missing),
            ]
        );
        assert_eq!((draft.obstacle(), draft.costs()), (None, vec![Needed::Price]));
        draft.choose(0, 0, M::Unused);
        assert_eq!(draft.obstacle(), Some(Obstacle::Lacks { file: "a.csv".into(), needed: Needed::Customer }));
        draft.choose(0, 2, M::PackedProducts);
        assert_eq!(draft.costs(), [], "lists of products bring their prices");
    }

    #[test]
    fn another_kind_keeps_what_it_can_and_back_again_brings_the_rest() {
        let mut draft = unknown();
        draft.set_kind(0, FileKind::Customers);
        assert_eq!(meanings(&draft), [M::CustomerId, M::Unused, M::Unused, M::Unused]);
        assert_eq!((draft.checklist(0), draft.obstacle()), (vec![], Some(Obstacle::NoSales)));
        draft.set_kind(0, FileKind::Sales);
        assert_eq!(draft, {
            let mut back = unknown();
            back.files[0].is_changed = true;
            back
        });
    }

    #[test]
    fn a_file_of_orders_says_who_and_when() {
        let lines = [("order", M::OrderId), ("sku", M::ProductId), ("price", M::UnitPrice)];
        let orders = [("order", M::OrderId), ("buyer", M::CustomerId), ("day", M::Date)];
        let mut draft = Draft {
            files: vec![
                file("lines.csv", FileKind::Sales, Certainty::Likely, &lines),
                file("orders.csv", FileKind::Orders, Certainty::Certain, &orders),
            ],
        };
        assert_eq!(draft.checklist(0)[0], (Needed::Customer, Met::OrdersFile("orders.csv".into())));
        assert_eq!((draft.obstacle(), draft.costs()), (None, vec![]));
        draft.choose(0, 0, M::Unused);
        assert_eq!(draft.obstacle(), Some(Obstacle::Lacks { file: "lines.csv".into(), needed: Needed::Customer }));
    }

    #[test]
    fn what_was_unsure_or_changed_is_remembered() {
        let mut draft = unknown();
        let customers = [("id", M::CustomerId), ("name", M::CustomerName)];
        draft.files.push(file("c.csv", FileKind::Customers, Certainty::Certain, &customers));
        draft.files.push(file("notes.csv", FileKind::Ignored, Certainty::Open, &[("n", M::Unused)]));
        let remembered = |draft: &Draft| draft.mappings().iter().map(|m| (m.headers[0].clone(), m.kind)).collect::<Vec<_>>();
        assert_eq!(remembered(&draft), [("wer".to_owned(), FileKind::Sales)]);
        draft.set_kind(1, FileKind::Ignored);
        assert_eq!(remembered(&draft), [("wer".to_owned(), FileKind::Sales), ("id".to_owned(), FileKind::Ignored)]);
        let mapping = &draft.mappings()[0];
        assert_eq!(mapping.columns, [M::CustomerId, M::Date, M::ProductName, M::Unused]);
    }

    #[test]
    fn names_in_forms_read_back() {
        assert!(Meaning::ALL.iter().all(|&meaning| meaning_of(&value_name(meaning)) == Some(meaning)));
        assert!(KINDS.into_iter().all(|kind| kind_of(&value_name(kind)) == Some(kind)));
        assert_eq!((meaning_of("x"), kind_of("")), (None, None));
        assert_eq!(value_name(Meaning::UnitPrice), "unit-price");
    }
}
