//! The decoders by themselves, for `make fuzz` and `cargo bench`: thin, so that what these see is
//! what a payload sees. Built with the feature `fuzzing` only.
//!
//! A decoder that reads piece by piece gets its input in pieces of `piece` bytes, since most of
//! what can go wrong does at a cut.

use std::collections::BTreeSet;
use std::convert::Infallible;

use super::markup::Stripper;
use super::runs::{Run, Runs};
use super::signs::Signs;
use super::unfold::Unfolder;
use super::window::Window;
use super::{Needles, Payload, Unreadable, unescape as one_layer, window};
use super::{binary as structured, bytes, spelled};

/// Undoes one layer of escapes.
pub fn unescape(text: &str, piece: usize) -> String {
    let mut decoded = String::new();
    let mut rest = String::new();
    let mut pieces = window::pieces(text, piece.max(1)).peekable();
    while let Some(piece) = pieces.next() {
        rest.push_str(piece);
        let step = one_layer::unescape(&rest, pieces.peek().is_none(), &mut decoded);
        rest.drain(..step.consumed);
    }
    decoded
}

/// Puts lines together, by all the signs in the text from its start on.
pub fn unfold(text: &str, piece: usize) -> String {
    let mut unfolder = Unfolder::default();
    let mut folded = Window::default();
    folded.fold(text, &mut Signs::default());
    unfolder.heed(folded.view(true), 0);
    if !unfolder.is_awake() {
        return text.to_owned();
    }
    let mut unfolded = String::new();
    let mut pieces = window::pieces(text, piece.max(1)).peekable();
    while let Some(piece) = pieces.next() {
        unfolder.unfold(piece, pieces.peek().is_none(), &mut unfolded);
    }
    unfolded
}

/// Takes the tags out of folded text.
pub fn strip(folded: &str, piece: usize) -> String {
    let mut stripper = Stripper::default();
    let mut stripped = String::new();
    for piece in window::pieces(folded, piece.max(1)) {
        stripper.strip(piece, &mut stripped);
    }
    stripped
}

/// Puts signs in the places of their words, in folded text.
pub fn spell(folded: &str) -> String {
    let mut spelled = String::new();
    spelled::spell(folded, &mut spelled);
    spelled
}

/// What a run stands for.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The readable texts in it, each on a line of its own.
    pub texts: String,
    /// All of it, from its first character on.
    pub bytes: Vec<u8>,
    /// The same as a digest, if it is as long as one.
    pub digest: Option<Vec<u8>>,
    /// Whether it is the body of a `data:` URI.
    pub is_file: bool,
}

impl From<Run<'_>> for Decoded {
    fn from(run: Run<'_>) -> Self {
        let mut texts = String::new();
        run.texts(&mut texts);
        Self { texts, bytes: run.bytes(), digest: run.digest(), is_file: run.is_file }
    }
}

/// Decodes the runs of base64 and of hexadecimal digits.
pub fn runs(text: &[u8], piece: usize) -> Vec<Decoded> {
    let mut runs = Runs::default();
    let mut decoded = Vec::new();
    let mut pieces = text.chunks(piece.max(1)).peekable();
    while let Some(piece) = pieces.next() {
        let Ok(()) = runs.push(piece, pieces.peek().is_none(), |run| {
            decoded.push(Decoded::from(run));
            Ok::<(), Infallible>(())
        });
    }
    decoded
}

/// Reads bytes as text; `None` when they are none.
pub fn transcode(bytes: &[u8], piece: usize) -> Option<String> {
    let (encoding, mark) = bytes::encoding_of(bytes)?;
    let mut text = String::new();
    let rest = bytes.get(mark..).unwrap_or_default();
    let Ok(()) = bytes::each_piece(rest, encoding, piece.max(1), |piece| {
        text.push_str(piece);
        Ok::<(), Infallible>(())
    });
    Some(text)
}

/// Reads bytes as a structured format: the text in it, then all that is none. `None` when they
/// are in none.
pub fn binary(bytes: &[u8]) -> Option<(String, Vec<Vec<u8>>)> {
    let leaves = structured::read(bytes)?;
    let messages = leaves.messages.into_iter().map(|message| message.bytes).collect();
    Some((leaves.text, [leaves.opaque, leaves.files, messages].concat()))
}

/// Searches as [`Needles::find`] does, in windows that are as small as they can be.
///
/// # Errors
///
/// As there.
pub fn find_in_small_windows(
    needles: &Needles,
    payload: Payload<'_>,
) -> Result<BTreeSet<usize>, Unreadable> {
    needles.find_in_windows(payload, 1)
}
