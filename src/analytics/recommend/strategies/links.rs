//! Sparse tables of weighted links from product to product. Says nothing of what the weights mean.

/// For each product its links to others, sorted by the other product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    starts: Vec<u32>,
    to: Vec<u32>,
    weight: Vec<f32>,
    count: Vec<u32>,
}

/// One link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The other product.
    pub to: u32,
    /// Strength; what it means depends on the table.
    pub weight: f32,
    /// Observations behind it.
    pub count: u32,
}

impl Links {
    /// No rows yet; push them in order of product.
    pub fn new() -> Self {
        Self { starts: vec![0], ..Self::default() }
    }

    /// Appends the next product's links: the strongest `keep`, ties by product; `links` comes back sorted by product.
    pub fn push_strongest(&mut self, links: &mut Vec<Link>, keep: usize) {
        if links.len() > keep {
            links.select_nth_unstable_by(keep, |a, b| b.weight.total_cmp(&a.weight).then(a.to.cmp(&b.to)));
            links.truncate(keep);
        }
        links.sort_unstable_by_key(|link| link.to);
        for link in links.iter() {
            self.to.push(link.to);
            self.weight.push(link.weight);
            self.count.push(link.count);
        }
        self.starts.push(self.to.len() as u32);
    }

    /// Number of products pushed.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether no product was pushed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of links in all.
    pub fn links(&self) -> usize {
        self.to.len()
    }

    /// The links of a product, sorted by the other product.
    pub fn of(&self, product: u32) -> impl ExactSizeIterator<Item = Link> + '_ {
        let row = self.starts[product as usize] as usize..self.starts[product as usize + 1] as usize;
        row.map(|at| Link { to: self.to[at], weight: self.weight[at], count: self.count[at] })
    }

    /// The links of a product as (others, weights).
    #[inline]
    pub fn row(&self, product: u32) -> (&[u32], &[f32]) {
        let row = self.starts[product as usize] as usize..self.starts[product as usize + 1] as usize;
        (&self.to[row.clone()], &self.weight[row])
    }

    /// The link between two products, if there is one.
    pub fn find(&self, from: u32, to: u32) -> Option<Link> {
        let row = self.starts[from as usize] as usize..self.starts[from as usize + 1] as usize;
        let at = row.start + self.to[row].binary_search(&to).ok()?;
        Some(Link { to, weight: self.weight[at], count: self.count[at] })
    }

    /// The table read the other way round: for each product the links that point to it.
    pub fn transposed(&self) -> Self {
        let products = self.len();
        let mut starts = vec![0_u32; products + 1];
        for &to in &self.to {
            starts[to as usize + 1] += 1;
        }
        for product in 0..products {
            starts[product + 1] += starts[product];
        }
        let mut next = starts.clone();
        let mut out =
            Self { starts, to: vec![0; self.to.len()], weight: vec![0.0; self.to.len()], count: vec![0; self.to.len()] };
        for from in 0..products as u32 {
            for link in self.of(from) {
                let at = &mut next[link.to as usize];
                out.to[*at as usize] = from;
                out.weight[*at as usize] = link.weight;
                out.count[*at as usize] = link.count;
                *at += 1;
            }
        }
        out
    }
}
