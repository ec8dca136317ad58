//! Damaged files of every kind that the importer knows, in chunks of any size: it never panics or hangs, gives the same whatever
//! the chunks, and accounts for every row. A few hundred cases each time; for a longer run
//!   CLIENTELE_FUZZ_SECONDS=600 cargo test --profile quick --test ingest_fuzz -- --ignored --nocapture
//! and CLIENTELE_FUZZ_SEED=n to see one case again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use clientele::ingest::{DataValidationError, FileProgress, FinishProgress, Imported, Importer, IngestParams};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;

/// Files that are in order: name, bytes, and for archives their parts.
struct Seed {
    bytes: Vec<u8>,
    parts: Vec<(String, Vec<u8>)>,
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn unzipped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for ix in 0..archive.len() {
        let mut entry = archive.by_index(ix).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        parts.push((entry.name().unwrap().to_string(), bytes));
    }
    parts
}

fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "Our sales").unwrap();
    for (column, name) in (0..).zip(["transaction_id", "customer_id", "product_id", "purchase_date", "price", "quantity"]) {
        sheet.write_string(1, column, name).unwrap();
    }
    for row in 2..30_u32 {
        sheet.write_number(row, 0, row / 2).unwrap();
        sheet.write_string(row, 1, format!("c{}", row % 7)).unwrap();
        sheet.write_number(row, 2, row % 5).unwrap();
        let when = ExcelDateTime::from_ymd(2024, 1, 1 + (row % 28) as u8).unwrap().and_hms(8, 26, 0.0).unwrap();
        sheet.write_datetime_with_format(row, 3, when, &date).unwrap();
        sheet.write_number(row, 4, f64::from(row) + 0.25).unwrap();
        sheet.write_boolean(row, 5, true).unwrap();
    }
    let sheet = workbook.add_worksheet().set_name("Products").unwrap();
    for (column, (name, value)) in
        (0..).zip([("product_id", "1"), ("product_name", "Pot"), ("category", "Kitchen"), ("price", "2")])
    {
        sheet.write_string(0, column, name).unwrap();
        sheet.write_string(1, column, value).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

fn seeds() -> &'static [Seed] {
    static SEEDS: OnceLock<Vec<Seed>> = OnceLock::new();
    SEEDS.get_or_init(|| {
        let cut = include_bytes!("fixtures/online_retail_cut.csv");
        let cut: Vec<u8> = cut.split_inclusive(|&b| b == b'\n').take(40).flatten().copied().collect();
        let sales = include_bytes!("fixtures/ingest/transactions.csv").as_slice();
        let mut texts = vec![
            cut.clone(),
            sales.to_vec(),
            include_bytes!("fixtures/ingest/customers.csv").to_vec(),
            include_bytes!("fixtures/ingest/products.csv").to_vec(),
            include_bytes!("fixtures/ingest/semicolon_decimal_comma.csv").to_vec(),
            include_bytes!("fixtures/ingest/spreadsheet.tsv").to_vec(),
            include_bytes!("fixtures/ingest/rows_that_are_none.csv").to_vec(),
            std::str::from_utf8(&cut).unwrap().encode_utf16().flat_map(u16::to_le_bytes).collect(),
            gzip(&cut),
            gzip(sales),
        ];
        let mut dates = "Report of 2024\n\norder_id|customer_id|product|date|amount\n".to_owned();
        for (n, date) in ["Jan 12, 2024", "12-Feb-24", "12 de março de 2024", "45293.25", "2024-01-02T03:04:05Z"].iter().enumerate() {
            writeln!(dates, "{n}|a|M\u{fc}sli|{date}|(US$ 1'234.50)\n{n}|b|\"x|y\"|{date}|12,50 \u{20ac}").unwrap();
        }
        texts.push(dates.into_bytes());
        texts.extend([
            include_bytes!("fixtures/readers/sales.xls").to_vec(),
            include_bytes!("fixtures/readers/types.xls").to_vec(),
            include_bytes!("fixtures/readers/sales_lz4_delta.parquet").to_vec(),
            include_bytes!("fixtures/readers/sales_zstd_small_pages.parquet").to_vec(),
            include_bytes!("fixtures/readers/types.parquet").to_vec(),
        ]);
        let mut seeds: Vec<Seed> = texts.into_iter().map(|bytes| Seed { bytes, parts: Vec::new() }).collect();
        let ods = "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\">\
                   <office:body><office:spreadsheet><table:table table:name=\"S\"><table:table-row>\
                   <table:table-cell office:value-type=\"string\"><text:p>customer_id</text:p></table:table-cell>\
                   <table:table-cell office:value-type=\"string\"><text:p>product_id</text:p></table:table-cell>\
                   <table:table-cell office:value-type=\"string\"><text:p>date</text:p></table:table-cell>\
                   <table:table-cell office:value-type=\"string\"><text:p>price</text:p></table:table-cell></table:table-row>\
                   <table:table-row table:number-rows-repeated=\"3\">\
                   <table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"2\"><text:p>a</text:p></table:table-cell>\
                   <table:table-cell office:value-type=\"date\" office:date-value=\"2024-01-02\"><text:p>x</text:p></table:table-cell>\
                   <table:table-cell office:value-type=\"float\" office:value=\"2.5\"><text:p>2.5</text:p></table:table-cell>\
                   </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
        let manifest = "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"m\"></manifest:manifest>";
        let part = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
        for parts in [
            unzipped(&workbook()),
            unzipped(&workbook()),
            vec![
                part("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                part("content.xml", ods.as_bytes()),
                part("META-INF/manifest.xml", manifest.as_bytes()),
            ],
            unzipped(include_bytes!("fixtures/readers/sales.ods")),
            vec![part("t.csv", sales), part("f/c.csv", include_bytes!("fixtures/ingest/customers.csv")), part("w.xlsx", &workbook())],
        ] {
            seeds.push(Seed { bytes: zipped(&parts), parts });
        }
        seeds
    })
}

/// Pieces of text that mean something somewhere.
const TOKENS: [&[u8]; 26] = [
    b"\"",
    b"\"\"",
    b"\"\n",
    b"\n\"",
    b"\r",
    b"\r\n",
    b"\n\n\n",
    b"\0",
    b"\0\0\0\0",
    b",",
    b";;;;",
    b"\t",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xff",
    b"\xe2\x82",
    b"sep=;\n",
    b"99999999999999999999",
    b"-",
    b"(",
    b"1e308",
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"<c r=\"XFD1048576\"><v>1</v></c>",
    b"</row>",
    b"\xd0\xcf\x11\xe0",
];

fn mutate(bytes: &mut Vec<u8>, rng: &mut Xoshiro256PlusPlus) {
    for _ in 0..rng.random_range(1..6_u32) {
        let len = bytes.len() as u32;
        let at = rng.random_range(0..=len) as usize;
        let span = |rng: &mut Xoshiro256PlusPlus| (at + rng.random_range(0..200_u32) as usize).min(len as usize);
        match rng.random_range(0..9_u32) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8_u32),
            1 if at < bytes.len() => bytes[at] = rng.random(),
            2 => drop(bytes.drain(at..span(rng))),
            3 => {
                let copy = bytes[at..span(rng)].to_vec();
                let to = rng.random_range(0..=len) as usize;
                drop(bytes.splice(to..to, copy));
            }
            4 => {
                let other = &seeds()[rng.random_range(0..seeds().len() as u32) as usize].bytes;
                let from = rng.random_range(0..other.len() as u32) as usize;
                let to = (from + rng.random_range(0..500_u32) as usize).min(other.len());
                drop(bytes.splice(at..at, other[from..to].iter().copied()));
            }
            5 if rng.random_range(0..4_u32) == 0 => bytes.truncate(at),
            6 => {
                let noise: Vec<u8> = (0..rng.random_range(1..20_u32)).map(|_| rng.random()).collect();
                drop(bytes.splice(at..at, noise));
            }
            7 => {
                let token = TOKENS[rng.random_range(0..TOKENS.len() as u32) as usize];
                let times = if rng.random_range(0..20_u32) == 0 { 300 } else { 1 };
                drop(bytes.splice(at..at, token.repeat(times)));
            }
            _ => {
                // Digits and lengths are where readers trip.
                if let Some(digit) = (at..bytes.len()).find(|&ix| bytes[ix].is_ascii_digit()) {
                    bytes[digit] = b"0123456789-.eE"[rng.random_range(0..14_u32) as usize];
                }
            }
        }
    }
}

