//! Baskets: the different products of each order, and the orders of each product.

use super::{CustomerIx, Dataset, Day, OrderIx, ProductIx, ProductTable};
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
    /// Baskets of customers' orders before `until`, all orders without it; an order without any such item is an empty basket. Of a basket
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
        Self::build_with(dataset, dataset.products(), until, items, max_basket, passes, None::<fn(usize) -> bool>)
    }

    /// The same of the whole shop: orders without a customer are baskets too, where `passes_anonymous` says so, by their row; lines without
    /// a customer are in the basket of the order that they belong to. Where a basket is what one customer bought on one day, nobody
    /// knows which of them were bought together, and they are left out.
    pub fn build_of_shop(
        dataset: &Dataset,
        until: Option<Day>,
        items: BasketItems,
        max_basket: u32,
        passes: impl Fn(usize) -> bool,
        passes_anonymous: impl Fn(usize) -> bool,
    ) -> Self {
        Self::build_with(dataset, dataset.shop().products(), until, items, max_basket, passes, Some(passes_anonymous))
    }

    fn build_with(
        dataset: &Dataset,
        products: &ProductTable,
        until: Option<Day>,
        items: BasketItems,
        max_basket: u32,
        passes: impl Fn(usize) -> bool,
        passes_anonymous: Option<impl Fn(usize) -> bool>,
    ) -> Self {
        let kind = if dataset.orders_are_single_lines() { BasketKind::CustomerDay } else { BasketKind::Order };
        let (orders, lines) = (dataset.orders(), dataset.lines());
        let is_goods = &products.is_goods;
        let counts = |product: ProductIx| items == BasketItems::All || is_goods[product.ix()];
        let anonymous = dataset.anonymous();
        let passes_anonymous = passes_anonymous.filter(|_| kind == BasketKind::Order);
        let anonymous_items = |order: usize| {
            let lines = anonymous.lines();
            anonymous
                .lines_of(order)
                .filter(|&line| counts(lines.product[line]))
                .map(|line| (lines.product[line].0, lines.amount[line].ten_thousandths()))
        };
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
                let lines_of = dataset.lines_of(OrderIx::new(order)).filter(|&line| counts(lines.product[line]));
                basket.extend(lines_of.map(|l| (lines.product[l].0, lines.amount[l].ten_thousandths())));
                if let Some(passes_anonymous) = &passes_anonymous {
                    for part in anonymous.parts_of(OrderIx::new(order)) {
                        basket.extend(anonymous_items(part));
                        counts_at_all |= passes_anonymous(part);
                    }
                }
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
        if let Some(passes_anonymous) = &passes_anonymous {
            let is_before = |order: &usize| until.is_none_or(|until| anonymous.orders().day[*order] < until);
            for order in anonymous.own().filter(is_before).filter(|&order| anonymous.is_order(order) && passes_anonymous(order)) {
                basket.extend(anonymous_items(order));
                out.push(&mut basket, max_basket as usize);
                basket.clear();
            }
        }
        out.transpose(products.ids.len());
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
