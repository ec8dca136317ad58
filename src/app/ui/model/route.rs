//! The address: which page, of which data, with which filters. Pure text in and out; it never holds a shop's data, only the
//! settings that lead to the same picture again.
//!
//! Addresses live behind the `#` (`#/segments?source=demo&seed=42`), so they work on any static host, under any folder.

use clientele_messages::{Arguments, CustomerFilter, CustomerGroup, DemoSize, Link, Source};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Page {
    /// What it is, and how to begin.
    #[default]
    Start,
    /// What the columns of files mean that are not analysed yet.
    Mapping,
    /// Files, row accounting, reconciliation, issues.
    Data,
    /// Key figures.
    Overview,
    /// RFM segments.
    Segments,
    /// K-means clusters.
    Clusters,
    /// How figures are spread.
    Statistics,
    /// What customers are likely to be worth.
    Value,
    /// Who moved between segments.
    Movement,
    /// Retention by month of the first order, time between orders.
    Cohorts,
    /// Table of customers.
    Customers,
    /// One customer, by the shop's identifier.
    Customer(String),
    /// What to offer to whom.
    Recommendations,
    /// What is bought together.
    Basket,
    /// Tests on some customers.
    Experiments,
    /// Everything as a document.
    Report,
    /// All settings, and what this browser keeps.
    Settings,
    /// Selections as lists for other tools.
    Audiences,
    /// First steps, words, keys, privacy.
    Help,
}

impl Page {
    /// The pages of the navigation, in order.
    pub const NAV: [Page; 17] = [
        Page::Start,
        Page::Data,
        Page::Overview,
        Page::Segments,
        Page::Clusters,
        Page::Statistics,
        Page::Value,
        Page::Movement,
        Page::Cohorts,
        Page::Customers,
        Page::Recommendations,
        Page::Basket,
        Page::Experiments,
        Page::Audiences,
        Page::Report,
        Page::Settings,
        Page::Help,
    ];

    /// Name in addresses and test ids (`page-<name>`, `nav-<name>`).
    pub fn name(&self) -> &'static str {
        match self {
            Page::Start => "start",
            Page::Mapping => "mapping",
            Page::Data => "data",
            Page::Overview => "overview",
            Page::Segments => "segments",
            Page::Clusters => "clusters",
            Page::Statistics => "statistics",
            Page::Value => "value",
            Page::Movement => "movement",
            Page::Cohorts => "cohorts",
            Page::Customers => "customers",
            Page::Customer(_) => "customer",
            Page::Recommendations => "recommendations",
            Page::Basket => "basket",
            Page::Experiments => "experiments",
            Page::Report => "report",
            Page::Settings => "settings",
            Page::Audiences => "audiences",
            Page::Help => "help",
        }
    }

    /// The page of the navigation that this one belongs to.
    pub fn nav(&self) -> Page {
        match self {
            Page::Customer(_) => Page::Customers,
            Page::Mapping => Page::Start,
            page => page.clone(),
        }
    }

    /// Whether its figures are about customers, so that a filter may stand above it.
    pub fn is_about_customers(&self) -> bool {
        !matches!(self, Page::Start | Page::Mapping | Page::Data | Page::Customer(_) | Page::Settings | Page::Help)
    }

    fn from_path(path: &str) -> Page {
        let mut parts = path.trim_matches('/').splitn(2, '/');
        match (parts.next().unwrap_or_default(), parts.next()) {
            ("mapping", _) => Page::Mapping,
            ("data", _) => Page::Data,
            ("overview", _) => Page::Overview,
            ("segments", _) => Page::Segments,
            ("clusters", _) => Page::Clusters,
            ("statistics", _) => Page::Statistics,
            ("value", _) => Page::Value,
            ("movement", _) => Page::Movement,
            ("cohorts", _) => Page::Cohorts,
            ("customers", Some(id)) if !id.is_empty() => Page::Customer(percent_decoded(id)),
            ("customers", _) => Page::Customers,
            ("recommendations", _) => Page::Recommendations,
            ("basket", _) => Page::Basket,
            ("experiments", _) => Page::Experiments,
            ("report", _) => Page::Report,
            ("settings", _) => Page::Settings,
            ("audiences", _) => Page::Audiences,
            ("help", _) => Page::Help,
            _ => Page::Start,
        }
    }

    fn path(&self) -> String {
        match self {
            Page::Start => String::new(),
            Page::Customer(id) => format!("customers/{}", percent_encoded(id)),
            page => page.name().to_owned(),
        }
    }
}

