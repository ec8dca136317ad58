use super::*;
use crate::{Cancelled, Config, Control, Input, MemoryFiles, RunError};
use clientele_core::domain::ErrorView;
use clientele_core::run::{LogEntry, Progress, Stage, StageOutcome};
use proptest::prelude::*;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

struct Quiet;

impl Control for Quiet {
    fn elapsed_ms(&self) -> u32 {
        0
    }
    fn progress(&self, _: Progress) {}
    fn log(&self, _: LogEntry) {}
    fn stage_ended(&self, _: Stage, _: &StageOutcome) {}
    async fn pause(&self) -> Result<(), Cancelled> {
        Ok(())
    }
}

type Files = Vec<(String, Vec<u8>)>;

fn written(files: Files, config: &Config) -> Vec<u8> {
    let mut source = MemoryFiles::new(files, 700);
    pollster::block_on(write(Input::Files(&mut source), config, &Quiet)).unwrap()
}

fn opened(bytes: &[u8]) -> Result<Project, ErrorView> {
    pollster::block_on(read("shop.clientele", bytes.to_vec(), &Quiet)).map_err(|error| match error {
        RunError::Failed(error) => error,
        RunError::Cancelled => panic!("nobody cancels"),
    })
}

fn shop() -> (Files, Config) {
    let sales = (0..200).map(|n| format!("T{n},C{},P{},2025-01-0{},9.99\n", n % 30, n % 7, 1 + n % 9)).collect::<String>();
    let files = vec![
        ("sales.csv".to_owned(), format!("transaction_id,customer_id,product_id,purchase_date,price\n{sales}").into_bytes()),
        ("Käufer/2025?.csv.gz".to_owned(), vec![0x1f, 0x8b, 8, 0, 255, 0, 7]),
    ];
    let mut config = Config::default().with_seed(7);
    config.recommendations.n = 5;
    config.clustering.k = Some(4);
    config.ingest.currency = Some("EUR".into());
    (files, config)
}

