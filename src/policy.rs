//! Which audiences an organisation withholds, and which it warns of.

use crate::audience::Audience;
use crate::field::Kind;
use serde::{Deserialize, Serialize};

/// The narrowest that a policy may withhold: nobody can lower it.
pub const FLOOR: Audience = Audience::FirstDegree;

/// How one kind of field is treated.
///
/// A threshold, not a set: a policy that withheld a wide audience but not a narrower one would
/// make narrowing evidence loosen the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Treatment {
    withhold_up_to: Audience,
    warn_up_to: Audience,
}

impl Treatment {
    /// Withholds `withhold_up_to` and everything narrower, then warns up to `warn_up_to`.
    ///
    /// A threshold under [`FLOOR`] is raised to it.
    pub fn new(withhold_up_to: Audience, warn_up_to: Audience) -> Self {
        let withhold_up_to = withhold_up_to.max(FLOOR);
        Self { withhold_up_to, warn_up_to: warn_up_to.max(withhold_up_to) }
    }

    /// Whether a field with this audience is withheld.
    pub fn withholds(self, audience: Audience) -> bool {
        audience <= self.withhold_up_to
    }

    /// Whether a field with this audience leaves only with a warning (or not at all).
    pub fn warns(self, audience: Audience) -> bool {
        audience <= self.warn_up_to
    }
}

/// A named policy, the less strict first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Withholds "only me" and "1st degree", warns of "1st and 2nd degree".
    #[default]
    Standard,
    /// Withholds "1st and 2nd degree" too: the decision SAN-2024-020 was about it.
    Strict,
}

impl Profile {
    /// How it treats a field.
    pub fn treatment(self) -> Treatment {
        match self {
            Self::Standard => Treatment::new(Audience::FirstDegree, Audience::SecondDegree),
            Self::Strict => Treatment::new(Audience::SecondDegree, Audience::SecondDegree),
        }
    }
}

/// How each kind of field is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Policy {
    treatments: [Treatment; Kind::ALL.len()],
}

impl Policy {
    /// The policy of a profile, the same for every kind.
    pub fn of(profile: Profile) -> Self {
        Self { treatments: [profile.treatment(); Kind::ALL.len()] }
    }

    /// The same policy with another treatment of one kind.
    pub fn with(mut self, kind: Kind, treatment: Treatment) -> Self {
        for (slot, each) in self.treatments.iter_mut().zip(Kind::ALL) {
            if each == kind {
                *slot = treatment;
            }
        }
        self
    }

    /// How a kind is treated.
    pub fn treatment(&self, kind: Kind) -> Treatment {
        let strictest = Treatment::new(Audience::Everyone, Audience::Everyone);
        Kind::ALL
            .into_iter()
            .zip(self.treatments)
            .find_map(|(each, treatment)| (each == kind).then_some(treatment))
            .unwrap_or(strictest)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::of(Profile::default())
    }
}
