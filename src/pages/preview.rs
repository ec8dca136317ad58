//! What an analysis would make of files, laid out for the page that asks what their columns mean.

use clientele_core::domain::{ErrorView, Money, counted, grouped};
use clientele_engine::Preview;
use clientele_ingest::{Imported, ReadRow, SetAsideReason, StepReport, Tally};
use clientele_messages::{Block, CellView, Column, Frame, Group, Line, PreviewDetail, PreviewView, Row, Span, Table, Tone};

/// Rows that are shown where answers stand side by side.
const FEW_ROWS: usize = 3;

/// Lays a dry read out.
pub fn preview_view(preview: &Preview, detail: PreviewDetail) -> PreviewView {
    let blocks = match (&preview.imported, detail) {
        (Err(error), _) => vec![failed(error, detail)],
        (Ok(imported), PreviewDetail::Whole) => whole(imported, preview.is_whole),
        (Ok(imported), PreviewDetail::Answer(_)) => {
            let rows = imported.first_rows.iter().take(FEW_ROWS);
            vec![rows_table(imported, rows, detail), Block::Muted(total(imported, preview.is_whole))]
        }
        (Ok(imported), PreviewDetail::Total) => vec![Block::Muted(total(imported, preview.is_whole))],
    };
    PreviewView { is_whole: preview.is_whole, blocks }
}

/// Why nothing would come of it.
fn failed(error: &ErrorView, detail: PreviewDetail) -> Block {
    let place = error.place.as_ref().map(|place| Line::from(format!("Where: {place}")));
    let suggestion = (detail == PreviewDetail::Whole).then(|| Line::from(error.suggestion.clone()));
    Block::Notice {
        tone: Tone::Warning,
        testid: "preview-error".to_owned(),
        title: error.message.clone(),
        lines: place.into_iter().chain(suggestion).collect(),
    }
}

/// What the rows come to, in a sentence.
fn total(imported: &Imported, is_whole: bool) -> Line {
    let sums = &imported.report.reconciliation;
    let currency = imported.dataset.currency();
    let begin = match is_whole {
        true => format!("Of {} ", counted(sums.gross.rows, "row", "rows")),
        false => format!("Of the first {} rows ", grouped(sums.gross.rows)),
    };
    let count = format!("{} would count", grouped(sums.analysed.rows));
    let money = has_money(imported)
        .then(|| Line::from(", for ").and(Line(vec![Span::Amount(sums.analysed.amount, currency.to_owned())])));
    Line::from(begin).and(Line(vec![Span::Strong(count)])).and(money.unwrap_or_default()).and(".")
}

fn has_money(imported: &Imported) -> bool {
    imported.report.reconciliation.gross.amount != Money::ZERO
}

fn whole(imported: &Imported, is_whole: bool) -> Vec<Block> {
    let sums = &imported.report.reconciliation;
    let currency = imported.dataset.currency();
    let facts = format!(
        " {}, {} and {}.",
        counted(sums.customers, "customer", "customers"),
        counted(sums.analysed.orders, "order", "orders"),
        counted(sums.products, "product", "products")
    );
    let mut head = total(imported, is_whole).and(facts);
    if let Some((first, last)) = imported.report.period {
        head = head.and(" The first sale is of ").and(Line::day(first)).and(", the last of ").and(Line::day(last)).and(".");
    }
    let attrs = [
        ("data-rows", sums.analysed.rows.to_string()),
        ("data-all-rows", sums.gross.rows.to_string()),
        ("data-revenue", sums.analysed.amount.to_string()),
        ("data-customers", sums.customers.to_string()),
        ("data-orders", sums.analysed.orders.to_string()),
        ("data-whole", is_whole.to_string()),
    ];
    let table = rows_table(imported, imported.first_rows.iter(), PreviewDetail::Whole);
    let steps: Vec<Line> =
        imported.report.steps.iter().filter(|step| step.count > 0).filter_map(|step| told(step, currency)).collect();
    let others = imported.report.other_currencies.iter().map(|other| {
        let rows = counted(other.rows, "row", "rows");
        Line::from(format!("{rows} in {}: ", other.currency)).and(Line::amount(other.amount, &other.currency)).and(", set aside.")
    });
    let notes: Vec<Line> = steps.into_iter().chain(others).collect();
    let notes = (!notes.is_empty()).then(|| vec![Block::List { testid: "preview-steps".to_owned(), lines: notes }]);
    vec![Block::Group(Group {
        frame: Frame::Plain,
        testid: "preview-account".to_owned(),
        attrs: attrs.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        blocks: vec![
            Block::Text(head),
            Block::Table(account(imported, currency)),
            Block::maybe(notes),
            Block::Group(Group {
                title: "The first rows, as they are read".to_owned(),
                testid: "preview-first".to_owned(),
                blocks: vec![table],
                ..Group::default()
            }),
        ],
        ..Group::default()
    })]
}

