use super::*;
use proptest::prelude::*;

fn series(names: usize, values: Vec<Option<f64>>) -> Vec<Series> {
    (0..names).map(|n| Series { name: format!("S{n}"), values: values.clone() }).collect()
}

fn chart(plot: Plot) -> Chart {
    Chart { plot, ..Chart::default() }
}

/// Everything in the box, finite, and marks with words.
fn check(chart: &Chart, width: f64) -> Result<(), TestCaseError> {
    let fonts = Fonts::new();
    let drawing = draw(chart, width, &fonts);
    prop_assert!(drawing.height.is_finite() && drawing.height > 0.0 && drawing.height < 5_000.0, "height {}", drawing.height);
    let inside = |x: f64, y: f64, what: &Shape| {
        let is_in = (-0.5..=drawing.width + 0.5).contains(&x) && (-0.5..=drawing.height + 0.5).contains(&y);
        prop_assert!(is_in, "({x}, {y}) is outside {} × {}: {what:?}", drawing.width, drawing.height);
        Ok(())
    };
    for op in &drawing.ops {
        match &op.shape {
            Shape::Path { points, .. } => {
                for &(x, y) in points {
                    inside(x, y, &op.shape)?;
                }
            }
            Shape::Rect { x, y, w, h } => {
                prop_assert!(*w > 0.0 && *h > 0.0);
                inside(*x, *y, &op.shape)?;
                inside(x + w, y + h, &op.shape)?;
            }
            Shape::Disc { x, y, .. } => inside(*x, *y, &op.shape)?,
            Shape::Text { x, y, size, anchor, upright, text, .. } => {
                let wide = fonts.width(text, *size, Weight::Regular);
                let (from, to) = match anchor {
                    Anchor::Start => (0.0, wide),
                    Anchor::Middle => (-wide / 2.0, wide / 2.0),
                    Anchor::End => (-wide, 0.0),
                };
                if *upright {
                    inside(*x, y - from, &op.shape)?;
                    inside(*x, y - to, &op.shape)?;
                } else {
                    inside(x + from, *y, &op.shape)?;
                    inside(x + to, *y, &op.shape)?;
                }
            }
        }
    }
    Ok(())
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Za-zä ]{0,40}", "\\PC{0,12}", Just("<b>&\"'</b>".to_owned()), Just("漢字漢字漢字".to_owned())]
}

fn value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        (-1e9_f64..1e9).prop_map(Some),
        (0.0_f64..1.0).prop_map(Some),
        Just(None),
        Just(Some(0.0)),
        Just(Some(f64::NAN)),
        Just(Some(f64::INFINITY)),
        Just(Some(1e300)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn bars_and_lines_stay_in_their_box(
        categories in prop::collection::vec(name(), 0..30),
        values in prop::collection::vec(value(), 0..30),
        names in 0_usize..4,
        kind in 0_u8..5,
        title in name(),
        width in 160.0_f64..800.0,
    ) {
        let axis = Axis { title: title.clone(), unit: Unit::Money("GBP".into()) };
        let all = series(names, values);
        let plot = match kind {
            4 => Plot::Lines { categories, category_title: title, axis, series: all, mark: Some((2, "here".into())) },
            _ => Plot::Bars {
                direction: if kind < 2 { Direction::Across } else { Direction::Up },
                layout: if kind % 2 == 0 { Layout::Grouped } else { Layout::Stacked },
                categories,
                category_title: title,
                axis,
                series: all,
            },
        };
        check(&chart(plot), width)?;
    }

    #[test]
    fn dots_and_cells_stay_in_their_box(
        columns in prop::collection::vec(name(), 0..26),
        rows in prop::collection::vec(name(), 0..20),
        values in prop::collection::vec(value(), 1..40),
        points in prop::collection::vec((0.0_f64..1e4, -10.0_f64..1e7), 0..50),
        most in prop_oneof![Just(0.0), Just(f64::NAN), 0.1_f64..1e6],
        width in 160.0_f64..800.0,
    ) {
        let grid = rows.iter().enumerate().map(|(r, _)| columns.iter().enumerate().map(|(c, _)| values[(r * 7 + c) % values.len()]).collect());
        let plot = Plot::Cells {
            column_title: "Columns".into(),
            row_title: "Rows".into(),
            unit: Unit::Share,
            values: grid.collect(),
            columns,
            rows,
            most,
        };
        check(&chart(plot), width)?;
        let axis = |title: &str| Axis { title: title.into(), unit: Unit::Number };
        check(&chart(Plot::Dots { x: axis("X"), y: axis("Y"), series: vec![("A".into(), points)] }), width)?;
    }
}

#[test]
fn marks_say_their_figures() {
    let plot = Plot::Bars {
        direction: Direction::Up,
        layout: Layout::Grouped,
        categories: vec!["Jan".into(), "Feb".into()],
        category_title: String::new(),
        axis: Axis { title: "Revenue".into(), unit: Unit::Money("GBP".into()) },
        series: vec![
            Series { name: "Shop".into(), values: vec![Some(1200.0), None] },
            Series { name: "Web".into(), values: vec![Some(3.5), Some(0.0)] },
        ],
    };
    let drawing = draw(&chart(plot), 400.0, &Fonts::new());
    let says: Vec<&str> = drawing.ops.iter().filter_map(|op| op.mark.as_ref()).map(|mark| mark.says.as_str()).collect();
    assert_eq!(says, ["Jan · Shop: £1,200.00", "Jan · Web: £3.50", "Feb · Web: £0.00"]);
}
