//! Which columns of money add up with which, tested row by row: quantity × unit price = line total, less a discount, lines = order total.

use crate::recognise::lexicon::Word;
use crate::recognise::name_evidence::{NameEvidence, SAYS_IT};
use crate::recognise::orders::Orders;
use crate::recognise::price_kind::price_of_what;
use crate::recognise::value_evidence::ValueEvidence;
use crate::schema::meaning::{FileKind, Meaning};
use crate::schema::question::Question;
use clientele_core::domain::Money;

/// An identity needs so many rows that could contradict it.
const LEAST_ROWS: usize = 5;
/// Orders of several rows that say what is of the whole order.
pub(super) const LEAST_ORDERS: usize = 3;
/// What a meaning gains when the sums prove it.
pub(super) const PROVED: i64 = 700;
/// Columns of money and of pieces that are tried, the best names first.
const MAX_TRIED: usize = 12;
pub(super) const SCALE: i128 = Money::SCALE as i128;

/// What the sums say.
#[derive(Default)]
pub(crate) struct MoneyEvidence {
    pub(crate) gains: Vec<Gain>,
    /// Columns that cannot have a meaning.
    pub(crate) bans: Vec<(usize, Meaning)>,
    pub(crate) questions: Vec<Question>,
    /// Whether quantity × price, less a discount if there is one, is the total of the line.
    pub(crate) is_product_found: bool,
}

impl MoneyEvidence {
    /// Adds further evidence.
    pub(crate) fn add(&mut self, other: Self) {
        self.gains.extend(other.gains);
        self.bans.extend(other.bans);
        self.questions.extend(other.questions);
        self.is_product_found |= other.is_product_found;
    }
}

/// What a column gains for a meaning, and why, in words.
pub(crate) struct Gain {
    pub(crate) column: usize,
    pub(crate) meaning: Meaning,
    pub(crate) score: i64,
    pub(crate) why: String,
}

/// The columns of a table as far as money goes.
pub(crate) struct MoneyTable<'a> {
    pub(crate) headers: &'a [String],
    pub(crate) names: &'a [NameEvidence],
    pub(crate) values: &'a [ValueEvidence],
    /// Rows of the same order.
    pub(crate) orders: Option<&'a Orders>,
    /// The column that says what was bought.
    pub(crate) product: Option<usize>,
    /// Columns that are ids, dates or names.
    pub(crate) taken: &'a [usize],
}

