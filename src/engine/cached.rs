//! A result with what it was made from, so that the next run can take it over.

use clientele_core::files::Digest;
use std::rc::Rc;

/// A result with the digest of the input and settings that it was made from.
#[derive(Debug)]
pub(super) struct Cached<T> {
    pub(super) key: Digest,
    pub(super) value: Rc<T>,
}

/// Shares the value: derived, it would ask the value itself to be cloneable.
impl<T> Clone for Cached<T> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), value: Rc::clone(&self.value) }
    }
}
