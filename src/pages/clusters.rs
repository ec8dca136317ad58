//! The clusters page.

use crate::segments::settings::clusters_panel;
use crate::segments::{advice_cell, amount, no_prices, share_cell};
use crate::views::{AdviceView, ClusterRow, ClustersView, KRow};
use clientele_analytics::cluster::{Clustering, Feature, SegmentsByClusters, Transform, silhouette_note};
use clientele_core::domain::{ErrorView, Figure, counted};
use clientele_core::files::ExportKind;
use clientele_engine::Session;
use clientele_messages::{Block, Button, ChartId, Column, Line, Link, PageView, Row, Span, Table, Verdict};

/// The page. Arguments are those of [`clusters_panel`]. `all`: the whole result, of which `session` is the part that the filter is
/// about.
pub(crate) fn page(all: &Session, session: &Session, arguments: &[(String, String)]) -> Result<PageView, ErrorView> {
    let view = view(session)?;
    let index = |value: Option<f64>| value.map_or_else(|| "–".into(), |value| Line::decimal(value, 2));
    let k = view.chosen_k;
    let verdict = |testid: &str, figure: Line, label: &str, says: &str| Verdict {
        testid: testid.to_owned(),
        figure,
        label: format!(" {label}"),
        summary: says.into(),
        ..Verdict::default()
    };
    let chosen = verdict("chosen-k", Line::count(u64::from(k)), "groups", &view.reason);
    let verdicts = vec![
        Verdict { value: k.to_string(), ..chosen },
        verdict(
            "stability",
            index(view.stability),
            "how steady the groups are (mean adjusted Rand index, 1 is best)",
            &view.stability_note,
        ),
        verdict(
            "split-half",
            index(view.split_half),
            "how well one half of the customers tells the other (mean adjusted Rand index)",
            &view.split_half_note,
        ),
    ];
    let table = Table {
        caption: "Table of clusters".to_owned(),
        row_testid: "cluster-row".to_owned(),
        columns: vec![
            Column::text("Group (cluster)"),
            Column::figures("Customers, share", ""),
            Column::figures("Revenue, share", ""),
            Column::figures("Days since last order", "Mean recency"),
            Column::figures("Orders each", "Mean frequency"),
            Column::figures("Spent each", "Mean monetary value"),
            Column::figures("Fit (silhouette)", "Mean silhouette of its customers, −1 to 1"),
            Column::text("What to do"),
        ],
        rows: view.clusters.into_iter().map(cluster_row).collect(),
        ..Table::default()
    };
    let charts = [
        ChartId::ClusterScatter,
        ChartId::ClusterProfiles,
        ChartId::ClusterChoice,
        ChartId::SilhouettePlot,
        ChartId::ClusterScatter3d,
        ChartId::ClusterRadar,
        ChartId::SegmentClusterMatrix,
    ];
    let every_k = k_table(view.by_k, k, view.elbow_k);
    Ok(PageView {
        title: "Clusters".to_owned(),
        lead: "Groups of alike customers that the data themselves suggest, without rules set beforehand (K-means).".to_owned(),
        actions: vec![Button::export("Cluster figures", ExportKind::Clusters)],
        blocks: vec![
            no_prices(all),
            Block::Verdicts(verdicts),
            Block::panel("Segments and clusters compared", "", "agreement", vec![Block::Text(view.agreement.into())]),
            clusters_panel(&view.settings, &view.features, arguments),
            Block::panel(
                "The groups and what to do with them",
                "Click a name to see its customers.",
                "cluster-table",
                vec![Block::Table(table)],
            ),
            Block::charts(charts),
            Block::panel("Every number of groups that was tried", &view.silhouette_note, "", vec![Block::Table(every_k)]),
        ],
    })
}

fn cluster_row(row: ClusterRow) -> Row {
    let name = Line::link(format!("{}. {}", row.number, row.name), Link::Cluster(row.name.clone()));
    Row {
        attrs: vec![("data-cluster".to_owned(), row.name.clone()), ("data-customers".to_owned(), row.customers.to_string())],
        cells: vec![
            name.into(),
            share_cell(Line::count(row.customers), row.customer_share),
            share_cell(Line(vec![Span::Rounded(Figure::Money(row.revenue))]), row.revenue_share),
            Line::decimal(row.mean_recency_days, 1).into(),
            Line::decimal(row.mean_frequency, 1).into(),
            amount(row.mean_monetary).into(),
            row.silhouette.map_or_else(|| "–".into(), |x| Line::decimal(x, 2)).into(),
            advice_cell(&row.advice),
        ],
        ..Row::default()
    }
}

/// The figures of every number of groups that was tried.
fn k_table(rows: Vec<KRow>, chosen: u32, elbow: Option<u32>) -> Table {
    let known = |x: Option<f64>, decimals| x.map_or_else(|| "–".into(), |x| Line::decimal(x, decimals));
    let rows = rows.into_iter().map(|row| {
        let silhouette = Line::decimal(row.silhouette, 3);
        let silhouette = match row.silhouette_se {
            Some(error) => silhouette.and(" ± ").and(Line::decimal(error, 3)),
            None => silhouette,
        };
        let notes = [(row.k == chosen, "chosen"), (Some(row.k) == elbow, "elbow")];
        let notes: Vec<&str> = notes.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect();
        let class = ("class".to_owned(), "chosen".to_owned());
        Row {
            attrs: if row.k == chosen { vec![class] } else { Vec::new() },
            cells: vec![
                Line::count(u64::from(row.k)).into(),
                silhouette.into(),
                Line::decimal(row.inertia, 1).into(),
                known(row.calinski_harabasz, 1).into(),
                known(row.davies_bouldin, 3).into(),
                notes.join(", ").into(),
            ],
            ..Row::default()
        }
    });
    Table {
        caption: "Figures for every k".to_owned(),
        testid: "k-table".to_owned(),
        columns: vec![
            Column::figures("Groups (k)", ""),
            Column::figures("How well apart (silhouette)", "Mean silhouette, −1 to 1; more is better"),
            Column::figures("Spread left (inertia)", "Sum of squared distances to the centroids"),
            Column::figures("Calinski–Harabasz", "More is better"),
            Column::figures("Davies–Bouldin", "Less is better"),
            Column::text("Note"),
        ],
        rows: rows.collect(),
        ..Table::default()
    }
}

