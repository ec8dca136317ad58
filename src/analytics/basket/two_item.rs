//! Two-item rules, with two antecedents: who buys A and B together also buys C. They are looked for from the pairs furthest above chance, up to
//! a limit, and those that say most are kept; both limits are told in the notes. The counts of each rule are exact.

use super::counts::{ProductPair, RuleCounts};
use clientele_core::domain::{Baskets, ProductIx, counted, grouped, percent};
use clientele_core::statistics::{benjamini_hochberg, hypergeometric_sf};

/// Basket entries looked at in one step: some milliseconds.
const ENTRIES_PER_STEP: u64 = 1_000_000;
/// Rules tested in one step.
const TESTS_PER_STEP: usize = 5_000;

/// Two products, and a third that goes with both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoItemRule {
    /// Who buys these two together …
    pub antecedents: [ProductIx; 2],
    /// … also buys this.
    pub consequent: ProductIx,
    /// The counts; the antecedent's are the baskets with both antecedents.
    pub counts: RuleCounts,
    /// Baskets with each antecedent, and with each antecedent and the consequent.
    pub singles: [(u32, u32); 2],
    /// Probability that the consequent meets both so often if, among the baskets of one of them, the other made no difference:
    /// Fisher's exact test, one-sided, for each of the two; the larger of both (so that the pair must say more than either).
    pub p_value: f64,
    /// The same after Benjamini and Hochberg's adjustment for all rules that were looked for.
    pub adjusted_p: f64,
}

impl TwoItemRule {
    /// The confidence of the better of the two rules with one antecedent.
    pub fn single_confidence(&self) -> f64 {
        self.singles.iter().map(|&(with, both)| f64::from(both) / f64::from(with.max(1))).fold(0.0, f64::max)
    }

    /// What the second product adds to the confidence of the better single rule (Bayardo, Agrawal & Gunopulos 1999, "improvement");
    /// below 0 where one product alone says more.
    pub fn gain(&self) -> f64 {
        self.counts.confidence() - self.single_confidence()
    }

    /// Baskets with all three above what the better single rule explains.
    fn above(&self) -> f64 {
        f64::from(self.counts.both) - f64::from(self.counts.antecedent) * self.single_confidence()
    }
}

/// The rules with two antecedents of a shop, and what was looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TwoItemRules {
    rules: Vec<TwoItemRule>,
    /// Pairs that were taken as antecedents, of those above chance.
    looked_at: u64,
    above_chance: u64,
    found: u64,
    possible: u64,
}

impl TwoItemRules {
    /// The rules, sorted by antecedents and consequent.
    pub fn all(&self) -> &[TwoItemRule] {
        &self.rules
    }

    /// Rules met often enough, and rules looked for: the tests behind the adjustment.
    pub fn found_of_possible(&self) -> (u64, u64) {
        (self.found, self.possible)
    }

    /// Pairs that were taken as antecedents, and pairs above chance that there are.
    pub fn antecedents_of(&self) -> (u64, u64) {
        (self.looked_at, self.above_chance)
    }

    /// What to know when reading them, as sentences; `one` and `many` are what a basket is called.
    pub(super) fn notes(&self, min_orders: u32, one: &str, many: &str, rate: f64) -> Vec<String> {
        if self.looked_at == 0 {
            return Vec::new();
        }
        let mut notes = vec![format!(
            "Rules with two products are looked for from {} of {} pairs above chance, those furthest above it; a rule needs {} with all three.",
            grouped(self.looked_at),
            grouped(self.above_chance),
            counted(u64::from(min_orders), one, many),
        )];
        let left_out = self.found.saturating_sub(self.rules.len() as u64);
        if left_out > 0 {
            notes.push(format!(
                "Of them the {} that say most are kept; {} others are left out.",
                grouped(self.rules.len() as u64),
                grouped(left_out)
            ));
        }
        notes.push(format!(
            "\"More than either alone\" is Fisher's exact test among the {many} of each of the two products, adjusted for all rules looked for: at most about {} of those so marked are chance after all.",
            percent(rate)
        ));
        notes
    }
}

/// The search under way. The pairs are those that the miner kept, the baskets its own.
#[derive(Clone, Debug)]
pub(super) struct TwoItemMiner {
    antecedents: Vec<(ProductIx, ProductIx, u32)>,
    above_chance: u64,
    most: usize,
    min_orders: u32,
    frequent: u64,
    next: usize,
    tested: usize,
    /// By product: baskets shared with the first, the second, and both antecedents.
    rows: [Row; 3],
    first: Option<ProductIx>,
    rules: Vec<TwoItemRule>,
    found: u64,
}

#[derive(Clone, Debug)]
struct Row {
    count: Vec<u32>,
    touched: Vec<u32>,
}

impl Row {
    fn new(products: usize) -> Self {
        Self { count: vec![0; products], touched: Vec::new() }
    }

    fn clear(&mut self) {
        for &product in &self.touched {
            self.count[product as usize] = 0;
        }
        self.touched.clear();
    }

    /// Counts the products of a basket; gives their number.
    fn add(&mut self, products: &[u32]) -> u64 {
        for &product in products {
            let cell = &mut self.count[product as usize];
            if *cell == 0 {
                self.touched.push(product);
            }
            *cell += 1;
        }
        products.len() as u64 + 1
    }
}

