//! The data page: files, row accounting, reconciliation, issues.

use crate::views::{DataView, ExampleView, FileView, IssueView, ReconciliationLine};
use clientele_core::domain::{Figure, counted, money_text};
use clientele_core::files::ExportKind;
use clientele_engine::Session;
use clientele_ingest::{Deduction, Format, Issue, RecipeFile, RowSet, Severity as Grade};
use clientele_messages::{
    Act, Block, Button, Card, Cards, CellView, Column, Frame, Group, Line, Link, PageView, RepairsView, Row, Severity, Span,
    StatView, Table, Tone,
};

/// Where each row and each cent went: what stands above the repairs.
pub(crate) fn accounts(session: &Session) -> PageView {
    let view = view(session);
    let stats = [
        ("rows-in-files", "rows in the sales files", view.rows_in_files),
        ("rows-analysed", "rows analysed", view.rows_analysed),
        ("rows-set-aside", "rows set aside", view.rows_set_aside),
        ("customers", "customers", view.customers),
        ("orders", "orders", view.orders),
        ("products", "products", view.products),
    ];
    let stats = stats.map(|(name, label, count)| StatView {
        name: name.to_owned(),
        label: label.to_owned(),
        value: Figure::Count(count),
    });
    let table = Table {
        caption: "Reconciliation of revenue".to_owned(),
        testid: "reconciliation".to_owned(),
        columns: vec![
            Column::text("What"),
            Column::figures("Rows", ""),
            Column::figures("Orders", ""),
            Column::figures("Amount", ""),
        ],
        rows: view.reconciliation.into_iter().map(line_row).collect(),
        ..Table::default()
    };
    let note =
        "Every row of the sales files is in exactly one line, and the amounts add up to the cent. Open a line to see its rows.";
    let others: Vec<Line> = view
        .other_currencies
        .into_iter()
        .map(|other| {
            let rows = counted(other.rows, "row", "rows");
            format!("{} {} in {rows}", other.amount, other.currency).into()
        })
        .collect();
    let others = (!others.is_empty()).then(|| {
        let says = "Some rows are in another currency. Amounts in different currencies cannot be added up, so these rows are not counted in the table above:";
        vec![Block::Notice { tone: Tone::Warning, testid: "other-currencies".to_owned(), title: says.to_owned(), lines: others }]
    });
    PageView {
        blocks: vec![
            Block::maybe(remembered(&view.files)),
            Block::Stats(stats.to_vec()),
            Block::panel(
                "From all sales to analysed revenue",
                note,
                "",
                vec![
                    Block::Table(table),
                    Block::maybe(shop_line(session).map(|line| vec![line])),
                    Block::Buttons(vec![Button::export("Download all rows set aside", ExportKind::SetAside)]),
                    Block::Muted("All of them, word for word, each with its file, line and reason.".into()),
                ],
            ),
            Block::maybe(others),
        ],
        ..PageView::default()
    }
}

/// That columns were read as the user chose before, and how to go without.
fn remembered(files: &[FileView]) -> Option<Vec<Block>> {
    let mapped: Vec<&FileView> = files.iter().filter(|file| file.is_mapped).collect();
    let lines = mapped.iter().map(|file| {
        let used = file.columns.iter().filter(|(_, meaning)| !meaning.is_empty());
        let columns: Vec<String> = used.map(|(header, meaning)| format!("{header} = {meaning}")).collect();
        Line::from(format!("{}: {}", file.name, columns.join(", ")))
    });
    let forget = mapped.iter().map(|file| {
        let headers = file.columns.iter().map(|(header, _)| header.clone()).collect();
        let label = if mapped.len() == 1 { "Forget my choice".to_owned() } else { format!("Forget my choice for {}", file.name) };
        Button::new(&label, "forget-columns-used", Act::ForgetColumns(headers))
    });
    let look = Button::new("Change columns", "change-columns-used", Act::Columns);
    let buttons = std::iter::once(look).chain(forget).collect();
    let notice = Block::Notice {
        tone: Tone::Info,
        testid: "columns-used".to_owned(),
        title: "Read with the columns that you chose. They are remembered for files with the same columns.".to_owned(),
        lines: lines.collect(),
    };
    (!mapped.is_empty()).then(|| vec![notice, Block::Buttons(buttons)])
}

