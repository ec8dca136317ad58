//! Strategy 1: what similar customers buy. Two views of the same matrix: the most similar customers (among them, as the nearest,
//! the customer), and products that explain each other's purchase. Ranks nothing.

use super::board::ScoreRow;
use super::links::Links;
use super::matrix::{Interactions, NO_GROUP};
use super::params::Mix;
use std::ops::Range;

/// Pairs looked at for all customers together; each customer's share is within [`VISITS_PER_CUSTOMER`].
const VISITS: u64 = 20_000_000;
/// See [`VISITS`].
const VISITS_PER_CUSTOMER: (u64, u64) = (256, 32_768);

/// The strategy, ready to score.
#[derive(Clone, Debug)]
pub struct Collaborative {
    item_weights: Links,
    nearest: Links,
    searched_group: Vec<u32>,
    neighbours: usize,
    visits: usize,
    mix: Mix,
    /// Per product the factor for what sells now.
    trend: Vec<f64>,
}

/// Room for the search, reused from customer to customer.
#[derive(Clone, Debug)]
pub struct NeighbourScratch {
    cosine: Vec<f32>,
    touched: Vec<u32>,
    found: Vec<(f32, u32)>,
    by_rarity: Vec<(u32, u32)>,
    from_items: ScoreRow,
    /// Per product the score from similar customers, and how many of them bought it.
    from_customers: Vec<(f32, u32)>,
    from_customers_touched: Vec<u32>,
}

impl NeighbourScratch {
    /// For so many customers and products.
    pub fn new(customers: usize, products: usize) -> Self {
        Self {
            cosine: vec![0.0; customers],
            touched: Vec::new(),
            found: Vec::new(),
            by_rarity: Vec::new(),
            from_items: ScoreRow::new(products),
            from_customers: vec![(0.0, 0); products],
            from_customers_touched: Vec::new(),
        }
    }

    /// How many of the similar customers bought a product, and how many similar customers there are; for the customer scored last.
    pub fn buyers_among_neighbours(&self, product: u32) -> (u32, u32) {
        (self.from_customers[product as usize].1, self.found.len() as u32)
    }

    /// What the customer's own products say of each product, not yet scaled; for the customer scored last.
    pub fn from_items(&self) -> &ScoreRow {
        &self.from_items
    }

    /// What similar customers say of a product, not yet scaled; for the customer scored last.
    pub fn from_customers(&self, product: u32) -> f32 {
        self.from_customers[product as usize].0
    }

    /// The greatest of [`Self::from_customers`].
    pub fn greatest_from_customers(&self) -> f32 {
        self.from_customers_touched.iter().map(|&p| self.from_customers[p as usize].0).fold(0.0, f32::max)
    }

    /// The similar customers of the customer scored last, as (cosine, customer), most similar first.
    pub fn found(&self) -> &[(f32, u32)] {
        &self.found
    }
}

/// Per product the factor for what sells now.
pub(super) fn trend(mix: Mix, recent_buyers: impl Iterator<Item = u32>) -> Vec<f64> {
    recent_buyers.map(|buyers| libm::pow(f64::from(buyers) + 1.0, mix.trend)).collect()
}

impl Collaborative {
    /// `item_weights` and `nearest` from [`super::item_weights`]. Groups with fewer than `min_group_buyers` customers who bought are not
    /// searched on their own.
    pub fn new(interactions: &Interactions, item_weights: Links, nearest: Links, neighbours: u32, min_group_buyers: u32) -> Self {
        let customers = interactions.customers() as u32;
        let mut members: Vec<u32> = (0..customers).filter(|&c| !interactions.row(c).is_empty()).collect();
        members.sort_by_key(|&c| interactions.group(c));
        let mut searched_group = vec![NO_GROUP; customers as usize];
        for group in members.chunk_by(|&a, &b| interactions.group(a) == interactions.group(b)) {
            if group.len() >= min_group_buyers as usize {
                for &customer in group {
                    searched_group[customer as usize] = interactions.group(customer);
                }
            }
        }
        let visits = (VISITS / u64::from(customers.max(1))).clamp(VISITS_PER_CUSTOMER.0, VISITS_PER_CUSTOMER.1) as usize;
        Self {
            item_weights,
            nearest,
            searched_group,
            neighbours: neighbours as usize,
            visits,
            mix: Mix::default(),
            trend: Vec::new(),
        }
    }

    /// Sets the shares, and with them what sells now. `recent_buyers` has one entry per product.
    pub fn set_mix(&mut self, mix: Mix, recent_buyers: impl Iterator<Item = u32>) {
        self.mix = mix;
        self.trend = trend(mix, recent_buyers);
    }

