//! What only the user can know about a file: what its statuses mean, and in which order its dates and decimal marks stand.

use super::loaded::{Loaded, Part};
use crate::platform::locale;
use crate::ui::actions;
use crate::ui::context::use_app;
use crate::ui::model::mapping::value_name;
use crate::ui::model::repairs::{Repairs, date_order_label, decimal_mark_label, status_label};
use clientele_ingest::{DateOrder, DecimalMark, StatusReport, StatusRule};
use leptos::prelude::*;

/// The words of the status column, and what each means for the order.
#[component]
pub(super) fn Statuses(data: Loaded, wanted: Memo<Repairs>) -> impl IntoView {
    let statuses = data.part(|d| d.statuses.clone());
    let currency = data.part(|d| d.currency.clone());
    let words = move || statuses.get().into_iter().map(|s| s.status).collect::<Vec<_>>();
    view! {
        <section class="repair-group" hidden=move || statuses.get().is_empty()>
            <h3>"What the order statuses mean"</h3>
            <div class="table-box" tabindex="0" role="region" aria-label="Order statuses">
                <table data-testid="statuses">
                    <thead>
                        <tr>
                            <th scope="col">"Status"</th>
                            <th scope="col" class="num">"Rows"</th>
                            <th scope="col" class="num">"Amount"</th>
                            <th scope="col">"Treat these orders as"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=words key=String::clone let:status>
                            <Status status statuses wanted currency/>
                        </For>
                    </tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Status(status: String, statuses: Part<Vec<StatusReport>>, wanted: Memo<Repairs>, currency: Part<String>) -> impl IntoView {
    let app = use_app();
    let label = status_label(&status);
    let word = StoredValue::new(status.clone());
    let report = move || word.with_value(|word| statuses.get().into_iter().find(|s| s.status == *word));
    let rule = move || {
        let set = wanted.with(|wanted| word.with_value(|word| wanted.recipe.statuses.get(word).copied()));
        set.or_else(|| report().map(|report| report.rule)).unwrap_or(StatusRule::Sale)
    };
    let now = untrack(rule);
    let options = StatusRule::ALL.map(|r| view! { <option value=value_name(r) selected=r == now>{r.label()}</option> });
    let rows = move || report().map(|report| locale::count(report.rows));
    let amount = move || report().map(|report| locale::money(report.amount, &currency.get()));
    let written = status.clone();
    view! {
        <tr data-status=written>
            <th scope="row">{label.clone()}</th>
            <td class="num">{rows}</td>
            <td class="num">{amount}</td>
            <td>
                <select
                    aria-label=format!("Orders with the status {label}")
                    prop:value=move || value_name(rule())
                    on:change=move |event| {
                        let name = event_target_value(&event);
                        let rule = StatusRule::ALL.into_iter().find(|rule| value_name(rule) == name);
                        actions::change(app, |repairs| repairs.set_status(&status, rule));
                    }
                >
                    {options.into_iter().collect_view()}
                </select>
            </td>
        </tr>
    }
}

/// Order of day and month, and decimal mark: asked only where the files do not say.
#[component]
pub(super) fn Reading(data: Loaded, wanted: Memo<Repairs>) -> impl IntoView {
    let app = use_app();
    let codes = data.part(|d| d.issues.clone());
    let asks = move |codes_of: [&'static str; 2]| codes.get().iter().any(|code| codes_of.contains(&code.as_str()));
    let dates = Memo::new(move |_| asks(["ambiguous-date-order", "mixed-date-order"]) || wanted.get().date_order.is_some());
    let marks = Memo::new(move |_| {
        asks(["ambiguous-decimal-mark", "mixed-decimal-marks"]) || wanted.with(|wanted| wanted.decimal_mark.is_some())
    });
    let read_dates = data
        .part(|d| d.date_orders.iter().map(|(file, order)| format!("{file}: {}", date_order_label(*order))).collect::<Vec<_>>());
    let read_marks = data.part(|d| {
        d.decimal_marks.iter().map(|(file, mark)| format!("{file}: {}", decimal_mark_label(*mark))).collect::<Vec<_>>()
    });
    let facts = |facts: Part<Vec<String>>| move || facts.get().into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view();
    view! {
        <section class="repair-group" hidden=move || !dates.get() && !marks.get()>
            <h3>"How dates and numbers are read"</h3>
            <p class="repair-about">"These can be read in two ways. Change the choice if it is wrong."</p>
            <div class="reading">
                <div hidden=move || !dates.get()>
                    <label class="select-box">
                        <span>"Dates"</span>
                        <select
                            data-testid="date-order"
                            prop:value=move || wanted.with(|wanted| wanted.date_order.map(value_name).unwrap_or_default())
                            on:change=move |event| {
                                let name = event_target_value(&event);
                                let order = [DateOrder::DayFirst, DateOrder::MonthFirst].into_iter().find(|o| value_name(o) == name);
                                actions::change(app, |repairs| repairs.date_order = order);
                            }
                        >
                            <option value="">"detect for each file"</option>
                            <option value=value_name(DateOrder::DayFirst)>{date_order_label(DateOrder::DayFirst)}</option>
                            <option value=value_name(DateOrder::MonthFirst)>{date_order_label(DateOrder::MonthFirst)}</option>
                        </select>
                    </label>
                    <ul class="notes">{facts(read_dates)}</ul>
                </div>
                <div hidden=move || !marks.get()>
                    <label class="select-box">
                        <span>"Numbers"</span>
                        <select
                            data-testid="decimal-mark"
                            prop:value=move || wanted.with(|wanted| wanted.decimal_mark.map(value_name).unwrap_or_default())
                            on:change=move |event| {
                                let name = event_target_value(&event);
                                let mark = [DecimalMark::Point, DecimalMark::Comma].into_iter().find(|m| value_name(m) == name);
                                actions::change(app, |repairs| repairs.decimal_mark = mark);
                            }
                        >
                            <option value="">"detect for each file"</option>
                            <option value=value_name(DecimalMark::Point)>{decimal_mark_label(DecimalMark::Point)}</option>
                            <option value=value_name(DecimalMark::Comma)>{decimal_mark_label(DecimalMark::Comma)}</option>
                        </select>
                    </label>
                    <ul class="notes">{facts(read_marks)}</ul>
                </div>
            </div>
        </section>
    }
}
