//! The order of the stages, and what happens when one fails.

use super::Config;
use super::config::ValidConfig;
use super::contents::{CheckedFiles, Contents, contents_of, digest_of};
use super::control::{Cancelled, Control, FileSource};
use super::session::{EvaluationResult, Keyed, OnDemand, RecommendationResult, Session, watched_to};
use crate::output;
use clientele_analytics::basket::{RuleMiner, Rules};
use clientele_analytics::cluster::{Clustering, Sweep};
use clientele_analytics::recommend::{
    Calibrator, Evaluation, ModelBuilder, NO_GROUP, RecommendParams, RecommendationError, Recommendations, Recommender,
    ValidRecommendParams,
};
use clientele_analytics::segment::Rfm;
use clientele_analytics::value::{Method, Valuation, ValueError, Valuer};
use clientele_core::domain::{Dataset, Day, ErrorView, UserError, counted, grouped, grouped_money};
use clientele_core::files::Digest;
use clientele_core::run::{LogEntry, LogLevel, Progress, Stage, StageOutcome};
use clientele_generate::{CsvChunks, Generator, Shop};
use clientele_ingest::{FileProgress, FinishProgress, Imported, Importer};
use std::rc::Rc;

/// Customers whose lists are made between two pauses.
const CUSTOMERS_PER_BLOCK: u32 = 256;
/// The last days that the evaluation holds back.
pub(super) const TEST_DAYS: u32 = 30;

/// Where the data come from.
#[derive(Debug)]
pub enum Input<'a, F> {
    /// The generator, by the configuration's sizes and seed.
    Generated,
    /// Files.
    Files(&'a mut F),
}

/// Why a run has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunError {
    /// The user stopped it.
    Cancelled,
    /// The data could not be used, or a setting is out of bounds.
    Failed(ErrorView),
}

impl From<Cancelled> for RunError {
    fn from(_: Cancelled) -> Self {
        RunError::Cancelled
    }
}

/// Why a stage has no result.
enum StageError {
    Cancelled,
    Failed(ErrorView),
    /// The data cannot answer the stage's question.
    Unavailable(ErrorView),
}

impl From<Cancelled> for StageError {
    fn from(_: Cancelled) -> Self {
        StageError::Cancelled
    }
}

impl<E: UserError> From<E> for StageError {
    fn from(error: E) -> Self {
        StageError::Failed(ErrorView::of(&error))
    }
}

