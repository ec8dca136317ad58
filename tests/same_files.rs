//! Files are told apart by their bytes: what an earlier result has is taken over for the same bytes, and for no others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::engine::{
    Config, ErrorView, Input, MemoryFiles, RunError, Session, Stage, StageOutcome, project, rows, run, set_aside_file,
};
use clientele::ingest::RowSet;
use common::{Quiet, is_cached};

type Files = Vec<(String, Vec<u8>)>;

/// Sales of 40 customers, all at a price of so many pence more than five pounds: files of two prices have the same length.
fn sales(pence: u32) -> String {
    let row = |n: u32| format!("T{n:03},C{:02},P{},2025-{:02}-{:02},5.{pence:02}\n", n % 40, n % 7, 1 + n % 12, 1 + n % 28);
    format!("transaction_id,customer_id,product_id,purchase_date,price\n{}", (0..400).map(row).collect::<String>())
}

fn named(name: &str, text: &str) -> Files {
    vec![(name.to_owned(), text.as_bytes().to_vec())]
}

/// The clock stands still: nothing but the files tells one input from another.
fn analysed(files: &Files, config: &Config, earlier: Option<&Session>) -> Session {
    let mut files = MemoryFiles::new(files.clone(), 4096);
    pollster::block_on(run(Input::Files(&mut files), config, earlier, &Quiet)).expect("analysed")
}

fn revenue(session: &Session) -> String {
    session.dataset().revenue().to_exact_string()
}

/// The stages that were taken over from an earlier result.
fn stages_cached(session: &Session) -> Vec<Stage> {
    Stage::ALL.into_iter().filter(|stage| is_cached(session, *stage)).collect()
}

/// The stages that have a result.
fn ready(session: &Session) -> Vec<Stage> {
    let done = session.stages().iter().filter(|(_, outcome)| matches!(outcome, StageOutcome::Done { .. }));
    done.map(|(stage, _)| *stage).collect()
}

#[test]
fn another_file_of_the_same_name_and_size_has_its_own_figures() {
    let (one, other) = (named("sales.csv", &sales(50)), named("sales.csv", &sales(90)));
    assert_eq!(one[0].1.len(), other[0].1.len());
    let config = Config::default();
    let first = analysed(&one, &config, None);
    let second = analysed(&other, &config, Some(&first));
    let alone = analysed(&other, &config, None);
    assert_eq!((revenue(&first), revenue(&second)), ("2200.00".to_owned(), "2360.00".to_owned()));
    assert_eq!(stages_cached(&second), Vec::<Stage>::new(), "nothing of the first");
    assert_eq!(second.rfm().unwrap().monetary, alone.rfm().unwrap().monetary);
    assert_ne!(second.rfm().unwrap().monetary, first.rfm().unwrap().monetary);
}

#[test]
fn a_second_file_counts_as_much_as_the_first() {
    let customers = |country: &str| (0..40).map(|n| format!("C{n:02},{country}\n")).collect::<String>();
    let files = |country: &str| {
        let mut files = named("sales.csv", &sales(50));
        files.extend(named("customers.csv", &format!("customer_id,country\n{}", customers(country))));
        files
    };
    let config = Config::default();
    let first = analysed(&files("ES"), &config, None);
    let second = analysed(&files("FR"), &config, Some(&first));
    assert!(!is_cached(&second, Stage::Load));
    assert!(is_cached(&analysed(&files("FR"), &config, Some(&second)), Stage::Load));
}

#[test]
fn the_same_bytes_are_not_worked_out_again() {
    let files = named("sales.csv", &sales(50));
    let config = Config::default();
    let first = analysed(&files, &config, None);
    let again = analysed(&files, &config, Some(&first));
    assert_eq!(stages_cached(&again), ready(&again));
    assert_eq!(again.contents(), first.contents());
    // Under another name the result is about another file.
    let renamed = analysed(&named("march.csv", &sales(50)), &config, Some(&first));
    assert_eq!(stages_cached(&renamed), Vec::<Stage>::new());
    // Other settings of the reading, and back.
    let mut dated = config.clone();
    dated.ingest.currency = Some("GBP".into());
    let other = analysed(&files, &dated, Some(&first));
    assert!(!is_cached(&other, Stage::Load));
    assert!(!is_cached(&analysed(&files, &config, Some(&other)), Stage::Load));
}

#[test]
fn other_lists_of_the_same_project_take_over_its_data_and_scores() {
    let config = Config::default();
    let mut files = MemoryFiles::new(named("sales.csv", &sales(50)), 4096);
    let bytes = pollster::block_on(project::write(Input::Files(&mut files), &config, &Quiet)).unwrap();
    // Opened twice, as "--tune" reads it twice.
    let opened = || pollster::block_on(project::read("shop.clientele", bytes.clone(), &Quiet)).unwrap().files;
    let first = analysed(&opened(), &config, None);
    let mut tuned = config.clone();
    tuned.recommendations.n = 5;
    let second = analysed(&opened(), &tuned, Some(&first));
    let same: Vec<Stage> = stages_cached(&second);
    assert_eq!(same, [Stage::Load, Stage::Validate, Stage::Rfm, Stage::Value, Stage::Cluster]);
}

#[test]
fn rows_are_not_shown_from_a_file_that_has_changed_since() {
    let text = format!("{}T999,C01,P1,not a day,5.50\n", sales(50));
    let session = analysed(&named("sales.csv", &text), &Config::default(), None);
    let read = |text: &str| -> (Result<usize, ErrorView>, Result<usize, ErrorView>) {
        let failed = |error| match error {
            RunError::Failed(error) => error,
            RunError::Cancelled => panic!("nobody cancels"),
        };
        let mut files = MemoryFiles::new(named("sales.csv", text), 1000);
        let page = pollster::block_on(rows(Input::Files(&mut files), &session, RowSet::SetAside, 0..10, &Quiet));
        let mut files = MemoryFiles::new(named("sales.csv", text), 1000);
        let csv = pollster::block_on(set_aside_file(Input::Files(&mut files), &session, &Quiet));
        (page.map(|page| page.rows.len()).map_err(failed), csv.map(|bytes| bytes.len()).map_err(failed))
    };
    assert_eq!(read(&text).0, Ok(1));
    let cut = &text[..text.len() - 1];
    let quoted = text.replacen("T000,", "\"000,", 1);
    for changed in [text.replace("5.50", "5.51"), cut.to_owned(), format!("{text}\n"), quoted] {
        let (page, csv) = read(&changed);
        let (page, csv) = (page.unwrap_err(), csv.unwrap_err());
        assert_eq!(
            (page.code.as_str(), page.place.as_deref(), csv.code.as_str()),
            ("file-changed", Some("sales.csv"), "file-changed")
        );
    }
}
