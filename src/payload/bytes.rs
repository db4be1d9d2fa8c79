//! Bytes to text: in which encoding they are, and the text of that.

/// How text is written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
    /// What spreadsheets in Western Europe write when nobody asks them for anything else.
    Windows1252,
}

/// Most of a text in Western languages is ASCII: what has more other bytes is no such text.
const FEWEST_ASCII_OF_TEN: usize = 7;

/// How these bytes are text, and how many bytes of a mark come first. `None` when they are none.
pub(super) fn encoding_of(bytes: &[u8]) -> Option<(Encoding, usize)> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] if str::from_utf8(bytes).is_ok() => Some((Encoding::Utf8, 3)),
        [0xfe, 0xff, ..] => utf16(bytes, Encoding::Utf16BigEndian).map(|encoding| (encoding, 2)),
        [0xff, 0xfe, ..] => utf16(bytes, Encoding::Utf16LittleEndian).map(|encoding| (encoding, 2)),
        _ => unmarked(bytes).map(|encoding| (encoding, 0)),
    }
}

fn unmarked(bytes: &[u8]) -> Option<Encoding> {
    if memchr::memchr(0, bytes).is_some() {
        // Letters of most scripts have a NUL beside them in every pair.
        let nuls =
            |first: usize| bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
        let half = bytes.len() / 2;
        return match (nuls(0), nuls(1)) {
            (few, many) if many * 2 > half && few == 0 => utf16(bytes, Encoding::Utf16LittleEndian),
            (many, few) if many * 2 > half && few == 0 => utf16(bytes, Encoding::Utf16BigEndian),
            _ => None,
        };
    }
    if str::from_utf8(bytes).is_ok() {
        return Some(Encoding::Utf8);
    }
    let ascii = bytes.iter().filter(|byte| byte.is_ascii()).count();
    let known = bytes.iter().all(|byte| !is_control(*byte) && !UNASSIGNED.contains(byte));
    (known && ascii * 10 >= bytes.len() * FEWEST_ASCII_OF_TEN).then_some(Encoding::Windows1252)
}

fn utf16(bytes: &[u8], encoding: Encoding) -> Option<Encoding> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair, encoding));
    let whole = rest.is_empty() && char::decode_utf16(units).all(|character| character.is_ok());
    whole.then_some(encoding)
}

fn unit(pair: [u8; 2], encoding: Encoding) -> u16 {
    match encoding {
        Encoding::Utf16BigEndian => u16::from_be_bytes(pair),
        _ => u16::from_le_bytes(pair),
    }
}

/// Control characters that no text has.
pub(super) fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | 0x1b)
}

/// Gives the text, in pieces of about this many bytes.
pub(super) fn each_piece<E>(
    bytes: &[u8],
    encoding: Encoding,
    size: usize,
    mut give: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let mut text = String::new();
    match encoding {
        Encoding::Utf8 => super::window::pieces(str::from_utf8(bytes).unwrap_or_default(), size)
            .try_for_each(give),
        Encoding::Windows1252 => bytes.chunks(size).try_for_each(|piece| {
            text.clear();
            text.extend(piece.iter().map(|byte| windows_1252(*byte)));
            give(&text)
        }),
        Encoding::Utf16LittleEndian | Encoding::Utf16BigEndian => {
            let (pairs, _) = bytes.as_chunks::<2>();
            let mut units = pairs.iter().map(|pair| unit(*pair, encoding));
            let mut decoded = char::decode_utf16(&mut units);
            loop {
                text.clear();
                text.extend(
                    decoded.by_ref().take(size).map(|character| character.unwrap_or('\u{fffd}')),
                );
                if text.is_empty() {
                    return Ok(());
                }
                give(&text)?;
            }
        }
    }
}

/// Bytes that stand for nothing in Windows-1252.
const UNASSIGNED: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// What the bytes from 0x80 to 0x9F stand for there (WHATWG Encoding, index windows-1252); the
/// others are Latin-1.
pub(crate) const FROM_0X80: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The character that a byte stands for in Windows-1252.
pub(crate) fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|place| FROM_0X80.get(usize::from(place)));
    special.copied().unwrap_or(char::from(byte))
}

/// Whether a text has NUL characters enough to be one in UTF-16 that was taken for another.
pub(super) fn is_spaced_by_nuls(text: &str) -> bool {
    let nuls = memchr::memchr_iter(0, text.as_bytes()).count();
    nuls * 4 > text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], size: usize) -> Option<String> {
        let (encoding, mark) = encoding_of(bytes)?;
        let mut text = String::new();
        let outcome: Result<(), ()> = each_piece(&bytes[mark..], encoding, size, |piece| {
            text.push_str(piece);
            Ok(())
        });
        outcome.ok().map(|()| text)
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_is_read_however_it_is_cut() {
        let text = "a;jané@example.com\r\n📞 06";
        let marked = format!("\u{feff}{text}");
        let encoded = [
            text.as_bytes().to_vec(),
            marked.as_bytes().to_vec(),
            utf16(&marked, u16::to_le_bytes),
            utf16(&marked, u16::to_be_bytes),
            utf16(text, u16::to_le_bytes),
            utf16(text, u16::to_be_bytes),
        ];
        for bytes in &encoded {
            for size in 1..9 {
                assert_eq!(read(bytes, size).as_deref(), Some(text), "{bytes:?}");
            }
        }
        assert_eq!(read(b"jan\xe9;caf\xe9 \x80", 3).as_deref(), Some("jané;café €"));
    }

    #[test]
    fn what_is_no_text_has_no_encoding() {
        let half_a_pair = [0xff, 0xfe, 0x00, 0xd8];
        for bytes in [
            &b"\x89PNG\r\n\x1a\n"[..],
            &[0xff, 0xff],
            &half_a_pair,
            b"\x1f\x8b\x08\xe9",
            b"ab\x9dcdef",
        ] {
            assert_eq!(encoding_of(bytes), None, "{bytes:?}");
        }
    }
}
