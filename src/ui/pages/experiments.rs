//! Experiments: plan, share out, play, read back. Forms of plain text; what they mean, and every figure, comes from the worker.

use crate::protocol::{Answer, ErrorView, ExperimentKind, ExperimentView, Query, Stage};
use crate::ui::browser;
use crate::ui::components::{Chart, ChartSize, DataTable, Headlines, Icon, IconName, NeedsResult, Notes, PageFrame, Panel};
use crate::ui::context::{AppContext, use_app};
use crate::ui::{tasks, words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// Results larger than this are no list of customers.
const MOST_FILE_BYTES: f64 = 64e6;

/// A field of a form.
struct Field {
    /// Test id, after the form's.
    name: &'static str,
    label: &'static str,
    /// What stands in it at first.
    usual: &'static str,
    /// What an empty field means.
    empty: &'static str,
    /// Values to choose from, each with its label; none: anything may be typed.
    choices: &'static [(&'static str, &'static str)],
}

const fn field(name: &'static str, label: &'static str, usual: &'static str, empty: &'static str) -> Field {
    Field { name, label, usual, empty, choices: &[] }
}

const MEASURES: &[(&str, &str)] = &[("conversion", "Who orders"), ("revenue", "Revenue per customer")];
const PLAN: &[Field] = &[
    Field { name: "measure", label: "What should change", usual: "conversion", empty: "", choices: MEASURES },
    field("days", "Days each is watched", "30", ""),
    field("effect", "Change to be found, %", "10", ""),
    field("base", "Order now, %", "", "as in your data"),
    field("variants", "Variants, the usual way included", "2", ""),
    field("power", "Chance to find it, %", "80", ""),
    field("alpha", "Chance of a false alarm, %", "5", ""),
];
const ASSIGN: &[Field] = &[
    field("variants", "Variants (first: the usual way)", "control, B", "control, B"),
    field("seed", "Seed", "42", "42"),
    field("segment", "Only the segment", "", "all customers"),
];
const SIMULATE: &[Field] = &[
    field("days", "Days each is watched", "30", ""),
    field("effect", "True effect on who orders, %", "10", ""),
    field("spending", "True effect on what they spend, %", "0", ""),
    field("variants", "Variants", "2", ""),
    field("seed", "Seed", "42", ""),
];
const RESULTS: &[Field] = &[
    field("began", "First day (2025-11-30)", "", "after these data"),
    field("control", "Name of the usual way", "", "control, A or the first"),
    field("planned", "Planned shares", "", "equal, or control: 3, B: 1"),
];
const PEEK: &[Field] = &[
    field("days", "Days", "28", ""),
    field("per-day", "Customers a day in each variant", "", "as in your data"),
    field("base", "Order, %", "", "as in your data"),
    field("effect", "True effect, %", "0", ""),
    field("seed", "Seed", "42", ""),
];

#[component]
pub(crate) fn ExperimentsPage() -> impl IntoView {
    view! {
        <PageFrame page="experiments" title="Experiments" lead="Try a change on some customers and let the others tell you what would have happened anyway.">
            <NeedsResult stage=Stage::Rfm>
                <Content/>
            </NeedsResult>
        </PageFrame>
    }
}

#[component]
fn Content() -> impl IntoView {
    let app = use_app();
    view! {
        <Panel title="1. Plan: how many customers does it take?" testid="experiment-plan">
            {asking(app, ExperimentKind::Plan, "plan", PLAN, "Work it out")}
        </Panel>
        <Panel title="2. Share out: who gets what?" note="A list by chance, with the same mix of segments in each variant. The same seed gives the same list." testid="experiment-assign">
            {sharing_out(app)}
        </Panel>
        <Panel title="3. Rehearse: what would the test find?" note="Played on what your customers really did in the last days, with an effect that you assume. What other weights or rules would have hit: Recommendations, Settings." testid="experiment-simulate">
            {asking(app, ExperimentKind::Simulate, "simulate", SIMULATE, "Play it")}
        </Panel>
        <Panel title="4. Read the results" note="A CSV file with customer_id, variant, converted and, where there is, revenue. It stays in this browser." testid="experiment-results">
            {asking(app, ExperimentKind::Results, "results", RESULTS, "Read the file")}
        </Panel>
        <Panel title="Why not look every day?" note="Two thousand experiments are played in which you know the truth." testid="experiment-peek">
            {asking(app, ExperimentKind::Peek, "peek", PEEK, "Play them")}
        </Panel>
    }
}

/// The fields of a form as typed so far, and how they look.
fn form(name: &'static str, fields: &'static [Field]) -> (RwSignal<Vec<String>>, AnyView) {
    let values = RwSignal::new(fields.iter().map(|field| field.usual.to_owned()).collect::<Vec<_>>());
    let set = move |at: usize, text: String| {
        values.update(|values| {
            if let Some(value) = values.get_mut(at) {
                *value = text;
            }
        });
    };
    let inputs = fields.iter().enumerate().map(|(at, field)| {
        let testid = format!("{name}-{}", field.name);
        let change = move |event| set(at, event_target_value(&event));
        let input = if field.choices.is_empty() {
            view! { <input type="text" value=field.usual placeholder=field.empty data-testid=testid on:input=change/> }.into_any()
        } else {
            let options = field.choices.iter().map(|(value, label)| view! { <option value=*value>{*label}</option> }.into_any());
            view! { <select data-testid=testid on:change=change>{options.collect_view()}</select> }.into_any()
        };
        view! { <label class="field"><span>{field.label}</span>{input}</label> }.into_any()
    });
    (values, view! { <div class="fields">{inputs.collect::<Vec<_>>()}</div> }.into_any())
}

/// A form, its button, and the answer under it.
fn asking(app: AppContext, kind: ExperimentKind, name: &'static str, fields: &'static [Field], button: &'static str) -> AnyView {
    let (values, inputs) = form(name, fields);
    let found = RwSignal::new(None::<Result<ExperimentView, String>>);
    let busy = RwSignal::new(false);
    let with_file = kind == ExperimentKind::Results;
    let chosen = StoredValue::new_local(None::<web_sys::File>);
    let ask = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = async {
                let file = if with_file { text_of(chosen.get_value()).await? } else { Vec::new() };
                app.client.get_value().ask(Query::Experiment { kind, fields: values.get_untracked(), file }).await
            };
            let shown = match answer.await {
                Ok(Answer::Experiment(view)) => Some(Ok(*view)),
                Ok(_) => None,
                Err(error) => Some(Err(words::error_line(&error))),
            };
            busy.try_set(false);
            found.try_set(shown);
        });
    };
    // What was found was found in the data shown before; the plan is there without asking.
    Effect::new(move |_| {
        // Read, not only tracked: a memo that is not up to date would tell of its change when somebody else reads it.
        let _ = app.version.get();
        found.set(None);
        if kind == ExperimentKind::Plan {
            ask();
        }
    });
    let choose = move |event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        chosen.set_value(browser::files_of(input.files()).into_iter().next());
        ask();
    };
    view! {
        {inputs}
        <div class="setting-actions">
            {with_file.then(|| view! { <input type="file" accept=".csv,.tsv,.txt,text/csv" aria-label="File with the results" data-testid="results-file" on:change=choose/> })}
            <button class="button button-primary" type="button" data-testid=format!("{name}-ask") disabled=move || busy.get() on:click=move |_| ask()>{button}</button>
        </div>
        {move || found.get().map(|found| match found {
            Ok(view) => answer_view(app, name, view),
            Err(text) => view! { <p class="setting-problem" role="alert" data-testid="experiment-problem">{text}</p> }.into_any(),
        })}
    }
    .into_any()
}

