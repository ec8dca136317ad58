//! The movement page.

use crate::selection::filter;
use crate::views::{FlowRow, MovedList, MovedRow, MovementView};
use clientele_analytics::segment::{Movement, Rfm};
use clientele_core::domain::{Day, ErrorView, Figure, Money, counted, money_text, percent};
use clientele_engine::{Session, output};
use clientele_messages::{
    Act, Block, Button, CellView, ChartClick, ChartId, Column, CustomerFilter, CustomerGroup, Field, FieldKind, Line, Link,
    Moved, MovementDays, PageView, Query, Row, StatView, Table, Tone, argument,
};

/// Customers listed; the customer table has them all.
const MOST_LISTED: usize = 50;
/// Flows in the table.
const MOST_FLOWS: usize = 30;
/// What is counted where only some customers are shown.
pub(crate) const OF_A_PART: &str = "Only customers that match the filter are counted. Scores are those among all customers, and amounts are all that these customers spent.";

/// The days asked for, or the usual ones; a day outside the data is moved to their ends.
pub(crate) fn days(session: &Session, days: MovementDays) -> Result<(Day, Day), ErrorView> {
    let usual = session.movement_days()?;
    Ok((days.from.unwrap_or(usual.0), days.to.unwrap_or(usual.1)))
}

/// The file of the customers that `session` is about, and its name.
pub(crate) fn file(session: &Session, asked: MovementDays, filter: &CustomerFilter) -> Result<(String, Vec<u8>), ErrorView> {
    let (from, to) = days(session, asked)?;
    let mut name = format!("movement_{from}_{to}");
    if session.is_selection() {
        name = filter::file_name(&name, filter);
    }
    Ok((format!("{name}.csv"), output::movement_csv(session.dataset(), session.movement(from, to)?.as_ref())))
}

/// The page. Arguments `from` and `to`: the days; `left`: the segment of which those who left are listed.
pub(crate) fn page(session: &Session, arguments: &[(String, String)], filter: &CustomerFilter) -> Result<PageView, ErrorView> {
    let day = |name: &str| Day::parse_iso(argument(arguments, name));
    let asked = MovementDays { from: day("from"), to: day("to") };
    let usual = days(session, MovementDays::default())?;
    let left = Some(argument(arguments, "left")).filter(|name| !name.is_empty());
    let save = Act::Save(Box::new(Query::MovementFile { days: asked, filter: filter.clone() }));
    let mut page = PageView {
        title: "Movement".to_owned(),
        lead: "The same customers scored on two days: who fell, who rose, and where from and to.".to_owned(),
        actions: vec![Button {
            hint: "movement.csv".to_owned(),
            ..Button::new(if session.is_selection() { "These movements" } else { "All movements" }, "export-movement", save)
        }],
        blocks: Vec::new(),
    };
    let back = Link::Set(vec![("from".to_owned(), String::new()), ("to".to_owned(), String::new())]);
    let (shown, problem) = match view(session, asked, left) {
        Ok(view) => (Some(view), None),
        // What was typed stays there to be put right.
        Err(error) => (None, Some(error)),
    };
    let period = match &shown {
        Some(view) => view.period,
        None => (session.whole_dataset().period().map_or(usual.0, |(first, _)| first), session.observation_end()?),
    };
    let (from, to) = days(session, asked)?;
    let date = |name: &str, label: &str, value: Day, usual: Day| Field {
        name: name.to_owned(),
        testid: format!("movement-{name}"),
        label: label.to_owned(),
        value: value.to_string(),
        usual: usual.to_string(),
        kind: FieldKind::Date { min: period.0, max: period.1 },
        ..Field::default()
    };
    page.blocks.push(Block::Fields(vec![date("from", "From", from, usual.0), date("to", "To", to, usual.1)]));
    page.blocks.push(Block::Buttons(vec![Button::new(
        &format!("Last {} days", usual.1.0 - usual.0.0),
        "usual-days",
        Act::Go(back),
    )]));
    page.blocks.push(Block::maybe(problem.map(|error| {
        vec![Block::Notice {
            tone: Tone::Error,
            testid: "run-error".to_owned(),
            title: error.message,
            lines: vec![error.suggestion.into()],
        }]
    })));
    // One group is the filter at a time: a link to another would lead to others than were counted.
    let can_lead = filter.group.is_none();
    if session.is_selection() {
        let further = if can_lead { "" } else { " The filter is a group of customers already, so these numbers are not links." };
        page.blocks.push(Block::notice(Tone::Info, "movement-part", format!("{OF_A_PART}{further}")));
    }
    page.blocks.push(Block::maybe(shown.map(|view| {
        if view.customers + view.new == 0 {
            let says = format!("None of these customers had ordered by {}.", view.to_day.long_text());
            return vec![Block::Muted(says.into())];
        }
        content(asked, view, can_lead)
    })));
    Ok(page)
}

