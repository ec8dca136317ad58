//! OpenDocument spreadsheets. The input is the XML of the content, which is packed into a valid .ods.
#![no_main]

mod common;

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn packed(content: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts: [(&str, &[u8]); 2] = [("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)];
    for (name, part) in parts {
        archive.start_file(name, SimpleFileOptions::default()).expect("in memory");
        archive.write_all(part).expect("in memory");
    }
    archive.finish().expect("in memory").into_inner()
}

libfuzzer_sys::fuzz_target!(|content: &[u8]| {
    common::check(&[("sales.ods", &packed(content))], 4096);
});
