//! The product table.

use crate::collect::columns::{BAD, NONE, TextColumn};
use crate::collect::store::Store;
use clientele_core::domain::{Interner, Money, NO_CATEGORY, ProductTable};

/// The product of sales that name none.
pub(crate) const NO_PRODUCT: &str = "(no product)";

/// For each product code its texts in the sales, [`NONE`] where there is none.
#[derive(Default)]
pub(crate) struct ProductTexts {
    pub(crate) names: Vec<u32>,
    pub(crate) categories: Vec<u32>,
    pub(crate) brands: Vec<u32>,
}

/// A product table under construction.
#[derive(Default)]
pub(crate) struct ProductRows {
    table: ProductTable,
    categories: Interner,
    brands: Interner,
}

impl ProductRows {
    /// Rows so far.
    pub(crate) fn len(&self) -> usize {
        self.table.ids.len()
    }

    /// Adds a product: what the catalogue says of it, else what the sales do.
    pub(crate) fn push(&mut self, store: &Store, code: u32, texts: &ProductTexts, is_service: &[bool]) {
        let Store { ids, sales, product_list, .. } = store;
        let row = product_list.row_of.get(code);
        let of_sales = |best: &[u32], column: &TextColumn| -> String {
            let value = best.get(code as usize).copied().unwrap_or(NONE);
            if value == NONE { String::new() } else { column.values.get(value).to_owned() }
        };
        let or_else = |text: &str, other: String| if text.is_empty() { other } else { text.to_owned() };
        let listed = |column: &TextColumn| row.map_or("", |row| column.text(row)).to_owned();
        let table = &mut self.table;
        table.ids.push(ids.products.get(code));
        let name = row.map_or("", |row| product_list.names.get(row));
        table.names.push(&or_else(name, of_sales(&texts.names, &sales.product_name)));
        let category = or_else(&listed(&product_list.category), of_sales(&texts.categories, &sales.category));
        table.category.push(if category.is_empty() { NO_CATEGORY } else { self.categories.intern(&category) });
        let brand = or_else(&listed(&product_list.brand), of_sales(&texts.brands, &sales.brand));
        table.brand.push(if brand.is_empty() { NO_CATEGORY } else { self.brands.intern(&brand) });
        // Sales that name no product are of nothing that could be recommended.
        table.is_goods.push(!is_service.get(code as usize).copied().unwrap_or(true));
        let price = row.and_then(|row| product_list.price.values.get(row).copied()).filter(|&price| price != BAD);
        table.price.push(Money::from_ten_thousandths(price.unwrap_or(0)));
    }

    pub(crate) fn finish(self) -> ProductTable {
        ProductTable { categories: self.categories.into_values(), brands: self.brands.into_values(), ..self.table }
    }
}
