//! Whether a register is whole: what the chain, the digests and the entries of erasures say.

use serde::Serialize;
use std::collections::HashSet;
use std::fmt;

use super::chain::{Point, commitment, digest, link};
use super::hex::Hex;
use super::ranges::Ranges;
use super::record::{Linked, Record, Stored};

/// What is known of a register besides its records.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// Where the first record follows.
    pub anchor: Point,
    /// Where the last one has to stand; `None` when nothing says so.
    pub end: Option<Point>,
    /// A head that was noted before; records may have come behind it.
    pub noted: Option<Point>,
    /// Whether bodies may have been left out.
    pub is_filtered: bool,
}

/// Something that is not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Finding {
    /// What stands in a record's place cannot be read.
    Unreadable {
        /// Its number.
        seq: u64,
    },
    /// Records are missing.
    Gap {
        /// The first of them.
        from: u64,
        /// The last.
        to: u64,
    },
    /// A record stands behind one with the same number or a higher one.
    Order {
        /// Its number.
        seq: u64,
    },
    /// A body is not the one that was written.
    Changed {
        /// The record's number.
        seq: u64,
    },
    /// A link does not follow from the record before it.
    Link {
        /// The record's number.
        seq: u64,
    },
    /// A body is not there, and no entry says that it was erased.
    BodyMissing {
        /// The record's number.
        seq: u64,
    },
    /// An owner is not linked any more, and no entry says so.
    OwnerMissing {
        /// The record's number.
        seq: u64,
    },
    /// An owner is linked whom the body does not know.
    OwnerUnknown {
        /// The record's number.
        seq: u64,
    },
    /// Something is there that was erased.
    Restored {
        /// The record's number.
        seq: u64,
    },
    /// The first records are gone, and no entry says so.
    BeginningMissing {
        /// The last that is gone.
        to: u64,
    },
    /// The last records are gone.
    CutOff {
        /// The last that is there.
        last: u64,
        /// The last that was there.
        head: u64,
    },
    /// The record that was noted as the last had another link.
    HeadDiffers {
        /// Its number.
        seq: u64,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { seq } => write!(f, "entry {seq} cannot be read"),
            Self::Gap { from, to } if from == to => write!(f, "entry {from} is missing"),
            Self::Gap { from, to } => write!(f, "entries {from} to {to} are missing"),
            Self::Order { seq } => write!(f, "entry {seq} stands in the wrong place, or twice"),
            Self::Changed { seq } => write!(f, "entry {seq} was changed"),
            Self::Link { seq } => {
                write!(f, "entry {seq} does not follow from the one before it")
            }
            Self::BodyMissing { seq } => {
                write!(f, "the content of entry {seq} is missing, and no erasure names it")
            }
            Self::OwnerMissing { seq } => {
                write!(f, "an owner of entry {seq} is missing, and no erasure names it")
            }
            Self::OwnerUnknown { seq } => {
                write!(f, "entry {seq} is linked to an owner whom it does not know")
            }
            Self::Restored { seq } => write!(f, "entry {seq} was erased, and is there"),
            Self::BeginningMissing { to } => {
                write!(f, "the entries up to {to} are missing, and no erasure names them")
            }
            Self::CutOff { last, head } => {
                write!(f, "the end is missing: entry {head} was there, entry {last} is the last")
            }
            Self::HeadDiffers { seq } => {
                write!(f, "entry {seq} is not the one that was noted as the last")
            }
        }
    }
}

/// What a register comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// How many records there are.
    pub records: usize,
    /// How many of them have lost their bodies to erasures.
    pub erased: usize,
    /// How many bodies were left out by a filter.
    pub left_out: usize,
    /// How many were written by a newer version. Their digests hold like all others.
    pub newer: usize,
    /// Where the last record stands: to be noted elsewhere.
    pub head: Point,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

/// What the erasures name that are still there.
struct Named {
    through: u64,
    bodies: Ranges,
    owners: Ranges,
}

