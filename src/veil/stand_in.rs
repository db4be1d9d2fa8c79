//! How a stand-in is written: in letters that no text has and no font shows.
//!
//! They are code points of plane 14 that Unicode keeps for characters to be ignored
//! (`Default_Ignorable_Code_Point`) and has given to none: browsers draw nothing for them, and no
//! honest text holds any. Three of them name a stand-in: whose it is, and which of theirs.

use serde::{Deserialize, Serialize};

/// How many letters a stand-in has.
const LETTERS: usize = 3;
/// The first letter.
const FIRST: u32 = 0xe0200;
/// How many letters there are.
const BASE: u64 = 0xd00;
/// The first byte of each letter in UTF-8.
const LEAD: u8 = 0xf3;
/// Fills up a stand-in that must be longer: an ignored character of four bytes, of three, of two.
const FILLERS: [char; 3] = ['\u{e0f00}', '\u{2060}', '\u{ad}'];

/// What stands for a value. Between scripts it is the text that it is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StandIn {
    veil: u32,
    place: u16,
}

impl StandIn {
    /// The length of one in UTF-8.
    pub const BYTES: usize = 4 * LETTERS;
    /// How many veils can be told apart: those of the documents that scripts of one page can reach
    /// have numbers at random.
    pub const VEILS: u32 = 1 << 20;
    /// From this number on veils are of documents as they are served. Those below are of whoever
    /// reads a document, and so never the same as the one that it was served with.
    pub const SERVED: u32 = Self::VEILS / 2;
    /// How many one veil has.
    const OF_ONE_VEIL: u16 = 1 << 15;

    /// The one of this place in this veil. `None` beyond the last.
    pub fn new(veil: u32, place: usize) -> Option<Self> {
        let place = u16::try_from(place).ok().filter(|place| *place < Self::OF_ONE_VEIL)?;
        (veil < Self::VEILS).then_some(Self { veil, place })
    }

    /// Whose it is.
    pub fn veil(self) -> u32 {
        self.veil
    }

    /// Which of theirs.
    pub fn place(self) -> usize {
        usize::from(self.place)
    }

    /// In as few bytes as it takes.
    pub fn write(self) -> String {
        let number = u64::from(self.veil) * u64::from(Self::OF_ONE_VEIL) + u64::from(self.place);
        let letter = |digit: u64| {
            char::from_u32(FIRST + u32::try_from(digit % BASE).unwrap_or(0)).unwrap_or_default()
        };
        [number / BASE / BASE, number / BASE, number].map(letter).iter().collect()
    }

    /// The one that these letters write; most that could be written are none.
    fn read(letters: [u64; LETTERS]) -> Option<Self> {
        let number = letters.iter().fold(0, |number, letter| number * BASE + letter);
        let (size, place) = (u64::from(Self::OF_ONE_VEIL), number % u64::from(Self::OF_ONE_VEIL));
        Self::new(u32::try_from(number / size).ok()?, usize::try_from(place).ok()?)
    }

    /// In so many bytes. `None` in less than [`StandIn::BYTES`].
    pub fn write_in(self, bytes: usize) -> Option<String> {
        let mut written = self.write();
        let mut rest = bytes.checked_sub(Self::BYTES)?;
        while rest > 0 {
            // No such character has one byte: so none should be left over.
            let fits = |filler: &&char| rest >= filler.len_utf8() && rest != filler.len_utf8() + 1;
            let filler = FILLERS.iter().find(fits).unwrap_or(&' ');
            written.push(*filler);
            rest -= filler.len_utf8();
        }
        Some(written)
    }
}

/// Where stand-ins begin in a text, and which they are.
pub fn spans(text: &str) -> impl Iterator<Item = (usize, StandIn)> {
    let mut position = 0;
    std::iter::from_fn(move || {
        loop {
            let gap = memchr::memchr(LEAD, text.as_bytes().get(position..)?)?;
            let start = position + gap;
            let mut letters = text.get(start..)?.chars().map_while(digit_of);
            let three = (letters.next(), letters.next(), letters.next());
            if let (Some(high), Some(middle), Some(low)) = three
                && let Some(stand_in) = StandIn::read([high, middle, low])
            {
                position = start + StandIn::BYTES;
                return Some((start, stand_in));
            }
            position = start + 4;
        }
    })
}

