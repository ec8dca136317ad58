//! What a user has set about reading files, with undo and redo, and what is kept of it in this browser. Plain Rust: no browser.

use super::route::DataKey;
use clientele_ingest::{ColumnMapping, DateOrder, DecimalMark, IngestParams, Recipe, RecipeFile, RepairStep, StatusRule};
use clientele_messages::{from_kept_text, to_kept_text};

/// Changes that can be undone.
const MOST_STEPS_BACK: usize = 200;
/// Sets of columns that are remembered; the oldest go first.
const MOST_MAPPINGS: usize = 60;

/// The settings of a run that can be changed on the data page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repairs {
    /// Which repairs are on, and what statuses mean.
    pub recipe: Recipe,
    /// Order of day and month; `None`: detect for each file.
    pub date_order: Option<DateOrder>,
    /// Decimal mark; `None`: detect for each file.
    pub decimal_mark: Option<DecimalMark>,
    /// Currency; `None`: taken from the files. Only a recipe's file sets it.
    pub currency: Option<String>,
}

impl Repairs {
    /// What a recipe's file says.
    pub fn of(file: &RecipeFile) -> Self {
        Self {
            recipe: file.recipe.clone(),
            date_order: file.date_order,
            decimal_mark: file.decimal_mark,
            currency: file.currency.clone(),
        }
    }

    /// Sets them for a run.
    pub fn apply(&self, params: &mut IngestParams) {
        params.recipe = self.recipe.clone();
        params.date_order = self.date_order;
        params.decimal_mark = self.decimal_mark;
        params.currency = self.currency.clone();
    }

    /// Whether nothing differs from the usual.
    pub fn are_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Switches a step. Only what differs from the usual is kept.
    pub fn switch(&mut self, step: RepairStep, on: bool) {
        if on == step.is_on_by_default() {
            self.recipe.steps.remove(&step);
        } else {
            self.recipe.steps.insert(step, on);
        }
    }

    /// Says what becomes of orders with a status; `None`: what is usual.
    pub fn set_status(&mut self, status: &str, rule: Option<StatusRule>) {
        match rule {
            Some(rule) => self.recipe.statuses.insert(status.to_owned(), rule),
            None => self.recipe.statuses.remove(status),
        };
    }

    /// What differs from the usual, in a few words each.
    pub fn differences(&self) -> Vec<String> {
        let on_off = |on: bool| if on { "on" } else { "off" };
        let mut texts: Vec<String> =
            self.recipe.steps.iter().map(|(step, &on)| format!("{}: {}", step.label(), on_off(on))).collect();
        texts.extend(self.recipe.statuses.iter().map(|(status, rule)| format!("{}: {}", status_label(status), rule.label())));
        texts.extend(self.date_order.map(|order| format!("Dates: {}", date_order_label(order))));
        texts.extend(self.decimal_mark.map(|mark| format!("Numbers: {}", decimal_mark_label(mark))));
        texts.extend(self.currency.as_ref().map(|currency| format!("Currency: {currency}")));
        texts
    }
}

/// A status as it is told; rows without one have a name too.
pub fn status_label(status: &str) -> String {
    if status.is_empty() { "(no status)".to_owned() } else { format!("“{status}”") }
}

/// How `3/4/2024` is read.
pub fn date_order_label(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayFirst => "day first (3/4 is 3 April)",
        DateOrder::MonthFirst => "month first (3/4 is 4 March)",
    }
}

/// What stands before the cents.
pub fn decimal_mark_label(mark: DecimalMark) -> &'static str {
    match mark {
        DecimalMark::Point => "decimal point (1,234.50)",
        DecimalMark::Comma => "decimal comma (1.234,50)",
    }
}

/// A value that can be changed, and changed back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History<T> {
    past: Vec<T>,
    now: T,
    future: Vec<T>,
}

impl<T: Clone + PartialEq> History<T> {
    /// A value without a past.
    pub fn new(now: T) -> Self {
        Self { past: Vec::new(), now, future: Vec::new() }
    }

    /// The value.
    pub fn now(&self) -> &T {
        &self.now
    }

