//! Verdicts and their reasons, as all pages show them.

use super::browser::text;
use super::dom::{Build, element, icon};
use entre_nous::{Reason, Verdict};
use web_sys::Element;

/// A verdict as a word with its symbol.
pub fn chip(verdict: Verdict) -> Element {
    let (name, words) = match verdict {
        Verdict::Allow => ("allow", "verdict_allow"),
        Verdict::Warn => ("warn", "verdict_warn"),
        Verdict::Withhold => ("withhold", "verdict_withhold"),
    };
    let words = element("span").saying(&text(words));
    element("span").with("class", &format!("verdict {name}")).holding(&icon(name)).holding(&words)
}

/// Why, in sentences.
pub fn sentences<'a>(reasons: impl IntoIterator<Item = &'a Reason>) -> String {
    let sentences = reasons.into_iter().map(|reason| text(&format!("reason_{}", reason.key())));
    sentences.collect::<Vec<_>>().join(" ")
}
