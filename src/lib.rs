//! Entre Nous decides, in the page, whether a contact detail that its owner restricted may
//! leave it.
//!
//! Everything that decides is pure: no module but [`web`](crate) knows a browser. Dependencies
//! point one way: web → guard → sites, payload → verdict → policy → evidence → audience.

pub mod audience;
pub mod evidence;
pub mod field;
pub mod payload;
pub mod policy;
pub mod sites;
pub mod verdict;
pub mod wording;

pub use audience::{Audience, Audiences, Distance};
pub use evidence::{Authority, Evidence, Findings, combine};
pub use field::{Kind, Owner, Value};
pub use policy::{Policy, Profile, Treatment};
pub use verdict::{Judgement, Reason, Verdict, judge};
