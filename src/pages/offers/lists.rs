//! Who is offered what: by segment, by product, the rules and what each did, what one customer likes.

use crate::customers::segment_of;
use crate::overview::category;
use clientele_analytics::recommend::{
    AppliedRule, CustomerFeatures, JourneyStage, Preference, ProductFilter, SegmentRule, Weights,
};
use clientele_core::domain::{Cell, CustomerIx, ErrorView, Figure, Money, TableView, grouped, percent, product_name};
use clientele_engine::{RuleEffect, Session};
use clientele_messages::Line;
use std::collections::BTreeMap;

/// Products named for each segment.
const NAMED: usize = 3;
/// Products in the table by product.
const MOST_PRODUCTS: usize = 200;
/// Preferences shown of a customer.
const PREFERENCES: usize = 6;

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn count(n: u64) -> Cell {
    Cell::Figure(Figure::Count(n))
}

fn share(value: f64) -> Cell {
    Cell::Figure(Figure::Share(value))
}

fn columns<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(String::from).to_vec()
}

/// Sums over the offers of some customers.
#[derive(Default)]
struct Sums {
    customers: u64,
    offers: u64,
    confidence: f64,
    chance: f64,
    of_product: BTreeMap<u32, u64>,
}

impl Sums {
    fn mean(&self, sum: f64) -> f64 {
        sum / self.offers.max(1) as f64
    }

    /// Products, those in most lists first.
    fn most(&self) -> Vec<(u32, u64)> {
        let mut products: Vec<(u32, u64)> = self.of_product.iter().map(|(&product, &n)| (product, n)).collect();
        products.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        products
    }
}

/// Offers of these customers by segment, in the order of the segments: how many, which most, how well grounded.
pub(super) fn by_segment(session: &Session, customers: &[CustomerIx]) -> Result<TableView, ErrorView> {
    let lists = &session.recommendations()?.lists;
    let dataset = session.dataset();
    let calibration = session.calibration();
    let mut of: BTreeMap<&str, Sums> = BTreeMap::new();
    for &customer in customers {
        let rows = lists.of(customer.0);
        if rows.is_empty() {
            continue;
        }
        let sums = of.entry(segment_of(session, customer)).or_default();
        sums.customers += 1;
        for row in rows {
            sums.offers += 1;
            sums.confidence += lists.confidence[row];
            sums.chance += calibration.map_or(0.0, |c| c.chance(&lists.factors[row]));
            *sums.of_product.entry(lists.product[row].0).or_default() += 1;
        }
    }
    let order = session.segment_names();
    let place = |name: &str| order.iter().position(|segment| *segment == name).unwrap_or(order.len());
    let mut segments: Vec<(&str, Sums)> = of.into_iter().collect();
    segments.sort_by_key(|(name, _)| place(name));
    let rows = segments.iter().map(|(name, sums)| {
        let most: Vec<String> = sums
            .most()
            .into_iter()
            .take(NAMED)
            .map(|(p, n)| format!("{} ({})", product_name(dataset, p as usize), percent(n as f64 / sums.customers.max(1) as f64)))
            .collect();
        vec![
            text(if name.is_empty() { "All customers" } else { *name }),
            count(sums.customers),
            text(most.join(", ")),
            count(sums.of_product.len() as u64),
            Cell::Figure(Figure::Number(sums.mean(sums.confidence))),
            if calibration.is_some() { share(sums.mean(sums.chance)) } else { Cell::Empty },
        ]
    });
    Ok(TableView {
        columns: columns([
            "Segment",
            "Customers with offers",
            "Offered most (to how many of them)",
            "Different products",
            "Mean confidence",
            "Mean chance of a purchase",
        ]),
        rows: rows.collect(),
    })
}

