//! What a person has set, and how one change changes it. What it comes to is the root crate's
//! matter (`settings.rs`).

use entre_nous::{Kind, Profile};
use serde_json::{Map, Value};

/// One thing that a person sets. `None` takes it back.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// How strict it is where nothing else is said.
    Profile(Profile),
    /// How strict it is about a kind of field.
    Kind(Kind, Option<Profile>),
    /// How strict it is on a site, by its host.
    Site(String, Option<Profile>),
    /// Whether what is withheld may be released with a ground.
    Overrides(bool),
    /// For how many days a consent is remembered.
    ConsentDays(u32),
    /// For how many days the register keeps its entries.
    RetentionDays(u32),
}

impl Change {
    /// The settings after it. What of the old ones has no form that settings have is given up.
    pub fn apply(self, settings: Value) -> Value {
        let mut settings = object(settings);
        match self {
            Self::Profile(profile) => {
                settings.insert("profile".to_owned(), word(profile));
            }
            Self::Kind(kind, level) => set(&mut settings, "kinds", kind.name(), level),
            Self::Site(host, level) => set(&mut settings, "sites", &host, level),
            Self::Overrides(is_allowed) => {
                let word = if is_allowed { "allowed" } else { "forbidden" };
                settings.insert("overrides".to_owned(), word.into());
            }
            Self::ConsentDays(days) => {
                settings.insert("consentDays".to_owned(), days.into());
            }
            Self::RetentionDays(days) => {
                settings.insert("retentionDays".to_owned(), days.into());
            }
        }
        Value::Object(settings)
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn set(settings: &mut Map<String, Value>, of: &str, name: &str, level: Option<Profile>) {
    let mut each = settings.remove(of).map(object).unwrap_or_default();
    match level {
        Some(level) => each.insert(name.to_owned(), word(level)),
        None => each.remove(name),
    };
    if !each.is_empty() {
        settings.insert(of.to_owned(), Value::Object(each));
    }
}

fn word(profile: Profile) -> Value {
    match profile {
        Profile::Standard => "standard".into(),
        Profile::Strict => "strict".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entre_nous::Audience;
    use entre_nous::settings::{Choices, Overview, Settings};
    use serde_json::json;

    #[test]
    fn a_change_leaves_all_else_as_it_was() {
        let before = json!({ "profile": "strict", "kinds": { "email": "strict" } });
        for (change, after) in [
            (
                Change::Profile(Profile::Standard),
                json!({ "profile": "standard", "kinds": { "email": "strict" } }),
            ),
            (
                Change::Kind(Kind::Phone, Some(Profile::Standard)),
                json!({ "profile": "strict", "kinds": { "email": "strict", "phone": "standard" } }),
            ),
            (Change::Kind(Kind::Email, None), json!({ "profile": "strict" })),
            (
                Change::Site("a.example".to_owned(), Some(Profile::Strict)),
                json!({ "profile": "strict", "kinds": { "email": "strict" }, "sites": { "a.example": "strict" } }),
            ),
            (
                Change::Overrides(true),
                json!({ "profile": "strict", "kinds": { "email": "strict" }, "overrides": "allowed" }),
            ),
            (
                Change::ConsentDays(0),
                json!({ "profile": "strict", "kinds": { "email": "strict" }, "consentDays": 0 }),
            ),
        ] {
            assert_eq!(change.clone().apply(before.clone()), after, "{change:?}");
        }
    }

    #[test]
    fn what_is_no_setting_is_given_up() {
        let level = Some(Profile::Strict);
        for before in [json!(null), json!("strict"), json!({ "kinds": 5 })] {
            let after = Change::Kind(Kind::Email, level).apply(before);
            assert_eq!(after, json!({ "kinds": { "email": "strict" } }));
        }
    }

    #[test]
    fn the_root_crate_reads_what_is_written_here() {
        let changes = [
            Change::Profile(Profile::Strict),
            Change::Kind(Kind::Phone, Some(Profile::Standard)),
            Change::Site("a.example".to_owned(), Some(Profile::Strict)),
            Change::Overrides(true),
            Change::ConsentDays(30),
            Change::RetentionDays(60),
        ];
        let person =
            changes.into_iter().fold(Value::Null, |settings, change| change.apply(settings));
        let choices: Choices = serde_json::from_value(json!({ "person": person })).unwrap();
        let withholds = |host: &str, kind: Kind| {
            let policy = Settings::of(&choices, host).policy;
            policy.treatment(kind).withholds(Audience::SecondDegree)
        };
        assert!(withholds("b.example", Kind::Email));
        assert!(!withholds("b.example", Kind::Phone));
        assert!(withholds("a.example", Kind::Phone));
        let Overview { overrides, consent_days, retention_days, .. } = Overview::of(&choices);
        assert!(overrides.value);
        assert_eq!((consent_days.value, retention_days.value), (30, 60));
    }
}
