//! What a product is called.

use super::Dataset;

/// A product's name, or its id where it has none; of any product of the [shop](super::Shop::products).
pub fn product_name(dataset: &Dataset, product: usize) -> &str {
    let products = dataset.shop().products();
    match products.names.get(product) {
        "" => products.ids.get(product),
        name => name,
    }
}