fn answer_view(app: AppContext, name: &'static str, view: ExperimentView) -> AnyView {
    let currency = app.currency.get_untracked();
    let (class, icon) =
        if view.is_warning { ("notice notice-warn", IconName::Warning) } else { ("notice notice-info", IconName::Info) };
    let tables = view.tables.into_iter().map(|(title, table)| {
        let (caption, currency) = (title.clone(), currency.clone());
        view! { <h3>{title}</h3><DataTable table currency caption/> }.into_any()
    });
    view! {
        <div class="experiment-answer" data-testid=format!("{name}-answer") data-warning=view.is_warning.to_string()>
            <div class=class><Icon name=icon/><div class="notice-body"><p class="notice-title">{view.says}</p></div></div>
            <Headlines headlines=view.headlines/>
            {view.chart.map(|chart| view! { <div class="chart-grid"><Chart chart size=ChartSize::Full/></div> })}
            {tables.collect::<Vec<_>>()}
            <Notes notes=view.notes/>
        </div>
    }
    .into_any()
}

async fn text_of(file: Option<web_sys::File>) -> Result<Vec<u8>, ErrorView> {
    let refused = |message: &str, suggestion: &str| ErrorView {
        code: "results-not-read".to_owned(),
        message: message.to_owned(),
        place: None,
        suggestion: suggestion.to_owned(),
    };
    let file = file.ok_or_else(|| refused("No file is chosen", "Choose the file with the results."))?;
    if file.size() > MOST_FILE_BYTES {
        return Err(refused("The file is larger than a list of customers can be", "Choose the file with the results."));
    }
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    text.map(String::into_bytes).ok_or_else(|| refused("The browser could not read the file", "Choose it again."))
}

fn sharing_out(app: AppContext) -> AnyView {
    let (values, inputs) = form("assign", ASSIGN);
    let failed = RwSignal::new(None::<String>);
    let save = move |_| {
        spawn_local(async move {
            let outcome = tasks::save_answer(app, Query::AssignmentFile { fields: values.get_untracked() }).await;
            failed.try_set(outcome.err().map(|error| words::error_line(&error)));
        });
    };
    view! {
        {inputs}
        <div class="setting-actions">
            <button class="button button-primary" type="button" title="assignment.csv" data-testid="export-assignment" on:click=save>
                <Icon name=IconName::Download/>"Save the list"
            </button>
        </div>
        {move || failed.get().map(|text| view! { <p class="setting-problem" role="alert">{text}</p> })}
    }
    .into_any()
}
