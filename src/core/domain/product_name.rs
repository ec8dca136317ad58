//! What a product is called.

use super::Dataset;

/// A product's name, or its id where it has none.
pub fn product_name(dataset: &Dataset, product: usize) -> &str {
    match dataset.products().names.get(product) {
        "" => dataset.products().ids.get(product),
        name => name,
    }
}
