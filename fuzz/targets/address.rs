//! Addresses: what follows the # of the page's own.
#![no_main]

use clientele_app::ui::model::route::Route;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let route = Route::parse(text);
    assert_eq!(Route::parse(&route.format()), route, "an address that the page writes leads to the same place");
});
