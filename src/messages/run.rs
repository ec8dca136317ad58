//! Starting, following and ending a run.

use super::answer::Answer;
use super::preview::PreviewDetail;
use super::query::Query;
use super::settings::{KeptView, PageSettings, RunSettings};
use super::source::Source;
use super::work::Work;
use clientele_core::domain::{Day, ErrorView, Money};
use clientele_core::files::Digest;
use clientele_core::run::{LogEntry, Progress, Stage, StageOutcome};
use clientele_ingest::RecipeFile;
use serde::{Deserialize, Serialize};

/// What the page sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Make the worker fail, for tests of the recovery: it panics, as a bug would make it. The first, so that browser tests can write it.
    #[doc(hidden)]
    TestTrap,
    /// Run the pipeline. For [`Source::Files`] and [`Source::Sample`] the files travel beside the message, as browser `File`s.
    Run {
        /// Number of this run, repeated in every message about it.
        job: u32,
        /// Where the data come from.
        source: Source,
        /// What the page itself has set.
        settings: Box<RunSettings>,
        /// Settings that override these, as the worker has written them.
        overlay: String,
        /// Of [`Source::Files`] without files: which of those that are kept (empty: the latest). With files: what the page calls the
        /// set that they are kept as, until it hears its name.
        kept: String,
        /// The digests of the files, as the worker has told them of these very files; none where they are not known.
        digests: Vec<Digest>,
        /// Where they are not known: settings kept for files of these names and sizes, each with the [`FilesId::id`] that it is for.
        own: Vec<(String, String)>,
    },
    /// Work something out about the result that stands, over some time: told of as a run is, and the result is the same with what
    /// was found beside it. A run under way ends.
    Work {
        /// Number of this work, repeated in every message about it.
        job: u32,
        /// What.
        work: Work,
    },
    /// Stop run or work `job`; the earlier result stays.
    Cancel {
        /// The run or work to stop.
        job: u32,
    },
    /// Look at the beginnings of files, which travel beside the message → [`Answer::Inspection`].
    Inspect {
        /// Repeated in the answer.
        id: u32,
        /// What the page itself has set.
        settings: Box<RunSettings>,
    },
    /// Read the files that travel beside the message as a run would, and tell what comes of it → [`Answer::Preview`]. Of those that ask for
    /// [`PreviewDetail::Whole`] only the latest is answered.
    Preview {
        /// Repeated in the answer.
        id: u32,
        /// What the page itself has set: the meanings of the columns as they are chosen so far, too.
        settings: Box<RunSettings>,
        /// Lines of sales that are read of each file, at most.
        most_lines: u32,
        /// How much is told.
        detail: PreviewDetail,
    },
    /// Write validation.json of the latest run, whose files were refused → [`Answer::Export`].
    WriteRefusal {
        /// Repeated in the answer.
        id: u32,
    },
    /// Read a recipe's file → [`Answer::Recipe`].
    ReadRecipe {
        /// Repeated in the answer.
        id: u32,
        /// Its text.
        text: String,
    },
    /// Write a recipe's file → [`Answer::Export`].
    WriteRecipe {
        /// Repeated in the answer.
        id: u32,
        /// The recipe.
        recipe: Box<RecipeFile>,
    },
    /// A question about the current result.
    Ask {
        /// Repeated in the answer.
        id: u32,
        /// The question.
        query: Box<Query>,
    },
    /// Open a project file, which travels beside the message, and run it.
    OpenProject {
        /// Number of the run.
        job: u32,
        /// What the page calls the set that its files are kept as, until it hears its name.
        kept: String,
    },
    /// Erase all that is kept → [`Answer::Erased`].
    Erase {
        /// Repeated in the answer.
        id: u32,
    },
}

/// What the worker sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// How far run `job` is.
    Progress {
        /// The run.
        job: u32,
        /// How far.
        progress: Progress,
    },
    /// A stage of run `job` has ended.
    StageEnded {
        /// The run.
        job: u32,
        /// Which stage.
        stage: Stage,
        /// How it ended.
        outcome: StageOutcome,
    },
    /// Run `job` has a result: all stages ended, though some may have failed.
    Finished {
        /// The run.
        job: u32,
        /// What the result is about.
        summary: RunSummary,
    },
    /// Run `job` came to no result; the earlier one, if any, stands.
    Failed {
        /// The run.
        job: u32,
        /// Why, and what to do.
        error: ErrorView,
    },
    /// Run `job` was stopped by the user; the earlier result, if any, stands.
    Cancelled {
        /// The run.
        job: u32,
    },
    /// Run `job` begins with these settings; files that the page does not have yet travel beside the message.
    Settings {
        /// The run.
        job: u32,
        /// The settings.
        settings: Box<PageSettings>,
        /// What the files are; empty where that is known only when they have been read.
        files: FilesId,
    },
    /// What is kept in this browser has changed, or could not be kept.
    Kept(KeptView),
    /// A line of the log.
    Log(LogEntry),
    /// The answer to question `id`.
    Answer {
        /// Number of the question.
        id: u32,
        /// The answer, or why there is none.
        answer: Result<Answer, ErrorView>,
    },
    /// The worker has panicked and is about to die; the page starts another.
    Crashed {
        /// What the panic said, for the log.
        message: String,
    },
}

/// What files are, as the worker tells the page: by it the page keeps settings for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesId {
    /// Stands for all names and bytes; empty where it is not known.
    pub id: String,
    /// The digest of each file's bytes, in order.
    pub digests: Vec<Digest>,
}

/// What a result is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// Where the data came from.
    pub source: Source,
    /// Names of the files, or of the generated shop.
    pub files: Vec<String>,
    /// What the files are; empty for a generated shop.
    pub files_id: FilesId,
    /// Seed of every random draw.
    pub seed: u64,
    /// Customers, with prospects.
    pub customers: u64,
    /// Orders of the shop, those without a customer too.
    pub orders: u64,
    /// Revenue of the shop, from sales without a customer too.
    pub revenue: Money,
    /// ISO code or sign, empty when unknown.
    pub currency: String,
    /// Whether the files have prices: without them every amount is nought, and means nothing.
    pub has_prices: bool,
    /// First and last day with a sale.
    pub period: Option<(Day, Day)>,
    /// How each stage ended, in order.
    pub stages: Vec<(Stage, StageOutcome)>,
    /// The whole run, in milliseconds.
    pub elapsed_ms: u32,
}
