//! Settings of the offers as a person types them, and back: one text per field. The page's form, and lists of products from files.
//! The bounds are those of the settings.

use clientele_analytics::recommend::{RankingMethod, RecommendParams, Repurchase, SegmentRule, Strategy};
use clientele_core::domain::{Dataset, ErrorView};
use std::collections::{BTreeMap, BTreeSet};

/// The longest list: a limit of so many is none.
const LONGEST: u32 = 100;
/// Typed in place of a list, it clears it.
const NONE: &str = "none";
/// Unknown products that are named in an error.
const NAMED: usize = 3;

/// Names of the fields, in the order of a form: five weights in per cent, then the rest.
pub const OFFER_FIELDS: [&str; 15] = [
    "collaborative",
    "content",
    "cross_sell",
    "seasonal",
    "price_affinity",
    "n",
    "min_confidence",
    "repurchase",
    "per_category",
    "variety",
    "method",
    "segments",
    "exclude",
    "pin",
    "in_stock",
];

/// What stands in a field for these settings; empty for an unknown name.
pub fn offer_text(params: &RecommendParams, field: &str) -> String {
    let list = |ids: &[String]| ids.join("\n");
    match field {
        "n" => params.n.to_string(),
        "min_confidence" => percent(params.min_confidence),
        "repurchase" => match params.repurchase {
            Repurchase::Auto => "auto",
            Repurchase::Allowed => "yes",
            Repurchase::NewOnly => "no",
        }
        .to_owned(),
        "per_category" => params.max_per_category.filter(|most| *most < LONGEST).unwrap_or(0).to_string(),
        "variety" => percent(params.diversity),
        "method" => params.method.name().to_owned(),
        "segments" => match () {
            () if params.segments.is_empty() => "none",
            () if params.segments == SegmentRule::suggested() => "suggested",
            () => "own",
        }
        .to_owned(),
        "exclude" => list(&params.exclude),
        "pin" => list(&params.pin),
        "in_stock" => params.in_stock.as_deref().map_or_else(String::new, list),
        other => match Strategy::ALL.iter().position(|strategy| strategy.name() == other) {
            Some(at) => percent(params.weights.as_array()[at]),
            None => String::new(),
        },
    }
}

/// The settings with what was typed laid over them; a field that is not there, or stands as it was, changes nothing. Products are
/// given by id or by name, one a line or between commas; `dataset` tells which there are.
///
/// # Errors
/// The first field that cannot be read, or the first setting out of its bounds.
pub fn read_offer_fields<'a>(
    base: &RecommendParams,
    dataset: &Dataset,
    typed: impl Fn(&str) -> Option<&'a str>,
) -> Result<RecommendParams, ErrorView> {
    let mut params = base.clone();
    for field in OFFER_FIELDS {
        if let Some(text) = typed(field).map(str::trim).filter(|text| *text != offer_text(base, field)) {
            set(&mut params, dataset, field, text)?;
        }
    }
    params.clone().check().map_err(|e| ErrorView::of(&e))?;
    Ok(params)
}

fn set(params: &mut RecommendParams, dataset: &Dataset, field: &'static str, text: &str) -> Result<(), ErrorView> {
    match field {
        "n" => params.n = whole("Offers for each customer", text)?,
        "min_confidence" => params.min_confidence = number("Least confidence", text)? / 100.0,
        "repurchase" => {
            params.repurchase = match text {
                "yes" => Repurchase::Allowed,
                "no" => Repurchase::NewOnly,
                _ => Repurchase::Auto,
            }
        }
        "per_category" => {
            // As with 0, no limit: no list is longer.
            let most = if text.is_empty() { 0 } else { whole("Most of one category", text)? };
            params.max_per_category = (1..LONGEST).contains(&most).then_some(most);
        }
        "variety" => params.diversity = number("Variety", text)? / 100.0,
        "method" => params.method = RankingMethod::ALL.into_iter().find(|m| m.name() == text).unwrap_or_default(),
        "segments" => match text {
            "suggested" => params.segments = SegmentRule::suggested(),
            "none" => params.segments = Vec::new(),
            _ => {}
        },
        "exclude" => params.exclude = known_products(dataset, "Never offer", text)?,
        "pin" => {
            let ids = known_products(dataset, "Always first", text)?;
            params.pin = ids;
        }
        "in_stock" => params.in_stock = stocked(dataset, text)?,
        _ => {
            let weight = number("Weight", text)? / 100.0;
            let weights = &mut params.weights;
            match field {
                "collaborative" => weights.collaborative = weight,
                "content" => weights.content = weight,
                "cross_sell" => weights.cross_sell = weight,
                "seasonal" => weights.seasonal = weight,
                _ => weights.price_affinity = weight,
            }
        }
    }
    Ok(())
}

