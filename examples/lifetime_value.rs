//! What a shop's customers are likely to order and spend, with ranges: `cargo run --example lifetime_value`.
#![allow(clippy::print_stdout)]

use clientele::analyse_generated;
use clientele::domain::ErrorView;
use clientele::engine::Config;

fn main() -> Result<(), ErrorView> {
    let session = analyse_generated(&Config::default())?;
    let value = session.value()?;

    if let Some(model) = &value.purchases.model {
        println!("BG/NBD: r {:.3}, alpha {:.3}, a {:.3}, b {:.3}", model.r, model.alpha, model.a, model.b);
    }
    let total = &value.total_orders;
    println!("Orders of the next {} days: {:.0}", value.params.orders_horizon_days, total.value);
    if let Some((low, high)) = total.bounds {
        println!("  between {low:.0} and {high:.0}");
    }

    // Does the model hold on days that it has not seen?
    match &value.holdout {
        Ok(check) => println!(
            "Tested on the days from {}: {:.0} orders expected, {} came; error per customer {:.2} (own pace: {:.2})",
            check.split, check.expected, check.actual, check.mean_absolute_error, check.own_pace_mean_absolute_error
        ),
        Err(reason) => println!("Not tested: {reason:?}"),
    }

    let mut best: Vec<usize> = (0..value.customer.len()).collect();
    best.sort_by(|&a, &b| value.lifetime_value.value[b].total_cmp(&value.lifetime_value.value[a]));
    println!("\nMost valuable:");
    for &row in best.iter().take(5) {
        let id = session.dataset().customers().ids.get(value.customer[row].ix());
        println!("  {id}  {:>5.1} orders, {:>8.2}", value.expected_orders.value[row], value.lifetime_value.value[row]);
    }
    Ok(())
}
