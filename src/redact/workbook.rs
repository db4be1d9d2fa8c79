//! XLSX (ISO/IEC 29500): an archive of XML parts. Only those that a value stands in are written
//! anew.

use std::collections::BTreeSet;
use std::io::Write;

use rawzip::path::EntryPath;
use rawzip::time::{UtcDateTime, ZipDateTimeKind};
use rawzip::{
    CompressionMethod, DataDescriptorOutput, ZipArchive, ZipArchiveWriter, ZipFileHeaderRecord,
};

use super::encoding;
use super::markup::{self, Dialect};
use super::outline::{Span, without};
use super::search::{Oracle, cuts_of_outlines};
use crate::payload::MOST_BYTES;

/// The most parts; a workbook has some per sheet.
const MOST_PARTS: u64 = 10_000;
/// How many times larger than its archive a workbook may be, and what it may have anyway.
const MOST_RATIO: usize = 200;
const FREE_BYTES: usize = 1024 * 1024;
/// The level of compression that archivers use.
const LEVEL: u8 = 6;

/// Whether bytes are an archive.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The same workbook without the values. `None` when it is none, or is not as it should be.
pub(super) fn redact(bytes: &[u8], oracle: &Oracle<'_>) -> Option<Vec<u8>> {
    let archive = ZipArchive::from_slice(bytes).ok()?;
    if archive.entries_hint() > MOST_PARTS {
        return None;
    }
    let mut room = (bytes.len().saturating_mul(MOST_RATIO) + FREE_BYTES).min(MOST_BYTES);
    let mut names = BTreeSet::new();
    let mut writer = ZipArchiveWriter::new(Vec::new());
    let mut entries = archive.entries();
    while let Some(header) = entries.next_entry().ok()? {
        let path = header.file_path();
        let name = str::from_utf8(path.as_bytes()).ok()?.to_owned();
        let entry = archive.get_entry(header.wayfinder()).ok()?;
        let (packed, method) = (entry.data(), header.compression_method());
        let part = unpack(packed, method, room)?;
        room = room.checked_sub(part.len())?;
        if rawzip::crc32(&part) != header.crc32() || !names.insert(name.clone()) {
            return None;
        }
        let path = match name.is_ascii() {
            true => EntryPath::verbatim(path.as_bytes()),
            false => EntryPath::conformant(name.as_str()),
        };
        let file = writer.new_file(path).compression_method(method);
        let (mut file, _) = match modified(&header) {
            Some(time) => file.last_modified(time),
            None => file,
        }
        .start()
        .ok()?;
        let size = match redact_part(&name, &part, oracle)? {
            Some(rest) => {
                file.write_all(&pack(&rest, method)).ok()?;
                DataDescriptorOutput::new(rawzip::crc32(&rest), rest.len() as u64)
            }
            None => {
                file.write_all(packed).ok()?;
                DataDescriptorOutput::new(header.crc32(), part.len() as u64)
            }
        };
        file.finish(size).ok()?;
    }
    if !names.contains("xl/workbook.xml") {
        return None;
    }
    writer.finish().ok()
}

/// When a part was last changed. The writer knows universal time only, so that a local time is
/// written as if it were one: programs that read the older field see the same as before.
fn modified(header: &ZipFileHeaderRecord<'_>) -> Option<UtcDateTime> {
    match header.last_modified() {
        ZipDateTimeKind::Utc(time) => Some(time),
        ZipDateTimeKind::Local(time) => UtcDateTime::from_components(
            time.year(),
            time.month(),
            time.day(),
            time.hour(),
            time.minute(),
            time.second(),
            0,
        ),
    }
}

fn unpack(packed: &[u8], method: CompressionMethod, room: usize) -> Option<Vec<u8>> {
    match method {
        CompressionMethod::STORE => (packed.len() <= room).then(|| packed.to_vec()),
        CompressionMethod::DEFLATE => {
            miniz_oxide::inflate::decompress_to_vec_with_limit(packed, room).ok()
        }
        _ => None,
    }
}

fn pack(part: &[u8], method: CompressionMethod) -> Vec<u8> {
    match method {
        CompressionMethod::DEFLATE => miniz_oxide::deflate::compress_to_vec(part, LEVEL),
        _ => part.to_vec(),
    }
}

/// What is left of a part; inside, `None` when it stays as it is.
fn redact_part(name: &str, part: &[u8], oracle: &Oracle<'_>) -> Option<Option<Vec<u8>>> {
    let is_xml = [".xml", ".rels", ".vml"].iter().any(|end| name.ends_with(end));
    if !is_xml {
        return Some(None);
    }
    let (text, encoding) = encoding::decode(part)?;
    let dialect = if name.starts_with("xl/worksheets/") { Dialect::Sheet } else { Dialect::Html };
    let outlines = markup::outlines(&text, dialect)?;
    let cuts = cuts_of_outlines(&text, &outlines, &oracle.of_part(text.len()), 0)?;
    if cuts.is_empty() {
        return Some(None);
    }
    let rest = without(&text, Span::new(0, text.len()), &cuts);
    encoding.encode(&rest).map(Some)
}
