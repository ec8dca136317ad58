//! What stands around every page: navigation, the line that says which data are shown, failures, the status bar, the log.

use super::components::{ErrorBox, FILE_INPUT, Icon, IconName, LogPanel, RunAgain, StatusBar, blocks_view};
use super::context::{AppContext, use_app};
use super::model::route::Page;
use super::model::state::Phase;
use super::model::words;
use super::queries::{content_of, load};
use super::{actions, browser, format};
use crate::platform::locale;
use clientele_messages::{CustomerFilter, Query, Theme};
use leptos::prelude::*;

/// What the file chooser offers. Recipes may come along with the files.
const ACCEPTED: &str = ".csv,.tsv,.txt,.gz,.xlsx,.xls,.ods,.parquet,.zip,.json,.clientele,text/csv,text/tab-separated-values,text/plain,application/gzip,application/zip";

#[component]
pub(super) fn Shell(children: Children) -> impl IntoView {
    let app = use_app();
    view! {
        <button class="skip-link" type="button" on:click=|_| browser::focus("main")>"Skip to the content"</button>
        <div class="shell">
            <Sidebar/>
            <div class="column">
                <TopBar/>
                <main class="main" id="main" tabindex="-1">
                    <FailureBanner/>
                    <NoticeBanner/>
                    <Tour/>
                    <FilterStrip/>
                    {children()}
                </main>
            </div>
            <StatusBar/>
        </div>
        <LogPanel/>
        <div class="drop-veil" class:is-on=move || app.dragging.get() aria-hidden="true">
            <div class="drop-veil-box"><Icon name=IconName::Upload/>"Drop to read these files in this browser"</div>
        </div>
    }
}

/// The one file input: it always exists, out of sight; buttons click it.
#[component]
fn FileInput() -> impl IntoView {
    let app = use_app();
    view! {
        <input
            id=FILE_INPUT
            class="visually-hidden"
            type="file"
            multiple=true
            tabindex="-1"
            aria-label="Choose sales files"
            accept=ACCEPTED
            data-testid="file-input"
            on:change=move |event| {
                let input: web_sys::HtmlInputElement = event_target(&event);
                let files = browser::files_of(input.files());
                // So that choosing the same file again is a change too.
                input.set_value("");
                actions::take_files(app, files);
            }
        />
    }
}

/// What filters every page, as the worker lays it out: chips, and what else could filter.
#[component]
fn FilterStrip() -> impl IntoView {
    let app = use_app();
    let shown = Memo::new(move |_| {
        let filter = app.route.with(|route| CustomerFilter { search: String::new(), ..route.filter.clone() });
        let page = app.route.with(|route| route.page.clone());
        page.is_about_customers().then(|| Query::Page {
            name: "filters".to_owned(),
            arguments: vec![("page".to_owned(), page.name().to_owned())],
            filter,
        })
    });
    let loaded = load(move || shown.get(), content_of!(Page));
    let blocks = Memo::new(move |_| {
        let is_shown = shown.with(Option::is_some) && app.version.get() > 0;
        let blocks = loaded.with(|loaded| loaded?.ok().map(|view| view.blocks.clone()));
        blocks.filter(|_| is_shown).unwrap_or_default()
    });
    view! { <div class="filter-strip stack blocks" data-testid="filter-strip">{blocks_view(blocks.into())}</div> }
}

/// The tour of the first visit, once there is a result to show.
#[component]
fn Tour() -> impl IntoView {
    let app = use_app();
    let shown = Memo::new(move |_| {
        let is_about_data = app.route.with(|route| !matches!(route.page, Page::Start | Page::Mapping));
        let step = Some(app.tour.get()).filter(|step| *step > 0 && is_about_data && app.version.get() > 0)?;
        let arguments = vec![("step".to_owned(), step.to_string())];
        Some(Query::Page { name: "tour".to_owned(), arguments, filter: CustomerFilter::default() })
    });
    let loaded = load(move || shown.get(), content_of!(Page));
    let blocks = Memo::new(move |_| {
        let blocks = loaded.with(|loaded| loaded?.ok().map(|view| view.blocks.clone()));
        blocks.filter(|_| shown.with(Option::is_some)).unwrap_or_default()
    });
    view! { <div id="tour" class="tour blocks" tabindex="-1" role="region" aria-label="Tour">{blocks_view(blocks.into())}</div> }
}

