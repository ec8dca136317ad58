//! The tour of the first visit: a few stops, each on the page that it is about. Argument `step`: which one, from 1.

use clientele_messages::{Act, Block, Button, Link, PageView, argument};

/// A stop: the page that it is on, its heading, what it says.
type Stop = (&'static str, &'static str, &'static str);

const STOPS: [Stop; 6] = [
    (
        "overview",
        "Welcome: a look around takes a minute",
        "This is how your shop is doing; each figure stands beside the period before. Under every chart are how it is computed and its data as a table.",
    ),
    (
        "overview",
        "Click to filter",
        "Click a month, a category or a segment in a chart, or open the filter above. Every page then shows these customers only; the × on a chip, or Undo, removes it.",
    ),
    (
        "segments",
        "Who your customers are",
        "Each customer is in one segment, by how lately, how often and for how much they bought. Each segment comes with what to do about it.",
    ),
    (
        "recommendations",
        "What to offer to whom",
        "Products for every customer, with the reason. Test says how such offers would have done on your own past; Settings lets you change weights and rules and shows the lists at once.",
    ),
    (
        "data",
        "Can it be trusted?",
        "Every row of your files is accounted for, and revenue adds up to the cent. What was repaired or set aside can be looked at and switched.",
    ),
    (
        "report",
        "Take it with you",
        "The report as PDF, web page or workbook. Audiences saves customers for your mail tool. Nothing that you open ever leaves this browser.",
    ),
];

/// The act that goes to a stop.
pub(crate) fn start() -> Act {
    Act::Tour { step: 1, to: Some(Link::Page(STOPS[0].0.to_owned())) }
}

/// The stop that is shown above the page.
pub(crate) fn page(arguments: &[(String, String)]) -> PageView {
    let step = argument(arguments, "step").parse::<usize>().unwrap_or(1).clamp(1, STOPS.len());
    let (_, title, text) = STOPS[step - 1];
    let to = |step: usize| Act::Tour {
        step: u8::try_from(step).unwrap_or(0),
        to: STOPS.get(step.wrapping_sub(1)).map(|stop| Link::Page(stop.0.to_owned())),
    };
    let mut buttons = Vec::new();
    if step < STOPS.len() {
        buttons.push(Button::new(&format!("Next: {}", STOPS[step].1), "tour-next", to(step + 1)).primary());
        if step > 1 {
            buttons.push(Button::new("Back", "tour-back", to(step - 1)));
        }
        buttons.push(Button::new("Skip the tour", "tour-skip", to(0)));
    } else {
        buttons.push(Button::new("Done", "tour-skip", to(0)).primary());
        buttons.push(Button::new("Back", "tour-back", to(step - 1)));
    }
    let note = format!("Tour, {step} of {}. Help can start it again.", STOPS.len());
    PageView {
        blocks: vec![Block::panel(title, &note, "tour", vec![Block::Text(text.into()), Block::Buttons(buttons)])],
        ..PageView::default()
    }
}
