//! Whether what is generated has the distributions that are configured: chi-square and Kolmogorov-Smirnov tests at a
//! significance of one in a thousand, with fixed seeds, so that each passes always or never.

use super::behaviour::Behaviour;
use super::calendar::{CATEGORY_MONTH, Calendar};
use super::catalogue::{CATEGORIES, DEFAULT_WEIGHTS};
use super::draw::Draws;
use super::locale::Locale;
use super::params::GeneratorParams;
use super::shop::Shop;
use clientele_core::domain::Day;
use std::collections::BTreeSet;
use std::ops::Range;

/// The value that chi-square exceeds once in a thousand times, by degrees of freedom. Tabulated for few; for many the
/// approximation of Wilson & Hilferty (1931), which is then right to a tenth.
fn chi_square_limit(degrees: usize) -> f64 {
    match degrees {
        1 => 10.828,
        2 => 13.816,
        4 => 18.467,
        6 => 22.458,
        10 => 29.588,
        11 => 31.264,
        _ => {
            assert!(degrees >= 5, "no limit is stated for {degrees} degrees of freedom");
            let part = 2.0 / (9.0 * degrees as f64);
            let root = 1.0 - part + 3.0902 * part.sqrt();
            degrees as f64 * root * root * root
        }
    }
}

/// Pearson's chi-square of counts against expected ones; those expected fewer than five times are taken together.
fn chi_square(observed: &[u64], expected: &[f64]) -> (f64, usize) {
    assert_eq!(observed.len(), expected.len());
    let total: f64 = expected.iter().sum();
    assert!((total - observed.iter().sum::<u64>() as f64).abs() < 1e-6 * total, "both add up to the same");
    let (mut sum, mut cells, mut few) = (0.0, 0, (0.0, 0.0));
    for (&seen, &wanted) in observed.iter().zip(expected) {
        if wanted < 5.0 {
            few = (few.0 + seen as f64, few.1 + wanted);
        } else {
            sum += (seen as f64 - wanted) * (seen as f64 - wanted) / wanted;
            cells += 1;
        }
    }
    if few.1 > 0.0 {
        sum += (few.0 - few.1) * (few.0 - few.1) / few.1;
        cells += 1;
    }
    (sum, cells - 1)
}

#[track_caller]
fn assert_fits(what: &str, observed: &[u64], expected: &[f64]) {
    let (sum, degrees) = chi_square(observed, expected);
    assert!(sum < chi_square_limit(degrees), "{what}: chi-square is {sum} with {degrees} degrees\n{observed:?}\n{expected:.1?}");
}

/// The largest distance between the values' distribution and `below`, the share of values that should be less than one; looked
/// at just above every value that there can be. Values are rounded down to `step`, which makes the distance smaller, never
/// larger.
fn largest_distance(mut values: Vec<u32>, step: u32, below: impl Fn(u32) -> f64) -> f64 {
    values.sort_unstable();
    let n = values.len() as f64;
    let mut worst = 0.0_f64;
    for same in values.chunk_by(|a, b| a == b) {
        let value = same[0];
        let up_to = values.partition_point(|&v| v <= value) as f64 / n;
        let before = values.partition_point(|&v| v < value) as f64 / n;
        worst = worst.max((up_to - below(value + step)).abs()).max((before - below(value)).abs());
    }
    worst
}

/// What the distance exceeds once in a thousand times (Kolmogorov 1933).
fn distance_limit(values: usize) -> f64 {
    1.9495 / (values as f64).sqrt()
}

