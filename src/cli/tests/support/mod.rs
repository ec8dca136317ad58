//! Runs the command and looks at what it wrote.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of this test's own, empty at the start.
pub(crate) fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder for the test");
    path
}

pub(crate) fn clientele(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_clientele")).args(arguments).output().expect("the command starts")
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("paths here are text")
}

pub(crate) fn succeed(arguments: &[&str]) {
    let output = clientele(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Runs with `arguments` and checks the exit code and that the message holds every word.
pub(crate) fn fail(arguments: &[&str], code: i32, words: &[&str]) {
    let output = clientele(arguments);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{message}");
    for word in words {
        assert!(message.contains(word), "{word:?} is missing in: {message}");
    }
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The analysed revenue of a run with these arguments.
pub(crate) fn revenue(out: &Path, arguments: &[&str]) -> String {
    succeed(&[&["run", "--quiet", "--out", text(out)], arguments].concat());
    let report: serde_json::Value = serde_json::from_str(&read(&out.join("validation.json"))).expect("JSON");
    report["reconciliation"]["analysed"]["amount"].as_str().expect("text").to_owned()
}

/// A CSV file's rows by their first column.
pub(crate) fn rows(path: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    let header = reader.headers().expect("a header").clone();
    reader
        .records()
        .map(|record| {
            let record = record.expect("a row");
            let cells = header.iter().zip(record.iter()).map(|(h, c)| (h.to_owned(), c.to_owned())).collect();
            (record[0].to_owned(), cells)
        })
        .collect()
}
