//! Addresses: which owner a link names, and which contact detail it is.

use super::rule::PathPattern;
use super::{Location, Site};
use crate::field::text::fold;
use crate::field::{Kind, Owner};

/// A host for comparison: lower case, without port and last dot.
pub(super) fn plain_host(host: &str) -> String {
    let host = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.chars().all(|c| c.is_ascii_digit()) { name } else { host }
    });
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// Whether a host is this one, or one under it.
pub(super) fn is_under(host: &str, suffix: &str) -> bool {
    host.strip_suffix(suffix).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// The owner's key: equal for all spellings of one name.
pub(super) fn owner_key(name: &str) -> Option<Owner> {
    let folded = fold(name);
    let key = folded.trim();
    (!key.is_empty()).then(|| Owner(key.to_owned()))
}

/// The owner whom a path names, in one of these patterns.
///
/// Sales Navigator appends to the name where the viewer came from, after a comma.
pub(super) fn owner_in_path<'a>(
    patterns: impl IntoIterator<Item = &'a PathPattern>,
    path: &str,
) -> Option<Owner> {
    // A browser resolves dot segments, so that the name would be another.
    if path.split('/').any(|segment| matches!(percent_decoded(segment).as_str(), "." | "..")) {
        return None;
    }
    let name = patterns.into_iter().find_map(|pattern| pattern.owner_in(path))?;
    let name = percent_decoded(name);
    if name.contains(['/', '\\']) {
        return None;
    }
    owner_key(name.split(',').next()?)
}

/// The owner whom an address of this site names: "/in/ada-example/", absolute or not.
pub(super) fn owner_of(site: &Site, location: &Location<'_>, address: &str) -> Option<Owner> {
    let address = url_text(address);
    let address = address.split(['?', '#']).next()?;
    if address.contains('\\') {
        return None;
    }
    let after_scheme = match address.split_once("//") {
        Some((scheme, rest)) => {
            let scheme = scheme.to_ascii_lowercase();
            matches!(scheme.as_str(), "" | "https:" | "http:").then_some(Some(rest))?
        }
        None => None,
    };
    // A text that reads like an address has no scheme: "www.linkedin.com/in/ada-example".
    let absolute = after_scheme.or((!address.starts_with('/')).then_some(address));
    let path = match absolute {
        Some(absolute) => {
            let (authority, path) = absolute.split_once('/')?;
            let host = plain_host(authority.rsplit('@').next()?);
            let known = host == plain_host(location.host)
                || site.applies_to(&host) && !site.is_for_every_host()
                || site.custodian.iter().any(|custodian| is_under(&host, custodian.as_str()));
            if !known {
                return None;
            }
            format!("/{path}")
        }
        None => address.to_owned(),
    };
    owner_in_path(&site.owner_paths, &path)
}

/// The contact details that an address is: those of `mailto:`, `tel:` and their like.
pub(super) fn contacts_in(address: &str) -> Vec<(Kind, String)> {
    let address = url_text(address);
    let Some((scheme, rest)) = address.split_once(':') else { return Vec::new() };
    let (target, query) = rest.split_once('?').unwrap_or((rest, ""));
    match scheme.to_ascii_lowercase().as_str() {
        "mailto" => {
            let more = query.split('&').filter_map(|parameter| {
                let (name, value) = parameter.split_once('=')?;
                matches!(name.to_ascii_lowercase().as_str(), "to" | "cc" | "bcc").then_some(value)
            });
            std::iter::once(target)
                .chain(more)
                .flat_map(|list| list.split(',').map(percent_decoded).collect::<Vec<_>>())
                .map(|each| (Kind::Email, each.trim().to_owned()))
                .filter(|(_, each)| !each.is_empty())
                .collect()
        }
        "tel" | "sms" | "callto" => one(Kind::Phone, target.split(';').next().unwrap_or(target)),
        "skype" => one(Kind::Handle, target),
        _ => Vec::new(),
    }
}

fn one(kind: Kind, target: &str) -> Vec<(Kind, String)> {
    let value = percent_decoded(target);
    let value = value.trim().trim_start_matches("//");
    if value.is_empty() { Vec::new() } else { vec![(kind, value.to_owned())] }
}

