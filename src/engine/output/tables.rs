//! The CSV files: segments.csv, recommendations.csv, set-aside.csv. UTF-8, LF, floats in the shortest form that reads back.

use super::csv_file::CsvFile;
use clientele_analytics::cluster::Clustering;
use clientele_analytics::recommend::{Recommendations, reason};
use clientele_analytics::segment::{PROSPECTS, Rfm};
use clientele_core::domain::{Cell, CustomerIx, Dataset, Figure, TableView, guarded};
use clientele_ingest::ValidationReport;

/// Writes rows of text cells as CSV. What a spreadsheet would run is guarded, but numbers stay numbers: an id such as `-5`, which is
/// none, is given [guarded](clientele_core::domain::guarded).
pub fn csv_bytes<R: AsRef<[String]>>(header: &[&str], rows: impl Iterator<Item = R>) -> Vec<u8> {
    let mut file = CsvFile::default();
    file.row(header);
    for row in rows {
        file.row(row.as_ref());
    }
    file.finish()
}

/// A table of texts as CSV; formulas are guarded.
pub fn cells_csv(columns: &[String], rows: &[Vec<String>]) -> Vec<u8> {
    let header: Vec<String> = columns.iter().map(|name| guarded(name)).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    csv_bytes(&header, rows.iter())
}

/// A chart's table as CSV: plain figures, shares from 0 to 1, days as `2011-12-09`. Columns of amounts say their currency.
pub fn table_csv(table: &TableView, currency: &str) -> Vec<u8> {
    let is_money = |at: usize| table.rows.iter().any(|row| matches!(row.get(at), Some(Cell::Figure(Figure::Money(_)))));
    let columns = table.columns.iter().enumerate().map(|(at, name)| {
        if is_money(at) && !currency.is_empty() && !name.contains(currency) {
            format!("{name} ({currency})")
        } else {
            name.clone()
        }
    });
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Figure(figure) => plain_figure(*figure),
        Cell::Day(day) => day.to_string(),
        Cell::Empty => String::new(),
    };
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    cells_csv(&columns.collect::<Vec<_>>(), &rows)
}

/// A figure as programs read it.
pub fn plain_figure(figure: Figure) -> String {
    match figure {
        Figure::Count(n) => n.to_string(),
        Figure::Money(amount) => amount.to_exact_string(),
        Figure::Share(x) | Figure::Days(x) | Figure::Number(x) => x.to_string(),
    }
}

/// segments.csv: every buyer with scores, segment and cluster, then none of the figures for prospects; sorted by customer id.
pub fn segments_csv(dataset: &Dataset, rfm: &Rfm, clustering: Option<&Clustering>) -> Vec<u8> {
    let header = [
        "customer_id",
        "recency_days",
        "frequency",
        "monetary",
        "r_score",
        "f_score",
        "m_score",
        "rfm",
        "segment",
        "recency_outlier",
        "frequency_outlier",
        "monetary_outlier",
        "cluster",
        "cluster_name",
        "silhouette",
    ];
    // Scores of a part know neither the rows nor the prospects of the others.
    let is_scored = |customer: &CustomerIx| rfm.row_of(*customer).is_some() || rfm.prospects.binary_search(customer).is_ok();
    let rows = (0..dataset.customers().ids.len()).map(CustomerIx::new).filter(is_scored).map(|customer| {
        let id = guarded(dataset.customers().ids.get(customer.ix()));
        let Some(row) = rfm.row_of(customer) else {
            let mut cells = vec![String::new(); header.len()];
            cells[0] = id;
            cells[8] = PROSPECTS.to_owned();
            return cells;
        };
        let (r, f, m) = (rfm.r_score[row], rfm.f_score[row], rfm.m_score[row]);
        let label = clustering.map(|c| usize::from(c.label[row]));
        vec![
            id,
            rfm.recency_days[row].to_string(),
            rfm.frequency[row].to_string(),
            rfm.monetary[row].to_exact_string(),
            r.to_string(),
            f.to_string(),
            m.to_string(),
            format!("{r}{f}{m}"),
            guarded(rfm.segment_name(row)),
            rfm.recency_outlier[row].to_string(),
            rfm.frequency_outlier[row].to_string(),
            rfm.monetary_outlier[row].to_string(),
            label.map_or_else(String::new, |l| (l + 1).to_string()),
            label.and_then(|l| clustering?.clusters.get(l)).map_or_else(String::new, |c| guarded(&c.name)),
            clustering.and_then(|c| c.silhouette[row]).map_or_else(String::new, |s| s.to_string()),
        ]
    });
    csv_bytes(&header, rows)
}

