//! The first two stages: reads the files or makes the generated shop, and checks what was read.

use super::stages::{StageError, Stages};
use crate::Config;
use crate::cached::Cached;
use crate::config::ValidConfig;
use crate::contents::{CheckedFiles, Contents, contents_of, digest_of};
use crate::control::{Control, FileSource, RunError};
use crate::output;
use crate::session::Session;
use clientele_core::domain::{ErrorView, counted, grouped, grouped_money};
use clientele_core::run::{LogLevel, Progress, Stage, StageOutcome};
use clientele_generate::{CsvChunks, Generator, Shop};
use clientele_ingest::{FileProgress, FinishProgress, Imported, Importer};
use std::rc::Rc;

/// Where the data come from.
#[derive(Debug)]
pub enum Input<'a, F> {
    /// The generator, by the configuration's sizes and seed.
    Generated,
    /// Files.
    Files(&'a mut F),
}

/// Whether the generated shop has no more rows than may be read: it would be found out once most of them are.
pub(super) fn generated_fits(config: &Config) -> Result<(), ErrorView> {
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

impl<C: Control> Stages<'_, C> {
    /// The data, with what their files are: taken over from an earlier result of the same bytes and settings, else read.
    pub(super) async fn data<F: FileSource>(
        &mut self,
        mut input: Input<'_, F>,
        config: &Config,
        valid: &ValidConfig,
        earlier: Option<&Session>,
    ) -> Result<(Cached<Imported>, Option<Contents>), RunError> {
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
        Ok((Cached { key: key_of(contents.as_ref()), value: Rc::new(imported) }, contents))
    }

    /// Reads and checks the data: without them there is no result at all.
    async fn load<F: FileSource>(
        &mut self,
        input: Input<'_, F>,
        valid: &ValidConfig,
    ) -> Result<(Imported, Option<Contents>), RunError> {
        let started = self.control.elapsed_ms();
        let mut importer = Importer::new(valid.ingest.clone()).with_parquet(self.control.parquet());
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
        if let Some(more) = output::sales_without_customer(dataset) {
            self.log(LogLevel::Info, Stage::Validate, more);
        }
        let elapsed_ms = self.control.elapsed_ms().saturating_sub(started);
        self.end(Stage::Validate, StageOutcome::Done { elapsed_ms, cached: false });
        Ok((imported, contents))
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
pub(crate) fn tables(shop: &Shop) -> [(&'static str, CsvChunks<'_>); 3] {
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
