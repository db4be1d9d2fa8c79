//! Finds telephone numbers in folded text.
//!
//! Every stretch of whole groups of digits is a candidate, so that a number in front of one does
//! not hide it. It follows that of `+49 612345678` the second group alone is one too: should it be
//! a French number as well, it is found. Better that than to miss `+1 0612345678`.

use std::collections::{BTreeSet, HashMap};

use super::filter::Filter;
use super::recollection::Recalled;
use super::window::View;
use crate::field::PhoneNumber;
use crate::field::fingerprint::ending;
use crate::field::phone::{MOST_DIGITS, of_two_countries};
use crate::field::text::is_word;

/// The most punctuation between two groups of digits of one number, in bytes: `" - ("`.
const MOST_PUNCTUATION: usize = 6;

/// The numbers by reading, behind a filter on the last seven digits.
#[derive(Debug, Default)]
pub(super) struct Phones {
    endings: Filter,
    readings: HashMap<String, Vec<(usize, Option<u16>)>>,
}

/// Digits that stand together.
#[derive(Clone, Copy, Debug)]
struct Group {
    /// Where its digits begin among those of the run.
    first: usize,
    /// Where it begins in the text.
    start: usize,
}

/// Groups of digits with nothing but telephone punctuation between them.
#[derive(Debug, Default)]
struct Run {
    digits: String,
    groups: Vec<Group>,
}

impl Phones {
    pub fn add(&mut self, phone: &PhoneNumber, index: usize) {
        for reading in phone.readings() {
            if let Some(ending) = ending(&reading.digits) {
                self.endings.add(ending);
            }
            self.readings.entry(reading.digits).or_default().push((index, reading.country));
        }
    }

    pub fn scan(&self, view: View<'_>, recalled: Option<&Recalled>, found: &mut BTreeSet<usize>) {
        if self.readings.is_empty() && recalled.is_none() {
            return;
        }
        let bytes = view.text.as_bytes();
        let mut run = Run::default();
        let mut position = 0;
        let mut last_end = 0;
        while let Some(start) = next_digit(bytes, position) {
            let end = bytes
                .get(start..)
                .and_then(|rest| rest.iter().position(|byte| !byte.is_ascii_digit()))
                .map_or(bytes.len(), |length| start + length);
            position = end;
            let between = bytes.get(last_end..start).unwrap_or_default();
            if between.len() > MOST_PUNCTUATION || !between.iter().all(is_punctuation) {
                run.clear();
            }
            last_end = end;
            // A group at the edge of the view may be the rest of a longer one.
            if (start == 0 && !view.starts) || (end == bytes.len() && !view.ends) {
                run.clear();
                continue;
            }
            run.push(bytes.get(start..end).unwrap_or_default(), start);
            let Some(ending) = ending(&run.digits) else { continue };
            let recalled = recalled.filter(|recalled| recalled.may_end(ending));
            if recalled.is_some() || self.endings.may_hold(ending) {
                self.look_up(view, &run, recalled, found);
            }
        }
    }

    /// Looks up every number that ends with the run's last group.
    fn look_up(
        &self,
        view: View<'_>,
        run: &Run,
        recalled: Option<&Recalled>,
        found: &mut BTreeSet<usize>,
    ) {
        for group in run.groups.iter().rev() {
            let Some(digits) = run.digits.get(group.first..) else { return };
            if digits.len() > MOST_DIGITS {
                return;
            }
            let plus = is_plus(view, group.start);
            let Some(phone) = PhoneNumber::from_digits(digits, plus) else { continue };
            if let Some(recalled) = recalled {
                for print in recalled.key().sought_number(&phone) {
                    recalled.look_up(print, found);
                }
            }
            for reading in phone.readings() {
                let known = self.readings.get(&reading.digits).into_iter().flatten();
                found.extend(
                    known
                        .filter(|(_, country)| !of_two_countries(*country, reading.country))
                        .map(|(index, _)| *index),
                );
            }
        }
    }
}

/// Where the next digit stands. Most text has none for long, so it is gone over by blocks.
fn next_digit(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let has_digit =
        |block: &&[u8; 16]| block.iter().fold(false, |any, byte| any | byte.is_ascii_digit());
    let (blocks, _) = rest.as_chunks::<16>();
    let before = blocks.iter().take_while(|block| !has_digit(block)).count() * 16;
    let gap = rest.get(before..)?.iter().position(u8::is_ascii_digit)?;
    Some(from + before + gap)
}

impl Run {
    fn clear(&mut self) {
        self.digits.clear();
        self.groups.clear();
    }

    fn push(&mut self, digits: &[u8], start: usize) {
        // Too long for a number: nothing before it or with it can be one.
        if digits.len() > MOST_DIGITS {
            return self.clear();
        }
        // Groups that are too far back for a number are dropped now and then, all at once.
        if self.digits.len() > 8 * MOST_DIGITS {
            self.forget();
        }
        self.groups.push(Group { first: self.digits.len(), start });
        self.digits.extend(digits.iter().map(|digit| char::from(*digit)));
    }

    fn forget(&mut self) {
        let keep = self.digits.len().saturating_sub(MOST_DIGITS);
        self.groups.retain(|group| group.first >= keep);
        let from = self.groups.first().map_or(self.digits.len(), |group| group.first);
        self.digits.drain(..from);
        for group in &mut self.groups {
            group.first -= from;
        }
    }
}

/// What people write inside a number. A `+` may be a blank of a form.
fn is_punctuation(byte: &u8) -> bool {
    matches!(byte, b' ' | b'.' | b'-' | b'/' | b'(' | b')' | b'[' | b']' | b'+')
}

/// Whether a `+` stands before the digits (perhaps before a bracket), and no word before it: then
/// it is a blank of a form.
fn is_plus(view: View<'_>, start: usize) -> bool {
    let before = view.text.get(..start).unwrap_or_default().trim_end_matches(['(', '[']);
    before.strip_suffix('+').is_some_and(|before| !before.chars().next_back().is_some_and(is_word))
}
