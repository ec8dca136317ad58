//! Words that several pages use: plain first, the field's term beside it. Pure text; figures in the reader's locale come from
//! `format`.

use super::route::{DataKey, Page};
use clientele_core::domain::ErrorView;
use clientele_core::run::Stage;
use clientele_messages::{RunSummary, Severity};

/// A page's name in the navigation.
pub fn page_label(page: &Page) -> &'static str {
    match page {
        Page::Start => "Start",
        Page::Mapping => "Columns",
        Page::Data => "Data",
        Page::Overview => "Overview",
        Page::Segments => "Segments",
        Page::Clusters => "Clusters",
        Page::Statistics => "Statistics",
        Page::Value => "Value",
        Page::Movement => "Movement",
        Page::Cohorts => "Cohorts",
        Page::Customers => "Customers",
        Page::Customer(_) => "Customer",
        Page::Recommendations => "Recommendations",
        Page::Basket => "Basket",
        Page::Experiments => "Experiments",
        Page::Report => "Report",
        Page::Settings => "Settings",
        Page::Audiences => "Audiences",
        Page::Help => "Help",
    }
}

/// A page's name where there is little room.
pub fn page_label_short(page: &Page) -> &'static str {
    match page {
        Page::Recommendations => "Offers",
        Page::Experiments => "Tests",
        Page::Statistics => "Stats",
        page => page_label(page),
    }
}

/// A stage as a thing, for sentences about its failure.
pub fn stage_label(stage: Stage) -> &'static str {
    match stage {
        Stage::Load => "Reading the data",
        Stage::Validate => "Checking the rows",
        Stage::Rfm => "Scoring the customers (RFM)",
        Stage::Value => "Forecasting customers' value",
        Stage::Cluster => "Grouping the customers (K-means)",
        Stage::Recommend => "Choosing recommendations",
        Stage::Basket => "What is bought together",
        Stage::Evaluate => "Testing the recommendations",
    }
}

/// The data in a few words, for the top of the page.
pub fn data_label(data: &DataKey, summary: &RunSummary) -> String {
    match data {
        DataKey::Demo(size) => format!("Demo shop, seed {}", size.seed),
        DataKey::Sample => "UK gift shop sample".to_owned(),
        DataKey::Files => match summary.files.as_slice() {
            [] => "Your files".to_owned(),
            [one] => one.clone(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        },
    }
}

/// A sentence with its full stop.
pub fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.is_empty() || text.ends_with(['.', '!', '?', '…', ':']) { text.to_owned() } else { format!("{text}.") }
}

/// An error in one line: what, where, what to do.
pub fn error_line(error: &ErrorView) -> String {
    let place = error.place.as_ref().filter(|place| !error.message.contains(place.as_str()));
    let message = match place {
        Some(place) => format!("{} ({place})", error.message.trim_end_matches('.')),
        None => error.message.clone(),
    };
    format!("{} {}", sentence(&message), sentence(&error.suggestion)).trim_end().to_owned()
}

/// A number of bytes as people read it: `45.6 MB`. Decimal units, as file managers show.
pub fn bytes(count: u64) -> String {
    let units = ["KB", "MB", "GB", "TB"];
    if count < 1000 {
        return format!("{count} bytes");
    }
    let mut value = count as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    let name = units.get(unit).copied().unwrap_or_default();
    format!("{} {name}", fixed(value, if value < 9.95 { 1 } else { 0 }))
}

/// A number with so many decimals, at most nine, for places that no language is concerned with. The standard library's way to
/// write floating-point numbers would be two hundredths of what a first visit loads.
pub fn fixed(value: f64, decimals: u32) -> String {
    let scale = 10_u64.pow(decimals.min(9));
    let whole = (value.abs() * scale as f64).round() as u64;
    let sign = if value < 0.0 && whole > 0 { "-" } else { "" };
    match decimals.min(9) {
        0 => format!("{sign}{whole}"),
        places => format!("{sign}{}.{:0>places$}", whole / scale, whole % scale, places = places as usize),
    }
}

/// The width of a bar that stands for a share of 0 to 1, as a style.
pub fn percent_wide(share: f64) -> String {
    format!("width:{}%", fixed(share.clamp(0.0, 1.0) * 100.0, 2))
}

/// A time span as people read it: `0.4 s`, `12 s`, `2 min 5 s`.
pub fn elapsed(ms: u32) -> String {
    match ms {
        0..10_000 => format!("{} s", fixed(f64::from(ms) / 1000.0, 1)),
        10_000..60_000 => format!("{} s", ms / 1000),
        _ => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1000),
    }
}

/// What an issue's severity means.
pub fn severity_label(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "Note",
        Severity::Warning => "Check",
        Severity::Error => "Not used",
    }
}

/// A time span as people tell it.
pub fn age(ms: f64) -> String {
    let minutes = (ms / 60_000.0).max(0.0) as u64;
    match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{minutes} min ago"),
        60..2_880 => format!("{} h ago", minutes / 60),
        _ => format!("{} days ago", minutes / 1_440),
    }
}

/// `1 row`, `2 rows`: with the count as it was formatted.
pub fn counted(count: u64, formatted: &str, one: &str, many: &str) -> String {
    format!("{formatted} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_their_decimals() {
        let check = |value, decimals, expected: &str| assert_eq!(fixed(value, decimals), expected);
        check(0.0, 1, "0.0");
        check(12.345, 2, "12.35");
        check(-0.04, 1, "0.0");
        check(-1.05, 2, "-1.05");
        check(7.6, 0, "8");
        check(3.0007, 4, "3.0007");
    }

    #[test]
    fn bytes_are_short() {
        for (count, expected) in
            [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 KB"), (45_580_638, "46 MB"), (999_600, "1.0 MB"), (9_940, "9.9 KB")]
        {
            assert_eq!(bytes(count), expected, "{count}");
        }
    }

    #[test]
    fn an_error_says_what_where_and_what_to_do_once() {
        let mut error = ErrorView {
            code: "empty-file".into(),
            message: "The file is empty".into(),
            place: Some("a.csv".into()),
            suggestion: "Choose another file.".into(),
        };
        assert_eq!(error_line(&error), "The file is empty (a.csv). Choose another file.");
        error.message = "a.csv is empty.".into();
        assert_eq!(error_line(&error), "a.csv is empty. Choose another file.");
    }

    #[test]
    fn times_are_short() {
        for (ms, expected) in [(0, "0.0 s"), (449, "0.4 s"), (12_345, "12 s"), (125_000, "2 min 5 s")] {
            assert_eq!(elapsed(ms), expected, "{ms}");
        }
    }
}