/// Which data, as far as an address can say it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DataKey {
    /// A generated shop of these sizes and seed.
    Demo(DemoSize),
    /// The sample that comes with the page.
    Sample,
    /// The user's files: an address cannot bring them back.
    Files,
}

impl DataKey {
    /// The source to run.
    pub fn source(&self) -> Source {
        match self {
            DataKey::Demo(_) => Source::Demo,
            DataKey::Sample => Source::Sample,
            DataKey::Files => Source::Files,
        }
    }

    /// Of a generated shop, its size.
    pub fn demo(&self) -> Option<DemoSize> {
        match self {
            DataKey::Demo(size) => Some(*size),
            DataKey::Sample | DataKey::Files => None,
        }
    }
}

/// An address, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// Which page.
    pub page: Page,
    /// Of which data; `None` before any were chosen.
    pub data: Option<DataKey>,
    /// Which customers are shown.
    pub filter: CustomerFilter,
    /// Page of a paged list, from 0.
    pub list_page: u32,
    /// What of a page is shown that the worker lays out.
    pub arguments: Arguments,
    /// Settings that are not as usual, as the worker writes them: the page only hands them on.
    pub settings: String,
}

impl Route {
    /// Reads what follows the `#`, with or without it. Unknown parts are arguments of the page, which knows what to do with them.
    pub fn parse(hash: &str) -> Route {
        let text = hash.trim_start_matches('#');
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let mut route = Route { page: Page::from_path(path), ..Route::default() };
        let mut demo = DemoSize::default();
        let mut source = "";
        for (key, raw) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let (key, value) = (percent_decoded(key), percent_decoded(raw));
            match key.as_str() {
                "source" => source = raw,
                "seed" => demo.seed = value.parse().unwrap_or(demo.seed),
                "customers" => demo.customers = value.parse().unwrap_or(demo.customers),
                "products" => demo.products = value.parse().unwrap_or(demo.products),
                "transactions" => demo.transactions = value.parse().unwrap_or(demo.transactions),
                "dirty" => demo.dirty_permille = value.parse().unwrap_or(demo.dirty_permille),
                "page" => route.list_page = value.parse::<u32>().map_or(0, |n| n.saturating_sub(1)),
                "set" => route.settings = value,
                name if route.filter.set(name, &value) => {}
                _ => route.arguments.push((key, value)),
            }
        }
        route.data = match source {
            "demo" => Some(DataKey::Demo(demo)),
            "sample" => Some(DataKey::Sample),
            "files" => Some(DataKey::Files),
            _ => None,
        };
        route
    }

    /// The address with its `#`: what is as usual is left out.
    pub fn format(&self) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        match &self.data {
            None => {}
            Some(DataKey::Sample) => pairs.push(("source", "sample".to_owned())),
            Some(DataKey::Files) => pairs.push(("source", "files".to_owned())),
            Some(DataKey::Demo(size)) => {
                let usual = DemoSize::default();
                pairs.push(("source", "demo".to_owned()));
                pairs.push(("seed", size.seed.to_string()));
                for (name, value, default) in [
                    ("customers", size.customers, usual.customers),
                    ("products", size.products, usual.products),
                    ("transactions", size.transactions, usual.transactions),
                    ("dirty", u32::from(size.dirty_permille), u32::from(usual.dirty_permille)),
                ] {
                    if value != default {
                        pairs.push((name, value.to_string()));
                    }
                }
            }
        }
        if !self.filter.search.is_empty() {
            pairs.push(("q", percent_encoded(&self.filter.search)));
        }
        for (name, text) in self.filter.conditions() {
            pairs.push((name, percent_encoded(&text)));
        }
        if self.list_page > 0 {
            pairs.push(("page", (self.list_page + 1).to_string()));
        }
        let mut query: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !self.settings.is_empty() {
            query.push(format!("set={}", percent_encoded(&self.settings)));
        }
        // What begins so is typed and not in use yet.
        let told = |(name, value): &&(String, String)| value.len() <= MOST_ARGUMENT_BYTES && !name.starts_with('_');
        for (name, value) in self.arguments.iter().filter(told) {
            query.push(format!("{}={}", percent_encoded(name), percent_encoded(value)));
        }
        let mark = if query.is_empty() { "" } else { "?" };
        format!("#/{}{mark}{}", self.page.path(), query.join("&"))
    }

    /// Another page of the same data, about the same customers.
    pub fn to_page(&self, page: Page) -> Route {
        let filter = CustomerFilter { search: String::new(), ..self.filter.clone() };
        Route { page, data: self.data.clone(), settings: self.settings.clone(), filter, ..Route::default() }
    }

    /// A customer's page. One that is opened from the table, or from another customer's page, keeps what the table was like: the way
    /// back, and who comes before and after.
    pub fn to_customer(&self, id: String) -> Route {
        let page = Page::Customer(id);
        match self.page {
            Page::Customers | Page::Customer(_) => Route { page, ..self.clone() },
            _ => self.to_page(page),
        }
    }

    /// The customer table that a customer's page was opened from.
    pub fn to_table(&self) -> Route {
        Route { page: Page::Customers, ..self.clone() }
    }

    /// The customer table with only the customers of a segment.
    pub fn to_segment(&self, name: &str) -> Route {
        let mut route = self.to_page(Page::Customers);
        route.filter.segment = Some(name.to_owned());
        route
    }

    /// The customer table with only the customers of a cluster.
    pub fn to_cluster(&self, name: &str) -> Route {
        let mut route = self.to_page(Page::Customers);
        route.filter.cluster = Some(name.to_owned());
        route
    }

    /// The customer table with only the customers of a group.
    pub fn to_group(&self, group: CustomerGroup) -> Route {
        let mut route = self.to_page(Page::Customers);
        route.filter.group = Some(group);
        route
    }

    /// The same page with other filters, back on the first page of the list.
    pub fn with_filter(&self, filter: CustomerFilter) -> Route {
        Route { filter, list_page: 0, ..self.clone() }
    }

    /// The same page with other arguments; empty values are taken away.
    pub fn with_arguments(&self, pairs: Arguments) -> Route {
        let mut route = Route { list_page: 0, ..self.clone() };
        route.arguments.retain(|(name, _)| pairs.iter().all(|(other, _)| other != name));
        let pairs = pairs.into_iter().filter(|(name, value)| !route.filter.set(name, value) && !value.is_empty());
        let pairs: Arguments = pairs.collect();
        route.arguments.extend(pairs);
        route.arguments.sort();
        route
    }

    /// Where a link of a page leads.
    pub fn to_link(&self, link: &Link) -> Route {
        match link {
            Link::Page(name) => self.to_page(Page::from_path(name)),
            Link::Customer(id) => self.to_customer(id.clone()),
            Link::Segment(name) => self.to_segment(name),
            Link::Cluster(name) => self.to_cluster(name),
            Link::Group(group) => self.to_group(group.clone()),
            Link::Rows { .. } => self.clone(),
            Link::Set(pairs) => self.with_arguments(pairs.clone()),
        }
    }
}

