//! Sorting customers by several columns: keys as they stand in addresses, and the order that they lead to.

use super::columns::{Column, Content, Facts};
use super::search::filtered;
use clientele_core::domain::CustomerIx;
use clientele_engine::Session;
use clientele_messages::{Arguments, CustomerFilter, argument};
use std::rc::Rc;

/// Keys that count; nobody reads more.
const MOST_KEYS: usize = 6;

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SortKey {
    pub(super) column: Column,
    /// Whether the largest come first.
    pub(super) falls: bool,
}

impl SortKey {
    /// By a column the way that is read most.
    pub(super) fn of(column: Column) -> Self {
        Self { column, falls: column.falls() }
    }

    fn turned(self) -> Self {
        Self { falls: !self.falls, ..self }
    }
}

fn usual() -> Vec<SortKey> {
    vec![SortKey { column: Column::Monetary, falls: true }]
}

/// The keys of an address: `sort=segment,-monetary` is by segment, then by the largest amount. A single column without a sign falls,
/// unless `order=up` stands beside it: that is how addresses of one column always were. Names that there are not are left out.
pub(crate) fn read(arguments: &[(String, String)]) -> Vec<SortKey> {
    let text = argument(arguments, "sort");
    let is_up = argument(arguments, "order") == "up";
    let mut keys: Vec<SortKey> = Vec::new();
    for part in text.split(',') {
        let name = part.strip_prefix('-').unwrap_or(part);
        let falls = part.len() > name.len() || (!text.contains(',') && !is_up);
        if let Some(column) = Column::of_name(name).filter(|column| keys.iter().all(|key| key.column != *column)) {
            keys.push(SortKey { column, falls });
        }
    }
    keys.truncate(MOST_KEYS);
    if keys.is_empty() {
        keys = usual();
        keys.iter_mut().for_each(|key| key.falls = !is_up);
    }
    keys
}

/// Keys as arguments; what is as usual is empty.
pub(super) fn written(keys: &[SortKey]) -> Arguments {
    let names: Vec<String> =
        keys.iter().map(|key| format!("{}{}", if key.falls { "-" } else { "" }, key.column.name())).collect();
    let text = if *keys == usual() { String::new() } else { names.join(",") };
    let is_up = matches!(keys, [key] if !key.falls);
    vec![("sort".to_owned(), text), ("order".to_owned(), if is_up { "up" } else { "" }.to_owned())]
}

/// By this column alone; the other way round where that is so already.
pub(super) fn alone(keys: &[SortKey], column: Column) -> Vec<SortKey> {
    match keys {
        [key] if key.column == column => vec![key.turned()],
        _ => vec![SortKey::of(column)],
    }
}

/// By this column too, as the last key; the other way round where it is a key already.
pub(super) fn also(keys: &[SortKey], column: Column) -> Vec<SortKey> {
    let mut keys = keys.to_vec();
    match keys.iter_mut().find(|key| key.column == column) {
        Some(key) => *key = key.turned(),
        None => keys.push(SortKey::of(column)),
    }
    keys
}

/// Customers that pass the filter, sorted: by the keys one after the other, equals by id. Whoever has nothing in a column comes last in
/// it, whichever way it is sorted. The latest order is kept: a page of rows does not sort everybody again.
pub(crate) fn order(session: &Session, filter: &CustomerFilter, keys: &[SortKey]) -> Rc<Vec<CustomerIx>> {
    session.remembered("customer-order", &(filter, keys), || {
        let found = filtered(session, filter);
        let facts = Facts::of(session);
        let columns: Vec<Vec<u64>> = keys.iter().map(|key| places(&facts, *key, &found)).collect();
        let mut rows: Vec<u32> = (0..found.len() as u32).collect();
        rows.sort_unstable_by(|&a, &b| {
            let compared = columns.iter().map(|column| column[a as usize].cmp(&column[b as usize]));
            // Customers are found in the order of their ids.
            compared.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then).then(a.cmp(&b))
        });
        rows.into_iter().map(|row| found[row as usize]).collect()
    })
}

