//! vCard 2.1 (versit), 3.0 (RFC 2426) and 4.0 (RFC 6350).

use super::outline::{Coding, Outline, Span};

/// Properties with components, parted by semicolons.
const STRUCTURED: [&str; 3] = ["ADR", "N", "ORG"];

/// The values of the properties and of their parameters. `None` when the text is no vCard.
pub(super) fn outline(text: &str) -> Option<Outline> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !start.get(..11)?.eq_ignore_ascii_case("begin:vcard") {
        return None;
    }
    let mut outline = Outline::default();
    let mut position = 0;
    while position < text.len() {
        let end = property_end(text, position);
        add_property(&mut outline, text, Span::new(position, end));
        let after = text.get(end..).unwrap_or_default();
        position = end + if after.starts_with("\r\n") { 2 } else { 1 };
    }
    Some(outline)
}

/// The end of the property that begins here: of its last line, as it may go on.
fn property_end(text: &str, start: usize) -> usize {
    let first = line_at(text, start);
    let printable = is_printable(first);
    let mut line = first;
    let mut end = start;
    loop {
        let after = end + line.len() + 1;
        let bare = line.trim_end_matches('\r');
        let next = text.get(after..).unwrap_or_default();
        let folded = next.starts_with([' ', '\t']);
        let soft = printable && bare.ends_with('=') && !next.is_empty();
        if !folded && !soft {
            return end + bare.len();
        }
        end = after;
        line = line_at(text, end);
    }
}

fn line_at(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or_default().split('\n').next().unwrap_or_default()
}

/// Whether the value of the property that begins this line is quoted-printable.
fn is_printable(line: &str) -> bool {
    let head = line.split(':').next().unwrap_or_default();
    head.to_ascii_uppercase().contains("QUOTED-PRINTABLE")
}

fn add_property(outline: &mut Outline, text: &str, property: Span) {
    let raw = property.of(text);
    let start = property.start as usize;
    let mut quoted = false;
    let colon = raw.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b':' && !quoted
    });
    let Some((head, value)) = colon.and_then(|colon| raw.split_at_checked(colon)) else {
        return outline.add(property, Coding::Folded);
    };
    let mut position = start;
    for parameter in head.split(';') {
        let end = position + parameter.len();
        if let Some((_, setting)) = parameter.split_once('=') {
            outline.add(Span::new(end - setting.len(), end), Coding::Plain);
        }
        position = end + 1;
    }
    let coding = if is_printable(raw) { Coding::Printable } else { Coding::Folded };
    let end = property.end as usize;
    let start = end + 1 - value.len();
    if is_structured(head) {
        add_components(outline, text, Span::new(start, end), coding);
    } else {
        outline.add(Span::new(start, end), coding);
    }
}

/// Whether the value of the property has components, in an order that says what they are.
fn is_structured(head: &str) -> bool {
    let name = head.split(';').next().unwrap_or_default();
    let name = name.rsplit('.').next().unwrap_or_default();
    STRUCTURED.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn add_components(outline: &mut Outline, text: &str, value: Span, coding: Coding) {
    let mut start = value.start as usize;
    let mut escaped = false;
    for (at, character) in value.of(text).char_indices() {
        if character == ';' && !escaped {
            let end = value.start as usize + at;
            outline.add(Span::new(start, end), coding);
            start = end + 1;
        }
        escaped = character == '\\' && !escaped;
    }
    outline.add(Span::new(start, value.end as usize), coding);
}
