//! The order of day and month in dates such as `3/4/2024`.

use serde::{Deserialize, Serialize};

/// How `3/4/2024` is read.
///
/// Set for all files in [`IngestParams::date_order`](crate::IngestParams::date_order), or found out for each file by its dates:
///
/// ```
/// use clientele_ingest::{DateOrder, Importer, IngestParams};
///
/// let first_day = |date_order| -> Result<String, Box<dyn std::error::Error>> {
///     let mut importer = Importer::new(IngestParams { date_order, ..IngestParams::default() }.check()?);
///     importer.begin_file("sales.csv", None);
///     importer.push(b"order_id,customer_id,product_id,date,price\n1,Ann,Tea,3/4/2024,4.50\n")?;
///     Ok(importer.finish()?.dataset.orders().day[0].to_string())
/// };
/// assert_eq!(first_day(Some(DateOrder::MonthFirst))?, "2024-03-04");
/// assert_eq!(first_day(Some(DateOrder::DayFirst))?, "2024-04-03");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 4 March.
    MonthFirst,
    /// 3 April.
    DayFirst,
}
