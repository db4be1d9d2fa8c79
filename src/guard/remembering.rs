//! What this page and others tell each other of what they keep back.

use super::{Changed, FieldId, Guard, Known};
use crate::field::fingerprint::Fingerprint;
use crate::memory::{Group, News, Recall, group_of};
use std::collections::HashMap;

impl Guard {
    /// Learns what other pages kept back.
    pub fn recall(&mut self, recall: &Recall) {
        self.change_all();
        self.memory.learn(recall);
    }

    /// Forgets what other pages kept back, and tells anew what this one does: people have chosen
    /// something else, by which each page judges again.
    pub fn remember_anew(&mut self) {
        self.change_all();
        self.memory.forget_all();
        self.told.clear();
    }

    /// Forgets what other pages kept back too long ago, by the time in milliseconds since 1970.
    /// Says whether there was any.
    pub fn forget_expired(&mut self, now: u64) -> bool {
        let expired = self.memory.has_expired(now);
        if expired {
            self.change_all();
            self.memory.forget_expired(now);
        }
        expired
    }

    /// What other pages are to be told since the last call; `None` when there is nothing, or
    /// nothing to make fingerprints with.
    ///
    /// It is this page's own word only: what it keeps back because others did is no news. Where a
    /// site can prove no distance, a value that nothing else shows to be restricted is not told:
    /// it may well be the viewer's own.
    pub fn take_news(&mut self, proves_distances: bool) -> Option<News> {
        let key = self.memory.key().filter(|_| !self.untold.is_empty())?;
        let restricted = |known: &Known| {
            proves_distances || known.judgement.reasons.iter().any(|each| each.proves_something())
        };
        let untold = self.all().filter(|id| self.untold.contains(*id));
        let told_now: Vec<(FieldId, bool, Vec<Fingerprint>)> = untold
            .filter_map(|id| {
                let known = self.field(id)?;
                let is_kept = self.withholds(known) && restricted(known);
                Some((id, is_kept, key.known(&known.value)))
            })
            .collect();
        // Each fingerprint with whether it was told before: several fields may have it.
        let mut before: HashMap<Fingerprint, (FieldId, bool)> = HashMap::new();
        for (id, is_kept, prints) in told_now {
            for print in prints {
                let fields = self.told.entry(print).or_default();
                before.entry(print).or_insert((id, !fields.is_empty()));
                if is_kept {
                    fields.insert(id)
                } else {
                    fields.remove(&id)
                };
            }
        }
        let mut groups: Vec<Group> = Vec::new();
        for (print, (id, was_kept)) in before {
            let is_kept = self.told.get(&print).is_some_and(|fields| !fields.is_empty());
            if !is_kept {
                self.told.remove(&print);
            }
            let Some(Known { kind, custodian, .. }) = self.fields.get(id.0) else { continue };
            if is_kept == was_kept {
                continue;
            }
            let index = group_of(&mut groups, *kind, custodian);
            let Some(group) = groups.get_mut(index) else { continue };
            let prints = if is_kept { &mut group.prints } else { &mut group.freed };
            prints.push_str(&print.to_hex());
        }
        let mut own = String::new();
        for print in self.viewers_own.keys().flat_map(|(_, value)| key.of_itself(value)) {
            if self.memory.holds_print(print) {
                own.push_str(&print.to_hex());
            }
        }
        self.untold = Changed::default();
        (!groups.is_empty() || !own.is_empty()).then_some(News { groups, own })
    }
}
