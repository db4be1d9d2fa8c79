//! Where texts stand in the source of a page, told as browsers do (HTML, section 13.2.5), as far
//! as that decides what is text and what is not.

use crate::payload::entity::reference;
use crate::veil::markup::{self, is_looked_at, is_program};
use std::borrow::Cow;
use std::ops::Range;

/// The attribute that numbers the tags, for those who look at a parsed copy.
pub const NUMBER: &str = "data-entre-nous-tag";

/// A page's source, taken apart.
#[derive(Debug)]
pub struct Source<'s> {
    pub(super) html: &'s str,
    /// All texts, in their order.
    pub(super) segments: Vec<Segment<'s>>,
    /// Where the name of each start tag ends.
    tags: Vec<usize>,
    /// Where tokens end before the first that could run anything, and whether the document has
    /// its root by then.
    heads: Vec<(usize, bool)>,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// Between tags, with references.
    Text,
    /// In an attribute, with references.
    Attribute,
    /// As it is.
    Data,
}

/// A text in the source.
#[derive(Debug)]
pub(super) struct Segment<'s> {
    pub text: Cow<'s, str>,
    pub writing: Writing,
    /// The number of the start tag that it is in, or in whose element.
    pub tag: Option<usize>,
    /// The attribute that it is the value of, and whether that is of an element with `http-equiv`.
    attribute: Option<(&'s str, bool)>,
    html: &'s str,
    range: Range<usize>,
    /// Ends of references: in the text, and in the source.
    references: Vec<(usize, usize)>,
}

impl<'s> Segment<'s> {
    fn new(html: &'s str, range: Range<usize>, writing: Writing, tag: Option<usize>) -> Self {
        let written = html.get(range.clone()).unwrap_or_default();
        let (text, references) = match writing {
            Writing::Data => (Cow::Borrowed(written), Vec::new()),
            Writing::Text | Writing::Attribute => dereferenced(written),
        };
        Self { text, writing, tag, attribute: None, html, range, references }
    }

    /// The address in it, where it is the value of an attribute that has one.
    pub fn address(&self) -> Option<&str> {
        let (name, is_pragma) = self.attribute?;
        markup::address(name, &self.text, is_pragma)
    }

    /// Where in the source a part of the text is written.
    pub fn written_at(&self, part: Range<usize>) -> Range<usize> {
        let place = |position: usize| {
            let before = self.references.partition_point(|(end, _)| *end <= position);
            let (text, source) = match before.checked_sub(1) {
                Some(last) => self.references.get(last).copied().unwrap_or_default(),
                None => (0, 0),
            };
            self.range.start + source + position - text
        };
        place(part.start)..place(part.end)
    }

    /// A part of the text as browsers read it: some references are read more simply here, for
    /// those who look for values.
    pub fn exactly(&self, part: Range<usize>) -> String {
        let written = self.html.get(self.written_at(part.clone())).unwrap_or_default();
        let text = self.text.get(part).unwrap_or_default();
        if written == text {
            return text.to_owned();
        }
        let mut exact = String::with_capacity(text.len());
        let mut rest = written;
        while let Some((before, after)) =
            rest.find('&').and_then(|position| rest.split_at_checked(position))
        {
            exact.push_str(before);
            let (character, length) = reference(after).unwrap_or(('&', 1));
            let name = after.get(..length).unwrap_or_default();
            exact.push(
                EXACT.iter().find(|(each, _)| *each == name).map_or(character, |each| each.1),
            );
            rest = after.get(length..).unwrap_or_default();
        }
        exact.push_str(rest);
        exact
    }
}

/// What is read as a blank or a dash, and is another one.
const EXACT: [(&str, char); 5] = [
    ("&nbsp;", '\u{a0}'),
    ("&hyphen;", '\u{2010}'),
    ("&dash;", '\u{2010}'),
    ("&ndash;", '\u{2013}'),
    ("&mdash;", '\u{2014}'),
];

/// The text, and the ends of its references: in it, and as written.
fn dereferenced(written: &str) -> (Cow<'_, str>, Vec<(usize, usize)>) {
    let mut references = Vec::new();
    let mut text = String::new();
    let mut copied = 0;
    for at in memchr::memchr_iter(b'&', written.as_bytes()) {
        let Some((character, length)) = written.get(at..).and_then(reference) else { continue };
        text.push_str(written.get(copied..at).unwrap_or_default());
        text.push(character);
        copied = at + length;
        references.push((text.len(), copied));
    }
    if references.is_empty() {
        return (Cow::Borrowed(written), references);
    }
    text.push_str(written.get(copied..).unwrap_or_default());
    (Cow::Owned(text), references)
}

impl<'s> Source<'s> {
    /// Takes a source apart. What is cut off within a tag is no text.
    pub fn read(html: &'s str) -> Self {
        let source = Self { html, segments: Vec::new(), tags: Vec::new(), heads: Vec::new() };
        let mut scanner =
            Scanner { source, position: 0, open: Vec::new(), leads: true, has_root: false };
        scanner.scan();
        scanner.source
    }

