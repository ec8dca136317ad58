//! A chart: asked for and drawn only when it is about to be seen, with its sentence, its method, its data as a table, and its files.

use super::el::{El, el, el_of, live};
use super::{DataTable, Skeleton, button_view};
use crate::platform::plot::{self, Clicked};
use crate::ui::actions;
use crate::ui::browser::{self, Observer};
use crate::ui::context::{AppContext, use_app};
use crate::ui::model::words;
use crate::ui::queries::{Loading, ask, content_of, load};
use clientele_core::domain::ErrorView;
use clientele_messages::{
    Act, Answer, Button, ChartClick, ChartId, ChartView, ChartWidth, CustomerFilter, ExportedFile, Query, Theme,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

/// How much room a chart takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ChartSize {
    /// Half the page's width where there is room.
    #[default]
    Half,
    /// The page's width.
    Full,
}

/// The filter that the page is under; the search of lists is none of a chart's business.
fn filter_of(app: AppContext) -> CustomerFilter {
    app.route.with(|route| CustomerFilter { search: String::new(), ..route.filter.clone() })
}

/// A chart's specification in the colours of paper, and what stands around it.
async fn light(app: AppContext, chart: ChartId, filter: CustomerFilter) -> Result<ChartView, String> {
    let query = Query::Chart { chart, theme: Theme::Light, width: ChartWidth::Wide, filter };
    match ask(app, query).await {
        Ok(Answer::Chart(view)) => Ok(view),
        Ok(_) => Err(String::new()),
        Err(error) => Err(words::error_line(&error)),
    }
}