impl MoneyTable<'_> {
    /// Tests what adds up.
    pub(crate) fn test(&self) -> MoneyEvidence {
        let mut found = MoneyEvidence::default();
        let mut pieces = self.candidates(&[Meaning::Quantity], ValueEvidence::is_pieces);
        let money = self.candidates(&[Meaning::UnitPrice, Meaning::LineTotal, Meaning::OrderTotal], ValueEvidence::is_numeric);
        let discounts = self.discounts();
        self.amounts_of_pieces(&mut pieces, &money, &mut found);
        self.pieces_off_already(&pieces, &money, &mut found);
        self.totals_with_tax(&pieces, &money, &discounts, &mut found);
        let money: Vec<usize> = money.into_iter().filter(|&column| !found.bans.contains(&(column, Meaning::LineTotal))).collect();
        let product = self.line_products(&pieces, &money, &discounts, &mut found);
        self.gross_and_net(&money, &discounts, &mut found);
        self.order_totals(&pieces, &money, &discounts, product.map(|(q, p, _)| (q, p)), &mut found);
        found.is_product_found = product.is_some();
        if product.is_none() {
            self.prices_of_what(&pieces, &money, &mut found);
        }
        self.order_discounts(&discounts, &mut found);
        self.ask_about_discounts(&money, &discounts, product, &mut found);
        found
    }

    pub(super) fn name(&self, column: usize, meaning: Meaning) -> f64 {
        self.names.get(column).map_or(0.0, |name| name.score(FileKind::Sales, meaning))
    }

    pub(super) fn header(&self, column: usize) -> &str {
        self.headers.get(column).map_or("", String::as_str)
    }

    pub(super) fn value(&self, column: usize, row: usize) -> Option<i128> {
        self.values.get(column)?.values.get(row).copied().flatten().map(i128::from)
    }

    pub(super) fn rows(&self) -> usize {
        self.values.first().map_or(0, |values| values.rows)
    }

    /// Columns that could have one of these meanings, the best names first.
    fn candidates(&self, meanings: &[Meaning], fits: impl Fn(&ValueEvidence) -> bool) -> Vec<usize> {
        let best = |column: usize| meanings.iter().map(|&m| self.name(column, m)).fold(-1.0, f64::max);
        let mut found: Vec<(usize, f64)> = (0..self.values.len())
            .filter(|column| !self.taken.contains(column))
            .filter(|&column| self.values.get(column).is_some_and(|v| fits(v) || best(column) >= SAYS_IT && v.numbers > 0))
            .map(|column| (column, best(column)))
            // A name that says something else altogether: an age, a week.
            .filter(|&(column, name)| {
                name > 0.0 || (name > -1.0 && self.names.get(column).is_some_and(NameEvidence::says_nothing))
            })
            .filter(|&(column, name)| self.values.get(column).is_some_and(|v| !(v.is_code && name < SAYS_IT)))
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(MAX_TRIED);
        found.into_iter().map(|(column, _)| column).collect()
    }

    /// Columns that are discounts by their names: shares first, with what makes one of them whole.
    fn discounts(&self) -> Vec<Discount> {
        let mut found = Vec::new();
        for (column, values) in self.values.iter().enumerate() {
            if !values.is_numeric() || self.taken.contains(&column) {
                continue;
            }
            let share = self.name(column, Meaning::DiscountShare) >= SAYS_IT && values.score(Meaning::DiscountShare).is_some();
            let amount =
                self.name(column, Meaning::LineDiscount) >= SAYS_IT || self.name(column, Meaning::OrderDiscount) >= SAYS_IT;
            let is_of_piece = self.name(column, Meaning::UnitDiscount) >= SAYS_IT;
            if share {
                let whole = if values.most > Money::SCALE || values.percents > 0 { 100 } else { 1 };
                found.push(Discount { column, whole: Some(whole), is_of_piece: false });
            }
            let is_only_share = share && (values.is_share() || values.percents > 0);
            if amount && !is_only_share {
                found.push(Discount { column, whole: None, is_of_piece: false });
            }
            if is_of_piece && !is_only_share {
                found.push(Discount { column, whole: None, is_of_piece });
            }
        }
        found
    }

    /// How many rows could contradict `left = right`, and in how many of them it holds.
    pub(super) fn holds(&self, test: impl Fn(usize) -> Option<Equation>) -> bool {
        let (mut told, mut held) = (0, 0);
        for row in 0..self.rows() {
            let Some(equation) = test(row).filter(|equation| equation.tells) else { continue };
            told += 1;
            held += usize::from((equation.left - equation.right).abs() <= equation.slack);
        }
        told >= LEAST_ROWS && held * 100 >= told * 95
    }

    /// Looks for quantity × price = total of the line, with or without a discount. Returns quantity and price.
    fn line_products(
        &self,
        pieces: &[usize],
        money: &[usize],
        discounts: &[Discount],
        found: &mut MoneyEvidence,
    ) -> Option<(usize, usize, usize)> {
        let mut best: Option<(f64, usize, usize, usize, Option<Discount>)> = None;
        for &q in pieces {
            for &p in money.iter().filter(|&&p| p != q && self.name(p, Meaning::UnitPrice) > -1.0) {
                for &l in money.iter().filter(|&&l| l != q && l != p) {
                    let name = self.name(l, Meaning::LineTotal).max(self.name(l, Meaning::OrderTotal) - 0.3);
                    if name <= -1.0 {
                        continue;
                    }
                    let names = self.name(q, Meaning::Quantity) + self.name(p, Meaning::UnitPrice) + name;
                    for discount in std::iter::once(None).chain(discounts.iter().copied().map(Some)) {
                        let is_own = discount.is_none_or(|d| ![q, p, l].contains(&d.column));
                        if !is_own || best.as_ref().is_some_and(|best| best.0 >= names) {
                            continue;
                        }
                        if self.holds(|row| self.line_equation(row, q, p, l, discount)) {
                            best = Some((names, q, p, l, discount));
                        }
                    }
                }
            }
        }
        let (_, q, p, l, discount) = best?;
        let less = discount.map_or_else(String::new, |d| format!(", less {}", self.header(d.column)));
        let why = format!("{} × {}{less} is {} in nearly every row", self.header(q), self.header(p), self.header(l));
        for (column, meaning) in [(q, Meaning::Quantity), (p, Meaning::UnitPrice), (l, Meaning::LineTotal)] {
            found.gains.push(Gain { column, meaning, score: PROVED, why: why.clone() });
        }
        found.bans.extend([(p, Meaning::LineTotal), (l, Meaning::UnitPrice), (l, Meaning::OrderTotal), (p, Meaning::OrderTotal)]);
        // The total has it off already.
        if let Some(discount) = discount {
            discount.ban(found);
        }
        Some((q, p, l))
    }

    /// Discounts that are neither off the total, as the sums show, nor known to be off the price.
    fn ask_about_discounts(
        &self,
        money: &[usize],
        discounts: &[Discount],
        product: Option<(usize, usize, usize)>,
        found: &mut MoneyEvidence,
    ) {
        let Some((q, p, l)) = product.filter(|&(_, _, l)| !found.bans.contains(&(l, Meaning::LineTotal))) else {
            return self.ask_about_shares(money, discounts, found);
        };
        for other in discounts.iter().filter(|d| ![q, p, l].contains(&d.column) && d.is_any(self)) {
            let is_proved = found.gains.iter().any(|gain| gain.column == other.column);
            if !is_proved && !found.questions.iter().any(|question| question.columns.contains(&other.column)) {
                let text = format!(
                    "\u{201c}{}\u{201d} is {} × {} without \u{201c}{}\u{201d}: is that discount to be taken off?",
                    self.header(l),
                    self.header(q),
                    self.header(p),
                    self.header(other.column)
                );
                let not = format!("No, leave \u{201c}{}\u{201d} out", self.header(other.column));
                found.questions.push(Question::about(&[other.column], text).or(not, vec![(other.column, Meaning::Unused)]));
            }
        }
    }

    pub(super) fn line_equation(&self, row: usize, q: usize, p: usize, l: usize, discount: Option<Discount>) -> Option<Equation> {
        let (q, p, l) = (self.value(q, row)?, self.value(p, row)?, self.value(l, row)?);
        let gross = q * p / SCALE;
        // A price that was rounded to the cent is off by half a cent a piece.
        let slack = q.abs() * 50 / SCALE + 60;
        match discount {
            None => Some(Equation { left: gross, right: l, slack, tells: q != SCALE && p != 0 && q != 0 }),
            Some(discount) => {
                let off = self.value(discount.column, row).unwrap_or(0);
                let (net, is_less) = discount.taken_off(gross, if discount.is_of_piece { off * q / SCALE } else { off });
                Some(Equation { left: net, right: l, slack, tells: is_less && gross != 0 })
            }
        }
    }

    /// Looks for a total or price before and one after the discount.
    fn gross_and_net(&self, money: &[usize], discounts: &[Discount], found: &mut MoneyEvidence) {
        for &discount in discounts {
            for gross in (0..self.values.len()).filter(|&column| column != discount.column && self.is_price_or_total(column)) {
                for &net in money.iter().filter(|&&net| net != gross && net != discount.column) {
                    let holds = self.holds(|row| {
                        let (gross, net) = (self.value(gross, row)?, self.value(net, row)?);
                        let (left, is_less) = discount.taken_off(gross, self.value(discount.column, row)?);
                        Some(Equation { left, right: net, slack: 110, tells: is_less && gross != 0 })
                    });
                    if !holds {
                        continue;
                    }
                    let why = format!(
                        "{} less {} is {} in nearly every row",
                        self.header(gross),
                        self.header(discount.column),
                        self.header(net)
                    );
                    let is_price = self.name(net, Meaning::UnitPrice) > self.name(net, Meaning::LineTotal);
                    let meaning = match () {
                        () if is_price => Meaning::UnitPrice,
                        () if self.is_of_orders(net) => Meaning::OrderTotal,
                        () => Meaning::LineTotal,
                    };
                    found.bans.extend([Meaning::UnitPrice, Meaning::LineTotal, Meaning::OrderTotal].map(|m| (gross, m)));
                    if !found.gains.iter().any(|g| g.column == net && g.score > 0) {
                        found.gains.push(Gain { column: net, meaning, score: PROVED / 2, why });
                    }
                    discount.ban(found);
                }
            }
        }
        // What quantity and price come to is no total, where that is so only before a discount.
        let banned: Vec<usize> = found.bans.iter().filter(|ban| ban.1 == Meaning::LineTotal).map(|ban| ban.0).collect();
        found.gains.retain(|gain| !(gain.meaning == Meaning::LineTotal && banned.contains(&gain.column)));
        let prices: Vec<usize> = found.bans.iter().filter(|ban| ban.1 == Meaning::UnitPrice).map(|ban| ban.0).collect();
        found.gains.retain(|gain| !(gain.meaning == Meaning::UnitPrice && prices.contains(&gain.column)));
    }

    /// Whether a column could be a price or total before a discount.
    fn is_price_or_total(&self, column: usize) -> bool {
        let is_named = [Meaning::UnitPrice, Meaning::LineTotal, Meaning::OrderTotal].iter().any(|&m| self.name(column, m) > 0.0)
            || self.names.get(column).is_some_and(NameEvidence::says_nothing);
        is_named && !self.taken.contains(&column) && self.values.get(column).is_some_and(ValueEvidence::is_numeric)
    }

    /// Looks for columns that say what the whole order comes to.
    fn order_totals(
        &self,
        pieces: &[usize],
        money: &[usize],
        discounts: &[Discount],
        product: Option<(usize, usize)>,
        found: &mut MoneyEvidence,
    ) {
        let Some(orders) = self.orders.filter(|orders| orders.several().count() >= LEAST_ORDERS) else { return };
        for &total in money {
            let Some(values) = self.values.get(total) else { continue };
            let name = self.name(total, Meaning::OrderTotal);
            if name <= -1.0 || found.gains.iter().any(|g| g.column == total) || found.bans.contains(&(total, Meaning::OrderTotal))
            {
                continue;
            }
            let of_orders = orders.constant(|row| self.value(total, row));
            if of_orders.differ * 20 > of_orders.same + of_orders.differ || of_orders.same < LEAST_ORDERS {
                continue;
            }
            let lines = self.sum_of_lines(pieces, money, discounts, total, product);
            let mut seen: Vec<i64> = values.values.iter().flatten().copied().collect();
            seen.sort_unstable();
            seen.dedup();
            // Without the sum of its lines only a column that could be money by its name or looks is the order's.
            let is_money = name >= 0.3 || (self.names.get(total).is_some_and(NameEvidence::says_nothing) && values.is_decimal());
            let is_told = is_money && of_orders.same >= LEAST_ROWS && seen.len() >= 3;
            let why = match lines {
                Some(lines) => format!("it is the sum of {lines} over the rows of nearly every order"),
                // The same on every row of every order, though the orders differ.
                None if is_told && of_orders.with_blanks * 2 > of_orders.same => {
                    "it stands on the first row of each order only".to_owned()
                }
                None if is_told && self.differs_elsewhere(total, orders) => "it is the same on all rows of an order".to_owned(),
                None => continue,
            };
            found.gains.push(Gain { column: total, meaning: Meaning::OrderTotal, score: PROVED, why });
            found.bans.extend([(total, Meaning::LineTotal), (total, Meaning::UnitPrice)]);
        }
    }

    /// Whether a column is the same on all rows of an order.
    fn is_of_orders(&self, column: usize) -> bool {
        self.orders.is_some_and(|orders| {
            let found = orders.constant(|row| self.value(column, row));
            found.same >= LEAST_ORDERS && found.differ == 0 && self.differs_elsewhere(column, orders)
        })
    }

    /// Whether the products of an order differ where its total is the same.
    fn differs_elsewhere(&self, total: usize, orders: &Orders) -> bool {
        let Some(product) = self.product.filter(|&product| product != total) else { return false };
        let Some(codes) = self.values.get(product).map(|values| &values.codes) else { return false };
        let of_products = orders.constant(|row| codes.get(row).map(|&code| i128::from(code)));
        of_products.differ >= LEAST_ROWS
    }

    /// The lines that add up to an order's total, in words.
    fn sum_of_lines(
        &self,
        pieces: &[usize],
        money: &[usize],
        discounts: &[Discount],
        total: usize,
        product: Option<(usize, usize)>,
    ) -> Option<String> {
        let orders = self.orders?;
        let quantities = product.map_or_else(|| pieces.to_vec(), |(q, _)| vec![q]);
        let mut ways: Vec<(Option<usize>, usize, Option<Discount>)> = Vec::new();
        for &price in money.iter().filter(|&&price| price != total) {
            for discount in std::iter::once(None).chain(discounts.iter().copied().map(Some)) {
                ways.extend(quantities.iter().filter(|&&q| q != price).map(|&q| (Some(q), price, discount)));
                ways.push((None, price, discount));
            }
        }
        let fits = |&(q, price, discount): &(Option<usize>, usize, Option<Discount>)| {
            let amount = |row: usize| -> Option<i128> {
                let price = self.value(price, row)?;
                let gross = match q {
                    Some(q) => self.value(q, row)? * price / SCALE,
                    None => price,
                };
                let off = discount.map(|d| {
                    let off = self.value(d.column, row).unwrap_or(0);
                    let pieces = q.filter(|_| d.is_of_piece).map_or(Some(SCALE), |q| self.value(q, row)).unwrap_or(SCALE);
                    d.taken_off(gross, off * pieces / SCALE).0
                });
                Some(off.unwrap_or(gross))
            };
            let (mut told, mut held) = (0, 0);
            for rows in orders.several() {
                let all: Option<i128> = rows.iter().map(|&row| amount(row)).sum();
                let stated = rows.iter().find_map(|&row| self.value(total, row));
                let (Some(all), Some(stated)) = (all, stated) else { continue };
                told += 1;
                held += usize::from((all - stated).abs() <= 110 * rows.len() as i128);
            }
            told >= LEAST_ORDERS && held * 100 >= told * 90
        };
        let (q, price, discount) = ways.into_iter().find(fits)?;
        let less = discount.map_or_else(String::new, |d| format!(" less {}", self.header(d.column)));
        Some(match q {
            Some(q) => format!("{} × {}{less}", self.header(q), self.header(price)),
            None => format!("{}{less}", self.header(price)),
        })
    }

    /// Whether a price is of one piece or of the whole line, by rows of the same product with other quantities.
    fn prices_of_what(&self, pieces: &[usize], money: &[usize], found: &mut MoneyEvidence) {
        let Some(product) = self.product.and_then(|product| self.values.get(product)) else { return };
        let Some(&q) = pieces.iter().find(|&&q| self.name(q, Meaning::Quantity) >= SAYS_IT) else { return };
        for &p in money.iter().filter(|&&p| p != q) {
            let (unit, line) = (self.name(p, Meaning::UnitPrice), self.name(p, Meaning::LineTotal));
            if (unit <= -1.0 && line <= -1.0) || found.gains.iter().any(|gain| gain.column == p) {
                continue;
            }
            let (Some(pieces), Some(price)) = (self.values.get(q), self.values.get(p)) else { continue };
            let Some(verdict) = price_of_what(pieces, price, product) else { continue };
            let (other, why) = match verdict {
                Meaning::UnitPrice => (Meaning::LineTotal, "the same for any number of pieces of a product"),
                _ => (Meaning::UnitPrice, "more for more pieces of the same product"),
            };
            // "Line total" that does not grow with the pieces, "unit price" that does: name and values disagree.
            let says = if other == Meaning::LineTotal { Word::Line } else { Word::Unit };
            let contradicted = self.names.get(p).is_some_and(|name| name.words.has(says));
            if contradicted {
                let text = format!("By its name \u{201c}{}\u{201d} is the {}, but it is {why}.", self.header(p), other.label());
                let by_name = format!("\u{201c}{}\u{201d} is the {}", self.header(p), other.label());
                found.questions.push(Question::about(&[p], text).or(by_name, vec![(p, other)]));
            }
            found.gains.push(Gain { column: p, meaning: verdict, score: PROVED, why: format!("it is {why}") });
            found.bans.extend([(p, other), (p, Meaning::OrderTotal)]);
        }
    }

    /// A discount that is the same on all rows of an order is of the order, and must count once.
    fn order_discounts(&self, discounts: &[Discount], found: &mut MoneyEvidence) {
        let Some(orders) = self.orders else { return };
        for discount in discounts.iter().filter(|d| d.whole.is_none()) {
            let same = orders.constant(|row| self.value(discount.column, row).filter(|&value| value != 0));
            if same.same >= LEAST_ORDERS && same.differ * 20 < same.same && same.with_blanks * 2 > same.same {
                let why = "it stands on one row of each order only".to_owned();
                found.gains.push(Gain { column: discount.column, meaning: Meaning::OrderDiscount, score: PROVED / 2, why });
            } else if same.same >= LEAST_ORDERS && same.differ == 0 && !self.is_money_or_percent(discount.column) {
                let header = self.header(discount.column);
                let text = format!("\u{201c}{header}\u{201d} is the same on all rows of an order: is it of the whole order?");
                let question = Question::about(&[discount.column], text)
                    .or("It is of the whole order".to_owned(), vec![(discount.column, Meaning::OrderDiscount)])
                    .or("It is of each line".to_owned(), vec![(discount.column, Meaning::LineDiscount)]);
                found.questions.push(question.or("Leave it out".to_owned(), vec![(discount.column, Meaning::Unused)]));
            }
        }
    }
}

