//! What to offer to whom, why, and how well that would have done: `cargo run --example recommendations`.
#![allow(clippy::print_stdout)]

use clientele::analyse_generated;
use clientele::domain::{ErrorView, product_name};
use clientele::engine::Config;
use clientele::recommend::{RankingMethod, Task, method_label, reason, verdict};

fn main() -> Result<(), ErrorView> {
    let session = analyse_generated(&Config::default())?;
    let shop = session.dataset();
    let lists = &session.recommendations()?.lists;

    for customer in 0..3_u32 {
        println!("{}", shop.customers().ids.get(customer as usize));
        for row in lists.of(customer).take(3) {
            let product = lists.product[row];
            println!("  {:.2}  {}", lists.score[row], product_name(shop, product.ix()));
            println!("        {}", reason(shop, &lists.evidence[row]));
        }
    }

    // The same lists, made as of 30 days before the last order, against what was bought in those days.
    let report = session.evaluation()?;
    println!("\nTested on {} to {}:", report.split_day, report.last_day);
    for task in [Task::All, Task::New] {
        println!("  {task:?}: {}", verdict(report, task).0);
        for result in report.results.iter().filter(|result| result.task == task) {
            println!("    {:<34} NDCG@10 {:.3}", method_label(result.method), result.at_10.ndcg);
        }
    }
    assert!(report.of(RankingMethod::Hybrid, Task::All).is_some(), "the hybrid is always among those tested");
    Ok(())
}
