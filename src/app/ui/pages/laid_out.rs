//! Pages that the worker lays out.

use crate::ui::components::{
    ErrorBox, Icon, IconName, NeedsResult, PageFrame, RunAgain, Skeleton, blocks_view, button_view, el_of, live,
};
use crate::ui::context::use_app;
use crate::ui::model::route::{Page, Route};
use crate::ui::model::words;
use crate::ui::queries::{content_of, load};
use clientele_core::run::Stage;
use clientele_messages::{Block, PageView, Query};
use leptos::prelude::*;

/// The page of that name; `stage`: the one whose work it shows.
pub(crate) fn laid_out(page: Page, stage: Stage) -> AnyView {
    let app = use_app();
    let (name, label) = (page.name(), words::page_label(&page));
    let here = page.clone();
    let loaded = load(
        move || {
            let (mut arguments, filter) = app.route.with(|route| (route.arguments.clone(), route.filter.clone()));
            if let Page::Customer(id) = &here {
                arguments.push(("id".to_owned(), id.clone()));
            }
            // Another page's address is there a moment before this page is gone.
            let is_here = app.route.with(|route| route.page == here);
            if matches!(here, Page::Settings | Page::Help) {
                app.kept.track();
            }
            is_here.then(|| Query::Page { name: name.to_owned(), arguments, filter })
        },
        content_of!(Page),
    );
    let part = move |read: fn(&PageView) -> String| loaded.with(|loaded| loaded?.ok().map(|view| read(view)));
    let title = Signal::derive(move || part(|view| view.title.clone()).unwrap_or_else(|| label.to_owned()));
    // Worked out once, not for each block that reads it.
    let blocks = Memo::new(move |_| loaded.with(|loaded| loaded?.ok().map(|view| view.blocks.clone())).unwrap_or_default());
    let actions = move || {
        live(move || {
            let actions = loaded.with(|loaded| loaded?.ok().map(|view| view.actions.clone())).unwrap_or_default();
            actions.into_iter().map(button_view).collect::<Vec<_>>().into_any()
        })
    };
    // Only whether there is one: the blocks themselves change inside.
    let waits = Memo::new(move |_| loaded.with(|loaded| loaded.is_none()));
    let refused = Memo::new(move |_| loaded.with(|loaded| loaded?.err().cloned()));
    let lead = Signal::derive(move || part(|view| view.lead.clone()).unwrap_or_default());
    // Also where a setting has left nothing to show.
    let is_set_here = matches!(page, Page::Segments | Page::Clusters);
    let own = if is_set_here { vec![Block::Page("own-settings".to_owned())] } else { Vec::new() };
    let back = matches!(page, Page::Customer(_)).then(|| {
        let to = move || Some(app.href(Route::to_table));
        let icon = view! { <Icon name=IconName::Previous/> }.into_any();
        el_of("a", "back-link")
            .attr("data-testid", "back-to-table")
            .live_attr("href", to)
            .with(icon)
            .text("Back to the table")
            .done()
    });
    view! {
        {back}
        <PageFrame page=name title=title lead=lead actions=actions>
            <div class="stack own-settings">{blocks_view(Signal::stored(own))}</div>
            <NeedsResult stage>
                {move || refused.get().map(|error| view! { <ErrorBox error><RunAgain/></ErrorBox> })}
                {move || waits.get().then(|| view! { <div class="panel"><Skeleton lines=6/></div> })}
                <div class="stack blocks">{blocks_view(blocks.into())}</div>
            </NeedsResult>
        </PageFrame>
    }
    .into_any()
}
