//! How the files were read and put right, and where each row and each cent went.

mod loaded;
mod reading;
mod repairs;
mod rows;

use crate::ui::components::{ErrorBox, ExportButton, NeedsResult, PageFrame, RowsShown, RunAgain, Skeleton, blocks_view};
use crate::ui::queries::{content_of, load};
use clientele_core::files::ExportKind;
use clientele_core::run::Stage;
use clientele_messages::{Block, Query, RepairsView};
use leptos::prelude::*;
use loaded::Loaded;
use repairs::RepairsPanel;
use rows::RowsDialog;
use std::sync::Arc;

#[component]
pub(crate) fn DataPage() -> impl IntoView {
    view! {
        <PageFrame
            page="data"
            title="Data"
            lead="What was read from your files, what was set aside, and why. Nothing is dropped silently."
            actions=|| view! { <ExportButton kind=ExportKind::Validation label="Validation report"/> }
        >
            <NeedsResult stage=Stage::Validate>
                <Content/>
            </NeedsResult>
        </PageFrame>
    }
}

#[component]
fn Content() -> impl IntoView {
    let loaded = load(|| Some(Query::Repairs), content_of!(Repairs));
    let data = Memo::new(move |before: Option<&Option<Arc<RepairsView>>>| match loaded.get() {
        Some(Ok(view)) => Some(Arc::new(*view)),
        _ => before.cloned().flatten(),
    });
    let error = Memo::new(move |_| loaded.with(|loaded| loaded?.err().cloned()));
    let waits = Memo::new(move |_| loaded.with(|loaded| loaded.is_none()));
    let part = |name: &str| blocks_view(Signal::stored(vec![Block::Page(name.to_owned())]));
    let shown = RwSignal::new(None::<RowsShown>);
    provide_context(shown);
    view! {
        {move || waits.get().then(|| view! { <div class="panel"><Skeleton lines=6/></div> })}
        {move || error.get().map(|error| view! { <ErrorBox error><RunAgain/></ErrorBox> })}
        <div class="stack blocks">{part("data-accounts")}</div>
        {move || (!waits.get()).then(|| view! { <RepairsPanel data=Loaded(data)/> })}
        <div class="stack blocks">{part("data-files")}</div>
        <RowsDialog shown/>
    }
}
