//! What is bought together.

use crate::basket::{Items, Rule, RuleFilter, Rules};
use crate::chart::product_name;
use crate::domain::{Dataset, Figure, ProductIx, counted, grouped, percent};
use crate::pipeline::{ErrorView, Session};
use crate::protocol::{BasketView, HeadlineView, ProductName, Ranged, RuleRow, RulesPage, RulesQuery};

/// Products offered to choose from.
const MOST_PRODUCTS: usize = 300;

pub(super) fn view(session: &Session) -> Result<BasketView, ErrorView> {
    let (dataset, rules) = (session.dataset(), session.rules()?);
    let clear = rules.all().step_by(2).filter(|rule| rules.is_beyond_chance(rule)).count() as u64;
    let (found, possible) = rules.found_of_possible();
    let many = rules.kind().many();
    let count = |n: u64| Figure::Count(n);
    let headlines = vec![
        headline("baskets", "Baskets", count(u64::from(rules.baskets())), rules.notes().first().map_or("", String::as_str)),
        headline(
            "pairs",
            "Pairs bought together",
            count(found),
            &format!("Pairs of products in {} {many} or more, of {} possible pairs.", rules.min_orders(), grouped(possible)),
        ),
        headline(
            "clear-pairs",
            "More than chance",
            count(clear),
            "Pairs that meet so often that chance does not explain it, after adjustment for the number of pairs that were looked at.",
        ),
    ];
    let mut products: Vec<u32> =
        (0..dataset.products().ids.len() as u32).filter(|&p| !rules.bought_with(ProductIx(p)).is_empty()).collect();
    products.sort_by_key(|&p| (std::cmp::Reverse(rules.baskets_with(ProductIx(p))), p));
    let products = products.into_iter().take(MOST_PRODUCTS).map(|p| name(dataset, ProductIx(p))).collect();
    Ok(BasketView { headlines, notes: rules.notes(), products })
}

pub(super) fn page(session: &Session, query: &RulesQuery, limit: u32) -> Result<RulesPage, ErrorView> {
    let (dataset, rules) = (session.dataset(), session.rules()?);
    let antecedent = query.product.as_deref().map(|text| find(dataset, rules, text)).transpose()?;
    let filter = RuleFilter {
        search: query.search.clone(),
        antecedent,
        beyond_chance_only: !query.chance_too,
        items: if query.services_too { Items::All } else { Items::Goods },
        ..RuleFilter::default()
    };
    let found = rules.select(dataset, &filter, query.sort);
    let rows = found.iter().skip(query.offset as usize).take(limit as usize).map(|rule| row(dataset, rules, rule)).collect();
    Ok(RulesPage { total: found.len() as u64, offset: query.offset, product: antecedent.map(|p| name(dataset, p)), rows })
}

fn name(dataset: &Dataset, product: ProductIx) -> ProductName {
    ProductName { id: dataset.products().ids.get(product.ix()).to_owned(), name: product_name(dataset, product.ix()).to_owned() }
}

fn row(dataset: &Dataset, rules: &Rules, rule: &Rule) -> RuleRow {
    let counts = &rule.counts;
    let (one, many) = (rules.kind().one(), rules.kind().many());
    RuleRow {
        antecedent: name(dataset, rule.antecedent),
        consequent: name(dataset, rule.consequent),
        lift: counts.lift(),
        confidence: counts.confidence(),
        orders: u64::from(counts.both),
        support: counts.support(),
        is_clear: rules.is_beyond_chance(rule),
        says: format!(
            "{} of {} with the first also had the second; by chance it would be {}.",
            grouped(u64::from(counts.both)),
            counted(u64::from(counts.antecedent), one, many),
            percent(f64::from(counts.consequent) / f64::from(counts.baskets.max(1)))
        ),
    }
}

/// A product by its id, else by its name, else by a part of its name: then the one in most baskets.
fn find(dataset: &Dataset, rules: &Rules, text: &str) -> Result<ProductIx, ErrorView> {
    let products = dataset.products();
    let wanted = text.trim().to_lowercase();
    let best = |test: &dyn Fn(&str, &str) -> bool| {
        (0..products.ids.len() as u32)
            .filter(|&p| test(&products.ids.get(p as usize).to_lowercase(), &products.names.get(p as usize).to_lowercase()))
            .min_by_key(|&p| (std::cmp::Reverse(rules.baskets_with(ProductIx(p))), p))
    };
    let found = best(&|id, _| id == wanted).or_else(|| best(&|_, name| name == wanted));
    let found = found.or_else(|| best(&|id, name| id.contains(&wanted) || name.contains(&wanted)));
    found.map(ProductIx).ok_or_else(|| ErrorView {
        code: "no-such-product".into(),
        message: format!("There is no product {text:?} in this data"),
        place: None,
        suggestion: "Choose one of the list, or type a part of its name.".into(),
    })
}

/// A headline figure without a range.
pub(super) fn headline(name: &str, label: &str, value: Figure, how: &str) -> HeadlineView {
    HeadlineView { name: name.to_owned(), label: label.to_owned(), value: Ranged { value, bounds: None }, how: how.to_owned() }
}
