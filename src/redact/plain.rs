//! Running text: its lines and its words.

use super::outline::{Coding, Cut, Kind, Outline, Span};
use crate::field::text::{is_unspaced, is_word};

/// A line that is longer is cut at a blank, in bytes.
const LONG_LINE: usize = 4 * 1024;
/// Schemes of links that say nothing without the rest.
const SCHEMES: [&str; 5] = ["mailto:", "tel:", "sms:", "callto:", "data:"];
/// The most groups of digits that a country code and a trunk prefix make.
const MOST_PREFIX_GROUPS: usize = 3;

/// The lines of a text.
pub(super) fn lines(text: &str) -> Outline {
    let mut outline = Outline::new(Kind::Lines);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut rest = line;
        while !rest.is_empty() {
            let end = match rest
                .char_indices()
                .skip(1)
                .find(|(at, c)| *at >= LONG_LINE && c.is_whitespace())
            {
                Some((at, _)) if rest.len() > LONG_LINE => at,
                _ => rest.len(),
            };
            outline.add(Span::new(start, start + end), Coding::Plain);
            start += end;
            rest = rest.get(end..).unwrap_or_default();
        }
    }
    outline
}

/// The words in a part of a text. A word goes from blank to blank and from mark to mark, but
/// what an address or a number has inside stays together.
pub(super) fn words(text: &str, part: Span) -> Outline {
    let mut outline = Outline::new(Kind::Words);
    let raw = part.of(text);
    let mut word: Option<usize> = None;
    let mut before = ' ';
    for (at, character) in raw.char_indices() {
        let begins = is_unspaced(character) != is_unspaced(before);
        if let Some(start) = word.filter(|_| begins || parts(raw, at, character)) {
            add_word(&mut outline, raw, part, start, at);
            word = None;
        }
        if word.is_none() && !parts(raw, at, character) {
            word = Some(at);
        }
        before = character;
    }
    if let Some(start) = word {
        add_word(&mut outline, raw, part, start, raw.len());
    }
    outline
}

fn add_word(outline: &mut Outline, raw: &str, part: Span, start: usize, end: usize) {
    let word = raw.get(start..end).unwrap_or_default();
    let after = word.trim_end_matches(|character| !is_word(character));
    let bare = after.trim_start_matches(|character| !is_word(character) && character != '+');
    let start = part.start as usize + start + (after.len() - bare.len());
    outline.add(Span::new(start, start + bare.len()), Coding::Plain);
}

/// Whether a character is no part of any word.
fn parts(raw: &str, at: usize, character: char) -> bool {
    match character {
        ':' => raw.get(at..).is_some_and(|rest| !rest.starts_with("://")),
        _ => character.is_whitespace() || ",;<>\"|{}=&?()[]".contains(character),
    }
}

/// The word with which the number begins whose national part begins at a word.
pub(super) fn with_country_code(text: &str, words: &Outline, word: usize) -> usize {
    let is_digits = |text: &str| {
        let digits = text.trim_start_matches('+');
        digits.len() <= 4 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let here = words.span(&(word..word + 1));
    if !here.of(text).starts_with(|character: char| character.is_ascii_digit()) {
        return word;
    }
    let mut from = here.start;
    for first in (0..word).rev().take(MOST_PREFIX_GROUPS) {
        let span = words.span(&(first..first + 1));
        let between = Span { start: span.end, end: from }.of(text);
        let joins = |character: char| " \u{a0}.-/()[]".contains(character);
        if !is_digits(span.of(text)) || between.len() > 4 || !between.chars().all(joins) {
            break;
        }
        if span.of(text).starts_with('+') || span.of(text).starts_with("00") {
            return first;
        }
        from = span.start;
    }
    word
}

/// The same stretch with the bracket before it that it closes.
pub(super) fn with_bracket(text: &str, span: Span) -> Span {
    let count = |bracket| span.of(text).matches(bracket).count();
    let before = Span { start: 0, end: span.start }.of(text);
    let opens = count(')') > count('(') && before.ends_with('(');
    Span { start: span.start - u32::from(opens), ..span }
}

/// A cut of a stretch that leaves its line breaks.
pub(super) fn between_line_breaks(text: &str, span: Span) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut start = span.start as usize;
    for part in span.of(text).split_inclusive(['\r', '\n']) {
        let bare = part.trim_end_matches(['\r', '\n']);
        if !bare.is_empty() {
            cuts.push(Cut { span: Span::new(start, start + bare.len()), filler: "" });
        }
        start += part.len();
    }
    cuts
}

/// Whether what is left of a text says nothing.
pub(super) fn is_void(rest: &str) -> bool {
    !rest.contains(is_word) || SCHEMES.contains(&rest)
}

/// Whether a text is one email address, number or word, so that no part of it can stay.
pub(super) fn is_word_alone(text: &str) -> bool {
    text.chars().all(|character| is_word(character) || ".@_+-".contains(character))
}
