//! Whether what is withheld is veiled on a site, and who has chosen it.

use crate::verdict::Reason;
use serde::Deserialize;

/// Whether what is withheld on a site is veiled. It is, until somebody is known to have chosen
/// otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// It is, as the person has not turned it off.
    #[default]
    On,
    /// The organisation keeps it on.
    LockedOn,
    /// The person has turned it off.
    Off,
    /// The organisation has.
    LockedOff,
}

impl Setting {
    /// Whether what is withheld is veiled.
    pub fn is_on(self) -> bool {
        matches!(self, Self::On | Self::LockedOn)
    }

    /// What it adds to the reasons of a verdict that withholds.
    pub fn reason(self) -> Option<Reason> {
        match self {
            Self::On => None,
            Self::LockedOn => Some(Reason::KeptVeiled),
            Self::Off => Some(Reason::UnveiledByPerson),
            Self::LockedOff => Some(Reason::UnveiledByOrganisation),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::LockedOn => "locked-on",
            Self::Off => "off",
            Self::LockedOff => "locked-off",
        }
    }
}
