//! Tools that are publicly known to take contacts: what a decision or their makers say of them.
//!
//! An entry needs a public source. Ids in the stores have none here, so a tool is known by its
//! exact name, and another one of the same name would be taken for it; the page says so.

use serde::Serialize;

/// What is known of a tool.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Known {
    /// The name that it is found under.
    #[serde(skip)]
    name: &'static str,
    /// The code of the sentence that says what is known.
    pub fact: &'static str,
    /// Where it is said.
    pub source: &'static str,
}

const KNOWN: [Known; 4] = [
    Known {
        name: "kaspr",
        // CNIL, deliberation SAN-2024-020 of 5 December 2024.
        fact: "kaspr",
        source: "https://delsol-lawyers.com/KASPR-company-sanctioned-by-the-CNIL-for-collecting-contact-details-on-LinkedIn-of-users-who-had-chosen-to-limit-their-visibility",
    },
    Known {
        name: "lusha",
        // CNIL, deliberation SAN-2022-024 of 20 December 2022.
        fact: "lusha",
        source: "https://gdprhub.eu/index.php?title=CNIL_(France)_-_SAN-2022-024",
    },
    Known {
        name: "linkedin profile extractor",
        fact: "profile-extractor",
        source: "https://nametoprofile.com/extension-support/linkedin-profile-extractor-privacy",
    },
    Known {
        name: "email & phone extractor",
        fact: "page-extractor",
        source: "https://nametoprofile.com/extension-support/email-phone-extractor-support",
    },
];

/// Stores put what a tool is for behind its name.
const AFTER_A_NAME: [&str; 5] = [" - ", " – ", " — ", ": ", " | "];

/// What is known of the tool of this name.
pub(super) fn find(name: &str) -> Option<&'static Known> {
    let ends = AFTER_A_NAME.iter().filter_map(|sign| name.find(sign));
    let end = ends.min().unwrap_or(name.len());
    let name = name.get(..end).unwrap_or(name).trim().to_lowercase();
    KNOWN.iter().find(|known| known.name == name)
}

#[cfg(test)]
pub(super) fn facts() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|known| known.fact)
}