/// Products named in a text or a small CSV file: the first cell of each line, or what stands between commas where there is one line
/// only. A header and empty lines are left out, and what comes twice is there once.
pub fn listed_products(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let rows: Vec<&str> = text.lines().collect();
    let cells: Vec<&str> = match rows.as_slice() {
        [one] if !one.contains('"') => one.split([',', ';', '\t']).collect(),
        rows => rows.iter().map(|row| first_cell(row)).collect(),
    };
    let header = |at: usize, cell: &str| {
        let name = cell.to_lowercase().replace([' ', '-'], "_");
        at == 0 && ["product_id", "product", "id", "sku", "stockcode", "products"].contains(&name.as_str())
    };
    let mut seen = BTreeSet::new();
    cells
        .into_iter()
        .map(|cell| cell.trim().trim_matches('"').trim())
        .enumerate()
        .filter(|(at, cell)| !cell.is_empty() && !header(*at, cell) && seen.insert(cell.to_owned()))
        .map(|(_, cell)| cell.to_owned())
        .collect()
}

/// Up to the first delimiter outside quotation marks.
fn first_cell(row: &str) -> &str {
    let mut quoted = false;
    for (at, c) in row.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' | ';' | '\t' if !quoted => return &row[..at],
            _ => {}
        }
    }
    row
}

