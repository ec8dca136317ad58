//! The page of audiences: the customers that match the filter, as a list for a mail or advertising tool.

use super::lookup::{cluster_of, segment_of};
use super::search::filtered;
use clientele_core::domain::Figure;
use clientele_engine::Session;
use clientele_engine::output::{AudienceTool, audience_csv, is_address};
use clientele_messages::{Act, Block, Button, CustomerFilter, Field, FieldKind, Line, PageView, Query, StatView, Tone, argument};

fn tool_of(name: &str) -> AudienceTool {
    AudienceTool::ALL.into_iter().find(|tool| tool.name() == name).unwrap_or_default()
}

/// The page. Argument `tool`: for which tool.
pub(crate) fn page(session: &Session, arguments: &[(String, String)], filter: &CustomerFilter) -> PageView {
    let tool = tool_of(argument(arguments, "tool"));
    let filter = CustomerFilter { search: String::new(), ..filter.clone() };
    let customers = filtered(session, &filter);
    let emails = &session.dataset().customers().emails;
    let reachable = customers.iter().filter(|customer| is_address(emails.get(customer.ix()))).count() as u64;
    let all = customers.len() as u64;
    let field = Field {
        name: "tool".to_owned(),
        label: "For which tool".to_owned(),
        value: tool.name().to_owned(),
        usual: AudienceTool::default().name().to_owned(),
        kind: FieldKind::Choice(AudienceTool::ALL.map(|tool| (tool.name().to_owned(), tool.label().to_owned())).to_vec()),
        ..Field::default()
    };
    let stat =
        |name: &str, label: &str, value: u64| StatView { name: name.into(), label: label.into(), value: Figure::Count(value) };
    let save = Button {
        is_disabled: reachable == 0,
        hint: format!("audience-{}.csv", tool.name()),
        ..Button::new(
            "Save the list",
            "export-audience",
            Act::Save(Box::new(Query::Audience { tool: tool.name().to_owned(), filter })),
        )
    };
    let missing = (reachable == 0).then(|| {
        vec![Block::notice(
            Tone::Info,
            "no-addresses",
            "None of these customers has an e-mail address in your files. Open a customers file with one beside the sales.",
        )]
    });
    PageView {
        title: "Audiences".to_owned(),
        lead: "The customers that match the filter above, as a list for your mail or advertising tool.".to_owned(),
        actions: Vec::new(),
        blocks: vec![
            Block::Stats(vec![
                stat("audience", "Customers in the selection", all),
                stat("reachable", "With an e-mail address", reachable),
            ]),
            Block::maybe(missing),
            Block::panel(
                "The list",
                "Choose a segment, cluster, place, category, month or product above; without a filter it is everybody.",
                "audience",
                vec![
                    Block::Fields(vec![field]),
                    Block::Muted(Line::from(format!("Columns: {}.", tool.columns().join(", ")))),
                    Block::Buttons(vec![save.primary()]),
                ],
            ),
            Block::notes(vec![
                "The list is made in this browser. Uploading it gives these addresses to the tool: make sure that your customers have agreed to it.".to_owned(),
                "Addresses are written in small letters, each once. Meta and Google scramble (hash) them in their own upload form.".to_owned(),
            ]),
        ],
    }
}

/// The file.
pub(crate) fn file(session: &Session, tool: &str, filter: &CustomerFilter) -> (String, Vec<u8>) {
    let tool = tool_of(tool);
    let customers = filtered(session, filter);
    let (bytes, _) =
        audience_csv(session.dataset(), customers.into_iter(), tool, |c| segment_of(session, c), |c| cluster_of(session, c));
    (format!("audience-{}.csv", tool.name()), bytes)
}
