//! Customers split into groups at random: the list for the tool that sends them what they get.

use super::fields::{Fields, SEED, told};
use crate::customers::segment_of;
use clientele_analytics::experiment::{Variant, Variants, assign};
use clientele_core::domain::{CustomerIx, ErrorView};
use clientele_engine::Session;
use clientele_engine::output::assignment_csv;

/// Customers by segments, each with its variant.
pub(crate) fn assignment(session: &Session, fields: &[String]) -> Result<Vec<u8>, ErrorView> {
    let fields = Fields(fields);
    let variants = variants_of(fields.text(0)).check().map_err(|e| told(&e))?;
    let seed = u64::from(fields.whole(1, "Seed", SEED)?);
    let segment = fields.text(2);
    let dataset = session.dataset();
    let customers: Vec<CustomerIx> = (0..dataset.customers().ids.len())
        .map(CustomerIx::new)
        .filter(|&customer| session.is_member(customer))
        .filter(|&customer| segment.is_empty() || segment_of(session, customer) == segment)
        .collect();
    if customers.is_empty() && segment.is_empty() {
        return Err(ErrorView {
            code: "nobody-passes".into(),
            message: "No customer matches the filter".into(),
            place: None,
            suggestion: "Remove one of its conditions.".into(),
        });
    }
    if customers.is_empty() {
        return Err(ErrorView {
            code: "no-such-segment".into(),
            message: format!("No customer is in a segment {segment:?}"),
            place: Some("Only the segment".into()),
            suggestion: "Type a segment's name as it stands on the Segments page, or leave the field empty.".into(),
        });
    }
    let strata: Vec<u32> = customers.iter().map(|&customer| stratum(session, customer)).collect();
    let variant = assign(&strata, &variants, seed);
    Ok(assignment_csv(dataset, &customers, |customer| segment_of(session, customer), &variants, &variant))
}

/// `control, new mail` or `control: 3, new mail: 1`.
pub(super) fn variants_of(text: &str) -> Variants {
    let one = |part: &str| {
        let (name, weight) = part.rsplit_once(':').unwrap_or((part, "1"));
        // What is no weight is part of the name.
        match weight.trim().parse() {
            Ok(weight) => Variant { name: name.to_owned(), weight },
            Err(_) => Variant { name: part.to_owned(), weight: 1 },
        }
    };
    Variants(if text.is_empty() { Variants::equal(2).0 } else { text.split(',').map(one).collect() })
}

/// A customer's stratum: the segment, customers without one by themselves.
fn stratum(session: &Session, customer: CustomerIx) -> u32 {
    session.rfm().ok().and_then(|rfm| Some(u32::from(rfm.segment[rfm.row_of(customer)?]))).unwrap_or(u32::MAX)
}
