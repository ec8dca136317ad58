//! How the files were read, and where each row and each cent went.

use crate::platform::locale;
use crate::protocol::{DataView, ExportKind, FileView, IssueView, Query, ReconciliationLine, Stage};
use crate::ui::components::{Await, ExportButton, NeedsResult, PageFrame, Panel, Stat};
use crate::ui::queries::{load, picked};
use crate::ui::words;
use leptos::prelude::*;

#[component]
pub(crate) fn DataPage() -> impl IntoView {
    view! {
        <PageFrame
            page="data"
            title="Data"
            lead="What was read from your files, what was set aside, and why. Nothing is dropped silently."
            actions=|| view! {
                <ExportButton kind=ExportKind::SetAside label="Rows set aside"/>
                <ExportButton kind=ExportKind::Validation label="Validation report"/>
            }
        >
            <NeedsResult stage=Stage::Validate>
                <Content/>
            </NeedsResult>
        </PageFrame>
    }
}

#[component]
fn Content() -> impl IntoView {
    let loaded = load(|| Some(Query::Data), picked!(Data));
    view! { <Await loaded show=show/> }
}

fn show(data: Box<DataView>) -> AnyView {
    let data = *data;
    let currency = data.currency.clone();
    let files = data.files.len();
    let notes = data.notes.clone();
    view! {
        <section class="stats">
            <Stat name="rows-in-files" label="rows in the sales files" value=data.rows_in_files/>
            <Stat name="rows-analysed" label="rows analysed" value=data.rows_analysed/>
            <Stat name="rows-set-aside" label="rows set aside" value=data.rows_set_aside/>
            <Stat name="customers" label="customers" value=data.customers/>
            <Stat name="orders" label="orders" value=data.orders/>
            <Stat name="products" label="products" value=data.products/>
        </section>
        <Panel
            title="From all sales to analysed revenue"
            note="Every row of the sales files is in exactly one line, and the amounts add up to the cent."
        >
            <Reconciliation lines=data.reconciliation currency=data.currency/>
        </Panel>
        <Issues issues=data.issues currency/>
        {(!notes.is_empty()).then(|| view! {
            <Panel title="What was assumed and repaired">
                <ul class="notes">{notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul>
            </Panel>
        })}
        <Panel title=if files == 1 { "The file" } else { "The files" } note="How each file was read, and what each of its columns was taken to mean.">
            <div class="files">{data.files.into_iter().map(file_view).collect_view()}</div>
        </Panel>
    }
    .into_any()
}

#[component]
fn Reconciliation(lines: Vec<ReconciliationLine>, currency: String) -> impl IntoView {
    let rows = lines.into_iter().map(|line| {
        let total = matches!(line.code.as_str(), "gross" | "analysed");
        // Reasons are taken from gross: shown with a minus.
        let amount = if total { line.amount } else { -line.amount };
        view! {
            <tr
                class:total=total
                data-testid=format!("reconciliation-{}", line.code)
                data-code=line.code
                data-rows=line.rows.to_string()
                data-orders=line.orders.to_string()
                data-amount=line.amount.to_string()
            >
                <th scope="row">
                    <span class="cell-main">{line.label}</span>
                    {(!line.explanation.is_empty()).then(|| view! { <span class="cell-sub">{line.explanation}</span> })}
                </th>
                <td class="num">{locale::count(line.rows)}</td>
                <td class="num">{locale::count(line.orders)}</td>
                <td class="num strong">{locale::money(amount, &currency).replace('-', "−")}</td>
            </tr>
        }
    });
    view! {
        <div class="table-box" tabindex="0" role="region" aria-label="Reconciliation of revenue">
            <table class="reconciliation" data-testid="reconciliation">
                <thead>
                    <tr>
                        <th scope="col">"What"</th>
                        <th scope="col" class="num">"Rows"</th>
                        <th scope="col" class="num">"Orders"</th>
                        <th scope="col" class="num">"Amount"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Issues(issues: Vec<IssueView>, currency: String) -> impl IntoView {
    let none = issues.is_empty();
    let items: Vec<_> = issues.into_iter().map(|issue| issue_view(issue, &currency)).collect();
    view! {
        <Panel title="What was noticed" note="Grouped by cause, the gravest first. Open one to see where it was found and what you can do.">
            <ul class="issues" data-testid="issue-list">
                {items}
                {none.then(|| view! { <li class="muted">"No problems were found in these files."</li> })}
            </ul>
        </Panel>
    }
}

fn issue_view(issue: IssueView, currency: &str) -> impl IntoView + use<> {
    let severity = format!("{:?}", issue.severity).to_lowercase();
    let rows = words::counted(issue.rows, &locale::count(issue.rows), "row", "rows");
    let money = (issue.money.ten_thousandths() != 0).then(|| locale::money(issue.money, currency));
    let examples = issue.examples.into_iter().map(|example| {
        view! {
            <tr>
                <td>{example.file}</td>
                <td class="num">{locale::count(example.line)}</td>
                <td>{example.column}</td>
                <td><code>{if example.value.is_empty() { "(empty)".to_owned() } else { example.value }}</code></td>
            </tr>
        }
    });
    let examples: Vec<_> = examples.collect();
    view! {
        <li class="issue" data-code=issue.code data-rows=issue.rows.to_string()>
            <details>
                <summary>
                    <span class=format!("tag tag-{severity}")>{words::severity_label(issue.severity)}</span>
                    <span class="issue-title">{issue.title}</span>
                    <span class="issue-count num">{rows}</span>
                    <span class="issue-money num">{money}</span>
                </summary>
                <div class="issue-body">
                    <p>{issue.explanation}</p>
                    {(!issue.suggestion.is_empty()).then(|| view! { <p><strong>"What you can do: "</strong>{issue.suggestion}</p> })}
                    {(!examples.is_empty()).then(|| view! {
                        <div class="table-box" tabindex="0" role="region" aria-label="Examples">
                            <table>
                                <thead><tr><th scope="col">"File"</th><th scope="col" class="num">"Line"</th><th scope="col">"Column"</th><th scope="col">"What stands there"</th></tr></thead>
                                <tbody>{examples}</tbody>
                            </table>
                        </div>
                    })}
                </div>
            </details>
        </li>
    }
}

fn file_view(file: FileView) -> impl IntoView {
    let mut facts = vec![words::counted(file.rows, &locale::count(file.rows), "row", "rows")];
    if file.bytes > 0 {
        facts.push(words::bytes(file.bytes));
    }
    facts.extend([file.encoding, file.delimiter].into_iter().filter(|fact| !fact.is_empty()));
    let columns = file.columns.into_iter().map(|(header, meaning)| {
        let used = !meaning.is_empty();
        view! {
            <tr class:unused=!used>
                <td><code>{header}</code></td>
                <td>{if used { meaning } else { "not used".to_owned() }}</td>
            </tr>
        }
    });
    view! {
        <article class="file">
            <header>
                <h3>{file.name}</h3>
                <span class="tag">{file.recognised_as}</span>
                <p class="muted">{facts.join(" · ")}</p>
            </header>
            <div class="table-box" tabindex="0" role="region" aria-label="Columns">
                <table>
                    <thead><tr><th scope="col">"Column in the file"</th><th scope="col">"Taken as"</th></tr></thead>
                    <tbody>{columns.collect_view()}</tbody>
                </table>
            </div>
        </article>
    }
}