fn nav_icon(page: &Page) -> IconName {
    match page {
        Page::Start | Page::Mapping => IconName::Home,
        Page::Data => IconName::Table,
        Page::Overview => IconName::Pulse,
        Page::Segments => IconName::Grid,
        Page::Clusters => IconName::Dots,
        Page::Statistics => IconName::Chart,
        Page::Value => IconName::Coin,
        Page::Movement => IconName::Flow,
        Page::Cohorts => IconName::Calendar,
        Page::Customers | Page::Customer(_) => IconName::People,
        Page::Recommendations => IconName::Gift,
        Page::Basket => IconName::Basket,
        Page::Experiments => IconName::Flask,
        Page::Report => IconName::Log,
        Page::Settings => IconName::Lock,
        Page::Audiences => IconName::Upload,
        Page::Help => IconName::Info,
    }
}

fn nav_link(app: AppContext, page: Page) -> AnyView {
    let (label, short, testid) = (words::page_label(&page), words::page_label_short(&page), format!("nav-{}", page.name()));
    let (icon, here, to) = (nav_icon(&page), page.clone(), page);
    let current = move || app.route.with(|route| (route.page.nav() == here).then_some("page"));
    view! {
        <a class="nav-link" href=move || app.href(|route| route.to_page(to.clone())) aria-current=current data-testid=testid>
            <Icon name=icon/>
            <span class="nav-label">{label}</span>
            <span class="nav-label-short" aria-hidden="true">{short}</span>
        </a>
    }
    .into_any()
}

#[component]
fn Sidebar() -> impl IntoView {
    let app = use_app();
    let link = move |page: Page| nav_link(app, page);
    let [
        start,
        data,
        overview,
        segments,
        clusters,
        statistics,
        value,
        movement,
        cohorts,
        customers,
        recommendations,
        basket,
        experiments,
        audiences,
        report,
        settings,
        help,
    ] = Page::NAV;
    view! {
        <aside class="sidebar">
            <a class="brand" href=move || app.href(|route| route.to_page(Page::Start)) aria-label="Clientele: start page">
                <Logo/>
                <span class="brand-name">"Clientele"</span>
            </a>
            <nav class="side-nav" aria-label="Pages">
                {link(start)}
                {link(data)}
                <span class="nav-group">"Understand"</span>
                {link(overview)}
                {link(segments)}
                {link(clusters)}
                {link(statistics)}
                {link(value)}
                {link(movement)}
                {link(cohorts)}
                {link(customers)}
                <span class="nav-group">"Act"</span>
                {link(recommendations)}
                {link(basket)}
                {link(experiments)}
                {link(audiences)}
                {link(report)}
                {link(settings)}
                {link(help)}
            </nav>
            <p class="side-note" data-testid="kept-note">
                <Icon name=IconName::Lock/>
                <span>{move || actions::kept_note(app)}</span>
            </p>
        </aside>
    }
}

/// The mark: customers in a ring, open like a C, one of them in the middle.
#[component]
fn Logo() -> impl IntoView {
    let ring = [(22.4, 9.6), (16.0, 7.0), (9.6, 9.6), (7.0, 16.0), (9.6, 22.4), (16.0, 25.0), (22.4, 22.4)];
    let dots = ring.map(|(x, y)| view! { <circle cx=x.to_string() cy=y.to_string() r="2.3"/> });
    view! {
        <svg class="logo" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
            <rect class="logo-ground" width="32" height="32" rx="8"/>
            <g class="logo-ring">{dots.into_iter().collect_view()}</g>
            <circle class="logo-core" cx="16" cy="16" r="3.4"/>
        </svg>
    }
}

