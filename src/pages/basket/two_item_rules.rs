//! Rules with two antecedents, for the basket page.

use clientele_analytics::basket::{RuleFilter, TwoItemRule, TwoItemSort};
use clientele_core::domain::{BasketItems, ErrorView, ProductIx, counted, grouped, percent, product_name};
use clientele_engine::Session;
use clientele_messages::{Block, Button, CellView, Column, Field, FieldKind, Group, Line, Row, Table, argument};

/// Rules shown; the file has them all.
const MOST_SHOWN: usize = 50;

const SORTS: [(&str, &str, TwoItemSort); 4] = [
    ("gain", "What the second product adds (gain)", TwoItemSort::Gain),
    ("lift", "× more often than expected (lift)", TwoItemSort::Lift),
    ("confidence", "Share (confidence)", TwoItemSort::Confidence),
    ("orders", "Orders with all three (support)", TwoItemSort::Orders),
];

/// The panel; nothing where no such rules were looked for. Arguments: `find2`, `by2`, `chance2`.
pub(crate) fn panel(session: &Session, arguments: &[(String, String)], save: Button) -> Result<Vec<Block>, ErrorView> {
    let (dataset, rules) = (session.dataset(), session.rules()?);
    if rules.two_item_rules().all().is_empty() {
        return Ok(Vec::new());
    }
    let chance_too = argument(arguments, "chance2") == "1";
    let sort = SORTS.iter().find(|(name, ..)| *name == argument(arguments, "by2")).unwrap_or(&SORTS[0]);
    let wanted = RuleFilter {
        search: argument(arguments, "find2").to_owned(),
        beyond_chance_only: !chance_too,
        items: BasketItems::Goods,
        ..RuleFilter::default()
    };
    let found = rules.select_two_item_rules(dataset, &wanted, sort.2);
    let name = |product: ProductIx| product_name(dataset, product.ix());
    let many = rules.kind().many();
    let row = |rule: &TwoItemRule| {
        let counts = &rule.counts;
        let [a, b] = rule.antecedents.map(name);
        Row {
            hint: format!(
                "{} of {} with both also had it; with the better of the two alone it would be {}.",
                grouped(u64::from(counts.both)),
                counted(u64::from(counts.antecedent), rules.kind().one(), many),
                percent(rule.single_confidence())
            ),
            cells: vec![
                CellView::from(a).under(format!("and {b}")),
                name(rule.consequent).into(),
                Line::share(counts.confidence()).into(),
                Line::share(rule.gain()).into(),
                Line::decimal(counts.lift(), 1).into(),
                CellView::from(Line::count(u64::from(counts.both))).under(Line::share(counts.support())),
                if rules.is_beyond_singles(rule) { "more than either alone" } else { "may be chance" }.into(),
            ],
            ..Row::default()
        }
    };
    let field = |name: &str, label: &str, kind: FieldKind| Field {
        name: name.to_owned(),
        testid: format!("doubles-{name}"),
        label: label.to_owned(),
        value: argument(arguments, name).to_owned(),
        kind,
        ..Field::default()
    };
    let sorts = SORTS.iter().map(|(name, label, _)| ((*name).to_owned(), (*label).to_owned())).collect();
    let fields = vec![
        field("find2", "Part of a product's name or number", FieldKind::Search),
        Field { value: sort.0.to_owned(), usual: SORTS[0].0.to_owned(), ..field("by2", "Sort by", FieldKind::Choice(sorts)) },
        Field {
            value: if chance_too { "1" } else { "0" }.to_owned(),
            ..field("chance2", "Include weak pairs", FieldKind::Switch)
        },
    ];
    let total = found.len() as u64;
    let shown = Line::count(total.min(MOST_SHOWN as u64)).and(" of ").and(Line::count(total)).and(" rules; the file has all.");
    let table = Block::Table(Table {
        caption: "Rules with two products".to_owned(),
        row_testid: "double-row".to_owned(),
        is_long: true,
        columns: vec![
            Column::text("Who has both"),
            Column::text("also has"),
            Column::figures("Share", "Confidence"),
            Column::figures("Added by the second", "Gain over the better single rule"),
            Column::figures("× more often than expected", "Lift"),
            Column::figures("Orders with all three", "Support"),
            Column::text("Chance?"),
        ],
        rows: found.iter().take(MOST_SHOWN).map(row).collect(),
        ..Table::default()
    });
    let list = if found.is_empty() { Block::Muted("No rule matches these filters.".into()) } else { table };
    let notes = rules.two_item_notes().into_iter().map(|note| Block::Muted(note.into())).collect();
    Ok(vec![Block::panel(
        "Two products that lead to a third",
        "Read a rule as: of the orders with both, this share has the third too; and so much more than with the better of the two alone.",
        "doubles",
        vec![
            Block::Fields(fields),
            Block::Group(Group { testid: "doubles-count".to_owned(), blocks: vec![Block::Muted(shown)], ..Group::default() }),
            Block::maybe(Some(vec![list])),
            Block::more("How these are found", notes),
            Block::Buttons(vec![save]),
        ],
    )])
}
