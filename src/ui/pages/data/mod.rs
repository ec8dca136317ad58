//! How the files were read and put right, and where each row and each cent went.

mod files;
mod reading;
mod repairs;
mod rows;

use crate::platform::locale;
use crate::protocol::{DataView, ErrorView, ExportKind, IssueView, Query, ReconciliationLine, Stage};
use crate::ui::components::{ExportButton, Icon, IconName, NeedsResult, PageFrame, Panel, Skeleton, Stat};
use crate::ui::queries::{load, picked};
use crate::ui::shell::{ErrorBox, RunAgain};
use crate::ui::words;
use files::Files;
use leptos::prelude::*;
use repairs::RepairsPanel;
use rows::{RowsDialog, Shown};
use std::sync::Arc;

#[component]
pub(crate) fn DataPage() -> impl IntoView {
    view! {
        <PageFrame
            page="data"
            title="Data"
            lead="What was read from your files, what was set aside, and why. Nothing is dropped silently."
            actions=|| view! { <ExportButton kind=ExportKind::Validation label="Validation report"/> }
        >
            <NeedsResult stage=Stage::Validate>
                <Content/>
            </NeedsResult>
        </PageFrame>
    }
}

/// What is known of the data, without the data: the parts of the page stay in place when new figures come.
#[derive(Clone, PartialEq)]
enum Known {
    Nothing,
    Data,
    Error(ErrorView),
}

#[component]
fn Content() -> impl IntoView {
    let loaded = load(|| Some(Query::Data), picked!(Data));
    let known = Memo::new(move |_| {
        loaded.with(|loaded| match loaded {
            None => Known::Nothing,
            Some(Ok(_)) => Known::Data,
            Some(Err(error)) => Known::Error(error.clone()),
        })
    });
    let data = Memo::new(move |before: Option<&Option<Arc<DataView>>>| match loaded.get() {
        Some(Ok(view)) => Some(Arc::new(*view)),
        _ => before.cloned().flatten(),
    });
    move || match known.get() {
        Known::Nothing => view! { <div class="panel"><Skeleton lines=6/></div> }.into_any(),
        Known::Error(error) => view! { <ErrorBox error><RunAgain/></ErrorBox> }.into_any(),
        Known::Data => view! { <Sections data=Data(data)/> }.into_any(),
    }
}

/// What the page shows; there is data whenever a part of the page is.
#[derive(Clone, Copy)]
struct Data(Memo<Option<Arc<DataView>>>);

impl Data {
    /// A part of it.
    fn part<T: Default>(self, pick: fn(&DataView) -> T) -> Part<T> {
        Part { data: self, pick }
    }
}

/// A part of what the page shows. No memo: the data change only with a run, and a memo for each type is code to load.
struct Part<T: 'static> {
    data: Data,
    pick: fn(&DataView) -> T,
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Part<T> {}

impl<T: Default> Part<T> {
    /// It, tracked.
    fn get(self) -> T {
        self.data.0.with(|data| data.as_ref().map(|data| (self.pick)(data)).unwrap_or_default())
    }
}

