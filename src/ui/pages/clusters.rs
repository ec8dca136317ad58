//! Groups of alike customers that the data themselves suggest (K-means).

use super::segment_settings::OwnSettingsNotice;
use crate::platform::locale;
use crate::protocol::{ChartId, ClusterParams, ClusterRow, ClustersView, ErrorView, ExportKind, Feature, KRow, Query, Stage};
use crate::ui::components::{Await, Chart, ExportButton, NeedsResult, PageFrame, Panel, PricesMissing, ShareCell, StrategyText};
use crate::ui::context::use_app;
use crate::ui::queries::{load, picked};
use crate::ui::{format, settings_store, words};
use leptos::prelude::*;

#[component]
pub(crate) fn ClustersPage() -> impl IntoView {
    view! {
        <PageFrame
            page="clusters"
            title="Clusters"
            lead="Groups of alike customers that the data themselves suggest, without rules set beforehand (K-means)."
            actions=|| view! { <ExportButton kind=ExportKind::Clusters label="Cluster figures"/> }
        >
            <OwnSettingsNotice/>
            <NeedsResult stage=Stage::Cluster>
                <PricesMissing/>
                <Content/>
                <div class="chart-grid">
                    <Chart chart=ChartId::ClusterScatter/>
                    <Chart chart=ChartId::ClusterProfiles/>
                    <Chart chart=ChartId::ClusterChoice/>
                    <Chart chart=ChartId::SilhouettePlot/>
                    <Chart chart=ChartId::ClusterScatter3d/>
                    <Chart chart=ChartId::ClusterRadar/>
                    <Chart chart=ChartId::SegmentClusterMatrix/>
                </div>
                <EveryK/>
            </NeedsResult>
        </PageFrame>
    }
}

#[component]
fn Content() -> impl IntoView {
    let loaded = load(|| Some(Query::Clusters), picked!(Clusters));
    view! { <Await loaded show=show/> }
}

fn show(view: ClustersView) -> AnyView {
    let currency = use_app().currency.get_untracked();
    let stability = view.stability.map(|value| locale::number(value, 2));
    let rows: Vec<_> = view.clusters.into_iter().map(|row| cluster_row(row, &currency)).collect();
    view! {
        <div class="cluster-head">
            <section class="panel">
                <p class="big-figure" data-testid="chosen-k" data-value=view.chosen_k.to_string()>{view.chosen_k}<span>" groups"</span></p>
                <p>{view.reason}</p>
            </section>
            <section class="panel">
                <p class="big-figure">
                    {stability.clone().unwrap_or_else(|| "–".to_owned())}
                    <span>" how steady the groups are (mean adjusted Rand index, 1 is best)"</span>
                </p>
                <p>{view.stability_note}</p>
            </section>
            <section class="panel">
                <p class="big-figure" data-testid="split-half">
                    {view.split_half.map_or_else(|| "–".to_owned(), |value| locale::number(value, 2))}
                    <span>" how well one half of the customers tells the other (mean adjusted Rand index)"</span>
                </p>
                <p>{view.split_half_note}</p>
            </section>
        </div>
        <Panel title="Segments and clusters compared" testid="agreement"><p>{view.agreement}</p></Panel>
        <ClusterSettings settings=view.settings note=view.features/>
        <Panel title="The groups and what to do with them" note="Follow a name to see its customers.">
            <div class="table-box" tabindex="0" role="region" aria-label="Table of clusters">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Group (cluster)"</th>
                            <th scope="col" class="num">"Customers, share"</th>
                            <th scope="col" class="num">"Revenue, share"</th>
                            <th scope="col" class="num" title="Mean recency">"Days since last order"</th>
                            <th scope="col" class="num" title="Mean frequency">"Orders each"</th>
                            <th scope="col" class="num" title="Mean monetary value">"Spent each"</th>
                            <th scope="col" class="num" title="Mean silhouette of its customers, −1 to 1">"Fit (silhouette)"</th>
                            <th scope="col">"What to do"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

const FEATURES: [(Feature, &str); 5] = [
    (Feature::Recency, "Days since last order (recency)"),
    (Feature::Frequency, "Orders (frequency)"),
    (Feature::Monetary, "Spent (monetary value)"),
    (Feature::AverageOrderValue, "Average order value"),
    (Feature::Tenure, "Days since first order (tenure)"),
];

/// What clusters are made from, and how many.
#[component]
fn ClusterSettings(settings: ClusterParams, note: String) -> impl IntoView {
    let app = use_app();
    let problem = RwSignal::new(None::<String>);
    let chosen = RwSignal::new(settings.features.clone());
    let k = RwSignal::new(settings.k);
    let most = settings.max_clusters;
    let boxes = FEATURES.map(|(feature, label)| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    data-testid=format!("feature-{feature}")
                    prop:checked=move || chosen.with(|list| list.contains(&feature))
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        chosen.update(|list| {
                            list.retain(|other| *other != feature);
                            if on {
                                list.push(feature);
                            }
                            list.sort_unstable();
                        });
                    }
                />
                <span>{label}</span>
            </label>
        }
    });
    let options =
        (2..=most).map(|n| view! { <option value=n.to_string() selected=settings.k == Some(n)>{n}</option> }).collect_view();
    let apply = move |_| {
        let (features, k) = (chosen.get_untracked(), k.get_untracked());
        match (ClusterParams { features: features.clone(), k, ..ClusterParams::default() }).check() {
            Ok(_) => settings_store::change(app, |own| {
                own.features = features;
                own.k = k;
            }),
            Err(error) => problem.set(Some(words::error_line(&ErrorView::of(&error)))),
        }
    };
    view! {
        <Panel title="What the groups are made from" note testid="cluster-settings">
            <div class="checks">{boxes.into_iter().collect_view()}</div>
            <div class="setting-row">
                <label class="field">
                    <span>"Number of groups (k)"</span>
                    <select data-testid="k-choice" on:change=move |event| k.set(event_target_value(&event).parse().ok())>
                        <option value="" selected=settings.k.is_none()>"Chosen by silhouette"</option>
                        {options}
                    </select>
                </label>
                <button class="button button-primary" type="button" data-testid="apply-clusters" on:click=apply>"Find the groups again"</button>
            </div>
            {move || problem.get().map(|text| view! { <p class="setting-problem" role="alert">{text}</p> })}
        </Panel>
    }
}

