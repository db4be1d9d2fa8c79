//! Going on without them: what is left of a refused export once the withheld fields are out of it,
//! and letting that leave.
//!
//! What is blanked tells which values are withheld, and the page may have composed the payload. So
//! only fields that this page has shown itself are blanked: its marks say the same of each.
//! Whatever only other pages have shown stays a refusal.

use super::{FieldId, Guard};
use crate::destination::Destination;
use crate::field::{Kind, Owner, Value};
use crate::guard::Decision;
use crate::payload::{Needles, Payload, Unreadable};
use crate::protocol::{self, Answer, Channel, Departure, Encoding};
use crate::redact::{Content, Redacted, redact};
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
            rests,
        })
    }

    /// Lets the rest of a refused departure leave the next time that exactly this is asked, once,
    /// and for a short while.
    pub fn arm(&mut self, refused: Departure<'_>, rest: String, now: u64) {
        self.armed = Some(Armed {
            channel: refused.channel,
            destination: refused.destination.to_owned(),
            encoding: refused.encoding,
            refused: refused.payload.to_owned(),
            rest,
            until: now.saturating_add(ARMED_FOR_MILLISECONDS),
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
        let decision = self.decide_departure(instead, shut);
        if decision.answer == Answer::Permit {
            self.keep_tail(&instead);
        }
        (decision.answer == Answer::Permit).then_some(Decision {
            answer: Answer::Instead,
            instead: Some(rest),
            ..decision
        })
    }

    /// The payload without the withheld fields, which are added to those left out.
    fn rest_of(&self, departure: Departure<'_>, left_out: &mut BTreeSet<usize>) -> Option<String> {
        let at_stake = self.at_stake(Destination::read(departure.destination));
        let withheld =
            self.those(&at_stake, |known| self.withholds(known) || self.is_remembered(known));
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

/// A payload that was read.
enum Read<'a> {
    Text(&'a str),
    Bytes(Vec<u8>),
}

impl<'a> Read<'a> {
    fn of(departure: Departure<'a>) -> Option<Self> {
        match departure.encoding {
            Encoding::Text => Some(Self::Text(departure.payload)),
            Encoding::Bytes => protocol::bytes_of(departure.payload).map(Self::Bytes),
            Encoding::Blob | Encoding::Unreadable => None,
        }
    }

    fn payload(&self) -> Payload<'_> {
        match self {
            Self::Text(text) => Payload::Text(text),
            Self::Bytes(bytes) => Payload::Bytes(bytes),
        }
    }
}
