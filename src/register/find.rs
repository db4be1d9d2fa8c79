//! What the register holds on a person who gives their email address or telephone number.

use super::contact;
use super::hex::Hex;
use super::pseudonym::hex;
use super::record::{Record, Stored};
use crate::field::fingerprint::Key;

/// The fingerprints of which a register has one if it knows the email address or telephone number
/// that a person types. `None` when the text is neither.
pub fn sought(key: &Key, text: &str) -> Option<Vec<Hex<16>>> {
    let sought = key.sought(&contact::read(text)?);
    (!sought.is_empty()).then(|| hex(sought))
}

/// The numbers of the entries about the person with one of these fingerprints.
pub fn find(stored: &[Stored], prints: &[Hex<16>]) -> Vec<u64> {
    let records = stored.iter().filter_map(Stored::record);
    records.filter(|record| record.is_about(prints)).map(|record| record.seq).collect()
}

impl Record {
    /// Whether an owner with one of these is linked to it.
    pub fn is_about(&self, prints: &[Hex<16>]) -> bool {
        self.owners.iter().flatten().any(|each| each.pseudonym.has_any(prints))
    }
}
