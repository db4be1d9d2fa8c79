//! Lines put together again: the folding of vCard and iCalendar (RFC 6350, section 3.2), and
//! quoted-printable (RFC 2045, section 6.7), of MIME and of vCard 2.1.
//!
//! Neither can be told from plain text by a sign of its own: an indented line is a fold only in a
//! vCard, and `=40` is an `@` only where something says so. So nothing is put together before such
//! a word has been seen.

use super::signs::{FOLD, QUOTE};
use super::window::View;
use crate::field::percent::{LONGEST, character_after};

/// The longest of the words that are looked for.
pub(super) const LONGEST_SIGN: usize = 16;

/// Undoes folds from where a sign of them has been seen.
#[derive(Debug, Default)]
pub(super) struct Unfolder {
    folds: bool,
    quotes: bool,
    /// The beginning of what may be a fold or an encoded character.
    rest: String,
}

impl Unfolder {
    /// Looks for signs in folded text from a place on.
    pub fn heed(&mut self, view: View<'_>, from: usize) {
        if self.folds && self.quotes {
            return;
        }
        let bytes = view.text.as_bytes();
        let mut position = from;
        let mut letters = view.places(FOLD | QUOTE, |byte| matches!(byte, b'q' | b'v'));
        while let Some(at) = letters.at_or_after(position) {
            position = at + 1;
            let here = bytes.get(at..).unwrap_or_default();
            let before = bytes.get(..at).unwrap_or_default();
            let opens = before.ends_with(b"begin:") || before.ends_with(b"mime-");
            self.folds |= opens && (here.starts_with(b"vc") || here.starts_with(b"version"));
            self.quotes |= here.starts_with(b"quoted-printable")
                || (here.starts_with(b"q?") && before.ends_with(b"?"));
        }
        self.folds |= self.quotes;
    }

    /// Whether anything is undone from here on.
    pub fn is_awake(&self) -> bool {
        self.folds
    }

    /// Appends the text with its lines put together.
    pub fn unfold(&mut self, text: &str, last: bool, unfolded: &mut String) {
        let held = std::mem::take(&mut self.rest);
        let joined = if held.is_empty() { None } else { Some(held + text) };
        let text = joined.as_deref().unwrap_or(text);
        let bytes = text.as_bytes();
        let mut copied = 0;
        let mut position = 0;
        while let Some(gap) = bytes.get(position..).and_then(|rest| {
            memchr::memchr3(b'\r', b'\n', if self.quotes { b'=' } else { b'\n' }, rest)
        }) {
            position += gap;
            let here = bytes.get(position..).unwrap_or_default();
            let (length, character) = match self.at(here, last) {
                Fold::Of(length) => (length, None),
                Fold::Character(character, length) => (length, Some(character)),
                Fold::No => {
                    position += 1;
                    continue;
                }
                Fold::Cut => {
                    unfolded.push_str(text.get(copied..position).unwrap_or_default());
                    self.rest.push_str(text.get(position..).unwrap_or_default());
                    return;
                }
            };
            unfolded.push_str(text.get(copied..position).unwrap_or_default());
            unfolded.extend(character);
            position += length;
            copied = position;
        }
        unfolded.push_str(text.get(copied..).unwrap_or_default());
    }

    fn at(&self, here: &[u8], last: bool) -> Fold {
        match here {
            // In a form the blank is a plus.
            [b'\r', b'\n', b' ' | b'\t' | b'+', ..] => Fold::Of(3),
            [b'\n', b' ' | b'\t' | b'+', ..] => Fold::Of(2),
            [b'\r' | b'\n'] | [b'\r', b'\n'] if !last => Fold::Cut,
            [b'=', b'\r', b'\n', ..] => Fold::Of(3),
            [b'=', b'\n', ..] => Fold::Of(2),
            [b'=', ..] => {
                let whole = last || here.len() >= LONGEST;
                if !whole
                    && here
                        .iter()
                        .all(|byte| matches!(byte, b'=' | b'\r') || byte.is_ascii_hexdigit())
                {
                    return Fold::Cut;
                }
                match character_after(b'=', here) {
                    Some((character, length)) => Fold::Character(character, length),
                    None => Fold::No,
                }
            }
            _ => Fold::No,
        }
    }
}

enum Fold {
    /// A line break that goes, of this many bytes.
    Of(usize),
    /// An encoded character, of this many bytes.
    Character(char, usize),
    /// The beginning of one of both.
    Cut,
    No,
}

#[cfg(test)]
mod tests {
    use super::super::window::Window;
    use super::*;

    fn heed(unfolder: &mut Unfolder, folded: &str) {
        let mut window = Window::default();
        window.text.push_str(folded);
        window.note(0);
        unfolder.heed(window.view(true), 0);
    }

    fn unfolded(text: &str, piece: usize) -> String {
        let mut unfolder = Unfolder::default();
        let mut out = String::new();
        let pieces: Vec<&str> = super::super::window::pieces(text, piece).collect();
        heed(&mut unfolder, &text.to_lowercase());
        for (index, each) in pieces.iter().enumerate() {
            unfolder.unfold(each, index + 1 == pieces.len(), &mut out);
        }
        out
    }

    #[test]
    fn lines_are_put_together_however_the_text_is_cut() {
        let text = "BEGIN:VCARD\r\nEMAIL;ENCODING=QUOTED-PRINTABLE:jan=C3=A9=40exam=\r\nple.com\r\nTEL:06\r\n 12\n\t34\r\n";
        let expected =
            "BEGIN:VCARD\r\nEMAIL;ENCODING=QUOTED-PRINTABLE:jané@example.com\r\nTEL:061234\r\n";
        for piece in 1..text.len() + 1 {
            assert_eq!(unfolded(text, piece), expected, "{piece}");
        }
    }

    #[test]
    fn only_a_sign_wakes_it() {
        let awake = |text: &str| {
            let mut unfolder = Unfolder::default();
            heed(&mut unfolder, text);
            (unfolder.is_awake(), unfolder.quotes)
        };
        assert_eq!(awake("{\n  \"a\": \"x=40\" } begin: vivid; quoted"), (false, false));
        assert_eq!(awake("begin:vcalendar"), (true, false));
        assert_eq!(awake("content-transfer-encoding: quoted-printable"), (true, true));
        assert_eq!(awake("=?utf-8?q?jane=40?="), (true, true));
    }
}