/// The standard normal distribution function.
fn normal(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// Many customers with few transactions each: what single draws look like shows best where little depends on other draws.
fn large(seed: u64) -> GeneratorParams {
    GeneratorParams { customers: 40_000, products: 500, transactions: 90_000, seed, ..GeneratorParams::default() }
}

fn generate(params: &GeneratorParams) -> Shop {
    Shop::generate(params.check().expect("valid"))
}

/// Each customer's days with a purchase, as days since the first of the period.
fn trips(shop: &Shop) -> Vec<BTreeSet<usize>> {
    let mut days = vec![BTreeSet::new(); shop.people.len()];
    for (&customer, &day) in shop.purchases.customer.iter().zip(&shop.purchases.day_offset) {
        days[customer as usize].insert(usize::from(day));
    }
    days
}

fn rows_of(shop: &Shop, behaviour: Behaviour) -> impl Iterator<Item = usize> {
    (0..shop.purchases.len()).filter(move |&row| shop.behaviour[shop.purchases.customer[row] as usize] == behaviour)
}

/// The offset of the first day on which a customer can buy.
fn from_day(shop: &Shop, customer: usize) -> usize {
    (shop.people.registered(customer).0 - shop.params.first_day.0).max(0) as usize
}

/// Compares days with the weights of the calendar, by weekday and by month. Each item is some days of one customer and the window
/// that they must lie in.
#[track_caller]
fn assert_days_fit(what: &str, shop: &Shop, running: &[u64], samples: &[(Vec<usize>, Range<usize>)]) {
    let weight = |day: usize| (running[day] - if day == 0 { 0 } else { running[day - 1] }) as f64;
    let date = |day: usize| Day(shop.params.first_day.0 + day as i32);
    type Cell<'a> = &'a dyn Fn(usize) -> usize;
    let cells: [(&str, usize, Cell<'_>); 2] =
        [("weekday", 7, &|day| usize::from(date(day).weekday())), ("month", 12, &|day| usize::from(date(day).to_ymd().1) - 1)];
    for (name, n, cell) in cells {
        let (mut observed, mut expected) = (vec![0; n], vec![0.0; n]);
        for (days, window) in samples {
            let total: f64 = window.clone().map(weight).sum();
            for day in window.clone() {
                expected[cell(day)] += days.len() as f64 * weight(day) / total;
            }
            for &day in days {
                assert!(window.contains(&day));
                observed[cell(day)] += 1;
            }
        }
        assert_fits(&format!("{what} by {name}"), &observed, &expected);
    }
}

#[test]
fn the_tests_can_fail() {
    // Of a thousand each, six percent more in one cell is within chance, eighteen is not.
    let (sum, degrees) = chi_square(&[1_060, 990, 990, 990, 990, 990, 990], &[1_000.0; 7]);
    assert!(sum < chi_square_limit(degrees));
    let (sum, degrees) = chi_square(&[1_180, 970, 970, 970, 970, 970, 970], &[1_000.0; 7]);
    assert!(sum > chi_square_limit(degrees) && degrees == 6);
    let mut draws = Draws::new(1, 1);
    let values: Vec<u32> = (0..5_000).map(|_| (1_000.0 * draws.unit()) as u32).collect();
    let below = |value: u32| f64::from(value) / 1_000.0;
    assert!(largest_distance(values.clone(), 1, below) < distance_limit(5_000));
    assert!(largest_distance(values, 1, |value| below(value) * below(value)) > distance_limit(5_000));
    // The approximation against tables: 124.839 with 80 degrees.
    assert!((chi_square_limit(80) - 124.839).abs() < 0.1, "{}", chi_square_limit(80));
}

#[test]
fn buyers_have_the_shares_asked_for() {
    let check = |frequent: u16, seasonal: u16, once: u16| {
        let params = GeneratorParams {
            frequent_permille: frequent,
            seasonal_permille: seasonal,
            one_time_permille: once,
            transactions: 8_000,
            ..GeneratorParams::default()
        };
        let shop = generate(&params);
        assert_eq!(shop.purchases.len(), 8_000);
        let count = |wanted: Behaviour| shop.behaviour.iter().filter(|&&b| b == wanted).count() as u16;
        let shares = [Behaviour::Frequent, Behaviour::Seasonal, Behaviour::OneTime].map(count);
        assert_eq!(shares, [frequent, seasonal, once]);
        for &row in &shop.purchases.customer {
            assert_ne!(shop.behaviour[row as usize], Behaviour::Registered);
        }
    };
    check(200, 300, 500);
    check(600, 0, 400);
    check(100, 850, 50);
    check(1_000, 0, 0);
}

#[test]
fn frequent_buyers_make_each_number_of_five_to_fifteen_alike() {
    let shop = generate(&GeneratorParams { transactions: 360_000, ..large(1) });
    let mut rows = vec![0_usize; shop.people.len()];
    for &customer in &shop.purchases.customer {
        rows[customer as usize] += 1;
    }
    let mut observed = [0_u64; 11];
    for (rows, _) in rows.iter().zip(&shop.behaviour).filter(|(_, b)| **b == Behaviour::Frequent) {
        observed[rows - 5] += 1;
    }
    assert_fits("transactions of frequent buyers", &observed, &[8_000.0 / 11.0; 11]);
}

#[test]
fn one_time_buyers_follow_weekdays_and_months() {
    let shop = generate(&large(2));
    let calendar = Calendar::new(shop.params.first_day, shop.params.last_day);
    let all = calendar.steady.len();
    let samples: Vec<_> = rows_of(&shop, Behaviour::OneTime)
        .map(|row| {
            let customer = shop.purchases.customer[row] as usize;
            let from = from_day(&shop, customer);
            // Who registers within the period buys within 45 days.
            let to = if shop.people.registered(customer) >= shop.params.first_day { (from + 45).min(all) } else { all };
            (vec![usize::from(shop.purchases.day_offset[row])], from..to)
        })
        .collect();
    assert_eq!(samples.len(), 20_000);
    assert_days_fit("one-time buyers", &shop, &calendar.steady, &samples);
}

#[test]
fn frequent_buyers_follow_weekdays_and_months() {
    let shop = generate(&large(3));
    let calendar = Calendar::new(shop.params.first_day, shop.params.last_day);
    let all = calendar.steady.len();
    // Nobody stays away before 90 days; later, the number of those who stay decides, too.
    let samples: Vec<_> = (trips(&shop).iter().enumerate())
        .filter(|(customer, _)| shop.behaviour[*customer] == Behaviour::Frequent)
        .map(|(customer, days)| {
            let from = from_day(&shop, customer);
            let window = from..(from + 90).min(all);
            (days.range(window.clone()).copied().collect(), window)
        })
        .collect();
    assert!(samples.iter().map(|(days, _): &(Vec<usize>, _)| days.len()).sum::<usize>() > 8_000);
    assert_days_fit("frequent buyers", &shop, &calendar.steady, &samples);
}

#[test]
fn seasonal_buyers_follow_holidays_and_promotions() {
    let shop = generate(&large(4));
    let calendar = Calendar::new(shop.params.first_day, shop.params.last_day);
    let all = calendar.seasonal.len();
    // Single trips: of several, no two are on one day, which makes the peaks flatter. Nobody stays away before 200 days.
    let samples: Vec<_> = (trips(&shop).iter().enumerate())
        .filter(|(customer, days)| shop.behaviour[*customer] == Behaviour::Seasonal && days.len() == 1)
        .map(|(customer, days)| {
            let from = from_day(&shop, customer);
            let window = from..(from + 200).min(all);
            (days.range(window.clone()).copied().collect(), window)
        })
        .collect();
    assert!(samples.iter().map(|(days, _): &(Vec<usize>, _)| days.len()).sum::<usize>() > 4_000);
    assert_days_fit("seasonal buyers", &shop, &calendar.seasonal, &samples);
}

#[test]
fn prices_are_log_normal_with_the_median_and_spread_of_their_category() {
    let shop = generate(&GeneratorParams { products: 50_000, ..large(5) });
    for (category, spec) in CATEGORIES.iter().enumerate() {
        let rows = (0..shop.catalogue.len()).filter(|&row| shop.catalogue.category(row) == category);
        // Prices end in 9: each stands for ten cents from nine below.
        let prices: Vec<u32> = rows.map(|row| shop.catalogue.price_cents(row) - 9).collect();
        let (low, high) = spec.band_cents;
        assert!(prices.iter().all(|price| price % 10 == 0 && (low / 10 * 10..high).contains(price)));
        let share = |cents: u32| normal(libm::log(f64::from(cents.clamp(low, high)) / spec.median_cents) / spec.sigma);
        let below = |cents: u32| (share(cents) - share(low)) / (share(high) - share(low));
        let distance = largest_distance(prices.clone(), 10, below);
        assert!(distance < distance_limit(prices.len()), "{}: {distance} of {}", spec.name, prices.len());
    }
}

/// What a buyer with any price taste chooses from a shelf, worked out from the weights: the nearest in price of three products
/// drawn by popularity.
fn shares_of_choice(shelf: &[(usize, u64, u16)]) -> Vec<f64> {
    let total: u64 = shelf.iter().map(|product| product.1).sum();
    // A taste is uniform on 0 to 1,000 and shifted by a normal draw with deviation 120, kept within 0 to 999.
    let psi = |z: f64| z * normal(z) + libm::exp(-0.5 * z * z) / std::f64::consts::TAU.sqrt();
    let below = |x: f64| 0.12 * (psi(x / 120.0) - psi((x - 1_000.0) / 120.0));
    let mut shares = vec![0.0; shelf.len()];
    for wanted in 0..1_000_u16 {
        let upper = if wanted == 999 { 1.0 } else { below(f64::from(wanted) + 1.0) };
        let chance = upper - if wanted == 0 { 0.0 } else { below(f64::from(wanted)) };
        let gap = |at: usize| shelf[at].2.abs_diff(wanted);
        let mut order: Vec<usize> = (0..shelf.len()).collect();
        order.sort_by_key(|&at| gap(at));
        let mut left = 1.0;
        for alike in order.chunk_by(|&a, &b| gap(a) == gap(b)) {
            let weight = alike.iter().map(|&at| shelf[at].1 as f64 / total as f64).sum::<f64>();
            let rest = (left - weight).max(0.0);
            let nearest = left * left * left - rest * rest * rest;
            for &at in alike {
                shares[at] += chance * nearest * (shelf[at].1 as f64 / total as f64) / weight;
            }
            left = rest;
        }
    }
    shares
}

#[test]
fn products_sell_as_their_popularity_and_price_say() {
    let shop = generate(&large(6));
    let mut sold = vec![0_u64; shop.catalogue.len()];
    for row in rows_of(&shop, Behaviour::OneTime) {
        sold[shop.purchases.product[row] as usize] += 1;
    }
    for (category, spec) in CATEGORIES.iter().enumerate() {
        let shelf = shop.catalogue.shelf_weights(category);
        // Zipf's law with exponent 0.8.
        for (rank, product) in shelf.iter().enumerate() {
            let expected = 1e9 * libm::pow(rank as f64 + 1.0, -0.8);
            assert!((product.1 as f64 - expected).abs() <= 1.0);
        }
        let observed: Vec<u64> = shelf.iter().map(|product| sold[product.0]).collect();
        let all = observed.iter().sum::<u64>() as f64;
        let shares = shares_of_choice(&shelf);
        let total: f64 = shares.iter().sum();
        assert!((total - 1.0).abs() < 1e-9, "{total}");
        let expected: Vec<f64> = shares.iter().map(|share| share / total * all).collect();
        assert_fits(spec.name, &observed, &expected);
    }
}

#[test]
fn categories_sell_by_their_weights_and_seasons() {
    let check = |weights: [u16; 5], seed: u64| {
        let shop = generate(&GeneratorParams { category_weights: weights, ..large(seed) });
        let all: u16 = weights.iter().sum();
        for (category, weight) in weights.iter().enumerate() {
            let products = (0..500).filter(|&row| shop.catalogue.category(row) == category).count() as f64;
            assert!((products - 500.0 * f64::from(*weight) / f64::from(all)).abs() < 1.0, "{category}: {products}");
        }
        // How a buyer's liking turns into shares is worked out by drawing many buyers.
        let mut draws = Draws::new(99, seed);
        let mut shares = [[0.0; 5]; 12];
        const DRAWN: usize = 100_000;
        for _ in 0..DRAWN {
            let liking: [f64; 5] = std::array::from_fn(|category| {
                let liking = draws.exponential(1.0);
                let relative = f64::from(weights[category]) / f64::from(all) / (f64::from(DEFAULT_WEIGHTS[category]) / 100.0);
                if weights[category] == 0 { 0.0 } else { (1.0 + liking * liking * liking * 1_000.0) * relative }
            });
            for (month, shares) in shares.iter_mut().enumerate() {
                let season = |category: usize| CATEGORY_MONTH[category][month] as f64;
                let total: f64 = (0..5).map(|category| liking[category] * season(category)).sum();
                for (category, share) in shares.iter_mut().enumerate() {
                    *share += liking[category] * season(category) / total / DRAWN as f64;
                }
            }
        }
        let (mut observed, mut expected) = (vec![0; 5], vec![0.0; 5]);
        for row in rows_of(&shop, Behaviour::OneTime) {
            observed[shop.catalogue.category(shop.purchases.product[row] as usize)] += 1;
            let month = usize::from(shop.day(row).to_ymd().1) - 1;
            for (expected, share) in expected.iter_mut().zip(shares[month]) {
                *expected += share;
            }
        }
        let sold: Vec<u64> = observed.iter().copied().zip(weights).filter(|(_, w)| *w > 0).map(|(o, _)| o).collect();
        let wanted: Vec<f64> = expected.into_iter().zip(weights).filter(|(_, w)| *w > 0).map(|(e, _)| e).collect();
        assert_eq!(sold.iter().sum::<u64>(), observed.iter().sum::<u64>(), "nothing is sold in a category without weight");
        assert_fits("categories", &sold, &wanted);
    };
    check(DEFAULT_WEIGHTS, 7);
    check([60, 10, 10, 10, 10], 8);
    check([1, 0, 3, 0, 2], 9);
}

#[test]
fn ages_and_cities_are_those_of_the_locale() {
    for (seed, locale) in (20..).zip(Locale::ALL) {
        let shop = generate(&GeneratorParams { customers: 20_000, transactions: 20_000, locale, ..large(seed) });
        let people = &shop.people;
        for country in locale.countries() {
            let rows: Vec<usize> = (0..people.len()).filter(|&row| people.country(row) == country.name).collect();
            let (mean, deviation) = country.age_years;
            let below = |age: u32| match age {
                0..=18 => 0.0,
                91.. => 1.0,
                _ => normal((f64::from(age) - mean) / deviation),
            };
            let ages: Vec<u32> = rows.iter().map(|&row| u32::from(people.age_years(row))).collect();
            let distance = largest_distance(ages, 1, below);
            assert!(distance < distance_limit(rows.len()), "{}: {distance}", country.name);
            let in_city = |city: &&str| rows.iter().filter(|&&row| people.city(row) == *city).count() as u64;
            let observed: Vec<u64> = country.cities.iter().map(in_city).collect();
            let even = rows.len() as f64 / observed.len() as f64;
            assert_fits(country.name, &observed, &vec![even; observed.len()]);
        }
        let in_country = |name: &str| (0..people.len()).filter(|&row| people.country(row) == name).count() as u64;
        if locale == Locale::Mixed {
            let observed: Vec<u64> = locale.countries().iter().map(|c| in_country(c.name)).collect();
            let expected: Vec<f64> = locale.countries().iter().map(|c| f64::from(c.share) * 200.0).collect();
            assert_fits("countries", &observed, &expected);
        }
    }
}

#[test]
fn promotions_and_pieces_have_their_shares() {
    let shop = generate(&large(10));
    let calendar = Calendar::new(shop.params.first_day, shop.params.last_day);
    let (mut cheaper, mut promoted) = (0_u64, 0_u64);
    // Single pieces and more, of consumables and of other products.
    let mut pieces = [[0_u64; 2]; 2];
    for row in 0..shop.purchases.len() {
        let product = shop.purchases.product[row] as usize;
        let full = shop.catalogue.price_cents(product);
        let is_cheaper = shop.purchases.price_cents[row] < full;
        if calendar.promotion[usize::from(shop.purchases.day_offset[row])] {
            promoted += 1;
            cheaper += u64::from(is_cheaper);
        } else {
            assert!(!is_cheaper, "cheaper on a plain day");
        }
        let several = usize::from(shop.purchases.quantity[row] > 1);
        pieces[usize::from(shop.catalogue.is_consumable(product))][several] += 1;
    }
    let all = promoted as f64;
    assert_fits("promotions", &[cheaper, promoted - cheaper], &[0.4 * all, 0.6 * all]);
    for (pieces, single) in pieces.iter().zip([0.88, 0.55]) {
        let all = pieces.iter().sum::<u64>() as f64;
        assert_fits("pieces", pieces, &[single * all, (1.0 - single) * all]);
    }
}

#[test]
fn the_share_of_dirty_rows_is_the_one_asked_for() {
    for (seed, permille) in [(11, 10), (12, 50), (13, 500)] {
        let shop = generate(&GeneratorParams { dirty_permille: permille, ..large(seed) });
        for mut chunks in [shop.customers_csv(), shop.transactions_csv()] {
            let bytes: usize = chunks.by_ref().map(|chunk| chunk.len()).sum();
            let injected = chunks.take_injected();
            let rows = if injected[0].file == "customers.csv" { 40_000 } else { 90_000 };
            assert!(bytes > rows as usize * 20);
            let faults = injected.len() as u64;
            let expected = rows as f64 * f64::from(permille) / 1_000.0;
            assert_fits("dirty rows", &[faults, rows - faults], &[expected, rows as f64 - expected]);
        }
    }
}
