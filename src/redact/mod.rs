//! Lets the rest go: the same payload without the withheld values in it.
//!
//! The format is recognised and cut into cells. Which of them hold a value is asked, never
//! worked out here: whoever finds values sees through escapes and spellings, and says so for the
//! whole, for blocks of cells, for a cell and for some of its words. What is made is asked about
//! as a whole again, and given out only when nothing is found in it.

mod coding;
mod csv;
mod encoding;
mod form;
mod format;
mod json;
mod markup;
mod outline;
mod plain;
mod search;
mod vcard;
mod workbook;

use std::collections::BTreeSet;

use crate::payload::{Payload, Unreadable};

use outline::{Span, without};
use search::Oracle;

/// A payload that may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A string.
    Text(String),
    /// Bytes, encoded as those that were given.
    Bytes(Vec<u8>),
}

impl From<Payload<'_>> for Content {
    fn from(payload: Payload<'_>) -> Self {
        match payload {
            Payload::Text(text) => Self::Text(text.to_owned()),
            Payload::Bytes(bytes) => Self::Bytes(bytes.to_vec()),
        }
    }
}

/// What is left of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// The payload with the values blanked, and nothing else changed.
    pub content: Content,
    /// The values that stay behind, as `find` names them.
    pub left_out: BTreeSet<usize>,
}

/// Names the values in a payload that must stay, and only those.
pub type Find<'f> = dyn Fn(Payload<'_>) -> Result<BTreeSet<usize>, Unreadable> + 'f;

/// Blanks the values that `find` names. `None` when the format is not understood, or when it
/// cannot be shown that nothing is left.
pub fn redact(payload: Payload<'_>, find: &Find<'_>) -> Option<Redacted> {
    let left_out = find(payload).ok()?;
    if left_out.is_empty() {
        return Some(Redacted { content: payload.into(), left_out });
    }
    let size = match payload {
        Payload::Text(text) => text.len(),
        Payload::Bytes(bytes) => bytes.len(),
    };
    let oracle = Oracle::new(find, &left_out, size);
    let content = match payload {
        Payload::Text(text) if encoding::is_text(text) => {
            Content::Text(redact_text(text, &oracle)?)
        }
        Payload::Text(_) => return None,
        Payload::Bytes(bytes) if workbook::is_archive(bytes) => {
            Content::Bytes(workbook::redact(bytes, &oracle)?)
        }
        Payload::Bytes(bytes) => {
            let (text, encoding) = encoding::decode(bytes)?;
            Content::Bytes(encoding.encode(&redact_text(&text, &oracle)?)?)
        }
    };
    let rest = match &content {
        Content::Text(text) => Payload::Text(text),
        Content::Bytes(bytes) => Payload::Bytes(bytes),
    };
    find(rest).ok()?.is_empty().then_some(Redacted { content, left_out })
}

fn redact_text(text: &str, oracle: &Oracle<'_>) -> Option<String> {
    let (cuts, _) = search::cuts(text, oracle, 0)?;
    Some(without(text, Span::new(0, text.len()), &cuts))
}
