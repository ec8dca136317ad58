//! The root: shared state, listeners of the window, and the page that the address names.

use super::context::AppContext;
use super::model::route::{Page, Route};
use super::model::state::Phase;
use super::model::words;
use super::pages::{CustomersPage, DataPage, MappingPage, StartPage, laid_out};
use super::shell::Shell;
use super::{actions, browser, queries};
use crate::platform::{Client, plot};
use clientele_core::run::Stage;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Puts the app into the page's `#app`, in place of the first paint's skeleton. `build`: of which build the page is.
pub fn mount(build: &'static str) {
    browser::tell_panics();
    let Some(root) = document().get_element_by_id("app").and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return;
    };
    root.set_inner_html("");
    leptos::mount::mount_to(root, move || view! { <App of_build=build/> }).forget();
}

#[component]
fn App(
    /// Of which build the page is.
    of_build: &'static str,
) -> impl IntoView {
    let app = shared_state(of_build);
    provide_context(app);
    listen(app);
    actions::follow_address(app);
    let page = Memo::new(move |_| app.route.with(|route| route.page.clone()));
    Effect::new(move |before: Option<Page>| {
        let page = page.get();
        document().set_title(&format!("{} · Clientele", words::page_label(&page)));
        // A reader of a screen, and the keyboard, begin at the new page's heading; not when the app has only just started.
        if before.is_some_and(|before| before != page) {
            browser::scroll_to_top();
            browser::focus("page-title");
        }
        page
    });
    let phase = Memo::new(move |_| app.run.with(|run| run.phase));
    Effect::new(move |_| match phase.get() {
        Phase::Running => plot::prepare(),
        Phase::Ready => queries::ask_ahead(app),
        _ => {}
    });
    view! { <Shell>{move || page_view(page.get())}</Shell> }
}

fn page_view(page: Page) -> AnyView {
    match page {
        Page::Start => view! { <StartPage/> }.into_any(),
        Page::Mapping => view! { <MappingPage/> }.into_any(),
        Page::Data => view! { <DataPage/> }.into_any(),
        Page::Overview => laid_out(page, Stage::Validate),
        Page::Segments => laid_out(page, Stage::Rfm),
        Page::Clusters => laid_out(page, Stage::Cluster),
        Page::Statistics => laid_out(page, Stage::Rfm),
        Page::Value => laid_out(page, Stage::Value),
        Page::Movement => laid_out(page, Stage::Rfm),
        Page::Cohorts => laid_out(page, Stage::Rfm),
        Page::Customers => view! { <CustomersPage/> }.into_any(),
        Page::Customer(_) => laid_out(page, Stage::Rfm),
        Page::Recommendations => laid_out(page, Stage::Recommend),
        Page::Basket => laid_out(page, Stage::Basket),
        Page::Experiments => laid_out(page, Stage::Rfm),
        Page::Report => laid_out(page, Stage::Validate),
        Page::Settings => laid_out(page, Stage::Load),
        Page::Audiences => laid_out(page, Stage::Rfm),
        Page::Help => laid_out(page, Stage::Load),
    }
}

fn shared_state(build: &'static str) -> AppContext {
    // The client is part of the state that its news change: it gets the state by way of this cell.
    let cell = std::rc::Rc::new(std::cell::OnceCell::<AppContext>::new());
    let for_client = cell.clone();
    let client = Client::new(build, move |event| {
        if let Some(app) = for_client.get() {
            actions::on_worker_event(*app, &event);
        }
    });
    let (repairs, mappings) = actions::kept_settings();
    let app = AppContext::new(
        client,
        Route::parse(&browser::hash()),
        actions::first_theme(),
        repairs,
        mappings,
        actions::stored_kept(),
        actions::tour_step(),
    );
    // It is set once, here.
    let _ = cell.set(app);
    app
}

fn listen(app: AppContext) {
    browser::on_window("hashchange", move |_: web_sys::Event| actions::follow_address(app));
    browser::on_window("popstate", move |_: web_sys::Event| actions::follow_address(app));
    browser::on_theme_change(move || actions::follow_system_theme(app));
    browser::on_window("storage", move |_: web_sys::Event| actions::follow_erasure(app));
    // Files may be dropped anywhere. Entering and leaving fire for every element under the pointer: count them.
    let depth = StoredValue::new(0_i32);
    browser::on_window("dragenter", move |event: web_sys::DragEvent| {
        if has_files(&event) {
            event.prevent_default();
            depth.update_value(|d| *d += 1);
            app.dragging.set(true);
        }
    });
    browser::on_window("dragover", move |event: web_sys::DragEvent| {
        if has_files(&event) {
            event.prevent_default();
        }
    });
    browser::on_window("dragleave", move |event: web_sys::DragEvent| {
        if has_files(&event) {
            depth.update_value(|d| *d = (*d - 1).max(0));
            if depth.get_value() == 0 {
                app.dragging.set(false);
            }
        }
    });
    browser::on_window("drop", move |event: web_sys::DragEvent| {
        if has_files(&event) {
            event.prevent_default();
            depth.set_value(0);
            app.dragging.set(false);
            actions::take_files(app, browser::files_of(event.data_transfer().and_then(|data| data.files())));
        }
    });
    // Text or files pasted on the start page are taken as a table; in a text field they are the field's.
    browser::on_window("paste", move |event: web_sys::ClipboardEvent| {
        if app.route.with_untracked(|route| route.page != Page::Start) || browser::is_typing() {
            return;
        }
        let Some(data) = event.clipboard_data() else { return };
        let files = browser::files_of(data.files());
        if files.is_empty() {
            actions::take_text(app, &data.get_data("text/plain").unwrap_or_default());
        } else {
            actions::take_files(app, files);
        }
    });
    browser::on_window("keydown", move |event: web_sys::KeyboardEvent| {
        let is_data = app.route.with_untracked(|route| route.page == Page::Data);
        if is_data && (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !browser::is_typing() {
            let key = event.key().to_ascii_lowercase();
            let change = match (key.as_str(), event.shift_key()) {
                ("z", false) => Some(actions::undo as fn(AppContext)),
                ("z", true) | ("y", false) => Some(actions::redo as fn(AppContext)),
                _ => None,
            };
            if let Some(change) = change {
                event.prevent_default();
                change(app);
            }
        }
        // The browser's own command would print charts as they are: dark ones too, and none that has not been in view.
        if (event.ctrl_key() || event.meta_key())
            && !event.alt_key()
            && !event.shift_key()
            && event.key().eq_ignore_ascii_case("p")
        {
            event.prevent_default();
            actions::print(app);
        }
        if event.key() == "Escape" && app.log_open.get_untracked() {
            app.log_open.set(false);
            browser::focus("log-toggle");
        }
    });
}

fn has_files(event: &web_sys::DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}
