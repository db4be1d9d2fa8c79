//! What of the page is veiled, and what its stand-ins come to in what leaves.

use super::search::{Found, Read};
use super::{Decision, FieldId, Guard, ScopeId, Seen};
use crate::context::is_weak;
use crate::destination::Destination;
use crate::evidence::Evidence;
use crate::field::{Kind, Owner};
use crate::payload::{Needles, Payload};
use crate::protocol::{self, Answer, Departure, Encoding, Response};
use crate::sites::{Location, ResponseRule, Site, literals, read_response};
use crate::veil::Veil;
use crate::veil::conceal::Find;
use crate::veil::put_back::put_back;
use crate::veil::served::{self, Kept, Served, Source};
use crate::veil::setting::Setting;
use crate::veil::source::veil_response;
use crate::veil::stand_in::StandIn;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// The longest text that can be one value and nothing else, in bytes.
const MOST_OF_A_VALUE: usize = 256;

/// What a stand-in in a served document stands for, as the engine of that document is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedEntry {
    /// Which it is.
    pub stand_in: StandIn,
    /// What it stands for, as it was written there.
    pub text: String,
    /// The field that this is of.
    pub field: ServedField,
}

/// A field that is kept back in a served document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedField {
    /// Whom the field belongs to; `None` where the source does not say.
    pub owner: Option<String>,
    /// What sort of detail it is.
    pub kind: Kind,
    /// The field's value, as the source shows it.
    pub shown: String,
    /// Whether one of the platform's exceptions may be why it is shown.
    pub exception_possible: bool,
}

impl Guard {
    /// What the page holds in the places of withheld values.
    pub fn veil(&self) -> Rc<RefCell<Veil>> {
        self.veil.clone()
    }

    /// Chooses whether what is withheld is veiled.
    pub fn set_veil(&mut self, setting: Setting) {
        if std::mem::replace(&mut self.veil_setting, setting) != setting {
            self.revision += 1;
            self.unshown.all = true;
        }
    }

    /// Whether it is.
    pub fn veil_setting(&self) -> Setting {
        self.veil_setting
    }

    /// Changes whenever something else is to be veiled.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether anything is to be veiled.
    pub fn veils_any(&self) -> bool {
        self.veil_setting.is_on() && self.withheld_count() > 0
    }

    /// Whether a field is: it is kept back, and nobody has turned the veil off.
    pub fn is_veiled(&self, id: FieldId) -> bool {
        self.veil_setting.is_on() && self.field(id).is_some_and(|known| self.keeps(known))
    }

    /// The fields whose values are to be veiled in a text of the page. What many share only where
    /// something of its owner stands beside it.
    ///
    /// What cannot be read is none: so much encoding no page shows to anybody.
    pub fn veiled_in(&self, text: &str) -> BTreeSet<FieldId> {
        if !self.veil_setting.is_on() {
            return BTreeSet::new();
        }
        let Ok((found, _)) = self.look_for(Payload::Text(text)) else { return BTreeSet::new() };
        let fields = self.without_strangers(&found);
        fields.into_iter().filter(|id| self.is_veiled(*id)).collect()
    }

