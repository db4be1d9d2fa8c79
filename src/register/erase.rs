//! What is to be erased, and the entry that says so.

use serde::Serialize;

use super::chain::Point;
use super::entry::{Entry, Erased, Why};
use super::hex::Hex;
use super::ranges::Ranges;
use super::record::{Record, Stored};
use super::time::Time;
use super::words::Act;

/// What goes, to be done together with the entry that names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Erasure {
    /// Where the first record will follow, if records go altogether.
    pub anchor: Option<Point>,
    /// The records whose bodies go, with all owners.
    pub bodies: Vec<u64>,
    /// The records of which these owners are linked no more.
    pub unlinked: Vec<u64>,
    /// What the entry says.
    pub erased: Erased,
}

impl Erasure {
    /// The entry that names it.
    pub fn entry(&self, id: Hex<8>) -> Entry {
        Entry { erased: Some(self.erased.clone()), ..Entry::of_the_register(id, Act::Erased) }
    }

    /// Whether anything of this record goes, and the record stays.
    pub fn concerns(&self, seq: u64) -> bool {
        self.bodies.binary_search(&seq).is_ok() || self.unlinked.binary_search(&seq).is_ok()
    }

    /// A record as it is afterwards; `None` when it goes altogether.
    pub fn apply(&self, mut record: Record, prints: &[Hex<16>]) -> Option<Record> {
        if self.anchor.is_some_and(|anchor| record.seq <= anchor.seq) {
            return None;
        }
        if self.bodies.binary_search(&record.seq).is_ok() {
            record.erase();
        } else if self.unlinked.binary_search(&record.seq).is_ok() {
            let owners = record.owners.get_or_insert_default();
            owners.retain(|each| !each.pseudonym.has_any(prints));
        }
        Some(record)
    }
}

/// What is older than so many days, by the clock as it is now; `None` when nothing is.
///
/// Where the beginning of the register holds nothing any more that anybody needs, its records go
/// altogether. Entries about the register itself tell of nobody, and go only with these.
pub fn retention(stored: &[Stored], anchor: Point, now: Time, days: u32) -> Option<Erasure> {
    let oldest = now.days_before(days);
    let mut bodies: Vec<u64> = stored
        .iter()
        .filter_map(Stored::record)
        .filter(|record| record.at.is_some_and(|at| Time::from_ms(at) < oldest))
        .map(|record| record.seq)
        .collect();
    if bodies.is_empty() {
        return None;
    }
    let is_done_with = |record: &&Record| {
        record.body.is_none()
            || bodies.binary_search(&record.seq).is_ok()
            || record.whole().is_some_and(|body| body.act.is_of_the_register() && body.at < oldest)
    };
    let in_order = stored.iter().map_while(Stored::record).zip(1u64..);
    let dropped = in_order
        .take_while(|(record, place)| {
            record.seq == anchor.seq.saturating_add(*place) && is_done_with(record)
        })
        .last()
        .map(|(record, _)| record.point());
    bodies.retain(|seq| dropped.is_none_or(|dropped| *seq > dropped.seq));
    let erased = Erased {
        why: Why::Retention,
        through: dropped.map(|dropped| dropped.seq),
        bodies: bodies.iter().copied().collect::<Ranges>().into_pairs(),
        owners: Vec::new(),
    };
    Some(Erasure { anchor: dropped, bodies, unlinked: Vec::new(), erased })
}

/// Nothing of this register: what was erased stood in one that was set aside.
pub fn elsewhere() -> Erasure {
    let erased =
        Erased { why: Why::Request, through: None, bodies: Vec::new(), owners: Vec::new() };
    Erasure { anchor: None, bodies: Vec::new(), unlinked: Vec::new(), erased }
}

/// What goes when the person with one of these fingerprints asks for it; `None` when nothing is about them.
///
/// Their link to each entry. Where somebody's own words may speak of them, all of it.
pub fn request(stored: &[Stored], prints: &[Hex<16>]) -> Option<Erasure> {
    let (bodies, unlinked): (Vec<_>, Vec<_>) = stored
        .iter()
        .filter_map(Stored::record)
        .filter(|record| record.is_about(prints))
        .partition(|record| record.whole().is_none_or(|body| body.act.has_a_persons_words()));
    if bodies.is_empty() && unlinked.is_empty() {
        return None;
    }
    let numbers = |records: Vec<&Record>| records.iter().map(|each| each.seq).collect::<Vec<_>>();
    let (bodies, unlinked) = (numbers(bodies), numbers(unlinked));
    let pairs = |numbers: &[u64]| numbers.iter().copied().collect::<Ranges>().into_pairs();
    let erased = Erased {
        why: Why::Request,
        through: None,
        bodies: pairs(&bodies),
        owners: pairs(&unlinked),
    };
    Some(Erasure { anchor: None, bodies, unlinked, erased })
}
