//! What the page of options changes, and which sites it lists.

mod person;
mod sites;

pub use person::Change;
pub use sites::{Guard, Site, host_of, sites};
