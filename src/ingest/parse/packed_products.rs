//! Reads cells that list several products.

use clientele_core::domain::number::{Number, parse_number};

/// How a cell lists several products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Packing {
    /// `2× Tea, 1× Cup`, without prices.
    #[default]
    Counted,
    /// `Product ID: 7, Product Qty: 2, … Product Total Price: 9.00|…`.
    Labelled,
}

/// One product of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PackedProduct<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) quantity: Option<Number<'a>>,
    /// The price of all pieces together, if the list has it.
    pub(crate) total: Option<Number<'a>>,
}

/// The products that a cell lists; empty when it is not such a list.
pub(crate) fn unpack(text: &str, packing: Packing) -> Vec<PackedProduct<'_>> {
    match packing {
        Packing::Counted => counted(text),
        Packing::Labelled => labelled(text),
    }
}

/// `2× Tea, black, 1× Cup`: an item begins with a number and a cross, at the start or after a comma or bar.
fn counted(text: &str) -> Vec<PackedProduct<'_>> {
    let mut starts: Vec<(usize, usize, &str)> = Vec::new();
    let mut from = 0;
    loop {
        let rest = text.get(from..).unwrap_or("");
        let trimmed = rest.trim_start();
        let begin = from + rest.len() - trimmed.len();
        let digits = trimmed.len() - trimmed.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let after = trimmed.get(digits..).unwrap_or("").trim_start();
        let name = after.strip_prefix('×').or_else(|| after.strip_prefix("x ")).map(str::trim_start);
        if let (Some(name), true) = (name, digits > 0) {
            starts.push((begin, text.len() - name.len(), trimmed.get(..digits).unwrap_or("")));
        }
        match rest.find([',', '|']) {
            Some(mark) => from += mark + 1,
            None => break,
        }
    }
    if starts.first().is_none_or(|first| !text.get(..first.0).unwrap_or("").trim().is_empty()) {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).map(|s| s.0).chain([text.len()]);
    let items = starts.iter().zip(ends).map(|(&(_, name, count), end)| PackedProduct {
        name: text.get(name..end).unwrap_or("").trim().trim_end_matches([',', '|']).trim(),
        quantity: parse_number(count),
        ..PackedProduct::default()
    });
    items.filter(|item| !item.name.is_empty()).collect()
}

/// `Product ID: 7, Product Qty: 2, Product SKU: A1, Product Name: Tea, Product Unit Price: 4.50, Product Total Price: 9.00|…`.
fn labelled(text: &str) -> Vec<PackedProduct<'_>> {
    let value = |item: &'_ str, label: &str| -> Option<(usize, usize)> {
        let start = item.find(label)? + label.len();
        let rest = item.get(start..)?;
        let end = rest.find(", Product ").unwrap_or(rest.len());
        Some((start, start + end))
    };
    let mut items = Vec::new();
    for part in text.split('|') {
        let cell = |label: &str| value(part, label).and_then(|(from, to)| part.get(from..to)).unwrap_or("").trim();
        let (id, sku, name) = (cell("Product ID:"), cell("Product SKU:"), cell("Product Name:"));
        if id.is_empty() && sku.is_empty() && name.is_empty() {
            continue;
        }
        let quantity = parse_number(cell("Product Qty:"));
        let unit = parse_number(cell("Product Unit Price:"));
        let total = parse_number(cell("Product Total Price:")).or_else(|| {
            let value = i128::from(unit?.value) * i128::from(quantity?.value) / i128::from(clientele_core::domain::Money::SCALE);
            Some(Number { value: i64::try_from(value).ok()?, ..unit? })
        });
        items.push(PackedProduct { id: if sku.is_empty() { id } else { sku }, name, quantity, total });
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, packing: Packing, expected: &[(&str, &str, i64, Option<i64>)]) {
        let found: Vec<(&str, &str, i64, Option<i64>)> = unpack(text, packing)
            .iter()
            .map(|item| (item.id, item.name, item.quantity.map_or(0, |n| n.value / 10_000), item.total.map(|n| n.value / 100)))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn counted_lists_keep_commas_within_names() {
        check("2× Tea, 1× Cup", Packing::Counted, &[("", "Tea", 2, None), ("", "Cup", 1, None)]);
        check(
            "1× Tea, black, loose, 12x Cup, blue",
            Packing::Counted,
            &[("", "Tea, black, loose", 1, None), ("", "Cup, blue", 12, None)],
        );
        check("2x 01a|1x 02b", Packing::Counted, &[("", "01a", 2, None), ("", "02b", 1, None)]);
        check("Tea, 2× Cup", Packing::Counted, &[]);
        check("", Packing::Counted, &[]);
    }

    #[test]
    fn labelled_lists_bring_prices() {
        check(
            "Product ID: 7, Product Qty: 2, Product SKU: A1, Product Name: Tea, black, Product Unit Price: 4.50, Product Total Price: 9.00|\
             Product ID: 8, Product Qty: 3, Product SKU: , Product Name: Cup, Product Unit Price: 2.00",
            Packing::Labelled,
            &[("A1", "Tea, black", 2, Some(900)), ("8", "Cup", 3, Some(600))],
        );
    }
}
