//! What pages show becomes what is known of fields, and each is judged again by all of it.

use super::{FieldId, Guard, Known, ScopeId, Seen};
use crate::audience::Distance;
use crate::evidence::{Evidence, combine};
use crate::field::{Owner, Value};
use crate::sites::{Reading, settle};
use crate::verdict::{Judgement, Verdict, judge};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

impl Guard {
    /// Learns what a scope shows now, in the place of what it showed before.
    ///
    /// Gives each field that was shown, with the element that shows it.
    pub fn learn_reading<N>(
        &mut self,
        scope: ScopeId,
        reading: Reading<N>,
        custodian: &Rc<[String]>,
    ) -> Vec<(N, FieldId)> {
        let mut stale = self.take_back(scope);
        for (owner, distance) in reading.distances {
            self.learn_distance(scope, owner, distance);
        }
        self.unread |= !reading.complete;
        self.custodian = Some(custodian.clone());
        let shown = reading.fields.into_iter().filter_map(|field| {
            let distance = field.distance;
            let exception_possible = field.exception_possible;
            let declared = field
                .declared
                .map(|(audience, authority)| Evidence::Declared { audience, authority });
            let seen = Seen {
                owner: field.owner,
                kind: field.kind,
                shown: field.shown,
                evidence: declared
                    .into_iter()
                    .chain([Evidence::Sighting { distance, exception_possible }])
                    .collect(),
                exception_possible,
            };
            let id = self.learn(scope, seen, custodian)?;
            stale.remove(&id);
            Some((field.node, id))
        });
        let shown = shown.collect();
        for id in stale {
            self.judge_again(id);
        }
        shown
    }

    /// Learns that a scope is no longer on the page. What it proved stays true; that it could not
    /// settle a distance no longer matters.
    pub fn forget_scope(&mut self, scope: ScopeId) {
        let Some((owners, _)) = self.said.get(&scope) else { return };
        for owner in owners.clone() {
            if let Some(said) = self.distances.get_mut(&owner)
                && said.get(&scope) == Some(&None)
            {
                said.remove(&scope);
                self.judge_owner(&owner);
            }
        }
    }

    /// Learns how far the viewer stands from an owner, by one scope. `None`: it contradicts
    /// itself, and so the distance is unknown whatever other scopes say.
    pub fn learn_distance(&mut self, scope: ScopeId, owner: Owner, distance: Option<Distance>) {
        self.said.entry(scope).or_default().0.insert(owner.clone());
        self.distances.entry(owner.clone()).or_default().insert(scope, distance);
        self.judge_owner(&owner);
    }

    /// Learns of a field. `None` when nothing is left of the value to protect.
    pub fn learn(
        &mut self,
        scope: ScopeId,
        seen: Seen,
        custodian: &Rc<[String]>,
    ) -> Option<FieldId> {
        let value = Value::read(seen.kind, &seen.shown)?;
        let key = (seen.owner.clone(), seen.kind, value.clone());
        let id = match self.ids.get(&key) {
            Some(&id) => id,
            None => {
                let id = FieldId(self.fields.len());
                self.ids.insert(key, id);
                if let Some(owner) = &seen.owner {
                    self.by_owner.entry(owner.clone()).or_default().insert(id);
                }
                self.fields.push(Known {
                    owner: seen.owner,
                    kind: seen.kind,
                    value,
                    evidence: BTreeMap::new(),
                    exception_possible: false,
                    custodian: custodian.clone(),
                    judgement: Judgement { verdict: Verdict::Withhold, reasons: BTreeSet::new() },
                });
                id
            }
        };
        self.said.entry(scope).or_default().1.insert(id);
        let known = self.fields.get_mut(id.0)?;
        known.evidence.entry(scope).or_default().extend(seen.evidence);
        known.exception_possible |= seen.exception_possible;
        self.judge_again(id);
        Some(id)
    }

    /// Takes back what a scope said, and names the fields that it spoke of.
    fn take_back(&mut self, scope: ScopeId) -> BTreeSet<FieldId> {
        let (owners, ids) = self.said.remove(&scope).unwrap_or_default();
        for id in &ids {
            // A field that was shown once stays known; with no evidence left it is unknown, which
            // is safe where a scope is taken over by another owner.
            if let Some(known) = self.fields.get_mut(id.0) {
                known.evidence.remove(&scope);
            }
        }
        for owner in owners {
            if let Some(said) = self.distances.get_mut(&owner) {
                said.remove(&scope);
            }
            self.judge_owner(&owner);
        }
        ids
    }

    /// A field has another judgement, which no other field's depends on.
    pub(super) fn change(&mut self, id: FieldId) {
        if let Some(searches) = self.sought.take().and_then(|sought| sought.searches.into_inner()) {
            self.built = Some(searches.most);
        }
        self.revision += 1;
        self.untold.ids.insert(id);
        self.unshown.ids.insert(id);
    }

    /// What is remembered has changed, or what is the viewer's own: that may concern each field,
    /// and each search has it in it.
    pub(super) fn change_all(&mut self) {
        self.search_anew();
        self.revision += 1;
        self.untold.all = true;
        self.unshown.all = true;
    }

    pub(super) fn search_anew(&mut self) {
        self.sought = OnceCell::new();
        self.built = None;
    }

    fn judge_owner(&mut self, owner: &Owner) {
        for id in self.by_owner.get(owner).cloned().unwrap_or_default() {
            self.judge_again(id);
        }
    }

    pub(super) fn judge_again(&mut self, id: FieldId) {
        let Some(known) = self.fields.get_mut(id.0) else { return };
        let exception_possible = known.exception_possible;
        let said = known.owner.as_ref().and_then(|owner| self.distances.get(owner));
        let distance = settle(said.into_iter().flat_map(BTreeMap::values).copied());
        // A scope speaks of its own owner only through the distances of that owner, which other
        // scopes may contradict.
        let own = known.evidence.values().flatten().copied().filter(|piece| match piece {
            Evidence::Sighting { distance: Some(_), .. } => known.owner.is_none() || said.is_none(),
            _ => true,
        });
        let evidence: Vec<Evidence> =
            own.chain([Evidence::Sighting { distance, exception_possible }]).collect();
        let judgement = judge(&self.policy, known.kind, &evidence);
        // A field that is new has a judgement without reasons, which no real one equals.
        if known.judgement == judgement {
            return;
        }
        known.judgement = judgement;
        let own = (known.kind, known.value.clone());
        self.change(id);
        let was_own = self.viewers_own.contains_key(&own);
        let proofs = self.viewers_own.entry(own.clone()).or_default();
        if combine(&evidence).is_owner {
            proofs.insert(id);
        } else {
            proofs.remove(&id);
        }
        let is_own = !proofs.is_empty();
        if !is_own {
            self.viewers_own.remove(&own);
        }
        if is_own != was_own {
            self.change_all();
        }
    }
}
