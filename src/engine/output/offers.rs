//! Offers as mail tools want them: offers.csv, one row a customer.

use super::tables::csv_bytes;
use clientele_analytics::recommend::Recommendations;
use clientele_analytics::segment::{PROSPECTS, Rfm};
use clientele_core::domain::{CustomerIx, Dataset, guarded, product_name};

/// offers.csv: each customer with at least one offer, with name, e-mail address, segment and up to `n` offers, each by name and id;
/// cells beyond a short list are empty. Sorted by customer id.
pub fn offers_csv(dataset: &Dataset, lists: &Recommendations, rfm: Option<&Rfm>, n: u32) -> Vec<u8> {
    let mut header: Vec<String> = ["customer_id", "name", "email", "segment"].map(str::to_owned).to_vec();
    header.extend((1..=n).flat_map(|place| [format!("offer_{place}"), format!("offer_{place}_id")]));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let customers = dataset.customers();
    let rows = (0..customers.ids.len()).filter(|&c| !lists.of(c as u32).is_empty()).map(|c| {
        let segment = rfm.map(|rfm| rfm.row_of(CustomerIx::new(c)).map_or(PROSPECTS, |row| rfm.segment_name(row)));
        let mut cells: Vec<String> =
            [customers.ids.get(c), customers.names.get(c), customers.emails.get(c), segment.unwrap_or_default()]
                .map(guarded)
                .to_vec();
        for row in lists.of(c as u32).take(n as usize) {
            let product = lists.product[row].ix();
            cells.push(guarded(product_name(dataset, product)));
            cells.push(guarded(dataset.products().ids.get(product)));
        }
        cells.resize(header.len(), String::new());
        cells
    });
    csv_bytes(&header, rows)
}
