//! What a shop is made of: customers, products and order lines as columns; baskets; exact money; calendar days; numbers as people
//! write them.

mod anonymous;
mod baskets;
mod canonical;
mod column;
mod currency_sign;
mod dataset;
mod dataset_error;
mod day;
mod error_view;
mod figure;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
mod formula;
mod ids;
mod money;
pub mod number;
mod product_name;
mod sales_row;
mod shop;
mod tables;
mod text;
mod user_error;

pub use anonymous::{AnonymousOrders, AnonymousSales, AnonymousTables};
pub use baskets::{BasketItems, BasketKind, Baskets};
pub use column::{Interner, StringColumn, same_text};
pub use dataset::Dataset;
pub use dataset_error::DatasetError;
pub use day::{Day, month_name};
pub use error_view::ErrorView;
pub use figure::{Cell, Figure, Kpi, TableView};
pub use formula::{guarded, guarded_cell, is_formula, unguarded};
pub use ids::{CustomerIx, OrderIx, ProductIx};
pub use money::{Money, MoneyError};
pub use product_name::product_name;
pub use sales_row::SalesRow;
pub use shop::{Sale, Shop};
pub use tables::{CustomerTable, LineTable, NO_CATEGORY, NO_MINUTE, OrderTable, ProductTable};
pub use text::{counted, grouped, grouped_money, in_quotes, money_text, multiple, nearest_first, percent, with_currency};
pub use user_error::UserError;
