//! The products of the strongest pairs against each other.

use super::overview::ramp;
use super::style::{Frame, HOVER, axis, finish, layout, short_label};
use clientele_analytics::basket::{AssociationRule, AssociationRules};
use clientele_core::domain::{Cell, Dataset, Figure, ProductIx, TableView, percent, product_name};
use clientele_messages::{ChartView, ChartWidth, Theme};
use plotly::{HeatMap, Plot};

/// Products in the matrix.
const MOST_PRODUCTS: usize = 16;
/// Products on a phone.
const MOST_ON_A_PHONE: usize = 9;

/// The products of the pairs furthest above chance, by the number of orders: those of the strongest pair first. Sorted so that products of
/// one pair stand together.
pub fn matrix_products(dataset: &Dataset, rules: &AssociationRules, width: ChartWidth) -> Vec<ProductIx> {
    let most = if width == ChartWidth::Narrow { MOST_ON_A_PHONE } else { MOST_PRODUCTS };
    let is_goods = |product: ProductIx| dataset.shop().products().is_goods.get(product.ix()).copied().unwrap_or(false);
    let mut pairs: Vec<AssociationRule> = rules
        .all()
        .step_by(2)
        .filter(|rule| rules.is_beyond_chance(rule) && is_goods(rule.antecedent) && is_goods(rule.consequent))
        .collect();
    pairs.sort_by(|a, b| {
        let by_leverage = b.counts.leverage().total_cmp(&a.counts.leverage());
        by_leverage.then((a.antecedent, a.consequent).cmp(&(b.antecedent, b.consequent)))
    });
    let mut products: Vec<ProductIx> = Vec::new();
    for pair in pairs {
        // Both or none: each product of the matrix has a partner in it.
        let new: Vec<ProductIx> = [pair.antecedent, pair.consequent].into_iter().filter(|p| !products.contains(p)).collect();
        if products.len() + new.len() <= most {
            products.extend(new);
        }
    }
    products
}

/// Confidence of each product's rules; `None` where no pair is more than chance.
pub fn basket_matrix(dataset: &Dataset, rules: &AssociationRules, theme: Theme, width: ChartWidth) -> Option<ChartView> {
    let products = matrix_products(dataset, rules, width);
    if products.is_empty() {
        return None;
    }
    let of = |a: ProductIx, c: ProductIx| rules.bought_with(a).into_iter().find(|rule| rule.consequent == c);
    let name = |product: ProductIx| product_name(dataset, product.ix());
    // Row by row from below: the first product is to stand on top.
    let rows: Vec<ProductIx> = products.iter().rev().copied().collect();
    let found: Vec<Vec<Option<AssociationRule>>> = rows.iter().map(|&a| products.iter().map(|&c| of(a, c)).collect()).collect();
    let z: Vec<Vec<Option<f64>>> =
        found.iter().map(|row| row.iter().map(|rule| rule.map(|r| r.counts.confidence())).collect()).collect();
    let many = rules.kind().many();
    let hover = |rule: &AssociationRule| {
        format!(
            "{}<br>with {}<br>{} of its {many} ({} {many}), {:.1}× more often than expected",
            short_label(name(rule.antecedent), 48),
            short_label(name(rule.consequent), 48),
            percent(rule.counts.confidence()),
            rule.counts.both,
            rule.counts.lift()
        )
    };
    let texts = found.iter().map(|row| row.iter().map(|rule| rule.as_ref().map_or_else(String::new, hover)).collect()).collect();
    let places: Vec<usize> = (0..products.len()).collect();
    let mut plot = Plot::new();
    plot.add_trace(
        HeatMap::new(places.clone(), places.clone(), z)
            .zmin(0.0)
            .color_scale(ramp(theme))
            .show_scale(false)
            .hover_on_gaps(false)
            .x_gap(2)
            .y_gap(2)
            .hover_text_matrix(texts)
            .hover_template(HOVER),
    );
    let letters = if width == ChartWidth::Narrow { 12 } else { 22 };
    let labels = |of: &[ProductIx]| of.iter().map(|&product| short_label(name(product), letters)).collect::<Vec<_>>();
    let at: Vec<f64> = places.iter().map(|&place| place as f64).collect();
    let x = axis(theme, "… also has").show_grid(false).tick_values(at.clone()).tick_text(labels(&products)).tick_angle(-40.0);
    let y = axis(theme, "Who has …").show_grid(false).tick_values(at).tick_text(labels(&rows));
    plot.set_layout(layout(theme, x, y));
    let strongest = of(*products.first()?, *products.get(1)?);
    let summary = strongest.map_or_else(String::new, |rule| {
        format!(
            "{} of the {many} with \"{}\" also have \"{}\": {:.1}× more often than expected.",
            percent(rule.counts.confidence()),
            name(rule.antecedent),
            name(rule.consequent),
            rule.counts.lift()
        )
    });
    let table_rows = found.iter().rev().flatten().flatten().map(|rule| {
        vec![
            Cell::Text(name(rule.antecedent).to_owned()),
            Cell::Text(name(rule.consequent).to_owned()),
            Cell::Figure(Figure::Share(rule.counts.confidence())),
            Cell::Figure(Figure::Number(rule.counts.lift())),
            Cell::Figure(Figure::Count(u64::from(rule.counts.both))),
        ]
    });
    let columns = ["Who has", "also has", "Share", "× more often than expected", "Orders with both"].map(String::from).to_vec();
    let table = TableView { columns, rows: table_rows.collect() };
    let method_note = "The products of the pairs that are furthest above chance, by the number of orders. A cell's colour is the share of the row's orders that have the column's product too; empty cells are pairs met too seldom. Click a cell to see what goes with the row's product.";
    Some(finish(Frame { title: "Products bought together", summary, method_note, table }, &plot))
}
