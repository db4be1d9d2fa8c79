//! How a stand-in is written: in letters that no text has and no font shows.
//!
//! They are code points of plane 14 that Unicode keeps for characters to be ignored
//! (`Default_Ignorable_Code_Point`) and has given to none: browsers draw nothing for them, and no
//! honest text holds any. Two of 256 name one of 65,536 stand-ins.

/// The first letter; the last is 255 behind it.
const FIRST: u32 = 0xe0200;
/// The first two bytes of each letter in UTF-8.
const LEAD: u8 = 0xf3;
/// Fills up a stand-in that must be longer: an ignored character of four bytes, of three, of two.
const FILLERS: [char; 3] = ['\u{e0300}', '\u{2060}', '\u{ad}'];

/// A number that stands for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StandIn(pub u16);

impl StandIn {
    /// The length of one in UTF-8.
    pub const BYTES: usize = 8;

    /// In as few bytes as it takes.
    pub fn write(self) -> String {
        let letter = |byte| char::from_u32(FIRST + u32::from(byte)).unwrap_or_default();
        self.0.to_be_bytes().map(letter).iter().collect()
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
            let mut letters = text.get(start..)?.chars().map(byte_of);
            match (letters.next().flatten(), letters.next().flatten()) {
                (Some(high), Some(low)) => {
                    position = start + StandIn::BYTES;
                    return Some((start, StandIn(u16::from_be_bytes([high, low]))));
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
    /// The first letter of one, at the end of the last piece.
    begun: Option<u8>,
}

impl Reader {
    /// Takes more text, and gives the stand-ins that end in it.
    pub fn push(&mut self, text: &str, mut give: impl FnMut(StandIn)) {
        if let (Some(high), Some(first)) = (self.begun, text.chars().next()) {
            self.begun = None;
            if let Some(low) = byte_of(first) {
                give(StandIn(u16::from_be_bytes([high, low])));
                // The letter is used up.
                return self.push(text.get(first.len_utf8()..).unwrap_or_default(), give);
            }
        }
        let mut end = 0;
        for (start, stand_in) in spans(text) {
            give(stand_in);
            end = start + StandIn::BYTES;
        }
        let last = text.get(end..).and_then(|rest| rest.chars().next_back());
        if let Some(high) = last.and_then(byte_of) {
            self.begun = Some(high);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::text::fold;

    #[test]
    fn every_length_from_the_least_on_can_be_written() {
        for bytes in 0..100 {
            let written = StandIn(0x1234).write_in(bytes);
            assert_eq!(written.as_ref().map(String::len), (bytes >= 8).then_some(bytes));
            let Some(written) = written else { continue };
            let found: Vec<_> = spans(&written).collect();
            assert_eq!(found, [(0, StandIn(0x1234))]);
        }
    }

    #[test]
    fn every_number_is_read_as_it_was_written() {
        for number in 0..=u16::MAX {
            let text = format!("<{}>", StandIn(number).write());
            assert_eq!(spans(&text).collect::<Vec<_>>(), [(1, StandIn(number))]);
        }
    }

    #[test]
    fn a_stand_in_is_found_however_the_text_is_cut() {
        let [one, two] = [StandIn(1), StandIn(0x0203)];
        let text = format!("a{}{}é{}", one.write(), two.write(), two.write_in(17).unwrap());
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
