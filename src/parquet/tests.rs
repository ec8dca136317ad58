//! Files as other programs write them, and damaged ones.

use crate::{Fault, Reader};
use proptest::prelude::*;

fn fixture(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/readers");
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// All rows as cells.
fn rows(file: Vec<u8>) -> Result<Vec<Vec<String>>, Fault> {
    let mut reader = Reader::open(file)?;
    let width = reader.head().columns.len();
    let mut rows = Vec::new();
    while let Some(block) = reader.next_block()? {
        let mut start = 0;
        for ends in block.ends.chunks(width) {
            rows.push(
                ends.iter()
                    .map(|&end| {
                        let cell = block.text[start..end as usize].to_owned();
                        start = end as usize;
                        cell
                    })
                    .collect(),
            );
        }
        // Enough to see, whatever a damaged file announces.
        if rows.len() > 100_000 {
            break;
        }
    }
    Ok(rows)
}

#[test]
fn every_type_as_people_write_it() {
    let file = fixture("types.parquet");
    let head = Reader::open(file.clone()).unwrap().head().clone();
    assert_eq!((head.rows, head.passed_over), (3, vec!["list".to_owned(), "map".to_owned()]));
    let rows = rows(file).unwrap();
    for (column, expected) in [
        ("bool", ["TRUE", "FALSE", ""]),
        ("i8", ["-8", "", "127"]),
        ("u8", ["255", "", "0"]),
        ("u32", ["4294967295", "", "1"]),
        ("u64", ["18446744073709551615", "", "1"]),
        ("i64", ["-9223372036854775808", "", "9223372036854775807"]),
        ("f32", ["0.1", "", "1.5"]),
        ("f64", ["0.1", "", "1.2340"]),
        ("f16", ["1.5", "", "-0.25"]),
        ("d9", ["-12.34", "", "0.05"]),
        ("d38", ["9999999999999999999999999999.9999999999", "", "-1.0000000000"]),
        ("d76", ["12345678901234567890123456789012345678901234567890.12", "", "-1.00"]),
        ("date", ["2024-02-29", "", "1969-12-31"]),
        ("s", ["2024-02-29 13:45:30", "", "2024-02-29"]),
        ("ms_utc", ["2024-02-29 13:45:30", "", "2024-02-29"]),
        ("ns", ["2024-02-29 13:45:30", "", "1969-12-31 23:59:59"]),
        ("time", ["13:45:30", "", "00:00:01"]),
        ("text", ["Zoë \"q\",\n2", "", ""]),
        ("dictionary", ["a", "", "b"]),
        ("struct.city", ["Bern", "", ""]),
        ("struct.zip.code", ["3000", "", ""]),
        ("null", ["", "", ""]),
    ] {
        let at = head.columns.iter().position(|name| name == column).unwrap_or_else(|| panic!("no {column}: {:?}", head.columns));
        let found: Vec<&str> = rows.iter().map(|row| row[at].as_str()).collect();
        assert_eq!(found, expected, "{column}");
    }
}

#[test]
fn pandas_index_is_no_column() {
    let head = Reader::open(fixture("sales_pandas.parquet")).unwrap().head().clone();
    assert_eq!((head.rows, head.columns.len()), (120, 7), "{:?}", head.columns);
}

#[test]
fn a_file_cut_anywhere_is_broken() {
    let file = fixture("sales.parquet");
    for len in 0..file.len() {
        assert_eq!(Reader::open(file[..len].to_vec()).err(), Some(Fault::Broken), "{len}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is damaged: rows or a fault, and an end.
    #[test]
    fn damage_is_borne(
        which in 0_usize..8,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..10),
        at_the_end in any::<bool>(),
    ) {
        let names = [
            "sales.parquet",
            "sales_gzip_v2.parquet",
            "sales_zstd_small_pages.parquet",
            "sales_brotli_dictionary.parquet",
            "sales_lz4_delta.parquet",
            "sales_int96.parquet",
            "sales_duckdb_v2.parquet",
            "types.parquet",
        ];
        let mut bytes = fixture(names[which]);
        let from = if at_the_end { bytes.len() * 2 / 3 } else { 0 };
        for (at, byte) in flips {
            let at = from + at.index(bytes.len() - from);
            bytes[at] = byte;
        }
        let _ = rows(bytes);
    }
}
