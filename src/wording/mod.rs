//! Wording of degrees, labels and controls in the languages that are read.
//!
//! The language is the account's, not the browser's, and one page may mix several: so every
//! table is tried on every text. What they rest on: `docs/site-rules.md`, "Wording". A string
//! that would *loosen* (a wider distance) stands here only if it, or the same sentence with another
//! ordinal, was seen; one that is missing leaves the distance unknown, and what is unknown is kept
//! back.

mod degree;
mod intent;
mod intents;
mod label;
mod labels;

pub use degree::{degree, degree_after_separator, degree_at_end};
pub use intent::Intent;
pub use intents::asks_for;
pub use label::Label;
pub use labels::{label_kind, without_type_suffix};
