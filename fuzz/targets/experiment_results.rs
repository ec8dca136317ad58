//! Results of an experiment as people type them.
#![no_main]

use clientele::experiment::{ReadParams, read_results};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = read_results(bytes, &ReadParams::default()) {
        assert_eq!(read.customer.len(), read.variant.len());
        assert_eq!(read.rows as usize, read.customer.len() + read.bad.len(), "every row is used or says why not");
        assert!(read.variant.iter().all(|&v| usize::from(v) < read.variants.len()));
    }
});
