//! The command line as a user meets it: output files, exit codes, the same results from the same input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../../tests/common/mod.rs"]
mod common;
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use support::{clientele, fail, folder, read, rows, succeed, text};

const SCORES: [&str; 7] = ["recency_days", "frequency", "monetary", "r_score", "f_score", "m_score", "segment"];

/// Compares segments.csv with a reference, customer by customer; `columns` are the reference's names of [`SCORES`].
fn compare_scores(found: &Path, expected: &Path, columns: [&str; 7]) {
    let (found, expected) = (rows(found), rows(expected));
    assert_eq!(found.len(), expected.len());
    for (id, reference) in &expected {
        let row = found.get(id).unwrap_or_else(|| panic!("customer {id} is missing"));
        for (ours, theirs) in SCORES.iter().zip(columns) {
            if *ours == "monetary" {
                let exact = |cell: &str| clientele_core::domain::Money::parse(cell).expect("an amount");
                assert_eq!(exact(&row[*ours]), exact(&reference[theirs]), "{id} {ours}");
            } else {
                assert_eq!(row[*ours], reference[theirs], "{id} {ours}");
            }
        }
    }
}

#[test]
fn a_generated_shop_gives_the_same_results_from_its_files_and_from_its_seed() {
    let (shop, direct, from_files) = (folder("shop"), folder("direct"), folder("from-files"));
    succeed(&["generate", "--out", text(&shop)]);
    succeed(&["run", "--quiet", "--out", text(&direct)]);
    let files = ["customers.csv", "products.csv", "transactions.csv"].map(|name| shop.join(name));
    // In another order: it must not matter.
    succeed(&["run", "--quiet", "--out", text(&from_files), text(&files[2]), text(&files[0]), text(&files[1])]);
    for name in
        ["segments.csv", "value.csv", "clusters.json", "rules.csv", "recommendations.csv", "evaluation.json", "summary.json"]
    {
        assert_eq!(read(&direct.join(name)), read(&from_files.join(name)), "{name}");
    }
    for name in ["report.html", "report.pdf", "clientele.xlsx"] {
        assert!(fs::metadata(direct.join(name)).is_ok_and(|file| file.len() > 10_000), "{name}");
    }
    assert_eq!(rows(&direct.join("segments.csv")).len(), 1000);
    assert_eq!(read(&shop.join("transactions.csv")).lines().count(), 9001);
    assert!(read(&direct.join("logs/pipeline.log")).contains("INFO rfm Scored 1,000 buyers"));
}

