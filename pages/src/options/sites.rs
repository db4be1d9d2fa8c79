//! The sites that the page of options lists: what is guarded, and what else is set for.

use entre_nous::Profile;
use entre_nous::settings::{Choice, Named};

/// Stands for all sites, in place of a host.
const ANY: &str = "*";

/// Whether a site is guarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// From the start.
    BuiltIn,
    /// It would be from the start, and the browser does not let the extension in.
    Closed,
    /// Somebody has added it.
    Added,
    /// Something is set for it, and nobody guards it.
    None,
}

/// One site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its host; it may stand for more than one, as in a match pattern.
    pub host: String,
    /// Whether it is guarded.
    pub guard: Guard,
    /// The match patterns that were given for it, which can be given back.
    pub patterns: Vec<String>,
    /// What is set for it.
    pub level: Choice<Option<Profile>>,
}

impl Site {
    /// Whether something can be set for it: settings go by one host.
    pub fn is_one(&self) -> bool {
        !self.host.contains(ANY)
    }
}

/// All sites: those that are guarded from the start, then those that were added, then the others.
pub fn sites(built_in: &[String], granted: &[String], set: &[Named<Option<Profile>>]) -> Vec<Site> {
    let mut found: Vec<Site> = Vec::new();
    for pattern in built_in.iter().chain(granted) {
        let host = host_of(pattern);
        let is_built_in = built_in.contains(pattern);
        if !found.iter().any(|site| site.host == host) {
            let is_open = granted.iter().any(|each| each == pattern || host_of(each) == ANY);
            let guard = match (is_built_in, is_open) {
                (true, false) => Guard::Closed,
                (true, true) => Guard::BuiltIn,
                (false, _) => Guard::Added,
            };
            found.push(site(host, guard));
        }
        if let Some(site) = found.iter_mut().find(|site| site.host == host)
            && !is_built_in
        {
            site.patterns.push(pattern.clone());
        }
    }
    for Named { name, choice } in set {
        match found.iter_mut().find(|site| site.host == *name) {
            Some(site) => site.level = choice.clone(),
            None => found.push(Site { level: choice.clone(), ..site(name, Guard::None) }),
        }
    }
    found
}

fn site(host: &str, guard: Guard) -> Site {
    let level = Choice { value: None, locked: false };
    Site { host: host.to_owned(), guard, patterns: Vec::new(), level }
}

/// The host of a match pattern, as it stands in it. What has none stands for all.
pub fn host_of(pattern: &str) -> &str {
    let after_scheme = pattern.split_once("://").map(|(_, rest)| rest);
    after_scheme.and_then(|rest| rest.split('/').next()).unwrap_or(ANY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(built_in: &[&str], granted: &[&str], set: &[(&str, bool)]) -> Vec<Site> {
        let own = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let set: Vec<_> = (set.iter())
            .map(|&(name, locked)| Named {
                name: name.to_owned(),
                choice: Choice { value: Some(Profile::Strict), locked },
            })
            .collect();
        sites(&own(built_in), &own(granted), &set)
    }

    #[test]
    fn each_site_is_listed_once_with_how_it_came_there() {
        let listed = listed(
            &["https://network.example/*", "https://closed.example/*"],
            &["https://network.example/*", "https://added.example/*", "http://added.example/*"],
            &[("added.example", false), ("elsewhere.example", true)],
        );
        let told: Vec<_> = listed
            .iter()
            .map(|site| (site.host.as_str(), site.guard, site.patterns.len(), site.level.locked))
            .collect();
        assert_eq!(
            told,
            [
                ("network.example", Guard::BuiltIn, 0, false),
                ("closed.example", Guard::Closed, 0, false),
                ("added.example", Guard::Added, 2, false),
                ("elsewhere.example", Guard::None, 0, true),
            ]
        );
        let levels: Vec<_> = listed.iter().map(|site| site.level.value).collect();
        assert_eq!(levels, [None, None, Some(Profile::Strict), Some(Profile::Strict)]);
    }

    #[test]
    fn what_is_given_for_all_sites_opens_those_from_the_start() {
        let listed = listed(&["https://network.example/*"], &["<all_urls>"], &[]);
        let guards: Vec<_> = listed.iter().map(|site| site.guard).collect();
        assert_eq!(guards, [Guard::BuiltIn, Guard::Added]);
    }

    #[test]
    fn what_is_given_for_many_sites_is_one_entry_for_which_nothing_can_be_set() {
        for (pattern, host) in
            [("<all_urls>", "*"), ("*://*/*", "*"), ("https://*.example.org/*", "*.example.org")]
        {
            let [site] = &listed(&[], &[pattern], &[])[..] else { panic!("{pattern}") };
            assert_eq!((site.host.as_str(), site.is_one()), (host, false));
        }
    }
}