/// Runs all stages. What `earlier` made from the same input with the same settings is taken over instead of computed again.
/// When a stage after the loading fails, those that do not need it still run, and the session says what is missing.
///
/// # Errors
/// [`RunError`] when there is nothing to show: cancelled, a setting out of bounds, or data that cannot be used.
pub async fn run<F: FileSource>(
    input: Input<'_, F>,
    config: &Config,
    earlier: Option<&Session>,
    control: &impl Control,
) -> Result<Session, RunError> {
    let valid = config.check().map_err(RunError::Failed)?;
    if matches!(input, Input::Generated) {
        generated_fits(config).map_err(RunError::Failed)?;
    }
    let mut stages = Stages { control, ended: Vec::new() };

    let (data, contents) = stages.data(input, config, &valid, earlier).await?;
    let dataset = &data.value.dataset;

    let rfm_key = digest_of(&(&data.key, &config.rfm));
    let rfm = stages
        .run(Stage::Rfm, rfm_key.clone(), earlier.and_then(|e| e.rfm.as_ref()), async |stages: &Stages<_>| {
            stages.progress(Stage::Rfm, 0, 1, "passes");
            stages.control.pause().await?;
            let rfm = Rfm::compute(dataset, &valid.rfm)?;
            for caution in &rfm.cautions {
                stages.log(LogLevel::Warning, Stage::Rfm, caution.to_string());
            }
            stages.log(LogLevel::Info, Stage::Rfm, format!("Scored {}", counted(rfm.len() as u64, "buyer", "buyers")));
            Ok(rfm)
        })
        .await?;

    let value_key = digest_of(&(&rfm_key, &config.value));
    let value = match &rfm {
        Some(rfm) => {
            stages
                .run(Stage::Value, value_key, earlier.and_then(|e| e.value.as_ref()), async |stages: &Stages<_>| {
                    value_customers(stages, dataset, &rfm.value, &valid).await
                })
                .await?
        }
        None => stages.skipped(Stage::Value, Stage::Rfm),
    };

    let cluster_key = digest_of(&(&rfm_key, &config.clustering));
    let clustering = match &rfm {
        Some(rfm) => {
            stages
                .run(Stage::Cluster, cluster_key, earlier.and_then(|e| e.clustering.as_ref()), async |stages: &Stages<_>| {
                    cluster(stages, &rfm.value, &valid).await
                })
                .await?
        }
        None => stages.skipped(Stage::Cluster, Stage::Rfm),
    };

    let recommend_key = digest_of(&(&rfm_key, &config.recommendations));
    let model_key = digest_of(&(&rfm_key, config.recommendations.neighbours, &config.recommendations.strategies));
    let analysis_day = analysis_day(dataset, rfm.as_ref().map(|rfm| rfm.value.as_ref()));
    let rules_key = digest_of(&(&data.key, analysis_day, &config.basket));
    let rules = stages
        .run(Stage::Basket, rules_key, earlier.and_then(|e| e.rules.as_ref()), async |stages: &Stages<_>| {
            mine_rules(stages, dataset, analysis_day, &valid).await
        })
        .await?;

    let recommendations = match analysis_day {
        Some(day) => {
            let groups = rfm.as_ref().map(|rfm| group_labels(dataset, &rfm.value));
            let params = for_segments(&valid, rfm.as_ref().map(|rfm| rfm.value.as_ref()));
            let before = earlier.and_then(|e| e.recommendations.as_ref());
            let learned = before.map(|before| &before.value).filter(|before| before.model_key == model_key);
            let learned = learned.map(|before| before.recommender.shared_model());
            stages
                .run(Stage::Recommend, recommend_key, before, async |stages: &Stages<_>| {
                    let recommender = match learned {
                        Some(model) => Recommender::from_model(model, params.clone()),
                        None => learn(stages, dataset, groups.as_deref(), day, &params).await?,
                    };
                    let lists = recommend(stages, dataset, &recommender, &params).await?;
                    Ok(RecommendationResult { model_key, recommender, lists })
                })
                .await?
        }
        None => stages.skipped(Stage::Recommend, Stage::Rfm),
    };

    // What the shop says today about single products is no part of the test.
    let of_the_past = RecommendParams { exclude: Vec::new(), in_stock: None, pin: Vec::new(), ..config.recommendations.clone() };
    let evaluate_key = digest_of(&(&rfm_key, &of_the_past));
    let evaluation = match &recommendations {
        Some(_) => {
            stages
                .run(Stage::Evaluate, evaluate_key, earlier.and_then(|e| e.evaluation.as_ref()), async |stages: &Stages<_>| {
                    let params = for_segments(&valid, rfm.as_ref().map(|rfm| rfm.value.as_ref()));
                    evaluate(stages, dataset, &valid, &params).await
                })
                .await?
        }
        None => stages.skipped(Stage::Evaluate, Stage::Recommend),
    };

    Ok(Session {
        config: config.clone(),
        data,
        contents,
        rfm,
        value,
        clustering,
        rules,
        recommendations,
        evaluation,
        stages: stages.ended,
        // What tuning found is about these data and scores, whatever is offered now.
        on_demand: OnDemand::with_tuning(
            earlier.filter(|e| e.rfm.as_ref().is_some_and(|rfm| rfm.key == rfm_key)).and_then(Session::tuning),
        ),
        selected: None,
    })
}

