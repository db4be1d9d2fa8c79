//! Escapes of strings: JSON (RFC 8259, section 7), which GraphQL and JavaScript share.
//!
//! Quotes are not looked at: malformed JSON, a fragment of it and JSON in JSON are read alike.

use super::unescape::Escape;

/// `\uXXXX`.
const UNIT: usize = 6;

/// Reads the escape at the start of these bytes.
pub(super) fn escape(bytes: &[u8], last: bool) -> Escape {
    let simple = |character| Escape::Of { character, length: 2, hides: false };
    // A letter that is left of an escape would stick to the word behind it, and hide it.
    let letter = |character| Escape::Of { character, length: 2, hides: true };
    match bytes {
        [b'\\', b'u', ..] => unicode(bytes, last),
        [b'\\', mark @ (b'"' | b'\'' | b'\\' | b'/'), ..] => simple(char::from(*mark)),
        [b'\\', b'n', ..] => letter('\n'),
        [b'\\', b'r', ..] => letter('\r'),
        [b'\\', b't', ..] => letter('\t'),
        [b'\\', b'b' | b'f', ..] => letter(' '),
        [b'\\'] if !last => Escape::Cut,
        _ => Escape::No,
    }
}

fn unicode(bytes: &[u8], last: bool) -> Escape {
    let Some(first) = unit(bytes) else {
        let digits = bytes.get(2..).unwrap_or_default();
        let cut = bytes.len() < UNIT && digits.iter().all(u8::is_ascii_hexdigit);
        return if cut && !last { Escape::Cut } else { Escape::No };
    };
    if let Some(character) = char::from_u32(first) {
        return Escape::Of { character, length: UNIT, hides: true };
    }
    if !last && bytes.len() < 2 * UNIT {
        return Escape::Cut;
    }
    // Half of a pair without the other half stands for nothing.
    let pair = bytes.get(UNIT..).and_then(unit).and_then(|second| {
        let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
        char::decode_utf16(units).next()?.ok()
    });
    match pair {
        Some(character) => Escape::Of { character, length: 2 * UNIT, hides: true },
        None => Escape::Of { character: '\u{fffd}', length: UNIT, hides: true },
    }
}

/// Reads `\u` and four hexadecimal digits.
fn unit(bytes: &[u8]) -> Option<u32> {
    let [b'\\', b'u', digits @ ..] = bytes else { return None };
    digits
        .get(..4)?
        .iter()
        .try_fold(0, |code, digit| Some(code * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(character: char, length: usize) -> Escape {
        Escape::Of { character, length, hides: true }
    }

    #[test]
    fn a_pair_of_surrogates_is_one_character() {
        assert_eq!(escape(br"\ud83d\udcde", true), of('\u{1f4de}', 12));
    }

    #[test]
    fn half_a_pair_stands_for_nothing() {
        assert_eq!(escape(br"\ud83d-and-more", true), of('\u{fffd}', 6));
        assert_eq!(escape(br"\ud83d\u0040", true), of('\u{fffd}', 6));
    }

    #[test]
    fn an_escape_cut_at_the_end_waits_for_the_rest() {
        for cut in [&br"\"[..], br"\u", br"\u00", br"\ud83d", br"\ud83d\ud"] {
            assert_eq!(escape(cut, false), Escape::Cut);
        }
        assert_eq!(escape(br"\u00", true), Escape::No);
    }

    #[test]
    fn a_backslash_before_anything_else_stays() {
        assert_eq!(escape(br"\d", true), Escape::No);
        assert_eq!(escape(br"\uzzzz", true), Escape::No);
    }
}
