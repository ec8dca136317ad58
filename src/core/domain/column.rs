//! Columns of text without a heap allocation per cell.

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// A column of strings in one buffer: text, and where each row's text ends.
///
/// ```
/// use clientele_core::domain::StringColumn;
/// let column: StringColumn = ["tea", "", "cup"].iter().collect();
/// assert_eq!(column.get(2), "cup");
/// assert_eq!(column.iter().filter(|text| text.is_empty()).count(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StringColumn {
    text: String,
    ends: Vec<u32>,
}

impl StringColumn {
    /// An empty column.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of row `row`; empty for a row that does not exist, as for one that has no text.
    pub fn get(&self, row: usize) -> &str {
        let Some(&end) = self.ends.get(row) else { return "" };
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.text[start as usize..end as usize]
    }

    /// Appends a row. A column holds up to 4 GiB of text; beyond that rows are stored empty (ingest refuses such files first).
    pub fn push(&mut self, value: &str) {
        if self.text.len() + value.len() <= u32::MAX as usize {
            self.text.push_str(value);
        }
        self.ends.push(self.text.len() as u32);
    }

    /// The rows in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// The rows named by `order`, in that order.
    pub fn reordered(&self, order: &[u32]) -> Self {
        let mut out = Self { text: String::with_capacity(self.text.len()), ends: Vec::with_capacity(order.len()) };
        for &row in order {
            out.push(self.get(row as usize));
        }
        out
    }

    /// Row numbers sorted by text, bytewise; equal texts keep their order.
    pub fn sorted_order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_by(|&a, &b| self.get(a as usize).cmp(self.get(b as usize)));
        order
    }

    /// Bytes of text and offsets held, for memory figures.
    pub fn heap_bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4
    }
}

impl<S: AsRef<str>> FromIterator<S> for StringColumn {
    fn from_iter<I: IntoIterator<Item = S>>(rows: I) -> Self {
        let mut column = Self::new();
        for row in rows {
            column.push(row.as_ref());
        }
        column
    }
}

/// Gives equal texts the same number: 0 for the first text seen, 1 for the next new one, and so on.
///
/// ```
/// use clientele_core::domain::Interner;
/// let mut brands = Interner::new();
/// assert_eq!(["Acme", "Bolt", "Acme"].map(|brand| brands.intern(brand)), [0, 1, 0]);
/// assert_eq!(brands.get(1), "Bolt");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Interner {
    values: StringColumn,
    table: HashTable<u32>,
    /// Short texts seen lately, as one number each, and their numbers: a place for each hash.
    lately: Vec<(u64, u32)>,
}

/// Places for short texts seen lately.
const LATELY: usize = 4096;
/// With fewer texts, looking them up is quick anyway.
const LATELY_FROM: usize = 64;

impl Interner {
    /// An empty interner.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of `text`, given now if it is new.
    pub fn intern(&mut self, text: &str) -> u32 {
        let Some(key) = short_key(text.as_bytes()).filter(|_| self.len() >= LATELY_FROM) else { return self.intern_any(text) };
        let place = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52) as usize;
        match self.lately.get(place) {
            Some(&(known, code)) if known == key => code,
            _ => {
                let code = self.intern_any(text);
                self.lately.resize(LATELY, (0, 0));
                if let Some(entry) = self.lately.get_mut(place) {
                    *entry = (key, code);
                }
                code
            }
        }
    }

    fn intern_any(&mut self, text: &str) -> u32 {
        let hash = hash_text(text);
        if let Some(&code) = self.table.find(hash, |&code| self.is(code, text)) {
            return code;
        }
        let code = self.values.len() as u32;
        self.values.push(text);
        let values = &self.values;
        self.table.insert_unique(hash, code, |&code| hash_text(values.get(code as usize)));
        code
    }

    /// The number of `text` if it was seen before.
    pub fn lookup(&self, text: &str) -> Option<u32> {
        self.table.find(hash_text(text), |&code| self.is(code, text)).copied()
    }

    /// Whether this number's text is `text`.
    pub fn is(&self, code: u32, text: &str) -> bool {
        same_text(self.values.get(code as usize), text)
    }

    /// The text of a number.
    pub fn get(&self, code: u32) -> &str {
        self.values.get(code as usize)
    }

    /// How many different texts.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether none was seen.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The texts, in order of their numbers.
    pub fn into_values(self) -> StringColumn {
        self.values
    }

    /// The texts, in order of their numbers.
    pub fn values(&self) -> &StringColumn {
        &self.values
    }
}

