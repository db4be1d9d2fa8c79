//! What is left of a payload: tables of `name, payload, rest`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use entre_nous::field::{Kind, Value};
use entre_nous::payload::{Needles, Payload};
use entre_nous::redact::{Content, Redacted, redact};

type Row = (&'static str, &'static str, &'static str);

fn values() -> Vec<Value> {
    let shown = [
        (Kind::Email, "jane.roe@example.com"),
        (Kind::Phone, "+33 6 12 34 56 78"),
        (Kind::Address, "12 Rue de l'Exemple, 75001 Paris"),
        (Kind::Website, "janeroe.example/cv"),
    ];
    shown.iter().filter_map(|(kind, shown)| Value::read(*kind, shown)).collect()
}

fn redacted(payload: Payload<'_>) -> Option<Redacted> {
    let values = values();
    let needles = Needles::new(&values);
    redact(payload, &|payload| needles.find(payload))
}

fn check(rows: &[Row]) {
    for (name, payload, rest) in rows {
        let made = redacted(Payload::Text(payload)).map(|redacted| redacted.content);
        assert_eq!(made, Some(Content::Text((*rest).into())), "{name}");
        let made = redacted(Payload::Bytes(payload.as_bytes())).map(|redacted| redacted.content);
        assert_eq!(made, Some(Content::Bytes(rest.as_bytes().to_vec())), "{name}, as bytes");
    }
}

#[rustfmt::skip]
const PLAIN: &[Row] = &[
    ("nothing in it", "Hello john@example.org", "Hello john@example.org"),
    ("nothing but the value", "jane.roe@example.com", ""),
    ("prose around it", "Write to jane.roe@example.com.\r\nBye", "Write to .\r\nBye"),
    ("brackets stay", "Jane <jane.roe@example.com>, John", "Jane <>, John"),
    ("a label stays", "Email: jane.roe@example.com\nTel:+33612345678\n", "Email: \nTel:\n"),
    ("a number with its country", "Call +33 (0)6 12-34-56-78 today", "Call  today"),
    ("a number with 00", "Call 0033 6 12 34 56 78", "Call "),
    ("a number after a year", "In 2019 06 12 34 56 78", "In 2019 "),
    ("an address over two lines", "At 12 rue de l'Exemple\n75001 Paris, France", "At \n, France"),
    ("a link", "See https://janeroe.example/cv?x=1 now", "See ?x=1 now"),
    ("twice", "jane.roe@example.com or JANE.ROE@example.com", " or "),
];

#[test]
fn plain_text_loses_the_words_of_a_value() {
    check(PLAIN);
}
