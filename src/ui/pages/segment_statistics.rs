//! Statistics of the segments page: tests between segments, spread, outliers, further figures.

use crate::platform::locale;
use crate::protocol::{BehaviourRow, MetricTest, PairRow, Query, SegmentStatisticsView, SpreadRow};
use crate::ui::components::{Await, Panel};
use crate::ui::context::use_app;
use crate::ui::format;
use crate::ui::queries::{load, picked};
use leptos::prelude::*;

/// All of them.
#[component]
pub(crate) fn Statistics() -> impl IntoView {
    let loaded = load(|| Some(Query::SegmentStatistics), picked!(SegmentStatistics));
    view! { <Await loaded show=show/> }
}

fn show(view: SegmentStatisticsView) -> AnyView {
    let currency = use_app().currency.get_untracked();
    let SegmentStatisticsView { tests, spread, outliers, behaviour } = view;
    view! {
        <Panel
            title="Further figures of each segment"
            note="The middle customer (median) of each segment. A month has 30.4 days; a customer of less than a month counts as one of a month."
            testid="behaviour"
        >
            <div class="table-box" tabindex="0" role="region" aria-label="Further figures of each segment">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Segment"</th>
                            <th scope="col" class="num">"Customers"</th>
                            <th scope="col" class="num" title="Revenue over orders">"Average order value"</th>
                            <th scope="col" class="num" title="Since the first order">"Orders per month"</th>
                            <th scope="col" class="num" title="From the first to the last order">"Customer lifetime, days"</th>
                            <th scope="col" class="num" title="Of those for whom it is known">"Days since registration"</th>
                        </tr>
                    </thead>
                    <tbody>{behaviour.into_iter().map(|row| behaviour_row(row, &currency)).collect_view()}</tbody>
                </table>
            </div>
        </Panel>
        <Panel
            title="Do the segments differ?"
            note="Segments are made from these figures, so that they differ is no surprise: look at how large the differences are. Size by Cliff's delta (bounds of Romano and others, 2006): under 0.147 negligible, under 0.33 small, under 0.474 medium, else large. Pairs by Dunn's test, p adjusted by Holm's method."
            testid="tests"
        >
            {tests.into_iter().map(test).collect_view()}
        </Panel>
        <Panel title="How the figures are spread, and what unusual customers change" note=outliers testid="spread">
            <div class="table-box" tabindex="0" role="region" aria-label="Spread of the figures">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Figure"</th>
                            <th scope="col" class="num">"Mean"</th>
                            <th scope="col" class="num" title="Without customers outside the 1.5-IQR fences of any figure">"Mean without unusual"</th>
                            <th scope="col" class="num">"Standard deviation"</th>
                            <th scope="col" class="num" title="Above 0: a few customers are far above the rest">"Skewness"</th>
                            <th scope="col" class="num">"5%"</th>
                            <th scope="col" class="num">"Median"</th>
                            <th scope="col" class="num">"95%"</th>
                            <th scope="col">"Cut points without unusual"</th>
                        </tr>
                    </thead>
                    <tbody>{spread.into_iter().map(spread_row).collect_view()}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

fn behaviour_row(row: BehaviourRow, currency: &str) -> impl IntoView + use<> {
    view! {
        <tr>
            <th scope="row">{row.segment}</th>
            <td class="num">{locale::count(row.customers)}</td>
            <td class="num">{format::amount(row.average_order_value, currency)}</td>
            <td class="num">{locale::number(row.orders_per_month, 2)}</td>
            <td class="num">{locale::number(row.lifetime_days, 0)}</td>
            <td class="num">{row.registered_days.map_or_else(|| "–".to_owned(), |days| locale::number(days, 0))}</td>
        </tr>
    }
}

fn spread_row(row: SpreadRow) -> impl IntoView {
    let quantile = |at: usize| row.quantiles.get(at).map_or_else(|| "–".to_owned(), |x| format::number(*x));
    let known = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), format::number);
    let cuts: Vec<String> = row.cuts_without.iter().map(|x| format::number(*x)).collect();
    view! {
        <tr>
            <th scope="row">{row.metric.clone()}</th>
            <td class="num">{format::number(row.mean)}</td>
            <td class="num">{known(row.mean_without)}</td>
            <td class="num">{format::number(row.standard_deviation)}</td>
            <td class="num">{row.skewness.map_or_else(|| "–".to_owned(), |x| locale::number(x, 2))}</td>
            <td class="num">{quantile(1)}</td>
            <td class="num">{quantile(3)}</td>
            <td class="num">{quantile(5)}</td>
            <td>{cuts.join(" · ")}</td>
        </tr>
    }
}

fn test(found: MetricTest) -> impl IntoView {
    let open = RwSignal::new(false);
    let caption = format!("Pairs of segments by {}", found.metric.to_ascii_lowercase());
    let count = found.pairs.len();
    let pairs = StoredValue::new(found.pairs);
    view! {
        <section class="test" data-testid="metric-test">
            <h3>{found.metric}</h3>
            <p>{found.sentence}</p>
            <details class="disclosure" on:toggle=move |event| open.set(event_target::<web_sys::Element>(&event).has_attribute("open"))>
                <summary>{format!("Which from which ({count} pairs)")}</summary>
                {move || open.get().then(|| view! {
                    <div class="table-box" tabindex="0" role="region" aria-label=caption.clone()>
                        <table>
                            <thead>
                                <tr>
                                    <th scope="col">"Segment"</th>
                                    <th scope="col">"Against"</th>
                                    <th scope="col" class="num">"Cliff's delta"</th>
                                    <th scope="col">"Size"</th>
                                    <th scope="col" class="num">"p, adjusted"</th>
                                    <th scope="col">"In words"</th>
                                </tr>
                            </thead>
                            <tbody>{pairs.get_value().into_iter().map(pair_row).collect_view()}</tbody>
                        </table>
                    </div>
                })}
            </details>
        </section>
    }
}

fn pair_row(pair: PairRow) -> impl IntoView {
    let p = if pair.p_adjusted < 0.001 { "< 0.001".to_owned() } else { locale::number(pair.p_adjusted, 3) };
    view! {
        <tr>
            <td>{pair.a}</td>
            <td>{pair.b}</td>
            <td class="num">{locale::number(pair.cliffs_delta, 2)}</td>
            <td>{pair.size}</td>
            <td class="num">{p}</td>
            <td>{pair.verdict}</td>
        </tr>
    }
}
