use super::*;
use crate::csv_chunks::CsvChunks;
use crate::{CATEGORIES, Dialect, Generator, Locale, Manifest};
use proptest::prelude::*;

fn shop(customers: u32, products: u32, transactions: u32, seed: u64) -> Shop {
    let params = GeneratorParams { customers, products, transactions, seed, ..GeneratorParams::default() };
    Shop::generate(params.check().expect("valid"))
}

fn text(chunks: CsvChunks<'_>) -> String {
    String::from_utf8(chunks.flatten().collect()).expect("is UTF-8")
}

/// FNV-1a, 64 bits.
fn hash(text: &str) -> u64 {
    hash_bytes(text.as_bytes())
}

fn hash_bytes(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn totals_are_exact_for_any_size(customers in 1_u32..300, products in 1_u32..120, share in 0.0_f64..1.0, seed in any::<u64>()) {
        let transactions = 1 + (share * share * f64::from(customers * 60)) as u32;
        let shop = shop(customers, products, transactions, seed);
        prop_assert_eq!(shop.people.len(), customers as usize);
        prop_assert_eq!(shop.catalogue.len(), products as usize);
        prop_assert_eq!(shop.purchases.len(), transactions as usize);
        prop_assert_eq!(text(shop.customers_csv()).lines().count(), customers as usize + 1);
        prop_assert_eq!(text(shop.products_csv()).lines().count(), products as usize + 1);
        prop_assert_eq!(text(shop.transactions_csv()).lines().count(), transactions as usize + 1);
        for row in 0..shop.purchases.len() {
            let customer = shop.purchases.customer[row] as usize;
            prop_assert!(shop.people.registered(customer) <= shop.day(row), "bought before registering");
            prop_assert!(shop.day(row) <= shop.params.last_day && shop.purchases.quantity[row] >= 1);
            prop_assert!(shop.purchases.price_cents[row] > 0);
            prop_assert!((shop.purchases.product[row] as usize) < products as usize);
        }
        prop_assert!(shop.purchases.day_offset.is_sorted());
    }
}

#[test]
fn same_seed_same_bytes_on_every_target() {
    let shop = shop(1_000, 500, 9_000, 42);
    let files = [text(shop.customers_csv()), text(shop.products_csv()), text(shop.transactions_csv())];
    // The browser test compares the same three numbers.
    assert_eq!(files.each_ref().map(|file| hash(file)), DEFAULT_HASHES);
    let other = self::shop(1_000, 500, 9_000, 43);
    assert_ne!(text(other.customers_csv()), files[0]);
    assert_ne!(text(other.products_csv()), files[1]);
    assert_ne!(text(other.transactions_csv()), files[2]);
}

/// Of customers.csv, products.csv and transactions.csv of the default shop.
const DEFAULT_HASHES: [u64; 3] = [4_238_493_703_066_249_899, 1_183_058_170_839_780_250, 914_991_759_728_599_770];

#[test]
fn same_seed_same_dirt_on_every_target() {
    let params = GeneratorParams {
        customers: 300,
        products: 100,
        transactions: 2_500,
        dirty_permille: 50,
        locale: Locale::EsEs,
        dialect: Dialect::ExcelEuropean,
        ..GeneratorParams::default()
    };
    let shop = Shop::generate(params.check().expect("valid"));
    let mut manifest = Manifest::new(&shop);
    let mut bytes: Vec<u8> = Vec::new();
    for mut chunks in [shop.customers_csv(), shop.products_csv(), shop.transactions_csv()] {
        while let Some(chunk) = chunks.next() {
            bytes.extend(chunk);
            manifest.entries.extend(chunks.take_injected());
        }
    }
    bytes.extend(manifest.to_json().expect("can be written").bytes());
    assert_eq!(hash_bytes(&bytes), DIRTY_HASH);
}

/// Of the three files and the manifest of a dirty Spanish shop, one after the other.
const DIRTY_HASH: u64 = 1_015_181_136_746_871_595;

#[test]
fn steps_add_up_to_the_same_shop() {
    let params = GeneratorParams { customers: 300, transactions: 2_000, ..GeneratorParams::default() };
    let mut generator = Generator::new(params.check().expect("valid"));
    let mut last = 0;
    loop {
        let progress = generator.step();
        assert!(progress.done > last && progress.done <= progress.total);
        last = progress.done;
        if progress.is_done() {
            break;
        }
    }
    assert_eq!(generator.finish(), shop(300, 500, 2_000, 42));
}

#[test]
fn files_have_the_plain_schema_and_unique_ids() {
    let shop = shop(50, 30, 400, 1);
    let check = |chunks: CsvChunks<'_>, header: &str, first_id: &str| {
        let text = text(chunks);
        assert!(!text.contains('\r') && text.ends_with('\n'));
        assert_eq!(text.lines().next(), Some(header));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut ids: Vec<String> = reader.records().map(|r| r.expect("is well formed")[0].to_owned()).collect();
        assert_eq!(ids[0], first_id);
        let n = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), n);
    };
    check(shop.customers_csv(), "customer_id,name,email,registration_date,age,city,country", "C000001");
    check(shop.products_csv(), "product_id,product_name,category,brand,price", "P0001");
    check(shop.transactions_csv(), "transaction_id,customer_id,product_id,purchase_date,quantity,price", "T0000001");
}

