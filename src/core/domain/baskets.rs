//! Baskets: the different products of each order, and the orders of each product.

use super::{CustomerIx, Dataset, Day, OrderIx};
use crate::sparse::RowOffsets;
use serde::{Deserialize, Serialize};

/// What a basket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BasketKind {
    /// The different products of one order.
    Order,
    /// The different products that one customer bought on one day.
    CustomerDay,
}

impl BasketKind {
    /// `order` or `shopping day`.
    pub fn one(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::CustomerDay => "shopping day",
        }
    }

    /// `orders` or `shopping days`.
    pub fn many(self) -> &'static str {
        match self {
            Self::Order => "orders",
            Self::CustomerDay => "shopping days",
        }
    }
}

/// Which products are put into baskets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasketItems {
    /// All codes, postage and fees too.
    #[default]
    All,
    /// Goods only.
    Goods,
}

/// Baskets × products and its transpose, sparse.
#[derive(Clone, Debug)]
pub struct Baskets {
    kind: BasketKind,
    rows: RowOffsets,
    product: Vec<u32>,
    columns: RowOffsets,
    column_basket: Vec<u32>,
    capped: u32,
}

impl Baskets {
    /// Baskets of the orders before `until`, all orders without it; an order without any such item is an empty basket. Of a basket
    /// with more than `max_basket` different products those that cost most are kept (ties: the lower product row), and it is
    /// counted in [`Self::capped`].
    ///
    /// ```
    /// use clientele_core::domain::{BasketItems, Baskets, Dataset, Day, Money, SalesRow};
    /// let row = |order, product| SalesRow::new("anna", order, Day(0), product, 1, Money::ZERO);
    /// let shop = Dataset::from_rows([row("1", "cup"), row("1", "tea"), row("1", "tea"), row("2", "tea")], "")?;
    /// let baskets = Baskets::build(&shop, None, BasketItems::All, 100);
    /// assert_eq!(baskets.len(), 2);
    /// # Ok::<(), clientele_core::domain::DatasetError>(())
    /// ```
    pub fn build(dataset: &Dataset, until: Option<Day>, items: BasketItems, max_basket: u32) -> Self {
        Self::build_of(dataset, until, items, max_basket, |_| true)
    }

    /// The same of a part of the shop: only baskets with an order that `passes`, by its row, each with all that was in it. What a
    /// basket is stays what it is in the whole shop.
    pub fn build_of(
        dataset: &Dataset,
        until: Option<Day>,
        items: BasketItems,
        max_basket: u32,
        passes: impl Fn(usize) -> bool,
    ) -> Self {
        let kind = if dataset.orders_are_single_lines() { BasketKind::CustomerDay } else { BasketKind::Order };
        let (orders, lines) = (dataset.orders(), dataset.lines());
        let is_goods = &dataset.products().is_goods;
        let products = dataset.products().ids.len();
        let mut out = Self {
            kind,
            rows: RowOffsets::default(),
            product: Vec::new(),
            columns: RowOffsets::default(),
            column_basket: Vec::new(),
            capped: 0,
        };
        let mut basket: Vec<(u32, i64)> = Vec::new();
        for customer in 0..dataset.customers().ids.len() {
            let of_customer = dataset.orders_of(CustomerIx::new(customer));
            let mut counts_at_all = false;
            for order in of_customer.clone() {
                if until.is_some_and(|until| orders.day[order] >= until) {
                    break;
                }
                let counts = |line: &usize| items == BasketItems::All || is_goods[lines.product[*line].ix()];
                let lines_of = dataset.lines_of(OrderIx::new(order)).filter(counts);
                basket.extend(lines_of.map(|l| (lines.product[l].0, lines.amount[l].ten_thousandths())));
                let goes_on =
                    kind == BasketKind::CustomerDay && order + 1 < of_customer.end && orders.day[order + 1] == orders.day[order];
                counts_at_all |= passes(order);
                if !goes_on {
                    if counts_at_all {
                        out.push(&mut basket, max_basket as usize);
                    }
                    basket.clear();
                    counts_at_all = false;
                }
            }
        }
        out.transpose(products);
        out
    }

    fn push(&mut self, basket: &mut Vec<(u32, i64)>, max_basket: usize) {
        basket.sort_unstable();
        basket.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            same
        });
        if basket.len() > max_basket {
            basket.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            basket.truncate(max_basket);
            basket.sort_unstable();
            self.capped += 1;
        }
        self.product.extend(basket.iter().map(|item| item.0));
        self.rows.push_end(self.product.len());
    }

    /// Fills the columns from the rows.
    fn transpose(&mut self, products: usize) {
        self.columns = RowOffsets::counted(self.product.iter().map(|&product| product as usize), products);
        let mut free = self.columns.free_places();
        self.column_basket = vec![0; self.product.len()];
        for (basket, entries) in self.rows.iter().enumerate() {
            for &product in &self.product[entries] {
                self.column_basket[free.take(product as usize)] = basket as u32;
            }
        }
    }

    /// Number of baskets.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What a basket is here.
    pub fn kind(&self) -> BasketKind {
        self.kind
    }

    /// Baskets that were cut to the largest size.
    pub fn capped(&self) -> u32 {
        self.capped
    }

    /// Rows of the product table, whether in a basket or not.
    pub fn product_count(&self) -> usize {
        self.columns.len()
    }

    /// The products of a basket, sorted.
    pub fn products(&self, basket: u32) -> &[u32] {
        &self.product[self.rows.row(basket as usize)]
    }

    /// The baskets with a product, sorted.
    pub fn with(&self, product: u32) -> &[u32] {
        &self.column_basket[self.columns.row(product as usize)]
    }
}
