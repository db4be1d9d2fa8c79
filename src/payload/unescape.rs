//! Undoes one layer of escapes: percent-encoding, those of strings and those of HTML, in one pass.
//!
//! All at once, since real payloads mix them (a link in JSON, JSON in a form), and one pass a
//! layer keeps the number of layers, not of their combinations, the bound. It relies on encoders
//! that leave no backslash as it is while they encode the letters behind it.

use super::{entity, json, percent};

/// What the bytes at a place are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// An escape of this many bytes. It hides a value if a word can be made of it, or the escape
    /// itself begins with a letter that sticks to a word.
    Of { character: char, length: usize, hides: bool },
    /// The beginning of an escape, at the end of what is here.
    Cut,
    /// Nothing of the kind.
    No,
}

/// What came of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// How many bytes were read. The rest, of a few bytes, needs what follows it.
    pub consumed: usize,
    /// Whether there was any escape.
    pub changed: bool,
    /// Whether there was one that can hide a value.
    pub hides: bool,
}

/// Appends the text without its outermost escapes. With `last`, nothing follows it.
pub(super) fn unescape(text: &str, last: bool, decoded: &mut String) -> Step {
    let bytes = text.as_bytes();
    let mut step = Step { consumed: 0, changed: false, hides: false };
    let mut position = 0;
    while let Some(gap) =
        bytes.get(position..).and_then(|rest| memchr::memchr3(b'%', b'\\', b'&', rest))
    {
        position += gap;
        let here = bytes.get(position..).unwrap_or_default();
        let escape = match here.first() {
            Some(b'%') => percent::escape(here, last),
            Some(b'&') => entity::escape(here, last),
            _ => json::escape(here, last),
        };
        match escape {
            Escape::Of { character, length, hides } => {
                decoded.push_str(text.get(step.consumed..position).unwrap_or_default());
                // NUL parts words like a blank, and nothing downstream has to know it.
                decoded.push(if character == '\0' { ' ' } else { character });
                position += length;
                step = Step { consumed: position, changed: true, hides: hides || step.hides };
            }
            Escape::Cut => {
                decoded.push_str(text.get(step.consumed..position).unwrap_or_default());
                return Step { consumed: position, ..step };
            }
            Escape::No => position += 1,
        }
    }
    decoded.push_str(text.get(step.consumed..).unwrap_or_default());
    Step { consumed: text.len(), ..step }
}