/// A chart of the standing result.
#[component]
pub(crate) fn Chart(
    /// Which chart.
    chart: ChartId,
    /// How much room.
    #[prop(optional)]
    size: ChartSize,
) -> impl IntoView {
    let app = use_app();
    let seen = RwSignal::new(false);
    let frame = NodeRef::<leptos::html::Section>::new();
    let canvas = NodeRef::<leptos::html::Div>::new();
    let drawn = RwSignal::new(false);
    let draw_error = RwSignal::new(None::<ErrorView>);
    // Kept outside the node references: those are empty by the time that the view is taken down.
    let element = StoredValue::new_local(None::<HtmlElement>);
    let observers = StoredValue::new_local(Vec::<Observer>::new());
    let clicks =
        StoredValue::new_local(chart.can_be_clicked().then(|| plot::reaction(move |clicked| follow(app, chart, clicked))));

    Effect::new(move |_| {
        let Some(frame) = frame.get() else { return };
        let observer = browser::when_in_view(&frame, move || {
            seen.try_set(true);
        });
        match observer {
            Some(observer) => observers.update_value(|list| list.push(observer)),
            None => seen.set(true),
        }
    });

    let loaded = load(
        move || {
            let filter = filter_of(app);
            seen.get().then(|| Query::Chart { chart, theme: app.theme.get(), width: browser::chart_width(), filter })
        },
        content_of!(Chart),
    );

    Effect::new(move |_| {
        let (Some(spec), Some(node)) = (loaded.with(|l| l?.ok().map(|view| view.spec_json.clone())), canvas.get()) else {
            return;
        };
        let node: HtmlElement = node.into();
        // Nothing to draw: the sentence says why.
        if spec.is_empty() {
            plot::purge(&node);
            return drawn.set(true);
        }
        let Some(panel) = frame.get_untracked() else { return };
        if element.with_value(Option::is_none) {
            let resized = node.clone();
            let observer = browser::on_resize(&node, move || plot::resize(&resized));
            observers.update_value(|list| list.extend(observer));
            element.set_value(Some(node.clone()));
        }
        spawn_local(async move {
            let clicked = clicks.try_with_value(|clicks| clicks.as_ref().map(|c| c.as_ref().clone())).flatten();
            let clicked = clicked.unwrap_or(JsValue::NULL);
            let outcome = plot::draw(&node, &panel, &spec, chart.names_are_customers(), &clicked).await;
            drawn.try_set(true);
            if let Err(error) = &outcome {
                actions::told_of_update(app, error);
            }
            draw_error.try_set(outcome.err());
        });
    });

    // For paper also what has not been in view is drawn.
    Effect::new(move |_| {
        if !app.printing.get() {
            return;
        }
        app.to_print.update_value(|left| *left += 1);
        let (filter, node) = (untrack(|| filter_of(app)), canvas.get_untracked());
        spawn_local(async move {
            let view = light(app, chart, filter).await;
            seen.try_set(true);
            if let (Ok(view), Some(node)) = (view, node)
                && !view.spec_json.is_empty()
                && let Some(chart_box) = node.parent_element().and_then(|parent| parent.dyn_into::<HtmlElement>().ok())
            {
                // Without a picture the chart is printed as it is on the screen.
                let _ = plot::on_paper(&node, &chart_box, &view.spec_json).await;
            }
            actions::ready_for_paper(app);
        });
    });

    on_cleanup(move || {
        observers.try_update_value(Vec::clear);
        clicks.try_set_value(None);
        if let Some(Some(node)) = element.try_get_value() {
            plot::purge(&node);
        }
    });

    let title = move || loaded.with(|l| l?.ok().map(|view| view.title.clone()));
    let says = move || loaded.with(|l| l?.ok().map(|view| view.summary.clone()));
    let nothing = move || loaded.with(|l| l.and_then(Result::ok).is_some_and(|view| view.spec_json.is_empty()));
    let problem = move || {
        let refused = loaded.with(|l| l?.err().map(words::error_line));
        refused.or_else(|| draw_error.with(|error| error.as_ref().map(words::error_line)))
    };
    let class = match size {
        ChartSize::Half => "panel chart",
        ChartSize::Full => "panel chart chart-full",
    };
    let title_id = format!("chart-title-{}", chart.name());
    let labelled_by = title_id.clone();
    // A heading of its own also before the chart has come: a page may wait for several.
    let waiting = chart.name().replace('-', " ");
    view! {
        <section
            class=class
            class:is-clickable=chart.can_be_clicked()
            node_ref=frame
            data-testid=format!("chart-{}", chart.name())
            data-drawn=move || drawn.get().to_string()
            aria-labelledby=labelled_by
        >
            <header class="panel-head">
                <h2 id=title_id>{move || title().unwrap_or_else(|| waiting.clone())}</h2>
                <p class="panel-note">{says}</p>
            </header>
            {move || problem().map(|text| view! { <p class="chart-problem" role="alert">{text}</p> })}
            <div class="chart-box" class:is-broken=move || problem().is_some() || nothing()>
                {move || (!drawn.get()).then(|| view! { <div class="chart-wait"><Skeleton lines=1/></div> })}
                // The sentence above and the table below say the same to those who cannot see it; its points are walked by keys.
                <div
                    class="chart-canvas"
                    node_ref=canvas
                    tabindex="0"
                    role="application"
                    aria-roledescription="chart"
                    aria-label=move || label(says())
                ></div>
            </div>
            <p class="chart-says" role="status" data-testid="chart-says"></p>
            {notes(app, chart, loaded, canvas)}
        </section>
    }
}

/// Goes where a click leads, if it means anything.
fn follow(app: AppContext, chart: ChartId, clicked: Clicked) {
    let whole = |at: Option<f64>| at.filter(|at| at.abs() < 1e6).map(|at| at.round() as i32);
    let click = ChartClick { x: whole(clicked.x), y: whole(clicked.y), names: clicked.names, width: browser::chart_width() };
    let filter = untrack(|| filter_of(app));
    spawn_local(async move {
        if let Ok(Answer::Link(Some(to))) = ask(app, Query::ChartClick { chart, click, filter }).await {
            actions::follow(app, to);
        }
    });
}

/// What a chart is to those who hear it.
fn label(says: Option<String>) -> String {
    says.map_or_else(|| "Chart on its way".to_owned(), |says| says + " Arrow keys go from point to point.")
}

