//! What is looked for in payloads, and how it is found.

use super::{FieldId, Guard, Known};
use crate::context::{is_weak, signs_of};
use crate::destination::Destination;
use crate::field::{Owner, Value, text};
use crate::payload::{self, Needles, Payload, Unreadable};
use crate::protocol::{self, Departure, Encoding};
use crate::veil::stand_in::StandIn;
use crate::verdict::Verdict;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// What a search has found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub fields: BTreeSet<FieldId>,
    /// Those whom it is about, as far as that was asked for.
    pub owners: BTreeSet<Owner>,
    /// Groups of the memory.
    pub remembered: BTreeSet<usize>,
}

impl Found {
    pub fn append(&mut self, mut other: Self) {
        self.fields.append(&mut other.fields);
        self.owners.append(&mut other.owners);
        self.remembered.append(&mut other.remembered);
    }
}

/// A payload that was read.
pub(super) enum Read<'a> {
    Text(&'a str),
    Bytes(Vec<u8>),
}

impl<'a> Read<'a> {
    pub fn of(departure: Departure<'a>) -> Option<Self> {
        match departure.encoding {
            Encoding::Text => Some(Self::Text(departure.payload)),
            Encoding::Bytes => protocol::bytes_of(departure.payload).map(Self::Bytes),
            // Whoever holds the `blob:` URL turns it into bytes before it comes here.
            Encoding::Blob | Encoding::Unreadable => None,
        }
    }

    pub fn payload(&self) -> Payload<'_> {
        match self {
            Self::Text(text) => Payload::Text(text),
            Self::Bytes(bytes) => Payload::Bytes(bytes),
        }
    }
}

/// The fields that are looked for in payloads: all but those that may leave anyway.
pub(super) struct Sought {
    pub ids: Vec<FieldId>,
    pub withheld: usize,
    /// Built for the first payload: most pages are only ever asked for their state.
    pub searches: OnceCell<Searches>,
}

/// Two searches that look for everything between them: a page that shows one more of thousands
/// of fields has a search built for that one.
pub(super) struct Searches {
    /// For most of the fields, and for what is remembered.
    pub most: Rc<Search>,
    /// For the fields that have come since.
    recent: Option<Search>,
}

/// How many fields are looked for by themselves before one search is built for all. Building
/// takes as long for each, so that this is about the root of what a large page shows.
const MOST_RECENT: usize = 64;

/// A payload with more bytes for each field is looked through once: that much takes as long as
/// building a search for one field.
const BYTES_A_FIELD: usize = 256;

/// What is looked for: the fields, then the signs of owners, then what is remembered.
pub(super) struct Search {
    ids: Vec<FieldId>,
    needles: Needles,
    /// Whose sign each is.
    signs: Vec<Owner>,
}

impl Guard {
    pub(super) fn found_in_departure(
        &self,
        departure: Departure<'_>,
        destination: Destination<'_>,
    ) -> Result<Found, Unreadable> {
        let read = Read::of(departure).ok_or(Unreadable::Binary)?;
        let mut found = self.found_in(read.payload())?;
        found.append(self.found_across(departure));
        let mut in_url = self.found_in(Payload::Text(destination.text()))?;
        // To visit somebody's website is what the detail is for.
        let is_export = |known: &Known| !is_visit(&known.value, destination.text());
        in_url.fields = self.those(&in_url.fields, is_export);
        found.append(in_url);
        found.fields = self.without_strangers(&found);
        Ok(found)
    }

    /// What begins in what left before, and ends in this.
    fn found_across(&self, departure: Departure<'_>) -> Found {
        let find = |payload: &str| {
            let read = Read::of(Departure { payload, ..departure }).ok_or(Unreadable::Binary)?;
            self.found_in(read.payload())
        };
        let Some(seam) = self.tails.seam(&departure) else { return Found::default() };
        // A piece of something packed can be read together with the rest only.
        let Ok(mut joined) = find(&seam.joined) else { return Found::default() };
        if let Ok(before) = find(&seam.tail) {
            joined.fields.retain(|id| !before.fields.contains(id));
            joined.remembered.retain(|group| !before.remembered.contains(group));
        }
        joined
    }

    /// The fields that were found, without weak ones beside which nothing else of their owner was.
    pub(super) fn without_strangers(&self, found: &Found) -> BTreeSet<FieldId> {
        let is_weak = |known: &Known| is_weak(known.kind, &known.value);
        let mut fields = self.those(&found.fields, |known| !is_weak(known));
        let owners: BTreeSet<Option<&Owner>> = fields
            .iter()
            .filter_map(|id| self.field(*id).map(|known| known.owner.as_ref()))
            .chain(found.owners.iter().map(Some))
            .collect();
        let weak = self
            .those(&found.fields, |known| is_weak(known) && owners.contains(&known.owner.as_ref()));
        fields.extend(weak);
        fields
    }