/// What becomes of the rows and their money.
fn account(imported: &Imported, currency: &str) -> Table {
    let sums = &imported.report.reconciliation;
    let row = |code: &str, label: &str, rows: Option<u64>, amount: Line, class: &str| Row {
        key: code.to_owned(),
        attrs: if class.is_empty() { Vec::new() } else { vec![("class".to_owned(), class.to_owned())] },
        cells: vec![label.into(), rows.map_or_else(|| "".into(), |rows| CellView::from(Line::count(rows))), amount.into()],
        ..Row::default()
    };
    let amount = |tally: &Tally| Line::amount(tally.amount, currency);
    let mut rows = vec![row("gross", "All rows", Some(sums.gross.rows), amount(&sums.gross), "")];
    for (reason, tally) in &sums.set_aside {
        // The amounts of another currency are told in their own.
        let money = if *reason == SetAsideReason::OtherCurrency { Line::default() } else { amount(tally) };
        rows.push(row(reason.code(), &format!("Set aside: {}", lower(reason.label())), Some(tally.rows), money, ""));
    }
    for (what, tally) in &sums.deductions {
        rows.push(row(what.code(), &format!("Taken off: {}", lower(what.label())), None, amount(tally), ""));
    }
    rows.push(row("analysed", "Would count", Some(sums.analysed.rows), amount(&sums.analysed), "total"));
    Table {
        caption: "What becomes of the rows".to_owned(),
        testid: "preview-rows".to_owned(),
        columns: vec![Column::text("What"), Column::figures("Rows", ""), Column::figures("Amount", "")],
        rows,
        ..Table::default()
    }
}

/// What a repair changes, or would: only those that move money.
fn told(step: &StepReport, currency: &str) -> Option<Line> {
    if step.money == Money::ZERO {
        return None;
    }
    let does = match (step.on, step.money < Money::ZERO) {
        (true, true) => "takes off ",
        (true, false) => "adds ",
        (false, true) => "off; it would take off ",
        (false, false) => "off; it would add ",
    };
    Some(Line::from(format!("{}: {does}", step.step.label())).and(Line::amount(step.money.abs(), currency)).and("."))
}

/// The first rows: who, when, what, how many, for how much.
fn rows_table<'a>(imported: &Imported, rows: impl Iterator<Item = &'a ReadRow>, detail: PreviewDetail) -> Block {
    let is_whole = detail == PreviewDetail::Whole;
    let files = &imported.report.files;
    let has_files = rows_of_several_files(imported);
    let currency = imported.dataset.currency();
    let row = |read: &ReadRow| {
        let dash = |text: &str| CellView::from(if text.is_empty() { "–" } else { text });
        let who = dash(&read.customer);
        let when = read.day.map_or_else(|| CellView::from("–"), |day| Line::day(day).into());
        let amount =
            read.amount.filter(|_| has_money(imported)).map_or_else(|| "–".into(), |amount| Line::amount(amount, currency));
        let mut cells = vec![who, when, dash(&read.product), dash(&read.quantity), amount.into()];
        let fate = read.set_aside.map_or("counts", SetAsideReason::label);
        if is_whole {
            let file = files.get(read.file as usize).filter(|_| has_files).map_or("", |file| file.name.as_str());
            cells.insert(0, CellView::from(Line::count(u64::from(read.line))).under(file));
            cells.insert(1, dash(&read.order));
            cells.push(fate.into());
        }
        let unused = read.set_aside.map(|_| ("class".to_owned(), "unused".to_owned()));
        Row {
            key: read.line.to_string(),
            hint: if is_whole { String::new() } else { fate.to_owned() },
            attrs: unused.into_iter().collect(),
            cells,
        }
    };
    let mut columns = vec![
        Column::text("Who"),
        Column::text("When"),
        Column::text("What"),
        Column::figures("How many", ""),
        Column::figures("For how much", ""),
    ];
    if is_whole {
        columns.insert(0, Column::text("Line"));
        columns.insert(1, Column::text("Order"));
        columns.push(Column::text("What becomes of it"));
    }
    let (caption, testid) = match detail {
        PreviewDetail::Answer(number) => (format!("The first rows with answer {number}"), "answer-rows"),
        _ => ("The first rows as they are read".to_owned(), "preview-first-rows"),
    };
    Block::Table(Table { caption, testid: testid.to_owned(), columns, rows: rows.map(row).collect(), ..Table::default() })
}

