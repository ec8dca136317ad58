//! The clusters page.

use crate::chart::silhouette_note;
use crate::domain::counted;
use crate::pipeline::{ErrorView, Session};
use crate::protocol::{ClusterRow, ClustersView, KRow, StrategyView};
use crate::segment::cluster::{Clustering, Feature, SegmentsByClusters, Transform};

pub(super) fn view(session: &Session) -> Result<ClustersView, ErrorView> {
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
            "The clusters were found again on {} random draws of {} customers. Adjusted Rand index: 1 means the same clusters each time, 0 means chance. {}",
            clustering.stability.adjusted_rand.len(),
            clustering.stability.drawn,
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
            strategy: StrategyView {
                meaning: c.strategy.meaning.clone(),
                action: c.strategy.action.clone(),
                audience: String::new(),
                channel: c.strategy.channel.clone(),
                offer: c.strategy.offer.clone(),
            },
        })
        .collect()
}
