//! The clusters page.

use crate::chart::silhouette_note;
use crate::pipeline::{ErrorView, Session};
use crate::protocol::{ClusterRow, ClustersView, KRow, StrategyView};
use crate::segment::cluster::{Clustering, Transform};

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
        features: match clustering.params.transform {
            Transform::Log1p => "Logarithms of days since the last order, orders and revenue, each standardised".into(),
            Transform::None => "Days since the last order, orders and revenue, each standardised".into(),
        },
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
    })
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
