//! `recommend-bench CUSTOMERS PRODUCTS [ROUNDS] [calibrate]`: times of the model and of the lists, their longest steps, and the
//! digest of the lists.

use clientele_recommend_bench::Bench;
use std::error::Error;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, usual: u32| args.get(at).map_or(Ok(usual), |text| text.parse());
    let mut bench = Bench::make(number(0, 10_000)?, number(1, 500)?)?;
    for _ in 0..number(2, 3)? {
        let model = steps(|| bench.model_step().unwrap_or(true));
        let lists = steps(|| bench.list_step(64));
        println!("model {:.1?} (step {:.1?}), lists {:.1?} (step {:.1?})", model.0, model.1, lists.0, lists.1);
    }
    println!("{}", bench.digest());
    if args.get(3).is_some() {
        let calibration = steps(|| bench.calibration_step().unwrap_or(true));
        println!("calibration {:.1?} (step {:.1?})", calibration.0, calibration.1);
    }
    Ok(())
}

/// Time in all, and of the longest step.
fn steps(mut step: impl FnMut() -> bool) -> (Duration, Duration) {
    let (started, mut longest) = (Instant::now(), Duration::ZERO);
    loop {
        let from = Instant::now();
        let done = step();
        longest = longest.max(from.elapsed());
        if done {
            return (started.elapsed(), longest);
        }
    }
}
