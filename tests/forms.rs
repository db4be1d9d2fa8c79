//! Contact details in every form and wrapping, on the host; `tests/twin.mjs` runs the same through
//! wasm and its twin. The examples are written by `tests/forms/forms.mjs`.

#![allow(clippy::unwrap_used)]

use std::process::Command;

use entre_nous::field::Kind;
use entre_nous::rehearsal::{Case, rehearse};
use serde::Deserialize;

#[derive(Deserialize)]
struct Example {
    name: String,
    input: Case,
    kinds: Vec<Kind>,
}

#[test]
fn every_form_is_found_and_other_peoples_are_not() {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/forms/rehearsal.mjs");
    let written = Command::new("node").arg(program).output().unwrap();
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    let lines = String::from_utf8(written.stdout).unwrap();
    let mut count = 0;
    let mut wrong = Vec::new();
    for line in lines.lines() {
        let Example { name, input, kinds } = serde_json::from_str(line).unwrap();
        count += 1;
        let outcome = rehearse(input);
        let about: Vec<Kind> = outcome.about.iter().map(|told| told.kind).collect();
        let expected = if kinds.is_empty() { "permit" } else { "refuse withheld" };
        if !outcome.answer.ends_with(expected) || about != kinds {
            wrong.push(format!("{name}: {} {about:?}", outcome.answer));
        }
    }
    assert!(count > 4000, "{count}");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}
