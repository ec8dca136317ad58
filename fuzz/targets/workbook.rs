//! Workbooks. The input is the XML of a sheet, which is packed into a valid .xlsx: damage that a checksum would stop is no test of the
//! reader.
#![no_main]

mod common;

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

fn packed(sheet: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = PARTS.map(|(name, text)| (name, text.as_bytes()));
    for (name, part) in parts.into_iter().chain([("xl/worksheets/sheet1.xml", sheet)]) {
        archive.start_file(name, SimpleFileOptions::default()).expect("in memory");
        archive.write_all(part).expect("in memory");
    }
    archive.finish().expect("in memory").into_inner()
}

libfuzzer_sys::fuzz_target!(|sheet: &[u8]| {
    common::check(&[("sales.xlsx", &packed(sheet))], 4096);
});
