//! How well the name of a column fits a meaning: from −1 (it says something else) over 0 (it says nothing) to 1.

use crate::recognise::lexicon::Word as W;
use crate::recognise::names::normalise;
use crate::recognise::synonyms::synonyms;
use crate::recognise::tokens::HeaderWords;
use crate::schema::meaning::{FileKind, Meaning};

/// From here on a name says what its column means.
pub(crate) const SAYS_IT: f64 = 0.5;
/// What each word that is not known takes off.
const PER_UNKNOWN: f64 = 0.08;
/// What each known word beyond those that a meaning needs takes off.
const PER_EXTRA: f64 = 0.04;

/// The evidence of one column's name.
pub(crate) struct NameEvidence {
    normal: String,
    pub(crate) words: HeaderWords,
}

impl NameEvidence {
    pub(crate) fn of(header: &str) -> Self {
        Self { normal: normalise(header), words: HeaderWords::of(header) }
    }

    /// Whether nothing in the name is known.
    pub(crate) fn says_nothing(&self) -> bool {
        self.words.words.is_empty()
    }

    /// Whether it does not speak of people or of the stock.
    pub(crate) fn may_be_of_orders(&self) -> bool {
        !self.words.has_any(&[W::Customer, W::Employee, W::Stock, W::Supplier])
    }

    /// How well the name fits a meaning in a file of this kind.
    pub(crate) fn score(&self, kind: FileKind, meaning: Meaning) -> f64 {
        let by_words = self.by_words(kind, meaning);
        let names = synonyms(kind, meaning);
        match names.iter().position(|name| *name == self.normal) {
            // The whole name is listed: the first are the best.
            Some(rank) => by_words.max(1.0 - 0.01 * rank.min(25) as f64),
            None => by_words,
        }
    }

    fn by_words(&self, kind: FileKind, meaning: Meaning) -> f64 {
        let Some((base, needs)) = fit(&self.words, kind, meaning) else { return -1.0 };
        if base <= 0.0 {
            return base;
        }
        let extra = self.words.words.len().saturating_sub(needs) as f64;
        (base - PER_EXTRA * extra - PER_UNKNOWN * self.words.unknown as f64).max(0.05)
    }
}

