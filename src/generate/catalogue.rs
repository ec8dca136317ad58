//! The catalogue: five categories with log-normal prices in a band, brands, unique names, a long tail of popularity, and
//! products that belong together.

use super::draw::Draws;
use clientele_core::domain::Money;

/// What a category is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategorySpec {
    /// Its name.
    pub name: &'static str,
    /// Share of the catalogue by default, in percent.
    pub share: u32,
    /// Median price in cents, before prices outside the band are drawn again.
    pub median_cents: f64,
    /// Standard deviation of the logarithm of the price.
    pub sigma: f64,
    /// The lowest and highest price in cents.
    pub band_cents: (u32, u32),
    /// Brands; publishers for books.
    brands: &'static [&'static str],
    /// First words of names: product lines; for books, adjectives.
    lines: &'static [&'static str],
    /// Second words of names, for books only.
    nouns: &'static [&'static str],
    /// Kinds of products in pairs: a main one, what goes with it, and whether that is used up.
    kinds: &'static [(&'static str, &'static str, bool)],
}

/// The five categories.
pub const CATEGORIES: [CategorySpec; 5] = [
    CategorySpec {
        name: "Electronics",
        share: 20,
        median_cents: 9_000.0,
        sigma: 0.9,
        band_cents: (900, 250_000),
        brands: &["Voltara", "Nimbus", "Kaito", "Orbix", "Lumen & Co", "Zentek", "Halden", "Pixora", "Corevo", "Tessel"],
        lines: &[
            "Aero", "Pulse", "Nova", "Prime", "Edge", "Flux", "Echo", "Vista", "Core", "Zen", "Ion", "Orbit", "Spark", "Terra",
        ],
        nouns: &[],
        kinds: &[
            ("Headphones", "Headphone Stand", false),
            ("Smartphone", "Phone Case", false),
            ("Laptop", "Laptop Sleeve", false),
            ("Camera", "Memory Card", false),
            ("Printer", "Ink Cartridge", true),
            ("Smart Speaker", "Smart Bulb", false),
            ("Electric Toothbrush", "Brush Heads", true),
            ("Games Controller", "Charging Dock", false),
        ],
    },
    CategorySpec {
        name: "Clothing",
        share: 24,
        median_cents: 3_400.0,
        sigma: 0.6,
        band_cents: (500, 30_000),
        brands: &[
            "Northfold",
            "Maren",
            "Atelier Brun",
            "Sundry",
            "Wilder & Oak",
            "Lindqvist",
            "Cotonne",
            "Harbour Lane",
            "Ravello",
        ],
        lines: &[
            "Classic", "Coastal", "Everyday", "Heritage", "Linen", "Merino", "Organic", "Relaxed", "Slim", "Vintage", "Weekend",
            "Woodland",
        ],
        nouns: &[],
        kinds: &[
            ("Sneakers", "Socks", true),
            ("Shirt", "Tie", false),
            ("Jeans", "Belt", false),
            ("Dress", "Scarf", false),
            ("Winter Coat", "Gloves", false),
            ("Rain Jacket", "Umbrella", false),
            ("Leather Shoes", "Shoe Polish", true),
            ("Cardigan", "T-Shirt", true),
        ],
    },
    CategorySpec {
        name: "Books",
        share: 20,
        median_cents: 1_450.0,
        sigma: 0.45,
        band_cents: (300, 9_000),
        brands: &["Lantern Press", "Quill House", "Meridian Books", "Foxglove", "Paper Harbour", "Stonebridge", "Inkwell & Sons"],
        lines: &[
            "The Silent",
            "The Golden",
            "The Hidden",
            "A Distant",
            "The Last",
            "A Simple",
            "The Northern",
            "The Broken",
            "An Endless",
            "The Quiet",
        ],
        nouns: &[
            "Harbour", "Garden", "River", "Kitchen", "Mountain", "Library", "Winter", "Island", "Letter", "Orchard", "Road",
            "Season",
        ],
        kinds: &[
            ("a Novel", "the Sequel", false),
            ("a Cookbook", "a Kitchen Journal", false),
            ("a Travel Guide", "a Phrase Book", false),
            ("a Biography", "the Letters", false),
            ("a History", "an Atlas", false),
            ("a Language Course", "an Exercise Book", true),
        ],
    },
    CategorySpec {
        name: "Home",
        share: 20,
        median_cents: 4_200.0,
        sigma: 0.8,
        band_cents: (500, 90_000),
        brands: &["Hearthly", "Casa Nova", "Oak & Clay", "Björkholm", "Morrow", "Tidewater", "Domus", "Fernhill", "Kupari"],
        lines: &["Alder", "Bistro", "Cosy", "Country", "Ember", "Loft", "Meadow", "Nordic", "Rustic", "Stone", "Studio", "Urban"],
        nouns: &[],
        kinds: &[
            ("Coffee Machine", "Coffee Beans", true),
            ("Teapot", "Loose Leaf Tea", true),
            ("Duvet Cover", "Pillowcase", false),
            ("Frying Pan", "Spatula", false),
            ("Lantern", "Candles", true),
            ("Desk Lamp", "Light Bulb", true),
            ("Plant Pot", "Potting Soil", true),
            ("Dinner Set", "Table Runner", false),
        ],
    },
    CategorySpec {
        name: "Sports",
        share: 16,
        median_cents: 3_900.0,
        sigma: 0.7,
        band_cents: (500, 70_000),
        brands: &["Strider", "Alpenjoch", "Kinetic", "Riptide", "Summit & Vale", "Velox", "Baseline", "Torrent"],
        lines: &["Apex", "Circuit", "Dash", "Endure", "Glide", "Peak", "Rally", "Sprint", "Stride", "Summit", "Trail", "Vector"],
        nouns: &[],
        kinds: &[
            ("Tennis Racket", "Tennis Balls", true),
            ("Yoga Mat", "Yoga Block", false),
            ("Running Shoes", "Running Socks", true),
            ("Shaker Bottle", "Protein Powder", true),
            ("Bicycle Helmet", "Bicycle Lights", false),
            ("Tent", "Sleeping Bag", false),
            ("Dumbbells", "Training Gloves", false),
            ("Swimming Goggles", "Swimming Cap", false),
        ],
    },
];

