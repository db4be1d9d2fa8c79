//! Whom an owner lets see a field, and how far the viewer stands from the owner.
//!
//! Both are ordered from the narrowest to the widest, so that "at most" is `<=`.

use serde::{Deserialize, Serialize};

/// Whom the owner lets see a field.
///
/// The four settings are those that the CNIL quotes in SAN-2024-020: "uniquement visible par
/// moi", "relations de 1er niveau", "relations de 1er et 2e niveaux", "tout le monde".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Audience {
    /// Nobody but the owner.
    #[serde(rename = "only-me")]
    OnlyMe,
    /// The owner's direct connections.
    #[serde(rename = "1st-degree")]
    FirstDegree,
    /// Direct connections and theirs.
    #[serde(rename = "2nd-degree")]
    SecondDegree,
    /// Every member of the network.
    #[serde(rename = "everyone")]
    Everyone,
}

impl Audience {
    /// All audiences, narrowest first.
    pub const ALL: [Self; 4] =
        [Self::OnlyMe, Self::FirstDegree, Self::SecondDegree, Self::Everyone];

    /// Reads a token of the page marker `data-contact-visibility`.
    ///
    /// A token that is not one of the four counts as [`Audience::OnlyMe`]: iCalendar treats
    /// an unknown `CLASS` as `PRIVATE` for the same reason.
    ///
    /// ```
    /// use entre_nous::Audience;
    /// assert_eq!(Audience::from_marker(" Everyone "), Audience::Everyone);
    /// assert_eq!(Audience::from_marker("colleagues"), Audience::OnlyMe);
    /// ```
    pub fn from_marker(token: &str) -> Self {
        match token.trim().to_ascii_lowercase().as_str() {
            "1st-degree" => Self::FirstDegree,
            "2nd-degree" => Self::SecondDegree,
            "everyone" => Self::Everyone,
            _ => Self::OnlyMe,
        }
    }

    /// Whether a viewer at this distance is shown a field with this audience.
    pub fn contains(self, distance: Distance) -> bool {
        match distance {
            Distance::Owner => true,
            Distance::First => self >= Self::FirstDegree,
            Distance::Second => self >= Self::SecondDegree,
            Distance::Further => self == Self::Everyone,
        }
    }
}

/// How far the viewer stands from the owner. Not knowing it is `Option::None`, never a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distance {
    /// The viewer is the owner.
    Owner,
    /// A direct connection of the owner.
    First,
    /// A connection of a connection.
    Second,
    /// 3rd degree, or out of network.
    Further,
}

impl Distance {
    /// All distances, nearest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::First, Self::Second, Self::Further];

    /// The audiences that leave it possible that a viewer at this distance was shown a field.
    pub fn admits(self) -> Audiences {
        Audiences::where_each(|audience| audience.contains(self))
    }
}

/// A set of audiences: those which the evidence leaves feasible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Audiences(u8);

impl Audiences {
    /// Every audience is feasible: nothing is known.
    pub const ALL: Self = Self(0b1111);
    /// No audience is feasible: the evidence contradicts itself.
    pub const NONE: Self = Self(0);

    /// The set of the audiences for which `keep` is true.
    pub fn where_each(keep: impl Fn(Audience) -> bool) -> Self {
        Audience::ALL
            .into_iter()
            .filter(|&audience| keep(audience))
            .fold(Self::NONE, |set, audience| Self(set.0 | Self::only(audience).0))
    }

    /// The set of one audience.
    pub fn only(audience: Audience) -> Self {
        Self(1 << audience as u8)
    }

    /// The set of this audience and all narrower ones.
    pub fn up_to(widest: Audience) -> Self {
        Self::where_each(|audience| audience <= widest)
    }

    /// What both sets hold.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the audience is in the set.
    pub fn holds(self, audience: Audience) -> bool {
        self.0 & Self::only(audience).0 != 0
    }

    /// Whether nothing is left.
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// The narrowest audience in the set; `None` when it is empty.
    pub fn narrowest(self) -> Option<Audience> {
        Audience::ALL.into_iter().find(|&audience| self.holds(audience))
    }
}
