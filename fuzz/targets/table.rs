//! Delimited text: encodings, delimiters, quotes, dates, numbers, headers. The first byte is the size of the pieces.
#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some((piece, text)) = bytes.split_first() {
        common::check(&[("sales.csv", text)], usize::from(*piece) + 1);
    }
});
