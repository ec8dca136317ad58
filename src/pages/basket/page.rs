//! What is bought together.

use super::two_item_rules;
use crate::chart::matrix_products;
use crate::views::{BasketView, ProductName, RuleRow, RulesPage, RulesQuery};
use clientele_analytics::basket::{AssociationRule, AssociationRules, RuleFilter, RuleSort};
use clientele_core::domain::{
    BasketItems, BasketKind, Dataset, ErrorView, Figure, ProductIx, counted, grouped, percent, product_name,
};
use clientele_core::files::ExportKind;
use clientele_engine::Session;
use clientele_messages::{
    Act, Block, Button, CellView, ChartClick, ChartId, ChartWidth, Column, CustomerFilter, Field, FieldKind, Group, HeadlineView,
    Line, Link, PageView, Query, Row, Table, Tone, argument,
};

/// Products offered to choose from.
const MOST_PRODUCTS: usize = 300;

/// Rules shown at once.
const PAGE_ROWS: u32 = 25;
/// Products shown as bought together with one.
const TOGETHER_ROWS: u32 = 20;

const SORTS: [(&str, &str, RuleSort); 5] = [
    ("lift", "× more often than expected (lift)", RuleSort::Lift),
    ("confidence", "Share (confidence)", RuleSort::Confidence),
    ("orders", "Orders with both (support)", RuleSort::Orders),
    ("leverage", "Orders above chance (leverage)", RuleSort::Leverage),
    ("product", "Product", RuleSort::Antecedent),
];

/// The page. Arguments: `with`, whose companions are shown; `find`, `by`, `chance`, `services` and `skip` for the list of rules.
///
/// `all`: the whole result, of which `session` is the part that the filter is about.
pub(crate) fn page(
    all: &Session,
    session: &Session,
    arguments: &[(String, String)],
    filter: &CustomerFilter,
) -> Result<PageView, ErrorView> {
    all.rules()?;
    let mut page = PageView {
        title: "Basket".to_owned(),
        lead: "What customers buy together: for bundles, shelves, and what to offer next.".to_owned(),
        ..PageView::default()
    };
    let view = match view(session) {
        Ok(view) => view,
        // Not of the whole, which has rules: too little passes the filter.
        Err(error) => {
            page.blocks = vec![Block::notice(
                Tone::Info,
                "basket-part",
                format!("Among the orders that match the filter: {} {}", error.message, error.suggestion),
            )];
            return Ok(page);
        }
    };
    let rules = session.rules()?;
    let of_part = session.is_selection().then(|| vec![Block::notice(Tone::Info, "basket-part", of_a_part(rules, filter))]);
    // A part may have rules, but none that is more than chance.
    let has_matrix = !session.is_selection() || !matrix_products(session.dataset(), rules, ChartWidth::Wide).is_empty();
    page.actions = vec![file_button("All rules", ExportKind::Rules, session, filter)];
    page.blocks = vec![
        Block::maybe(of_part),
        Block::Headlines(view.headlines),
        together(session, argument(arguments, "with"), view.products),
        Block::maybe(has_matrix.then(|| vec![Block::wide_chart(ChartId::BasketMatrix)])),
        rules_panel(session, arguments)?,
        Block::maybe(Some(two_item_rules::panel(
            session,
            arguments,
            file_button("All rules of two", ExportKind::TwoItemRules, session, filter),
        )?)),
        Block::notes(view.notes),
    ];
    Ok(page)
}

/// What is counted where a filter is set, and where that is too little.
fn of_a_part(rules: &AssociationRules, filter: &CustomerFilter) -> String {
    let (one, many) = (rules.kind().one(), rules.kind().many());
    let counted = counted(u64::from(rules.baskets()), one, many);
    let mut says = format!("Counted again for the {counted} within the filter.");
    if filter.product.is_some() {
        says.push_str(&format!(
            " Each {one} is counted whole. All of them contain the filtered product, so nothing can stand out beside it."
        ));
    } else if filter.category.is_some() {
        says.push_str(&format!(" Each {one} with something of the category is counted whole."));
    }
    if rules.is_empty() {
        says.push_str(&format!(
            " No two products are in {} or more of them: too few to tell. Remove one of the filter's conditions.",
            grouped(u64::from(rules.min_orders()))
        ));
    }
    says
}

