//! Tables as text. No standard says which delimiter parts their columns, so it is told by its
//! being there equally often in each record, and by its standing close to the fields that it
//! parts, unlike a sign in a text (`12 Rue de l'Exemple, 75001 Paris`).

use std::collections::BTreeMap;

use super::outline::{Coding, Outline, Span};

/// The rarer in texts first: where two part a text as well as each other, the other one may be a
/// sign in its fields.
const DELIMITERS: [u8; 4] = [b'\t', b'|', b';', b','];
/// How many records are looked at to tell the delimiter.
const SAMPLE: usize = 100;

/// The fields of a table. `None` when the text is none.
pub(super) fn outline(text: &str) -> Option<Outline> {
    let delimiter = delimiter(text)?;
    let mut outline = Outline::default();
    for field in Fields::new(text, delimiter) {
        let field = field?;
        outline.add(field.content, field.coding);
    }
    Some(outline)
}

fn delimiter(text: &str) -> Option<u8> {
    let declared = text.trim_start_matches('\u{feff}').strip_prefix("sep=");
    if let Some(delimiter) = declared.and_then(|rest| rest.bytes().next()) {
        return DELIMITERS.contains(&delimiter).then_some(delimiter);
    }
    let mut best = None;
    for delimiter in DELIMITERS {
        if let Some(rank) = regularity(text, delimiter)
            && best.is_none_or(|(other, _)| rank > other)
        {
            best = Some((rank, delimiter));
        }
    }
    best.map(|(_, delimiter)| delimiter)
}

/// How many in a hundred records have the most frequent number of fields, whether the delimiter
/// stands close to most of the fields behind it, and that number of fields; the better reading of
/// two is the greater. `None` when this is no table.
fn regularity(text: &str, delimiter: u8) -> Option<(usize, bool, usize)> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut records, mut fields) = (0, 0);
    let (mut behind, mut apart) = (0, 0);
    for field in Fields::new(text, delimiter) {
        let field = field?;
        if fields > 0 {
            behind += 1;
            apart += usize::from(field.content.of(text).starts_with(' '));
        }
        fields += 1;
        if field.ends_record {
            if fields > 1 || !field.content.is_empty() {
                *counts.entry(fields).or_default() += 1;
                records += 1;
            }
            fields = 0;
            if records == SAMPLE {
                break;
            }
        }
    }
    let (width, times) = counts.into_iter().max_by_key(|(width, times)| (*times, *width))?;
    let share = times * 100 / records;
    // One record alone is a table only when it comes from a spreadsheet.
    let enough = records > 1 || delimiter == b'\t';
    (width > 1 && share >= 80 && enough).then_some((share, apart * 2 < behind, width))
}

struct Field {
    /// What stands between the quotes, or between the delimiters.
    content: Span,
    coding: Coding,
    ends_record: bool,
}

/// The fields one after the other; `None` where a quote is never closed.
struct Fields<'t> {
    bytes: &'t [u8],
    delimiter: u8,
    position: Option<usize>,
}

impl<'t> Fields<'t> {
    fn new(text: &'t str, delimiter: u8) -> Self {
        let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Self { bytes: text.as_bytes(), delimiter, position: Some(start) }
    }

    fn is_end(&self, position: usize) -> bool {
        let byte = self.bytes.get(position);
        byte.is_none_or(|byte| *byte == self.delimiter || matches!(byte, b'\r' | b'\n'))
    }

    /// The end of a text between quotes, which begins behind the first.
    fn closing_quote(&self, from: usize) -> Option<usize> {
        let mut position = from;
        loop {
            position += memchr::memchr(b'"', self.bytes.get(position..)?)?;
            if self.bytes.get(position + 1) != Some(&b'"') {
                return Some(position);
            }
            position += 2;
        }
    }

    fn field(&self, start: usize) -> Option<(Span, Coding, usize)> {
        let rest = self.bytes.get(start..).unwrap_or_default();
        // Also the formula by which spreadsheets are kept from taking a text for a number.
        let quoted = [&b"\""[..], b"=\""].into_iter().find(|head| rest.starts_with(head));
        if let Some(head) = quoted {
            let inside = start + head.len();
            let closing = self.closing_quote(inside)?;
            if self.is_end(closing + 1) {
                return Some((Span::new(inside, closing), Coding::Doubled, closing + 1));
            }
            // Something follows the quote: a badly written field, which ends at a delimiter.
            let end = self.end_from(closing + 1);
            return Some((Span::new(start, end), Coding::Plain, end));
        }
        let end = self.end_from(start);
        Some((Span::new(start, end), Coding::Plain, end))
    }

    fn end_from(&self, start: usize) -> usize {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let length = memchr::memchr3(self.delimiter, b'\r', b'\n', rest).unwrap_or(rest.len());
        start + length
    }
}

impl Iterator for Fields<'_> {
    type Item = Option<Field>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.position?;
        let Some((content, coding, end)) = self.field(start) else {
            self.position = None;
            return Some(None);
        };
        let ends_record = self.bytes.get(end) != Some(&self.delimiter);
        let after = match self.bytes.get(end..) {
            Some([b'\r', b'\n', ..]) => end + 2,
            _ => end + 1,
        };
        let is_last = end >= self.bytes.len() || (ends_record && after >= self.bytes.len());
        self.position = (!is_last).then_some(after);
        Some(Some(Field { content, coding, ends_record }))
    }
}
