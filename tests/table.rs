//! The table of cases on the host. `tests/twin.mjs` runs the same through wasm and its twin.

use entre_nous::rehearsal::{Case, Outcome, rehearse};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    input: Case,
    expected: Outcome,
}

#[test]
fn every_case_of_the_table_comes_out_as_expected() {
    let rows: Vec<Row> = serde_json::from_str(include_str!("table/cases.json")).unwrap();
    assert!(rows.len() > 70);
    let wrong: Vec<String> = rows
        .into_iter()
        .filter_map(|Row { name, input, expected }| {
            let outcome = rehearse(input);
            (outcome != expected).then(|| format!("{name}:\n{outcome:#?}\nnot\n{expected:#?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
