//! Who moved between segments from one day to a later one.

use super::value::to_group;
use crate::domain::Day;
use crate::platform::locale;
use crate::platform::plot::Picked;
use crate::protocol::{ChartId, CustomerGroup, FlowRow, Moved, MovedList, MovedRow, MovementDays, MovementView, Query, Stage};
use crate::ui::components::{Chart, ChartSize, Icon, IconName, NeedsResult, PageFrame, Panel, Skeleton, Stat};
use crate::ui::context::{AppContext, use_app};
use crate::ui::queries::{load, picked};
use crate::ui::route::{Page, Route};
use crate::ui::shell::ErrorBox;
use crate::ui::tasks::{self, Step};
use crate::ui::words;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Flows in the table.
const MOST_FLOWS: usize = 30;

#[component]
pub(crate) fn MovementPage() -> impl IntoView {
    view! {
        <PageFrame
            page="movement"
            title="Movement"
            lead="The same customers scored on two days: who fell, who rose, and where from and to."
            actions=|| view! { <SaveButton/> }
        >
            <NeedsResult stage=Stage::Rfm>
                <Content/>
            </NeedsResult>
        </PageFrame>
    }
}

/// Downloads everybody's segments on both days.
#[component]
fn SaveButton() -> impl IntoView {
    let app = use_app();
    let failed = RwSignal::new(None::<String>);
    let save = move |_| {
        let days = app.route.with_untracked(|route| route.days);
        spawn_local(async move {
            let outcome = tasks::save_answer(app, Query::MovementFile { days }).await;
            failed.try_set(outcome.err().map(|error| words::error_line(&error)));
        });
    };
    view! {
        <span class="export">
            <button
                class="button"
                type="button"
                title="movement.csv"
                data-testid="export-movement"
                disabled=move || app.run.with(|run| run.standing.is_none())
                on:click=save
            >
                <Icon name=IconName::Download/>"All movements"
            </button>
            {move || failed.get().map(|text| view! { <span class="export-error" role="alert">{text}</span> })}
        </span>
    }
}

#[component]
fn Content() -> impl IntoView {
    let app = use_app();
    let days = Memo::new(move |_| app.route.with(|route| route.days));
    let left = RwSignal::new(None::<String>);
    let loaded = load(move || Some(Query::Movement { days: days.get(), left: left.get() }), picked!(Movement));
    let picked_band = Callback::new(move |picked: Picked| {
        let Some((source, target)) = picked.source.zip(picked.target) else { return };
        let Some(Ok(view)) = loaded.get_untracked() else { return };
        let unescaped = |text: String| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let (source, to) = (unescaped(source), unescaped(target));
        let from = view.segments.contains(&source).then_some(source);
        let how = Moved::Flow { from, to };
        to_group(app, CustomerGroup::Moved { from_day: view.from_day, to_day: view.to_day, how });
    });
    view! {
        {move || match loaded.get() {
            None => view! { <div class="panel"><Skeleton lines=3/></div> }.into_any(),
            Some(Ok(view)) => head(app, &view).into_any(),
            Some(Err(error)) => view! {
                <ErrorBox error>
                    <button class="button" type="button" on:click=move |_| set_days(app, MovementDays::default())>"Back to the usual days"</button>
                </ErrorBox>
            }
            .into_any(),
        }}
        {move || {
            let chart = ChartId::Movement(days.get());
            view! { <div class="chart-grid movement-chart"><Chart chart size=ChartSize::Full on_pick=picked_band/></div> }
        }}
        {move || loaded.ok().map(|view| body(app, left, *view))}
    }
}

fn set_days(app: AppContext, days: MovementDays) {
    let route = app.route.with_untracked(|route| Route { days, ..route.clone() });
    tasks::go(app, route, Step::New);
}

fn head(app: AppContext, view: &MovementView) -> impl IntoView + use<> {
    let (from_day, to_day, period) = (view.from_day, view.to_day, view.period);
    let picker = move |label: &'static str, testid: &'static str, value: Day, of: fn(Day, MovementDays) -> MovementDays| {
        let shown = MovementDays { from: Some(from_day), to: Some(to_day) };
        let change = move |event| {
            if let Some(day) = Day::parse_iso(&event_target_value(&event)) {
                set_days(app, of(day, shown));
            }
        };
        view! {
            <label class="select-box">
                <span>{label}</span>
                <input type="date" data-testid=testid prop:value=value.to_string() min=period.0.to_string() max=period.1.to_string() on:change=change/>
            </label>
        }
    };
    view! {
        <div class="filter-bar">
            {picker("From", "movement-from", from_day, |day, shown| MovementDays { from: Some(day), ..shown })}
            {picker("to", "movement-to", to_day, |day, shown| MovementDays { to: Some(day), ..shown })}
            <button class="button button-quiet button-small" type="button" on:click=move |_| set_days(app, MovementDays::default())>"The usual days"</button>
        </div>
        <div class="stats">
            <Stat name="known" label="Customers on the earlier day" value=view.customers/>
            <Stat name="stayed" label="Stayed in their segment" value=view.stayed/>
            <Stat name="fell" label="Fell" value=view.fell.total/>
            <Stat name="rose" label="Rose" value=view.rose.total/>
            <Stat name="new" label="New since" value=view.new/>
        </div>
        <section class="panel">
            <ul class="summary" data-testid="movement-summary">
                {view.summary.iter().cloned().map(|sentence| view! { <li>{sentence}</li> }).collect_view()}
            </ul>
        </section>
    }
}

