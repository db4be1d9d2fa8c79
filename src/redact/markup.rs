//! HTML, and the XML of spreadsheets, in three outlines: attribute values, since tags that have
//! them stand inside texts; texts that go on over inline tags; and these texts in their pieces,
//! since pieces that belong apart may stand side by side with no blank between them.

use super::outline::{Coding, Outline, Span};
use crate::payload::markup::INLINE;

/// Beside the tags that part no words anywhere: those that say how a run of text in a spreadsheet
/// looks.
const OF_RUNS: [&str; 15] = [
    "rpr",
    "rfont",
    "sz",
    "color",
    "family",
    "charset",
    "scheme",
    "vertalign",
    "outline",
    "shadow",
    "condense",
    "extend",
    "phoneticpr",
    "rph",
    "is",
];

/// What is read beside texts and attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Html,
    /// A sheet's cells, whose values may be numbers or positions in the table of texts.
    Sheet,
}

/// Whether a text seems to be markup from its first character on.
pub(super) fn is_likely(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let mut characters = start.chars();
    characters.next() == Some('<')
        && characters.next().is_some_and(|next| next.is_ascii_alphabetic() || "!?/".contains(next))
        && start.contains('>')
}

/// Whether there is a tag somewhere in a text.
pub(super) fn has_tags(text: &str) -> bool {
    text.match_indices("</").any(|(at, _)| {
        let name = text.get(at + 2..).unwrap_or_default();
        name.starts_with(|character: char| character.is_ascii_alphabetic())
    })
}

/// The attribute values, the texts and their pieces. `None` when a tag or a comment is not closed.
pub(super) fn outlines(text: &str, dialect: Dialect) -> Option<[Outline; 3]> {
    let mut reader = Reader::new(text, dialect);
    let mut position = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while position < text.len() {
        position = reader.step(position)?;
    }
    reader.flush();
    Some([reader.attributes, reader.texts, reader.pieces])
}

