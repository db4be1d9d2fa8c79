//! What a person and their organisation have chosen, and what holds by it.
//!
//! The organisation's word counts before the person's. What of it cannot be read is a fault, which
//! people are shown; until it is mended the stricter holds. What of the person's own cannot be
//! read counts as the stricter too.

use crate::field::Kind;
use crate::policy::{Policy, Profile};
use crate::veil::setting::Setting;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many days a register keeps its entries, until somebody chooses otherwise.
pub const RETENTION_DAYS: u32 = 365;
/// The most days: prospects' data is kept for three years at most.
pub const MOST_RETENTION_DAYS: u32 = 3 * 365;
/// How many days a consent is remembered, until somebody chooses otherwise.
pub const CONSENT_DAYS: u32 = 90;
/// The most days.
pub const MOST_CONSENT_DAYS: u32 = 365;
/// The longest name of who answers, in characters.
pub const MOST_OF_ANSWERABLE: usize = 200;

/// What is set, as the browser keeps it: any value.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Said {
    Text(String),
    Number(f64),
    Each(BTreeMap<String, Said>),
    /// Something that means nothing anywhere.
    Unreadable(IgnoredAny),
}

/// Settings by their names.
type Source = BTreeMap<String, Said>;

/// What was chosen, as the browser keeps it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Choices {
    /// What the person has set.
    #[serde(default)]
    person: Option<Source>,
    /// The hosts for which the person has turned the veil off.
    #[serde(default)]
    veil_off: Option<BTreeSet<String>>,
    /// What the organisation has set.
    #[serde(default)]
    organisation: Option<Source>,
}

/// What holds for the pages of one host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which audiences are withheld.
    pub policy: Policy,
    /// Whether what is withheld is veiled.
    pub veil: Setting,
    /// Whether a person may answer for an export of what is withheld.
    pub overrides: bool,
    /// Who in the organisation answers for what is kept back and let go.
    pub answerable: Option<String>,
}

/// One setting, as the page of options shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice<T> {
    /// What holds.
    pub value: T,
    /// Whether the organisation has set it.
    pub locked: bool,
}

/// A setting for some name among many: a kind, or a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named<T> {
    /// The kind or host.
    pub name: String,
    /// What is set for it.
    #[serde(flatten)]
    pub choice: Choice<T>,
}

/// All settings, as the page of options shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// For all that nothing else is set for.
    pub profile: Choice<Profile>,
    /// By kind; none: as the profile says.
    pub kinds: Vec<Named<Option<Profile>>>,
    /// By site, where something is set.
    pub sites: Vec<Named<Option<Profile>>>,
    /// Whether what is withheld may be released with a ground.
    pub overrides: Choice<bool>,
    /// For how many days a consent is remembered.
    pub consent_days: Choice<u32>,
    /// For how many days the register keeps its entries.
    pub retention_days: Choice<u32>,
    /// Whether what is withheld is veiled everywhere; none: each person chooses for each site.
    pub veil: Choice<Option<bool>>,
    /// Who in the organisation answers.
    pub answerable: Option<String>,
    /// The names of the organisation's settings that cannot be read.
    pub faults: Vec<String>,
}

const PROFILE: &str = "profile";
const KINDS: &str = "kinds";
const SITES: &str = "sites";
const VEIL: &str = "veil";
const OVERRIDES: &str = "overrides";
const CONSENT_DAYS_KEY: &str = "consentDays";
const RETENTION_DAYS_KEY: &str = "retentionDays";
const ANSWERABLE: &str = "answerable";

/// A word that was read, or that something was set that nobody can read.
type Read<T> = Result<T, Unreadable>;

/// Nobody knows what was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unreadable;

impl Choices {
    fn of_person(&self, name: &str) -> Option<&Said> {
        self.person.as_ref()?.get(name)
    }

    fn of_organisation(&self, name: &str) -> Option<&Said> {
        self.organisation.as_ref()?.get(name)
    }

    /// The one that counts, and whether it is the organisation's.
    fn said(&self, name: &str) -> (Option<&Said>, bool) {
        match self.of_organisation(name) {
            Some(said) => (Some(said), true),
            None => (self.of_person(name), false),
        }
    }

    /// How strict it is about a kind of field on a host.
    fn level(&self, kind: Kind, host: &str) -> Profile {
        let organisations = level_of(self.organisation.as_ref(), kind, host);
        let profile = self.of_organisation(PROFILE).map(strictness);
        let persons = level_of(self.person.as_ref(), kind, host);
        match (organisations, profile) {
            (Some(level), _) => level,
            (None, Some(profile)) => persons.map_or(profile, |level| level.max(profile)),
            (None, None) => {
                persons.or_else(|| self.of_person(PROFILE).map(strictness)).unwrap_or_default()
            }
        }
    }

