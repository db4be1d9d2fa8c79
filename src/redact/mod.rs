//! Lets the rest go: the same payload without the withheld values in it.
//!
//! The format is recognised and cut into cells. Which of them hold a value is asked, never
//! worked out here: whoever finds values sees through escapes and spellings, and says so for the
//! whole, for blocks of cells, for a cell and for some of its words. What is made is asked about
//! as a whole again, and given out only when nothing is found in it. So a mistake here can blank
//! too much, or give nothing out, but let no value go that would have been found.
//!
//! ```
//! use entre_nous::field::{Kind, Value};
//! use entre_nous::payload::{Needles, Payload};
//! use entre_nous::redact::{Content, redact};
//!
//! let values: Vec<Value> = Value::read(Kind::Email, "jane@example.com").into_iter().collect();
//! let needles = Needles::new(&values);
//! let rest = redact(Payload::Text("name\tmail\nJane\tjane@example.com\n"), &|payload| {
//!     needles.find(payload)
//! });
//! assert_eq!(rest.unwrap().content, Content::Text("name\tmail\nJane\t\n".into()));
//! ```
//!
//! # What goes
//!
//! A cell that holds nothing but a value is emptied; of one with prose around it the words of the
//! value go. A value that lies over several cells is taken out of all of them. All other bytes
//! stay: quotes, delimiters, names, tags, line ends, encoding.
//!
//! | format | its cells | what an emptied one is |
//! | --- | --- | --- |
//! | CSV: comma, semicolon, tab, pipe | fields, also `="…"` | nothing between its quotes |
//! | JSON, JSON Lines | strings, names, numbers | `""`, and `null` for a number |
//! | forms, addresses with a query | names, values | nothing behind its `=` |
//! | vCard 2.1, 3, 4 | values, their components, parameters | nothing behind its colon |
//! | HTML, XML | texts, also over inline tags; attributes; comments, scripts | tags and quotes |
//! | XLSX | texts, numbers, formulas; all else in its XML | a cell of that place and style |
//! | anything else that is text | words | line breaks |
//!
//! A cell is opened like a payload, three deep: JSON in a JSON string, a form in one, HTML in a
//! table. Bytes are UTF-8, UTF-16 with a byte order mark or else Windows-1252.
//!
//! # What is not understood
//!
//! Binary formats, compressed bytes, archives that are no workbook, workbooks that are encrypted,
//! that unpack to much more than they should, or have the same part twice: nothing is given out.
//! Nor where a value stands in what is no cell, such as the name of a tag. Parts of a workbook
//! that are not XML are left as they are.
//!
//! Malformed JSON, CSV or HTML is plain text, and so is a table of one record that has no tabs.
//! Lines of prose with a delimiter each can be taken for a table; the delimiter then stays.
//! Fields whose values are derived from others, such as a checksum, are not known as such.
//!
//! # What it costs
//!
//! All bytes are asked about five times where little is withheld, and 20 times where there is
//! something in each record; then the many small questions weigh more than their bytes. Beyond
//! a bound by the payload's size nothing is given out.

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
