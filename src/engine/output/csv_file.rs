//! Rows of cells as CSV. Whoever opens such a file, with whatever between cells, runs no formula: see [`guarded_cell`].

use clientele_core::domain::guarded_cell;

/// A CSV file under construction: commas between cells, LF after rows, quotes where they are needed (RFC 4180), and around what a
/// spreadsheet may take for the end of a cell.
#[derive(Debug, Default)]
pub(super) struct CsvFile {
    bytes: Vec<u8>,
}

impl CsvFile {
    /// Adds a row.
    pub(super) fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) {
        let start = self.bytes.len();
        let mut is_first = true;
        for cell in cells {
            if !std::mem::take(&mut is_first) {
                self.bytes.push(b',');
            }
            self.cell(cell.as_ref());
        }
        // A blank line would be no row.
        if self.bytes.len() == start {
            self.bytes.extend_from_slice(b"\"\"");
        }
        self.bytes.push(b'\n');
    }

    fn cell(&mut self, text: &str) {
        let text = guarded_cell(text);
        if !text.contains([',', '"', '\n', '\r', ';', '\t']) {
            self.bytes.extend_from_slice(text.as_bytes());
            return;
        }
        self.bytes.push(b'"');
        for (at, part) in text.split('"').enumerate() {
            if at > 0 {
                self.bytes.extend_from_slice(b"\"\"");
            }
            self.bytes.extend_from_slice(part.as_bytes());
        }
        self.bytes.push(b'"');
    }

    /// The file.
    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(rows: &[Vec<String>]) -> String {
        let mut file = CsvFile::default();
        rows.iter().for_each(|row| file.row(row));
        String::from_utf8(file.finish()).unwrap()
    }

    #[test]
    fn cells_that_a_spreadsheet_may_part_are_quoted_and_hold_no_formula() {
        let row = |cells: &[&str]| written(&[cells.iter().map(|cell| (*cell).to_owned()).collect()]);
        assert_eq!(row(&["x", "a;=1+1;b", "-5"]), "x,\"a;'=1+1;b\",-5\n");
        assert_eq!(row(&["a\tb", "\u{feff}=1", "", "say \"hi\""]), "\"a\tb\",'\u{feff}=1,,\"say \"\"hi\"\"\"\n");
        assert_eq!(row(&[""]), "\"\"\n");
    }

    /// What a spreadsheet takes for cells that parts at `delimiter`: a quote counts at the beginning of a cell only.
    fn parted(text: &str, delimiter: char) -> Vec<String> {
        let (mut cells, mut cell) = (Vec::new(), String::new());
        let mut letters = text.chars().peekable();
        let (mut quoted, mut at_start) = (false, true);
        while let Some(letter) = letters.next() {
            match letter {
                '"' if at_start => quoted = true,
                '"' if quoted && letters.peek() == Some(&'"') => cell.push(letters.next().unwrap_or('"')),
                '"' if quoted => quoted = false,
                '\n' | '\r' if !quoted => cells.push(std::mem::take(&mut cell)),
                letter if letter == delimiter && !quoted => cells.push(std::mem::take(&mut cell)),
                letter => cell.push(letter),
            }
            at_start = !quoted && (letter == delimiter || letter == '\n' || letter == '\r') && letter != '"';
        }
        cells.push(cell);
        cells
    }

    proptest! {
        /// As the csv crate writes it, but for cells with a parting or a guard.
        #[test]
        fn other_cells_are_written_as_ever(rows in prop::collection::vec(prop::collection::vec("[a-c ,\"\n\rä0-9.]{0,6}", 1..4), 1..5)) {
            let plain = |cell: &String| guarded_cell(cell) == *cell;
            prop_assume!(rows.iter().flatten().all(plain));
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            prop_assert_eq!(written(&rows), String::from_utf8(writer.into_inner().unwrap()).unwrap());
        }

        /// Whatever stands between cells, none of them is a formula but for plain numbers.
        #[test]
        fn no_spreadsheet_finds_a_formula(rows in prop::collection::vec(prop::collection::vec("[-=+@＝a1 ,;\t\n\r\"]{0,8}", 1..4), 1..4)) {
            let text = written(&rows);
            for delimiter in [',', ';', '\t'] {
                for cell in parted(&text, delimiter) {
                    let shown = cell.trim_start_matches(['\u{200b}', '\u{feff}', ' ', '\t']);
                    let runs = shown.starts_with(['=', '+', '-', '@', '＝']);
                    // `-5,"x` is what is left of two cells: it begins with a number and is none, nor a formula.
                    let number = shown.split([',', ';', '\t', '"']).next().unwrap_or("").trim();
                    prop_assert!(!runs || number.parse::<f64>().is_ok(), "{:?} at {:?} gives {:?}", text, delimiter, cell);
                }
            }
        }
    }
}