fn damaged(rng: &mut Xoshiro256PlusPlus) -> Vec<u8> {
    let seed = &seeds()[rng.random_range(0..seeds().len() as u32) as usize];
    let mut bytes = if !seed.parts.is_empty() && rng.random_range(0..4_u32) > 0 {
        // Within the archive, so that its check sums are right.
        let mut parts = seed.parts.clone();
        for _ in 0..rng.random_range(1..3_u32) {
            let part = rng.random_range(0..parts.len() as u32) as usize;
            mutate(&mut parts[part].1, rng);
        }
        return zipped(&parts);
    } else {
        seed.bytes.clone()
    };
    mutate(&mut bytes, rng);
    if rng.random_range(0..10_u32) == 0 { gzip(&bytes) } else { bytes }
}

fn import(files: &[Vec<u8>], mut chunk: impl FnMut() -> usize) -> Result<Imported, DataValidationError> {
    let mut importer = Importer::new(IngestParams::default().check().unwrap());
    for (n, bytes) in files.iter().enumerate() {
        importer.begin_file(&format!("{n}"), None);
        let mut rest = bytes.as_slice();
        let mut refused = false;
        while !rest.is_empty() && !refused {
            let (piece, after) = rest.split_at(chunk().clamp(1, rest.len()));
            refused = importer.push(piece).is_err();
            rest = after;
        }
        let mut steps = 0;
        while !refused && matches!(importer.end_file_step(), Ok(FileProgress::Working { .. })) {
            steps += 1;
            assert!(steps < 10_000, "no end of the file");
        }
    }
    let mut steps = 0;
    loop {
        if let FinishProgress::Done(imported) = importer.finish_step()? {
            return Ok(*imported);
        }
        steps += 1;
        assert!(steps < 10_000, "no end of finishing");
    }
}

