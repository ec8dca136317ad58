//! Charts of the whole shop: revenue by weekday and hour, by category, by place, by customer.

use super::style::{Frame, HOVER, amount, axis, escape, finish, layout, name_chars, palette, short_label, tenths, with_currency};
use clientele_core::domain::{
    Cell, CustomerIx, Dataset, Figure, Money, NO_CATEGORY, NO_MINUTE, OrderIx, TableView, counted, grouped, percent, product_name,
};
use clientele_messages::{ChartView, ChartWidth, Theme};
use plotly::common::{ColorScale, ColorScaleElement, Line, Marker, Mode, Orientation};
use plotly::layout::Axis;
use plotly::{Bar, HeatMap, Plot, Scatter};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const WEEKDAYS_LONG: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// Fewer buyers than this have no best 20 %.
const FEWEST_BUYERS: usize = 5;
/// Bars of a ranking: more are not read.
const TOP: usize = 12;

/// Revenue by weekday and hour; by weekday alone where the files have no times.
pub fn weekday_hour(dataset: &Dataset, theme: Theme) -> ChartView {
    let mut sums = [[Money::ZERO; 24]; 7];
    let mut by_weekday = [Money::ZERO; 7];
    let mut placed = [[0_u64; 24]; 7];
    let mut placed_on = [0_u64; 7];
    let (mut timed, mut orders) = (0_usize, 0_usize);
    let (mut sold, mut last_order) = (0_usize, None);
    for sale in dataset.shop().sales() {
        // An order counts once, and lines without an order number count for none.
        let is_order = sale.order.is_some() && sale.order != last_order;
        last_order = sale.order;
        let revenue = sale.revenue();
        let weekday = usize::from(sale.day.weekday());
        sold += 1;
        orders += usize::from(is_order);
        by_weekday[weekday] += revenue;
        placed_on[weekday] += u64::from(is_order);
        if sale.minute != NO_MINUTE {
            timed += usize::from(is_order);
            let hour = usize::from(sale.minute / 60).min(23);
            sums[weekday][hour] += revenue;
            placed[weekday][hour] += u64::from(is_order);
        }
    }
    let best = (0..7).max_by_key(|&d| (by_weekday[d], std::cmp::Reverse(d))).unwrap_or(0);
    let total: Money = by_weekday.iter().copied().sum();
    let share = if total > Money::ZERO { by_weekday[best].to_f64() / total.to_f64() } else { 0.0 };
    let mut summary = if sold == 0 {
        "There are no orders.".to_owned()
    } else {
        format!("{} is the strongest day with {} of revenue.", WEEKDAYS_LONG[best], percent(share))
    };
    let hover = |weekday: usize, time: &str, revenue: Money, orders: u64| {
        let share = if total > Money::ZERO { revenue.to_f64() / total.to_f64() } else { 0.0 };
        format!(
            "{}{time}<br>revenue {}, {} of all<br>{}",
            WEEKDAYS_LONG[weekday],
            amount(revenue, dataset.currency()),
            percent(share),
            counted(orders, "order", "orders")
        )
    };
    let empty: Vec<&str> = (0..7).filter(|&d| by_weekday[d] == Money::ZERO).map(|d| WEEKDAYS_LONG[d]).collect();
    if !empty.is_empty() && empty.len() < 7 {
        summary.push_str(&format!(" Nothing was sold on a {}.", empty.join(" or ")));
    }
    let colours = palette(theme);
    let mut plot = Plot::new();
    let table = if timed * 2 > orders {
        if timed < orders {
            let left_out = counted((orders - timed) as u64, "order has", "orders have");
            summary.push_str(&format!(" {left_out} no time of day and are left out of the grid."));
        }
        let used: Vec<usize> = (0..24).filter(|&h| sums.iter().any(|hours| hours[h] != Money::ZERO)).collect();
        let (from, to) = (used.first().copied().unwrap_or(0), used.last().copied().unwrap_or(23));
        let hours: Vec<String> = (from..=to).map(|h| format!("{h:02}:00")).collect();
        let z: Vec<Vec<f64>> = sums.iter().rev().map(|row| row[from..=to].iter().map(|m| m.to_f64()).collect()).collect();
        let texts = (0..7).rev().map(|d| {
            (from..=to).map(|h| hover(d, &format!(", {h:02}:00 to {:02}:00", h + 1), sums[d][h], placed[d][h])).collect()
        });
        // The hours alone: with minutes they would lie on each other.
        let numbers = (from..=to).map(|h| h.to_string()).collect();
        plot.add_trace(
            HeatMap::new((0..hours.len()).collect(), WEEKDAYS.iter().rev().map(|d| (*d).to_owned()).collect(), z)
                .color_scale(ramp(theme))
                .show_scale(false)
                .x_gap(2)
                .y_gap(2)
                .hover_text_matrix(texts.collect())
                .hover_template(HOVER),
        );
        plot.set_layout(layout(
            theme,
            ticks(axis(theme, "Hour of the order").show_grid(false), numbers),
            axis(theme, "").show_grid(false),
        ));
        let rows = (0..7).map(|d| {
            let cells = sums[d][from..=to].iter().map(|&m| Cell::Figure(Figure::Money(m)));
            std::iter::once(Cell::Text(WEEKDAYS_LONG[d].into())).chain(cells).collect()
        });
        TableView { columns: std::iter::once("Weekday".to_owned()).chain(hours).collect(), rows: rows.collect() }
    } else {
        let texts = (0..7).map(|d| hover(d, "", by_weekday[d], placed_on[d])).collect();
        let shown = if sold == 0 { Vec::new() } else { by_weekday.iter().map(|m| m.to_f64()).collect() };
        plot.add_trace(
            Bar::new(WEEKDAYS.map(String::from).to_vec(), shown)
                .marker(Marker::new().color(colours.accent))
                .hover_text_array(texts)
                .hover_template(HOVER),
        );
        let y = axis(theme, &with_currency("Revenue", dataset.currency())).tick_format("~s");
        plot.set_layout(layout(theme, axis(theme, ""), y));
        let rows = (0..7).map(|d| vec![Cell::Text(WEEKDAYS_LONG[d].into()), Cell::Figure(Figure::Money(by_weekday[d]))]);
        TableView { columns: vec!["Weekday".into(), "Revenue".into()], rows: rows.collect() }
    };
    let method_note = if dataset.anonymous().is_empty() {
        "The sum of all analysed order lines, by the weekday and hour of their order as the file gives them; no time zone is applied."
    } else {
        "The sum of all order lines of the shop, those without a customer too, by the weekday and hour of their order as the file gives them; no time zone is applied."
    };
    finish(Frame { title: "When customers buy", summary, method_note, table }, &plot)
}

