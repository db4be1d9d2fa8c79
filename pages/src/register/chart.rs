//! What the picture of the register shows: bars of days, few enough to be told apart.

use entre_nous::register::Day;
use entre_nous::register::statistics::Counts;

/// So many bars can be told apart.
const MOST: usize = 62;
/// How many days a bar may stand for: a day, a week, four weeks, a quarter of a year, a year.
const STEPS: [usize; 5] = [1, 7, 28, 91, 364];

/// Days one after another, and what happened on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The first.
    pub from: Day,
    /// The last.
    pub to: Day,
    /// What happened.
    pub counts: Counts,
}

/// Puts days together where there are many.
pub fn bars(days: &[(Day, Counts)]) -> Vec<Bar> {
    let step = STEPS.into_iter().find(|step| days.len().div_ceil(*step) <= MOST);
    let step = step.unwrap_or(days.len().div_ceil(MOST).max(1));
    days.chunks(step).filter_map(bar).collect()
}

fn bar(days: &[(Day, Counts)]) -> Option<Bar> {
    let ((from, _), (to, _)) = (days.first()?, days.last()?);
    let counts = days.iter().fold(Counts::default(), |sum, (_, counts)| sum + *counts);
    Some(Bar { from: *from, to: *to, counts })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn days(count: usize) -> Vec<(Day, Counts)> {
        let first: Day = "2026-01-01".parse().unwrap();
        let days = std::iter::successors(Some(first), |day| Some(day.next()));
        let counts = Counts { refused: 1, ..Counts::default() };
        days.take(count).map(|day| (day, counts)).collect()
    }

    #[test]
    fn there_are_never_too_many_bars_and_nothing_is_left_out() {
        for (count, expected, length) in
            [(0, 0, 0), (1, 1, 1), (62, 62, 1), (63, 9, 7), (365, 53, 7), (1100, 40, 28)]
        {
            let bars = bars(&days(count));
            assert_eq!(bars.len(), expected, "{count} days");
            assert_eq!(bars.first().map_or(0, |bar| bar.counts.refused), length);
            assert_eq!(bars.iter().map(|bar| bar.counts.refused as usize).sum::<usize>(), count);
        }
        let week = bars(&days(63));
        assert_eq!(week.first().unwrap().to.to_string(), "2026-01-07");
    }
}
