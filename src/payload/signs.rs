//! Where in a text the signs stand that searches go by: found in one pass, by blocks, so that each
//! search goes only where a sign of its own is.
//!
//! The pass is shift-or: each character has in [`SIGNS`] a bit for each sign and each of the last
//! four characters of it, which is zero where the character may stand there. What is left of eight
//! bits after four characters are the signs that end here.

/// What may be, or begin, an escape; or a NUL.
pub(super) const ESCAPE: u8 = 1;
/// What may begin a tag.
pub(super) const TAG: u8 = 1 << 1;
/// An `@`.
pub(super) const AT: u8 = 1 << 2;
/// A digit.
pub(super) const DIGIT: u8 = 1 << 3;
/// A bracket with what may be a word for a sign in it.
pub(super) const BRACKET: u8 = 1 << 4;
/// The beginning of a word for a dot, after a blank.
pub(super) const DOT: u8 = 1 << 5;
/// What says that lines are folded, or characters quoted.
pub(super) const FOLD: u8 = 1 << 6;
/// The same, in other words.
pub(super) const QUOTE: u8 = 1 << 7;

/// The signs of more than one character, which can lie in two blocks.
const SPANNING: u8 = BRACKET | DOT | FOLD | QUOTE;

/// How many bytes a block has.
const BLOCK: usize = 64;

/// The characters of each sign, in either case; the first places of a short one take any.
const SPELLINGS: [(u8, [&[u8]; 4]); 8] = [
    (ESCAPE, [b"", b"", b"", b"%\\&\0"]),
    (TAG, [b"", b"", b"", b"<"]),
    (AT, [b"", b"", b"", b"@"]),
    (DIGIT, [b"", b"", b"", b"0123456789"]),
    // As in `(at)`, `[ dot ]`, `{malpa}`.
    (BRACKET, [b"", b"", b"([{", b" +@acdkmp"]),
    // As in ` dot`, `+point`.
    (DOT, [b" +", b"dp", b"ou", b"tin"]),
    // As in `begin:vcard`, `mime-version`.
    (FOLD, [b"ne", b":-", b"v", b"ce"]),
    // As in `quoted`, `?q?`.
    (QUOTE, [b"", b"q?", b"uq", b"o?"]),
];

static SIGNS: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut sign = 0;
        while sign < SPELLINGS.len() {
            let (bit, places) = SPELLINGS[sign];
            let mut place = 0;
            while place < 4 {
                if !allows(places[place], byte as u8) {
                    table[byte] |= (bit as u32) << (8 * place);
                }
                place += 1;
            }
            sign += 1;
        }
        byte += 1;
    }
    table
};

/// Whether the character may stand at a place of a sign.
const fn allows(characters: &[u8], byte: u8) -> bool {
    let mut index = 0;
    while index < characters.len() {
        if characters[index] == byte.to_ascii_lowercase() {
            return true;
        }
        index += 1;
    }
    characters.is_empty()
}

/// The signs in each block of a text. Where nothing is known, any may be.
#[derive(Debug)]
pub(super) struct Signs {
    /// Where the first block begins.
    from: usize,
    blocks: Vec<u8>,
    all: u8,
}

impl Default for Signs {
    fn default() -> Self {
        Self::UNKNOWN
    }
}

impl Signs {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self { from: 0, blocks: Vec::new(), all: u8::MAX };

    /// Forgets everything.
    pub fn forget(&mut self) {
        self.blocks.clear();
        self.all = u8::MAX;
    }

    /// Looks through what stands in the text from a place on.
    pub fn note(&mut self, text: &[u8], from: usize) {
        self.blocks.clear();
        self.from = from;
        self.all = 0;
        // What stands before may be the beginning of any sign.
        let mut state = 0;
        for block in text.get(from..).unwrap_or_default().chunks(BLOCK) {
            let signs;
            (state, signs) = pass(state, block);
            if let Some(before) = self.blocks.last_mut() {
                *before |= signs & SPANNING;
            }
            self.blocks.push(signs);
            self.all |= signs;
        }
    }