fn line_row(line: ReconciliationLine) -> Row {
    let is_total = matches!(line.code.as_str(), "gross" | "analysed");
    // Deductions take money off rows that count as analysed; they have no rows of their own.
    let has_rows = !matches!(line.code.as_str(), "discount" | "refund" | "returned");
    let mut attrs = vec![
        ("data-testid".to_owned(), format!("reconciliation-{}", line.code)),
        ("data-code".to_owned(), line.code.clone()),
        ("data-rows".to_owned(), line.rows.to_string()),
        ("data-orders".to_owned(), line.orders.to_string()),
        ("data-amount".to_owned(), line.amount.to_string()),
    ];
    if is_total {
        attrs.push(("class".to_owned(), "total".to_owned()));
    }
    // Reasons are taken from gross: shown with a minus.
    let is_taken = !is_total && line.amount.ten_thousandths() > 0;
    let amount = if is_taken { Line::from("−").and(Line::money(line.amount)) } else { Line::money(line.amount.abs()) };
    let to = Link::Rows { set: line.set, title: line.label.clone(), explanation: line.explanation.clone() };
    let show = Span::Link { text: Box::new(line.label.into()), to, testid: format!("rows-{}", line.code) };
    Row {
        attrs,
        cells: vec![
            CellView::from(Line(vec![show])).under(line.explanation),
            if has_rows { Line::count(line.rows) } else { "–".into() }.into(),
            Line::count(line.orders).into(),
            amount.into(),
        ],
        ..Row::default()
    }
}

/// All sales of the shop in words; `None` where those of customers are all.
pub(crate) fn shop_sales(session: &Session) -> Option<String> {
    let imported = session.imported();
    let (shop, analysed) = (imported.report.reconciliation.shop, imported.report.reconciliation.analysed);
    (shop.rows > analysed.rows).then(|| {
        format!(
            "All sales of the shop: {} in {} and {}. They are the analysed rows, and {} set aside for nothing but that they name no customer. Revenue, orders, products, seasons and baskets count these too.",
            money_text(shop.amount, imported.dataset.currency()),
            counted(shop.rows, "row", "rows"),
            counted(shop.orders, "order", "orders"),
            counted(shop.rows - analysed.rows, "row", "rows")
        )
    })
}

/// The same as a block.
fn shop_line(session: &Session) -> Option<Block> {
    let shop = session.imported().report.reconciliation.shop;
    let attrs = [
        ("data-rows", shop.rows.to_string()),
        ("data-orders", shop.orders.to_string()),
        ("data-amount", shop.amount.to_string()),
    ];
    Some(Block::Group(Group {
        testid: "reconciliation-shop".to_owned(),
        attrs: attrs.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        blocks: vec![Block::Text(shop_sales(session)?.into())],
        ..Group::default()
    }))
}

/// What was noticed and assumed, and the files: what stands under the repairs.
pub(crate) fn files(session: &Session) -> PageView {
    let view = view(session);
    let issues = match view.issues.is_empty() {
        true => Block::Group(Group {
            testid: "issue-list".to_owned(),
            blocks: vec![Block::Muted("No problems were found in these files.".into())],
            ..Group::default()
        }),
        false => Block::Cards(Cards {
            testid: "issue-list".to_owned(),
            is_ranked: false,
            cards: view.issues.into_iter().map(issue_card).collect(),
        }),
    };
    let issues_note = "Grouped by cause, the gravest first. Open one to see where it was found and what you can do.";
    let notes: Vec<Line> = view.notes.into_iter().map(Line::from).collect();
    let notes = (!notes.is_empty()).then(|| {
        let list = Block::List { testid: String::new(), lines: notes };
        vec![Block::panel("Assumptions", "", "", vec![list])]
    });
    let title = if view.files.len() == 1 { "The file" } else { "The files" };
    let files = view.files.into_iter().enumerate().map(|(at, file)| file_block(at, file)).collect();
    PageView {
        blocks: vec![
            Block::panel("What was noticed", issues_note, "", vec![issues]),
            Block::maybe(notes),
            Block::panel(
                title,
                "How each file was read, and what each of its columns was taken to mean.",
                "",
                vec![Block::pair(files)],
            ),
        ],
        ..PageView::default()
    }
}