/// Examines records in their order.
pub fn verify(stored: &[Stored], frame: Frame) -> Report {
    let named = named(stored.iter().filter_map(Stored::record));
    let mut report = Report {
        records: stored.len(),
        erased: 0,
        left_out: 0,
        newer: 0,
        head: frame.anchor,
        findings: Vec::new(),
    };
    if frame.anchor.seq > named.through {
        report.findings.push(Finding::BeginningMissing { to: frame.anchor.seq });
    }
    // Of a link that cannot be read, nothing says what follows from it.
    let mut last = Some(frame.anchor);
    for each in stored {
        match each {
            Stored::Unreadable(seq) => {
                report.findings.push(Finding::Unreadable { seq: *seq });
                last = None;
                report.head.seq = *seq;
            }
            Stored::Record(record) => {
                if !examine_place(record, last, &mut report) {
                    continue;
                }
                examine_content(record, &named, frame.is_filtered, &mut report);
                last = Some(record.point());
                report.head = record.point();
            }
        }
    }
    examine_heads(stored, frame, &mut report);
    report
}

fn named<'r>(records: impl Iterator<Item = &'r Record>) -> Named {
    let (mut through, mut bodies, mut owners) = (0, Vec::new(), Vec::new());
    for record in records {
        let Some(erased) = record.erased() else { continue };
        // Nothing is erased before it is written.
        let before = |to: u64| to.min(record.seq.saturating_sub(1));
        through = through.max(before(erased.through.unwrap_or(0)));
        bodies.extend(erased.bodies.iter().map(|(from, to)| (*from, before(*to))));
        owners.extend(erased.owners.iter().map(|(from, to)| (*from, before(*to))));
    }
    Named { through, bodies: bodies.into_iter().collect(), owners: owners.into_iter().collect() }
}

/// Whether the record may count as the last so far.
fn examine_place(record: &Record, last: Option<Point>, report: &mut Report) -> bool {
    let seq = record.seq;
    let expected = report.head.seq.saturating_add(1);
    if seq < expected {
        report.findings.push(Finding::Order { seq });
        return false;
    }
    if seq > expected {
        report.findings.push(Finding::Gap { from: expected, to: seq - 1 });
    } else if last.is_some_and(|last| link(last.link, seq, record.digest) != record.link) {
        report.findings.push(Finding::Link { seq });
    }
    true
}

fn examine_content(record: &Record, named: &Named, is_filtered: bool, report: &mut Report) {
    let seq = record.seq;
    let is_erased = named.bodies.hold(seq) || seq <= named.through;
    match &record.body {
        None if is_erased => report.erased += 1,
        None if is_filtered => report.left_out += 1,
        None => report.findings.push(Finding::BodyMissing { seq }),
        Some(body) => {
            if digest(body) != record.digest {
                report.findings.push(Finding::Changed { seq });
            } else if is_erased {
                report.findings.push(Finding::Restored { seq });
            }
            report.newer += usize::from(record.is_newer());
        }
    }
    if let Some(owners) = &record.owners {
        examine_owners(record, owners, named, report);
    }
}

fn examine_owners(record: &Record, owners: &[Linked], named: &Named, report: &mut Report) {
    let seq = record.seq;
    let committed: HashSet<_> = record.committed().into_iter().collect();
    let linked: HashSet<Hex<16>> = owners.iter().map(commitment).collect();
    if !linked.is_subset(&committed) {
        report.findings.push(Finding::OwnerUnknown { seq });
    }
    if !committed.is_subset(&linked) && !named.owners.hold(seq) {
        report.findings.push(Finding::OwnerMissing { seq });
    }
}

fn examine_heads(stored: &[Stored], frame: Frame, report: &mut Report) {
    let last = report.head.seq;
    if let Some(end) = frame.end {
        if end.seq > last {
            report.findings.push(Finding::CutOff { last, head: end.seq });
        } else if end != report.head {
            report.findings.push(Finding::HeadDiffers { seq: end.seq });
        }
    }
    let Some(noted) = frame.noted else { return };
    if noted.seq > last {
        report.findings.push(Finding::CutOff { last, head: noted.seq });
        return;
    }
    let mut points = stored.iter().filter_map(Stored::record).map(Record::point);
    let there = points.find(|point| point.seq == noted.seq);
    if there.or(Some(frame.anchor)).is_some_and(|there| there.seq == noted.seq && there != noted) {
        report.findings.push(Finding::HeadDiffers { seq: noted.seq });
    }
}
