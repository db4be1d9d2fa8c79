//! The words of a body: nothing else can stand in it, but for what a person writes as their ground.

use crate::audience::Distance;
use crate::field::Kind;
use crate::protocol::Channel;
use crate::verdict::{Reason, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

use super::time::Day;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// The register began.
    Began,
    /// An export was refused.
    Refused,
    /// It went on without what is withheld.
    Redacted,
    /// It left, and the person was told to be careful.
    Warned,
    /// A person released it, and answers for that.
    Overridden,
    /// A consent was withdrawn.
    Withdrawn,
    /// Parts of the register were erased.
    Erased,
    /// A register that was there before cannot be read any more, or is not whole.
    SetAside,
}

impl Act {
    /// All acts.
    pub const ALL: [Self; 8] = [
        Self::Began,
        Self::Refused,
        Self::Redacted,
        Self::Warned,
        Self::Overridden,
        Self::Withdrawn,
        Self::Erased,
        Self::SetAside,
    ];

    /// The act's code, in bodies and in the keys of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Began => "began",
            Self::Refused => "refused",
            Self::Redacted => "redacted",
            Self::Warned => "warned",
            Self::Overridden => "overridden",
            Self::Withdrawn => "withdrawn",
            Self::Erased => "erased",
            Self::SetAside => "set-aside",
        }
    }

    /// Whether it tells of the register only, and so of nobody.
    pub fn is_of_the_register(self) -> bool {
        matches!(self, Self::Began | Self::Erased | Self::SetAside)
    }

    /// Whether a person's words may stand in it, or follow from it.
    pub fn has_a_persons_words(self) -> bool {
        matches!(self, Self::Overridden | Self::Withdrawn)
    }
}

/// The way out: a [`Channel`], or print, which the browser only announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Way {
    /// One that asks first.
    Channel(Channel),
    /// Paper, on which what is withheld is blank.
    Print(Print),
}

/// The one word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Print {
    /// The page was printed.
    Print,
}

impl From<Channel> for Way {
    fn from(channel: Channel) -> Self {
        Self::Channel(channel)
    }
}

impl Way {
    /// The way's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Channel(channel) => channel.name(),
            Self::Print(Print::Print) => "print",
        }
    }
}

/// Why a person may release what is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The owner consents.
    Consent,
    /// The owner gave them the detail.
    GivenDirectly,
    /// Something else, in the person's words.
    Other,
}

impl Basis {
    /// The code of the basis.
    pub fn code(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::GivenDirectly => "given-directly",
            Self::Other => "other",
        }
    }
}

/// The ground on which a person releases something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// What it rests on.
    pub basis: Basis,
    /// The day on which the owner consented, or gave the detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    /// The person's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
}

/// Fields that were judged alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// Their kind.
    pub kind: Kind,
    /// How many.
    pub count: u32,
    /// The verdict on each.
    pub verdict: Verdict,
    /// How far the viewer stands from their owners; `None` when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<Distance>,
    /// Why.
    pub reasons: BTreeSet<Reason>,
}

/// The name of a host. Never a whole address.
///
/// A script can write a value into the name of a host of its own. So what is longer than a name of
/// four parts, and a part that looks like no name, goes with all before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Host(String);

impl Host {
    const LONGEST: usize = 253;
    const MOST_PARTS: usize = 4;
    const LONGEST_PART: usize = 32;
    const MOST_DIGITS: usize = 5;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is_name(part: &str) -> bool {
        part.len() <= Self::LONGEST_PART
            && part.bytes().filter(u8::is_ascii_digit).count() <= Self::MOST_DIGITS
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Host {
    type Error = &'static str;

    fn try_from(mut text: String) -> Result<Self, Self::Error> {
        // The root of all names.
        if text.ends_with('.') {
            text.pop();
        }
        let address = text.strip_prefix('[').and_then(|inside| inside.strip_suffix(']'));
        if let Some(address) = address {
            let known = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
            let is_address =
                address.len() < 46 && address.contains(':') && address.bytes().all(known);
            return if is_address { Ok(Self(text)) } else { Err("not the name of a host") };
        }
        let known = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        let is_part = |part: &str| !part.is_empty() && part.bytes().all(known);
        if text.len() > Self::LONGEST || !text.split('.').all(is_part) {
            return Err("not the name of a host");
        }
        let parts: Vec<_> = text
            .rsplit('.')
            .enumerate()
            .take_while(|(index, part)| *index == 0 || Self::is_name(part))
            .map(|(_, part)| part)
            .take(Self::MOST_PARTS)
            .collect();
        Ok(Self(parts.into_iter().rev().collect::<Vec<_>>().join(".")))
    }
}

/// The name and version of what a verdict was made by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Version(String);

impl Version {
    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Version {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let known =
            |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b' ' | b'+');
        // A number of more digits could be somebody's telephone.
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if text.is_empty() || text.len() > 80 || digits > 16 || !text.bytes().all(known) {
            return Err("not a version");
        }
        Ok(Self(text))
    }
}