/// Saves a file of rules, of those that the filter lets pass.
fn file_button(label: &str, kind: ExportKind, session: &Session, filter: &CustomerFilter) -> Button {
    if !session.is_selection() {
        return Button::export(label, kind);
    }
    let query = Query::RulesFile { kind, filter: filter.clone() };
    let label = label.replace("All", "These");
    Button { act: Act::Save(Box::new(query)), ..Button::export(&label, kind) }
}

/// What goes with one product.
fn together(session: &Session, product: &str, products: Vec<ProductName>) -> Block {
    let field = Field {
        name: "with".to_owned(),
        testid: "together-product".to_owned(),
        label: "A product's name or number".to_owned(),
        value: product.to_owned(),
        kind: FieldKind::Suggest(products.into_iter().map(|product| (product.id, product.name)).collect()),
        ..Field::default()
    };
    let asked = Some(product.trim()).filter(|text| !text.is_empty());
    let query = |product: &str| RulesQuery {
        product: Some(product.to_owned()),
        chance_too: true,
        sort: RuleSort::Confidence,
        ..RulesQuery::default()
    };
    let shown = asked.map(|product| match rules(session, &query(product), TOGETHER_ROWS) {
        Err(error) => vec![Block::notice(Tone::Error, "", format!("{}. {}", error.message, error.suggestion))],
        Ok(found) => {
            let name = found.product.as_ref().map(label).unwrap_or_default();
            let says =
                Group { testid: "together-name".to_owned(), blocks: vec![Block::Muted(name.clone().into())], ..Group::default() };
            if found.rows.is_empty() {
                vec![Block::Group(says), Block::Muted(format!("Nothing is bought often enough with {name}.").into())]
            } else {
                vec![Block::Group(says), table(found, "together-row")]
            }
        }
    });
    Block::panel("Bought together with", "", "bought-together", vec![Block::Fields(vec![field]), Block::maybe(shown)])
}

fn label(product: &ProductName) -> String {
    if product.name == product.id { product.id.clone() } else { format!("{} ({})", product.name, product.id) }
}

fn rules_panel(session: &Session, arguments: &[(String, String)]) -> Result<Block, ErrorView> {
    let is_on = |name: &str| argument(arguments, name) == "1";
    let sort = SORTS.iter().find(|(name, ..)| *name == argument(arguments, "by")).unwrap_or(&SORTS[0]);
    let query = RulesQuery {
        search: argument(arguments, "find").to_owned(),
        chance_too: is_on("chance"),
        services_too: is_on("services"),
        sort: sort.2,
        offset: argument(arguments, "skip").parse().unwrap_or(0),
        ..RulesQuery::default()
    };
    let found = rules(session, &query, PAGE_ROWS)?;
    let (total, offset) = (found.total, query.offset);
    let field = |name: &str, testid: &str, label: &str, value: String, kind: FieldKind| Field {
        name: name.to_owned(),
        testid: testid.to_owned(),
        label: label.to_owned(),
        value,
        kind,
        ..Field::default()
    };
    let switch = |name: &str, testid: &str, label: &str| {
        field(name, testid, label, if is_on(name) { "1" } else { "0" }.to_owned(), FieldKind::Switch)
    };
    let sorts = SORTS.iter().map(|(name, label, _)| ((*name).to_owned(), (*label).to_owned())).collect();
    let fields = vec![
        field("find", "rules-search", "Part of a product's name or number", query.search.clone(), FieldKind::Search),
        Field {
            usual: SORTS[0].0.to_owned(),
            ..field("by", "rules-sort", "Sort by", sort.0.to_owned(), FieldKind::Choice(sorts))
        },
        switch("chance", "rules-chance", "Include weak pairs"),
        switch("services", "rules-services", "Include postage and fees"),
    ];
    let count = Line::count(total).and(if total == 1 { " rule" } else { " rules" });
    let to = |skip: u32| Act::Go(Link::Set(vec![("skip".to_owned(), if skip == 0 { String::new() } else { skip.to_string() })]));
    let next = offset.saturating_add(PAGE_ROWS);
    let turn =
        |label: &str, testid: &str, skip: u32, is_disabled: bool| Button { is_disabled, ..Button::new(label, testid, to(skip)) };
    let list = if found.rows.is_empty() {
        vec![Block::Muted("No rule matches these filters.".into())]
    } else {
        let range = Line::count(u64::from(offset) + 1).and(" to ").and(Line::count(total.min(u64::from(next))));
        vec![
            table(found, "rule-row"),
            Block::Buttons(vec![
                turn("Previous", "rules-previous", offset.saturating_sub(PAGE_ROWS), offset == 0),
                turn("Next", "rules-next", next, u64::from(next) >= total),
            ]),
            Block::Muted(range),
        ]
    };
    let counted = Group { testid: "rules-count".to_owned(), blocks: vec![Block::Muted(count)], ..Group::default() };
    let note = "Read a rule as: of the orders with the first product, this share has the second too.";
    Ok(Block::panel("Rules", note, "rules", vec![Block::Fields(fields), Block::Group(counted), Block::maybe(Some(list))]))
}

