//! Strategy 2, content-based: what resembles the products that the customer buys, by category, brand, words of the name and price band.

use crate::recommend::matrix::Interactions;
use crate::recommend::strategies::params::StrategyParams;
use crate::recommend::strategies::scratch::{Marks, greatest_of, normalise, scale_of};
use clientele_core::domain::{Dataset, Interner, Money, NO_CATEGORY};
use clientele_core::sparse::{Csr, CsrEntry, RowOffsets};

/// What names, category, brand and price band count for; those that a shop does not have share theirs out.
pub(crate) const SHARES: [f64; 4] = [0.58, 0.25, 0.12, 0.05];
/// A word on more names than this is left out: it tells no products apart, and costs its square.
const MAX_PRODUCTS_OF_WORD: usize = 1_500;
/// Best-selling products proposed of each of the customer's main categories.
const PROPOSED_OF_CATEGORY: usize = 12;
/// The customer's main categories.
const MAIN_CATEGORIES: usize = 3;
/// Price bands: so many, with as many products in each.
const BANDS: usize = 5;

/// The work in progress: alike names of every product.
#[derive(Clone, Debug)]
pub struct ContentBuilder {
    words: Words,
    alike: Csr,
    row: Vec<f32>,
    touched: Vec<u32>,
    found: Vec<CsrEntry>,
}

/// Names as sparse unit vectors of word weights, and for each word the names it is on.
#[derive(Clone, Debug, Default)]
struct Words {
    offsets: RowOffsets,
    word: Vec<u32>,
    weight: Vec<f32>,
    names: Vec<Vec<(u32, f32)>>,
}

/// The strategy, ready to score.
#[derive(Clone, Debug)]
pub struct Content {
    alike: Csr,
    traits: Vec<Traits>,
    best_of_category: Vec<Vec<u32>>,
    categories: usize,
    brands: usize,
    has_names: bool,
}

/// A product's category, brand and price band: what is looked up together.
#[derive(Clone, Copy, Debug)]
struct Traits {
    category: u32,
    brand: u32,
    band: u32,
    /// Its buyers over the greatest number of its category, square root.
    standing: f64,
}

/// What the customer buys, as shares that add up to 1 over categories, brands, price bands.
#[derive(Clone, Debug)]
pub struct TasteProfile {
    category: Vec<f64>,
    brand: Vec<f64>,
    band: [f64; BANDS],
    touched_categories: Vec<u32>,
    touched_brands: Vec<u32>,
    has: [bool; 4],
}

/// Lower-case words of letters and digits, each once, sorted; single characters and bare numbers left out.
fn words_of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 1 && word.chars().any(char::is_alphabetic))
        .map(str::to_lowercase)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

impl Words {
    fn build(dataset: &Dataset) -> Self {
        let names = &dataset.products().names;
        let mut interner = Interner::new();
        let mut out = Self::default();
        let mut on_names: Vec<usize> = Vec::new();
        for name in names.iter() {
            for word in words_of(name) {
                let code = interner.intern(&word);
                if code as usize == on_names.len() {
                    on_names.push(0);
                }
                on_names[code as usize] += 1;
                out.word.push(code);
            }
            out.offsets.push_end(out.word.len());
        }
        let all = names.len() as f64;
        // A word on more than half of the names is no feature of a product.
        let most = MAX_PRODUCTS_OF_WORD.min(names.len() / 2);
        let idf: Vec<f64> =
            on_names.iter().map(|&n| if n > most { 0.0 } else { libm::log((1.0 + all) / (1.0 + n as f64)) + 1.0 }).collect();
        out.names = vec![Vec::new(); on_names.len()];
        for product in 0..names.len() {
            let row = out.offsets.row(product);
            let norm = out.word[row.clone()].iter().map(|&w| idf[w as usize] * idf[w as usize]).sum::<f64>().sqrt();
            for at in row {
                let word = out.word[at] as usize;
                let weight = if norm > 0.0 { (idf[word] / norm) as f32 } else { 0.0 };
                out.weight.push(weight);
                if weight > 0.0 {
                    out.names[word].push((product as u32, weight));
                }
            }
        }
        out
    }
}