/// A column of discounts.
#[derive(Clone, Copy)]
pub(super) struct Discount {
    pub(super) column: usize,
    /// For shares, what the whole is: 1 or 100. `None`: amounts.
    pub(super) whole: Option<i128>,
    /// Whether it is off each piece.
    pub(super) is_of_piece: bool,
}

impl Discount {
    /// What is left, and whether anything was taken off.
    pub(super) fn taken_off(self, gross: i128, discount: i128) -> (i128, bool) {
        match self.whole {
            Some(whole) => (gross.saturating_sub(gross.saturating_mul(discount) / (whole * SCALE)), discount != 0),
            None => (gross - discount.abs(), discount != 0),
        }
    }

    pub(super) fn is_any(self, table: &MoneyTable<'_>) -> bool {
        table.values.get(self.column).is_some_and(|values| values.values.iter().flatten().any(|&value| value != 0))
    }

    pub(super) fn ban(self, found: &mut MoneyEvidence) {
        let meanings = [Meaning::LineDiscount, Meaning::UnitDiscount, Meaning::DiscountShare, Meaning::OrderDiscount];
        found.bans.extend(meanings.map(|meaning| (self.column, meaning)));
        let why = "it is off the line total already".to_owned();
        found.gains.push(Gain { column: self.column, meaning: Meaning::Unused, score: 0, why });
    }
}

/// What two sides of an equation come to in a row.
pub(super) struct Equation {
    pub(super) left: i128,
    pub(super) right: i128,
    pub(super) slack: i128,
    /// Whether the row could contradict it.
    pub(super) tells: bool,
}
