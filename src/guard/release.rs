//! Going on without them: what is left of a refused export once the withheld fields are out of it,
//! and letting that leave.
//!
//! What is blanked tells which values are withheld, and the page may have composed the payload. So
//! only fields that this page has shown itself are blanked: its marks say the same of each.
//! Whatever only other pages have shown stays a refusal.

use super::search::Read;
use super::{Account, FieldId, Guard, Overridden};
use crate::destination::Destination;
use crate::field::{Kind, Owner, Value};
use crate::guard::Decision;
use crate::payload::{Needles, Payload, Unreadable};
use crate::protocol::{self, Answer, Channel, Departure, Encoding, Refusal};
use crate::redact::{Content, Redacted, redact};
use crate::register::Act;
use std::collections::{BTreeSet, HashMap};

/// How long a choice to go on waits for the page to ask again.
pub const ARMED_FOR_MILLISECONDS: u64 = 60_000;

/// The longest export, in bytes of its questions, for which an offer is worked out: it is looked
/// through several times, while the page waits.
pub const MOST_OFFERED_BYTES: usize = 1024 * 1024;

/// What a refused export comes to without the withheld fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Each payload without them, in the encoding of its question.
    pub rests: Vec<String>,
    /// How many details stay on the page.
    pub stay: usize,
    /// Of how many contacts; nothing where the page does not say of each whose it is.
    pub contacts: Option<usize>,
    /// How many other details that the page has shown are in it, and go.
    pub go: usize,
    /// What the register is told if it goes on so.
    pub account: Account,
}

/// What a person has chosen to let go.
pub(super) struct Armed {
    channel: Channel,
    destination: String,
    encoding: Encoding,
    refused: String,
    rest: String,
    until: u64,
}

impl Armed {
    /// Whether it was chosen for exactly this.
    fn is_for(&self, departure: Departure<'_>, now: u64) -> bool {
        let Departure { channel, destination, encoding, payload, replaceable } = departure;
        replaceable
            && channel == self.channel
            && destination == self.destination
            && encoding == self.encoding
            && payload == self.refused
            && now < self.until
    }
}