/// recommendations.csv: the lists of all customers. The five columns after `confidence` are weighted parts and add up to `score`.
pub fn recommendations_csv(dataset: &Dataset, lists: &Recommendations) -> Vec<u8> {
    let header = [
        "customer_id",
        "rank",
        "product_id",
        "score",
        "confidence",
        "collaborative",
        "content",
        "cross_sell",
        "seasonal",
        "price_affinity",
        "rule",
        "reason",
    ];
    let rows = (0..dataset.customers().ids.len() as u32).flat_map(|customer| {
        let list = lists.of(customer);
        let first = list.start;
        list.map(move |row| {
            let mut cells = vec![
                guarded(dataset.customers().ids.get(customer as usize)),
                (row - first + 1).to_string(),
                guarded(dataset.products().ids.get(lists.product[row].ix())),
                lists.score[row].to_string(),
                lists.confidence[row].to_string(),
            ];
            cells.extend(lists.parts[row].iter().map(f64::to_string));
            cells.push(lists.rule[row].name().to_owned());
            cells.push(guarded(&reason(dataset, &lists.evidence[row])));
            cells
        })
    });
    csv_bytes(&header, rows)
}

/// set-aside.csv: every row that was set aside as it stands in its file, with file, line and reason before its cells. Files with
/// other columns have them further right; cells beyond a file's columns come last.
pub struct SetAsideCsv {
    file: CsvFile,
    /// Where the columns of each file begin.
    starts: Vec<(usize, usize)>,
    width: usize,
}

impl SetAsideCsv {
    /// The header: the columns of the files that have rows set aside, each set of columns once.
    pub fn new(report: &ValidationReport) -> Self {
        let mut header: Vec<String> = ["file", "line", "reason"].map(str::to_owned).to_vec();
        let mut sets: Vec<(Vec<&str>, usize)> = Vec::new();
        let mut starts = Vec::new();
        for file in &report.files {
            if file.set_aside.is_empty() {
                starts.push((0, 0));
                continue;
            }
            let columns: Vec<&str> = file.columns.iter().map(|c| c.header.as_str()).collect();
            let start = match sets.iter().find(|(set, _)| *set == columns) {
                Some((_, start)) => *start,
                None => {
                    let start = header.len();
                    header.extend(columns.iter().map(|name| guarded(name)));
                    sets.push((columns.clone(), start));
                    start
                }
            };
            starts.push((start, columns.len()));
        }
        header.push("further cells".to_owned());
        let mut file = CsvFile::default();
        file.row(&header);
        Self { file, starts, width: header.len() }
    }

    /// Adds a row of the file at position `file`.
    pub fn push(&mut self, file: usize, name: &str, line: u32, reason: &str, cells: &[String]) {
        let (start, columns) = self.starts.get(file).copied().unwrap_or((3, 0));
        let mut row = vec![String::new(); self.width];
        for (slot, text) in row.iter_mut().zip([guarded(name), line.to_string(), reason.to_owned()]) {
            *slot = text;
        }
        for (slot, cell) in row.iter_mut().skip(start).take(columns).zip(cells) {
            *slot = guarded(cell);
        }
        if let (Some(further), Some(last)) = (cells.get(columns..).filter(|c| !c.is_empty()), row.last_mut()) {
            *last = guarded(&further.join(" | "));
        }
        self.file.row(&row);
    }

    /// The file.
    pub fn finish(self) -> Vec<u8> {
        self.file.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_cells_read_back() {
        for text in ["=1+1", "+49", "-5", "@x", "\tx", "\rx"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        assert_eq!(guarded("Plain, \"quoted\""), "Plain, \"quoted\"");
        let table = cells_csv(&["=a".to_owned()], &[vec!["-5.25".to_owned()], vec!["=1+1".to_owned()], vec!["-x".to_owned()]]);
        assert_eq!(String::from_utf8_lossy(&table), "'=a\n-5.25\n'=1+1\n'-x\n");
        let bytes = csv_bytes(&["a", "b"], [vec!["x,\"y\"\nz".to_owned(), String::new()]].into_iter());
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows, [vec!["x,\"y\"\nz", ""]]);
    }
}
