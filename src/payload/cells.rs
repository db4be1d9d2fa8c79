//! Finds short texts, where a whole cell, line or field of the payload is one.

use std::collections::{BTreeSet, HashMap};

use super::window::View;
use crate::field::text::is_word;

/// How many blanks more than the value a cell may have, in bytes.
const SPARE_BLANKS: usize = 16;

/// Short texts by their form as a cell.
#[derive(Debug, Default)]
pub(super) struct Cells {
    texts: HashMap<String, Vec<usize>>,
    longest: usize,
}

impl Cells {
    /// Adds a text; `false` when it can be no cell, as it has a delimiter in it.
    pub fn add(&mut self, text: &str, index: usize) -> bool {
        let Some(cell) = cell(text) else { return true };
        if cell.contains(is_delimiter) {
            return false;
        }
        self.longest = self.longest.max(text.len() + SPARE_BLANKS);
        self.texts.entry(cell).or_default().push(index);
        true
    }

    /// The longest cell that is looked at, in bytes.
    pub fn longest(&self) -> usize {
        self.longest
    }

    pub fn scan(&self, view: View<'_>, found: &mut BTreeSet<usize>) {
        if self.texts.is_empty() {
            return;
        }
        let mut start = 0;
        for shown in view.text.split(is_delimiter) {
            let end = start + shown.len();
            let whole = (start > 0 || view.starts) && (end < view.text.len() || view.ends);
            start = end + 1;
            if !whole || trimmed(shown).len() > self.longest {
                continue;
            }
            if let Some(indices) = cell(shown).and_then(|cell| self.texts.get(&cell)) {
                found.extend(indices);
            }
        }
    }
}

/// What parts cells in CSV, JSON, forms and HTML source: all of one byte.
fn is_delimiter(character: char) -> bool {
    "\n\r\t,;\"=&:<>|{}[]".contains(character)
}

fn trimmed(shown: &str) -> &str {
    shown.trim_matches(|character: char| character.is_whitespace() || character == '\'')
}

/// The form in which cells are compared: outer blanks and quotes gone, inner blanks one space,
/// also where a form has written them as `+`. `None` when nothing is left.
fn cell(shown: &str) -> Option<String> {
    let mut cell = String::new();
    let mut characters = trimmed(shown).chars().peekable();
    while let Some(character) = characters.next() {
        let blank = character.is_whitespace()
            || (character == '+'
                && cell.chars().next_back().is_some_and(is_word)
                && characters.peek().is_some_and(|next| is_word(*next)));
        match blank {
            true if cell.ends_with(' ') => {}
            true => cell.push(' '),
            false => cell.push(character),
        }
    }
    (!cell.is_empty()).then_some(cell)
}
