//! The best total assignment of columns to meanings: each meaning one column at most, each column one meaning at most.

/// The columns of meanings, by the highest sum of scores. `scores[meaning][column]`: `None` where the two do not go together. A meaning
/// stays without a column rather than take one with a negative score. Of equally good assignments always the same is found.
pub(crate) fn assign(scores: &[Vec<Option<i64>>], columns: usize) -> (Vec<Option<usize>>, i64) {
    let meanings = scores.len();
    if meanings == 0 || columns == 0 {
        return (vec![None; meanings], 0);
    }
    // The Hungarian method with potentials (Kuhn 1955, Munkres 1957), on costs; each meaning has a column of its own that stands for none.
    let width = columns + meanings;
    const NEVER: i64 = 1 << 40;
    let cost = |row: usize, column: usize| -> i64 {
        match scores.get(row).and_then(|scores| scores.get(column)) {
            Some(Some(score)) => -score,
            Some(None) => NEVER,
            None if column == columns + row => 0,
            None => NEVER,
        }
    };
    let (mut row_potential, mut column_potential) = (vec![0_i64; meanings + 1], vec![0_i64; width + 1]);
    // Rows and columns are counted from 1 here; 0 stands for none.
    let (mut row_of, mut way) = (vec![0_usize; width + 1], vec![0_usize; width + 1]);
    let at = |values: &[i64], ix: usize| values.get(ix).copied().unwrap_or(0);
    let of = |values: &[usize], ix: usize| values.get(ix).copied().unwrap_or(0);
    for row in 1..=meanings {
        if let Some(slot) = row_of.first_mut() {
            *slot = row;
        }
        let mut column = 0_usize;
        let mut least = vec![i64::MAX; width + 1];
        let mut used = vec![false; width + 1];
        loop {
            if let Some(used) = used.get_mut(column) {
                *used = true;
            }
            let (mine, mut delta, mut next) = (of(&row_of, column), i64::MAX, 0_usize);
            for (other, (least, way)) in least.iter_mut().zip(&mut way).enumerate().skip(1) {
                if used.get(other) == Some(&true) {
                    continue;
                }
                let reduced = cost(mine - 1, other - 1) - at(&row_potential, mine) - at(&column_potential, other);
                if reduced < *least {
                    (*least, *way) = (reduced, column);
                }
                if *least < delta {
                    (delta, next) = (*least, other);
                }
            }
            for (other, potential) in column_potential.iter_mut().enumerate() {
                if used.get(other) == Some(&true) {
                    *potential -= delta;
                    if let Some(potential) = row_potential.get_mut(of(&row_of, other)) {
                        *potential += delta;
                    }
                } else if let Some(least) = least.get_mut(other).filter(|least| **least != i64::MAX) {
                    *least -= delta;
                }
            }
            column = next;
            if of(&row_of, column) == 0 {
                break;
            }
        }
        while column != 0 {
            let before = of(&way, column);
            let row = of(&row_of, before);
            if let Some(slot) = row_of.get_mut(column) {
                *slot = row;
            }
            column = before;
        }
    }
    let mut chosen = vec![None; meanings];
    let mut sum = 0;
    for (column, &row) in row_of.iter().enumerate().skip(1).take(columns) {
        let Some(score) = row.checked_sub(1).and_then(|row| scores.get(row)?.get(column - 1).copied().flatten()) else {
            continue;
        };
        if let Some(slot) = chosen.get_mut(row - 1) {
            *slot = Some(column - 1);
            sum += score;
        }
    }
    (chosen, sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All assignments, tried one after another.
    fn by_trying(scores: &[Vec<Option<i64>>], taken: &mut Vec<bool>) -> i64 {
        let Some((first, rest)) = scores.split_first() else { return 0 };
        let mut best = by_trying(rest, taken);
        for column in 0..first.len() {
            if let Some(score) = first[column].filter(|_| !taken[column]) {
                taken[column] = true;
                best = best.max(score + by_trying(rest, taken));
                taken[column] = false;
            }
        }
        best
    }

    #[test]
    fn no_other_assignment_is_better() {
        let mut state = 7_u64;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as i64
        };
        for _ in 0..300 {
            let (meanings, columns) = (1 + draw() as usize % 5, 1 + draw() as usize % 5);
            let scores: Vec<Vec<Option<i64>>> =
                (0..meanings).map(|_| (0..columns).map(|_| (draw() % 4 > 0).then(|| draw() % 100 - 30)).collect()).collect();
            let (chosen, sum) = assign(&scores, columns);
            assert_eq!(sum, by_trying(&scores, &mut vec![false; columns]), "{scores:?}");
            let mut used: Vec<usize> = chosen.iter().flatten().copied().collect();
            used.sort_unstable();
            used.dedup();
            assert_eq!(used.len(), chosen.iter().flatten().count(), "{scores:?}: {chosen:?}");
        }
        assert_eq!(assign(&[], 3), (vec![], 0));
        assert_eq!(assign(&[vec![Some(-1)]], 1), (vec![None], 0), "rather none than a bad one");
    }
}
