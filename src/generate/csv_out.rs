//! The three files of the plain schema, in chunks, so that no file has to stand in memory whole.

use super::catalogue::CATEGORIES;
use super::shop::Shop;
use std::fmt::Write as _;

/// Rows of one chunk: few enough that a chunk stays below 1 MB, since no row is longer than 200 bytes.
const CHUNK_ROWS: usize = 5_000;

/// The chunks of one file: each is whole rows, the first begins with the header.
pub struct CsvChunks<'a> {
    shop: &'a Shop,
    header: &'static [&'static str],
    rows: usize,
    write_row: fn(&Shop, usize, &mut Row) -> Result<(), csv::Error>,
    next: usize,
    started: bool,
}

/// A writer of one chunk, with a buffer for numbers and ids.
struct Row {
    writer: csv::Writer<Vec<u8>>,
    text: String,
}

impl Row {
    fn field(&mut self, text: &str) -> Result<(), csv::Error> {
        self.writer.write_field(text)
    }

    fn show(&mut self, value: std::fmt::Arguments<'_>) -> Result<(), csv::Error> {
        self.text.clear();
        // Writing to a string does not fail.
        let _ = self.text.write_fmt(value);
        self.writer.write_field(&self.text)
    }

    fn id(&mut self, letter: char, row: usize, rows: usize, width: usize) -> Result<(), csv::Error> {
        let digits = rows.max(1).ilog10() as usize + 1;
        self.show(format_args!("{letter}{:0width$}", row + 1, width = width.max(digits)))
    }

    fn cents(&mut self, cents: u32) -> Result<(), csv::Error> {
        self.show(format_args!("{}.{:02}", cents / 100, cents % 100))
    }

    fn end(&mut self) -> Result<(), csv::Error> {
        self.writer.write_record(None::<&[u8]>)
    }
}

const CUSTOMER_WIDTH: usize = 6;
const PRODUCT_WIDTH: usize = 4;
const TRANSACTION_WIDTH: usize = 7;

impl<'a> CsvChunks<'a> {
    pub(super) fn customers(shop: &'a Shop) -> Self {
        let header = &["customer_id", "name", "email", "registration_date", "age", "city", "country"];
        Self::new(shop, header, shop.people.len(), |shop, row, out| {
            let people = &shop.people;
            out.id('C', row, people.len(), CUSTOMER_WIDTH)?;
            out.field(&people.name(row))?;
            out.field(&people.email(row))?;
            out.show(format_args!("{}", people.registered(row)))?;
            out.show(format_args!("{}", people.age_years(row)))?;
            out.field(people.city(row))?;
            out.field(people.country(row))?;
            out.end()
        })
    }

    pub(super) fn products(shop: &'a Shop) -> Self {
        let header = &["product_id", "product_name", "category", "brand", "price"];
        Self::new(shop, header, shop.catalogue.len(), |shop, row, out| {
            let catalogue = &shop.catalogue;
            out.id('P', row, catalogue.len(), PRODUCT_WIDTH)?;
            out.field(&catalogue.name(row))?;
            out.field(CATEGORIES.get(catalogue.category(row)).map_or("", |spec| spec.name))?;
            out.field(catalogue.brand(row))?;
            out.cents(catalogue.price_cents(row))?;
            out.end()
        })
    }

    pub(super) fn transactions(shop: &'a Shop) -> Self {
        let header = &["transaction_id", "customer_id", "product_id", "purchase_date", "quantity", "price"];
        Self::new(shop, header, shop.purchases.len(), |shop, row, out| {
            let rows = &shop.purchases;
            let column = |values: &[u32]| values.get(row).map_or(0, |&value| value as usize);
            out.id('T', row, rows.len(), TRANSACTION_WIDTH)?;
            out.id('C', column(&rows.customer), shop.people.len(), CUSTOMER_WIDTH)?;
            out.id('P', column(&rows.product), shop.catalogue.len(), PRODUCT_WIDTH)?;
            out.show(format_args!("{}", shop.day(row)))?;
            out.show(format_args!("{}", rows.quantity.get(row).copied().unwrap_or(1)))?;
            out.cents(rows.price_cents.get(row).copied().unwrap_or(0))?;
            out.end()
        })
    }

    fn new(
        shop: &'a Shop,
        header: &'static [&'static str],
        rows: usize,
        write_row: fn(&Shop, usize, &mut Row) -> Result<(), csv::Error>,
    ) -> Self {
        Self { shop, header, rows, write_row, next: 0, started: false }
    }

    fn chunk(&mut self) -> Result<Vec<u8>, csv::Error> {
        let mut out = Row { writer: csv::Writer::from_writer(Vec::with_capacity(1 << 19)), text: String::new() };
        if !self.started {
            self.started = true;
            out.writer.write_record(self.header)?;
        }
        let end = (self.next + CHUNK_ROWS).min(self.rows);
        for row in self.next..end {
            (self.write_row)(self.shop, row, &mut out)?;
        }
        self.next = end;
        out.writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }
}

impl Iterator for CsvChunks<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if self.started && self.next >= self.rows {
            return None;
        }
        // Writing to memory does not fail, and every row has as many fields as the header.
        self.chunk().ok()
    }
}
