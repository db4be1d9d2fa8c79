//! Character references of HTML and XML.

use super::unescape::Escape;

/// The longest reference that is read, in bytes: `&#x1FFFFF;`, `&thetasym;`.
const LONGEST: usize = 10;

/// Named references: the punctuation that values are written with, and the letters of Latin-1
/// (HTML, section 13.5). Other names stand for characters that no value has, or are read as text.
const NAMED: [(&str, char); 98] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("commat", '@'),
    ("period", '.'),
    ("plus", '+'),
    ("hyphen", '-'),
    ("dash", '-'),
    ("ndash", '-'),
    ("mdash", '-'),
    ("lowbar", '_'),
    ("num", '#'),
    ("colon", ':'),
    ("semi", ';'),
    ("comma", ','),
    ("sol", '/'),
    ("lpar", '('),
    ("rpar", ')'),
    ("lsqb", '['),
    ("rsqb", ']'),
    ("equals", '='),
    ("percnt", '%'),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("shy", '\u{ad}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("rsquo", '’'),
    ("lsquo", '‘'),
    ("ordm", 'º'),
    ("ordf", 'ª'),
    ("deg", '°'),
    ("Agrave", 'À'),
    ("Aacute", 'Á'),
    ("Acirc", 'Â'),
    ("Atilde", 'Ã'),
    ("Auml", 'Ä'),
    ("Aring", 'Å'),
    ("AElig", 'Æ'),
    ("Ccedil", 'Ç'),
    ("Egrave", 'È'),
    ("Eacute", 'É'),
    ("Ecirc", 'Ê'),
    ("Euml", 'Ë'),
    ("Igrave", 'Ì'),
    ("Iacute", 'Í'),
    ("Icirc", 'Î'),
    ("Iuml", 'Ï'),
    ("ETH", 'Ð'),
    ("Ntilde", 'Ñ'),
    ("Ograve", 'Ò'),
    ("Oacute", 'Ó'),
    ("Ocirc", 'Ô'),
    ("Otilde", 'Õ'),
    ("Ouml", 'Ö'),
    ("Oslash", 'Ø'),
    ("Ugrave", 'Ù'),
    ("Uacute", 'Ú'),
    ("Ucirc", 'Û'),
    ("Uuml", 'Ü'),
    ("Yacute", 'Ý'),
    ("THORN", 'Þ'),
    ("szlig", 'ß'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("atilde", 'ã'),
    ("auml", 'ä'),
    ("aring", 'å'),
    ("aelig", 'æ'),
    ("ccedil", 'ç'),
    ("egrave", 'è'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("euml", 'ë'),
    ("igrave", 'ì'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("eth", 'ð'),
    ("ntilde", 'ñ'),
    ("ograve", 'ò'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("otilde", 'õ'),
    ("ouml", 'ö'),
    ("oslash", 'ø'),
    ("ugrave", 'ù'),
    ("uacute", 'ú'),
    ("ucirc", 'û'),
    ("uuml", 'ü'),
    ("yacute", 'ý'),
    ("thorn", 'þ'),
    ("yuml", 'ÿ'),
    ("oelig", 'œ'),
];

/// The character that a reference at the start of a text stands for, and the reference's length.
pub(crate) fn reference(text: &str) -> Option<(char, usize)> {
    match text.starts_with('&').then(|| escape(text.as_bytes(), true))? {
        Escape::Of { character, length, .. } => Some((character, length)),
        Escape::Cut | Escape::No => None,
    }
}

/// Reads the reference at the start of these bytes.
pub(super) fn escape(bytes: &[u8], last: bool) -> Escape {
    let name = bytes.get(1..).unwrap_or_default();
    let is_of_name = |&(place, byte): &(usize, &u8)| match name {
        // What follows a number that has no end of its own is another word.
        [b'#', b'x' | b'X', ..] => place < 2 || byte.is_ascii_hexdigit(),
        [b'#', ..] => place < 1 || byte.is_ascii_digit(),
        _ => byte.is_ascii_alphanumeric(),
    };
    let length = name.iter().take(LONGEST).enumerate().take_while(is_of_name).count();
    // Whether it goes on is known only when its end is here.
    if !last && 1 + length == bytes.len() && length < LONGEST {
        return Escape::Cut;
    }
    let (name, ended) = (name.get(..length).unwrap_or_default(), name.get(length) == Some(&b';'));
    let length = 1 + length + usize::from(ended);
    match name {
        [b'#', number @ ..] => match code(number).and_then(char::from_u32) {
            Some(character) => Escape::Of { character, length, hides: true },
            None => Escape::No,
        },
        _ if ended => match NAMED.iter().find(|(each, _)| each.as_bytes() == name) {
            // What an `&` would begin is undone by the next layer, and hides nothing before it.
            Some(&(_, character)) => Escape::Of { character, length, hides: character != '&' },
            None => Escape::No,
        },
        // In a form this is where the next field begins.
        _ => Escape::No,
    }
}

/// A number after `#`: decimal, or hexadecimal after `x`.
fn code(number: &[u8]) -> Option<u32> {
    let (digits, radix) = match number {
        [b'x' | b'X', digits @ ..] => (digits, 16),
        digits => (digits, 10),
    };
    let digits = str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u32::from_str_radix(digits, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(character: char, length: usize) -> Escape {
        Escape::Of { character, length, hides: character != '&' }
    }

    #[test]
    fn numbers_and_names_stand_for_characters() {
        assert_eq!(escape(b"&#64;x", true), of('@', 5));
        assert_eq!(escape(b"&#x40;", true), of('@', 6));
        assert_eq!(escape(b"&#0064 x", true), of('@', 6));
        assert_eq!(escape(b"&#64example", true), of('@', 4));
        assert_eq!(escape(b"&commat;", true), of('@', 8));
        assert_eq!(escape("&eacute;".as_bytes(), true), of('é', 8));
        assert_eq!(escape(b"&amp;", true), of('&', 5));
    }

    #[test]
    fn fields_of_a_form_are_none() {
        for plain in ["&lt=5", "&copy=1", "& so", "&#;", "&#x;", "&#+64;", "&#99999999;", "&"] {
            assert_eq!(escape(plain.as_bytes(), true), Escape::No, "{plain}");
        }
    }

    #[test]
    fn a_reference_cut_at_the_end_waits_for_the_rest() {
        for cut in ["&", "&#", "&#x", "&#6", "&comm"] {
            assert_eq!(escape(cut.as_bytes(), false), Escape::Cut, "{cut}");
        }
    }
}
