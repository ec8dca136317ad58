//! What the cells of a column look like, and how well they fit a meaning.

use crate::findings::inspection::ValueKind;
use crate::parse::moment::parse_moment;
use crate::parse::nothing;
use crate::parse::number_words::quantity_in_words;
use crate::recognise::row_words::{RowWord, RowWords, row_word};
use crate::recognise::status_words::read_statuses;
use crate::recognise::table_sample::TableSample;
use crate::schema::meaning::Meaning;
use crate::settings::recipe::StatusRule;
use clientele_core::domain::Money;
use clientele_core::domain::number::{DecimalMark, Mark, MarkEvidence, as_thousands, parse_number};
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// Columns with more different cells than this say what was bought, not what a row is.
const MAX_WORDS: usize = 24;
/// Columns of which fewer cells than this were seen say little.
const FEW: usize = 12;

/// What the cells of one column look like.
#[derive(Clone, Debug, Default)]
pub(crate) struct ValueEvidence {
    /// Rows that were seen.
    pub(crate) rows: usize,
    pub(crate) filled: usize,
    pub(crate) dates: usize,
    /// Dates and numbers that could be dates, such as `20240105`.
    pub(crate) date_like: usize,
    pub(crate) times: usize,
    pub(crate) emails: usize,
    pub(crate) numbers: usize,
    pub(crate) wholes: usize,
    pub(crate) signed: usize,
    pub(crate) percents: usize,
    /// Numbers with a `#` before them, as shops write those of orders: `#1001`.
    order_marks: usize,
    pub(crate) negative: usize,
    pub(crate) letters: usize,
    pub(crate) flags: usize,
    pub(crate) chars: usize,
    pub(crate) distinct: usize,
    /// The numbers, in ten-thousandths, by row.
    pub(crate) values: Vec<Option<i64>>,
    /// The number of the cell's text, by row; `u32::MAX` for an empty cell.
    pub(crate) codes: Vec<u32>,
    pub(crate) least: i64,
    pub(crate) most: i64,
    pub(crate) median: i64,
    /// Whether each cell is larger than the one before, as in a column that counts rows.
    pub(crate) rises: bool,
    /// Cells that name a currency, such as `EUR`.
    pub(crate) currencies: usize,
    /// Rows whose words tell sales from returns and from what is no sale.
    pub(crate) row_words: RowWords,
    /// Nearly all cells are words for the state of an order, or for events, and some of them say that it is no sale.
    pub(crate) are_statuses: bool,
    /// Wholes with as many digits as all others, five or more.
    pub(crate) is_code: bool,
}

impl ValueEvidence {
    /// Looks at one column of a table.
    pub(crate) fn of(sample: &TableSample, column: usize) -> Self {
        let mut found = Self { rows: sample.len(), least: i64::MAX, most: i64::MIN, rises: true, ..Self::default() };
        let mut code_of: HashMap<&str, u32, FxBuildHasher> = HashMap::default();
        let (mut marks, mut parsed) = (MarkEvidence::default(), Vec::with_capacity(sample.len()));
        let (mut digits, mut same_digits) = (0, true);
        let mut words: Vec<Option<RowWord>> = Vec::new();
        for row in 0..sample.len() {
            let cell = sample.cell(row, column);
            if is_nothing(cell) {
                found.codes.push(u32::MAX);
                parsed.push(None);
                continue;
            }
            found.filled += 1;
            let next = code_of.len() as u32;
            let code = *code_of.entry(cell).or_insert(next);
            found.codes.push(code);
            if code == next && words.len() == code as usize && words.len() < MAX_WORDS {
                words.push(row_word(cell));
            }
            found.row_words.add(words.get(code as usize).copied().flatten());
            found.chars += cell.chars().count();
            found.letters += usize::from(cell.chars().any(char::is_alphabetic));
            found.flags += usize::from(is_flag(cell));
            found.currencies += usize::from(cell.len() == 3 && cell.bytes().all(|b| b.is_ascii_uppercase()));
            let after_mark = cell.strip_prefix('#').unwrap_or("");
            found.order_marks += usize::from(!after_mark.is_empty() && after_mark.bytes().all(|b| b.is_ascii_digit()));
            let plain = cell.strip_suffix('%').map(str::trim_end);
            let number = parse_number(plain.unwrap_or(cell));
            found.percents += usize::from(plain.is_some() && number.is_some());
            let number = number.or_else(|| quantity_in_words(cell));
            if let Some(number) = number {
                found.numbers += 1;
                let is_whole = number.mark == Mark::None && number.sign.is_empty() && plain.is_none();
                found.wholes += usize::from(is_whole);
                found.signed += usize::from(!number.sign.is_empty());
                found.negative += usize::from(number.value < 0);
                let length = cell.trim_start_matches('-').len();
                same_digits &= is_whole && (digits == 0 || digits == length);
                digits = length;
                marks.add(number.mark);
                found.date_like += usize::from(number.sign.is_empty() && number.value > 0 && parse_moment(cell).is_some());
            } else if parse_moment(cell).is_some() {
                found.dates += 1;
                found.date_like += 1;
            } else if is_email(cell) {
                found.emails += 1;
            } else if is_time(cell) {
                found.times += 1;
            }
            parsed.push(number.map(|number| (number.value, number.mark)));
        }
        found.distinct = code_of.len();
        found.are_statuses = found.are_words_of_statuses(&code_of);
        found.is_code = same_digits && digits >= 5 && found.numbers == found.filled;
        let mark = marks.agreed().unwrap_or(DecimalMark::Point);
        found.values = parsed
            .into_iter()
            .map(|cell| match cell? {
                (value, Mark::Either(either)) if either != mark => as_thousands(value),
                (value, _) => Some(value),
            })
            .collect();
        found.sum_up();
        found
    }

