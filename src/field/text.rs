//! Folding: what makes two spellings of one text equal.
//!
//! It needs no Unicode tables beyond those of `std`. So compatibility forms other than the
//! full-width ones, and letters written as a base and a combining accent, stay as they are.

/// Folds a text for comparison: lower case, full-width forms to ASCII, every decimal digit of
/// any script to ASCII, every kind of dash to `-`, the full stops of CJK text to `.`, every
/// blank to a space; characters that nobody sees (zero-width, soft hyphen, direction marks) go.
///
/// ```
/// use entre_nous::field::text::fold;
/// assert_eq!(fold("Jane\u{200b}\u{ff20}Example.COM"), "jane@example.com");
/// assert_eq!(fold("٠٦–١٢"), "06-12");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded.replace(|character: char| character.is_ascii_whitespace(), " ")
}

/// Appends the folded text, like [`fold`], but keeps line breaks and tabs: in a payload they
/// part one cell from the next.
pub fn fold_into(text: &str, folded: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        let plain = ascii_length(rest.as_bytes());
        let Some((ascii, other)) = rest.split_at_checked(plain) else { return };
        fold_ascii_into(ascii, folded);
        let mut characters = other.chars();
        let mut ahead = characters.clone();
        while let Some(character) = ahead.next() {
            if character.is_ascii() {
                break;
            }
            fold_character(character, folded);
            characters = ahead.clone();
        }
        rest = characters.as_str();
    }
}

/// The same for text of ASCII only. By blocks, in which four letters become small at a time: `std`
/// takes one where the processor has no wider registers.
pub(crate) fn fold_ascii_into(ascii: &str, folded: &mut String) {
    let (blocks, rest) = ascii.as_bytes().as_chunks::<64>();
    for block in blocks {
        let mut small = *block;
        for four in small.as_chunks_mut::<4>().0 {
            *four = small_letters(u32::from_ne_bytes(*four)).to_ne_bytes();
        }
        folded.push_str(str::from_utf8(&small).unwrap_or_default());
    }
    folded.extend(rest.iter().map(|byte| char::from(byte.to_ascii_lowercase())));
}

/// Four bytes of ASCII with small letters.
fn small_letters(four: u32) -> u32 {
    const ONES: u32 = 0x0101_0101;
    // The highest bit of each byte says whether it is `A` or more, and whether it is more than `Z`.
    let from_a = four + ONES * (0x80 - 0x41);
    let above_z = four + ONES * (0x7f - 0x5a);
    four | ((from_a ^ above_z) & (ONES * 0x80)) >> 2
}

/// How many bytes of ASCII the text begins with. By blocks, since most texts are long runs of it.
fn ascii_length(bytes: &[u8]) -> usize {
    let blocks = bytes.chunks(64).take_while(|block| block.is_ascii()).map(<[u8]>::len).sum();
    let rest = bytes.get(blocks..).unwrap_or_default();
    blocks + rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len())
}

/// Folds one character beyond ASCII.
fn fold_character(character: char, folded: &mut String) {
    match character {
        // Kana, ideographs and Hangul: nothing to fold, and the bulk of texts that have them.
        '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => folded.push(character),
        _ if is_invisible(character) => {}
        _ if character.is_whitespace() => folded.push(' '),
        // U+FF01–FF5E are the full-width forms of U+0021–007E.
        '\u{ff01}'..='\u{ff5e}' => folded.extend(
            char::from_u32(character as u32 - 0xfee0).map(|narrow| narrow.to_ascii_lowercase()),
        ),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
        // RFC 3490, section 3.1: dots of internationalised domain names.
        '\u{3002}' | '\u{ff61}' => folded.push('.'),
        _ => match decimal_digit(character) {
            Some(digit) => folded.push(digit),
            None => folded.extend(character.to_lowercase()),
        },
    }
}

/// Characters that change how a text is stored and not what a person reads.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The zeros of the scripts whose digits lie in a row of ten: general category `Nd` of
/// Unicode 16, without ASCII and the full-width forms.
const ZEROS: [u32; 74] = [
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66,
    0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
    0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
    0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0,
    0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50,
    0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8,
    0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/// The ASCII digit that a digit of another script stands for.
fn decimal_digit(character: char) -> Option<char> {
    let code = character as u32;
    let after = ZEROS.partition_point(|zero| *zero <= code);
    let zero = ZEROS.get(after.checked_sub(1)?)?;
    char::from_digit(code - zero, 10)
}

/// Whether the character is part of a word: letters, digits, and the marks that letters of some
/// scripts carry and that `char::is_alphanumeric` leaves out.
pub fn is_word(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    character.is_alphanumeric()
        || matches!(
            character,
            '\u{300}'..='\u{36f}'
                | '\u{591}'..='\u{5bd}'
                | '\u{64b}'..='\u{65f}'
                | '\u{94d}' | '\u{9cd}' | '\u{a4d}' | '\u{acd}' | '\u{b4d}' | '\u{bcd}'
                | '\u{c4d}' | '\u{ccd}' | '\u{d4d}' | '\u{dca}' | '\u{e3a}' | '\u{f84}'
                | '\u{e47}'..='\u{e4e}'
                | '\u{ec8}'..='\u{ecd}'
                | '\u{1039}'..='\u{103a}'
                | '\u{17d2}'
                | '\u{3099}'..='\u{309a}'
        )
}

/// Whether the character's script is written without blanks between words, so that every
/// character may begin one.
pub fn is_unspaced(character: char) -> bool {
    matches!(
        character,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3041}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// The text without a label in brackets at its end, as profiles write after a value
/// (`(Mobile)`, `(Work)`, `(Portfolio)`). Brackets with a digit in them are part of the value.
pub fn without_label(folded: &str) -> &str {
    let text = folded.trim();
    text.strip_suffix(')')
        .and_then(|open| open.rsplit_once('('))
        .filter(|(value, label)| {
            value.ends_with(' ') && !label.chars().any(|character| character.is_ascii_digit())
        })
        .map_or(text, |(value, _)| value.trim())
}

/// The canonical form of a website: no scheme, no `www.`, no trailing slash, folded, and without
/// a label in brackets behind it.
///
/// `None` when it has no dot or holds a blank: then it is no address of a site.
pub fn website(shown: &str) -> Option<String> {
    let folded = fold(shown);
    let site = without_label(&folded);
    let site = site.strip_prefix("https://").or(site.strip_prefix("http://")).unwrap_or(site);
    let site = site.strip_prefix("www.").unwrap_or(site).trim_end_matches('/');
    let host = site.split(['/', '?', '#']).next()?;
    (host.contains('.') && !site.contains(' ')).then(|| site.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_becomes_small_wherever_it_lies_in_a_block() {
        let all: String = (0..128_u8).map(char::from).collect();
        for before in 0..66 {
            let text = "X".repeat(before) + &all;
            let mut folded = String::from("A");
            fold_into(&text, &mut folded);
            assert_eq!(folded, format!("A{}", text.to_ascii_lowercase()));
        }
    }
}