fn table(found: RulesPage, testid: &str) -> Block {
    let rows = found.rows.into_iter().map(|row| {
        let product = |of: ProductName| Line::link(of.name, Link::Set(vec![("with".to_owned(), of.id)]));
        Row {
            hint: row.summary,
            cells: vec![
                product(row.antecedent).into(),
                product(row.consequent).into(),
                Line::decimal(row.lift, 1).into(),
                Line::share(row.confidence).into(),
                CellView::from(Line::count(row.orders)).under(Line::share(row.support)),
                if row.is_clear { "more than chance" } else { "may be chance" }.into(),
            ],
            ..Row::default()
        }
    });
    Block::Table(Table {
        caption: "Rules".to_owned(),
        row_testid: testid.to_owned(),
        is_long: true,
        columns: vec![
            Column::text("Who has"),
            Column::text("also has"),
            Column::figures("× more often than expected", "Lift"),
            Column::figures("Share", "Confidence"),
            Column::figures("Orders with both", "Support"),
            Column::text("Chance?"),
        ],
        rows: rows.collect(),
        ..Table::default()
    })
}

/// A click in the matrix shows what goes with the row's product; the lowest row is the last product.
pub(crate) fn click(session: &Session, click: &ChartClick) -> Option<Link> {
    let products = matrix_products(session.dataset(), session.rules().ok()?, click.width);
    let at = products.len().checked_sub(click.row()? as usize + 1)?;
    let product = name(session.dataset(), *products.get(at)?);
    Some(Link::Set(vec![("with".to_owned(), product.id)]))
}

pub(crate) fn view(session: &Session) -> Result<BasketView, ErrorView> {
    let (dataset, rules) = (session.dataset(), session.rules()?);
    let (mut kept, mut clear) = (0, 0);
    for rule in rules.all().step_by(2) {
        kept += 1;
        clear += u64::from(rules.is_beyond_chance(&rule));
    }
    let (found, possible) = rules.found_of_possible();
    let many = rules.kind().many();
    // The pairs that are not kept were not tested.
    let is_cut = kept < found && clear > 0;
    let mut clear_hint =
        "Pairs that meet so often that chance does not explain it, after adjustment for the number of pairs that \
        were looked at."
            .to_owned();
    if is_cut {
        clear_hint += &format!(" Only the {} pairs furthest above chance were kept and tested.", grouped(kept));
    }
    let count = |n: u64| Figure::Count(n);
    let headlines = vec![
        HeadlineView::new(
            "baskets",
            "Baskets",
            count(u64::from(rules.baskets())),
            rules.notes().first().map_or("", String::as_str),
        ),
        HeadlineView::new(
            "pairs",
            "Pairs bought together",
            count(found),
            &format!("Pairs of products in {} {many} or more, of {} possible pairs.", rules.min_orders(), grouped(possible)),
        ),
        HeadlineView::new(
            "clear-pairs",
            if is_cut { "More than chance, at least" } else { "More than chance" },
            count(clear),
            &clear_hint,
        ),
    ];
    let mut products: Vec<u32> =
        (0..dataset.shop().products().ids.len() as u32).filter(|&p| !rules.bought_with(ProductIx(p)).is_empty()).collect();
    products.sort_by_key(|&p| (std::cmp::Reverse(rules.baskets_with(ProductIx(p))), p));
    let products = products.into_iter().take(MOST_PRODUCTS).map(|p| name(dataset, ProductIx(p))).collect();
    let mut notes = rules.notes();
    if !dataset.anonymous().is_empty() {
        notes.insert(1, of_nobody(rules.kind()).to_owned());
    }
    Ok(BasketView { headlines, notes, products })
}

