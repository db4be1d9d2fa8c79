//! `application/x-www-form-urlencoded`.

use super::outline::{Coding, Outline, Span};

/// The names and values of a form. `None` when the text is none.
pub(super) fn outline(text: &str) -> Option<Outline> {
    if !text.contains('=') || !text.bytes().all(is_of_form) {
        return None;
    }
    let mut outline = Outline::default();
    let mut start = 0;
    for pair in text.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name_end = start + name.len();
        let end = start + pair.len();
        outline.add(Span::new(start, name_end), Coding::Form);
        outline.add(Span::new(end - value.len(), end), Coding::Form);
        start = end + 1;
    }
    Some(outline)
}

/// Encoders leave fewer characters as they are; a person or a script may leave these.
fn is_of_form(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'`' | b'^' | b'{' | b'|' | b'}')
}
