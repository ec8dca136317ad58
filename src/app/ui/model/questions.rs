//! Questions about the columns of files, and the answers that a user has given. Plain Rust: no browser.

use super::mapping::{Draft, DraftFile, Met};
use clientele_ingest::{FileKind, Meaning, Question};

/// The columns that a user may be told of though they are not used.
const MOST_UNUSED: usize = 3;

impl Draft {
    /// All questions, by file and position.
    pub fn questions(&self) -> impl Iterator<Item = (usize, usize)> {
        let files = self.files.iter().enumerate().filter(|(_, file)| file.has_questions());
        files.flat_map(|(ix, file)| (0..file.questions.len()).map(move |question| (ix, question)))
    }

    /// Those that are not answered.
    pub fn open_questions(&self) -> impl Iterator<Item = (usize, usize)> {
        self.questions().filter(|&(file, question)| !self.is_answered(file, question))
    }

    /// A question.
    pub fn question(&self, file: usize, question: usize) -> Option<&Question> {
        self.files.get(file)?.questions.get(question)
    }

    /// Whether a question is answered: by one of its answers, by hand, or because what was missing is there.
    pub fn is_answered(&self, file: usize, question: usize) -> bool {
        let Some((draft, asked)) = self.files.get(file).and_then(|f| Some((f, f.questions.get(question)?))) else { return true };
        let is_given = draft.answers.get(question).copied().flatten().is_some();
        let is_set = |&column: &usize| draft.columns.get(column).is_some_and(|column| column.is_set);
        let is_met = asked
            .missing
            .is_some_and(|missing| self.checklist(file).iter().any(|(needed, met)| *needed == missing && *met != Met::Missing));
        // Another column was said to be what this one was asked about.
        let proposed = asked.answers.first().map(|answer| answer.columns.as_slice()).unwrap_or_default();
        let is_elsewhere = proposed.iter().any(|&(column, meaning)| {
            let others = draft.columns.iter().enumerate().filter(|&(ix, other)| ix != column && other.is_set);
            meaning != Meaning::Unused && others.into_iter().any(|(_, other)| other.meaning == meaning)
        });
        is_given || is_met || is_elsewhere || asked.columns.iter().any(is_set)
    }

    /// What a question was answered with, in words; `None` where that was done by hand, or not yet.
    pub fn answer_given(&self, file: usize, question: usize) -> Option<&str> {
        let given = self.files.get(file)?.answers.get(question).copied().flatten()?;
        self.question(file, question)?.answers.get(given).map(|answer| answer.label.as_str())
    }

    /// Answers a question.
    pub fn answer(&mut self, file: usize, question: usize, answer: usize) {
        self.ask_again(file, question);
        let Some(draft) = self.files.get_mut(file) else { return };
        let Some(columns) = draft.questions.get(question).and_then(|q| q.answers.get(answer)).map(|a| a.columns.clone()) else {
            return;
        };
        for (column, meaning) in columns {
            let before = draft.columns.get(column).map(|column| column.meaning);
            draft.assign(column, meaning);
            if let Some(column) = draft.columns.get_mut(column) {
                column.is_set |= before != Some(meaning);
            }
        }
        draft.is_changed = true;
        if let Some(slot) = draft.answers.get_mut(question) {
            *slot = Some(answer);
        }
    }

    /// Opens a question again: its columns are as they were proposed.
    pub fn ask_again(&mut self, file: usize, question: usize) {
        let Some(draft) = self.files.get_mut(file) else { return };
        let given = draft.answers.get_mut(question).and_then(Option::take);
        let Some(asked) = draft.questions.get(question) else { return };
        let changed = given.and_then(|given| asked.answers.get(given)).map(|answer| &answer.columns);
        let mut columns: Vec<usize> = changed.into_iter().flatten().map(|&(column, _)| column).collect();
        columns.extend(&asked.columns);
        for column in columns {
            let Some(proposed) = draft.columns.get(column).filter(|column| column.is_set).map(|column| column.proposed) else {
                continue;
            };
            draft.assign(column, proposed);
            if let Some(column) = draft.columns.get_mut(column) {
                (column.is_set, column.is_guess) = (false, column.proposed_by_guess);
            }
        }
    }

    /// Answers all open questions as proposed. What no column says stays open where the file cannot be used without it.
    pub fn accept_proposals(&mut self) {
        let open: Vec<(usize, usize)> = self.open_questions().collect();
        for (file, question) in open {
            if self.question(file, question).is_some_and(|q| !q.missing.is_some_and(|missing| missing.is_required())) {
                self.answer(file, question, 0);
            }
        }
    }

    /// The same with another answer.
    #[must_use]
    pub fn with_answer(&self, file: usize, question: usize, answer: usize) -> Self {
        let mut draft = self.clone();
        draft.answer(file, question, answer);
        draft
    }

    /// The same with another meaning of a column.
    #[must_use]
    pub fn with_meaning(&self, file: usize, column: usize, meaning: Meaning) -> Self {
        let mut draft = self.clone();
        draft.choose(file, column, meaning);
        draft
    }

