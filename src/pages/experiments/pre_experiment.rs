//! What customers had spent before an experiment, as the covariate of CUPED: only what was certainly spent before it.

use crate::{customers, overview};
use clientele_analytics::experiment::{Coverage, OrderedOn, Overlap, ReadResults, find_overlap};
use clientele_core::domain::{Day, Money, counted, percent};
use clientele_engine::Session;

/// Days before the experiment whose spending counts.
const DAYS: i32 = 120;

/// Earlier spending, where it can be used, and what to say about it.
pub(super) struct PreExperiment {
    /// What each customer of the file had spent; `None`: not known, or perhaps spent in the experiment.
    pub(super) spent: Option<Vec<f64>>,
    /// Customers of the file who are in the data.
    pub(super) known: u32,
    /// Why it cannot be used.
    pub(super) refused: Option<String>,
    /// What was taken for granted where it is used.
    pub(super) assumed: Option<String>,
}

/// What each customer of the file had spent in the 120 days before `began`. Where that day is not known, before the end of the data,
/// unless the data seem to cover the experiment.
pub(super) fn pre_experiment(session: &Session, read: &ReadResults, began: Option<Day>) -> PreExperiment {
    let dataset = session.whole_dataset();
    let Some((_, last)) = dataset.period() else { return PreExperiment { spent: None, known: 0, refused: None, assumed: None } };
    let end = began.unwrap_or(Day(last.0.saturating_add(1)));
    let from = Day(end.0.saturating_sub(DAYS));
    let day_of = &dataset.orders().day;
    let found: Vec<_> = read.customer.iter().map(|id| customers::find(dataset, id)).collect();
    let spent = found.iter().map(|customer| {
        let Some(customer) = *customer else { return 0.0 };
        let orders = dataset.orders_of(customer).filter(|&order| day_of[order] >= from && day_of[order] < end);
        orders.map(|order| overview::order_amount(dataset, order)).sum::<Money>().to_f64()
    });
    let spent: Vec<f64> = spent.collect();
    let revenue = read.revenue.as_deref().unwrap_or_default();
    let ordered_on = found.iter().zip(revenue).filter_map(|(customer, revenue)| {
        let days = dataset.orders_of((*customer)?).map(|order| day_of[order]).filter(|&day| day < end).collect();
        Some(OrderedOn { has_outcome: *revenue > 0.0, days })
    });
    let refused = match (find_overlap(&ordered_on.collect::<Vec<_>>()), began) {
        (Coverage::Likely(overlap), _) => Some(covers(&overlap, began)),
        (Coverage::Unclear, None) => Some(UNCLEAR.to_owned()),
        (Coverage::Unclear, Some(_)) | (Coverage::NotSeen, _) => None,
    };
    let known = found.iter().flatten().count() as u32;
    let assumed = match began {
        None => format!(
            "No first day is typed, and no days of your data look like the experiment's: it is taken to have begun after {}, the last day of your data. If it did not, type its first day.",
            last.long_text()
        ),
        Some(began) if began <= last => format!(
            "Your data run on to {}, past the first day of the experiment: only what was spent before {} counts as earlier spending.",
            last.long_text(),
            began.long_text()
        ),
        Some(_) => String::new(),
    };
    PreExperiment {
        spent: (known > 0 && refused.is_none()).then_some(spent),
        known,
        refused,
        assumed: (!assumed.is_empty()).then_some(assumed),
    }
}

const UNCLEAR: &str = "CUPED was not used: nearly all customers of the file who are in your data spent something according to the results, so nothing tells whether your data cover the experiment. Type the first day of the experiment, so that only what was spent before it counts.";

/// Why earlier spending cannot be told from what was spent in the experiment.
fn covers(overlap: &Overlap, began: Option<Day>) -> String {
    let days = if overlap.first == overlap.last {
        format!("on {}", overlap.first.long_text())
    } else {
        format!("from {} to {}", overlap.first.long_text(), overlap.last.long_text())
    };
    let ask = match began {
        None => "Type the first day of the experiment, so that only what was spent before it counts".to_owned(),
        Some(began) => format!("Check the first day of the experiment: you typed {began}"),
    };
    format!(
        "CUPED was not used: your data seem to cover the experiment. Of {} of the file who ordered {days}, {} spent something according to the results. {ask}.",
        counted(u64::from(overlap.customers), "customer", "customers"),
        percent(f64::from(overlap.with_outcome) / f64::from(overlap.customers.max(1)))
    )
}