/// Whether an address leads to a website.
pub(super) fn is_web(address: &str) -> bool {
    let address = url_text(address).to_ascii_lowercase();
    address.starts_with("https://") || address.starts_with("http://")
}

/// An address as a browser reads it: without blanks around it, and without line breaks in it.
fn url_text(address: &str) -> String {
    address
        .trim_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect()
}

/// The text with its percent escapes resolved. What is no UTF-8 becomes U+FFFD.
pub(super) fn percent_decoded(text: &str) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        match (byte, ahead.next().and_then(hex), ahead.next().and_then(hex)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(high << 4 | low);
                bytes = ahead;
            }
            _ => decoded.push(byte),
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Authority;

    fn site() -> Site {
        super::super::check::read(
            "network.json",
            r#"{"site": "network", "hosts": ["www.network.example"], "custodian": ["network.example"],
                "owner-paths": ["/in/*", "/sales/lead/*"], "era": "invented", "rules": []}"#,
        )
        .unwrap()
    }

    fn owner(address: &str) -> Option<String> {
        let here =
            Location { host: "demo.localhost", loaded_path: None, authority: Authority::None };
        owner_of(&site(), &here, address).map(|Owner(key)| key)
    }

    #[test]
    fn all_spellings_of_a_profiles_address_name_one_owner() {
        for address in [
            "/in/ada-example",
            "/in/ada-example/",
            "/in/ADA-Example/overlay/contact-info/",
            "/in/ada-example?trk=people#top",
            " /in/ada-\nexample ",
            "https://www.network.example/in/ada-example",
            "HTTPS://fr.network.example:443/in/ada-example/",
            "//www.network.example/in/ada%2Dexample",
            "www.network.example/in/ada-example",
            "demo.localhost:8127/in/ada-example",
            "/sales/lead/ada-example,NAME_SEARCH,x1",
        ] {
            assert_eq!(owner(address).as_deref(), Some("ada-example"), "{address}");
        }
        assert_eq!(owner("/in/in%C3%AAs-carvalho/").as_deref(), Some("inês-carvalho"));
    }

    #[test]
    fn other_addresses_name_nobody() {
        for address in [
            "",
            "/in/",
            "/in",
            "/company/example",
            "https://elsewhere.example/in/ada-example",
            "https://www.network.example@elsewhere.example/in/ada-example",
            "https://notnetwork.example/in/ada-example",
            "/in/ada-example/../bob-example",
            "/in/%2e%2e/bob-example",
            "/in/a%2Fb",
            "\\\\www.network.example\\in\\ada",
            "javascript://www.network.example/in/ada-example",
            "ada-example",
        ] {
            assert_eq!(owner(address), None, "{address}");
        }
    }

    #[test]
    fn addresses_of_mail_and_telephone_are_contact_details() {
        let email = |text: &str| (Kind::Email, text.to_owned());
        let phone = |text: &str| (Kind::Phone, text.to_owned());
        for (address, expected) in [
            ("mailto:ada@example.org", vec![email("ada@example.org")]),
            (" MAILTO:ada%40example.org?subject=Hello", vec![email("ada@example.org")]),
            (
                "mailto:ada@example.org,%20bob@example.org",
                vec![email("ada@example.org"), email("bob@example.org")],
            ),
            ("mailto:?to=ada@example.org&body=cc", vec![email("ada@example.org")]),
            ("mailto:?subject=Share", vec![]),
            ("tel:+33%206%2039", vec![phone("+33 6 39")]),
            ("tel:+1-555-0100;ext=5", vec![phone("+1-555-0100")]),
            ("sms:+15550100?body=hi", vec![phone("+15550100")]),
            ("https://example.org", vec![]),
            ("%%%", vec![]),
            ("mailto:%ff%fe", vec![email("\u{fffd}\u{fffd}")]),
        ] {
            assert_eq!(contacts_in(address), expected, "{address}");
        }
    }

    #[test]
    fn hosts_end_at_a_dot() {
        assert!(is_under("www.network.example", "network.example"));
        assert!(is_under("network.example", "network.example"));
        assert!(!is_under("notnetwork.example", "network.example"));
    }
}
