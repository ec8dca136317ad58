//! The sheets of an OpenDocument spreadsheet (.ods) as rows of text, the same as a workbook gives. Its XML is read as a stream, so only a row
//! is held at a time. Source: OASIS, "Open Document Format for Office Applications 1.3", part 3, chapter 9.

use crate::read::archive_event::{ArchiveEvent, ArchiveOutput, pause};
use crate::read::ods_cell::OdsCell;
use crate::read::row_collector::RowCollector;
use crate::read::unreadable::UnreadableKind;
use crate::read::workbook::names;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// Rows of a sheet: the most that LibreOffice can have.
const MAX_ROWS: u32 = 1 << 24;
/// A tag, or the text between two, may not be longer.
const MAX_EVENT_BYTES: usize = 4 << 20;
/// Text of one row.
const MAX_ROW_BYTES: usize = 16 << 20;
/// Elements within each other.
const MAX_DEPTH: u32 = 256;
/// Elements that are read in one step while sheets are counted.
const ROWS_A_STEP: u32 = 10_000;

/// Gives no more bytes than are left, so that what is read at once stays small.
struct Bounded<R> {
    source: R,
    left: usize,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let rest = self.fill_buf()?;
        let len = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..len), rest.get(..len)) {
            to.copy_from_slice(from);
        }
        self.consume(len);
        Ok(len)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.left == 0 {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.source.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
        self.source.consume(bytes);
    }
}

/// What comes next in the sheets.
enum Step {
    Sheet(String),
    /// A row, and how many times it is repeated. Its cells are in the reader.
    Row(u32),
    SheetEnd,
}

/// Reads sheets row by row.
struct OdsReader<R> {
    xml: Reader<Bounded<R>>,
    depth: u32,
    /// Where an element began whose content is passed over.
    skipped: Option<u32>,
    /// Where the element of the sheets, that of the sheet and that of the row began.
    body: Option<u32>,
    sheet: Option<u32>,
    row: Option<u32>,
    row_times: u32,
    cell: Option<OdsCell>,
    paragraphs: u32,
    /// The cells of the row, without those that are empty where it ends.
    cells: Vec<OdsCell>,
    row_bytes: usize,
}

impl<R: BufRead> OdsReader<R> {
    fn new(source: R) -> Self {
        let mut xml = Reader::from_reader(Bounded { source, left: MAX_EVENT_BYTES });
        xml.config_mut().expand_empty_elements = true;
        Self {
            xml,
            depth: 0,
            skipped: None,
            body: None,
            sheet: None,
            row: None,
            row_times: 1,
            cell: None,
            paragraphs: 0,
            cells: Vec::new(),
            row_bytes: 0,
        }
    }

    /// The next step; `None` at the end.
    fn next(&mut self) -> Result<Option<Step>, UnreadableKind> {
        let broken = UnreadableKind::BrokenWorkbook;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            self.xml.get_mut().left = MAX_EVENT_BYTES;
            let event = self.xml.read_event_into(&mut buffer).map_err(|_| broken)?;
            let step = match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(broken);
                    }
                    if self.skipped.is_some() { None } else { self.begin(&start)? }
                }
                Event::End(_) => {
                    let step = self.end();
                    self.depth = self.depth.checked_sub(1).ok_or(broken)?;
                    step
                }
                Event::Text(text) => {
                    self.push_text(&text.xml10_content());
                    None
                }
                Event::CData(text) => {
                    self.push_text(&text.xml10_content());
                    None
                }
                Event::GeneralRef(entity) => {
                    if let Some(text) = resolve_xml_entity(&entity) {
                        self.push_text(text);
                    } else if let Some(letter) = entity.resolve_char_ref().map_err(|_| broken)? {
                        self.push_text(letter.encode_utf8(&mut [0; 4]));
                    }
                    None
                }
                Event::Eof if self.depth == 0 => return Ok(None),
                Event::Eof => return Err(broken),
                _ => None,
            };
            if self.row_bytes > MAX_ROW_BYTES || self.cell.as_ref().is_some_and(|cell| cell.text_len() > MAX_ROW_BYTES) {
                return Err(UnreadableKind::TooLarge);
            }
            if step.is_some() {
                return Ok(step);
            }
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>) -> Result<Option<Step>, UnreadableKind> {
        let broken = UnreadableKind::BrokenWorkbook;
        let mut attributes: Vec<(&str, String)> = Vec::new();
        let name = element.name();
        let name: &str = name.as_ref();
        if name.starts_with("table:table") || name == "text:s" {
            for attribute in element.attributes() {
                let attribute = attribute.map_err(|_| broken)?;
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| broken)?.into_owned();
                attributes.push((attribute.key.into_inner(), value));
            }
        }
        let of = |name: &str| attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
        let times = |name: &str| of(name).and_then(|value| value.parse::<u32>().ok()).unwrap_or(1);
        match (name, &mut self.cell) {
            ("office:spreadsheet", _) if self.body.is_none() => self.body = Some(self.depth),
            ("table:table", _) if self.sheet.is_none() && self.body == Some(self.depth - 1) => {
                self.sheet = Some(self.depth);
                return Ok(Some(Step::Sheet(of("table:name").unwrap_or_default().to_owned())));
            }
            // Notes, changes that are remembered, pictures, and tables within cells are no cells of the sheet.
            ("office:annotation" | "table:tracked-changes" | "table:shapes" | "table:table" | "office:forms", _) => {
                self.skipped = Some(self.depth);
            }
            (name, _) if name.starts_with("draw:") => self.skipped = Some(self.depth),
            ("table:table-row", None) if self.sheet.is_some() && self.row.is_none() => {
                self.row = Some(self.depth);
                self.row_times = times("table:number-rows-repeated");
                self.row_bytes = 0;
                self.cells.clear();
            }
            ("table:table-cell" | "table:covered-table-cell", None) if self.row == Some(self.depth - 1) => {
                let mut cell = OdsCell::new(name == "table:covered-table-cell");
                attributes.iter().for_each(|(name, value)| cell.set(name, value));
                self.cell = Some(cell);
            }
            ("text:p" | "text:h", Some(cell)) => {
                self.paragraphs += 1;
                cell.begin_paragraph();
            }
            ("text:s", Some(cell)) => cell.push_char(' ', times("text:c") as usize),
            ("text:tab", Some(cell)) => cell.push_char('\t', 1),
            ("text:line-break", Some(cell)) => cell.push_char('\n', 1),
            _ => {}
        }
        Ok(None)
    }

    /// An element ends, which began at this depth.
    fn end(&mut self) -> Option<Step> {
        if self.skipped.is_some() {
            self.skipped = self.skipped.filter(|&depth| depth != self.depth);
            return None;
        }
        let depth = Some(self.depth);
        if self.row == depth {
            self.row = None;
            return Some(Step::Row(self.row_times));
        }
        if self.sheet == depth {
            self.sheet = None;
            return Some(Step::SheetEnd);
        }
        if self.body == depth {
            self.body = None;
        }
        if self.row == Some(self.depth - 1)
            && let Some(cell) = self.cell.take()
        {
            self.paragraphs = 0;
            self.row_bytes += cell.text_len() + 64;
            self.cells.push(cell);
        }
        None
    }

    fn push_text(&mut self, text: &str) {
        if self.skipped.is_none()
            && self.paragraphs > 0
            && let Some(cell) = &mut self.cell
        {
            cell.push_text(text);
        }
    }

    /// Whether the row has a cell that is not empty.
    fn has_cells(&self) -> bool {
        let mut text = String::new();
        self.cells.iter().any(|cell| !cell.write(&mut text) || !text.is_empty())
    }
}

