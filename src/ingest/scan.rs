//! Finds the cells of a row that has no quotes, eight bytes at a time. Knows nothing of text.

/// Longer rows are not scanned: whether one is too long must not depend on chunks.
const MAX_ROW_BYTES: usize = 64 * 1024;

/// Where each cell of the first row of `input` ends, one byte before the next begins; the last end is that of the row, where a CR
/// or LF stands. `false`: no row ends here, or a cell begins with a quote that means something.
pub(super) fn scan_row(input: &[u8], delimiter: u8, quoting: bool, ends: &mut Vec<usize>) -> bool {
    ends.clear();
    let input = input.get(..MAX_ROW_BYTES).unwrap_or(input);
    let begins_quote = |at: usize| quoting && input.get(at) == Some(&b'"');
    if begins_quote(0) {
        return false;
    }
    let (words, rest) = input.as_chunks::<8>();
    let mut at = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let cells = equal_bytes(word, delimiter);
        let mut hits = cells | equal_bytes(word, b'\n') | equal_bytes(word, b'\r');
        while hits != 0 {
            let hit = hits & hits.wrapping_neg();
            let end = at + (hit.trailing_zeros() / 8) as usize;
            ends.push(end);
            if cells & hit == 0 {
                return true;
            }
            if begins_quote(end + 1) {
                return false;
            }
            hits ^= hit;
        }
        at += 8;
    }
    for (ix, &byte) in rest.iter().enumerate() {
        if matches!(byte, b'\n' | b'\r') {
            ends.push(at + ix);
            return true;
        }
        if byte == delimiter {
            ends.push(at + ix);
            if begins_quote(at + ix + 1) {
                return false;
            }
        }
    }
    false
}

/// The highest bit of each byte of `word` that equals `byte`, exactly.
fn equal_bytes(word: u64, byte: u8) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let difference = word ^ (u64::from(byte) * 0x0101_0101_0101_0101);
    !(((difference & LOW) + LOW) | difference | LOW)
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
            input in prop::collection::vec(prop::sample::select(vec![b',', b'\n', b'\r', b'"', b'a', 0, 0x0b, 0x8a, 0x8d, 0xff, b'-', b'.']), 0..60),
            plain in 0_usize..30,
            quoting in any::<bool>(),
        ) {
            let input = [vec![b'x'; plain], input].concat();
            let mut ends = Vec::new();
            let found = scan_row(&input, b',', quoting, &mut ends).then_some(ends);
            prop_assert_eq!(found, slow(&input, b',', quoting));
        }
    }
}
