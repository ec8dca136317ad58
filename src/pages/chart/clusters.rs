//! Charts of the clusters: the choice of k, the customers, the centres, segments against clusters.

use super::overview::ramp;
use super::style::{
    Frame, HOVER, amount, amount_of, axis, bar_marker, cell_text, escape, finish, hundredths, layout, legend_of_dots, palette,
    symbol, with_currency,
};
use clientele_analytics::cluster::{Clustering, KQuality};
use clientele_analytics::segment::Rfm;
use clientele_core::domain::{Cell, Figure, Money, TableView, counted, grouped, money_text, percent};
use clientele_core::statistics::draw::sample_rows;
use clientele_messages::{ChartView, Theme};
use plotly::common::{AxisSide, Line, Marker, MarkerSymbol, Mode};
use plotly::layout::{AxisType, BarMode};
use plotly::{Bar, HeatMap, Plot, Scatter};

/// Dots of the scatter chart: beyond it the browser draws slowly and dots cover each other.
const MOST_DOTS: u32 = 2_000;

/// With more clusters than this, figures do not fit into the cells of a narrow matrix.
const MOST_WRITTEN: usize = 5;

/// Inertia and mean silhouette for every k.
pub fn cluster_choice(clustering: &Clustering, theme: Theme) -> ChartView {
    let colours = palette(theme);
    let ks: Vec<u32> = clustering.by_k.iter().map(|q| q.k).collect();
    let hover = |summary: &dyn Fn(&KQuality) -> String| -> Vec<String> {
        clustering.by_k.iter().map(|q| format!("{} clusters<br>{}", q.k, summary(q))).collect()
    };
    let mut plot = Plot::new();
    plot.add_trace(
        Scatter::new(ks.clone(), clustering.by_k.iter().map(|q| q.silhouette).collect())
            .mode(Mode::LinesMarkers)
            .name("Mean silhouette (higher is better)")
            .line(Line::new().color(colours.accent).width(2.5))
            .marker(
                Marker::new()
                    .size_array(ks.iter().map(|&k| if k == clustering.k { 13 } else { 7 }).collect())
                    .color(colours.accent),
            )
            .hover_text_array(hover(&|q| format!("mean silhouette {:.3} (from -1 to 1, higher is better)", q.silhouette)))
            .hover_template(HOVER),
    );
    plot.add_trace(
        Scatter::new(ks, clustering.by_k.iter().map(|q| q.inertia).collect())
            .mode(Mode::LinesMarkers)
            .name("Inertia (right scale)")
            .y_axis("y2")
            .line(Line::new().color(colours.second).width(1.5).dash(super::style::dash(1)))
            .marker(Marker::new().symbol(MarkerSymbol::Square).size(7).color(colours.second))
            .hover_text_array(hover(&|q| format!("inertia {:.1} (sum of squared distances to the centres)", q.inertia)))
            .hover_template(HOVER),
    );
    let x = axis(theme, "Number of clusters (k)").dtick(1.0);
    let y2 = axis(theme, "Inertia").overlaying("y").side(AxisSide::Right).show_grid(false).tick_format(",.0f");
    plot.set_layout(layout(theme, x, axis(theme, "Mean silhouette")).y_axis2(y2));
    let number = |value: Option<f64>| value.map_or(Cell::Empty, |v| Cell::Figure(Figure::Number(v)));
    let rows = clustering.by_k.iter().map(|q| {
        vec![
            Cell::Figure(Figure::Count(u64::from(q.k))),
            Cell::Figure(Figure::Number(q.inertia)),
            Cell::Figure(Figure::Number(q.silhouette)),
            number(q.silhouette_standard_error),
            number(q.calinski_harabasz),
            number(q.davies_bouldin),
        ]
    });
    let columns = ["k", "Inertia", "Mean silhouette", "Its standard error", "Calinski–Harabasz", "Davies–Bouldin"];
    let table = TableView { columns: columns.map(String::from).to_vec(), rows: rows.collect() };
    let method_note = "For each k, the best of several seeded K-means runs. The silhouette compares how near customers are to their own cluster and to the next; inertia is the sum of squared distances to the centres.";
    finish(Frame { title: "How many clusters", summary: clustering.reason.to_string(), method_note, table }, &plot)
}