    /// The same with amounts in whole units of the currency, where the name says that they are in cents or thousands.
    pub(crate) fn scaled(mut self, power: i8) -> Self {
        if power != 0 && self.can_be_scaled(power) {
            self.values = self.values.into_iter().map(|value| scaled(value?, power)).collect();
            self.sum_up();
        }
        self
    }

    /// Whether the cells can be in cents: then they are whole numbers.
    pub(crate) fn can_be_scaled(&self, power: i8) -> bool {
        self.is_numeric() && (power > 0 || self.wholes == self.numbers)
    }

    fn are_words_of_statuses(&self, code_of: &HashMap<&str, u32, FxBuildHasher>) -> bool {
        if !(2..=20).contains(&code_of.len()) || self.letters < self.filled {
            return false;
        }
        let mut words: Vec<(u32, &str)> = code_of.iter().map(|(&word, &code)| (code, word)).collect();
        words.sort_unstable();
        let words: Vec<&str> = words.into_iter().map(|(_, word)| word).collect();
        let readings = read_statuses(&words);
        let is_known = |code: &u32| readings.get(*code as usize).is_some_and(|reading| reading.is_known);
        let known = self.codes.iter().filter(|code| is_known(code)).count();
        let decides = readings.iter().any(|reading| reading.is_known && reading.rule != StatusRule::Sale);
        decides && self.share(known, 90)
    }

    fn sum_up(&mut self) {
        let mut sorted: Vec<i64> = self.values.iter().flatten().copied().collect();
        self.rises = sorted.len() > 2 && sorted.windows(2).all(|pair| pair.first() < pair.last());
        sorted.sort_unstable();
        self.least = sorted.first().copied().unwrap_or(0);
        self.most = sorted.last().copied().unwrap_or(0);
        self.median = sorted.get(sorted.len() / 2).copied().unwrap_or(0);
    }

    /// Whether at least this share of the filled cells is so.
    fn share(&self, count: usize, percent: usize) -> bool {
        self.filled > 0 && count * 100 >= self.filled * percent
    }

    pub(crate) fn is_numeric(&self) -> bool {
        self.share(self.numbers, 80)
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.share(self.wholes, 95)
    }

    pub(crate) fn is_decimal(&self) -> bool {
        self.is_numeric() && (self.numbers - self.wholes) * 20 >= self.numbers
    }

    pub(crate) fn is_email(&self) -> bool {
        self.share(self.emails, 80)
    }

    pub(crate) fn is_date(&self) -> bool {
        self.share(self.dates, 80)
    }

    /// Whether the words of the column tell sales from returns, or from what is no sale.
    pub(crate) fn tells_rows(&self) -> bool {
        let of = |word| self.row_words.of(word);
        let (sales, others) = (of(RowWord::Sale), of(RowWord::Return) + of(RowWord::NoSale));
        sales > 0 && others > 0 && (sales + others) * 10 >= self.filled * 9
    }

    /// Whether enough was seen to say no.
    /// Whether all cells are zeros: shops that write no invoices number them so.
    pub(crate) fn are_zeros(&self) -> bool {
        self.filled > 1 && self.numbers == self.filled && self.least == 0 && self.most == 0
    }

    /// Whether nearly all cells are numbers with a `#` before them.
    pub(crate) fn are_order_marks(&self) -> bool {
        self.filled > 1 && self.order_marks * 10 >= self.filled * 9
    }

    fn is_enough(&self) -> bool {
        self.filled >= FEW
    }

    /// What the cells look like, for people.
    pub(crate) fn kind(&self) -> ValueKind {
        if self.filled == 0 {
            ValueKind::Empty
        } else if self.share(self.dates, 80) {
            ValueKind::Date
        } else if self.share(self.emails, 80) {
            ValueKind::Email
        } else if self.share(self.wholes, 80) {
            ValueKind::Whole
        } else if self.share(self.numbers, 80) {
            ValueKind::Amount
        } else {
            ValueKind::Text
        }
    }