/// Whether the generated shop has no more rows than may be read: it would be found out once most of them are.
fn generated_fits(config: &Config) -> Result<(), ErrorView> {
    let (shop, most) = (&config.generator, config.ingest.max_rows);
    let rows = [shop.customers, shop.products, shop.transactions].into_iter().map(u64::from).sum::<u64>();
    if rows <= u64::from(most) {
        return Ok(());
    }
    Err(ErrorView {
        code: "generated-shop-too-large".into(),
        message: format!(
            "The generated shop would have {} of customers, products and transactions; at most {} are read",
            counted(rows, "row", "rows"),
            grouped(u64::from(most))
        ),
        place: Some("transactions".into()),
        suggestion: "Ask for fewer transactions, or raise max_rows.".into(),
    })
}

/// Keeps account of the stages.
struct Stages<'a, C> {
    control: &'a C,
    ended: Vec<(Stage, StageOutcome)>,
}

impl<C: Control> Stages<'_, C> {
    fn log(&self, level: LogLevel, stage: Stage, text: String) {
        self.control.log(LogEntry { elapsed_ms: self.control.elapsed_ms(), level, stage, text });
    }

    fn progress(&self, stage: Stage, done: u64, total: u64, unit: &str) {
        self.control.progress(Progress { stage, done, total, unit: unit.to_owned(), rows: None });
    }

    fn end(&mut self, stage: Stage, outcome: StageOutcome) {
        match &outcome {
            StageOutcome::Done { elapsed_ms, .. } => {
                self.log(LogLevel::Info, stage, format!("Done in {} ms", grouped(u64::from(*elapsed_ms))));
            }
            StageOutcome::Failed(error) => self.log(LogLevel::Error, stage, error.to_string()),
            StageOutcome::Unavailable(error) => self.log(LogLevel::Warning, stage, error.to_string()),
            StageOutcome::Skipped { needs } => {
                self.log(LogLevel::Warning, stage, format!("Left out: it needs the stage '{}'", needs.name()));
            }
        }
        self.control.stage_ended(stage, &outcome);
        self.ended.push((stage, outcome));
    }

    fn reused(&mut self, stage: Stage) {
        self.end(stage, StageOutcome::Done { elapsed_ms: 0, cached: true });
    }

    fn skipped<T>(&mut self, stage: Stage, needs: Stage) -> Option<T> {
        self.end(stage, StageOutcome::Skipped { needs });
        None
    }

    /// Runs a stage that may fail without ending the run.
    async fn run<T>(
        &mut self,
        stage: Stage,
        key: Digest,
        earlier: Option<&Keyed<T>>,
        work: impl AsyncFnOnce(&Self) -> Result<T, StageError>,
    ) -> Result<Option<Keyed<T>>, Cancelled> {
        if let Some(earlier) = earlier.filter(|earlier| earlier.key == key) {
            self.reused(stage);
            return Ok(Some(earlier.clone()));
        }
        let started = self.control.elapsed_ms();
        match work(self).await {
            Ok(value) => {
                let elapsed_ms = self.control.elapsed_ms().saturating_sub(started);
                self.end(stage, StageOutcome::Done { elapsed_ms, cached: false });
                Ok(Some(Keyed { key, value: Rc::new(value) }))
            }
            Err(StageError::Cancelled) => Err(Cancelled),
            Err(StageError::Failed(error)) => {
                self.end(stage, StageOutcome::Failed(error));
                Ok(None)
            }
            Err(StageError::Unavailable(error)) => {
                self.end(stage, StageOutcome::Unavailable(error));
                Ok(None)
            }
        }
    }

    /// The data, with what their files are: taken over from an earlier result of the same bytes and settings, else read.
    async fn data<F: FileSource>(
        &mut self,
        mut input: Input<'_, F>,
        config: &Config,
        valid: &ValidConfig,
        earlier: Option<&Session>,
    ) -> Result<(Keyed<Imported>, Option<Contents>), RunError> {
        let earlier = earlier.filter(|earlier| earlier.config.ingest == config.ingest);
        let key_of = |contents: Option<&Contents>| match contents {
            Some(contents) => digest_of(&("files", contents.id(), &config.ingest)),
            None => digest_of(&("generated", &config.generator, &config.ingest)),
        };
        let key = match &mut input {
            Input::Generated => Some(key_of(None)),
            Input::Files(files) => {
                let listed = files.list();
                let can_be = earlier.and_then(Session::contents).is_some_and(|contents| contents.can_be(&listed));
                // Where it is not known what the files are, those that can be the same are read once more to know it.
                let contents = match Contents::known(&listed) {
                    Some(contents) => Some(contents),
                    None if can_be => Some(contents_of(*files, self.control).await?),
                    None => None,
                };
                contents.map(|contents| key_of(Some(&contents)))
            }
        };
        if let Some(earlier) = earlier.filter(|earlier| key.as_ref() == Some(&earlier.data.key)) {
            self.reused(Stage::Load);
            self.reused(Stage::Validate);
            return Ok((earlier.data.clone(), earlier.contents.clone()));
        }
        let (imported, contents) = self.load(input, valid).await?;
        Ok((Keyed { key: key_of(contents.as_ref()), value: Rc::new(imported) }, contents))
    }

    /// Reads and checks the data: without them there is no result at all.
    async fn load<F: FileSource>(
        &mut self,
        input: Input<'_, F>,
        valid: &ValidConfig,
    ) -> Result<(Imported, Option<Contents>), RunError> {
        let started = self.control.elapsed_ms();
        let mut importer = Importer::new(valid.ingest.clone());
        let read = match input {
            Input::Generated => generate_into(self, &mut importer, valid).await.map(|()| None),
            Input::Files(files) => read_into(self, &mut importer, files).await.map(Some),
        };
        let contents = self.fatal(Stage::Load, read)?;
        self.log(LogLevel::Info, Stage::Load, format!("Read {}", counted(importer.rows_read(), "row", "rows")));
        let elapsed_ms = self.control.elapsed_ms().saturating_sub(started);
        self.end(Stage::Load, StageOutcome::Done { elapsed_ms, cached: false });

        let started = self.control.elapsed_ms();
        let finished = finish(self, importer).await;
        let imported = self.fatal(Stage::Validate, finished)?;
        let dataset = &imported.dataset;
        self.log(
            LogLevel::Info,
            Stage::Validate,
            format!(
                "{}, {}, {}, {} of revenue",
                counted(dataset.customers().ids.len() as u64, "customer", "customers"),
                counted(dataset.orders().ids.len() as u64, "order", "orders"),
                counted(dataset.lines().len() as u64, "line", "lines"),
                grouped_money(dataset.revenue())
            ),
        );
        let elapsed_ms = self.control.elapsed_ms().saturating_sub(started);
        self.end(Stage::Validate, StageOutcome::Done { elapsed_ms, cached: false });
        Ok((imported, contents))
    }

    fn fatal<T>(&mut self, stage: Stage, result: Result<T, StageError>) -> Result<T, RunError> {
        result.map_err(|error| match error {
            StageError::Cancelled => RunError::Cancelled,
            StageError::Failed(error) | StageError::Unavailable(error) => {
                self.end(stage, StageOutcome::Failed(error.clone()));
                RunError::Failed(error)
            }
        })
    }
}