/// The weights of the categories unless others are set: their shares.
pub(super) const DEFAULT_WEIGHTS: [u16; CATEGORIES.len()] = {
    let mut weights = [0; CATEGORIES.len()];
    let mut category = 0;
    while category < weights.len() {
        weights[category] = CATEGORIES[category].share as u16;
        category += 1;
    }
    weights
};

/// No complement.
const ALONE: u32 = u32::MAX;

/// Products as columns, one row each, in the order of their ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    category: Vec<u8>,
    kind: Vec<u8>,
    /// Whether it is the second of its kind's pair.
    accessory: Vec<bool>,
    /// Which of the products of its kind: decides line, brand and model number.
    serial: Vec<u32>,
    price_cents: Vec<u32>,
    complement: Vec<u32>,
    shelves: Vec<Shelf>,
}

/// The products of one category, as buyers choose among them.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shelf {
    products: Vec<u32>,
    /// Running sums of popularity, in the order of `products`.
    popularity: Vec<u64>,
    /// For each of `products`, how many permille of the shelf cost less.
    price_rank: Vec<u16>,
}

impl Catalogue {
    /// Number of products.
    pub fn len(&self) -> usize {
        self.category.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.category.is_empty()
    }

    /// The category of a product: a position in [`CATEGORIES`].
    pub fn category(&self, row: usize) -> usize {
        self.category.get(row).map_or(0, |&category| usize::from(category))
    }

