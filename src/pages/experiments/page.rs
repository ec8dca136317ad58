//! The experiments page: forms, and what came of them. Arguments: `<form>-<field>`, what is typed; `simulate` and `peek`, what was
//! simulated last (that takes a moment and runs when it is asked for, not while somebody types); `_results-file`, the text of a file.
//! What was worked out is kept by its inputs, so that one form's field does not work out another form's answer again.

use super::{assignment, view};
use crate::views::{ExperimentKind, ExperimentView};
use clientele_core::domain::{CustomerIx, ErrorView, counted};
use clientele_engine::Session;
use clientele_messages::{
    Act, Answer, Arguments, Block, Button, ChartPlace, CustomerFilter, ExportedFile, Field, FieldKind, Group, Link, PageView,
    Table, Tone, argument,
};
use std::rc::Rc;

/// Larger than any list of customers; the page reads no more of a file.
const MOST_FILE_BYTES: usize = 20_000_000;
const FILE: &str = "_results-file";

/// A field of a form: its name, what it is, what stands in it at first, what an empty one means.
type FormField = (&'static str, &'static str, &'static str, &'static str);

const MEASURES: [(&str, &str); 2] = [("conversion", "Who orders"), ("revenue", "Revenue per customer")];
const PLAN: &[FormField] = &[
    ("measure", "What should change", "conversion", ""),
    ("days", "Days each customer is followed", "30", ""),
    ("effect", "Smallest change to detect, %", "10", ""),
    ("base", "Current order rate, %", "", "as in your data"),
    ("variants", "Variants, the control included", "2", ""),
    ("power", "Power: chance to detect it, %", "80", ""),
    ("alpha", "Chance of a false alarm, %", "5", ""),
];
const ASSIGN: &[FormField] = &[
    ("variants", "Variants (first: the control)", "control, B", "control, B"),
    ("seed", "Seed", "42", "42"),
    ("segment", "Only the segment", "", EVERYBODY),
];
const EVERYBODY: &str = "all customers";
const SIMULATE: &[FormField] = &[
    ("days", "Days each customer is followed", "30", ""),
    ("effect", "True relative effect on the order rate, %", "10", ""),
    ("spending", "True relative effect on what they spend, %", "0", ""),
    ("variants", "Variants", "2", ""),
    ("seed", "Seed", "42", ""),
];
const RESULTS: &[FormField] = &[
    ("began", "First day (2025-11-30)", "", "after these data"),
    ("control", "Control group's name", "", "control, A or the first"),
    ("planned", "Planned shares", "", "equal, or control: 3, B: 1"),
    ("size", "Planned customers, all groups together", "", "5,000"),
    ("decimal", "Decimal mark", "auto", ""),
];
const DECIMAL_MARKS: [(&str, &str); 3] =
    [("auto", "As the file tells"), ("point", "Point: 1,234.50"), ("comma", "Comma: 1.234,50")];
const PEEK: &[FormField] = &[
    ("days", "Days", "28", ""),
    ("per-day", "Customers a day in each variant", "", "as in your data"),
    ("base", "Order rate, %", "", "as in your data"),
    ("effect", "True relative effect, %", "0", ""),
    ("seed", "Seed", "42", ""),
];

type Typed<'a> = &'a [(String, String)];
type Found = Result<ExperimentView, ErrorView>;

