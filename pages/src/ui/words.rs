//! Codes in the person's language, as all pages show them.

use super::browser::text;
use super::dom::{Build, element, icon};
use crate::register::answer::coded;
use entre_nous::register::csv::code;
use entre_nous::{Reason, Verdict};
use serde::Serialize;
use web_sys::Element;

/// The text of a code, by what the keys of all of its kind begin with.
pub fn of_code(prefix: &str, code: &str) -> String {
    text(&coded(prefix, code))
}

/// The text of a word, which is known by its code elsewhere.
pub fn of_word(prefix: &str, word: &impl Serialize) -> String {
    of_code(prefix, &code(word))
}

/// A verdict with its symbol.
pub fn of_verdict(verdict: Verdict) -> Element {
    let name = code(&verdict);
    let word = element("span").saying(&of_code("verdict_", &name));
    element("span").with("class", &format!("verdict {name}")).holding(&icon(&name)).holding(&word)
}

/// Why, in sentences.
pub fn of_reasons<'a>(reasons: impl IntoIterator<Item = &'a Reason>) -> String {
    let sentences = reasons.into_iter().map(|reason| of_word("reason_", reason));
    sentences.collect::<Vec<_>>().join(" ")
}

/// A host; `*` stands for all.
pub fn of_host(host: &str) -> String {
    if host == "*" { text("tools_all_sites") } else { host.to_owned() }
}
