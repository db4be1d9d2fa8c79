//! Records as they are kept: the body's text beside what proves it.

use serde::{Deserialize, Serialize};

use super::chain::Point;
use super::entry::{Body, Erased, VERSION};
use super::hex::Hex;
use super::pseudonym::Pseudonym;

/// One entry of the register, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its number, from 1 on.
    pub seq: u64,
    /// By which an entry that is told twice is known. Goes with the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Hex<8>>,
    /// When it was written, in milliseconds since 1970, where it gets too old one day. Goes with the
    /// body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<i64>,
    /// SHA-256 of the body.
    pub digest: Hex<32>,
    /// What holds it in the chain.
    pub link: Hex<32>,
    /// The body's text; `None` when it was erased, or left out of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Whose contact details it was about; `None` in a file, which never has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owners: Option<Vec<Linked>>,
}

/// An owner as the register knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// That of their email address or telephone number.
    pub pseudonym: Pseudonym,
    /// What the body's commitment was made with.
    pub salt: Hex<16>,
}

/// What is found in the place of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// A record.
    Record(Record),
    /// Something that cannot be read, where the record with this number should be.
    Unreadable(u64),
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// All of it.
    Whole(Box<Body>),
    /// The body was erased, or left out.
    Erased,
    /// A newer version of the product wrote it.
    Newer,
    /// The body is none.
    Broken,
}

impl Record {
    /// Where it stands in the chain.
    pub fn point(&self) -> Point {
        Point { seq: self.seq, link: self.link }
    }

    /// Reads the body.
    pub fn read(&self) -> Reading {
        let Some(text) = &self.body else { return Reading::Erased };
        match version(text) {
            Some(VERSION) => serde_json::from_str(text).map_or(Reading::Broken, Reading::Whole),
            Some(_) => Reading::Newer,
            None => Reading::Broken,
        }
    }

    /// Whether a newer version of the product wrote it.
    pub fn is_newer(&self) -> bool {
        self.body.as_deref().and_then(version).is_some_and(|version| version != VERSION)
    }

    /// The body, if all of it can be read.
    pub fn whole(&self) -> Option<Body> {
        match self.read() {
            Reading::Whole(body) => Some(*body),
            _ => None,
        }
    }

    /// What it says of erasures. All versions write that alike.
    pub fn erased(&self) -> Option<Erased> {
        #[derive(Deserialize)]
        struct Erasing {
            erased: Erased,
        }
        let body = self.body.as_deref().filter(|body| body.contains("\"erased\""))?;
        serde_json::from_str::<Erasing>(body).ok().map(|Erasing { erased }| erased)
    }

    /// Its commitments to owners. All versions write these alike.
    pub fn committed(&self) -> Vec<Hex<16>> {
        #[derive(Deserialize)]
        struct Committed {
            #[serde(default)]
            owners: Vec<Hex<16>>,
        }
        let body = self.body.as_deref().unwrap_or_default();
        serde_json::from_str::<Committed>(body).map(|body| body.owners).unwrap_or_default()
    }

    /// Takes the body away, and with it all that is personal.
    pub fn erase(&mut self) {
        self.id = None;
        self.at = None;
        self.body = None;
        self.owners = Some(Vec::new());
    }
}

/// The version of a body.
fn version(text: &str) -> Option<u32> {
    #[derive(Deserialize)]
    struct Versioned {
        v: u32,
    }
    serde_json::from_str(text).ok().map(|Versioned { v }| v)
}

impl Stored {
    /// The record, if it can be read.
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Record(record) => Some(record),
            Self::Unreadable(_) => None,
        }
    }
}
