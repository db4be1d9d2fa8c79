//! The cells of JSON, also of JSON Lines.

use super::outline::{Coding, Outline, Span};
use crate::json::{Token, walk};

/// The strings and numbers of a text that is JSON. `None` when it is not.
pub(super) fn outline(text: &str) -> Option<Outline> {
    let mut outline = Outline::default();
    walk(text, |token, range| {
        let span = Span::new(range.start, range.end);
        match token {
            Token::Name | Token::String => outline.add(span, Coding::Json),
            Token::Number => outline.add_number(span),
            Token::Open | Token::Close => {}
        }
    })?;
    Some(outline)
}