    /// The source with a number on each start tag, for a copy that is parsed.
    pub fn numbered(&self) -> String {
        let mut numbered = String::with_capacity(self.html.len() + 32 * self.tags.len());
        let mut copied = 0;
        for (number, &end) in self.tags.iter().enumerate() {
            numbered.push_str(self.html.get(copied..end).unwrap_or_default());
            numbered.push_str(&format!(" {NUMBER}=\"{number}\""));
            copied = end;
        }
        numbered.push_str(self.html.get(copied..).unwrap_or_default());
        numbered
    }

    /// How much of what lies before a place makes the document and runs nothing, and what must be
    /// written behind it where the document has no root by then: that changes no document.
    pub(super) fn head_before(&self, place: usize) -> (usize, &'static str) {
        let heads = self.heads.iter().rev();
        let (end, has_root) = heads.copied().find(|(end, _)| *end <= place).unwrap_or_default();
        (end, if has_root { "" } else { "<html>" })
    }
}

/// Elements without an end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// What may come first in a document and runs nothing.
const LEADING: [&str; 5] = ["html", "head", "meta", "title", "base"];

struct Scanner<'s> {
    source: Source<'s>,
    position: usize,
    /// The names of the elements that are open, and the numbers of their tags.
    open: Vec<(String, usize)>,
    /// Whether nothing yet could run anything.
    leads: bool,
    has_root: bool,
}

/// A tag: its name in small letters, and where it ends.
struct Tag<'s> {
    name: String,
    name_end: usize,
    attributes: Vec<(&'s str, Range<usize>)>,
    is_closed: bool,
    end: usize,
}

impl<'s> Scanner<'s> {
    fn scan(&mut self) {
        while self.position < self.source.html.len() {
            let start = self.position;
            self.step();
            if self.leads {
                self.source.heads.push((self.position, self.has_root));
            }
            // Each step takes something.
            self.position = self.position.max(start + 1);
        }
    }

    fn step(&mut self) {
        let html = self.source.html;
        let rest = html.get(self.position..).unwrap_or_default();
        let mut letters = rest.bytes();
        let (first, second, third) = (letters.next(), letters.next(), letters.next());
        let is_letter = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic());
        if rest.starts_with("<!--") {
            self.comment(rest);
        } else if first == Some(b'<') && is_letter(second) {
            self.start_tag();
        } else if rest.starts_with("</") && is_letter(third) {
            self.end_tag();
        } else if first == Some(b'<') && matches!(second, Some(b'!' | b'?' | b'/')) {
            self.position = rest.find('>').map_or(html.len(), |end| self.position + end + 1);
        } else {
            let length = rest.bytes().skip(1).position(|byte| byte == b'<');
            let end = length.map_or(html.len(), |length| self.position + 1 + length);
            self.text(end, Writing::Text);
        }
    }

    fn comment(&mut self, rest: &str) {
        // "<!-->" is one too.
        let end = [("-->", 3), ("--!>", 4)]
            .into_iter()
            .filter_map(|(mark, length)| {
                let at = rest.get(2..)?.find(mark)? + 2;
                Some((at, at + length))
            })
            .min();
        let (text, end) = end.unwrap_or((rest.len(), rest.len()));
        let start = self.position + 4;
        let range = start..(self.position + text).max(start);
        self.add(range, Writing::Data);
        self.position += end;
    }

    fn text(&mut self, end: usize, writing: Writing) {
        let range = self.position..end;
        let is_blank =
            self.source.html.get(range.clone()).is_some_and(|text| text.trim().is_empty());
        self.leads &= is_blank || self.is_in("title");
        self.add(range, writing);
        self.position = end;
    }

    fn add(&mut self, range: Range<usize>, writing: Writing) {
        let tag = self.open.last().map(|(_, tag)| *tag);
        self.push(Segment::new(self.source.html, range, writing, tag));
    }

    fn push(&mut self, segment: Segment<'s>) {
        if !segment.text.trim().is_empty() {
            self.source.segments.push(segment);
        }
    }

    fn is_in(&self, name: &str) -> bool {
        self.open.last().is_some_and(|(each, _)| each == name)
    }

    fn start_tag(&mut self) {
        let html = self.source.html;
        let Some(tag) = read_tag(html, self.position + 1) else {
            self.leads = false;
            self.position = html.len();
            return;
        };
        let number = self.source.tags.len();
        self.source.tags.push(tag.name_end);
        let runs = |(name, _): &(&str, _)| name.to_ascii_lowercase().starts_with("on");
        self.leads &= LEADING.contains(&tag.name.as_str()) && !tag.attributes.iter().any(runs);
        self.has_root |= self.leads;
        let mut kind = String::new();
        let is_pragma =
            tag.attributes.iter().any(|(name, _)| name.eq_ignore_ascii_case("http-equiv"));
        for (name, range) in &tag.attributes {
            if name.eq_ignore_ascii_case("type") {
                kind = html.get(range.clone()).unwrap_or_default().to_owned();
            }
            if is_looked_at(name) {
                let value = Segment::new(html, range.clone(), Writing::Attribute, Some(number));
                self.push(Segment { attribute: Some((name, is_pragma)), ..value });
            }
        }
        self.position = tag.end;
        if VOID.contains(&tag.name.as_str()) || tag.is_closed {
            return;
        }
        self.open.push((tag.name.clone(), number));
        self.content(&tag.name, &kind);
    }

    /// What lies in an element in which there are no tags.
    fn content(&mut self, name: &str, kind: &str) {
        let writing = match name {
            "script" if is_program(kind) => None,
            "style" => None,
            "title" | "textarea" => Some(Writing::Text),
            "script" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext" => {
                Some(Writing::Data)
            }
            _ => return,
        };
        let rest = self.source.html.get(self.position..).unwrap_or_default();
        let length = match name {
            "plaintext" => rest.len(),
            "script" => script_length(rest),
            _ => memchr::memchr_iter(b'<', rest.as_bytes())
                .find(|&at| ends(rest, at, name))
                .unwrap_or(rest.len()),
        };
        let end = self.position + length;
        match writing {
            Some(writing) => self.text(end, writing),
            None => self.position = end,
        }
    }

    fn end_tag(&mut self) {
        let html = self.source.html;
        let Some(tag) = read_tag(html, self.position + 2) else {
            self.position = html.len();
            return;
        };
        self.leads &= tag.name == "title";
        if let Some(opened) = self.open.iter().rposition(|(name, _)| *name == tag.name) {
            self.open.truncate(opened);
        }
        self.position = tag.end;
    }
}

