//! Who gets which variant of an experiment, as a file.

use super::tables::csv_bytes;
use clientele_analytics::experiment::ValidVariants;
use clientele_core::domain::{CustomerIx, Dataset, guarded};

/// assignment.csv: each customer with segment and variant, sorted by customer id. `variant` has one entry for each of `customers`.
pub fn assignment_csv<'a>(
    dataset: &Dataset,
    customers: &[CustomerIx],
    segment: impl Fn(CustomerIx) -> &'a str,
    variants: &ValidVariants,
    variant: &[u16],
) -> Vec<u8> {
    let rows = customers.iter().zip(variant).map(|(&customer, &variant)| {
        let name = variants.get().get(usize::from(variant)).map_or("", |v| v.name.as_str());
        [guarded(dataset.customers().ids.get(customer.ix())), guarded(segment(customer)), guarded(name)]
    });
    csv_bytes(&["customer_id", "segment", "variant"], rows)
}