#[component]
fn Sections(data: Data) -> impl IntoView {
    let stats = data.part(|d| [d.rows_in_files, d.rows_analysed, d.rows_set_aside, d.customers, d.orders, d.products]);
    let issues = data.part(|d| (d.issues.clone(), d.currency.clone()));
    let notes = data.part(|d| d.notes.clone());
    let shown = RwSignal::new(None::<Shown>);
    view! {
        {move || {
            let [in_files, analysed, set_aside, customers, orders, products] = stats.get();
            view! {
                <section class="stats">
                    <Stat name="rows-in-files" label="rows in the sales files" value=in_files/>
                    <Stat name="rows-analysed" label="rows analysed" value=analysed/>
                    <Stat name="rows-set-aside" label="rows set aside" value=set_aside/>
                    <Stat name="customers" label="customers" value=customers/>
                    <Stat name="orders" label="orders" value=orders/>
                    <Stat name="products" label="products" value=products/>
                </section>
            }
        }}
        <Panel
            title="From all sales to analysed revenue"
            note="Every row of the sales files is in exactly one line, and the amounts add up to the cent. Open a line to see its rows."
        >
            <Reconciliation data shown/>
            <div class="panel-foot">
                <ExportButton kind=ExportKind::SetAside label="Download all rows set aside"/>
                <p class="muted">"All of them, word for word, each with its file, line and reason."</p>
            </div>
        </Panel>
        <OtherCurrencies data/>
        <RepairsPanel data/>
        {move || { let (issues, currency) = issues.get(); view! { <Issues issues currency/> } }}
        {move || {
            let notes = notes.get();
            (!notes.is_empty()).then(|| view! {
                <Panel title="What was assumed and understood">
                    <ul class="notes">{notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul>
                </Panel>
            })
        }}
        <Files data/>
        <RowsDialog shown/>
    }
}

/// Deductions take money off rows that count as analysed; they have no rows of their own.
fn is_deduction(code: &str) -> bool {
    matches!(code, "discount" | "refund" | "returned")
}

#[component]
fn Reconciliation(data: Data, shown: RwSignal<Option<Shown>>) -> impl IntoView {
    let lines = data.part(|d| d.reconciliation.clone());
    let currency = data.part(|d| d.currency.clone());
    let codes = move || lines.get().into_iter().map(|line| line.code).collect::<Vec<_>>();
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
                <tbody>
                    <For each=codes key=String::clone let:code>
                        {
                            // Lines keep their place in the page, and with it the keyboard's focus, when figures change.
                            move || {
                                let line = lines.get().into_iter().find(|line| line.code == code);
                                line.map(|line| reconciliation_line(line, &currency.get(), shown))
                            }
                        }
                    </For>
                </tbody>
            </table>
        </div>
    }
}

fn reconciliation_line(line: ReconciliationLine, currency: &str, shown: RwSignal<Option<Shown>>) -> impl IntoView + use<> {
    let total = matches!(line.code.as_str(), "gross" | "analysed");
    // Reasons are taken from gross: shown with a minus.
    let amount = if total { line.amount } else { -line.amount };
    let no_rows = is_deduction(&line.code);
    let rows = if no_rows { "–".to_owned() } else { locale::count(line.rows) };
    let to_show = Shown { set: line.set, title: line.label.clone(), explanation: line.explanation.clone() };
    view! {
        <tr
            class:total=total
            data-testid=format!("reconciliation-{}", line.code)
            data-code=line.code.clone()
            data-rows=line.rows.to_string()
            data-orders=line.orders.to_string()
            data-amount=line.amount.to_string()
        >
            <th scope="row">
                <button
                    class="cell-button"
                    type="button"
                    data-testid=format!("rows-{}", line.code)
                    aria-haspopup="dialog"
                    on:click=move |_| shown.set(Some(to_show.clone()))
                >
                    <span class="cell-main">{line.label}<span class="visually-hidden">": show the rows"</span></span>
                </button>
                {(!line.explanation.is_empty()).then(|| view! { <span class="cell-sub">{line.explanation}</span> })}
            </th>
            <td class="num" title=no_rows.then_some("Taken off rows that are counted as analysed")>{rows}</td>
            <td class="num">{locale::count(line.orders)}</td>
            <td class="num strong">{locale::money(amount, currency).replace('-', "−")}</td>
        </tr>
    }
}

/// What was set aside because it is in another currency, each in its own.
#[component]
fn OtherCurrencies(data: Data) -> impl IntoView {
    let others = data.part(|d| d.other_currencies.clone());
    move || {
        let others = others.get();
        (!others.is_empty()).then(|| {
            let items = others.into_iter().map(|other| {
                let rows = words::counted(other.rows, &locale::count(other.rows), "row", "rows");
                let amount = locale::money(other.amount, &other.currency);
                view! { <li data-currency=other.currency>{format!("{amount} in {rows}")}</li> }
            });
            view! {
                <div class="notice notice-warn" data-testid="other-currencies">
                    <Icon name=IconName::Warning/>
                    <div class="notice-body">
                        <p class="notice-title">"Some rows are in another currency"</p>
                        <p>"Amounts in different currencies cannot be added up, so these rows are not counted in the table above:"</p>
                        <ul>{items.collect_view()}</ul>
                    </div>
                </div>
            }
        })
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
    let severity = format!("{:?}", issue.severity).to_ascii_lowercase();
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