    fn veil(&self, host: &str) -> Setting {
        let is_off = || self.veil_off.as_ref().is_some_and(|off| off.contains(host));
        match self.of_organisation(VEIL).map(on_or_off) {
            Some(Ok(false)) => Setting::LockedOff,
            Some(_) => Setting::LockedOn,
            None if is_off() => Setting::Off,
            None => Setting::On,
        }
    }

    fn overrides(&self) -> Choice<bool> {
        let (said, locked) = self.said(OVERRIDES);
        Choice { value: said.map(allowed) == Some(Ok(true)), locked }
    }

    fn consent_days(&self) -> Choice<u32> {
        let (said, locked) = self.said(CONSENT_DAYS_KEY);
        let value = said.map_or(CONSENT_DAYS, |said| days(said, 0, MOST_CONSENT_DAYS).unwrap_or(0));
        Choice { value, locked }
    }

    fn retention_days(&self) -> Choice<u32> {
        let of = |said: Option<&Said>| {
            said.and_then(|said| days(said, 1, MOST_RETENTION_DAYS).ok()).unwrap_or(RETENTION_DAYS)
        };
        let persons = of(self.of_person(RETENTION_DAYS_KEY));
        match self.of_organisation(RETENTION_DAYS_KEY) {
            None => Choice { value: persons, locked: false },
            Some(said) => {
                let strictest = || RETENTION_DAYS.min(persons);
                let value = days(said, 1, MOST_RETENTION_DAYS).unwrap_or_else(|_| strictest());
                Choice { value, locked: true }
            }
        }
    }

    fn answerable(&self) -> Option<String> {
        self.of_organisation(ANSWERABLE).and_then(|said| name(said).ok())
    }

    fn faults(&self) -> Vec<String> {
        self.organisation.iter().flatten().flat_map(|(name, said)| faults_of(name, said)).collect()
    }

    /// What is set by name, the organisation's word before the person's.
    fn named(&self, of: &str) -> BTreeMap<String, (Profile, bool)> {
        let each = |source: Option<&Source>, locked: bool| -> Vec<(String, (Profile, bool))> {
            let Some(Said::Each(each)) = source.and_then(|source| source.get(of)) else {
                return Vec::new();
            };
            each.iter().map(|(name, said)| (name.clone(), (strictness(said), locked))).collect()
        };
        let mut named: BTreeMap<_, _> = each(self.person.as_ref(), false).into_iter().collect();
        named.extend(each(self.organisation.as_ref(), true));
        named
    }
}

impl Settings {
    /// What holds on a host.
    pub fn of(choices: &Choices, host: &str) -> Self {
        let policy = Kind::ALL.into_iter().fold(Policy::default(), |policy, kind| {
            policy.with(kind, choices.level(kind, host).treatment())
        });
        Self {
            policy,
            veil: choices.veil(host),
            overrides: choices.overrides().value,
            answerable: choices.answerable(),
        }
    }
}

impl Overview {
    /// All that was chosen.
    pub fn of(choices: &Choices) -> Self {
        let (profile, locked) = choices.said(PROFILE);
        let mut kinds = choices.named(KINDS);
        let named = |name: &str, set: Option<(Profile, bool)>| Named {
            name: name.to_owned(),
            choice: Choice {
                value: set.map(|(level, _)| level),
                locked: set.is_some_and(|(_, locked)| locked),
            },
        };
        Self {
            profile: Choice { value: profile.map(strictness).unwrap_or_default(), locked },
            kinds: Kind::ALL.map(|kind| named(kind.name(), kinds.remove(kind.name()))).into(),
            sites: (choices.named(SITES).into_iter())
                .map(|(host, set)| named(&host, Some(set)))
                .collect(),
            overrides: choices.overrides(),
            consent_days: choices.consent_days(),
            retention_days: choices.retention_days(),
            veil: match choices.of_organisation(VEIL).map(on_or_off) {
                None => Choice { value: None, locked: false },
                Some(said) => Choice { value: Some(said != Ok(false)), locked: true },
            },
            answerable: choices.answerable(),
            faults: choices.faults(),
        }
    }
}

/// What a source says of a kind or of a host: the stricter of both.
fn level_of(source: Option<&Source>, kind: Kind, host: &str) -> Option<Profile> {
    let of = |settings: &str, name: &str| match source?.get(settings)? {
        Said::Each(each) => each.get(name).map(strictness),
        _ => Some(Profile::Strict),
    };
    of(KINDS, kind.name()).max(of(SITES, host))
}

