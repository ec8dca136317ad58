//! Counts the pairs, product by product, in small steps. Memory grows with baskets and with the pairs kept, never with the square
//! of the catalogue.

use super::counts::ProductPair;
use super::params::ValidBasketParams;
use super::rules::AssociationRules;
use super::two_item::TwoItemMiner;
use super::{BasketError, BasketParams};
use clientele_core::domain::{Baskets, Dataset, Day, ProductIx};
use clientele_core::statistics::{benjamini_hochberg, hypergeometric_sf};

/// Basket entries looked at in one step: some milliseconds.
const ENTRIES_PER_STEP: u64 = 1_000_000;
/// Pairs tested for chance in one step.
const TESTS_PER_STEP: usize = 10_000;

/// The work in progress.
#[derive(Clone, Debug)]
pub struct RuleMiner {
    params: BasketParams,
    baskets: Baskets,
    min_orders: u32,
    /// Products in enough baskets to make a pair.
    frequent: Vec<u32>,
    /// How many of those have been counted.
    counted: usize,
    /// How many pairs have been tested.
    tested: usize,
    row: Vec<u32>,
    touched: Vec<u32>,
    pairs: Vec<ProductPair>,
    found: u64,
    /// Once the pairs are there.
    two_item: Option<TwoItemMiner>,
}

impl RuleMiner {
    /// Puts the orders before `until` (all without it) into baskets, those without a customer too.
    ///
    /// # Errors
    /// [`BasketError`] when there are no products, or never two in one basket.
    pub fn new(dataset: &Dataset, until: Option<Day>, params: &ValidBasketParams) -> Result<Self, BasketError> {
        Self::of_sales(dataset, until, params, |_| true, |_| true)
    }

    /// The same of some customers' orders only, by their rows.
    ///
    /// # Errors
    /// [`BasketError`] when there are no products, or never two in one of these baskets.
    pub fn of_orders(
        dataset: &Dataset,
        until: Option<Day>,
        params: &ValidBasketParams,
        passes: impl Fn(usize) -> bool,
    ) -> Result<Self, BasketError> {
        Self::of_sales(dataset, until, params, passes, |_| false)
    }

    /// The same of a part of the shop, see [`Baskets::build_of_shop`].
    ///
    /// # Errors
    /// [`BasketError`] when there are no products, or never two in one of these baskets.
    pub fn of_sales(
        dataset: &Dataset,
        until: Option<Day>,
        params: &ValidBasketParams,
        passes: impl Fn(usize) -> bool,
        passes_anonymous: impl Fn(usize) -> bool,
    ) -> Result<Self, BasketError> {
        if dataset.shop().products().ids.is_empty() {
            return Err(BasketError::NoProducts);
        }
        let settings = params.get();
        let baskets = Baskets::build_of_shop(dataset, until, settings.items, settings.max_basket, passes, passes_anonymous);
        if (0..baskets.len() as u32).all(|basket| baskets.products(basket).len() < 2) {
            return Err(BasketError::SingleProducts);
        }
        let min_orders = params.min_orders(baskets.len() as u32);
        let products = baskets.product_count();
        let frequent = (0..products as u32).filter(|&p| baskets.with(p).len() as u64 >= u64::from(min_orders)).collect();
        Ok(Self {
            params: settings.clone(),
            baskets,
            min_orders,
            frequent,
            counted: 0,
            tested: 0,
            row: vec![0; products],
            touched: Vec::new(),
            pairs: Vec::new(),
            found: 0,
            two_item: None,
        })
    }

    /// Share done, 0 to 1.
    pub fn progress(&self) -> f64 {
        let counting = self.counted as f64 / self.frequent.len().max(1) as f64;
        match &self.two_item {
            _ if self.counted < self.frequent.len() => 0.6 * counting,
            None => 0.6 + 0.1 * self.tested as f64 / self.pairs.len().max(1) as f64,
            Some(two_item) => 0.7 + 0.3 * two_item.progress(),
        }
    }

    /// Some milliseconds of work; true when all is done.
    pub fn step(&mut self) -> bool {
        if self.counted < self.frequent.len() {
            let mut entries = 0;
            while entries < ENTRIES_PER_STEP && self.counted < self.frequent.len() {
                entries += 200 + self.count(self.frequent[self.counted]);
                self.counted += 1;
                // Twice as many as are kept, so that the weakest are seldom sorted out.
                if self.pairs.len() >= 2 * self.params.max_pairs as usize {
                    self.keep_the_strongest();
                }
            }
            if self.counted == self.frequent.len() {
                self.keep_the_strongest();
                self.pairs.sort_unstable_by_key(|pair| (pair.first, pair.second));
            }
            return false;
        }
        if let Some(two_item) = &mut self.two_item {
            return two_item.step(&self.baskets);
        }
        let all = self.baskets.len() as u32;
        let to = self.pairs.len().min(self.tested + TESTS_PER_STEP);
        for pair in &mut self.pairs[self.tested..to] {
            let with = |product: ProductIx| self.baskets.with(product.0).len() as u32;
            pair.p_value = hypergeometric_sf(pair.both, with(pair.first), with(pair.second), all);
        }
        self.tested = to;
        if self.tested == self.pairs.len() {
            let (frequent, params) = (self.frequent.len(), &self.params);
            let (antecedents, most) = (params.max_double_antecedents, params.max_doubles);
            self.two_item = Some(TwoItemMiner::new(&self.baskets, &self.pairs, frequent, self.min_orders, antecedents, most));
        }
        false
    }

