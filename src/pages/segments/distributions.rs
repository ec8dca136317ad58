//! The page of statistics: how the customers' figures are spread, in all and in each segment, against each other, and who stands out.

use clientele_analytics::segment::Rfm;
use clientele_core::domain::{CustomerIx, ErrorView, counted};
use clientele_core::files::ExportKind;
use clientele_engine::Session;
use clientele_messages::{Block, Button, CellView, ChartId, Column, CustomerFigure, Line, PageView, Row, Table, Tone};

/// Customers listed who stand out.
const MOST_LISTED: usize = 50;

/// The page.
pub(crate) fn page(session: &Session) -> Result<PageView, ErrorView> {
    let rfm = session.rfm()?;
    let nobody = rfm
        .is_empty()
        .then(|| vec![Block::notice(Tone::Info, "nobody", "No customer matches the filter. Remove one of its conditions.")]);
    let content = (!rfm.is_empty()).then(|| {
        let boxes = CustomerFigure::ALL.map(ChartId::SegmentBoxes);
        vec![
            Block::charts([ChartId::RecencyDistribution, ChartId::FrequencyDistribution, ChartId::MonetaryDistribution]),
            Block::charts(boxes),
            Block::wide_chart(ChartId::PairPlot),
            Block::wide_chart(ChartId::SegmentCorrelations),
            outliers(session, rfm),
        ]
    });
    Ok(PageView {
        title: "Statistics".to_owned(),
        lead: "How days, orders and revenue are spread over customers, in each segment and against each other.".to_owned(),
        actions: vec![Button::export("All customers' figures", ExportKind::Segments)],
        blocks: vec![Block::maybe(nobody), Block::maybe(content)],
    })
}

/// Customers outside the fences of Tukey's box plot.
fn outliers(session: &Session, rfm: &Rfm) -> Block {
    let marks = |row: usize| [rfm.recency_outlier[row], rfm.frequency_outlier[row], rfm.monetary_outlier[row]];
    let mut rows: Vec<usize> = (0..rfm.len()).filter(|&row| marks(row).contains(&true)).collect();
    let all = rows.len() as u64;
    rows.sort_by_key(|&row| (std::cmp::Reverse(rfm.monetary[row]), row));
    let customers = session.dataset().customers();
    let shown = rows.iter().take(MOST_LISTED).map(|&row| {
        let customer: CustomerIx = rfm.customer[row];
        let names = ["days", "orders", "revenue"];
        let why: Vec<&str> = names.into_iter().zip(marks(row)).filter_map(|(name, out)| out.then_some(name)).collect();
        Row {
            key: customers.ids.get(customer.ix()).to_owned(),
            cells: vec![
                CellView::from(Line::customer(customers.ids.get(customer.ix())))
                    .under(customers.names.get(customer.ix()).to_owned()),
                rfm.segment_name(row).into(),
                Line::count(rfm.recency_days[row].into()).into(),
                Line::count(rfm.frequency[row].into()).into(),
                Line::money(rfm.monetary[row]).into(),
                why.join(", ").into(),
            ],
            ..Row::default()
        }
    });
    let table = Table {
        caption: "Customers who stand out".to_owned(),
        row_testid: "outlier-row".to_owned(),
        is_long: true,
        columns: vec![
            Column::text("Customer"),
            Column::text("Segment"),
            Column::figures("Days since the last order", "Recency"),
            Column::figures("Orders", "Frequency"),
            Column::figures("Revenue", "Monetary value"),
            Column::text("Stands out by"),
        ],
        rows: shown.collect(),
        ..Table::default()
    };
    let note = format!(
        "{} outside the fences of a box plot: more than one and a half times the middle half's width beyond it (Tukey 1977). They stay in every figure; the file marks them all. Those who spent most come first.",
        counted(all, "customer lies", "customers lie")
    );
    Block::panel("Who stands out", &note, "outliers", vec![Block::Table(table)])
}
