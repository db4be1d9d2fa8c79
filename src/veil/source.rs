//! Rewrites a response, before the page's own code reads it, so that no withheld value enters the
//! page.
//!
//! A stand-in has the bytes of what it stands for, since some formats write lengths down. Where
//! it cannot be as short, it is longer in JSON, and a counted text gets blanks.

use super::Veil;
use super::conceal::{Find, holders, places};
use super::stand_in::StandIn;
use crate::guard::FieldId;
use crate::sites::Literal;
use std::ops::Range;

/// The response with stand-ins in it; `None` when there is no value in it.
pub fn veil_response(
    body: &str,
    literals: &[Literal<'_>],
    find: &dyn Find,
    veil: &mut Veil,
) -> Option<String> {
    let texts: Vec<&str> = literals.iter().map(|literal| literal.text.as_ref()).collect();
    let mut veiled = String::with_capacity(body.len());
    let mut copied = 0;
    for index in holders(&texts, &|text| !find.fields(text).is_empty()) {
        let Some(literal) = literals.get(index) else { continue };
        for (range, field, value) in values(body, literal, find) {
            veiled.push_str(body.get(copied..range.start).unwrap_or_default());
            veiled.push_str(&stand_in(field, &value, range.len(), literal.is_counted, veil));
            copied = range.end;
        }
    }
    veiled.push_str(body.get(copied..).unwrap_or_default());
    (copied > 0).then_some(veiled)
}

/// Where values stand in the body, and how they read. All of a text that is written with escapes
/// is one.
fn values(
    body: &str,
    literal: &Literal<'_>,
    find: &dyn Find,
) -> Vec<(Range<usize>, FieldId, String)> {
    let text = literal.text.as_ref();
    let start = literal.range.start;
    let places = places(text, find);
    if body.get(literal.range.clone()) == Some(text) {
        let part = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default().to_owned();
        return places
            .into_iter()
            .map(|(range, field)| (start + range.start..start + range.end, field, part(&range)))
            .collect();
    }
    let first = places.first().map(|(_, field)| *field);
    first.map(|field| (literal.range.clone(), field, text.to_owned())).into_iter().collect()
}

fn stand_in(
    field: FieldId,
    value: &str,
    bytes: usize,
    is_counted: bool,
    veil: &mut Veil,
) -> String {
    let length = if is_counted { bytes } else { bytes.max(StandIn::BYTES) };
    veil.stand_in_of(field, value, length).unwrap_or_else(|| " ".repeat(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Kind, Value};
    use crate::payload::{Needles, Payload};
    use crate::sites::{Format, literals};
    use std::collections::BTreeSet;

    fn rewritten(format: Format, body: &str) -> (String, Veil) {
        let values: Vec<Value> =
            [(Kind::Email, "jane.roe@example.com"), (Kind::Phone, "06 12 34 56 78")]
                .iter()
                .filter_map(|(kind, shown)| Value::read(*kind, shown))
                .collect();
        let needles = Needles::new(&values);
        let find = |text: &str| -> BTreeSet<FieldId> {
            let found = needles.find(Payload::Text(text)).unwrap_or_default();
            found.into_iter().map(FieldId::of).collect()
        };
        let mut veil = Veil::default();
        let texts = literals(format, body).unwrap();
        let veiled = veil_response(body, &texts, &find, &mut veil).unwrap();
        assert_eq!(veiled.len(), body.len());
        let again = literals(format, &veiled).unwrap();
        assert_eq!(again.len(), texts.len());
        for (literal, before) in again.iter().zip(&texts) {
            assert!(find(&literal.text).is_empty(), "{literal:?}");
            assert_eq!(veil.reveal(&literal.text), before.text);
        }
        (veiled, veil)
    }

    #[test]
    fn values_go_and_lengths_stay() {
        let (veiled, veil) = rewritten(
            Format::Voyager,
            r#"{"emailAddress":"jane.roe@example.com","a":["Tel. 06 12 34 56 78!","jane.roe\u0040example.com","é"],"n":1}"#,
        );
        assert!(veiled.contains("\"n\":1}") && veiled.contains("\"Tel. "), "{veiled}");
        assert_eq!(veil.reveal(&veiled).matches("jane.roe@example.com").count(), 2);
    }

    #[test]
    fn rows_and_counted_texts_stay_whole() {
        let body = "0:[\"$\",\"p\",null,{\"children\":\"$L1\"}]\n1:I[\"x\"]\n2:T19,Mail jane.roe@example.com3:{\"url\":\"mailto:jane.roe@example.com\"}\n";
        assert_eq!("Mail jane.roe@example.com".len(), 0x19);
        rewritten(Format::Flight, body);
    }
}
