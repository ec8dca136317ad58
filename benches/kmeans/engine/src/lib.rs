//! The clustering as the benchmark calls it, natively and from JavaScript.

use clientele::domain::{CustomerIx, Day, Money};
use clientele::cluster::{ClusterParams, Sweep};
use clientele::segment::{Cut, CutPoints, Fence, Fences, Rfm};
use wasm_bindgen::prelude::*;

/// Starts of all k from 2 to 10, ten each, in the sweep's own parts; then come a hundred parts of silhouettes.
const RUN_PARTS: u32 = 540;
const SILHOUETTE_PARTS: u32 = 100;

/// One clustering under way.
#[wasm_bindgen]
pub struct Bench {
    sweep: Sweep,
}

#[wasm_bindgen]
impl Bench {
    /// Customers by recency in days, orders, and revenue in ten-thousandths.
    #[wasm_bindgen(constructor)]
    pub fn new(recency_days: &[u32], frequency: &[u32], ten_thousandths: &[f64]) -> Result<Bench, String> {
        let params = ClusterParams::default().check().map_err(|e| e.to_string())?;
        let rfm = table(recency_days, frequency, ten_thousandths);
        Ok(Self { sweep: Sweep::new(&rfm, params).map_err(|e| e.to_string())? })
    }

    /// All K-means runs.
    pub fn runs(&mut self) {
        while self.sweep.progress().done < RUN_PARTS {
            self.sweep.step();
        }
    }

    /// The silhouettes of every k; after the runs.
    pub fn silhouettes(&mut self) {
        while self.sweep.progress().done < RUN_PARTS + SILHOUETTE_PARTS {
            self.sweep.step();
        }
    }

    /// Inertia and mean silhouette of every k, one after another; does the rest of the work first.
    pub fn finish(self) -> Vec<f64> {
        self.sweep.finish().by_k.iter().flat_map(|q| [q.inertia, q.silhouette]).collect()
    }
}

/// A table of buyers with these metrics; what the clustering does not look at is blank.
fn table(recency_days: &[u32], frequency: &[u32], ten_thousandths: &[f64]) -> Rfm {
    let n = recency_days.len();
    let cut = Cut::whole(0);
    let fence = Fence { q1: cut, q3: cut, low: cut, high: cut, below: 0, above: 0 };
    Rfm {
        analysis_date: Day(0),
        customer: (0..n).map(CustomerIx::new).collect(),
        recency_days: recency_days.to_vec(),
        frequency: frequency.to_vec(),
        monetary: ten_thousandths.iter().map(|&m| Money::from_ten_thousandths(m as i64)).collect(),
        first_order: vec![Day(0); n],
        last_order: vec![Day(0); n],
        r_score: vec![1; n],
        f_score: vec![1; n],
        m_score: vec![1; n],
        segment: vec![0; n],
        recency_outlier: vec![false; n],
        frequency_outlier: vec![false; n],
        monetary_outlier: vec![false; n],
        cut_points: CutPoints { recency_days: Vec::new(), frequency: Vec::new(), monetary: Vec::new(), edited: false },
        fences: Fences { recency_days: fence, frequency: fence, monetary: fence },
        segments: Vec::new(),
        prospects: Vec::new(),
        cautions: Vec::new(),
    }
}
