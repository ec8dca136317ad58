//! Charts of what clusters look like from near: silhouettes of customers, customers in space, centres as a radar.

use super::clusters::customer_says;
use super::style::{Frame, HOVER, axis, dash, escape, finish, hundredths, layout, legend, legend_of_dots, palette, symbol};
use clientele_analytics::cluster::{Clustering, SilhouetteBasis};
use clientele_analytics::segment::Rfm;
use clientele_core::domain::{Cell, Figure, TableView, counted, percent};
use clientele_core::statistics::draw::sample_rows;
use clientele_messages::{ChartView, Theme};
use plotly::common::{Fill, Line, Marker, Mode};
use plotly::layout::{
    AxisType, Camera, Eye, LayoutPolar, LayoutScene, Margin, PolarAxisAttributes, PolarAxisTicks, PolarTickMode, RadialAxis,
    Shape, ShapeLine, ShapeType, TraceOrder,
};
use plotly::{Plot, Scatter, Scatter3D, ScatterPolar};

/// Points of the silhouette chart over all clusters; more do not fit into its height.
const SILHOUETTE_POINTS: usize = 1_200;
/// Dots in space: beyond it the browser turns them slowly.
const MOST_DOTS: u32 = 5_000;

/// Silhouettes of customers, sorted within each cluster.
pub fn silhouette_plot(clustering: &Clustering, theme: Theme) -> ChartView {
    let colours = palette(theme);
    let mut of_cluster: Vec<Vec<f64>> = vec![Vec::new(); clustering.clusters.len()];
    for (label, silhouette) in clustering.label.iter().zip(&clustering.silhouette) {
        if let (Some(list), Some(value)) = (of_cluster.get_mut(usize::from(*label)), silhouette) {
            list.push(*value);
        }
    }
    of_cluster.iter_mut().for_each(|list| list.sort_unstable_by(f64::total_cmp));
    let counted_in: usize = of_cluster.iter().map(Vec::len).sum();
    let step = counted_in.div_ceil(SILHOUETTE_POINTS).max(1);
    let gap = counted_in as f64 * 0.02;
    let mut plot = Plot::new();
    let (mut base, mut rows, mut weakest, mut middles) = (0.0, Vec::new(), None::<(f64, usize)>, Vec::new());
    // The first cluster stands at the top.
    for (number, cluster) in clustering.clusters.iter().enumerate().rev() {
        let values = &of_cluster[number];
        let (mut x, mut y, mut hover) = (Vec::new(), Vec::new(), Vec::new());
        for at in (0..values.len()).step_by(step).chain(values.len().checked_sub(1)) {
            x.push(values[at]);
            y.push(base + at as f64);
            hover.push(format!(
                "{}<br>silhouette {}<br>customer {} of {}, the worst fit first",
                escape(&cluster.name),
                hundredths(values[at]),
                clientele_core::domain::grouped(at as u64 + 1),
                clientele_core::domain::grouped(values.len() as u64)
            ));
        }
        // The area starts and ends on the zero line. A pointer there reads the label of the customer beside it.
        if let (Some(worst), Some(best)) = (hover.first().cloned(), hover.last().cloned()) {
            x.insert(0, 0.0);
            y.insert(0, base);
            hover.insert(0, worst);
            x.push(0.0);
            y.push(base + values.len() as f64);
            hover.push(best);
        }
        middles.push((base + values.len() as f64 / 2.0, number));
        base += values.len() as f64 + gap;
        let x_len = x.len();
        plot.add_trace(
            Scatter::new(x, y)
                .mode(Mode::Lines)
                .fill(Fill::ToZeroX)
                .name(format!("{} · {}", number + 1, escape(&cluster.name)))
                .ids(vec![cluster.name.clone(); x_len])
                .line(Line::new().width(1.0).color(colours.series[number % colours.series.len()]))
                .hover_text_array(hover)
                .hover_template(HOVER),
        );
        let n = values.len().max(1) as f64;
        let (mean, below) = (values.iter().sum::<f64>() / n, values.iter().filter(|v| **v < 0.0).count());
        if weakest.is_none_or(|(least, _)| mean < least) && !values.is_empty() {
            weakest = Some((mean, number));
        }
        rows.push(vec![
            Cell::Text(cluster.name.clone()),
            Cell::Figure(Figure::Count(values.len() as u64)),
            Cell::Figure(Figure::Number(mean)),
            Cell::Figure(Figure::Number(values.get(values.len() / 2).copied().unwrap_or(0.0))),
            Cell::Figure(Figure::Share(below as f64 / n)),
        ]);
    }
    rows.reverse();
    let mean = of_cluster.iter().flatten().sum::<f64>() / counted_in.max(1) as f64;
    let nearer = of_cluster.iter().flatten().filter(|v| **v < 0.0).count();
    // The number beside each block is that of the legend: nobody has to tell the colours apart.
    let (at, numbers): (Vec<f64>, Vec<String>) =
        middles.iter().map(|&(middle, number)| (middle, (number + 1).to_string())).unzip();
    let y = axis(theme, "Customers, cluster by cluster").show_grid(false).tick_values(at).tick_text(numbers);
    let mut figure = layout(theme, axis(theme, "Silhouette (more is a better fit)"), y);
    figure.add_shape(
        Shape::new()
            .shape_type(ShapeType::Line)
            .x0(mean)
            .x1(mean)
            .y_ref("paper")
            .y0(0)
            .y1(1)
            .line(ShapeLine::new().color(colours.ink).width(1.5).dash(plotly::common::DashType::Dash)),
    );
    // The clusters are drawn from the last up, and read from the first down.
    plot.set_layout(figure.legend(legend().trace_order(TraceOrder::Reversed)));
    let summary = match weakest {
        Some((least, number)) => format!(
            "The mean is {mean:.2} (dashed line). {} fits least, with {least:.2}; {} of customers are nearer to another cluster.",
            clustering.clusters[number].name,
            percent(nearer as f64 / counted_in.max(1) as f64)
        ),
        None => "There are too few customers to tell how well each fits.".to_owned(),
    };
    let method_note = match clustering.silhouette_basis {
        SilhouetteBasis::Exact { .. } => {
            "Each customer's silhouette: 1 in the midst of its own cluster, 0 on the border, below 0 nearer to another cluster. Every customer is compared with every other; within a cluster they are sorted."
        }
        SilhouetteBasis::Sample { .. } => {
            "Silhouettes of a seeded sample of customers, each compared with every other customer: 1 in the midst of its own cluster, 0 on the border, below 0 nearer to another cluster. Within a cluster they are sorted."
        }
    };
    let columns = ["Cluster", "Customers with a silhouette", "Mean", "Median", "Nearer to another cluster"];
    let table = TableView { columns: columns.map(String::from).to_vec(), rows };
    finish(Frame { title: "How well each customer fits", summary, method_note, table }, &plot)
}