fn issue_card(issue: IssueView) -> Card {
    let (label, severity) = match issue.severity {
        Severity::Info => ("Note", "info"),
        Severity::Warning => ("Check", "warning"),
        Severity::Error => ("Not used", "error"),
    };
    let mut head = vec![CellView::from(label), issue.title.into(), counted(issue.rows, "row", "rows").into()];
    if issue.money.ten_thousandths() != 0 {
        head.push(Line::money(issue.money).into());
    }
    let mut blocks = vec![Block::Text(issue.explanation.into())];
    if !issue.suggestion.is_empty() {
        blocks.push(Block::Text(Line(vec![Span::Strong("What you can do: ".to_owned()), Span::Text(issue.suggestion)])));
    }
    let rows = issue.examples.into_iter().map(|example| Row {
        cells: vec![
            example.file.into(),
            Line::count(example.line).into(),
            example.column.into(),
            if example.value.is_empty() { "(empty)".to_owned() } else { example.value }.into(),
        ],
        ..Row::default()
    });
    let table = Table {
        caption: "Examples".to_owned(),
        columns: vec![
            Column::text("File"),
            Column::figures("Line", ""),
            Column::text("Column"),
            Column::text("Value in the file"),
        ],
        rows: rows.collect(),
        ..Table::default()
    };
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    Card {
        testid: "issue".to_owned(),
        attrs: vec![
            ("data-code".to_owned(), issue.code),
            ("data-rows".to_owned(), issue.rows.to_string()),
            ("data-severity".to_owned(), severity.to_owned()),
        ],
        head,
        is_closed: true,
        blocks,
    }
}

fn file_block(at: usize, file: FileView) -> Block {
    let mut facts = vec![file.recognised_as];
    if file.bytes > 0 {
        facts.push(bytes(file.bytes));
    }
    facts.extend([file.encoding, file.delimiter].into_iter().filter(|fact| !fact.is_empty()));
    let fates = [("rows", file.rows), ("used", file.used), ("set aside", file.set_aside), ("passed over", file.passed_over)];
    let fates = fates.into_iter().filter(|(name, rows)| *rows > 0 || matches!(*name, "rows" | "used"));
    let headers = file.columns.iter().map(|(header, _)| header.clone()).collect();
    let mut buttons = vec![Button::new("Change columns", &format!("change-columns-{at}"), Act::Columns)];
    let mut blocks = vec![
        Block::Muted(facts.join(" · ").into()),
        Block::Facts(fates.map(|(name, rows)| (name.to_owned(), Line::count(rows))).collect()),
    ];
    if file.is_mapped {
        blocks.push(Block::Muted("Read with the columns that you chose. Remembered for files with the same columns.".into()));
        buttons.push(Button::new("Forget my choice", &format!("forget-columns-{at}"), Act::ForgetColumns(headers)));
    }
    let rows = file.columns.into_iter().enumerate().map(|(column, (header, meaning))| {
        let used = !meaning.is_empty();
        let unused = ("class".to_owned(), "unused".to_owned());
        Row {
            attrs: if used { Vec::new() } else { vec![unused] },
            cells: vec![
                if header.trim().is_empty() { format!("column {}", column + 1) } else { header }.into(),
                if used { meaning } else { "not used".to_owned() }.into(),
            ],
            ..Row::default()
        }
    });
    let table = Table {
        caption: format!("Columns of {}", file.name),
        columns: vec![Column::text("Column in the file"), Column::text("Taken as")],
        rows: rows.collect(),
        ..Table::default()
    };
    blocks.extend([Block::Buttons(buttons), Block::Table(table)]);
    Block::Group(Group {
        frame: Frame::Plain,
        title: file.name,
        testid: format!("file-{at}"),
        attrs: vec![("data-mapped".to_owned(), file.is_mapped.to_string())],
        blocks,
        ..Group::default()
    })
}

/// A file's size in a few letters.
fn bytes(count: u64) -> String {
    match count as f64 {
        n if n < 1e3 => format!("{n:.0} bytes"),
        n if n < 9_950.0 => format!("{:.1} KB", n / 1e3),
        n if n < 999_500.0 => format!("{:.0} KB", n / 1e3),
        n if n < 9_950_000.0 => format!("{:.1} MB", n / 1e6),
        n if n < 999_500_000.0 => format!("{:.0} MB", n / 1e6),
        n => format!("{:.1} GB", n / 1e9),
    }
}

/// What the repairs did, or would do.
pub(crate) fn repairs(session: &Session) -> RepairsView {
    let imported = session.imported();
    let report = &imported.report;
    RepairsView {
        steps: report.steps.clone(),
        statuses: report.statuses.clone(),
        recipe: RecipeFile::of(&session.config().ingest),
        issues: report.issues.iter().map(|issue| issue.code.code().to_owned()).collect(),
        date_orders: report.files.iter().filter_map(|file| Some((file.name.clone(), file.date_order?))).collect(),
        decimal_marks: report.files.iter().filter_map(|file| Some((file.name.clone(), file.decimal_mark?))).collect(),
        currency: imported.dataset.currency().to_owned(),
    }
}

