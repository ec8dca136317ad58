//! Everything that changes the shared state: starting and ending runs, going to an address, downloads, the theme.

use super::context::{AppContext, OpenFiles};
use super::route::{DataKey, Page, Route};
use super::state::{Phase, RunState, worker_lost_error};
use super::{browser, ingest, words};
use crate::platform::{Client, ClientEvent, Given, Lost, save_file, write_document};
use clientele_core::domain::ErrorView;
use clientele_core::files::ExportKind;
use clientele_core::run::{LogEntry, LogLevel, Stage};
use clientele_messages::{
    Answer, Arguments, DemoSize, ExportedFile, FilesId, FromWorker, KeptView, Link, OTHER_VERSION, PageSettings, Query, Source,
    Theme, Work, from_kept_text, other_version, to_kept_text,
};
use leptos::prelude::*;

const THEME_KEY: &str = "clientele.theme";
/// Of this tab: which of the kept sets of files is open.
const WORK_KEY: &str = "clientele.work";
/// Of all tabs: what was kept last.
const KEPT_KEY: &str = "clientele.kept";
/// Of all visits: how far the tour has come.
const TOUR_KEY: &str = "clientele.tour";
const ERASED_KEY: &str = "clientele.erased";

/// How an address is entered into the history.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Back leads to where one was.
    New,
    /// It takes the place of the address that was.
    Same,
}

/// Starts a run and shows `page`. `files` take the place of the ones chosen before.
pub(super) fn start(app: AppContext, data: DataKey, page: Page) {
    run(app, &data);
    let route = Route { page, data: Some(data), ..Route::default() };
    go(app, route, Step::New);
}

/// Runs the latest data again, whatever became of the run.
pub(super) fn run_again(app: AppContext) {
    if let Some(data) = app.run.with_untracked(|run| run.data.clone()) {
        run(app, &data);
    }
}

/// Runs some data and stays on the page that is shown.
pub(super) fn run(app: AppContext, data: &DataKey) {
    let is_files = *data == DataKey::Files;
    let OpenFiles { list: files, id, .. } = if is_files { app.files.get_value() } else { OpenFiles::default() };
    app.log.update(super::state::LogBook::clear);
    let client = app.client.get_value();
    let settings = ingest::run_settings(app, data);
    let address = app.address_settings.try_update_value(std::mem::take).unwrap_or_default();
    let mut overlay = super::settings_store::overlay(app, data);
    if !address.is_empty() {
        overlay = format!("~{address}\n{overlay}");
    }
    let own = if !files.is_empty() && id.id.is_empty() { super::settings_store::own(app) } else { Vec::new() };
    let given = Given { overlay, kept: work_name(), digests: id.digests, own };
    let job = client.run(data.source(), files, settings, given);
    if is_files {
        app.files.update_value(|files| files.job = Some(job));
    }
    app.run.update(|run| run.started(job, data.clone()));
}

/// Opens a project file; what is open stays until it has been read.
pub(super) fn open_project(app: AppContext, file: web_sys::File) {
    app.log.update(super::state::LogBook::clear);
    expect_kept();
    let job = app.client.get_value().open_project(file, work_name());
    app.run.update(|run| run.started(job, DataKey::Files));
}

/// Other files are being opened: a reload must not bring back the ones before. Until it is heard that they are kept, and as what, they
/// have a name that the worker knows them by once they are.
pub(super) fn expect_kept() {
    browser::session_store(WORK_KEY, &format!("pending-{}", browser::ticket()));
}

/// What the files that are open are kept as, or will be.
fn work_name() -> String {
    browser::session(WORK_KEY).unwrap_or_default()
}

/// What the last visit has kept.
pub(super) fn stored_kept() -> KeptView {
    browser::stored(KEPT_KEY).and_then(|text| from_kept_text(&text)).unwrap_or_default()
}

/// What is kept, in a line.
pub(super) fn kept_note(app: AppContext) -> String {
    // Told anew on each page.
    app.route.track();
    app.kept.with(|kept| match (&kept.problem, kept.id.is_empty()) {
        (Some(_), _) => "Not kept in this browser: a reload asks for your files again.".to_owned(),
        (None, true) => "Your data never leave this browser.".to_owned(),
        (None, false) => {
            let age = words::age(browser::now_ms() - kept.saved_ms);
            format!("Kept only in this browser · {} · {age}", words::bytes(kept.bytes))
        }
    })
}

