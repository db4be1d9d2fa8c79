//! Percent-encoding, of URLs and forms.
//!
//! The `+` that a form writes for a blank is not undone here: wherever a value is looked for, a
//! `+` already counts as what may stand before, after or inside it.

use super::unescape::Escape;
use crate::field::percent::{LONGEST, character};

/// Reads the percent-encoded character at the start of these bytes.
pub(super) fn escape(bytes: &[u8], last: bool) -> Escape {
    // Whether this is one character of four bytes is known only when all of them are here.
    let whole = last || bytes.len() >= LONGEST;
    if !whole && bytes.iter().all(|byte| *byte == b'%' || byte.is_ascii_hexdigit()) {
        return Escape::Cut;
    }
    match character(bytes) {
        Some((character, length)) => Escape::Of { character, length, hides: true },
        None => Escape::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_several_bytes_are_read_whole() {
        let euro = Escape::Of { character: '€', length: 9, hides: true };
        assert_eq!(escape(b"%E2%82%AC and more", false), euro);
    }

    #[test]
    fn bytes_that_are_no_utf8_are_read_as_latin_1() {
        let accent = Escape::Of { character: 'é', length: 3, hides: true };
        assert_eq!(escape(b"%E9t%E9", true), accent);
    }

    #[test]
    fn an_encoding_cut_at_the_end_waits_for_the_rest() {
        for cut in [&b"%"[..], b"%4", b"%E2%8"] {
            assert_eq!(escape(cut, false), Escape::Cut);
        }
        assert_eq!(escape(b"%4", true), Escape::No);
    }

    #[test]
    fn a_percent_sign_in_a_sentence_is_no_encoding() {
        assert_eq!(escape(b"% off", false), Escape::No);
    }
}
