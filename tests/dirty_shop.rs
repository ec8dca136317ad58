//! Dirty generated shops through the importer: every fault that was put in is found, at its line, and nothing else is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use clientele::domain::Day;
use clientele::generate::{Dialect, FaultCode, GeneratorParams, Injected, Locale, Manifest, Shop};
use clientele::ingest::{Imported, Importer, IngestParams, RepairStep, SetAsideReason};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Reasons to be set aside by steps of the recipe that are off by default: such rows are kept, and pointed out.
const KEPT: &[&str] = &["duplicate-row", "non-product", "future-date", "implausible-quantity"];

/// Where the order of day and month cannot be told, each file may be read in another one.
const NOT_TOLD_BY_AMBIGUOUS_DATES: &[&str] = &["before-registration"];

/// Issues that a fault brings along, beside its own.
const BRINGS: &[(&str, &[&str])] = &[
    // A date that does not fit the file's order cannot be read.
    ("mixed-date-order", &["bad-date"]),
    // A price with another currency's sign is in that currency.
    ("mixed-currencies", &["other-currency"]),
    // What is no product is in no catalogue.
    ("non-product", &["unknown-product"]),
    // The other customer's order has other days, too.
    ("order-with-two-customers", &["order-over-several-days"]),
];

/// Issues about a file or the whole import; their example stands at line 1.
const OF_FILES: &[&str] =
    &["ambiguous-date-order", "mixed-date-order", "short-year", "mixed-decimal-marks", "mixed-currencies", "missing-column"];

const FILES: [&str; 3] = ["customers.csv", "products.csv", "transactions.csv"];

struct Dirty {
    manifest: Manifest,
    imported: Imported,
    rows: [u64; 3],
    last_day: Day,
}

fn generate(params: &GeneratorParams) -> (Shop, Manifest, Vec<Vec<u8>>) {
    let shop = Shop::generate(params.check().expect("valid"));
    let mut manifest = Manifest::new(&shop);
    let mut files = Vec::new();
    for mut chunks in [shop.customers_csv(), shop.products_csv(), shop.transactions_csv()] {
        files.push(chunks.by_ref().flatten().collect());
        manifest.entries.extend(chunks.take_injected());
    }
    (shop, manifest, files)
}

fn import(files: &[Vec<u8>], today: Day) -> Imported {
    let mut params = IngestParams { today: Some(today), ..IngestParams::default() };
    // A return is a fault of its own row, not of the sale that it takes back.
    params.recipe.steps.insert(RepairStep::NetCancellations, false);
    let mut importer = Importer::new(params.check().expect("valid"));
    for (name, bytes) in FILES.iter().zip(files) {
        importer.begin_file(name, None);
        importer.push(bytes).expect("a readable file");
        importer.end_file().expect("a readable file");
    }
    importer.finish().expect("rows to analyse")
}

fn dirty(params: &GeneratorParams) -> Dirty {
    let (_, manifest, files) = generate(params);
    let imported = import(&files, params.last_day);
    let added = |file| manifest.entries.iter().filter(|e| e.file == file && Manifest::is_added(e)).count() as u64;
    let asked = [params.customers, params.products, params.transactions].map(u64::from);
    let rows = [asked[0] + added(FILES[0]), asked[1] + added(FILES[1]), asked[2] + added(FILES[2])];
    Dirty { manifest, imported, rows, last_day: params.last_day }
}

fn small(seed: u64, dirty_permille: u16, dialect: Dialect) -> GeneratorParams {
    GeneratorParams { customers: 250, products: 200, transactions: 2_400, seed, dirty_permille, dialect, ..Default::default() }
}

fn place(injected: &Injected) -> (&str, u32) {
    (injected.file, injected.line)
}

/// The codes under which a fault may be reported.
fn reported_as(code: &str) -> Vec<&str> {
    let also = BRINGS.iter().find(|(c, _)| *c == code).map_or(&[] as &[&str], |(_, also)| also);
    [&[code], also].concat()
}

