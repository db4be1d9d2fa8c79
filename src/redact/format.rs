//! Tells what a text is written in.

use super::markup::{self, Dialect};
use super::outline::Outline;
use super::{csv, form, json, plain, vcard};

/// A format that is understood. What is none of the others is plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Plain,
    Structured,
}

/// The cells of a text, by the format that it is in. Where those of one kind lie inside others,
/// in several outlines.
pub(super) fn outlines(text: &str) -> (Format, Vec<Outline>) {
    let markup = || markup::outlines(text, Dialect::Html).map(Vec::from);
    let one = |outline: Option<Outline>| outline.map(|outline| vec![outline]);
    let structured = one(json::outline(text))
        .or_else(|| one(vcard::outline(text)))
        .or_else(|| markup::is_likely(text).then(markup).flatten())
        .or_else(|| one(form::outline(text)))
        .or_else(|| one(csv::outline(text)))
        .or_else(|| markup::has_tags(text).then(markup).flatten());
    match structured {
        Some(outlines) => (Format::Structured, outlines),
        None => (Format::Plain, vec![plain::lines(text)]),
    }
}
