//! The list of tools that can read.

use crate::audit::{Access, Finding, Known, Veil};
use crate::ui::browser::text;
use crate::ui::dom::{Build, element};
use crate::ui::words::{of_host, of_word};
use entre_nous::register::csv::code;
use web_sys::Element;

/// A tool with its facts.
pub fn entry(finding: &Finding) -> Element {
    let state = element("p")
        .with("class", &format!("reach {}", code(&finding.reach)))
        .saying(&of_word("tool_reach_", &finding.reach));
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
        let sites: Vec<_> = finding.sites.iter().map(|host| of_host(host)).collect();
        facts = facts.holding(&row("tools_sites", &element("p").saying(&sites.join(", "))));
    }
    let sends =
        finding.sends.iter().map(|each| element("li").saying(&of_word("tool_sends_", each)));
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
    element("p").saying(&format!("{} ", of_word("tool_fact_", &known.fact))).holding(&link)
}

fn access(access: &Access) -> Element {
    let class = if access.veil == Veil::None { "veil open" } else { "veil" };
    let note = element("p").with("class", class).saying(&of_word("tool_veil_", &access.veil));
    element("li").saying(&of_word("tool_way_", &access.way)).holding(&note)
}

fn row(key: &str, content: &Element) -> Element {
    let value = element("dd").holding(content);
    element("div").holding(&element("dt").saying(&text(key))).holding(&value)
}

fn list(items: impl IntoIterator<Item = Element>) -> Element {
    items.into_iter().fold(element("ul"), |list, item| list.holding(&item))
}
