//! Bytes to text and back: UTF-8, UTF-16 with a byte order mark, Windows-1252.

use crate::payload::bytes::{FROM_0X80, windows_1252};

/// How the bytes of a text are to be written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16BigEndian,
    Utf16LittleEndian,
    Windows1252,
}

/// Reads bytes as text. A mark at their start stays in the text. `None` when they are no text.
pub(super) fn decode(bytes: &[u8]) -> Option<(String, Encoding)> {
    let (text, encoding) = match bytes {
        [0xfe, 0xff, ..] => (utf16(bytes, u16::from_be_bytes)?, Encoding::Utf16BigEndian),
        [0xff, 0xfe, ..] => (utf16(bytes, u16::from_le_bytes)?, Encoding::Utf16LittleEndian),
        _ => match str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), Encoding::Utf8),
            Err(_) => {
                (bytes.iter().map(|byte| windows_1252(*byte)).collect(), Encoding::Windows1252)
            }
        },
    };
    is_text(&text).then_some((text, encoding))
}

/// Whether there is nothing in it that only binary formats have.
pub(super) fn is_text(text: &str) -> bool {
    !text.bytes().any(|byte| matches!(byte, 0..=8 | 14..=31 | 127))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, []) = bytes.as_chunks::<2>() else { return None };
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<_, _>>().ok()
}

impl Encoding {
    /// Writes text; `None` when the encoding has no such character.
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Utf16BigEndian => Some(units(u16::to_be_bytes)),
            Self::Utf16LittleEndian => Some(units(u16::to_le_bytes)),
            Self::Windows1252 => text.chars().map(to_windows_1252).collect(),
        }
    }
}

fn to_windows_1252(character: char) -> Option<u8> {
    match FROM_0X80.iter().position(|known| *known == character) {
        Some(position) => u8::try_from(position + 0x80).ok(),
        None => u8::try_from(u32::from(character)).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_windows_1252_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        let text: String = all.iter().map(|byte| windows_1252(*byte)).collect();
        assert_eq!(Encoding::Windows1252.encode(&text), Some(all));
    }

    #[test]
    fn a_mark_comes_back() {
        for bytes in
            [&b"\xff\xfej\0\x3d\xd8\xde\xdc"[..], b"\xfe\xff\0j", b"\xef\xbb\xbfj", b"jan\xe9"]
        {
            let (text, encoding) = decode(bytes).unwrap();
            assert_eq!(encoding.encode(&text).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn what_is_binary_or_cut_is_no_text() {
        for bytes in [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xfej", b"\xff\xfe\x3d\xd8", b"j\0a\0"] {
            assert_eq!(decode(bytes), None);
        }
    }
}
