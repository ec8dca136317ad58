//! The messages between the page and its worker: plain data with serde, encoded with postcard. Each side first sends the mark of its
//! build as plain text (`platform`), so builds are compared before any message is decoded.
//!
//! Money stays exact ([`Money`](clientele_core::domain::Money)) and days stay [`Day`](clientele_core::domain::Day)s until the page formats
//! them for the reader's locale.

// Tests compare exact values and build small tables.
#![cfg_attr(test, allow(clippy::float_cmp, clippy::cast_possible_wrap))]

mod answer;
mod arguments;
mod bins;
mod chart;
mod filter;
mod group;
mod page;
mod preview;
mod query;
mod report;
mod run;
mod settings;
mod source;
mod views;
mod work;

pub use answer::Answer;
pub use arguments::{Arguments, ChartClick, argument};
pub use bins::{AWAY_DAYS, ORDER_DAYS, value_bin, value_edge};
pub use chart::{ChartId, ChartView, ChartWidth, CustomerFigure, MovementDays, PeekSettings, Theme};
pub use filter::CustomerFilter;
pub use group::{CustomerGroup, Moved};
pub use page::*;
pub use preview::{PreviewDetail, PreviewView};
pub use query::Query;
pub use report::*;
pub use run::{FilesId, FromWorker, RunSummary, ToWorker};
pub use settings::{DemoSize, KeptView, PageSettings, RunSettings};
pub use source::Source;
pub use views::*;
pub use work::Work;

use clientele_core::domain::ErrorView;
use serde::{Serialize, de::DeserializeOwned};

/// Code of [`other_version`].
pub const OTHER_VERSION: &str = "other-version";

/// The page and one of its programs are of different builds: bytes of one may mean something else to the other, so nothing is asked of it.
/// It comes after the site was updated, from a page or a program that was kept from before. Only the page's being loaded anew helps.
pub fn other_version() -> ErrorView {
    ErrorView {
        code: OTHER_VERSION.into(),
        message: "Clientele was updated: this page and the programs behind it are of different versions".into(),
        place: None,
        suggestion: "Reload the page to go on with the new version.".into(),
    }
}

/// A message that could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the page and its worker do not understand each other ({0}); reload the page")]
pub struct CodecError(postcard::Error);

/// A message as bytes.
///
/// # Errors
/// Only for a type that postcard cannot encode; the message types here all can.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, CodecError> {
    postcard::to_allocvec(message).map_err(CodecError)
}

/// A message from bytes.
///
/// # Errors
/// When the bytes are not of that type.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    postcard::from_bytes(bytes).map_err(CodecError)
}

/// Version of what is kept as text: a change of form makes old texts unreadable, which counts as nothing kept.
const KEPT_VERSION: &str = "1:";

/// A value as text, for the browser's store. The page needs no JSON for that: its code is most of what a first visit loads.
pub fn to_kept_text<T: Serialize>(value: &T) -> String {
    KEPT_VERSION.to_owned() + &hex::encode(encode(value).unwrap_or_default())
}

/// A value from such a text; `None` for one that cannot be read.
pub fn from_kept_text<T: DeserializeOwned>(text: &str) -> Option<T> {
    let bytes = hex::decode(text.strip_prefix(KEPT_VERSION)?).ok()?;
    let (value, rest) = postcard::take_from_bytes(&bytes).ok()?;
    rest.is_empty().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_texts_read_back_and_others_are_nothing() {
        let kept = (7_u32, "Grüner Tee".to_owned());
        assert_eq!(from_kept_text(&to_kept_text(&kept)), Some(kept));
        for text in ["", "{}", "1:", "1:0", "1:zz", "2:07", "1:0703", "1:0700ff"] {
            assert_eq!(from_kept_text::<(u32, String)>(text), None, "{text}");
        }
    }

    #[test]
    fn messages_read_back_and_damaged_ones_are_refused() {
        let message = ToWorker::Ask {
            id: 7,
            query: Box::new(Query::Page { name: "value".into(), arguments: Vec::new(), filter: CustomerFilter::default() }),
        };
        let bytes = encode(&message).unwrap();
        assert_eq!(decode::<ToWorker>(&bytes), Ok(message));
        assert!(decode::<ToWorker>(&[250, 1, 2]).is_err());
        assert!(decode::<FromWorker>(&[]).is_err());
    }
}
