//! The list of tools that can read.

use crate::audit::{Access, Finding, Known, Veil};
use crate::ui::browser::text;
use crate::ui::dom::{Build, element};
use serde::Serialize;
use web_sys::Element;

/// A tool with its facts.
pub fn entry(finding: &Finding) -> Element {
    let state = element("p")
        .with("class", &format!("reach {}", code(&finding.reach)))
        .saying(&worded("tool_reach", &finding.reach));
    let state = match finding.enabled {
        true => state,
        false => state.saying(&format!(" · {}", text("tools_off"))),
    };
    let mut facts = element("dl");
    if let Some(known) = finding.known {
        facts = facts.holding(&row("tools_known", &source(known)));
    }
    if !finding.ways.is_empty() {
        facts = facts.holding(&row("tools_reads", &list(finding.ways.iter().map(access))));
    }
    if !finding.sites.is_empty() {
        let sites: Vec<_> = finding.sites.iter().map(|host| site_name(host)).collect();
        facts = facts.holding(&row("tools_sites", &element("p").saying(&sites.join(", "))));
    }
    let sends = finding.sends.iter().map(|each| element("li").saying(&worded("tool_sends", each)));
    facts = facts.holding(&row("tools_sends", &list(sends)));
    facts = facts.holding(&row("tools_version", &element("p").saying(&finding.version)));
    let heading = element("h3").saying(&finding.name);
    element("li").holding(&element("article").holding(&heading).holding(&state).holding(&facts))
}

/// What is publicly known, with where it is said.
fn source(known: &Known) -> Element {
    let link = element("a")
        .with("href", known.source)
        .with("target", "_blank")
        .with("rel", "noreferrer")
        .saying(&text("tools_source"));
    element("p").saying(&format!("{} ", worded("tool_fact", &known.fact))).holding(&link)
}

fn access(access: &Access) -> Element {
    let class = if access.veil == Veil::None { "veil open" } else { "veil" };
    let note = element("p").with("class", class).saying(&worded("tool_veil", &access.veil));
    element("li").saying(&worded("tool_way", &access.way)).holding(&note)
}

fn site_name(host: &str) -> String {
    if host == "*" { text("tools_all_sites") } else { host.to_owned() }
}

fn row(key: &str, content: &Element) -> Element {
    let value = element("dd").holding(content);
    element("div").holding(&element("dt").saying(&text(key))).holding(&value)
}

fn list(items: impl IntoIterator<Item = Element>) -> Element {
    items.into_iter().fold(element("ul"), |list, item| list.holding(&item))
}

/// The text of a code, from a family of texts.
fn worded(family: &str, coded: &impl Serialize) -> String {
    text(&format!("{family}_{}", code(coded).replace('-', "_")))
}

fn code(coded: &impl Serialize) -> String {
    let code = serde_json::to_value(coded).ok();
    code.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}
