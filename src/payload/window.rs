//! A stretch of decoded text that moves over the payload, so that memory does not grow with it.

use crate::field::text::is_word;

/// How much of a view's edges may be needed to judge what stands beside a value, in bytes.
pub(super) const CONTEXT: usize = 32;

/// Text to look through, and whether its edges are those of the whole text.
///
/// What touches an edge that is not is left alone: another view has it with its surroundings.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub text: &'a str,
    pub starts: bool,
    pub ends: bool,
}

impl<'a> View<'a> {
    /// What stands at and after a position.
    pub fn after(self, position: usize) -> &'a str {
        self.text.get(position..).unwrap_or_default()
    }

    /// Whether everything that may matter beside this stretch is in view.
    pub fn has_context(self, start: usize, end: usize) -> bool {
        (self.starts || start >= CONTEXT) && (self.ends || end + CONTEXT <= self.text.len())
    }
}

/// The text of which a view is taken: what is new, after the end of what was seen before.
#[derive(Debug, Default)]
pub(super) struct Window {
    pub text: String,
    cut: bool,
}

impl Window {
    /// Forgets everything, and goes on where another window is.
    pub fn restart_like(&mut self, other: &Self) {
        self.text.clear();
        self.cut = other.cut;
    }

    pub fn view(&self, ends: bool) -> View<'_> {
        View { text: &self.text, starts: !self.cut, ends }
    }

    /// Drops all but the last bytes.
    pub fn keep(&mut self, overlap: usize) {
        let surplus = self.text.len().saturating_sub(overlap);
        self.cut |= drop_front(&mut self.text, surplus) > 0;
    }
}

/// Drops the text's first bytes, fewer if that would cut a character, and says how many.
pub(super) fn drop_front(text: &mut String, bytes: usize) -> usize {
    let mut dropped = bytes.min(text.len());
    while !text.is_char_boundary(dropped) {
        dropped -= 1;
    }
    text.drain(..dropped);
    dropped
}

/// Appends the words of folded text, with one space for whatever is between two.
pub(super) fn words_into(folded: &str, words: &mut String) {
    let mut rest = folded;
    while !rest.is_empty() {
        let end = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let Some((plain, other)) = rest.split_at_checked(end) else { return };
        words.push_str(plain);
        let mut characters = other.chars();
        match characters.next() {
            Some(character) if is_word(character) => words.push(character),
            Some(_) if !words.ends_with(' ') => words.push(' '),
            _ => {}
        }
        rest = characters.as_str();
    }
}

/// The text in pieces of about this many bytes.
pub(super) fn pieces(text: &str, bytes: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut end = bytes.min(rest.len());
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (piece, after) = rest.split_at_checked(end)?;
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}