/// An archive with this manifest, and other entries.
fn archive(manifest: &str, entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries.iter().chain(&[("manifest.json", manifest.as_bytes())]) {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn code(bytes: &[u8]) -> String {
    opened(bytes).map(|_| "opens".to_owned()).unwrap_or_else(|error| error.code)
}

#[test]
fn what_was_saved_opens_as_it_was_and_the_bytes_are_the_same_each_time() {
    let (files, config) = shop();
    let bytes = written(files.clone(), &config);
    assert_eq!(opened(&bytes), Ok(Project { made: Made::FromFiles, config: config.clone(), files: files.clone() }));
    assert_eq!(bytes, written(files, &config));
    let demo = pollster::block_on(write(Input::<MemoryFiles>::Generated, &config, &Quiet)).unwrap();
    assert_eq!(opened(&demo), Ok(Project { made: Made::Generated, config, files: Vec::new() }));
}

#[test]
fn the_day_of_saving_is_no_setting() {
    let (files, mut config) = shop();
    let bytes = written(files.clone(), &config);
    config.ingest.today = Some(clientele_core::domain::Day(20_000));
    assert_eq!(written(files, &config), bytes);
}

#[test]
fn a_newer_version_says_so_even_if_nothing_else_can_be_read() {
    let newer = archive(r#"{"format": "clientele-project", "version": 3, "app_version": "2.0.1", "news": []}"#, &[]);
    let error = opened(&newer).unwrap_err();
    assert_eq!(error.code, "project-too-new");
    assert_eq!(
        error.message,
        "The project file was made by a newer Clientele (version 3 of the form, by Clientele 2.0.1; this one reads up to 1)"
    );
    assert_eq!(error.place.as_deref(), Some("shop.clientele, manifest.json"));
    assert!(error.suggestion.ends_with("What is open now is unchanged."), "{}", error.suggestion);
}

#[test]
fn what_is_no_project_says_why() {
    let (files, config) = shop();
    let whole = written(files, &config);
    let manifest = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut any = serde_json::to_value(Manifest::new(&config, Made::FromFiles, Vec::new())).unwrap();
        change(&mut any);
        archive(&any.to_string(), &[("files/1/a.csv", b"abc")])
    };
    let file = |name: &str, bytes: u64, crc32: &str| serde_json::json!([{"name": name, "bytes": bytes, "crc32": crc32}]);
    for (bytes, expected) in [
        (Vec::new(), "project-not-a-project"),
        (b"customer_id,date\n".to_vec(), "project-not-a-project"),
        (b"PK\x03\x04".to_vec(), "project-damaged"),
        (whole[..whole.len() / 2].to_vec(), "project-damaged"),
        (whole[..whole.len() - 1].to_vec(), "project-damaged"),
        (archive("[]", &[]), "project-not-a-project"),
        (archive("not json", &[]), "project-not-a-project"),
        (archive(r#"{"format": "something else", "version": 1}"#, &[]), "project-not-a-project"),
        (archive(r#"{"format": "clientele-project"}"#, &[]), "project-bad-version"),
        (archive(r#"{"format": "clientele-project", "version": 0}"#, &[]), "project-bad-version"),
        (archive(r#"{"format": "clientele-project", "version": "1"}"#, &[]), "project-bad-version"),
        (archive(r#"{"format": "clientele-project", "version": 1}"#, &[]), "project-damaged"),
        (manifest(&|m| m["config"]["colour"] = "red".into()), "project-damaged"),
        (manifest(&|m| m["config"]["recommendations"]["n"] = 0.into()), "project-settings"),
        (manifest(&|_| {}), "project-damaged"), // made from files, but there are none
        (manifest(&|m| m["files"] = file("a.csv", 3, "352441c2")), "opens"),
        (manifest(&|m| m["files"] = file("a.csv", 3, "352441c3")), "project-damaged"),
        (manifest(&|m| m["files"] = file("a.csv", 4, "352441c2")), "project-damaged"),
        (manifest(&|m| m["files"] = file("a.csv", 2, "352441c2")), "project-damaged"),
        (manifest(&|m| m["files"] = file("b.csv", 3, "352441c2")), "project-damaged"),
        (manifest(&|m| m["files"] = file("a.csv", 1 << 31, "352441c2")), "project-too-large"),
        (manifest(&|m| m["files"] = file("a.csv", u64::MAX, "352441c2")), "project-too-large"),
    ] {
        assert_eq!(code(&bytes), expected, "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
    }
}

#[test]
fn an_archive_that_swells_is_not_unpacked() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("files/1/zeros.csv", SimpleFileOptions::default()).unwrap();
    let million = vec![b'0'; 1 << 20];
    for _ in 0..96 {
        zip.write_all(&million).unwrap();
    }
    let files = vec![FileEntry { name: "zeros.csv".into(), bytes: 96 << 20, crc32: String::new(), digest: None }];
    zip.start_file("manifest.json", SimpleFileOptions::default()).unwrap();
    zip.write_all(Manifest::new(&Config::default(), Made::FromFiles, files).to_json().as_bytes()).unwrap();
    assert_eq!(code(&zip.finish().unwrap().into_inner()), "project-too-large");
    // One that promises little and holds much is cut off at what it promised.
    let little = Manifest::new(
        &Config::default(),
        Made::FromFiles,
        vec![FileEntry { name: "a".into(), bytes: 10, crc32: String::new(), digest: None }],
    );
    assert_eq!(code(&archive(&little.to_json(), &[("files/1/a", &million)])), "project-damaged");
}

#[test]
fn what_is_kept_in_the_browser_is_sealed() {
    let (_, config) = shop();
    let manifest = Manifest::new(
        &config,
        Made::FromFiles,
        vec![FileEntry { name: "a".into(), bytes: 7, crc32: String::new(), digest: None }],
    );
    let sealed = manifest.sealed();
    assert_eq!(Manifest::unsealed(sealed.as_bytes()), Ok(manifest));
    for cut in 0..sealed.len() {
        assert!(Manifest::unsealed(&sealed.as_bytes()[..cut]).is_err(), "{cut}");
    }
    assert!(Manifest::unsealed(sealed.replace("\"k\": 4", "\"k\": 5").as_bytes()).is_err());
}

#[test]
fn projects_are_named_after_their_first_file() {
    for (files, expected) in [
        (&["sales.csv.gz", "b.csv"][..], "sales.clientele"),
        (&["Shop 2025.XLSX"], "Shop 2025.clientele"),
        (&["a.clientele"], "a.clientele"),
        (&[".csv"], ".csv.clientele"),
        (&[""], "project.clientele"),
        (&[], "demo.clientele"),
    ] {
        assert_eq!(file_name(&files.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>()), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A damaged file is refused, or it is damaged where it does not matter (such as the time of an entry): never opened otherwise.
    #[test]
    fn no_flipped_bit_changes_what_is_opened(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let (files, config) = shop();
        let mut bytes = written(files.clone(), &config);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(project) = opened(&bytes) {
            prop_assert_eq!(project, Project { made: Made::FromFiles, config, files });
        }
    }

    #[test]
    fn any_end_missing_is_noticed(at in any::<prop::sample::Index>()) {
        let (files, config) = shop();
        let bytes = written(files, &config);
        prop_assert!(opened(&bytes[..at.index(bytes.len())]).is_err());
    }

    #[test]
    fn any_bytes_are_an_error_and_no_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..600), is_zip in any::<bool>()) {
        if is_zip {
            bytes.splice(0..0, *b"PK\x03\x04");
        }
        prop_assert!(opened(&bytes).is_err());
    }

    #[test]
    fn any_files_come_back(files in prop::collection::vec((".{0,12}", prop::collection::vec(any::<u8>(), 0..2_000)), 1..5)) {
        let bytes = written(files.clone(), &Config::default());
        prop_assert_eq!(opened(&bytes).unwrap().files, files);
    }
}
