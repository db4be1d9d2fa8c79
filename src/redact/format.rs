//! Tells what a text is written in.

use super::outline::Outline;
use super::plain;

/// A format that is understood. What is none of the others is plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Plain,
}

impl Format {
    pub fn of(_text: &str) -> Self {
        Self::Plain
    }

    /// The cells of a text of this format. Where those of one kind lie inside others, in several
    /// outlines.
    pub fn outlines(self, text: &str) -> Vec<Outline> {
        match self {
            Self::Plain => vec![plain::lines(text)],
        }
    }
}
