//! Whether what is withheld is veiled on a site, and who has chosen it.

use crate::verdict::Reason;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeSet;

/// Whether what is withheld on a site is veiled. It is, until somebody is known to have chosen
/// otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// What was chosen, as the browser keeps it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Choices {
    /// The hosts for which the person has turned it off.
    #[serde(default)]
    off: BTreeSet<String>,
    /// What the organisation says, for all.
    #[serde(default)]
    organisation: Option<Said>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Said {
    Readable(Readable),
    /// Something was set, and nobody knows what was meant.
    Unreadable(IgnoredAny),
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Readable {
    On,
    Off,
}

impl Setting {
    /// The setting for a host: the organisation's word counts, and where it cannot be read, the
    /// veil is on.
    pub fn of(choices: &Choices, host: &str) -> Self {
        match &choices.organisation {
            Some(Said::Readable(Readable::Off)) => Self::LockedOff,
            Some(_) => Self::LockedOn,
            None if choices.off.contains(host) => Self::Off,
            None => Self::On,
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_organisations_word_counts_and_what_nobody_can_read_leaves_it_on() {
        for (choices, setting) in [
            ("{}", Setting::On),
            (r#"{"off":["elsewhere.example"]}"#, Setting::On),
            (r#"{"off":["network.example"]}"#, Setting::Off),
            (r#"{"off":["network.example"],"organisation":null}"#, Setting::Off),
            (r#"{"off":["network.example"],"organisation":"on"}"#, Setting::LockedOn),
            (r#"{"off":["network.example"],"organisation":"maybe"}"#, Setting::LockedOn),
            (r#"{"off":["network.example"],"organisation":false}"#, Setting::LockedOn),
            (r#"{"organisation":{"off":[]}}"#, Setting::LockedOn),
            (r#"{"organisation":"off"}"#, Setting::LockedOff),
        ] {
            let read: Choices = serde_json::from_str(choices).unwrap();
            assert_eq!(Setting::of(&read, "network.example"), setting, "{choices}");
        }
    }
}