/// From little to much.
pub(super) fn ramp(theme: Theme) -> ColorScale {
    let steps = palette(theme).ramp;
    ColorScale::Vector(steps.iter().enumerate().map(|(n, c)| ColorScaleElement(n as f64 / 4.0, (*c).to_owned())).collect())
}

/// Revenue by category, or by product where the shop has no categories.
pub fn top_categories(dataset: &Dataset, theme: Theme, width: ChartWidth) -> ChartView {
    let products = dataset.shop().products();
    let by_category = !products.categories.is_empty();
    let groups = if by_category { products.categories.len() } else { products.ids.len() };
    let mut sums = vec![(Money::ZERO, 0_u64); groups];
    let (mut without, mut services) = (Money::ZERO, Money::ZERO);
    let lines = dataset.shop().sales().flat_map(|sale| sale.products.iter().zip(sale.amounts));
    for (product, amount) in lines {
        let group = if by_category { products.category[product.ix()] } else { product.0 };
        let is_goods = products.is_goods.get(product.ix()).copied().unwrap_or(true);
        if group == NO_CATEGORY {
            without += *amount;
        } else if !by_category && !is_goods {
            services += *amount;
        } else if let Some(sum) = sums.get_mut(group as usize) {
            sum.0 += *amount;
            sum.1 += 1;
        }
    }
    let name = |group: usize| -> String {
        let text = if by_category { products.categories.get(group) } else { product_name(dataset, group) };
        text.to_owned()
    };
    let mut order: Vec<usize> = (0..groups).filter(|&g| sums[g].1 > 0).collect();
    order.sort_by_key(|&g| (std::cmp::Reverse(sums[g].0), g));
    let total = dataset.shop().revenue();
    let share = |revenue: Money| if total > Money::ZERO { revenue.to_f64() / total.to_f64() } else { 0.0 };
    let summary = match order.first() {
        Some(&first) if by_category => format!(
            "{} brings {} of revenue, the most of {} categories.",
            name(first),
            percent(share(sums[first].0)),
            order.len()
        ),
        Some(&first) => {
            let top: Money = order.iter().take(TOP).map(|&g| sums[g].0).sum();
            format!(
                "The best seller is {}. Shown are {} with {} of revenue.",
                name(first),
                counted(order.len().min(TOP) as u64, "product", "products"),
                percent(share(top))
            )
        }
        None => "Nothing was sold.".to_owned(),
    };
    let shown: Vec<usize> = order.iter().copied().take(TOP).rev().collect();
    let hover = |g: usize| {
        let (revenue, lines) = sums[g];
        format!(
            "{}<br>revenue {}, {} of all<br>{}",
            escape(&name(g)),
            amount(revenue, dataset.currency()),
            percent(share(revenue)),
            counted(lines, "order line", "order lines")
        )
    };
    let mut plot = Plot::new();
    let bars = Bar::new(shown.iter().map(|&g| sums[g].0.to_f64()).collect(), (0..shown.len()).collect::<Vec<_>>())
        .orientation(Orientation::Horizontal)
        .ids(shown.iter().map(|&g| if by_category { name(g) } else { products.ids.get(g).to_owned() }).collect())
        .marker(Marker::new().color(palette(theme).accent))
        .hover_text_array(shown.iter().map(|&g| hover(g)).collect())
        .hover_template(HOVER);
    plot.add_trace(bars);
    let y = ticks(axis(theme, "").show_grid(false), shown.iter().map(|&g| short_label(&name(g), name_chars(width))).collect());
    plot.set_layout(layout(theme, axis(theme, &with_currency("Revenue", dataset.currency())).tick_format("~s"), y));
    let mut rows: Vec<Vec<Cell>> = order
        .iter()
        .take(200)
        .map(|&g| {
            vec![
                Cell::Text(name(g)),
                Cell::Figure(Figure::Money(sums[g].0)),
                Cell::Figure(Figure::Share(share(sums[g].0))),
                Cell::Figure(Figure::Count(sums[g].1)),
            ]
        })
        .collect();
    for (name, sum) in [("No category", without), ("Postage, fees and the like", services)] {
        if sum != Money::ZERO {
            let (revenue, share) = (Cell::Figure(Figure::Money(sum)), Cell::Figure(Figure::Share(share(sum))));
            rows.push(vec![Cell::Text(name.into()), revenue, share, Cell::Empty]);
        }
    }
    let columns = [if by_category { "Category" } else { "Product" }, "Revenue", "Share of revenue", "Order lines"]
        .map(String::from)
        .to_vec();
    let title = if by_category { "Revenue by category" } else { "Best selling products" };
    let method_note = if dataset.anonymous().is_empty() {
        "The sum of all analysed order lines of each category; of each product where the files have no categories: postage and fees are no products then. The table holds the first 200."
    } else {
        "The sum of all order lines of the shop, those without a customer too, of each category; of each product where the files have no categories: postage and fees are no products then. The table holds the first 200."
    };
    finish(Frame { title, summary, method_note, table: TableView { columns, rows } }, &plot)
}

