//! What a user can set about segments: analysis date, map, cut points, the grid's cells, the words for a segment. Each change is
//! checked here first, kept, and the analysis runs again.

use crate::platform::locale;
use crate::protocol::{
    EditedCuts, ErrorView, MapKind, RfmParams, SegmentMap, SegmentRule, SegmentsView, StrategyEdit, StrategyView,
};
use crate::ui::components::{Icon, IconName, Panel};
use crate::ui::context::{AppContext, use_app};
use crate::ui::{settings_store, words};
use leptos::prelude::*;

/// Tells what is not as usual, and leads back; also where a setting has left nothing to show.
#[component]
pub(crate) fn OwnSettingsNotice() -> impl IntoView {
    let app = use_app();
    // A run's progress comes many times a second: what is set changes seldom.
    let changes = Memo::new(move |_| {
        app.run.track();
        settings_store::own(app).changes()
    });
    move || {
        let changes = changes.get();
        (!changes.is_empty()).then(|| {
            view! {
                <div class="notice notice-info" data-testid="own-settings">
                    <Icon name=IconName::Info/>
                    <div class="notice-body">
                        <p>{format!("You have set {} yourself, for these data and in this browser.", changes.join(", "))}</p>
                        <div class="notice-actions">
                            <button
                                class="button button-small"
                                type="button"
                                data-testid="reset-settings"
                                on:click=move |_| settings_store::change(app, |own| *own = Default::default())
                            >
                                "Back to the usual settings"
                            </button>
                        </div>
                    </div>
                </div>
            }
        })
    }
}

/// Changes settings after a look whether they can be used; cut points that do not fit the new map go.
fn set_rfm(app: AppContext, edit: impl FnOnce(&mut RfmParams), problem: RwSignal<Option<String>>) {
    let mut rfm = settings_store::own(app).rfm;
    edit(&mut rfm);
    if rfm.check().is_err() && rfm.cuts.is_some() {
        let without = RfmParams { cuts: None, ..rfm.clone() };
        if without.check().is_ok() {
            rfm = without;
        }
    }
    match rfm.check() {
        Ok(_) => {
            problem.set(None);
            settings_store::change(app, |own| own.rfm = rfm);
        }
        Err(error) => problem.set(Some(words::error_line(&ErrorView::of(&error)))),
    }
}

#[component]
fn Problem(problem: RwSignal<Option<String>>) -> impl IntoView {
    move || problem.get().map(|text| view! { <p class="setting-problem" role="alert" data-testid="setting-problem">{text}</p> })
}

/// Analysis date and map.
#[component]
pub(crate) fn DateAndMap(view: Box<SegmentsView>) -> impl IntoView {
    let app = use_app();
    let problem = RwSignal::new(None);
    let first = view.period.map(|(first, _)| first);
    let set_date = move |text: String| {
        let day = if text.is_empty() { None } else { crate::domain::Day::parse_iso(&text) };
        if day.is_none() && !text.is_empty() {
            return;
        }
        if let (Some(day), Some(first)) = (day, first)
            && day < first
        {
            problem.set(Some(format!("The first order is of {}: choose that day or a later one.", locale::day(first))));
            return;
        }
        set_rfm(app, |rfm| rfm.analysis_date = day, problem);
    };
    let grid = view.grid.clone();
    let set_map = move |choice: String| {
        let grid = grid.clone();
        let edit = move |rfm: &mut RfmParams| {
            rfm.custom_map = (choice == "own").then_some(grid);
            rfm.map = match choice.as_str() {
                "codes" => MapKind::Codes,
                "six" => MapKind::Six,
                _ => MapKind::Grid,
            };
        };
        set_rfm(app, edit, problem);
    };
    let chosen = match (&view.settings.custom_map, view.settings.map) {
        (Some(_), _) => "own",
        (None, MapKind::Grid) => "grid",
        (None, MapKind::Codes) => "codes",
        (None, MapKind::Six) => "six",
    };
    let maps = [
        ("grid", "Grid of recency and value, 10 segments"),
        ("codes", "All 125 score codes, 11 segments"),
        ("six", "Six groups by thirds"),
        ("own", "Your own grid (edit it below)"),
    ];
    let options = maps.map(|(value, label)| view! { <option value=value selected=value == chosen>{label}</option> });
    let is_set = view.settings.analysis_date.is_some();
    view! {
        <Panel title="Analysis date and segment map" note="Both change who is in which segment; everything is worked out again.">
            <div class="setting-row">
                <label class="field">
                    <span>"Analysis date (recency counts to it; later orders are left out)"</span>
                    <input
                        type="date"
                        data-testid="analysis-date"
                        min=first.map(|day| day.to_string())
                        prop:value=view.analysis_date.to_string()
                        on:change=move |event| set_date(event_target_value(&event))
                    />
                </label>
                {is_set.then(|| view! {
                    <button class="button button-quiet button-small" type="button" on:click=move |_| set_date(String::new())>"The day after the last order"</button>
                })}
                <label class="field">
                    <span>"Segment map"</span>
                    <select data-testid="map-choice" on:change=move |event| set_map(event_target_value(&event))>{options.into_iter().collect_view()}</select>
                </label>
            </div>
            <Problem problem/>
        </Panel>
    }
}