pub(crate) fn view(session: &Session) -> DataView {
    let imported = session.imported();
    let report = &imported.report;
    let dataset = &imported.dataset;
    let sums = &report.reconciliation;
    let mut lines = vec![ReconciliationLine {
        label: "All rows of the sales files".into(),
        code: "gross".into(),
        rows: sums.gross.rows,
        orders: sums.gross.orders,
        amount: sums.gross.amount,
        explanation: "Every data row, whatever it holds.".into(),
        set: RowSet::All,
    }];
    for (reason, tally) in &sums.set_aside {
        lines.push(ReconciliationLine {
            label: reason.label().into(),
            code: reason.code().into(),
            rows: tally.rows,
            orders: tally.orders,
            amount: tally.amount,
            explanation: reason.issue().explanation().into(),
            set: RowSet::For(*reason),
        });
    }
    for (what, tally) in &sums.deductions {
        lines.push(ReconciliationLine {
            label: what.label().into(),
            code: what.code().into(),
            rows: 0,
            orders: tally.orders,
            amount: tally.amount,
            explanation: deduction_text(*what, tally.rows),
            set: RowSet::Less(*what),
        });
    }
    lines.push(ReconciliationLine {
        label: "Analysed".into(),
        code: "analysed".into(),
        rows: sums.analysed.rows,
        orders: sums.analysed.orders,
        amount: sums.analysed.amount,
        explanation: match dataset.anonymous().is_empty() {
            true => "What all other pages show.".into(),
            false => "What is told of customers rests on these rows.".into(),
        },
        set: RowSet::Analysed,
    });
    DataView {
        files: report
            .files
            .iter()
            .map(|file| FileView {
                name: file.name.clone(),
                bytes: file.bytes,
                rows: file.rows,
                recognised_as: file.format.label().into(),
                encoding: file.encoding.label().into(),
                delimiter: delimiter_name(file.delimiter),
                columns: file
                    .columns
                    .iter()
                    .map(|c| (c.header.clone(), c.meaning.map_or_else(String::new, |m| m.label().to_owned())))
                    .collect(),
                used: file.used,
                set_aside: file.set_aside.iter().map(|(_, rows)| rows).sum(),
                passed_over: file.passed_over,
                is_mapped: file.format == Format::Mapped,
            })
            .collect(),
        rows_in_files: sums.gross.rows,
        rows_analysed: sums.analysed.rows,
        rows_repaired: sums.repaired_rows,
        rows_set_aside: sums.gross.rows - sums.analysed.rows,
        reconciliation: lines,
        issues: report.issues.iter().map(issue).collect(),
        notes: report
            .repairs
            .iter()
            .map(|r| if r.file.is_empty() { r.text.clone() } else { format!("{}: {}", r.file, r.text) })
            .collect(),
        other_currencies: report.other_currencies.clone(),
        customers: dataset.customers().ids.len() as u64,
        products: dataset.products().ids.len() as u64,
        orders: dataset.orders().ids.len() as u64,
        period: dataset.period(),
        currency: dataset.currency().to_owned(),
    }
}

/// What was taken off; the rows stay in the lines that they are counted in.
fn deduction_text(what: Deduction, rows: u64) -> String {
    let rows = clientele_core::domain::counted(rows, "analysed row", "analysed rows");
    match what {
        Deduction::Discount => format!("Taken off {rows}; discounts of whole orders are shared out over their lines."),
        Deduction::Refund => format!("Paid back, and taken off {rows}."),
        Deduction::Returned => format!("Part of what {rows} sold was cancelled or sent back later."),
    }
}

fn issue(issue: &Issue) -> IssueView {
    IssueView {
        code: issue.code.code().into(),
        severity: match issue.severity {
            Grade::Problem => Severity::Error,
            Grade::Warning => Severity::Warning,
            Grade::Info => Severity::Info,
        },
        title: issue.title(),
        explanation: issue.explanation().into(),
        suggestion: issue.suggestion().into(),
        rows: issue.rows,
        money: issue.money,
        examples: issue
            .examples
            .iter()
            .map(|e| ExampleView {
                file: e.file.clone(),
                line: u64::from(e.line),
                column: e.column.clone(),
                value: e.value.clone(),
            })
            .collect(),
    }
}

fn delimiter_name(delimiter: char) -> String {
    match delimiter {
        '\0' => String::new(),
        ',' => "comma".into(),
        ';' => "semicolon".into(),
        '\t' => "tab".into(),
        '|' => "vertical bar".into(),
        other => other.to_string(),
    }
}