    /// A new value; false when it is the same.
    pub fn set(&mut self, value: T) -> bool {
        if value == self.now {
            return false;
        }
        if self.past.len() >= MOST_STEPS_BACK {
            self.past.remove(0);
        }
        self.past.push(std::mem::replace(&mut self.now, value));
        self.future.clear();
        true
    }

    /// Back to the value before; false when there is none.
    pub fn undo(&mut self) -> bool {
        let Some(value) = self.past.pop() else { return false };
        self.future.push(std::mem::replace(&mut self.now, value));
        true
    }

    /// Forward again; false when nothing was undone.
    pub fn redo(&mut self) -> bool {
        let Some(value) = self.future.pop() else { return false };
        self.past.push(std::mem::replace(&mut self.now, value));
        true
    }

    /// Whether there is a value before.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether something was undone.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

/// The settings of each kind of data: what is tried on the sample leaves one's own files alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepairBook {
    files: History<Repairs>,
    sample: History<Repairs>,
    demo: History<Repairs>,
}

impl RepairBook {
    /// With the settings that were kept for the user's files.
    pub fn new(kept: Repairs) -> Self {
        Self { files: History::new(kept), ..Self::default() }
    }

    /// The settings for some data.
    pub fn of(&self, data: &DataKey) -> &History<Repairs> {
        match data {
            DataKey::Files => &self.files,
            DataKey::Sample => &self.sample,
            DataKey::Demo(_) => &self.demo,
        }
    }

    /// The settings for some data, to change them.
    pub fn of_mut(&mut self, data: &DataKey) -> &mut History<Repairs> {
        match data {
            DataKey::Files => &mut self.files,
            DataKey::Sample => &mut self.sample,
            DataKey::Demo(_) => &mut self.demo,
        }
    }
}

/// What columns mean, for each set of headers that was set by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mappings(Vec<ColumnMapping>);

impl Mappings {
    /// All of them, the latest first.
    pub fn all(&self) -> &[ColumnMapping] {
        &self.0
    }

    /// Remembers mappings in place of those for the same headers.
    pub fn remember(&mut self, mappings: &[ColumnMapping]) {
        for mapping in mappings.iter().filter(|m| m.headers.len() == m.columns.len()) {
            self.forget(&mapping.headers);
            self.0.insert(0, mapping.clone());
        }
        self.0.truncate(MOST_MAPPINGS);
    }

    /// Forgets what was set for these headers.
    pub fn forget(&mut self, headers: &[String]) {
        self.0.retain(|mapping| mapping.headers != headers);
    }

    /// As it is kept.
    pub fn to_text(&self) -> String {
        to_kept_text(&self.0)
    }

