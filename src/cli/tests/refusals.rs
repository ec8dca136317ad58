//! What the command asks about, what it refuses, and the exit codes that tell so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use support::{fail, folder, read, revenue, rows, text};

#[test]
fn columns_that_are_not_certain_are_asked_about() {
    let out = folder("columns");
    let file = out.join("till.csv");
    let mut table = "slip,who,day,what,xyzzy,Price\n".to_owned();
    for n in 0..30 {
        table +=
            &format!("{},C{},2025-0{}-1{},Tea {},{},{}.50\n", n / 2, n / 2 % 7, 1 + n / 10, n % 9, n % 5, 1 + n % 3, 2 + n % 5);
    }
    fs::write(&file, table).expect("a file for the test");
    let (file, to) = (text(&file), text(&out));
    // It refuses with the proposal, in words and as a recipe, on the screen and in a file.
    fail(&["run", "--quiet", "--out", to, file], 3, &["till.csv", "xyzzy", "--accept-guesses", "\"clientele_recipe\": 1"]);
    let refusal: serde_json::Value = serde_json::from_str(&read(&out.join("validation.json"))).expect("JSON");
    assert_eq!(refusal["error"]["code"], "columns-not-certain");
    let questions = refusal["files"][0]["questions"].as_array().expect("questions");
    assert!(!questions.is_empty(), "{refusal}");
    // The recipe reads the files as proposed, and so does the option.
    let recipe = out.join("recipe.json");
    fs::write(&recipe, refusal["recipe"].to_string()).expect("a file for the test");
    assert_eq!(revenue(&out, &["--recipe", text(&recipe), file]), "135.00");
    assert_eq!(revenue(&out, &["--accept-guesses", file]), "135.00");
}

#[test]
fn a_customer_who_may_be_many_is_asked_about() {
    let out = folder("crowd");
    let file = out.join("till.csv");
    let mut table = "order_id,customer_id,product_id,purchase_date,quantity,price\n".to_owned();
    for n in 0..60 {
        let who = if n % 2 == 0 { "C900".to_owned() } else { format!("C{}", 100 + n % 22) };
        table += &format!("{n},{who},tea,2025-0{}-1{},1,10.00\n", 1 + n / 10, n % 9);
    }
    fs::write(&file, table).expect("a file for the test");
    let (file, to) = (text(&file), text(&out));
    fail(&["run", "--quiet", "--out", to, file], 3, &["C900", "30 rows, 300.00", "shared-customers", "--accept-guesses"]);
    assert!(read(&out.join("validation.json")).contains("sales-not-certain"));
    assert_eq!(revenue(&out, &["--accept-guesses", file]), "300.00");
    let recipe = out.join("recipe.json");
    for (on, expected) in [(false, "600.00"), (true, "300.00")] {
        let steps = format!(r#"{{"clientele_recipe":1,"recipe":{{"steps":{{"shared-customers":{on}}}}}}}"#);
        fs::write(&recipe, steps).expect("a file for the test");
        assert_eq!(revenue(&out, &["--recipe", text(&recipe), file]), expected);
    }
}

#[test]
fn exit_codes_tell_what_went_wrong() {
    let out = folder("codes");
    let file = |name: &str, content: &[u8]| {
        let path = out.join(name);
        fs::write(&path, content).expect("a file for the test");
        text(&path).to_owned()
    };
    let to = text(&out);
    fail(&["run", "--k", "many"], 2, &["--k"]);
    fail(&["run", "--out", to, "--min-confidence", "1.5"], 2, &["1.5"]);
    fail(
        &["run", "--out", to, "--config", &file("wrong.toml", b"[clustering]\nmax_cluster = 3\n")],
        2,
        &["max_cluster", "line 2"],
    );
    // Why the data are refused stands in validation.json, too.
    let refusal = |code: &str| {
        let refusal: serde_json::Value = serde_json::from_str(&read(&out.join("validation.json"))).expect("JSON");
        assert_eq!(refusal["error"]["code"], code, "{refusal}");
        fs::remove_file(out.join("validation.json")).expect("it was just read");
    };
    fail(&["run", "--out", to, &file("empty.csv", b"")], 3, &["empty.csv"]);
    refusal("empty-file");
    let never =
        file("never.csv", b"transaction_id,customer_id,product_id,purchase_date,price\n1,a,p,soon,1.00\n2,b,p,later,1.00\n");
    fail(&["run", "--out", to, &never], 3, &["never.csv", "purchase_date", "soon", "later"]);
    refusal("no-usable-rows");
    fail(&["run", "--out", to, &file("colours.csv", b"colour,shape\nred,round\n")], 3, &["colours.csv", "transaction_id"]);
    fail(&["run", "--out", to, text(&out.join("nowhere.csv"))], 3, &["nowhere.csv"]);

    let one = "transaction_id,customer_id,product_id,purchase_date,price\nT1,C1,P1,2025-01-02,10.00\nT2,C1,P2,2025-01-05,12.50\n";
    fs::write(out.join("clusters.json"), "of an earlier run").expect("a file for the test");
    fail(&["run", "--out", to, &file("one.csv", one.as_bytes())], 4, &["customer"]);
    assert_eq!(rows(&out.join("segments.csv")).len(), 1, "what could be computed is written");
    assert!(!out.join("clusters.json").exists(), "an earlier run's file is not left to be taken for this one's");
}

#[test]
fn what_cannot_be_written_has_a_code_of_its_own() {
    let out = folder("unwritable");
    let cut = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/online_retail_cut.csv");
    fs::write(out.join("file"), "in the way").expect("a file for the test");
    let under_file = out.join("file").join("out");
    fail(&["run", text(&cut), "--out", text(&under_file), "--quiet"], 5, &["cannot be made", "file/out"]);
    fail(&["generate", "--out", text(&under_file)], 5, &["cannot be made"]);
    let project = out.join("nowhere").join("shop.clientele");
    fail(&["run", text(&cut), "--save-project", text(&project), "--out", text(&out), "--quiet"], 5, &["cannot be written"]);
    // Folders stand where files would be written.
    fs::create_dir_all(out.join("segments.csv")).expect("a folder for the test");
    fail(&["run", text(&cut), "--out", text(&out), "--quiet"], 5, &["segments.csv"]);
    fs::create_dir_all(out.join("products.csv")).expect("a folder for the test");
    fail(&["generate", "--customers", "50", "--transactions", "200", "--out", text(&out)], 5, &["products.csv"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let full = fs::File::options().write(true).open("/dev/full").expect("a device that is always full");
    let output = Command::new(env!("CARGO_BIN_EXE_clientele")).arg("config").stdout(full).output().expect("the command starts");
    assert_eq!(output.status.code(), Some(5), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_shop_that_is_too_large_is_refused_before_it_is_generated() {
    let out = folder("too-large");
    let config = out.join("settings.toml");
    fs::write(&config, "[generator]\ncustomers = 2000000\ntransactions = 20000000\n").expect("a file for the test");
    fail(&["run", "--config", text(&config), "--out", text(&out), "--quiet"], 3, &["22,000,500", "20,000,000", "max_rows"]);
    assert!(read(&out.join("logs/pipeline.log")).is_empty(), "no stage began");
}