#[rustfmt::skip] // a word a line would be five screens
/// The score of the words, and how many of them it rests on. `None`: they say that it is something else.
fn fit(h: &HeaderWords, kind: FileKind, meaning: Meaning) -> Option<(f64, usize)> {
    use Meaning as M;
    let has = |word| h.has(word);
    let any = |words: &[W]| h.has_any(words);
    let not = |words: &[W]| if any(words) { None } else { Some(()) };
    // The best of several ways to say it.
    let best = |ways: &[(bool, f64, usize)]| {
        let fitting = ways.iter().filter(|way| way.0).map(|way| (way.1, way.2));
        Some(fitting.fold((0.0, 0), |best: (f64, usize), way| if way.0 > best.0 { way } else { best }))
    };
    let money = [W::Price, W::Amount, W::Total, W::Subtotal, W::Discount, W::Tax, W::Cost, W::Profit, W::Fee, W::Refund, W::Percent];
    let places = [W::Country, W::Place, W::Address, W::Phone];
    let order_words = any(&[W::Order, W::Invoice, W::Transaction, W::Purchase, W::Sale, W::Billing]);
    match meaning {
        M::OrderId => {
            not(&money)?;
            not(&places)?;
            not(&[W::Date, W::Time, W::Status, W::Quantity, W::Email, W::Name, W::Rating, W::Payment, W::Cancel, W::Currency])?;
            not(&[W::Employee, W::Store, W::Shipping, W::Line, W::Product, W::Sku, W::Category, W::Brand, W::Description, W::Note])?;
            not(&[W::Stock, W::Supplier, W::Variant, W::Weight, W::Age, W::Coupon, W::Statistic, W::Zone, W::Created, W::OtherDate])?;
            not(&[W::Event, W::ListPrice, W::Loyalty])?;
            if has(W::Customer) && !has(W::Order) {
                return None;
            }
            let (id, reference) = (has(W::Number), has(W::Reference));
            best(&[
                (has(W::Order) && id, 1.0, 2),
                (has(W::Invoice) && id, 0.96, 2),
                (has(W::Transaction) && id, 0.86, 2),
                ((has(W::Purchase) || has(W::Sale)) && id, 0.86, 2),
                (has(W::Billing) && id, 0.75, 2),
                (has(W::Order) && reference, 0.86, 2),
                ((has(W::Invoice) || has(W::Transaction) || has(W::Sale)) && reference, 0.8, 2),
                (has(W::Order) || has(W::Invoice), 0.84, 1),
                (has(W::Transaction), 0.7, 1),
                (has(W::Session), 0.55, h.words.len()),
                (reference, 0.4, 1),
                (id, if kind == FileKind::Orders && h.words.len() == 1 { 0.6 } else { 0.3 }, 1),
            ])
        }
        M::CustomerId => {
            not(&money)?;
            not(&places)?;
            not(&[W::Date, W::Created, W::Email, W::Age, W::Person, W::Category, W::Quantity, W::Rating, W::Status, W::Registered])?;
            not(&[W::First, W::Last, W::Note, W::Employee, W::Store, W::Supplier, W::Product, W::Sku, W::Invoice, W::Currency])?;
            not(&[W::Statistic, W::Order, W::Recipient, W::Zone, W::Time, W::Shipping, W::OtherDate, W::Variant, W::Session, W::Event])?;
            if has(W::Payment) {
                return if has(W::Number) && !has(W::Customer) { Some((0.3, 2)) } else { None };
            }
            if has(W::Name) {
                return Some((0.0, 0));
            }
            best(&[
                // Who pays need not be who buys.
                (has(W::Customer) && has(W::Billing), 0.8, h.words.len()),
                (has(W::Customer) && (has(W::Number) || has(W::Reference)) && !has(W::Billing), 1.0, h.words.len()),
                (has(W::Loyalty) && has(W::Number), 0.7, h.words.len()),
                (has(W::Customer) && !has(W::Billing), 0.84, 1),
                (has(W::Number) && kind == FileKind::Customers, if h.words.len() == 1 { 0.6 } else { 0.3 }, 1),
            ])
        }
        M::Email => {
            not(&[W::Employee, W::Store, W::Supplier, W::Note, W::Date, W::Status, W::Recipient, W::Number])?;
            best(&[
                (has(W::Email) && (has(W::Customer) || order_words), 1.0, h.words.len()),
                (has(W::Email), 0.96, h.words.len()),
            ])
        }
        M::CustomerName => {
            not(&money)?;
            not(&[W::Product, W::Sku, W::Category, W::Brand, W::Employee, W::Store, W::Supplier, W::Number, W::Email, W::Status])?;
            not(&[W::Date, W::Discount, W::Coupon, W::Payment, W::Variant, W::Country, W::Place, W::Quantity, W::Address, W::Phone])?;
            not(&[W::Registered, W::Age, W::Rating, W::Note, W::Order, W::Description])?;
            let part = has(W::First) || has(W::Last);
            best(&[
                (has(W::Customer) && has(W::Name) && !part, 1.0, 2),
                (has(W::Billing) && has(W::Name) && !part, 0.86, 2),
                (has(W::Name) && kind == FileKind::Customers && !part, 0.9, 1),
                (has(W::Recipient) || (has(W::Shipping) && has(W::Name)), 0.4, 2),
                (has(W::Customer) && !has(W::Reference), 0.5, 1),
                (has(W::Name), 0.35, 1),
            ])
        }
        M::FirstName => best(&[(has(W::First) && !any(&[W::Date, W::Order, W::Purchase]), 0.95, 2)]),
        M::LastName => best(&[(has(W::Last) && !any(&[W::Date, W::Order, W::Purchase, W::OtherDate]), 0.95, 2)]),
        M::ProductId => {
            not(&money)?;
            not(&[W::Customer, W::Date, W::Quantity, W::Category, W::Name, W::Line, W::Description, W::Brand, W::Status, W::Email])?;
            not(&[W::Rating, W::Weight, W::Invoice, W::Transaction, W::Supplier, W::Employee, W::Store, W::Coupon, W::Event, W::Session])?;
            // "Stock code", not "items in stock".
            if has(W::Stock) && !(h.words.first() == Some(&W::Stock) && has(W::Number)) {
                return None;
            }
            not(&[W::Payment, W::Shipping, W::Note, W::Variant, W::Order, W::Statistic, W::Age, W::Country, W::Place, W::Address])?;
            best(&[
                (has(W::Product) && has(W::Number), 1.0, 2),
                (has(W::Stock) && has(W::Number), 0.95, 2),
                (has(W::Sku), 1.0, h.words.len()),
                (has(W::Product) && has(W::Reference), 0.88, 2),
                (has(W::Number) && kind == FileKind::Products, if h.words.len() == 1 { 0.6 } else { 0.3 }, 1),
                (has(W::Reference), 0.3, 1),
            ])
        }
        M::ProductName => {
            not(&money)?;
            not(&[W::Number, W::Category, W::Quantity, W::Customer, W::Brand, W::Weight, W::Rating, W::Status, W::Variant, W::Date])?;
            not(&[W::Shipping, W::Employee, W::Store, W::Supplier, W::Email, W::Sku, W::First, W::Last, W::Billing, W::Event, W::Session])?;
            if has(W::Stock) && !(h.words.first() == Some(&W::Stock) && (has(W::Name) || has(W::Product))) {
                return None;
            }
            not(&[W::Invoice, W::Transaction, W::Payment, W::Note, W::Reference, W::Currency, W::Unit, W::Time, W::Age, W::Zone])?;
            not(&[W::Country, W::Place, W::Address, W::Order, W::Line, W::Coupon, W::Statistic, W::Person, W::Recipient])?;
            best(&[
                (has(W::Product) && (has(W::Name) || has(W::Description)), 1.0, 2),
                (has(W::Stock) && has(W::Name), 0.95, 2),
                (has(W::Product), 0.9, h.words.len()),
                (has(W::Description), 0.8, h.words.len()),
                (has(W::Name) && kind == FileKind::Products, 0.9, 1),
                (has(W::Name), 0.3, 1),
            ])
        }
        M::Category => {
            not(&money)?;
            not(&[W::Customer, W::Status, W::Payment, W::Store, W::Quantity, W::Date, W::Shipping, W::Order, W::Sale, W::Transaction])?;
            best(&[
                (has(W::Category) && has(W::Product), 0.97, 2),
                (has(W::Category) && !has(W::Number), 0.95, 1),
                (has(W::Category), 0.6, 2),
            ])
        }
        M::Brand => {
            not(&money)?;
            best(&[(has(W::Brand) && !has(W::Number), 0.95, h.words.len())])
        }
        M::Date => {
            not(&[W::Registered, W::Person, W::Cancel, W::Refund, W::Age, W::Number, W::Zone, W::Email, W::Stock])?;
            if has(W::OtherDate) {
                return Some((if any(&[W::Date, W::Time]) || h.words.len() == 1 { 0.26 } else { 0.0 }, h.words.len()));
            }
            not(&[W::Price, W::Amount, W::Total, W::Tax, W::Cost, W::Discount, W::Name, W::Quantity, W::Statistic, W::Rating])?;
            let (day, made) = (has(W::Date), has(W::Created));
            let time = has(W::Time) && (order_words || has(W::Event));
            if has(W::Shipping) {
                return Some((if day || made { 0.25 } else { 0.0 }, h.words.len()));
            }
            if day && any(&[W::Customer, W::Product]) {
                return Some((0.35, 2));
            }
            if has(W::Payment) {
                return Some((if day { 0.7 } else { 0.3 }, 2));
            }
            not(&[W::First, W::Last])?;
            best(&[
                ((day || time) && any(&[W::Order, W::Purchase]), 1.0, h.words.len()),
                ((day || time) && any(&[W::Invoice, W::Transaction, W::Sale, W::Billing]), 0.96, h.words.len()),
                (made, 0.88, h.words.len()),
                (day, 0.9, h.words.len()),
                (time, 0.9, h.words.len()),
                (has(W::Time), 0.6, h.words.len()),
            ])
        }
        M::Time => {
            not(&[W::Zone, W::Shipping, W::Refund, W::Cancel, W::OtherDate, W::Person])?;
            best(&[(has(W::Time) && !has(W::Date), 0.92, h.words.len())])
        }
        M::Quantity => {
            not(&[W::Stock, W::Refund, W::Cancel, W::Price, W::Amount, W::Cost, W::Date, W::Discount, W::Tax, W::Customer, W::Rating])?;
            not(&[W::Number, W::Weight, W::Statistic, W::Subtotal, W::Status, W::Name, W::Category, W::Age])?;
            best(&[
                (has(W::Quantity) && has(W::Shipping), 0.5, 2),
                (has(W::Quantity) && any(&[W::Invoice, W::Billing]), 0.7, 2),
                (has(W::Quantity) && !any(&[W::Shipping, W::Invoice, W::Billing]), 1.0, h.words.len()),
                (has(W::Unit), 0.3, 1),
                (has(W::Total) && has(W::Product), 0.4, 2),
            ])
        }
        M::UnitPrice => {
            not(&[W::Cost, W::Shipping, W::Profit, W::Fee, W::Date, W::Rating, W::Statistic, W::Refund, W::Number, W::Status, W::Weight])?;
            not(&[W::Supplier, W::Percent, W::Currency, W::Note, W::Customer, W::Payment, W::Category, W::Name])?;
            // "Discounted price", not "price discount".
            if has(W::Discount) {
                return if h.words.last() == Some(&W::Price) { Some((0.88, h.words.len())) } else { None };
            }
            if has(W::ListPrice) {
                return Some((if has(W::Price) || h.words.len() == 1 { 0.6 } else { 0.0 }, h.words.len()));
            }
            if any(&[W::Total, W::Subtotal, W::Line]) && !has(W::Unit) {
                return if any(&[W::Price]) && has(W::Line) && has(W::Product) { Some((0.4, 2)) } else { None };
            }
            best(&[
                (has(W::Price) && has(W::Unit), 1.0, h.words.len()),
                (has(W::Price) && has(W::Product), 0.92, 2),
                (has(W::Price) && has(W::Purchase), 0.5, 2),
                (has(W::Price) && has(W::Sale), 0.9, 2),
                (has(W::Price) && has(W::Order), 0.4, 2),
                (has(W::Price) && !any(&[W::Purchase, W::Order]), 0.9, 1),
                (has(W::Rate) && h.words.len() == 1, 0.75, 1),
                (any(&[W::Amount, W::Gross, W::Net]) && has(W::Unit), 0.8, 2),
                (has(W::Amount) && !order_words, 0.3, 1),
            ])
        }
        M::LineTotal => {
            not(&[W::Cost, W::Tax, W::Shipping, W::Refund, W::Fee, W::Profit, W::Rating, W::Date, W::Quantity, W::Number])?;
            not(&[W::Statistic, W::Unit, W::Percent, W::Currency, W::Status, W::Stock, W::Supplier, W::Name, W::Category, W::Employee])?;
            not(&[W::Payment, W::Store, W::Weight, W::Note, W::Description, W::Coupon, W::ListPrice, W::Customer])?;
            // "Subtotal after discount", not "total discount".
            if has(W::Discount) {
                let is_left = any(&[W::After, W::Subtotal]) && any(&[W::Total, W::Subtotal, W::Amount, W::Price, W::Sale, W::Net]);
                return if is_left { Some((0.9, h.words.len())) } else { None };
            }
            not(&[W::Sku])?;
            let sum = has(W::Total) || has(W::Amount);
            if has(W::Grand) {
                return Some((0.4, 2));
            }
            if any(&[W::Order, W::Invoice]) && !any(&[W::Line, W::Product]) {
                return Some((if sum { 0.45 } else { 0.0 }, 2));
            }
            best(&[
                (has(W::Line) && (sum || has(W::Price)), 1.0, h.words.len()),
                (has(W::Product) && sum, 0.92, h.words.len()),
                (has(W::Total) && has(W::Price), 0.95, 2),
                (has(W::Total) && has(W::Amount), 0.86, 2),
                (sum && any(&[W::Purchase, W::Sale, W::Transaction]), 0.88, 2),
                (has(W::Amount), 0.86, 1),
                (has(W::Total), 0.84, 1),
                (has(W::Sale) && (h.words.len() == 1 || any(&[W::Net, W::Gross])), 0.88, h.words.len()),
                (has(W::Subtotal), 0.6, 1),
                (has(W::Price), 0.35, 1),
            ])
        }
        M::OrderTotal => {
            not(&[W::Cost, W::Tax, W::Shipping, W::Discount, W::Refund, W::Fee, W::Profit, W::Rating, W::Date, W::Quantity, W::Number])?;
            not(&[W::Statistic, W::Unit, W::Percent, W::Currency, W::Status, W::Stock, W::Line, W::Product, W::Name, W::Supplier])?;
            not(&[W::Payment, W::Store, W::Weight, W::Note, W::Employee, W::Category, W::Customer, W::ListPrice])?;
            let sum = any(&[W::Total, W::Amount, W::Subtotal]);
            best(&[
                (any(&[W::Order, W::Invoice]) && sum, 1.0, 2),
                (has(W::Grand), 0.95, h.words.len()),
                (has(W::Transaction) && sum, 0.5, 2),
                (has(W::Subtotal), 0.55, 1),
                (has(W::Total) && !has(W::Price), 0.6, 1),
                (has(W::Amount), 0.35, 1),
            ])
        }
        M::UnitDiscount => {
            not(&[W::Percent, W::Rate, W::Number, W::Order, W::Line, W::Shipping, W::Name, W::Description, W::Category, W::Tax])?;
            not(&[W::After, W::Subtotal])?;
            best(&[(has(W::Discount) && has(W::Unit), 0.98, 2)])
        }
        M::LineDiscount => {
            not(&[W::Unit, W::Percent, W::Rate, W::Number, W::Order, W::Shipping, W::Name, W::Description, W::Category, W::Price, W::Tax])?;
            not(&[W::After, W::Subtotal])?;
            best(&[
                (has(W::Discount) && any(&[W::Line, W::Product]), 0.96, h.words.len()),
                (has(W::Discount), 0.75, h.words.len()),
            ])
        }
        M::DiscountShare => {
            not(&[W::Number, W::Shipping, W::Name, W::Amount, W::Total, W::Description, W::Category, W::Tax, W::After, W::Subtotal])?;
            best(&[
                (has(W::Discount) && any(&[W::Percent, W::Rate]), 1.0, h.words.len()),
                (has(W::Discount) && !has(W::Price), 0.7, h.words.len()),
            ])
        }
        M::OrderDiscount => {
            not(&[W::Percent, W::Rate, W::Number, W::Line, W::Product, W::Unit, W::Shipping, W::Name, W::Description, W::Category, W::Price])?;
            not(&[W::After, W::Subtotal])?;
            best(&[(has(W::Discount) && any(&[W::Order, W::Invoice, W::Total]), 0.9, 3), (has(W::Discount), 0.6, 2)])
        }
        M::Refund => {
            not(&[W::Date, W::Number, W::Status, W::Quantity, W::Note])?;
            best(&[
                (has(W::Refund) && any(&[W::Amount, W::Total]), 0.95, h.words.len()),
                (has(W::Refund), 0.7, h.words.len()),
            ])
        }
        M::ReturnedQuantity => {
            not(&[W::Price, W::Amount, W::Total, W::Date, W::Number, W::Status, W::Note])?;
            best(&[(has(W::Refund) && has(W::Quantity), 0.95, h.words.len())])
        }
        M::Refunded => {
            not(&[W::Date, W::Number, W::Amount, W::Total, W::Quantity])?;
            best(&[(has(W::Refund), 0.7, h.words.len())])
        }
        M::UnitCost => {
            not(&[W::Shipping, W::Total, W::Line, W::Tax, W::Date, W::Number, W::Payment, W::Store, W::Employee])?;
            best(&[
                (has(W::Cost) && any(&[W::Unit, W::Price, W::Product]), 0.95, h.words.len()),
                (has(W::Cost), 0.75, 1),
            ])
        }
        M::LineCost => {
            not(&[W::Shipping, W::Unit, W::Tax, W::Date, W::Number, W::Payment, W::Store, W::Employee])?;
            best(&[(has(W::Cost) && any(&[W::Total, W::Line, W::Sale]), 0.95, h.words.len()), (has(W::Cost), 0.55, 1)])
        }
        M::Tax => {
            not(&[W::Percent, W::Rate, W::Number, W::Price, W::Net, W::Gross, W::Subtotal, W::Sale, W::Customer, W::Note, W::Name])?;
            best(&[(has(W::Tax), 0.8, h.words.len())])
        }
        M::Status => {
            not(&[W::Customer, W::Product, W::Date, W::Stock, W::Amount])?;
            best(&[
                (has(W::Status) && any(&[W::Order, W::Sale, W::Transaction]), 1.0, 2),
                (has(W::Status) && has(W::Payment), 0.92, 2),
                (has(W::Event) && (has(W::Category) || has(W::Name) || h.words.len() == 1), 0.8, 2),
                (has(W::Status) && has(W::Shipping), 0.45, 2),
                (has(W::Status) && !has(W::Shipping), 0.95, h.words.len()),
            ])
        }
        M::CancelledAt => {
            not(&[W::Amount, W::Quantity, W::Number, W::Status])?;
            best(&[(has(W::Cancel) && has(W::Date), 0.95, 2), (has(W::Cancel), 0.7, 1)])
        }
        M::Place => {
            not(&[W::Store, W::Supplier, W::Number, W::Status, W::Tax])?;
            best(&[
                (has(W::Country) && has(W::Shipping), 0.7, 2),
                (has(W::Country) && !has(W::Shipping), 0.95, h.words.len()),
                (has(W::Place) && has(W::Shipping), 0.55, 2),
                (has(W::Place) && !has(W::Shipping), 0.85, h.words.len()),
            ])
        }
        M::Currency => best(&[(has(W::Currency) && !any(&[W::Percent, W::Price, W::Amount]), 0.95, h.words.len())]),
        M::Registered => {
            not(&[W::Order, W::Purchase])?;
            best(&[(has(W::Registered), 0.9, h.words.len()), (has(W::Created), 0.7, 1)])
        }
        M::Age => best(&[(has(W::Age) && !has(W::Stock), 0.9, h.words.len())]),
        // A size or a colour makes another product of the same name in known exports only.
        M::Variant | M::CustomerAlias => Some((0.0, 0)),
        M::Unused | M::PackedProducts | M::OrderSequence | M::DaysSincePrior | M::HourOfDay => Some((0.0, 0)),
    }
}