fn cluster_row(row: ClusterRow, currency: &str) -> impl IntoView + use<> {
    let app = use_app();
    let (name, link) = (row.name.clone(), row.name.clone());
    view! {
        <tr data-testid="cluster-row" data-cluster=name data-customers=row.customers.to_string()>
            <th scope="row"><a class="cell-main" href=move || app.href(|route| route.to_cluster(&link))>{format!("{}. {}", row.number, row.name)}</a></th>
            <ShareCell value=locale::count(row.customers) share=row.customer_share/>
            <ShareCell value=locale::money_whole(row.revenue, currency) share=row.revenue_share/>
            <td class="num">{format::mean(row.mean_recency_days)}</td>
            <td class="num">{format::mean(row.mean_frequency)}</td>
            <td class="num">{format::amount(row.mean_monetary, currency)}</td>
            <td class="num">{row.silhouette.map_or_else(|| "–".to_owned(), |x| locale::number(x, 2))}</td>
            <td class="strategy-cell">
                <details class="disclosure">
                    <summary>{row.strategy.action.clone()}</summary>
                    <StrategyText strategy=row.strategy/>
                </details>
            </td>
        </tr>
    }
}

/// The figures of every number of groups that was tried.
#[component]
fn EveryK() -> impl IntoView {
    let loaded = load(|| Some(Query::Clusters), picked!(Clusters));
    move || {
        loaded.ok().map(|view| {
            let (chosen, elbow) = (view.chosen_k, view.elbow_k);
            let rows = view.by_k.into_iter().map(move |row| k_row(row, chosen, elbow));
            view! {
                <Panel title="Every number of groups that was tried" note=view.silhouette_note>
                    <div class="table-box" tabindex="0" role="region" aria-label="Figures for every k">
                        <table data-testid="k-table">
                            <thead>
                                <tr>
                                    <th scope="col" class="num">"Groups (k)"</th>
                                    <th scope="col" class="num" title="Mean silhouette, −1 to 1; more is better">"How well apart (silhouette)"</th>
                                    <th scope="col" class="num" title="Sum of squared distances to the centroids">"Spread left (inertia)"</th>
                                    <th scope="col" class="num" title="More is better">"Calinski–Harabasz"</th>
                                    <th scope="col" class="num" title="Less is better">"Davies–Bouldin"</th>
                                    <th scope="col">"Note"</th>
                                </tr>
                            </thead>
                            <tbody>{rows.collect_view()}</tbody>
                        </table>
                    </div>
                </Panel>
            }
        })
    }
}

fn k_row(row: KRow, chosen: u32, elbow: Option<u32>) -> impl IntoView {
    let known = |x: Option<f64>, decimals| x.map_or_else(|| "–".to_owned(), |x| locale::number(x, decimals));
    let silhouette = match row.silhouette_se {
        Some(error) => format!("{} ± {}", locale::number(row.silhouette, 3), locale::number(error, 3)),
        None => locale::number(row.silhouette, 3),
    };
    view! {
        <tr class:chosen=row.k == chosen>
            <td class="num strong">{row.k}</td>
            <td class="num">{silhouette}</td>
            <td class="num">{locale::number(row.inertia, 1)}</td>
            <td class="num">{known(row.calinski_harabasz, 1)}</td>
            <td class="num">{known(row.davies_bouldin, 3)}</td>
            <td>
                {(row.k == chosen).then(|| view! { <span class="tag tag-good">"chosen"</span> })}
                {(Some(row.k) == elbow).then(|| view! { <span class="tag">"elbow"</span> })}
            </td>
        </tr>
    }
}
