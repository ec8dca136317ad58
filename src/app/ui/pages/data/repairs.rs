//! The recipe by which the files are put right: each step with its switch, what it does, and what it changes.

use super::loaded::{Loaded, Part};
use super::reading::{Reading, Statuses};
use crate::platform::locale;
use crate::ui::components::{ErrorBox, Icon, IconName, Panel, RunAgain};
use crate::ui::context::{AppContext, use_app};
use crate::ui::model::mapping::value_name;
use crate::ui::model::repairs::Repairs;
use crate::ui::model::route::DataKey;
use crate::ui::model::state::Phase;
use crate::ui::model::words;
use crate::ui::{actions, browser};
use clientele_ingest::{Change, RepairStep, StepGroup, StepReport};
use leptos::prelude::*;

const RECIPE_INPUT: &str = "recipe-input";
const GROUPS: [StepGroup; 4] = [StepGroup::Cells, StepGroup::Links, StepGroup::Rows, StepGroup::Money];

/// The settings of the shown data, as they are wanted: the figures follow when they have been worked out.
pub(super) fn wanted(app: AppContext) -> Memo<Repairs> {
    Memo::new(move |_| {
        let data = actions::shown_data(app).unwrap_or(DataKey::Files);
        app.repairs.with(|book| book.of(&data).now().clone())
    })
}

#[component]
pub(super) fn RepairsPanel(data: Loaded) -> impl IntoView {
    let app = use_app();
    let wanted = wanted(app);
    let reported = data.part(|d| d.steps.clone());
    // Steps that concern nothing are left out, unless somebody has named them.
    let steps = move || {
        let is_listed = |step: &RepairStep| {
            reported.get().iter().any(|s| s.step == *step && s.count > 0)
                || wanted.with(|wanted| wanted.recipe.steps.contains_key(step))
        };
        RepairStep::ALL.iter().copied().filter(is_listed).collect::<Vec<_>>()
    };
    let currency = data.part(|d| d.currency.clone());
    let groups = GROUPS.map(|group| {
        let of_group = move || steps().into_iter().filter(|s| s.group() == group).collect::<Vec<_>>();
        view! {
            <section class="repair-group" hidden=move || of_group().is_empty()>
                <h3>{group.label()}</h3>
                <ul class="repairs">
                    <For each=of_group key=|step| *step let:step>
                        <Step step reported wanted currency/>
                    </For>
                </ul>
            </section>
        }
    });
    view! {
        <Panel
            title="Repairs"
            note="The repairs made to your data. Switch one on or off, and everything is calculated again. Your files stay unchanged."
            testid="repairs"
        >
            <Toolbar/>
            <InForce data wanted/>
            {groups.into_iter().collect_view()}
            <p class="muted" hidden=move || !steps().is_empty()>"Nothing needed repair."</p>
            <Statuses data wanted/>
            <Reading data wanted/>
        </Panel>
    }
}

#[component]
fn Toolbar() -> impl IntoView {
    let app = use_app();
    let history = move |read: fn(&crate::ui::model::repairs::History<Repairs>) -> bool| {
        Memo::new(move |_| {
            let data = actions::shown_data(app).unwrap_or(DataKey::Files);
            app.repairs.with(|book| read(book.of(&data)))
        })
    };
    let (can_undo, can_redo) = (history(|h| h.can_undo()), history(|h| h.can_redo()));
    // A button that the keyboard stands on must not vanish under it: it says that it does nothing instead.
    view! {
        <div class="toolbar">
            <button
                class="button button-small"
                type="button"
                data-testid="undo"
                title="Ctrl+Z"
                aria-disabled=move || (!can_undo.get()).to_string()
                on:click=move |_| actions::undo(app)
            >
                <Icon name=IconName::Undo/>"Undo"
            </button>
            <button
                class="button button-small"
                type="button"
                data-testid="redo"
                title="Ctrl+Shift+Z"
                aria-disabled=move || (!can_redo.get()).to_string()
                on:click=move |_| actions::redo(app)
            >
                <Icon name=IconName::Redo/>"Redo"
            </button>
            <span class="toolbar-space"></span>
            <button
                class="button button-small"
                type="button"
                data-testid="recipe-save"
                on:click=move |_| actions::save_recipe(app)
            >
                <Icon name=IconName::Download/>"Save recipe"
            </button>
            <button class="button button-small" type="button" data-testid="recipe-load" on:click=|_| browser::click(RECIPE_INPUT)>
                <Icon name=IconName::Upload/>"Load recipe"
            </button>
            <input
                id=RECIPE_INPUT
                class="visually-hidden"
                type="file"
                accept=".json,application/json"
                tabindex="-1"
                aria-label="Choose a recipe"
                data-testid="recipe-input"
                on:change=move |event| {
                    let input: web_sys::HtmlInputElement = event_target(&event);
                    let file = browser::files_of(input.files()).into_iter().next();
                    input.set_value("");
                    if let Some(file) = file {
                        actions::load_recipe(app, file);
                    }
                }
            />
        </div>
        {move || app.notice.get().map(|error| view! {
            <ErrorBox error>
                <button class="button button-quiet" type="button" on:click=move |_| app.notice.set(None)>"Dismiss"</button>
            </ErrorBox>
        })}
    }
}

