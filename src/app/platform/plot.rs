//! Charts in the page. What has to be done with plotly.js itself, `public/charts.js` does: it is fetched with the first run, so a
//! first visit does not wait for it.

use super::program::is_other_version;
use clientele_core::domain::ErrorView;
use clientele_messages::other_version;
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlElement;

/// What was clicked in a chart: the place on its axes, or the names at both ends of a band.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clicked {
    /// Place on the horizontal axis.
    pub x: Option<f64>,
    /// Place on the vertical axis.
    pub y: Option<f64>,
    /// Names that stand there: of a band its two ends, else of the point, its places and its trace.
    pub names: Vec<String>,
}

/// Keeps the reaction to clicks alive.
pub type Reaction = Closure<dyn FnMut(JsValue, JsValue, JsValue)>;

/// A reaction to clicks in a chart, for [`draw`]; it lasts as long as it is kept.
pub fn reaction(react: impl Fn(Clicked) + 'static) -> Reaction {
    Closure::new(move |x: JsValue, y: JsValue, names: JsValue| {
        let names = names.dyn_into::<Array>().map(|list| list.iter().filter_map(|name| name.as_string()).collect());
        react(Clicked { x: x.as_f64(), y: y.as_f64(), names: names.unwrap_or_default() });
    })
}

/// Fetches plotly.js before the first chart needs it.
pub fn prepare() {
    // The first chart fetches it else, and says what is wrong.
    spawn_local(async move { drop(call("prepare", &[]).await) });
}

/// Draws a chart into `element`, or redraws the one that is there. `spec_json` is `{"data": …, "layout": …}`; `panel` holds the places
/// for what is said of its points and for the names of its series. `names_filter`: whether a name stands for customers.
///
/// # Errors
/// When Plotly could not be loaded, is gone after an update, or refuses the specification.
pub async fn draw(
    element: &HtmlElement,
    panel: &HtmlElement,
    spec_json: &str,
    names_filter: bool,
    clicked: &JsValue,
) -> Result<(), ErrorView> {
    let drawn = call("draw", &[element, panel, &spec_json.into(), &names_filter.into(), clicked]).await;
    drawn.map(drop).map_err(|error| if is_other_version(&error) { other_version() } else { not_drawn() })
}

fn not_drawn() -> ErrorView {
    ErrorView {
        code: "chart-not-drawn".into(),
        message: "The chart could not be drawn".into(),
        place: None,
        suggestion: "Its figures are in the table below.".into(),
    }
}

/// Fits a drawn chart to its element's size.
pub fn resize(element: &HtmlElement) {
    later("resize", element);
}

/// Frees what Plotly holds for the element.
pub fn purge(element: &HtmlElement) {
    later("purge", element);
}

/// The chart as the bytes of a file, `png` or `svg`: with its title and notes, on white, as it is zoomed on the screen. `spec_json` is its
/// specification for light ground.
///
/// # Errors
/// When the browser makes no picture; the text is for people.
pub async fn picture(
    element: &HtmlElement,
    spec_json: &str,
    title: &str,
    notes: [&str; 2],
    format: &str,
) -> Result<Vec<u8>, String> {
    let notes: Array = notes.iter().map(|note| JsValue::from_str(note)).collect();
    let made = call("picture", &[element, &spec_json.into(), &title.into(), &notes, &format.into()]).await;
    made.map(|bytes| Uint8Array::new(&bytes).to_vec()).map_err(words)
}

/// Puts a picture of the chart into its box that fits any paper, until the page is printed.
///
/// # Errors
/// When the browser makes no picture.
pub async fn on_paper(element: &HtmlElement, chart_box: &HtmlElement, spec_json: &str) -> Result<(), String> {
    call("onPaper", &[element, chart_box, &spec_json.into()]).await.map(drop).map_err(words)
}

fn words(error: JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(|| format!("{error:?}"), |error| error.message().into())
}

fn later(name: &'static str, element: &HtmlElement) {
    let element = element.clone();
    // A chart that cannot be fitted or freed stays as it is: nothing for the user to do.
    spawn_local(async move { drop(call(name, &[&element]).await) });
}

/// Calls a function of `public/charts.js`, which `public/boot.js` loads once.
async fn call(name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let load: Function = Reflect::get(&js_sys::global(), &"clienteleCharts".into())?.dyn_into()?;
    let module = JsFuture::from(load.call0(&JsValue::NULL)?.dyn_into::<Promise>()?).await?;
    let function: Function = Reflect::get(&module, &name.into())?.dyn_into()?;
    let arguments: Array = arguments.iter().map(|argument| (*argument).clone()).collect();
    JsFuture::from(Promise::resolve(&function.apply(&module, &arguments)?)).await
}