    pub(super) fn found_in(&self, payload: Payload<'_>) -> Result<Found, Unreadable> {
        let (mut found, stand_ins) = self.look_for(payload)?;
        self.add_veiled(&stand_ins, &mut found);
        Ok(found)
    }

    pub(super) fn sought(&self) -> &Sought {
        self.sought.get_or_init(|| {
            let verdict_of = |known: &Known| match self.is_viewers_own(known) {
                true => Verdict::Allow,
                false => known.judgement.verdict,
            };
            let verdicts = || self.fields.iter().map(verdict_of).enumerate();
            Sought {
                ids: verdicts()
                    .filter_map(|(index, verdict)| {
                        (verdict != Verdict::Allow).then_some(FieldId(index))
                    })
                    .collect(),
                withheld: self.fields.iter().filter(|known| self.keeps(known)).count(),
                searches: OnceCell::new(),
            }
        })
    }

    /// The values in a payload, and the stand-ins.
    pub(super) fn look_for(
        &self,
        payload: Payload<'_>,
    ) -> Result<(Found, BTreeSet<StandIn>), Unreadable> {
        let sought = self.sought();
        let Searches { most, recent } = sought.searches.get_or_init(|| self.searches(&sought.ids));
        let bytes = match payload {
            Payload::Text(text) => text.len(),
            Payload::Bytes(bytes) => bytes.len(),
        };
        let mut found = Found::default();
        if recent.is_some() && bytes / BYTES_A_FIELD > sought.ids.len() {
            let stand_ins = self.search(sought.ids.clone(), true).add_to(&mut found, payload)?;
            return Ok((found, stand_ins));
        }
        let mut stand_ins = BTreeSet::new();
        for search in [Some(&**most), recent.as_ref()].into_iter().flatten() {
            stand_ins.append(&mut search.add_to(&mut found, payload)?);
        }
        Ok((found, stand_ins))
    }

    fn searches(&self, ids: &[FieldId]) -> Searches {
        if let Some(most) = &self.built
            && let Some(recent) = added(&most.ids, ids)
            && recent.len() <= MOST_RECENT.min(most.ids.len() / 4)
        {
            let recent = (!recent.is_empty()).then(|| self.search(recent, false));
            return Searches { most: most.clone(), recent };
        }
        Searches { most: Rc::new(self.search(ids.to_vec(), true)), recent: None }
    }

    fn search(&self, ids: Vec<FieldId>, with_memory: bool) -> Search {
        let sought = || ids.iter().filter_map(|&id| self.field(id));
        let weak = sought().filter(|known| is_weak(known.kind, &known.value));
        let owners: BTreeSet<&Owner> = weak.filter_map(|known| known.owner.as_ref()).collect();
        let (signs, texts): (Vec<Owner>, Vec<Value>) = owners
            .into_iter()
            .flat_map(|owner| signs_of(owner).into_iter().map(|sign| (owner.clone(), sign)))
            .unzip();
        let mut needles = Needles::new(sought().map(|known| &known.value).chain(&texts));
        if let Some(recollection) = self.memory.recollection().filter(|_| with_memory) {
            needles =
                needles.recalling(recollection, self.viewers_own.keys().map(|(_, value)| value));
        }
        Search { ids, needles: needles.noting_stand_ins(), signs }
    }
}

impl Search {
    /// Adds what it finds in the payload, and gives the stand-ins.
    fn add_to(
        &self,
        found: &mut Found,
        payload: Payload<'_>,
    ) -> Result<BTreeSet<StandIn>, Unreadable> {
        let Self { ids, needles, signs } = self;
        let payload::Found { values, stand_ins } = needles.find_all(payload)?;
        for index in values {
            if let Some(id) = ids.get(index) {
                found.fields.insert(*id);
            } else if let Some(owner) = signs.get(index - ids.len()) {
                found.owners.insert(owner.clone());
            } else {
                found.remembered.insert(index - ids.len() - signs.len());
            }
        }
        Ok(stand_ins)
    }
}

/// What has come to a list; both are in order. `None` where something has left it.
fn added(before: &[FieldId], now: &[FieldId]) -> Option<Vec<FieldId>> {
    let mut before = before.iter().peekable();
    let added = now.iter().filter(|id| before.next_if_eq(id).is_none()).copied().collect();
    before.next().is_none().then_some(added)
}

/// Whether going to the URL is a visit to the very website that the field names.
fn is_visit(value: &Value, url: &str) -> bool {
    let Value::Website(site) = value else { return false };
    text::website(url).is_some_and(|visited| {
        visited
            .strip_prefix(site.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    })
}
