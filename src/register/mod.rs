//! The register: a journal of what was refused, went on without some fields, was warned of or was
//! released by a person. It proves good faith and holds nobody's data.
//!
//! A record's *body* is a text, its *digest* the hash of that text, its *link* the hash of the link
//! before it and the digest. So a body can be erased, and the chain still holds. Bodies are built of
//! words that the product knows ([`words`]), and read strictly ([`entry`]), so that no value and no
//! name can get in. Owners are there by a commitment; their pseudonyms are kept beside the record.
//! `docs/register.md` specifies all of it.

pub mod chain;
pub mod contact;
pub mod csv;
pub mod entry;
pub mod erase;
pub mod file;
pub mod filter;
pub mod find;
pub mod hex;
pub mod processing;
pub mod pseudonym;
pub mod ranges;
pub mod record;
pub mod statistics;
pub mod sum;
pub mod time;
pub mod verify;
pub mod words;

pub use chain::{Point, append};
pub use entry::{Body, Entry, Erased, Fault, Lost};
pub use erase::Erasure;
pub use filter::Filter;
pub use hex::Hex;
pub use pseudonym::Pseudonym;
pub use record::{Linked, Reading, Record, Stored};
pub use sum::Sum;
pub use time::{Day, Time};
pub use verify::{Finding, Frame, Report, verify};
pub use words::{Act, Basis, Fields, Ground, Host, Version, Way};