/// Whether an end tag of this name stands there.
fn ends(text: &str, at: usize, name: &str) -> bool {
    stands_at(text, at, "</", name)
}

/// Whether a tag of this name stands there.
fn stands_at(text: &str, at: usize, mark: &str, name: &str) -> bool {
    let bytes = text.as_bytes().get(at..).unwrap_or_default();
    let Some(rest) = bytes.strip_prefix(mark.as_bytes()) else { return false };
    rest.get(..name.len()).is_some_and(|each| each.eq_ignore_ascii_case(name.as_bytes()))
        && rest.get(name.len()).is_none_or(|&byte| is_blank(byte) || matches!(byte, b'/' | b'>'))
}

/// How long a script is. One that stands in a comment may hold another.
fn script_length(text: &str) -> usize {
    let (mut in_comment, mut in_inner) = (false, false);
    for at in memchr::memchr2_iter(b'<', b'-', text.as_bytes()) {
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with("-->") {
            (in_comment, in_inner) = (false, false);
        } else if rest.starts_with("<!--") {
            in_comment = true;
        } else if in_comment && stands_at(text, at, "<", "script") {
            in_inner = true;
        } else if ends(text, at, "script") {
            if !in_inner {
                return at;
            }
            in_inner = false;
        }
    }
    text.len()
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// Reads a tag from its name on; `None` when it has no end.
fn read_tag(html: &str, start: usize) -> Option<Tag<'_>> {
    let bytes = html.as_bytes();
    let until = |from: usize, stops: &dyn Fn(u8) -> bool| {
        let rest = bytes.get(from..)?;
        rest.iter().position(|byte| stops(*byte)).map(|length| from + length)
    };
    let name_end = until(start, &|byte| is_blank(byte) || matches!(byte, b'/' | b'>'))?;
    let name = html.get(start..name_end)?.to_ascii_lowercase();
    let mut attributes = Vec::new();
    let mut position = name_end;
    loop {
        position = until(position, &|byte| !is_blank(byte) && byte != b'/')?;
        if bytes.get(position) == Some(&b'>') {
            break;
        }
        // The first letter may be any.
        let end =
            until(position + 1, &|byte| is_blank(byte) || matches!(byte, b'/' | b'>' | b'='))?;
        let attribute = html.get(position..end)?;
        let next = until(end, &|byte| !is_blank(byte))?;
        if bytes.get(next) != Some(&b'=') {
            position = end;
            continue;
        }
        let value = until(next + 1, &|byte| !is_blank(byte))?;
        position = match bytes.get(value)? {
            b'>' => value,
            &quote @ (b'"' | b'\'') => {
                let end = until(value + 1, &|byte| byte == quote)?;
                attributes.push((attribute, value + 1..end));
                end + 1
            }
            _ => {
                let end = until(value, &|byte| is_blank(byte) || byte == b'>')?;
                attributes.push((attribute, value..end));
                end
            }
        };
    }
    let is_closed = position > 0 && bytes.get(position - 1) == Some(&b'/');
    Some(Tag { name, name_end, attributes, is_closed, end: position + 1 })
}
