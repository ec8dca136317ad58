//! A minimiser for smooth functions of few variables, told values instead of calling for them, so that one evaluation can be
//! spread over many steps: BFGS with a weak Wolfe line search by bisection (Nocedal & Wright 2006, ch. 6; Lewis & Overton 2013).
//!
//! argmin and other crates call the function themselves and could not pause between blocks of customers; that is why this is here.

// Matrix formulas are clearer with the indices that books write them with.
#![allow(clippy::needless_range_loop)]

/// Largest change of any variable in the first trial of a line search; variables are logarithms of parameters.
const LONGEST_STEP: f64 = 2.0;
const MAX_ITERATIONS: u32 = 400;
const MAX_TRIALS: u32 = 40;
/// Sufficient decrease and curvature.
const C1: f64 = 1e-4;
const C2: f64 = 0.9;
/// Changes of the value below this share of it are rounding.
const ROUNDING: f64 = 4e-15;

/// A vector of variables.
pub(super) type Vector<const N: usize> = [f64; N];
/// A square matrix by rows.
pub(super) type Matrix<const N: usize> = [[f64; N]; N];

/// How a search stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    /// Wants the value at [`Bfgs::ask`].
    Running,
    /// The gradient is as good as zero.
    Converged,
    /// No better point can be found, and the gradient is not zero.
    Stuck,
}

/// A search under way.
#[derive(Clone, Debug)]
pub(super) struct Bfgs<const N: usize> {
    tolerance: f64,
    best: Option<(Vector<N>, f64, Vector<N>)>,
    inverse: Matrix<N>,
    fresh: bool,
    direction: Vector<N>,
    trial: f64,
    low: f64,
    high: f64,
    trials: u32,
    iterations: u32,
    point: Vector<N>,
    state: Search,
}

impl<const N: usize> Bfgs<N> {
    /// A search from `start` that ends when no part of the gradient is above `tolerance`.
    pub(super) fn new(start: Vector<N>, tolerance: f64) -> Self {
        Self {
            tolerance,
            best: None,
            inverse: identity(),
            fresh: true,
            direction: [0.0; N],
            trial: 1.0,
            low: 0.0,
            high: f64::INFINITY,
            trials: 0,
            iterations: 0,
            point: start,
            state: Search::Running,
        }
    }

    /// Where the value is wanted.
    pub(super) fn ask(&self) -> Vector<N> {
        self.point
    }

    pub(super) fn state(&self) -> Search {
        self.state
    }

    /// The best point so far with its value; `None` when no value was finite.
    pub(super) fn best(&self) -> Option<(Vector<N>, f64)> {
        self.best.as_ref().map(|(point, value, _)| (*point, *value))
    }

    /// Takes the value and the gradient at [`Self::ask`]. Values that are not finite count as infinitely bad.
    pub(super) fn tell(&mut self, value: f64, gradient: Vector<N>) {
        let finite = value.is_finite() && gradient.iter().all(|g| g.is_finite());
        let Some((from, old, old_gradient)) = self.best else {
            if finite {
                self.best = Some((self.point, value, gradient));
                self.next_direction();
            } else {
                self.state = Search::Stuck;
            }
            return;
        };
        self.trials += 1;
        let slope = dot(&old_gradient, &self.direction);
        let enough = finite && value <= old + C1 * self.trial * slope + ROUNDING * old.abs();
        let flat = finite && dot(&gradient, &self.direction) >= C2 * slope;
        if enough && (flat || self.trials >= MAX_TRIALS) {
            self.accept(from, old_gradient, value, gradient);
            return;
        }
        if self.trials >= MAX_TRIALS {
            self.give_up_line();
            return;
        }
        if enough {
            self.low = self.trial;
        } else {
            self.high = self.trial;
        }
        self.trial = if self.high.is_finite() { (self.low + self.high) / 2.0 } else { 2.0 * self.trial };
        self.move_to_trial();
    }

    fn accept(&mut self, from: Vector<N>, old_gradient: Vector<N>, value: f64, gradient: Vector<N>) {
        let moved: Vector<N> = std::array::from_fn(|i| self.point[i] - from[i]);
        let turned: Vector<N> = std::array::from_fn(|i| gradient[i] - old_gradient[i]);
        let curvature = dot(&moved, &turned);
        if curvature > 1e-14 * dot(&turned, &turned).sqrt() * dot(&moved, &moved).sqrt() {
            if self.fresh {
                let scale = curvature / dot(&turned, &turned);
                self.inverse = identity().map(|row: [f64; N]| row.map(|x| x * scale));
                self.fresh = false;
            }
            update_inverse(&mut self.inverse, &moved, &turned, curvature);
        }
        self.best = Some((self.point, value, gradient));
        self.iterations += 1;
        self.next_direction();
    }

