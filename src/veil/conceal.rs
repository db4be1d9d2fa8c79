//! Puts stand-ins in the places of values in a text of the page.
//!
//! Where a value stands is asked, never worked out here: whoever finds values sees through
//! spellings and escapes, and says so for the whole and for parts of it.

use super::Veil;
use crate::field::text::is_word;
use crate::guard::FieldId;
use std::collections::BTreeSet;
use std::ops::Range;

/// Says where values are.
pub trait Find {
    /// The fields whose values are in a text and must not stay in it.
    fn fields(&self, text: &str) -> BTreeSet<FieldId>;

    /// Whether the value of one of them is in a part of such a text, whatever else is.
    fn holds(&self, part: &str, field: FieldId) -> bool {
        self.fields(part).contains(&field)
    }
}

impl<F: Fn(&str) -> BTreeSet<FieldId>> Find for F {
    fn fields(&self, text: &str) -> BTreeSet<FieldId> {
        self(text)
    }
}

/// How many bytes of texts are asked about together at first.
const BLOCK: usize = 8 * 1024;
/// How far a country code may stand before the rest of a number, in bytes: `+352 (0) `.
const LONGEST_COUNTRY_CODE: usize = 10;

/// The text with stand-ins in it; `None` when there is no value in it.
pub fn conceal(text: &str, find: &dyn Find, veil: &mut Veil) -> Option<String> {
    let places = places(text, find);
    let mut concealed = String::with_capacity(text.len());
    let mut copied = 0;
    for (range, field) in &places {
        concealed.push_str(text.get(copied..range.start).unwrap_or_default());
        let value = text.get(range.clone()).unwrap_or_default();
        // Without a stand-in the value goes all the same.
        concealed.push_str(&veil.stand_in(*field, value).unwrap_or_default());
        copied = range.end;
    }
    concealed.push_str(text.get(copied..).unwrap_or_default());
    (!places.is_empty()).then_some(concealed)
}

/// Where values stand in a text, in its order.
pub fn places(text: &str, find: &dyn Find) -> Vec<(Range<usize>, FieldId)> {
    let mut found = Vec::new();
    for field in find.fields(text) {
        let holds = |part: &str| find.holds(part, field);
        let mut end = text.len();
        while let Some(range) = last_place(text.get(..end).unwrap_or_default(), holds) {
            end = range.start;
            found.push((range, field));
        }
    }
    found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut places: Vec<(Range<usize>, FieldId)> = Vec::new();
    for (range, field) in found {
        match places.last_mut() {
            Some((last, _)) if range.start < last.end => last.end = last.end.max(range.end),
            _ => places.push((range, field)),
        }
    }
    places
}

/// The shortest part from the last occurrence of a value on. All of the text where the parts of
/// it do not hold what the whole does.
fn last_place(text: &str, holds: impl Fn(&str) -> bool) -> Option<Range<usize>> {
    if !holds(text) {
        return None;
    }
    let cuts = cuts(text);
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    let first_without = cuts.partition_point(|&cut| holds(part(cut..text.len())));
    let start = cuts.get(first_without.saturating_sub(1)).copied().unwrap_or(0);
    let first_with = cuts.partition_point(|&cut| cut <= start || !holds(part(start..cut)));
    let end = cuts.get(first_with).copied().unwrap_or(text.len());
    let range = with_front(text, start..end);
    Some(if holds(part(range.clone())) { range } else { 0..text.len() })
}

/// Where a text can be cut: not within words.
fn cuts(text: &str) -> Vec<usize> {
    let mut before = false;
    let mut cuts: Vec<usize> = Vec::new();
    for (position, character) in text.char_indices() {
        let here = is_word(character);
        if !(here && before) {
            cuts.push(position);
        }
        before = here;
    }
    cuts.push(text.len());
    cuts
}

/// What stands before a value and belongs to it, though it is found without: a number is known by
/// its last groups, a website without its `www.`.
fn with_front(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text.get(..range.start).unwrap_or_default();
    let part = text.get(range.clone()).unwrap_or_default();
    let front = match part.starts_with(|first: char| first.is_ascii_digit() || first == '(') {
        true => country_code_length(before),
        false => Some("www.".len()).filter(|_| before.to_ascii_lowercase().ends_with("www.")),
    };
    range.start - front.unwrap_or(0)..range.end
}

fn country_code_length(before: &str) -> Option<usize> {
    let is_part = |character: &char| {
        character.is_ascii_digit() || matches!(character, '+' | '(' | ')' | ' ' | '.' | '-')
    };
    let near = before.chars().rev().take(LONGEST_COUNTRY_CODE).take_while(is_part).count();
    // All of these are ASCII.
    let start = before.len() - near;
    before.rfind('+').filter(|&plus| plus >= start).map(|plus| before.len() - plus)
}