/// The stricter, where it cannot be read.
fn strictness(said: &Said) -> Profile {
    level(said).unwrap_or(Profile::Strict)
}

fn level(said: &Said) -> Read<Profile> {
    match said {
        Said::Text(text) if text == "standard" => Ok(Profile::Standard),
        Said::Text(text) if text == "strict" => Ok(Profile::Strict),
        _ => Err(Unreadable),
    }
}

fn on_or_off(said: &Said) -> Read<bool> {
    one_of(said, "off", "on")
}

fn allowed(said: &Said) -> Read<bool> {
    one_of(said, "forbidden", "allowed")
}

fn one_of(said: &Said, no: &str, yes: &str) -> Read<bool> {
    match said {
        Said::Text(text) if text == no => Ok(false),
        Said::Text(text) if text == yes => Ok(true),
        _ => Err(Unreadable),
    }
}

fn days(said: &Said, least: u32, most: u32) -> Read<u32> {
    match said {
        // In range, it has a whole number's place in `u32`.
        Said::Number(days)
            if days.fract() == 0.0 && (f64::from(least)..=f64::from(most)).contains(days) =>
        {
            Ok(*days as u32)
        }
        _ => Err(Unreadable),
    }
}

fn name(said: &Said) -> Read<String> {
    match said {
        Said::Text(text)
            if !text.trim().is_empty() && text.chars().count() <= MOST_OF_ANSWERABLE =>
        {
            Ok(text.trim().to_owned())
        }
        _ => Err(Unreadable),
    }
}

/// What of one of the organisation's settings cannot be read, by name.
fn faults_of(name_of: &str, said: &Said) -> Vec<String> {
    let readable = match name_of {
        PROFILE => level(said).is_ok(),
        VEIL => on_or_off(said).is_ok(),
        OVERRIDES => allowed(said).is_ok(),
        CONSENT_DAYS_KEY => days(said, 0, MOST_CONSENT_DAYS).is_ok(),
        RETENTION_DAYS_KEY => days(said, 1, MOST_RETENTION_DAYS).is_ok(),
        ANSWERABLE => name(said).is_ok(),
        KINDS | SITES => return faults_of_each(name_of, said),
        // Nobody asks for it: most likely a name that is spelled otherwise.
        _ => false,
    };
    if readable { Vec::new() } else { vec![name_of.to_owned()] }
}

