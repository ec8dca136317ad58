//! The files of a shop in chunks, so that no file has to be in memory as a whole.

use super::dialect::{Cells, RowWriter};
use super::fault_injection::FaultInjector;
use super::manifest::Injected;
use super::shop::Shop;
use super::shop_file::ShopFile;

/// Rows of one chunk: few enough that a chunk stays below 1 MB, since hardly a row is longer than 130 bytes.
const CHUNK_ROWS: usize = 5_000;

/// The chunks of one file: each is whole rows, the first begins with the header.
pub struct CsvChunks<'a> {
    shop: &'a Shop,
    file: ShopFile,
    writer: RowWriter,
    cells: Cells,
    faults: Option<FaultInjector>,
    next: usize,
    started: bool,
}

impl<'a> CsvChunks<'a> {
    pub(super) fn new(shop: &'a Shop, file: ShopFile) -> Self {
        let dialect = shop.params.dialect;
        let faults = (shop.params.dirty_permille > 0).then(|| FaultInjector::new(shop, file));
        Self { shop, file, writer: RowWriter::new(dialect), cells: Cells::new(dialect), faults, next: 0, started: false }
    }

    /// The faults in the chunks so far, without those that were taken before.
    pub fn take_injected(&mut self) -> Vec<Injected> {
        self.faults.as_mut().map(FaultInjector::take_injected).unwrap_or_default()
    }
}

impl Iterator for CsvChunks<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let rows = self.file.rows(self.shop);
        if self.started && self.next >= rows {
            return None;
        }
        if !self.started {
            self.started = true;
            self.writer.row(self.file.header(self.shop).iter().copied(), None);
        }
        let end = (self.next + CHUNK_ROWS).min(rows);
        for row in self.next..end {
            self.cells.clear();
            self.file.fill(self.shop, row, &mut self.cells);
            match &mut self.faults {
                None => self.writer.row(self.cells.iter(), None),
                Some(faults) => faults.write(self.shop, row, &self.cells, &mut self.writer),
            }
        }
        self.next = end;
        Some(self.writer.take())
    }
}

impl Shop {
    /// `customers.csv`: customer_id, name, email, registration_date, age, city, country. In chunks of at most 1 MB; UTF-8 and LF
    /// unless the settings want another dialect. Has the faults that the settings want, as do the other files.
    pub fn customers_csv(&self) -> CsvChunks<'_> {
        CsvChunks::new(self, ShopFile::Customers)
    }

    /// `products.csv`: product_id, product_name, category, brand, price. In chunks as above.
    pub fn products_csv(&self) -> CsvChunks<'_> {
        CsvChunks::new(self, ShopFile::Products)
    }

    /// `transactions.csv`: transaction_id, customer_id, product_id, purchase_date, quantity, price (of one piece); with faults also
    /// status and currency. In chunks as above.
    pub fn transactions_csv(&self) -> CsvChunks<'_> {
        CsvChunks::new(self, ShopFile::Transactions)
    }
}
