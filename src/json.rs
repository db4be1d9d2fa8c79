//! JSON (RFC 8259) as a row of tokens, each with its place in the text; also several values one
//! after the other, as in JSON Lines.

use std::borrow::Cow;
use std::ops::Range;

/// A token that matters to somebody. Those of strings stand for what is between the quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// An object or a list begins.
    Open,
    /// It ends.
    Close,
    /// The name of a member.
    Name,
    /// A string.
    String,
    /// A number.
    Number,
}

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

/// Gives each token. `None` when the text is no JSON, or a mere number or word, which is as well
/// anything else; what was given by then means nothing.
pub fn walk(text: &str, mut give: impl FnMut(Token, Range<usize>)) -> Option<()> {
    let bytes = text.as_bytes();
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
                give(Token::Open, start..position);
                Next::Name(true)
            }
            (Next::Value(_), b'[') => {
                open.push(b']');
                give(Token::Open, start..position);
                Next::Value(true)
            }
            (Next::Value(_) | Next::Name(_), b'"') => {
                position = string_end(bytes, position)?;
                let is_name = matches!(next, Next::Name(_));
                give(if is_name { Token::Name } else { Token::String }, start + 1..position - 1);
                if is_name { Next::Colon } else { Next::More }
            }
            (Next::Value(_), b'-' | b'0'..=b'9') => {
                position = number_end(bytes, start)?;
                give(Token::Number, start..position);
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
                give(Token::Close, start..position);
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
    (any && open.is_empty() && next == Next::More).then_some(())
}

/// What a string of JSON stands for, by what is between its quotes.
pub fn unescaped(string: &str) -> Cow<'_, str> {
    let mut rest = string;
    if !rest.contains('\\') {
        return Cow::Borrowed(string);
    }
    let mut text = String::with_capacity(string.len());
    while let Some((plain, escape)) =
        rest.find('\\').and_then(|position| rest.split_at_checked(position))
    {
        text.push_str(plain);
        let (character, length) = escaped(escape.as_bytes());
        text.extend(character);
        rest = escape.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The character that an escape at the start of these bytes stands for, if any, and its length
/// (RFC 8259, section 7). One that is none stands for its backslash.
pub fn escaped(bytes: &[u8]) -> (Option<char>, usize) {
    let simple = |character| (Some(character), 2);
    match bytes.get(1) {
        Some(b'n') => simple('\n'),
        Some(b'r') => simple('\r'),
        Some(b't') => simple('\t'),
        Some(b'b') => simple('\u{8}'),
        Some(b'f') => simple('\u{c}'),
        Some(b'u') => {
            let Some(first) = unit(bytes) else { return (Some('\\'), 1) };
            let second = bytes.get(6..).and_then(unit);
            match char::decode_utf16([Some(first), second].into_iter().flatten()).next() {
                Some(Ok(character)) => (Some(character), 6 * character.len_utf16()),
                _ => (Some('\u{fffd}'), 6),
            }
        }
        Some(mark @ (b'"' | b'\\' | b'/')) => simple(char::from(*mark)),
        _ => (Some('\\'), 1),
    }
}

/// `\u` and four hexadecimal digits.
fn unit(bytes: &[u8]) -> Option<u16> {
    let [b'\\', b'u', a, b, c, d, ..] = bytes else { return None };
    [a, b, c, d]
        .iter()
        .try_fold(0_u32, |code, digit| Some(code * 16 + char::from(**digit).to_digit(16)?))
        .and_then(|code| u16::try_from(code).ok())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_given_with_their_places() {
        let text = r#"{"a":["x\"y",-1.5e3,null],"b":{}}"#;
        let mut tokens = Vec::new();
        walk(text, |token, range| tokens.push((token, text.get(range).unwrap()))).unwrap();
        assert_eq!(
            tokens,
            [
                (Token::Open, "{"),
                (Token::Name, "a"),
                (Token::Open, "["),
                (Token::String, r#"x\"y"#),
                (Token::Number, "-1.5e3"),
                (Token::Close, "]"),
                (Token::Name, "b"),
                (Token::Open, "{"),
                (Token::Close, "}"),
                (Token::Close, "}"),
            ]
        );
        for text in ["", "1", "{", "[1,]", "{\"a\" 1}", "[1]]"] {
            assert_eq!(walk(text, |_, _| ()), None, "{text}");
        }
    }

    #[test]
    fn escapes_are_undone() {
        for (raw, text) in [
            ("plain", "plain"),
            (r#"a\"b\\\/\n"#, "a\"b\\/\n"),
            (r"\u00e9\ud83d\ude00\u40", "é😀\\u40"),
        ] {
            assert_eq!(unescaped(raw), text);
        }
    }
}
