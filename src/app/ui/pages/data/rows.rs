//! The rows behind a line of the reconciliation, word for word, in a dialog above the page.

use crate::platform::locale;
use crate::ui::browser;
use crate::ui::components::{Icon, IconName, RowsShown, Skeleton};
use crate::ui::context::use_app;
use crate::ui::model::mapping::header_label;
use crate::ui::model::words;
use crate::ui::queries::ask;
use clientele_core::domain::ErrorView;
use clientele_ingest::{RowLine, RowsPage};
use clientele_messages::{Answer, Query};
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Rows on one page.
const PAGE_ROWS: u32 = 50;

#[component]
pub(super) fn RowsDialog(shown: RwSignal<Option<RowsShown>>) -> impl IntoView {
    let app = use_app();
    let dialog = NodeRef::<Dialog>::new();
    let offset = RwSignal::new(0_u32);
    let answer = RwSignal::new(None::<Result<RowsPage, ErrorView>>);
    let ticket = StoredValue::new(0_u32);
    Effect::new(move |_| {
        if shown.with(Option::is_some) {
            offset.set(0);
            if let Some(dialog) = dialog.get() {
                browser::open_dialog(&dialog);
            }
        }
    });
    Effect::new(move |_| {
        ticket.update_value(|t| *t = t.wrapping_add(1));
        let mine = ticket.get_value();
        let at = offset.get();
        app.version.track();
        let Some(set) = shown.with(|shown| shown.as_ref().map(|shown| shown.set)) else { return };
        answer.set(None);
        spawn_local(async move {
            let result = match ask(app, Query::Rows { set, offset: at, limit: PAGE_ROWS }).await {
                Ok(Answer::Rows(page)) => Ok(page),
                Ok(_) => return,
                Err(error) => Err(error),
            };
            if ticket.try_get_value() == Some(mine) {
                answer.try_set(Some(result));
            }
        });
    });
    let total = Memo::new(move |before: Option<&u64>| {
        answer.with(|answer| match answer {
            Some(Ok(page)) => page.total,
            _ => before.copied().unwrap_or(0),
        })
    });
    let range = move || {
        let (total, first) = (total.get(), u64::from(offset.get()));
        let last = (first + u64::from(PAGE_ROWS)).min(total);
        if total == 0 {
            String::new()
        } else {
            format!("{} to {} of {}", locale::count(first + 1), locale::count(last), locale::count(total))
        }
    };
    let has_next = move || u64::from(offset.get()) + u64::from(PAGE_ROWS) < total.get();
    let close = move || {
        if let Some(dialog) = dialog.get() {
            dialog.close();
        }
    };
    view! {
        <dialog
            class="dialog dialog-wide"
            node_ref=dialog
            aria-labelledby="rows-title"
            data-testid="rows-dialog"
            on:close=move |_| shown.set(None)
            on:click=move |event| {
                // The backdrop is the dialog's own; what stands in it is not.
                if event.target() == event.current_target() {
                    close();
                }
            }
        >
            <div class="dialog-box">
                <header class="dialog-head">
                    <div>
                        <h2 id="rows-title">{move || shown.with(|s| s.as_ref().map(|s| s.title.clone()))}</h2>
                        <p class="panel-note">{move || shown.with(|s| s.as_ref().map(|s| s.explanation.clone()))}</p>
                    </div>
                    <button class="button button-quiet button-icon" type="button" aria-label="Close" data-testid="rows-close" on:click=move |_| close()>
                        <Icon name=IconName::Close/>
                    </button>
                </header>
                <div class="dialog-body" tabindex="0" role="region" aria-label="Rows" aria-busy=move || answer.with(Option::is_none).to_string()>
                    {move || match answer.get() {
                        None => view! { <Skeleton lines=8/> }.into_any(),
                        Some(Ok(page)) => rows_view(page),
                        Some(Err(error)) => view! { <p class="export-error" role="alert">{words::error_line(&error)}</p> }.into_any(),
                    }}
                </div>
                <footer class="dialog-foot">
                    <p class="muted" role="status" data-testid="rows-range">{range}</p>
                    <div class="page-actions">
                        <button
                            class="button"
                            type="button"
                            data-testid="rows-previous"
                            aria-disabled=move || (offset.get() == 0).to_string()
                            on:click=move |_| offset.update(|offset| *offset = offset.saturating_sub(PAGE_ROWS))
                        >
                            <Icon name=IconName::Previous/>"Previous"
                        </button>
                        <button
                            class="button"
                            type="button"
                            data-testid="rows-next"
                            aria-disabled=move || (!has_next()).to_string()
                            on:click=move |_| {
                                if has_next() {
                                    offset.update(|offset| *offset = offset.saturating_add(PAGE_ROWS));
                                }
                            }
                        >
                            "Next"<Icon name=IconName::Next/>
                        </button>
                    </div>
                </footer>
            </div>
        </dialog>
    }
}

fn rows_view(page: RowsPage) -> AnyView {
    if page.rows.is_empty() {
        return view! { <p class="muted">"There are no rows to show."</p> }.into_any();
    }
    let several = page.files.len() > 1;
    // Files have columns of their own: a table for each.
    let tables = page.rows.chunk_by(|a, b| a.file == b.file).map(|rows| {
        let file = rows.first().and_then(|row| page.files.get(row.file as usize));
        let (name, headers) = file.map_or(("", [].as_slice()), |(name, headers)| (name.as_str(), headers.as_slice()));
        file_table(name, headers, rows, several)
    });
    tables.collect_view().into_any()
}

fn file_table(name: &str, headers: &[String], rows: &[RowLine], with_name: bool) -> impl IntoView + use<> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(headers.len());
    let has_notes = rows.iter().any(|row| !row.note.is_empty());
    let heads = (0..width).map(|column| {
        let header = headers.get(column).map_or("", String::as_str);
        let beyond = column >= headers.len();
        let label = if beyond { "beyond the header".to_owned() } else { header_label(header, column) };
        view! { <th scope="col" class:muted=beyond>{label}</th> }
    });
    let body = rows.iter().map(|row| {
        let mut cells = row.cells.clone();
        cells.resize(width, String::new());
        let cells = cells.into_iter().map(|cell| view! { <td class="raw-cell">{cell}</td> });
        view! {
            <tr data-line=row.line.to_string()>
                <th scope="row" class="num">{locale::count(u64::from(row.line))}</th>
                {has_notes.then(|| view! { <td>{row.note.clone()}</td> })}
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        {with_name.then(|| view! { <h3 class="rows-file">{name.to_owned()}</h3> })}
        <table class="rows-table" data-testid="rows-table" data-file=name.to_owned()>
            <thead>
                <tr>
                    <th scope="col" class="num">"Line"</th>
                    {has_notes.then(|| view! { <th scope="col">"Why"</th> })}
                    {heads.collect_view()}
                </tr>
            </thead>
            <tbody>{body.collect_view()}</tbody>
        </table>
    }
}
