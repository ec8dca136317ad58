//! Which rows of a long table are drawn and which must be fetched: arithmetic only, so that 100,000 rows scroll as lightly as
//! 100.

/// Rows fetched at a time.
pub const CHUNK_ROWS: u32 = 100;
/// Browsers cannot lay out boxes of more than about 17 million pixels; taller tables scroll in proportion.
const MAX_HEIGHT_PX: f64 = 12_000_000.0;
/// Rows drawn beyond each edge, so that slow scrolling never shows an empty edge.
const OVERSCAN_ROWS: u32 = 8;

/// The part of a table that is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Window {
    /// First row drawn.
    pub first: u32,
    /// Row after the last one drawn.
    pub end: u32,
    /// Height of the space above the drawn rows, in pixels.
    pub above_px: f64,
    /// Height of the space below them.
    pub below_px: f64,
}

impl Window {
    /// The rows to draw of `total`, each `row_px` high, in a box `view_px` high that is scrolled to `scroll_px`.
    pub fn of(total: u32, row_px: f64, view_px: f64, scroll_px: f64) -> Window {
        let full_px = f64::from(total) * row_px;
        let height_px = full_px.min(MAX_HEIGHT_PX);
        let in_view = (view_px / row_px).ceil().max(1.0);
        let most_scroll = (height_px - view_px).max(0.0);
        let scroll_px = scroll_px.clamp(0.0, most_scroll);
        let squeezed = full_px > height_px;
        let top_row = if squeezed {
            (scroll_px / most_scroll.max(1.0) * (f64::from(total) - in_view)).floor()
        } else {
            (scroll_px / row_px).floor()
        };
        let top_row = (top_row.max(0.0) as u32).min(total);
        let first = top_row.saturating_sub(OVERSCAN_ROWS);
        let end = top_row.saturating_add(in_view as u32 + 1 + OVERSCAN_ROWS).min(total);
        // Squeezed tables cannot put each row at its own height: the drawn rows go where the reader looks.
        let above_px =
            if squeezed { (scroll_px - f64::from(top_row - first) * row_px).max(0.0) } else { f64::from(first) * row_px };
        let below_px = (height_px - above_px - f64::from(end - first) * row_px).max(0.0);
        Window { first, end, above_px, below_px }
    }

    /// The chunks of [`CHUNK_ROWS`] that hold the drawn rows: their numbers.
    pub fn chunks(&self) -> std::ops::Range<u32> {
        if self.first >= self.end { 0..0 } else { self.first / CHUNK_ROWS..(self.end - 1) / CHUNK_ROWS + 1 }
    }
}

/// Where to scroll to so that `row` is wholly in view under a head `head_px` high; `scroll_px` where it is already. The last rows may
/// lead further than a box can scroll: it then stops at its end.
pub fn scroll_to(total: u32, row_px: f64, (view_px, head_px): (f64, f64), scroll_px: f64, row: u32) -> f64 {
    let full_px = f64::from(total) * row_px;
    let height_px = full_px.min(MAX_HEIGHT_PX);
    if full_px <= height_px {
        let top_px = f64::from(row) * row_px;
        let least_px = top_px + row_px + head_px - view_px;
        return scroll_px.min(top_px).max(least_px).max(0.0);
    }
    // The other way round of what a window's first row is.
    let hidden_rows = f64::from(total) - (view_px / row_px).ceil().max(1.0);
    let most_scroll = (height_px - view_px).max(1.0);
    let top_row = (scroll_px.min(most_scroll) / most_scroll * hidden_rows).floor();
    let whole_rows = ((view_px - head_px) / row_px).floor().max(1.0);
    let to = |top_row: f64| if top_row >= hidden_rows { height_px } else { (top_row + 0.5) / hidden_rows * most_scroll };
    match f64::from(row) {
        row if row < top_row => to(row),
        row if row >= top_row + whole_rows => to(row - whole_rows + 1.0),
        _ => scroll_px,
    }
}

/// Pages of a list: how many there are, for `total` rows of `size` a page; at least one.
pub fn page_count(total: u64, size: u32) -> u32 {
    u32::try_from(total.div_ceil(u64::from(size.max(1))).max(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_short_table_is_drawn_whole() {
        let window = Window::of(5, 40.0, 400.0, 0.0);
        assert_eq!(window, Window { first: 0, end: 5, above_px: 0.0, below_px: 0.0 });
        assert_eq!(window.chunks(), 0..1);
        assert_eq!(Window::of(0, 40.0, 400.0, 0.0).chunks(), 0..0);
    }

    #[test]
    fn the_middle_of_a_long_table() {
        let window = Window::of(100_000, 40.0, 400.0, 40_000.0);
        assert_eq!((window.first, window.end, window.above_px), (992, 1019, 39_680.0));
        assert_eq!(window.chunks(), 9..11);
    }

    #[test]
    fn pages() {
        assert_eq!((page_count(0, 50), page_count(50, 50), page_count(51, 50), page_count(9, 0)), (1, 1, 2, 9));
    }

    proptest! {
        /// Whatever the scroll position, the rows that fill the view are drawn, the last row can be reached, and the box keeps
        /// its height.
        #[test]
        fn the_view_is_always_filled(total in 1_u32..3_000_000, view in 100.0..2000.0_f64, share in 0.0..=1.0_f64) {
            let row = 40.0;
            let height = (f64::from(total) * row).min(MAX_HEIGHT_PX);
            let scroll = share * (height - view).max(0.0);
            let window = Window::of(total, row, view, scroll);
            prop_assert!(window.first < window.end && window.end <= total);
            prop_assert!(window.above_px <= scroll + 1e-6);
            let drawn_to = window.above_px + f64::from(window.end - window.first) * row;
            prop_assert!(drawn_to + 1e-6 >= (scroll + view).min(height) || window.end == total);
            prop_assert!((drawn_to + window.below_px - height).abs() < 1e-3 || window.below_px == 0.0);
            if share == 1.0 {
                prop_assert_eq!(window.end, total);
            }
        }
    }

    proptest! {
        /// A row that is gone to is wholly in view, in tables of any size.
        #[test]
        fn the_row_gone_to_is_in_view(
            total in prop_oneof![1_u32..500, 290_000_u32..3_000_000], from in 0.0..=1.0_f64, to in 0.0..=1.0_f64, view in 150.0..2000.0_f64,
        ) {
            let (row, head) = (40.0, 37.0);
            let height = (f64::from(total) * row).min(MAX_HEIGHT_PX);
            let wanted = ((f64::from(total - 1)) * to) as u32;
            let scroll = scroll_to(total, row, (view, head), from * (height - view).max(0.0), wanted);
            let window = Window::of(total, row, view, scroll);
            prop_assert!(window.first <= wanted && wanted < window.end);
            // A box does not scroll beyond its end, nor short of its beginning.
            let most = (head + window.above_px + f64::from(window.end - window.first) * row + window.below_px - view).max(0.0);
            let scroll = scroll.min(most);
            let top = head + window.above_px + f64::from(wanted - window.first) * row;
            prop_assert!(top + 1e-6 >= scroll + head, "{top} {scroll}");
            prop_assert!(top + row <= scroll + view + 1e-6, "{top} {scroll} {view}");
            prop_assert_eq!(scroll_to(total, row, (view, head), scroll, wanted).min(most), scroll, "and stays");
        }
    }

    #[test]
    fn the_last_row_of_a_squeezed_table_is_reached() {
        let (total, row, view) = (2_000_000, 40.0, 600.0);
        let window = Window::of(total, row, view, MAX_HEIGHT_PX - view);
        assert_eq!(window.end, total);
    }
}