impl TwoItemMiner {
    /// From the pairs furthest above chance, at most `antecedents`; `most` rules are kept. `frequent` is the number of products that
    /// are in enough baskets.
    pub(super) fn new(
        baskets: &Baskets,
        pairs: &[ProductPair],
        frequent: usize,
        min_orders: u32,
        antecedents: u32,
        most: u32,
    ) -> Self {
        let with = |product: ProductIx| i128::try_from(baskets.with(product.0).len()).unwrap_or(0);
        let all = i128::try_from(baskets.len()).unwrap_or(0);
        let above = |pair: &ProductPair| i128::from(pair.both) * all - with(pair.first) * with(pair.second);
        let mut strongest: Vec<&ProductPair> = pairs.iter().filter(|pair| above(pair) > 0).collect();
        let above_chance = strongest.len() as u64;
        strongest.sort_by_key(|pair| (-above(pair), pair.first, pair.second));
        strongest.truncate(antecedents as usize);
        let mut antecedents: Vec<_> = strongest.into_iter().map(|pair| (pair.first, pair.second, pair.both)).collect();
        // Sorted, so that the pairs of one product follow each other and its row is counted once.
        antecedents.sort_unstable();
        let products = if antecedents.is_empty() { 0 } else { baskets.product_count() };
        Self {
            antecedents,
            above_chance,
            most: most as usize,
            min_orders,
            frequent: frequent as u64,
            next: 0,
            tested: 0,
            rows: std::array::from_fn(|_| Row::new(products)),
            first: None,
            rules: Vec::new(),
            found: 0,
        }
    }

    /// Share done, 0 to 1.
    pub(super) fn progress(&self) -> f64 {
        let counting = self.next as f64 / self.antecedents.len().max(1) as f64;
        if self.next < self.antecedents.len() {
            0.8 * counting
        } else {
            0.8 + 0.2 * self.tested as f64 / self.rules.len().max(1) as f64
        }
    }

    /// Some milliseconds of work; true when all is done.
    pub(super) fn step(&mut self, baskets: &Baskets) -> bool {
        if self.next < self.antecedents.len() {
            let mut entries = 0;
            while entries < ENTRIES_PER_STEP && self.next < self.antecedents.len() {
                entries += 200 + self.count(baskets, self.antecedents[self.next]);
                self.next += 1;
                if self.rules.len() >= 2 * self.most {
                    self.keep_the_strongest();
                }
            }
            if self.next == self.antecedents.len() {
                self.keep_the_strongest();
                self.rules.sort_unstable_by_key(|rule| (rule.antecedents, rule.consequent));
            }
            return false;
        }
        let to = self.rules.len().min(self.tested + TESTS_PER_STEP);
        for rule in &mut self.rules[self.tested..to] {
            let counts = rule.counts;
            let test = |&(with, both): &(u32, u32)| hypergeometric_sf(counts.both, counts.antecedent, both, with);
            rule.p_value = rule.singles.iter().map(test).fold(0.0, f64::max);
        }
        self.tested = to;
        self.tested == self.rules.len()
    }

    /// Counts what goes with two products; gives the number of entries looked at.
    fn count(&mut self, baskets: &Baskets, (first, second, both): (ProductIx, ProductIx, u32)) -> u64 {
        let mut entries = 0;
        let [of_first, of_second, of_both] = &mut self.rows;
        if self.first != Some(first) {
            self.first = Some(first);
            of_first.clear();
            for &basket in baskets.with(first.0) {
                entries += of_first.add(baskets.products(basket));
            }
        }
        of_second.clear();
        of_both.clear();
        for &basket in baskets.with(second.0) {
            let products = baskets.products(basket);
            entries += of_second.add(products);
            if products.binary_search(&first.0).is_ok() {
                entries += of_both.add(products);
            }
        }
        let size = |product: u32| baskets.with(product).len() as u32;
        for &consequent in &of_both.touched {
            let all_three = of_both.count[consequent as usize];
            if all_three < self.min_orders || consequent == first.0 || consequent == second.0 {
                continue;
            }
            self.found += 1;
            self.rules.push(TwoItemRule {
                antecedents: [first, second],
                consequent: ProductIx(consequent),
                counts: RuleCounts {
                    both: all_three,
                    antecedent: both,
                    consequent: size(consequent),
                    baskets: baskets.len() as u32,
                },
                singles: [
                    (size(first.0), of_first.count[consequent as usize]),
                    (size(second.0), of_second.count[consequent as usize]),
                ],
                p_value: 1.0,
                adjusted_p: 1.0,
            });
        }
        entries
    }

    /// Keeps the rules furthest above what a single product explains; the order of equals is that of the products.
    fn keep_the_strongest(&mut self) {
        if self.rules.len() > self.most {
            self.rules.select_nth_unstable_by(self.most, |a, b| {
                let products = |rule: &TwoItemRule| (rule.antecedents, rule.consequent);
                b.above().total_cmp(&a.above()).then(products(a).cmp(&products(b)))
            });
            self.rules.truncate(self.most);
        }
    }

    /// The rules. Steps not done yet are done now.
    pub(super) fn finish(mut self, baskets: &Baskets) -> TwoItemRules {
        while !self.step(baskets) {}
        let looked_at = self.antecedents.len() as u64;
        // As for pairs: which rules are tested depends on the antecedents only, and those met too seldom count as chance.
        let possible = looked_at * self.frequent.saturating_sub(2);
        let p_values: Vec<f64> = self.rules.iter().map(|rule| rule.p_value).collect();
        for (rule, adjusted) in self.rules.iter_mut().zip(benjamini_hochberg(&p_values, possible)) {
            rule.adjusted_p = adjusted;
        }
        TwoItemRules { rules: self.rules, looked_at, above_chance: self.above_chance, found: self.found, possible }
    }
}