/// Ids of the products listed, and what is no product's id or name.
fn resolved(dataset: &Dataset, text: &str) -> (Vec<String>, Vec<String>) {
    let products = dataset.products();
    let mut of_id: BTreeMap<&str, u32> = BTreeMap::new();
    let mut of_name: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for row in 0..products.ids.len() as u32 {
        of_id.entry(products.ids.get(row as usize)).or_insert(row);
        let name = products.names.get(row as usize).trim().to_lowercase();
        if !name.is_empty() {
            of_name.entry(name).or_default().push(row);
        }
    }
    let (mut ids, mut unknown, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut add = |row: u32| {
        if seen.insert(row) {
            ids.push(products.ids.get(row as usize).to_owned());
        }
    };
    let known = |named: &str| match (of_id.get(named), of_name.get(&named.to_lowercase())) {
        (Some(&row), _) => Some(vec![row]),
        // A name that several products share means all of them.
        (None, rows) => rows.cloned(),
    };
    // A name may hold a comma: a whole line that is one is one.
    let whole = |line: &str| known(line.trim());
    if let Some(rows) = whole(text) {
        rows.into_iter().for_each(&mut add);
        return (ids, unknown);
    }
    let by_line = text.trim().lines().count() > 1;
    let listed = if by_line {
        let of_line = |line: &str| if whole(line).is_some() { line.trim().to_owned() } else { first_cell(line).to_owned() };
        // Quoted, so that it stays one cell.
        listed_products(&text.lines().map(|line| format!("\"{}\"\n", of_line(line).trim().trim_matches('"'))).collect::<String>())
    } else {
        listed_products(text)
    };
    for named in listed {
        match known(&named) {
            Some(rows) => rows.into_iter().for_each(&mut add),
            None => unknown.push(named),
        }
    }
    (ids, unknown)
}

fn known_products(dataset: &Dataset, label: &str, text: &str) -> Result<Vec<String>, ErrorView> {
    if text.eq_ignore_ascii_case(NONE) {
        return Ok(Vec::new());
    }
    let (ids, unknown) = resolved(dataset, text);
    if unknown.is_empty() { Ok(ids) } else { Err(no_such_products(label, &unknown)) }
}

/// A list of what is in stock names things that were never sold, too; one that names nothing known is the wrong list.
fn stocked(dataset: &Dataset, text: &str) -> Result<Option<Vec<String>>, ErrorView> {
    if text.is_empty() || text.eq_ignore_ascii_case(NONE) {
        return Ok(None);
    }
    let (ids, unknown) = resolved(dataset, text);
    if ids.is_empty() { Err(no_such_products("In stock", &unknown)) } else { Ok(Some(ids)) }
}

fn no_such_products(label: &str, unknown: &[String]) -> ErrorView {
    let named: Vec<String> = unknown.iter().take(NAMED).map(|name| format!("“{name}”")).collect();
    let more = unknown.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    ErrorView {
        code: "offer-no-such-product".into(),
        message: format!("These data have no product {}{more}", named.join(", ")),
        place: Some(label.to_owned()),
        suggestion: "Type product numbers or whole names as they stand in your files, one a line.".into(),
    }
}

/// In per cent, as short as it can be said.
fn percent(share: f64) -> String {
    ((share * 1e8).round() / 1e6).to_string()
}

fn number(label: &str, text: &str) -> Result<f64, ErrorView> {
    let digits = text.trim_end_matches('%').trim_end().replace(',', ".");
    digits.parse().ok().filter(|n: &f64| n.is_finite()).ok_or_else(|| no_number(label, text))
}

fn whole(label: &str, text: &str) -> Result<u32, ErrorView> {
    let value = number(label, text)?;
    let rounded = value.round();
    if (0.0..=1e6).contains(&rounded) && (rounded - value).abs() < 1e-9 {
        Ok(rounded as u32)
    } else {
        Err(no_number(label, text))
    }
}

fn no_number(label: &str, text: &str) -> ErrorView {
    ErrorView {
        code: "offer-no-number".into(),
        message: format!("“{text}” is no number that can be used here"),
        place: Some(label.to_owned()),
        suggestion: "Type a number such as 3 or 20, or go back to what stood there.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_core::domain::fixture::shop;

    fn read(fields: &[(&str, &str)]) -> Result<RecommendParams, ErrorView> {
        // Its one product is "P".
        let dataset = shop(1, &[(0, 5, 100)]);
        read_offer_fields(&RecommendParams::default(), &dataset, |name| {
            fields.iter().find(|(field, _)| *field == name).map(|(_, text)| *text)
        })
    }

    #[test]
    fn what_is_shown_reads_back_unchanged() {
        let dataset = shop(1, &[(0, 5, 100)]);
        let id = dataset.products().ids.get(0).to_owned();
        let mut params = RecommendParams { pin: vec![id.clone()], n: 7, max_per_category: None, ..RecommendParams::default() };
        params.weights.content = 0.1234;
        params.segments = SegmentRule::suggested();
        let texts: BTreeMap<&str, String> = OFFER_FIELDS.into_iter().map(|f| (f, offer_text(&params, f))).collect();
        assert_eq!(
            (texts["content"].as_str(), texts["collaborative"].as_str(), texts["min_confidence"].as_str()),
            ("12.34", "30", "20")
        );
        let back = read_offer_fields(&params, &dataset, |name| texts.get(name).map(String::as_str));
        assert_eq!(back, Ok(params.clone()));
        let from_default = read_offer_fields(&RecommendParams::default(), &dataset, |name| texts.get(name).map(String::as_str));
        let mut from_default = from_default.unwrap();
        // A typed share may differ from the stored one in its last digit.
        assert!((from_default.weights.content - params.weights.content).abs() < 1e-12);
        from_default.weights = params.weights;
        assert_eq!(from_default, params);
    }

    #[test]
    fn fields_are_read_and_bad_ones_are_named() {
        let params =
            read(&[("collaborative", "0"), ("n", "5"), ("min_confidence", "12,5 %"), ("per_category", ""), ("repurchase", "no")]);
        let params = params.unwrap();
        assert_eq!((params.weights.collaborative, params.n, params.min_confidence), (0.0, 5, 0.125));
        assert_eq!((params.max_per_category, params.repurchase), (None, Repurchase::NewOnly));
        let method = read(&[("method", "ease"), ("segments", "suggested"), ("variety", "30")]).unwrap();
        assert_eq!((method.method, method.segments.len(), method.diversity), (RankingMethod::Ease, 9, 0.3));
        let code = |fields: &[(&str, &str)]| read(fields).err().map(|e| (e.code, e.place.unwrap_or_default()));
        let told = |code: &str, place: &str| Some((code.to_owned(), place.to_owned()));
        assert_eq!(code(&[("n", "many")]), told("offer-no-number", "Offers for each customer"));
        assert_eq!(code(&[("n", "2.5")]), told("offer-no-number", "Offers for each customer"));
        assert_eq!(code(&[("n", "0")]), told("recommend-list-length", "recommendations.n"));
        assert_eq!(code(&[("exclude", "nonsense")]), told("offer-no-such-product", "Never offer"));
        assert_eq!(code(&[("in_stock", "a, b")]), told("offer-no-such-product", "In stock"));
        assert_eq!(read(&[]), Ok(RecommendParams::default()));
    }

    #[test]
    fn products_are_listed_in_many_ways() {
        let check = |text: &str, expected: &[&str]| assert_eq!(listed_products(text), expected, "{text:?}");
        check("A1, B2;C3", &["A1", "B2", "C3"]);
        check("A1\nB2\n\nA1\n", &["A1", "B2"]);
        check("\u{feff}product_id,stock\nA1,5\n\"B 2, large\",0\n", &["A1", "B 2, large"]);
        check("SKU\r\nA1\r\n", &["A1"]);
        check("", &[]);
        // One name with a comma, in quotation marks.
        check("\"Cups, red\"", &["Cups, red"]);
    }
}
