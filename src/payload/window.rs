//! A stretch of decoded text that moves over the payload, so that memory does not grow with it.

use super::signs::Signs;
use crate::field::text::{fold_ascii_into, fold_into, is_word};

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
    pub signs: &'a Signs,
}

impl<'a> View<'a> {
    /// What stands at and after a position.
    pub fn after(self, position: usize) -> &'a str {
        self.text.get(position..).unwrap_or_default()
    }

    /// The places of the bytes of a sort, each of which is, or is part of, one of these signs.
    pub fn places<F: Fn(u8) -> bool>(self, signs: u8, is_it: F) -> Places<'a, F> {
        Places { view: self, signs, is_it, end: 0 }
    }

    /// Whether everything that may matter beside this stretch is in view.
    pub fn has_context(self, start: usize, end: usize) -> bool {
        (self.starts || start >= CONTEXT) && (self.ends || end + CONTEXT <= self.text.len())
    }
}

/// Goes from place to place, over what has none of the signs.
#[derive(Debug)]
pub(super) struct Places<'a, F> {
    view: View<'a>,
    signs: u8,
    is_it: F,
    /// Up to where the signs may stand, where they were looked for last.
    end: usize,
}

impl<F: Fn(u8) -> bool> Places<'_, F> {
    /// The next place at or after one, which lies behind that of the call before.
    pub fn at_or_after(&mut self, from: usize) -> Option<usize> {
        let bytes = self.view.text.as_bytes();
        let mut position = from;
        loop {
            let here = bytes.get(position..self.end).unwrap_or_default();
            if let Some(gap) = here.iter().position(|byte| (self.is_it)(*byte)) {
                return Some(position + gap);
            }
            position = position.max(self.end);
            (position, self.end) = self.view.signs.stretch(self.signs, position, bytes.len())?;
        }
    }
}

/// The text of which a view is taken: what is new, after the end of what was seen before.
#[derive(Debug, Default)]
pub(super) struct Window {
    pub text: String,
    cut: bool,
    signs: Signs,
}

impl Window {
    /// Forgets everything, and goes on where another window is.
    pub fn restart_like(&mut self, other: &Self) {
        self.text.clear();
        self.signs.forget();
        self.cut = other.cut;
    }

    /// Appends folded text, of which the signs are known unless folding changes them.
    pub fn fold(&mut self, text: &str, signs: &mut Signs) {
        let from = self.text.len();
        if text.is_ascii() {
            fold_ascii_into(text, &mut self.text);
            self.signs.take(signs, from);
        } else {
            fold_into(text, &mut self.text);
            self.note(from);
        }
    }

    /// Notes the signs of what stands here from a place on.
    pub fn note(&mut self, from: usize) {
        self.signs.note(self.text.as_bytes(), from);
    }

    /// Whether any of these signs stands in what is new.
    pub fn has(&self, signs: u8) -> bool {
        self.signs.have(signs)
    }

    pub fn view(&self, ends: bool) -> View<'_> {
        View { text: &self.text, starts: !self.cut, ends, signs: &self.signs }
    }

    /// Drops all but the last bytes.
    pub fn keep(&mut self, overlap: usize) {
        self.signs.forget();
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