/// Checks all that a manifest says against all that the importer says.
fn check(shop: &Dirty) {
    let Dirty { manifest, imported, .. } = shop;
    let report = &imported.report;
    let has = |peculiarity: &str| manifest.files.iter().any(|file| file.code == peculiarity);
    let ambiguous = has("ambiguous-date-order");
    let is_open = |code: &str| ambiguous && NOT_TOLD_BY_AMBIGUOUS_DATES.contains(&code);
    let places: BTreeSet<(&str, u32)> = manifest.entries.iter().map(place).collect();
    assert_eq!(places.len(), manifest.entries.len(), "each row has one fault at most");

    // Set aside: row by row, both ways.
    let rows = &imported.set_aside;
    let set_aside: BTreeMap<(&str, u32), SetAsideReason> = (0..rows.line.len())
        .map(|i| ((report.files[usize::from(rows.file[i])].name.as_str(), rows.line[i]), rows.reason[i]))
        .collect();
    for injected in manifest.entries.iter().filter(|e| e.file == FILES[2] && !is_open(e.code)) {
        let found = set_aside.get(&place(injected)).map(|reason| reason.code());
        let is_reason = SetAsideReason::ALL.iter().any(|reason| reason.code() == injected.code);
        let expected = match injected.code {
            "mixed-date-order" => Some("bad-date"),
            "mixed-currencies" => Some("other-currency"),
            code => (is_reason && !KEPT.contains(&code)).then_some(code),
        };
        assert_eq!(found, expected, "{injected:?}");
    }
    for (place, reason) in &set_aside {
        assert!(places.contains(place), "nothing is wrong with {place:?}, but it is {reason:?}");
    }

    // Issues: at least as many rows as faults, at most as many as may be reported so, and examples at their lines.
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut most: BTreeMap<&str, u64> = BTreeMap::new();
    for injected in &manifest.entries {
        *counts.entry(injected.code).or_default() += u64::from(!is_open(injected.code));
        for code in reported_as(injected.code) {
            *most.entry(code).or_default() += 1;
        }
    }
    for (&code, &faults) in counts.iter().filter(|(code, faults)| **faults > 0 && **code != "mixed-currencies") {
        let found: u64 = report.issues.iter().filter(|issue| issue.code.code() == code).map(|issue| issue.rows).sum();
        assert!(found >= faults, "{faults} {code}, but {found} were found");
        assert!(found <= most[code], "{} {code}, but {found} were found", most[code]);
    }
    for issue in &report.issues {
        let code = issue.code.code();
        if OF_FILES.contains(&code) {
            assert!(has(code) || most.contains_key(code), "nothing is {code}");
            continue;
        }
        if is_open(code) {
            continue;
        }
        for example in &issue.examples {
            let at = (example.file.as_str(), example.line);
            let injected = manifest.entries.iter().find(|e| place(e) == at);
            let injected = injected.unwrap_or_else(|| panic!("nothing is wrong with {at:?}, but it is {code}"));
            let fits = reported_as(injected.code).contains(&code) || is_open(injected.code);
            assert!(fits, "{injected:?} is reported as {code}");
            if injected.code == code && !example.column.is_empty() && !Manifest::is_added(injected) {
                assert_eq!(example.column, injected.column, "{injected:?}");
            }
        }
    }
    // Peculiarities of whole files.
    for peculiarity in &manifest.files {
        let file = report.files.iter().find(|f| f.name == peculiarity.file).expect("the file is there");
        let has_other_letters = file.encoding != clientele::ingest::Encoding::Utf8;
        match peculiarity.code {
            "byte-order-mark" => assert_eq!(file.encoding, clientele::ingest::Encoding::Utf8Bom),
            "windows-1252" => assert!(has_other_letters || peculiarity.file == FILES[2], "{file:?}"),
            "semicolon" => assert_eq!(file.delimiter, ';'),
            "decimal-comma" if peculiarity.file != FILES[0] => {
                assert_eq!(file.decimal_mark, Some(clientele::ingest::DecimalMark::Comma));
            }
            "day-first-dates" => assert_eq!(file.date_order, Some(clientele::ingest::DateOrder::DayFirst)),
            "month-first-dates" => assert_eq!(file.date_order, Some(clientele::ingest::DateOrder::MonthFirst)),
            "ambiguous-date-order" => assert!(report.issues.iter().any(|issue| issue.code.code() == "ambiguous-date-order")),
            _ => {}
        }
    }
    check_accounts(shop).expect("the accounts add up");
}

/// Every row of every file is accounted for, once.
fn check_accounts(shop: &Dirty) -> Result<(), TestCaseError> {
    let report = &shop.imported.report;
    prop_assert!(report.reconciliation.adds_up());
    for (file, rows) in report.files.iter().zip(shop.rows) {
        let set_aside: u64 = file.set_aside.iter().map(|(_, rows)| rows).sum();
        prop_assert_eq!(file.rows, rows, "{}", &file.name);
        prop_assert_eq!(file.used + set_aside + file.passed_over, rows, "{}", &file.name);
    }
    prop_assert_eq!(report.reconciliation.gross.rows, shop.rows[2]);
    let as_they_stand = report.reconciliation.analysed.rows - report.reconciliation.repaired_rows;
    let set_aside: u64 = report.reconciliation.set_aside.iter().map(|(_, tally)| tally.rows).sum();
    prop_assert_eq!(as_they_stand + report.reconciliation.repaired_rows + set_aside, shop.rows[2]);
    prop_assert_eq!(shop.imported.dataset.lines().len() as u64, report.files[2].used);
    prop_assert!(shop.manifest.entries.is_empty() || report.period.is_some_and(|(first, _)| first <= shop.last_day));
    Ok(())
}

