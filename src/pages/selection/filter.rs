//! Which customers and order lines a filter lets pass, and what it is called in headings and file names.

use super::group;
use crate::customers::{cluster_of, segment_of};
use clientele_core::domain::{CustomerIx, Dataset, NO_CATEGORY, OrderIx, counted, month_name, product_name};
use clientele_engine::{Choice, Session};
use clientele_messages::{CustomerFilter, CustomerGroup};
use std::rc::Rc;

/// One flag a customer: whether they pass. The search is not looked at.
pub(crate) fn members(session: &Session, filter: &CustomerFilter) -> Vec<bool> {
    choose(session, filter).members
}

/// The part of the result that the filter is about; `None` for a filter without conditions.
pub(crate) fn part(session: &Session, filter: &CustomerFilter) -> Option<Rc<Session>> {
    let conditions = filter.conditions();
    (!conditions.is_empty()).then(|| session.selection(&format!("{conditions:?}"), || choose(session, filter)))
}

/// Customers, their order lines, and sales without a customer: those pass a filter that is about lines alone.
fn choose(session: &Session, filter: &CustomerFilter) -> Choice {
    let dataset = session.dataset();
    let (customers, products) = (dataset.customers(), dataset.shop().products());
    let among = filter.group.as_ref().map(|of| group::members(session, of));
    let place = filter.place.as_deref().map(|place| (0..customers.places.len()).find(|&at| customers.places.get(at) == place));
    let mut members: Vec<bool> = (0..customers.ids.len())
        .map(|c| {
            let ix = CustomerIx::new(c);
            filter.segment.as_deref().is_none_or(|segment| segment_of(session, ix) == segment)
                && filter.cluster.as_deref().is_none_or(|cluster| cluster_of(session, ix) == cluster)
                && place
                    .is_none_or(|place| place.is_some_and(|place| customers.place.get(c).is_some_and(|&of| of as usize == place)))
                && among.as_ref().is_none_or(|among| among.get(c).copied().unwrap_or(false))
        })
        .collect();
    let wanted = |product: usize| {
        let category = products.category.get(product).filter(|&&code| code != NO_CATEGORY);
        filter.product.as_deref().is_none_or(|id| products.ids.get(product) == id)
            && filter
                .category
                .as_deref()
                .is_none_or(|name| category.is_some_and(|&code| products.categories.get(code as usize) == name))
    };
    let wanted: Vec<bool> = (0..products.ids.len()).map(wanted).collect();
    let month = filter.month.as_deref().map(month_number);
    let lines_of = dataset.lines();
    let mut lines = vec![false; lines_of.len()];
    let mut has_line = vec![false; members.len()];
    for order in 0..dataset.orders().ids.len() {
        let customer = dataset.orders().customer[order].ix();
        if !members[customer] || month.is_some_and(|month| month != Some(dataset.orders().day[order].month_number())) {
            continue;
        }
        for line in dataset.lines_of(OrderIx::new(order)) {
            let passes = wanted[lines_of.product[line].ix()];
            lines[line] = passes;
            has_line[customer] |= passes;
        }
    }
    if filter.is_about_lines() {
        members = has_line;
    }
    let anonymous = dataset.anonymous();
    let mut anonymous_lines = Vec::new();
    if filter.is_about_lines() && !filter.is_about_customers() {
        anonymous_lines = vec![false; anonymous.lines().len()];
        for order in 0..anonymous.orders().day.len() {
            if month.is_none_or(|month| month == Some(anonymous.orders().day[order].month_number())) {
                for line in anonymous.lines_of(order) {
                    anonymous_lines[line] = wanted[anonymous.lines().product[line].ix()];
                }
            }
        }
    }
    Choice { members, lines, anonymous_lines }
}

/// `2011-03` as the number of a month; `None` for anything else.
fn month_number(text: &str) -> Option<i32> {
    let (year, month) = text.split_once('-')?;
    let (year, month) = (year.parse::<i32>().ok()?, month.parse::<i32>().ok()?);
    ((1..=9999).contains(&year) && (1..=12).contains(&month)).then_some(year * 12 + month - 1)
}

/// The number of a month as `2011-03`.
pub(crate) fn month_text(number: i32) -> String {
    format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1)
}

pub(super) fn month_label(text: &str) -> String {
    let name = |number: i32| format!("{} {}", month_name(number.rem_euclid(12) as u8 + 1), number.div_euclid(12));
    month_number(text).map_or_else(|| text.to_owned(), name)
}

/// What a condition says, for a chip.
pub(super) fn condition_label(dataset: &Dataset, name: &str, text: &str) -> String {
    match name {
        "group" => CustomerGroup::from_text(text).map_or_else(String::new, |group| group.title()),
        "place" => format!("From {text}"),
        "category" => format!("Bought {text}"),
        "month" => format!("Ordered in {}", month_label(text)),
        "product" => {
            let ids = &dataset.shop().products().ids;
            let at = (0..ids.len()).find(|&at| ids.get(at) == text);
            format!("Bought {}", at.map_or(text, |at| product_name(dataset, at)))
        }
        _ => text.to_owned(),
    }
}

/// The conditions in words, for a heading.
pub(crate) fn words(session: &Session, filter: &CustomerFilter) -> Vec<String> {
    filter.conditions().iter().map(|(name, text)| condition_label(session.dataset(), name, text)).collect()
}

/// What a picture is about, when it has left the page: the filter, the period, the files.
pub(crate) fn about(session: &Session, filter: &CustomerFilter) -> String {
    let mut parts = words(session, filter);
    if !parts.is_empty() {
        parts = vec![format!("Only: {}", parts.join(", "))];
    }
    if let Some((first, last)) = session.dataset().shop().period() {
        parts.push(format!("{} to {}", first.long_text(), last.long_text()));
    }
    let files: Vec<&str> = session.imported().report.files.iter().map(|file| file.name.as_str()).collect();
    parts.push(match files.as_slice() {
        [] => "generated shop".to_owned(),
        [one] => (*one).to_owned(),
        [first, rest @ ..] => format!("{first} and {} more", counted(rest.len() as u64, "file", "files")),
    });
    parts.join(" · ")
}

/// A name for a file: what it holds and what is filtered, in letters that every system takes.
pub(crate) fn file_name(what: &str, filter: &CustomerFilter) -> String {
    let mut name = String::new();
    let parts = std::iter::once(what.to_owned()).chain(filter.conditions().into_iter().map(|(_, text)| text));
    for part in parts {
        let mut words = String::new();
        for letter in part.to_lowercase().chars() {
            if letter.is_alphanumeric() {
                words.push(letter);
            } else if !words.is_empty() && !words.ends_with('-') {
                words.push('-');
            }
        }
        let words: String = words.chars().take(40).collect();
        let words = words.trim_end_matches('-');
        if !words.is_empty() {
            name.push_str(if name.is_empty() { "" } else { "--" });
            name.push_str(words);
        }
    }
    if name.is_empty() { "clientele".to_owned() } else { name.chars().take(120).collect() }
}
