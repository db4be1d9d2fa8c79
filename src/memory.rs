//! What other pages of this browser session kept back: fingerprints, never values.
//!
//! The background keeps them and hands them to each guarded page; this is one page's copy.

use crate::destination::Destination;
use crate::field::fingerprint::{Fingerprint, Key};
use crate::field::{Kind, Value};
use crate::payload::Recollection;
use serde::Serialize;
use std::collections::BTreeSet;
use std::rc::Rc;

/// A fingerprint in 32 hexadecimal digits, and the second at which it ends in 8.
const DIGITS: usize = 32;
const DIGITS_WITH_END: usize = DIGITS + 8;

/// Fingerprints that one custodian's pages have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// What sort of detail they are of.
    pub kind: Kind,
    /// The hosts to which sending them is no export.
    pub custodian: Vec<String>,
    /// Those that are kept back, one after the other.
    pub prints: String,
    /// Those that no longer are.
    pub freed: String,
}

/// What the background tells a page: all that it remembers, or what is new.
#[derive(Clone, Debug)]
pub struct Recall {
    key: Key,
    /// The page whose news these are.
    pub by: Option<u32>,
    /// Each of `prints` is followed by the second of its end.
    pub groups: Vec<Group>,
}

impl Recall {
    /// Reads what the background has written: a line with the key, one with the page whose news
    /// these are, or nothing, and three for each group: kind and hosts, `prints`, `freed`. It is
    /// text, like the [protocol](crate::protocol), as a reader of objects would make the engine
    /// larger. `None` when it is no such text.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let key = Key::from_hex(lines.next()?)?;
        let by = lines.next()?.parse().ok();
        let mut groups = Vec::new();
        while let Some(head) = lines.next() {
            let mut words = head.split(' ');
            let name = words.next()?;
            groups.push(Group {
                kind: Kind::ALL.into_iter().find(|kind| kind.name() == name)?,
                custodian: words.map(str::to_owned).collect(),
                prints: lines.next()?.to_owned(),
                freed: lines.next()?.to_owned(),
            });
        }
        Some(Self { key, by, groups })
    }
}

/// Which of the groups is of this kind and custodian; a new one where there is none.
pub(crate) fn group_of(groups: &mut Vec<Group>, kind: Kind, custodian: &[String]) -> usize {
    let same = |group: &Group| group.kind == kind && group.custodian[..] == *custodian;
    groups.iter().position(same).unwrap_or_else(|| {
        let (prints, freed) = (String::new(), String::new());
        groups.push(Group { kind, custodian: custodian.to_vec(), prints, freed });
        groups.len() - 1
    })
}

/// What a page tells the background.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct News {
    /// What this page keeps back since it told last, and what it no longer does.
    pub groups: Vec<Group>,
    /// What is remembered and proven here to be the viewer's own: to be forgotten, whoever told.
    pub own: String,
}

/// One page's copy of what is remembered.
#[derive(Debug, Default)]
pub struct Memory {
    groups: Vec<(Kind, Rc<[String]>)>,
    /// Those with a fingerprint in them.
    live: BTreeSet<usize>,
    /// `None` until the background has answered.
    recollection: Option<Rc<Recollection>>,
    first_end: Option<u32>,
}

impl Memory {
    /// What makes fingerprints.
    pub fn key(&self) -> Option<&Key> {
        self.recollection.as_deref().map(Recollection::key)
    }

    /// Takes in what the background tells.
    pub fn learn(&mut self, recall: &Recall) {
        let anew = || Rc::new(Recollection::new(recall.key.clone()));
        let held = self.recollection.get_or_insert_with(anew);
        // A search that still holds it is about to be made anew.
        let Some(recollection) = Rc::get_mut(held) else { return };
        for told in &recall.groups {
            let same = |(kind, custodian): &(Kind, Rc<[String]>)| {
                *kind == told.kind && custodian[..] == told.custodian[..]
            };
            let group = self.groups.iter().position(same).unwrap_or_else(|| {
                self.groups.push((told.kind, told.custodian.clone().into()));
                self.groups.len() - 1
            });
            let freed: Vec<Fingerprint> =
                entries(&told.freed, DIGITS).filter_map(Fingerprint::from_hex).collect();
            if !freed.is_empty() {
                recollection.retain(|print, of, _| of != group || !freed.contains(&print));
            }
            for (print, end) in each_with_end(&told.prints) {
                recollection.add(print, group, end);
            }
        }
        self.count();
    }

    /// Whether anything has been remembered for long enough, by the time in milliseconds since 1970.
    pub fn has_expired(&self, now: u64) -> bool {
        self.first_end.is_some_and(|end| end <= seconds(now))
    }

    /// Drops what has been remembered for long enough.
    pub fn forget_expired(&mut self, now: u64) {
        if let Some(recollection) = self.recollection.as_mut().and_then(Rc::get_mut) {
            recollection.retain(|_, _, end| end > seconds(now));
        }
        self.count();
    }

    /// Drops all that is remembered.
    pub fn forget_all(&mut self) {
        if let Some(recollection) = self.recollection.as_mut().and_then(Rc::get_mut) {
            recollection.retain(|_, _, _| false);
        }
        self.count();
    }

    /// The groups that going there would export.
    pub fn at_stake(&self, destination: Destination<'_>) -> BTreeSet<usize> {
        let exports = |group: &usize| {
            self.groups.get(*group).is_some_and(|(_, of)| !destination.is_within(of))
        };
        self.live.iter().copied().filter(exports).collect()
    }

    /// What sort of detail a group is of.
    pub fn kind(&self, group: usize) -> Option<Kind> {
        self.groups.get(group).map(|(kind, _)| *kind)
    }

    /// Whether this very value is remembered.
    pub fn holds(&self, value: &Value) -> bool {
        self.recollection.as_ref().is_some_and(|recollection| {
            !recollection.is_empty()
                && recollection.key().sought(value).into_iter().any(|print| self.holds_print(print))
        })
    }

    /// Whether this fingerprint is remembered.
    pub fn holds_print(&self, print: Fingerprint) -> bool {
        let held = self.recollection.as_ref();
        held.is_some_and(|recollection| recollection.groups_of(print).next().is_some())
    }

    /// What a search looks up.
    pub fn recollection(&self) -> Option<&Rc<Recollection>> {
        self.recollection.as_ref()
    }

    fn count(&mut self) {
        if let Some(recollection) = &self.recollection {
            self.live = recollection.groups();
            self.first_end = recollection.first_end();
        }
    }
}

fn seconds(milliseconds: u64) -> u32 {
    u32::try_from(milliseconds / 1000).unwrap_or(u32::MAX)
}

fn each_with_end(text: &str) -> impl Iterator<Item = (Fingerprint, u32)> {
    entries(text, DIGITS_WITH_END).filter_map(|entry| {
        let (print, end) = entry.split_at_checked(DIGITS)?;
        Some((Fingerprint::from_hex(print)?, u32::from_str_radix(end, 16).ok()?))
    })
}

fn entries(text: &str, digits: usize) -> impl Iterator<Item = &str> {
    (0..text.len() / digits).filter_map(move |nth| text.get(nth * digits..(nth + 1) * digits))
}
