//! What an analysis would make of the files with the columns as they are chosen: read by the worker, and read again with each change.

use super::draft::read;
use crate::ui::actions;
use crate::ui::components::{Icon, IconName, Skeleton, blocks_view, el, el_of, live, live_text};
use crate::ui::context::{AppContext, use_app};
use crate::ui::model::mapping::{Draft, Obstacle};
use crate::ui::model::route::DataKey;
use clientele_ingest::{ColumnMapping, RepairStep};
use clientele_messages::{Block, PreviewDetail, Tone};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Lines of each file that are read first: a moment.
const QUICK_LINES: u32 = 2_000;
/// Lines that are read then, at most: about a second.
const MOST_LINES: u32 = 200_000;

/// Blocks that the worker has made of the files.
#[derive(Clone, Copy)]
pub(super) struct Previewed {
    /// The blocks; they stay while others are on their way.
    pub(super) blocks: RwSignal<Vec<Block>>,
    /// Whether others are.
    pub(super) is_waiting: RwSignal<bool>,
}

impl Previewed {
    /// They, or grey lines until they are there.
    pub(super) fn view(self, lines: usize) -> AnyView {
        live(move || {
            let nothing_yet = self.blocks.with(Vec::is_empty) && self.is_waiting.get();
            if nothing_yet { view! { <Skeleton lines/> }.into_any() } else { blocks_view(self.blocks.into()) }
        })
    }
}

/// What the worker is told of a draft: its columns, and the steps that answers switch.
#[derive(Clone, PartialEq)]
pub(super) struct Chosen {
    mappings: Vec<ColumnMapping>,
    steps: Vec<(RepairStep, bool)>,
}

/// What is chosen in a draft; `None` where files so read cannot be used.
pub(super) fn chosen_in(draft: &Draft) -> Option<Chosen> {
    let is_usable = !matches!(draft.obstacle(), Some(Obstacle::NoSales | Obstacle::Lacks { .. }));
    is_usable.then(|| Chosen { mappings: draft.mappings(), steps: draft.steps() })
}

/// What the worker makes of the files so read; nothing where nothing is chosen.
pub(super) fn preview_of(chosen: Memo<Option<Chosen>>, detail: PreviewDetail) -> Previewed {
    let app = use_app();
    let previewed = Previewed { blocks: RwSignal::new(Vec::new()), is_waiting: RwSignal::new(true) };
    let ticket = StoredValue::new(0_u32);
    Effect::new(move |_| {
        // How files are put right changes it, too.
        app.repairs.track();
        ticket.update_value(|ticket| *ticket = ticket.wrapping_add(1));
        let mine = ticket.get_value();
        let Some(chosen) = chosen.get() else {
            previewed.blocks.set(Vec::new());
            return previewed.is_waiting.set(false);
        };
        previewed.is_waiting.set(true);
        spawn_local(async move {
            let rounds: &[u32] = if detail == PreviewDetail::Whole { &[QUICK_LINES, MOST_LINES] } else { &[QUICK_LINES] };
            for most_lines in rounds {
                let answer = actions::preview(app, &chosen.mappings, &chosen.steps, *most_lines, detail).await;
                // Another choice may have been made, or the page been left.
                if ticket.try_get_value() != Some(mine) {
                    return;
                }
                let (blocks, is_whole) = answer.map_or_else(
                    |error| {
                        let lines = vec![error.suggestion.into()];
                        let testid = "preview-error".to_owned();
                        (vec![Block::Notice { tone: Tone::Warning, testid, title: error.message, lines }], true)
                    },
                    |view| (view.blocks, view.is_whole),
                );
                previewed.blocks.set(blocks);
                if is_whole {
                    break;
                }
            }
            previewed.is_waiting.set(false);
        });
    });
    previewed
}

/// What will happen: for the current choice.
#[component]
pub(super) fn WillHappen() -> impl IntoView {
    let app = use_app();
    let chosen = Memo::new(move |_| read(app, chosen_in));
    let previewed = preview_of(chosen, PreviewDetail::Whole);
    let content = live(move || match chosen.with(Option::is_some) {
        true => previewed.view(8),
        false => el_of("p", "muted").text("Shown as soon as the files say who bought and when.").done(),
    });
    let content = el_of("div", "stack blocks").with(content);
    let content = content.live_attr("aria-busy", move || Some(previewed.is_waiting.get().to_string()));
    let head = el_of("header", "panel-head").el(el("h2").text("What will happen"));
    let note = live_text(move || match previewed.is_waiting.get() {
        true => "Reading the files …".to_owned(),
        false => "With the columns as they are chosen now. It follows each change.".to_owned(),
    });
    let head = head.el(el_of("p", "panel-note").with(note));
    let panel = el_of("section", "panel stack mapping-preview").attr("data-testid", "mapping-preview");
    let panel =
        panel.live_attr("data-state", move || Some(if previewed.is_waiting.get() { "waiting" } else { "ready" }.to_owned()));
    panel.el(head).with(recipe_note(app)).el(content).done()
}

/// That settings of the user's own are used, and how to go without.
fn recipe_note(app: AppContext) -> AnyView {
    live(move || {
        let differences = app.repairs.with(|book| book.of(&DataKey::Files).now().differences());
        if differences.is_empty() {
            return ().into_any();
        }
        let text = format!("Your settings for reading files are used: {}.", differences.join("; "));
        let forget = el_of("button", "button button-small").attr("type", "button").attr("data-testid", "mapping-forget-recipe");
        let forget = forget.on("click", move |_| actions::forget_kept(app)).text("Forget them");
        let body = el_of("div", "notice-body").el(el("p").text(text)).el(el_of("div", "notice-actions").el(forget));
        let icon = view! { <Icon name=IconName::Info/> }.into_any();
        el_of("div", "notice notice-info").attr("data-testid", "mapping-recipe").with(icon).el(body).done()
    })
}