/// The products that these customers are offered most: to how many, to which segment most, how likely a purchase is.
pub(super) fn by_product(session: &Session, customers: &[CustomerIx]) -> Result<TableView, ErrorView> {
    let result = session.recommendations()?;
    let (lists, dataset, calibration) = (&result.lists, session.dataset(), session.calibration());
    let mut all = Sums::default();
    let mut chance = vec![0.0; dataset.products().ids.len()];
    let mut segments: BTreeMap<(u32, &str), u64> = BTreeMap::new();
    for &customer in customers {
        let segment = segment_of(session, customer);
        for row in lists.of(customer.0) {
            let product = lists.product[row].0;
            *all.of_product.entry(product).or_default() += 1;
            *segments.entry((product, segment)).or_default() += 1;
            chance[product as usize] += calibration.map_or(0.0, |c| c.chance(&lists.factors[row]));
        }
    }
    let rows = all.most().into_iter().take(MOST_PRODUCTS).map(|(product, n)| {
        let of_segments = segments.range((product, "")..).take_while(|((p, _), _)| *p == product);
        let most = of_segments.max_by(|a, b| a.1.cmp(b.1).then(b.0.1.cmp(a.0.1)));
        let most = most.map(|((_, segment), m)| format!("{segment} ({})", percent(*m as f64 / n.max(1) as f64)));
        vec![
            text(product_name(dataset, product as usize)),
            text(dataset.products().ids.get(product as usize)),
            text(category(dataset, product as usize)),
            count(n),
            text(most.unwrap_or_default()),
            count(u64::from(result.recommender.model().interactions.buyers(product))),
            if calibration.is_some() { share(chance[product as usize] / n.max(1) as f64) } else { Cell::Empty },
        ]
    });
    Ok(TableView {
        columns: columns([
            "Product",
            "Number",
            "Category",
            "Offered to",
            "Most of them in",
            "Customers who bought it",
            "Mean chance of a purchase",
        ]),
        rows: rows.collect(),
    })
}

/// What a rule is called, and what it does.
pub(crate) fn rule_words(rule: AppliedRule) -> (&'static str, &'static str) {
    match rule {
        AppliedRule::None => ("By score", "Its score put it here."),
        AppliedRule::ColdStart => {
            ("New customer", "No orders to go by yet: what sells best (where they live, if that is known).")
        }
        AppliedRule::Diversity => ("Variety", "It moved up so that the list is not all of one kind."),
        AppliedRule::Group => {
            ("Rule for the segment", "Chosen among the products, or with the weights, that the rule for this segment sets.")
        }
        AppliedRule::Pinned => ("Always first", "You put it at the head of every list."),
        AppliedRule::Exclusion => ("Never offer", "It moved up because you barred a better one."),
        AppliedRule::Stock => ("In stock", "It moved up because a better one is not in stock."),
    }
}

/// All rules: whether each is in force, and the offers that stand where they stand because of it.
pub(super) fn rules(session: &Session) -> Result<TableView, ErrorView> {
    let result = session.recommendations()?;
    let params = result.recommender.params().params();
    let effects = session.rule_effects()?;
    let touched = |rule: AppliedRule| {
        let found = effects.iter().find(|effect| effect.rule == rule);
        found.copied().unwrap_or(RuleEffect { rule, offers: 0, customers: 0 })
    };
    let on = |is_on: bool, how: String| if is_on { how } else { "not set".to_owned() };
    let row = |rule: AppliedRule, state: String| {
        let (name, does) = rule_words(rule);
        let effect = touched(rule);
        vec![text(name), text(does), text(state), count(effect.offers), count(effect.customers)]
    };
    let variety = match (params.max_per_category, params.diversity > 0.0) {
        (Some(most), true) => format!("at most {most} of a category; variety {}", percent(params.diversity)),
        (Some(most), false) => format!("at most {most} of a category"),
        (None, true) => format!("variety {}", percent(params.diversity)),
        (None, false) => "not set".to_owned(),
    };
    let segments = session.config().recommendations.segments.len();
    let rows = vec![
        row(AppliedRule::Pinned, on(!params.pin.is_empty(), format!("{} pinned", grouped(params.pin.len() as u64)))),
        row(AppliedRule::Exclusion, on(!params.exclude.is_empty(), format!("{} barred", grouped(params.exclude.len() as u64)))),
        row(
            AppliedRule::Stock,
            params.in_stock.as_ref().map_or_else(|| "not set".to_owned(), |s| format!("{} in stock", grouped(s.len() as u64))),
        ),
        row(AppliedRule::Diversity, variety),
        row(AppliedRule::Group, on(segments > 0, format!("{segments} segments have one"))),
        row(AppliedRule::ColdStart, "always".to_owned()),
    ];
    Ok(TableView { columns: columns(["Rule", "What it does", "Now", "Offers affected", "Customers"]), rows })
}

