//! The page about offers as the worker lays it out: what each part shows, what typed settings do, what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::engine::{Config, Session};
use clientele::messages::{
    Act, Answer, Block, Button, ChartId, ChartWidth, CustomerFilter, Field, Link, PageView, Query, Row, Source, Span, Theme,
    Tone, Work,
};
use clientele::pages::{resolved, work};
use clientele::recommend::{RankingMethod, RecommendParams};
use common::{Quiet, all, arguments, ask, generated};

fn demo(change: impl FnOnce(&mut RecommendParams)) -> Session {
    let mut config = Config::default();
    change(&mut config.recommendations);
    generated(&config, None)
}

fn page(session: &Session, pairs: &[(&str, &str)]) -> PageView {
    common::page(session, "recommendations", pairs, &CustomerFilter::default())
}

fn rows(page: &PageView, testid: &str) -> Vec<Row> {
    let tables = all(&page.blocks).into_iter().filter_map(|block| match block {
        Block::Table(table) if table.row_testid == testid => Some(table.rows.clone()),
        _ => None,
    });
    tables.flatten().collect()
}

fn notice(page: &PageView, id: &str) -> Option<(Tone, String)> {
    all(&page.blocks).into_iter().find_map(|block| match block {
        Block::Notice { tone, testid, title, .. } if testid == id => Some((*tone, title.clone())),
        _ => None,
    })
}

fn button(page: &PageView, id: &str) -> Option<Button> {
    all(&page.blocks).into_iter().find_map(|block| match block {
        Block::Buttons(buttons) => buttons.iter().find(|button| button.testid == id).cloned(),
        _ => None,
    })
}

fn fields(page: &PageView) -> Vec<Field> {
    let fields = all(&page.blocks).into_iter().filter_map(|block| match block {
        Block::Fields(fields) => Some(fields.clone()),
        _ => None,
    });
    fields.flatten().collect()
}

fn text(line: &clientele::messages::Line) -> String {
    let of = |span: &Span| match span {
        Span::Text(text) | Span::Strong(text) => text.clone(),
        Span::Link { text: inner, .. } => text(inner),
        other => format!("{other:?}"),
    };
    line.0.iter().map(of).collect()
}

fn group_text(page: &PageView, id: &str) -> String {
    let found = all(&page.blocks).into_iter().find_map(|block| match block {
        Block::Group(group) if group.testid == id => Some(group.blocks.clone()),
        _ => None,
    });
    let said = found.unwrap_or_else(|| panic!("no group {id}"));
    let lines: Vec<String> = all(&said)
        .into_iter()
        .filter_map(|block| match block {
            Block::Text(line) | Block::Muted(line) => Some(text(line)),
            _ => None,
        })
        .collect();
    lines.join("\n")
}

#[test]
fn every_part_of_the_page_is_there() {
    let session = demo(|_| {});
    let lists = page(&session, &[]);
    let first = rows(&lists, "recommendation-row");
    assert_eq!(first.len(), 25);
    for row in &first {
        assert_eq!(row.cells.len(), 4);
        for cell in &row.cells[1..] {
            // How likely, and how sure; why, and from which parts.
            let under = text(&cell.sub);
            assert!(under.contains("% likely within 30 days · ") && under.contains(" evidence"), "{under}");
            assert!(cell.remark.contains("Score 0.") && cell.remark.contains(" = "), "{}", cell.remark);
        }
    }
    assert_ne!(rows(&page(&session, &[("skip", "25")]), "recommendation-row"), first);
    let one = rows(&page(&session, &[("who", &first[3].key)]), "recommendation-row");
    assert_eq!(one, [first[3].clone()]);
    let segments = rows(&page(&session, &[("by", "segment")]), "offers-segment");
    assert!(segments.len() > 5 && segments.iter().all(|row| row.cells.len() == 6));
    assert!(rows(&page(&session, &[("by", "product")]), "offers-product").len() > 50);
    let rules = page(&session, &[("view", "rules")]);
    assert_eq!((rows(&rules, "rule-done").len(), rows(&rules, "segment-rule").len()), (6, 9));
    let test = page(&session, &[("view", "test")]);
    assert_eq!(rows(&test, "against-row").len(), 5);
    assert_eq!((rows(&test, "method-row").len(), rows(&test, "looks-row").len()), (6, 6));
    assert_ne!(rows(&test, "method-row"), rows(&page(&session, &[("view", "test"), ("k", "3")]), "method-row"));
    let worth = page(&session, &[("view", "worth")]);
    assert!(rows(&worth, "impact-row").len() > 5);
    assert!(group_text(&worth, "assumptions").contains("only an experiment can tell"));
    let other = page(&session, &[("view", "worth"), ("reach", "90")]);
    assert_ne!(rows(&worth, "impact-row"), rows(&other, "impact-row"));
    let wrong = page(&session, &[("view", "worth"), ("low", "40")]);
    assert_eq!(notice(&wrong, "worth-problem").map(|(tone, _)| tone), Some(Tone::Error));
    for chart in [ChartId::Reliability, ChartId::ImpactBySegment] {
        let query = Query::Chart { chart, theme: Theme::Dark, width: ChartWidth::Narrow, filter: CustomerFilter::default() };
        let Answer::Chart(view) = ask(&session, &query) else { panic!("{chart:?}") };
        assert!(view.table.rows.len() > 4 && view.spec_json.starts_with('{') && view.summary.ends_with('.'), "{}", view.summary);
    }
}