/// An axis with one labelled tick at 0, 1, 2 … : labels that look like numbers or dates stay labels, and equal ones stay apart.
pub(super) fn ticks(axis: Axis, labels: Vec<String>) -> Axis {
    axis.tick_values((0..labels.len()).map(|n| n as f64).collect()).tick_text(labels)
}

/// Share of revenue that comes from the best customers.
pub fn customer_pareto(dataset: &Dataset, theme: Theme) -> ChartView {
    let mut spent: Vec<Money> = (0..dataset.customers().ids.len())
        .map(|c| dataset.lines().amount[dataset.lines_of_customer(CustomerIx::new(c))].iter().copied().sum())
        .filter(|&m| m > Money::ZERO)
        .collect();
    spent.sort_unstable_by(|a, b| b.cmp(a));
    let total: Money = spent.iter().copied().sum();
    let mut running = Money::ZERO;
    let cumulative: Vec<f64> = spent
        .iter()
        .map(|&m| {
            running += m;
            running.to_f64() / total.to_f64()
        })
        .collect();
    // 200 points draw the same line as all customers.
    let n = cumulative.len();
    let points: Vec<usize> = if n <= 200 { (0..n).collect() } else { (1..=200).map(|p| p * n / 200 - 1).collect() };
    let share_of = |top: f64| -> f64 {
        let count = libm::ceil(n as f64 * top) as usize;
        count.checked_sub(1).and_then(|last| cumulative.get(last)).copied().unwrap_or(0.0)
    };
    let of = of_customers(dataset);
    let summary = if n == 0 {
        "There are no buyers.".to_owned()
    } else if n == 1 {
        format!("The only buyer brings all {of}.")
    } else if n < FEWEST_BUYERS {
        format!("The best of {} brings {} of {of}.", counted(n as u64, "buyer", "buyers"), percent(cumulative[0]))
    } else {
        format!(
            "The best 20 % of customers bring {} of {of}; the best 1 % bring {}.",
            percent(share_of(0.2)),
            percent(share_of(0.01))
        )
    };
    let (mut x, mut y, mut hover) = (Vec::new(), Vec::new(), Vec::new());
    if n > 0 {
        (x, y, hover) = (vec![0.0], vec![0.0], vec!["The line starts at 0 % of customers and 0 % of revenue".to_owned()]);
    }
    for &p in &points {
        let best = (p + 1) as f64 / n as f64;
        x.push(best);
        y.push(cumulative[p]);
        hover.push(format!(
            "The best {} of customers ({} of {})<br>bring {} of {of}",
            tenths(best),
            grouped(p as u64 + 1),
            grouped(n as u64),
            tenths(cumulative[p])
        ));
    }
    let colours = palette(theme);
    let mut plot = Plot::new();
    plot.add_trace(
        Scatter::new(x, y)
            .mode(Mode::Lines)
            .name("Customers, best first")
            .line(Line::new().color(colours.accent).width(2.5))
            .hover_text_array(hover)
            .hover_template(HOVER),
    );
    plot.add_trace(
        Scatter::new(vec![0.0, 1.0], vec![0.0, 1.0])
            .mode(Mode::Lines)
            .name("All customers equal")
            .line(Line::new().color(colours.muted).width(1.0).dash(plotly::common::DashType::Dash))
            .hover_info(plotly::common::HoverInfo::Skip),
    );
    let share_axis = |title: &str| axis(theme, title).tick_format(".0%").range(vec![0.0, 1.02]);
    let y = share_axis(&format!("Share of {of}"));
    plot.set_layout(layout(theme, share_axis("Share of customers, best first"), y));
    let rows = [0.01, 0.05, 0.1, 0.2, 0.5, 1.0]
        .map(|top| vec![Cell::Figure(Figure::Share(top)), Cell::Figure(Figure::Share(share_of(top)))]);
    let table = TableView { columns: vec!["Best customers".into(), format!("Their share of {of}")], rows: rows.to_vec() };
    let method_note = if dataset.anonymous().is_empty() {
        "Buyers sorted by what they spent, and the running share of all revenue (Pareto, or Lorenz, curve). Customers without orders are left out."
    } else {
        "Buyers sorted by what they spent, and the running share of what all of them spent (Pareto, or Lorenz, curve). Customers without orders, and sales without a customer, are left out."
    };
    finish(Frame { title: "How much the best customers bring", summary, method_note, table }, &plot)
}

