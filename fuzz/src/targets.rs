//! What is fed, and what must hold whatever comes. A panic is a failure; so is an input that takes
//! longer or more memory than `tools/fuzz.mjs` allows.

use std::collections::BTreeSet;

use entre_nous::field::text::fold;
use entre_nous::field::{Kind, Value};
use entre_nous::memory::{Memory, Recall};
use entre_nous::payload::{Needles, Payload, Unreadable, fuzzing};
use entre_nous::protocol;
use entre_nous::redact::{Content, redact as without};

use crate::packed::{ALL, CERTAIN, Wrap, grpc_web, message_pack, protobuf};
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
    target("unfold", unfold, seeds::folded),
    target("markup", |input| folded_decoder(input, fuzzing::strip, (1, 1)), seeds::marked_up),
    target("spelled", spelled, seeds::spelled),
    target("runs", runs, seeds::runs),
    target("bytes", transcode, seeds::encoded),
    target("container", container, seeds::containers),
    target("binary", binary, seeds::binaries),
    target("redact", redact, seeds::exports),
    target("find-text", |input| as_text(input, find_text), seeds::texts),
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

/// A decoder of folded text.
fn folded_decoder(input: &[u8], decode: fn(&str, usize) -> String, bound: (usize, usize)) {
    text_decoder(fold(&String::from_utf8_lossy(input)).as_bytes(), decode, bound);
}

fn is_within(length: usize, input: usize, (times, over): (usize, usize)) -> bool {
    length * over <= input * times
}

/// Lines are put together from the start on, as both kinds of signs stand before the text.
fn unfold(input: &[u8]) {
    let text = ["begin:vcard ?q? ", &String::from_utf8_lossy(input)].concat();
    text_decoder(text.as_bytes(), fuzzing::unfold, (1, 1));
    // Without signs nothing is done, in whatever pieces.
    text_decoder(input, fuzzing::unfold, (1, 1));
}

/// Signs are shorter than their words, and an address that is spelled out is read.
fn spelled(input: &[u8]) {
    folded_decoder(input, |folded, _| fuzzing::spell(folded), (1, 1));
    let folded = fold(&String::from_utf8_lossy(input));
    let planted = format!("{folded}\n jane.roe [at] example (dot) com \n");
    assert!(fuzzing::spell(&planted).contains(VALUES[0]), "a spelled address is not read");
}

/// The same runs however they are cut. Each is read from four characters on, in texts that are
/// three bytes of four characters, with a line break for every six.
fn runs(input: &[u8]) {
    let piece = piece_of(input);
    let whole = fuzzing::runs(input, usize::MAX);
    assert_eq!(fuzzing::runs(input, piece), whole, "in pieces of {piece}");
    let texts: usize = whole.iter().map(|run| run.texts.len()).sum();
    let bytes: usize = whole.iter().map(|run| run.bytes.len()).sum();
    assert!(is_within(texts, input.len(), (7, 2)), "{texts} bytes of {}", input.len());
    assert!(is_within(bytes, input.len(), (3, 4)), "{bytes} bytes of {}", input.len());
    for digest in whole.iter().filter_map(|run| run.digest.as_ref()) {
        assert!([16, 20, 32].contains(&digest.len()), "a digest of {} bytes", digest.len());
    }
}

/// Two bytes of UTF-16 are three of UTF-8 at the most, and in Windows-1252 seven of ten bytes are
/// ASCII, the others three each.
fn transcode(input: &[u8]) {
    let piece = piece_of(input);
    let whole = fuzzing::transcode(input, usize::MAX);
    let length = whole.as_ref().map_or(0, String::len);
    assert!(is_within(length, input.len(), (8, 5)), "{length} bytes of {}", input.len());
    assert_eq!(fuzzing::transcode(input, piece), whole, "in pieces of {piece}");
}

/// What is packed is found in whatever it is packed, or unreadable; packed too often, it is
/// unreadable. The input says what is around what.
fn container(input: &[u8]) {
    find_bytes(input);
    let Some((count, rest)) = input.split_first() else { return };
    let (wraps, content) = rest.split_at(usize::from(count % 8).min(rest.len()));
    let planted = [content, b"\n", VALUES[0].as_bytes(), b"\n"].concat();
    let around = |wraps: &[u8], kinds: &[Wrap]| {
        let kinds = wraps.iter().map(|wrap| kinds[usize::from(*wrap) % kinds.len()]);
        kinds.fold(planted.clone(), |inner, wrap| wrap(&inner))
    };
    let packed = around(wraps, &ALL);
    if let Ok(found) = KNOWN.with(|known| known.find(Payload::Bytes(&packed))) {
        assert!(found.contains(&0), "not found in {wraps:?}");
    }
    if wraps.len() > MOST_CONTAINERS {
        let packed = around(wraps, &CERTAIN);
        let outcome = KNOWN.with(|known| known.find(Payload::Bytes(&packed)));
        assert!(outcome.is_err(), "read in {wraps:?}");
    }
}

/// How many containers in one another are read.
const MOST_CONTAINERS: usize = 5;

/// Of each of four formats: each of 33 messages in one another is text or bytes once, and a byte
/// of a number is less than five of text.
fn binary(input: &[u8]) {
    if let Some((text, others)) = fuzzing::binary(input) {
        let length = text.len() + others.iter().map(Vec::len).sum::<usize>();
        assert!(is_within(length, input.len(), (96, 1)), "{length} bytes of {}", input.len());
    }
    let message = [protobuf(input), protobuf(VALUES[0].as_bytes())].concat();
    let mut list = vec![0x92];
    list.extend([message_pack(input), message_pack(VALUES[0].as_bytes())].concat());
    for planted in [grpc_web(&message), message, list] {
        if let Ok(found) = KNOWN.with(|known| known.find(Payload::Bytes(&planted))) {
            assert!(found.contains(&0), "not found in {planted:x?}");
        }
    }
}

/// What is given has no value in it, is no longer than what it was, and is that where there was
/// none.
fn redact(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    KNOWN.with(|known| {
        let find = |payload: Payload<'_>| known.find(payload);
        for payload in [Payload::Text(&text), Payload::Bytes(input)] {
            let Some(rest) = without(payload, &find) else { continue };
            let after = match &rest.content {
                Content::Text(text) => Payload::Text(text),
                Content::Bytes(bytes) => Payload::Bytes(bytes),
            };
            assert_eq!(find(after), Ok(BTreeSet::new()), "left in what is given");
            assert_eq!(find(payload), Ok(rest.left_out.clone()), "not what was left out");
            if rest.left_out.is_empty() {
                assert_eq!(rest.content, Content::from(payload));
            }
            // An archive is packed anew.
            let is_archive = input.starts_with(b"PK");
            assert!(is_archive || length(after) <= length(payload), "longer than it was");
        }
    });
}

fn length(payload: Payload<'_>) -> usize {
    match payload {
        Payload::Text(text) => text.len(),
        Payload::Bytes(bytes) => bytes.len(),
    }
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