    /// Whether all values lie between 0 and 1, some in between, as shares do.
    pub(crate) fn is_share(&self) -> bool {
        let one = Money::SCALE;
        self.is_numeric() && self.least >= 0 && self.most <= one && self.values.iter().flatten().any(|&v| v > 0 && v < one)
    }

    /// Whether the values could count pieces: small whole numbers, above 0 but for returns.
    pub(crate) fn is_pieces(&self) -> bool {
        self.is_numeric()
            && (self.is_whole() || self.values.iter().flatten().all(|v| v % Money::SCALE == 0))
            && self.signed == 0
            && !self.rises
            && !self.is_code
            && self.median >= 0
            && self.median <= 1_000 * Money::SCALE
    }

    /// How well the cells fit a meaning, from 0 to 1; `None`: they cannot have it. A column without cells says nothing.
    pub(crate) fn score(&self, meaning: Meaning) -> Option<f64> {
        use Meaning as M;
        if self.filled == 0 {
            return Some(0.0);
        }
        let no_if = |is_so: bool| if is_so { None } else { Some(()) };
        let often = |part: bool, score: f64| if part { score } else { 0.0 };
        let is_constant = self.distinct == 1 && self.filled >= 20;
        let mean_chars = self.chars / self.filled;
        match meaning {
            M::Date | M::Registered => {
                no_if(!self.share(self.date_like, 50))?;
                Some(if self.share(self.dates, 80) { 1.0 } else { 0.5 })
            }
            M::CancelledAt => {
                no_if(!self.share(self.date_like, 50) && !self.share(self.times, 50) && !self.share(self.flags, 95))?;
                Some(0.5)
            }
            M::Time => {
                no_if(!self.share(self.times, 70))?;
                Some(0.8)
            }
            M::Email => {
                no_if(!self.share(self.emails, 50))?;
                Some(if self.is_email() { 1.0 } else { 0.3 })
            }
            M::OrderId => {
                no_if(
                    self.share(self.dates, 50) || self.share(self.emails, 20) || (self.is_decimal() && !self.are_id_decimals()),
                )?;
                no_if(self.signed * 2 > self.filled || (self.negative * 2 > self.filled && self.is_enough()))?;
                no_if(is_constant && self.rows >= 40)?;
                let repeats = !is_constant && self.distinct * 20 < self.filled * 19 && self.distinct * 50 > self.filled;
                Some(often(repeats, 0.35) + often(mean_chars <= 24, 0.25) + often(!is_constant, 0.1))
            }
            M::CustomerId | M::CustomerAlias => {
                no_if(self.share(self.dates, 50) || (self.is_decimal() && !self.are_id_decimals()))?;
                no_if(self.signed * 2 > self.filled || (is_constant && self.rows >= 100))?;
                let repeats = self.distinct < self.filled && self.distinct > 1;
                Some(often(repeats, 0.3) + often(!self.is_email(), 0.2) + often(mean_chars <= 36, 0.1))
            }
            M::CustomerName | M::FirstName | M::LastName => {
                no_if(self.share(self.dates, 50) || self.share(self.emails, 50) || !self.share(self.letters, 50))?;
                Some(0.3 + often(self.distinct > 1, 0.2))
            }
            M::ProductId => {
                no_if(
                    self.share(self.dates, 50) || self.share(self.emails, 20) || (self.is_decimal() && !self.are_id_decimals()),
                )?;
                no_if(self.signed * 2 > self.filled)?;
                Some(often(self.distinct < self.filled, 0.3) + often(mean_chars <= 30, 0.2))
            }
            M::ProductName => {
                no_if(self.are_statuses)?;
                no_if(self.share(self.dates, 50) || self.share(self.emails, 20) || self.is_decimal())?;
                Some(
                    often(self.share(self.letters, 80), 0.4)
                        + often(self.distinct > 1, 0.1)
                        + often(self.distinct < self.filled, 0.1),
                )
            }
            M::Variant | M::Category | M::Brand | M::Place => {
                no_if(self.are_statuses)?;
                no_if(self.share(self.dates, 50) || self.share(self.emails, 20) || self.is_decimal())?;
                Some(often(self.share(self.letters, 60), 0.3) + often(self.distinct * 2 < self.filled, 0.1))
            }
            M::Quantity => {
                no_if(self.share(self.dates, 30) || self.share(self.emails, 10) || self.signed * 5 > self.filled)?;
                no_if(!self.share(self.numbers, 30) && self.is_enough())?;
                no_if((self.rises || self.is_code) && self.is_enough())?;
                Some(often(self.is_pieces(), 0.5) + often(self.most <= 10_000 * Money::SCALE, 0.1))
            }
            M::UnitPrice | M::LineTotal | M::OrderTotal | M::UnitCost | M::LineCost => {
                no_if(!self.share(self.numbers, 60))?;
                no_if(self.negative * 5 > self.filled * 4 && self.is_enough())?;
                no_if(self.rises && self.is_whole() && self.is_enough())?;
                Some(often(self.is_decimal(), 0.4) + often(self.share(self.signed, 50), 0.3) + often(self.distinct > 1, 0.1))
            }
            M::Tax | M::LineDiscount | M::UnitDiscount | M::OrderDiscount | M::Refund => {
                no_if(!self.share(self.numbers, 60) || self.percents * 2 > self.filled)?;
                let looks_like_share = matches!(meaning, M::LineDiscount | M::UnitDiscount | M::OrderDiscount)
                    && self.is_share()
                    && self.is_enough();
                no_if(looks_like_share)?;
                Some(0.3)
            }
            M::DiscountShare => {
                no_if(!self.share(self.numbers, 60) || self.least < 0 || self.most > 100 * Money::SCALE)?;
                no_if(!self.is_share() && self.percents * 2 < self.filled && self.most > Money::SCALE && self.is_decimal())?;
                Some(often(self.is_share() || self.percents * 2 >= self.filled, 0.6))
            }
            M::ReturnedQuantity => {
                no_if(!self.is_numeric() || self.least < 0 || self.signed > 0 || self.is_decimal())?;
                Some(0.4)
            }
            M::Refunded => {
                no_if(!self.share(self.flags, 95))?;
                Some(0.5)
            }
            M::Status => {
                no_if(self.share(self.dates, 30) || self.share(self.emails, 10) || self.is_decimal() || self.distinct > 60)?;
                // Databases number the states of their orders.
                let is_number = !self.share(self.letters, 50);
                no_if(is_number && !(self.is_whole() && self.distinct <= 20))?;
                Some(if self.are_statuses { 1.0 } else { 0.4 } - often(is_number, 0.3))
            }
            M::Currency => {
                no_if(self.share(self.dates, 10) || mean_chars > 8 || self.numbers * 2 > self.filled)?;
                Some(often(self.share(self.currencies, 80), 0.6))
            }
            M::Age => {
                no_if(!self.share(self.numbers, 60))?;
                Some(0.3)
            }
            M::OrderSequence | M::DaysSincePrior | M::HourOfDay => Some(0.0),
            M::Unused | M::PackedProducts => None,
        }
    }

