//! Matches cancellations and returns with the sales that they take back.

use crate::collect::columns::NONE;
use crate::collect::sales::Sales;
use clientele_core::domain::Day;
use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;

/// What a cancellation or return takes from a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reversal {
    /// The sale.
    pub(crate) row: u32,
    /// The row that takes back.
    pub(crate) by: u32,
    /// In ten-thousandths of a piece.
    pub(crate) quantity: i64,
    /// In ten-thousandths, at the sale's price.
    pub(crate) amount: i64,
    /// Nothing of the sale is left.
    pub(crate) is_all: bool,
}

/// A row that takes back more than any earlier sale has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unmatched {
    pub(crate) row: u32,
    /// What the pieces without a sale come to, in ten-thousandths; less than nothing.
    pub(crate) amount: i64,
}

/// What a row is to the matching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A sale that counts.
    Sale,
    /// A sale that its status has set aside: a reversal of the same order has nothing more to take.
    ClosedSale,
    /// A cancellation or a return.
    TakesBack,
    /// None of these.
    Other,
}

/// What was found: sorted by sale, and by row.
pub(crate) struct Matches {
    pub(crate) taken: Vec<Reversal>,
    pub(crate) unmatched: Vec<Unmatched>,
}

/// Finds for each row that takes back the sales that it belongs to: the same customer and product, not later; first those of the same order,
/// then those at the same price, then any, each time the latest first; of the same minute, the later row. `amount` is what each row comes to.
pub(crate) fn match_cancellations(
    sales: &Sales,
    day: &[Day],
    amount: impl Fn(usize) -> i64,
    part: impl Fn(usize) -> Part,
) -> Matches {
    let at = |column: &[u32], row: usize| column.get(row).copied().unwrap_or(NONE);
    let key = |row: usize| (at(&sales.customer, row), at(&sales.product, row));
    let quantity = |row: usize| sales.quantity.values.get(row).copied().unwrap_or(0);
    let reversals: Vec<usize> =
        (0..sales.len()).filter(|&row| part(row) == Part::TakesBack && key(row).0 != NONE && amount(row) != 0).collect();
    let keys: HashSet<(u32, u32), FxBuildHasher> = reversals.iter().map(|&row| key(row)).collect();
    if keys.is_empty() {
        return Matches { taken: Vec::new(), unmatched: Vec::new() };
    }
    // Fast path: most sales are of customers without any cancellation or return.
    let most = keys.iter().map(|key| key.0).max().unwrap_or(0);
    let mut took_back = vec![false; most as usize + 1];
    keys.iter().for_each(|key| {
        if let Some(flag) = took_back.get_mut(key.0 as usize) {
            *flag = true;
        }
    });
    let is_wanted = |key: (u32, u32)| took_back.get(key.0 as usize) == Some(&true) && keys.contains(&key);
    let time = |row: usize| {
        // An unknown time of day is before every known one.
        let minute = sales.minute.get(row).map_or(0, |minute| minute.wrapping_add(1));
        (day.get(row).copied().unwrap_or_default(), minute)
    };
    let mut events: Vec<_> = (0..sales.len())
        .filter(|&row| is_wanted(key(row)) && matches!(part(row), Part::Sale | Part::ClosedSale))
        .map(|row| (key(row), time(row), false, row))
        .chain(reversals.iter().map(|&row| (key(row), time(row), true, row)))
        .collect();
    events.sort_unstable();
    let (mut taken, mut unmatched) = (Vec::new(), Vec::new());
    for of_key in events.chunk_by(|a, b| a.0 == b.0) {
        // What is left of each sale so far.
        let mut open: Vec<OpenSale> = Vec::new();
        for &((_, product), _, is_reversal, row) in of_key {
            let pieces = quantity(row).saturating_abs();
            if !is_reversal {
                let counts = part(row) == Part::Sale;
                let order = at(&sales.order, row);
                open.push(OpenSale {
                    row: row as u32,
                    order,
                    counts,
                    bought: pieces,
                    left: pieces,
                    taken: 0,
                    amount: amount(row),
                });
                continue;
            }
            let mut wanted = pieces;
            let (order, worth) = (at(&sales.order, row), amount(row).saturating_abs());
            for nearness in [Nearness::OrderAndPrice, Nearness::Order, Nearness::Price, Nearness::Any] {
                // Where nobody says what came back, only a sale of the same order or at the same price can be meant.
                if nearness == Nearness::Any && product == NONE {
                    continue;
                }
                for sale in open.iter_mut().rev().filter(|sale| sale.left > 0) {
                    let is_same = i128::from(sale.amount) * i128::from(pieces) == i128::from(worth) * i128::from(sale.bought);
                    let is_near = match nearness {
                        Nearness::OrderAndPrice => is_same && order != NONE && sale.order == order,
                        Nearness::Order => order != NONE && sale.order == order,
                        Nearness::Price => is_same && sale.counts,
                        Nearness::Any => sale.counts,
                    };
                    if wanted <= 0 || !is_near {
                        continue;
                    }
                    let pieces = wanted.min(sale.left);
                    (wanted, sale.left) = (wanted - pieces, sale.left - pieces);
                    // The running total is rounded, so that all pieces together come to exactly the sale's amount.
                    let due = i128::from(sale.amount) * i128::from(sale.bought - sale.left) / i128::from(sale.bought.max(1));
                    let due = i64::try_from(due).unwrap_or(sale.amount);
                    let amount = due - sale.taken;
                    sale.taken = due;
                    if sale.counts {
                        taken.push(Reversal { row: sale.row, by: row as u32, quantity: pieces, amount, is_all: sale.left == 0 });
                    }
                }
            }
            if wanted > 0 {
                let amount = -i128::from(worth) * i128::from(wanted) / i128::from(pieces.max(1));
                unmatched.push(Unmatched { row: row as u32, amount: i64::try_from(amount).unwrap_or(0) });
            }
        }
    }
    taken.sort_unstable_by_key(|taken| (taken.row, taken.by));
    unmatched.sort_unstable_by_key(|unmatched| unmatched.row);
    Matches { taken, unmatched }
}

/// How near a sale is to the row that takes back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nearness {
    OrderAndPrice,
    Order,
    Price,
    Any,
}

struct OpenSale {
    row: u32,
    order: u32,
    /// Whether it is analysed.
    counts: bool,
    bought: i64,
    left: i64,
    taken: i64,
    amount: i64,
}
