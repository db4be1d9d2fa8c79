//! The rows of a server-driven page: how they are written, and what they say of one another.

use super::response::{Literal, json_literals};
use crate::field::Kind;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// How many rows may lie between the one that names a kind and the value.
const MOST_STEPS: usize = 4;

/// Rows: an identifier in hexadecimal digits, a colon, a tag of capital letters or none, and JSON
/// to the end of the line; or `T`, the number of bytes, a comma, and that many bytes.
pub(super) fn flight_literals<'b>(body: &'b str, literals: &mut Vec<Literal<'b>>) -> Option<()> {
    let mut position = 0;
    while let Some(rest) = body.get(position..).filter(|rest| !rest.is_empty()) {
        let colon = rest.find(':')?;
        let id = rest.get(..colon)?;
        if !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let content = rest.get(colon + 1..)?;
        if let Some(counted) = content.strip_prefix('T') {
            let comma = counted.find(',')?;
            let length = usize::from_str_radix(counted.get(..comma)?, 16).ok()?;
            let start = position + colon + 2 + comma + 1;
            let end = start.checked_add(length)?;
            let text = Cow::Borrowed(body.get(start..end)?);
            literals.push(Literal {
                range: start..end,
                text,
                is_counted: true,
                names: Vec::new(),
                row: id,
            });
            position = end;
            continue;
        }
        let line = content.find('\n').unwrap_or(content.len());
        let tag: usize = content.bytes().take_while(u8::is_ascii_uppercase).count();
        let json = content.get(tag..line)?;
        // A row that is a mere word or number says nothing.
        let _ = json_literals(json, position + colon + 1 + tag, id, literals);
        position += colon + 1 + line + 1;
    }
    Some(())
}

/// The kinds of what rows hold, as far as others say: a row that names one refers to those that show
/// the value. A row that is said to hold several kinds is of none.
pub(super) fn kinds_of_rows<'b>(literals: &[Literal<'b>]) -> BTreeMap<&'b str, Option<Kind>> {
    let mut rows: BTreeMap<&str, Vec<&Literal<'_>>> = BTreeMap::new();
    for literal in literals {
        rows.entry(literal.row).or_default().push(literal);
    }
    let mut kinds: BTreeMap<&str, Option<Kind>> = BTreeMap::new();
    for literal in literals.iter().filter(|literal| literal.names.last() == Some(&"viewName")) {
        let Some(kind) = kind_of_view(&literal.text) else { continue };
        for row in rows_below(literal.row, &rows) {
            let known = kinds.entry(row).or_insert(Some(kind));
            *known = known.filter(|known| *known == kind);
        }
    }
    kinds
}

/// The rows that one refers to, by others too.
fn rows_below<'b>(row: &'b str, rows: &BTreeMap<&'b str, Vec<&Literal<'b>>>) -> BTreeSet<&'b str> {
    let mut below = BTreeSet::new();
    let mut last = BTreeSet::from([row]);
    for _ in 0..MOST_STEPS {
        last = last
            .into_iter()
            .flat_map(|row| rows.get(row).into_iter().flatten())
            .filter_map(|literal| rows.get_key_value(reference(&literal.text)?))
            .map(|(row, _)| *row)
            .filter(|row| !below.contains(row))
            .collect();
        below.extend(&last);
    }
    below
}

fn kind_of_view(name: &str) -> Option<Kind> {
    match name.strip_prefix("contact-")? {
        "email" => Some(Kind::Email),
        "phone" => Some(Kind::Phone),
        "website" => Some(Kind::Website),
        "address" => Some(Kind::Address),
        "birthday" => Some(Kind::Birthday),
        "handle" | "im" | "ims" | "twitter" | "wechat" => Some(Kind::Handle),
        _ => None,
    }
}

/// The row that a text refers to, by `$` or `$L` and its identifier.
pub(super) fn reference(text: &str) -> Option<&str> {
    let id = text.strip_prefix('$')?;
    let id = id.strip_prefix('L').unwrap_or(id);
    (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
}