/// The page.
///
/// # Errors
/// Why there are no segments.
pub(crate) fn page(session: &Session, typed: Typed<'_>, filter: &CustomerFilter) -> Result<PageView, ErrorView> {
    session.rfm()?;
    let plan = shown("plan", &found(session, ExperimentKind::Plan, "plan", &values("plan", PLAN, typed), ""));
    let file = argument(typed, FILE);
    let results = (!file.is_empty())
        .then(|| shown("results", &found(session, ExperimentKind::Results, "results", &values("results", RESULTS, typed), file)));
    let mut file_field = fields("results", RESULTS, typed);
    file_field.push(Field {
        name: FILE.to_owned(),
        testid: "results-file".to_owned(),
        label: "File with the results".to_owned(),
        kind: FieldKind::File,
        ..Field::default()
    });
    let mut assign_fields = fields("assign", ASSIGN, typed);
    if session.is_selection() {
        for field in &mut assign_fields {
            if field.kind == FieldKind::Blank(EVERYBODY.to_owned()) {
                field.kind = FieldKind::Blank("all that match the filter".to_owned());
            }
        }
    }
    let mut save = ask("Save the list", "export-assignment", "assignment");
    save.hint = "assignment.csv".to_owned();
    let panel = |title: &str, note: &str, testid: &str, fields: Vec<Field>, buttons: Vec<Button>, answer: Option<Vec<Block>>| {
        Block::panel(title, note, testid, vec![Block::Fields(fields), Block::Buttons(buttons), Block::maybe(answer)])
    };
    Ok(PageView {
        title: "Experiments".to_owned(),
        lead: "Try a change on some customers and let the others tell you what would have happened anyway.".to_owned(),
        actions: Vec::new(),
        blocks: vec![
            Block::maybe(session.is_selection().then(|| of_a_part(session, filter))),
            panel(
                "1. Plan: how many customers does it take?",
                "",
                "experiment-plan",
                fields("plan", PLAN, typed),
                // What is typed counts when the field is left: this is where one goes then.
                vec![Button::new("Work it out", "plan-ask", Act::Go(Link::Set(Arguments::new()))).primary()],
                Some(plan),
            ),
            panel(
                "2. Split customers into groups",
                "A random list with the same mix of segments in each variant. The same seed gives the same list.",
                "experiment-assign",
                assign_fields,
                vec![save],
                None,
            ),
            panel(
                "3. Rehearse: what would the test find?",
                "Simulated on what your customers really did in the last days, with an effect that you assume. For other weights or rules of the recommendations, what they would have done on your own past is under Recommendations, Settings: \"Replay these settings\".",
                "experiment-simulate",
                fields("simulate", SIMULATE, typed),
                vec![ask("Simulate", "simulate-ask", "simulate")],
                simulated(session, ExperimentKind::Simulate, "simulate", typed),
            ),
            panel(
                "4. Read the results",
                "A CSV file with customer_id, variant, converted and, where there is, revenue. It stays in this browser.",
                "experiment-results",
                file_field,
                Vec::new(),
                results,
            ),
            panel(
                "Why not look every day?",
                "Two thousand experiments are simulated in which the truth is known.",
                "experiment-peek",
                fields("peek", PEEK, typed),
                vec![ask("Simulate", "peek-ask", "peek")],
                simulated(session, ExperimentKind::Peek, "peek", typed),
            ),
        ],
    })
}

/// Whom the page is about where a filter is set, and what to mind then.
fn of_a_part(session: &Session, filter: &CustomerFilter) -> Vec<Block> {
    let customers = session.dataset().customers().ids.len();
    let members = (0..customers).filter(|&customer| session.is_member(CustomerIx::new(customer))).count() as u64;
    let mut says = format!(
        "Plan, list and rehearsal are about the {} within the filter. Results are read without a filter.",
        counted(members, "customer", "customers")
    );
    // Only where somebody lives says nothing of what they did in the days that stand for the experiment.
    if filter.conditions().iter().any(|(name, _)| *name != "place") {
        says.push_str(" They are chosen by what is known today, the days that stand for the experiment included: customers chosen because they ordered lately will not all do so again. Under \"Current order rate\" you can type what you expect.");
    }
    vec![Block::notice(Tone::Info, "experiment-part", says)]
}

