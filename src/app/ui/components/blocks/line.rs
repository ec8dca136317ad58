//! Text with figures, days and links in it.

use crate::platform::locale;
use crate::ui::components::el::{el, el_of};
use crate::ui::context::{AppContext, use_app};
use crate::ui::{actions, format};
use clientele_ingest::RowSet;
use clientele_messages::{Line, Link, Span};
use leptos::prelude::*;

/// Rows of the files to show: the page that can show them has a signal of this in its context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowsShown {
    /// Which ones.
    pub(crate) set: RowSet,
    /// What they are.
    pub(crate) title: String,
    /// Why they are what they are.
    pub(crate) explanation: String,
}

/// A line as text with links in it.
pub(crate) fn line_view(line: Line) -> AnyView {
    let app = use_app();
    line.0.into_iter().map(|span| span_view(app, span)).collect::<Vec<_>>().into_any()
}

/// What a span says, as text.
pub(crate) fn span_text(span: Span, currency: &str) -> String {
    match span {
        Span::Text(text) | Span::Strong(text) | Span::Mark(text) => text,
        Span::Figure(value) => format::figure(value, currency),
        Span::Amount(amount, currency) => locale::money(amount, &currency),
        Span::Rounded(value) => format::headline(value, currency),
        Span::Decimal(number, decimals) => locale::number(number, usize::from(decimals)),
        Span::Change(change) => format::change(change),
        Span::Day(day) => locale::day(day),
        Span::Link { text, .. } => text.0.into_iter().map(|span| span_text(span, currency)).collect(),
    }
}

fn span_view(app: AppContext, span: Span) -> AnyView {
    match span {
        Span::Strong(text) => el("strong").text(text).done(),
        Span::Mark(text) => el("mark").text(text).done(),
        Span::Link { text, to, testid } => {
            let view = match to {
                // It changes what this page shows and leads nowhere: a button.
                Link::Set(pairs) => el_of("button", "link-button")
                    .attr("type", "button")
                    .on("click", move |_| actions::set_arguments(app, pairs.clone())),
                Link::Rows { set, title, explanation } => {
                    let rows = use_context::<RwSignal<Option<RowsShown>>>();
                    let show = move |_| {
                        if let Some(rows) = rows {
                            rows.set(Some(RowsShown { set, title: title.clone(), explanation: explanation.clone() }));
                        }
                    };
                    el_of("button", "cell-button").attr("type", "button").attr("aria-haspopup", "dialog").on("click", show)
                }
                to => el("a").live_attr("href", move || Some(app.href(|route| route.to_link(&to)))),
            };
            view.attr("data-testid", testid).with(line_view(*text)).done()
        }
        span => span_text(span, &app.currency.get_untracked()).into_any(),
    }
}
