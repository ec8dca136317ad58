//! Plans an experiment, splits customers into groups, and analyses its results: `cargo run --example experiment`.
#![allow(clippy::print_stdout)]

use clientele::experiment::{
    Outcomes, ReadParams, SampleSizeMethod, Variant, Variants, analyse, assign, read_results, sample_size_proportions,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // How many customers does each group need to find 10 % → 12 % with power 0.8 at 5 %?
    let needed = sample_size_proportions(0.10, 0.12, 0.05, 0.8, SampleSizeMethod::Pooled);
    println!("{needed:.0} customers in each group");

    // Split 12 customers evenly; the first four are of one segment.
    let strata = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];
    let variants =
        Variants(vec![Variant { name: "control".into(), weight: 1 }, Variant { name: "offer".into(), weight: 1 }]).check()?;
    println!("{:?}", assign(&strata, &variants, 42));

    // Results as somebody typed them.
    let mut csv = "customer_id,variant,converted\n".to_owned();
    for n in 0..2_000 {
        let (group, ordered) = if n % 2 == 0 { ("control", n % 20 == 0) } else { ("offer", n % 15 == 0) };
        csv += &format!("c{n},{group},{}\n", u8::from(ordered));
    }
    let read = read_results(csv.as_bytes(), &ReadParams::default())?;
    let outcomes = Outcomes {
        planned: vec![1.0; read.variants.len()],
        variants: read.variants,
        variant: read.variant,
        converted: read.converted,
        revenue: read.revenue,
        pre_experiment: None,
        guardrails: read.guardrails,
    };
    let analysis = analyse(&outcomes, 0.05, 2_000.0)?;
    for arm in &analysis.arms {
        println!("{:<8} {} of {} ordered", arm.name, arm.counts.conversions, arm.counts.n);
    }
    for comparison in &analysis.comparisons {
        println!("p = {:.4}, better with a probability of {:.3}", comparison.adjusted_p, comparison.probability_better);
    }
    println!("{:?}", analysis.verdict);
    Ok(())
}
