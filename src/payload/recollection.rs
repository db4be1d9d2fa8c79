//! The fingerprints of what other pages kept back, ready to be looked up in a payload.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::filter::Filter;
use crate::field::fingerprint::{Fingerprint, Key};

/// Fingerprints, each with the groups that it belongs to and the time until which.
#[derive(Debug)]
pub struct Recollection {
    key: Key,
    filter: Filter,
    /// Seconds since 1970, by group.
    until: HashMap<Fingerprint, Vec<(usize, u32)>>,
}

impl Recollection {
    /// Holds nothing yet; fingerprints under any other key mean nothing here.
    pub fn new(key: Key) -> Self {
        Self { key, filter: Filter::default(), until: HashMap::new() }
    }

    /// What makes fingerprints of values.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.until.is_empty()
    }

    /// Holds a fingerprint in a group, the later of both times if it does already.
    pub fn add(&mut self, print: Fingerprint, group: usize, until: u32) {
        let groups = self.until.entry(print).or_default();
        if groups.is_empty() {
            self.filter.add(print.low_bits());
        }
        match groups.iter_mut().find(|(each, _)| *each == group) {
            Some((_, known)) => *known = until.max(*known),
            None => groups.push((group, until)),
        }
    }

    /// Keeps what is asked for only, by fingerprint, group and time.
    pub fn retain(&mut self, keep: impl Fn(Fingerprint, usize, u32) -> bool) {
        self.until.retain(|print, groups| {
            groups.retain(|(group, until)| keep(*print, *group, *until));
            !groups.is_empty()
        });
        self.filter = Filter::default();
        for print in self.until.keys() {
            self.filter.add(print.low_bits());
        }
    }

    /// The groups that hold anything.
    pub fn groups(&self) -> BTreeSet<usize> {
        self.until.values().flatten().map(|(group, _)| *group).collect()
    }

    /// The groups that hold a fingerprint.
    pub fn groups_of(&self, print: Fingerprint) -> impl Iterator<Item = usize> {
        let there = self.filter.may_hold(print.low_bits());
        let groups = there.then(|| self.until.get(&print)).flatten();
        groups.into_iter().flatten().map(|(group, _)| *group)
    }

    /// The earliest time at which anything ends.
    pub fn first_end(&self) -> Option<u32> {
        self.until.values().flatten().map(|(_, until)| *until).min()
    }
}

/// A recollection as one search uses it.
#[derive(Debug)]
pub(super) struct Recalled {
    pub recollection: Rc<Recollection>,
    /// Those of the viewer's own values, which are nobody's to keep back.
    pub own: Vec<Fingerprint>,
    /// The position of the first group among what is found.
    pub first: usize,
}

impl Recalled {
    pub fn key(&self) -> &Key {
        self.recollection.key()
    }

    /// Whether any number that is remembered ends so.
    pub fn may_end(&self, ending: u32) -> bool {
        self.recollection.groups_of(self.key().ending(ending)).next().is_some()
    }

    pub fn look_up(&self, print: Fingerprint, found: &mut BTreeSet<usize>) {
        let mut groups = self.recollection.groups_of(print).peekable();
        if groups.peek().is_some() && !self.own.contains(&print) {
            found.extend(groups.map(|group| self.first + group));
        }
    }
}
