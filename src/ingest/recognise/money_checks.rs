//! Totals that hold more than goods: tax and postage. Amounts that count pieces. Discounts that could be amounts or shares.

use crate::recognise::lexicon::Word;
use crate::recognise::money::{Discount, Equation, Gain, LEAST_ORDERS, MoneyEvidence, MoneyTable, PROVED, SCALE};
use crate::recognise::name_evidence::SAYS_IT;
use crate::recognise::price_kind::price_of_what;
use crate::recognise::value_evidence::ValueEvidence;
use crate::schema::meaning::Meaning;
use crate::schema::question::Question;
use clientele_core::domain::Money;

/// Columns of tax and postage that are tried.
const MAX_EXTRAS: usize = 4;
/// More different discounts than this are amounts rather than rates.
const MAX_RATES: usize = 12;

impl MoneyTable<'_> {
    /// Bans totals that are another column, or quantity × price, with tax or postage on top: what counts is the goods.
    pub(super) fn totals_with_tax(&self, pieces: &[usize], money: &[usize], discounts: &[Discount], found: &mut MoneyEvidence) {
        let extras = self.extras();
        // Each by itself, and all together.
        let mut sets: Vec<Vec<usize>> = extras.iter().map(|&extra| vec![extra]).collect();
        for (at, &one) in extras.iter().enumerate() {
            sets.extend(extras.iter().skip(at + 1).map(|&other| vec![one, other]));
        }
        let reductions: Vec<Option<Discount>> =
            std::iter::once(None).chain(discounts.iter().copied().filter(|d| d.whole.is_none()).map(Some)).collect();
        let lines: Vec<(usize, usize)> = pieces
            .iter()
            .filter(|&&q| self.name(q, Meaning::Quantity) >= SAYS_IT)
            .flat_map(|&q| money.iter().filter(move |&&p| p != q).map(move |&p| (q, p)))
            .filter(|&(_, p)| self.name(p, Meaning::UnitPrice) >= SAYS_IT)
            .collect();
        for &total in money {
            for set in sets.iter().filter(|set| !set.contains(&total)) {
                let more = |row: usize| -> Option<i128> { set.iter().map(|&extra| self.value(extra, row)).sum() };
                for reduction in &reductions {
                    let off = |row: usize| reduction.map_or(0, |d| self.value(d.column, row).unwrap_or(0).abs());
                    let net = money.iter().copied().filter(|&net| net != total && !set.contains(&net)).find(|&net| {
                        reduction.is_none_or(|d| d.column != net && d.column != total)
                            && self.holds(|row| {
                                let (net, total, more) = (self.value(net, row)?, self.value(total, row)?, more(row)?);
                                Some(Equation { left: net + more - off(row), right: total, slack: 110, tells: more != 0 })
                            })
                    });
                    let line = lines.iter().copied().filter(|&(q, p)| q != total && p != total).find(|&(q, p)| {
                        self.holds(|row| {
                            let (q, p) = (self.value(q, row)?, self.value(p, row)?);
                            let (total, more) = (self.value(total, row)?, more(row)?);
                            let left = q * p / SCALE + more - off(row);
                            Some(Equation { left, right: total, slack: q.abs() * 50 / SCALE + 110, tells: more != 0 })
                        })
                    });
                    if net.is_none() && line.is_none() {
                        continue;
                    }
                    found.bans.extend([Meaning::LineTotal, Meaning::OrderTotal, Meaning::UnitPrice].map(|m| (total, m)));
                    let with: Vec<&str> = set.iter().map(|&extra| self.header(extra)).collect();
                    let why = format!("it holds {} too, which is not of the goods", with.join(" and "));
                    found.gains.push(Gain { column: total, meaning: Meaning::Unused, score: 0, why });
                }
            }
        }
    }

    /// Pieces that came back may be off the total of the line already.
    pub(super) fn pieces_off_already(&self, pieces: &[usize], money: &[usize], found: &mut MoneyEvidence) {
        for back in (0..self.values.len()).filter(|&column| self.name(column, Meaning::ReturnedQuantity) >= SAYS_IT) {
            let is_off = pieces.iter().filter(|&&q| q != back && self.name(q, Meaning::Quantity) >= SAYS_IT).any(|&q| {
                money.iter().any(|&p| {
                    money.iter().any(|&l| {
                        p != l
                            && self.holds(|row| {
                                let (q, p, l) = (self.value(q, row)?, self.value(p, row)?, self.value(l, row)?);
                                let back = self.value(back, row).filter(|&back| back != 0)?;
                                Some(Equation { left: (q - back) * p / SCALE, right: l, slack: 110, tells: p != 0 })
                            })
                    })
                })
            });
            if is_off {
                found.bans.push((back, Meaning::ReturnedQuantity));
                let why = "they are off the line total already".to_owned();
                found.gains.push(Gain { column: back, meaning: Meaning::Unused, score: 0, why });
            }
        }
    }

    /// Columns of amounts of tax and postage.
    fn extras(&self) -> Vec<usize> {
        let is_extra = |column: &usize| {
            let is_amount = |values: &ValueEvidence| values.is_numeric() && !values.is_share() && values.percents == 0;
            let is_named = self.names.get(*column).is_some_and(|name| {
                name.words.has_any(&[Word::Tax, Word::Shipping]) && !name.words.has_any(&[Word::Number, Word::Net, Word::Gross])
            });
            is_named && self.values.get(*column).is_some_and(is_amount)
        };
        (0..self.values.len()).filter(is_extra).take(MAX_EXTRAS).collect()
    }

    /// "Amount" may count the pieces: small whole numbers with which another column of money grows.
    pub(super) fn amounts_of_pieces(&self, pieces: &mut Vec<usize>, money: &[usize], found: &mut MoneyEvidence) {
        let is_named = |column: &usize| self.name(*column, Meaning::Quantity) >= SAYS_IT;
        let Some(product) = self.product.and_then(|product| self.values.get(product)) else { return };
        if pieces.iter().any(is_named) {
            return;
        }
        for &amount in money {
            let Some(values) = self.values.get(amount).filter(|values| values.is_pieces() && values.least >= 0) else { continue };
            let is_amount = self.names.get(amount).is_some_and(|name| name.words.has(Word::Amount)) && values.distinct > 1;
            if !is_amount || values.most > 1_000 * Money::SCALE {
                continue;
            }
            for &price in money.iter().filter(|&&price| price != amount) {
                let Some(prices) = self.values.get(price).filter(|prices| prices.median > values.median) else { continue };
                let Some(verdict) = price_of_what(values, prices, product) else { continue };
                let grows = if verdict == Meaning::LineTotal { "grows with it" } else { "is the same for any of it" };
                let why = format!("small whole numbers, and {} {grows}", self.header(price));
                found.gains.push(Gain { column: amount, meaning: Meaning::Quantity, score: PROVED * 2, why });
                found.bans.extend([Meaning::LineTotal, Meaning::OrderTotal, Meaning::UnitPrice].map(|m| (amount, m)));
                pieces.push(amount);
                let other = if verdict == Meaning::LineTotal { Meaning::UnitPrice } else { Meaning::LineTotal };
                found.gains.push(Gain {
                    column: price,
                    meaning: verdict,
                    score: PROVED,
                    why: format!("it {grows}, for the same product, by {}", self.header(amount)),
                });
                found.bans.extend([(price, other), (price, Meaning::OrderTotal)]);
                return;
            }
        }
    }

    /// Discounts of which no sum tells what they are: whole numbers up to 100 may be money or per cent, and what is off a piece may be off
    /// the line.
    pub(super) fn ask_about_shares(&self, money: &[usize], discounts: &[Discount], found: &mut MoneyEvidence) {
        let is_named = |column: usize, meaning| self.name(column, meaning) >= SAYS_IT && !found.bans.contains(&(column, meaning));
        let total = money.iter().copied().find(|&column| is_named(column, Meaning::LineTotal));
        let has_price = money.iter().any(|&column| Some(column) != total && is_named(column, Meaning::UnitPrice));
        let total = total.filter(|_| !has_price);
        for discount in discounts.iter().filter(|discount| discount.is_any(self)) {
            let Some(values) = self.values.get(discount.column) else { continue };
            let header = self.header(discount.column);
            let is_settled = found.gains.iter().any(|gain| gain.column == discount.column)
                || found.questions.iter().any(|question| question.columns.contains(&discount.column));
            if is_settled {
                continue;
            }
            if let Some(total) = total.filter(|&total| total != discount.column) {
                let total = self.header(total);
                let text = format!(
                    "Is \u{201c}{header}\u{201d} off \u{201c}{total}\u{201d} already? No price of a piece shows it. It is left out."
                );
                let question = Question::about(&[discount.column], text);
                let off = format!("No, take \u{201c}{header}\u{201d} off each line");
                found.questions.push(question.or(off, vec![(discount.column, Meaning::LineDiscount)]));
                discount.ban(found);
                continue;
            }
            if discount.is_of_piece {
                let text =
                    format!("Is \u{201c}{header}\u{201d} off each piece, or off the whole line? It is taken off each piece.");
                let line = format!("\u{201c}{header}\u{201d} is off the whole line");
                let out = format!("Leave \u{201c}{header}\u{201d} out");
                let question = Question::about(&[discount.column], text)
                    .or(line, vec![(discount.column, Meaning::LineDiscount)])
                    .or(out, vec![(discount.column, Meaning::Unused)]);
                found.questions.push(question);
                continue;
            }
            if !self.is_money_or_percent(discount.column) {
                continue;
            }
            let is_round = values.values.iter().flatten().all(|value| value % (5 * Money::SCALE) == 0);
            let (meaning, word) = if is_round { (Meaning::DiscountShare, "per cent") } else { (Meaning::LineDiscount, "money") };
            let text = format!("Is \u{201c}{header}\u{201d} money, or per cent? It is taken for {word}.");
            let (other, other_word) = match meaning {
                Meaning::DiscountShare => (Meaning::LineDiscount, "money"),
                _ => (Meaning::DiscountShare, "per cent"),
            };
            let mut question = Question::about(&[discount.column], text);
            question = question.or(format!("It is {other_word}"), vec![(discount.column, other)]);
            if self.is_same_within_orders(discount.column) {
                let label = "It is money off the whole order".to_owned();
                question = question.or(label, vec![(discount.column, Meaning::OrderDiscount)]);
            }
            found.questions.push(question);
            let why = format!("few different whole numbers: {word}");
            found.gains.push(Gain { column: discount.column, meaning, score: PROVED / 2, why });
        }
    }

    /// Whether neither the name nor the cells of a discount say if they are money or per cent: few different whole numbers up to 100.
    pub(super) fn is_money_or_percent(&self, column: usize) -> bool {
        let (Some(values), Some(name)) = (self.values.get(column), self.names.get(column)) else { return false };
        let says_which = name.words.has_any(&[Word::Percent, Word::Rate, Word::Amount, Word::Total])
            || values.percents > 0
            || values.signed > 0
            || !name.words.has(Word::Discount);
        !says_which
            && values.is_whole()
            && values.least >= 0
            && values.most > Money::SCALE
            && values.most <= 100 * Money::SCALE
            && values.distinct <= MAX_RATES
    }

    /// Whether the cells of enough orders say the same thing on each of their rows.
    fn is_same_within_orders(&self, column: usize) -> bool {
        let Some(orders) = self.orders else { return false };
        let found = orders.constant(|row| self.value(column, row).filter(|&value| value != 0));
        found.same >= LEAST_ORDERS && found.differ == 0
    }
}
