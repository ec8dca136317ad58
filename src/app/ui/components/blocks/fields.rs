//! Fields: what is typed, chosen or switched becomes an argument of the page.

use crate::platform::locale;
use crate::ui::components::el::{el, el_of, live, live_text, nothing};
use crate::ui::context::use_app;
use crate::ui::{actions, browser};
use clientele_messages::{Field, FieldKind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long typing or sliding must pause before the page is asked for again.
const TYPING_PAUSE: Duration = Duration::from_millis(60);
/// The same for sliders, which are moved to see what happens.
const SLIDING_PAUSE: Duration = Duration::from_millis(16);

/// Bytes of a file that are read at most.
const MOST_FILE_BYTES: i32 = 20_000_000;

/// What was typed or chosen.
fn typed(event: &web_sys::Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    match target.dyn_ref::<web_sys::HtmlInputElement>() {
        Some(input) if input.type_() == "checkbox" => if input.checked() { "1" } else { "0" }.to_owned(),
        Some(input) => input.value(),
        None => event_target_value(event),
    }
}

/// A field with its label, hint and problem.
pub(super) fn field_view(field: Memo<Field>) -> AnyView {
    let app = use_app();
    let Field { name, testid, label, hint, kind, .. } = field.get_untracked();
    let testid = if testid.is_empty() { format!("field-{name}") } else { testid };
    let id = format!("field-{name}");
    let is_file = kind == FieldKind::File;
    let wait = if matches!(kind, FieldKind::Slider { .. }) { SLIDING_PAUSE } else { TYPING_PAUSE };
    let ticket = StoredValue::new(0_u32);
    let set: Rc<dyn Fn(String, bool)> = Rc::new(move |text: String, pause: bool| {
        // What is as usual needs no place in the address; an emptied field is as usual. What is usual changes when settings are put to use.
        let usual = field.with_untracked(|field| field.usual.clone());
        let is_usual = !is_file && (text == usual || (usual.is_empty() && text == "0"));
        let pairs = vec![(name.clone(), if is_usual { String::new() } else { text })];
        if !pause {
            return actions::set_arguments(app, pairs);
        }
        ticket.update_value(|t| *t = t.wrapping_add(1));
        let mine = ticket.get_value();
        let later = move || {
            if ticket.try_get_value() == Some(mine) {
                actions::set_arguments(app, pairs.clone());
            }
        };
        set_timeout(later, wait);
    });
    let shown = RwSignal::new(field.with_untracked(|field| field.value.clone()));
    let own = id.clone();
    // What comes back from the worker is late while somebody types.
    Effect::new(move |_| {
        let now = field.with(|field| field.value.clone());
        if !browser::has_focus(&own) {
            shown.set(now);
        }
    });
    let (at_once, later) = (set.clone(), set.clone());
    let changed = move |event: web_sys::Event| at_once(typed(&event), false);
    let moving = move |event: web_sys::Event| {
        let text = typed(&event);
        shown.set(text.clone());
        later(text, true);
    };
    let control = |tag: &'static str, kind: &'static str| {
        el(tag).attr("id", id.clone()).attr("type", kind).attr("data-testid", testid.clone())
    };
    let value = move || shown.get();
    let mut after = None;
    let input = match kind {
        FieldKind::Text => control("input", "text").live_value("value", value).on("change", changed),
        FieldKind::Blank(empty) => {
            control("input", "text").attr("placeholder", empty).live_value("value", value).on("change", changed)
        }
        FieldKind::Number => {
            control("input", "text").attr("inputmode", "decimal").live_value("value", value).on("change", changed)
        }
        FieldKind::Search => control("input", "search").live_value("value", value).on("input", moving),
        FieldKind::Lines => control("textarea", "").attr("rows", "4").live_value("value", value).on("change", changed),
        FieldKind::Slider { min, max, step } => {
            let range = [("min", min), ("max", max), ("step", step)];
            let slider =
                range.into_iter().fold(control("input", "range"), |slider, (name, at)| slider.attr(name, locale::plain(at)));
            let slider = slider.live_value("value", value).on("input", moving);
            el_of("span", "slider").el(slider).el(el("output").with(live_text(value)))
        }
        FieldKind::Date { min, max } => control("input", "date")
            .attr("min", min.to_string())
            .attr("max", max.to_string())
            .live_value("value", value)
            .on("change", changed),
        FieldKind::Choice(choices) => {
            let options = choices.into_iter().map(|(choice, label)| {
                el("option")
                    .choice(choice.clone())
                    .live_attr("selected", move || shown.with(|shown| *shown == choice).then(String::new))
                    .text(label)
            });
            control("select", "").els(options).live_value("value", value).on("change", changed)
        }
        FieldKind::Suggest(choices) => {
            let list = format!("{id}-list");
            let options = choices.into_iter().map(|(value, label)| el("option").attr("value", value).text(label));
            after = Some(el("datalist").attr("id", list.clone()).els(options));
            control("input", "search").attr("list", list).live_value("value", value).on("change", changed)
        }
        FieldKind::Buttons(choices) => {
            let buttons = choices.into_iter().map(|(choice, label, testid)| {
                let (this, set) = (choice.clone(), set.clone());
                el_of("button", "segment-button")
                    .attr("type", "button")
                    .attr("data-testid", testid)
                    .live_attr("aria-pressed", move || Some(field.with(|field| field.value == this).to_string()))
                    .on("click", move |_| set(choice.clone(), false))
                    .text(label)
            });
            return el_of("div", "segmented").attr("role", "group").attr("aria-label", label).els(buttons).done();
        }
        FieldKind::Switch => {
            // The property, which an empty text switches off: the attribute counts only until somebody clicks.
            let checked = move || field.with(|field| if field.value == "1" { "1" } else { "" }.to_owned());
            let switch = control("input", "checkbox").live_value("checked", checked).on("change", changed);
            return el_of("label", "check").attr("title", hint).el(switch).text(label).done();
        }
        FieldKind::File => {
            let read = move |event: web_sys::Event| {
                let input: web_sys::HtmlInputElement = event_target(&event);
                let Some(file) = browser::files_of(input.files()).into_iter().next() else { return };
                let set = set.clone();
                spawn_local(async move {
                    // Of a larger file the worker says that it is too large.
                    let Ok(file) = file.slice_with_i32_and_i32(0, MOST_FILE_BYTES) else { return };
                    if let Ok(text) = wasm_bindgen_futures::JsFuture::from(file.text()).await {
                        set(text.as_string().unwrap_or_default(), false);
                    }
                });
            };
            control("input", "file").attr("accept", ".csv,.tsv,.txt,.toml,text/csv,text/plain").on("change", read)
        }
    };
    let problem = live(move || {
        let problem = field.with(|field| field.problem.clone());
        if problem.is_empty() { nothing() } else { el_of("span", "setting-problem").attr("role", "alert").text(problem).done() }
    });
    let mut view = el_of("label", "field").el(el("span").text(label)).el(input).els(after);
    if !hint.is_empty() {
        view = view.el(el_of("span", "field-hint").text(hint));
    }
    view.with(problem).done()
}
