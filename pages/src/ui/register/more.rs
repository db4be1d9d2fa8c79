//! What stands behind an entry: why it was decided so, on what ground, what was erased.

use super::words::{Formats, of_basis, of_kind};
use crate::ui::browser::{text, text_with};
use crate::ui::dom::{Build, element};
use crate::ui::words::{of_code, of_reasons, of_word};
use entre_nous::register::entry::Erased;
use entre_nous::register::{Body, Fields, Ground};
use web_sys::Element;

/// All of it, as names and values.
pub fn list(body: &Body, formats: &Formats) -> Element {
    let mut pairs: Vec<(&str, Element)> = Vec::new();
    if let Some(refusal) = body.refusal {
        pairs.push(("register_refusal", line(&of_code("refusal_", refusal.code()))));
    }
    if !body.fields.is_empty() {
        let verdicts = body.fields.iter().map(|fields| verdict(fields, formats));
        pairs.push(("register_verdicts", together(verdicts)));
    }
    if let Some(ground) = &body.ground {
        pairs.push(("register_ground", self::ground(ground, formats)));
    }
    if let Some(erased) = &body.erased {
        pairs.push(("register_erased", together(erasure(erased).iter().map(|text| line(text)))));
    }
    if let Some(lost) = &body.lost {
        let seq = lost.head.seq.to_string();
        pairs.push((
            "register_lost",
            line(&format!(
                "{} {}",
                of_word("register_loss_", &lost.why),
                text_with("register_lost_head", &[&seq])
            )),
        ));
    }
    let version = body.version.as_str();
    let by = match &body.rules {
        Some(rules) => text_with("register_version_rules", &[version, rules.as_str()]),
        None => text_with("register_version", &[version]),
    };
    pairs.push(("register_written_by", line(&by)));
    pairs.into_iter().fold(element("dl"), |list, (name, value)| {
        list.holding(&element("dt").saying(&text(name))).holding(&element("dd").holding(&value))
    })
}

fn line(text: &str) -> Element {
    element("p").saying(text)
}

fn together(parts: impl Iterator<Item = Element>) -> Element {
    parts.fold(element("div"), |all, part| all.holding(&part))
}

fn verdict(fields: &Fields, formats: &Formats) -> Element {
    let verdict = of_word("verdict_", &fields.verdict);
    let kind = of_kind(fields.kind, fields.count, formats);
    let parts = [kind, verdict, of_reasons(&fields.reasons)];
    line(&text_with("register_verdict", &parts.each_ref().map(String::as_str)))
}

fn ground(ground: &Ground, formats: &Formats) -> Element {
    let basis = of_basis(ground.basis);
    let first = match ground.on {
        Some(day) => text_with("register_ground_on", &[&basis, &formats.day(day)]),
        None => basis,
    };
    let words = ground.how.iter().map(|how| element("p").holding(&element("q").saying(how)));
    together(std::iter::once(line(&first)).chain(words))
}

fn erasure(erased: &Erased) -> Vec<String> {
    let mut lines = vec![of_word("register_why_", &erased.why)];
    if let Some(through) = erased.through {
        lines.push(text_with("register_erased_through", &[&through.to_string()]));
    }
    for (key, ranges) in
        [("register_erased_bodies", &erased.bodies), ("register_erased_owners", &erased.owners)]
    {
        if !ranges.is_empty() {
            lines.push(text_with(key, &[&listed(ranges)]));
        }
    }
    lines
}

fn listed(ranges: &[(u64, u64)]) -> String {
    let range = |(from, to): &(u64, u64)| match from == to {
        true => from.to_string(),
        false => format!("{from}–{to}"),
    };
    ranges.iter().map(range).collect::<Vec<_>>().join(", ")
}