/// Customers by recency, orders and revenue in space.
pub fn cluster_scatter_3d(rfm: &Rfm, clustering: &Clustering, currency: &str, theme: Theme) -> ChartView {
    let colours = palette(theme);
    let rows = sample_rows(rfm.len() as u32, MOST_DOTS, clustering.params.seed);
    let mut plot = Plot::new();
    for (number, cluster) in clustering.clusters.iter().enumerate() {
        let mine: Vec<usize> = rows
            .iter()
            .map(|&row| row as usize)
            .filter(|&row| clustering.label.get(row).is_some_and(|&label| usize::from(label) == number))
            .collect();
        let name = escape(&cluster.name);
        plot.add_trace(
            Scatter3D::new(
                mine.iter().map(|&row| f64::from(rfm.recency_days[row])).collect(),
                mine.iter().map(|&row| f64::from(rfm.frequency[row])).collect(),
                mine.iter().map(|&row| rfm.monetary[row].to_f64()).collect(),
            )
            .mode(Mode::Markers)
            .marker(
                Marker::new().size(3).opacity(0.75).color(colours.series[number % colours.series.len()]).symbol(symbol(number)),
            )
            .hover_text_array(mine.iter().map(|&row| customer_says(rfm, row, &cluster.name, currency)).collect())
            .hover_template(HOVER)
            .name(name),
        );
    }
    let space_axis = |title: &str| axis(theme, title).color(colours.muted).zero_line(false);
    // A mark for each power of ten; more would lie on each other.
    let powers = |title: &str| space_axis(title).type_(AxisType::Log).dtick(1.0).tick_format("~s");
    let scene = LayoutScene::new()
        .x_axis(space_axis("Days since order").n_ticks(5))
        .y_axis(powers("Orders"))
        .z_axis(powers("Revenue"))
        .camera(Camera::new().eye(Eye::from((1.95, 1.75, 0.75))));
    let around = Margin::new().left(0).right(0).top(28).bottom(0);
    plot.set_layout(layout(theme, axis(theme, ""), axis(theme, "")).margin(around).scene(scene).legend(legend_of_dots()));
    let shown = rows.len() as u64;
    let summary = if shown == 0 {
        "There are no buyers.".to_owned()
    } else if rfm.len() as u64 > shown {
        format!(
            "Turn it with the mouse or a finger. Shown are {} of {}, drawn at random with the run's seed.",
            counted(shown, "customer", "customers"),
            clientele_core::domain::grouped(rfm.len() as u64)
        )
    } else {
        format!("Turn it with the mouse or a finger. Shown are all {}.", counted(shown, "customer", "customers"))
    };
    let table_rows = clustering.clusters.iter().map(|c| {
        vec![
            Cell::Text(c.name.clone()),
            Cell::Figure(Figure::Count(u64::from(c.customers))),
            Cell::Figure(Figure::Days(c.mean_recency_days)),
            Cell::Figure(Figure::Number(c.mean_frequency)),
            Cell::Figure(Figure::Number(c.mean_monetary)),
        ]
    });
    let columns = ["Cluster", "Customers", "Mean days since the last order", "Mean orders", "Mean revenue"];
    let table = TableView { columns: columns.map(String::from).to_vec(), rows: table_rows.collect() };
    let method_note = "Each dot is a customer. Orders and revenue are on logarithmic scales: each step is ten times as much. Customers with no revenue left after refunds have no place on such a scale and are not drawn.";
    finish(Frame { title: "Customers in three dimensions", summary, method_note, table }, &plot)
}