#[test]
fn offers_are_made_as_the_command_line_says() {
    let out = folder("offers");
    let offered = |arguments: &[&str]| -> Vec<(String, String, String)> {
        succeed(&[["run", "--quiet", "--out", text(&out)].as_slice(), arguments].concat());
        let mut reader = csv::Reader::from_path(out.join("recommendations.csv")).expect("a CSV file");
        reader.records().map(|r| r.expect("a row")).map(|r| (r[1].to_owned(), r[2].to_owned(), r[11].to_owned())).collect()
    };
    let plain = offered(&[]);
    let (first, second) = (plain[0].1.clone(), plain[1].1.clone());
    assert!(out.join("offers.csv").exists() && out.join("impact.json").exists() && !out.join("tuning.json").exists());
    let list = out.join("barred.csv");
    fs::write(&list, format!("product_id,why\n{first},sold out\n")).expect("written");
    let found =
        offered(&["--exclude", text(&list), "--pin", &second, "--no-repurchase", "--per-category", "1", "--variety", "0.2"]);
    assert!(found.iter().all(|row| row.1 != first));
    assert!(found.iter().filter(|row| row.0 == "1" && row.1 == second).count() > 500);
    fs::write(&list, format!("{first}\n{second}\n")).expect("written");
    let found = offered(&["--in-stock", text(&list)]);
    assert!(!found.is_empty() && found.iter().all(|row| row.1 == first || row.1 == second));
    let found = offered(&["--method", "popular"]);
    assert!(found.iter().all(|row| row.2.starts_with("One of the best sellers")), "{:?}", found[0]);
    fail(&["run", "--out", text(&out), "--method", "magic"], 2, &["magic", "item_knn"]);
    fail(&["run", "--out", text(&out), "--exclude", text(&out.join("nowhere.csv"))], 2, &["nowhere.csv"]);
    fail(&["run", "--out", text(&out), "--exclude", text(&list), "--pin", &first], 2, &[&first]);
    let shop = folder("offers-shop");
    let sizes = ["--customers", "300", "--products", "100", "--transactions", "4000", "--seed", "2"];
    succeed(&[["generate", "--out", text(&shop)].as_slice(), &sizes].concat());
    let (from_file, project) = (shop.join("transactions.csv"), shop.join("shop.clientele"));
    succeed(&["run", "--quiet", "--save-project", text(&project), "--out", text(&out), text(&from_file)]);
    for input in [&from_file, &project] {
        succeed(&["run", "--quiet", "--tune", "--out", text(&out), text(input)]);
        let tuning: serde_json::Value = serde_json::from_str(&read(&out.join("tuning.json"))).expect("JSON");
        assert!(tuning["verdict"].as_str().is_some_and(|text| text.ends_with('.')));
        let log = read(&out.join("logs/pipeline.log"));
        assert!(log.contains("INFO evaluate Tuning: "));
        // What was found is put to use in a second run, which takes over the data and the scores.
        let lines = |what: &str| log.lines().filter(|line| line.contains(what)).count();
        assert_eq!((lines("INFO load Reading"), lines("INFO load Done"), lines("INFO rfm Scored")), (1, 2, 1), "{log}");
    }
}

