//! Random assignment of customers to variants: seeded, stratified, with the planned shares met as exactly as whole customers allow.

use super::error::{ExperimentError, MAX_VARIANTS, ensure_in_range};
use clientele_core::statistics::draw::{below, shuffle};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// A variant and its share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// Its share, against the others' shares: 1 to 1000.
    pub weight: u32,
}

/// The variants of an experiment, not yet checked; the first is the control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variants(pub Vec<Variant>);

/// Variants that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidVariants(Vec<Variant>);

impl Variants {
    /// As many variants of equal share: `control`, then `B`, `C` and so on.
    pub fn equal(count: u32) -> Self {
        let name = |n: u32| if n == 0 { "control".to_owned() } else { char::from(b'A' + n.min(25) as u8).to_string() };
        Self((0..count).map(|n| Variant { name: name(n), weight: 1 }).collect())
    }

    /// Checks number, names and weights.
    ///
    /// # Errors
    /// [`ExperimentError`] for the first that cannot be used.
    pub fn check(self) -> Result<ValidVariants, ExperimentError> {
        let variants: Vec<Variant> =
            self.0.into_iter().map(|v| Variant { name: v.name.trim().to_owned(), weight: v.weight }).collect();
        if !(2..=MAX_VARIANTS).contains(&variants.len()) {
            return Err(ExperimentError::VariantCount { count: variants.len() });
        }
        for (at, variant) in variants.iter().enumerate() {
            if variant.name.is_empty() {
                return Err(ExperimentError::VariantWithoutName);
            }
            if variants[..at].iter().any(|v| v.name.to_lowercase() == variant.name.to_lowercase()) {
                return Err(ExperimentError::VariantTwice { name: variant.name.clone() });
            }
            ensure_in_range("weight", f64::from(variant.weight), 1.0, 1000.0)?;
        }
        Ok(ValidVariants(variants))
    }
}

impl ValidVariants {
    /// The variants, the control first.
    pub fn get(&self) -> &[Variant] {
        &self.0
    }

    /// Each one's share of the customers.
    pub fn shares(&self) -> Vec<f64> {
        let sum: u32 = self.0.iter().map(|v| v.weight).sum();
        self.0.iter().map(|v| f64::from(v.weight) / f64::from(sum.max(1))).collect()
    }
}

/// A variant for each customer; `strata` tells each one's stratum (segment). Within a stratum, and over all, each variant's number
/// differs from its share by less than the number of variants (by at most one, where the shares are equal). The same customers,
/// strata, variants and seed give the same list.
///
/// Customers of each stratum are put into random order, the strata into random order after another, and the row so made is dealt
/// from a fixed cycle of variants that begins at a random place: so each customer's chance of each variant is its share.
///
/// ```
/// use clientele_analytics::experiment::{Variants, assign};
///
/// let variants = Variants::equal(2).check()?;
/// let segments = [0, 0, 0, 0, 1, 1, 1, 1];
/// let variant = assign(&segments, &variants, 42);
/// for of_segment in [&variant[..4], &variant[4..]] {
///     assert_eq!(of_segment.iter().filter(|&&variant| variant == 0).count(), 2, "half of each segment is the control");
/// }
/// assert_eq!(variant, assign(&segments, &variants, 42), "the same seed, the same groups");
/// # Ok::<(), clientele_analytics::experiment::ExperimentError>(())
/// ```
pub fn assign(strata: &[u32], variants: &ValidVariants, seed: u64) -> Vec<u16> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut row: Vec<u32> = (0..strata.len() as u32).collect();
    shuffle(&mut rng, &mut row);
    let mut labels: Vec<u32> = strata.to_vec();
    labels.sort_unstable();
    labels.dedup();
    let mut order: Vec<u32> = (0..labels.len() as u32).collect();
    shuffle(&mut rng, &mut order);
    let place: Vec<u32> = strata
        .iter()
        .map(|stratum| labels.binary_search(stratum).ok().and_then(|at| order.get(at).copied()).unwrap_or(0))
        .collect();
    // A stable sort: within a stratum the random order stays.
    row.sort_by_key(|&customer| place[customer as usize]);

    let cycle = cycle(variants);
    let start = below(&mut rng, cycle.len() as u32) as usize;
    let mut out = vec![0; strata.len()];
    for (n, &customer) in row.iter().enumerate() {
        out[customer as usize] = cycle[(start + n) % cycle.len()];
    }
    out
}

