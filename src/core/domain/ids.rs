//! Positions in the tables of a [`Dataset`](super::Dataset), one type per table so that they cannot be mixed up.

use serde::{Deserialize, Serialize};

macro_rules! index_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The position as a slice index.
            #[inline]
            pub fn ix(self) -> usize {
                self.0 as usize
            }

            /// The type for a slice index; tables hold fewer than 2³² rows (ingest refuses more).
            #[inline]
            pub fn new(ix: usize) -> Self {
                debug_assert!(u32::try_from(ix).is_ok());
                Self(ix as u32)
            }
        }
    };
}

index_type! {
    /// A row of the customer table.
    CustomerIx
}
index_type! {
    /// A row of the product table.
    ProductIx
}
index_type! {
    /// A row of the order table.
    OrderIx
}