    /// Takes over what is known of the same text where it begins at another place.
    pub fn take(&mut self, other: &mut Self, from: usize) {
        std::mem::swap(self, other);
        self.from = from;
    }

    /// Whether any of the signs may stand in what was looked through.
    pub fn have(&self, signs: u8) -> bool {
        self.all & signs != 0
    }

    /// The first stretch at or after a place, up to a length, in which any of the signs may stand.
    pub fn stretch(&self, signs: u8, from: usize, length: usize) -> Option<(usize, usize)> {
        let (start, end) = match from.checked_sub(self.from) {
            _ if self.blocks.is_empty() => (from, length),
            None => (from, self.from),
            Some(distance) => {
                let first = distance / BLOCK;
                let rest = self.blocks.get(first..).unwrap_or_default();
                let gap = rest.iter().position(|block| block & signs != 0)?;
                let start = self.from + (first + gap) * BLOCK;
                (from.max(start), start + BLOCK)
            }
        };
        (start < length).then_some((start, end.min(length)))
    }
}

/// Goes over a block; gives the state behind it, and the signs that end in it.
fn pass(state: u32, block: &[u8]) -> (u32, u8) {
    let mut state = state;
    let mut missing = u32::MAX;
    let mut step = |byte: u8| {
        state = state << 8 | SIGNS[usize::from(byte)];
        missing &= state;
    };
    let (groups, rest) = block.as_chunks::<8>();
    for [a, b, c, d, e, f, g, h] in groups {
        step(*a);
        step(*b);
        step(*c);
        step(*d);
        step(*e);
        step(*f);
        step(*g);
        step(*h);
    }
    rest.iter().for_each(|byte| step(*byte));
    let [missing, ..] = missing.to_be_bytes();
    (state, !missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The signs of a text, wherever it lies among blocks.
    fn signs(text: &str, before: usize) -> u8 {
        let whole = format!("{}{text}", "x".repeat(before));
        let mut signs = Signs::default();
        signs.note(whole.as_bytes(), 0);
        signs.all
    }

    #[test]
    fn each_sign_is_noted_in_either_case() {
        for (text, sign) in [
            ("%", ESCAPE),
            ("\\", ESCAPE),
            ("&", ESCAPE),
            ("\0", ESCAPE),
            ("<", TAG),
            ("@", AT),
            ("7", DIGIT),
            ("(AT", BRACKET),
            ("[ c", BRACKET),
            ("+Dot", DOT),
            (" punkt", DOT),
            ("BEGIN:VCARD", FOLD),
            ("mime-Version", FOLD),
            ("Quoted", QUOTE),
            ("?Q?", QUOTE),
        ] {
            for before in 4..140 {
                assert_eq!(signs(text, before), sign, "{text:?} {before}");
            }
        }
    }

    #[test]
    fn a_sign_is_found_where_it_begins() {
        for before in 4..140 {
            let text = format!("{} dot {}", "x".repeat(before), "x".repeat(200));
            let mut signs = Signs::default();
            signs.note(text.as_bytes(), 3);
            let covers = |(start, end): (usize, usize)| start <= before && before < end;
            assert!(signs.stretch(DOT, before, text.len()).is_some_and(covers), "{before}");
            assert_eq!(signs.stretch(DOT, before + 64 + 4, text.len()), None, "{before}");
        }
    }

    #[test]
    fn where_nothing_is_known_anything_may_be() {
        assert_eq!(Signs::UNKNOWN.stretch(AT, 3, 10), Some((3, 10)));
        let mut signs = Signs::default();
        signs.note(b"xxxxxxxxxx", 4);
        assert_eq!(signs.stretch(AT, 0, 10), Some((0, 4)));
        assert_eq!(signs.stretch(AT, 4, 10), None);
        assert!(!signs.have(AT));
        signs.forget();
        assert!(signs.have(AT));
        assert_eq!(signs.stretch(AT, 4, 10), Some((4, 10)));
    }
}
