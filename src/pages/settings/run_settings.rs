//! Settings of a run: the worker puts together what the page has set itself and what it keeps as text, and tells the page what came
//! out. So a link, a project file and what was kept all lead to the same state.

use clientele_engine::{Config, overlay};
use clientele_ingest::RecipeFile;
use clientele_messages::{PageSettings, RunSettings, Source};

/// Marks a settings text that replaces all settings: what it does not name gets its default.
const WHOLE: char = '=';
/// Marks a settings text that came with an address; the settings kept for these data follow on the next line.
const ADDRESS: char = '~';

/// The configuration that the page's own settings make.
pub fn configured(settings: &RunSettings) -> Config {
    let mut config = Config::default();
    if let Some(demo) = &settings.demo {
        config = config.with_seed(demo.seed);
        config.generator.customers = demo.customers;
        config.generator.products = demo.products;
        config.generator.transactions = demo.transactions;
        config.generator.dirty_permille = demo.dirty_permille;
    }
    settings.recipe.apply(&mut config.ingest);
    config.ingest.today = settings.today;
    config
}

/// A run's settings as the page holds them.
pub fn page_settings(source: &Source, config: &Config) -> PageSettings {
    let usual = usual(source, config);
    let shop = &config.generator;
    PageSettings {
        source: source.clone(),
        seed: shop.seed,
        sizes: [shop.customers, shop.products, shop.transactions],
        dirty_permille: shop.dirty_permille,
        recipe: RecipeFile::of(&config.ingest),
        overlay: config.differences(&usual, &overlay::OF_THE_PAGE),
        address: if *source == Source::Files { String::new() } else { config.short_form(&usual) },
        is_external: true,
        is_from_address: false,
    }
}

/// The settings of a run with a settings text, as they are sent to the page.
pub fn settings_of_run(source: &Source, config: &Config, overlay: &str) -> PageSettings {
    let mut settings = page_settings(source, config);
    // The page already has its own settings, and those that the worker wrote for it.
    settings.is_external = !overlay.is_empty() && !overlay.starts_with('{');
    settings.is_from_address = overlay.starts_with(ADDRESS);
    settings
}

/// The settings to run with: those of the page overridden by the text, and the names of those that could not be used.
pub fn resolved(source: &Source, config: &Config, overlay: &str) -> (Config, Vec<String>) {
    if let Some(text) = overlay.strip_prefix(ADDRESS) {
        let (address, kept) = text.split_once('\n').unwrap_or((text, ""));
        let own = config.overlaid(kept);
        // The address that these settings have: a reload. They hold more than an address can, such as cut points.
        if own.0.short_form(&usual(source, config)) == address {
            return own;
        }
        // Words are no part of an address, and change no picture.
        let usual = Config { strategies: own.0.strategies, ..usual(source, config) };
        return usual.overlaid(address);
    }
    match overlay.strip_prefix(WHOLE) {
        Some(text) => usual(source, config).overlaid(text),
        None => config.overlaid(overlay),
    }
}

/// A text for [`resolved`] that brings exactly these settings.
pub fn whole_overlay(source: &Source, config: &Config) -> String {
    format!("{WHOLE}{}", config.differences(&usual(source, config), &["ingest.today"]))
}