/// What the page is made from.
pub(crate) fn view(session: &Session) -> Result<ClustersView, ErrorView> {
    let clustering = session.clustering()?;
    let stability = clustering.stability.mean_adjusted_rand;
    Ok(ClustersView {
        chosen_k: clustering.k,
        reason: clustering.reason.to_string(),
        elbow_k: clustering.elbow_k,
        by_k: clustering
            .by_k
            .iter()
            .map(|q| KRow {
                k: q.k,
                inertia: q.inertia,
                silhouette: q.silhouette,
                silhouette_se: q.silhouette_standard_error,
                calinski_harabasz: q.calinski_harabasz,
                davies_bouldin: q.davies_bouldin,
            })
            .collect(),
        clusters: rows(clustering),
        features: features(clustering),
        silhouette_note: silhouette_note(&clustering.silhouette_basis),
        stability: stability.is_finite().then_some(stability),
        stability_note: format!(
            "The clusters were found again on {} random draws of {}. Adjusted Rand index: 1 means the same clusters each time, 0 means chance. {}",
            clustering.stability.adjusted_rand.len(),
            counted(u64::from(clustering.stability.drawn), "customer", "customers"),
            match stability {
                s if s >= 0.9 => "These clusters are very stable.",
                s if s >= 0.75 => "These clusters are stable.",
                s if s >= 0.5 => "These clusters shift somewhat: treat their borders as approximate.",
                _ => "These clusters shift a lot: prefer the segments.",
            }
        ),
        split_half: clustering.split_half.mean_adjusted_rand,
        split_half_note: match clustering.split_half.mean_adjusted_rand {
            Some(value) => format!(
                "The customers were parted at random into halves of {}, {} times; clusters found in one half were given to the other and compared with its own. {}",
                counted(u64::from(clustering.split_half.half), "customer", "customers"),
                clustering.split_half.adjusted_rand.len(),
                match value {
                    s if s >= 0.9 => "What holds for one half holds for the other.",
                    s if s >= 0.75 => "What holds for one half mostly holds for the other.",
                    s if s >= 0.5 => "The halves agree in part only.",
                    _ => "The halves disagree: do not rely on these clusters for customers to come.",
                }
            ),
            None => "There are too few customers to compare one half with the other.".into(),
        },
        agreement: match session.rfm() {
            Ok(rfm) => agreement(&SegmentsByClusters::of(rfm, clustering)),
            Err(_) => String::new(),
        },
        settings: clustering.params.clone(),
    })
}

fn features(clustering: &Clustering) -> String {
    let names = clustering.params.features.iter().map(|feature| match feature {
        Feature::Recency => "days since the last order",
        Feature::Frequency => "orders",
        Feature::Monetary => "revenue",
        Feature::AverageOrderValue => "average order value",
        Feature::Tenure => "days since the first order",
    });
    let names = names.collect::<Vec<_>>();
    let list = match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    };
    match clustering.params.transform {
        Transform::Log1p => format!("Made from the logarithms of {list}, each standardised"),
        Transform::None => format!("Made from {list}, each standardised"),
    }
}

fn agreement(found: &SegmentsByClusters) -> String {
    let meaning = match found.adjusted_rand {
        r if r >= 0.65 => "They part the customers in nearly the same way.",
        r if r >= 0.35 => "They agree on the main lines and differ at the borders.",
        r if r >= 0.1 => "They part the customers in rather different ways: each shows something that the other does not.",
        _ => "They agree hardly more than by chance.",
    };
    format!(
        "{meaning} Adjusted Rand index {:.2} (1: the same groups, 0: chance); normalised mutual information {:.2} (1: each tells the other, 0: nothing).",
        found.adjusted_rand, found.normalised_mutual_information
    )
}

fn rows(clustering: &Clustering) -> Vec<ClusterRow> {
    let buyers = clustering.label.len().max(1) as f64;
    let mut silhouettes = vec![(0.0, 0_u32); clustering.clusters.len()];
    for (label, silhouette) in clustering.label.iter().zip(&clustering.silhouette) {
        if let (Some(sum), Some(value)) = (silhouettes.get_mut(usize::from(*label)), silhouette) {
            sum.0 += value;
            sum.1 += 1;
        }
    }
    clustering
        .clusters
        .iter()
        .zip(silhouettes)
        .enumerate()
        .map(|(number, (c, (sum, count)))| ClusterRow {
            number: number as u32 + 1,
            name: c.name.clone(),
            customers: u64::from(c.customers),
            customer_share: f64::from(c.customers) / buyers,
            revenue: c.revenue,
            revenue_share: c.revenue_share,
            mean_recency_days: c.mean_recency_days,
            mean_frequency: c.mean_frequency,
            mean_monetary: c.mean_monetary,
            silhouette: (count > 0).then(|| sum / f64::from(count)),
            advice: AdviceView {
                meaning: c.strategy.meaning.clone(),
                action: c.strategy.action.clone(),
                audience: String::new(),
                channel: c.strategy.channel.clone(),
                offer: c.strategy.offer.clone(),
            },
        })
        .collect()
}