/// `can_lead`: whether numbers are links to the customers counted.
fn content(asked: MovementDays, view: MovementView, can_lead: bool) -> Vec<Block> {
    let group = |how| {
        let link = Link::Group(CustomerGroup::Moved { from_day: view.from_day, to_day: view.to_day, how });
        can_lead.then_some(link)
    };
    let stat =
        |name: &str, label: &str, value: u64| StatView { name: name.into(), label: label.into(), value: Figure::Count(value) };
    let stats = vec![
        stat("known", "Customers on the earlier day", view.customers),
        stat("stayed", "Stayed in their segment", view.stayed),
        stat("fell", "Fell", view.fell.total),
        stat("rose", "Rose", view.rose.total),
        stat("new", "New since", view.new),
    ];
    let choice = Field {
        name: "left".to_owned(),
        testid: "left-segment".to_owned(),
        label: "Left the segment".to_owned(),
        value: view.left_segment.clone(),
        kind: FieldKind::Choice(view.segments.iter().map(|name| (name.clone(), name.clone())).collect()),
        ..Field::default()
    };
    let left = listed(&view.left, group(Moved::Left(view.left_segment.clone())), "left-row", "Customers who left");
    let flows = view.flows.iter().filter(|flow| flow.from.as_deref() != Some(flow.to.as_str())).take(MOST_FLOWS).map(|flow| {
        let how = Moved::Flow { from: flow.from.clone(), to: flow.to.clone() };
        Row {
            cells: vec![
                flow.from_name.clone().into(),
                flow.to.clone().into(),
                linked(Line::count(flow.customers), group(how)).into(),
                Line::money(flow.revenue_between).into(),
                Line::money(flow.revenue).into(),
            ],
            ..Row::default()
        }
    });
    let table = Table {
        caption: "Moves between segments".to_owned(),
        row_testid: "flow-row".to_owned(),
        columns: vec![
            Column::text("From"),
            Column::text("To"),
            Column::figures("Customers", ""),
            Column::figures("Spent between the days", ""),
            Column::figures("Spent in all", ""),
        ],
        rows: flows.collect(),
        ..Table::default()
    };
    let summary = view.summary.iter().cloned().map(Line::from).collect();
    vec![
        Block::Stats(stats),
        Block::List { testid: "movement-summary".to_owned(), lines: summary },
        Block::wide_chart(ChartId::Movement(asked)),
        Block::panel(
            &format!("Who left {}", view.left_segment),
            "",
            "movement-left",
            [vec![Block::Fields(vec![choice])], left].concat(),
        ),
        Block::pair(vec![
            Block::panel(
                "Who fell",
                "",
                "movement-fell",
                listed(&view.fell, group(Moved::Fell), "fell-row", "Customers who fell"),
            ),
            Block::panel(
                "Who rose",
                "",
                "movement-rose",
                listed(&view.rose, group(Moved::Rose), "rose-row", "Customers who rose"),
            ),
        ]),
        Block::panel(
            "The largest moves",
            if can_lead {
                "Click a number to see these customers. Those who stayed are left out here."
            } else {
                "Those who stayed are left out here."
            },
            "movement-flows",
            vec![Block::Table(table)],
        ),
    ]
}

fn linked(line: Line, to: Option<Link>) -> Line {
    match to {
        Some(to) => Line::link(line, to),
        None => line,
    }
}

fn listed(list: &MovedList, to: Option<Link>, testid: &str, caption: &str) -> Vec<Block> {
    if list.total == 0 {
        return vec![Block::Muted("Nobody.".into())];
    }
    let rows = list.rows.iter().map(|row| Row {
        key: row.id.clone(),
        cells: vec![
            CellView::from(Line::customer(&row.id)).under(row.name.clone()),
            format!("{} → {}", row.from, row.to).into(),
            Line::count(u64::from(row.recency_days)).into(),
            Line::money(row.revenue).into(),
        ],
        ..Row::default()
    });
    let table = Table {
        caption: caption.to_owned(),
        row_testid: testid.to_owned(),
        is_long: true,
        columns: vec![
            Column::text("Customer"),
            Column::text("From → to"),
            Column::figures("Days since last order", ""),
            Column::figures("Spent in all", ""),
        ],
        rows: rows.collect(),
        ..Table::default()
    };
    let all = Line::count(list.total).and(if list.total == 1 { " customer" } else { " customers" });
    let says = linked(all, to).and(" who had spent ").and(Line::money(list.revenue)).and(" in all.");
    vec![Block::Muted(says), Block::Table(table)]
}

/// Where a click on a band of the chart leads.
pub(crate) fn click(session: &Session, asked: MovementDays, click: &ChartClick) -> Option<Link> {
    let (from_day, to_day) = days(session, asked).ok()?;
    let [from, to] = click.names.as_slice() else { return None };
    let known = |name: &String| session.rfm().is_ok_and(|rfm| rfm.segments.iter().any(|segment| segment.name == *name));
    let how = Moved::Flow { from: Some(from.clone()).filter(known), to: to.clone() };
    known(to).then_some(Link::Group(CustomerGroup::Moved { from_day, to_day, how }))
}