/// The generated shop goes through the same reader as any file: what it writes is what a user would drop.
async fn generate_into<C: Control>(
    stages: &Stages<'_, C>,
    importer: &mut Importer,
    valid: &ValidConfig,
) -> Result<(), StageError> {
    let mut generator = Generator::new(valid.generator.clone());
    loop {
        let progress = generator.step();
        stages.progress(Stage::Load, progress.done, progress.total, "generated");
        stages.control.pause().await?;
        if progress.done >= progress.total {
            break;
        }
    }
    let shop = generator.finish();
    for (name, chunks) in tables(&shop) {
        importer.begin_file(name, None);
        for chunk in chunks {
            importer.push(&chunk)?;
            stages.control.progress(Progress {
                stage: Stage::Load,
                done: importer.rows_read(),
                total: 0,
                unit: "rows".into(),
                rows: Some(importer.rows_read()),
            });
            stages.control.pause().await?;
        }
        importer.end_file()?;
    }
    Ok(())
}

/// The files that a generated shop stands for.
pub(super) fn tables(shop: &Shop) -> [(&'static str, CsvChunks<'_>); 3] {
    [
        ("customers.csv", shop.customers_csv()),
        ("products.csv", shop.products_csv()),
        ("transactions.csv", shop.transactions_csv()),
    ]
}