/// Another tab may have erased everything.
pub(super) fn follow_erasure(app: AppContext) {
    if browser::stored(KEPT_KEY).is_none() && app.kept.with_untracked(|kept| !kept.id.is_empty()) {
        app.kept.set(KeptView::default());
    }
}

fn kept_changed(app: AppContext, kept: &KeptView) {
    if !kept.id.is_empty() {
        browser::session_store(WORK_KEY, &kept.id);
        if kept.problem.is_none() {
            browser::store(KEPT_KEY, &to_kept_text(kept));
        }
    } else if kept.problem.is_some() {
        // Nothing of these data is there: a reload must say so, and not bring back others.
        browser::session_store(WORK_KEY, "none");
    }
    if let Some(problem) = &kept.problem
        && app.kept.with_untracked(|before| before.problem != kept.problem)
    {
        app.notice.set(Some(problem.clone()));
    }
    app.kept.set(kept.clone());
}

/// Erases all that this browser keeps, and begins anew.
pub(super) fn erase(app: AppContext) {
    let client = app.client.get_value();
    leptos::task::spawn_local(async move {
        match client.erase().await {
            Ok(Answer::Erased(what)) => {
                let settings = browser::erase_stored();
                browser::session_store(ERASED_KEY, &format!("{what}; {settings} kept settings"));
                browser::replace_hash("#/");
                browser::reload();
            }
            Ok(_) => {}
            Err(error) => app.notice.set(Some(error)),
        }
    });
}

/// What was erased just before the page was loaded, once.
pub(super) fn take_erased() -> Option<String> {
    let text = browser::session(ERASED_KEY);
    browser::session_store(ERASED_KEY, "");
    text
}

/// The worker begins a run with these settings, and with files that the page may not have.
fn adopt(app: AppContext, job: u32, settings: &PageSettings, id: &FilesId, files: &[web_sys::File]) {
    if !files.is_empty() {
        app.files.set_value(OpenFiles { list: files.to_vec(), job: Some(job), ..OpenFiles::default() });
    }
    super::settings_store::identify(app, job, id);
    let data = match settings.source {
        Source::Demo => {
            let [customers, products, transactions] = settings.sizes;
            let dirty_permille = settings.dirty_permille;
            DataKey::Demo(DemoSize { seed: settings.seed, customers, products, transactions, dirty_permille })
        }
        Source::Sample => DataKey::Sample,
        Source::Files => DataKey::Files,
    };
    app.run.update(|run| run.data = Some(data.clone()));
    if settings.is_news {
        ingest::keep_recipe(app, &settings.recipe, &data);
        super::settings_store::adopt(app, &data, settings);
    }
    let route = app.route.get_untracked();
    let (page, step) = match route.page {
        Page::Start | Page::Mapping if route.data.as_ref() != Some(&data) => (Page::Overview, Step::New),
        page => (page, Step::Same),
    };
    let route = if route.data.as_ref() == Some(&data) { app.route.get_untracked() } else { Route::default() };
    go(app, Route { page, data: Some(data), settings: settings.address.clone(), ..route }, step);
}

/// Has something worked out about the result that stands.
pub(super) fn work(app: AppContext, work: Work) {
    let Some(data) = app.run.with_untracked(|run| run.standing.as_ref().map(|standing| standing.data.clone())) else { return };
    let job = app.client.get_value().work(work);
    app.run.update(|run| run.started(job, data));
}

/// Stops the run under way, or the look at files.
pub(super) fn cancel(app: AppContext) {
    if !ingest::stop_looking(app) {
        app.client.get_value().cancel();
    }
}