fn check(seed: u64) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut files = vec![damaged(&mut rng)];
    if rng.random_range(0..4_u32) == 0 {
        files.push(damaged(&mut rng));
    }
    // A good one, so that there is something to analyse, whatever became of the others.
    if rng.random_range(0..2_u32) == 0 {
        files.push(seeds()[1].bytes.clone());
    }
    let whole = import(&files, || usize::MAX);
    let most = if rng.random_range(0..3_u32) == 0 { 8 } else { 3000 };
    let pieces = import(&files, || rng.random_range(1..most) as usize);
    assert_eq!(whole, pieces, "chunks matter");
    let Ok(imported) = whole else { return };
    let report = &imported.report;
    assert!(report.reconciliation.adds_up());
    for file in &report.files {
        let set_aside: u64 = file.set_aside.iter().map(|(_, rows)| rows).sum();
        assert_eq!(file.rows, file.used + set_aside + file.passed_over, "{file:?}");
    }
    assert_eq!(imported.dataset.lines().len() as u64, report.reconciliation.analysed.rows);
    assert_eq!(imported.dataset.revenue(), report.reconciliation.analysed.amount);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_are_read_or_refused(seed in any::<u64>()) {
        check(seed);
    }
}

/// Cases that once did harm.
#[test]
fn what_was_found_stays_mended() {
    // A sheet whose dimension ends before it begins.
    let mut parts = unzipped(&workbook());
    for (_, bytes) in parts.iter_mut().filter(|(name, _)| name.ends_with("sheet1.xml")) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let from = text.find("<dimension ref=\"").unwrap() + 16;
        let to = from + text[from..].find('"').unwrap();
        *bytes = format!("{}XFD9:A1{}", &text[..from], &text[to..]).into_bytes();
    }
    // All its rows are read; none has a quantity that is a number.
    let error = import(&[zipped(&parts)], || usize::MAX).unwrap_err();
    assert!(matches!(error, DataValidationError::NoUsableRows { rows: 28, .. }), "{error}");
}

/// Seed of the case that runs now.
static NOW: AtomicU64 = AtomicU64::new(0);

#[test]
#[ignore = "runs as long as it is asked to"]
fn for_as_long_as_asked() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    if let Some(seed) = number("CLIENTELE_FUZZ_SEED") {
        return check(seed);
    }
    let seconds = number("CLIENTELE_FUZZ_SECONDS").unwrap_or(60);
    // What hangs is not found by its end.
    std::thread::spawn(|| {
        let mut last = (u64::MAX, Instant::now());
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let now = NOW.load(Ordering::Relaxed);
            if now != last.0 {
                last = (now, Instant::now());
            } else if last.1.elapsed() > Duration::from_secs(60) {
                eprintln!("seed {now} does not end");
                std::process::abort();
            }
        }
    });
    let first = number("CLIENTELE_FUZZ_FIRST").unwrap_or(0);
    let (start, mut seed) = (Instant::now(), first);
    while start.elapsed() < Duration::from_secs(seconds) {
        NOW.store(seed, Ordering::Relaxed);
        if let Err(panic) = std::panic::catch_unwind(|| check(seed)) {
            eprintln!("seed {seed}");
            std::panic::resume_unwind(panic);
        }
        seed += 1;
    }
    eprintln!("{} cases in {} s", seed - first, start.elapsed().as_secs());
}
