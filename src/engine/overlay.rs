//! Settings that differ from the usual ones, as a short text: what the page keeps for a set of data, unread, and sends with each run.

use super::Config;

/// What the page sends itself with each run: how files are read, and which shop is generated.
pub const OF_THE_PAGE: [&str; 11] = [
    "ingest.recipe",
    "ingest.mappings",
    "ingest.date_order",
    "ingest.decimal_mark",
    "ingest.currency",
    "ingest.today",
    "generator.customers",
    "generator.products",
    "generator.transactions",
    "generator.seed",
    "generator.dirty_permille",
];

/// All settings that are not as usual but [those that the page sends itself](OF_THE_PAGE), for [`Config::overlaid`]; empty when all
/// are.
pub fn of(config: &Config) -> String {
    let mut usual = Config::default();
    // Draws follow the shop's seed, which the page sends, unless a file sets them apart.
    if config.clustering.seed == config.generator.seed && config.value.seed == config.generator.seed {
        usual = usual.with_seed(config.generator.seed);
    }
    config.differences(&usual, &OF_THE_PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_analytics::segment::{AdviceEdit, MapKind, RfmParams};

    #[test]
    fn what_is_kept_leaves_files_shop_and_seed_to_the_page() {
        let mut config = Config::default().with_seed(9);
        config.generator.customers = 60;
        assert_eq!(of(&config), "");
        config.rfm.map = MapKind::Six;
        config.clustering.k = Some(4);
        config.recommendations.max_per_category = None;
        config.strategies.push(AdviceEdit { segment: "Loyal".into(), offer: "Tea".into(), ..AdviceEdit::default() });
        let text = of(&config);
        assert!(!text.contains("seed") && !text.contains("customers"), "{text}");
        let mut page = Config { rfm: RfmParams::default(), strategies: Vec::new(), ..config.clone() };
        page.clustering.k = None;
        page.recommendations = Config::default().recommendations;
        assert_eq!(page.overlaid(&text), (config, Vec::new()));
    }
}