    /// Whether the customer's group was large enough to be searched on its own.
    pub fn within_group(&self, customer: u32) -> bool {
        self.searched_group[customer as usize] != NO_GROUP
    }

    /// The item weights, product by product.
    pub fn item_weights(&self) -> &Links {
        &self.item_weights
    }

    /// For each product those of highest cosine.
    pub fn nearest(&self) -> &Links {
        &self.nearest
    }

    /// What the customer's own products say of others by the item weights, not scaled.
    pub fn score_items(&self, interactions: &Interactions, customer: u32, out: &mut ScoreRow) {
        for entry in interactions.row(customer) {
            let purchase = interactions.purchase(entry);
            let strength = libm::log1p(f64::from(purchase.times));
            let (others, weights) = self.item_weights.row(purchase.product);
            for (&other, &weight) in others.iter().zip(weights) {
                out.add(other, strength * f64::from(weight));
            }
        }
    }

    /// Scores of 0 to 1 for all products that a similar customer bought or that the customer's own products speak for. Returns
    /// false, and adds nothing, for a customer without purchases.
    pub fn score(&self, interactions: &Interactions, customer: u32, room: &mut NeighbourScratch, out: &mut ScoreRow) -> bool {
        let row = interactions.row(customer);
        room.from_items.clear();
        for product in room.from_customers_touched.drain(..) {
            room.from_customers[product as usize] = (0.0, 0);
        }
        room.found.clear();
        if row.is_empty() {
            return false;
        }
        self.score_items(interactions, customer, &mut room.from_items);
        self.find_neighbours(interactions, customer, row, room);
        for &(cosine, neighbour) in &room.found {
            let (products, weights) = (interactions.products_of(neighbour), interactions.weights_of(neighbour));
            for (&product, &weight) in products.iter().zip(weights) {
                let cell = &mut room.from_customers[product as usize];
                if cell.1 == 0 {
                    room.from_customers_touched.push(product);
                }
                cell.0 += cosine * weight;
                cell.1 += 1;
            }
        }
        out.add_share(&room.from_items, self.mix.items);
        let touched = &room.from_customers_touched;
        let greatest = room.greatest_from_customers();
        if greatest > 0.0 {
            let scale = self.mix.neighbours / f64::from(greatest);
            for &product in touched {
                out.add(product, scale * f64::from(room.from_customers[product as usize].0));
            }
        }
        let (products, weights) = (interactions.products_of(customer), interactions.weights_of(customer));
        let greatest = weights.iter().copied().fold(0.0_f32, f32::max);
        if greatest > 0.0 {
            for (&product, &weight) in products.iter().zip(weights) {
                out.add(product, self.mix.own * f64::from(weight) / f64::from(greatest));
            }
        }
        out.multiply(&self.trend);
        out.normalise();
        true
    }

    /// The customers of greatest cosine, through each product's list of buyers, rarest products first, until the allowance of
    /// pairs is used up; of a list too long for what is left an even sample is taken.
    fn find_neighbours(&self, interactions: &Interactions, customer: u32, row: Range<usize>, room: &mut NeighbourScratch) {
        let group = self.searched_group[customer as usize];
        room.by_rarity.clear();
        for entry in row {
            let product = interactions.purchase(entry).product;
            room.by_rarity.push((interactions.buyers(product), entry as u32));
        }
        room.by_rarity.sort_unstable();
        let all = interactions.weights_of(customer).iter().map(|&weight| f64::from(weight)).sum::<f64>() as f32;
        let mut left = self.visits;
        for &(_, entry) in &room.by_rarity {
            if left == 0 {
                break;
            }
            let own = (interactions.purchase(entry as usize).weight / all).sqrt();
            let column = interactions.column_in_group(interactions.purchase(entry as usize).product, group);
            let step = column.len().div_ceil(left).max(1);
            let customers = interactions.column_customers(column.clone());
            let parts = interactions.column_parts(column);
            for at in (0..customers.len()).step_by(step) {
                let (other, part) = (customers[at], parts[at]);
                let cell = &mut room.cosine[other as usize];
                if *cell == 0.0 {
                    room.touched.push(other);
                }
                *cell += own * part * step as f32;
                left = left.saturating_sub(1);
            }
        }
        for &other in &room.touched {
            let cosine = std::mem::take(&mut room.cosine[other as usize]);
            if other != customer {
                room.found.push((cosine.min(1.0), other));
            }
        }
        room.touched.clear();
        let nearest = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if room.found.len() > self.neighbours {
            room.found.select_nth_unstable_by(self.neighbours, nearest);
            room.found.truncate(self.neighbours);
        }
        room.found.sort_unstable_by(nearest);
    }
}
