//! The currency of the files.

use crate::collect::store::Store;
use crate::findings::issue_code::IssueCode;
use crate::parse::currency::currency_code;
use crate::schema::meaning::Meaning;
use crate::settings::params::IngestParams;
use crate::settings::recipe::RepairStep;

/// The currency that is set, that most rows have, or that the format has; empty when unknown. Several that were added up are
/// an issue.
pub(crate) fn currency(store: &mut Store, params: &IngestParams) -> String {
    if let Some(currency) = &params.currency {
        return currency.clone();
    }
    let words = &store.sales.currency;
    let mut rows = vec![0_u64; words.values.len()];
    for &code in &words.codes {
        if let Some(count) = rows.get_mut(code as usize) {
            *count += 1;
        }
    }
    let mut found: Vec<(&str, u64)> = Vec::new();
    for (word, count) in words.values.values().iter().zip(rows) {
        let code = currency_code(word);
        match found.iter_mut().find(|(c, _)| *c == code) {
            Some((_, total)) => *total += count,
            None if count > 0 => found.push((code, count)),
            None => {}
        }
    }
    found.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    let of_format =
        store.sales.segments.iter().filter_map(|s| store.files.get(s.file)).map(|f| f.recognised.conventions.currency);
    match found.as_slice() {
        [] => of_format.fold(None, |all: Option<&str>, one| match all {
            Some(other) if other != one => Some(""),
            _ => Some(one),
        }),
        [(one, _)] => Some(*one),
        [(main, _), ..] if params.recipe.is_on(RepairStep::DropOtherCurrencies) => Some(*main),
        [_, others @ ..] => {
            let value = found.iter().map(|(code, count)| format!("{code}: {count}")).collect::<Vec<_>>().join(", ");
            let issue = store.issues.entry(IssueCode::MixedCurrencies, "");
            issue.rows = others.iter().map(|(_, count)| count).sum();
            if let Some(file) = store.sales.segments.first().and_then(|s| store.files.get(s.file)) {
                issue.examples = vec![file.example(1, file.header(Meaning::Currency), &value)];
            }
            None
        }
    }
    .unwrap_or("")
    .to_owned()
}