/// Whether two texts are equal. Short ones are compared in a few words; the general comparison is a call, and on wasm32 it goes
/// byte by byte.
pub fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    // The last words may overlap those before.
    if let (Some(last_a), Some(last_b)) = (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
        let (words_a, words_b) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
        return word(last_a) == word(last_b) && words_a.iter().zip(words_b).all(|(a, b)| word(a) == word(b));
    }
    if let (Some(first_a), Some(first_b), Some(last_a), Some(last_b)) =
        (a.first_chunk::<4>(), b.first_chunk::<4>(), a.last_chunk::<4>(), b.last_chunk::<4>())
    {
        let word = |bytes: &[u8; 4]| u32::from_le_bytes(*bytes);
        return word(first_a) == word(first_b) && word(last_a) == word(last_b);
    }
    a.iter().zip(b).all(|(a, b)| a == b)
}

/// A text of one to seven bytes as a number of its own, never 0.
fn short_key(text: &[u8]) -> Option<u64> {
    let len = text.len();
    let bytes = match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        // The last four may overlap the first: then both have the same bits there.
        (Some(first), Some(last)) if len < 8 => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << ((len - 4) * 8)
        }
        (None, None) if len > 0 => text.iter().rev().fold(0, |key, &byte| key << 8 | u64::from(byte)),
        _ => return None,
    };
    Some(bytes | (len as u64) << 56)
}

fn hash_text(text: &str) -> u64 {
    // A fixed seed: the order of the numbers does not depend on it, and nothing here faces an attacker but the user's own file.
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn column_returns_what_was_pushed(rows in prop::collection::vec("\\PC{0,12}", 0..40)) {
            let column: StringColumn = rows.iter().collect();
            prop_assert_eq!(column.iter().collect::<Vec<_>>(), rows.iter().map(String::as_str).collect::<Vec<_>>());
            let sorted = column.reordered(&column.sorted_order());
            let mut expected = rows.clone();
            expected.sort();
            prop_assert_eq!(sorted.iter().map(str::to_owned).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn interner_numbers_by_first_appearance(rows in prop::collection::vec("[abc]{0,9}", 0..300)) {
            let mut interner = Interner::new();
            let mut seen: Vec<&String> = Vec::new();
            for row in &rows {
                let expected = seen.iter().position(|s| *s == row).unwrap_or_else(|| { seen.push(row); seen.len() - 1 });
                prop_assert_eq!(interner.intern(row) as usize, expected);
                prop_assert_eq!(interner.lookup(row), Some(expected as u32));
            }
            prop_assert_eq!(interner.len(), seen.len());
        }
    }

    proptest! {
        #[test]
        fn equal_texts_are_the_same(a in "[ab]{0,20}", b in "[ab]{0,20}", cut in 0_usize..20) {
            prop_assert_eq!(same_text(&a, &b), a == b);
            prop_assert!(same_text(&a, &a.clone()));
            // Texts that differ in one place.
            let mut other = a.clone();
            if cut < other.len() {
                other.replace_range(cut..=cut, "c");
                prop_assert!(!same_text(&a, &other));
            }
        }
    }

    #[test]
    fn a_row_that_is_not_there_is_empty() {
        assert_eq!(StringColumn::new().get(3), "");
    }
}
