//! Site rules: where a page shows owners, distances and contact fields.
//!
//! A rule names a *scope*: the element that holds one owner's part of the page. A scope is read
//! by itself, so that the caller re-reads only what changed, and so that what stands in one
//! person's part is never taken for another's. What belongs together across scopes (the distance
//! in the top card, the fields in the overlay) the caller joins by [`Owner`], and by nothing
//! else: not by the page's address, which changes before or after its content does.
//!
//! Two duties stay with the caller:
//! * a new [`Reading`] of a scope *replaces* the former one, it does not add to it;
//! * all distances of one owner go through [`settle`].

mod controls;
mod flight;
mod links;
mod read;
mod response;
mod rows;
pub mod rule;
mod tree;
mod values;

#[cfg(test)]
mod check;

use crate::audience::{Audience, Distance};
use crate::evidence::Authority;
use crate::field::{Kind, Owner};
pub use controls::{Taken, taken};
pub use read::read_scope;
pub use response::{Literal, literals, read_response, response_rule};
pub use rule::{Format, ResponseRule, Rule, Site};
pub use tree::Tree;

/// The rule files of this build: name and JSON. `build.rs` has checked each.
///
/// The crate has no JSON reader: in the page it is the browser's that turns them into [`Site`].
pub const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/site_rules.rs"));

/// Where a page is.
#[derive(Clone, Copy, Debug)]
pub struct Location<'a> {
    /// The page's host, without port.
    pub host: &'a str,
    /// The path that the page was loaded at; `None` once it has navigated within itself. After
    /// that its content may still be, or already be, another owner's than its address says.
    pub loaded_path: Option<&'a str>,
    /// What a declaration by the page marker is worth here.
    pub authority: Authority,
}

impl<'a> Location<'a> {
    /// A page among sites: declarations on it have authority where a site of its host says so.
    pub fn new(sites: &[Site], host: &'a str, loaded_path: Option<&'a str>) -> Self {
        let custodian = sites.iter().any(|site| site.authority && site.names(host));
        let authority = if custodian { Authority::Custodian } else { Authority::None };
        Self { host, loaded_path, authority }
    }
}

impl Site {
    /// Whether the rules are for pages of this host. Those of an opt-in site ([`Site::opt_in`])
    /// apply only where the person has added the host.
    pub fn applies_to(&self, host: &str) -> bool {
        self.is_for_every_host() || self.names(host)
    }

    /// Whether the rules are for pages of every host.
    pub fn is_for_every_host(&self) -> bool {
        self.hosts.iter().any(|host| host.as_str() == "*")
    }

    /// Whether the site names this very host.
    fn names(&self, host: &str) -> bool {
        let host = links::plain_host(host);
        self.hosts.iter().any(|known| known.as_str() == host)
    }

    /// Each rule with the selector of its scopes.
    pub fn scopes(&self) -> impl Iterator<Item = (&Rule, &str)> {
        self.rules.iter().map(|rule| (rule, rule.scope.as_str()))
    }
}

/// What one scope shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<N> {
    /// How far the viewer stands from owners. `None`: the scope contradicts itself, and so the
    /// distance is unknown whatever other scopes say (see [`settle`]). A scope that shows no
    /// distance says nothing about it.
    pub distances: Vec<(Owner, Option<Distance>)>,
    /// The contact fields.
    pub fields: Vec<SeenField<N>>,
    /// Whether everything was read. A scope that is too large is not: then a value may stand in
    /// it that nothing protects.
    pub complete: bool,
}

/// A contact field where a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenField<N> {
    /// The element that holds it.
    pub node: N,
    /// Whose it is. `None` where the scope names nobody, and for a value that is not rendered:
    /// nobody was shown it, so that no distance says anything about it.
    pub owner: Option<Owner>,
    /// Its kind.
    pub kind: Kind,
    /// Its value as the page writes it.
    pub shown: String,
    /// The audience that the page declares for it.
    pub declared: Option<(Audience, Authority)>,
    /// The viewer's distance as this very scope proves it. Where there is an owner, it is among
    /// [`Reading::distances`] too.
    pub distance: Option<Distance>,
    /// Whether the platform may have shown it for another reason than its audience.
    pub exception_possible: bool,
}

/// The one distance that all scopes agree on; `None` when there is none, or they differ.
///
/// ```
/// use entre_nous::{Distance, sites::settle};
/// assert_eq!(settle([Some(Distance::First), Some(Distance::First)]), Some(Distance::First));
/// assert_eq!(settle([Some(Distance::First), Some(Distance::Further)]), None);
/// assert_eq!(settle([Some(Distance::Further), None]), None);
/// assert_eq!(settle([]), None);
/// ```
pub fn settle(distances: impl IntoIterator<Item = Option<Distance>>) -> Option<Distance> {
    let mut distances = distances.into_iter();
    let first = distances.next()??;
    distances.all(|distance| distance == Some(first)).then_some(first)
}