    /// What was kept; nothing when it cannot be read or is of another version: the user is asked again then.
    pub fn from_text(text: &str) -> Self {
        let mut mappings = Self::default();
        if let Some(kept) = from_kept_text::<Vec<ColumnMapping>>(text) {
            // Kept latest first; remembering turns them round.
            let oldest_first: Vec<ColumnMapping> = kept.into_iter().rev().collect();
            mappings.remember(&oldest_first);
        }
        mappings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_ingest::{FileKind, Meaning};
    use clientele_messages::DemoSize;
    use proptest::prelude::*;

    #[test]
    fn only_what_differs_from_the_usual_is_kept() {
        let mut repairs = Repairs::default();
        repairs.switch(RepairStep::NetCancellations, false);
        repairs.switch(RepairStep::Trim, false);
        repairs.set_status("On Hold", Some(StatusRule::NotPaid));
        repairs.date_order = Some(DateOrder::DayFirst);
        assert_eq!(
            repairs.differences(),
            [
                "Trim blanks: off",
                "Settle cancellations and returns: off",
                "“On Hold”: not paid: set aside",
                "Dates: day first (3/4 is 3 April)"
            ]
        );
        repairs.switch(RepairStep::NetCancellations, true);
        repairs.switch(RepairStep::Trim, true);
        repairs.set_status("On Hold", None);
        repairs.date_order = None;
        assert!(repairs.are_usual());
    }

    #[test]
    fn settings_go_into_a_recipe_and_come_back() {
        let mut repairs = Repairs { decimal_mark: Some(DecimalMark::Comma), currency: Some("EUR".into()), ..Repairs::default() };
        repairs.switch(RepairStep::DropTests, false);
        let mut params = IngestParams::default();
        repairs.apply(&mut params);
        assert_eq!(Repairs::of(&RecipeFile::of(&params)), repairs);
    }

    #[test]
    fn undo_and_redo() {
        let mut history = History::new(0);
        assert!(!history.undo() && !history.redo() && !history.set(0));
        assert!(history.set(1) && history.set(2));
        assert!(history.undo() && history.undo() && !history.undo());
        assert_eq!((*history.now(), history.can_undo(), history.can_redo()), (0, false, true));
        assert!(history.redo());
        assert!(history.set(5), "a change after undo");
        assert_eq!((*history.now(), history.can_redo()), (5, false));
        assert!(history.undo());
        assert_eq!(*history.now(), 1);
    }

    proptest! {
        /// However one got there, as many undos as changes lead back to the start, and as many redos to the end.
        #[test]
        fn all_the_way_back_and_forth(values in proptest::collection::vec(0..4_u8, 0..50)) {
            let mut history = History::new(0_u8);
            let changes = values.iter().filter(|&&value| history.set(value)).count();
            let last = *history.now();
            for _ in 0..changes { prop_assert!(history.undo()); }
            prop_assert_eq!((*history.now(), history.undo()), (0, false));
            for _ in 0..changes { prop_assert!(history.redo()); }
            prop_assert_eq!((*history.now(), history.redo()), (last, false));
        }
    }

    #[test]
    fn what_is_tried_on_the_sample_leaves_the_files_alone() {
        let mut book = RepairBook::new(Repairs { date_order: Some(DateOrder::DayFirst), ..Repairs::default() });
        let mut tried = Repairs::default();
        tried.switch(RepairStep::NetCancellations, false);
        assert!(book.of_mut(&DataKey::Sample).set(tried.clone()));
        assert_eq!(book.of(&DataKey::Sample).now(), &tried);
        assert!(book.of(&DataKey::Demo(DemoSize::default())).now().are_usual());
        assert_eq!(book.of(&DataKey::Files).now().date_order, Some(DateOrder::DayFirst));
    }

    fn mapping(name: &str, kind: FileKind) -> ColumnMapping {
        ColumnMapping { headers: vec![name.into(), "b".into()], kind, columns: vec![Meaning::Date, Meaning::Unused] }
    }

    #[test]
    fn mappings_are_kept_by_their_headers() {
        let mut mappings = Mappings::default();
        mappings.remember(&[mapping("a", FileKind::Sales), mapping("c", FileKind::Orders)]);
        mappings.remember(&[mapping("a", FileKind::Ignored)]);
        let read = Mappings::from_text(&mappings.to_text());
        assert_eq!(read, mappings);
        assert_eq!(read.all(), [mapping("a", FileKind::Ignored), mapping("c", FileKind::Orders)]);
        mappings.forget(&["a".into(), "b".into()]);
        assert_eq!(mappings.all(), [mapping("c", FileKind::Orders)]);
    }

    #[test]
    fn unreadable_or_foreign_mappings_are_none() {
        let broken =
            to_kept_text(&[ColumnMapping { headers: vec!["a".into()], kind: FileKind::Sales, columns: vec![] }].to_vec());
        for text in ["", "{}", "[]", "0:00", &broken] {
            assert_eq!(Mappings::from_text(text), Mappings::default(), "{text}");
        }
    }

    #[test]
    fn only_the_latest_mappings_are_kept() {
        let mut mappings = Mappings::default();
        for n in 0..=MOST_MAPPINGS {
            mappings.remember(&[mapping(&format!("column {n}"), FileKind::Sales)]);
        }
        assert_eq!(mappings.all().len(), MOST_MAPPINGS);
        assert_eq!(mappings.all()[0].headers[0], format!("column {MOST_MAPPINGS}"));
    }
}