/// Reads the files, and says what they are.
async fn read_into<C: Control, F: FileSource>(
    stages: &Stages<'_, C>,
    importer: &mut Importer,
    files: &mut F,
) -> Result<Contents, StageError> {
    let (mut done, total) = (0, files.total_bytes());
    let mut files = CheckedFiles::new(files, None);
    while let Some(file) = files.next_file().await.map_err(StageError::Failed)? {
        stages.log(LogLevel::Info, Stage::Load, format!("Reading {}", file.name));
        importer.begin_file(&file.name, file.bytes);
        let read = read_file(stages, importer, &mut files, &mut done, total).await;
        if let Err(StageError::Failed(_)) = read {
            // Bytes that make no sense may be damaged ones: then that is what to say.
            files.check_rest().await.map_err(StageError::Failed)?;
        }
        read?;
    }
    Ok(files.contents())
}

async fn read_file<C: Control, F: FileSource>(
    stages: &Stages<'_, C>,
    importer: &mut Importer,
    files: &mut CheckedFiles<'_, F>,
    done: &mut u64,
    total: u64,
) -> Result<(), StageError> {
    while let Some(chunk) = files.next_chunk().await.map_err(StageError::Failed)? {
        *done += chunk.len() as u64;
        // A packed megabyte is many rows: no piece should keep the event loop waiting.
        for piece in chunk.chunks(64 * 1024) {
            importer.push(piece)?;
            stages.control.pause().await?;
        }
        let rows = Some(importer.rows_read());
        stages.control.progress(Progress { stage: Stage::Load, done: *done, total, unit: "bytes".into(), rows });
    }
    end_file(stages, importer, *done, total).await
}

/// What can only be read once all of a file is there: the sheets of a workbook, the files of a zip archive.
async fn end_file<C: Control>(stages: &Stages<'_, C>, importer: &mut Importer, done: u64, total: u64) -> Result<(), StageError> {
    while importer.end_file_step()? != FileProgress::Done {
        let rows = Some(importer.rows_read());
        stages.control.progress(Progress { stage: Stage::Load, done, total, unit: "bytes".into(), rows });
        stages.control.pause().await?;
    }
    Ok(())
}

async fn finish<C: Control>(stages: &Stages<'_, C>, mut importer: Importer) -> Result<Imported, StageError> {
    let rows = importer.rows_read();
    loop {
        match importer.finish_step()? {
            FinishProgress::Working { share } => {
                stages.progress(Stage::Validate, (f64::from(share) * rows as f64) as u64, rows, "rows");
                stages.control.pause().await?;
            }
            FinishProgress::Done(imported) => return Ok(*imported),
        }
    }
}

/// Too thin data are no failure: the result then holds simple estimates and says so.
async fn value_customers<C: Control>(
    stages: &Stages<'_, C>,
    dataset: &Dataset,
    rfm: &Rfm,
    valid: &ValidConfig,
) -> Result<Valuation, StageError> {
    let started = Valuer::new(dataset, watched_to(dataset, rfm), valid.value.clone());
    let mut valuer = started.map_err(|error @ ValueError::NoOrders { .. }| StageError::Unavailable(ErrorView::of(&error)))?;
    loop {
        let progress = valuer.step();
        stages.progress(Stage::Value, u64::from(progress.done), u64::from(progress.total), "steps");
        stages.control.pause().await?;
        if progress.is_done() {
            break;
        }
    }
    let value = valuer.finish();
    for note in output::value_notes(dataset, &value) {
        stages.log(LogLevel::Info, Stage::Value, note);
    }
    let how = match value.purchases.method {
        Method::Model => "by the BG/NBD model",
        Method::Fallback { .. } => "by a simple estimate",
    };
    let text = format!("Forecast orders of {} {how}", counted(value.customer.len() as u64, "buyer", "buyers"));
    stages.log(LogLevel::Info, Stage::Value, text);
    Ok(value)
}