impl Guard {
    /// What would be left of one export without the withheld fields, at a time in milliseconds
    /// since 1970. It comes as one departure or, as a clipboard with several types, as several.
    ///
    /// Nothing where nothing is withheld, where a format is not understood, where what is left
    /// could not leave either, and where it is longer than [`MOST_OFFERED_BYTES`].
    pub fn offer(&mut self, departures: &[Departure<'_>], now: u64) -> Option<Offer> {
        let bytes: usize = departures.iter().map(|each| each.payload.len()).sum();
        if self.flood.is_shut(now)
            || bytes > MOST_OFFERED_BYTES
            || departures.iter().any(|each| !each.replaceable)
        {
            return None;
        }
        let mut left_out = BTreeSet::new();
        let mut rests = Vec::new();
        for &departure in departures {
            let rest = self.rest_of(departure, &mut left_out)?;
            let instead = Departure { payload: &rest, ..departure };
            if self.decide_departure(instead, false).answer != Answer::Permit {
                return None;
            }
            rests.push(rest);
        }
        let stay = self.owners_by_value(&left_out);
        if stay.is_empty() {
            return None;
        }
        let are_known = stay.values().all(|owners| !owners.is_empty());
        let contacts = stay.values().flatten().collect::<BTreeSet<_>>().len();
        Some(Offer {
            stay: stay.len(),
            contacts: are_known.then_some(contacts),
            go: self.count_shown_in(departures, &rests)?,
            account: self.account_of_offer(departures, left_out)?,
            rests,
        })
    }

    /// Lets the rest of a refused departure leave the next time that exactly this is asked, once,
    /// and for a short while: as long as a person answers for it, if one does.
    pub fn arm(&mut self, refused: Departure<'_>, rest: String, now: u64) {
        let answered_for = self.overridden.as_ref().map_or(0, Overridden::until);
        self.armed = Some(Armed {
            channel: refused.channel,
            destination: refused.destination.to_owned(),
            encoding: refused.encoding,
            refused: refused.payload.to_owned(),
            rest,
            until: now.saturating_add(ARMED_FOR_MILLISECONDS).max(answered_for),
        });
    }

    /// The answer to what a person has let go on, if this is it. The rest is judged like anything
    /// else: the page may have shown more since.
    pub(super) fn decide_armed(
        &mut self,
        departure: Departure<'_>,
        shut: bool,
        now: u64,
    ) -> Option<Decision> {
        let Armed { rest, .. } = self.armed.take_if(|armed| armed.is_for(departure, now))?;
        let instead = Departure { payload: &rest, ..departure };
        let decision = match self.decide_overridden(instead, shut, now) {
            Some(decision) => decision,
            None => self.decide_departure(instead, shut),
        };
        if decision.answer != Answer::Permit {
            return None;
        }
        self.keep_tail(&instead);
        let account = self.account_of_rest(departure);
        Some(Decision { answer: Answer::Instead, instead: Some(rest), account, ..decision })
    }

    fn account_of_offer(
        &self,
        departures: &[Departure<'_>],
        left_out: BTreeSet<usize>,
    ) -> Option<Account> {
        let first = departures.first()?;
        let fields: BTreeSet<FieldId> = left_out.into_iter().map(FieldId).collect();
        Some(self.account(Act::Redacted, (first.channel, first.destination), &fields, &[]))
    }

    /// The entry about an export that goes on without its withheld fields; nothing where none of
    /// them stays, since a person answers for all.
    fn account_of_rest(&self, departure: Departure<'_>) -> Option<Account> {
        let Decision { answer, concerns, .. } = self.decide_departure(departure, false);
        let way = (departure.channel, departure.destination);
        (answer == Answer::Refuse(Refusal::Withheld))
            .then(|| self.account(Act::Redacted, way, &concerns, &[]))
    }

    /// The payload without the withheld fields, which are added to those left out.
    pub(super) fn rest_of(
        &self,
        departure: Departure<'_>,
        left_out: &mut BTreeSet<usize>,
    ) -> Option<String> {
        let at_stake = self.at_stake(Destination::read(departure.destination));
        let withheld = self.those(&at_stake, |known| self.keeps(known));
        // Stand-ins are part of no cell and no word, and nobody misses them.
        let bare = self.veil.borrow().without_stand_ins(departure.payload).into_owned();
        if bare != departure.payload {
            let found = self.found_in(Payload::Text(departure.payload)).ok()?;
            left_out.extend(found.fields.intersection(&withheld).map(|id| id.0));
        }
        let departure = Departure { payload: &bare, ..departure };
        let read = Read::of(departure)?;
        // What many share is blanked wherever it stands, once its owner is in it.
        let whole = self.without_strangers(&self.found_in(read.payload()).ok()?);
        let whole: BTreeSet<usize> = whole.intersection(&withheld).map(|id| id.0).collect();
        let find = |payload: Payload<'_>| -> Result<BTreeSet<usize>, Unreadable> {
            let found = self.found_in(payload)?.fields;
            Ok(found.into_iter().map(|id| id.0).filter(|id| whole.contains(id)).collect())
        };
        if whole.is_empty() {
            return Some(departure.payload.to_owned());
        }
        // The whole is asked about once more, and it is the longest of all.
        let find = |payload: Payload<'_>| match is_same(payload, read.payload()) {
            true => Ok(whole.clone()),
            false => find(payload),
        };
        let Redacted { content, left_out: blanked } = redact(read.payload(), &find)?;
        left_out.extend(blanked);
        match (departure.encoding, content) {
            (Encoding::Text, Content::Text(text)) => Some(text),
            (Encoding::Bytes, Content::Bytes(bytes)) => Some(protocol::characters_of(&bytes)),
            _ => None,
        }
    }

    /// How many details that this page has shown stand in what is left.
    fn count_shown_in(&self, departures: &[Departure<'_>], rests: &[String]) -> Option<usize> {
        let needles = Needles::new(self.fields.iter().map(|known| &known.value));
        let mut found = BTreeSet::new();
        for (&departure, rest) in departures.iter().zip(rests) {
            let read = Read::of(Departure { payload: rest, ..departure })?;
            found.extend(needles.find(read.payload()).ok()?);
        }
        Some(self.owners_by_value(&found).len())
    }

    /// The fields by what they are: one value can be shown in several places, of which not all say
    /// whose it is.
    fn owners_by_value(&self, ids: &BTreeSet<usize>) -> HashMap<(Kind, &Value), BTreeSet<&Owner>> {
        let mut all: HashMap<(Kind, &Value), BTreeSet<&Owner>> = HashMap::new();
        for known in ids.iter().filter_map(|&id| self.field(FieldId(id))) {
            all.entry((known.kind, &known.value)).or_default().extend(&known.owner);
        }
        all
    }
}

/// Whether two payloads are the same stretch of memory.
fn is_same(one: Payload<'_>, other: Payload<'_>) -> bool {
    match (one, other) {
        (Payload::Text(one), Payload::Text(other)) => std::ptr::eq(one, other),
        (Payload::Bytes(one), Payload::Bytes(other)) => std::ptr::eq(one, other),
        _ => false,
    }
}