/// What differs from the usual, how long it lasts, and how to be rid of it.
#[component]
fn InForce(data: Loaded, wanted: Memo<Repairs>) -> impl IntoView {
    let app = use_app();
    let applied = data.part(|d| Some(Repairs::of(&d.recipe)));
    let is_waiting = Memo::new(move |_| {
        let is_idle = app.run.with(|run| run.phase != Phase::Running);
        is_idle && applied.get().is_some_and(|applied| wanted.get() != applied)
    });
    let is_own = Memo::new(move |_| actions::shown_data(app) == Some(DataKey::Files));
    view! {
        {move || {
            let differences = wanted.with(Repairs::differences);
            (!differences.is_empty()).then(|| view! {
                <div class="in-force" data-testid="recipe-in-force">
                    <div>
                        <p>
                            <strong>"Your settings"</strong>
                            {if is_own.get() {
                                ", kept in this browser for your next files:"
                            } else {
                                ", for this shop until the page is closed:"
                            }}
                        </p>
                        <ul class="in-force-list">{differences.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
                    </div>
                    <button
                        class="button button-quiet button-small"
                        type="button"
                        data-testid="recipe-forget"
                        on:click=move |_| actions::change(app, |repairs| *repairs = Repairs::default())
                    >
                        "Forget"
                    </button>
                </div>
            })
        }}
        {move || is_waiting.get().then(|| view! {
            <div class="notice notice-info" data-testid="recipe-waiting">
                <Icon name=IconName::Info/>
                <div class="notice-body">
                    <p>"The figures below are from before your latest change."</p>
                    <div class="notice-actions"><RunAgain/></div>
                </div>
            </div>
        })}
    }
}

#[component]
fn Step(step: RepairStep, reported: Part<Vec<StepReport>>, wanted: Memo<Repairs>, currency: Part<String>) -> impl IntoView {
    let app = use_app();
    let name = value_name(step);
    let report = move || reported.get().into_iter().find(|s| s.step == step);
    let is_on = move || wanted.with(|wanted| wanted.recipe.is_on(step));
    let count = move || report().map_or(0, |report| report.count);
    let effect = move || report().map_or_else(String::new, |report| effect_text(&report, &currency.get()));
    view! {
        <li
            class="repair"
            data-testid=format!("repair-{name}")
            data-count=move || count().to_string()
            data-money=move || report().map(|report| report.money.to_string())
        >
            <label class="switch" for=format!("step-{name}")>
                <input
                    id=format!("step-{name}")
                    data-testid=format!("step-{name}")
                    type="checkbox"
                    role="switch"
                    aria-describedby=format!("about-{name}")
                    prop:checked=is_on
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        actions::change(app, |repairs| repairs.switch(step, on));
                    }
                />
                <span class="switch-track" aria-hidden="true"></span>
                <span class="repair-label">{step.label()}</span>
            </label>
            <p class="repair-effect num">{effect}</p>
            <p class="repair-about" id=format!("about-{name}")>{step.explanation()}</p>
            {move || {
                let examples = report().map(|report| report.examples).unwrap_or_default();
                (!examples.is_empty()).then(|| view! {
                    <details class="disclosure repair-examples">
                        <summary>"Examples"<span class="visually-hidden">{format!(": {}", step.label())}</span></summary>
                        {examples_table(examples)}
                    </details>
                })
            }}
        </li>
    }
}

/// `12 rows, takes off £30.00`; of a step that is off, what it would do.
fn effect_text(report: &StepReport, currency: &str) -> String {
    let (one, many) = if report.step.group() == StepGroup::Cells { ("cell", "cells") } else { ("row", "rows") };
    let count = words::counted(report.count, &locale::count(report.count), one, many);
    let amount = locale::money(report.money.abs(), currency);
    let money = match (report.money.ten_thousandths().signum(), report.on) {
        (0, _) => return count,
        (-1, true) => format!("takes off {amount}"),
        (-1, false) => format!("would take off {amount}"),
        (_, true) => format!("adds {amount}"),
        (_, false) => format!("would add {amount}"),
    };
    format!("{count}, {money}")
}

fn examples_table(examples: Vec<Change>) -> impl IntoView {
    let text = |value: String| if value.is_empty() { "(empty)".to_owned() } else { value };
    let rows = examples.into_iter().map(|example| {
        view! {
            <tr>
                <td>{example.file}</td>
                <td class="num">{locale::count(u64::from(example.line))}</td>
                <td>{if example.column.is_empty() { "whole row".to_owned() } else { example.column }}</td>
                <td><code>{text(example.before)}</code></td>
                <td><code>{text(example.after)}</code></td>
            </tr>
        }
    });
    view! {
        <div class="table-box" tabindex="0" role="region" aria-label="Examples">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"File"</th>
                        <th scope="col" class="num">"Line"</th>
                        <th scope="col">"Column"</th>
                        <th scope="col">"In the file"</th>
                        <th scope="col">"Counts as"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
