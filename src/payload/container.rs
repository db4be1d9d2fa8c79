//! Bytes of any format: text, what is packed in gzip, zlib, deflate or zip (so also XLSX and ODS),
//! the parts of `multipart/form-data`, and structured binary formats.
//!
//! What is in them is looked through like a payload of its own. What none of these formats is, is
//! unreadable; so is what holds too much or lies too deep.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::bytes::{self, Encoding};
use super::layer::{Layer, Search};
use super::{MOST_BYTES, Unreadable, binary};

/// How many containers may lie in one another.
pub(super) const DEEPEST: u8 = 5;
/// The most that packed bytes may come to, in bytes for each: plain tables stay below, a bomb does
/// not.
const MOST_TIMES: usize = 300;
/// Below this many bytes anything may come to what it likes.
const SMALL: usize = 1024 * 1024;
/// Room for what is unpacked first, in bytes: much of what is small comes in large numbers.
const FIRST_UNPACKED: usize = 16 * 1024;
/// What gzip begins with.
const GZIP: [u8; 3] = [0x1f, 0x8b, 8];
/// The most files in one archive.
const MOST_FILES: usize = 10_000;

/// Looks through bytes of whatever format, in containers of this depth.
pub(super) fn look_through(
    bytes: &[u8],
    depth: u8,
    search: &mut Search<'_>,
) -> Result<(), Unreadable> {
    if depth > DEEPEST {
        return Err(Unreadable::TooDeep);
    }
    if depth > 0 {
        search.open(bytes.len())?;
    }
    match bytes {
        _ if bytes.starts_with(&GZIP) => return gzip(bytes, depth, search),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => return zip(bytes, depth, search),
        _ => {}
    }
    if let Some((encoding, mark)) = bytes::encoding_of(bytes) {
        let text = bytes.get(mark..).unwrap_or_default();
        // A message can be all ASCII, or look like UTF-16, and the length before a text in it be a
        // letter.
        let is_odd = match encoding {
            Encoding::Utf8 => text.iter().any(|byte| bytes::is_control(*byte)),
            Encoding::Windows1252 => false,
            Encoding::Utf16LittleEndian | Encoding::Utf16BigEndian => mark == 0,
        };
        if is_odd {
            look_through_binary(bytes, depth, search)?;
        }
        if matches!(encoding, Encoding::Utf16LittleEndian | Encoding::Utf16BigEndian) {
            // ASCII among it would be read as letters of other scripts.
            look_through_as_it_stands(text, depth, search)?;
        }
        return look_through_text(text, encoding, depth, search);
    }
    match look_through_binary(bytes, depth, search)? {
        true => Ok(()),
        false => Err(Unreadable::Binary),
    }
}

/// Looks through bytes that are no text; `false` where they are nothing that is known.
fn look_through_binary(
    bytes: &[u8],
    depth: u8,
    search: &mut Search<'_>,
) -> Result<bool, Unreadable> {
    if look_through_packed(bytes, depth, search)? {
        return Ok(true);
    }
    let Some(leaves) = binary::read(bytes) else { return Ok(false) };
    look_through_leaves(leaves, depth, search)?;
    // Much can be read as a format by chance, and that would cut its texts anywhere.
    look_through_as_it_stands(bytes, depth, search)?;
    Ok(true)
}