    /// Counts the pairs of a product with those after it; gives the number of entries looked at.
    fn count(&mut self, product: u32) -> u64 {
        let mut entries = 0;
        for &basket in self.baskets.with(product) {
            let products = self.baskets.products(basket);
            let after = &products[products.partition_point(|&other| other <= product)..];
            entries += after.len() as u64 + 1;
            for &other in after {
                let cell = &mut self.row[other as usize];
                if *cell == 0 {
                    self.touched.push(other);
                }
                *cell += 1;
            }
        }
        for &other in &self.touched {
            let both = std::mem::take(&mut self.row[other as usize]);
            if both >= self.min_orders {
                self.found += 1;
                let (first, second) = (ProductIx(product), ProductIx(other));
                self.pairs.push(ProductPair { first, second, both, p_value: 1.0, adjusted_p: 1.0 });
            }
        }
        self.touched.clear();
        entries
    }

    /// Keeps the pairs furthest above chance, by the number of baskets; the order of equals is that of the products.
    fn keep_the_strongest(&mut self) {
        let most = self.params.max_pairs as usize;
        if self.pairs.len() <= most {
            return;
        }
        let baskets = &self.baskets;
        let with = |product: ProductIx| i128::try_from(baskets.with(product.0).len()).unwrap_or(0);
        let all = i128::try_from(baskets.len()).unwrap_or(0);
        // Baskets with both, less those by chance; times all baskets, so that it is a whole number.
        let key = |pair: &ProductPair| {
            let above = i128::from(pair.both) * all - with(pair.first) * with(pair.second);
            (-above, pair.first, pair.second)
        };
        self.pairs.select_nth_unstable_by_key(most, key);
        self.pairs.truncate(most);
    }

    /// The rules. Steps not done yet are done now.
    pub fn finish(mut self) -> AssociationRules {
        while !self.step() {}
        let frequent = self.frequent.len() as u64;
        let possible = frequent * frequent.saturating_sub(1) / 2;
        // Whether a pair is counted depends only on how often each product is bought, which is independent of whether they go together:
        // so all such pairs count as tests. Those met too seldom to be kept count as chance.
        let p_values: Vec<f64> = self.pairs.iter().map(|pair| pair.p_value).collect();
        for (pair, adjusted) in self.pairs.iter_mut().zip(benjamini_hochberg(&p_values, possible)) {
            pair.adjusted_p = adjusted;
        }
        let two_item = self.two_item.map(|two_item| two_item.finish(&self.baskets)).unwrap_or_default();
        let baskets_with = (0..self.row.len() as u32).map(|p| self.baskets.with(p).len() as u32).collect();
        AssociationRules::new(
            self.params,
            self.baskets.kind(),
            self.baskets.len() as u32,
            baskets_with,
            self.min_orders,
            self.baskets.capped(),
            (self.found, possible),
            self.pairs,
            two_item,
        )
    }
}

/// All rules at once.
///
/// ```
/// use clientele_analytics::basket::{BasketParams, mine};
/// use clientele_core::domain::{Dataset, Day, Money, ProductIx, SalesRow};
///
/// let baskets: [&[&str]; 6] = [&["cup", "tea"], &["cup", "tea"], &["cup", "tea"], &["tea"], &["bread"], &["bread"]];
/// let names = ["1", "2", "3", "4", "5", "6"];
/// let rows = names.into_iter().zip(baskets).flat_map(|(order, products)| {
///     products.iter().map(move |product| SalesRow::new("anna", order, Day(0), product, 1, Money::from_ten_thousandths(90_000)))
/// });
/// let shop = Dataset::from_rows(rows, "EUR")?;
///
/// let rules = mine(&shop, &BasketParams { min_orders: Some(2), ..BasketParams::default() }.check()?)?;
/// let [cup, tea] = [ProductIx(1), ProductIx(2)];
/// let with_cups = rules.bought_with(cup)[0];
/// assert_eq!((with_cups.consequent, with_cups.counts.both), (tea, 3));
/// assert_eq!(with_cups.counts.confidence(), 1.0, "who buys a cup also buys tea");
/// assert_eq!(with_cups.counts.lift(), 1.5, "tea is in four of six baskets");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`BasketError`] when there are no products, or never two in one basket.
pub fn mine(dataset: &Dataset, params: &ValidBasketParams) -> Result<AssociationRules, BasketError> {
    Ok(RuleMiner::new(dataset, None, params)?.finish())
}
