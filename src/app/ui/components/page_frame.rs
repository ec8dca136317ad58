//! The frame of a page, its panels, and what stands in place of figures that are not there (yet).

use super::{ErrorBox, FILE_INPUT, Icon, IconName, RunAgain};
use crate::ui::context::use_app;
use crate::ui::model::route::DataKey;
use crate::ui::model::route::Page;
use crate::ui::model::state::{Guard, Phase};
use crate::ui::model::words;
use crate::ui::{actions, browser};
use clientele_core::domain::ErrorView;
use clientele_core::files::ExportKind;
use clientele_core::run::{Stage, StageOutcome};
use clientele_messages::DemoSize;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A page: heading, one sentence, buttons at the right, content.
#[component]
pub(crate) fn PageFrame(
    /// Its name in test ids.
    page: &'static str,
    /// Heading.
    #[prop(into)]
    title: Signal<String>,
    /// What the page is good for.
    #[prop(into, optional)]
    lead: Signal<String>,
    /// Buttons.
    #[prop(into, optional)]
    actions: ViewFn,
    /// Content.
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("page page-{page}") data-testid=format!("page-{page}") aria-labelledby="page-title">
            <header class="page-head">
                <div class="page-head-text">
                    <h1 id="page-title" tabindex="-1">{title}</h1>
                    <p class="lead">{lead}</p>
                </div>
                <div class="page-actions">{actions.run()}</div>
            </header>
            {children()}
        </section>
    }
}

/// A box with a heading.
#[component]
pub(crate) fn Panel(
    /// Heading.
    #[prop(into)]
    title: String,
    /// A sentence under it.
    #[prop(into, optional)]
    note: String,
    /// Test id of the box.
    #[prop(optional)]
    testid: Option<&'static str>,
    /// Content.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel" data-testid=testid>
            <header class="panel-head">
                <h2>{title}</h2>
                {(!note.is_empty()).then(|| view! { <p class="panel-note">{note}</p> })}
            </header>
            {children()}
        </section>
    }
}

/// Grey lines where text will be.
#[component]
pub(crate) fn Skeleton(
    /// How many lines.
    #[prop(default = 4)]
    lines: usize,
) -> impl IntoView {
    view! { <div class="skeleton-lines" aria-hidden="true">{(0..lines).map(|_| view! { <div class="skeleton"></div> }).collect_view()}</div> }
}

/// Shows its content when the result has the work of `stage`; else what is going on, or what went wrong and what to do.
#[component]
pub(crate) fn NeedsResult(
    /// The stage whose work the page shows.
    stage: Stage,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let app = use_app();
    let guard = Memo::new(move |_| match app.route.with(|route| matches!(route.page, Page::Settings | Page::Help)) {
        true => Guard::Open,
        false => app.run.with(|run| run.guard(stage)),
    });
    move || match guard.get() {
        Guard::Open => children().into_any(),
        Guard::Working => view! { <Working/> }.into_any(),
        Guard::Nothing => view! { <NothingYet/> }.into_any(),
        Guard::Cancelled => view! {
            <div class="empty">
                <h2>"You stopped it before there was a result"</h2>
                <p>"Nothing was kept. Run it again whenever you like."</p>
                <div class="empty-actions"><RunAgain/></div>
            </div>
        }
        .into_any(),
        Guard::Failed(error) => view! { <ErrorBox error><RunAgain/></ErrorBox> }.into_any(),
        Guard::StageFailed { stage, error } => view! { <StageFailure stage error/> }.into_any(),
        Guard::StageUnavailable { error } => view! { <Unavailable error/> }.into_any(),
    }
}

/// A stage that failed, while the others' results stand.
#[component]
pub(crate) fn StageFailure(
    /// The stage.
    stage: Stage,
    /// Why.
    error: ErrorView,
) -> impl IntoView {
    view! {
        <div class="notice notice-warn" role="alert" data-testid="stage-failure" data-stage=stage.name() data-code=error.code>
            <Icon name=IconName::Warning/>
            <div class="notice-body">
                <p class="notice-title">{format!("{} did not work. The other pages are complete.", words::stage_label(stage))}</p>
                <p>{words::sentence(&error.message)}</p>
                {error.place.map(|place| view! { <p><span class="muted">"Where: "</span>{place}</p> })}
                <p>{words::sentence(&error.suggestion)}</p>
                <div class="notice-actions"><RunAgain/></div>
            </div>
        </div>
    }
}