#[test]
fn a_recipe_is_replayed_and_rows_set_aside_are_written_word_for_word() {
    let out = folder("recipe");
    let recipe = out.with_extension("json");
    let steps = r#"{"net-cancellations":true,"drop-duplicates":true,"drop-tests":false}"#;
    fs::write(&recipe, format!("{{\"clientele_recipe\":1,\"recipe\":{{\"steps\":{steps}}}}}")).expect("written");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/shops/returns.csv");
    succeed(&["run", "--quiet", "--recipe", text(&recipe), "--out", text(&out), text(&fixture)]);
    let report: serde_json::Value = serde_json::from_str(&read(&out.join("validation.json"))).expect("JSON");
    assert_eq!(report["reconciliation"]["analysed"]["amount"], "27.99");
    assert_eq!(report["reconciliation"]["deductions"][0]["amount"], "6.00");

    let file = read(&fixture);
    let lines: Vec<&str> = file.lines().collect();
    let mut reader = csv::Reader::from_path(out.join("set-aside.csv")).expect("a CSV file");
    let mut count = 0;
    for record in reader.records() {
        let record = record.expect("a row");
        let line: usize = record[1].parse().expect("a line");
        // A quantity of less than nothing is guarded, as spreadsheets would take it for a formula.
        let cells: Vec<String> = record.iter().skip(3).take(7).map(|c| c.trim_start_matches('\'').to_owned()).collect();
        assert_eq!(cells.join(","), lines[line - 1], "line {line}");
        count += 1;
    }
    assert_eq!(count, 7, "four returns, a repeat, and two sales that were wholly cancelled");

    fs::write(&recipe, r#"{"clientele_recipe":99}"#).expect("written");
    fail(&["run", "--recipe", text(&recipe), "--out", text(&out), text(&fixture)], 2, &["99"]);
}

#[test]
fn every_recommendation_is_the_sum_of_its_parts() {
    let out = folder("parts");
    succeed(&["run", "--quiet", "--seed", "7", "--out", text(&out)]);
    let mut reader = csv::Reader::from_path(out.join("recommendations.csv")).expect("a CSV file");
    let mut lists: BTreeMap<String, u32> = BTreeMap::new();
    for record in reader.records() {
        let record = record.expect("a row");
        let number = |column: usize| record[column].parse::<f64>().expect("a number");
        let parts: f64 = (5..10).map(number).sum();
        assert!((parts - number(3)).abs() <= 1e-9, "{record:?}");
        assert!((0.2..=1.0).contains(&number(4)), "confidence of {record:?}");
        let rank = lists.entry(record[0].to_owned()).or_default();
        *rank += 1;
        assert_eq!(record[1], rank.to_string());
    }
    assert_eq!(lists.len(), 1000, "every customer has a list");
    assert!(lists.values().all(|&n| n <= 3));
}

/// A recipe by which cancellations and returns take nothing off their sales.
fn as_sold(name: &str) -> PathBuf {
    let path = folder(name).with_extension("recipe.json");
    fs::write(&path, r#"{"clientele_recipe":1,"recipe":{"steps":{"net-cancellations":false}}}"#).expect("written");
    path
}

#[test]
fn a_cut_of_online_retail_equals_an_independent_reference() {
    let (out, fixtures) = (folder("cut"), Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures"));
    let recipe = as_sold("cut");
    succeed(&["run", "--quiet", "--recipe", text(&recipe), "--out", text(&out), text(&fixtures.join("online_retail_cut.csv"))]);
    compare_scores(&out.join("segments.csv"), &fixtures.join("online_retail_cut_expected.csv"), SCORES);
    let summary: serde_json::Value = serde_json::from_str(&read(&out.join("summary.json"))).expect("JSON");
    assert_eq!(
        (summary["customers"].as_u64(), summary["orders"].as_u64(), summary["lines"].as_u64()),
        (Some(98), Some(126), Some(1938))
    );
    assert_eq!(summary["revenue"], "292582.984");
    assert_eq!(summary["analysis_date"], "2011-12-10");
}

/// A segment of summary.json against a reference's customers and exact revenue.
fn compare_segment(summary: &serde_json::Value, segment: &str, expected: &serde_json::Value, revenue: &serde_json::Value) {
    let ours = summary["segments"].as_array().expect("segments").iter().find(|s| s["segment"] == *segment);
    let ours = ours.unwrap_or_else(|| panic!("{segment} is missing"));
    let exact =
        |value: &serde_json::Value| clientele_core::domain::Money::parse(value.as_str().expect("text")).expect("an amount");
    assert_eq!(ours["customers"], expected["customers"], "{segment}");
    assert_eq!(exact(&ours["revenue"]), exact(revenue), "{segment}");
}

/// The whole file is not shipped with the project.
#[test]
#[ignore = "needs the reference data"]
fn the_full_online_retail_equals_the_reference() {
    let shared = std::env::var_os("CLIENTELE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), std::path::PathBuf::from);
    let (file, parity) = (shared.join("data/online_retail.csv.gz"), shared.join("reference/parity"));
    let out = folder("full");
    let columns = ["recency", "frequency", "monetary", "r", "f", "m", "segment"];
    // As it is read by itself: cancellations and returns are settled with their sales.
    succeed(&["run", "--quiet", "--out", text(&out), text(&file)]);
    compare_scores(&out.join("segments.csv"), &parity.join("online_retail_I_net_customers.csv"), columns);
    let reference: serde_json::Value = serde_json::from_str(&read(&parity.join("online_retail_I_net.json"))).expect("JSON");
    let summary: serde_json::Value = serde_json::from_str(&read(&out.join("summary.json"))).expect("JSON");
    for count in ["customers", "orders", "lines"] {
        assert_eq!(summary[count], reference[count], "{count}");
    }
    assert_eq!((&summary["revenue"], &summary["analysis_date"]), (&reference["revenue"], &reference["analysis_date"]));
    for (segment, expected) in reference["segments"].as_object().expect("segments") {
        compare_segment(&summary, segment, expected, &expected["revenue"]);
    }
    // As sold.
    succeed(&["run", "--quiet", "--recipe", text(&as_sold("full")), "--out", text(&out), text(&file)]);
    compare_scores(&out.join("segments.csv"), &parity.join("online_retail_I_customers.csv"), columns);
    let reference: serde_json::Value = serde_json::from_str(&read(&parity.join("online_retail_I.json"))).expect("JSON");
    let summary: serde_json::Value = serde_json::from_str(&read(&out.join("summary.json"))).expect("JSON");
    assert_eq!(summary["revenue"], "8911407.904");
    for segment in reference["segments"].as_array().expect("segments") {
        compare_segment(&summary, segment["segment"].as_str().expect("a name"), segment, &segment["revenue"]["exact"]);
    }
    let clusters: serde_json::Value = serde_json::from_str(&read(&out.join("clusters.json"))).expect("JSON");
    let mut equal = 0;
    for (ours, theirs) in clusters["by_k"].as_array().expect("ks").iter().zip(reference["kmeans"]["by_k"].as_array().expect("ks"))
    {
        let inertia = |value: &serde_json::Value| value["inertia"].as_f64().expect("a number");
        assert!(inertia(ours) <= inertia(theirs) * 1.001, "k = {}: {} against {}", ours["k"], inertia(ours), inertia(theirs));
        // The same partition: then all that is said of it is the same.
        if (inertia(ours) / inertia(theirs) - 1.0).abs() < 1e-9 {
            equal += 1;
            let names = ["silhouette", "calinski_harabasz", "davies_bouldin"];
            for (name, theirs_name) in names.into_iter().zip(["silhouette_exact", "calinski_harabasz", "davies_bouldin"]) {
                let (ours, theirs) = (ours[name].as_f64().expect(name), theirs[theirs_name].as_f64().expect(theirs_name));
                assert!((ours - theirs).abs() < 1e-6, "{name}: {ours} against {theirs}");
            }
        }
    }
    assert!(equal >= 2, "{equal} partitions are the reference's own");
}

#[test]
fn tuning_draws_with_the_seed_that_is_given() {
    let out = folder("tune-seed");
    let shop = ["--customers", "200", "--products", "40", "--transactions", "1800"];
    succeed(&[["generate", "--out", text(&out)].as_slice(), &shop].concat());
    let sales = out.join("transactions.csv");
    let tuned = |seed: &str| {
        succeed(&["run", text(&sales), "--tune", "--seed", seed, "--out", text(&out), "--quiet"]);
        read(&out.join("tuning.json"))
    };
    let seven = tuned("7");
    assert_eq!(seven, expected_tuning(&sales, 7), "as the page tunes with this seed");
    assert_ne!(expected_tuning(&sales, 7), expected_tuning(&sales, 42), "the seed means something here");
}

/// tuning.json of a session with a seed, tuned as the page does it.
fn expected_tuning(path: &Path, seed: u64) -> String {
    use clientele::engine::{Config, tune};
    let config = Config::default().with_seed(seed);
    let session = common::of_files(vec![("transactions.csv".to_owned(), fs::read(path).expect("the shop"))], &config);
    let params = clientele::recommend::TuneParams { seed, ..Default::default() };
    let report = pollster::block_on(tune(&session, params, &common::Quiet)).expect("tuned");
    session.keep_tuning(report);
    String::from_utf8(session.export(clientele::files::ExportKind::Tuning, &[]).expect("was tuned")).expect("UTF-8")
}

#[test]
fn a_shop_is_generated_as_asked_and_its_faults_are_listed() {
    let out = folder("dirty");
    let shop =
        ["generate", "--customers", "200", "--products", "50", "--transactions", "1500", "--seed", "7", "--out", text(&out)];
    let with = |more: &[&'static str]| [shop.as_slice(), more].concat();
    succeed(&with(&["--dirty", "0.05", "--locale", "de_DE", "--dialect", "excel-european", "--first-day", "2023-01-01"]));
    let manifest: serde_json::Value = serde_json::from_str(&read(&out.join("manifest.json"))).expect("JSON");
    assert_eq!(manifest["dialect"], "excel-european");
    let entries = manifest["entries"].as_array().expect("faults");
    assert!((40..=160).contains(&entries.len()), "a twentieth of 1,750 rows: {}", entries.len());
    let bytes = fs::read(out.join("transactions.csv")).expect("a file");
    assert!(bytes.starts_with(b"transaction_id;customer_id;") && bytes.windows(2).any(|w| w == b"\r\n"));
    succeed(&["run", "--quiet", "--out", text(&folder("dirty-run")), text(&out.join("transactions.csv"))]);

    succeed(&with(&["--categories", "0,0,1,0,0", "--buyers", "0.5,0.5,0"]));
    assert!(!out.join("manifest.json").exists(), "an earlier shop's list is not left to be taken for this one's");
    assert!(read(&out.join("products.csv")).lines().skip(1).all(|line| line.contains(",Books,")));

    fail(&with(&["--locale", "tlh"]), 2, &["tlh", "de_DE"]);
    fail(&with(&["--dialect", "excel"]), 2, &["excel-european"]);
    fail(&with(&["--dirty", "0.6"]), 2, &["dirty_permille is 600", "500"]);
    fail(&with(&["--dirty", "much"]), 2, &["much", "0 to 1"]);
    fail(&with(&["--buyers", "0.5,0.5"]), 2, &["three shares"]);
    fail(&with(&["--buyers", "0.5,0.5,0.5"]), 2, &["1500", "1000"]);
    fail(&with(&["--categories", "1,2"]), 2, &["five whole numbers"]);
    fail(&with(&["--last-day", "2024-01-05"]), 2, &["2024-01-05", "28"]);
}

#[test]
fn settings_print_as_toml_that_reads_back() {
    let out = folder("settings");
    let output = clientele(&["config"]);
    assert!(output.status.success());
    let path = out.join("settings.toml");
    fs::write(&path, &output.stdout).expect("a file for the test");
    succeed(&["run", "--quiet", "--config", text(&path), "--out", text(&out), "--map", "codes", "--k", "4", "--recommend", "5"]);
    let clusters: serde_json::Value = serde_json::from_str(&read(&out.join("clusters.json"))).expect("JSON");
    assert_eq!(clusters["chosen_k"], 4);
    assert_eq!(clusters["clusters"].as_array().map(Vec::len), Some(4));
}

#[test]
fn a_project_file_gives_the_same_results_again() {
    let folder = folder("project");
    let [first, second, saved] = ["first", "second", "shop.clientele"].map(|name| folder.join(name));
    let cut = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/online_retail_cut.csv");
    succeed(&[
        "run",
        text(&cut),
        "--recommend",
        "5",
        "--k",
        "3",
        "--save-project",
        text(&saved),
        "--out",
        text(&first),
        "--quiet",
    ]);
    succeed(&["run", text(&saved), "--out", text(&second), "--quiet"]);
    for name in [
        "segments.csv",
        "clusters.json",
        "rules.csv",
        "recommendations.csv",
        "evaluation.json",
        "validation.json",
        "summary.json",
    ] {
        assert_eq!(read(&first.join(name)), read(&second.join(name)), "{name}");
    }
    fail(&["run", text(&saved), text(&cut), "--out", text(&second)], 2, &["give it alone"]);
    let mut bytes = fs::read(&saved).expect("a project");
    bytes.truncate(bytes.len() / 2);
    fs::write(&saved, bytes).expect("a folder to write to");
    fail(&["run", text(&saved), "--out", text(&second)], 3, &["damaged", "shop.clientele"]);
}

#[test]
fn the_demo_can_be_saved_as_a_project() {
    let folder = folder("project-demo");
    let [first, second, saved] = ["first", "second", "demo.clientele"].map(|name| folder.join(name));
    succeed(&["run", "--seed", "7", "--save-project", text(&saved), "--out", text(&first), "--quiet"]);
    succeed(&["run", text(&saved), "--out", text(&second), "--quiet"]);
    assert_eq!(read(&first.join("segments.csv")), read(&second.join("segments.csv")));
}
