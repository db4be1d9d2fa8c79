//! Which of the installed extensions can read contact details on the guarded sites, by what the
//! browser tells of them.
//!
//! It says what a tool *can* do, never that it does. Where the browser leaves a doubt, the tool is
//! listed: nothing else would tell the person of it.

mod known;
mod settings;
mod tool;

pub use known::Known;
pub use settings::{ExtensionSettings, Hold, Order, Policy, Setting, policy};
pub use tool::{Browser, Reach, Sending, Tool, Veil, Way};

use crate::pattern::Pattern;
use serde::{Deserialize, Serialize};

/// What the page asks.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// The browser at hand.
    pub browser: Browser,
    /// The id of this extension, which is no tool.
    pub own_id: String,
    /// The match patterns of the guarded sites, built in or added.
    pub guarded: Vec<String>,
    /// How this browser words some permissions, in its own language.
    #[serde(default)]
    pub wording: Wording,
    /// All that is installed.
    pub tools: Vec<Tool>,
}

/// Chromium tells the sites of content scripts in the sentences that it shows a person, and nowhere
/// else. Those that name no site are known by asking for them with a made-up manifest.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wording {
    /// The sentences for scripts on all sites.
    pub all_sites: Vec<String>,
    /// The sentences for scripts on more sites than are named.
    pub many_sites: Vec<String>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Audit {
    /// What can read, or is known to take contacts: what reads most easily first.
    pub findings: Vec<Finding>,
    /// How many others are installed.
    pub others: usize,
}

/// One tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The browser's id of it.
    pub id: String,
    /// Its name, as it gives it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Whether it is switched on.
    pub enabled: bool,
    /// When it can read.
    pub reach: Reach,
    /// How it can read, and what the veil does against each.
    pub ways: Vec<Access>,
    /// The hosts of the guarded sites that it can read at any time.
    pub sites: Vec<String>,
    /// Where to it can send.
    pub sends: Vec<Sending>,
    /// What is publicly known of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<&'static Known>,
}

/// One way to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Access {
    /// The way.
    pub way: Way,
    /// What the veil does against it.
    pub veil: Veil,
}

/// Looks at everything that is installed.
pub fn audit(question: Question) -> Audit {
    let Question { browser, own_id, guarded, wording, tools } = question;
    let guarded: Vec<Pattern> = guarded.iter().map(|text| Pattern::read(text)).collect();
    // Themes and web apps have no code that reads other sites' pages.
    let tools = tools.into_iter().filter(|tool| tool.kind == "extension" && tool.id != own_id);
    let mut others = 0;
    let mut findings: Vec<Finding> = Vec::new();
    for tool in tools {
        let finding = examine(tool, browser, &guarded, &wording);
        if finding.ways.is_empty() && finding.known.is_none() {
            others += 1;
        } else {
            findings.push(finding);
        }
    }
    findings.sort_by_cached_key(rank);
    Audit { findings, others }
}

fn examine(tool: Tool, browser: Browser, guarded: &[Pattern], wording: &Wording) -> Finding {
    let (sites, is_named) = tool.sites(guarded, wording);
    let ways: Vec<Way> = Way::ALL
        .into_iter()
        .filter(|way| way.is_open_to(&tool, browser, !sites.is_empty(), is_named))
        .collect();
    Finding {
        reach: ways.iter().map(|way| way.reach()).max().unwrap_or(Reach::Never),
        ways: ways.into_iter().map(|way| Access { way, veil: way.veil(browser) }).collect(),
        sites,
        sends: Sending::of(&tool),
        known: known::find(&tool.name),
        id: tool.id,
        name: tool.name,
        version: tool.version,
        enabled: tool.enabled,
    }
}

/// The order of the list: what is switched on, reads most easily, is known to take contacts, is
/// held by nothing, and reads in most ways comes first.
fn rank(finding: &Finding) -> impl Ord + use<> {
    let unheld = finding.ways.iter().filter(|access| access.veil == Veil::None).count();
    (
        !finding.enabled,
        std::cmp::Reverse(finding.reach),
        finding.known.is_none(),
        std::cmp::Reverse((unheld, finding.ways.len())),
        finding.name.to_lowercase(),
    )
}

#[cfg(test)]
mod tests;
