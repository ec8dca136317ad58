//! Shows what the worker has laid out: one renderer for all such pages. A block that stays at its place keeps its element, so that
//! fields keep the focus and charts are not drawn again when only figures beside them change.

mod button;
mod fields;
mod headline;
mod kpi;
mod line;
mod table;

pub(crate) use button::button_view;
pub(crate) use line::{RowsShown, span_text};

use super::el::{El, el, el_of, live, live_text, nothing};
use super::{Chart, ChartSize, Icon, IconName, Skeleton};
use crate::platform::locale;
use crate::ui::context::use_app;
use crate::ui::model::words;
use crate::ui::queries::{content_of, load};
use crate::ui::{actions, browser, format};
use clientele_messages::{
    Block, Card, ChartPlace, CustomerFilter, Field, FieldKind, FieldRow, Frame, Group, Line, PartView, Parts, Query, Tone,
};
use fields::field_view;
use headline::Headlines;
use kpi::KpiCard;
use leptos::prelude::*;
use leptos::task::spawn_local;
use line::line_view;
use std::time::Duration;
use table::{boxed, cell_text, head_view, table_view};

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
        Block::Table(table) => table_view(table, fixed),
        Block::Buttons(buttons) => buttons.into_iter().map(button_view).fold(el_of("div", "setting-actions"), El::with),
        Block::Parts(parts) => parts_view(parts),
        Block::Verdicts(verdicts) => {
            let shown = verdicts.into_iter().map(|verdict| {
                let figure = el_of("p", "big-figure").attr("data-testid", verdict.testid).attr("data-value", verdict.value);
                let figure = figure.with(line_view(verdict.figure)).el(el("span").text(verdict.label));
                el_of("section", "panel").el(figure).el(el("p").with(line_view(verdict.summary)))
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
    let loaded = load(ask, content_of!(Page));
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
        let text = actions::document_text(app, query).await;
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

fn chart_view(place: ChartPlace) -> AnyView {
    let ChartPlace { chart, is_wide } = place;
    let size = if is_wide { ChartSize::Full } else { ChartSize::Half };
    view! { <Chart chart size/> }.into_any()
}
