//! A file that is read row by row, some rows at a time.

use crate::block::{Block, Head};
use crate::column::Column;
use crate::fault::Fault;
use crate::metadata::{Metadata, RowGroup};
use crate::schema::{Leaf, leaves};

/// Cells, and bytes of their text, of one block.
const CELLS_A_BLOCK: usize = 40_000;
const TEXT_A_BLOCK: usize = 4 << 20;
/// Text of one row, and of all: a small file can refer to one long text from any number of cells.
const MAX_ROW_BYTES: usize = 32 << 20;
const MAX_TEXT_BYTES: u64 = 8 << 30;

/// A Parquet file. Of its rows only a page of each column is unpacked at a time.
pub struct Reader {
    file: Vec<u8>,
    /// Each column that is read, and its place in the file.
    leaves: Vec<(usize, Leaf)>,
    head: Head,
    groups: std::vec::IntoIter<RowGroup>,
    columns: Vec<Column>,
    /// Rows of the group that are still to come.
    left: u64,
    held: usize,
    /// Text of all cells so far.
    bytes: u64,
}

impl Reader {
    /// Reads what the file says of itself at its end.
    ///
    /// Columns within columns are named by the way to them, as `address.city`. Columns with any number of values a row (lists, maps) are
    /// passed over, and the column that pandas adds for its own index.
    ///
    /// # Errors
    /// When it is not whole, encrypted, or of a kind that is not read.
    pub fn open(file: Vec<u8>) -> Result<Self, Fault> {
        let metadata = Metadata::read(&file)?;
        let all = leaves(&metadata.schema)?;
        let mut rows = 0_u64;
        for group in &metadata.row_groups {
            if group.columns.len() != all.len() {
                return Err(Fault::Broken);
            }
            rows = u64::try_from(group.rows).ok().and_then(|more| rows.checked_add(more)).ok_or(Fault::Broken)?;
        }
        let mut passed_over: Vec<String> = Vec::new();
        let mut leaves = Vec::new();
        for (place, leaf) in all.into_iter().enumerate() {
            if leaf.is_repeated {
                // One name for a list, however many columns it is stored in.
                let name = leaf.name.split('.').next().unwrap_or_default();
                if passed_over.last().is_none_or(|last| last != name) {
                    passed_over.push(name.to_owned());
                }
            } else if !is_index(&leaf.name) {
                leaves.push((place, leaf));
            }
        }
        let columns = leaves.iter().map(|(_, leaf): &(usize, Leaf)| leaf.name.clone()).collect();
        let head = Head { columns, passed_over, rows };
        let groups = metadata.row_groups.into_iter();
        Ok(Self { file, leaves, head, groups, columns: Vec::new(), left: 0, held: 0, bytes: 0 })
    }

    /// What the file says of itself.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The next rows; `None` after the last.
    ///
    /// # Errors
    /// When a page is damaged, too large, or packed in a way that is not read. Nothing sensible comes after it.
    pub fn next_block(&mut self) -> Result<Option<Block>, Fault> {
        let mut block = Block::default();
        if self.leaves.is_empty() {
            return Ok(None);
        }
        while block.ends.len() < CELLS_A_BLOCK && block.text.len() < TEXT_A_BLOCK {
            while self.left == 0 {
                let Some(group) = self.groups.next() else {
                    return Ok(if block.ends.is_empty() { None } else { Some(block) });
                };
                self.begin(&group)?;
            }
            self.left -= 1;
            let start = block.text.len();
            for (column, (_, leaf)) in self.columns.iter_mut().zip(&self.leaves) {
                column.write_next(&self.file, leaf, &mut self.held, &mut block.text)?;
                block.ends.push(u32::try_from(block.text.len()).map_err(|_| Fault::TooLarge)?);
                if block.text.len() - start > MAX_ROW_BYTES {
                    return Err(Fault::TooLarge);
                }
            }
            self.bytes += (block.text.len() - start) as u64;
            if self.bytes > MAX_TEXT_BYTES {
                return Err(Fault::TooLarge);
            }
        }
        Ok(Some(block))
    }

    fn begin(&mut self, group: &RowGroup) -> Result<(), Fault> {
        self.columns.clear();
        self.held = 0;
        for (place, _) in &self.leaves {
            self.columns.push(Column::new(group.columns.get(*place).ok_or(Fault::Broken)?, &self.file)?);
        }
        self.left = u64::try_from(group.rows).map_err(|_| Fault::Broken)?;
        Ok(())
    }
}

/// Whether a column is that in which pandas keeps the numbers of rows.
fn is_index(name: &str) -> bool {
    name.strip_prefix("__index_level_").and_then(|rest| rest.strip_suffix("__")).is_some()
}
