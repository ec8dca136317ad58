//! Lists of customers in the columns that mail and advertising tools ask for. Only customers with an e-mail address can be in them.

use super::tables::csv_bytes;
use clientele_core::domain::{CustomerIx, Dataset, NO_CATEGORY, guarded};

/// A tool that takes lists of customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AudienceTool {
    /// Klaviyo: list import.
    #[default]
    Klaviyo,
    /// Mailchimp: contact import.
    Mailchimp,
    /// Meta: customer list for custom audiences.
    Meta,
    /// Google: Customer Match.
    Google,
}

impl AudienceTool {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Klaviyo, Self::Mailchimp, Self::Meta, Self::Google];

    /// Name in addresses and file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Klaviyo => "klaviyo",
            Self::Mailchimp => "mailchimp",
            Self::Meta => "meta",
            Self::Google => "google",
        }
    }

    /// Name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Klaviyo => "Klaviyo",
            Self::Mailchimp => "Mailchimp",
            Self::Meta => "Meta (Facebook, Instagram)",
            Self::Google => "Google (Customer Match)",
        }
    }

    /// The columns of its file.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Klaviyo => &["Email", "First Name", "Last Name", "Customer ID", "Segment", "Cluster"],
            Self::Mailchimp => &["Email Address", "First Name", "Last Name", "Tags"],
            Self::Meta => &["email", "fn", "ln", "uid"],
            Self::Google => &["Email", "First Name", "Last Name", "Country", "Zip"],
        }
    }
}

/// An address that a tool would take: one `@`, with text before it and a point after it, no spaces.
pub fn is_address(text: &str) -> bool {
    let text = text.trim();
    let Some((before, after)) = text.split_once('@') else { return false };
    let dotted = after.split_once('.').is_some_and(|(host, ending)| !host.is_empty() && !ending.is_empty());
    !before.is_empty() && dotted && !after.contains('@') && !text.contains(char::is_whitespace)
}

/// First and last name: what stands before the last space, and after it.
fn names(text: &str) -> (String, String) {
    let text = text.trim();
    text.rsplit_once(' ').map_or((text.to_owned(), String::new()), |(first, last)| (first.trim().to_owned(), last.to_owned()))
}

/// The file for a tool: these customers with an e-mail address, in their order, each address once; and how many were left out, for want
/// of an address or because theirs was there already. `segment` and `cluster` tell a customer's.
pub fn audience_csv<'a>(
    dataset: &Dataset,
    customers: impl Iterator<Item = CustomerIx>,
    tool: AudienceTool,
    segment: impl Fn(CustomerIx) -> &'a str,
    cluster: impl Fn(CustomerIx) -> &'a str,
) -> (Vec<u8>, u64) {
    let table = dataset.customers();
    let mut seen = std::collections::BTreeSet::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut left_out = 0_u64;
    for customer in customers {
        let at = customer.ix();
        let address = table.emails.get(at).trim().to_lowercase();
        if !is_address(&address) || !seen.insert(address.clone()) {
            left_out += 1;
            continue;
        }
        let (first, last) = names(table.names.get(at));
        let id = table.ids.get(at);
        let place = match table.place.get(at) {
            Some(&code) if code != NO_CATEGORY => table.places.get(code as usize),
            _ => "",
        };
        let cells: Vec<&str> = match tool {
            AudienceTool::Klaviyo => vec![&address, &first, &last, id, segment(customer), cluster(customer)],
            AudienceTool::Mailchimp => vec![&address, &first, &last, segment(customer)],
            AudienceTool::Meta => vec![&address, &first, &last, id],
            // Google asks for the country's code of two letters; a name would be refused.
            AudienceTool::Google => vec![&address, &first, &last, if place.len() == 2 { place } else { "" }, ""],
        };
        rows.push(cells.into_iter().map(guarded).collect());
    }
    (csv_bytes(tool.columns(), rows.into_iter()), left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_names_are_told() {
        for (text, is) in [
            ("a@b.co", true),
            (" A.B+c@shop.example ", true),
            ("a@b", false),
            ("@b.co", false),
            ("a b@c.de", false),
            ("a@@b.co", false),
            ("", false),
        ] {
            assert_eq!(is_address(text), is, "{text}");
        }
        assert_eq!(names(" Ada King  Lovelace "), ("Ada King".to_owned(), "Lovelace".to_owned()));
        assert_eq!(names("Plato"), ("Plato".to_owned(), String::new()));
    }
}