impl From<StandIn> for String {
    fn from(stand_in: StandIn) -> Self {
        stand_in.write()
    }
}

impl TryFrom<String> for StandIn {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        spans(&text).next().map(|(_, stand_in)| stand_in).ok_or("no stand-in")
    }
}

/// Whether there may be a stand-in in a text; cheap.
pub fn may_be_in(text: &str) -> bool {
    spans(text).next().is_some()
}

/// Whether a character may be part of one.
pub fn is_part(character: char) -> bool {
    digit_of(character).is_some() || FILLERS.contains(&character)
}

fn digit_of(letter: char) -> Option<u64> {
    let digit = u64::from((letter as u32).checked_sub(FIRST)?);
    (digit < BASE).then_some(digit)
}

/// Finds stand-ins in text that comes in pieces.
#[derive(Debug, Default)]
pub struct Reader {
    /// The first letters of one, at the end of the last piece.
    begun: String,
}

impl Reader {
    /// Takes more text, and gives the stand-ins that end in it.
    pub fn push(&mut self, text: &str, mut give: impl FnMut(StandIn)) {
        let mut rest = text;
        while !self.begun.is_empty() {
            let Some(letter) = rest.chars().next() else { return };
            if digit_of(letter).is_none() {
                self.begun.clear();
                break;
            }
            self.begun.push(letter);
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
            let whole = spans(&self.begun).next();
            if let Some((_, stand_in)) = whole {
                give(stand_in);
                self.begun.clear();
            }
        }
        let mut end = 0;
        for (start, stand_in) in spans(rest) {
            give(stand_in);
            end = start + StandIn::BYTES;
        }
        let after = rest.get(end..).unwrap_or_default();
        let letters = after.chars().rev().take_while(|letter| digit_of(*letter).is_some()).count();
        self.begun.extend(after.chars().skip(after.chars().count() - letters));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::text::fold;

    #[test]
    fn every_length_from_the_least_on_can_be_written() {
        for bytes in 0..100 {
            let stand_in = StandIn::new(0x123, 0x1234).unwrap();
            let written = stand_in.write_in(bytes);
            assert_eq!(written.as_ref().map(String::len), (bytes >= 12).then_some(bytes));
            let Some(written) = written else { continue };
            let found: Vec<_> = spans(&written).collect();
            assert_eq!(found, [(0, stand_in)]);
        }
    }

    #[test]
    fn every_number_is_read_as_it_was_written() {
        for veil in [0, 1, 7, 0x8_0000, StandIn::VEILS - 1] {
            for place in (0..usize::from(StandIn::OF_ONE_VEIL)).step_by(7) {
                let stand_in = StandIn::new(veil, place).unwrap();
                assert_eq!((stand_in.veil(), stand_in.place()), (veil, place));
                let text = format!("<{}>", stand_in.write());
                assert_eq!(spans(&text).collect::<Vec<_>>(), [(1, stand_in)]);
            }
            assert_eq!(StandIn::new(veil, usize::from(StandIn::OF_ONE_VEIL)), None);
        }
        assert_eq!(StandIn::new(StandIn::VEILS, 0), None);
        // More can be written than there are.
        let none = String::from_iter(['\u{e0eff}'; 3]);
        assert_eq!(spans(&none).next(), None);
    }

    #[test]
    fn a_stand_in_is_found_however_the_text_is_cut() {
        let [one, two] =
            [(0, 1), (0x20, 0x304)].map(|(veil, place)| StandIn::new(veil, place).unwrap());
        let text = format!("a{}{}é{}", one.write(), two.write(), two.write_in(21).unwrap());
        let letters: Vec<char> = text.chars().collect();
        for size in 1..letters.len() {
            let mut reader = Reader::default();
            let mut found = Vec::new();
            for piece in letters.chunks(size) {
                reader.push(&piece.iter().collect::<String>(), |each| found.push(each));
            }
            assert_eq!(found, [one, two, two], "{size}");
        }
    }

    #[test]
    fn nothing_is_left_of_one_where_text_is_folded() {
        assert_eq!(fold(&format!("a{}b", StandIn::new(0, 7).unwrap().write_in(40).unwrap())), "ab");
    }
}