/// Reads the sheets of an OpenDocument spreadsheet, all parts of which were found whole.
pub(crate) async fn ods(file: &str, bytes: &[u8], output: &ArchiveOutput) -> Result<(), UnreadableKind> {
    let broken = UnreadableKind::BrokenWorkbook;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken)?;
    let mut manifest = String::new();
    if let Ok(entry) = archive.by_name("META-INF/manifest.xml") {
        let _ = entry.take(MAX_EVENT_BYTES as u64).read_to_string(&mut manifest);
    }
    if manifest.contains("encryption-data") {
        return Err(UnreadableKind::EncryptedWorkbook);
    }
    let filled = filled_sheets(&mut archive).await?;
    let titles: Vec<String> = filled.iter().flatten().cloned().collect();
    let mut named = names(file, &titles).into_iter();
    let (count, mut done) = (titles.len() as f32, 0_f32);

    let mut reader = OdsReader::new(BufReader::new(archive.by_name("content.xml").map_err(|_| broken)?));
    let mut sheets = filled.iter();
    let mut rows: Option<RowCollector> = None;
    let mut line = 0_u32;
    while let Some(step) = reader.next()? {
        match step {
            Step::Sheet(_) => {
                line = 0;
                if sheets.next().is_some_and(Option::is_some)
                    && let Some(name) = named.next()
                {
                    output.emit(ArchiveEvent::Sheet(name));
                    rows = Some(RowCollector::default());
                }
            }
            Step::Row(times) => {
                if let Some(rows) = rows.as_mut().filter(|_| reader.has_cells()) {
                    for row in line..line.saturating_add(times) {
                        push_row(rows, row, &reader.cells)?;
                        if rows.is_full() {
                            output.emit(ArchiveEvent::Rows(rows.take_complete()));
                            output.pause_at((done + row as f32 / MAX_ROWS as f32) / count).await;
                        }
                    }
                }
                line = line.saturating_add(times);
            }
            Step::SheetEnd => {
                if let Some(rows) = rows.take() {
                    done += 1.0;
                    output.emit(ArchiveEvent::Rows(rows.block));
                    output.emit(ArchiveEvent::SheetEnd);
                    output.pause_at(done / count).await;
                }
            }
        }
    }
    Ok(())
}

/// The cells of a row in their places.
fn push_row(rows: &mut RowCollector, row: u32, cells: &[OdsCell]) -> Result<(), UnreadableKind> {
    if row >= MAX_ROWS {
        return Err(UnreadableKind::BrokenWorkbook);
    }
    let mut column = 0_u32;
    let mut text = String::new();
    for cell in cells {
        text.clear();
        let is_error = !cell.write(&mut text);
        let end = column.saturating_add(cell.times);
        if is_error || !text.is_empty() {
            for column in column..end {
                rows.push((row, column), |out| {
                    out.push_str(&text);
                    !is_error
                })?;
            }
        }
        column = end;
    }
    Ok(())
}

/// For each sheet its name if it has a cell that is not empty.
async fn filled_sheets(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Vec<Option<String>>, UnreadableKind> {
    let content = archive.by_name("content.xml").map_err(|_| UnreadableKind::BrokenWorkbook)?;
    let mut reader = OdsReader::new(BufReader::new(content));
    let (mut filled, mut name, mut is_filled, mut steps) = (Vec::new(), String::new(), false, 0_u32);
    while let Some(step) = reader.next()? {
        match step {
            Step::Sheet(sheet) => (name, is_filled) = (sheet, false),
            Step::Row(_) => is_filled = is_filled || reader.has_cells(),
            Step::SheetEnd => filled.push(is_filled.then(|| std::mem::take(&mut name))),
        }
        steps += 1;
        if steps.is_multiple_of(ROWS_A_STEP) {
            pause().await;
        }
    }
    Ok(filled)
}