/// What comes of a button.
///
/// # Errors
/// What is wrong with what is typed.
pub(crate) fn act(session: &Session, name: &str, typed: Typed<'_>) -> Result<Answer, ErrorView> {
    let (kind, form) = match name {
        "simulate" => (ExperimentKind::Simulate, SIMULATE),
        "peek" => (ExperimentKind::Peek, PEEK),
        "assignment" => {
            return Ok(Answer::Export(ExportedFile {
                name: "assignment.csv".to_owned(),
                media_type: "text/csv;charset=utf-8".to_owned(),
                bytes: assignment(session, &values("assign", ASSIGN, typed))?,
            }));
        }
        _ => {
            return Err(ErrorView {
                code: "no-such-act".to_owned(),
                message: "There is no such button".to_owned(),
                place: None,
                suggestion: "Reload the page.".to_owned(),
            });
        }
    };
    let values = values(name, form, typed);
    // Worked out now, while the button is busy; the page then finds it.
    let _ = found(session, kind, name, &values, "");
    Ok(Answer::Link(Some(Link::Set(vec![(name.to_owned(), values.join("|"))]))))
}

fn ask(label: &str, testid: &str, act: &str) -> Button {
    Button::new(label, testid, Act::Ask(act.to_owned())).primary()
}

/// What stands in the fields of a form.
fn values(form: &str, fields: &[FormField], typed: Typed<'_>) -> Vec<String> {
    let value = |(name, _, usual, _): &FormField| match argument(typed, &format!("{form}-{name}")) {
        "" => (*usual).to_owned(),
        text => text.to_owned(),
    };
    fields.iter().map(value).collect()
}

fn fields(form: &str, fields: &[FormField], typed: Typed<'_>) -> Vec<Field> {
    let values = values(form, fields, typed);
    let field = |((name, label, usual, empty), value): (&FormField, String)| Field {
        name: format!("{form}-{name}"),
        testid: format!("{form}-{name}"),
        label: (*label).to_owned(),
        value,
        usual: (*usual).to_owned(),
        kind: match *name {
            "measure" => choice(&MEASURES),
            "decimal" => choice(&DECIMAL_MARKS),
            _ => FieldKind::Blank((*empty).to_owned()),
        },
        ..Field::default()
    };
    fields.iter().zip(values).map(field).collect()
}

fn choice(values: &[(&str, &str)]) -> FieldKind {
    FieldKind::Choice(values.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect())
}

/// The answer to a form, from memory where its inputs are the same.
fn found(session: &Session, kind: ExperimentKind, name: &str, values: &[String], file: &str) -> Rc<Found> {
    let place = format!("experiment {name}");
    session.remembered(&place, &(values, file), || {
        // A mark at the file's beginning, of three bytes, is no part of the text.
        if file.len() + 3 >= MOST_FILE_BYTES {
            return Err(ErrorView {
                code: "results-not-read".to_owned(),
                message: "The file is larger than a list of customers can be".to_owned(),
                place: None,
                suggestion: "Choose the file with the results.".to_owned(),
            });
        }
        view(session, kind, values, file.as_bytes())
    })
}

/// What was simulated last; nothing before that.
fn simulated(session: &Session, kind: ExperimentKind, name: &str, typed: Typed<'_>) -> Option<Vec<Block>> {
    let inputs = argument(typed, name);
    let values: Vec<String> = inputs.split('|').map(str::to_owned).collect();
    (!inputs.is_empty()).then(|| shown(name, &found(session, kind, name, &values, "")))
}

fn shown(name: &str, found: &Found) -> Vec<Block> {
    let view = match found {
        Ok(view) => view,
        Err(error) => {
            let says = format!("{}. {}", error.message, error.suggestion);
            return vec![Block::notice(Tone::Error, "experiment-problem", says)];
        }
    };
    let chart = view.chart.map(|chart| vec![Block::Charts(vec![ChartPlace { chart, is_wide: true }])]);
    let mut blocks = vec![
        Block::notice(if view.is_warning { Tone::Warning } else { Tone::Info }, "", view.summary.clone()),
        Block::Headlines(view.headlines.clone()),
        Block::maybe(chart),
    ];
    blocks.extend(
        view.tables.iter().map(|(title, table)| Block::titled(title, "", vec![Block::Table(Table::of(table.clone(), title))])),
    );
    blocks.push(Block::notes(view.notes.clone()));
    vec![Block::Group(Group {
        testid: format!("{name}-answer"),
        attrs: vec![("data-warning".to_owned(), view.is_warning.to_string())],
        blocks,
        ..Group::default()
    })]
}
