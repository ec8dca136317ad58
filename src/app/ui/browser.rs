//! What the page uses of the browser: address, stored settings, theme, observers.

use clientele_messages::ChartWidth;
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

/// What follows the `#` in the address, with it.
pub(super) fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Goes to an address as a new step of the history.
pub(super) fn push_hash(hash: &str) {
    if let Ok(history) = window().history() {
        // A page that may not change its address still shows the right thing.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(hash));
    }
}

/// Changes the address of this step of the history.
pub(super) fn replace_hash(hash: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(hash));
    }
}

/// Goes one step back in the history.
pub(super) fn back() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// A setting kept in this browser.
pub(super) fn stored(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a setting in this browser; where storage is switched off it lasts until the page is closed.
pub(super) fn store(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// Forgets a setting.
pub(super) fn forget(key: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(key);
    }
}

/// Something kept as long as this tab is open.
pub(super) fn session(key: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(key).ok()?.filter(|text| !text.is_empty())
}

/// Keeps something as long as this tab is open.
pub(super) fn session_store(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// The names of all settings that are kept in this browser; other pages of the same host may have some, too.
pub(super) fn stored_names() -> Vec<String> {
    window().local_storage().ok().flatten().map(|store| names_in(&store)).unwrap_or_default()
}

fn names_in(store: &web_sys::Storage) -> Vec<String> {
    (0..store.length().unwrap_or(0)).filter_map(|at| store.key(at).ok().flatten()).collect()
}

/// Erases all that this page has stored, but nothing of other pages of the same host; how many settings there were.
pub(super) fn erase_stored() -> usize {
    let stores = [window().session_storage(), window().local_storage()];
    let mut erased = 0;
    for store in stores.into_iter().filter_map(|store| store.ok().flatten()) {
        let names = names_in(&store);
        erased =
            names.iter().filter(|name| name.starts_with("clientele.")).filter(|name| store.remove_item(name).is_ok()).count();
    }
    erased
}

/// Prints the page.
pub(super) fn print() {
    // A browser that cannot print has nothing to say about it.
    let _ = window().print();
}

/// Loads the page again.
pub(super) fn reload() {
    let _ = window().location().reload();
}

/// Loads the page again from its server, past what the browser has kept of it; `public/early.js` knows how.
pub(super) fn reload_anew() {
    let load = js_sys::Reflect::get(&window(), &"clienteleReload".into()).and_then(|load| load.dyn_into::<js_sys::Function>());
    if load.and_then(|load| load.call0(&JsValue::NULL)).is_err() {
        reload();
    }
}

/// Milliseconds since 1970.
pub(super) fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// A number that nobody else has: of the time and chance.
pub(super) fn ticket() -> String {
    crate::platform::random_id()
}

/// Sets an attribute of `<html>`.
pub(super) fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(name, value);
    }
}

/// Whether the system asks for a dark page.
pub(super) fn prefers_dark() -> bool {
    window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches())
}

/// Calls `react` whenever the system's theme changes, as long as the page lives.
pub(super) fn on_theme_change(react: impl FnMut() + 'static) {
    if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
        let closure = Closure::<dyn FnMut()>::new(react);
        query.set_onchange(Some(closure.as_ref().unchecked_ref()));
        closure.forget();
        // The query object has to live as long as its listener.
        std::mem::forget(query);
    }
}

/// Calls `react` on an event of the window, as long as the page lives.
pub(super) fn on_window<E: JsCast + 'static>(event: &str, mut react: impl FnMut(E) + 'static) {
    let closure = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| react(event.unchecked_into()));
    let _ = window().add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Moves the keyboard's focus to an element.
pub(super) fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Moves the keyboard's focus to the first element of a selector.
pub(super) fn focus_first(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Whether an element has the keyboard's focus.
pub(super) fn has_focus(id: &str) -> bool {
    document().active_element().is_some_and(|element| element.id() == id)
}

/// Whether the keyboard's focus is where text is typed, or in a dialog.
pub(super) fn is_typing() -> bool {
    let Some(element) = document().active_element() else { return false };
    let text_field = match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "file" | "button" | "radio")),
        _ => false,
    };
    text_field || element.closest("dialog").ok().flatten().is_some()
}

/// Opens a dialog above the page; Escape closes it, and the browser gives the focus back to where it was.
pub(super) fn open_dialog(dialog: &web_sys::HtmlDialogElement) {
    if !dialog.open() {
        // It fails only for a dialog that is not in the page.
        let _ = dialog.show_modal();
    }
}

/// Clicks an element, for a button that stands for a hidden file input.
pub(super) fn click(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// Scrolls the page's content to its top.
pub(super) fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Files of a list.
pub(super) fn files_of(list: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|i| list.item(i)).collect()
}

/// An observer that stops when it is dropped.
pub(super) enum Observer {
    InView(
        web_sys::IntersectionObserver,
        #[expect(dead_code, reason = "held for the browser")] Closure<dyn FnMut(js_sys::Array)>,
    ),
    Size(web_sys::ResizeObserver, #[expect(dead_code, reason = "held for the browser")] Closure<dyn FnMut()>),
}

impl Drop for Observer {
    fn drop(&mut self) {
        match self {
            Observer::InView(observer, _) => observer.disconnect(),
            Observer::Size(observer, _) => observer.disconnect(),
        }
    }
}

/// Calls `react` when the element is about to scroll into view. `None` where the browser cannot tell: show it at once then.
pub(super) fn when_in_view(element: &Element, mut react: impl FnMut() + 'static) -> Option<Observer> {
    let closure = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let seen = |entry: JsValue| entry.unchecked_into::<web_sys::IntersectionObserverEntry>().is_intersecting();
        if entries.iter().any(seen) {
            react();
        }
    });
    let options = web_sys::IntersectionObserverInit::new();
    options.set_root_margin("120px");
    let observer = web_sys::IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &options).ok()?;
    observer.observe(element);
    Some(Observer::InView(observer, closure))
}

/// Calls `react` when the element's size changes.
pub(super) fn on_resize(element: &Element, react: impl FnMut() + 'static) -> Option<Observer> {
    let closure = Closure::<dyn FnMut()>::new(react);
    let observer = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(Observer::Size(observer, closure))
}

/// A fault of the page itself: written to the console, and told to the reader in the box that index.html keeps for it.
pub(super) fn tell_panics() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        let document = document();
        for (id, text) in [
            ("boot-failure-title", "Something went wrong on this page"),
            ("boot-failure-text", "Reload it to go on; your files are untouched. The browser's console has the details."),
        ] {
            if let Some(element) = document.get_element_by_id(id) {
                element.set_text_content(Some(text));
            }
        }
        if let Some(element) = document.get_element_by_id("boot-failure") {
            let _ = element.remove_attribute("hidden");
        }
    }));
}

/// How much room a chart has: on a phone, labels are left to touch and table.
pub(super) fn chart_width() -> ChartWidth {
    let width = window().inner_width().ok().and_then(|w| w.as_f64()).unwrap_or(1280.0);
    if width < 560.0 { ChartWidth::Narrow } else { ChartWidth::Wide }
}