/// A number for each customer that sorts them by one key.
fn places(facts: &Facts<'_>, key: SortKey, customers: &[CustomerIx]) -> Vec<u64> {
    let numbers: Vec<Option<u64>> = match key.column {
        Column::Name | Column::Email | Column::Place | Column::Points | Column::Category => {
            text_places(facts, key.column, customers)
        }
        _ => customers.iter().map(|&customer| facts.number(key.column, customer)).collect(),
    };
    let most = u64::MAX - 1;
    let place = |number: Option<u64>| match number.map(|number| number.min(most)) {
        Some(number) if key.falls => most - number,
        Some(number) => number,
        None => u64::MAX,
    };
    numbers.into_iter().map(place).collect()
}

/// Texts by their small letters: equal texts have the same place.
fn text_places(facts: &Facts<'_>, column: Column, customers: &[CustomerIx]) -> Vec<Option<u64>> {
    let text = |&customer: &CustomerIx| match facts.content(column, customer) {
        Content::Text(text) => text.to_lowercase(),
        _ => String::new(),
    };
    let texts: Vec<String> = customers.iter().map(text).collect();
    let mut sorted: Vec<u32> = (0..texts.len() as u32).filter(|&at| !texts[at as usize].is_empty()).collect();
    sorted.sort_unstable_by(|&a, &b| texts[a as usize].cmp(&texts[b as usize]));
    let mut places = vec![None; texts.len()];
    let (mut place, mut before) = (0_u64, None::<u32>);
    for at in sorted {
        place += u64::from(before.is_some_and(|before| texts[before as usize] != texts[at as usize]));
        places[at as usize] = Some(place);
        before = Some(at);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str, order: &str) -> Vec<SortKey> {
        read(&[("sort".to_owned(), text.to_owned()), ("order".to_owned(), order.to_owned())])
    }

    fn key(column: Column, falls: bool) -> SortKey {
        SortKey { column, falls }
    }

    #[test]
    fn keys_are_read_as_addresses_have_them() {
        assert_eq!(keys("", ""), [key(Column::Monetary, true)]);
        assert_eq!(keys("", "up"), [key(Column::Monetary, false)]);
        assert_eq!(keys("recency", "up"), [key(Column::Recency, false)], "an address of before");
        assert_eq!(keys("name", ""), [key(Column::Name, true)], "an address of before");
        assert_eq!(keys("-name", ""), [key(Column::Name, true)]);
        assert_eq!(keys("segment,-monetary", ""), [key(Column::Segment, false), key(Column::Monetary, true)]);
        assert_eq!(keys("nowhere,segment,segment,-id", ""), [key(Column::Segment, false), key(Column::Id, true)]);
        assert_eq!(keys("nowhere", ""), [key(Column::Monetary, true)]);
    }

    #[test]
    fn every_sort_reads_back() {
        for column in Column::ALL {
            for falls in [false, true] {
                for keys in [vec![key(column, falls)], vec![key(Column::Place, true), key(column, falls)]] {
                    if keys.len() == 2 && column == Column::Place {
                        continue;
                    }
                    assert_eq!(read(&written(&keys)), keys);
                }
            }
        }
        assert!(written(&usual()).iter().all(|(_, value)| value.is_empty()), "what is as usual needs no place in the address");
    }

    #[test]
    fn a_click_sorts_by_one_and_with_shift_by_one_more() {
        let by_name = alone(&usual(), Column::Name);
        assert_eq!(by_name, [key(Column::Name, false)]);
        assert_eq!(alone(&by_name, Column::Name), [key(Column::Name, true)]);
        let both = also(&by_name, Column::Monetary);
        assert_eq!(both, [key(Column::Name, false), key(Column::Monetary, true)]);
        assert_eq!(also(&both, Column::Name), [key(Column::Name, true), key(Column::Monetary, true)]);
        assert_eq!(alone(&both, Column::Name), [key(Column::Name, false)]);
    }
}