/// What these data cannot tell, though nothing is wrong.
#[component]
pub(crate) fn Unavailable(
    /// Why.
    error: ErrorView,
) -> impl IntoView {
    view! {
        <div class="notice notice-info" data-testid="unavailable" data-code=error.code>
            <Icon name=IconName::Info/>
            <div class="notice-body">
                <p class="notice-title">{words::sentence(&error.message)}</p>
                {error.place.map(|place| view! { <p><span class="muted">"Where: "</span>{place}</p> })}
                <p>{words::sentence(&error.suggestion)}</p>
            </div>
        </div>
    }
}

/// The stages of the first run, as they come.
#[component]
fn Working() -> impl IntoView {
    let app = use_app();
    let rows = Stage::ALL.map(|stage| {
        let state = Memo::new(move |_| {
            app.run.with(|run| match run.ended.iter().find(|(ended, _)| *ended == stage) {
                Some((_, StageOutcome::Done { .. })) => "done",
                Some((_, StageOutcome::Failed(_))) => "failed",
                Some((_, StageOutcome::Skipped { .. } | StageOutcome::Unavailable(_))) => "skipped",
                None if run.stage() == Some(stage) => "now",
                None => "later",
            })
        });
        view! {
            <li class="step" data-state=state>
                <span class="step-mark">{move || match state.get() {
                    "done" => Some(view! { <Icon name=IconName::Check/> }),
                    "failed" | "skipped" => Some(view! { <Icon name=IconName::Cross/> }),
                    _ => None,
                }}</span>
                <span>{stage.doing()}</span>
            </li>
        }
    });
    view! {
        <div class="working">
            <div class="panel working-panel">
                <h2>"Working it out"</h2>
                <p class="muted">"Everything runs in your browser. You can keep using the page; the bar below shows the progress."</p>
                <ol class="steps">{rows.into_iter().collect_view()}</ol>
            </div>
            <div class="panel"><Skeleton lines=5/></div>
        </div>
    }
}

/// No data were chosen: how to get some.
#[component]
fn NothingYet() -> impl IntoView {
    let app = use_app();
    let page = move || app.route.with_untracked(|route| route.page.nav());
    let start = move |data: DataKey| actions::start(app, data, page());
    view! {
        <div class="empty">
            <h2>"There is nothing to show yet"</h2>
            <p>"Open your shop's sales file, or look at a made-up or a real shop first."</p>
            <div class="empty-actions">
                <button class="button button-primary" type="button" on:click=|_| browser::click(FILE_INPUT)>
                    <Icon name=IconName::Upload/>"Open files"
                </button>
                <button class="button" type="button" on:click=move |_| start(DataKey::Demo(DemoSize::default()))>"Try the demo"</button>
                <button class="button" type="button" on:click=move |_| start(DataKey::Sample)>"Try real sample data"</button>
                <a class="button button-quiet" href=move || app.href(|route| route.to_page(Page::Start))>"Which files work?"</a>
            </div>
        </div>
    }
}

/// Says that there are no prices, where amounts are shown that mean nothing without them.
#[component]
pub(crate) fn PricesMissing() -> impl IntoView {
    let app = use_app();
    let missing = Memo::new(move |_| app.standing(|standing| !standing.summary.has_prices) == Some(true));
    move || {
        missing.get().then(|| {
            view! {
                <div class="notice notice-info" data-testid="no-prices">
                    <Icon name=IconName::Info/>
                    <p class="notice-body">"These files have no prices: amounts show as 0, and spending scores mean nothing."</p>
                </div>
            }
        })
    }
}

/// Downloads a file of the result.
#[component]
pub(crate) fn ExportButton(
    /// Which file.
    kind: ExportKind,
    /// What it holds.
    label: &'static str,
) -> impl IntoView {
    let app = use_app();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let unavailable = move || app.run.with(|run| run.standing.is_none() || (run.phase == Phase::Idle));
    let save = move |_| {
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let outcome = actions::export(app, kind).await;
            busy.try_set(false);
            if let Err(error) = outcome {
                failed.try_set(Some(words::error_line(&error)));
            }
        });
    };
    view! {
        <span class="export">
            <button
                class="button"
                type="button"
                title=kind.file_name()
                data-testid=format!("export-{}", kind.name())
                disabled=move || busy.get() || unavailable()
                on:click=save
            >
                <Icon name=IconName::Download/>{label}
            </button>
            {move || failed.get().map(|text| view! { <span class="export-error" role="alert">{text}</span> })}
        </span>
    }
}
