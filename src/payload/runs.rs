//! Runs of the characters of base64 and of hexadecimal digits in text: what they hold when they are
//! decoded.
//!
//! Nothing says where base64 begins. A run of its characters may be a word, an identifier, or a
//! text that something else stands before. So each run is decoded from each of its first four
//! characters on, and what of that is readable text of some length is looked through like any
//! other. What is not counts as nothing, unless a `data:` URI says that it is a file.

/// The shortest run that is decoded, in characters: seven bytes of text.
pub(super) const SHORTEST: usize = 10;
/// The shortest that something else may stand before without a sign between.
const SHORTEST_GLUED: usize = 20;
/// The shortest that may be more than a text.
const SHORTEST_PACKED: usize = 32;
/// A word or an identifier is seldom as long as this.
const LONG: usize = 64;
/// The shortest readable text, in bytes.
const SHORTEST_TEXT: usize = 6;
/// The lengths of lines into which MIME and PEM break base64 (RFC 2045, section 6.8; RFC 7468).
const LINES: [usize; 4] = [64, 70, 72, 76];
/// What stands before the body of a `data:` URI (RFC 2397).
const MARK: &[u8] = b";base64,";

/// Gathers runs, piece by piece.
#[derive(Debug, Default)]
pub(super) struct Runs {
    open: Vec<u8>,
    /// How many characters the open run has since its last line break.
    line: usize,
    /// A line break within the open run, if its next character follows it.
    broken: bool,
    is_file: bool,
    /// The last bytes before what is new.
    before: Vec<u8>,
}

/// A run that has ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<'r> {
    pub text: &'r [u8],
    /// Whether it is the body of a `data:` URI, all of which counts.
    pub is_file: bool,
}

impl Runs {
    /// Whether a long run has begun and not ended.
    pub fn is_inside(&self) -> bool {
        self.is_file || self.open.len() > 512
    }

    /// Takes more text and gives each run that ends in it.
    pub fn push<E>(
        &mut self,
        text: &[u8],
        last: bool,
        mut give: impl FnMut(Run<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut position = 0;
        let mut body = self.next_body(text, 0);
        while position < text.len() {
            let rest = text.get(position..).unwrap_or_default();
            if self.open.is_empty() {
                // Most runs are words: these are skipped without being looked at.
                if body.is_some_and(|body| body < position) {
                    body = self.next_body(text, position);
                }
                let run = next_run(text, position);
                // That of a `data:` URI may be short up to its first line break.
                let before_run = |body: &usize| run.is_none_or(|(start, _)| *body < start);
                let Some((start, length)) = body
                    .filter(before_run)
                    .map(|body| (body, run_length(text.get(body..).unwrap_or_default())))
                    .or(run)
                else {
                    break;
                };
                let end = start + length;
                let taken = text.get(start..end).unwrap_or_default();
                position = end;
                self.is_file = self.follows_mark(text, start);
                if end < text.len() && !self.may_go_on(length, text.get(end).copied()) {
                    let is_file = std::mem::take(&mut self.is_file);
                    if length >= SHORTEST {
                        give(Run { text: taken, is_file })?;
                    }
                } else {
                    self.open.extend_from_slice(taken);
                    self.line = length;
                    self.broken = false;
                }
                continue;
            }
            let Some(&byte) = rest.first() else { break };
            if sextet(byte).is_some() {
                let length = run_length(rest);
                self.line = if self.broken { length } else { self.line + length };
                self.broken = false;
                self.open.extend_from_slice(rest.get(..length).unwrap_or_default());
                position += length;
            } else if self.broken && matches!(byte, b'\n' | b'\r' | b'\t')
                || self.may_go_on(self.line, Some(byte))
            {
                self.broken = true;
                position += 1;
            } else {
                self.end(&mut give)?;
            }
        }
        if last && !self.open.is_empty() {
            self.end(&mut give)?;
        }
        let kept = MARK.len();
        if text.len() >= kept {
            self.before.clear();
        }
        let from = text.len().saturating_sub(kept);
        self.before.extend_from_slice(text.get(from..).unwrap_or_default());
        let surplus = self.before.len().saturating_sub(kept);
        self.before.drain(..surplus);
        Ok(())
    }

    fn end<E>(&mut self, give: &mut impl FnMut(Run<'_>) -> Result<(), E>) -> Result<(), E> {
        let is_file = std::mem::take(&mut self.is_file);
        let outcome = match self.open.len() >= SHORTEST {
            true => give(Run { text: &self.open, is_file }),
            false => Ok(()),
        };
        self.open.clear();
        self.broken = false;
        outcome
    }

    /// Whether a run goes on behind a line break. URLs lose these wherever they stand.
    fn may_go_on(&self, line: usize, byte: Option<u8>) -> bool {
        matches!(byte, Some(b'\n' | b'\r' | b'\t')) && (self.is_file || LINES.contains(&line))
    }

    /// Where the next body of a `data:` URI begins that has any character.
    fn next_body(&self, text: &[u8], from: usize) -> Option<usize> {
        const END: &[u8] = b"64,";
        let near = (from..=text.len().min(MARK.len())).filter(|_| from == 0);
        let far = memchr::memmem::find_iter(text.get(from..)?, END);
        near.chain(far.map(|place| from + place + END.len())).find(|&start| {
            text.get(start).is_some_and(|byte| sextet(*byte).is_some())
                && self.follows_mark(text, start)
        })
    }

    fn follows_mark(&self, text: &[u8], start: usize) -> bool {
        let ahead = text.get(..start).unwrap_or_default();
        match ahead.get(ahead.len().saturating_sub(MARK.len())..) {
            Some(near) if near.len() == MARK.len() => near.eq_ignore_ascii_case(MARK),
            _ => [&self.before, ahead].concat().to_ascii_lowercase().ends_with(MARK),
        }
    }
}

/// Where the next run begins and how long it is, if it is long enough or reaches the end of what is
/// here. Of as many bytes as the shortest one has, only what follows the last gap can begin one:
/// what stands before that gap is not looked at.
fn next_run(text: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut start = from;
    while let Some(ahead) = text.get(start..start + SHORTEST) {
        let Some(gap) = last_gap(ahead) else {
            return Some((start, run_length(text.get(start..)?)));
        };
        start += gap + 1;
    }
    let rest = text.get(start..)?;
    let length = rest.len() - last_gap(rest).map_or(0, |gap| gap + 1);
    (length > 0).then_some((text.len() - length, length))
}

fn last_gap(bytes: &[u8]) -> Option<usize> {
    bytes.iter().rposition(|byte| sextet(*byte).is_none())
}

fn run_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| sextet(*byte).is_none()).unwrap_or(bytes.len())
}