#[test]
fn every_fault_is_found_where_it_was_put_and_nothing_else() {
    for dialect in Dialect::ALL {
        for seed in [1, 2, 3] {
            let shop = dirty(&small(seed, 40, dialect));
            check(&shop);
        }
    }
}

#[test]
fn half_of_the_rows_may_be_dirty() {
    for seed in [4, 5, 345] {
        check(&dirty(&small(seed, 500, Dialect::Plain)));
    }
}

/// With few faults of each kind, the report's five examples are all of them: each line must be there.
#[test]
fn each_kind_of_fault_is_found_at_its_very_lines() {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for seed in 10..16 {
        let shop = dirty(&small(seed, 15, Dialect::Plain));
        let mut by_code: BTreeMap<&str, Vec<&Injected>> = BTreeMap::new();
        for injected in &shop.manifest.entries {
            by_code.entry(injected.code).or_default().push(injected);
        }
        for (code, injected) in by_code.iter().filter(|(code, _)| !OF_FILES.contains(code)) {
            let issues: Vec<_> = shop.imported.report.issues.iter().filter(|issue| issue.code.code() == *code).collect();
            if issues.iter().any(|issue| issue.rows > 5) {
                continue;
            }
            seen.insert(code);
            for injected in injected {
                let examples = issues.iter().flat_map(|issue| &issue.examples);
                let found = examples.map(|e| (e.file.as_str(), e.line)).any(|at| at == place(injected));
                assert!(found, "{injected:?} is not among the examples");
            }
        }
    }
    let all = FaultCode::ALL.iter().map(|code| code.code());
    let missing: Vec<&str> = all.filter(|code| !seen.contains(code) && !OF_FILES.contains(code)).collect();
    assert_eq!(missing, Vec::<&str>::new(), "seen at their lines in none of the shops");
}

#[test]
fn every_kind_of_fault_is_put_in_and_can_be_read_from_the_file() {
    let (_, manifest, files) = generate(&small(6, 40, Dialect::ExcelEuropean));
    let codes: BTreeSet<&str> = manifest.entries.iter().map(|e| e.code).collect();
    assert_eq!(codes, FaultCode::ALL.iter().map(|code| code.code()).collect());
    for injected in &manifest.entries {
        let file = &files[FILES.iter().position(|f| *f == injected.file).unwrap()];
        let line = file.split(|&b| b == b'\n').nth(injected.line as usize - 1).expect("the line is there");
        let ascii: String = injected.after.chars().filter(char::is_ascii).collect();
        let text: String = line.iter().filter(|b| b.is_ascii()).map(|&b| char::from(b)).collect();
        assert!(text.contains(&ascii), "{injected:?} is not in {text:?}");
    }
    let again = generate(&small(6, 40, Dialect::ExcelEuropean));
    assert_eq!((again.1, again.2), (manifest, files));
}

#[test]
fn dialects_say_the_same_shop() {
    let with = |dialect, locale| GeneratorParams { locale, ..small(9, 0, dialect) };
    for locale in [Locale::EnUs, Locale::EnGb, Locale::DeDe, Locale::FrFr, Locale::EsEs, Locale::PtBr] {
        let plain = import(&generate(&with(Dialect::Plain, locale)).2, Day(20_454)).dataset;
        for dialect in [Dialect::ExcelUtf8, Dialect::ExcelEuropean, Dialect::Windows1252] {
            let other = import(&generate(&with(dialect, locale)).2, Day(20_454)).dataset;
            assert!(other == plain, "{locale:?} {dialect:?}");
        }
    }
    // A clean shop has no faults, in any dialect.
    for dialect in Dialect::ALL {
        check(&dirty(&small(9, 0, dialect)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn rows_add_up_for_any_seed_and_share(seed in any::<u64>(), share in 0_u16..=500, dialect in 0..Dialect::ALL.len()) {
        let params = GeneratorParams { customers: 120, products: 60, transactions: 700, ..small(seed, share, Dialect::ALL[dialect]) };
        check_accounts(&dirty(&params))?;
    }
}
