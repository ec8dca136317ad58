//! The log of the latest run, beside any page.

use super::{Icon, IconName};
use crate::ui::context::use_app;
use crate::ui::{actions, browser};
use clientele_core::run::LogLevel;
use leptos::prelude::*;

/// Lines shown; older ones are in the download.
const SHOWN: usize = 400;

/// The log panel; nothing while it is closed.
#[component]
pub(crate) fn LogPanel() -> impl IntoView {
    let app = use_app();
    let level = RwSignal::new(LogLevel::Info);
    let failed = RwSignal::new(None::<String>);
    let close = move |_| {
        app.log_open.set(false);
        browser::focus("log-toggle");
    };
    let lines = move || {
        app.log.with(|log| {
            let newest = log.at_least(level.get()).rev().take(SHOWN).map(|entry| {
                let name = entry.level.name();
                let (minutes, rest) = (entry.elapsed_ms / 60_000, entry.elapsed_ms % 60_000);
                let time = format!("{minutes:02}:{:02}.{:03}", rest / 1000, rest % 1000);
                view! {
                    <li class="log-line" data-level=name>
                        <span class="log-time">{time}</span>
                        <span class="log-level">{name}</span>
                        <span class="log-stage">{entry.stage.name()}</span>
                        <span class="log-text">{entry.text.clone()}</span>
                    </li>
                }
            });
            newest.collect_view()
        })
    };
    let empty = move || app.log.with(|log| log.at_least(level.get()).next().is_none());
    let choice = move |value: LogLevel, label: &'static str| {
        view! {
            <button
                class="segment-button"
                type="button"
                aria-pressed=move || (level.get() == value).to_string()
                on:click=move |_| level.set(value)
            >{label}</button>
        }
    };
    view! {
        <aside class="log-panel" id="log-panel" aria-label="Log" hidden=move || !app.log_open.get() data-testid="log-panel">
            {move || app.log_open.get().then(|| view! {
                <header class="log-head">
                    <h2>"Log"</h2>
                    <div class="segmented" role="group" aria-label="Lowest level shown">
                        {choice(LogLevel::Info, "All")}
                        {choice(LogLevel::Warning, "Warnings")}
                        {choice(LogLevel::Error, "Errors")}
                    </div>
                    <button
                        class="button button-quiet button-small"
                        type="button"
                        data-testid="export-log"
                        on:click=move |_| failed.set(actions::export_log(app).err().map(|error| error.message))
                    >
                        <Icon name=IconName::Download/>"Download"
                    </button>
                    <button class="button button-quiet button-icon" type="button" aria-label="Close the log" on:click=close>
                        <Icon name=IconName::Close/>
                    </button>
                </header>
                {move || failed.get().map(|text| view! { <p class="export-error" role="alert">{text}</p> })}
                {move || empty().then(|| view! { <p class="muted log-empty">"Nothing has been logged at this level."</p> })}
                // The newest line first: it is what one opens the log for.
                <ol class="log-lines" tabindex="0" aria-label="Log lines, newest first">{lines}</ol>
            })}
        </aside>
    }
}