/// Longer arguments, such as a pasted list, are no part of the address.
const MOST_ARGUMENT_BYTES: usize = 200;

/// Everything but what an address holds as it is: letters, digits and `-_.~,`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b',');

fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// The text of `%XX` escapes and `+`; what is no valid escape stays as it is.
fn percent_decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(hash: &str, expected: Route) {
        assert_eq!(Route::parse(hash), expected, "{hash}");
    }

    #[test]
    fn reads_addresses() {
        check("", Route::default());
        check("#", Route::default());
        check("#/", Route::default());
        check("#/nowhere", Route::default());
        check("#/segments", Route { page: Page::Segments, ..Route::default() });
        let demo = DemoSize { seed: 7, customers: 50, ..DemoSize::default() };
        check(
            "#/segments?source=demo&seed=7&customers=50&segment=Can%27t%20Lose&later=1",
            Route {
                page: Page::Segments,
                data: Some(DataKey::Demo(demo)),
                filter: CustomerFilter { segment: Some("Can't Lose".into()), ..CustomerFilter::default() },
                arguments: vec![("later".into(), "1".into())],
                ..Route::default()
            },
        );
        check("#/customers/A%2FB%3F", Route { page: Page::Customer("A/B?".into()), ..Route::default() });
        check("#/customers/", Route { page: Page::Customers, ..Route::default() });
        check("#/customers?%70age=3", Route { page: Page::Customers, list_page: 2, ..Route::default() });
        check("#/customers?sort=recency&order=up&q=a+b&page=3", {
            let filter = CustomerFilter { search: "a b".into(), ..CustomerFilter::default() };
            let arguments = vec![("sort".into(), "recency".into()), ("order".into(), "up".into())];
            Route { page: Page::Customers, filter, arguments, list_page: 2, ..Route::default() }
        });
    }

    #[test]
    fn bad_values_fall_back_to_the_usual_ones() {
        check(
            "#/data?source=demo&seed=x&customers=-1&page=0",
            Route { page: Page::Data, data: Some(DataKey::Demo(DemoSize::default())), ..Route::default() },
        );
        check("#/data?source=elsewhere", Route { page: Page::Data, ..Route::default() });
    }

    #[test]
    fn writes_only_what_is_not_as_usual() {
        assert_eq!(Route::default().format(), "#/");
        let demo = Route::parse("#/overview?source=demo&seed=42&customers=1000&q=");
        assert_eq!(demo.format(), "#/overview?source=demo&seed=42");
        assert_eq!(demo.to_segment("At Risk").format(), "#/customers?source=demo&seed=42&segment=At%20Risk");
        assert_eq!(demo.to_page(Page::Customer("Ü 1".into())).format(), "#/customers/%C3%9C%201?source=demo&seed=42");
    }

    #[test]
    fn a_customer_opened_from_the_table_leads_back_to_it() {
        let table = Route::parse("#/customers?source=demo&seed=42&q=ann&segment=Champions&sort=segment,-monetary&show-email=1");
        let customer = table.to_link(&Link::Customer("C7".into()));
        assert_eq!(customer.page, Page::Customer("C7".into()));
        assert_eq!(Route::parse(&customer.format()), customer);
        assert_eq!(customer.to_link(&Link::Customer("C8".into())).to_table(), table);
        let from_elsewhere = Route::parse("#/value?source=demo&seed=42&q=ann&segment=Champions&sort=x").to_customer("C7".into());
        assert_eq!(from_elsewhere.format(), "#/customers/C7?source=demo&seed=42&segment=Champions");
        let cleared = table.to_link(&Link::Set(vec![("q".into(), String::new())]));
        assert_eq!((cleared.filter.search.as_str(), cleared.filter.segment.is_some()), ("", true));
    }

    #[test]
    fn an_address_sets_the_size_of_the_demo() {
        let route = Route::parse("#/?source=demo&seed=9&transactions=12&dirty=50");
        let wanted = DemoSize { seed: 9, transactions: 12, dirty_permille: 50, ..DemoSize::default() };
        assert_eq!(route.data.and_then(|data| data.demo()), Some(wanted));
    }

    proptest! {
        #[test]
        fn every_route_reads_back(
            id in "\\PC{1,8}", search_too in "\\PC{0,8}", search in "\\PC{0,8}", segment in proptest::option::of("\\PC{1,8}"),
            seed: u64, customers: u32, dirty_permille: u16, page in 0..1000_u32, which in 0..4,
        ) {
            let data = match which {
                0 => None,
                1 => Some(DataKey::Sample),
                2 => Some(DataKey::Files),
                _ => Some(DataKey::Demo(DemoSize { seed, customers, dirty_permille, ..DemoSize::default() })),
            };
            let group = seed.is_multiple_of(2).then(|| CustomerGroup::Worth(u32::from(page.is_multiple_of(50))));
            let filter = CustomerFilter { search, segment, group, ..CustomerFilter::default() };
            let settings = if page > 500 { format!("recommendations.n~{page}~~basket.items~goods") } else { String::new() };
            let route = Route { page: Page::Customer(id), data, filter, list_page: page, settings, ..Route::default() };
            let route = route.with_arguments(vec![("w eight".to_owned(), search_too), ("to".to_owned(), "x=&".to_owned())]);
            prop_assert_eq!(Route::parse(&route.format()), route);
        }

        #[test]
        fn parsing_never_panics(hash in "\\PC*") {
            let _ = Route::parse(&hash);
        }
    }
}
