//! Sets of record numbers, as ranges with both ends.

/// Ranges in order, none of which touches another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranges(Vec<(u64, u64)>);

impl Ranges {
    /// Whether the number is in one of them.
    pub fn hold(&self, number: u64) -> bool {
        let behind = self.0.partition_point(|(from, _)| *from <= number);
        behind.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|(_, to)| number <= *to)
    }

    /// As they are written.
    pub fn into_pairs(self) -> Vec<(u64, u64)> {
        self.0
    }
}

impl FromIterator<(u64, u64)> for Ranges {
    fn from_iter<I: IntoIterator<Item = (u64, u64)>>(pairs: I) -> Self {
        let mut pairs: Vec<_> = pairs.into_iter().filter(|(from, to)| from <= to).collect();
        pairs.sort_unstable();
        let mut ranges: Vec<(u64, u64)> = Vec::new();
        for (from, to) in pairs {
            match ranges.last_mut() {
                Some((_, last)) if from <= last.saturating_add(1) => *last = to.max(*last),
                _ => ranges.push((from, to)),
            }
        }
        Self(ranges)
    }
}

impl FromIterator<u64> for Ranges {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> Self {
        numbers.into_iter().map(|number| (number, number)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_range() {
        let ranges: Ranges = [5, 3, 4, 9, 3].into_iter().collect();
        assert_eq!(ranges.clone().into_pairs(), [(3, 5), (9, 9)]);
        let held: Vec<_> = (0..12).filter(|number| ranges.hold(*number)).collect();
        assert_eq!(held, [3, 4, 5, 9]);
        let turned: Ranges = [(5, 3), (1, u64::MAX)].into_iter().collect();
        assert!(turned.hold(u64::MAX) && !turned.hold(0));
    }
}
