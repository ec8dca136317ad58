//! Going to an address, changing what of a page is shown, and the tour of the first visit.

use crate::ui::browser;
use crate::ui::context::AppContext;
use crate::ui::model::route::Route;
use clientele_messages::{Arguments, Link};
use leptos::prelude::*;

/// Of all visits: how far the tour has come.
const TOUR_KEY: &str = "clientele.tour";

/// How an address is entered into the history.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Back leads to where one was.
    New,
    /// It takes the place of the address that was.
    Same,
}

/// Goes to an address.
pub(crate) fn go(app: AppContext, route: Route, step: Step) {
    if app.route.with_untracked(|now| *now == route) {
        return;
    }
    let hash = route.format();
    match step {
        Step::New => browser::push_hash(&hash),
        Step::Same => browser::replace_hash(&hash),
    }
    app.route.set(route);
}

/// Goes where a link of a page leads.
pub(crate) fn follow(app: AppContext, link: Link) {
    let (route, filter) = app.route.with_untracked(|route| (route.to_link(&link), route.filter.clone()));
    // Back undoes a filter; it does not go through every letter that was typed.
    let step = if matches!(link, Link::Set(_)) && route.filter == filter { Step::Same } else { Step::New };
    go(app, route, step);
}

/// Changes what the page shows; empty values are taken away.
pub(crate) fn set_arguments(app: AppContext, pairs: Arguments) {
    follow(app, Link::Set(pairs));
}

/// Which stop of the tour a visit begins with: the first one, unless an earlier visit has gone on or ended it.
pub(crate) fn tour_step() -> u8 {
    browser::stored(TOUR_KEY).map_or(1, |text| text.parse().unwrap_or(0))
}

/// Goes to a stop of the tour; 0 ends it.
pub(crate) fn tour(app: AppContext, step: u8, to: Option<Link>) {
    browser::store(TOUR_KEY, &step.to_string());
    app.tour.set(step);
    if let Some(to) = to {
        follow(app, to);
    }
    // The button that was pressed is gone.
    browser::focus(if step == 0 { "main" } else { "tour" });
}
