use super::*;
use crate::{Axis, Direction, Layout, Plot, Section, Series, Unit};
use clientele_core::domain::{Money, TableView};
use proptest::prelude::*;

const WIDTH: f64 = 499.28;
const HEIGHT: f64 = 723.0;

fn words(least: usize, most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec("[a-zäß漢<&]{1,14}", least..most).prop_map(|words| words.join(" "))
}

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        words(0, 30).prop_map(Cell::Text),
        any::<i32>().prop_map(|n| Cell::Figure(Figure::Money(Money::from_ten_thousandths(i64::from(n) * 1_000)))),
        (0.0_f64..1.0).prop_map(|x| Cell::Figure(Figure::Share(x))),
        Just(Cell::Empty),
    ]
}

fn table() -> impl Strategy<Value = Block> {
    (1_usize..8, 0_usize..60).prop_flat_map(|(columns, rows)| {
        (prop::collection::vec(words(1, 6), columns), prop::collection::vec(prop::collection::vec(cell(), columns), rows))
            .prop_map(|(columns, rows)| {
                Block::Table(Table {
                    name: "t".into(),
                    title: "A table".into(),
                    says: "It says.".into(),
                    view: TableView { columns, rows },
                })
            })
    })
}

fn bars() -> impl Strategy<Value = Block> {
    (1_usize..24, words(1, 40)).prop_map(|(n, says)| {
        Block::Chart(Box::new(Chart {
            title: "A chart".into(),
            says,
            plot: Plot::Bars {
                direction: Direction::Across,
                layout: Layout::Grouped,
                categories: (0..n).map(|n| format!("Category {n}")).collect(),
                category_title: String::new(),
                axis: Axis { title: String::new(), unit: Unit::Number },
                series: vec![Series { name: "A".into(), values: vec![Some(1.0); n] }],
            },
            ..Chart::default()
        }))
    })
}

fn block() -> impl Strategy<Value = Block> {
    prop_oneof![
        words(1, 6).prop_map(Block::Heading),
        words(0, 200).prop_map(Block::Paragraph),
        prop::collection::vec(words(1, 50), 0..8).prop_map(Block::List),
        words(1, 60).prop_map(|text| Block::Note(Tone::Caution, text)),
        (0_usize..8).prop_map(|n| {
            Block::Figures(
                (0..n)
                    .map(|n| KeyFigure {
                        label: "Revenue".into(),
                        value: format!("GBP {n}1,234,567,890,123"),
                        change: Some(0.1),
                        ..KeyFigure::default()
                    })
                    .collect(),
            )
        }),
        table(),
        bars(),
    ]
}

/// Where an item ends at the right.
fn right_edge(item: &Item, fonts: &Fonts) -> f64 {
    item.x
        + match &item.what {
            What::Text { text, size, weight, .. } => fonts.width(text, *size, *weight),
            What::Box { w, .. } => *w,
            What::Drawing(drawing) => drawing.width,
        }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn nothing_leaves_its_page_and_no_heading_is_left_alone(blocks in prop::collection::vec(block(), 0..14), title in words(1, 12)) {
        let fonts = Fonts::new();
        let sections = blocks.chunks(4).enumerate().map(|(n, blocks)| Section {
            name: format!("s{n}"),
            title: format!("{title} {n}"),
            blocks: blocks.to_vec(),
        });
        let report = Report { title: title.clone(), currency: "GBP".into(), sections: sections.collect(), ..Report::default() };
        let all = atoms(&report, WIDTH, &fonts);
        let count = all.len();
        let pages = paginate(all, HEIGHT);
        let mut placed = 0;
        for page in &pages {
            prop_assert!(!page.is_empty(), "an empty page");
            let mut bottom = 0.0;
            for (y, atom) in page {
                prop_assert!(*y >= bottom - 1e-6, "pieces over each other");
                bottom = y + atom.height;
                // A single piece higher than a page cannot be helped; there are none here.
                prop_assert!(bottom <= HEIGHT + 1e-6, "a piece ends at {bottom}: {:?}", atom.role);
                for item in &atom.items {
                    prop_assert!(item.x >= -1e-6 && right_edge(item, &fonts) <= WIDTH + 0.5, "{item:?}");
                    let low = match &item.what { What::Box { h, .. } => item.y + h, What::Drawing(d) => item.y + d.height, What::Text { .. } => item.y };
                    prop_assert!(item.y >= -1e-6 && low <= atom.height + 1.0, "{item:?} in {}", atom.height);
                }
                placed += usize::from(atom.role != Role::None);
            }
            let last = page.last().map(|(_, atom)| atom);
            let is_last_page = std::ptr::eq(page, pages.last().unwrap());
            if let Some(atom) = last.filter(|_| !is_last_page) {
                prop_assert!(!matches!(atom.role, Role::Heading(_)), "a heading at the foot of a page");
                prop_assert!(atom.role != Role::Row { is_header: true }, "a table's header at the foot of a page");
            }
        }
        prop_assert!(placed > 0 && placed <= count + pages.len());
    }
}

#[test]
fn a_tables_header_is_repeated_on_each_page() {
    let fonts = Fonts::new();
    let rows = (0..150).map(|n| vec![Cell::Text(format!("Row {n}")), Cell::Figure(Figure::Count(n))]).collect();
    let view = TableView { columns: vec!["Name".into(), "Orders".into()], rows };
    let table = Table { name: "t".into(), title: "Long".into(), says: String::new(), view };
    let section = Section { name: "s".into(), title: "S".into(), blocks: vec![Block::Table(table)] };
    let report = Report { title: "R".into(), sections: vec![section], ..Report::default() };
    let pages = paginate(atoms(&report, WIDTH, &fonts), HEIGHT);
    assert!(pages.len() >= 3);
    for page in &pages {
        let says = |wanted: &str| {
            let is = |item: &Item| matches!(&item.what, What::Text { text, .. } if text == wanted);
            page.iter().flat_map(|(_, atom)| &atom.items).filter(|item| is(item)).count()
        };
        assert_eq!((says("Name"), says("Orders")), (1, 1));
    }
    let found = pages.iter().flatten().filter(|(_, atom)| atom.role == Role::Row { is_header: false }).count();
    assert_eq!(found, 150, "no row is lost");
}