impl Run<'_> {
    /// What the run may be a digest of, if it is as long as one: the bytes it stands for.
    pub fn digest(&self) -> Option<Vec<u8>> {
        match self.text.len() {
            32 | 40 | 64 => hexadecimal(self.text),
            22 | 27 | 43 => Some(decoded(self.text)),
            _ => None,
        }
    }

    /// Whether it is long enough to be base64 of something that is no plain text.
    pub fn may_be_packed(&self) -> bool {
        self.text.len() >= SHORTEST_PACKED
    }

    /// All that the run stands for, if it is base64 from its first character on.
    pub fn bytes(&self) -> Vec<u8> {
        decoded(self.text)
    }

    /// Appends the readable texts in it, each on a line of its own.
    pub fn texts(&self, texts: &mut String) {
        let starts = if self.text.len() >= SHORTEST_GLUED { 4 } else { 1 };
        for start in 0..starts {
            let run = self.text.get(start..).unwrap_or_default();
            // A long one may hold letters of other scripts only.
            if run.len() >= LONG || has_ascii(run) {
                push_readable(&decoded(run), texts);
            }
        }
    }
}

/// Whether two groups in a row stand for ASCII, as they do in any text with a value in it.
fn has_ascii(run: &[u8]) -> bool {
    let mut before = false;
    for group in run.chunks(4) {
        let is_ascii = match group {
            [a, b, c, d] => matches!(
                (sextet(*a), sextet(*b), sextet(*c), sextet(*d)),
                (Some(0..32), Some(b), Some(c), Some(_)) if b & 8 == 0 && c & 2 == 0
            ),
            // Two groups have been enough before; a shorter one ends a text.
            [a, b, ..] => matches!((sextet(*a), sextet(*b)), (Some(0..32), Some(_))),
            _ => false,
        };
        if is_ascii && before {
            return true;
        }
        before = is_ascii;
    }
    false
}

fn push_readable(bytes: &[u8], texts: &mut String) {
    for chunk in bytes.utf8_chunks() {
        for text in chunk.valid().split(|character: char| {
            character.is_ascii_control() && !character.is_ascii_whitespace()
        }) {
            if text.len() >= SHORTEST_TEXT {
                texts.push_str(text);
                texts.push('\n');
            }
        }
    }
}

