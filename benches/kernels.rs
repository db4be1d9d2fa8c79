//! The kernels of the payload search by themselves, on the host: `cargo bench --features fuzzing`.
//! `make bench` measures what a page waits for, in a browser.

use divan::Bencher;
use divan::counter::BytesCount;
use entre_nous::field::text::fold;
use entre_nous::field::{Kind, Value};
use entre_nous::payload::{Needles, Payload, fuzzing};

const ROWS: usize = 5_000;

fn main() {
    divan::main();
}

fn json() -> String {
    let row = |id| {
        format!(
            r#"{{"id":{id},"name":"Person {id}","mail":"person.{id}@example.org","phone":"+1 202 555 {:04}","note":"Met at the fair, call back in spring."}}"#,
            id % 10_000
        )
    };
    format!("[{}]", (0..ROWS).map(row).collect::<Vec<_>>().join(",\n"))
}

fn csv() -> String {
    (0..ROWS)
        .map(|id| {
            format!("{id};Person {id};person.{id}@example.org;+1 202 555 {:04}\r\n", id % 10_000)
        })
        .collect()
}

fn percent_encoded() -> String {
    json().replace('"', "%22").replace('@', "%40").replace(' ', "+")
}

/// Half emails, half phones, none of which is in what is searched.
fn needles(count: usize) -> Needles {
    let values: Vec<Value> = (0..count)
        .filter_map(|id| match id % 2 {
            0 => Value::read(Kind::Email, &format!("known.{id}@elsewhere.example")),
            _ => Value::read(Kind::Phone, &format!("+33 6 {:08}", 10_000_000 + id * 7)),
        })
        .collect();
    Needles::new(&values)
}

#[divan::bench]
fn fold_json(bencher: Bencher) {
    let text = json();
    bencher.counter(BytesCount::of_str(&text)).bench(|| fold(&text));
}

#[divan::bench]
fn unescape_json(bencher: Bencher) {
    let text = json();
    bencher.counter(BytesCount::of_str(&text)).bench(|| fuzzing::unescape(&text, usize::MAX));
}

#[divan::bench]
fn unescape_percent(bencher: Bencher) {
    let text = percent_encoded();
    bencher.counter(BytesCount::of_str(&text)).bench(|| fuzzing::unescape(&text, usize::MAX));
}

#[divan::bench]
fn transcode_utf16(bencher: Bencher) {
    let bytes: Vec<u8> = json().encode_utf16().flat_map(u16::to_le_bytes).collect();
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| fuzzing::transcode(&bytes, 65_536));
}

#[divan::bench]
fn strip_markup(bencher: Bencher) {
    let text = fold(&format!("<p>{}</p>", json().replace(',', "</b>,<td>")));
    bencher.counter(BytesCount::of_str(&text)).bench(|| fuzzing::strip(&text, usize::MAX));
}

#[divan::bench]
fn runs_json(bencher: Bencher) {
    let text = json();
    bencher.counter(BytesCount::of_str(&text)).bench(|| fuzzing::runs(text.as_bytes(), 65_536));
}

#[divan::bench(args = [10, 1_000, 100_000])]
fn find_json(bencher: Bencher, values: usize) {
    find(bencher, &json(), values);
}

#[divan::bench(args = [10, 1_000, 100_000])]
fn find_csv(bencher: Bencher, values: usize) {
    find(bencher, &csv(), values);
}

#[divan::bench(args = [1_000])]
fn find_percent(bencher: Bencher, values: usize) {
    find(bencher, &percent_encoded(), values);
}

#[divan::bench(args = [10, 1_000, 100_000])]
fn build(bencher: Bencher, values: usize) {
    bencher.bench(|| needles(values));
}

fn find(bencher: Bencher, text: &str, values: usize) {
    let needles = needles(values);
    bencher.counter(BytesCount::of_str(text)).bench_local(|| needles.find(Payload::Text(text)));
}