/// What the page is made from.
///
/// # Errors
/// Why there is nothing to tell: days that are not in order, or no orders before the earlier one.
pub fn view(session: &Session, asked: MovementDays, left: Option<&str>) -> Result<MovementView, ErrorView> {
    let (from, to) = days(session, asked)?;
    let movement = session.movement(from, to)?;
    let m = movement.as_ref();
    let watched = session.observation_end()?;
    let period = session.whole_dataset().period().map_or((from, to), |(first, _)| (first, watched));
    let stayed = m.from.iter().zip(&m.to).filter(|(from, to)| **from == Some(**to)).count() as u64;
    let new = m.from.iter().filter(|from| from.is_none()).count() as u64;
    let best = best_segment(session.rfm()?);
    let wanted = left.filter(|name| m.segments.iter().any(|s| s == name)).unwrap_or(best);
    let at = m.segments.iter().position(|s| s == wanted).and_then(|at| u8::try_from(at).ok());
    let of_best = m.segments.iter().position(|s| s == best).and_then(|at| u8::try_from(at).ok());
    let (fell, rose) = (list(session, m, &m.fell()), list(session, m, &m.rose()));
    let customers = m.customer.len() as u64 - new;
    let mut summary = vec![format!(
        "Of {}, {} stayed where they were, {} fell and {} rose; {} came new.",
        counted(customers, "customer", "customers"),
        percent(stayed as f64 / customers.max(1) as f64),
        percent(fell.total as f64 / customers.max(1) as f64),
        percent(rose.total as f64 / customers.max(1) as f64),
        counted(new, "customer", "customers"),
    )];
    if let Some(best_at) = of_best {
        let gone = m.left(best_at);
        let spent: Money = gone.iter().filter_map(|&row| m.revenue.get(row as usize)).copied().sum();
        let come = m.entered(best_at).len() as u64;
        let mut text = format!(
            "{} fell out of {best} and {} came in.",
            counted(gone.len() as u64, "customer", "customers"),
            clientele_core::domain::grouped(come)
        );
        if spent != Money::ZERO {
            text.push_str(&format!(" Those who fell out had spent {} in all.", money_text(spent, session.dataset().currency())));
        }
        summary.push(text);
    }
    let mut flows: Vec<FlowRow> = m
        .flows
        .iter()
        .map(|flow| FlowRow {
            from: flow.from.map(|from| m.from_name(Some(from)).to_owned()),
            from_name: m.from_name(flow.from).to_owned(),
            to: m.from_name(Some(flow.to)).to_owned(),
            customers: u64::from(flow.customers),
            revenue_between: flow.revenue_between,
            revenue: flow.revenue,
        })
        .collect();
    // A stable sort: flows of the same size stay in the map's order.
    flows.sort_by_key(|flow| std::cmp::Reverse(flow.customers));
    Ok(MovementView {
        from_day: from,
        to_day: to,
        period,
        segments: m.segments.clone(),
        customers,
        stayed,
        new,
        summary,
        flows,
        fell,
        rose,
        left_segment: wanted.to_owned(),
        left: at.map(|at| list(session, m, &m.left(at))).unwrap_or_default(),
    })
}

/// The segment that one would not like to see anybody leave: Champions, or the one with the most revenue a head.
fn best_segment(rfm: &Rfm) -> &str {
    let named = rfm.segments.iter().find(|s| s.name == "Champions");
    let richest = || rfm.segments.iter().max_by(|a, b| a.mean_monetary.unwrap_or(0.0).total_cmp(&b.mean_monetary.unwrap_or(0.0)));
    named.or_else(richest).map_or("", |s| s.name.as_str())
}

fn list(session: &Session, movement: &Movement, rows: &[u32]) -> MovedList {
    // With a filter on what was bought or when, the last order of all is still the last one.
    let dataset = session.whole_dataset();
    let customers = dataset.customers();
    let one = |&row: &u32| {
        let row = row as usize;
        let customer = movement.customer[row];
        let days = &dataset.orders().day[dataset.orders_of(customer)];
        let last = days.iter().rev().find(|&&day| day <= movement.to_day).copied().unwrap_or(movement.to_day);
        MovedRow {
            id: customers.ids.get(customer.ix()).to_owned(),
            name: customers.names.get(customer.ix()).to_owned(),
            from: movement.from_name(movement.from[row]).to_owned(),
            to: movement.from_name(Some(movement.to[row])).to_owned(),
            recency_days: movement.to_day.0.abs_diff(last.0),
            revenue_between: movement.revenue_between[row],
            revenue: movement.revenue[row],
        }
    };
    MovedList {
        total: rows.len() as u64,
        revenue: rows.iter().filter_map(|&row| movement.revenue.get(row as usize)).copied().sum(),
        rows: rows.iter().take(MOST_LISTED).map(one).collect(),
    }
}
