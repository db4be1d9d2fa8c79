//! Reads the text of a cell character by character, each with its place in the raw text.

use super::outline::{Coding, Span};
use crate::field::percent;
use crate::json::escaped;
use crate::payload::entity::reference;

/// Gives every character of a piece, and where it is written.
pub(super) fn each_character(
    text: &str,
    piece: Span,
    coding: Coding,
    mut give: impl FnMut(char, Span),
) {
    let raw = piece.of(text);
    let mut start = 0;
    let mut position = 0;
    while let Some(rest) = raw.get(position..).filter(|rest| !rest.is_empty()) {
        let (character, length) = next(rest, coding);
        position += length.max(1);
        // What stands for nothing, such as a fold, belongs to the character behind it.
        if let Some(character) = character {
            let from = piece.start as usize;
            give(
                if character == '\0' { ' ' } else { character },
                Span::new(from + start, from + position),
            );
            start = position;
        }
    }
}

/// Whether some characters of a piece may be written in another way than they are read.
pub(super) fn is_coded(raw: &str, coding: Coding) -> bool {
    let marks: &[u8] = match coding {
        Coding::Plain => return false,
        Coding::Doubled => b"\"",
        Coding::Json => b"\\",
        Coding::Form => b"%+",
        Coding::Markup => b"&",
        Coding::Folded => b"\\\n",
        Coding::Printable => b"=\\\n",
    };
    raw.bytes().any(|byte| marks.contains(&byte))
}

/// The first character, if it stands for one, and the length of what it is written with.
fn next(rest: &str, coding: Coding) -> (Option<char>, usize) {
    let bytes = rest.as_bytes();
    let plain = || {
        let character = rest.chars().next();
        (character, character.map_or(1, char::len_utf8))
    };
    match (coding, bytes) {
        (Coding::Doubled, [b'"', b'"', ..]) => (Some('"'), 2),
        (Coding::Json, [b'\\', ..]) => escaped(bytes),
        (Coding::Form, [b'+', ..]) => (Some(' '), 1),
        (Coding::Form, [b'%', ..]) => match percent::character(bytes) {
            Some((character, length)) => (Some(character), length),
            None => plain(),
        },
        (Coding::Markup, [b'&', ..]) => match reference(rest) {
            Some((character, length)) => (Some(character), length),
            None => plain(),
        },
        (Coding::Folded | Coding::Printable, [b'\r', b'\n', b' ' | b'\t', ..]) => (None, 3),
        (Coding::Folded | Coding::Printable, [b'\n', b' ' | b'\t', ..]) => (None, 2),
        (Coding::Folded | Coding::Printable, [b'\\', mark @ (b',' | b';' | b':' | b'\\'), ..]) => {
            (Some(char::from(*mark)), 2)
        }
        (Coding::Folded | Coding::Printable, [b'\\', b'n' | b'N', ..]) => (Some('\n'), 2),
        (Coding::Printable, [b'=', b'\r', b'\n', ..]) => (None, 3),
        (Coding::Printable, [b'=', b'\n', ..]) => (None, 2),
        (Coding::Printable, [b'=', ..]) => printable(bytes).unwrap_or_else(plain),
        _ => plain(),
    }
}

/// One character of quoted-printable (RFC 2045, section 6.7): UTF-8, else Latin-1. The bytes of
/// one character may be parted by soft line breaks.
fn printable(bytes: &[u8]) -> Option<(Option<char>, usize)> {
    let mut utf8 = Vec::new();
    let mut position = 0;
    let mut first_end = 0;
    while utf8.len() < 4 {
        let [b'=', high, low, ..] = bytes.get(position..)? else { break };
        if let (b'\r', b'\n') = (*high, *low) {
            position += 3;
            continue;
        }
        let digit = |hex: u8| char::from(hex).to_digit(16);
        let (Some(high), Some(low)) = (digit(*high), digit(*low)) else { break };
        utf8.push(u8::try_from(high * 16 + low).ok()?);
        position += 3;
        if first_end == 0 {
            first_end = position;
        }
        if let Some(character) = str::from_utf8(&utf8).ok().and_then(|text| text.chars().next()) {
            return Some((Some(character), position));
        }
    }
    utf8.first().map(|byte| (Some(char::from(*byte)), first_end))
}
