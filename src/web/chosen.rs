//! Which rules a page is read by.

use crate::evidence::Authority;
use crate::sites::Site;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// What the build tells the engine.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The version of the extension; the scripts beside the engine want it.
    #[serde(rename = "version")]
    _version: String,
    /// Which rules it holds; the register wants it.
    #[serde(rename = "rules")]
    _rules: IgnoredAny,
    /// Hosts that are read by the rules of a site that does not list them.
    hosts: HashMap<String, String>,
    /// What the lookout wants.
    #[serde(rename = "scopes")]
    _scopes: IgnoredAny,
}

/// What holds for the pages of one host.
pub struct Chosen {
    /// The sites by whose rules they are read.
    pub sites: Vec<Site>,
    /// Whether a site of this host has authority over what is declared here.
    pub authority: Authority,
    /// Who holds what they show.
    pub custodian: Rc<[String]>,
    /// Whether a site of this host has rules of its own.
    pub proves_distances: bool,
}

impl Chosen {
    /// For a host.
    ///
    /// # Errors
    /// When an embedded rule cannot be read.
    pub fn of(host: &str, config: &Config) -> Result<Self, JsValue> {
        let mut all: Vec<Site> = Vec::new();
        for (_, json) in crate::sites::EMBEDDED {
            all.push(serde_wasm_bindgen::from_value(js_sys::JSON::parse(json)?)?);
        }
        let alias = config.hosts.get(host);
        let is_named = |site: &Site| {
            (site.applies_to(host) && !site.is_for_every_host())
                || alias.is_some_and(|name| name == site.site.as_str())
        };
        let any_named = all.iter().any(is_named);
        // The page's own host holds what the page shows, whatever the site's rules say.
        let mut custodian = vec![host.to_owned()];
        let mut authority = Authority::None;
        let mut sites = Vec::new();
        for site in all {
            let named = is_named(&site);
            if named {
                custodian.extend(site.custodian.iter().map(|host| host.as_str().to_owned()));
                if site.authority {
                    authority = Authority::Custodian;
                }
            }
            // On a host that no site names, the person has added it: so opt-in rules apply.
            if named || (site.is_for_every_host() && !(site.opt_in && any_named)) {
                sites.push(site);
            }
        }
        Ok(Self { sites, authority, custodian: custodian.into(), proves_distances: any_named })
    }
}
