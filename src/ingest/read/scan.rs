//! Finds the cells of a row without quotes, sixteen bytes at a time.

use wide::u8x16;

/// Longer rows are left to `csv_core`, so that whether a row is too long does not depend on chunks.
const MAX_ROW_BYTES: usize = 64 * 1024;

/// A row that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scanned {
    /// All its bytes are ASCII, and none is NUL. May be `false` for a row of which this is true.
    pub(crate) is_clean: bool,
}

/// Where each cell of the first row of `input` ends, one byte before the next begins; the last end is that of the row, where a CR
/// or LF is. `None`: no row ends here, or a cell is quoted.
pub(crate) fn scan_row(input: &[u8], delimiter: u8, quote: Option<u8>, ends: &mut Vec<usize>) -> Option<Scanned> {
    ends.clear();
    let input = input.get(..MAX_ROW_BYTES).unwrap_or(input);
    let begins_quote = |at: usize| quote.is_some() && input.get(at).copied() == quote;
    if begins_quote(0) {
        return None;
    }
    let (blocks, rest) = input.as_chunks::<16>();
    let (delimiters, after_controls) = (u8x16::splat(delimiter), u8x16::splat(b'\r' + 1));
    let (mut at, mut seen, mut has_nul) = (0, u8x16::splat(0), false);
    for block in blocks {
        let block = u8x16::from(*block);
        seen |= block;
        let cells = block.simd_eq(delimiters);
        // Line ends are among the control characters; so is NUL.
        let mut hits = (cells | block.simd_lt(after_controls)).to_bitmask();
        let cells = if hits == 0 { 0 } else { cells.to_bitmask() };
        while hits != 0 {
            let bit = hits.trailing_zeros();
            let end = at + bit as usize;
            if cells >> bit & 1 != 0 {
                ends.push(end);
                if begins_quote(end + 1) {
                    return None;
                }
            } else {
                match input.get(end) {
                    Some(b'\n' | b'\r') => {
                        ends.push(end);
                        return Some(Scanned { is_clean: seen.to_bitmask() == 0 && !has_nul });
                    }
                    byte => has_nul |= byte == Some(&0),
                }
            }
            hits &= hits - 1;
        }
        at += 16;
    }
    let mut is_clean = seen.to_bitmask() == 0 && !has_nul;
    for (ix, &byte) in rest.iter().enumerate() {
        if matches!(byte, b'\n' | b'\r') {
            ends.push(at + ix);
            return Some(Scanned { is_clean });
        }
        is_clean &= byte.is_ascii() && byte != 0;
        if byte == delimiter {
            ends.push(at + ix);
            if begins_quote(at + ix + 1) {
                return None;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Byte by byte.
    fn slow(input: &[u8], delimiter: u8, quoting: bool) -> Option<Vec<usize>> {
        let mut ends = Vec::new();
        for (at, &byte) in input.iter().enumerate() {
            let begins = at == 0 || input[at - 1] == delimiter;
            if begins && quoting && byte == b'"' {
                return None;
            }
            if byte == delimiter || byte == b'\n' || byte == b'\r' {
                ends.push(at);
            }
            if byte == b'\n' || byte == b'\r' {
                return Some(ends);
            }
        }
        None
    }

    proptest! {
        #[test]
        fn finds_what_the_slow_version_finds(
            input in prop::collection::vec(
                prop::sample::select(vec![b',', b'\n', b'\r', b'"', b'a', 0, 0x0b, 0x0d, 0x0e, 0x8a, 0x8d, 0xff, b'-', b'.', b'\t']),
                0..60,
            ),
            plain in 0_usize..30,
            quoting in any::<bool>(),
            delimiter in prop::sample::select(vec![b',', b'\t']),
        ) {
            let input = [vec![b'x'; plain], input].concat();
            let mut ends = Vec::new();
            let scanned = scan_row(&input, delimiter, quoting.then_some(b'"'), &mut ends);
            let row = input.get(..ends.last().copied().unwrap_or(0)).unwrap_or_default();
            if scanned == Some(Scanned { is_clean: true }) {
                prop_assert!(row.is_ascii() && !row.contains(&0));
            }
            prop_assert_eq!(scanned.map(|_| ends), slow(&input, delimiter, quoting));
        }
    }

    #[test]
    fn a_plain_row_is_clean() {
        assert_eq!(scan_row(b"abc,defghi,j\n", b',', Some(b'"'), &mut Vec::new()), Some(Scanned { is_clean: true }));
    }
}