async fn cluster<C: Control>(stages: &Stages<'_, C>, rfm: &Rfm, valid: &ValidConfig) -> Result<Clustering, StageError> {
    let mut sweep = Sweep::new(rfm, valid.clustering.clone())?;
    loop {
        let progress = sweep.step();
        stages.progress(Stage::Cluster, u64::from(progress.done), u64::from(progress.total), "steps");
        stages.control.pause().await?;
        if progress.is_done() {
            break;
        }
    }
    let clustering = sweep.finish();
    stages.log(LogLevel::Info, Stage::Cluster, clustering.reason.to_string());
    Ok(clustering)
}

/// The segment of every customer as the recommender's neighbourhood: the same customers as an earlier day's scores would give,
/// so that the evaluation can make its own without looking ahead.
pub(super) fn group_labels(dataset: &Dataset, rfm: &Rfm) -> Vec<u32> {
    let mut groups = vec![NO_GROUP; dataset.customers().ids.len()];
    for (row, customer) in rfm.customer.iter().enumerate() {
        if let Some(group) = groups.get_mut(customer.ix()) {
            *group = u32::from(rfm.segment[row]);
        }
    }
    groups
}

/// The recommender's settings with its rules for segments made rules for the labels that [`group_labels`] gives.
fn for_segments(valid: &ValidConfig, rfm: Option<&Rfm>) -> ValidRecommendParams {
    let names: Vec<&str> = rfm.map(|rfm| rfm.segments.iter().map(|s| s.name.as_str()).collect()).unwrap_or_default();
    valid.recommendations.for_groups(&names)
}

/// The day that recommendations and rules are made on.
pub(super) fn analysis_day(dataset: &Dataset, rfm: Option<&Rfm>) -> Option<Day> {
    rfm.map(|rfm| rfm.analysis_date).or_else(|| dataset.period().map(|(_, last)| Day(last.0.saturating_add(1))))
}

/// As for the scores, orders of the analysis date itself count, later ones do not.
pub(super) fn rules_until(analysis_day: Option<Day>) -> Option<Day> {
    analysis_day.map(|day| Day(day.0.saturating_add(1)))
}

async fn mine_rules<C: Control>(
    stages: &Stages<'_, C>,
    dataset: &Dataset,
    analysis_day: Option<Day>,
    valid: &ValidConfig,
) -> Result<Rules, StageError> {
    let started = RuleMiner::new(dataset, rules_until(analysis_day), &valid.basket);
    let mut miner = started.map_err(|error| StageError::Unavailable(ErrorView::of(&error)))?;
    while !miner.step() {
        stages.progress(Stage::Basket, (miner.progress() * 100.0) as u64, 100, "steps");
        stages.control.pause().await?;
    }
    let rules = miner.finish();
    for note in rules.notes() {
        stages.log(LogLevel::Info, Stage::Basket, note);
    }
    Ok(rules)
}

async fn learn<C: Control>(
    stages: &Stages<'_, C>,
    dataset: &Dataset,
    groups: Option<&[u32]>,
    day: Day,
    params: &ValidRecommendParams,
) -> Result<Recommender, StageError> {
    // As for the scores, orders of the analysis date itself count, later ones do not.
    let until = Day(day.0.saturating_add(1));
    let builder = ModelBuilder::new(dataset, groups, Some(until), day, params);
    let mut builder = builder.map_err(|error| match error {
        RecommendationError::NoProducts => StageError::Unavailable(ErrorView::of(&error)),
        other => other.into(),
    })?;
    while !builder.step(dataset) {
        stages.progress(Stage::Recommend, (builder.progress() * 100.0) as u64, 100, "steps");
        stages.control.pause().await?;
    }
    Ok(Recommender::from_model(builder.finish()?, params.clone()))
}

