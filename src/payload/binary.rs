//! Structured binary formats: Protocol Buffers (also as gRPC-Web frames it), MessagePack and CBOR.
//!
//! Nothing in them says which one it is. What can be read as one from its first byte to its last
//! is taken for it; what can be read as several is read as each. Their texts stand in them as they
//! are, and their numbers can be telephone numbers.

/// How deep values may lie in one another.
const DEEPEST: u8 = 32;
/// Bytes that are no text and nothing else that is known may be this many at most: an identifier
/// or a digest. More could hold anything.
pub(super) const LONGEST_OPAQUE: usize = 64;

/// What stands in a structured payload.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    /// Texts and numbers, each on a line of its own.
    pub text: String,
    /// Short pieces that are no text.
    pub opaque: Vec<Vec<u8>>,
    /// Longer ones: files.
    pub files: Vec<Vec<u8>>,
    /// Pieces that can be read as messages, of which text and short pieces are among these here.
    pub messages: Vec<Message>,
}

/// A piece of a message that can be read as one itself: much can be by chance.
#[derive(Debug)]
pub(super) struct Message {
    /// The piece.
    pub bytes: Vec<u8>,
    /// Its files, if it is one.
    pub files: Vec<Vec<u8>>,
    /// Its messages, if it is one.
    pub messages: Vec<Message>,
}

/// Reads bytes as whatever structured format they can be; `None` when they can be none.
pub(super) fn read(bytes: &[u8]) -> Option<Leaves> {
    let mut leaves = Leaves::default();
    let formats = [message_pack, cbor, protobuf, grpc_web];
    let mut is_any = false;
    for format in formats {
        let mut tried = Leaves::default();
        if format(bytes, &mut tried).is_some() {
            is_any = true;
            leaves.append(tried);
        }
    }
    is_any.then_some(leaves)
}

impl Leaves {
    fn append(&mut self, mut other: Self) {
        self.text.push_str(&other.text);
        self.opaque.append(&mut other.opaque);
        self.files.append(&mut other.files);
        self.messages.append(&mut other.messages);
    }

    fn number(&mut self, number: impl std::fmt::Display) {
        self.line(&number.to_string());
    }

