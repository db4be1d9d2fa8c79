//! JSON (RFC 8259), also several values one after the other, as in JSON Lines.

use super::outline::{Coding, Outline, Span};

/// What may stand next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// A value; the flag says that the list may end instead.
    Value(bool),
    /// A name; the flag says that the object may end instead.
    Name(bool),
    Colon,
    /// A comma, or the end of what is open.
    More,
}

/// The strings and numbers of a text that is JSON. `None` when it is not, or a mere number or
/// word, which is as well anything else.
pub(super) fn outline(text: &str) -> Option<Outline> {
    let bytes = text.as_bytes();
    let mut outline = Outline::default();
    let mut open: Vec<u8> = Vec::new();
    let mut next = Next::Value(false);
    let mut position = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut any = false;
    while let Some(byte) = bytes.get(position).copied() {
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            position += 1;
            continue;
        }
        if open.is_empty() && next == Next::More {
            next = Next::Value(false);
        }
        if open.is_empty() && !matches!(byte, b'{' | b'[' | b'"') {
            return None;
        }
        any = true;
        let start = position;
        position += 1;
        next = match (next, byte) {
            (Next::Value(_), b'{') => {
                open.push(b'}');
                Next::Name(true)
            }
            (Next::Value(_), b'[') => {
                open.push(b']');
                Next::Value(true)
            }
            (Next::Value(_) | Next::Name(_), b'"') => {
                position = string_end(bytes, position)?;
                outline.add(Span::new(start + 1, position - 1), Coding::Json);
                if matches!(next, Next::Name(_)) { Next::Colon } else { Next::More }
            }
            (Next::Value(_), b'-' | b'0'..=b'9') => {
                position = number_end(bytes, start)?;
                outline.add_number(Span::new(start, position));
                Next::More
            }
            (Next::Value(_), b't' | b'f' | b'n') => {
                let rest = bytes.get(start..)?;
                let words: [&[u8]; 3] = [b"true", b"false", b"null"];
                position = start + words.iter().find(|word| rest.starts_with(word))?.len();
                Next::More
            }
            (Next::Value(true) | Next::Name(true) | Next::More, b']' | b'}') => {
                if open.pop() != Some(byte) {
                    return None;
                }
                Next::More
            }
            (Next::Colon, b':') => Next::Value(false),
            (Next::More, b',') => match open.last()? {
                b'}' => Next::Name(false),
                _ => Next::Value(false),
            },
            _ => return None,
        };
    }
    (any && open.is_empty() && next == Next::More).then_some(outline)
}

/// Behind the closing quote of a string.
fn string_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut position = from;
    loop {
        match bytes.get(position)? {
            b'"' => return Some(position + 1),
            b'\\' => position += 2,
            _ => position += 1,
        }
    }
}

/// Behind a number.
fn number_end(bytes: &[u8], start: usize) -> Option<usize> {
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (length > 0).then_some(from + length)
    };
    let sign = usize::from(bytes.get(start) == Some(&b'-'));
    let mut end = digits(start + sign)?;
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        end = digits(end + 1 + sign)?;
    }
    Some(end)
}
