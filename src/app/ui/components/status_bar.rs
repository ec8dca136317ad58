//! The bar at the foot of the page: what the engine is doing, how far it is, how it ended.

use super::{Icon, IconName};
use crate::platform::locale;
use crate::ui::actions;
use crate::ui::context::use_app;
use crate::ui::model::route::Page;
use crate::ui::model::state::{Phase, RunState};
use crate::ui::model::words;
use clientele_core::run::{LogLevel, Progress};
use leptos::prelude::*;

/// The status bar. Its counts change many times a second, so it is not read out; a hidden line beside it tells of stages.
#[component]
pub(crate) fn StatusBar() -> impl IntoView {
    let app = use_app();
    let phase = Memo::new(move |_| app.run.with(|run| run.phase));
    let stage = Memo::new(move |_| app.run.with(|run| run.stage()));
    let looking = Memo::new(move |_| app.looking.get());
    // Questions about files are not the place for how an earlier run ended.
    let asks = Memo::new(move |_| {
        let is_asked = app.route.with(|route| route.page == Page::Mapping) && phase.get() != Phase::Running;
        is_asked && app.asked.with(Option::is_some)
    });
    let waits = move || asks.get().then(|| "Waiting for your answers about the columns.".to_owned());
    let text = Memo::new(move |_| looking.get().or_else(waits).unwrap_or_else(|| app.run.with(status_text)));
    let share = Memo::new(move |_| app.run.with(|run| run.share_done()).filter(|_| looking.get().is_none()));
    let is_busy = move || looking.get().is_some() || phase.get() == Phase::Running;
    let announced = Memo::new(move |_| match (phase.get(), stage.get()) {
        _ if looking.get().is_some() => looking.get().unwrap_or_default(),
        (Phase::Running, Some(stage)) => stage.doing().to_owned(),
        (Phase::Running, None) | (Phase::Idle, _) => String::new(),
        _ => app.run.with_untracked(status_text),
    });
    let warnings = move || app.log.with(|log| log.count(LogLevel::Warning) + log.count(LogLevel::Error));
    let icon = move || match phase.get() {
        _ if looking.get().is_some() => IconName::Search,
        _ if asks.get() => IconName::Info,
        Phase::Idle => IconName::Lock,
        Phase::Running => IconName::Spark,
        Phase::Ready => IconName::Check,
        Phase::Failed => IconName::Warning,
        Phase::Cancelled => IconName::Stop,
    };
    view! {
        <footer
            class="statusbar"
            data-testid="run-status"
            data-state=move || if looking.get().is_some() { "looking" } else { phase.get().name() }
            data-stage=move || stage.get().map(|stage| stage.name())
        >
            <span class="status-icon">{move || view! { <Icon name=icon()/> }}</span>
            <span class="status-text">{text}</span>
            {move || is_busy().then(|| view! {
                <span class="progress" class:is-endless=move || share.get().is_none() aria-hidden="true">
                    <span class="progress-bar" style=move || words::percent_wide(share.get().unwrap_or(1.0))></span>
                </span>
                <button class="button button-small" type="button" data-testid="cancel" on:click=move |_| actions::cancel(app)>"Cancel"</button>
            })}
            {move || (phase.get() == Phase::Cancelled && looking.get().is_none()).then(|| view! {
                <button class="button button-small" type="button" data-testid="run-again-bar" on:click=move |_| actions::run_again(app)>"Run again"</button>
            })}
            <span class="status-space"></span>
            <button
                id="log-toggle"
                class="button button-quiet button-small"
                type="button"
                data-testid="log-toggle"
                aria-expanded=move || app.log_open.get().to_string()
                aria-controls="log-panel"
                on:click=move |_| app.log_open.update(|open| *open = !*open)
            >
                <Icon name=IconName::Log/><span class="log-word">"Log"</span>
                {move || Some(warnings()).filter(|n| *n > 0).map(|n| view! {
                    <span class="count">{n}<span class="visually-hidden">" warnings and errors"</span></span>
                })}
            </button>
        </footer>
        <p class="visually-hidden" role="status" aria-live="polite">{announced}</p>
    }
}

fn status_text(run: &RunState) -> String {
    match run.phase {
        Phase::Idle => "Ready when you are. Nothing leaves this browser.".to_owned(),
        Phase::Running => running_text(run),
        Phase::Ready => run.standing.as_ref().map_or_else(String::new, |standing| {
            let summary = &standing.summary;
            let failed = run.failed_stages();
            let time = format!("Worked out in {}", words::elapsed(summary.elapsed_ms));
            match failed.as_slice() {
                [] => time,
                [one] => format!("{time}. One part did not work: {}", words::stage_label(*one)),
                many => format!("{time}. {} parts did not work", many.len()),
            }
        }),
        Phase::Failed => {
            let reason = run.error.as_ref().map(words::error_line).unwrap_or_default();
            match run.standing.as_ref().map(|standing| standing.in_worker) {
                Some(true) => format!("{reason} The earlier result is kept."),
                Some(false) | None => reason,
            }
        }
        Phase::Cancelled if run.standing.is_some() => "Stopped. The earlier result is kept.".to_owned(),
        Phase::Cancelled => "Stopped. There is no result yet.".to_owned(),
    }
}

fn running_text(run: &RunState) -> String {
    let doing = run.stage().map_or("Starting", |stage| stage.doing());
    match &run.progress {
        None => format!("{doing} …"),
        Some(progress) => {
            let far = far_text(progress);
            if far.is_empty() { format!("{doing} …") } else { format!("{doing} · {far}") }
        }
    }
}

fn far_text(progress: &Progress) -> String {
    let amount = |n: u64| if progress.unit == "bytes" { words::bytes(n) } else { locale::count(n) };
    let unit = if progress.unit == "bytes" { String::new() } else { format!(" {}", progress.unit) };
    let mut text = match (progress.done, progress.total) {
        (0, 0) => String::new(),
        (done, 0) => format!("{}{unit}", amount(done)),
        (done, total) => format!("{} of {}{unit}", amount(done), amount(total)),
    };
    if let Some(rows) = progress.rows.filter(|_| progress.unit != "rows") {
        let rows = words::counted(rows, &locale::count(rows), "row", "rows");
        text = if text.is_empty() { rows } else { format!("{text}, {rows}") };
    }
    text
}