#[test]
fn chunks_stay_below_a_megabyte() {
    let clean = GeneratorParams { customers: 12_000, products: 6_000, transactions: 30_000, ..GeneratorParams::default() };
    let dirty = GeneratorParams { dirty_permille: 500, locale: Locale::EsEs, ..clean.clone() };
    let [clean, dirty] = [clean, dirty].map(|params| Shop::generate(params.check().expect("valid")));
    for chunks in
        [&clean, &dirty].into_iter().flat_map(|shop| [shop.customers_csv(), shop.products_csv(), shop.transactions_csv()])
    {
        let sizes: Vec<usize> = chunks.map(|chunk| chunk.len()).collect();
        assert!(sizes.len() > 1 && sizes.iter().all(|&size| size <= 1_000_000), "{sizes:?}");
    }
}

#[test]
fn behaviours_have_their_shares_and_sizes() {
    let shop = shop(1_000, 500, 9_000, 42);
    let mut rows = vec![0_u32; 1_000];
    for &customer in &shop.purchases.customer {
        rows[customer as usize] += 1;
    }
    let of = |wanted: Behaviour| (0..1_000).filter(|&c| shop.behaviour[c] == wanted).collect::<Vec<_>>();
    assert_eq!([Behaviour::Frequent, Behaviour::Seasonal, Behaviour::OneTime].map(|b| of(b).len()), [200, 300, 500]);
    assert!(of(Behaviour::OneTime).iter().all(|&c| rows[c] == 1));
    assert!(of(Behaviour::Frequent).iter().all(|&c| (5..=15).contains(&rows[c])));
}

#[test]
fn seasonal_buyers_come_at_holidays_and_promotions() {
    let shop = shop(2_000, 300, 18_000, 3);
    let share = |wanted: Behaviour| {
        let rows: Vec<usize> =
            (0..shop.purchases.len()).filter(|&row| shop.behaviour[shop.purchases.customer[row] as usize] == wanted).collect();
        let peak = rows.iter().filter(|&&row| matches!(shop.day(row).to_ymd(), (_, 11, 20..) | (_, 12, _))).count();
        peak as f64 / rows.len() as f64
    };
    // Six weeks are 11 % of a year.
    assert!(share(Behaviour::Seasonal) > 0.35, "{}", share(Behaviour::Seasonal));
    assert!(share(Behaviour::Frequent) < 0.25, "{}", share(Behaviour::Frequent));
}

#[test]
fn planted_pairs_are_bought_together_more_than_chance() {
    let shop = shop(3_000, 200, 27_000, 8);
    let mut trips: Vec<(u32, u16, u32)> = (0..shop.purchases.len())
        .map(|row| (shop.purchases.customer[row], shop.purchases.day_offset[row], shop.purchases.product[row]))
        .collect();
    trips.sort_unstable();
    trips.dedup();
    let baskets: Vec<Vec<u32>> =
        trips.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(|trip| trip.iter().map(|t| t.2).collect()).collect();
    let n = baskets.len() as f64;
    let count = |wanted: &[u32]| baskets.iter().filter(|b| wanted.iter().all(|p| b.contains(p))).count() as f64;
    let lift = |a: usize, b: usize| {
        let (a, b) = (a as u32, b as u32);
        count(&[a, b]) * n / (count(&[a]) * count(&[b])).max(1.0)
    };
    let pairs = shop.catalogue.planted_pairs();
    let planted: Vec<f64> = pairs.iter().map(|&(a, b)| lift(a, b)).collect();
    let strong = planted.iter().filter(|&&lift| lift > 3.0).count();
    assert!(strong * 10 >= planted.len() * 9, "{strong} of {}", planted.len());
    // Each product beside the accessory of another pair of its category: hardly ever so strong.
    let others: Vec<f64> = pairs
        .windows(2)
        .filter(|w| shop.catalogue.category(w[0].0) == shop.catalogue.category(w[1].1))
        .map(|w| lift(w[0].0, w[1].1))
        .collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    assert!(mean(&planted) > 3.0 * mean(&others), "{} {}", mean(&planted), mean(&others));
}

#[test]
fn customers_keep_to_categories_prices_and_consumables() {
    let shop = shop(1_000, 500, 9_000, 42);
    let (mut favourite, mut rows, mut repeats) = (0, 0, 0);
    for customer in 0..1_000_u32 {
        let mine: Vec<usize> = (0..9_000).filter(|&row| shop.purchases.customer[row] == customer).collect();
        if mine.len() < 8 {
            continue;
        }
        let mut by_category = [0; CATEGORIES.len()];
        for &row in &mine {
            by_category[shop.catalogue.category(shop.purchases.product[row] as usize)] += 1;
        }
        favourite += by_category.iter().max().copied().unwrap_or(0);
        rows += mine.len();
        let mut bought: Vec<u32> = mine
            .iter()
            .map(|&row| shop.purchases.product[row])
            .filter(|&product| shop.catalogue.is_consumable(product as usize))
            .collect();
        let all = bought.len();
        bought.sort_unstable();
        bought.dedup();
        repeats += all - bought.len();
    }
    assert!(favourite * 2 > rows, "half of what a customer buys is in one category: {favourite} of {rows}");
    assert!(repeats > 200, "{repeats}");
}
