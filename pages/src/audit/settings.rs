//! What an administrator can set so that tools are kept off the guarded sites: the browsers' policy
//! `ExtensionSettings`, ready to be put in a file.

use super::tool::Browser;
use crate::pattern::Pattern;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whom a policy keeps off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hold {
    /// The tools that are listed.
    Listed,
    /// Every extension but this one.
    Others,
    /// Every extension, this one too: all that Firefox before 153 can do.
    All,
}

/// What one policy is made of.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// The browser that it is for.
    pub browser: Browser,
    /// Whom it keeps off.
    pub hold: Hold,
    /// The id of this extension.
    pub own_id: String,
    /// The match patterns of the guarded sites.
    pub guarded: Vec<String>,
    /// The ids of the listed tools.
    pub tools: Vec<String>,
}

/// The content of a policy file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Policy {
    /// Of one among Chromium's policies.
    Chromium(ExtensionSettings),
    /// The whole of Firefox's `policies.json`.
    Firefox {
        /// What the file holds.
        policies: ExtensionSettings,
    },
}

/// The policy of this name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExtensionSettings {
    /// By the id of an extension; `*` is for each that has no entry of its own.
    #[serde(rename = "ExtensionSettings")]
    pub settings: BTreeMap<String, Setting>,
}

/// What holds for one extension, or for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Where its permissions count nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub runtime_blocked_hosts: Vec<String>,
    /// Where they count all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub runtime_allowed_hosts: Vec<String>,
    /// Hosts where no extension's permissions count. It is for `*` only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub restricted_domains: Vec<String>,
}

/// The policy; nothing where it would hold nobody, or the browser has no such setting.
///
/// Guarded patterns of all hosts are left out: a policy of them would switch extensions off
/// everywhere.
pub fn policy(order: &Order) -> Option<Policy> {
    let guarded: Vec<Pattern> = order.guarded.iter().map(|text| Pattern::read(text)).collect();
    let hosts = sorted(guarded.iter().filter_map(Pattern::for_policy));
    let blocked = || Setting { runtime_blocked_hosts: hosts.clone(), ..Setting::default() };
    let settings: BTreeMap<String, Setting> = match order.hold {
        _ if hosts.is_empty() => return None,
        Hold::Listed => {
            let tools = order.tools.iter().filter(|id| **id != order.own_id);
            tools.map(|id| (id.clone(), blocked())).collect()
        }
        Hold::Others => {
            let own = Setting { runtime_allowed_hosts: hosts.clone(), ..Setting::default() };
            BTreeMap::from([("*".to_owned(), blocked()), (order.own_id.clone(), own)])
        }
        Hold::All if order.browser == Browser::Chromium => return None,
        Hold::All => {
            let names = guarded.iter().filter_map(Pattern::host);
            let restricted_domains = sorted(names.map(str::to_owned));
            BTreeMap::from([("*".to_owned(), Setting { restricted_domains, ..Setting::default() })])
        }
    };
    let policies = (!settings.is_empty()).then_some(ExtensionSettings { settings })?;
    Some(match order.browser {
        Browser::Chromium => Policy::Chromium(policies),
        Browser::Firefox => Policy::Firefox { policies },
    })
}

fn sorted(hosts: impl Iterator<Item = String>) -> Vec<String> {
    let mut hosts: Vec<String> = hosts.collect();
    hosts.sort();
    hosts.dedup();
    hosts
}
