//! What every setting is: name, words, unit, bounds. One table, from which page and command line tell the same. Tests
//! compare it with the checks: every setting is in it, with the same bounds.

/// What a setting's value may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SettingKind {
    /// A whole number, both bounds included.
    Whole(u64, u64),
    /// A number, both bounds included.
    Number(f64, f64),
    /// One of these: the value, and what it means.
    Choice(&'static [(&'static str, &'static str)]),
    /// Several of these, separated by commas.
    Choices(&'static [(&'static str, &'static str)]),
    /// A day, as 2025-12-31.
    Day,
    /// A text of at most so many characters.
    Text(u32),
    /// Texts, such as products' ids, separated by commas.
    List,
    /// So many whole numbers up to a bound, separated by commas.
    Wholes(usize, u64),
    /// More than a line can say: a part of the file of settings, and where on the page it is set.
    Part(&'static str),
}

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// Its name in files: `recommendations.n` is `n` in the part `[recommendations]`.
    pub name: &'static str,
    /// A few words.
    pub label: &'static str,
    /// What it does, and why one would change it.
    pub explanation: &'static str,
    /// What it is counted in; may be empty.
    pub unit: &'static str,
    /// What it may be.
    pub kind: SettingKind,
    /// What happens when it is left empty; `None` where it may not be.
    pub when_empty: Option<&'static str>,
    /// Whether an address may carry it: never what a shop's data or a person's words are in.
    pub is_shareable: bool,
}

/// The parts, in order: the name in files, and a heading.
pub const PARTS: [(&str, &str); 8] = [
    ("ingest", "Reading files"),
    ("rfm", "Segments"),
    ("clustering", "Clusters"),
    ("recommendations", "Recommendations"),
    ("value", "Customer value"),
    ("basket", "Bought together"),
    ("strategies", "Words for segments"),
    ("generator", "Demo shop"),
];

use SettingKind::{Choice, Choices, Day, List, Number, Part, Text, Whole, Wholes};

const fn setting(
    name: &'static str,
    kind: SettingKind,
    unit: &'static str,
    label: &'static str,
    explanation: &'static str,
) -> Setting {
    Setting { name, label, explanation, unit, kind, when_empty: None, is_shareable: !matches!(kind, Part(_) | List) }
}

const fn optional(setting: Setting, when_empty: &'static str) -> Setting {
    Setting { when_empty: Some(when_empty), ..setting }
}

const SEED: &str = "The same seed gives the same result, to the last digit.";

/// Every setting, by the parts of [`PARTS`].
#[rustfmt::skip] // one setting, two lines
pub const SETTINGS: &[Setting] = &[
    setting("ingest.strictness", Choice(&[("lenient", "set rows aside"), ("strict", "refuse the files")]), "", "Rows that cannot be used",
        "Set them aside, count and show them; or refuse files that have any."),
    optional(setting("ingest.today", Day, "", "Today", "Sales after this day are pointed out as a mistake."), "the day of the run"),
    setting("ingest.max_rows", Whole(1, 100_000_000), "rows", "Most rows", "More rows than this are not read, so that a wrong file cannot fill the memory."),
    optional(setting("ingest.currency", Text(8), "", "Currency", "A code such as GBP, or a sign."), "taken from the files"),
    optional(setting("ingest.date_order", Choice(&[("day-first", "3/4 is 3 April"), ("month-first", "3/4 is 4 March")]), "", "Day and month",
        "How dates such as 3/4/2025 are read."), "found out for each file"),
    optional(setting("ingest.decimal_mark", Choice(&[("point", "1,234.50"), ("comma", "1.234,50")]), "", "Decimal mark",
        "How amounts are read that could be read both ways."), "found out for each file"),
    setting("ingest.recipe", Part("the Data page"), "", "Repairs", "Which steps put the files right, and what the statuses of orders mean."),
    setting("ingest.mappings", Part("the Data page"), "", "Meaning of columns", "What the columns of files mean, where you have said so."),
    optional(setting("rfm.analysis_date", Day, "", "Analysis date", "Days since the last order are counted up to this day; later orders are left out."),
        "the day after the last order"),
    setting("rfm.map", Choice(&[("grid", "10 segments: recency and value"), ("codes", "11 segments: all three scores"), ("six", "6 groups: thirds")]), "", "Segment map",
        "How scores become segments."),
    optional(setting("rfm.cuts", Part("the Segments page"), "", "Cut points", "Your own bounds between the scores."), "fifths of the customers"),
    optional(setting("rfm.custom_map", Part("the Segments page"), "", "Your own map", "Your own segments over the scores, in place of the map above."), "the map above"),
    setting("clustering.max_clusters", Whole(2, 20), "clusters", "Most clusters tried", "Every number of clusters up to this is tried."),
    optional(setting("clustering.k", Whole(2, 20), "clusters", "Number of clusters", "At most as many as are tried."), "the number that separates customers best"),
    setting("clustering.transform", Choice(&[("log1p", "logarithm"), ("none", "as they are")]), "", "Scale of the figures",
        "With logarithms a few very large customers do not drown the rest."),
    setting("clustering.features", Choices(&[("recency", "days since the last order"), ("frequency", "orders"), ("monetary", "amount spent"),
        ("average-order-value", "amount per order"), ("tenure", "days since the first order")]), "", "Made from", "The figures by which customers are grouped."),
    setting("clustering.n_init", Whole(1, 100), "starts", "Starts", "Grouping begins this often from other customers, and the best result counts. More is slower and a little better."),
    setting("clustering.seed", Whole(0, u64::MAX), "", "Seed", SEED),
    setting("recommendations.n", Whole(1, 100), "products", "Products for each customer", "How long each customer's list is at most."),
    setting("recommendations.min_confidence", Number(0.0, 1.0), "", "Least confidence", "Recommendations with weaker evidence than this are left out."),
    setting("recommendations.weights.collaborative", Number(0.0, 1e6), "", "Weight: similar customers", "How much counts what customers with like purchases bought. Only the proportions of the five weights matter."),
    setting("recommendations.weights.content", Number(0.0, 1e6), "", "Weight: taste", "How much counts the likeness to what the customer bought: category, brand, words, price."),
    setting("recommendations.weights.cross_sell", Number(0.0, 1e6), "", "Weight: bought together", "How much counts what goes with what the customer bought."),
    setting("recommendations.weights.seasonal", Number(0.0, 1e6), "", "Weight: season and rhythm", "How much counts what sells now, and what the customer is due to buy again."),
    setting("recommendations.weights.price_affinity", Number(0.0, 1e6), "", "Weight: price", "How much counts that the price is one that the customer usually pays."),
    setting("recommendations.repurchase", Choice(&[("auto", "as the shop's past shows"), ("allowed", "yes"), ("new_only", "no, new products only")]), "", "Products bought before",
        "Whether customers are offered what they already bought."),
    optional(setting("recommendations.max_per_category", Whole(1, u32::MAX as u64), "products", "Most of one category", "So that a list is not all of one kind."), "no limit"),
    setting("recommendations.neighbours", Whole(1, 1_000), "customers", "Similar customers asked", "How many customers with like purchases are looked at for each customer."),
    setting("recommendations.method", Choice(&[("hybrid", "the five strategies"), ("popular", "what most have bought"), ("recent_popular", "what sells now"),
        ("repurchase", "what the customer bought before"), ("item_knn", "products with the same buyers"), ("ease", "products that explain each other")]), "", "Method",
        "How products are ranked. A simpler method may be as good: the Recommendations page shows it."),
    setting("recommendations.diversity", Number(0.0, 0.999), "", "Variety", "How much a product loses for being like one already on the list; 0 for not at all."),
    setting("recommendations.exclude", List, "", "Never recommend", "Ids of products."),
    optional(setting("recommendations.in_stock", List, "", "In stock", "Ids of products; no others are recommended."), "all products"),
    setting("recommendations.pin", List, "", "Always first", "Ids of products that head every list, whatever their confidence."),
    setting("recommendations.rules", Part("a file of settings"), "", "Rules for groups", "Which products, and which weights, single groups of customers get."),
    setting("recommendations.segments", Part("a file of settings"), "", "Rules for segments", "Which products, and which weights, single segments get."),
    setting("recommendations.strategies.half_life_days", Number(1.0, 100_000.0), "days", "Half-life of a purchase", "After so many days a purchase counts half."),
    setting("recommendations.strategies.recent_days", Whole(1, 3_660), "days", "What \"now\" is", "The period that tells what is popular now."),
    setting("recommendations.strategies.item_neighbours", Whole(1, 256), "products", "Products explained by", "By how many other products each product's purchases are explained. More is slower."),
    setting("recommendations.strategies.ridge", Number(1e-3, 1e9), "", "Smoothing", "More smooths chance away, but also what is rare."),
    setting("recommendations.strategies.links_per_product", Whole(1, 1_000), "products", "Links for each product", "How many products are kept as bought together with each, and as like it."),
    setting("recommendations.strategies.min_pair_orders", Whole(1, 1_000_000), "orders", "Least orders of a pair", "In so many orders two products must have met before that says anything."),
    setting("recommendations.strategies.max_basket", Whole(2, 10_000), "products", "Largest basket", "Of larger baskets only the products that cost most are counted."),
    setting("recommendations.strategies.min_group_buyers", Whole(1, 1_000_000_000), "customers", "Least customers of a group", "In smaller groups, similar customers are looked for among all."),
    setting("recommendations.strategies.mix.items", Number(0.0, 1e3), "", "Share: product by product", "Inside \"similar customers\": products that explain each other's purchase."),
    setting("recommendations.strategies.mix.neighbours", Number(0.0, 1e3), "", "Share: customer by customer", "Inside \"similar customers\": what the most similar customers bought."),
    setting("recommendations.strategies.mix.own", Number(0.0, 1e3), "", "Share: own purchases", "Inside \"similar customers\": what the customer bought before."),
    setting("recommendations.strategies.mix.trend", Number(0.0, 2.0), "", "Trend", "How much more what sells now counts; 0 for not at all."),
    setting("recommendations.strategies.mix.rhythm", Number(0.0, 1.0), "", "Share: own rhythm", "Inside \"season and rhythm\": the customer's own rhythm; the rest is what sells now."),
    setting("value.orders_horizon_days", Whole(1, 3_650), "days", "Orders: days ahead", "How far ahead orders are expected."),
    setting("value.value_horizon_days", Whole(1, 3_650), "days", "Value: days ahead", "Over how many days a customer's future value is added up."),
    setting("value.yearly_discount_rate", Number(0.0, 1.0), "", "Discount a year", "How much less money is worth a year later: 0.1 is 10 %."),
    setting("value.min_repeat_customers", Whole(10, 1_000_000), "customers", "Least repeat customers", "With fewer who came back, a simple estimate is given in place of the model."),
    setting("value.min_history_days", Whole(14, 3_650), "days", "Least history", "With fewer days of orders, a simple estimate is given in place of the model."),
    setting("value.calibration_share", Number(0.3, 0.9), "", "Share to learn from", "The check learns from this share of the period and is tested on the rest."),
    setting("value.starts", Whole(1, 50), "starts", "Starts", "The search for the model begins this often; the best counts."),
    setting("value.confidence", Number(0.5, 0.999), "", "Sureness of ranges", "How sure the ranges are: 0.95 holds in 95 cases of 100."),
    setting("value.seed", Whole(0, u64::MAX), "", "Seed", SEED),
    optional(setting("basket.min_orders", Whole(1, 1_000_000), "baskets", "Least baskets of a pair", "In so many baskets two products must have met to be listed."), "one in 2,000, at least 3"),
    setting("basket.max_basket", Whole(2, 10_000), "products", "Largest basket", "Of larger baskets only the products that cost most are counted."),
    setting("basket.max_pairs", Whole(1, 1_000_000), "pairs", "Most pairs kept", "Those furthest above chance."),
    setting("basket.max_double_antecedents", Whole(0, 20_000), "pairs", "Pairs that may lead to a third product", "Rules with two products are looked for from so many pairs, those furthest above chance; 0 for no such rules."),
    setting("basket.max_doubles", Whole(1, 200_000), "rules", "Most rules of two kept", "Those that say most beyond either product alone."),
    setting("basket.false_discovery_rate", Number(1e-9, 0.5), "", "Chance finds allowed", "Of the pairs called \"more than chance\", the share that may be chance after all."),
    setting("basket.items", Choice(&[("all", "everything"), ("goods", "goods only")]), "", "What counts", "Whether postage and fees are counted, too."),
    setting("strategies", Part("the Segments page"), "", "Your words for segments", "What each segment means and what you offer it. Nothing is worked out from them."),
    setting("generator.customers", Whole(1, 2_000_000), "customers", "Customers", "How many customers the demo shop has."),
    setting("generator.products", Whole(1, 100_000), "products", "Products", "How many products it has."),
    setting("generator.transactions", Whole(1, 20_000_000), "rows", "Transactions", "How many rows of sales it has; at most 200 for each customer."),
    setting("generator.seed", Whole(0, u64::MAX), "", "Seed", SEED),
    setting("generator.first_day", Day, "", "First day", "Nobody buys before; the period must be 28 days to 20 years long."),
    setting("generator.last_day", Day, "", "Last day", "Nobody buys after."),
    setting("generator.category_weights", Wholes(5, 1_000), "", "Weights of categories", "How much falls to Electronics, Clothing, Books, Home and Sports; only the proportions matter."),
    setting("generator.frequent_permille", Whole(0, 1_000), "of 1,000 buyers", "Frequent buyers", "The three kinds of buyers must add up to 1,000."),
    setting("generator.seasonal_permille", Whole(0, 1_000), "of 1,000 buyers", "Seasonal buyers", "They come at holidays and promotions."),
    setting("generator.one_time_permille", Whole(0, 1_000), "of 1,000 buyers", "One-time buyers", "They come once."),
    setting("generator.locale", Choice(&[("mixed", "six countries"), ("en_US", "United States"), ("en_GB", "United Kingdom"), ("de_DE", "Germany"),
        ("fr_FR", "France"), ("es_ES", "Spain"), ("pt_BR", "Brazil")]), "", "Where customers live", "Whose names, cities and ages they have."),
    setting("generator.dirty_permille", Whole(0, 500), "of 1,000 rows", "Faulty rows", "With faults the data look as real files do."),
    setting("generator.dialect", Choice(&[("plain", "plain CSV"), ("excel-utf8", "Excel, United States"), ("excel-european", "Excel, Europe"),
        ("windows-1252", "Windows-1252 letters"), ("ambiguous-dates", "dates that can be read both ways")]), "", "How files are written", "As which program's export the files look."),
];