    /// The product's name, which no other product has.
    pub fn name(&self, row: usize) -> String {
        let (spec, kind, serial) = self.parts(row);
        let accessory = self.accessory.get(row).copied().unwrap_or(false);
        let kind = spec.kinds.get(kind).map_or("", |&(main, other, _)| if accessory { other } else { main });
        let line = spec.lines.get(serial % spec.lines.len()).copied().unwrap_or("");
        let rest = serial / spec.lines.len();
        let seconds = if spec.nouns.is_empty() { spec.brands } else { spec.nouns };
        let second = seconds.get(rest % seconds.len()).copied().unwrap_or("");
        let edition = rest / seconds.len() + 1;
        match (spec.nouns.is_empty(), edition) {
            (true, 1) => format!("{second} {line} {kind}"),
            (true, n) => format!("{second} {line} {kind} {n}"),
            (false, 1) => format!("{line} {second}: {kind}"),
            (false, n) => format!("{line} {second}: {kind}, Volume {n}"),
        }
    }

    /// The product's brand, or a book's publisher.
    pub fn brand(&self, row: usize) -> &'static str {
        let (spec, kind, serial) = self.parts(row);
        let at = if spec.nouns.is_empty() { serial / spec.lines.len() } else { serial * 3 + kind };
        spec.brands.get(at % spec.brands.len()).copied().unwrap_or("")
    }

    /// The catalogue price of one piece.
    pub fn price(&self, row: usize) -> Money {
        Money::from_cents(i64::from(self.price_cents(row))).unwrap_or_default()
    }

    /// Whether the product is used up and bought again.
    pub fn is_consumable(&self, row: usize) -> bool {
        let (spec, kind, _) = self.parts(row);
        self.accessory.get(row).copied().unwrap_or(false) && spec.kinds.get(kind).is_some_and(|kind| kind.2)
    }

    /// The product that belongs with this one and is often bought with it.
    pub fn complement(&self, row: usize) -> Option<usize> {
        self.complement.get(row).filter(|&&other| other != ALONE).map(|&other| other as usize)
    }

    /// All pairs of products that belong together, each once, the smaller row first.
    pub fn planted_pairs(&self) -> Vec<(usize, usize)> {
        (0..self.len()).filter_map(|row| self.complement(row).filter(|&other| row < other).map(|other| (row, other))).collect()
    }

    pub(super) fn price_cents(&self, row: usize) -> u32 {
        self.price_cents.get(row).copied().unwrap_or(0)
    }

    /// Builds `products` products, of each category in proportion to its weight; one weight at least is not 0.
    pub(super) fn generate(products: u32, weights: &[u16; CATEGORIES.len()], draws: &mut Draws) -> Self {
        let mut catalogue = Self::default();
        let all = weights.iter().map(|&weight| u64::from(weight)).sum::<u64>().max(1);
        let mut sum: u64 = 0;
        let mut built = 0;
        for (category, (spec, &weight)) in CATEGORIES.iter().zip(weights).enumerate() {
            sum += u64::from(weight);
            // Running totals are rounded, so the shares add up to all products.
            let up_to = (u64::from(products) * sum / all) as u32;
            catalogue.add_category(category, spec, up_to - built, draws);
            built = up_to;
        }
        let mut order: Vec<u32> = (0..products).collect();
        draws.shuffle(&mut order);
        catalogue.reorder(&order);
        catalogue.shelves = (0..CATEGORIES.len()).map(|category| catalogue.shelf(category, draws)).collect();
        catalogue
    }

    /// A product of the category that suits a buyer who wants one at `price_rank` (permille of the shelf): the nearest of a few
    /// drawn by popularity. `None` when the category has no products.
    pub(super) fn choose(&self, category: usize, price_rank: u16, draws: &mut Draws) -> Option<usize> {
        let shelf = self.shelves.get(category)?;
        let mut best: Option<(u16, u32)> = None;
        for _ in 0..3 {
            let at = draws.by_weight(&shelf.popularity, 0, shelf.products.len());
            let (&product, &rank) = (shelf.products.get(at)?, shelf.price_rank.get(at)?);
            let gap = rank.abs_diff(price_rank);
            if best.is_none_or(|(smallest, _)| gap < smallest) {
                best = Some((gap, product));
            }
        }
        best.map(|(_, product)| product as usize)
    }

    /// A category's products with the weight of their popularity and how many permille of the shelf cost less.
    #[cfg(test)]
    pub(super) fn shelf_weights(&self, category: usize) -> Vec<(usize, u64, u16)> {
        let shelf = &self.shelves[category];
        let below = std::iter::once(0).chain(shelf.popularity.iter().copied());
        let weights = shelf.popularity.iter().zip(below).map(|(sum, below)| sum - below);
        let products = shelf.products.iter().map(|&product| product as usize);
        products.zip(weights).zip(&shelf.price_rank).map(|((product, weight), &rank)| (product, weight, rank)).collect()
    }

    /// Whether a category has products.
    pub(super) fn has(&self, category: usize) -> bool {
        self.shelves.get(category).is_some_and(|shelf| !shelf.products.is_empty())
    }

    fn parts(&self, row: usize) -> (&'static CategorySpec, usize, usize) {
        let spec = CATEGORIES.get(self.category(row)).unwrap_or(&CATEGORIES[0]);
        let kind = self.kind.get(row).map_or(0, |&kind| usize::from(kind));
        (spec, kind, self.serial.get(row).map_or(0, |&serial| serial as usize))
    }

    /// Adds products in pairs: a main product and its accessory, which gets the lower of two prices. With an odd number, the last is alone.
    fn add_category(&mut self, category: usize, spec: &CategorySpec, products: u32, draws: &mut Draws) {
        for pair in 0..products.div_ceil(2) {
            let kinds = spec.kinds.len() as u32;
            let kind = pair % kinds;
            // A stride without a common factor spreads lines and brands, and gives every pair of a kind its own.
            let names = (spec.lines.len() * if spec.nouns.is_empty() { spec.brands.len() } else { spec.nouns.len() }) as u32;
            let number = pair / kinds;
            let serial = number / names * names + (number % names * coprime_stride(names) + kind * 11) % names;
            let (a, b) = (price(spec, draws), price(spec, draws));
            let first = self.category.len() as u32;
            let members = if pair * 2 + 1 < products { 2 } else { 1 };
            for member in 0..members {
                self.category.push(category as u8);
                self.kind.push(kind as u8);
                self.accessory.push(member == 1);
                self.serial.push(serial);
                self.price_cents.push(if members == 1 {
                    a
                } else if member == 0 {
                    a.max(b)
                } else {
                    a.min(b)
                });
                self.complement.push(if members == 1 { ALONE } else { first + 1 - member });
            }
        }
    }

    fn reorder(&mut self, order: &[u32]) {
        let mut new = vec![0_u32; order.len()];
        for (position, &old) in order.iter().enumerate() {
            new[old as usize] = position as u32;
        }
        fn picked<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
            order.iter().map(|&old| values[old as usize]).collect()
        }
        self.category = picked(&self.category, order);
        self.kind = picked(&self.kind, order);
        self.accessory = picked(&self.accessory, order);
        self.serial = picked(&self.serial, order);
        self.price_cents = picked(&self.price_cents, order);
        let complements = picked(&self.complement, order);
        self.complement = complements.into_iter().map(|c| if c == ALONE { c } else { new[c as usize] }).collect();
    }

    fn shelf(&self, category: usize, draws: &mut Draws) -> Shelf {
        let mut products: Vec<u32> = (0..self.len() as u32).filter(|&row| self.category(row as usize) == category).collect();
        // The order of popularity is random; the weights are Zipf's with exponent 0.8.
        draws.shuffle(&mut products);
        let mut sum = 0;
        let popularity = (0..products.len())
            .map(|rank| {
                sum += (1e9 * libm::pow(rank as f64 + 1.0, -0.8)) as u64 + 1;
                sum
            })
            .collect();
        let mut prices: Vec<u32> = products.iter().map(|&row| self.price_cents(row as usize)).collect();
        prices.sort_unstable();
        let rank = |row: &u32| {
            let below = prices.partition_point(|&price| price < self.price_cents(*row as usize));
            (below as u64 * 1_000 / prices.len().max(1) as u64) as u16
        };
        let price_rank = products.iter().map(rank).collect();
        Shelf { products, popularity, price_rank }
    }
}

