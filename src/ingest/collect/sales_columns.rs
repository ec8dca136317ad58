//! Where a sales file has what.

use crate::collect::source_file::SourceFile;
use crate::parse::packed_products::Packing;
use crate::read::record::Record;
use crate::schema::meaning::Meaning;

/// Where a sales file has what.
#[derive(Clone, Copy)]
pub(crate) struct SalesColumns {
    pub(crate) order: Option<usize>,
    pub(crate) customer: Option<usize>,
    pub(crate) email: Option<usize>,
    pub(crate) customer_name: Option<usize>,
    pub(crate) product: Option<usize>,
    pub(crate) product_name: Option<usize>,
    pub(crate) variant: Option<usize>,
    pub(crate) packed: Option<usize>,
    pub(crate) category: Option<usize>,
    pub(crate) brand: Option<usize>,
    pub(crate) date: Option<usize>,
    pub(crate) time: Option<usize>,
    pub(crate) quantity: Option<usize>,
    pub(crate) unit_price: Option<usize>,
    pub(crate) line_total: Option<usize>,
    pub(crate) order_total: Option<usize>,
    pub(crate) line_discount: Option<usize>,
    pub(crate) unit_discount: Option<usize>,
    pub(crate) discount_share: Option<usize>,
    pub(crate) order_discount: Option<usize>,
    pub(crate) refund: Option<usize>,
    pub(crate) returned_quantity: Option<usize>,
    pub(crate) refunded: Option<usize>,
    pub(crate) status: Option<usize>,
    pub(crate) cancelled_at: Option<usize>,
    pub(crate) place: Option<usize>,
    pub(crate) currency: Option<usize>,
    /// Another number of the order, in a file of whole orders.
    pub(crate) other_order: Option<usize>,
    pub(crate) packing: Packing,
    pub(crate) fill_down: bool,
    /// Words in the status column tell returns.
    pub(crate) marks_returns: bool,
}

impl SalesColumns {
    /// Whether a cell that could name the customer holds something.
    pub(crate) fn has_customer_text(&self, record: &Record<'_>) -> bool {
        [self.customer, self.email, self.customer_name].into_iter().any(|column| has_text(record, column))
    }

    /// Whether the cell of the date holds something.
    pub(crate) fn has_date_text(&self, record: &Record<'_>) -> bool {
        has_text(record, self.date)
    }

    pub(crate) fn of(file: &SourceFile, fill_down: bool) -> Self {
        let column = |meaning| file.recognised.column(meaning);
        Self {
            order: column(Meaning::OrderId),
            customer: column(Meaning::CustomerId),
            email: column(Meaning::Email),
            customer_name: column(Meaning::CustomerName),
            product: column(Meaning::ProductId),
            product_name: column(Meaning::ProductName),
            variant: column(Meaning::Variant),
            packed: column(Meaning::PackedProducts),
            category: column(Meaning::Category),
            brand: column(Meaning::Brand),
            date: column(Meaning::Date),
            time: column(Meaning::Time),
            quantity: column(Meaning::Quantity),
            unit_price: column(Meaning::UnitPrice),
            line_total: column(Meaning::LineTotal),
            order_total: column(Meaning::OrderTotal),
            line_discount: column(Meaning::LineDiscount),
            unit_discount: column(Meaning::UnitDiscount),
            discount_share: column(Meaning::DiscountShare),
            order_discount: column(Meaning::OrderDiscount),
            refund: column(Meaning::Refund),
            returned_quantity: column(Meaning::ReturnedQuantity),
            refunded: column(Meaning::Refunded),
            status: column(Meaning::Status),
            cancelled_at: column(Meaning::CancelledAt),
            place: column(Meaning::Place),
            currency: column(Meaning::Currency),
            other_order: file.recognised.other_key.filter(|_| {
                [Meaning::ProductId, Meaning::ProductName, Meaning::PackedProducts].into_iter().all(|m| column(m).is_none())
            }),
            packing: file.recognised.conventions.packing,
            fill_down: fill_down && file.recognised.conventions.fill_down,
            marks_returns: file.recognised.conventions.marks_returns,
        }
    }

    /// Whether a row's cell for the date holds no number, or it has neither a customer nor all that says of which sale it is: then it may be
    /// a total or a note.
    pub(crate) fn may_be_summary(&self, record: &Record<'_>) -> bool {
        let has_number = |column: usize| record.field(column).bytes().any(|b| b.is_ascii_digit() || !b.is_ascii());
        let is_blank = |column: Option<usize>| column.is_none_or(|column| record.field(column).trim().is_empty());
        self.date.is_some_and(|column| !has_number(column))
            || (is_blank(self.customer)
                && is_blank(self.email)
                && is_blank(self.customer_name)
                && (self.order.is_some_and(|column| !has_number(column))
                    || (is_blank(self.product) && is_blank(self.product_name))))
    }

    /// Whether there is a column of order numbers.
    pub(crate) fn has_order(&self) -> bool {
        self.order.is_some()
    }

    /// Whether there is a column of customer numbers.
    pub(crate) fn has_customer_number(&self) -> bool {
        self.customer.is_some()
    }

    /// Whether the rows say what was bought.
    pub(crate) fn has_product(&self) -> bool {
        self.product.is_some() || self.product_name.is_some() || self.packed.is_some()
    }

    /// Whether a column says how much came back or was paid back.
    pub(crate) fn has_refund(&self) -> bool {
        self.refund.is_some() || self.returned_quantity.is_some()
    }

    /// Whether the rows say for how much.
    pub(crate) fn has_price(&self) -> bool {
        self.unit_price.is_some() || self.line_total.is_some() || self.order_total.is_some() || self.packed.is_some()
    }

    /// Whether the only money is the total of the whole order, to be shared out over its rows.
    pub(crate) fn shares_order_total(&self) -> bool {
        self.order_total.is_some() && self.unit_price.is_none() && self.line_total.is_none() && self.packed.is_none()
    }

    /// The column that says for how much.
    pub(crate) fn price(&self) -> Option<usize> {
        self.line_total.or(self.unit_price).or(self.order_total)
    }

    /// Whether who and when are in a file of orders.
    pub(crate) fn needs_orders(&self) -> bool {
        self.date.is_none() || (self.customer.is_none() && self.email.is_none() && self.customer_name.is_none())
    }

    /// Whether the price column holds what the whole line cost.
    pub(crate) fn price_is_total(&self) -> bool {
        self.line_total.is_some() || self.packed.is_some() || self.shares_order_total()
    }

    /// What the price column means.
    pub(crate) fn price_meaning(&self) -> Meaning {
        match () {
            () if self.shares_order_total() => Meaning::OrderTotal,
            () if self.price_is_total() => Meaning::LineTotal,
            () => Meaning::UnitPrice,
        }
    }
}

fn has_text(record: &Record<'_>, column: Option<usize>) -> bool {
    column.is_some_and(|column| !record.field(column).trim().is_empty())
}

impl SalesColumns {
    /// For the further products of a row: what its order gets off counts once.
    pub(crate) fn without_order_money(self) -> Self {
        Self { order_discount: None, refund: None, line_discount: None, unit_discount: None, discount_share: None, ..self }
    }
}
