//! The first screen: what this is, and three ways to begin. It loads only what it shows.

use crate::ui::components::{FILE_INPUT, Icon, IconName};
use crate::ui::context::use_app;
use crate::ui::model::route::{DataKey, Page};
use crate::ui::{actions, browser};
use clientele_messages::DemoSize;
use leptos::prelude::*;

#[component]
pub(crate) fn StartPage() -> impl IntoView {
    let app = use_app();
    // What was kept could not be opened.
    let files_gone = move || app.kept.with(|kept| kept.problem.clone()).filter(|_| app.run.with(|run| run.data.is_none()));
    let kept_files = move || {
        let is_idle = app.run.with(|run| run.data.is_none());
        app.kept.with(|kept| (is_idle && !kept.id.is_empty() && kept.problem.is_none()).then(|| kept.files.join(", ")))
    };
    let erased = actions::take_erased();
    view! {
        <section class="page page-start" data-testid="page-start" aria-labelledby="page-title">
            <div class="hero">
                <h1 id="page-title" tabindex="-1">"See who your customers are, and what to offer each of them next."</h1>
                <p class="hero-lead">"Drop in your shop's sales file. Everything is worked out here, in this browser tab."</p>
            </div>
            {erased.map(|what| view! {
                <p class="notice notice-info" role="status" data-testid="erased"><Icon name=IconName::Check/>{format!("Erased from this browser: {what}.")}</p>
            })}
            {move || files_gone().map(|error| view! {
                <div class="notice notice-info" role="status" data-testid="files-gone" data-code=error.code>
                    <Icon name=IconName::Info/>
                    <div class="notice-body">
                        <p class="notice-title">"Please drop your files again"</p>
                        <p>{error.message}". "{error.suggestion}</p>
                    </div>
                </div>
            })}
            {move || kept_files().map(|names| view! {
                <a class="notice notice-link" href="#/overview?source=files" data-testid="kept-open">
                    <Icon name=IconName::Again/>
                    <span class="notice-body">"Go on with "{names}" · "{move || actions::kept_note(app)}</span>
                    <Icon name=IconName::Next/>
                </a>
            })}
            {move || app.standing(|_| ()).map(|()| view! {
                <a class="notice notice-link" href=move || app.href(|route| route.to_page(Page::Overview))>
                    <Icon name=IconName::Pulse/>
                    <span class="notice-body">"Back to the data that are open"</span>
                    <Icon name=IconName::Next/>
                </a>
            })}
            {move || app.asked.with(|asked| asked.as_ref().is_some_and(|asked| !asked.is_reopened)).then(|| view! {
                <a class="notice notice-link" href=move || app.href(|route| route.to_page(Page::Mapping)) data-testid="mapping-waiting">
                    <Icon name=IconName::Table/>
                    <span class="notice-body">"Go on with your file: say what its columns mean"</span>
                    <Icon name=IconName::Next/>
                </a>
            })}
            <KeptRecipe/>
            <div class="ways">
                <DropZone/>
                <div class="way-cards">
                    <DemoCard/>
                    <SampleCard/>
                </div>
            </div>
            <div class="facts">
                <WhatWorks/>
                <Privacy/>
            </div>
        </section>
    }
}

