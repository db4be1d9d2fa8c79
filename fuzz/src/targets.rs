//! What is fed, and what must hold whatever comes. A panic is a failure; so is an input that takes
//! longer or more memory than `tools/fuzz.mjs` allows.

use std::collections::BTreeSet;

use entre_nous::field::text::fold;
use entre_nous::field::{Kind, Value};
use entre_nous::memory::{Memory, Recall};
use entre_nous::payload::{Needles, Payload, Unreadable, fuzzing};
use entre_nous::protocol;

use crate::seeds::{self, VALUES};

/// One thing to feed.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    pub seeds: fn() -> Vec<Vec<u8>>,
}

const fn target(name: &'static str, run: fn(&[u8]), seeds: fn() -> Vec<Vec<u8>>) -> Target {
    Target { name, run, seeds }
}

/// All of them. A new decoder gets a function in `src/payload/fuzzing.rs` and a line here.
pub const TARGETS: &[Target] = &[
    target("unescape", |input| text_decoder(input, fuzzing::unescape, (1, 1)), seeds::escaped),
    // Two bytes of UTF-16 are three of UTF-8 at the most.
    target("transcode", |input| byte_decoder(input, fuzzing::transcode, (3, 2)), seeds::encoded),
    target("data-uris", |input| byte_decoder(input, data_uris, (3, 4)), seeds::data_uris),
    target("find-text", |input| as_text(input, find_text), seeds::payloads),
    target("find-bytes", find_bytes, seeds::payloads),
    target("values", |input| as_text(input, values), seeds::plain),
    target("protocol", |input| as_text(input, questions), seeds::questions),
    target("recall", |input| as_text(input, recalls), seeds::recalls),
];

fn as_text(input: &[u8], run: fn(&str)) {
    run(&String::from_utf8_lossy(input));
}

/// A decoder of text: the same whatever the pieces, and never longer than `(times, over)` of its
/// input, in bytes.
fn text_decoder(input: &[u8], decode: fn(&str, usize) -> String, bound: (usize, usize)) {
    let (text, piece) = (String::from_utf8_lossy(input), piece_of(input));
    let whole = decode(&text, usize::MAX);
    assert!(is_within(whole.len(), text.len(), bound), "{} bytes of {}", whole.len(), text.len());
    assert_eq!(decode(&text, piece), whole, "in pieces of {piece}");
}

/// A decoder of bytes: the same whatever the pieces, and never longer than `(times, over)` of its
/// input, in bytes.
fn byte_decoder<T: AsRef<[u8]> + PartialEq + std::fmt::Debug>(
    input: &[u8],
    decode: fn(&[u8], usize) -> Result<T, Unreadable>,
    bound: (usize, usize),
) {
    let piece = piece_of(input);
    let whole = decode(input, usize::MAX);
    let length = whole.as_ref().map_or(0, |decoded| decoded.as_ref().len());
    assert!(is_within(length, input.len(), bound), "{length} bytes of {}", input.len());
    assert_eq!(decode(input, piece), whole, "in pieces of {piece}");
}

fn is_within(length: usize, input: usize, (times, over): (usize, usize)) -> bool {
    length * over <= input * times
}

fn data_uris(input: &[u8], piece: usize) -> Result<Vec<u8>, Unreadable> {
    Ok(fuzzing::data_uris(input, piece))
}

/// Pieces of 1 to 64 bytes, as the input has it.
fn piece_of(input: &[u8]) -> usize {
    input.iter().fold(0, |sum: usize, byte| sum.wrapping_add(usize::from(*byte))) % 64 + 1
}

thread_local! {
    static KNOWN: Needles = {
        let kinds = [Kind::Email, Kind::Phone, Kind::Website, Kind::Address];
        let values = kinds.iter().zip(VALUES).filter_map(|(kind, shown)| Value::read(*kind, shown));
        Needles::new(&values.collect::<Vec<_>>())
    };
}

/// Searches, also in windows that are as small as they can be.
fn find(payload: Payload<'_>) -> [Result<BTreeSet<usize>, Unreadable>; 2] {
    KNOWN.with(|known| [known.find(payload), fuzzing::find_in_small_windows(known, payload)])
}

/// A known value that stands on a line of its own is found, or the payload is refused.
fn find_text(text: &str) {
    let index = piece_of(text.as_bytes()) % VALUES.len();
    let mut middle = text.len() / 2;
    while !text.is_char_boundary(middle) {
        middle -= 1;
    }
    let (before, after) = text.split_at(middle);
    let planted = format!("{before}\n{}\n{after}", VALUES[index]);
    for payload in [Payload::Text(&planted), Payload::Bytes(planted.as_bytes())] {
        for found in find(payload).into_iter().flatten() {
            assert!(found.contains(&index), "{} is not found", VALUES[index]);
        }
    }
}

/// Bytes of whatever format: the windows' size changes nothing of what is found.
fn find_bytes(input: &[u8]) {
    if let [Ok(found), Ok(in_small)] = find(Payload::Bytes(input)) {
        assert_eq!(in_small, found, "in small windows and in large ones");
    }
}

/// Values in whatever spelling: folding twice is folding once, and a text is known as a needle.
fn values(text: &str) {
    let folded = fold(text);
    assert_eq!(fold(&folded), folded);
    let values: Vec<Value> =
        Kind::ALL.into_iter().filter_map(|kind| Value::read(kind, text)).collect();
    assert_eq!(values.is_empty(), folded.trim().is_empty());
    _ = Needles::new(&values).find(Payload::Text(text));
}

fn questions(text: &str) {
    let numbered = protocol::read(text);
    assert!(numbered.number.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some(bytes) = protocol::bytes_of(text) {
        assert!(bytes.len() <= text.len());
    }
}

fn recalls(text: &str) {
    if let Some(recall) = Recall::read(text) {
        let mut memory = Memory::default();
        memory.learn(&recall);
        memory.learn(&recall);
    }
}
