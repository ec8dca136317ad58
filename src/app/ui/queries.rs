//! Reading the standing result: questions to the worker, answered from memory where they were asked before.

use super::context::{AppContext, use_app};
use super::model::route::Page;
use super::model::state::{Phase, worker_lost_error};
use crate::platform::Client;
use clientele_core::domain::ErrorView;
use clientele_messages::{Answer, Arguments, CustomerFilter, Query};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

/// Rest between two pages that are asked for ahead.
const BETWEEN_PAGES: Duration = Duration::from_millis(50);

/// What is known of an answer: nothing yet, or the answer, or why there is none.
pub(super) type Loaded<T> = Option<Result<T, ErrorView>>;

/// An answer's content on its way. Whatever it is, the signal is of one type: each type more would be much more to load at first.
pub(super) struct Loading<T: 'static> {
    answer: ReadSignal<Loaded<Answer>>,
    content: fn(&Answer) -> Option<&T>,
}

impl<T> Clone for Loading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loading<T> {}

impl<T: Clone> Loading<T> {
    /// What is known; whoever reads it here is told of changes.
    pub(super) fn get(self) -> Loaded<T> {
        self.with(|loaded| loaded.map(|result| result.cloned().map_err(Clone::clone)))
    }

    /// The answer, if there is one.
    pub(super) fn ok(self) -> Option<T> {
        self.with(|loaded| loaded?.ok().cloned())
    }

    /// Works on what is known without copying it.
    pub(super) fn with<R>(self, work: impl FnOnce(Option<Result<&T, &ErrorView>>) -> R) -> R {
        self.answer.with(|answer| {
            work(match answer {
                // What is kept is of the kind that was asked for.
                Some(Ok(answer)) => (self.content)(answer).map(Ok),
                Some(Err(error)) => Some(Err(error)),
                None => None,
            })
        })
    }
}

/// Asks `query` now, whenever it changes, and for each new result; `None` asks nothing yet. `content` finds the answer's content.
/// The earlier answer stays until the new one is there.
pub(super) fn load<T: 'static>(query: impl Fn() -> Option<Query> + 'static, content: fn(&Answer) -> Option<&T>) -> Loading<T> {
    let (answer, set_answer) = signal(None);
    let take = move |answer: Result<Answer, ErrorView>| {
        let answer = answer.and_then(|answer| if content(&answer).is_some() { Ok(answer) } else { Err(other_answer()) });
        // The view may be gone.
        set_answer.try_set(Some(answer));
    };
    follow(Box::new(query), Rc::new(take));
    Loading { answer, content }
}

/// The work of [`load`], once for all kinds of answers: what is compiled for each of them is most of what a first visit loads.
fn follow(query: Box<dyn Fn() -> Option<Query>>, take: Rc<dyn Fn(Result<Answer, ErrorView>)>) {
    let app = use_app();
    let ticket = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let version = app.version.get();
        let Some(query) = query().filter(|query| version > 0 || is_of_settings(query)) else { return };
        ticket.update_value(|t| *t = t.wrapping_add(1));
        let mine = ticket.get_value();
        let take = take.clone();
        spawn_local(async move {
            let answer = ask(app, query).await;
            // Something else may have been asked since.
            if ticket.try_get_value() == Some(mine) {
                take(answer);
            }
        });
    });
}

/// One question, answered from memory where it was asked before about the same result.
///
/// # Errors
/// What the worker says, or that it was lost.
pub(super) async fn ask(app: AppContext, query: Query) -> Result<Answer, ErrorView> {
    if let Some(answer) = app.answers.with_value(|answers| answers.get(&query).cloned()) {
        return Ok(answer);
    }
    if !is_of_settings(&query) && app.run.with_untracked(|run| run.standing.as_ref().is_some_and(|s| !s.in_worker)) {
        return Err(worker_lost_error(""));
    }
    let version = app.version.get_untracked();
    let answer = app.client.get_value().ask(query.clone()).await?;
    if is_kept(&query) && app.version.get_untracked() == version {
        app.answers.update_value(|answers| {
            answers.insert(query, answer.clone());
        });
    }
    Ok(answer)
}

/// Asks for the pages about customers that nobody has opened yet, one after the other, whenever nothing else is asked: they open at once
/// then. Ends with the result that they are about.
pub(super) fn ask_ahead(app: AppContext) {
    let pages = Page::NAV.into_iter().filter(Page::is_about_customers);
    let queries = pages.map(|page| Query::Page {
        name: page.name().to_owned(),
        arguments: Arguments::new(),
        filter: CustomerFilter::default(),
    });
    ask_next(app, app.version.get_untracked(), queries.collect());
}

/// Asks the first of `queries` when there is time, and later the others.
fn ask_next(app: AppContext, version: u32, mut queries: VecDeque<Query>) {
    let ask_one = move || {
        if app.version.get_untracked() != version || app.run.with_untracked(|run| run.phase != Phase::Ready) {
            return;
        }
        if app.client.with_value(Client::is_asked) {
            return ask_next(app, version, queries);
        }
        let Some(query) = queries.pop_front() else { return };
        spawn_local(async move {
            // Whoever opens the page is told what is wrong.
            let _ = ask(app, query).await;
            ask_next(app, version, queries);
        });
    };
    set_timeout(ask_one, BETWEEN_PAGES);
}

/// What can be asked without a result, and changes with what is kept.
fn is_of_settings(query: &Query) -> bool {
    matches!(query, Query::Page { name, .. } if name == "settings" || name == "help")
}

/// Rows and files are many and large; pages and charts are few.
fn is_kept(query: &Query) -> bool {
    // A page whose state changes while somebody slides is asked for each time.
    let is_passing = matches!(query, Query::Page { arguments, .. } if !arguments.is_empty());
    !is_passing
        && !is_of_settings(query)
        && !matches!(
            query,
            Query::Rows { .. }
                | Query::Customers { .. }
                | Query::CustomersFile { .. }
                | Query::Export(_)
                | Query::Act { .. }
                | Query::Audience { .. }
                | Query::Report(_)
                | Query::MovementFile { .. }
                | Query::RulesFile { .. }
                | Query::Project
                | Query::SettingsFile
                | Query::Log
        )
}

/// The engine has sent something else than was asked for.
pub(super) fn other_answer() -> ErrorView {
    ErrorView {
        code: "other-answer".to_owned(),
        message: "The engine sent an unexpected answer.".to_owned(),
        place: None,
        suggestion: "Reload the page and try again.".to_owned(),
    }
}

/// Takes the content of one kind of answer: `content_of!(Overview)` for [`load`].
macro_rules! content_of {
    ($kind:ident) => {
        |answer: &clientele_messages::Answer| match answer {
            clientele_messages::Answer::$kind(content) => Some(content),
            _ => None,
        }
    };
}
pub(super) use content_of;
