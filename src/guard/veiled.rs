//! What of the page is veiled, and what its stand-ins come to in what leaves.

use super::{Decision, FieldId, Found, Guard};
use crate::context::is_weak;
use crate::destination::Destination;
use crate::payload::{Needles, Payload};
use crate::protocol::{self, Answer, Departure, Encoding};
use crate::veil::Veil;
use crate::veil::put_back::put_back;
use crate::veil::stand_in::StandIn;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

impl Guard {
    /// What the page holds in the places of withheld values.
    pub fn veil(&self) -> Rc<RefCell<Veil>> {
        self.veil.clone()
    }

    /// Changes whenever a verdict does.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether a field is kept back, and so veiled.
    pub fn is_withheld(&self, id: FieldId) -> bool {
        self.field(id).is_some_and(|known| self.withholds(known) || self.is_remembered(known))
    }

    /// Whether any is.
    pub fn withholds_any(&self) -> bool {
        self.withheld_count() > 0
    }

    /// The fields whose values are to be veiled in a text of the page. What many share only where
    /// something of its owner stands beside it.
    ///
    /// What cannot be read is none: so much encoding no page shows to anybody.
    pub fn withheld_in(&self, text: &str) -> BTreeSet<FieldId> {
        let Ok((found, _)) = self.look_for(Payload::Text(text)) else { return BTreeSet::new() };
        let fields = self.without_strangers(&found);
        fields.into_iter().filter(|id| self.is_withheld(*id)).collect()
    }

    /// Whether the value of a field is one that many share, so that it is veiled only where it is
    /// known to be this field's.
    pub fn is_weak(&self, id: FieldId) -> bool {
        self.field(id).is_some_and(|known| is_weak(known.kind, &known.value))
    }

    /// What finds the value of one field.
    pub fn needles_of(&self, id: FieldId) -> Needles {
        Needles::new(self.field(id).map(|known| &known.value))
    }

    /// A stand-in counts as what it stands for, and is a sign of its owner.
    pub(super) fn add_veiled(&self, stand_ins: &BTreeSet<StandIn>, found: &mut Found) {
        let veil = self.veil.borrow();
        for id in stand_ins.iter().filter_map(|each| veil.field(*each)) {
            found.fields.insert(id);
            found.owners.extend(self.field(id).and_then(|known| known.owner.clone()));
        }
    }

    /// A custodian gets the values that it has shown, in the places of their stand-ins.
    pub(super) fn with_values_put_back(
        &self,
        departure: Departure<'_>,
        decision: Decision,
    ) -> Decision {
        match self.with_values(departure) {
            Some(payload) if departure.replaceable => {
                Decision { answer: Answer::Instead, instead: Some(payload), ..decision }
            }
            _ => decision,
        }
    }

    fn with_values(&self, departure: Departure<'_>) -> Option<String> {
        let veil = self.veil.borrow();
        if veil.is_empty() {
            return None;
        }
        let destination = Destination::read(departure.destination);
        let is_for = |id: FieldId| {
            self.field(id).is_some_and(|known| destination.is_within(&known.custodian))
        };
        match departure.encoding {
            Encoding::Text => put_back(departure.payload, &veil, is_for),
            Encoding::Bytes => {
                let bytes = protocol::bytes_of(departure.payload)?;
                let text = put_back(str::from_utf8(&bytes).ok()?, &veil, is_for)?;
                Some(protocol::characters_of(text.as_bytes()))
            }
            Encoding::Blob | Encoding::Unreadable => None,
        }
    }
}
