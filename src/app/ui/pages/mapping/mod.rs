//! What the columns of files mean, shown and changed before the files are analysed.

mod draft;
mod preview;
mod questions;

use crate::ui::components::{FILE_INPUT, Icon, IconName, PageFrame, el, el_of, live};
use crate::ui::context::{AppContext, use_app};
use crate::ui::model::mapping::{Draft, KINDS, Met, header_label, kind_of, meaning_of, obstacle_text, value_name};
use crate::ui::{actions, browser};
use clientele_ingest::{Certainty, FileKind, Meaning, Needed};
use clientele_messages::PreviewDetail;
use draft::{edit, read};
use leptos::prelude::*;
use preview::{WillHappen, chosen_in, preview_of};
use questions::{ANALYSE, Questions};

#[component]
pub(crate) fn MappingPage() -> impl IntoView {
    let app = use_app();
    let number = Memo::new(move |_| app.asked.with(|asked| asked.as_ref().map(|asked| asked.number)));
    let is_reopened = Memo::new(move |_| app.asked.with(|asked| asked.as_ref().is_some_and(|a| a.is_reopened)));
    let title = Signal::derive(move || if is_reopened.get() { "Change columns" } else { "What do the columns mean?" }.to_owned());
    view! {
        <PageFrame
            page="mapping"
            title
            lead="Answer what your files leave open, and see what will happen before anything is analysed."
        >
            <For each=move || number.get() key=|number| *number let:_number><Question/></For>
            {move || number.get().is_none().then(|| view! { <NothingAsked/> })}
        </PageFrame>
    }
}

#[component]
fn NothingAsked() -> impl IntoView {
    view! {
        <div class="empty">
            <h2>"No file is waiting"</h2>
            <p>"Files with columns that are not clear are shown here before they are analysed."</p>
            <div class="empty-actions">
                <button class="button button-primary" type="button" on:click=|_| browser::click(FILE_INPUT)>
                    <Icon name=IconName::Upload/>"Open files"
                </button>
            </div>
        </div>
    }
}

#[component]
fn Question() -> impl IntoView {
    let app = use_app();
    let files = app.asked.with_untracked(|asked| asked.as_ref().map_or(0, |asked| asked.draft.files.len()));
    view! {
        <Questions/>
        <WillHappen/>
        {(0..files).map(|file| view! { <FileQuestion file/> }).collect_view()}
        <Actions/>
    }
}

