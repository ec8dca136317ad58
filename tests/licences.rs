//! What the project stands on may be used by anybody: the licence of every crate is one of those listed here, and no crate of the
//! workspace names a dependency that it does not use.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Licences without conditions on whoever uses the program, beside keeping the notice. MPL-2.0 asks for changes to its own files only.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

fn metadata() -> serde_json::Value {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("JSON")
}

/// Whether a licence expression (SPDX, or names with slashes as older crates write) can be met by allowed licences alone.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    any_of(&mut words.as_slice())
}

/// `A OR B …`
fn any_of(words: &mut &[&str]) -> bool {
    let mut allowed = all_of(words);
    while words.first() == Some(&"OR") {
        *words = &words[1..];
        allowed |= all_of(words);
    }
    allowed
}

/// `A AND B …`, which binds more closely.
fn all_of(words: &mut &[&str]) -> bool {
    let mut allowed = one(words);
    while words.first() == Some(&"AND") {
        *words = &words[1..];
        allowed &= one(words);
    }
    allowed
}

/// A licence, with its exception if it has one, or an expression in brackets.
fn one(words: &mut &[&str]) -> bool {
    let Some((&first, rest)) = words.split_first() else { return false };
    *words = rest;
    if first == "(" {
        let allowed = any_of(words);
        *words = words.strip_prefix(&[")"]).unwrap_or(words);
        return allowed;
    }
    match *words {
        ["WITH", exception, rest @ ..] => {
            *words = rest;
            ALLOWED.contains(&format!("{first} WITH {exception}").as_str())
        }
        _ => ALLOWED.contains(&first),
    }
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    for (expression, allowed) in [
        ("MIT OR Apache-2.0", true),
        ("MIT/GPL-3.0", true),
        ("GPL-3.0-only", false),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(MIT OR Apache-2.0) AND GPL-3.0-only", false),
        ("Apache-2.0 WITH LLVM-exception OR GPL-2.0", true),
    ] {
        assert_eq!(is_allowed(expression), allowed, "{expression}");
    }
}

#[test]
fn every_crate_has_a_licence_that_lets_anybody_use_it() {
    let metadata = metadata();
    let mut refused = Vec::new();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        let licence = package["license"].as_str().unwrap_or("none");
        *count.entry(licence).or_default() += 1;
        if !is_allowed(licence) {
            refused.push(format!("{} {}: {licence}", package["name"], package["version"]));
        }
    }
    assert!(count.values().sum::<usize>() > 100, "the dependencies were not found: {count:?}");
    assert!(refused.is_empty(), "{refused:#?}");
}

/// Dependencies that no source names: a feature of theirs is what is wanted, or a macro names them.
const UNNAMED: [&str; 4] = ["getrandom_02", "getrandom_03", "getrandom", "rust_xlsxwriter"];

#[test]
fn every_dependency_is_used() {
    let metadata = metadata();
    let mut unused = Vec::new();
    let members: BTreeSet<&str> = metadata["workspace_members"].as_array().unwrap().iter().filter_map(|id| id.as_str()).collect();
    for package in metadata["packages"].as_array().unwrap() {
        if !members.contains(package["id"].as_str().unwrap()) {
            continue;
        }
        let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
        let is_root = folder == Path::new(env!("CARGO_MANIFEST_DIR"));
        for dependency in package["dependencies"].as_array().unwrap() {
            let name = dependency["rename"].as_str().unwrap_or_else(|| dependency["name"].as_str().unwrap());
            if UNNAMED.contains(&name) {
                continue;
            }
            let is_dev = dependency["kind"] == "dev";
            let word = name.replace('-', "_");
            // What ships is named by what ships; what only tests need, anywhere.
            let files = sources(folder, is_root, is_dev);
            let named = files.iter().any(|file| names(&std::fs::read_to_string(file).unwrap(), &word));
            if !named {
                unused.push(format!("{}: {name}{}", package["name"], if is_dev { " (dev)" } else { "" }));
            }
        }
    }
    assert!(unused.is_empty(), "{unused:#?}");
}

/// Whether a text has the word by itself.
fn names(text: &str, word: &str) -> bool {
    let is_part = |letter: Option<char>| letter.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word)
        .any(|(at, _)| !is_part(text[..at].chars().next_back()) && !is_part(text[at + word.len()..].chars().next()))
}

fn sources(folder: &Path, is_root: bool, with_tests: bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let folders: Vec<PathBuf> = match (is_root, with_tests) {
        (true, false) => return vec![folder.join("src/lib.rs")],
        (true, true) => ["src/lib.rs", "tests", "benches", "examples"].map(|name| folder.join(name)).to_vec(),
        (false, _) => vec![folder.to_owned()],
    };
    for path in folders {
        collect(&path, with_tests, &mut found);
    }
    found
}

fn collect(path: &Path, with_tests: bool, found: &mut Vec<PathBuf>) {
    if path.is_file() {
        let name = path.file_name().unwrap().to_string_lossy();
        let is_test = name == "tests.rs" || name.ends_with("_tests.rs");
        if name.ends_with(".rs") && (with_tests || !is_test) {
            found.push(path.to_owned());
        }
        return;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if !with_tests && name == "tests" {
        return;
    }
    for entry in std::fs::read_dir(path).unwrap() {
        collect(&entry.unwrap().path(), with_tests, found);
    }
}