/// Which of the texts hold anything. They are asked about many at a time, so that it costs little
/// where hardly any does.
pub fn holders(texts: &[&str], holds: &dyn Fn(&str) -> bool) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < texts.len() {
        let mut bytes = 0;
        let block = texts.iter().skip(start).take_while(|text| {
            let fits = bytes == 0 || bytes + text.len() <= BLOCK;
            bytes += text.len();
            fits
        });
        let end = start + block.count().max(1);
        search(texts, start..end, holds, &mut found);
        start = end;
    }
    found
}

fn search(
    texts: &[&str],
    range: Range<usize>,
    holds: &dyn Fn(&str) -> bool,
    found: &mut Vec<usize>,
) {
    let block = texts.get(range.clone()).unwrap_or_default();
    // Parted like the lines of a table, so that no two make a value.
    if !holds(&block.join("\n\n")) {
        return;
    }
    if let [_] = block {
        found.push(range.start);
        return;
    }
    let middle = range.start + range.len() / 2;
    search(texts, range.start..middle, holds, found);
    search(texts, middle..range.end, holds, found);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Kind, Value};
    use crate::payload::{Needles, Payload};

    const VALUES: [(Kind, &str); 4] = [
        (Kind::Email, "jane.roe@example.com"),
        (Kind::Phone, "+33 6 12 34 56 78"),
        (Kind::Address, "12 Rue de l'Exemple, Paris"),
        (Kind::Website, "https://janeroe.example/cv"),
    ];

    fn finder() -> impl Fn(&str) -> BTreeSet<FieldId> {
        let values: Vec<Value> =
            VALUES.iter().filter_map(|(kind, shown)| Value::read(*kind, shown)).collect();
        let needles = Needles::new(&values);
        move |text| {
            let found = needles.find(Payload::Text(text)).unwrap_or_default();
            found.into_iter().map(FieldId::of).collect()
        }
    }

    #[test]
    fn only_the_values_go() {
        for (text, expected) in [
            ("Mail: jane.roe@example.com (work)", vec!["jane.roe@example.com"]),
            ("mailto:Jane.Roe@Example.com?subject=x", vec!["Jane.Roe@Example.com"]),
            ("tel:+33612345678", vec!["+33612345678"]),
            (
                "call +33 (0)6 12 34 56 78 or 06.12.34.56.78.",
                vec!["+33 (0)6 12 34 56 78", "06.12.34.56.78"],
            ),
            ("{\"a\":\"jane.roe\\u0040example.com\",\"b\":1}", vec!["jane.roe\\u0040example.com"]),
            ("x jane.roe@example.com jane.roe@example.com.", vec!["jane.roe@example.com"; 2]),
            ("lives at 12 rue de l'exemple,\n Paris!", vec!["12 rue de l'exemple,\n Paris"]),
            ("jane.roe@example.com\t0612345678", vec!["jane.roe@example.com", "0612345678"]),
            ("see https://www.janeroe.example/cv.", vec!["www.janeroe.example/cv"]),
            ("xjane.roe@example.com", vec![]),
            ("", vec![]),
        ] {
            let find = finder();
            let found: Vec<&str> = places(text, &find)
                .into_iter()
                .map(|(range, _)| text.get(range).unwrap())
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_is_concealed_is_revealed_and_nothing_is_found_in_it() {
        let find = finder();
        let mut veil = Veil::default();
        let text = "Jane: jane.roe@example.com / +33 6 12 34 56 78, 12 Rue de l'Exemple, Paris";
        let concealed = conceal(text, &find, &mut veil).unwrap();
        assert_eq!(find(&concealed), BTreeSet::new());
        assert_eq!(veil.reveal(&concealed), text);
        assert_eq!(veil.fields_in(&concealed).count(), 3);
        assert_eq!(conceal(&concealed, &find, &mut veil), None);
    }

    #[test]
    fn the_texts_with_values_are_found_among_many() {
        let find = finder();
        let prose = "a text of some length without anything in it ".repeat(9);
        let mut texts = vec![prose.as_str(); 1000];
        texts[0] = "jane.roe@example.com";
        texts[517] = "tel:0612345678";
        texts[999] = "jane.roe@example.com";
        let asked = std::cell::Cell::new(0);
        let found = holders(&texts, &|text| {
            asked.set(asked.get() + 1);
            !find(text).is_empty()
        });
        assert_eq!(found, [0, 517, 999]);
        assert!(asked.get() < 200, "{}", asked.get());
    }
}