async fn recommend<C: Control>(
    stages: &Stages<'_, C>,
    dataset: &Dataset,
    recommender: &Recommender,
    params: &ValidRecommendParams,
) -> Result<Recommendations, StageError> {
    stages.log(LogLevel::Info, Stage::Recommend, recommender.repurchase_reason());
    for id in recommender.product_rules().unknown() {
        stages.log(LogLevel::Warning, Stage::Recommend, format!("A rule names the product {id}, which the data do not have"));
    }
    let customers = dataset.customers().ids.len() as u32;
    let mut lists = Recommendations::default();
    let mut scratch = recommender.scratch();
    let mut from = 0;
    while from < customers {
        let to = customers.min(from + CUSTOMERS_PER_BLOCK);
        recommender.recommend_block(from..to, &mut scratch, &mut lists);
        from = to;
        stages.progress(Stage::Recommend, u64::from(from), u64::from(customers), "customers");
        stages.control.pause().await?;
    }
    if lists.short_lists > 0 {
        let text = format!(
            "{} have fewer than {} recommendations: the rest fell below the least confidence",
            counted(u64::from(lists.short_lists), "customer", "customers"),
            params.params().n
        );
        stages.log(LogLevel::Warning, Stage::Recommend, text);
    }
    Ok(lists)
}

/// What the recommender learns from orders, segments too, is made anew from the days before the test. (The product table is not:
/// names, and prices of products that no catalogue prices, come from all lines.)
async fn evaluate<C: Control>(
    stages: &Stages<'_, C>,
    dataset: &Dataset,
    valid: &ValidConfig,
    params: &ValidRecommendParams,
) -> Result<EvaluationResult, StageError> {
    let groups_before = |days: u32| {
        let (_, last) = dataset.period()?;
        // Orders of the analysis date itself count: the last day before the test.
        let rfm = Rfm::compute(dataset, &valid.rfm_at(Day(last.0.checked_sub_unsigned(days)?))?).ok()?;
        Some(group_labels(dataset, &rfm))
    };
    let groups = groups_before(TEST_DAYS);
    let started = Evaluation::new(dataset, groups.as_deref(), TEST_DAYS, None, params);
    let mut evaluation = started.map_err(|error| match error {
        RecommendationError::TooShortForEvaluation { .. } | RecommendationError::NoOrders => {
            StageError::Unavailable(ErrorView::of(&error))
        }
        other => other.into(),
    })?;
    while !evaluation.step(dataset)? {
        stages.progress(Stage::Evaluate, (evaluation.progress() * 50.0) as u64, 100, "steps");
        stages.control.pause().await?;
    }
    let both = groups_before(2 * TEST_DAYS).zip(groups);
    let both = both.as_ref().map(|(fitted, tested)| [fitted.as_slice(), tested.as_slice()]);
    // A past too short for it leaves the comparison of methods standing.
    let mut calibrator = Calibrator::new(dataset, both, TEST_DAYS, params, valid.clustering.get().seed).ok();
    if let Some(calibrator) = &mut calibrator {
        while !calibrator.step(dataset)? {
            stages.progress(Stage::Evaluate, 50 + (calibrator.progress() * 50.0) as u64, 100, "steps");
            stages.control.pause().await?;
        }
    }
    let calibration = calibrator.and_then(|calibrator| calibrator.finish());
    if let Some(calibration) = &calibration {
        stages.log(LogLevel::Info, Stage::Evaluate, calibration.verdict());
    }
    Ok(EvaluationResult { report: evaluation.report(), calibration })
}