/// The centres as a radar: further out is better.
pub fn cluster_radar(clustering: &Clustering, theme: Theme) -> ChartView {
    let colours = palette(theme);
    let spokes = ["Bought lately", "Orders often", "Spends much"];
    // Few days since the last order are good: turned round, so that further out is better on each spoke.
    let outward = |centre: [f64; 3]| [-centre[0], centre[1], centre[2]];
    let mut plot = Plot::new();
    // A filter may leave nobody in a cluster.
    for (number, cluster) in clustering.clusters.iter().enumerate().filter(|(_, cluster)| cluster.customers > 0) {
        let colour = colours.series[number % colours.series.len()];
        let mut values = outward(cluster.centre).to_vec();
        let mut around: Vec<String> = spokes.map(String::from).to_vec();
        values.push(values[0]);
        around.push(around[0].clone());
        let summary = |(spoke, value): (&String, &f64)| {
            let (name, count) = (escape(&cluster.name), counted(u64::from(cluster.customers), "customer", "customers"));
            format!("{name}, {count}<br>{spoke}: {} standard deviations from the mean of all", hundredths(*value))
        };
        let hover: Vec<String> = around.iter().zip(&values).map(summary).collect();
        plot.add_trace(
            ScatterPolar::new(around, values)
                .mode(Mode::LinesMarkers)
                .name(escape(&cluster.name))
                .line(Line::new().width(2.0).color(colour).dash(dash(number)))
                .marker(Marker::new().size(6).color(colour).symbol(symbol(number)))
                .hover_text_array(hover)
                .hover_template(HOVER),
        );
    }
    let lines = || PolarAxisAttributes::new().color(colours.muted).grid_color(colours.grid).line_color(colours.grid);
    // Between two spokes; turned against the axis, the figures stand upright.
    let few = PolarAxisTicks::new().tick_angle(60.0).tick_mode(PolarTickMode::Auto { n_ticks: Some(4) });
    let polar = LayoutPolar::new()
        .bg_color("rgba(0,0,0,0)")
        .radial_axis(RadialAxis::new().angle(60.0).axis_attributes(lines().ticks(few)))
        .angular_axis(plotly::layout::AngularAxis::new().axis_attributes(lines()));
    // Room for the words at the spokes.
    let around = Margin::new().left(84).right(84).top(28).bottom(48);
    plot.set_layout(layout(theme, axis(theme, ""), axis(theme, "")).margin(around).polar(polar));
    let rows = clustering.clusters.iter().map(|c| {
        let values = outward(c.centre).map(|v| Cell::Figure(Figure::Number(v)));
        std::iter::once(Cell::Text(c.name.clone())).chain(values).collect()
    });
    let some = clustering.clusters.iter().filter(|cluster| cluster.customers > 0);
    let summary = match some.max_by(|a, b| sum(outward(a.centre)).total_cmp(&sum(outward(b.centre)))) {
        Some(best) => format!("{} reaches furthest out over all three.", best.name),
        None => "There are no buyers.".to_owned(),
    };
    let method_note = "The centre of each cluster in standard deviations from the mean of all customers. Days since the last order are turned round, so that further out is better on each spoke.";
    let columns = std::iter::once("Cluster").chain(spokes).map(String::from).collect();
    finish(
        Frame { title: "Clusters as a radar", summary, method_note, table: TableView { columns, rows: rows.collect() } },
        &plot,
    )
}

fn sum(values: [f64; 3]) -> f64 {
    values.iter().sum()
}