impl ContentBuilder {
    /// Reads the names; compares none yet.
    pub fn new(dataset: &Dataset) -> Self {
        let products = dataset.products().ids.len();
        Self {
            words: Words::build(dataset),
            alike: Csr::default(),
            row: vec![0.0; products],
            touched: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Share done, 0 to 1.
    pub fn progress(&self) -> f64 {
        self.alike.len() as f64 / self.row.len().max(1) as f64
    }

    /// Compares about `budget` words' worth of names; true when all are done.
    pub fn step(&mut self, params: &StrategyParams, budget: u64) -> bool {
        let mut spent = 0_u64;
        while spent < budget && self.alike.len() < self.row.len() {
            spent += 500 + self.compare(params, self.alike.len() as u32);
        }
        self.alike.len() == self.row.len()
    }

    /// Cosine of word weights with all other names; a name is alike itself, too.
    fn compare(&mut self, params: &StrategyParams, product: u32) -> u64 {
        let mut work = 0;
        for at in self.words.offsets.row(product as usize) {
            let weight = self.words.weight[at];
            if weight <= 0.0 {
                continue;
            }
            for &(other, other_weight) in &self.words.names[self.words.word[at] as usize] {
                let cell = &mut self.row[other as usize];
                if *cell == 0.0 {
                    self.touched.push(other);
                }
                *cell += weight * other_weight;
                work += 1;
            }
        }
        self.found.clear();
        for &other in &self.touched {
            let cosine = std::mem::take(&mut self.row[other as usize]);
            if cosine > 0.1 {
                self.found.push(CsrEntry { column: other, weight: cosine.min(1.0), count: 0 });
            }
        }
        self.touched.clear();
        self.alike.push_strongest(&mut self.found, params.links_per_product as usize);
        work
    }

    /// The strategy.
    pub fn finish(self, dataset: &Dataset, interactions: &Interactions) -> Content {
        let table = dataset.products();
        let products = table.ids.len();
        let categories = table.categories.len();
        let mut best_of_category: Vec<Vec<u32>> = vec![Vec::new(); categories];
        for product in 0..products as u32 {
            if let Some(best) = best_of_category.get_mut(table.category[product as usize] as usize) {
                best.push(product);
            }
        }
        let shop_most = (0..products as u32).map(|p| interactions.buyers(p)).max().unwrap_or(0);
        let mut most = vec![shop_most; products];
        for best in &mut best_of_category {
            let of_category = best.iter().map(|&p| interactions.buyers(p)).max().unwrap_or(0);
            for &product in best.iter() {
                most[product as usize] = of_category;
            }
            best.sort_by(|&a, &b| interactions.buyers(b).cmp(&interactions.buyers(a)).then(a.cmp(&b)));
            best.truncate(PROPOSED_OF_CATEGORY);
        }
        let traits = bands(&table.price)
            .into_iter()
            .enumerate()
            .map(|(product, band)| Traits {
                category: table.category[product],
                brand: table.brand[product],
                band,
                standing: (f64::from(interactions.buyers(product as u32)) / f64::from(most[product].max(1))).sqrt(),
            })
            .collect();
        Content {
            has_names: self.alike.nnz() > 0,
            alike: self.alike,
            traits,
            best_of_category,
            categories,
            brands: table.brands.len(),
        }
    }
}

/// The price band of each product: fifths of the catalogue; [`NO_CATEGORY`] without a price.
fn bands(price: &[Money]) -> Vec<u32> {
    let mut sorted: Vec<Money> = price.iter().copied().filter(|&p| p > Money::ZERO).collect();
    sorted.sort_unstable();
    let cuts: Vec<Money> = (1..BANDS).filter_map(|b| sorted.get(b * sorted.len() / BANDS).copied()).collect();
    price.iter().map(|&p| if p > Money::ZERO { cuts.partition_point(|&cut| cut <= p) as u32 } else { NO_CATEGORY }).collect()
}

impl Content {
    /// Scratch for one customer's profile.
    pub fn profile_scratch(&self) -> TasteProfile {
        TasteProfile {
            category: vec![0.0; self.categories],
            brand: vec![0.0; self.brands],
            band: [0.0; BANDS],
            touched_categories: Vec::new(),
            touched_brands: Vec::new(),
            has: [false; 4],
        }
    }

    /// For each product those of alike name (itself among them), with the cosine.
    pub fn alike(&self) -> &Csr {
        &self.alike
    }

    /// How alike two products are, 0 to 1: half for the same category, half the cosine of their names; the names alone where
    /// either has no category.
    pub fn similarity(&self, a: u32, b: u32) -> f64 {
        let names = self.alike.find(a, b).map_or(0.0, |entry| f64::from(entry.weight));
        match (self.category(a), self.category(b)) {
            (NO_CATEGORY, _) | (_, NO_CATEGORY) => names,
            (a, b) => 0.5 * f64::from(u32::from(a == b)) + 0.5 * names,
        }
    }

    /// The category of a product, or [`NO_CATEGORY`].
    pub fn category(&self, product: u32) -> u32 {
        self.traits[product as usize].category
    }

    /// Adds up the customer's profile and proposes: products of alike name, whose scores are collected in `names` (one per product,
    /// all 0 before), and the best sellers of the customer's main categories. Returns false, and adds nothing, for a customer without
    /// purchases.
    pub fn gather(
        &self,
        interactions: &Interactions,
        customer: u32,
        profile: &mut TasteProfile,
        names: &mut [f64],
        marks: &mut Marks,
    ) -> bool {
        profile.clear();
        let purchases = interactions.pairs_of(customer);
        if purchases.is_empty() {
            return false;
        }
        let marked = marks.bytes();
        for &(product, weight) in purchases {
            let weight = f64::from(weight);
            profile.add(self, product, weight);
            let (others, cosines) = self.alike.row(product);
            for (&other, &cosine) in others.iter().zip(cosines) {
                let cosine = f64::from(cosine);
                // The fifth power, as names that share one word of many are hardly alike.
                let square = cosine * cosine;
                names[other as usize] += weight * square * square * cosine;
                marked[other as usize] = 1;
            }
        }
        profile.finish(self.has_names);
        for &category in profile.touched_categories.iter().take(MAIN_CATEGORIES) {
            for &product in &self.best_of_category[category as usize] {
                marks.set(product);
            }
        }
        true
    }

    /// Scores of 0 to 1 for the candidates: alike names, category, brand and price band. A category's share counts as far as the
    /// product stands out in it. `others` are products that were marked and may not be proposed; names count against theirs, too.
    pub fn complete(&self, profile: &TasteProfile, names: &[f64], others: &[u32], candidates: &[u32], out: &mut Vec<f64>) {
        out.clear();
        out.extend(candidates.iter().map(|&product| names[product as usize]));
        let of_others = others.iter().map(|&product| names[product as usize]).fold(0.0, f64::max);
        let scale = scale_of(greatest_of(out).max(of_others));
        let known: f64 = (0..4).filter(|&s| profile.has[s]).map(|s| SHARES[s]).sum();
        if known <= 0.0 {
            return;
        }
        let share = |s: usize| if profile.has[s] { SHARES[s] / known } else { 0.0 };
        let shares = [share(0), share(1), share(2), share(3)];
        for (score, &product) in out.iter_mut().zip(candidates) {
            let Traits { category, brand, band, standing } = self.traits[product as usize];
            let of_category = profile.category.get(category as usize).copied().unwrap_or(0.0);
            let of_brand = profile.brand.get(brand as usize).copied().unwrap_or(0.0);
            let of_band = profile.band.get(band as usize).copied().unwrap_or(0.0);
            *score = shares[0] * (*score * scale).clamp(0.0, 1.0)
                + standing * (shares[1] * of_category + shares[2] * of_brand + shares[3] * of_band);
        }
        if of_others * scale > greatest_of(out) {
            let scale = scale_of((of_others * scale).clamp(0.0, 1.0));
            for score in out {
                *score = (*score * scale).clamp(0.0, 1.0);
            }
        } else {
            normalise(out);
        }
    }
}

impl TasteProfile {
    fn clear(&mut self) {
        for category in self.touched_categories.drain(..) {
            self.category[category as usize] = 0.0;
        }
        for brand in self.touched_brands.drain(..) {
            self.brand[brand as usize] = 0.0;
        }
        self.band = [0.0; BANDS];
        self.has = [false; 4];
    }

    fn add(&mut self, content: &Content, product: u32, weight: f64) {
        let Traits { category, brand, band, .. } = content.traits[product as usize];
        if let Some(cell) = self.category.get_mut(category as usize) {
            if *cell == 0.0 {
                self.touched_categories.push(category);
            }
            *cell += weight;
        }
        if let Some(cell) = self.brand.get_mut(brand as usize) {
            if *cell == 0.0 {
                self.touched_brands.push(brand);
            }
            *cell += weight;
        }
        if let Some(cell) = self.band.get_mut(band as usize) {
            *cell += weight;
        }
    }

    /// Turns sums into shares of the greatest, and sorts categories by what the customer buys most.
    fn finish(&mut self, has_names: bool) {
        scale(&mut self.category, &self.touched_categories);
        scale(&mut self.brand, &self.touched_brands);
        let greatest = self.band.iter().copied().fold(0.0, f64::max);
        if greatest > 0.0 {
            for value in &mut self.band {
                *value /= greatest;
            }
        }
        let category = &self.category;
        self.touched_categories.sort_unstable_by(|&a, &b| category[b as usize].total_cmp(&category[a as usize]).then(a.cmp(&b)));
        self.has = [has_names, !self.touched_categories.is_empty(), !self.touched_brands.is_empty(), greatest > 0.0];
    }

    /// The category that the customer buys most.
    pub fn main_category(&self) -> Option<u32> {
        self.touched_categories.first().copied()
    }
}

fn scale(values: &mut [f64], touched: &[u32]) {
    let greatest = touched.iter().map(|&at| values[at as usize]).fold(0.0, f64::max);
    if greatest > 0.0 {
        for &at in touched {
            values[at as usize] /= greatest;
        }
    }
}