struct Reader<'t> {
    text: &'t str,
    dialect: Dialect,
    attributes: Outline,
    texts: Outline,
    pieces: Outline,
    /// The text that goes on.
    run: Vec<Span>,
    /// Where the content of the sheet's open cell begins.
    content: Option<usize>,
    /// The formula and the value of that cell, where they stand in it.
    values: Vec<Span>,
    /// Whether the text here is the formula or the value of a cell.
    is_value: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, dialect: Dialect) -> Self {
        Self {
            text,
            dialect,
            attributes: Outline::default(),
            texts: Outline::default(),
            pieces: Outline::default(),
            run: Vec::new(),
            content: None,
            values: Vec::new(),
            is_value: false,
        }
    }

    /// Reads one text, tag or comment, and says where it ends.
    fn step(&mut self, start: usize) -> Option<usize> {
        let rest = self.text.get(start..)?;
        if let Some(body) = rest.strip_prefix("<!--") {
            return self.literal(start + 4, body.find("-->")?, 3);
        }
        if let Some(body) = rest.strip_prefix("<![CDATA[") {
            return self.literal(start + 9, body.find("]]>")?, 3);
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return Some(start + rest.find('>')? + 1);
        }
        if let Some(body) = rest.strip_prefix("</") {
            let end = start + rest.find('>')? + 1;
            self.end_tag(start, name_of(body));
            return Some(end);
        }
        let is_tag = |rest: &str| {
            rest.strip_prefix('<')
                .is_some_and(|body| body.starts_with(|c: char| c.is_ascii_alphabetic()))
        };
        if is_tag(rest) {
            return self.start_tag(start);
        }
        // A `<` before anything else is a character like others.
        let after = rest.as_bytes().get(1..).unwrap_or_default();
        let length = memchr::memchr(b'<', after).map_or(rest.len(), |at| at + 1);
        self.add_text(Span::new(start, start + length));
        Some(start + length)
    }

    /// A text in which nothing is encoded.
    fn literal(&mut self, start: usize, length: usize, closing: usize) -> Option<usize> {
        self.flush();
        self.texts.add(Span::new(start, start + length), Coding::Plain);
        Some(start + length + closing)
    }

    fn add_text(&mut self, text: Span) {
        match (self.dialect, self.content) {
            (Dialect::Sheet, Some(_)) if self.is_value => self.values.push(text),
            _ => self.run.push(text),
        }
    }

    fn start_tag(&mut self, start: usize) -> Option<usize> {
        let rest = self.text.get(start + 1..)?;
        let name = name_of(rest);
        let (end, closed, is_position) = self.read_attributes(start + 1 + name.len())?;
        let name = local(name);
        if !is_inline(name) {
            self.flush();
        }
        if self.dialect == Dialect::Sheet {
            match name {
                "c" if !closed && !is_position => self.content = Some(end),
                // The value of such a cell is a position in the table of texts.
                "c" => self.content = None,
                "v" | "f" => self.is_value = !closed,
                _ => {}
            }
            if is_position && name == "c" {
                return self.skip_to_end_of_cell(end, closed);
            }
        }
        let raw = ["script", "style"].into_iter().find(|raw| name.eq_ignore_ascii_case(raw));
        if let Some(raw) = raw.filter(|_| !closed && self.dialect == Dialect::Html) {
            let body = self.text.get(end..)?;
            let length = end_of_raw(body, raw)?;
            return self.literal(end, length, 0);
        }
        Some(end)
    }

    fn skip_to_end_of_cell(&self, end: usize, closed: bool) -> Option<usize> {
        if closed {
            return Some(end);
        }
        let rest = self.text.get(end..)?;
        rest.match_indices("</").map(|(at, _)| at).find_map(|at| {
            let name = name_of(rest.get(at + 2..)?);
            (local(name) == "c").then_some(end + at)
        })
    }

    fn end_tag(&mut self, start: usize, name: &str) {
        let name = local(name);
        if !is_inline(name) {
            self.flush();
        }
        if self.dialect == Dialect::Sheet {
            self.is_value = false;
            if name == "c"
                && let Some(content) = self.content.take()
            {
                for value in std::mem::take(&mut self.values) {
                    self.texts.add_whole(value, Coding::Markup, Span::new(content, start));
                }
            }
        }
    }

    /// Reads the attributes of a tag. Says where it ends, whether it has no content, and whether
    /// an attribute `t` says that its content is a position.
    fn read_attributes(&mut self, from: usize) -> Option<(usize, bool, bool)> {
        let bytes = self.text.as_bytes();
        let mut position = from;
        let mut is_position = false;
        loop {
            let byte = *bytes.get(position)?;
            match byte {
                b'>' => {
                    let closed = bytes.get(position - 1) == Some(&b'/');
                    return Some((position + 1, closed, is_position));
                }
                b'=' => {
                    let name = attribute_name(self.text.get(from..position)?);
                    let value = attribute_value(bytes, position + 1)?;
                    position = value.end as usize;
                    is_position |= name == "t" && value.of(self.text) == "s";
                    self.attributes.add(value, Coding::Markup);
                    if matches!(bytes.get(position), Some(b'"' | b'\'')) {
                        position += 1;
                    }
                }
                _ => position += 1,
            }
        }
    }

    /// Ends the text that goes on.
    fn flush(&mut self) {
        let mut run = std::mem::take(&mut self.run);
        let is_blank = |span: &Span| span.of(self.text).trim().is_empty();
        while run.last().is_some_and(is_blank) {
            run.pop();
        }
        let blank = run.iter().take_while(|span| is_blank(span)).count();
        run.drain(..blank);
        if let Some(first) = run.first_mut() {
            let text = first.of(self.text);
            *first = Span::new(first.end as usize - text.trim_start().len(), first.end as usize);
        }
        if let Some(last) = run.last_mut() {
            let text = last.of(self.text);
            *last = Span::new(last.start as usize, last.start as usize + text.trim_end().len());
        }
        self.texts.add_pieces(&run, Coding::Markup);
        if run.len() > 1 {
            run.iter().for_each(|piece| self.pieces.add(*piece, Coding::Markup));
        }
    }
}

/// Where an attribute's value stands, behind the `=`.
fn attribute_value(bytes: &[u8], from: usize) -> Option<Span> {
    let rest = bytes.get(from..)?;
    let start = from + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let quote = *bytes.get(start)?;
    if matches!(quote, b'"' | b'\'') {
        let length = bytes.get(start + 1..)?.iter().position(|byte| *byte == quote)?;
        return Some(Span::new(start + 1, start + 1 + length));
    }
    let ends = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
    let length = bytes.get(start..)?.iter().position(ends)?;
    Some(Span::new(start, start + length))
}

fn attribute_name(before: &str) -> &str {
    let before = before.trim_end();
    before.rsplit(|c: char| c.is_whitespace() || "\"'/".contains(c)).next().unwrap_or_default()
}

/// The length of the content of an element in which there are no tags.
fn end_of_raw(body: &str, name: &str) -> Option<usize> {
    body.match_indices("</").map(|(at, _)| at).find(|at| {
        let after = body.get(at + 2..).unwrap_or_default();
        name_of(after).eq_ignore_ascii_case(name)
    })
}

fn name_of(tag: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || "/>".contains(c);
    tag.split(ends).next().unwrap_or_default()
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

fn is_inline(name: &str) -> bool {
    INLINE.iter().chain(&OF_RUNS).any(|known| name.eq_ignore_ascii_case(known))
}