/// A cut point as text for a box: cut off, not rounded, so that it parts the same customers as the exact one.
fn plain(value: f64) -> String {
    let text = words::fixed((value * 1e4 + 1e-3).floor() / 1e4, 4);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The cut points, to be changed.
#[component]
pub(crate) fn CutPoints(view: Box<SegmentsView>) -> impl IntoView {
    let app = use_app();
    let problem = RwSignal::new(None);
    let SegmentsView { recency_cuts, frequency_cuts, monetary_cuts, outliers, settings, .. } = *view;
    let width = recency_cuts.len();
    let edited = settings.cuts.is_some();
    let drafts = [recency_cuts, frequency_cuts, monetary_cuts]
        .map(|cuts| RwSignal::new(cuts.into_iter().map(plain).collect::<Vec<String>>()));
    let names = [
        ("recency", "Days since last order (recency)"),
        ("frequency", "Orders (frequency)"),
        ("monetary", "Spent (monetary value)"),
    ];
    let rows = names.into_iter().zip(drafts).zip(outliers).map(move |(((name, label), draft), outliers)| {
        let cells = (0..width).map(|at| {
            view! {
                <td class="num">
                    <input
                        class="cut-input"
                        type="number"
                        step="any"
                        data-testid=format!("cut-{name}-{}", at + 1)
                        aria-label=format!("{label}, cut {}", at + 1)
                        prop:value=move || draft.with(|texts| texts.get(at).cloned().unwrap_or_default())
                        on:change=move |event| draft.update(|texts| {
                            if let Some(text) = texts.get_mut(at) {
                                *text = event_target_value(&event);
                            }
                        })
                    />
                </td>
            }
        });
        view! {
            <tr>
                <th scope="row">{label}</th>
                {cells.collect_view()}
                <td class="num">{locale::count(outliers)}</td>
            </tr>
        }
    });
    let heads = (1..=width).map(move |n| {
        let share =
            if edited { String::new() } else { format!(" ({}%)", words::fixed(100.0 * n as f64 / (width + 1) as f64, 0)) };
        view! { <th scope="col" class="num">{format!("Cut {n}{share}")}</th> }
    });
    let apply = move |_| {
        let parsed = drafts.map(|draft| {
            draft.with_untracked(|texts| texts.iter().map(|text| locale::typed_number(text)).collect::<Option<Vec<f64>>>())
        });
        let [Some(recency), Some(frequency), Some(monetary)] = parsed else {
            problem.set(Some("Type a number into each box.".to_owned()));
            return;
        };
        let cuts = EditedCuts { recency, frequency, monetary };
        let candidate = RfmParams { cuts: Some(cuts.clone()), ..settings.clone() };
        if let Err(error) = candidate.check() {
            problem.set(Some(words::error_line(&ErrorView::of(&error))));
            return;
        }
        set_rfm(app, |rfm| rfm.cuts = Some(cuts), problem);
    };
    let back = move |_| set_rfm(app, |rfm| rfm.cuts = None, problem);
    let note = if edited {
        "You have set these yourself. A figure above a cut counts as beyond it; customers with the same figure always get the same points. For days since the last order, fewer is better: up to the first cut is the most points."
    } else {
        "Each customer gets points for each figure, by cuts that part customers into equal shares. Customers with the same figure always get the same points. For days since the last order, fewer is better: up to the first cut is the most points. Change a number to set your own."
    };
    view! {
        <Panel title="Where the scores change (cut points)" note testid="cut-points">
            <div class="table-box" tabindex="0" role="region" aria-label="Cut points">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Figure"</th>
                            {heads.collect_view()}
                            <th scope="col" class="num" title="Outside the 1.5-IQR fences; they stay in all figures">"Unusual customers (outliers)"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            <Problem problem/>
            <div class="setting-actions">
                <button class="button button-primary" type="button" data-testid="apply-cuts" on:click=apply>"Score with these cut points"</button>
                {edited.then(|| view! { <button class="button" type="button" data-testid="quantile-cuts" on:click=back>"Back to quantiles"</button> })}
            </div>
        </Panel>
    }
}

/// The grid's 25 cells, each with its segment.
#[component]
pub(crate) fn GridEditor(view: Box<SegmentsView>) -> impl IntoView {
    let app = use_app();
    let problem = RwSignal::new(None);
    let preset = view.grid.clone();
    let codes: Vec<u16> = preset.codes().collect();
    let names = RwSignal::new(preset.segments.iter().map(|rule| rule.name.clone()).collect::<Vec<_>>());
    let of_code = |code: &u16| preset.segments.iter().position(|rule| rule.codes.contains(code));
    let cells = RwSignal::new(codes.iter().map(of_code).collect::<Vec<Option<usize>>>());
    let is_own = view.settings.custom_map.is_some();
    let frame = SegmentMap { segments: Vec::new(), ..preset };
    let drafted = {
        let (codes, frame) = (codes.clone(), frame);
        move || {
            let rule = |(at, name): (usize, &String)| {
                let mine = |cells: &Vec<Option<usize>>| {
                    codes.iter().zip(cells).filter(|(_, cell)| **cell == Some(at)).map(|(code, _)| *code).collect::<Vec<u16>>()
                };
                SegmentRule { name: name.clone(), codes: cells.with(mine) }
            };
            // A name that no cell has is no segment.
            let segments = names.with(|names| names.iter().enumerate().map(rule).filter(|rule| !rule.codes.is_empty()).collect());
            SegmentMap { segments, ..frame.clone() }
        }
    };
    let map = Memo::new(move |_| drafted());
    let verdict = move || match map.with(SegmentMap::check) {
        Ok(valid) => (true, format!("Every one of the 25 cells has exactly one segment ({} segments).", valid.names().len())),
        Err(faults) => {
            let missing = faults.missing.len();
            let text = if missing > 0 {
                let cells: Vec<String> =
                    faults.missing.iter().map(|code| format!("recency {}, value {}", code / 10, code % 10)).collect();
                format!("{missing} of 25 cells have no segment yet: {}.", cells.join("; "))
            } else {
                faults.to_string()
            };
            (false, text)
        }
    };
    let is_total = move || map.with(|map| map.check().is_ok());
    let cell = move |recency: u16, value: u16| {
        let at = codes.iter().position(|code| *code == recency * 10 + value).unwrap_or_default();
        let options = move || {
            let chosen = cells.with_untracked(|cells| cells.get(at).copied().flatten());
            let named = names.get().into_iter().enumerate().map(move |(n, name)| {
                view! { <option value=n.to_string() selected=chosen == Some(n)>{name}</option> }
            });
            named.collect_view()
        };
        let none = cells.with_untracked(|cells| cells.get(at).copied().flatten().is_none());
        view! {
            <td>
                <select
                    class="grid-cell"
                    data-testid=format!("cell-{recency}{value}")
                    aria-label=format!("Segment of recency {recency}, value {value}")
                    on:change=move |event| {
                        let choice = event_target_value(&event).parse::<usize>().ok();
                        cells.update(|cells| if let Some(cell) = cells.get_mut(at) { *cell = choice });
                    }
                >
                    <option value="" selected=none>"– none –"</option>
                    {options}
                </select>
            </td>
        }
    };
    let rows = (1..=5_u16).rev().map(|value| {
        let cells = (1..=5_u16).map(|recency| cell(recency, value)).collect_view();
        view! { <tr><th scope="row" class="num">{value}</th>{cells}</tr> }
    });
    let rows = rows.collect_view();
    let new_name = RwSignal::new(String::new());
    let add = move || {
        let name = new_name.get_untracked().trim().to_owned();
        if name.is_empty() || names.with_untracked(|names| names.contains(&name)) {
            problem.set(Some("Give the new segment a name of its own.".to_owned()));
            return;
        }
        problem.set(None);
        names.update(|names| names.push(name));
        new_name.set(String::new());
    };
    let save = move |_| {
        let map = map.get_untracked();
        set_rfm(app, |rfm| rfm.custom_map = Some(map), problem);
    };
    let back = move |_| set_rfm(app, |rfm| rfm.custom_map = None, problem);
    view! {
        <Panel
            title="The grid of segments"
            note="Each cell of recency score (5: bought lately) and value score (orders and revenue together) belongs to one segment. Choose another, or add segments of your own."
            testid="grid-editor"
        >
            <details class="disclosure">
                <summary>"Edit the grid"</summary>
                <div class="table-box" tabindex="0" role="region" aria-label="Grid editor">
                    <table class="grid-table">
                        <thead>
                            <tr><th scope="col" class="num">"Value"</th>{(1..=5).map(|r| view! { <th scope="col">{format!("Recency {r}")}</th> }).collect_view()}</tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <div class="setting-row">
                    <label class="field">
                        <span>"New segment"</span>
                        <input
                            type="text"
                            maxlength="60"
                            data-testid="new-segment"
                            prop:value=new_name
                            on:input=move |event| new_name.set(event_target_value(&event))
                        />
                    </label>
                    <button class="button" type="button" data-testid="add-segment" on:click=move |_| add()>"Add"</button>
                </div>
                <p class="setting-verdict" class:is-bad=move || !is_total() role="status" data-testid="grid-verdict" data-total=move || is_total().to_string()>
                    {move || verdict().1}
                </p>
                <Problem problem/>
                <div class="setting-actions">
                    <button class="button button-primary" type="button" data-testid="save-grid" disabled=move || !is_total() on:click=save>"Use this grid"</button>
                    {is_own.then(|| view! { <button class="button" type="button" data-testid="preset-grid" on:click=back>"Back to the grid that comes with the program"</button> })}
                </div>
            </details>
        </Panel>
    }
}

/// The words for one segment, to be changed.
#[component]
pub(crate) fn StrategyEditor(
    /// The segment.
    segment: String,
    /// What is shown now.
    strategy: StrategyView,
    /// Whether some of it is the user's own.
    is_edited: bool,
) -> impl IntoView {
    let app = use_app();
    let open = RwSignal::new(false);
    let StrategyView { meaning, action, audience, channel, offer } = strategy;
    let drafts = [meaning, action, audience, channel, offer].map(RwSignal::new);
    let segment = StoredValue::new(segment);
    let fields = [
        ("meaning", "What it means"),
        ("action", "What to do"),
        ("audience", "With whom"),
        ("channel", "Through which channel"),
        ("offer", "Which offer"),
    ];
    let save = move |_| {
        let [meaning, action, audience, channel, offer] = drafts.map(|draft| draft.get_untracked().trim().to_owned());
        let segment = segment.get_value();
        let edit = StrategyEdit { segment: segment.clone(), meaning, action, audience, channel, offer };
        settings_store::change_strategy(app, &segment, Some(edit));
    };
    let back = move |_| settings_store::change_strategy(app, &segment.get_value(), None);
    move || {
        if !open.get() {
            return view! {
                <div class="setting-actions">
                    <button class="button button-quiet button-small" type="button" data-testid="edit-strategy" on:click=move |_| open.set(true)>"Use your own words"</button>
                    {is_edited.then(|| view! { <button class="button button-quiet button-small" type="button" data-testid="original-strategy" on:click=back>"Back to the original"</button> })}
                </div>
            }
            .into_any();
        }
        let boxes = fields.into_iter().zip(drafts).map(|((name, label), draft)| {
            view! {
                <label class="field">
                    <span>{label}</span>
                    <textarea
                        rows="2"
                        maxlength="2000"
                        data-testid=format!("strategy-{name}")
                        prop:value=draft
                        on:input=move |event| draft.set(event_target_value(&event))
                    ></textarea>
                </label>
            }
        });
        view! {
            <div class="strategy-form">
                {boxes.collect_view()}
                <p class="hint">"A box that is left empty shows what came with the program."</p>
                <div class="setting-actions">
                    <button class="button button-primary button-small" type="button" data-testid="save-strategy" on:click=save>"Keep these words"</button>
                    <button class="button button-small" type="button" on:click=move |_| open.set(false)>"Close"</button>
                </div>
            </div>
        }
        .into_any()
    }
}
