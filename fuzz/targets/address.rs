//! Addresses: what follows the # of the page's own.
#![no_main]

use clientele_app::ui::model::route::Route;

libfuzzer_sys::fuzz_target!(|text: &str| {
    // What is typed and not in use yet, and what is too long for an address, is not written.
    let written = Route::parse(text).format();
    assert_eq!(Route::parse(&written).format(), written, "an address that the page writes leads to the same place");
});