fn faults_of_each(name_of: &str, said: &Said) -> Vec<String> {
    let Said::Each(each) = said else { return vec![name_of.to_owned()] };
    let is_known =
        |name: &str| name_of == SITES || Kind::ALL.iter().any(|kind| kind.name() == name);
    each.iter()
        .filter(|(name, said)| level(said).is_err() || !is_known(name))
        .map(|(name, _)| format!("{name_of}.{name}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::Audience;
    use serde_json::{Value, json};

    const HOST: &str = "network.example";

    fn choices(value: Value) -> Choices {
        serde_json::from_value(value).unwrap()
    }

    /// Whether emails that 2nd-degree connections see are withheld on the host.
    fn is_strict(value: Value) -> bool {
        let Settings { policy, .. } = Settings::of(&choices(value), HOST);
        policy.treatment(Kind::Email).withholds(Audience::SecondDegree)
    }

    #[test]
    fn the_stricter_of_kind_and_site_counts_and_the_organisations_word_before_the_persons() {
        for (value, strict) in [
            (json!({}), false),
            (json!({ "person": { "profile": "strict" } }), true),
            (json!({ "person": { "profile": "strict", "kinds": { "email": "standard" } } }), false),
            (json!({ "person": { "kinds": { "phone": "strict" } } }), false),
            (
                json!({ "person": { "sites": { HOST: "strict" }, "kinds": { "email": "standard" } } }),
                true,
            ),
            (json!({ "person": { "sites": { "elsewhere.example": "strict" } } }), false),
            (
                json!({ "organisation": { "profile": "strict" }, "person": { "kinds": { "email": "standard" } } }),
                true,
            ),
            (
                json!({ "organisation": { "profile": "strict" }, "person": { "profile": "standard" } }),
                true,
            ),
            (
                json!({ "organisation": { "profile": "standard" }, "person": { "profile": "strict" } }),
                false,
            ),
            (
                json!({ "organisation": { "profile": "standard" }, "person": { "kinds": { "email": "strict" } } }),
                true,
            ),
            (
                json!({ "organisation": { "kinds": { "email": "standard" } }, "person": { "profile": "strict" } }),
                false,
            ),
            (
                json!({ "organisation": { "profile": "strict", "sites": { HOST: "standard" } } }),
                false,
            ),
        ] {
            assert_eq!(is_strict(value.clone()), strict, "{value}");
        }
    }

    #[test]
    fn what_cannot_be_read_counts_as_the_stricter_and_the_organisation_hears_of_it() {
        for (organisation, fault) in [
            (json!({ "profile": "lax" }), "profile"),
            (json!({ "profile": null }), "profile"),
            (json!({ "kinds": { "email": 1 } }), "kinds.email"),
            (json!({ "kinds": ["email"] }), "kinds"),
            (json!({ "sites": { HOST: {} } }), "sites.network.example"),
        ] {
            let value =
                json!({ "organisation": organisation, "person": { "profile": "standard" } });
            assert!(is_strict(value.clone()), "{value}");
            assert_eq!(Overview::of(&choices(value)).faults, [fault]);
        }
        let value = json!({ "organisation": {
            "overrides": true, "consentDays": "90", "retentionDays": 0, "veil": false, "answerable": " ",
            "profil": "strict", "kinds": { "fax": "strict" },
        }, "person": { "overrides": "allowed", "retentionDays": 30 } });
        let settings = Settings::of(&choices(value.clone()), HOST);
        assert!(!settings.overrides);
        let overview = Overview::of(&choices(value.clone()));
        assert_eq!((overview.consent_days.value, overview.retention_days.value), (0, 30));
        assert_eq!((settings.veil, settings.answerable), (Setting::LockedOn, None));
        let faults = Overview::of(&choices(value)).faults;
        let named = [
            "answerable",
            "consentDays",
            "kinds.fax",
            "overrides",
            "profil",
            "retentionDays",
            "veil",
        ];
        assert_eq!(faults, named);
        assert!(is_strict(json!({ "person": { "profile": 5 } })));
    }

    #[test]
    fn nobody_lowers_the_floor() {
        for level in ["standard", "strict", "none"] {
            let value =
                json!({ "organisation": { "profile": level, "kinds": { "email": level } } });
            let Settings { policy, .. } = Settings::of(&choices(value), HOST);
            for kind in Kind::ALL {
                assert!(policy.treatment(kind).withholds(Audience::FirstDegree));
            }
        }
    }

    #[test]
    fn what_is_locked_is_shown_as_such() {
        let overview = Overview::of(&choices(json!({
            "organisation": { "profile": "strict", "kinds": { "phone": "strict" }, "retentionDays": 30, "answerable": "The data protection officer" },
            "person": { "profile": "standard", "kinds": { "email": "strict" }, "sites": { HOST: "strict" }, "overrides": "allowed" },
        })));
        assert_eq!(overview.profile, Choice { value: Profile::Strict, locked: true });
        let locked: Vec<_> = overview
            .kinds
            .iter()
            .filter(|kind| kind.choice.locked)
            .map(|kind| &kind.name)
            .collect();
        assert_eq!(locked, ["phone"]);
        let [site] = &overview.sites[..] else { panic!("{overview:?}") };
        assert_eq!((site.name.as_str(), site.choice.locked), (HOST, false));
        assert_eq!(overview.overrides, Choice { value: true, locked: false });
        assert_eq!(overview.retention_days, Choice { value: 30, locked: true });
        assert_eq!(overview.consent_days, Choice { value: CONSENT_DAYS, locked: false });
        assert_eq!(overview.answerable.as_deref(), Some("The data protection officer"));
        assert_eq!(overview.faults, [""; 0]);
    }

    #[test]
    fn the_organisations_word_on_the_veil_counts() {
        for (value, setting) in [
            (json!({}), Setting::On),
            (json!({ "veilOff": ["elsewhere.example"] }), Setting::On),
            (json!({ "veilOff": [HOST] }), Setting::Off),
            (json!({ "veilOff": [HOST], "organisation": null }), Setting::Off),
            (json!({ "veilOff": [HOST], "organisation": { "veil": "on" } }), Setting::LockedOn),
            (json!({ "veilOff": [HOST], "organisation": { "veil": "maybe" } }), Setting::LockedOn),
            (json!({ "organisation": { "veil": { "off": [] } } }), Setting::LockedOn),
            (json!({ "organisation": { "veil": "off" } }), Setting::LockedOff),
        ] {
            assert_eq!(Settings::of(&choices(value.clone()), HOST).veil, setting, "{value}");
        }
    }
}
