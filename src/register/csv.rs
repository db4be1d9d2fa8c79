//! The register as a table: RFC 4180, with a mark by which spreadsheets know that it is UTF-8.

use csv::{Terminator, Writer, WriterBuilder};
use serde::Serialize;
use serde_json::Value;

use super::entry::Body;
use super::filter::Filter;
use super::record::{Record, Stored};
use super::words::Fields;

const COLUMNS: [&str; 20] = [
    "seq",
    "at",
    "act",
    "site",
    "channel",
    "to",
    "refusal",
    "kind",
    "count",
    "verdict",
    "distance",
    "reasons",
    "ground",
    "ground on",
    "ground how",
    "owners",
    "version",
    "rules",
    "id",
    "digest",
];

/// Writes one row for each entry and each of its fields. Entries that hold nothing are left out.
pub fn write(stored: &[Stored], filter: &Filter) -> String {
    let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    row(&mut table, &COLUMNS.map(str::to_owned));
    for record in stored.iter().filter_map(Stored::record) {
        let Some(body) = record.whole().filter(|body| filter.matches(body)) else { continue };
        if body.fields.is_empty() {
            row(&mut table, &cells(record, &body, None));
        }
        for fields in &body.fields {
            row(&mut table, &cells(record, &body, Some(fields)));
        }
    }
    let bytes = table.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8(bytes).unwrap_or_default())
}

fn cells(record: &Record, body: &Body, fields: Option<&Fields>) -> [String; COLUMNS.len()] {
    let ground = body.ground.as_ref();
    let fields = |cell: fn(&Fields) -> String| fields.map_or(String::new(), cell);
    let host = |host: Option<&super::Host>| host.map_or(String::new(), ToString::to_string);
    let rules = body.rules.as_ref().map(super::Version::as_str).unwrap_or_default();
    [
        record.seq.to_string(),
        body.at.to_string(),
        body.act.code().to_owned(),
        host(body.site.as_ref()),
        body.channel.map(|way| way.code().to_owned()).unwrap_or_default(),
        host(body.to.as_ref()),
        body.refusal.map(|refusal| refusal.code().to_owned()).unwrap_or_default(),
        fields(|each| each.kind.name().to_owned()),
        fields(|each| each.count.to_string()),
        fields(|each| code(&each.verdict)),
        fields(|each| each.distance.as_ref().map(code).unwrap_or_default()),
        fields(|each| each.reasons.iter().map(code).collect::<Vec<_>>().join(" ")),
        ground.map(|ground| ground.basis.code().to_owned()).unwrap_or_default(),
        ground.and_then(|ground| ground.on).map(|day| day.to_string()).unwrap_or_default(),
        ground.and_then(|ground| ground.how.clone()).unwrap_or_default(),
        body.owners.len().to_string(),
        body.version.as_str().to_owned(),
        rules.to_owned(),
        body.id.to_string(),
        record.digest.to_string(),
    ]
}

/// The code of a word, as it stands in bodies.
pub fn code(word: &impl Serialize) -> String {
    match serde_json::to_value(word) {
        Ok(Value::String(code)) => code,
        _ => String::new(),
    }
}

fn row(table: &mut Writer<Vec<u8>>, cells: &[String; COLUMNS.len()]) {
    // Into memory, and with as many cells in each row, nothing can fail.
    let _ = table.write_record(cells.each_ref().map(|cell| harmless(cell)));
}

/// What a spreadsheet would take for a formula becomes text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