    /// Columns that are not used though they look like money or pieces, and what each could be.
    pub fn unused(&self, file: usize) -> Vec<(usize, Meaning)> {
        let Some(file) = self.files.get(file).filter(|file| file.has_questions()) else { return Vec::new() };
        let columns = file.columns.iter().enumerate().filter(|(_, column)| column.meaning == Meaning::Unused && !column.is_set);
        columns.filter_map(|(ix, column)| Some((ix, column.could_be?))).take(MOST_UNUSED).collect()
    }
}

impl DraftFile {
    /// Whether its questions are of what it is said to hold.
    pub(super) fn has_questions(&self) -> bool {
        self.kind == FileKind::Sales && self.proposed_kind == FileKind::Sales
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Meaning as M;
    use clientele_ingest::{FileProgress, Inspection, Inspector, ValidIngestParams};

    /// Columns whose names say nothing: customer, day, product, pieces, price of one.
    fn unknown() -> Draft {
        let rows = (0..24).map(|i| {
            let (pieces, price) = if i % 2 == 1 { (2, "2.50") } else { (1, "10.00") };
            let product = ["Green Tea", "Blue Mug", "Oak Tray"][i % 3];
            format!("K{},2024-0{}-1{},{product},{pieces},{price}\n", 1 + i % 6, 1 + i % 5, i % 10)
        });
        let text = "c1,c2,c3,c4,c5\n".to_owned() + &rows.collect::<String>();
        let mut inspector = Inspector::new(ValidIngestParams::default());
        inspector.begin_file("unknown.csv", None);
        inspector.push(text.as_bytes()).unwrap();
        while inspector.end_file_step().unwrap() != FileProgress::Done {}
        Draft::of(&Inspection { files: inspector.finish(), errors: Vec::new() })
    }

    fn meaning(draft: &Draft, column: usize) -> Meaning {
        draft.files[0].columns[column].meaning
    }

    /// The question about a column alone.
    fn about(draft: &Draft, column: usize) -> usize {
        draft.files[0].questions.iter().position(|question| question.columns == [column]).unwrap()
    }

    #[test]
    fn every_question_has_the_proposal_as_its_first_answer() {
        let draft = unknown();
        assert!(draft.open_questions().count() >= 3, "{:?}", draft.files[0].questions);
        for (file, question) in draft.questions() {
            let answered = draft.with_answer(file, question, 0);
            let of = |draft: &Draft| draft.files[0].columns.iter().map(|c| c.meaning).collect::<Vec<_>>();
            assert_eq!(of(&answered), of(&draft), "{:?}", draft.question(file, question));
            assert!(answered.is_answered(file, question));
            assert_eq!(answered.open_questions().count() + 1, draft.open_questions().count(), "one click, one answer");
        }
    }

    #[test]
    fn another_answer_changes_its_columns_and_can_be_taken_back() {
        let mut draft = unknown();
        let date = about(&draft, 1);
        assert_eq!(meaning(&draft, 1), M::Date);
        let out = draft.files[0].questions[date].answers.iter().position(|a| a.columns == [(1, M::Unused)]).unwrap();
        draft.answer(0, date, out);
        assert_eq!((meaning(&draft, 1), draft.is_answered(0, date)), (M::Unused, true));
        assert!(draft.answer_given(0, date).is_some_and(|label| label.contains("c2")));
        draft.answer(0, date, 0);
        assert_eq!(meaning(&draft, 1), M::Date, "the answer before is taken back");
        draft.ask_again(0, date);
        assert_eq!((meaning(&draft, 1), draft.is_answered(0, date)), (M::Date, false));
    }

    #[test]
    fn a_column_set_by_hand_answers_its_question() {
        let mut draft = unknown();
        let date = about(&draft, 1);
        draft.choose(0, 1, M::Date);
        assert!(draft.is_answered(0, date));
        assert_eq!(draft.answer_given(0, date), None);
        draft.set_kind(0, FileKind::Customers);
        assert_eq!(draft.questions().count(), 0);
    }

    #[test]
    fn what_a_column_was_asked_about_may_be_said_of_another() {
        let mut draft = unknown();
        let open = draft.open_questions().count();
        let customer = draft.files[0].columns.iter().position(|c| c.meaning == M::CustomerId).unwrap();
        draft.choose(0, 4, M::CustomerId);
        assert!(draft.is_answered(0, about(&draft, customer)) && draft.open_questions().count() < open);
    }

    #[test]
    fn what_is_missing_is_answered_by_the_column_that_has_it() {
        let mut draft = unknown();
        draft.accept_proposals();
        assert_eq!(draft.open_questions().count(), 0);
        assert_eq!(draft.obstacle(), None);
        let missing = Question { missing: Some(clientele_ingest::Needed::Price), ..Question::default() };
        draft.files[0].questions.push(missing);
        draft.files[0].answers.push(None);
        let price = draft.files[0].columns.iter().position(|c| matches!(c.meaning, M::UnitPrice | M::LineTotal)).unwrap();
        assert_eq!(draft.open_questions().count(), 0, "the price is there");
        draft.choose(0, price, M::Unused);
        assert_eq!(draft.open_questions().count(), 1);
        draft.choose(0, price, M::LineTotal);
        assert_eq!(draft.open_questions().count(), 0);
    }
}
