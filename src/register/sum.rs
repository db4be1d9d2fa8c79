//! What entries come to: how much of what, where from, where to, when.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::Body;
use super::statistics::Counts;
use super::time::Time;
use super::words::Host;
use crate::field::Kind;

/// What entries come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How often each thing happened.
    pub counts: Counts,
    /// How many details of each kind.
    pub kinds: BTreeMap<Kind, u32>,
    /// Where they came from.
    pub sources: BTreeSet<Host>,
    /// Where they went, or would have gone.
    pub destinations: BTreeSet<Host>,
    /// When the first was written.
    pub first: Option<Time>,
    /// When the last was.
    pub last: Option<Time>,
}

impl Sum {
    /// Of these.
    pub fn of<'b>(bodies: impl IntoIterator<Item = &'b Body>) -> Self {
        let mut sum = Self::default();
        for body in bodies {
            sum.counts.count(body.act);
            for fields in &body.fields {
                *sum.kinds.entry(fields.kind).or_default() += fields.count;
            }
            sum.sources.extend(body.site.clone());
            sum.destinations.extend(body.to.clone());
            sum.first = Some(sum.first.map_or(body.at, |first| first.min(body.at)));
            sum.last = sum.last.max(Some(body.at));
        }
        sum
    }
}

/// All of them in a line; a dash where there are none.
pub fn listed(parts: impl IntoIterator<Item = impl ToString>) -> String {
    let all: Vec<_> = parts.into_iter().map(|part| part.to_string()).collect();
    if all.is_empty() { "–".to_owned() } else { all.join(", ") }
}
