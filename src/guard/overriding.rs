//! An export of withheld fields that a person answers for: once, for the fields that they have
//! named, and only after the register has it.

use super::account::Account;
use super::search::Read;
use super::{Decision, FieldId, Guard, Known, Told};
use crate::field::{Kind, Value};
use crate::protocol::{Answer, Channel, Departure, Encoding, Refusal};
use crate::register::{Act, Pseudonym};
use serde::Serialize;
use std::collections::BTreeSet;

/// The most fields that somebody can be asked to name, and to answer for.
pub const MOST_OVERRIDDEN: usize = 50;

/// How long an override waits for the export to be made.
pub const OVERRIDDEN_FOR_MILLISECONDS: u64 = 120_000;

/// A field as the person is asked about it, on a page of the extension's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToName {
    /// Names the field.
    pub id: usize,
    /// What sort of detail it is.
    pub kind: Kind,
    /// Its value, as the page would show it.
    pub value: String,
    /// Pseudonyms of its owner.
    pub owners: BTreeSet<Pseudonym>,
}

/// What a person answers for.
pub(super) struct Overridden {
    fields: BTreeSet<FieldId>,
    /// What may leave, exactly; nothing where a control does the export.
    departures: Option<Vec<Exactly>>,
    until: u64,
}

/// One departure, to be known again.
#[derive(PartialEq, Eq)]
struct Exactly {
    channel: Channel,
    destination: String,
    encoding: Encoding,
    payload: String,
}

impl From<Departure<'_>> for Exactly {
    fn from(departure: Departure<'_>) -> Self {
        Self {
            channel: departure.channel,
            destination: departure.destination.to_owned(),
            encoding: departure.encoding,
            payload: departure.payload.to_owned(),
        }
    }
}

impl Overridden {
    /// When it ends, in milliseconds since 1970.
    pub fn until(&self) -> u64 {
        self.until
    }
}

impl Guard {
    /// The fields that an override of this refusal would be about, whether or not one is allowed:
    /// a page may be refused before it has heard that. Nothing where something is withheld that
    /// this page does not show itself, and where it is about more than [`MOST_OVERRIDDEN`].
    pub fn overridable(&self, decision: &Decision) -> Option<BTreeSet<FieldId>> {
        let Decision { answer, fields, concerns, .. } = decision;
        let may = *answer == Answer::Refuse(Refusal::Withheld)
            && !fields.iter().any(Told::is_of_others)
            && concerns.len() <= MOST_OVERRIDDEN;
        may.then(|| concerns.clone())
    }

    /// Whether somebody may answer for what is withheld.
    pub fn allows_overrides(&self) -> bool {
        self.overrides
    }

    /// The details that a person is to name. One value is one of them, whoever shares it: nothing
    /// in what leaves tells whose it is.
    pub fn to_name(&self, ids: &BTreeSet<FieldId>) -> Vec<ToName> {
        let veil = self.veil.borrow();
        let mut all: Vec<(&Known, ToName)> = Vec::new();
        for &id in ids {
            let Some(known) = self.field(id) else { continue };
            let owners = self.pseudonyms(id);
            match all.iter_mut().find(|(other, _)| is_same_detail(other, known)) {
                Some((_, named)) => named.owners.extend(owners),
                None => {
                    let value = veil.text_of(id).map_or_else(|| shown(&known.value), str::to_owned);
                    all.push((known, ToName { id: id.0, kind: known.kind, value, owners }));
                }
            }
        }
        all.into_iter().map(|(_, named)| named).collect()
    }

    /// Those of the fields that show a detail which was named.
    pub fn with_same_values(
        &self,
        named: &BTreeSet<FieldId>,
        fields: &BTreeSet<FieldId>,
    ) -> BTreeSet<FieldId> {
        let named: Vec<&Known> = named.iter().filter_map(|&id| self.field(id)).collect();
        self.those(fields, |known| named.iter().any(|each| is_same_detail(each, known)))
    }

    /// The entry that the register must hold before anything leaves.
    pub fn account_of_override(
        &self,
        channel: Channel,
        destination: &str,
        ids: &BTreeSet<FieldId>,
    ) -> Account {
        self.account(Act::Overridden, (channel, destination), ids, &[])
    }

