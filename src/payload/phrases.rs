//! Finds given phrases in text, from the start of a word to the end of one.

use std::collections::{BTreeSet, HashMap};

use super::filter::{Filter, HASH_OF_NOTHING, hash};
use super::window::View;
use crate::field::text::{is_unspaced, is_word};

/// What makes a phrase part of a longer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// A dot, dash, underscore or `@` between it and another word: `jane.doe` is not found in
    /// `jane.doe@example.com`, nor `example.com` in `blog.example.com`.
    ByPunctuation,
    /// Only letters or digits that touch it.
    ByNothing,
}

/// Phrases by their first word. A word of the text that begins none costs one look at a filter.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    first_words: Filter,
    initials: Initials,
    /// The lengths, in bytes, of the phrases that begin with a word.
    lengths: HashMap<String, Vec<usize>>,
    phrases: HashMap<String, Vec<usize>>,
    longest: usize,
}

/// The first bytes of the phrases.
#[derive(Debug)]
struct Initials([bool; 256]);

impl Default for Initials {
    fn default() -> Self {
        Self([false; 256])
    }
}

impl Initials {
    fn add(&mut self, byte: u8) {
        if let Some(known) = self.0.get_mut(usize::from(byte)) {
            *known = true;
        }
    }

    fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).is_some_and(|known| *known)
    }
}

/// A word of the text.
struct Word {
    start: usize,
    end: usize,
    hash: u32,
}

impl Phrases {
    /// Adds a phrase, which begins and ends with a letter or a digit.
    pub fn add(&mut self, phrase: &str, index: usize) {
        let Some(first) = next_word(phrase, 0) else { return };
        let Some(word) = phrase.get(first.start..first.end) else { return };
        self.first_words.add(first.hash);
        if let Some(initial) = word.bytes().next() {
            self.initials.add(initial);
        }
        let lengths = self.lengths.entry(word.to_owned()).or_default();
        if !lengths.contains(&phrase.len()) {
            lengths.push(phrase.len());
        }
        self.longest = self.longest.max(phrase.len());
        self.phrases.entry(phrase.to_owned()).or_default().push(index);
    }

    /// The longest phrase, in bytes.
    pub fn longest(&self) -> usize {
        self.longest
    }

    pub fn scan(&self, view: View<'_>, joined: Joined, found: &mut BTreeSet<usize>) {
        if self.phrases.is_empty() {
            return;
        }
        let mut position = 0;
        loop {
            position = self.skip(view.text.as_bytes(), position);
            let Some(word) = next_word(view.text, position) else { return };
            position = word.end;
            if !self.first_words.may_hold(word.hash) {
                continue;
            }
            let lengths = view.text.get(word.start..word.end).and_then(|w| self.lengths.get(w));
            for length in lengths.into_iter().flatten() {
                let end = word.start + length;
                let phrase = view.text.get(word.start..end).and_then(|p| self.phrases.get(p));
                if let Some(indices) = phrase
                    && view.has_context(word.start, end)
                    && stands_alone(view, word.start, end, joined)
                {
                    found.extend(indices);
                }
            }
        }
    }
}

impl Phrases {
    /// Goes over words that begin none of the phrases, as far as ASCII goes.
    fn skip(&self, bytes: &[u8], from: usize) -> usize {
        let mut position = from;
        while let Some(&byte) = bytes.get(position) {
            if byte.is_ascii_alphanumeric() {
                if self.initials.has(byte) {
                    break;
                }
                let rest = bytes.get(position..).unwrap_or_default();
                let length = rest
                    .iter()
                    .position(|byte| !byte.is_ascii_alphanumeric())
                    .unwrap_or(rest.len());
                // What follows may belong to the same word.
                if rest.get(length).is_some_and(|next| !next.is_ascii()) {
                    break;
                }
                position += length;
            } else if byte.is_ascii() {
                position += 1;
            } else {
                break;
            }
        }
        position
    }
}

/// The next word at or after a position. In scripts without blanks each character is one.
fn next_word(text: &str, from: usize) -> Option<Word> {
    let mut start = from;
    loop {
        let gap = text.as_bytes().get(start..)?.iter().position(|byte| may_be_word(*byte))?;
        start += gap;
        let word = word_at(text, start)?;
        if word.end > start {
            return Some(word);
        }
        start += character_at(text, start)?.len_utf8();
    }
}

/// The word that begins here; an empty one where none does.
fn word_at(text: &str, start: usize) -> Option<Word> {
    let mut word = Word { start, end: start, hash: HASH_OF_NOTHING };
    loop {
        for byte in text.as_bytes().get(word.end..)? {
            if !byte.is_ascii_alphanumeric() {
                break;
            }
            word.end += 1;
            word.hash = hash(word.hash, *byte);
        }
        let Some(character) = character_at(text, word.end).filter(|next| !next.is_ascii()) else {
            return Some(word);
        };
        let alone = is_unspaced(character);
        if !is_word(character) || (alone && word.end > start) {
            return Some(word);
        }
        word.hash = character.encode_utf8(&mut [0; 4]).bytes().fold(word.hash, hash);
        word.end += character.len_utf8();
        if alone {
            return Some(word);
        }
    }
}

fn may_be_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

fn character_at(text: &str, position: usize) -> Option<char> {
    text.get(position..)?.chars().next()
}

/// Whether no word goes on before or after this stretch.
fn stands_alone(view: View<'_>, start: usize, end: usize, joined: Joined) -> bool {
    let stretch = view.text.get(start..end).unwrap_or_default();
    let before = view.text.get(..start).unwrap_or_default();
    let after = view.after(end);
    let touches = |one: Option<char>, other: Option<char>| match (one, other) {
        (Some(one), Some(other)) => {
            is_word(one) && is_word(other) && !is_unspaced(one) && !is_unspaced(other)
        }
        _ => false,
    };
    if touches(before.chars().next_back(), stretch.chars().next())
        || touches(stretch.chars().next_back(), after.chars().next())
    {
        return false;
    }
    if joined == Joined::ByNothing {
        return true;
    }
    let joint = |character: &char| matches!(character, '.' | '-' | '_' | '@');
    let mut behind = after.chars();
    let goes_on = behind.next().filter(joint).is_some() && behind.next().is_some_and(is_word);
    let mut ahead = before.chars().rev();
    let went_on = ahead.next().filter(joint).is_some() && ahead.next().is_some_and(is_word);
    !goes_on && (!went_on || before.ends_with("www."))
}
