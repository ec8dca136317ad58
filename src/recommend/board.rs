//! A dense row of scores that is cleared by what was touched, reused from customer to customer.

/// Scores of products for one customer.
#[derive(Clone, Debug, Default)]
pub struct ScoreRow {
    value: Vec<f64>,
    seen: Vec<bool>,
    touched: Vec<u32>,
}

impl ScoreRow {
    /// For `products` products, all untouched.
    pub fn new(products: usize) -> Self {
        Self { value: vec![0.0; products], seen: vec![false; products], touched: Vec::new() }
    }

    /// Adds to the score of a product.
    #[inline]
    pub fn add(&mut self, product: u32, score: f64) {
        let at = product as usize;
        if !self.seen[at] {
            self.seen[at] = true;
            self.touched.push(product);
        }
        self.value[at] += score;
    }

    /// The score of a product, 0 for one not touched.
    #[inline]
    pub fn get(&self, product: u32) -> f64 {
        self.value[product as usize]
    }

    /// Sets the score of a product.
    #[inline]
    pub fn set(&mut self, product: u32, score: f64) {
        self.add(product, 0.0);
        self.value[product as usize] = score;
    }

    /// The products touched, in the order of their first touch.
    pub fn touched(&self) -> &[u32] {
        &self.touched
    }

    /// The products touched, sorted, in place of what `out` holds.
    pub fn touched_sorted(&self, out: &mut Vec<u32>) {
        out.clear();
        // Where most are touched, looking at all is quicker than sorting.
        if self.touched.len() * 8 > self.seen.len() {
            out.extend((0_u32..).zip(&self.seen).filter(|(_, seen)| **seen).map(|(product, _)| product));
        } else {
            out.extend_from_slice(&self.touched);
            out.sort_unstable();
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        for &product in &self.touched {
            self.value[product as usize] = 0.0;
            self.seen[product as usize] = false;
        }
        self.touched.clear();
    }

    /// Replaces every score by what `change` makes of it.
    pub fn map(&mut self, change: impl Fn(f64) -> f64) {
        for &product in &self.touched {
            let value = &mut self.value[product as usize];
            *value = change(*value);
        }
    }

    /// Multiplies every score by its product's factor; one that `factors` lacks counts as 1.
    pub fn multiply(&mut self, factors: &[f64]) {
        for &product in &self.touched {
            let at = product as usize;
            self.value[at] *= factors.get(at).copied().unwrap_or(1.0);
        }
    }

    /// The greatest score, 0 when none is above.
    pub fn greatest(&self) -> f64 {
        self.touched.iter().map(|&p| self.value[p as usize]).fold(0.0, f64::max)
    }

    /// Divides by the greatest score, after raising what is below zero to zero: 0 to 1. Without any score above zero all
    /// become 0.
    pub fn normalise(&mut self) {
        let greatest = self.greatest();
        let scale = if greatest > 0.0 { 1.0 / greatest } else { 0.0 };
        for &product in &self.touched {
            let value = &mut self.value[product as usize];
            *value = (*value * scale).clamp(0.0, 1.0);
        }
    }

    /// Adds `share` of another row, scaled to 0 to 1 as [`Self::normalise`] would; what is not above zero is not touched.
    pub fn add_share(&mut self, other: &ScoreRow, share: f64) {
        let greatest = other.greatest();
        let scale = if greatest > 0.0 { 1.0 / greatest } else { 0.0 };
        for &product in &other.touched {
            let score = other.value[product as usize] * scale;
            if score > 0.0 {
                self.add(product, share * score.min(1.0));
            }
        }
    }
}