#[component]
fn DropZone() -> impl IntoView {
    let app = use_app();
    let pasting = RwSignal::new(false);
    let formats = [".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".parquet", ".gz", ".zip"]
        .map(|ending| view! { <span class="chip">{ending}</span> });
    view! {
        <div class="drop-zone" class:is-on=move || app.dragging.get() data-testid="drop-zone">
            <span class="drop-mark"><Icon name=IconName::Upload/></span>
            <h2>{move || app.looking.get().unwrap_or_else(|| "Drop your sales files here".to_owned())}</h2>
            <p class="muted">"Anywhere on this page works. Several files at once are fine."</p>
            <div class="drop-actions">
                <button class="button button-primary button-large" type="button" on:click=|_| browser::click(FILE_INPUT)>"Choose files"</button>
                <button class="button button-large" type="button" data-testid="paste-table" on:click=move |_| pasting.set(true)>"Paste a table"</button>
            </div>
            <p class="formats">{formats.into_iter().collect_view()}</p>
        </div>
        <PasteDialog open=pasting/>
    }
}

/// Where a table can be pasted as text, from a spreadsheet or a web page.
#[component]
fn PasteDialog(open: RwSignal<bool>) -> impl IntoView {
    let app = use_app();
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let text = RwSignal::new(String::new());
    let is_empty = move || text.with(|text| text.trim().is_empty());
    Effect::new(move |_| {
        if let (true, Some(dialog)) = (open.get(), dialog.get()) {
            browser::open_dialog(&dialog);
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let take = move |_| {
        let pasted = text.get_untracked();
        close();
        text.set(String::new());
        actions::take_text(app, &pasted);
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="paste-title" data-testid="paste-dialog" on:close=move |_| open.set(false)>
            <div class="dialog-box">
                <header class="dialog-head">
                    <div>
                        <h2 id="paste-title">"Paste a table"</h2>
                        <p class="panel-note" id="paste-note">
                            "Copy the rows in your spreadsheet, with their headings, and paste them here. On this page Ctrl+V works too."
                        </p>
                    </div>
                    <button class="button button-quiet button-icon" type="button" aria-label="Close" on:click=move |_| close()><Icon name=IconName::Close/></button>
                </header>
                <textarea
                    class="paste-text"
                    rows="10"
                    spellcheck="false"
                    autocomplete="off"
                    aria-label="Table as text"
                    aria-describedby="paste-note"
                    data-testid="paste-text"
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                ></textarea>
                <footer class="dialog-foot">
                    <span></span>
                    <div class="page-actions">
                        <button class="button button-quiet" type="button" on:click=move |_| close()>"Cancel"</button>
                        <button class="button button-primary" type="button" data-testid="paste-read" disabled=is_empty on:click=take>"Read this table"</button>
                    </div>
                </footer>
            </div>
        </dialog>
    }
}

/// Settings of an earlier visit that the next files are read with.
#[component]
fn KeptRecipe() -> impl IntoView {
    let app = use_app();
    let differences = Memo::new(move |_| app.repairs.with(|book| book.of(&DataKey::Files).now().differences()));
    move || {
        let differences = differences.get();
        (!differences.is_empty()).then(|| view! {
            <div class="in-force" data-testid="recipe-kept">
                <div>
                    <p><strong>"Your settings from before"</strong>" are used for your next files, too:"</p>
                    <ul class="in-force-list">{differences.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
                </div>
                <button class="button button-quiet button-small" type="button" data-testid="recipe-forget" on:click=move |_| actions::forget_kept(app)>"Forget"</button>
            </div>
        })
    }
}

#[component]
fn DemoCard() -> impl IntoView {
    let app = use_app();
    // Kept as typed: an empty box while typing is no reason to change the number.
    let size = RwSignal::new(match app.route.with_untracked(|route| route.data.clone()) {
        Some(DataKey::Demo(size)) => size,
        _ => DemoSize::default(),
    });
    let number =
        move |id: &'static str, label: &'static str, max: u64, get: fn(&DemoSize) -> u64, set: fn(&mut DemoSize, u64)| {
            view! {
                <label class="field" for=format!("demo-{id}")>
                    <span>{label}</span>
                    <input
                        id=format!("demo-{id}")
                        data-testid=format!("demo-{id}")
                        type="number"
                        inputmode="numeric"
                        min=least_of(id).to_string()
                        max=max.to_string()
                        prop:value=move || size.with(get).to_string()
                        on:change=move |event| {
                            if let Ok(value) = event_target_value(&event).trim().parse::<u64>() {
                                size.update(|s| set(s, value.clamp(least_of(id), max)));
                            } else {
                                // Back to the last good number.
                                size.update(|_| ());
                            }
                        }
                    />
                </label>
            }
        };
    view! {
        <div class="way">
            <h2>"Try the demo"</h2>
            <p class="muted">"A made-up shop with five categories, and regular, seasonal and one-time buyers."</p>
            <button
                class="button button-wide"
                type="button"
                data-testid="try-demo"
                on:click=move |_| actions::start(app, DataKey::Demo(size.get_untracked()), Page::Overview)
            >
                <Icon name=IconName::Spark/>"Try the demo"
            </button>
            <details class="disclosure">
                <summary>"Demo settings"</summary>
                <div class="fields">
                    {number("customers", "Customers", 1_000_000, |s| u64::from(s.customers), |s, v| s.customers = v as u32)}
                    {number("products", "Products", 100_000, |s| u64::from(s.products), |s, v| s.products = v as u32)}
                    {number("transactions", "Transactions", 10_000_000, |s| u64::from(s.transactions), |s, v| s.transactions = v as u32)}
                    {number("seed", "Seed", u64::MAX, |s| s.seed, |s, v| s.seed = v)}
                    {number("dirty", "Faulty rows, %", 50, |s| u64::from(s.dirty_permille / 10), |s, v| s.dirty_permille = v as u16 * 10)}
                </div>
                <p class="hint">"The same settings give the same shop and the same results, to the last digit. Faulty rows make the data look like real files: the Data page shows how they are found and repaired."</p>
                <button class="button button-quiet button-small" type="button" on:click=move |_| size.set(DemoSize::default())>"Default sizes"</button>
            </details>
        </div>
    }
}

/// The smallest number that a demo setting takes.
fn least_of(id: &str) -> u64 {
    u64::from(!matches!(id, "seed" | "dirty"))
}

#[component]
fn SampleCard() -> impl IntoView {
    let app = use_app();
    view! {
        <div class="way">
            <h2>"Try real sample data"</h2>
            <p class="muted">"Real orders of a UK gift shop, with the returns and gaps that real files have."</p>
            <button
                class="button button-wide"
                type="button"
                data-testid="try-sample"
                on:click=move |_| actions::start(app, DataKey::Sample, Page::Overview)
            >
                <Icon name=IconName::Gift/>"Try real sample data"
            </button>
            <p class="hint">"A part of UCI Online Retail (D. Chen, 2015), CC BY 4.0."</p>
        </div>
    }
}

#[component]
fn WhatWorks() -> impl IntoView {
    view! {
        <section class="panel">
            <header class="panel-head"><h2>"What files work"</h2></header>
            <dl class="works">
                <div>
                    <dt>"Any file of sales"</dt>
                    <dd>"One row for each thing sold: customer, date, product, quantity, price. Names and order of the columns do not matter. Where they are not clear, you are shown the first rows and asked."</dd>
                </div>
                <div>
                    <dt>"Exports, as they come"</dt>
                    <dd>"Shopify, WooCommerce, Etsy, Amazon, Square, Stripe and BigCommerce. Olist, Instacart and UCI Online Retail too. Orders, customers and products in files of their own are joined: drop them together."</dd>
                </div>
                <div>
                    <dt>"The plain schema"</dt>
                    <dd><code>"customers.csv"</code>", "<code>"products.csv"</code>" and "<code>"transactions.csv"</code>", dropped together."</dd>
                </div>
                <div>
                    <dt>"Excel, archives, pasted tables"</dt>
                    <dd>"Workbooks (.xlsx, .xls, .ods) and Parquet files are read as they are; .zip and .gz are unpacked here. Or copy rows in a spreadsheet and press Ctrl+V on this page."</dd>
                </div>
            </dl>
            <p class="hint">"Rows that cannot be used are never dropped silently: each is counted, with its reason and its money, and can be looked at."</p>
        </section>
    }
}

#[component]
fn Privacy() -> impl IntoView {
    view! {
        <section class="panel">
            <header class="panel-head"><h2>"Your data never leave this browser"</h2></header>
            <p>"There is no server that could take them: this page is a program that runs on your own computer. You can see that for yourself:"</p>
            <ul class="ticks">
                <li><Icon name=IconName::Check/><span>"Its security policy forbids it to contact any other address; your browser enforces that."</span></li>
                <li><Icon name=IconName::Check/><span>"Run the demo once, then switch off your network. Your own files work just the same."</span></li>
                <li><Icon name=IconName::Check/><span>"Or open your browser's developer tools at Network: opening a file sends nothing."</span></li>
            </ul>
        </section>
    }
}
