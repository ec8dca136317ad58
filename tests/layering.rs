//! Holds ARCHITECTURE.md's one direction: each part of `src/` uses only the parts below it, and only the outermost two know the
//! browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

/// The parts, each with those that it may use.
const MAY_USE: [(&str, &[&str]); 18] = [
    ("domain", &[]),
    ("statistics", &[]),
    ("document", &["domain"]),
    ("ingest", &["domain"]),
    ("generate", &["domain", "statistics"]),
    ("segment", &["domain", "statistics"]),
    ("recommend", &["domain", "statistics"]),
    ("value", &["domain", "statistics"]),
    ("basket", &["domain", "statistics"]),
    ("experiment", &["domain", "statistics"]),
    ("chart", &["domain", "statistics", "segment", "recommend", "value", "basket", "experiment"]),
    ("report", &["domain", "ingest", "segment", "recommend", "value", "basket", "experiment", "chart"]),
    ("pipeline", &["domain", "ingest", "generate", "segment", "recommend", "value", "basket", "experiment", "chart", "report"]),
    ("project", &["domain", "pipeline"]),
    (
        "protocol",
        &[
            "domain",
            "document",
            "ingest",
            "generate",
            "segment",
            "recommend",
            "value",
            "basket",
            "experiment",
            "chart",
            "report",
            "pipeline",
            "project",
        ],
    ),
    ("platform", &["domain", "document", "pipeline", "project", "protocol"]),
    ("ui", &["domain", "pipeline", "protocol", "platform"]),
    (
        "bin",
        &[
            "domain",
            "document",
            "generate",
            "ingest",
            "segment",
            "recommend",
            "report",
            "pipeline",
            "project",
            "protocol",
            "platform",
            "ui",
        ],
    ),
];

/// Names of the browser's crates, and the parts that may say them.
const BROWSER: [&str; 7] =
    ["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "leptos", "gloo", "console_error_panic_hook"];
const BROWSER_PARTS: [&str; 3] = ["platform", "ui", "bin"];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Code without comments, so that prose may name anything.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(n, line)| (n + 1, line.split("//").next().unwrap_or_default()))
}

/// The identifiers that follow `marker` in a line, also inside braces: `crate::{a, b::c}` names a and b.
fn named_after<'a>(line: &'a str, marker: &str) -> Vec<&'a str> {
    let word = |text: &'a str| text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    line.match_indices(marker)
        .flat_map(|(at, _)| {
            let rest = &line[at + marker.len()..];
            match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or_default().split(',').map(|item| word(item.trim())).collect(),
                None => vec![word(rest)],
            }
        })
        .collect()
}

fn violations(part: &str, may_use: &[&str], text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in code_lines(text) {
        for marker in ["crate::", "clientele::"] {
            for name in named_after(line, marker) {
                let known = MAY_USE.iter().any(|(p, _)| *p == name);
                if known && name != part && !may_use.contains(&name) {
                    found.push(format!("line {number}: {part} may not use {name}"));
                }
            }
        }
        for name in BROWSER {
            if line.contains(name) && !BROWSER_PARTS.contains(&part) {
                found.push(format!("line {number}: {part} may not know the browser ({name})"));
            }
        }
    }
    found
}

#[test]
fn parts_use_only_the_parts_below_them() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut files = 0;
    for (part, may_use) in MAY_USE {
        let mut paths = Vec::new();
        rust_files(&source.join(part), &mut paths);
        assert!(!paths.is_empty(), "src/{part} holds no Rust files");
        for path in paths {
            files += 1;
            let text = fs::read_to_string(&path).unwrap();
            wrong.extend(violations(part, may_use, &text).into_iter().map(|v| format!("{}: {v}", path.display())));
        }
    }
    assert!(files > 40, "only {files} files were looked at");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_folder_of_the_source_has_its_place() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(path.is_file() || MAY_USE.iter().any(|(part, _)| *part == name), "src/{name} is not in the list of parts");
    }
}

#[test]
fn the_check_sees_what_it_should() {
    let segment: &[&str] = &["domain"];
    assert_eq!(violations("segment", segment, "use crate::domain::Day;\n// crate::ui, web_sys"), Vec::<String>::new());
    assert_eq!(violations("segment", segment, "use web_sys::Window;").len(), 1);
    assert_eq!(violations("segment", segment, "use crate::{domain::Day, pipeline::Config};").len(), 1);
    assert_eq!(violations("segment", segment, "let x = crate::recommend::reason();").len(), 1);
}
