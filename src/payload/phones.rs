//! Finds telephone numbers in folded text.
//!
//! Every stretch of whole groups of digits is a candidate, so that a number in front of one does
//! not hide it. It follows that of `+49 612345678` the second group alone is one too: should it be
//! a French number as well, it is found. Better that than to miss `+1 0612345678`.

use std::collections::{BTreeSet, HashMap};

use super::filter::Filter;
use super::recollection::Recalled;
use super::signs::DIGIT;
use super::window::View;
use crate::field::PhoneNumber;
use crate::field::phone::{FEWEST_DIGITS, MOST_DIGITS, of_two_countries};
use crate::field::text::is_word;

/// The most punctuation between two groups of digits of one number, in bytes: `" - ("`.
const MOST_PUNCTUATION: usize = 6;

/// The numbers by reading, behind a filter on the last seven digits.
#[derive(Debug, Default)]
pub(super) struct Phones {
    endings: Filter,
    readings: HashMap<String, Vec<(usize, Option<u16>)>>,
}

/// The digits of a run that has not ended, as far as the filter needs them.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    /// How many they are.
    count: usize,
    /// The last seven, four bits each.
    ending: u32,
}

impl Phones {
    pub fn add(&mut self, phone: &PhoneNumber, index: usize) {
        for reading in phone.readings() {
            let run = Run::default().followed_by(reading.digits.as_bytes());
            if let Some(ending) = run.ending() {
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
        let mut last_end = 0;
        let mut digits = view.places(DIGIT, |byte| byte.is_ascii_digit());
        while let Some(start) = digits.at_or_after(last_end) {
            let between = bytes.get(last_end..start).unwrap_or_default();
            if between.len() > MOST_PUNCTUATION || !between.iter().all(is_punctuation) {
                run = Run::default();
            }
            let rest = bytes.get(start..).unwrap_or_default();
            let length = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
            let end = start + length;
            last_end = end;
            // A group at the edge of the view may be the rest of a longer one. One that is too long
            // is no part of a number.
            if length > MOST_DIGITS || is_cut(view, start, end) {
                run = Run::default();
                continue;
            }
            run = run.followed_by(rest.get(..length).unwrap_or_default());
            let Some(ending) = run.ending() else { continue };
            let recalled = recalled.filter(|recalled| recalled.may_end(number(ending)));
            if recalled.is_some() || self.endings.may_hold(ending) {
                self.look_up(view, end, recalled, found);
            }
        }
    }

    /// Looks up every number that ends here.
    fn look_up(
        &self,
        view: View<'_>,
        end: usize,
        recalled: Option<&Recalled>,
        found: &mut BTreeSet<usize>,
    ) {
        for_each_number(view, end, |digits, start| {
            let Some(phone) = PhoneNumber::from_digits(digits, is_plus(view, start)) else {
                return;
            };
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
        });
    }
}

impl Run {
    fn followed_by(self, digits: &[u8]) -> Self {
        let shifted = |ending: u32, digit: &u8| ending << 4 | u32::from(digit & 15);
        Self {
            count: self.count + digits.len(),
            ending: digits.iter().fold(self.ending, shifted) & LAST_SEVEN,
        }
    }

    /// The last seven digits of at least as many.
    fn ending(self) -> Option<u32> {
        (self.count >= FEWEST_DIGITS).then_some(self.ending)
    }
}

/// The bits of seven digits, four each.
const LAST_SEVEN: u32 = 0x0fff_ffff;

/// The number that digits of four bits each make.
fn number(ending: u32) -> u32 {
    (0..FEWEST_DIGITS).rev().fold(0, |number, digit| number * 10 + (ending >> (4 * digit) & 15))
}

/// Whether a group of digits reaches the edge of the view where text goes on.
fn is_cut(view: View<'_>, start: usize, end: usize) -> bool {
    (start == 0 && !view.starts) || (end == view.text.len() && !view.ends)
}

/// Gives each stretch of whole groups of digits that ends here and is not too long, from the
/// shortest on: its digits, and where it begins.
fn for_each_number(view: View<'_>, end: usize, mut give: impl FnMut(&str, usize)) {
    let bytes = view.text.as_bytes();
    let mut digits = String::new();
    let mut group_end = end;
    loop {
        let before = bytes.get(..group_end).unwrap_or_default();
        let start = before.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
        if is_cut(view, start, group_end) || digits.len() + group_end - start > MOST_DIGITS {
            return;
        }
        digits.insert_str(0, view.text.get(start..group_end).unwrap_or_default());
        give(&digits, start);
        let near = start.saturating_sub(MOST_PUNCTUATION + 1);
        let before = bytes.get(near..start).unwrap_or_default();
        match before.iter().rposition(|byte| !is_punctuation(byte)) {
            Some(last) if before.get(last).is_some_and(u8::is_ascii_digit) => {
                group_end = near + last + 1;
            }
            _ => return,
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
