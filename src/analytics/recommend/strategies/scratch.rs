//! Scratch space with a place for each product, reused from customer to customer: marks, and rows of scores. Only the places that were used are
//! cleared.

/// Which products were touched. Setting a mark is one store without a branch: whether a product was touched before cannot be predicted.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    mark: Vec<u8>,
}

impl Marks {
    /// For `products` products, none touched.
    pub fn new(products: usize) -> Self {
        // A multiple of eight, as `touched` reads eight marks at a time.
        Self { mark: vec![0; products.next_multiple_of(8)] }
    }

    /// Touches a product.
    #[inline]
    pub fn set(&mut self, product: u32) {
        self.mark[product as usize] = 1;
    }

    /// One byte per product, 1 for those touched.
    #[inline]
    pub fn bytes(&mut self) -> &mut [u8] {
        &mut self.mark
    }

    /// Whether a product was touched.
    #[inline]
    pub fn has(&self, product: u32) -> bool {
        self.mark[product as usize] != 0
    }

    /// The products touched here or there (both for as many products), sorted, in place of what `out` holds.
    pub fn touched(&self, there: &Marks, out: &mut Vec<u32>) {
        out.clear();
        let words = self.mark.as_chunks::<8>().0.iter().zip(there.mark.as_chunks::<8>().0);
        for (word, (here, there)) in (0_u32..).zip(words) {
            let mut left = u64::from_le_bytes(*here) | u64::from_le_bytes(*there);
            while left != 0 {
                out.push(word * 8 + left.trailing_zeros() / 8);
                left &= left - 1;
            }
        }
    }

    /// Forgets these products, which must be all that were touched.
    pub fn clear(&mut self, touched: &[u32]) {
        // With many touched, clearing all is quicker than clearing each.
        if touched.len() * 16 > self.mark.len() {
            self.mark.fill(0);
        } else {
            for &product in touched {
                self.mark[product as usize] = 0;
            }
        }
    }
}

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
        // With most touched, going through all is quicker than sorting.
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
}

/// What scores are multiplied by so that the greatest becomes 1; 0 without any score above zero.
pub(crate) fn scale_of(greatest: f64) -> f64 {
    if greatest > 0.0 { 1.0 / greatest } else { 0.0 }
}

/// The greatest of a column, 0 when none is above. Four at a time: the greatest is the same in any order.
pub(crate) fn greatest_of(column: &[f64]) -> f64 {
    let (fours, rest) = column.as_chunks::<4>();
    let mut most = [0.0_f64; 4];
    for four in fours {
        for (most, &value) in most.iter_mut().zip(four) {
            *most = if value > *most { value } else { *most };
        }
    }
    rest.iter().chain(&most).copied().fold(0.0, f64::max)
}

/// As [`ScoreRow::normalise`], for a column of scores.
pub(crate) fn normalise(column: &mut [f64]) {
    let scale = scale_of(greatest_of(column));
    for value in column {
        *value = (*value * scale).clamp(0.0, 1.0);
    }
}
