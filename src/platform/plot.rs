//! Plotly in the page: loaded when the first chart is drawn.

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The strict bundle: it needs no 'unsafe-eval', and draws WebGL charts without it.
const PLOTLY_SCRIPT: &str = "vendor/plotly-strict.min.js";

thread_local! {
    static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
    /// Ends with the chart that was asked for last.
    static LAST_DRAWN: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Longest wait for a frame: a tab in the background paints none.
const NO_FRAME_MS: i32 = 300;

/// Draws a chart into `element`, or redraws the one that is there. `spec_json` is `{"data": …, "layout": …}`.
///
/// Charts wait for each other and for the browser to paint what is there: a page shows its words and figures first, and listens between
/// two charts. One whose page has been left by then is not drawn.
///
/// # Errors
/// When Plotly could not be loaded or refuses the specification; the text is for the log.
pub async fn draw(element: &web_sys::HtmlElement, spec_json: &str) -> Result<(), String> {
    let go = async {
        let plotly = load().await?;
        let turn = Turn::wait().await;
        if !element.is_connected() {
            return Ok(JsValue::UNDEFINED);
        }
        let spec = JSON::parse(spec_json)?;
        let (data, layout) = (Reflect::get(&spec, &"data".into())?, Reflect::get(&spec, &"layout".into())?);
        let arguments = Array::of4(element, &data, &layout, &config()?.into());
        let drawn = function(&plotly, "react")?.apply(&plotly, &arguments)?;
        let drawn = JsFuture::from(Promise::resolve(&drawn)).await;
        drop(turn);
        drawn
    };
    go.await.map(drop).map_err(|error: JsValue| format!("{error:?}"))
}

/// Whose turn it is to be drawn; the next one's comes when it is dropped, however that happens.
struct Turn {
    end: Option<Function>,
}

impl Turn {
    async fn wait() -> Turn {
        let mut end = None;
        let mine = Promise::new(&mut |resolve, _| end = Some(resolve));
        let turn = Turn { end };
        if let Some(before) = LAST_DRAWN.replace(Some(mine)) {
            // It only ever ends well.
            let _ = JsFuture::from(before).await;
        }
        let painted = Promise::new(&mut |resolve, _| {
            let Some(window) = web_sys::window() else { return };
            // After the next frame's callbacks comes its painting, and after that what is due at once.
            let (at, after) = (window.clone(), resolve.clone());
            let framed = Closure::once_into_js(move || at.set_timeout_with_callback(&after));
            let _ = window.request_animation_frame(framed.unchecked_ref());
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, NO_FRAME_MS);
        });
        let _ = JsFuture::from(painted).await;
        turn
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(end) = &self.end {
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }
}

/// What was clicked in a chart: the place on its axes, or the names at both ends of a band.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picked {
    /// Place on the horizontal axis.
    pub x: Option<f64>,
    /// Place on the vertical axis.
    pub y: Option<f64>,
    /// Names that stand there: of a band its two ends, else of the point, its places and its trace.
    pub names: Vec<String>,
}

/// Calls `react` when something in a drawn chart is clicked, for as long as the returned closure is kept.
pub fn when_clicked(element: &web_sys::HtmlElement, react: impl Fn(Picked) + 'static) -> Option<Closure<dyn FnMut(JsValue)>> {
    let closure = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        let field = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok().filter(|v| !v.is_undefined() && !v.is_null());
        let Some(point) = field(&event, "points").and_then(|points| points.dyn_into::<Array>().ok()).map(|points| points.get(0))
        else {
            return;
        };
        let label = |end: &str| field(&point, end).and_then(|node| field(&node, "label")).and_then(|label| label.as_string());
        let number = |name: &str| field(&point, name).and_then(|value| value.as_f64());
        let text = |name: &str| field(&point, name).and_then(|value| value.as_string());
        let trace = field(&point, "data").and_then(|trace| field(&trace, "name")).and_then(|name| name.as_string());
        let names = [label("source"), label("target"), text("id"), text("x"), text("y"), trace];
        // What a chart shows is escaped for Plotly.
        let plain = |text: String| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        react(Picked { x: number("x"), y: number("y"), names: names.into_iter().flatten().map(plain).collect() });
    });
    // Plotly gives the element its own `on`.
    let on = function(element, "on").ok()?;
    on.call2(element, &"plotly_click".into(), closure.as_ref()).ok()?;
    Some(closure)
}

/// Fits a drawn chart to its element's size.
pub fn resize(element: &web_sys::HtmlElement) {
    call_if_loaded("Plots", Some("resize"), element);
}

/// Frees what Plotly holds for the element.
pub fn purge(element: &web_sys::HtmlElement) {
    call_if_loaded("purge", None, element);
}

fn call_if_loaded(name: &str, inner: Option<&str>, element: &web_sys::HtmlElement) {
    let call = || -> Result<(), JsValue> {
        let plotly = Reflect::get(&js_sys::global(), &"Plotly".into())?;
        if plotly.is_undefined() || !element.class_list().contains("js-plotly-plot") {
            return Ok(());
        }
        let (owner, name) = match inner {
            Some(inner) => (Reflect::get(&plotly, &name.into())?, inner),
            None => (plotly, name),
        };
        function(&owner, name)?.call1(&owner, element).map(drop)
    };
    // A chart that cannot be resized or freed stays as it is: nothing for the user to do.
    let _ = call();
}

fn function(owner: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(owner, &name.into())?.dyn_into()
}

fn config() -> Result<Object, JsValue> {
    let config = Object::new();
    Reflect::set(&config, &"responsive".into(), &true.into())?;
    Reflect::set(&config, &"displaylogo".into(), &false.into())?;
    let removed = ["lasso2d", "select2d", "autoScale2d", "toggleSpikelines", "hoverClosestCartesian", "hoverCompareCartesian"];
    Reflect::set(&config, &"modeBarButtonsToRemove".into(), &removed.iter().map(|s| JsValue::from_str(s)).collect::<Array>())?;
    Ok(config)
}

async fn load() -> Result<JsValue, JsValue> {
    let known = LOADING.with_borrow(Clone::clone);
    let loading = known.unwrap_or_else(|| {
        let promise = Promise::new(&mut |resolve, reject| {
            if let Err(error) = append_script(&resolve, &reject) {
                let _ = reject.call1(&JsValue::NULL, &error);
            }
        });
        LOADING.set(Some(promise.clone()));
        promise
    });
    if let Err(error) = JsFuture::from(loading).await {
        // Let the next chart try again: the connection may be back.
        LOADING.set(None);
        return Err(error);
    }
    Reflect::get(&js_sys::global(), &"Plotly".into())
}

fn append_script(resolve: &Function, reject: &Function) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|w| w.document()).ok_or("no document")?;
    let script: web_sys::HtmlScriptElement = document.create_element("script")?.dyn_into()?;
    script.set_src(PLOTLY_SCRIPT);
    script.set_onload(Some(resolve));
    script.set_onerror(Some(reject));
    document.head().ok_or("no head")?.append_child(&script)?;
    Ok(())
}