/// The worker, or what is left of it, has news.
pub(super) fn heard(app: AppContext, event: &ClientEvent) {
    let before = app.run.with_untracked(|run| (run.phase, run.standing.as_ref().map(|s| s.version)));
    match event {
        ClientEvent::Worker(FromWorker::Log(entry), _) => app.log.update(|log| log.push(entry.clone())),
        ClientEvent::Worker(FromWorker::Kept(kept), _) => kept_changed(app, kept),
        ClientEvent::Worker(FromWorker::Settings { job, settings, files: id }, files) => {
            if app.run.with_untracked(|run| run.job == Some(*job)) {
                adopt(app, *job, settings, id, files);
            }
        }
        ClientEvent::Worker(FromWorker::Failed { job, error }, _)
            if error.code.starts_with("kept-")
                && app.run.with_untracked(|run| run.job == Some(*job) && run.standing.is_none()) =>
        {
            // There is nothing to run: the start page says why, and asks for the files.
            app.run.set(RunState::default());
            app.kept.set(KeptView { problem: Some(error.clone()), ..KeptView::default() });
            go(app, app.route.get_untracked().to_page(Page::Start), Step::Same);
        }
        ClientEvent::Worker(message, _) => {
            if let FromWorker::Finished { job, summary } = message {
                super::settings_store::identify(app, *job, &summary.files_id);
            }
            if app.run.with_untracked(|run| run.clone().heard(message)) {
                app.run.update(|run| {
                    run.heard(message);
                });
            }
        }
        ClientEvent::WorkerLost(why) => {
            let stage = app.run.with_untracked(|run| run.stage()).unwrap_or(Stage::Load);
            let error = match why {
                Lost::Stopped(message) => worker_lost_error(message),
                Lost::OtherVersion => other_version(),
            };
            let place = error.place.as_deref().unwrap_or_default();
            let text = format!("{} {place}", words::sentence(&error.message)).trim_end().to_owned();
            app.log.update(|log| log.push(LogEntry { elapsed_ms: 0, level: LogLevel::Error, stage, text }));
            app.run.update(|run| run.worker_lost(error));
        }
    }
    let (phase, version, standing) = app.run.with_untracked(|run| {
        (run.phase, run.standing.as_ref().map(|s| s.version), run.standing.as_ref().map(|s| s.data.clone()))
    });
    if version != before.1 {
        app.answers.update_value(std::collections::HashMap::clear);
    }
    // The address names the data that are shown: those of the new result, or of the one that stands after a failure.
    if before.0 == Phase::Running && phase != Phase::Running {
        let route = app.route.get_untracked();
        if standing.is_some() && route.data != standing {
            go(app, Route { data: standing, settings: String::new(), ..route }, Step::Same);
        }
    }
}

/// Goes to an address.
pub(super) fn go(app: AppContext, route: Route, step: Step) {
    if app.route.with_untracked(|now| *now == route) {
        return;
    }
    let hash = route.format();
    match step {
        Step::New => browser::push_hash(&hash),
        Step::Same => browser::replace_hash(&hash),
    }
    app.route.set(route);
}

/// Goes where a link of a page leads.
pub(super) fn follow(app: AppContext, link: Link) {
    let (route, filter) = app.route.with_untracked(|route| (route.to_link(&link), route.filter.clone()));
    // Back undoes a filter; it does not go through every letter that was typed.
    let step = if matches!(link, Link::Set(_)) && route.filter == filter { Step::Same } else { Step::New };
    go(app, route, step);
}

/// Changes what the page shows; empty values are taken away.
pub(super) fn set_arguments(app: AppContext, pairs: Arguments) {
    follow(app, Link::Set(pairs));
}

/// The address has changed by a link, by Back or Forward, or stood there when the page was opened: follow it.
pub(super) fn follow_address(app: AppContext) {
    let route = Route::parse(&browser::hash());
    let data = route.data.clone();
    if app.route.with_untracked(|now| *now != route) {
        app.route.set(route.clone());
    }
    let Some(data) = data else { return };
    // The question about the columns needs no result.
    if route.page == Page::Mapping && app.asked.with_untracked(Option::is_some) {
        return;
    }
    let known = app.run.with_untracked(|run| {
        run.data.as_ref() == Some(&data) || run.standing.as_ref().is_some_and(|standing| standing.data == data)
    });
    if known {
        return;
    }
    // The user's own files are those that this browser keeps, unless they were just given.
    app.address_settings.set_value(route.settings);
    run(app, &data);
}

/// Which stop of the tour a visit begins with: the first one, unless an earlier visit has gone on or ended it.
pub(super) fn tour_step() -> u8 {
    browser::stored(TOUR_KEY).map_or(1, |text| text.parse().unwrap_or(0))
}

/// Goes to a stop of the tour; 0 ends it.
pub(super) fn tour(app: AppContext, step: u8, to: Option<Link>) {
    browser::store(TOUR_KEY, &step.to_string());
    app.tour.set(step);
    if let Some(to) = to {
        follow(app, to);
    }
    // The button that was pressed is gone.
    browser::focus(if step == 0 { "main" } else { "tour" });
}

/// Shows the page in the other theme, and remembers it.
pub(super) fn switch_theme(app: AppContext) {
    let theme = if app.theme.get_untracked() == Theme::Light { Theme::Dark } else { Theme::Light };
    browser::store(THEME_KEY, theme_name(theme));
    browser::set_root_attribute("data-theme", theme_name(theme));
    app.theme.set(theme);
}