    /// Whether decimals are those that a program wrote behind whole ids: `17850.0`.
    fn are_id_decimals(&self) -> bool {
        self.signed == 0 && self.values.iter().flatten().all(|value| value % Money::SCALE == 0)
    }
}

/// A number times a power of ten. `None`: it is too large, or would not be exact.
pub(crate) fn scaled(value: i64, power: i8) -> Option<i64> {
    let factor = 10_i64.pow(u32::from(power.unsigned_abs()));
    if power >= 0 { value.checked_mul(factor) } else { (value % factor == 0).then_some(value / factor) }
}

/// Whether a cell holds nothing.
pub(crate) fn is_nothing(cell: &str) -> bool {
    cell.is_empty() || nothing::is_nothing(cell)
}

/// Whether a cell says yes or no.
fn is_flag(cell: &str) -> bool {
    const FLAGS: [&str; 26] = [
        "true", "false", "yes", "no", "ja", "nein", "oui", "non", "si", "sí", "sim", "nao", "não", "tak", "nie", "nej", "nee",
        "evet", "hayır", "t", "f", "0", "1", "y", "n", "x",
    ];
    FLAGS.iter().any(|word| word.eq_ignore_ascii_case(cell))
}

/// Whether a cell of a yes-or-no column says yes.
pub(crate) fn says_yes(cell: &str) -> bool {
    const YES: [&str; 13] = ["true", "yes", "ja", "oui", "si", "sí", "sì", "sim", "tak", "evet", "1", "y", "t"];
    YES.iter().any(|word| word.eq_ignore_ascii_case(cell)) || cell.eq_ignore_ascii_case("x")
}

/// Whether a cell of a yes-or-no column, or of a day that may not have come, says no.
pub(crate) fn says_no(cell: &str) -> bool {
    const NO: [&str; 13] = ["false", "no", "nein", "non", "não", "nao", "nej", "nee", "nie", "hayır", "n", "f", "0"];
    NO.iter().any(|word| word.eq_ignore_ascii_case(cell)) || cell.to_lowercase() == "hayır" || cell.starts_with("0000-00-00")
}

fn is_time(cell: &str) -> bool {
    cell.len() <= 16 && cell.contains(':') && parse_moment(&format!("2000-01-01 {cell}")).is_some()
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'))
}
