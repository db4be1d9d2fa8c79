//! How a stand-in is written: in letters that no text has and no font shows.
//!
//! They are code points of plane 14 that Unicode keeps for characters to be ignored
//! (`Default_Ignorable_Code_Point`) and has given to none: browsers draw nothing for them, and no
//! honest text holds any. Three of 256 name a stand-in: whose it is, and which of theirs.

use serde::{Deserialize, Serialize};

/// How many letters a stand-in has.
const LETTERS: usize = 3;
/// The first letter; the last is 255 behind it.
const FIRST: u32 = 0xe0200;
/// The first two bytes of each letter in UTF-8.
const LEAD: u8 = 0xf3;
/// Fills up a stand-in that must be longer: an ignored character of four bytes, of three, of two.
const FILLERS: [char; 3] = ['\u{e0300}', '\u{2060}', '\u{ad}'];

/// A number that stands for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StandIn(u32);

impl StandIn {
    /// The length of one in UTF-8.
    pub const BYTES: usize = 4 * LETTERS;
    /// How many veils can be told apart: those of the documents that scripts of one page can reach.
    pub const VEILS: u16 = 2048;
    /// How many one veil has.
    pub const OF_ONE_VEIL: u16 = 8192;

    /// The one of this place in this veil. `None` beyond the last.
    pub fn new(veil: u16, place: usize) -> Option<Self> {
        let place = u16::try_from(place).ok().filter(|place| *place < Self::OF_ONE_VEIL)?;
        let veil = veil % Self::VEILS;
        Some(Self(u32::from(veil) * u32::from(Self::OF_ONE_VEIL) + u32::from(place)))
    }

    /// Whose it is.
    pub fn veil(self) -> u16 {
        u16::try_from(self.0 / u32::from(Self::OF_ONE_VEIL)).unwrap_or(u16::MAX)
    }

    /// Which of theirs.
    pub fn place(self) -> usize {
        (self.0 % u32::from(Self::OF_ONE_VEIL)) as usize
    }

    /// In as few bytes as it takes.
    pub fn write(self) -> String {
        let letter = |byte| char::from_u32(FIRST + u32::from(byte)).unwrap_or_default();
        let [_, bytes @ ..] = self.0.to_be_bytes();
        bytes.map(letter).iter().collect()
    }

    fn of(bytes: [u8; LETTERS]) -> Self {
        let [high, middle, low] = bytes;
        Self(u32::from_be_bytes([0, high, middle, low]))
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
            let mut letters = text.get(start..)?.chars().map_while(byte_of);
            match (letters.next(), letters.next(), letters.next()) {
                (Some(high), Some(middle), Some(low)) => {
                    position = start + StandIn::BYTES;
                    return Some((start, StandIn::of([high, middle, low])));
                }
                _ => position = start + 4,
            }
        }
    })
}

/// Whether there may be a stand-in in a text; cheap.
pub fn may_be_in(text: &str) -> bool {
    spans(text).next().is_some()
}

/// Whether a character may be part of one.
pub fn is_part(character: char) -> bool {
    byte_of(character).is_some() || FILLERS.contains(&character)
}

fn byte_of(letter: char) -> Option<u8> {
    u8::try_from((letter as u32).checked_sub(FIRST)?).ok()
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
            if byte_of(letter).is_none() {
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
        let letters = after.chars().rev().take_while(|letter| byte_of(*letter).is_some()).count();
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
        for veil in [0, 1, 7, 2047] {
            for place in 0..usize::from(StandIn::OF_ONE_VEIL) {
                let stand_in = StandIn::new(veil, place).unwrap();
                assert_eq!((stand_in.veil(), stand_in.place()), (veil, place));
                let text = format!("<{}>", stand_in.write());
                assert_eq!(spans(&text).collect::<Vec<_>>(), [(1, stand_in)]);
            }
            assert_eq!(StandIn::new(veil, usize::from(StandIn::OF_ONE_VEIL)), None);
        }
    }

    #[test]
    fn a_stand_in_is_found_however_the_text_is_cut() {
        let [one, two] = [StandIn(1), StandIn(0x02_0304)];
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
        assert_eq!(fold(&format!("a{}b", StandIn(7).write_in(40).unwrap())), "ab");
    }
}
