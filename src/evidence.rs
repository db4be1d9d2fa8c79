//! What a page shows about a field's audience, and how several such things combine.
//!
//! Evidence does not *give* an audience: it *rules audiences out*. Everything here is
//! intersection of sets and union of flags, so order and repetition cannot matter.

use crate::audience::{Audience, Audiences, Distance};
use serde::{Deserialize, Serialize};

/// Who declared an audience, and so how far the declaration is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// The field's custodian, on its own site, whose rule says so.
    Custodian,
    /// Anybody else. Such a declaration may only tighten.
    None,
}

/// One thing that the page shows about a field's audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Evidence {
    /// Somebody states the audience.
    Declared {
        /// The audience that is stated.
        audience: Audience,
        /// Who states it.
        authority: Authority,
    },
    /// The viewer was shown the value.
    Sighting {
        /// The viewer's distance, if the page proves it.
        distance: Option<Distance>,
        /// Whether the platform may have shown the value for another reason than its audience
        /// (mutual email contacts, an answered message, a detail paid for with credits).
        exception_possible: bool,
    },
}

/// What all the evidence about one field comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Findings {
    /// What the evidence leaves possible. Empty when it contradicts itself.
    pub feasible: Audiences,
    /// The narrowest audience that any single piece of evidence claims.
    pub narrowest_claim: Audience,
    /// The viewer is proven to be the owner, and nothing says otherwise.
    pub is_owner: bool,
    /// At least one sighting may rest on one of the platform's exceptions.
    pub exception_possible: bool,
    /// A declaration without authority would have loosened, and was not believed.
    pub ignored_declaration: bool,
}

/// Combines the evidence about one field.
///
/// Without any evidence everything stays feasible.
pub fn combine(evidence: &[Evidence]) -> Findings {
    let mut feasible = Audiences::ALL;
    let mut narrowest_claim = Audience::Everyone;
    let mut seen_as_owner = false;
    let mut seen_as_another = false;
    let mut any_exception = false;
    let mut widest_unproven_claim = None;

    for piece in evidence {
        match *piece {
            Evidence::Declared { audience, authority } => {
                narrowest_claim = narrowest_claim.min(audience);
                feasible = feasible.and(match authority {
                    Authority::Custodian => Audiences::only(audience),
                    Authority::None => Audiences::up_to(audience),
                });
                if authority == Authority::None {
                    widest_unproven_claim = widest_unproven_claim.max(Some(audience));
                }
            }
            Evidence::Sighting { distance, exception_possible } => {
                any_exception |= exception_possible;
                let Some(distance) = distance else { continue };
                feasible = feasible.and(distance.admits());
                match distance {
                    Distance::Owner => seen_as_owner = true,
                    _ => {
                        seen_as_another = true;
                        if let Some(claim) = distance.admits().narrowest() {
                            narrowest_claim = narrowest_claim.min(claim);
                        }
                    }
                }
            }
        }
    }

    Findings {
        feasible,
        narrowest_claim,
        is_owner: seen_as_owner && !seen_as_another,
        exception_possible: any_exception,
        ignored_declaration: widest_unproven_claim
            .is_some_and(|claim| feasible.narrowest().is_some_and(|narrowest| narrowest < claim)),
    }
}