/// The variants by turns, each as often as its weight says and as evenly spread as can be: next is the one furthest behind its share.
fn cycle(variants: &ValidVariants) -> Vec<u16> {
    let weights: Vec<u32> = variants.0.iter().map(|v| v.weight).collect();
    let divisor = weights.iter().copied().fold(0, common_divisor).max(1);
    let weights: Vec<i64> = weights.iter().map(|w| i64::from(w / divisor)).collect();
    let sum: i64 = weights.iter().sum();
    let mut given = vec![0_i64; weights.len()];
    (1..=sum)
        .map(|n| {
            let behind = |k: usize| weights[k] * n - given[k] * sum;
            let next = (0..weights.len()).max_by_key(|&k| (behind(k), weights.len() - k)).unwrap_or(0);
            given[next] += 1;
            next as u16
        })
        .collect()
}

fn common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn variants(weights: &[u32]) -> ValidVariants {
        let all = weights.iter().enumerate().map(|(n, &weight)| Variant { name: format!("v{n}"), weight });
        Variants(all.collect()).check().unwrap()
    }

    proptest! {
        #[test]
        fn shares_are_met_in_every_stratum(
            strata in proptest::collection::vec(0_u32..6, 0..400), weights in proptest::collection::vec(1_u32..8, 2..5), seed in 0_u64..99,
        ) {
            let variants = variants(&weights);
            let found = assign(&strata, &variants, seed);
            prop_assert_eq!(&found, &assign(&strata, &variants, seed));
            let even = weights.iter().all(|w| *w == weights[0]);
            for stratum in (0..6).map(Some).chain([None]) {
                let among: Vec<u16> =
                    (0..strata.len()).filter(|&i| stratum.is_none_or(|s| strata[i] == s)).map(|i| found[i]).collect();
                for (k, share) in variants.shares().iter().enumerate() {
                    let n = among.iter().filter(|v| usize::from(**v) == k).count() as f64;
                    let off = (n - share * among.len() as f64).abs();
                    prop_assert!(off < if even { 1.0 } else { weights.len() as f64 }, "{stratum:?} {k}: {off}");
                }
            }
        }
    }

    #[test]
    fn every_customer_may_get_every_variant() {
        // Strata of one, and unequal shares: the chance of each customer is the share all the same.
        let variants = variants(&[3, 1]);
        let strata: Vec<u32> = (0..9).collect();
        let mut counts = [0_u32; 9];
        for seed in 0..4_000 {
            for (count, variant) in counts.iter_mut().zip(assign(&strata, &variants, seed)) {
                *count += u32::from(variant);
            }
        }
        // 1,000 each, standard deviation 27: five of them.
        assert!(counts.iter().all(|n| (865..=1_135).contains(n)), "{counts:?}");
    }

    #[test]
    fn bad_variants_are_named() {
        let check = |names: &[(&str, u32)], expected: &str| {
            let all = names.iter().map(|(name, weight)| Variant { name: (*name).to_owned(), weight: *weight });
            assert_eq!(Variants(all.collect()).check().unwrap_err().to_string(), expected);
        };
        check(&[("a", 1)], "The experiment has 1 variants; it must be 2 to 10");
        check(&[("a", 1), (" A ", 1)], "Two variants have the name \"A\"");
        check(&[("a", 1), ("  ", 1)], "A variant has no name");
        check(&[("a", 1), ("b", 0)], "weight is 0; it must be 1 to 1000");
        let names: Vec<String> = Variants::equal(3).check().unwrap().get().iter().map(|v| v.name.clone()).collect();
        assert_eq!(names, ["control", "B", "C"]);
    }
}
