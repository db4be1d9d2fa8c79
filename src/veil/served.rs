//! Puts stand-ins into the source of a page, as its server sends it, so that no withheld value
//! enters the document.
//!
//! Only texts, the values of attributes, comments and what is data are written in: no program,
//! since a policy may know it by its digest, and no style. All other characters stay as they are.

mod source;

pub use source::{NUMBER, Source};

use super::Veil;
use super::conceal::{Find, holders, places};
use crate::guard::FieldId;
use crate::json::{Token, unescaped, walk};
use source::{Segment, Writing};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A field that must not stay in the source.
#[derive(Debug)]
pub struct Kept {
    /// Which.
    pub field: FieldId,
    /// The numbers of the tags of the element that shows it and of all that is in that.
    pub tags: BTreeSet<usize>,
}

/// A page's source with stand-ins in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Served {
    /// What the document begins with. It makes the document, and no script is in it.
    pub head: String,
    /// All the rest.
    pub rest: String,
}

/// Where something else is written, and what.
type Edit = (Range<usize>, String);

/// What is known of the values in a page.
pub struct Known<'k> {
    /// Which any text holds. What many share it need not find in a text by itself, but says of each
    /// part whether it holds that.
    pub find: &'k dyn Find,
    /// Whether an address, as it is written, leads to who holds the values: a browser asks for it
    /// as it is, and nobody could put them back.
    pub leads_to_custodian: &'k dyn Fn(&str) -> bool,
}

/// Writes stand-ins into a source; `None` when there is nothing to hold back in it.
///
/// Where the encoding of the document has no letters for stand-ins (`has_letters`), they are
/// written by their numbers, and where that cannot be, the value goes and nothing comes for it.
pub fn veil_served(
    source: &Source<'_>,
    kept: &[Kept],
    known: &Known<'_>,
    has_letters: bool,
    veil: &mut Veil,
) -> Option<Served> {
    let Known { find, leads_to_custodian } = known;
    let texts: Vec<&str> = source.segments.iter().map(|segment| segment.text.as_ref()).collect();
    let Shown { among, whole } = shown(source, kept, *find);
    let mut concerned: BTreeSet<usize> =
        holders(&texts, &|text| !find.fields(text).is_empty()).into_iter().collect();
    concerned.extend(among.keys().chain(whole.keys()));
    let mut edits: Vec<Edit> = Vec::new();
    for index in concerned {
        let Some(segment) = source.segments.get(index) else { continue };
        if segment.address().is_some_and(leads_to_custodian) {
            continue;
        }
        let mut writer = Writer { segment, has_letters, is_json: false, veil, edits: &mut edits };
        if let Some(field) = whole.get(&index) {
            writer.write_all(*field);
            continue;
        }
        let none = BTreeSet::new();
        let also = among.get(&index).unwrap_or(&none);
        writer.write(&InSegment { known, also });
    }
    let first = edits.first()?.0.start;
    let (head, root) = source.head_before(first);
    let html = source.html;
    let mut rest = String::with_capacity(html.len());
    let mut copied = head;
    for (range, text) in edits {
        rest.push_str(html.get(copied..range.start).unwrap_or_default());
        rest.push_str(&text);
        copied = range.end;
    }
    rest.push_str(html.get(copied..).unwrap_or_default());
    Some(Served { head: [html.get(..head).unwrap_or_default(), root].concat(), rest })
}

/// Where fields are that are known by the elements that show them.
#[derive(Default)]
struct Shown {
    /// The fields among other text, by segment.
    among: BTreeMap<usize, BTreeSet<FieldId>>,
    /// The segments of which each has a part of a value.
    whole: BTreeMap<usize, FieldId>,
}

