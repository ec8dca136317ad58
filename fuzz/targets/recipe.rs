//! Recipes and settings: JSON, TOML, and the short form in addresses.
#![no_main]

use clientele::engine::Config;
use clientele::ingest::RecipeFile;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = RecipeFile::from_json(text);
    if let Ok(config) = Config::from_toml(text) {
        let _ = config.validate();
    }
    let (config, unusable) = Config::default().overlaid(text);
    // What can be used can be written, and read again.
    if unusable.is_empty() {
        let written = config.differences(&Config::default(), &[]);
        assert_eq!(Config::default().overlaid(&written), (config, Vec::new()));
    }
});