/// The theme to begin with: the one chosen last time, else the system's.
pub(super) fn first_theme() -> Theme {
    match browser::stored(THEME_KEY).as_deref() {
        Some("dark") => Theme::Dark,
        Some("light") => Theme::Light,
        _ => system_theme(),
    }
}

/// The system's theme has changed: it counts unless one was chosen here.
pub(super) fn follow_system_theme(app: AppContext) {
    if browser::stored(THEME_KEY).is_none() {
        app.theme.set(system_theme());
    }
}

fn system_theme() -> Theme {
    if browser::prefers_dark() { Theme::Dark } else { Theme::Light }
}

fn theme_name(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

/// Prints the page. Each of its charts is drawn first, in light colours and as a picture that fits the paper, also those that have not
/// been in view.
pub(super) fn print(app: AppContext) {
    if app.printing.get_untracked() {
        return;
    }
    app.to_print.set_value(1);
    app.printing.set(true);
    // By then every chart has said that it is not ready.
    set_timeout(move || ready_for_paper(app), std::time::Duration::ZERO);
}

/// One thing more is ready for paper; with the last one the page is printed.
pub(super) fn ready_for_paper(app: AppContext) {
    let left = app.to_print.try_update_value(|left| {
        *left = left.saturating_sub(1);
        *left
    });
    if left == Some(0) && app.printing.get_untracked() {
        app.printing.set(false);
        browser::print();
    }
}

/// Downloads a file of the standing result.
///
/// # Errors
/// What the worker or the browser says.
pub(super) async fn export(app: AppContext, kind: ExportKind) -> Result<(), ErrorView> {
    act_on_answer(app, Query::Export(kind)).await
}

/// Does what the answer to `query` says: saves a file, keeps settings, or goes somewhere.
///
/// # Errors
/// What the worker or the browser says.
pub(super) async fn act_on_answer(app: AppContext, query: Query) -> Result<(), ErrorView> {
    match app.client.get_value().ask(query).await? {
        Answer::Export(file) => return save(&file),
        Answer::Job(mut file) => {
            file.bytes = written(app, &file.bytes).await?;
            return save(&file);
        }
        Answer::Settings(text) => super::settings_store::change_overlay(app, text),
        Answer::Link(to) => to.into_iter().for_each(|to| follow(app, to)),
        _ => return Err(save_error("The worker sent something else than a file.")),
    }
    Ok(())
}

/// The text of a document that `query` makes.
///
/// # Errors
/// What the worker or the writer of documents says.
pub(super) async fn document_text(app: AppContext, query: Query) -> Result<String, ErrorView> {
    match app.client.get_value().ask(query).await? {
        Answer::Job(file) => Ok(String::from_utf8(written(app, &file.bytes).await?).unwrap_or_default()),
        _ => Err(save_error("The worker sent something else than a document.")),
    }
}

/// Has a document written.
async fn written(app: AppContext, job: &[u8]) -> Result<Vec<u8>, ErrorView> {
    let build = app.client.with_value(Client::build);
    write_document(build, job).await.inspect_err(|error| told_of_update(app, error))
}

/// An error that only loading the page anew can mend is said at the head of the page, where there is a button for that.
pub(super) fn told_of_update(app: AppContext, error: &ErrorView) {
    if error.code == OTHER_VERSION {
        app.notice.set(Some(error.clone()));
    }
}

/// Downloads the log as the page has it: also when there is no result, or no worker.
///
/// # Errors
/// What the browser says.
pub(super) fn export_log(app: AppContext) -> Result<(), ErrorView> {
    let text = app.log.with_untracked(super::state::LogBook::to_text);
    save(&ExportedFile {
        name: ExportKind::Log.file_name().to_owned(),
        media_type: "text/plain;charset=utf-8".to_owned(),
        bytes: text.into_bytes(),
    })
}

/// Gives a file to the browser as a download.
///
/// # Errors
/// What the browser says.
pub(super) fn save(file: &ExportedFile) -> Result<(), ErrorView> {
    save_file(file).map_err(|message| save_error(&message))
}

fn save_error(message: &str) -> ErrorView {
    ErrorView {
        code: "not-saved".to_owned(),
        message: format!("The file could not be saved. {message}"),
        place: None,
        suggestion: "Try again; if it keeps failing, allow downloads for this page.".to_owned(),
    }
}