fn body(app: AppContext, left: RwSignal<Option<String>>, view: MovementView) -> impl IntoView {
    let moved = |how| CustomerGroup::Moved { from_day: view.from_day, to_day: view.to_day, how };
    let (fell, rose, gone) = (moved(Moved::Fell), moved(Moved::Rose), moved(Moved::Left(view.left_segment.clone())));
    let chosen = view.left_segment.clone();
    let options = view.segments.iter().cloned().map(|name| {
        let (selected, value) = (name == chosen, name.clone());
        view! { <option value=value selected=selected>{name}</option> }
    });
    let options = options.collect_view();
    let flows: Vec<_> = view
        .flows
        .iter()
        .filter(|flow| flow.from.as_deref() != Some(flow.to.as_str()))
        .take(MOST_FLOWS)
        .cloned()
        .map(|flow| flow_row(app, moved(Moved::Flow { from: flow.from.clone(), to: flow.to.clone() }), flow))
        .collect();
    view! {
        <Panel title=format!("Who left {}", view.left_segment) testid="movement-left">
            <label class="select-box">
                <span>"Left the segment"</span>
                <select data-testid="left-segment" on:change=move |event| left.set(Some(event_target_value(&event)))>{options}</select>
            </label>
            {list(app, view.left, gone, "left-row")}
        </Panel>
        <div class="panel-pair">
            <Panel title="Who fell" testid="movement-fell">{list(app, view.fell, fell, "fell-row")}</Panel>
            <Panel title="Who rose" testid="movement-rose">{list(app, view.rose, rose, "rose-row")}</Panel>
        </div>
        <Panel title="The largest moves" note="Follow a number to see these customers. Those who stayed are left out here." testid="movement-flows">
            <div class="table-box" tabindex="0" role="region" aria-label="Moves between segments">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"From"</th>
                            <th scope="col">"To"</th>
                            <th scope="col" class="num">"Customers"</th>
                            <th scope="col" class="num">"Spent between the days"</th>
                            <th scope="col" class="num">"Spent in all"</th>
                        </tr>
                    </thead>
                    <tbody>{flows}</tbody>
                </table>
            </div>
        </Panel>
    }
}

fn flow_row(app: AppContext, group: CustomerGroup, flow: FlowRow) -> impl IntoView {
    let currency = app.currency.get_untracked();
    view! {
        <tr data-testid="flow-row">
            <th scope="row">{flow.from_name}</th>
            <td>{flow.to}</td>
            <td class="num"><a href=move || app.href(|route| route.to_group(group.clone()))>{locale::count(flow.customers)}</a></td>
            <td class="num">{locale::money(flow.revenue_between, &currency)}</td>
            <td class="num">{locale::money(flow.revenue, &currency)}</td>
        </tr>
    }
}

fn list(app: AppContext, list: MovedList, group: CustomerGroup, testid: &'static str) -> AnyView {
    if list.total == 0 {
        return view! { <p class="muted">"Nobody."</p> }.into_any();
    }
    let currency = app.currency.get_untracked();
    let rows: Vec<_> = list.rows.into_iter().map(|row| moved_row(app, row, testid, &currency)).collect();
    let all = words::counted(list.total, &locale::count(list.total), "customer", "customers");
    view! {
        <p class="muted">
            <a href=move || app.href(|route| route.to_group(group.clone()))>{all}</a>
            {format!(" who had spent {} in all.", locale::money(list.revenue, &currency))}
        </p>
        <div class="table-box table-list" tabindex="0" role="region" aria-label="Customers who moved">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Customer"</th>
                        <th scope="col">"From → to"</th>
                        <th scope="col" class="num">"Days since last order"</th>
                        <th scope="col" class="num">"Spent in all"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn moved_row(app: AppContext, row: MovedRow, testid: &'static str, currency: &str) -> impl IntoView + use<> {
    let id = row.id.clone();
    view! {
        <tr data-testid=testid>
            <th scope="row">
                <a class="cell-main" href=move || app.href(|route| route.to_page(Page::Customer(id.clone())))>{row.id}</a>
                {(!row.name.is_empty()).then(|| view! { <span class="cell-sub">{row.name}</span> })}
            </th>
            <td>{format!("{} → {}", row.from, row.to)}</td>
            <td class="num">{locale::count(u64::from(row.recency_days))}</td>
            <td class="num">{locale::money(row.revenue, currency)}</td>
        </tr>
    }
}