    /// A number that may be whole: telephone numbers have been seen as such.
    fn float(&mut self, number: f64) {
        if number.is_finite() && number.fract() == 0.0 && number.abs() < 1e20 {
            self.line(&format!("{number:.0}"));
        }
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn bytes(&mut self, bytes: &[u8]) {
        match str::from_utf8(bytes) {
            Ok(text) if !text.bytes().any(|byte| byte == 0 || super::bytes::is_control(byte)) => {
                self.line(text)
            }
            _ if bytes.len() <= LONGEST_OPAQUE => self.opaque.push(bytes.to_vec()),
            _ => self.files.push(bytes.to_vec()),
        }
    }
}

/// What is left to read.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// A number of this many bytes, the highest first.
    fn big_endian(&mut self, count: usize) -> Option<u64> {
        Some(self.take(count)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn little_endian(&mut self, count: usize) -> Option<u64> {
        Some(self.take(count)?.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// A count of things that each take at least one byte.
    fn count(&mut self, bytes: usize) -> Option<usize> {
        let count = usize::try_from(self.big_endian(bytes)?).ok()?;
        (count <= self.0.len()).then_some(count)
    }

    /// Seven bits a byte, the lowest first.
    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

// --- Protocol Buffers (protobuf.dev, "Encoding") --------------------------------------------------

fn protobuf(bytes: &[u8], leaves: &mut Leaves) -> Option<()> {
    (!bytes.is_empty()).then(|| message(bytes, leaves, 0))?
}

fn message(bytes: &[u8], leaves: &mut Leaves, depth: u8) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    let mut reader = Reader(bytes);
    while !reader.is_empty() {
        let tag = reader.varint()?;
        // Field numbers have 29 bits, and none is 0.
        if tag >> 3 == 0 || tag >> 32 != 0 {
            return None;
        }
        match tag & 7 {
            0 => leaves.number(reader.varint()?),
            1 => {
                let bits = reader.little_endian(8)?;
                leaves.number(bits);
                leaves.float(f64::from_bits(bits));
            }
            2 => {
                let length = usize::try_from(reader.varint()?).ok()?;
                let content = reader.take(length)?;
                let mut nested = Leaves::default();
                if !content.is_empty() && message(content, &mut nested, depth + 1).is_some() {
                    leaves.text.push_str(&nested.text);
                    leaves.opaque.append(&mut nested.opaque);
                    match str::from_utf8(content) {
                        Ok(text) => leaves.line(text),
                        Err(_) => leaves.messages.push(Message {
                            bytes: content.to_vec(),
                            files: nested.files,
                            messages: nested.messages,
                        }),
                    }
                } else {
                    leaves.bytes(content);
                }
            }
            5 => leaves.number(reader.little_endian(4)?),
            _ => return None,
        }
    }
    Some(())
}

/// Frames of a flag, a length and a message (gRPC, "PROTOCOL-WEB").
fn grpc_web(bytes: &[u8], leaves: &mut Leaves) -> Option<()> {
    let mut reader = Reader(bytes);
    if bytes.is_empty() {
        return None;
    }
    while !reader.is_empty() {
        let flag = reader.byte()?;
        let length = reader.count(4)?;
        let content = reader.take(length)?;
        match flag {
            // An empty message is one too.
            0 => message(content, leaves, 0)?,
            // Trailers: lines of text.
            0x80 => leaves.bytes(content),
            _ => return None,
        }
    }
    Some(())
}

// --- MessagePack (msgpack.org, "Spec") ------------------------------------------------------------

fn message_pack(bytes: &[u8], leaves: &mut Leaves) -> Option<()> {
    // Every text is a row of small numbers, so only what begins as a list or a map counts.
    matches!(bytes.first()?, 0x80..=0x9f | 0xdc..=0xdf).then_some(())?;
    let mut reader = Reader(bytes);
    while !reader.is_empty() {
        packed(&mut reader, leaves, 0)?;
    }
    Some(())
}

fn packed(reader: &mut Reader<'_>, leaves: &mut Leaves, depth: u8) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    let head = reader.byte()?;
    let values = match head {
        0x00..=0x7f => {
            leaves.number(head);
            0
        }
        0x80..=0x8f => usize::from(head & 0x0f) * 2,
        0x90..=0x9f => usize::from(head & 0x0f),
        0xa0..=0xbf => {
            leaves.bytes(reader.take(usize::from(head & 0x1f))?);
            0
        }
        0xc0 | 0xc2 | 0xc3 | 0xe0..=0xff => 0,
        0xc4 | 0xd9 => text(reader, leaves, 1)?,
        0xc5 | 0xda => text(reader, leaves, 2)?,
        0xc6 | 0xdb => text(reader, leaves, 4)?,
        0xc7..=0xc9 => {
            let length = reader.count(1 << (head - 0xc7))?;
            reader.byte()?;
            leaves.bytes(reader.take(length)?);
            0
        }
        0xca => {
            let bits = u32::try_from(reader.big_endian(4)?).ok()?;
            leaves.float(f64::from(f32::from_bits(bits)));
            0
        }
        0xcb => {
            leaves.float(f64::from_bits(reader.big_endian(8)?));
            0
        }
        0xcc..=0xcf => {
            leaves.number(reader.big_endian(1 << (head - 0xcc))?);
            0
        }
        0xd0..=0xd3 => {
            leaves.number(reader.big_endian(1 << (head - 0xd0))?);
            0
        }
        0xd4..=0xd8 => {
            reader.byte()?;
            leaves.bytes(reader.take(1 << (head - 0xd4))?);
            0
        }
        0xdc => reader.count(2)?,
        0xdd => reader.count(4)?,
        0xde => reader.count(2)?.checked_mul(2)?,
        0xdf => reader.count(4)?.checked_mul(2)?,
        0xc1 => return None,
    };
    (0..values).try_for_each(|_| packed(reader, leaves, depth + 1))
}

/// A text or bytes behind a length of so many bytes. No values follow in it.
fn text(reader: &mut Reader<'_>, leaves: &mut Leaves, size: usize) -> Option<usize> {
    let length = reader.count(size)?;
    leaves.bytes(reader.take(length)?);
    Some(0)
}

// --- CBOR (RFC 8949) ------------------------------------------------------------------------------

fn cbor(bytes: &[u8], leaves: &mut Leaves) -> Option<()> {
    // A list, a map, or a tag: else every text would do.
    matches!(bytes.first()? >> 5, 4..=6).then_some(())?;
    let mut reader = Reader(bytes);
    while !reader.is_empty() {
        item(&mut reader, leaves, 0)?;
    }
    Some(())
}

/// Reads one item; `false` when it was the end of a list without a length.
fn item(reader: &mut Reader<'_>, leaves: &mut Leaves, depth: u8) -> Option<bool> {
    if depth > DEEPEST {
        return None;
    }
    let head = reader.byte()?;
    let (major, short) = (head >> 5, head & 0x1f);
    let argument = match short {
        0..=23 => Some(u64::from(short)),
        24..=27 => Some(reader.big_endian(1 << (short - 24))?),
        31 => None,
        _ => return None,
    };
    match (major, argument) {
        (0, Some(number)) => leaves.number(number),
        (1, Some(number)) => leaves.number(number.checked_add(1)?),
        (2 | 3, Some(length)) => {
            let length = usize::try_from(length).ok()?;
            leaves.bytes(reader.take(length)?);
        }
        (2 | 3, None) => {
            // In chunks: they make one text.
            let mut whole = Vec::new();
            loop {
                let head = reader.byte()?;
                if head == 0xff {
                    break;
                }
                let length = match (head >> 5 == major, head & 0x1f) {
                    (true, short @ 0..=23) => usize::from(short),
                    (true, short @ 24..=27) => reader.count(1 << (short - 24))?,
                    _ => return None,
                };
                whole.extend_from_slice(reader.take(length)?);
            }
            leaves.bytes(&whole);
        }
        (4 | 5, Some(count)) => {
            let count = usize::try_from(count).ok()?;
            let count = if major == 5 { count.checked_mul(2)? } else { count };
            (count <= reader.0.len()).then_some(())?;
            for _ in 0..count {
                item(reader, leaves, depth + 1)?.then_some(())?;
            }
        }
        (4 | 5, None) => while item(reader, leaves, depth + 1)? {},
        (6, Some(_)) => return item(reader, leaves, depth + 1),
        (7, None) => return Some(false),
        (7, Some(bits)) => match short {
            26 => leaves.float(f64::from(f32::from_bits(u32::try_from(bits).ok()?))),
            27 => leaves.float(f64::from_bits(bits)),
            _ => {}
        },
        _ => return None,
    }
    Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> Option<String> {
        read(bytes).map(|leaves| leaves.text)
    }

    fn field(number: u8, content: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, u8::try_from(content.len()).unwrap_or(0)], content].concat()
    }

    #[test]
    fn messages_are_read_to_their_leaves() {
        let inner =
            [field(1, b"jane@example.com"), vec![2 << 3, 0xce, 0x8d, 0xb0, 0x9c, 0x7d]].concat();
        let outer = field(3, &inner);
        let text = text_of(&outer).unwrap_or_default();
        assert!(text.contains("jane@example.com\n") && text.contains("33613940430\n"), "{text}");
        let framed = [&[0, 0, 0, 0, u8::try_from(outer.len()).unwrap_or(0)], &outer[..]].concat();
        assert!(text_of(&framed).unwrap_or_default().contains("jane@example.com\n"));
    }

    #[test]
    fn maps_of_both_formats_are_read() {
        let packed = b"\x82\xa1e\xb0jane@example.com\xa1p\xcf\x00\x00\x00\x07\xd3\x55\x84\x6e";
        let text = text_of(packed).unwrap_or_default();
        assert!(text.contains("jane@example.com\n") && text.contains("33610368110\n"), "{text}");
        let cbor = b"\xa2\x61e\x70jane@example.com\x61p\x1b\x00\x00\x00\x07\xd3\x55\x84\x6e";
        let text = text_of(cbor).unwrap_or_default();
        assert!(text.contains("jane@example.com\n") && text.contains("33610368110\n"), "{text}");
        let chunked = b"\xbf\x61e\x7f\x65jane@\x6bexample.com\xff\xff";
        assert!(text_of(chunked).unwrap_or_default().contains("jane@example.com\n"));
    }

    #[test]
    fn what_is_cut_or_random_is_none_of_them() {
        for bytes in
            [&b""[..], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\x0a\x20jane", b"\x82\xa1e", &[0xff; 40]]
        {
            assert!(read(bytes).is_none(), "{bytes:?}");
        }
    }

    #[test]
    fn what_lies_too_deep_is_none_of_them() {
        assert!(read(&[0x91; 200]).is_none());
        assert!(read(&[0x81; 200]).is_none());
    }
}
