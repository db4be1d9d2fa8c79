//! Whether a text that a person writes holds an email address or a telephone number.

use crate::field::phone::FEWEST_DIGITS;
use crate::field::text::fold;
use crate::field::{EmailAddress, Kind, Value};

use super::time::Day;

/// What parts words from each other, and does not stand in an email address.
const BETWEEN: [char; 12] = [' ', ',', ';', ':', '<', '>', '(', ')', '[', ']', '"', '/'];

/// Whether any email address or telephone number is in the text. Days and times are neither.
pub fn is_in(text: &str) -> bool {
    let folded = fold(text);
    has_email(&folded) || has_phone(&folded)
}

/// Reads what a person types to look for: an email address or a telephone number, and nothing
/// else.
pub fn read(text: &str) -> Option<Value> {
    [Kind::Email, Kind::Phone]
        .into_iter()
        .filter_map(|kind| Value::read(kind, text))
        .find(|value| matches!(value, Value::Email(_) | Value::Phone(_)))
}

fn has_email(folded: &str) -> bool {
    let mut words = folded.split(BETWEEN).map(|word| word.trim_matches(['.', '\'', '!', '?']));
    words.any(|word| EmailAddress::parse(word).is_some()) || has_email_with_blanks(folded)
}

/// `jane @ example.com`
fn has_email_with_blanks(folded: &str) -> bool {
    folded.split_once('@').is_some_and(|(before, after)| {
        let last = before.trim_end().rsplit(BETWEEN).next().unwrap_or_default();
        let first = after.trim_start().split(BETWEEN).next().unwrap_or_default();
        EmailAddress::parse(&format!("{last}@{}", first.trim_end_matches('.'))).is_some()
    })
}

/// Tries every stretch of digits and what people write between them.
fn has_phone(folded: &str) -> bool {
    let is_part = |character: char| character.is_ascii_digit() || " .-/()+".contains(character);
    folded.split(|character| !is_part(character)).any(|stretch| {
        let rest: Vec<_> = stretch.split(' ').filter(|word| !is_day(word)).collect();
        let rest = rest.join(" ");
        let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        // What is longer than any number may be several.
        digits.len() >= FEWEST_DIGITS
    })
}

/// Whether this is a day as people write it: `12/03/2026`, `2026-03-12`, `12.3.26`.
fn is_day(word: &str) -> bool {
    let word = word.trim_matches(['(', ')', '.', '-']);
    let parts: Vec<_> = word.split(['/', '.', '-']).collect();
    let [first, second, third] = parts.as_slice() else { return false };
    let year = |part: &str| if part.len() == 2 { format!("20{part}") } else { part.to_owned() };
    let is = |year: String, month: &str, day: &str| {
        month.len() <= 2
            && day.len() <= 2
            && format!("{year}-{month:0>2}-{day:0>2}").parse::<Day>().is_ok()
    };
    (first.len() == 4 && is(year(first), second, third))
        || is(year(third), second, first)
        || is(year(third), first, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_or_a_number_is_found_however_it_is_written() {
        for text in [
            "jane@example.com",
            "She wrote from Jane.Roe+x@Example.COM.",
            "mail:jane@example.com, then a call",
            "<jane@example.com>",
            "jane @ example.com",
            "jane\u{ff20}example.com",
            "call 06 12 34 56 78",
            "tel.+33 (0)6.12.34.56.78",
            "0612345678",
            "on 12/03/2026 at 0612345678",
            "555-0199-123",
            "٠٦١٢٣٤٥٦٧٨",
            "0612345678 0612345679 0612345670",
        ] {
            assert!(is_in(text), "{text}");
        }
    }

    #[test]
    fn days_times_and_short_numbers_are_none() {
        for text in [
            "",
            "By letter of 12/03/2026.",
            "On 2026-03-12 at 14:30, meeting room 204",
            "le 12.3.26, salon de Lyon 2026",
            "03/12/2026 and 04/12/2026",
            "contract 114, page 3",
            "at the fair @ Lyon",
        ] {
            assert!(!is_in(text), "{text}");
        }
    }

    #[test]
    fn only_an_address_or_a_number_can_be_looked_for() {
        assert!(matches!(read(" Jane@Example.com "), Some(Value::Email(_))));
        assert!(matches!(read("06 12 34 56 78"), Some(Value::Phone(_))));
        for text in ["", "Jane Roe", "example.com", "1234"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
