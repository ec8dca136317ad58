//! The page of help: first steps, words, keys, privacy. Shown with or without a result.

use crate::tour;
use clientele_messages::{Block, Button, Line, Link, PageView, Span};

/// Terms, what they mean, and the page that shows them.
const WORDS: [(&str, &str, &str); 23] = [
    ("Recency", "Days since a customer's last order, counted to the analysis date.", "segments"),
    ("Frequency", "How many orders a customer has placed.", "segments"),
    (
        "Monetary value",
        "What a customer's orders came to in all, less discounts, refunds, returns and cancelled sales. The repairs on the Data page can change that.",
        "segments",
    ),
    (
        "RFM score",
        "1 to 5 points each for recency, frequency and monetary value; 5 is best. The points come from quantiles of your own customers.",
        "segments",
    ),
    (
        "Segment",
        "A group of customers with alike scores, such as Champions or At Risk. Every buyer is in exactly one.",
        "segments",
    ),
    (
        "Sales without a customer",
        "Sales that name nobody, as over a counter. They count in revenue, orders, products, seasons and baskets; figures about customers leave them out.",
        "overview",
    ),
    ("Prospect", "Somebody in the customers file without an order.", "customers"),
    (
        "Cluster",
        "A group of alike customers that the data suggest by themselves (K-means), without rules set beforehand.",
        "clusters",
    ),
    (
        "Silhouette",
        "How well a customer fits the cluster: 1 in its midst, 0 at its border, below 0 nearer to another.",
        "clusters",
    ),
    ("Adjusted Rand index", "How much two ways to group the same customers agree: 1 wholly, 0 no more than chance.", "clusters"),
    ("Customer lifetime value", "What the orders of a customer in the coming time are likely to be worth, as a range.", "value"),
    ("P(alive)", "How likely it is that a customer will order again at all.", "value"),
    ("Cohort", "Customers whose first order was in the same month.", "cohorts"),
    ("Retention", "The share of a cohort that orders again in a later month.", "cohorts"),
    ("Support", "In how many orders two products are together.", "basket"),
    ("Confidence of a rule", "Of the orders with the first product, the share that has the second too.", "basket"),
    ("Lift", "How many times as often two products meet as they would by chance; 1 is chance.", "basket"),
    ("Collaborative filtering", "Offers from what customers with alike purchases have bought.", "recommendations"),
    (
        "Hit rate, recall, NDCG, MAP",
        "How well offers made without knowing the last 30 days hit what was bought in them; 1 is perfect.",
        "recommendations",
    ),
    (
        "Calibrated chance",
        "A chance that was checked against what really happened: of offers with 10 %, about one in ten is bought.",
        "recommendations",
    ),
    (
        "Cold start",
        "A customer or product about which too little is known; offers then come from what sells in the segment or category.",
        "recommendations",
    ),
    ("Power", "The chance that an experiment finds a difference that is there.", "experiments"),
    ("Interval", "The range that a figure lies in with the chance stated, if the assumptions hold.", "experiments"),
];

/// The page; the tour needs a result to go through.
pub(crate) fn page(has_result: bool) -> PageView {
    let link = |text: &str, page: &str| Span::Link {
        text: Box::new(Line::from(text)),
        to: Link::Page(page.to_owned()),
        testid: String::new(),
    };
    let line = |spans: Vec<Span>| Line(spans);
    let text = |text: &str| Span::Text(text.to_owned());
    let steps = vec![
        line(vec![
            text("Open your shop's export on the "),
            link("start page", "start"),
            text(", or try the demo. Files may be dropped anywhere."),
        ]),
        line(vec![
            text("Look at "),
            link("Data", "data"),
            text(" first: what was read, what was set aside and why, and how revenue adds up to the cent."),
        ]),
        line(vec![
            link("Overview", "overview"),
            text(
                " says how the shop is doing. Click a bar, a month or a segment anywhere: every page then shows these customers, experiments and the report too, until you clear the filter.",
            ),
        ]),
        line(vec![
            link("Segments", "segments"),
            text(" and "),
            link("Clusters", "clusters"),
            text(" say who your customers are and what to do; "),
            link("Value", "value"),
            text(" what they are likely to be worth."),
        ]),
        line(vec![
            link("Recommendations", "recommendations"),
            text(" says what to offer to whom, why, and how well that would have worked. Save the list for your mail tool."),
        ]),
        line(vec![
            link("Audiences", "audiences"),
            text(" saves a selection for Klaviyo, Mailchimp, Meta or Google; "),
            link("Report", "report"),
            text(" puts it all into a PDF, a web page or a workbook."),
        ]),
    ];
    let words = WORDS
        .iter()
        .map(|(term, meaning, page)| ((*term).to_owned(), line(vec![text(meaning), text(" "), link("See it", page)])));
    let keys = [
        ("Tab, Shift + Tab", "To the next and the last button, link or field."),
        ("Enter, Space", "Presses a button, opens what is folded."),
        ("Ctrl + Z, Ctrl + Shift + Z", "On the Data page: undoes and redoes a repair."),
        ("Alt + Left", "Back: also undoes a filter."),
        ("Arrow keys, Page up, Page down", "In the customer table: through the rows, once it has the focus."),
        (
            "Arrow keys, Home, End",
            "In a chart: from point to point, once it has the focus; what a point says is read out below the chart.",
        ),
        ("Enter", "In a chart: what a click on the point does."),
        ("Ctrl + P", "Prints the page with all its charts, light whatever the screen."),
        ("Esc", "Closes a dialog, leaves the points of a chart."),
    ];
    let keys = keys.map(|(key, what)| (key.to_owned(), Line::from(what))).to_vec();
    let privacy = [
        "Your files are read by this page in this browser. They are sent nowhere: there is no server that could take them.",
        "The page's own rule (Content Security Policy) forbids it to contact any other address; your browser enforces that.",
        "Files that you open are kept in this browser only, so that a reload goes on where you were. Settings shows how much that is; \"Erase everything\" removes all of it.",
        "Nothing is counted or tracked: there are no cookies and no analytics of this page's own.",
        "A link that you copy holds the page, the filter and settings, never data. A filter by product or customer group names them in the link.",
    ];
    PageView {
        title: "Help".to_owned(),
        lead: "First steps, the words used here, keys, and what happens to your data.".to_owned(),
        actions: vec![Button {
            is_disabled: !has_result,
            hint: if has_result { "" } else { "Once files or the demo are open." }.to_owned(),
            ..Button::new("Take the tour", "tour-start", tour::start())
        }],
        blocks: vec![
            Block::panel("First steps", "", "first-steps", vec![Block::List { testid: String::new(), lines: steps }]),
            Block::panel(
                "Words",
                "Every chart and figure also has \"How is this computed?\" beside it.",
                "glossary",
                vec![Block::Facts(words.collect())],
            ),
            Block::panel("Keys", "", "keys", vec![Block::Facts(keys)]),
            Block::panel(
                "Privacy",
                "",
                "privacy",
                vec![Block::List { testid: String::new(), lines: privacy.map(Line::from).to_vec() }],
            ),
        ],
    }
}