    /// What would leave of one export, with the values of the named fields in the places of their
    /// stand-ins and without whatever else is withheld. Nothing where that cannot be had, or
    /// nothing would leave.
    pub fn with_named(
        &mut self,
        departures: &[Departure<'_>],
        ids: &BTreeSet<FieldId>,
    ) -> Option<Vec<String>> {
        if !self.allows_overrides() || ids.is_empty() || departures.is_empty() {
            return None;
        }
        departures.iter().map(|&departure| self.one_with_named(departure, ids)).collect()
    }

    fn one_with_named(
        &mut self,
        departure: Departure<'_>,
        ids: &BTreeSet<FieldId>,
    ) -> Option<String> {
        let with_values = self.with_values(departure, |id| ids.contains(&id));
        let payload = with_values.as_deref().unwrap_or(departure.payload);
        let whole = Departure { payload, ..departure };
        self.as_own(ids, |guard| {
            let rest = guard.rest_of(whole, &mut BTreeSet::new())?;
            let leaves = Departure { payload: &rest, ..whole };
            let is_free = guard.decide_departure(leaves, false).answer == Answer::Permit;
            (is_free && !guard.has_stand_ins(leaves)).then_some(rest)
        })
    }

    /// Lets exactly this leave, each departure once, with the named fields in it. Whether it may.
    pub fn override_once(
        &mut self,
        departures: &[Departure<'_>],
        ids: BTreeSet<FieldId>,
        now: u64,
    ) -> bool {
        let departures = departures.iter().map(|&departure| departure.into()).collect();
        self.set_overridden(ids, Some(departures), now)
    }

    /// Lets a control take the named fields, at one press. Whether it may.
    pub fn override_control(&mut self, ids: BTreeSet<FieldId>, now: u64) -> bool {
        self.set_overridden(ids, None, now)
    }

    fn set_overridden(
        &mut self,
        fields: BTreeSet<FieldId>,
        departures: Option<Vec<Exactly>>,
        now: u64,
    ) -> bool {
        if self.overrides {
            let until = now.saturating_add(OVERRIDDEN_FOR_MILLISECONDS);
            self.overridden = Some(Overridden { fields, departures, until });
        }
        self.overrides
    }

    /// Judges what is withheld with the fields that a person answers for, if it is what they
    /// answer for.
    pub(super) fn decide_overridden(
        &mut self,
        departure: Departure<'_>,
        shut: bool,
        now: u64,
    ) -> Option<Decision> {
        let mut overridden = self.overridden.take().filter(|each| now < each.until)?;
        let asked = Exactly::from(departure);
        let at = (overridden.departures.iter().flatten()).position(|each| *each == asked);
        let decision = at.map(|_| {
            self.as_own(&overridden.fields, |guard| guard.decide_departure(departure, shut))
        });
        let permitted = decision.filter(|decision| decision.answer == Answer::Permit);
        if let (Some(_), Some(at), Some(left)) = (&permitted, at, &mut overridden.departures) {
            left.remove(at);
        }
        if overridden.departures.as_ref().is_none_or(|left| !left.is_empty()) {
            self.overridden = Some(overridden);
        }
        permitted
    }

    /// Whether a control may do its export, since a person answers for what it takes. `is_last`:
    /// whether this event of the press does the deed.
    pub fn may_take(&mut self, decision: &Decision, is_last: bool, now: u64) -> bool {
        let is_answered_for = |each: &Overridden| {
            each.departures.is_none()
                && now < each.until
                && decision.concerns.is_subset(&each.fields)
        };
        let may = decision.answer == Answer::Refuse(Refusal::Withheld)
            && self.overridden.as_ref().is_some_and(is_answered_for);
        if may && is_last {
            self.overridden = None;
        }
        may
    }

    /// Judges as if these fields were the viewer's own, wherever they are found.
    fn as_own<T>(&mut self, ids: &BTreeSet<FieldId>, judge: impl FnOnce(&Self) -> T) -> T {
        let before = self.viewers_own.clone();
        for &id in ids {
            if let Some(known) = self.fields.get(id.0) {
                let own = (known.kind, known.value.clone());
                self.viewers_own.entry(own).or_default().insert(id);
            }
        }
        self.search_anew();
        let judged = judge(self);
        self.viewers_own = before;
        self.search_anew();
        judged
    }

    /// Whether somebody else's values would be missing in it.
    fn has_stand_ins(&self, departure: Departure<'_>) -> bool {
        let read = Read::of(departure);
        let found = read.as_ref().and_then(|read| self.look_for(read.payload()).ok());
        found.is_none_or(|(_, stand_ins)| !stand_ins.is_empty())
    }
}

fn is_same_detail(one: &Known, other: &Known) -> bool {
    one.kind == other.kind && one.value == other.value
}

/// A value that no page shows now.
fn shown(value: &Value) -> String {
    match value {
        Value::Email(email) => format!("{}@{}", email.local(), email.domain()),
        Value::Phone(phone) => {
            let country = phone.country().map_or_else(String::new, |country| format!("+{country}"));
            let reading = phone.readings().into_iter().next();
            country + &reading.map_or_else(String::new, |reading| reading.digits)
        }
        Value::Website(text) | Value::Text(text) => text.clone(),
    }
}
