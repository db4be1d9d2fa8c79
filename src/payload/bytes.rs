//! Bytes to text: UTF-8, or UTF-16 with a byte order mark.

use super::Unreadable;

/// Reads bytes piece by piece; a character may lie on both sides of a cut.
#[derive(Debug, Default)]
pub(super) struct Transcoder {
    encoding: Encoding,
    /// Bytes that need what follows them.
    rest: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Encoding {
    #[default]
    Unknown,
    Utf8,
    Utf16BigEndian,
    Utf16LittleEndian,
}

impl Transcoder {
    /// Appends the text of these bytes.
    ///
    /// # Errors
    ///
    /// [`Unreadable::Binary`], when they are no text, or text with NUL characters: UTF-16 and
    /// UTF-32 without a mark are valid UTF-8 with these between the letters.
    pub fn push(&mut self, bytes: &[u8], text: &mut String) -> Result<(), Unreadable> {
        self.rest.extend_from_slice(bytes);
        if self.encoding == Encoding::Unknown {
            let (encoding, mark) = match self.rest.as_slice() {
                [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
                [0xfe, 0xff, ..] => (Encoding::Utf16BigEndian, 2),
                [0xff, 0xfe, ..] => (Encoding::Utf16LittleEndian, 2),
                // Perhaps half a mark.
                [] | [0xef | 0xfe | 0xff] | [0xef, 0xbb] => return Ok(()),
                _ => (Encoding::Utf8, 0),
            };
            self.encoding = encoding;
            self.rest.drain(..mark);
        }
        let start = text.len();
        let read = match self.encoding {
            Encoding::Utf16BigEndian => utf16(&self.rest, u16::from_be_bytes, text)?,
            Encoding::Utf16LittleEndian => utf16(&self.rest, u16::from_le_bytes, text)?,
            Encoding::Utf8 | Encoding::Unknown => utf8(&self.rest, text)?,
        };
        self.rest.drain(..read);
        check_text(text.get(start..).unwrap_or_default())
    }

    /// Says that no more bytes follow.
    ///
    /// # Errors
    ///
    /// [`Unreadable::Binary`], when the last character is not whole.
    pub fn finish(&self) -> Result<(), Unreadable> {
        if self.rest.is_empty() { Ok(()) } else { Err(Unreadable::Binary) }
    }
}

/// Refuses text with NUL characters, which no honest text has.
pub(super) fn check_text(text: &str) -> Result<(), Unreadable> {
    if text.contains('\0') { Err(Unreadable::Binary) } else { Ok(()) }
}

/// Appends all whole characters, and says how many bytes these were.
fn utf8(bytes: &[u8], text: &mut String) -> Result<usize, Unreadable> {
    let read = match str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        Err(_) => return Err(Unreadable::Binary),
    };
    text.push_str(bytes.get(..read).and_then(|valid| str::from_utf8(valid).ok()).unwrap_or(""));
    Ok(read)
}

/// Appends all whole characters, and says how many bytes these were.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, text: &mut String) -> Result<usize, Unreadable> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let cut = pairs.last().is_some_and(|last| (0xd800..0xdc00).contains(&unit(*last)));
    let whole = pairs.len() - usize::from(cut);
    for character in char::decode_utf16(pairs.iter().take(whole).map(|pair| unit(*pair))) {
        text.push(character.map_err(|_| Unreadable::Binary)?);
    }
    Ok(whole * 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], piece: usize) -> Result<String, Unreadable> {
        let mut transcoder = Transcoder::default();
        let mut text = String::new();
        for piece in bytes.chunks(piece) {
            transcoder.push(piece, &mut text)?;
        }
        transcoder.finish().map(|()| text)
    }

    #[test]
    fn text_is_the_same_however_the_bytes_are_cut() {
        let text = "jané €\u{1f4de}";
        let units = |bytes: fn(u16) -> [u8; 2]| {
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect::<Vec<_>>()
        };
        let marked = ["\u{feff}", text].concat().into_bytes();
        for bytes in
            [text.as_bytes().to_vec(), marked, units(u16::to_le_bytes), units(u16::to_be_bytes)]
        {
            for piece in 1..=bytes.len() {
                assert_eq!(read(&bytes, piece).as_deref(), Ok(text), "{bytes:?} by {piece}");
            }
        }
    }

    #[test]
    fn what_is_not_text_is_not_read() {
        for bytes in [&b"\x89PNG"[..], b"j\0a\0n\0e\0", b"\xff\xfe\x00\xd8\x00\x00", b"jan\xc3"] {
            assert_eq!(read(bytes, 64), Err(Unreadable::Binary), "{bytes:?}");
        }
    }
}
