//! Entre Nous decides, in the page, whether a contact detail that its owner restricted may
//! leave it.
//!
//! Everything that decides is pure: no module but `web` knows a browser. Dependencies
//! point one way: web → guard → sites, payload → verdict → policy → evidence → audience.

pub mod audience;
pub mod bucket;
pub mod context;
pub mod control;
pub mod destination;
pub mod evidence;
pub mod field;
pub mod flood;
pub mod guard;
pub mod json;
pub mod memory;
pub mod payload;
pub mod policy;
pub mod protocol;
pub mod redact;
pub mod register;
pub mod rehearsal;
pub mod settings;
pub mod sites;
pub mod tail;
pub mod veil;
pub mod verdict;
#[cfg(all(target_arch = "wasm32", feature = "engine"))]
pub mod web;
pub mod wording;

pub use audience::{Audience, Audiences, Distance};
pub use evidence::{Authority, Evidence, Findings, combine};
pub use field::{Kind, Owner, Value};
pub use policy::{Policy, Profile, Treatment};
pub use verdict::{Judgement, Reason, Verdict, judge};
