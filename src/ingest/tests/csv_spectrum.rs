//! The twelve edge cases of csv-spectrum, each against the parse that comes with it (an npm package, as the script installs it).

use crate::read::encoding::TextDecoder;
use crate::read::record::RecordDecoder;
use crate::read::record_reader::RecordReader;
use crate::read::stray_quote::is_stray_quote;
use crate::recognise::dialect::sniff;
use serde_json::{Map, Value};

/// A file's rows as objects by the names of its first row, read in chunks as the importer reads it.
fn objects(csv: &[u8], chunk: usize) -> Vec<Value> {
    let mut text = Vec::new();
    let mut decoder = TextDecoder::new();
    let mut keep = |bytes: &[u8]| -> Result<(), ()> {
        text.extend_from_slice(bytes);
        Ok(())
    };
    csv.chunks(chunk).try_for_each(|piece| decoder.push(piece, &mut keep)).and_then(|()| decoder.end(&mut keep)).unwrap();

    let dialect = sniff(&text, true);
    let (mut reader, mut records) = (RecordReader::new(dialect.marks, dialect.first_line), RecordDecoder::default());
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut pieces: Vec<&[u8]> = text[dialect.skip..].chunks(chunk).collect();
    pieces.push(&[]);
    for piece in pieces {
        let mut input = piece;
        while let Ok(Some(row)) = reader.read(&mut input, piece.is_empty()) {
            let width = rows.first().map_or(reader.cells(), Vec::len);
            assert!(!is_stray_quote(&reader, dialect.marks.delimiter, width));
            rows.push(reader.record(row, &mut records).fields().map(str::to_owned).collect());
        }
    }
    let mut rows = rows.into_iter();
    let header = rows.next().unwrap_or_default();
    rows.map(|row| {
        assert_eq!(row.len(), header.len(), "{row:?}");
        Value::Object(header.iter().cloned().zip(row.into_iter().map(Value::String)).collect::<Map<_, _>>())
    })
    .collect()
}

#[test]
fn every_case_is_parsed_as_expected() {
    let Some(folder) = crate::tests::npm_package("csv-spectrum") else { return };
    for name in [
        "comma_in_quotes",
        "empty",
        "empty_crlf",
        "escaped_quotes",
        "json",
        "location_coordinates",
        "newlines",
        "newlines_crlf",
        "quotes_and_newlines",
        "simple",
        "simple_crlf",
        "utf8",
    ] {
        let csv = std::fs::read(folder.join("csvs").join(format!("{name}.csv"))).unwrap();
        let json = std::fs::read(folder.join("json").join(format!("{name}.json"))).unwrap();
        let (csv, json) = (csv.as_slice(), json.as_slice());
        let json = std::str::from_utf8(json).unwrap();
        // The package's own expectation names another telephone number than its file has.
        let json = if name == "location_coordinates" { json.replace("1234567890", "2095257564") } else { json.to_owned() };
        let expected: Value = serde_json::from_str(&json).unwrap();
        // One of them is a single object.
        let expected = match expected {
            Value::Array(rows) => rows,
            one => vec![one],
        };
        for chunk in 1..=csv.len() {
            assert_eq!(objects(csv, chunk), expected, "{name} in chunks of {chunk}");
        }
    }
}