/// Customers by recency and revenue, coloured by cluster.
pub fn cluster_scatter(rfm: &Rfm, clustering: &Clustering, currency: &str, theme: Theme) -> ChartView {
    let colours = palette(theme);
    let drawn = sample_rows(rfm.len() as u32, MOST_DOTS, clustering.params.seed);
    let mut plot = Plot::new();
    for (number, cluster) in clustering.clusters.iter().enumerate() {
        let of_cluster = |row: &usize| clustering.label.get(*row).is_some_and(|&label| usize::from(label) == number);
        let rows: Vec<usize> = drawn.iter().map(|&row| row as usize).filter(of_cluster).collect();
        let colour = colours.series[number % colours.series.len()];
        let hover = rows.iter().map(|&row| customer_says(rfm, row, &cluster.name, currency)).collect();
        plot.add_trace(
            Scatter::new(
                rows.iter().map(|&row| f64::from(rfm.recency_days[row])).collect(),
                rows.iter().map(|&row| rfm.monetary[row].to_f64()).collect(),
            )
            .mode(Mode::Markers)
            .name(escape(&cluster.name))
            .marker(Marker::new().size(6).opacity(0.65).color(colour).symbol(symbol(number)))
            .hover_text_array(hover)
            .hover_template(HOVER),
        );
    }
    let y = axis(theme, &with_currency("Revenue", currency)).type_(AxisType::Log).tick_format("~s");
    plot.set_layout(layout(theme, axis(theme, "Days since the last order (recency)"), y).legend(legend_of_dots()));
    let rows = clustering.clusters.iter().map(|c| {
        vec![
            Cell::Text(c.name.clone()),
            Cell::Figure(Figure::Count(u64::from(c.customers))),
            Cell::Figure(Figure::Days(c.median_recency_days)),
            Cell::Figure(Figure::Number(c.median_frequency)),
            Cell::Figure(Figure::Number(c.median_monetary)),
        ]
    });
    let columns = ["Cluster", "Customers", "Median days since the last order", "Median orders", "Median revenue"];
    let summary = match clustering.clusters.iter().find(|cluster| cluster.customers > 0) {
        Some(best) => format!(
            "The cluster {} has {} and brings {} of revenue.",
            best.name,
            counted(u64::from(best.customers), "customer", "customers"),
            percent(best.revenue_share)
        ),
        None => "There are no buyers.".to_owned(),
    };
    let summary = if drawn.len() < rfm.len() {
        let shown = counted(drawn.len() as u64, "customer", "customers");
        format!("{summary} Shown are {shown} of {}, drawn at random with the run's seed.", grouped(rfm.len() as u64))
    } else {
        summary
    };
    let method_note = "Each dot is a customer. Revenue is on a logarithmic scale: each step up is ten times as much. Clusters are found on the logarithms of recency, orders and revenue together.";
    let table = TableView { columns: columns.map(String::from).to_vec(), rows: rows.collect() };
    finish(Frame { title: "Customers by cluster", summary, method_note, table }, &plot)
}

/// A customer in a hover label.
pub(super) fn customer_says(rfm: &Rfm, row: usize, cluster: &str, currency: &str) -> String {
    format!(
        "A customer of {}<br>{} since the last order<br>revenue {} in {}",
        escape(cluster),
        counted(rfm.recency_days[row].into(), "day", "days"),
        amount(rfm.monetary[row], currency),
        counted(rfm.frequency[row].into(), "order", "orders")
    )
}

/// The centres in standardised units.
pub fn cluster_profiles(clustering: &Clustering, currency: &str, theme: Theme) -> ChartView {
    let colours = palette(theme);
    let features = ["Days since last order", "Orders", "Revenue"];
    let mut plot = Plot::new();
    // A filter may leave nobody in a cluster.
    for (number, cluster) in clustering.clusters.iter().enumerate().filter(|(_, cluster)| cluster.customers > 0) {
        let means = [
            format!("on average {:.0} days since the last order", cluster.mean_recency_days),
            format!("on average {:.1} orders", cluster.mean_frequency),
            format!("on average a revenue of {}", amount_of(cluster.mean_monetary, currency)),
        ];
        let hover = means.iter().zip(cluster.centre).map(|(mean, centre)| {
            let (name, count) = (escape(&cluster.name), counted(u64::from(cluster.customers), "customer", "customers"));
            format!("{name}, {count}<br>{mean}<br>{} standard deviations from the mean of all", hundredths(centre))
        });
        let hover = hover.collect();
        plot.add_trace(
            Bar::new(features.map(String::from).to_vec(), cluster.centre.to_vec())
                .name(escape(&cluster.name))
                .marker(bar_marker(number, colours.series[number % colours.series.len()], theme))
                .hover_text_array(hover)
                .hover_template(HOVER),
        );
    }
    plot.set_layout(layout(theme, axis(theme, ""), axis(theme, "Standard deviations from the mean")).bar_mode(BarMode::Group));
    let rows = clustering.clusters.iter().map(|c| {
        let centre = c.centre.iter().map(|&v| Cell::Figure(Figure::Number(v)));
        std::iter::once(Cell::Text(c.name.clone())).chain(centre).collect()
    });
    let columns = std::iter::once("Cluster").chain(features).map(String::from).collect();
    let summary = match clustering.clusters.iter().find(|cluster| cluster.customers > 0) {
        Some(best) => format!(
            "{}: on average {:.0} days since the last order, {:.1} orders and {} of revenue.",
            best.name,
            best.mean_recency_days,
            best.mean_frequency,
            money_text(Money::from_ten_thousandths((best.mean_monetary * Money::SCALE as f64).round() as i64), currency)
        ),
        None => "There are no buyers.".to_owned(),
    };
    let method_note = "The centre of each cluster. Zero is the mean of all customers; the unit is one standard deviation of the logarithm. Few days since the last order are good, so a bar below zero is good there.";
    finish(
        Frame { title: "What sets the clusters apart", summary, method_note, table: TableView { columns, rows: rows.collect() } },
        &plot,
    )
}

