//! The head of a page: what it holds and how long it is.

use crate::thrift::{Thrift, kind};

/// What a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageKind {
    /// Values; levels and values are packed together, each level with its length.
    Data {
        encoding: i32,
        levels: i32,
    },
    /// Values; levels come first and are not packed. Lengths of both kinds of levels.
    DataV2 {
        encoding: i32,
        definition: i32,
        repetition: i32,
        is_packed: bool,
    },
    Dictionary,
    /// Something to find pages by.
    Other,
}

/// The head of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageHead {
    pub(crate) kind: PageKind,
    pub(crate) unpacked: usize,
    pub(crate) packed: usize,
    pub(crate) values: usize,
    /// Bytes of the head itself.
    pub(crate) len: usize,
}

impl PageHead {
    /// Reads the head that begins here.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut thrift = Thrift::new(bytes);
        let (mut which, mut unpacked, mut packed) = (None, None, None);
        let (mut values, mut encoding, mut levels) = (0, 0, 3);
        let (mut definition, mut repetition, mut is_packed) = (0, 0, true);
        thrift.fields(|thrift, field, _| {
            match field {
                1 => which = Some(thrift.int32()?),
                2 => unpacked = Some(thrift.int32()?),
                3 => packed = Some(thrift.int32()?),
                5 | 7 => thrift.fields(|thrift, inner, _| {
                    match inner {
                        1 => values = thrift.int32()?,
                        2 => encoding = thrift.int32()?,
                        3 if field == 5 => levels = thrift.int32()?,
                        _ => return Some(false),
                    }
                    Some(true)
                })?,
                8 => thrift.fields(|thrift, field, of| {
                    match field {
                        1 => values = thrift.int32()?,
                        4 => encoding = thrift.int32()?,
                        5 => definition = thrift.int32()?,
                        6 => repetition = thrift.int32()?,
                        7 => is_packed = of == kind::TRUE,
                        _ => return Some(false),
                    }
                    Some(true)
                })?,
                _ => return Some(false),
            }
            Some(true)
        })?;
        let kind = match which? {
            0 => PageKind::Data { encoding, levels },
            2 => PageKind::Dictionary,
            3 => PageKind::DataV2 { encoding, definition, repetition, is_packed },
            _ => PageKind::Other,
        };
        let size = |size: Option<i32>| usize::try_from(size?).ok();
        Some(Self { kind, unpacked: size(unpacked)?, packed: size(packed)?, values: size(Some(values))?, len: thrift.position() })
    }
}