fn shown(source: &Source<'_>, kept: &[Kept], find: &dyn Find) -> Shown {
    let mut by_tag: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, segment) in source.segments.iter().enumerate() {
        if let Some(tag) = segment.tag {
            by_tag.entry(tag).or_default().push(index);
        }
    }
    let mut shown = Shown::default();
    for Kept { field, tags } in kept {
        let own: BTreeSet<usize> =
            tags.iter().filter_map(|tag| by_tag.get(tag)).flatten().copied().collect();
        let mut others = Vec::new();
        for index in own {
            let Some(segment) = source.segments.get(index) else { continue };
            if find.holds(&segment.text, *field) {
                shown.among.entry(index).or_default().insert(*field);
            } else if segment.writing == Writing::Text && !segment.text.trim().is_empty() {
                others.push((index, segment.text.as_ref()));
            }
        }
        let joined: String = others.iter().map(|(_, text)| *text).collect();
        if find.holds(&joined, *field) {
            shown.whole.extend(others.iter().map(|(index, _)| (*index, *field)));
        }
    }
    shown
}

/// Finds what is veiled in the texts of one segment.
struct InSegment<'s> {
    known: &'s Known<'s>,
    /// What many share, and is shown there.
    also: &'s BTreeSet<FieldId>,
}

impl Find for InSegment<'_> {
    fn fields(&self, text: &str) -> BTreeSet<FieldId> {
        let mut fields = self.known.find.fields(text);
        fields.extend(self.also.iter().filter(|field| self.holds(text, **field)));
        fields
    }

    fn holds(&self, part: &str, field: FieldId) -> bool {
        self.known.find.holds(part, field)
    }
}

/// Writes stand-ins into one segment.
struct Writer<'w, 's> {
    segment: &'w Segment<'s>,
    has_letters: bool,
    is_json: bool,
    veil: &'w mut Veil,
    edits: &'w mut Vec<Edit>,
}

impl Writer<'_, '_> {
    fn write_all(&mut self, field: FieldId) {
        let text = self.segment.text.as_ref();
        let start = text.len() - text.trim_start().len();
        self.put(start..text.trim_end().len(), field, false);
    }

    fn write(&mut self, find: &dyn Find) {
        let text = self.segment.text.as_ref();
        let mut literals = Vec::new();
        self.is_json = walk(text, |token, range| {
            if matches!(token, Token::String | Token::Name | Token::Number) {
                literals.push((range, token == Token::Number));
            }
        })
        .is_some();
        if !self.is_json {
            for (range, field) in places(text, find) {
                self.put(range, field, false);
            }
            return;
        }
        // A stand-in for a part of two texts would leave no JSON.
        let texts: Vec<&str> =
            literals.iter().map(|(range, _)| text.get(range.clone()).unwrap_or_default()).collect();
        for index in holders(&texts, &|text| !find.fields(text).is_empty()) {
            let (Some((literal, is_number)), Some(part)) = (literals.get(index), texts.get(index))
            else {
                continue;
            };
            for (range, field) in places(part, find) {
                let range = match is_number {
                    true => literal.clone(),
                    false => literal.start + range.start..literal.start + range.end,
                };
                self.put(range, field, *is_number);
            }
        }
    }

    fn put(&mut self, range: Range<usize>, field: FieldId, is_number: bool) {
        let value = self.segment.exactly(range.clone());
        let value = match self.is_json {
            true => as_shown(&value),
            false => value,
        };
        let stand_in = self.veil.stand_in(field, &value).unwrap_or_default();
        let written = self.written(&stand_in);
        let written = if is_number { format!("\"{written}\"") } else { written };
        self.edits.push((self.segment.written_at(range), written));
    }

    fn written(&self, stand_in: &str) -> String {
        if self.has_letters {
            return stand_in.to_owned();
        }
        match self.segment.writing {
            Writing::Text | Writing::Attribute => {
                stand_in.chars().map(|letter| format!("&#{};", u32::from(letter))).collect()
            }
            Writing::Data if self.is_json => {
                stand_in.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
            }
            Writing::Data => String::new(),
        }
    }
}

/// What a part of a text in JSON says. Where the text would not be JSON any more with that put
/// back into it, it stays as it is written.
fn as_shown(written: &str) -> String {
    let says = unescaped(written);
    match says.chars().any(|each| each.is_control() || matches!(each, '"' | '\\')) {
        true => written.to_owned(),
        false => says.into_owned(),
    }
}

#[cfg(test)]
mod tests;