#[component]
fn TopBar() -> impl IntoView {
    let app = use_app();
    let stale = move || app.run.with(|run| run.phase == Phase::Running && run.standing.is_some());
    view! {
        <header class="topbar">
            <a class="brand brand-small" href=move || app.href(|route| route.to_page(Page::Start)) aria-label="Clientele: start page"><Logo/></a>
            <div class="dataset">
                {move || app.standing(|standing| {
                    let summary = &standing.summary;
                    let (customers, orders) = (summary.customers, summary.orders);
                    view! {
                        <span class="dataset-name">{words::data_label(&standing.data, summary)}</span>
                        // On paper all names; on the screen there is room for one.
                        <span class="dataset-fact print-only">{summary.files.join(", ")}</span>
                        {summary.period.map(|period| view! { <span class="dataset-fact">{format::period(period)}</span> })}
                        <span class="dataset-fact dataset-fact-more">
                            {words::counted(customers, &locale::count(customers), "customer", "customers")}
                        </span>
                        <span class="dataset-fact dataset-fact-more">
                            {words::counted(orders, &locale::count(orders), "order", "orders")}
                        </span>
                    }.into_any()
                }).unwrap_or_else(|| view! { <span class="dataset-fact">"No data yet"</span> }.into_any())}
                {move || stale().then(|| view! {
                    <span class="tag tag-warn">"Earlier result · updating"</span>
                })}
            </div>
            <div class="topbar-actions">
                <FileInput/>
                <button class="button button-quiet" type="button" on:click=|_| browser::click(FILE_INPUT)>
                    <Icon name=IconName::Upload/><span class="wide-only">"Open files"</span>
                    <span class="visually-hidden narrow-only">"Open files"</span>
                </button>
                <button
                    class="button button-quiet button-icon"
                    type="button"
                    aria-label="Print this page"
                    title="Print this page (Ctrl P)"
                    data-testid="print"
                    on:click=move |_| actions::print(app)
                >
                    <Icon name=IconName::Print/>
                </button>
                <ThemeButton/>
            </div>
        </header>
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let app = use_app();
    let label = move || if app.theme.get() == Theme::Light { "Switch to the dark theme" } else { "Switch to the light theme" };
    view! {
        <button
            class="button button-quiet button-icon"
            type="button"
            aria-label=label
            title=label
            data-testid="theme"
            on:click=move |_| actions::switch_theme(app)
        >
            {move || {
                let name = if app.theme.get() == Theme::Light { IconName::Moon } else { IconName::Sun };
                view! { <Icon name/> }
            }}
        </button>
    }
}

/// Says what failed, where, and what to do, above whatever page is shown. Pages that have nothing else to show say it
/// themselves, so it is left out there.
#[component]
fn FailureBanner() -> impl IntoView {
    let app = use_app();
    let dismissed = RwSignal::new(None::<u32>);
    let error = Memo::new(move |_| {
        app.run.with(|run| {
            // What went wrong with earlier files is no answer to a question about others.
            let is_asking = app.route.with(|route| route.page == Page::Mapping) || app.looking.with(Option::is_some);
            let is_alone = run.standing.is_some() || app.route.with(|r| r.page == Page::Start);
            let shown = run.phase == Phase::Failed && is_alone && !is_asking;
            run.error.clone().filter(|_| shown && dismissed.get() != run.job).map(|error| (error, run.job, run.standing.clone()))
        })
    });
    move || {
        error.get().map(|(error, job, standing)| {
            let kept = standing.map(|standing| match standing.in_worker {
                true => format!(
                    "The earlier result ({}) is kept and still shown.",
                    words::data_label(&standing.data, &standing.summary)
                ),
                false => "What was already on screen stays readable; the rest needs another run.".to_owned(),
            });
            view! {
                <ErrorBox error kept>
                    <RunAgain/>
                    <button class="button button-quiet" type="button" on:click=move |_| dismissed.set(job)>"Dismiss"</button>
                </ErrorBox>
            }
        })
    }
}

/// What went wrong beside a run. The data page says it beside its buttons.
#[component]
fn NoticeBanner() -> impl IntoView {
    let app = use_app();
    let is_here = Memo::new(move |_| app.route.with(|route| route.page != Page::Data));
    move || {
        app.notice.get().filter(|_| is_here.get()).map(|error| {
            view! {
                <ErrorBox error>
                    <button class="button button-quiet" type="button" on:click=move |_| app.notice.set(None)>"Dismiss"</button>
                </ErrorBox>
            }
        })
    }
}
