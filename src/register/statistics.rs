//! What a picture of the register shows: how much happened on each day and on each site.

use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Add;

use super::entry::Body;
use super::time::Day;
use super::words::{Act, Host};

/// How often each thing happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Exports that were refused.
    pub refused: u32,
    /// Exports that went on without what is withheld.
    pub redacted: u32,
    /// Exports that left with a warning.
    pub warned: u32,
    /// Exports that a person released.
    pub overridden: u32,
}

impl Counts {
    /// Counts one entry more.
    pub fn count(&mut self, act: Act) {
        match act {
            Act::Refused => self.refused += 1,
            Act::Redacted => self.redacted += 1,
            Act::Warned => self.warned += 1,
            Act::Overridden => self.overridden += 1,
            Act::Began | Act::Withdrawn | Act::Erased | Act::SetAside => {}
        }
    }

    /// All together.
    pub fn total(self) -> u32 {
        self.refused + self.redacted + self.warned + self.overridden
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            refused: self.refused + other.refused,
            redacted: self.redacted + other.redacted,
            warned: self.warned + other.warned,
            overridden: self.overridden + other.overridden,
        }
    }
}

/// The counts by day and by site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// Each day from the first to the last on which something happened, those in between too.
    pub days: Vec<(Day, Counts)>,
    /// Each site, the one with most refusals first.
    pub sites: Vec<(Host, Counts)>,
}

/// A clock that was set far away must not make a picture of a hundred years.
const MOST_DAYS: usize = 1100;

impl Statistics {
    /// Counts these entries, where clocks are so many minutes ahead of UTC.
    pub fn of<'b>(bodies: impl IntoIterator<Item = &'b Body>, minutes_ahead: i32) -> Self {
        let mut days: BTreeMap<Day, Counts> = BTreeMap::new();
        let mut sites: BTreeMap<&Host, Counts> = BTreeMap::new();
        for body in bodies {
            let mut one = Counts::default();
            one.count(body.act);
            if one.total() == 0 {
                continue;
            }
            days.entry(body.at.day(minutes_ahead)).or_default().count(body.act);
            if let Some(site) = &body.site {
                sites.entry(site).or_default().count(body.act);
            }
        }
        let mut sites: Vec<_> = sites.into_iter().map(|(site, all)| (site.clone(), all)).collect();
        sites.sort_by_key(|(_, counts)| Reverse((counts.refused, counts.total())));
        Self { days: without_gaps(&days), sites }
    }
}

fn without_gaps(days: &BTreeMap<Day, Counts>) -> Vec<(Day, Counts)> {
    let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value())
    else {
        return Vec::new();
    };
    let mut all: Vec<_> = std::iter::successors(Some(*first), |day| Some(day.next()))
        .take_while(|day| day <= last)
        .take(MOST_DAYS)
        .map(|day| (day, days.get(&day).copied().unwrap_or_default()))
        .collect();
    if all.len() == MOST_DAYS {
        all = days.iter().map(|(day, counts)| (*day, *counts)).collect();
    }
    all
}