fn rows_of_several_files(imported: &Imported) -> bool {
    let first = imported.first_rows.first().map(|row| row.file);
    imported.first_rows.iter().any(|row| Some(row.file) != first)
}

/// As it stands within a sentence.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_engine::{Config, MemoryFiles, Unattended, preview};

    const SALES: &str = "order,customer,product,date,quantity,price\n\
        1,Ann,Tea,2024-01-05,2,£4.50\n2,,Cup,2024-01-06,1,£9.00\n3,Ben,Cup,soon,1,£9.00\n";

    fn previewed(text: String, most_lines: u64, detail: PreviewDetail) -> PreviewView {
        let mut files = MemoryFiles::new(vec![("sales.csv".into(), text.into_bytes())], 1 << 20);
        preview_view(&pollster::block_on(preview(&mut files, &Config::default(), most_lines, &Unattended)).unwrap(), detail)
    }

    fn text(blocks: &[Block]) -> String {
        format!("{blocks:?}")
    }

    #[test]
    fn every_row_of_the_account_is_there_and_the_first_rows_say_what_becomes_of_them() {
        let view = previewed(SALES.to_owned(), 100, PreviewDetail::Whole);
        let [Block::Group(group)] = view.blocks.as_slice() else { panic!("{view:?}") };
        let attr = |name: &str| group.attrs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        assert_eq!((attr("data-all-rows"), attr("data-whole")), (Some("3"), Some("true")));
        let tables: Vec<&Table> =
            group.blocks.iter().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).collect();
        let keys: Vec<&str> = tables[0].rows.iter().map(|row| row.key.as_str()).collect();
        assert_eq!(
            (keys.first(), keys.last(), keys.contains(&"bad-date")),
            (Some(&"gross"), Some(&"analysed"), true),
            "{keys:?}"
        );
        let all = text(&view.blocks);
        assert!(all.contains("Ann") && all.contains(SetAsideReason::BadDate.label()) && all.contains("Amount("), "{all}");
    }

    #[test]
    fn of_long_files_the_first_rows_are_read_and_that_is_said() {
        let many: String = (0..40_000).map(|n| format!("{n},C{},Tea,2024-01-05,1,£1.00\n", n % 50)).collect();
        let head = SALES.lines().next().unwrap_or_default().to_owned() + "\n";
        let part = previewed(head.clone() + &many, 2_000, PreviewDetail::Total);
        assert!(!part.is_whole && text(&part.blocks).contains("Of the first "), "{part:?}");
        let all = previewed(head + &many, 100_000, PreviewDetail::Total);
        assert!(all.is_whole && text(&all.blocks).contains("Of 40,000 rows"), "{all:?}");
    }

    #[test]
    fn where_nothing_comes_of_it_the_column_and_its_cells_are_told() {
        let view = previewed(SALES.replace("2024-01-0", "day "), 100, PreviewDetail::Answer(1));
        let all = text(&view.blocks);
        assert!(all.contains("preview-error") && all.contains("\u{201c}date\u{201d}") && all.contains("day 5"), "{all}");
    }
}