/// Decodes base64 or base64url without padding (RFC 4648, sections 4 and 5).
fn decoded(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let mut groups = text.chunks_exact(4);
    for group in &mut groups {
        let bits =
            group.iter().fold(0, |bits, byte| bits << 6 | u32::from(sextet(*byte).unwrap_or(0)));
        let [_, one, two, three] = bits.to_be_bytes();
        bytes.extend_from_slice(&[one, two, three]);
    }
    let rest = groups.remainder();
    let bits = rest.iter().fold(0, |bits, byte| bits << 6 | u32::from(sextet(*byte).unwrap_or(0)));
    let [_, one, two, _] = (bits << (6 * (4 - rest.len()))).to_be_bytes();
    bytes.extend([one, two].iter().take(rest.len().saturating_sub(1)));
    bytes
}

fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |hex: u8| char::from(hex).to_digit(16);
    let (pairs, _) = text.as_chunks::<2>();
    pairs.iter().map(|[high, low]| u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()).collect()
}

/// The value of a character of base64 or base64url.
fn sextet(byte: u8) -> Option<u8> {
    match SEXTETS.get(usize::from(byte)) {
        Some(&value) if value < 64 => Some(value),
        _ => None,
    }
}

const SEXTETS: [u8; 256] = {
    let mut table = [64; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut value = 0;
    while value < 64 {
        table[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    table[b'-' as usize] = 62;
    table[b'_' as usize] = 63;
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &[u8], piece: usize) -> Vec<(String, bool)> {
        let mut runs = Runs::default();
        let mut all = Vec::new();
        let pieces: Vec<&[u8]> = text.chunks(piece).collect();
        for (index, each) in pieces.iter().enumerate() {
            let outcome: Result<(), ()> = runs.push(each, index + 1 == pieces.len(), |run| {
                all.push((String::from_utf8_lossy(&run.bytes()).into_owned(), run.is_file));
                Ok(())
            });
            assert_eq!(outcome, Ok(()));
        }
        all
    }

    #[test]
    fn runs_are_the_same_however_the_text_is_cut() {
        // A line of 76 characters, as MIME breaks them.
        let line = "MTsyOzM7amFuZUBleGFtcGxlLmNvbTs0OzU7Njs3Ozg7OTsxMDsxMTsxMjsxMztqYW5lQGV4YW1w";
        let text = format!(
            "a amFuZSByb2U= short data:text/csv;Base64,amFuZSByb2Ug\nYW5kIG1vcmU= x\r\n{line}\r\nbGUuY29tOzE0==."
        );
        let expected = runs(text.as_bytes(), text.len());
        let decoded: Vec<&str> = expected.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(decoded.first(), Some(&"jane roe"));
        assert!(expected.contains(&("jane roe and more".to_owned(), true)), "{expected:?}");
        assert!(decoded.iter().any(|text| text.ends_with(";jane@example.com;14")), "{decoded:?}");
        for piece in 1..text.len() {
            assert_eq!(runs(text.as_bytes(), piece), expected, "{piece}");
        }
    }

    #[test]
    fn the_body_of_a_file_may_be_broken_anywhere() {
        let text = "x;base64,QUJD\r\nREVGR0hJSktM x ;BASE64,QQ== ;base64,\n QUJDREVGR0hJ";
        let expected = runs(text.as_bytes(), text.len());
        assert_eq!(expected, [("ABCDEFGHIJKL".to_owned(), true), ("ABCDEFGHI".to_owned(), false)]);
        for piece in 1..text.len() {
            assert_eq!(runs(text.as_bytes(), piece), expected, "{piece}");
        }
    }

    #[test]
    fn text_is_read_behind_anything() {
        for before in ["", "x", "xy", "id/", "key-"] {
            let run = format!("{before}MTI7amFuZUBleGFtcGxlLmNvbQ");
            let mut texts = String::new();
            Run { text: run.as_bytes(), is_file: false }.texts(&mut texts);
            assert!(texts.contains("jane@example.com\n"), "{texts}");
        }
    }

    #[test]
    fn words_and_identifiers_hold_nothing() {
        for run in ["connections", "Linkedin", "5f3a8c2e9b7d4f60", "person-profile-view"] {
            let mut texts = String::new();
            Run { text: run.as_bytes(), is_file: false }.texts(&mut texts);
            assert_eq!(texts, "", "{run}");
        }
    }
}
