//! Redaction by the engine's own search, and readers of formats that are not redaction's.

// Each test program uses some of it.
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::io::Write;

use entre_nous::field::Value;
use entre_nous::payload::{Needles, Payload, Unreadable};
use entre_nous::redact::{Content, Redacted, redact};

type Found = Result<BTreeSet<usize>, Unreadable>;

pub struct Oracle {
    needles: Needles,
}

impl Oracle {
    pub fn new(values: &[Value]) -> Self {
        Self { needles: Needles::new(values) }
    }

    pub fn find(&self, payload: Payload<'_>) -> Found {
        self.needles.find(payload)
    }

    pub fn redact(&self, payload: Payload<'_>) -> Option<Redacted> {
        redact(payload, &|payload| self.find(payload))
    }

    pub fn redact_text(&self, text: &str) -> Option<String> {
        match self.redact(Payload::Text(text))?.content {
            Content::Text(rest) => Some(rest),
            Content::Bytes(_) => None,
        }
    }

    pub fn redact_bytes(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        match self.redact(Payload::Bytes(bytes))?.content {
            Content::Bytes(rest) => Some(rest),
            Content::Text(_) => None,
        }
    }
}

/// A text without folds, soft line breaks and `=XX`.
pub fn unfolded(text: &str) -> String {
    if !text.to_ascii_uppercase().contains("BEGIN:VCARD") {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n");
    let (mut lines, mut property) = (String::new(), String::new());
    let mut rest = text.split_inclusive('\n').peekable();
    while let Some(line) = rest.next() {
        property.push_str(line);
        let printable = property.to_ascii_uppercase().contains("QUOTED-PRINTABLE");
        if printable && property.ends_with("=\n") {
            property.truncate(property.len() - 2);
        } else if !printable && rest.peek().is_some_and(|next| next.starts_with([' ', '\t'])) {
            property.truncate(property.len() - 1);
            property.push('\u{0}');
        } else {
            property = property.replace("\u{0} ", "").replace("\u{0}\t", "");
            lines.push_str(&if printable { quoted_printable(&property) } else { property.clone() });
            property.clear();
        }
    }
    lines.push_str(&property);
    lines.replace("\\,", ",").replace("\\;", ";")
}

fn quoted_printable(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let byte = after
            .get(..2)
            .and_then(|hex| u8::from_str_radix(str::from_utf8(hex).ok()?, 16).ok())
            .filter(|_| *first == b'=');
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The names of an archive's parts, and what is in them.
pub fn parts(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let archive = rawzip::ZipArchive::from_slice(bytes).ok()?;
    let mut parts = Vec::new();
    let mut entries = archive.entries();
    while let Some(header) = entries.next_entry().ok()? {
        let name = String::from_utf8(header.file_path().as_bytes().to_vec()).ok()?;
        let data = archive.get_entry(header.wayfinder()).ok()?.data();
        let part = match header.compression_method() {
            rawzip::CompressionMethod::STORE => data.to_vec(),
            _ => miniz_oxide::inflate::decompress_to_vec_with_limit(data, 1 << 26).ok()?,
        };
        parts.push((name, part));
    }
    Some(parts)
}

/// An archive of these parts, deflated.
pub fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = rawzip::ZipArchiveWriter::new(Vec::new());
    for (name, part) in parts {
        let (mut file, _) = writer
            .new_file(*name)
            .compression_method(rawzip::CompressionMethod::DEFLATE)
            .start()
            .expect("a part");
        let packed = miniz_oxide::deflate::compress_to_vec(part.as_bytes(), 6);
        file.write_all(&packed).expect("memory");
        let crc = rawzip::crc32(part.as_bytes());
        file.finish(rawzip::DataDescriptorOutput::new(crc, part.len() as u64)).expect("a part");
    }
    writer.finish().expect("an archive")
}

const SHEETS: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A workbook of one sheet: the rows of the sheet and the table of texts, as XML.
pub fn workbook(rows: &str, texts: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let types = format!(
        r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#
    );
    let root = format!(
        r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let book = format!(
        r#"<workbook xmlns="{SHEETS}" xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let relations = format!(
        r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
    );
    let head = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
    let sheet =
        format!(r#"{head}<worksheet xmlns="{SHEETS}"><sheetData>{rows}</sheetData></worksheet>"#);
    let texts = format!(r#"{head}<sst xmlns="{SHEETS}">{texts}</sst>"#);
    let mut parts = vec![
        ("[Content_Types].xml", types.as_str()),
        ("_rels/.rels", &root),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", &texts),
    ];
    parts.extend(more);
    archive(&parts)
}

/// The cells of a workbook's only sheet, row by row.
pub fn cells(workbook: &[u8]) -> Vec<Vec<calamine::Data>> {
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(workbook)).expect("a workbook");
    let range = book.worksheet_range("S").expect("a sheet");
    let (height, width) = range.end().map_or((0, 0), |(row, column)| (row + 1, column + 1));
    (0..height)
        .map(|row| {
            (0..width)
                .map(|column| range.get_value((row, column)).cloned().unwrap_or_default())
                .collect()
        })
        .collect()
}