/// Log-normal within the band, ending in 9.
fn price(spec: &CategorySpec, draws: &mut Draws) -> u32 {
    let (low, high) = spec.band_cents;
    loop {
        let cents = spec.median_cents * libm::exp(spec.sigma * draws.normal());
        if cents >= f64::from(low) && cents < f64::from(high) {
            return cents as u32 / 10 * 10 + 9;
        }
    }
}

/// A number near 0.6 `n` that has no factor in common with `n`.
fn coprime_stride(n: u32) -> u32 {
    let gcd = |mut a: u32, mut b: u32| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (n * 3 / 5..n).find(|&stride| stride > 0 && gcd(stride, n) == 1).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_pairs_are_mutual() {
        for products in [1, 2, 7, 500, 20_000] {
            let catalogue = Catalogue::generate(products, &DEFAULT_WEIGHTS, &mut Draws::new(1, 1));
            assert_eq!(catalogue.len(), products as usize);
            let mut names: Vec<String> = (0..catalogue.len()).map(|row| catalogue.name(row)).collect();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), products as usize);
            for (a, b) in catalogue.planted_pairs() {
                assert_eq!(catalogue.complement(b), Some(a));
                assert_eq!(catalogue.category(a), catalogue.category(b));
            }
            if products >= 500 {
                assert!(catalogue.planted_pairs().len() * 2 + 5 >= products as usize);
            }
        }
    }

    #[test]
    fn prices_are_log_normal_in_their_band() {
        let catalogue = Catalogue::generate(20_000, &DEFAULT_WEIGHTS, &mut Draws::new(5, 1));
        // The standard normal distribution function, from the error function.
        let normal = |z: f64| 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
        for (category, spec) in CATEGORIES.iter().enumerate() {
            let mut prices: Vec<u32> =
                (0..catalogue.len()).filter(|&r| catalogue.category(r) == category).map(|r| catalogue.price_cents(r)).collect();
            prices.sort_unstable();
            let (low, high) = spec.band_cents;
            assert!(prices[0] >= low && prices[prices.len() - 1] <= high);
            let z = |cents: u32| normal(libm::log(f64::from(cents) / spec.median_cents) / spec.sigma);
            let n = prices.len() as f64;
            let distance = |(i, &cents): (usize, &u32)| {
                let expected = (z(cents) - z(low)) / (z(high) - z(low));
                (expected - (i as f64 + 0.5) / n).abs()
            };
            let worst = prices.iter().enumerate().map(distance).fold(0.0, f64::max);
            // Kolmogorov-Smirnov at one in a thousand, and room for prices that end in 9.
            assert!(worst < 1.95 / n.sqrt() + 0.01, "{}: {worst}", spec.name);
        }
    }

    #[test]
    fn popularity_has_a_long_tail() {
        let catalogue = Catalogue::generate(500, &DEFAULT_WEIGHTS, &mut Draws::new(9, 1));
        let mut draws = Draws::new(10, 1);
        let mut sold = vec![0_u32; 500];
        for _ in 0..20_000 {
            let rank = draws.below(1_000) as u16;
            sold[catalogue.choose(1, rank, &mut draws).expect("has products")] += 1;
        }
        sold.sort_unstable_by(|a, b| b.cmp(a));
        let top: u32 = sold[..12].iter().sum();
        assert!(top > 6_000, "a tenth of the 120 products sell a third and more: {top}");
        assert!(sold[..110].iter().all(|&n| n > 0), "the tail sells too");
    }
}
