//! One percent-encoded character (RFC 3986, section 2.1).

/// The longest form of one character: four bytes of UTF-8, three characters each.
pub const LONGEST: usize = 12;

/// Reads the character that is percent-encoded at the start of these bytes, and the length of
/// its encoding. Bytes that are not UTF-8 are read as Latin-1, as old `escape()` wrote them.
pub fn character(bytes: &[u8]) -> Option<(char, usize)> {
    character_after(b'%', bytes)
}

/// Reads a character of which each byte is written as a mark and two hexadecimal digits.
pub fn character_after(mark: u8, bytes: &[u8]) -> Option<(char, usize)> {
    let byte = |bytes: &[u8]| byte_after(mark, bytes);
    let first = byte(bytes)?;
    let size = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    let mut utf8 = [0; 4];
    for (position, slot) in utf8.iter_mut().enumerate().take(size) {
        *slot = bytes.get(position * 3..).and_then(&byte).unwrap_or(0);
    }
    let whole = utf8.get(..size).and_then(|bytes| str::from_utf8(bytes).ok());
    match whole.and_then(|text| text.chars().next()) {
        Some(character) => Some((character, size * 3)),
        None => Some((char::from(first), 3)),
    }
}

/// Decodes a whole text.
pub fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, encoded)) =
        rest.find('%').and_then(|position| rest.split_at_checked(position))
    {
        out.push_str(plain);
        let (character, length) = character(encoded.as_bytes()).unwrap_or(('%', 1));
        out.push(character);
        rest = encoded.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn byte_after(mark: u8, bytes: &[u8]) -> Option<u8> {
    let [first, high, low, ..] = bytes else { return None };
    if *first != mark {
        return None;
    }
    let digit = |hex: &u8| char::from(*hex).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}