/// The usual settings for such data: of the demo, its sizes and seed belong to the data.
pub fn usual(source: &Source, config: &Config) -> Config {
    let mut usual = Config::default();
    if *source == Source::Demo {
        usual = usual.with_seed(config.generator.seed);
        usual.generator.customers = config.generator.customers;
        usual.generator.products = config.generator.products;
        usual.generator.transactions = config.generator.transactions;
        usual.generator.dirty_permille = config.generator.dirty_permille;
    }
    usual.ingest.today = config.ingest.today;
    usual
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_analytics::segment::{AdviceEdit, MapKind};
    use clientele_messages::DemoSize;

    fn changed() -> Config {
        let mut config = Config::default().with_seed(7);
        config.generator.customers = 60;
        config.recommendations.max_per_category = None;
        config.recommendations.pin = vec!["P1".into()];
        config.clustering.k = Some(3);
        config.rfm.map = MapKind::Six;
        config
    }

    /// What the page runs with, when it holds these settings.
    fn from_page(page: &PageSettings) -> Config {
        let mut config = Config::default();
        if page.source == Source::Demo {
            config = config.with_seed(page.seed);
            [config.generator.customers, config.generator.products, config.generator.transactions] = page.sizes;
            config.generator.dirty_permille = page.dirty_permille;
        }
        page.recipe.apply(&mut config.ingest);
        resolved(&page.source, &config, &page.overlay).0
    }

    #[test]
    fn the_demo_of_the_page_is_the_engine_s() {
        let usual = RunSettings { demo: Some(DemoSize::default()), recipe: RecipeFile::default(), today: None };
        assert_eq!(configured(&usual), Config::default());
    }

    #[test]
    fn what_the_page_is_told_leads_to_the_same_run_again() {
        for source in [Source::Demo, Source::Sample, Source::Files] {
            let mut config = changed();
            if source != Source::Demo {
                // Files have nothing to do with the demo's shop.
                config.generator = Config::default().generator;
            }
            let page = page_settings(&source, &config);
            assert_eq!(from_page(&page), config, "{source:?}");
            assert!(!page.overlay.contains("ingest") && !page.overlay.contains("transactions"), "{}", page.overlay);
        }
    }

    #[test]
    fn an_address_shows_the_same_picture_whatever_was_set_here() {
        let told = page_settings(&Source::Demo, &changed());
        assert_eq!(told.address, "rfm.map~six~~clustering.k~3~~recommendations.max_per_category~");
        let mut here = changed();
        here.recommendations.n = 9;
        let (read, unused) = resolved(&Source::Demo, &here, &format!("~{}", told.address));
        let mut expected = changed();
        expected.recommendations.pin.clear(); // ids are data, and no part of an address
        assert_eq!((read, unused), (expected, Vec::new()));
        assert_eq!(page_settings(&Source::Files, &changed()).address, "");
    }

    #[test]
    fn a_reload_loses_nothing_that_an_address_cannot_say() {
        let mut own = changed();
        own.rfm.cuts = Some(clientele_analytics::segment::EditedCuts {
            recency: vec![10.0, 90.0],
            frequency: vec![1.0, 2.0],
            monetary: vec![10.0, 20.0],
        });
        own.recommendations.exclude = vec!["P2".into()];
        let page = page_settings(&Source::Demo, &own);
        // The page has some settings itself, and the rest as a text.
        let config = from_page(&PageSettings { overlay: String::new(), ..page.clone() });
        let (read, unused) = resolved(&Source::Demo, &config, &format!("~{}\n{}", page.address, page.overlay));
        assert_eq!((read, unused), (own, Vec::new()));
    }

    #[test]
    fn whole_settings_take_the_place_of_all_others() {
        let mut here = changed();
        here.clustering.k = Some(9);
        here.strategies.push(AdviceEdit { segment: "Loyal".into(), ..AdviceEdit::default() });
        for wanted in [changed(), Config { generator: changed().generator, ..Config::default().with_seed(7) }] {
            let (read, _) = resolved(&Source::Demo, &here, &whole_overlay(&Source::Demo, &wanted));
            assert_eq!(read, Config { generator: wanted.generator.clone(), ..wanted });
        }
    }

    #[test]
    fn a_damaged_text_leaves_the_page_s_own_settings() {
        assert_eq!(resolved(&Source::Demo, &changed(), "{\"x"), (changed(), vec!["settings".to_owned()]));
        assert_eq!(resolved(&Source::Demo, &changed(), ""), (changed(), Vec::new()));
    }
}