/// What becomes of sales without a customer.
fn of_nobody(kind: BasketKind) -> &'static str {
    match kind {
        BasketKind::Order => "Orders without a customer are baskets too.",
        BasketKind::CustomerDay => {
            "Sales without a customer are in no basket: nobody knows which of them one customer bought on one day."
        }
    }
}

/// Some rules.
///
/// # Errors
/// When there are none to choose from, or no such product.
pub fn rules(session: &Session, query: &RulesQuery, limit: u32) -> Result<RulesPage, ErrorView> {
    let (dataset, rules) = (session.dataset(), session.rules()?);
    let antecedent = query.product.as_deref().map(|text| find(dataset, rules, text)).transpose()?;
    let filter = RuleFilter {
        search: query.search.clone(),
        antecedent,
        beyond_chance_only: !query.chance_too,
        items: if query.services_too { BasketItems::All } else { BasketItems::Goods },
        ..RuleFilter::default()
    };
    let found = rules.select(dataset, &filter, query.sort);
    let rows = found.iter().skip(query.offset as usize).take(limit as usize).map(|rule| row(dataset, rules, rule)).collect();
    Ok(RulesPage { total: found.len() as u64, offset: query.offset, product: antecedent.map(|p| name(dataset, p)), rows })
}

fn name(dataset: &Dataset, product: ProductIx) -> ProductName {
    ProductName {
        id: dataset.shop().products().ids.get(product.ix()).to_owned(),
        name: product_name(dataset, product.ix()).to_owned(),
    }
}

fn row(dataset: &Dataset, rules: &AssociationRules, rule: &AssociationRule) -> RuleRow {
    let counts = &rule.counts;
    let (one, many) = (rules.kind().one(), rules.kind().many());
    RuleRow {
        antecedent: name(dataset, rule.antecedent),
        consequent: name(dataset, rule.consequent),
        lift: counts.lift(),
        confidence: counts.confidence(),
        orders: u64::from(counts.both),
        support: counts.support(),
        is_clear: rules.is_beyond_chance(rule),
        summary: format!(
            "{} of {} with the first also had the second; by chance it would be {}.",
            grouped(u64::from(counts.both)),
            counted(u64::from(counts.antecedent), one, many),
            percent(f64::from(counts.consequent) / f64::from(counts.baskets.max(1)))
        ),
    }
}

/// A product by its id, else by its name, else by a part of its name: then the one in most baskets.
fn find(dataset: &Dataset, rules: &AssociationRules, text: &str) -> Result<ProductIx, ErrorView> {
    let products = dataset.shop().products();
    let wanted = text.trim().to_lowercase();
    let best = |test: &dyn Fn(&str, &str) -> bool| {
        (0..products.ids.len() as u32)
            .filter(|&p| test(&products.ids.get(p as usize).to_lowercase(), &products.names.get(p as usize).to_lowercase()))
            .min_by_key(|&p| (std::cmp::Reverse(rules.baskets_with(ProductIx(p))), p))
    };
    let found = best(&|id, _| id == wanted).or_else(|| best(&|_, name| name == wanted));
    let found = found.or_else(|| best(&|id, name| id.contains(&wanted) || name.contains(&wanted)));
    found.map(ProductIx).ok_or_else(|| ErrorView {
        code: "no-such-product".into(),
        message: format!("There is no product {text:?} in this data"),
        place: None,
        suggestion: "Choose one of the list, or type a part of its name.".into(),
    })
}
