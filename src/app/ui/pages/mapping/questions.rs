//! The questions about the columns, one at a time: each is answered by one click, and each answer shows what it would make of the files.

use super::draft::{edit, read};
use super::preview::{chosen_in, preview_of};
use crate::ui::browser;
use crate::ui::components::{El, Icon, IconName, el, el_of, live, live_text};
use crate::ui::context::{AppContext, use_app};
use crate::ui::model::mapping::Draft;
use clientele_messages::PreviewDetail;
use leptos::prelude::*;
use std::time::Duration;

const TITLE: &str = "question-title";
/// Id of the button that analyses the files.
pub(super) const ANALYSE: &str = "mapping-analyse";

/// A question that is answered: file, position, question, answer.
type Answered = (usize, usize, String, String);

#[component]
pub(super) fn Questions() -> impl IntoView {
    let app = use_app();
    let counts = Memo::new(move |_| read(app, |draft| (draft.questions().count(), draft.open_questions().count())));
    let current = Memo::new(move |_| read(app, |draft| draft.open_questions().next()));
    let title = live_text(move || match counts.get() {
        (_, 0) => "All questions are answered".to_owned(),
        (1, _) => "One question before the analysis".to_owned(),
        (all, open) => format!("Question {} of {all}", all - open + 1),
    });
    let title = el("h2").attr("id", TITLE).attr("tabindex", "-1").with(title);
    let asked = live(move || current.get().map_or_else(|| ().into_any(), |(file, question)| question_view(app, file, question)));
    let all = live(move || match counts.get().1 {
        0 | 1 => ().into_any(),
        open => {
            let text = if open == 2 { "Answer both as proposed".to_owned() } else { format!("Answer all {open} as proposed") };
            let button = el_of("button", "button button-quiet").attr("type", "button").attr("data-testid", "question-all");
            let accept = move |_| {
                edit(app, Draft::accept_proposals);
                focus_next(app);
            };
            el("p").el(button.on("click", accept).text(text)).done()
        }
    });
    let answered = Memo::new(move |_| read(app, answered));
    let answered = live(move || {
        let answered = answered.get();
        if answered.is_empty() { ().into_any() } else { answered_view(app, answered).done() }
    });
    let panel = el_of("section", "panel stack mapping-questions").attr("data-testid", "mapping-questions");
    let panel = panel.attr("aria-labelledby", TITLE);
    let panel = panel.live_attr("data-open", move || Some(counts.get().1.to_string()));
    let panel = panel.live_attr("hidden", move || (counts.get().0 == 0).then(String::new));
    panel.el(el_of("header", "panel-head").el(title)).with(asked).with(all).with(answered).done()
}

/// The keyboard goes on with the next question, or with the analysis.
fn focus_next(app: AppContext) {
    let is_done = untrack(|| read(app, |draft| draft.open_questions().next().is_none()));
    let id = if is_done { ANALYSE } else { TITLE };
    set_timeout(move || browser::focus(id), Duration::ZERO);
}

fn question_view(app: AppContext, file: usize, question: usize) -> AnyView {
    let (text, labels, of_file) = untrack(|| {
        read(app, |draft| {
            let asked = draft.question(file, question);
            let labels: Vec<String> = asked.into_iter().flat_map(|q| &q.answers).map(|answer| answer.label.clone()).collect();
            let name = draft.files.get(file).filter(|_| draft.files.len() > 1).map(|file| file.name.clone());
            (asked.map(|asked| asked.text.clone()).unwrap_or_default(), labels, name)
        })
    });
    let has_choice = labels.len() > 1;
    let answers = labels.into_iter().enumerate().map(|(ix, label)| answer_view(app, file, question, ix, label, has_choice));
    let note = match has_choice {
        true => {
            "The first answer is what the file speaks for most. Under each answer stand the first rows as they would be read."
        }
        false => "Confirm it, or set the column in the table below.",
    };
    let of_file = of_file.map_or_else(|| ().into_any(), |name| el_of("p", "muted").text(name).done());
    let answers = el_of("div", "answers").els(answers);
    el_of("div", "stack")
        .with(of_file)
        .el(el_of("p", "question-text").attr("data-testid", "question").text(text))
        .el(answers)
        .el(el_of("p", "hint").text(note))
        .done()
}

fn answer_view(app: AppContext, file: usize, question: usize, ix: usize, label: String, has_choice: bool) -> El {
    let give = move |_| {
        edit(app, |draft| draft.answer(file, question, ix));
        focus_next(app);
    };
    let class = if ix == 0 { "button button-primary" } else { "button" };
    let button =
        el_of("button", class).attr("type", "button").attr("data-testid", format!("answer-{ix}")).on("click", give).text(label);
    let head = el_of("div", "answer-head").el(button);
    let head = if ix == 0 && has_choice { head.el(el_of("span", "tag").text("proposed")) } else { head };
    let answer = el_of("div", "answer").attr("data-testid", format!("answer-box-{ix}")).el(head);
    if !has_choice {
        return answer;
    }
    let chosen = Memo::new(move |_| read(app, |draft| chosen_in(&draft.with_answer(file, question, ix))));
    let previewed = preview_of(chosen, PreviewDetail::Answer(ix as u32 + 1));
    let shown = live(move || match chosen.with(Option::is_some) {
        true => previewed.view(4),
        false => el_of("p", "muted").text("The files cannot be used so: who bought, or when, would be missing.").done(),
    });
    answer.el(el_of("div", "stack blocks answer-rows").with(shown))
}

fn answered(draft: &Draft) -> Vec<Answered> {
    let done = draft.questions().filter(|&(file, question)| draft.is_answered(file, question));
    done.map(|(file, question)| {
        let text = draft.question(file, question).map(|asked| asked.text.clone()).unwrap_or_default();
        let answer = draft.answer_given(file, question).unwrap_or("as set in the table").to_owned();
        (file, question, text, answer)
    })
    .collect()
}

fn answered_view(app: AppContext, answered: Vec<Answered>) -> El {
    let items = answered.into_iter().map(|(file, question, text, answer)| {
        let again = move |_| {
            edit(app, |draft| draft.ask_again(file, question));
            focus_next(app);
        };
        let button =
            el_of("button", "link-button").attr("type", "button").attr("data-testid", format!("ask-again-{file}-{question}"));
        let button = button.attr("aria-label", format!("Change the answer to: {text}")).on("click", again).text("Change");
        let mark = el_of("span", "needed-mark").with(view! { <Icon name=IconName::Check/> }.into_any());
        let said = el("div").el(el_of("p", "muted").text(text)).el(el("p").el(el("strong").text(answer)).text(" ").el(button));
        el_of("li", "answered").el(mark).el(said)
    });
    el_of("ul", "answered-list").attr("data-testid", "answered").els(items)
}
