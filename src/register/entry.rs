//! What is to be written, and the body that holds it.

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

use super::chain::Point;
use super::contact;
use super::hex::Hex;
use super::pseudonym::Pseudonym;
use super::time::{Day, Time};
use super::words::{Act, Basis, Fields, Ground, Host, Version, Way};
use crate::protocol::Refusal;

/// The version of the bodies that are written here.
pub const VERSION: u32 = 1;
/// The most characters of a person's own words.
pub const LONGEST_WORDS: usize = 500;
/// The most different fields in one entry.
const MOST_FIELDS: usize = 500;
/// The most pseudonyms of owners in one entry: a list of some thousand people.
const MOST_OWNERS: usize = 20_000;

/// How many minutes clocks are ahead of UTC where the day begins first.
const FURTHEST_AHEAD: i32 = 14 * 60;

/// What a page, or the extension itself, wants written.
///
/// There is no room in it for a value or a name, but in the words of a ground.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// At random; an entry that is told again has the same.
    pub id: Hex<8>,
    /// What happened.
    pub act: Act,
    /// Where; `None` where a frame does not know.
    #[serde(default, deserialize_with = "host_or_nothing")]
    pub site: Option<Host>,
    /// The way out.
    pub channel: Option<Way>,
    /// Where it would go; `None` when it stays on this machine or that is not known.
    #[serde(default, deserialize_with = "host_or_nothing")]
    pub to: Option<Host>,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// Which contact details, and what was decided of them.
    #[serde(default)]
    pub fields: Vec<Fields>,
    /// On what ground a person released them.
    pub ground: Option<Ground>,
    /// The owners' pseudonyms.
    #[serde(default)]
    pub owners: Vec<Pseudonym>,
    /// The rules by which the page was read.
    pub rules: Option<Version>,
    /// What was erased. Only the register itself says so.
    #[serde(skip)]
    pub erased: Option<Erased>,
    /// What is not there any more. Only the register itself says so.
    #[serde(skip)]
    pub lost: Option<Lost>,
}

/// Why an entry is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// It has another form.
    Form,
    /// Something is missing that entries of its act have, or there is too much.
    Incomplete,
    /// The day of a ground is missing, or has not come.
    Day,
    /// A person's words hold an email address or a telephone number.
    ContactDetail,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "the entry has another form",
            Self::Incomplete => "the entry is not complete",
            Self::Day => "the ground has no day, or one that has not come",
            Self::ContactDetail => "the ground holds an email address or a telephone number",
        })
    }
}

impl std::error::Error for Fault {}

impl Entry {
    /// Reads the JSON of what a page sends, by the clock as it is now.
    ///
    /// # Errors
    /// When it holds anything that an entry has no place for, or lacks what its act needs.
    pub fn read(json: &str, now: Time) -> Result<Self, Fault> {
        // What serde says would repeat what was sent.
        let entry: Self = serde_json::from_str(json).map_err(|_| Fault::Form)?;
        entry.check(now)?;
        Ok(entry)
    }

    /// An entry of the register about itself.
    pub fn of_the_register(id: Hex<8>, act: Act) -> Self {
        Self {
            id,
            act,
            site: None,
            channel: None,
            to: None,
            refusal: None,
            fields: Vec::new(),
            ground: None,
            owners: Vec::new(),
            rules: None,
            erased: None,
            lost: None,
        }
    }

    fn check(&self, now: Time) -> Result<(), Fault> {
        let Self { act, site, channel, to, refusal, fields, ground, owners, .. } = self;
        let is_export = channel.is_some() && refusal.is_some() == (*act == Act::Refused);
        let complete = match act {
            Act::Refused => is_export && ground.is_none(),
            Act::Redacted | Act::Warned => is_export && !fields.is_empty() && ground.is_none(),
            Act::Overridden => is_export && !fields.is_empty() && ground.is_some(),
            Act::Withdrawn => {
                let nothing_left = channel.is_none() && to.is_none() && refusal.is_none();
                let is_theirs = !fields.is_empty() && !owners.is_empty() && site.is_none();
                nothing_left && is_theirs && ground.is_none()
            }
            // Only the register itself knows.
            Act::Began | Act::Erased | Act::SetAside => false,
        };
        let fits = fields.len() <= MOST_FIELDS
            && owners.len() <= MOST_OWNERS
            && fields.iter().all(|each| each.count > 0);
        if !complete || !fits {
            return Err(Fault::Incomplete);
        }
        ground.as_ref().map_or(Ok(()), |ground| ground.check(now.day(FURTHEST_AHEAD)))
    }

    /// The body that is written.
    pub fn body(self, at: Time, version: Version, salt: Hex<16>, owners: Vec<Hex<16>>) -> Body {
        let Self {
            id, act, site, channel, to, refusal, fields, ground, rules, erased, lost, ..
        } = self;
        let v = VERSION;
        Body {
            v,
            id,
            at,
            act,
            site,
            channel,
            to,
            refusal,
            fields,
            ground,
            erased,
            lost,
            owners,
            version,
            rules,
            salt,
        }
    }
}

/// What is no name of a host is left out: else a page could keep an entry out of the register by
/// the address that it chooses.
fn host_or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Host>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.and_then(|text| Host::try_from(text).ok()))
}

impl Ground {
    /// Whether it may be written, on this day.
    ///
    /// # Errors
    /// When a consent has no day, or any day is to come; when a consent or "other" has no words;
    /// when these are too long, or hold a contact detail.
    pub fn check(&self, today: Day) -> Result<(), Fault> {
        let words = self.how.as_deref().unwrap_or_default();
        let says_nothing = words.trim().is_empty();
        if words.chars().count() > LONGEST_WORDS
            || (says_nothing && (self.how.is_some() || self.basis != Basis::GivenDirectly))
        {
            return Err(Fault::Incomplete);
        }
        let has_come = self.on.map_or(self.basis != Basis::Consent, |on| on <= today);
        if !has_come {
            return Err(Fault::Day);
        }
        if contact::is_in(words) { Err(Fault::ContactDetail) } else { Ok(()) }
    }
}

/// What an entry says, in the order in which it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The version of the format.
    pub v: u32,
    /// At random.
    pub id: Hex<8>,
    /// When it was written, by the browser's clock.
    pub at: Time,
    /// What happened.
    pub act: Act,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Host>,
    /// The way out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Way>,
    /// Where it would go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Host>,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Which contact details, and what was decided of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Fields>,
    /// On what ground a person released them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// What was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased: Option<Erased>,
    /// What is not there any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
    /// Commitments to the owners' pseudonyms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<Hex<16>>,
    /// The product's version.
    pub version: Version,
    /// The rules by which the page was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Version>,
    /// Keeps the digest of an erased body from being guessed.
    pub salt: Hex<16>,
}

/// Parts of the register that are not there any more, by ranges of numbers, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// On whose account.
    pub why: Why,
    /// All records up to this one are gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<u64>,
    /// The bodies of these are gone.
    #[serde(default)]
    pub bodies: Vec<(u64, u64)>,
    /// Owners of these are linked no more.
    #[serde(default)]
    pub owners: Vec<(u64, u64)>,
}

/// Why something was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It was old enough.
    Retention,
    /// A person asked for it.
    Request,
}

/// A register that was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// What became of it.
    pub why: Loss,
    /// The last entry that was known of it.
    #[serde(flatten)]
    pub head: Point,
}

/// What became of a register that was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// It cannot be read.
    Unreadable,
    /// It is gone.
    Missing,
    /// Its end is gone, or is another.
    CutOff,
}
