//! A chart: asked for and drawn only when it is about to be seen, with its sentence, its method and its data as a table.

use super::{DataTable, Skeleton};
use crate::platform::plot::{self, Picked};
use crate::protocol::{Answer, ChartId, CustomerFilter, Pick, Query};
use crate::ui::browser::{self, Observer};
use crate::ui::context::{AppContext, use_app};
use crate::ui::queries::{ask, load, picked};
use crate::ui::{tasks, words};
use leptos::prelude::*;
use leptos::task::spawn_local;
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
    let draw_error = RwSignal::new(None::<String>);
    // Kept outside the node references: those are empty by the time that the view is taken down.
    let element = StoredValue::new_local(None::<HtmlElement>);
    let observers = StoredValue::new_local(Vec::<Observer>::new());
    let clicks = StoredValue::new_local(None);

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
            let filter = app.route.with(|route| CustomerFilter { search: String::new(), ..route.filter.clone() });
            seen.get().then(|| Query::Chart { chart, theme: app.theme.get(), width: browser::chart_width(), filter })
        },
        picked!(Chart),
    );

    Effect::new(move |_| {
        let (Some(spec), Some(node)) = (loaded.with(|l| l?.ok().map(|view| view.spec_json.clone())), canvas.get()) else {
            return;
        };
        let node: HtmlElement = node.into();
        if element.with_value(Option::is_none) {
            let resized = node.clone();
            let observer = browser::on_resize(&node, move || plot::resize(&resized));
            observers.update_value(|list| list.extend(observer));
            element.set_value(Some(node.clone()));
        }
        spawn_local(async move {
            let outcome = plot::draw(&node, &spec).await;
            drawn.try_set(true);
            if chart.can_be_picked() && outcome.is_ok() && clicks.try_with_value(Option::is_none) == Some(true) {
                clicks.try_set_value(plot::when_clicked(&node, move |picked| follow(app, chart, picked)));
            }
            draw_error.try_set(outcome.err());
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
    let says = move || loaded.with(|l| l?.ok().map(|view| view.says.clone()));
    let problem = move || {
        let refused = loaded.with(|l| l?.err().map(words::error_line));
        refused
            .or_else(|| draw_error.get().map(|_| "The chart could not be drawn. Its figures are in the table below.".to_owned()))
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
            class:is-clickable=chart.can_be_picked()
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
            <div class="chart-box" class:is-broken=move || problem().is_some()>
                {move || (!drawn.get()).then(|| view! { <div class="chart-wait"><Skeleton lines=1/></div> })}
                // The sentence above and the table below say the same to those who cannot see it.
                <div class="chart-canvas" node_ref=canvas role="figure" aria-label=move || says().unwrap_or_else(|| "Chart on its way".to_owned())></div>
            </div>
            <ChartNotes loaded/>
        </section>
    }
}

/// Goes where a click leads, if it means anything.
fn follow(app: AppContext, chart: ChartId, picked: Picked) {
    let whole = |at: Option<f64>| at.filter(|at| at.abs() < 1e6).map(|at| at.round() as i32);
    let pick = Pick { x: whole(picked.x), y: whole(picked.y), names: picked.names, width: browser::chart_width() };
    spawn_local(async move {
        if let Ok(Answer::Link(Some(to))) = ask(app, Query::Pick { chart, pick }).await {
            tasks::follow(app, to);
        }
    });
}

#[component]
fn ChartNotes(loaded: crate::ui::queries::Loading<crate::protocol::ChartView>) -> impl IntoView {
    let app = use_app();
    let table_open = RwSignal::new(false);
    move || {
        loaded.ok().map(|view| {
            let (how, table, caption) = (view.how, view.table, view.title);
            view! {
                <div class="chart-notes">
                    <details class="disclosure">
                        <summary>"How is this computed?"</summary>
                        <p>{how}</p>
                    </details>
                    <details
                        class="disclosure"
                        on:toggle=move |event| table_open.set(event_target::<web_sys::Element>(&event).has_attribute("open"))
                    >
                        <summary>"Show as table"</summary>
                        // Built when it is opened: some charts have a thousand rows.
                        {move || table_open.get().then(|| view! {
                            <DataTable table=table.clone() currency=app.currency.get_untracked() caption=caption.clone()/>
                        })}
                    </details>
                </div>
            }
        })
    }
}
