//! What remains once all files are read: settle the rows, count them, build the tables, reconcile. The work is cut into steps, so that
//! the caller can show progress and stop in between.

use crate::account::check_files::check_files;
use crate::account::counts::Counts;
use crate::account::examples::report_kept_outliers;
use crate::account::reconcile::reconcile;
use crate::account::tables::{TableBuilder, TableInputs};
use crate::collect::joined_tables::join_tables;
use crate::collect::store::Store;
use crate::findings::error::DataValidationError;
use crate::findings::imported::Imported;
use crate::settings::params::ValidIngestParams;
use crate::settle::settlement::{ROWS_A_STEP, Settlement};

/// How far [`Importer::finish_step`](crate::Importer::finish_step) is.
#[derive(Clone, Debug)]
pub enum FinishProgress {
    /// More to do.
    Working {
        /// Share of the work done, 0 to 1.
        share: f32,
    },
    /// All done.
    Done(Box<Imported>),
}

/// The work in progress.
pub(crate) struct Finish {
    settled: Settlement,
    counts: Counts,
    next: Step,
    build: Option<TableBuilder>,
}

#[derive(Clone, Copy)]
enum Step {
    /// How each file writes dates and numbers.
    Decide,
    /// What belongs together.
    Link,
    /// The disposition of each row by itself, from this row on.
    Rows(usize),
    /// Rows that stand out among all: far dates, repeats, implausible quantities.
    Outliers,
    /// Cancellations and returns.
    Cancellations,
    /// Discounts and refunds.
    Deduct,
    /// Rows, orders and money, from this row on.
    Count(usize),
    /// The tables, and the report.
    Build,
}

impl Finish {
    pub(crate) fn new(params: ValidIngestParams, mut store: Store) -> Result<Self, DataValidationError> {
        join_tables(&mut store);
        check_files(&store)?;
        let counts = Counts::new(&Store::default());
        Ok(Self { settled: Settlement::new(params, store), counts, next: Step::Decide, build: None })
    }

    pub(crate) fn step(&mut self) -> Result<FinishProgress, DataValidationError> {
        let rows = self.settled.rows();
        self.next = match self.next {
            Step::Decide => {
                self.settled.decide_notations();
                Step::Link
            }
            Step::Link => {
                self.settled.link();
                Step::Rows(0)
            }
            Step::Rows(start) => {
                let end = (start + ROWS_A_STEP).min(rows);
                for row in start..end {
                    self.settled.dispose_row(row);
                }
                if end < rows { Step::Rows(end) } else { Step::Outliers }
            }
            Step::Outliers => {
                self.settled.find_implausible_dates();
                self.settled.find_rows_of_other_files();
                self.settled.find_repeats();
                self.settled.find_implausible_quantities();
                Step::Cancellations
            }
            Step::Cancellations => {
                self.settled.net_cancellations();
                Step::Deduct
            }
            Step::Deduct => {
                self.settled.deduct_discounts_and_refunds();
                self.counts = Counts::new(&self.settled.store);
                Step::Count(0)
            }
            Step::Count(start) => {
                let end = (start + ROWS_A_STEP).min(rows);
                for row in start..end {
                    self.counts.count_row(&mut self.settled, row);
                }
                if end < rows { Step::Count(end) } else { Step::Build }
            }
            Step::Build => return self.build_step(),
        };
        Ok(FinishProgress::Working { share: self.share() })
    }

    fn share(&self) -> f32 {
        let row_steps = self.settled.rows().div_ceil(ROWS_A_STEP);
        let done = match self.next {
            Step::Decide => 0,
            Step::Link => 1,
            Step::Rows(start) => 2 + start / ROWS_A_STEP,
            Step::Outliers => 2 + row_steps,
            Step::Cancellations => 3 + row_steps,
            Step::Deduct => 4 + row_steps,
            Step::Count(start) => 5 + row_steps + start / ROWS_A_STEP,
            Step::Build => 5 + 2 * row_steps + self.build.as_ref().map_or(0, TableBuilder::steps_done),
        };
        done as f32 / (5 + 2 * row_steps + TableBuilder::STEPS) as f32
    }

    fn build_step(&mut self) -> Result<FinishProgress, DataValidationError> {
        let settled = &mut self.settled;
        let build = match &mut self.build {
            Some(build) => build,
            None => {
                if self.counts.analysed().rows == 0 {
                    return Err(self.counts.no_usable_rows(settled.rows()));
                }
                report_kept_outliers(settled);
                self.counts.count_deductions(settled);
                let is_service = settled.lookups.take().map(|lookups| lookups.is_service).unwrap_or_default();
                self.build.insert(TableBuilder::new(settled.analysed_rows(), is_service))
            }
        };
        let inputs = TableInputs { day: &settled.day, notations: &settled.notations, params: settled.params.get() };
        match build.step(&mut settled.store, inputs)? {
            None => Ok(FinishProgress::Working { share: self.share() }),
            Some(dataset) => reconcile(settled, &self.counts, dataset).map(|imported| FinishProgress::Done(Box::new(imported))),
        }
    }
}