/// The rules for segments: those in force, else those suggested.
pub(super) fn segment_rules(rules: &[SegmentRule]) -> TableView {
    let rows = rules.iter().map(|rule| {
        let which = match rule.filter {
            ProductFilter::Personalised => "All products",
            ProductFilter::Premium => "Higher-priced half",
            ProductFilter::Value => "Lower-priced half",
            ProductFilter::Popular => "Best-selling fifth",
        };
        let weights = rule.weights.filter(|w| *w != Weights::default()).map(|w| w.as_array()).map_or_else(
            || "default".to_owned(),
            |weights| {
                let sum: f64 = weights.iter().sum();
                let names = crate::views::STRATEGIES.iter().zip(weights);
                names.map(|(name, weight)| format!("{name} {}", percent(weight / sum.max(1e-9)))).collect::<Vec<_>>().join(", ")
            },
        );
        vec![text(&rule.segment), text(which), text(weights)]
    });
    TableView { columns: columns(["Segment", "Chosen among", "Weights"]), rows: rows.collect() }
}

/// What a customer likes, as tables with their headings, and where they stand in a sentence.
pub(super) fn features(session: &Session, customer: CustomerIx) -> Result<Likes, ErrorView> {
    let features = session.features(customer)?;
    let products = session.dataset().products();
    let preferences = |heading: &str, of: &[Preference], name: &dyn Fn(u32) -> String| {
        let rows = of.iter().take(PREFERENCES).map(|p| {
            vec![text(name(p.code)), share(p.share), count(u64::from(p.purchases)), Cell::Figure(Figure::Number(p.affinity))]
        });
        let columns = columns([heading, "Share of purchases", "Purchases", "Times the shop's share"]);
        TableView { columns, rows: rows.collect() }
    };
    let mut tables = Vec::new();
    if !features.categories.is_empty() {
        let name = |code: u32| products.categories.get(code as usize).to_owned();
        tables.push(("Categories".to_owned(), preferences("Category", &features.categories, &name)));
    }
    if !features.brands.is_empty() {
        let name = |code: u32| products.brands.get(code as usize).to_owned();
        tables.push(("Brands".to_owned(), preferences("Brand", &features.brands, &name)));
    }
    let mut facts = Vec::new();
    if let Some(prices) = features.prices.filter(|prices| prices[2] > Money::ZERO) {
        let names = ["A quarter of the pieces cost at most", "Half cost at most", "Three quarters cost at most"];
        facts.extend(names.into_iter().zip(prices).map(|(name, price)| (name.to_owned(), Line::money(price))));
    }
    if features.days > 0 {
        let some = features.months.iter().zip(MONTHS).filter(|(days, _)| **days > 0);
        let months: Vec<String> = some.map(|(days, name)| format!("{} {days}", name.get(..3).unwrap_or(name))).collect();
        facts.push(("Shopping days by month".to_owned(), months.join(" · ").into()));
    }
    Ok(Likes { stage: journey(&features), tables, facts })
}

/// What a customer likes.
pub(super) struct Likes {
    /// Where the customer stands.
    pub(super) stage: String,
    /// Preferences, each kind under its heading.
    pub(super) tables: Vec<(String, TableView)>,
    /// Single figures by name.
    pub(super) facts: Vec<(String, Line)>,
}

/// Where a customer stands, in a sentence or two.
fn journey(features: &CustomerFeatures) -> String {
    let stage = match features.stage {
        JourneyStage::Prospect => "No orders yet.",
        JourneyStage::New => "New: one shopping day, not long ago.",
        JourneyStage::Active => "Active: came back, and within the usual time between orders.",
        JourneyStage::Slipping => "Slipping: away longer than usual.",
        JourneyStage::Lapsed => "Lapsed: away more than three times as long as usual.",
    };
    let pace = features.interval_days.map(|days| format!(" A shopping day about every {days:.0} days.")).unwrap_or_default();
    let month = features.favourite_month.and_then(|month| MONTHS.get(usize::from(month) - 1));
    let season = month.map(|month| format!(" Most often in {month}.")).unwrap_or_default();
    format!("{stage}{pace}{season}")
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
