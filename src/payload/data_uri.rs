//! Base64 in `data:` URIs (RFC 2397). Their percent-encoded form is text like any other.

/// The longest media type with its parameters that is followed, in bytes.
const LONGEST_HEADER: usize = 256;

/// Reads text piece by piece; a body may go on over any number of pieces.
#[derive(Debug, Default)]
pub(super) struct DataUris {
    inside: bool,
    bits: u32,
    count: u32,
}

/// What one step came to, and how many bytes of the text it took.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// No body in them. What is left needs what follows it, or is nothing.
    Outside(usize),
    /// They end where a body begins.
    Begins(usize),
    /// They are of a body that goes on.
    Inside(usize),
    /// They end a body.
    Ends(usize),
}

impl DataUris {
    /// Whether a body has begun and not ended.
    pub fn is_inside(&self) -> bool {
        self.inside
    }

    /// Takes the next step, and appends what it decoded.
    pub fn step(&mut self, text: &[u8], last: bool, decoded: &mut Vec<u8>) -> Progress {
        if !self.inside {
            let progress = find_body(text, last);
            if matches!(progress, Progress::Begins(_)) {
                *self = Self { inside: true, bits: 0, count: 0 };
            }
            return progress;
        }
        for (position, byte) in text.iter().enumerate() {
            match sextet(*byte) {
                Some(sextet) => self.push(sextet, decoded),
                // URLs lose these wherever they stand.
                None if matches!(byte, b'\n' | b'\r' | b'\t') => {}
                None => {
                    self.inside = false;
                    return Progress::Ends(position);
                }
            }
        }
        if last {
            self.inside = false;
            return Progress::Ends(text.len());
        }
        Progress::Inside(text.len())
    }

    fn push(&mut self, sextet: u8, decoded: &mut Vec<u8>) {
        self.bits = (self.bits << 6) | u32::from(sextet);
        self.count += 6;
        if self.count >= 8 {
            self.count -= 8;
            decoded.push((self.bits >> self.count).to_le_bytes()[0]);
        }
    }
}

/// The value of a character of base64 or base64url (RFC 4648, sections 4 and 5).
fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// Looks for `data:…;base64,`.
fn find_body(text: &[u8], last: bool) -> Progress {
    let mut position = 0;
    while let Some(colon) = text
        .get(position..)
        .and_then(|rest| rest.iter().position(|byte| *byte == b':'))
        .map(|gap| position + gap)
    {
        position = colon + 1;
        let scheme = colon.checked_sub(4).and_then(|start| text.get(start..colon));
        if !scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"data")) {
            continue;
        }
        let rest = text.get(position..).unwrap_or_default();
        let header = rest.iter().take(LONGEST_HEADER).position(|byte| !is_header(*byte));
        match header {
            Some(end)
                if rest.get(end) == Some(&b',')
                    && is_base64(rest.get(..end).unwrap_or_default()) =>
            {
                return Progress::Begins(position + end + 1);
            }
            None if rest.len() < LONGEST_HEADER && !last => return Progress::Outside(colon - 4),
            _ => {}
        }
    }
    Progress::Outside(if last { text.len() } else { text.len().saturating_sub(4) })
}

fn is_header(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b',' | b'<' | b'>')
}

fn is_base64(header: &[u8]) -> bool {
    let end = header.len().saturating_sub(7);
    header.get(end..).is_some_and(|end| end.eq_ignore_ascii_case(b";base64"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(text: &[u8], piece: usize) -> Vec<Vec<u8>> {
        let mut uris = DataUris::default();
        let mut bodies = Vec::new();
        let mut decoded = Vec::new();
        let (mut read, mut end) = (0, piece.min(text.len()));
        loop {
            let last = end == text.len();
            match uris.step(&text[read..end], last, &mut decoded) {
                Progress::Begins(taken) => read += taken,
                Progress::Ends(taken) => {
                    read += taken;
                    bodies.push(std::mem::take(&mut decoded));
                }
                Progress::Inside(taken) | Progress::Outside(taken) => {
                    read += taken;
                    if last {
                        return bodies;
                    }
                    end = (end + piece).min(text.len());
                }
            }
            if last && read == text.len() && !uris.is_inside() {
                return bodies;
            }
        }
    }

    #[test]
    fn bodies_are_decoded_however_the_text_is_cut() {
        let text =
            b"a data:text/plain;charset=utf-8;base64,amFuZQ== b DATA:;Base64,amFuZQ c data:,x";
        for piece in 1..text.len() + 1 {
            assert_eq!(bodies(text, piece), [b"jane".to_vec(), b"jane".to_vec()], "{piece}");
        }
    }

    #[test]
    fn base64url_without_padding_is_base64_too() {
        assert_eq!(bodies(b"data:;base64,_-8", 99), [vec![0xff, 0xef]]);
    }
}