/// What stands under a chart: its method, its table, its legend as buttons, its files.
fn notes(app: AppContext, chart: ChartId, loaded: Loading<ChartView>, canvas: NodeRef<leptos::html::Div>) -> AnyView {
    let table_open = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    live(move || {
        let Some(view) = loaded.ok() else { return ().into_any() };
        let ChartView { title, method_note, table, spec_json, .. } = view;
        let is_drawn = !spec_json.is_empty();
        let disclosure = |summary: &str| el_of("details", "disclosure").el(el("summary").text(summary));
        let mut use_it = String::new();
        if is_drawn {
            use_it.push_str("With the keyboard, arrow keys go from point to point and Escape leaves. Drag to zoom; a double click shows all again.");
        }
        if is_drawn && chart.can_be_clicked() {
            use_it.push_str(" A click on a mark, or Enter, leads to these customers or filters the pages.");
        }
        let method = disclosure("How is this computed?").el(el("p").text(method_note)).el(el_of("p", "muted").text(use_it));
        // Built when it is opened: some charts have a thousand rows.
        let opened = live(move || {
            let show = || view! { <DataTable table=table.clone() currency=app.currency.get_untracked() caption=title.clone()/> };
            table_open.get().then(show).into_any()
        });
        let data = disclosure("Show as table")
            .on("toggle", move |event| table_open.set(event_target::<web_sys::Element>(&event).has_attribute("open")))
            .with(opened);
        let mut hint = "In the chart, a click on a name hides or shows it and a double click shows it alone.".to_owned();
        if chart.names_are_customers() {
            hint.push_str(" \"Only these customers\" filters the pages, as a click on a mark does.");
        }
        // Filled by `public/charts.js`, which knows what is hidden.
        let names =
            disclosure("Series").attr("hidden", "hidden").el(el_of("ul", "chart-names")).el(el_of("p", "muted").text(hint));
        let mut files = el_of("div", "chart-files").attr("role", "group").attr("aria-label", "Save this chart");
        let filter = untrack(|| filter_of(app));
        let table_file = Act::Save(Box::new(Query::ChartFile { chart, filter }));
        files = files.with(button_view(Button {
            hint: "Save the data as a table (CSV)".to_owned(),
            ..Button::new("CSV", "chart-csv", table_file)
        }));
        if is_drawn {
            files =
                files.el(picture_button(app, chart, canvas, "PNG", failed)).el(picture_button(app, chart, canvas, "SVG", failed));
        }
        let problem = live(move || {
            failed.get().map_or_else(|| ().into_any(), |text| el_of("p", "export-error").attr("role", "alert").text(text).done())
        });
        el_of("div", "chart-notes").el(method).el(data).el(names).el(files).with(problem).done()
    })
}

/// A button that saves the chart as it is on the screen, on white.
fn picture_button(
    app: AppContext,
    chart: ChartId,
    canvas: NodeRef<leptos::html::Div>,
    format: &'static str,
    failed: RwSignal<Option<String>>,
) -> El {
    let press = move |_| {
        failed.set(None);
        let (filter, node) = (untrack(|| filter_of(app)), canvas.get_untracked());
        spawn_local(async move {
            let save = async {
                let view = light(app, chart, filter).await?;
                let node = node.ok_or_else(String::new)?;
                let (ending, media_type) = if format == "PNG" { ("png", "image/png") } else { ("svg", "image/svg+xml") };
                let bytes = plot::picture(&node, &view.spec_json, &view.title, [&view.summary, &view.about], ending).await?;
                let file = ExportedFile { name: format!("{}.{ending}", view.file), media_type: media_type.to_owned(), bytes };
                actions::save(&file).map_err(|error| words::error_line(&error))
            };
            let problem = save.await.err().map(|why| format!("The picture could not be made. {why}"));
            failed.try_set(problem);
        });
    };
    el_of("button", "button")
        .attr("type", "button")
        .attr("title", format!("Save as a picture ({format})"))
        .attr("data-testid", format!("chart-{}", format.to_ascii_lowercase()))
        .on("click", press)
        .text(format)
}