    fn give_up_line(&mut self) {
        if self.fresh {
            self.state = Search::Stuck;
        } else {
            // The curvature estimate may be wrong: start again along the steepest descent.
            self.inverse = identity();
            self.fresh = true;
            self.next_direction();
        }
    }

    fn next_direction(&mut self) {
        let Some((_, _, gradient)) = self.best else { return };
        if gradient.iter().all(|g| g.abs() <= self.tolerance) {
            self.state = Search::Converged;
            return;
        }
        if self.iterations >= MAX_ITERATIONS {
            self.state = Search::Stuck;
            return;
        }
        self.direction = std::array::from_fn(|i| -dot(&self.inverse[i], &gradient));
        if dot(&self.direction, &gradient) >= 0.0 {
            self.inverse = identity();
            self.fresh = true;
            self.direction = gradient.map(|g| -g);
        }
        let longest = self.direction.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
        self.trial = if longest > LONGEST_STEP { LONGEST_STEP / longest } else { 1.0 };
        (self.low, self.high, self.trials) = (0.0, f64::INFINITY, 0);
        self.move_to_trial();
    }

    fn move_to_trial(&mut self) {
        if let Some((from, _, _)) = self.best {
            self.point = std::array::from_fn(|i| from[i] + self.trial * self.direction[i]);
        }
    }
}

/// `H ← (I - ρ s yᵀ) H (I - ρ y sᵀ) + ρ s sᵀ`, with ρ = 1 / (sᵀ y).
fn update_inverse<const N: usize>(inverse: &mut Matrix<N>, moved: &Vector<N>, turned: &Vector<N>, curvature: f64) {
    let h_y: Vector<N> = std::array::from_fn(|i| dot(&inverse[i], turned));
    let scale = (1.0 + dot(turned, &h_y) / curvature) / curvature;
    for i in 0..N {
        for j in 0..N {
            inverse[i][j] += scale * moved[i] * moved[j] - (h_y[i] * moved[j] + moved[i] * h_y[j]) / curvature;
        }
    }
}

pub(super) fn dot<const N: usize>(a: &Vector<N>, b: &Vector<N>) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn identity<const N: usize>() -> Matrix<N> {
    std::array::from_fn(|i| std::array::from_fn(|j| f64::from(u8::from(i == j))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minimise<const N: usize>(start: Vector<N>, f: impl Fn(&Vector<N>) -> (f64, Vector<N>)) -> (Vector<N>, Search) {
        let mut search = Bfgs::new(start, 1e-9);
        while search.state() == Search::Running {
            let (value, gradient) = f(&search.ask());
            search.tell(value, gradient);
        }
        (search.best().expect("has a value").0, search.state())
    }

    #[test]
    fn finds_the_bottom_of_rosenbrocks_valley() {
        for start in [[-1.2, 1.0], [5.0, -3.0], [0.0, 0.0]] {
            let (found, state) = minimise(start, |&[x, y]| {
                let (a, b) = (1.0 - x, y - x * x);
                (a * a + 100.0 * b * b, [-2.0 * a - 400.0 * x * b, 200.0 * b])
            });
            assert_eq!(state, Search::Converged);
            assert!((found[0] - 1.0).abs() < 1e-7 && (found[1] - 1.0).abs() < 1e-7, "{found:?}");
        }
    }

    #[test]
    fn walls_of_infinity_are_walked_around() {
        // ln x has no value left of zero: x - ln x is least at 1.
        let (found, state) =
            minimise([30.0], |&[x]| if x > 0.0 { (x - libm::log(x), [1.0 - 1.0 / x]) } else { (f64::NAN, [0.0]) });
        assert_eq!(state, Search::Converged);
        assert!((found[0] - 1.0).abs() < 1e-8);
    }

    #[test]
    fn a_function_without_a_bottom_ends() {
        assert_eq!(minimise([0.0], |&[x]| (-x * x * x - x, [-3.0 * x * x - 1.0])).1, Search::Stuck);
        let mut search = Bfgs::new([1.0], 1e-9);
        search.tell(f64::NAN, [0.0]);
        assert_eq!((search.state(), search.best()), (Search::Stuck, None));
    }
}