    /// Whether a URL leads to a site that holds something which was seen here.
    pub fn leads_to_custodian(&self, url: &str) -> bool {
        let destination = Destination::read(url);
        self.fields.iter().any(|known| destination.is_within(&known.custodian))
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

    /// Learns what a response brings, and veils what of it is withheld. `rule` is the site's for
    /// it, `scope` a number for whatever such responses say of one owner.
    ///
    /// What is not written as the rule says brings nothing that is known.
    pub fn veil_source(
        &mut self,
        response: Response<'_>,
        (site, rule): (&Site, &ResponseRule),
        location: &Location<'_>,
        custodian: &Rc<[String]>,
        scope: impl FnOnce(Option<&Owner>) -> ScopeId,
    ) -> Decision {
        let Some(literals) = literals(rule.reads, response.body) else {
            return Answer::Same.into();
        };
        let reading = read_response(site, rule, response.url, &literals, location);
        let owner = reading.fields.iter().find_map(|field| field.owner.clone());
        let scope = scope(owner.as_ref());
        let shown = self.learn_reading(scope, reading, custodian).into_iter().map(|(_, id)| id);
        let weak = shown.filter(|id| self.is_veiled(*id) && self.is_weak(*id)).collect();
        let find = InResponse { guard: self, weak };
        match veil_response(response.body, &literals, &find, &mut self.veil.borrow_mut()) {
            Some(veiled) => Decision { instead: Some(veiled), ..Decision::from(Answer::Veiled) },
            None => Answer::Same.into(),
        }
    }

    /// Puts stand-ins into a page's source for all that is withheld. Each of `shown` is an element
    /// that shows a field, by the numbers of its tags. `resolve` makes an address in it a whole one.
    pub fn veil_served(
        &self,
        source: &Source<'_>,
        shown: Vec<(FieldId, BTreeSet<usize>)>,
        resolve: &dyn Fn(&str) -> Option<String>,
        has_letters: bool,
    ) -> Option<Served> {
        let kept: Vec<Kept> = shown
            .into_iter()
            .filter(|(field, _)| self.is_veiled(*field))
            .map(|(field, tags)| Kept { field, tags })
            .collect();
        if kept.is_empty() {
            return None;
        }
        let known = served::Known {
            find: self,
            leads_to_custodian: &|address| {
                resolve(address).is_some_and(|url| self.leads_to_custodian(&url))
            },
        };
        served::veil_served(source, &kept, &known, has_letters, &mut self.veil.borrow_mut())
    }

    /// Learns what the stand-ins stand for that a document was served with. That it was kept back
    /// there proves nothing about its audience: what the page shows does.
    pub fn learn_served(
        &mut self,
        scope: ScopeId,
        entries: Vec<ServedEntry>,
        custodian: &Rc<[String]>,
    ) {
        for ServedEntry { stand_in, text, field } in entries {
            let exception_possible = field.exception_possible;
            let seen = Seen {
                owner: field.owner.map(Owner),
                kind: field.kind,
                shown: field.shown,
                evidence: vec![Evidence::Sighting { distance: None, exception_possible }],
                exception_possible,
            };
            if let Some(id) = self.learn(scope, seen, custodian) {
                self.veil.borrow_mut().take_over(stand_in, id, text);
            }
        }
    }

    /// A stand-in counts as what it stands for, and is a sign of its owner.
    pub(super) fn add_veiled(&self, stand_ins: &BTreeSet<StandIn>, found: &mut Found) {
        let veil = self.veil.borrow();
        for stand_in in stand_ins {
            if let Some(id) = veil.field(*stand_in) {
                found.fields.insert(id);
                found.owners.extend(self.field(id).and_then(|known| known.owner.clone()));
            } else if let Some(text) = veil.text_of_other(*stand_in)
                && let Ok((value, _)) = self.look_for(Payload::Text(text))
            {
                found.append(value);
            }
        }
    }

    /// Whether something stands in what leaves that only another veil can know: nobody could put it
    /// back for its custodian.
    pub(super) fn holds_unknown(&self, departure: Departure<'_>) -> bool {
        let unknown = self.veil.borrow().unknown();
        if unknown.is_empty() {
            return false;
        }
        let read = Read::of(departure).unwrap_or(Read::Text(departure.payload));
        [read.payload(), Payload::Text(departure.destination)]
            .into_iter()
            .filter_map(|payload| self.look_for(payload).ok())
            .any(|(_, stand_ins)| !stand_ins.is_disjoint(&unknown))
    }

    /// A custodian gets the values that it has shown, in the places of their stand-ins.
    pub(super) fn with_values_put_back(
        &self,
        departure: Departure<'_>,
        decision: Decision,
    ) -> Decision {
        let destination = Destination::read(departure.destination);
        let is_custodians =
            |id| self.field(id).is_some_and(|known| destination.is_within(&known.custodian));
        match self.with_values(departure, is_custodians) {
            Some(payload) if departure.replaceable => {
                Decision { answer: Answer::Instead, instead: Some(payload), ..decision }
            }
            _ => decision,
        }
    }

    /// The payload with the values of some fields in the places of their stand-ins. `None` when
    /// there are none.
    pub(super) fn with_values(
        &self,
        departure: Departure<'_>,
        is_for: impl Fn(FieldId) -> bool,
    ) -> Option<String> {
        let veil = self.veil.borrow();
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

    /// A text on its way to a URL, with the values that are in its custody in the places of their
    /// stand-ins. `None` when there are none.
    pub fn put_back(&self, destination: &str, text: &str) -> Option<String> {
        let destination = Destination::read(destination);
        put_back(text, &self.veil.borrow(), |id| {
            self.field(id).is_some_and(|known| destination.is_within(&known.custodian))
        })
    }
}

impl Find for Guard {
    fn fields(&self, text: &str) -> BTreeSet<FieldId> {
        self.veiled_in(text)
    }

    /// What many share is nobody's in a part of the text without anything of its owner, though the
    /// whole has it.
    fn holds(&self, part: &str, field: FieldId) -> bool {
        self.look_for(Payload::Text(part)).is_ok_and(|(found, _)| found.fields.contains(&field))
    }
}

/// Finds what is veiled in the texts of a response.
struct InResponse<'g> {
    guard: &'g Guard,
    /// What many share, and is its owner's where it is all that a text says.
    weak: BTreeSet<FieldId>,
}

impl Find for InResponse<'_> {
    fn fields(&self, text: &str) -> BTreeSet<FieldId> {
        let mut fields = self.guard.fields(text);
        if text.len() <= MOST_OF_A_VALUE && !self.weak.is_empty() {
            let found = self.guard.look_for(Payload::Text(text));
            fields
                .extend(found.iter().flat_map(|(found, _)| found.fields.intersection(&self.weak)));
        }
        fields
    }

    fn holds(&self, part: &str, field: FieldId) -> bool {
        self.guard.holds(part, field)
    }
}