/// Looks through parts, and what unpacks; `false` where the bytes are neither.
fn look_through_packed(
    bytes: &[u8],
    depth: u8,
    search: &mut Search<'_>,
) -> Result<bool, Unreadable> {
    if let Some(parts) = multipart(bytes) {
        parts.into_iter().try_for_each(|part| look_through(part, depth + 1, search))?;
        return Ok(true);
    }
    // Deflate without a header has no mark at all: what unpacks to its very end is taken for it.
    let may_have_header = bytes.first().is_some_and(|first| first & 0x0f == 8);
    for with_header in [true, false] {
        if with_header && !may_have_header {
            continue;
        }
        match inflate(bytes, with_header, search) {
            Ok((unpacked, taken)) if taken == bytes.len() => {
                look_inside(&unpacked, depth + 1, search)?;
                return Ok(true);
            }
            Ok(_) | Err(Unreadable::Binary) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// Looks through bytes that may well be of no format: an identifier, a key, a digest.
pub(super) fn look_through_perhaps(
    bytes: &[u8],
    depth: u8,
    search: &mut Search<'_>,
) -> Result<(), Unreadable> {
    match look_through(bytes, depth, search) {
        Err(Unreadable::Binary) => Ok(()),
        outcome => outcome,
    }
}

/// Looks through what was packed. If that is of no known format, it is looked through as it stands
/// as well, since that may count for nothing further out.
fn look_inside(bytes: &[u8], depth: u8, search: &mut Search<'_>) -> Result<(), Unreadable> {
    let outcome = look_through(bytes, depth, search);
    if outcome == Err(Unreadable::Binary) {
        look_through_as_it_stands(bytes, depth, search)?;
    }
    outcome
}

fn look_through_text(
    text: &[u8],
    encoding: Encoding,
    depth: u8,
    search: &mut Search<'_>,
) -> Result<(), Unreadable> {
    let mut layer = Layer::new(depth);
    bytes::each_piece(text, encoding, search.window(), |piece| layer.push(piece, search))?;
    layer.finish(search)
}

/// Looks through whatever text there is in bytes that are read in another way too.
fn look_through_as_it_stands(
    bytes: &[u8],
    depth: u8,
    search: &mut Search<'_>,
) -> Result<(), Unreadable> {
    let text = String::from_utf8_lossy(bytes);
    look_through_text(text.as_bytes(), Encoding::Utf8, depth, search)
}

fn look_through_leaves(
    leaves: binary::Leaves,
    depth: u8,
    search: &mut Search<'_>,
) -> Result<(), Unreadable> {
    look_through_text(leaves.text.as_bytes(), Encoding::Utf8, depth + 1, search)?;
    for opaque in &leaves.opaque {
        search.look_up_digest(opaque);
        look_through_perhaps(opaque, depth + 1, search)?;
    }
    leaves.files.iter().try_for_each(|file| look_through(file, depth + 1, search))?;
    leaves.messages.iter().try_for_each(|message| look_through_message(message, depth, search))
}

/// Looks through a piece that can be read as a message, as whatever else it may be. Where it is
/// nothing else, it is one, and its files count. They do not lie deeper for that: messages nest as
/// much as the data in them.
fn look_through_message(
    message: &binary::Message,
    depth: u8,
    search: &mut Search<'_>,
) -> Result<(), Unreadable> {
    let bytes = message.bytes.as_slice();
    search.open(bytes.len())?;
    let has_mark =
        bytes.starts_with(&GZIP) || bytes.starts_with(b"PK") || bytes::encoding_of(bytes).is_some();
    let is_else = match has_mark {
        true => match look_through(bytes, depth + 1, search) {
            Err(Unreadable::Binary) => false,
            outcome => outcome.map(|()| true)?,
        },
        false => look_through_packed(bytes, depth + 1, search)?,
    };
    if is_else {
        return Ok(());
    }
    message.files.iter().try_for_each(|file| look_through(file, depth + 1, search))?;
    message.messages.iter().try_for_each(|inner| look_through_message(inner, depth, search))
}

/// RFC 1952. Several may follow one another.
fn gzip(bytes: &[u8], depth: u8, search: &mut Search<'_>) -> Result<(), Unreadable> {
    let mut rest = bytes;
    while rest.starts_with(&GZIP) {
        let body = gzip_body(rest).ok_or(Unreadable::Binary)?;
        // A file's name, and a comment.
        let head = rest.get(..rest.len() - body.len()).unwrap_or_default();
        look_through_as_it_stands(head, depth, search)?;
        let (unpacked, taken) = inflate(body, false, search)?;
        look_inside(&unpacked, depth + 1, search)?;
        // A checksum and a length.
        rest = body.get(taken + 8..).ok_or(Unreadable::Binary)?;
    }
    if rest.is_empty() { Ok(()) } else { look_through(rest, depth, search) }
}

fn gzip_body(bytes: &[u8]) -> Option<&[u8]> {
    let flags = *bytes.get(3)?;
    let mut rest = bytes.get(10..)?;
    if flags & 4 != 0 {
        let (length, after) = rest.split_first_chunk::<2>()?;
        rest = after.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    // A file name, then a comment, each to a NUL.
    for flag in [8, 16] {
        if flags & flag != 0 {
            rest = rest.get(memchr::memchr(0, rest)? + 1..)?;
        }
    }
    if flags & 2 != 0 {
        rest = rest.get(2..)?;
    }
    Some(rest)
}

fn zip(bytes: &[u8], depth: u8, search: &mut Search<'_>) -> Result<(), Unreadable> {
    let archive = rawzip::ZipArchive::from_slice(bytes).map_err(|_| Unreadable::Binary)?;
    let mut entries = archive.entries();
    let mut names = String::new();
    let mut count = 0;
    while let Some(record) = entries.next_entry().map_err(|_| Unreadable::Binary)? {
        count += 1;
        if count > MOST_FILES {
            return Err(Unreadable::TooDeep);
        }
        names.push_str(&String::from_utf8_lossy(record.file_path().as_ref()));
        names.push('\n');
        let entry = archive.get_entry(record.wayfinder()).map_err(|_| Unreadable::Binary)?;
        match record.compression_method() {
            rawzip::CompressionMethod::STORE => look_inside(entry.data(), depth + 1, search)?,
            rawzip::CompressionMethod::DEFLATE => {
                let (unpacked, _) = inflate(entry.data(), false, search)?;
                look_inside(&unpacked, depth + 1, search)?;
            }
            _ => return Err(Unreadable::Binary),
        }
    }
    names.push_str(&String::from_utf8_lossy(archive.comment().as_bytes()));
    look_through_text(names.as_bytes(), Encoding::Utf8, depth, search)
}

/// Unpacks deflate (RFC 1951), or zlib (RFC 1950), and says how many bytes it took.
fn inflate(
    bytes: &[u8],
    with_header: bool,
    search: &mut Search<'_>,
) -> Result<(Vec<u8>, usize), Unreadable> {
    let most = search.left().min(SMALL.max(bytes.len().saturating_mul(MOST_TIMES)));
    let header = if with_header { TINFL_FLAG_PARSE_ZLIB_HEADER } else { 0 };
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | header;
    let mut state = Box::<DecompressorOxide>::default();
    let mut unpacked = vec![0; bytes.len().saturating_mul(4).clamp(1024, FIRST_UNPACKED)];
    let (mut taken, mut made) = (0, 0);
    loop {
        let rest = bytes.get(taken..).unwrap_or_default();
        let (status, read, written) = decompress(&mut state, rest, &mut unpacked, made, flags);
        taken += read;
        made += written;
        match status {
            TINFLStatus::Done => {
                unpacked.truncate(made);
                search.spend(made)?;
                return Ok((unpacked, taken));
            }
            TINFLStatus::HasMoreOutput if unpacked.len() < most => {
                let size = unpacked.len().saturating_mul(2).min(most);
                unpacked.resize(size, 0);
            }
            TINFLStatus::HasMoreOutput => return Err(Unreadable::TooDeep),
            // What was made in vain took its time all the same.
            _ => return search.open(made).and(Err(Unreadable::Binary)),
        }
    }
}

/// The parts of `multipart/form-data` (RFC 2046, section 5.1), each with its head in a part of
/// its own.
fn multipart(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let end = memchr::memchr(b'\r', bytes.get(..MOST_BOUNDARY.min(bytes.len()))?)?;
    let boundary =
        bytes.get(..end).filter(|boundary| boundary.starts_with(b"--") && boundary.len() > 2)?;
    let delimiter = [b"\r\n", boundary].concat();
    let mut parts = Vec::new();
    let mut rest = bytes.get(end..)?;
    loop {
        let Some(length) = memchr::memmem::find(rest, &delimiter) else {
            // What follows the last delimiter says that it is the last.
            parts.push(rest);
            return rest.starts_with(b"--").then_some(parts);
        };
        let (part, after) = rest.split_at_checked(length)?;
        let head = memchr::memmem::find(part, b"\r\n\r\n")?;
        parts.push(part.get(..head)?);
        parts.push(part.get(head + 4..)?);
        rest = after.get(delimiter.len()..)?;
    }
}

/// The longest line that is taken for a boundary, in bytes.
const MOST_BOUNDARY: usize = 80;

/// The most that all that is packed in one payload may come to, in bytes.
pub(super) const MOST_UNPACKED: usize = MOST_BYTES;

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec;
    use miniz_oxide::deflate::core::{
        CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output,
        create_comp_flags_from_zip_params,
    };

    use super::super::{Needles, Payload};
    use super::*;
    use crate::field::{Kind, Value};

    fn find(bytes: &[u8]) -> Result<bool, Unreadable> {
        let values: Vec<Value> = Value::read(Kind::Email, "jane@example.com").into_iter().collect();
        Needles::new(&values).find(Payload::Bytes(bytes)).map(|found| !found.is_empty())
    }

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
        [&head[..], &compress_to_vec(bytes, 6), &[0; 8]].concat()
    }

    /// An archive of which so many entries are the same file.
    fn archive(name: &[u8; 1], bytes: &[u8], count: u16) -> Vec<u8> {
        let size = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let head = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &size, &size, &[1, 0, 0, 0]];
        let head = head.concat();
        let file = [b"PK\x03\x04", &head[..], name, bytes].concat();
        let entry = [b"PK\x01\x02\x14\0", &head[..], &[0; 14], name].concat();
        let directory = entry.repeat(count.into());
        let counts = [[0; 2], [0; 2], count.to_le_bytes(), count.to_le_bytes()].concat();
        let sizes = [directory.len(), file.len()].map(|size| u32::try_from(size).unwrap());
        let sizes = sizes.map(u32::to_le_bytes).concat();
        [&file, &directory, &b"PK\x05\x06"[..], &counts, &sizes, &[0; 2]].concat()
    }

    #[test]
    fn many_files_in_a_row_are_read_one_after_the_other() {
        let many = [gzipped(b"").repeat(50_000), gzipped(b"to jane@example.com")].concat();
        assert_eq!(find(&many), Ok(true));
    }

    #[test]
    fn an_archive_whose_entries_are_all_the_same_is_not_read_for_ever() {
        assert_eq!(find(&archive(b"a", b"to jane@example.com", 3)), Ok(true));
        let knot = (0..5).fold(vec![b' '; 200], |inner, _| archive(b"a", &inner, 40));
        assert_eq!(find(&knot), Err(Unreadable::TooDeep));
    }

    #[test]
    fn what_an_archive_calls_a_folder_is_read_too() {
        let folder = archive(b"/", b"to jane@example.com", 1);
        assert_eq!(find(&folder), Ok(true));
    }

    #[test]
    fn what_follows_the_last_part_is_read_too() {
        let parts = b"--cut\r\nA: b\r\n\r\n\x81\xa1a\xc4\x01\x80\r\n--cut--\r\njane@example.com";
        assert_eq!(find(parts), Ok(true));
    }

    #[test]
    fn little_that_comes_to_very_much_is_not_unpacked() {
        // A thousand times the same megabyte: blocks of zeros that each end at a byte.
        let megabyte = bomb_block();
        let body = [&megabyte.repeat(1024)[..], &[3, 0]].concat();
        let gigabyte = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255][..], &body, &[0; 8]].concat();
        assert!((1 << 20..2 << 20).contains(&gigabyte.len()), "{}", gigabyte.len());
        assert_eq!(find(&gigabyte), Err(Unreadable::TooDeep));
        assert_eq!(find(&body), Err(Unreadable::TooDeep));
    }

    /// A megabyte of zeros, deflated, without an end.
    fn bomb_block() -> Vec<u8> {
        let mut packer = CompressorOxide::new(create_comp_flags_from_zip_params(9, 0, 0));
        let mut packed = Vec::new();
        let (status, _) = compress_to_output(&mut packer, &[0; 1 << 20], TDEFLFlush::Full, |out| {
            packed.extend_from_slice(out);
            true
        });
        assert_eq!(status, TDEFLStatus::Okay);
        packed
    }

    #[test]
    fn a_value_that_stands_in_bytes_is_found_whatever_they_can_be_read_as() {
        // A list in CBOR, then texts that begin and end within the address.
        assert_eq!(find(b"\x80jane@example.com\x01"), Ok(true));
        // UTF-16, as it is marked, or as most of it seems to be.
        assert_eq!(find(b"\xff\xfejane@example.com"), Ok(true));
        let mixed = [&b"\0t".repeat(20)[..], b" jane@example.com "].concat();
        assert_eq!(find(&mixed), Ok(true));
    }

    #[test]
    fn messages_nest_as_deep_as_they_like() {
        let field = |number: u8, content: &[u8]| {
            let length = u8::try_from(content.len()).unwrap();
            [&[number << 3 | 2, length][..], content].concat()
        };
        // A number that is no UTF-8 at each level, and a file at the innermost.
        let level = |inner: Vec<u8>| [&[1 << 3, 0xff, 0x01][..], &field(2, &inner)].concat();
        let nested = |inner: Vec<u8>| (0..8).fold(inner, |inner, _| level(inner));
        for (inner, expected) in [
            (b"jane@example.com".to_vec(), Ok(true)),
            (b"john@example.com".to_vec(), Ok(false)),
            (
                gzipped(b"id;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;jane@example.com"),
                Ok(true),
            ),
            (
                (0..70).map(|byte: u8| byte.wrapping_mul(37) | 0x80).collect(),
                Err(Unreadable::Binary),
            ),
        ] {
            assert_eq!(find(&nested(inner.clone())), expected, "{inner:?}");
        }
    }

    #[test]
    fn a_value_beside_what_cannot_be_read_is_found_in_a_file_of_a_few_bytes() {
        let file = gzipped(b"\0\njane@example.com\n");
        let head = [0x81, 0xa1, b'f', 0xc4, u8::try_from(file.len()).unwrap()];
        assert_eq!(find(&[&head[..], &file].concat()), Ok(true));
    }

    #[test]
    fn the_name_of_a_file_is_read_too() {
        let mut file = gzipped(b"x");
        file[3] = 8;
        let named = [&file[..10], b"jane@example.com\0", &file[10..]].concat();
        assert_eq!(find(&named), Ok(true));
    }
}
