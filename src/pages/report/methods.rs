//! The report's last section: how everything is computed, with sources, and where the limits are.

use super::blocks::{table, text};
use clientele_analytics::cluster::Transform;
use clientele_core::domain::Cell;
use clientele_document::Block;
use clientele_engine::Session;

/// What, how, source.
const METHODS: [[&str; 3]; 8] = [
    [
        "Scores and segments",
        "Recency, frequency and monetary value, each scored 1 to 5 at exact quantiles; equal values score equally; a table of scores gives the segment.",
        "R's quantiles of type 7",
    ],
    [
        "Clusters",
        "K-means on standardised logarithms from several seeded starts; the number of clusters with the highest mean silhouette.",
        "Lloyd 1982; Arthur & Vassilvitskii 2007; Rousseeuw 1987",
    ],
    ["Stability of clusters", "Adjusted Rand index over resamples of the customers.", "Hubert & Arabie 1985"],
    [
        "Customer value",
        "BG/NBD for orders and activity, Gamma-Gamma for order values, intervals from the curvature of the likelihood, checked on the last 30 % of the period; a stated simple estimate where data are thin.",
        "Fader, Hardie & Lee 2005; Fader & Hardie 2013",
    ],
    [
        "Movement and retention",
        "The same customers scored on two days; customers by the month of their first order.",
        "Clientele's documentation",
    ],
    [
        "Recommendations",
        "Five weighted strategies: similar customers, taste, bought together, season and rhythm, price. Each score is the sum of its parts.",
        "Steck 2019; Agrawal et al. 1993; Carbonell & Goldstein 1998",
    ],
    [
        "Test of the recommendations",
        "The last days are held back, the rest is learned from, and the lists are compared with what was bought, beside simple methods on the same customers.",
        "NDCG: Järvelin & Kekäläinen 2002",
    ],
    [
        "Bought together",
        "Exact counts of pairs; Fisher's exact test, one-sided, adjusted over all pairs looked at.",
        "Fisher 1935; Benjamini & Hochberg 1995",
    ],
];

pub(super) fn methods(session: &Session) -> Vec<Block> {
    let mut rows: Vec<Vec<Cell>> = METHODS.iter().map(|row| row.iter().map(|cell| text(cell)).collect()).collect();
    let transform = session.clustering().map(|c| c.params.transform);
    if let (Ok(Transform::None), Some(Cell::Text(how))) = (transform, rows.get_mut(1).and_then(|row| row.get_mut(1))) {
        *how = how.replace("standardised logarithms", "standardised figures");
    }
    let mut limits = vec![
        "Segments and clusters describe what customers did. They do not say why, nor what they would do if you acted differently; an experiment can tell that.".to_owned(),
        "Expected value is a forecast for present customers under the same conditions as in the data; customers who are still to come are not in it.".to_owned(),
        "The test of the recommendations asks what was bought anyway. What showing them adds is not known from past sales.".to_owned(),
        match session.whole_dataset().anonymous().is_empty() {
            true => "Figures are for the rows that were analysed. What was set aside, and why, is in the section on the data.".to_owned(),
            false => "Figures about customers are for the rows that were analysed. Revenue, orders, products, seasons and baskets have the sales without a customer, too. What was set aside, and why, is in the section on the data.".to_owned(),
        },
        "The last month of a period may not be complete; its figures can still grow.".to_owned(),
    ];
    if session.whole_dataset().orders_are_single_lines() {
        limits.push("Orders have one line each here, so “bought together” means bought by one customer on one day.".to_owned());
    }
    vec![
        table("methods", "How it is computed", "", &["What", "How", "Source"], rows),
        Block::Heading("Limits".to_owned()),
        Block::List(limits),
        Block::Paragraph(format!(
            "All random draws start from the seed {}: the same files and settings give the same figures, to the last digit.",
            session.config().seed()
        )),
    ]
}
