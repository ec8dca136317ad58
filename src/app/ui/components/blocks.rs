//! Shows what the worker has laid out: one renderer for all such pages. A block that stays at its place keeps its element, so that
//! fields keep the focus and charts are not drawn again when only figures beside them change.

use super::el::{El, el, el_of, live, live_text};
use super::{Chart, ChartSize, Headlines, Icon, IconName, KpiCard, Skeleton};
use crate::platform::locale;
use crate::ui::context::{AppContext, use_app};
use crate::ui::queries::{load, picked};
use crate::ui::{browser, format, ingest, settings_store, tasks, words};
use clientele_ingest::RowSet;
use clientele_messages::{
    Act, Block, Button, Card, CellView, ChartPlace, Column, CustomerFilter, Field, FieldKind, FieldRow, Frame, Group, Line, Link,
    PartView, Parts, Query, Row, Span, Table, Tone,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long typing or sliding must pause before the page is asked for again.
const TYPING_PAUSE: Duration = Duration::from_millis(60);
/// The same for sliders, which are moved to see what happens.
const SLIDING_PAUSE: Duration = Duration::from_millis(16);

/// Bytes of a file that are read at most.
const MOST_FILE_BYTES: i32 = 20_000_000;

thread_local! {
    /// The heading that a table is just being sorted by.
    static PRESSED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Rows of the files to show: the page that can show them has a signal of this in its context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowsShown {
    /// Which ones.
    pub(crate) set: RowSet,
    /// What they are.
    pub(crate) title: String,
    /// Why they are what they are.
    pub(crate) explanation: String,
}

/// Blocks one under the other.
pub(crate) fn blocks_view(blocks: Signal<Vec<Block>>) -> AnyView {
    let shapes = Memo::new(move |_| blocks.with(|blocks| blocks.iter().map(shape).collect::<Vec<_>>()));
    live(move || {
        let count = shapes.with(Vec::len);
        let views = (0..count).map(|at| block_view(Memo::new(move |_| blocks.with(|blocks| blocks.get(at).cloned()))));
        views.collect::<Vec<_>>().into_any()
    })
}

/// What a block's element is made for: while it stays the same, the element stays too.
fn shape(block: &Block) -> String {
    match block {
        Block::Text(_) => "text".to_owned(),
        Block::Muted(_) => "muted".to_owned(),
        Block::List { .. } => "list".to_owned(),
        Block::Notice { .. } => "notice".to_owned(),
        Block::Headlines(_) => "headlines".to_owned(),
        Block::Kpis(_) => "kpis".to_owned(),
        Block::Stats(_) => "stats".to_owned(),
        Block::Facts(_) => "facts".to_owned(),
        Block::Charts(_) => "charts".to_owned(),
        Block::Table(_) => "table".to_owned(),
        Block::Buttons(_) => "buttons".to_owned(),
        Block::Parts(_) => "parts".to_owned(),
        Block::Verdicts(_) => "verdicts".to_owned(),
        Block::Cards(_) => "cards".to_owned(),
        Block::Page(name) => "page ".to_owned() + name,
        Block::Fields(fields) => fields_shape(fields),
        Block::FieldTable(table) => {
            let heads = table.columns.iter().fold(String::new(), |text, column| text + "|" + &column.title);
            table.rows.iter().fold(heads, |text, row| text + "|" + &row.title + &fields_shape(&row.fields))
        }
        Block::Preview { .. } => "preview".to_owned(),
        Block::Group(group) => format!("{}{}", group.frame as u8, group.testid),
    }
}

/// What may be chosen is part of the element, what is chosen is not.
fn fields_shape(fields: &[Field]) -> String {
    fields.iter().fold("fields".to_owned(), |text, field| {
        let choices = match &field.kind {
            FieldKind::Choice(choices) => choices.iter().fold(String::new(), |text, (value, _)| text + "/" + value),
            _ => String::new(),
        };
        text + "|" + &field.name + &choices
    })
}

fn block_view(block: Memo<Option<Block>>) -> AnyView {
    // A field by its row (0 where there are none) and place.
    let field = move |row: usize, at: usize| {
        field_view(Memo::new(move |_| {
            let field = |block: &Option<Block>| match block {
                Some(Block::Fields(fields)) => fields.get(at).cloned(),
                Some(Block::FieldTable(table)) => table.rows.get(row)?.fields.get(at).cloned(),
                _ => None,
            };
            block.with(field).unwrap_or_default()
        }))
    };
    match block.get_untracked() {
        Some(Block::Group(group)) => group_view(block, group),
        Some(Block::Page(name)) => page_view(name),
        Some(Block::Fields(fields)) => (0..fields.len()).map(|at| field(0, at)).fold(el_of("div", "fields"), El::with).done(),
        Some(Block::FieldTable(table)) => {
            let rows = table.rows.into_iter().enumerate().map(|(row, FieldRow { title, fields, more })| {
                let name = el("tr").el(el("th").attr("scope", "row").text(title));
                let cells = (0..fields.len()).map(|at| el("td").with(field(row, at)));
                name.els(cells).els(more.into_iter().map(|line| el_of("td", "num").with(line_view(line))))
            });
            boxed(table.caption, "table-box field-table", el("table").el(head_view(table.columns)).el(el("tbody").els(rows)))
                .done()
        }
        _ => live(move || block.get().map_or_else(nothing, leaf)),
    }
}

fn nothing() -> AnyView {
    ().into_any()
}

fn leaf(block: Block) -> AnyView {
    let view = match block {
        Block::Text(line) => el("p").with(line_view(line)),
        Block::Muted(line) => el_of("p", "muted").with(line_view(line)),
        Block::List { testid, lines } => el_of("ul", "summary").attr("data-testid", testid).els(items(lines)),
        Block::Notice { tone, testid, title, lines } => {
            let (class, icon, role) = match tone {
                Tone::Info => ("notice notice-info", IconName::Info, "status"),
                Tone::Warning => ("notice notice-warn", IconName::Warning, "status"),
                Tone::Error => ("notice notice-error", IconName::Warning, "alert"),
            };
            let mut body = el_of("div", "notice-body");
            if !title.is_empty() {
                body = body.el(el_of("p", "notice-title").text(title));
            }
            if !lines.is_empty() {
                body = body.el(el("ul").els(items(lines)));
            }
            el_of("div", class)
                .attr("role", role)
                .attr("data-testid", testid)
                .with(view! { <Icon name=icon/> }.into_any())
                .el(body)
        }
        Block::Headlines(headlines) => return view! { <Headlines headlines/> }.into_any(),
        Block::Kpis(kpis) => kpis.into_iter().map(|kpi| view! { <KpiCard kpi/> }.into_any()).fold(el_of("div", "kpis"), El::with),
        Block::Stats(stats) => {
            let currency = use_app().currency.get_untracked();
            let shown = stats.into_iter().map(|stat| {
                el_of("div", "stat")
                    .attr("data-testid", format!("stat-{}", stat.name))
                    .attr("data-value", format::machine(stat.value))
                    .el(el_of("span", "stat-value").text(format::figure(stat.value, &currency)))
                    .el(el_of("span", "stat-label").text(stat.label))
            });
            el_of("div", "stats").els(shown)
        }
        Block::Facts(facts) => {
            let shown =
                facts.into_iter().map(|(name, fact)| el("div").el(el("dt").text(name)).el(el("dd").with(line_view(fact))));
            el_of("dl", "facts-list").els(shown)
        }
        Block::Charts(charts) => {
            let class = if charts.len() == 3 { "chart-grid chart-grid-three" } else { "chart-grid" };
            Block::even_rows(charts).into_iter().map(chart_view).fold(el_of("div", class), El::with)
        }
        Block::Table(table) => table_view(table),
        Block::Buttons(buttons) => buttons.into_iter().map(button_view).fold(el_of("div", "setting-actions"), El::with),
        Block::Parts(parts) => parts_view(parts),
        Block::Verdicts(verdicts) => {
            let shown = verdicts.into_iter().map(|verdict| {
                let figure = el_of("p", "big-figure").attr("data-testid", verdict.testid).attr("data-value", verdict.value);
                let figure = figure.with(line_view(verdict.figure)).el(el("span").text(verdict.label));
                el_of("section", "panel").el(figure).el(el("p").with(line_view(verdict.says)))
            });
            el_of("div", "verdicts").els(shown)
        }
        Block::Cards(cards) => el_of("ol", if cards.is_ranked { "cards cards-ranked" } else { "cards" })
            .attr("data-testid", cards.testid)
            .els(cards.cards.into_iter().map(card_view)),
        Block::Preview { testid, title, query } => return preview_view(testid, title, *query),
        // These have elements that stay.
        Block::Fields(_) | Block::FieldTable(_) | Block::Group(_) | Block::Page(_) => return nothing(),
    };
    view.done()
}

/// Blocks that do not change.
fn fixed(blocks: Vec<Block>) -> AnyView {
    blocks_view(Signal::stored(blocks))
}

fn card_view(card: Card) -> El {
    let Card { testid, attrs, head, is_closed, blocks } = card;
    let cells = head.into_iter().map(|cell| el("span").with(cell_text(cell.main, cell.sub)));
    let head = el_of(if is_closed { "summary" } else { "div" }, "card-head").els(cells);
    let card = el_of("li", "card").attr("data-testid", testid).attrs(attrs);
    if is_closed {
        card.el(el("details").el(head).el(el_of("div", "stack").with(fixed(blocks))))
    } else {
        card.el(head).with(fixed(blocks))
    }
}

/// The blocks of another page.
fn page_view(name: String) -> AnyView {
    let app = use_app();
    let filter = Memo::new(move |_| app.route.with(|route| CustomerFilter { search: String::new(), ..route.filter.clone() }));
    let ask = move || Some(Query::Page { name: name.clone(), arguments: Vec::new(), filter: filter.get() });
    let loaded = load(ask, picked!(Page));
    // Worked out once, not for each block that reads it.
    let blocks = Memo::new(move |_| loaded.with(|loaded| loaded?.ok().map(|view| view.blocks.clone())).unwrap_or_default());
    blocks_view(blocks.into())
}

/// Colours and patterns of the parts are those of their places.
fn parts_view(parts: Parts) -> El {
    let Parts { whole, is_listed, parts } = parts;
    let told = |part: &PartView| format!("{} {}", part.name, locale::number(part.share, 3));
    if is_listed {
        let listed = parts.into_iter().enumerate().map(|(at, part)| {
            let swatch = el_of("span", &format!("part-swatch part part-{at}")).attr("aria-hidden", "true");
            el("li").el(swatch).el(el("span").text(part.name)).el(el_of("span", "num").with(line_view(part.figure)))
        });
        return el_of("ul", "parts-legend").els(listed);
    }
    let all: Vec<String> = parts.iter().map(told).collect();
    let sum = parts.iter().map(|part| part.share).sum();
    let label = format!("{whole} {} is the sum of: {}", locale::number(sum, 3), all.join(", "));
    let bars = parts.iter().enumerate().filter(|(_, part)| part.share > 0.0).map(|(at, part)| {
        el_of("span", &format!("part part-{at}")).attr("style", words::percent_wide(part.share)).attr("title", told(part))
    });
    el_of("div", "parts").attr("role", "img").attr("aria-label", label).els(bars)
}

/// A document in a frame that can reach nothing: not this page, not the network.
fn preview_view(testid: String, title: String, query: Query) -> AnyView {
    let app = use_app();
    let document = RwSignal::new(None::<String>);
    let failed = RwSignal::new(None::<String>);
    spawn_local(async move {
        let text = tasks::document_text(app, query).await;
        failed.try_set(text.as_ref().err().map(words::error_line));
        document.try_set(text.ok());
    });
    let frame = el_of("iframe", "preview")
        .attr("title", title)
        .attr("data-testid", testid)
        .attr("sandbox", "allow-scripts allow-modals allow-downloads")
        .live_attr("srcdoc", move || document.get());
    let problem = live(move || {
        failed.get().map_or_else(nothing, |text| el_of("p", "export-error").attr("role", "alert").text(text).done())
    });
    let waiting = live(move || match (document.with(Option::is_some), failed.with(Option::is_some)) {
        (false, false) => view! { <div class="preview-wait"><Skeleton lines=12/></div> }.into_any(),
        _ => nothing(),
    });
    el("div")
        .with(problem)
        .with(waiting)
        .el(frame.live_attr("data-ready", move || document.with(Option::is_some).then(String::new)))
        .done()
}

fn items(lines: Vec<Line>) -> impl Iterator<Item = El> {
    lines.into_iter().map(|line| el("li").with(line_view(line)))
}

fn group_view(block: Memo<Option<Block>>, group: Group) -> AnyView {
    let inner = Memo::new(move |_| {
        block.with(|block| match block {
            Some(Block::Group(group)) => group.blocks.clone(),
            _ => Vec::new(),
        })
    });
    let read = move |read: &dyn Fn(&Group) -> Option<String>| {
        block.with(|block| match block {
            Some(Block::Group(group)) => read(group).unwrap_or_default(),
            _ => String::new(),
        })
    };
    let is_folded = group.frame == Frame::More;
    let opened = RwSignal::new(false);
    // What is folded is built when it is opened first: most of it nobody asks for.
    let content = match is_folded {
        true => live(move || if opened.get() { blocks_view(inner.into()) } else { nothing() }),
        false => blocks_view(inner.into()),
    };
    let title = live_text(move || read(&|group| Some(group.title.clone())));
    let note = live(move || {
        let note = read(&|group| Some(group.note.clone()));
        if note.is_empty() { nothing() } else { el_of("p", "panel-note").text(note).done() }
    });
    let view = match group.frame {
        Frame::Plain if group.testid.is_empty() && group.title.is_empty() => return content,
        Frame::Plain => {
            let head = live(move || {
                let title = read(&|group| Some(group.title.clone()));
                if title.is_empty() { nothing() } else { el("h3").text(title).done() }
            });
            el_of("div", "stack").with(head).with(note).with(content)
        }
        Frame::Pair => el_of("div", "panel-pair").with(content),
        Frame::More => {
            let open = move |_| {
                if !opened.get_untracked() {
                    opened.set(true);
                }
            };
            let folded = el_of("div", "stack").with(note).with(content);
            el_of("details", "disclosure").on("toggle", open).el(el("summary").with(title)).el(folded)
        }
        Frame::Panel => {
            let head = el_of("header", "panel-head").el(el("h2").with(title)).with(note);
            el_of("section", "panel stack").el(head).with(content)
        }
    };
    if !group.focus.is_empty() {
        let id = format!("field-{}", group.focus);
        // Not before it is in the page.
        set_timeout(move || browser::focus(&id), Duration::ZERO);
    }
    let attrs = group.attrs.into_iter().enumerate();
    let view = attrs.fold(view, |view, (at, (name, _))| {
        view.live_data(name, move || read(&|group| group.attrs.get(at).map(|(_, value)| value.clone())))
    });
    view.attr("data-testid", group.testid).done()
}

/// A line as text with links in it.
pub(crate) fn line_view(line: Line) -> AnyView {
    let app = use_app();
    line.0.into_iter().map(|span| span_view(app, span)).collect::<Vec<_>>().into_any()
}

/// What a span says, as text.
pub(crate) fn span_text(span: Span, currency: &str) -> String {
    match span {
        Span::Text(text) | Span::Strong(text) | Span::Mark(text) => text,
        Span::Figure(value) => format::figure(value, currency),
        Span::Rounded(value) => format::headline(value, currency),
        Span::Decimal(number, decimals) => locale::number(number, usize::from(decimals)),
        Span::Change(change) => format::change(change),
        Span::Day(day) => locale::day(day),
        Span::Link { text, .. } => text.0.into_iter().map(|span| span_text(span, currency)).collect(),
    }
}

fn span_view(app: AppContext, span: Span) -> AnyView {
    match span {
        Span::Strong(text) => el("strong").text(text).done(),
        Span::Mark(text) => el("mark").text(text).done(),
        Span::Link { text, to, testid } => {
            let view = match to {
                // It changes what this page shows and leads nowhere: a button.
                Link::Set(pairs) => el_of("button", "link-button")
                    .attr("type", "button")
                    .on("click", move |_| tasks::set_arguments(app, pairs.clone())),
                Link::Rows { set, title, explanation } => {
                    let rows = use_context::<RwSignal<Option<RowsShown>>>();
                    let show = move |_| {
                        if let Some(rows) = rows {
                            rows.set(Some(RowsShown { set, title: title.clone(), explanation: explanation.clone() }));
                        }
                    };
                    el_of("button", "cell-button").attr("type", "button").attr("aria-haspopup", "dialog").on("click", show)
                }
                to => el("a").live_attr("href", move || Some(app.href(|route| route.to_link(&to)))),
            };
            view.attr("data-testid", testid).with(line_view(*text)).done()
        }
        span => span_text(span, &app.currency.get_untracked()).into_any(),
    }
}

fn chart_view(place: ChartPlace) -> AnyView {
    let ChartPlace { chart, is_wide } = place;
    let size = if is_wide { ChartSize::Full } else { ChartSize::Half };
    view! { <Chart chart size/> }.into_any()
}

fn head_view(columns: Vec<Column>) -> El {
    let app = use_app();
    let head = columns.into_iter().map(|column| {
        let sort = column.sorted.map_or("", |upwards| if upwards { "ascending" } else { "descending" });
        let cell = el_of("th", if column.is_figure { "num" } else { "" });
        let cell = cell.attr("scope", "col").attr("title", column.hint).attr("aria-sort", sort);
        if column.sorts.is_empty() {
            return cell.text(column.title);
        }
        let mark = column.sorted.map_or("", |upwards| if upwards { " ↑" } else { " ↓" });
        let pairs = column.sorts;
        let title = column.title.replace('"', "");
        // The sorted table is another element: the heading that was pressed gets the keyboard back.
        if PRESSED.with_borrow(|pressed| *pressed == title) && column.sorted.is_some() {
            PRESSED.take();
            let selector = format!("[data-sort=\"{title}\"]");
            set_timeout(move || browser::focus_first(&selector), Duration::ZERO);
        }
        let own = title.clone();
        let press = move |_| {
            PRESSED.set(own.clone());
            tasks::set_arguments(app, pairs.clone());
        };
        let button = el_of("button", "sort-button").attr("type", "button").attr("data-sort", title).on("click", press);
        cell.el(button.text(column.title + mark))
    });
    el("thead").el(el("tr").els(head))
}

/// A table in a box of its own, which scrolls.
fn boxed(caption: String, class: &'static str, table: El) -> El {
    el_of("div", class).attr("tabindex", "0").attr("role", "region").attr("aria-label", caption).el(table)
}

fn table_view(table: Table) -> El {
    let figures: Vec<bool> = table.columns.iter().map(|column| column.is_figure).collect();
    let head = head_view(table.columns);
    let row_testid = table.row_testid;
    let body = el("tbody").els(table.rows.into_iter().map(|row| row_view(row, &figures, &row_testid)));
    let class = if table.is_long { "table-box table-list table-list-long" } else { "table-box" };
    let shown = boxed(table.caption, class, el("table").attr("data-testid", table.testid).el(head).el(body));
    let Some(file) = table.file else { return shown };
    let save = Button { hint: "Save this table (CSV)".to_owned(), ..Button::new("CSV", "table-csv", Act::Save(file)) };
    el("div").el(shown).el(el_of("div", "table-files").with(button_view(save)))
}

fn row_view(row: Row, figures: &[bool], testid: &str) -> El {
    let cells = row.cells.into_iter().enumerate().map(|(at, cell)| {
        let CellView { main, sub, bar, remark, more } = cell;
        let class = match (figures.get(at), bar) {
            _ if !more.is_empty() => "more-cell",
            (_, Some(_)) => "num share-cell",
            (Some(true), None) => "num",
            _ => "",
        };
        let view = if at == 0 { el_of("th", class).attr("scope", "row") } else { el_of("td", class) };
        let mut view = if more.is_empty() {
            view.with(cell_text(main, sub))
        } else {
            let summary = el("summary").with(cell_text(main, sub));
            view.el(el_of("details", "disclosure").el(summary).el(el_of("div", "stack").with(fixed(more))))
        };
        if let Some(share) = bar {
            let bar = el_of("span", "share-bar").attr("style", words::percent_wide(share));
            view = view.el(el_of("span", "share-track").attr("aria-hidden", "true").el(bar));
        }
        if !remark.is_empty() {
            view = view.el(el_of("details", "disclosure remark").el(el("summary").text("Why?")).el(el("p").text(remark)));
        }
        view
    });
    el("tr").attr("data-testid", testid).attr("data-key", row.key).attr("title", row.hint).attrs(row.attrs).els(cells)
}

/// What a cell says, with the smaller line under it.
fn cell_text(main: Line, sub: Line) -> AnyView {
    if sub.is_empty() {
        return line_view(main);
    }
    let (main, sub) = (el_of("span", "cell-main").with(line_view(main)), el_of("span", "cell-sub").with(line_view(sub)));
    vec![main.done(), sub.done()].into_any()
}

/// A button of a page.
pub(crate) fn button_view(button: Button) -> AnyView {
    let app = use_app();
    let Button { label, testid, hint, is_primary, is_disabled, act } = button;
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    // Only the user's own files are still at hand.
    if matches!(act, Act::Columns | Act::ForgetColumns(_)) && !ingest::has_files(app) {
        return nothing();
    }
    let saves = matches!(act, Act::Export(_) | Act::Save(_));
    let press = move |_| {
        failed.set(None);
        let query = match act.clone() {
            Act::Export(kind) => Query::Export(kind),
            Act::Save(query) => *query,
            Act::Go(to) => return tasks::follow(app, to),
            Act::Back => return browser::back(),
            Act::Erase => return tasks::erase(app),
            Act::Columns => return ingest::change_columns(app),
            Act::ForgetColumns(headers) => return ingest::forget_columns(app, &headers),
            Act::Settings(text) => return settings_store::change_overlay(app, text),
            Act::Ask(name) => app.route.with_untracked(|route| Query::Act {
                page: route.page.name().to_owned(),
                name,
                arguments: route.arguments.clone(),
                filter: route.filter.clone(),
            }),
            Act::Work(work) => return tasks::work(app, work),
            Act::Tour { step, to } => return tasks::tour(app, step, to),
        };
        busy.set(true);
        spawn_local(async move {
            let outcome = tasks::act_on_answer(app, query).await;
            busy.try_set(false);
            failed.try_set(outcome.err().map(|error| words::error_line(&error)));
        });
    };
    let mut shown = el_of("button", if is_primary { "button button-primary" } else { "button" })
        .attr("type", "button")
        .attr("title", hint)
        .attr("data-testid", testid)
        .live_attr("disabled", move || (is_disabled || busy.get()).then(String::new))
        .on("click", press);
    if saves {
        shown = shown.with(view! { <Icon name=IconName::Download/> }.into_any());
    }
    let problem = live(move || {
        failed.get().map_or_else(nothing, |text| {
            el_of("span", "setting-problem").attr("role", "alert").attr("data-testid", "setting-problem").text(text).done()
        })
    });
    el_of("span", "export").el(shown.text(label)).with(problem).done()
}

/// What was typed or chosen.
fn typed(event: &web_sys::Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    match target.dyn_ref::<web_sys::HtmlInputElement>() {
        Some(input) if input.type_() == "checkbox" => if input.checked() { "1" } else { "0" }.to_owned(),
        Some(input) => input.value(),
        None => event_target_value(event),
    }
}

fn field_view(field: Memo<Field>) -> AnyView {
    let app = use_app();
    let Field { name, testid, label, hint, kind, .. } = field.get_untracked();
    let testid = if testid.is_empty() { format!("field-{name}") } else { testid };
    let id = format!("field-{name}");
    let is_file = kind == FieldKind::File;
    let wait = if matches!(kind, FieldKind::Slider { .. }) { SLIDING_PAUSE } else { TYPING_PAUSE };
    let ticket = StoredValue::new(0_u32);
    let set: Rc<dyn Fn(String, bool)> = Rc::new(move |text: String, pause: bool| {
        // What is as usual needs no place in the address; an emptied field is as usual. What is usual changes when settings are put to use.
        let usual = field.with_untracked(|field| field.usual.clone());
        let is_usual = !is_file && (text == usual || (usual.is_empty() && text == "0"));
        let pairs = vec![(name.clone(), if is_usual { String::new() } else { text })];
        if !pause {
            return tasks::set_arguments(app, pairs);
        }
        ticket.update_value(|t| *t = t.wrapping_add(1));
        let mine = ticket.get_value();
        let later = move || {
            if ticket.try_get_value() == Some(mine) {
                tasks::set_arguments(app, pairs.clone());
            }
        };
        set_timeout(later, wait);
    });
    let shown = RwSignal::new(field.with_untracked(|field| field.value.clone()));
    let own = id.clone();
    // What comes back from the worker is late while somebody types.
    Effect::new(move |_| {
        let now = field.with(|field| field.value.clone());
        if !browser::has_focus(&own) {
            shown.set(now);
        }
    });
    let (at_once, later) = (set.clone(), set.clone());
    let changed = move |event: web_sys::Event| at_once(typed(&event), false);
    let moving = move |event: web_sys::Event| {
        let text = typed(&event);
        shown.set(text.clone());
        later(text, true);
    };
    let control = |tag: &'static str, kind: &'static str| {
        el(tag).attr("id", id.clone()).attr("type", kind).attr("data-testid", testid.clone())
    };
    let value = move || shown.get();
    let mut after = None;
    let input = match kind {
        FieldKind::Text => control("input", "text").live_value("value", value).on("change", changed),
        FieldKind::Blank(empty) => {
            control("input", "text").attr("placeholder", empty).live_value("value", value).on("change", changed)
        }
        FieldKind::Number => {
            control("input", "text").attr("inputmode", "decimal").live_value("value", value).on("change", changed)
        }
        FieldKind::Search => control("input", "search").live_value("value", value).on("input", moving),
        FieldKind::Lines => control("textarea", "").attr("rows", "4").live_value("value", value).on("change", changed),
        FieldKind::Slider { min, max, step } => {
            let range = [("min", min), ("max", max), ("step", step)];
            let slider =
                range.into_iter().fold(control("input", "range"), |slider, (name, at)| slider.attr(name, locale::plain(at)));
            let slider = slider.live_value("value", value).on("input", moving);
            el_of("span", "slider").el(slider).el(el("output").with(live_text(value)))
        }
        FieldKind::Date { min, max } => control("input", "date")
            .attr("min", min.to_string())
            .attr("max", max.to_string())
            .live_value("value", value)
            .on("change", changed),
        FieldKind::Choice(choices) => {
            let options = choices.into_iter().map(|(choice, label)| {
                el("option")
                    .choice(choice.clone())
                    .live_attr("selected", move || shown.with(|shown| *shown == choice).then(String::new))
                    .text(label)
            });
            control("select", "").els(options).live_value("value", value).on("change", changed)
        }
        FieldKind::Suggest(choices) => {
            let list = format!("{id}-list");
            let options = choices.into_iter().map(|(value, label)| el("option").attr("value", value).text(label));
            after = Some(el("datalist").attr("id", list.clone()).els(options));
            control("input", "search").attr("list", list).live_value("value", value).on("change", changed)
        }
        FieldKind::Buttons(choices) => {
            let buttons = choices.into_iter().map(|(choice, label, testid)| {
                let (this, set) = (choice.clone(), set.clone());
                el_of("button", "segment-button")
                    .attr("type", "button")
                    .attr("data-testid", testid)
                    .live_attr("aria-pressed", move || Some(field.with(|field| field.value == this).to_string()))
                    .on("click", move |_| set(choice.clone(), false))
                    .text(label)
            });
            return el_of("div", "segmented").attr("role", "group").attr("aria-label", label).els(buttons).done();
        }
        FieldKind::Switch => {
            // The property, which an empty text switches off: the attribute counts only until somebody clicks.
            let checked = move || field.with(|field| if field.value == "1" { "1" } else { "" }.to_owned());
            let switch = control("input", "checkbox").live_value("checked", checked).on("change", changed);
            return el_of("label", "check").attr("title", hint).el(switch).text(label).done();
        }
        FieldKind::File => {
            let read = move |event: web_sys::Event| {
                let input: web_sys::HtmlInputElement = event_target(&event);
                let Some(file) = browser::files_of(input.files()).into_iter().next() else { return };
                let set = set.clone();
                spawn_local(async move {
                    // Of a larger file the worker says that it is too large.
                    let Ok(file) = file.slice_with_i32_and_i32(0, MOST_FILE_BYTES) else { return };
                    if let Ok(text) = wasm_bindgen_futures::JsFuture::from(file.text()).await {
                        set(text.as_string().unwrap_or_default(), false);
                    }
                });
            };
            control("input", "file").attr("accept", ".csv,.tsv,.txt,.toml,text/csv,text/plain").on("change", read)
        }
    };
    let problem = live(move || {
        let problem = field.with(|field| field.problem.clone());
        if problem.is_empty() { nothing() } else { el_of("span", "setting-problem").attr("role", "alert").text(problem).done() }
    });
    let mut view = el_of("label", "field").el(el("span").text(label)).el(input).els(after);
    if !hint.is_empty() {
        view = view.el(el_of("span", "field-hint").text(hint));
    }
    view.with(problem).done()
}
