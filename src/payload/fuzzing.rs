//! The decoders by themselves, for `make fuzz` and `cargo bench`: thin, so that what these see is
//! what a payload sees. Built with the feature `fuzzing` only.
//!
//! A decoder that reads piece by piece gets its input in pieces of `piece` bytes, since most of
//! what can go wrong does at a cut.

use std::collections::BTreeSet;

use super::bytes::Transcoder;
use super::data_uri::{DataUris, Progress};
use super::{Needles, Payload, Unreadable, unescape as one_layer, window};

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

/// Reads bytes as text.
///
/// # Errors
///
/// When they are none.
pub fn transcode(bytes: &[u8], piece: usize) -> Result<String, Unreadable> {
    let mut transcoder = Transcoder::default();
    let mut text = String::new();
    bytes.chunks(piece.max(1)).try_for_each(|piece| transcoder.push(piece, &mut text))?;
    transcoder.finish().map(|()| text)
}

/// Decodes all bodies of `data:` URIs, one after the other.
pub fn data_uris(text: &[u8], piece: usize) -> Vec<u8> {
    let mut uris = DataUris::default();
    let mut decoded = Vec::new();
    let (mut read, mut end) = (0, 0);
    while end < text.len() {
        end = end.saturating_add(piece.max(1)).min(text.len());
        loop {
            let here = text.get(read..end).unwrap_or_default();
            match uris.step(here, end == text.len(), &mut decoded) {
                Progress::Begins(taken) | Progress::Ends(taken) => read += taken,
                Progress::Inside(taken) | Progress::Outside(taken) => {
                    read += taken;
                    break;
                }
            }
        }
    }
    decoded
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
