//! The files: what each was taken for, and what became of its rows.

use super::Data;
use crate::platform::locale;
use crate::protocol::FileView;
use crate::ui::components::{Icon, IconName, Panel};
use crate::ui::context::{AppContext, use_app};
use crate::ui::mapping::header_label;
use crate::ui::route::DataKey;
use crate::ui::{ingest, words};
use leptos::prelude::*;

#[component]
pub(super) fn Files(data: Data) -> impl IntoView {
    let app = use_app();
    let files = data.part(|d| d.files.clone());
    // Only the user's own files are still at hand.
    let can_change = move || ingest::shown_data(app) == Some(DataKey::Files) && app.files.with_value(|files| !files.is_empty());
    move || {
        let files = files.get();
        let title = if files.len() == 1 { "The file" } else { "The files" };
        let can_change = can_change();
        let cards = files.into_iter().enumerate().map(|(ix, file)| card(app, ix, file, can_change)).collect_view();
        view! {
            <Panel title=title note="How each file was read, and what each of its columns was taken to mean.">
                <div class="files">{cards}</div>
            </Panel>
        }
    }
}

fn card(app: AppContext, ix: usize, file: FileView, can_change: bool) -> impl IntoView {
    let mut facts = Vec::new();
    if file.bytes > 0 {
        facts.push(words::bytes(file.bytes));
    }
    facts.extend([file.encoding, file.delimiter].into_iter().filter(|fact| !fact.is_empty()));
    let headers: Vec<String> = file.columns.iter().map(|(header, _)| header.clone()).collect();
    let columns = file.columns.into_iter().enumerate().map(|(column, (header, meaning))| {
        let used = !meaning.is_empty();
        view! {
            <tr class:unused=!used>
                <td><code>{header_label(&header, column)}</code></td>
                <td>{if used { meaning } else { "not used".to_owned() }}</td>
            </tr>
        }
    });
    let fates = [("rows", file.rows), ("used", file.used), ("set aside", file.set_aside), ("passed over", file.passed_over)];
    let fates = fates.into_iter().filter(|(name, rows)| *rows > 0 || matches!(*name, "rows" | "used")).map(|(name, rows)| {
        view! { <div><dt>{name}</dt><dd data-fate=name>{locale::count(rows)}</dd></div> }
    });
    view! {
        <article class="file" data-testid=format!("file-{ix}") data-mapped=file.is_mapped.to_string()>
            <header>
                <h3>{file.name}</h3>
                <span class="tag" class:tag-info=file.is_mapped>{file.recognised_as}</span>
                <p class="muted">{facts.join(" · ")}</p>
            </header>
            <dl class="fates">{fates.collect_view()}</dl>
            {file.is_mapped.then(|| view! {
                <p class="file-note">"Read with the columns that you chose. Remembered for files with the same columns."</p>
            })}
            {can_change.then(|| view! {
                <div class="file-actions">
                    <button class="button button-small" type="button" data-testid=format!("change-columns-{ix}") on:click=move |_| ingest::change_columns(app)>
                        <Icon name=IconName::Table/>"Change columns"
                    </button>
                    {file.is_mapped.then(|| view! {
                        <button
                            class="button button-quiet button-small"
                            type="button"
                            data-testid=format!("forget-columns-{ix}")
                            on:click=move |_| ingest::forget_columns(app, &headers)
                        >
                            "Forget my choice"
                        </button>
                    })}
                </div>
            })}
            <div class="table-box" tabindex="0" role="region" aria-label="Columns">
                <table>
                    <thead><tr><th scope="col">"Column in the file"</th><th scope="col">"Taken as"</th></tr></thead>
                    <tbody>{columns.collect_view()}</tbody>
                </table>
            </div>
        </article>
    }
}
