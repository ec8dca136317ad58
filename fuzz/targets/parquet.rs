//! Parquet files: the end that lists the contents, the heads of pages, all encodings and codecs.
#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    common::check(&[("sales.parquet", bytes)], 4096);
});
