//! The hash chain: each record's link holds fast all records before it.

use serde::{Deserialize, Serialize};

use super::entry::{Body, Entry};
use super::hex::{Hex, sha256};
use super::record::{Linked, Record};
use super::time::Time;
use super::words::Version;

/// A place in the chain: a record's number, and its link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The number of the record; 0 before the first.
    pub seq: u64,
    /// The record's link.
    pub link: Hex<32>,
}

impl Point {
    /// What stands before the first record.
    pub const START: Self = Self { seq: 0, link: Hex([0; 32]) };

    /// Where the next record stands, if its body has this digest.
    #[must_use]
    pub fn next(self, digest: Hex<32>) -> Self {
        let seq = self.seq.saturating_add(1);
        Self { seq, link: link(self.link, seq, digest) }
    }
}

/// The link of the record with this number and digest, behind a record with that link.
pub fn link(before: Hex<32>, seq: u64, digest: Hex<32>) -> Hex<32> {
    sha256(&[&format!("entre-nous register 1\n{before}\n{seq}\n{digest}")])
}

/// The digest of a body's text.
pub fn digest(body: &str) -> Hex<32> {
    sha256(&[body])
}

/// What a body holds of an owner: nobody can tell whom without both of these.
pub fn commitment(linked: &Linked) -> Hex<16> {
    let Hex(hash) = sha256(&[&linked.salt.to_string(), &linked.pseudonym.to_string()]);
    let mut first = Hex([0; 16]);
    first.0.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    first
}

/// Writes the next record.
pub fn append(
    last: Point,
    mut entry: Entry,
    at: Time,
    version: Version,
    salt: &mut impl FnMut() -> Hex<16>,
) -> Record {
    let mut pseudonyms = std::mem::take(&mut entry.owners);
    pseudonyms.sort_unstable();
    pseudonyms.dedup();
    let owners: Vec<_> =
        pseudonyms.into_iter().map(|pseudonym| Linked { pseudonym, salt: salt() }).collect();
    let (id, is_of_the_register) = (entry.id, entry.act.is_of_the_register());
    let body = entry.body(at, version, salt(), owners.iter().map(commitment).collect());
    let body = written(&body);
    let digest = digest(&body);
    let Point { seq, link } = last.next(digest);
    Record {
        seq,
        id: Some(id),
        at: (!is_of_the_register).then_some(at.ms()),
        digest,
        link,
        body: Some(body),
        owners: Some(owners),
    }
}

/// The text of a body. Its parts have no form that JSON could not write.
fn written(body: &Body) -> String {
    serde_json::to_string(body).unwrap_or_default()
}
