//! gzip and zip, by their first bytes: damaged, cut short, packed twice, too large when unpacked.
#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    common::check(&[("export.zip", bytes)], 4096);
    common::check(&[("export.csv.gz", bytes)], 4096);
});