/// Reads something of the draft; what it is without one shows for no longer than it takes to leave the page.
#[component]
fn FileQuestion(file: usize) -> impl IntoView {
    let app = use_app();
    let (name, recognised_as, is_open, columns, rows) = untrack(|| {
        read(app, |draft| {
            draft.files.get(file).map_or_else(Default::default, |f| {
                (f.name.clone(), f.recognised_as, f.certainty != Certainty::Certain, f.columns.clone(), f.rows.clone())
            })
        })
    });
    let kind = Memo::new(move |_| read(app, |draft| draft.files.get(file).map(|f| f.kind)).unwrap_or(FileKind::Ignored));
    let taken_for =
        if is_open { "Not recognised by its columns.".to_owned() } else { format!("Recognised as: {recognised_as}.") };
    let kind_id = format!("mapping-kind-{file}");
    let kinds = KINDS.map(|k| view! { <option value=value_name(k) selected=kind.get_untracked() == k>{k.label()}</option> });
    let width = columns.len();
    let heads = (0..width).map(|column| view! { <ColumnQuestion file column kind/> }).collect_view();
    let body = rows.into_iter().map(|row| {
        let mut row = row;
        let cells = row.len().max(width);
        row.resize(cells, String::new());
        let cells = row.into_iter().enumerate().map(|(column, cell)| {
            let unused = move || read(app, |d| meaning_at(d, file, column)) == Some(Meaning::Unused);
            view! { <td class="raw-cell" class:unused=unused>{cell}</td> }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let body = body.collect_view();
    view! {
        <section class="panel mapping-file" data-testid=format!("mapping-file-{file}") data-kind=move || value_name(kind.get())>
            <header class="mapping-head">
                <div>
                    <h2>{name.clone()}</h2>
                    <p class="panel-note">{taken_for}</p>
                </div>
                <label class="select-box" for=format!("mapping-kind-{file}")>
                    <span>"This file holds"</span>
                    <select
                        id=kind_id.clone()
                        data-testid=kind_id
                        prop:value=move || value_name(kind.get())
                        on:change=move |event| {
                            if let Some(kind) = kind_of(&event_target_value(&event)) {
                                edit(app, |draft| draft.set_kind(file, kind));
                            }
                        }
                    >
                        {kinds.into_iter().collect_view()}
                    </select>
                </label>
            </header>
            {remembered(app, file)}
            <Checklist file/>
            {unused_columns(app, file)}
            <div class="table-box mapping-box" tabindex="0" role="region" aria-label=format!("First rows of {name}")>
                <table class="mapping-table">
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </section>
    }
}

fn meaning_at(draft: &Draft, file: usize, column: usize) -> Option<Meaning> {
    draft.files.get(file)?.columns.get(column).map(|c| c.meaning)
}

#[component]
fn ColumnQuestion(file: usize, column: usize, kind: Memo<FileKind>) -> impl IntoView {
    let app = use_app();
    let (header, values, why) = untrack(|| {
        read(app, |draft| {
            let column = draft.files.get(file).and_then(|f| f.columns.get(column));
            column.map(|c| (c.header.clone(), c.values.label(), c.why.clone())).unwrap_or_default()
        })
    });
    let header = header_label(&header, column);
    let meaning = Memo::new(move |_| read(app, |draft| meaning_at(draft, file, column)).unwrap_or(Meaning::Unused));
    let is_guess = Memo::new(move |_| {
        read(app, |draft| draft.files.get(file).and_then(|f| f.columns.get(column)).is_some_and(|c| c.is_guess))
    });
    let is_set = Memo::new(move |_| {
        read(app, |draft| draft.files.get(file).and_then(|f| f.columns.get(column)).is_some_and(|c| c.is_set))
    });
    let hint = move || Some(meaning.get()).filter(|&meaning| meaning != Meaning::Unused).map(Meaning::hint);
    let why = move || if is_set.get() { "as you set it".to_owned() } else { why.clone() };
    let options = move || {
        let now = meaning.get_untracked();
        let all = std::iter::once(Meaning::Unused).chain(kind.get().meanings().iter().copied());
        all.map(|m| view! { <option value=value_name(m) selected=m == now>{m.label()}</option> }).collect_view()
    };
    let is_open = move || kind.get() != FileKind::Ignored;
    view! {
        <th scope="col" class:is-guess=is_guess class:is-used=move || meaning.get() != Meaning::Unused>
            <span class="mapping-name">{header.clone()}</span>
            <span class="mapping-values">{values}</span>
            <select
                aria-label=format!("What {header} means")
                data-testid=format!("mapping-column-{file}-{column}")
                data-header=header.clone()
                disabled=move || !is_open()
                prop:value=move || {
                    // The options of another kind are other ones: set the choice again after them.
                    kind.track();
                    value_name(meaning.get())
                }
                on:change=move |event| {
                    if let Some(meaning) = meaning_of(&event_target_value(&event)) {
                        edit(app, |draft| draft.choose(file, column, meaning));
                    }
                }
            >
                {options}
            </select>
            <span class="mapping-hint">{hint}</span>
            <span class="mapping-why" data-testid=format!("mapping-why-{file}-{column}")>{why}</span>
        </th>
    }
}

/// That the columns are as the user set them before, and how to go without.
fn remembered(app: AppContext, file: usize) -> AnyView {
    let headers = untrack(|| {
        read(app, |draft| {
            let file = draft.files.get(file).filter(|file| file.is_remembered);
            file.map(|file| file.columns.iter().map(|column| column.header.clone()).collect::<Vec<_>>())
        })
    });
    let Some(headers) = headers else { return ().into_any() };
    let text = "These columns are read as you chose before: this browser remembers it for files with the same columns.";
    let forget =
        el_of("button", "button button-small").attr("type", "button").attr("data-testid", format!("mapping-forget-{file}"));
    let forget = forget.on("click", move |_| actions::forget_asked(app, &headers)).text("Forget my choice");
    let body = el_of("div", "notice-body").el(el("p").text(text)).el(el_of("div", "notice-actions").el(forget));
    let icon = view! { <Icon name=IconName::Info/> }.into_any();
    el_of("div", "notice notice-info").attr("data-testid", format!("mapping-remembered-{file}")).with(icon).el(body).done()
}

/// Columns that look like money or pieces and are not used, each with what it would change.
fn unused_columns(app: AppContext, file: usize) -> AnyView {
    let unused = Memo::new(move |_| read(app, |draft| draft.unused(file)));
    live(move || {
        let unused = unused.get();
        if unused.is_empty() {
            return ().into_any();
        }
        let now = preview_of(Memo::new(move |_| read(app, chosen_in)), PreviewDetail::Total);
        let items = unused.into_iter().map(|(column, meaning)| {
            let header = untrack(|| {
                read(app, |draft| draft.files.get(file).and_then(|f| f.columns.get(column)).map(|c| c.header.clone()))
            });
            let header = header_label(&header.unwrap_or_default(), column);
            let looks = if meaning == Meaning::Quantity { "a number of pieces" } else { "money" };
            let chosen = Memo::new(move |_| read(app, |draft| chosen_in(&draft.with_meaning(file, column, meaning))));
            let then = preview_of(chosen, PreviewDetail::Total);
            let text = format!("“{header}” looks like {looks}, and is not used. As the {} it would be: ", meaning.label());
            let use_it =
                el_of("button", "button button-small").attr("type", "button").attr("data-testid", format!("use-{file}-{column}"));
            let use_it = use_it.on("click", move |_| edit(app, |draft| draft.choose(file, column, meaning)));
            let use_it = use_it.text(format!("Use it as the {}", meaning.label()));
            el("li").el(el("p").text(text)).with(then.view(1)).el(use_it)
        });
        let items = el("ul").els(items);
        let body = el_of("div", "notice-body").el(el("p").text("Now: ")).with(now.view(1)).el(items);
        let icon = view! { <Icon name=IconName::Info/> }.into_any();
        el_of("div", "notice notice-info mapping-unused")
            .attr("data-testid", format!("mapping-unused-{file}"))
            .with(icon)
            .el(body)
            .done()
    })
}

/// What the file needs, what is there, and what it costs to go without.
#[component]
fn Checklist(file: usize) -> impl IntoView {
    let app = use_app();
    move || {
        let items = read(app, |draft| draft.checklist(file));
        (!items.is_empty()).then(|| view! { <ul class="needed">{items.into_iter().map(needed_item).collect_view()}</ul> })
    }
}

fn needed_item((needed, met): (Needed, Met)) -> impl IntoView {
    let is_missing = met == Met::Missing;
    let required = needed.is_required();
    let state = match (is_missing, required) {
        (false, _) => "met",
        (true, true) => "missing",
        (true, false) => "left-out",
    };
    let icon = match state {
        "met" => IconName::Check,
        "missing" => IconName::Cross,
        _ => IconName::Info,
    };
    let text = match met {
        Met::Column(header) => view! { "from " <code>{header}</code> }.into_any(),
        Met::OrdersFile(name) => view! { "from " <code>{name}</code> ", by the order number" }.into_any(),
        Met::Missing => needed.cost().into_any(),
    };
    view! {
        <li class="needed-item" data-state=state data-testid=format!("needed-{}", value_name(needed))>
            <span class="needed-mark"><Icon name=icon/></span>
            <div>
                <p>
                    <strong>{needed_name(needed)}</strong>
                    <span class="tag">{if required { "required" } else { "optional" }}</span>
                    {is_missing.then(|| view! { <span class="tag" class:tag-error=required class:tag-warn=!required>"missing"</span> })}
                </p>
                <p class="needed-text">{text}</p>
            </div>
        </li>
    }
}

fn needed_name(needed: Needed) -> &'static str {
    match needed {
        Needed::Customer => "Who bought",
        Needed::Date => "When",
        Needed::Product => "What was bought",
        Needed::Price => "For how much",
    }
}

#[component]
fn Actions() -> impl IntoView {
    let app = use_app();
    let obstacle = move || read(app, Draft::obstacle);
    let costs = move || read(app, Draft::costs);
    let text = move || match obstacle() {
        Some(obstacle) => obstacle_text(&obstacle),
        None => {
            let costs =
                costs().into_iter().map(|n| format!("{} is missing. {}", needed_name(n), n.cost())).collect::<Vec<_>>().join(" ");
            if costs.is_empty() { "Everything needed is there.".to_owned() } else { format!("You can go on. {costs}") }
        }
    };
    let state = move || match (obstacle().is_some(), costs().is_empty()) {
        (true, _) => "missing",
        (false, false) => "left-out",
        (false, true) => "met",
    };
    view! {
        <div class="mapping-actions" data-state=state>
            <p role="status" id="mapping-state" data-testid="mapping-state">{text}</p>
            <div class="page-actions">
                <button class="button button-quiet" type="button" data-testid="mapping-cancel" on:click=move |_| actions::leave_asked(app)>"Not now"</button>
                <button
                    class="button button-primary"
                    type="button"
                    id=ANALYSE
                    data-testid="mapping-analyse"
                    aria-describedby="mapping-state"
                    disabled=move || obstacle().is_some()
                    on:click=move |_| actions::analyse_asked(app)
                >
                    "Analyse"
                </button>
            </div>
        </div>
        <p class="hint">"Your choice is remembered in this browser for files with the same columns. Only the names of the columns are kept, never their content."</p>
    }
}
