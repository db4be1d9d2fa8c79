//! The register as a file: JSON Lines, out and in. `docs/register.md` specifies it.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::chain::Point;
use super::filter::Filter;
use super::record::{Record, Stored};
use super::verify::{Frame, Report, verify};

/// The version of files that are written and read here.
const VERSION: u32 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the format.
    pub register: u32,
    /// Where the first record follows.
    pub anchor: Point,
    /// Where the last record stands.
    pub head: Point,
    /// By what bodies were left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its first line.
    pub header: Header,
    /// What the other lines hold.
    pub stored: Vec<Stored>,
}

/// A text is no file of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAFile {
    /// Its first line is not that of a register.
    Header,
    /// It has this version, which is not known here.
    Version(u32),
}

impl fmt::Display for NotAFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("this is not a register: its first line is another"),
            Self::Version(version) => {
                write!(f, "this register has the version {version}, which is not known here")
            }
        }
    }
}

impl std::error::Error for NotAFile {}

/// Writes a register without its owners.
pub fn write(stored: &[Stored], anchor: Point, filter: &Filter) -> String {
    let records = || stored.iter().filter_map(Stored::record);
    let head = records().next_back().map_or(anchor, Record::point);
    let filter = (!filter.is_empty()).then(|| filter.clone());
    let header = Header { register: VERSION, anchor, head, filter };
    let mut text = serde_json::to_string(&header).unwrap_or_default();
    text.push('\n');
    for record in records() {
        let Record { seq, digest, link, .. } = record;
        text.push_str(&format!(r#"{{"seq":{seq},"digest":"{digest}","link":"{link}""#));
        if let Some(body) = record.body.as_ref().filter(|body| is_one_line(body))
            && header.filter.as_ref().is_none_or(|filter| is_shown(record, filter))
        {
            text.push_str(",\"body\":");
            text.push_str(body);
        }
        text.push_str("}\n");
    }
    text
}

/// A damaged body could have line breaks.
fn is_one_line(body: &str) -> bool {
    !body.is_empty() && !body.contains(['\n', '\r'])
}

/// Without the entries about the register itself nobody could verify the others.
fn is_shown(record: &Record, filter: &Filter) -> bool {
    record.whole().is_some_and(|body| body.act.is_of_the_register() || filter.matches(&body))
}

/// Reads a file.
///
/// # Errors
/// When the first line is not that of a register. Of other lines each counts for itself.
pub fn read(text: &str) -> Result<File, NotAFile> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let first = lines.next().unwrap_or_default();
    let header: Header = serde_json::from_str(first).map_err(|_| other_version(first))?;
    if header.register != VERSION {
        return Err(NotAFile::Version(header.register));
    }
    let mut stored: Vec<Stored> = Vec::new();
    let mut next = header.anchor.seq.saturating_add(1);
    for line in lines.filter(|line| !line.is_empty()) {
        let each = record(line).map_or(Stored::Unreadable(next), Stored::Record);
        next = each.record().map_or(next, |record| record.seq).saturating_add(1);
        stored.push(each);
    }
    Ok(File { header, stored })
}

fn other_version(line: &str) -> NotAFile {
    #[derive(Deserialize)]
    struct Versioned {
        register: u32,
    }
    match serde_json::from_str(line) {
        Ok(Versioned { register }) if register != VERSION => NotAFile::Version(register),
        _ => NotAFile::Header,
    }
}

/// One record. The digest is over the body's bytes as they stand, so nothing here may be read
/// loosely.
fn record(line: &str) -> Option<Record> {
    let (seq, rest) = line.strip_prefix(r#"{"seq":"#)?.split_once(r#","digest":""#)?;
    let (digest, rest) = rest.split_once(r#"","link":""#)?;
    let (link, rest) = rest.split_once('"')?;
    let rest = rest.strip_suffix('}')?;
    let body = match rest.strip_prefix(r#","body":"#) {
        Some(body) if !body.is_empty() => Some(body.to_owned()),
        _ if rest.is_empty() => None,
        _ => return None,
    };
    let number: u64 = seq.parse().ok().filter(|number: &u64| number.to_string() == seq)?;
    let (digest, link) = (digest.parse().ok()?, link.parse().ok()?);
    Some(Record { seq: number, id: None, at: None, digest, link, body, owners: None })
}

impl File {
    /// Examines it, against a head that was noted elsewhere as well.
    pub fn verify(&self, noted: Option<Point>) -> Report {
        let Header { anchor, head, filter, .. } = &self.header;
        let is_filtered = filter.is_some();
        verify(&self.stored, Frame { anchor: *anchor, end: Some(*head), noted, is_filtered })
    }
}