/// What shares of customers are shares of: where some sales name no customer, the shop has more revenue than they bring.
fn of_customers(dataset: &Dataset) -> &'static str {
    if dataset.anonymous().is_empty() { "revenue" } else { "customers' revenue" }
}

/// Revenue by country or city; the customers' places.
pub fn top_places(dataset: &Dataset, theme: Theme, width: ChartWidth) -> ChartView {
    let (customers, orders) = (dataset.customers(), dataset.orders());
    let mut sums = vec![(Money::ZERO, 0_u64); customers.places.len()];
    for order in 0..orders.ids.len() {
        let place = customers.place.get(orders.customer[order].ix()).copied().unwrap_or(NO_CATEGORY);
        if let Some(sum) = sums.get_mut(place as usize) {
            sum.0 += dataset.lines().amount[dataset.lines_of(OrderIx::new(order))].iter().copied().sum();
            sum.1 += 1;
        }
    }
    let name = |place: usize| customers.places.get(place);
    let mut order: Vec<usize> = (0..sums.len()).filter(|&place| sums[place].1 > 0).collect();
    order.sort_by_key(|&place| (std::cmp::Reverse(sums[place].0), place));
    let total = dataset.revenue();
    let share = |revenue: Money| if total > Money::ZERO { revenue.to_f64() / total.to_f64() } else { 0.0 };
    let summary = match order.first() {
        Some(&first) => {
            let (share, of) = (percent(share(sums[first].0)), of_customers(dataset));
            format!("{} brings {share} of {of}, the most of {} places.", name(first), order.len())
        }
        None => "It is not known where the customers are.".to_owned(),
    };
    let shown: Vec<usize> = order.iter().copied().take(TOP).rev().collect();
    let hover = |place: usize| {
        let (revenue, orders) = sums[place];
        format!(
            "{}<br>revenue {}, {} of {}<br>{}",
            escape(name(place)),
            amount(revenue, dataset.currency()),
            percent(share(revenue)),
            if dataset.anonymous().is_empty() { "all" } else { "customers' revenue" },
            counted(orders, "order", "orders")
        )
    };
    let mut plot = Plot::new();
    plot.add_trace(
        Bar::new(shown.iter().map(|&place| sums[place].0.to_f64()).collect(), (0..shown.len()).collect::<Vec<_>>())
            .orientation(Orientation::Horizontal)
            .ids(shown.iter().map(|&place| name(place).to_owned()).collect())
            .marker(Marker::new().color(palette(theme).accent))
            .hover_text_array(shown.iter().map(|&place| hover(place)).collect())
            .hover_template(HOVER),
    );
    let y =
        ticks(axis(theme, "").show_grid(false), shown.iter().map(|&place| short_label(name(place), name_chars(width))).collect());
    plot.set_layout(layout(theme, axis(theme, &with_currency("Revenue", dataset.currency())).tick_format("~s"), y));
    let rows = order.iter().take(200).map(|&place| {
        vec![
            Cell::Text(name(place).to_owned()),
            Cell::Figure(Figure::Money(sums[place].0)),
            Cell::Figure(Figure::Share(share(sums[place].0))),
            Cell::Figure(Figure::Count(sums[place].1)),
        ]
    });
    let share_of = format!("Share of {}", of_customers(dataset));
    let columns = vec!["Country or city".to_owned(), "Revenue".to_owned(), share_of, "Orders".to_owned()];
    let method_note = if dataset.anonymous().is_empty() {
        "The sum of all analysed order lines by the customer's country or city. The table has the first 200."
    } else {
        "The sum of all customers' order lines by the customer's country or city; sales without a customer are left out. The table has the first 200."
    };
    finish(Frame { title: "Revenue by place", summary, method_note, table: TableView { columns, rows: rows.collect() } }, &plot)
}