#[test]
fn a_moved_weight_changes_the_lists_and_can_be_used() {
    let session = demo(|_| {});
    let settings = page(&session, &[("view", "settings")]);
    assert_eq!(fields(&settings).iter().filter(|f| f.testid.starts_with("offer-")).count(), 16);
    assert!(button(&settings, "offers-apply").unwrap().is_disabled);
    assert!(group_text(&settings, "preview-changed").contains("first 100 customers 0 would get another list"));
    let typed = [("view", "settings"), ("_price_affinity", "100"), ("_n", "4")];
    let moved = page(&session, &typed);
    let (before, after) = (rows(&settings, "recommendation-row"), rows(&moved, "recommendation-row"));
    assert_eq!((before.len(), after.len(), after[0].cells.len()), (25, 25, 5));
    assert!(before.iter().zip(&after).any(|(b, a)| b.cells[1] != a.cells[1]));
    let Some(Button { act: Act::Settings(kept), is_disabled: false, .. }) = button(&moved, "offers-apply") else { panic!() };
    let config = resolved(&Source::Demo, &Config::default(), &kept).0;
    assert_eq!((config.recommendations.weights.price_affinity, config.recommendations.n), (1.0, 4));
    let used = generated(&config, Some(&session));
    // What was shown is what they get, without the mark for what is new.
    let made = rows(&page(&used, &[]), "recommendation-row");
    for (seen, made) in after.iter().zip(&made) {
        for (seen, made) in seen.cells.iter().zip(&made.cells).skip(1) {
            assert_eq!(text(&seen.main).trim_end_matches(" (new)"), text(&made.main));
        }
    }
    let reset = button(&page(&used, &[("view", "settings")]), "offers-reset").expect("a button");
    let Act::Settings(text) = reset.act else { panic!() };
    assert_eq!(resolved(&Source::Demo, &Config::default(), &text), (Config::default(), Vec::new()));
    let back = button(&page(&used, &typed), "offers-back").expect("a button");
    assert!(matches!(back.act, Act::Go(Link::Set(pairs)) if pairs.iter().all(|(name, _)| name.starts_with('_'))));
    for (field, value) in [("_n", "0"), ("_exclude", "nonsense"), ("_collaborative", "x"), ("_variety", "100")] {
        let wrong = page(&session, &[("view", "settings"), (field, value)]);
        let (tone, said) = notice(&wrong, "offers-problem").unwrap_or_else(|| panic!("{field}"));
        assert!(tone == Tone::Error && said.len() > 20, "{said}");
        assert!(button(&wrong, "offers-apply").unwrap().is_disabled);
    }
}

#[test]
fn work_on_a_result_is_shown_beside_it() {
    let session = demo(|_| {});
    assert!(notice(&page(&session, &[("view", "test")]), "tune-verdict").is_none());
    pollster::block_on(work(&session, &Work::Tune, &Quiet)).unwrap();
    let test = page(&session, &[("view", "test")]);
    let changed = session.tuning().expect("kept").changed;
    assert!(notice(&test, "tune-verdict").is_some());
    assert_eq!(
        (rows(&test, "tuned-row").len(), button(&test, "tune-use").is_some()),
        if changed { (15, true) } else { (0, false) }
    );
    assert!(group_text(&test, "tuning").contains("Does it hold on others?"));
    let typed = [("view", "settings"), ("_n", "8")];
    let Some(Button { act: Act::Work(replay), is_disabled: false, .. }) = button(&page(&session, &typed), "replay") else {
        panic!()
    };
    pollster::block_on(work(&session, &replay, &Quiet)).unwrap();
    let settings = page(&session, &typed);
    assert!(notice(&settings, "replay-verdict").is_some() && rows(&settings, "replay-row").len() == 5);
    assert!(group_text(&settings, "replay-panel").contains("B: n 8."));
    let wrong = Work::Replay { fields: arguments(&[("days", "3")]) };
    assert!(pollster::block_on(work(&session, &wrong, &Quiet)).is_err());
}

#[test]
fn a_simple_method_that_wins_can_be_used() {
    // Best sellers of all time lose in the demo: where they are used, the page says so and offers what is better.
    let session = demo(|p| p.method = RankingMethod::Popular);
    let seen = page(&session, &[]);
    assert_eq!(notice(&seen, "verdict").map(|(tone, _)| tone), Some(Tone::Warning));
    let Some(Button { act: Act::Settings(settings), label, .. }) = button(&seen, "use-winner") else { panic!() };
    let method = resolved(&Source::Demo, &Config::default(), &settings).0.recommendations.method;
    assert_ne!(method, RankingMethod::Popular);
    assert!(label.starts_with("Use the winner: "), "{label}");
}

#[test]
fn what_a_customer_likes_stands_on_the_customers_page() {
    let session = demo(|_| {});
    let id = session.dataset().customers().ids.get(5).to_owned();
    let view = common::page(&session, "customer", &[("id", &id)], &CustomerFilter::default());
    let likes = all(&view.blocks).into_iter().any(|block| matches!(block, Block::Group(group) if group.testid == "likes"));
    assert!(likes);
}
