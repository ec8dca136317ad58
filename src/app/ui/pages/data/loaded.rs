//! The answer about repairs, and parts of it that views follow.

use clientele_messages::RepairsView;
use leptos::prelude::*;
use std::sync::Arc;

/// What the page shows; there is data whenever a part of the page is.
#[derive(Clone, Copy)]
pub(super) struct Loaded(pub(super) Memo<Option<Arc<RepairsView>>>);

impl Loaded {
    /// A part of it.
    pub(super) fn part<T: Default>(self, read: fn(&RepairsView) -> T) -> Part<T> {
        Part { loaded: self, read }
    }
}

/// A part of what the page shows. No memo: the data change only with a run, and a memo for each type is code to load.
pub(super) struct Part<T: 'static> {
    loaded: Loaded,
    read: fn(&RepairsView) -> T,
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Part<T> {}

impl<T: Default> Part<T> {
    /// It, tracked.
    pub(super) fn get(self) -> T {
        self.loaded.0.with(|data| data.as_ref().map(|data| (self.read)(data)).unwrap_or_default())
    }
}