/// Customers by segment and cluster.
pub fn segment_cluster_matrix(rfm: &Rfm, clustering: &Clustering, theme: Theme) -> ChartView {
    let segments: Vec<usize> = (0..rfm.segments.len()).filter(|&s| rfm.segments[s].customers > 0).collect();
    let mut counts = vec![vec![0_u64; clustering.clusters.len()]; rfm.segments.len()];
    for (row, &label) in clustering.label.iter().enumerate() {
        if let Some(count) = counts.get_mut(usize::from(rfm.segment[row])).and_then(|c| c.get_mut(usize::from(label))) {
            *count += 1;
        }
    }
    let share =
        |segment: usize, cluster: usize| counts[segment][cluster] as f64 / f64::from(rfm.segments[segment].customers.max(1));
    let names: Vec<String> = clustering.clusters.iter().map(|c| escape(&c.name)).collect();
    let hover = |s: usize, c: usize| {
        format!(
            "{} in {}<br>{}, {} of the segment",
            escape(&rfm.segments[s].name),
            names[c],
            counted(counts[s][c], "customer", "customers"),
            percent(share(s, c))
        )
    };
    // Plotly draws from the bottom up.
    let from_below: Vec<usize> = segments.iter().rev().copied().collect();
    let z: Vec<Vec<f64>> = from_below.iter().map(|&s| (0..names.len()).map(|c| share(s, c)).collect()).collect();
    let text: Vec<Vec<String>> = from_below.iter().map(|&s| (0..names.len()).map(|c| hover(s, c)).collect()).collect();
    let mut plot = Plot::new();
    plot.add_trace(
        HeatMap::new(names.clone(), from_below.iter().map(|&s| escape(&rfm.segments[s].name)).collect(), z)
            .color_scale(ramp(theme))
            .show_scale(false)
            .zmin(0.0)
            .zmax(1.0)
            .x_gap(3)
            .y_gap(3)
            .hover_text_matrix(text)
            .hover_template(HOVER),
    );
    let mut figure = layout(theme, axis(theme, "").show_grid(false), axis(theme, "").show_grid(false).dtick(1.0));
    if names.len() <= MOST_WRITTEN {
        for (y, &s) in from_below.iter().enumerate() {
            for c in 0..names.len() {
                figure.add_annotation(cell_text(c as f64, y as f64, &percent(share(s, c)), share(s, c), theme));
            }
        }
    }
    plot.set_layout(figure);
    let rows = segments.iter().map(|&s| {
        let cells = counts[s].iter().map(|&n| Cell::Figure(Figure::Count(n)));
        std::iter::once(Cell::Text(rfm.segments[s].name.clone())).chain(cells).collect()
    });
    let columns = std::iter::once("Segment".to_owned()).chain(clustering.clusters.iter().map(|c| c.name.clone())).collect();
    let purest = segments.iter().filter_map(|&s| {
        let cluster = (0..clustering.clusters.len()).max_by(|&a, &b| share(s, a).total_cmp(&share(s, b)))?;
        Some((share(s, cluster), s, cluster))
    });
    let summary = match purest.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((share, s, c)) => {
            format!("{} of {} are in the cluster {}.", percent(share), rfm.segments[s].name, clustering.clusters[c].name)
        }
        None => "There are no buyers.".to_owned(),
    };
    let method_note = "Segments follow rules on scores, clusters are found in the data: where both agree, a group is solid. Colours show the share of each segment.";
    finish(
        Frame { title: "Segments against clusters", summary, method_note, table: TableView { columns, rows: rows.collect() } },
        &plot,
    )
}
