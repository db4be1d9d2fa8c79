//! Where something would go, and whether going there is an export at all.

/// A URL as the browser serialises it, taken apart as far as a verdict needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination<'a> {
    /// It stays on this machine: a file, the clipboard, a drag.
    Local,
    /// A server.
    Host {
        /// The host, lower case, without port.
        host: &'a str,
        /// The whole URL.
        url: &'a str,
    },
    /// A letter or a call to the person: no export, but for what follows the addressee.
    Writing {
        /// The part after `?`, such as a letter's text.
        enclosed: &'a str,
    },
    /// Anything else.
    Other(&'a str),
}

impl<'a> Destination<'a> {
    /// Reads a URL that the browser has serialised: scheme and host are lower case already.
    pub fn read(url: &'a str) -> Self {
        let url = url.trim();
        if url.is_empty() {
            return Self::Local;
        }
        let Some((scheme, rest)) = url.split_once(':') else { return Self::Other(url) };
        match scheme {
            "mailto" | "tel" => {
                Self::Writing { enclosed: rest.split_once('?').map_or("", |(_, after)| after) }
            }
            "http" | "https" | "ws" | "wss" => match host_of(rest) {
                Some(host) => Self::Host { host, url },
                None => Self::Other(url),
            },
            _ => Self::Other(url),
        }
    }

    /// Whether the destination belongs to the custodian with these host suffixes.
    pub fn is_within(&self, custodian: &[String]) -> bool {
        let Self::Host { host, .. } = self else { return false };
        custodian.iter().any(|suffix| {
            host.strip_suffix(suffix.as_str())
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    }

    /// Whether a request to it never leaves the browser: the answer is the URL itself, or a blob.
    pub fn is_in_memory(&self) -> bool {
        matches!(self, Self::Other(url) if url.starts_with("data:") || url.starts_with("blob:"))
    }

    /// The part of the URL that leaves with the payload.
    pub fn text(&self) -> &'a str {
        match *self {
            Self::Local => "",
            Self::Host { url, .. } | Self::Other(url) => url,
            Self::Writing { enclosed } => enclosed,
        }
    }
}

fn host_of(after_scheme: &str) -> Option<&str> {
    let authority = after_scheme.strip_prefix("//")?.split(['/', '?', '#', '\\']).next()?;
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host_and_port.rsplit_once(':') {
        // A colon inside brackets belongs to an IPv6 address.
        Some((host, port)) if !port.contains(']') => host,
        _ => host_and_port,
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn custodian() -> Vec<String> {
        vec!["linkedin.com".to_owned()]
    }

    #[test]
    fn the_custodian_has_its_host_and_what_is_under_it() {
        for url in [
            "https://linkedin.com/",
            "https://www.linkedin.com:443/voyager/api?x=1",
            "wss://realtime.www.linkedin.com./",
            "http://linkedin.com:8127",
        ] {
            assert!(Destination::read(url).is_within(&custodian()), "{url}");
        }
    }

    #[test]
    fn a_look_alike_is_not_the_custodian() {
        for url in [
            "https://elsewhere.example/",
            "https://notlinkedin.com/",
            "https://linkedin.com.example/",
            "https://linkedin.com@evil.example/",
            "https://evil.example/?linkedin.com",
            "https://evil.example#@linkedin.com",
            "https://evil.example\\@linkedin.com",
            "blob:https://linkedin.com/uuid",
            "data:text/plain,linkedin.com",
            "linkedin.com",
        ] {
            assert!(!Destination::read(url).is_within(&custodian()), "{url}");
        }
    }

    #[test]
    fn writing_to_somebody_is_judged_by_what_is_enclosed_only() {
        assert_eq!(Destination::read("mailto:jane@acme.example").text(), "");
        assert_eq!(Destination::read("mailto:a@b.example?body=hi").text(), "body=hi");
        assert_eq!(Destination::read("tel:+33199001122").text(), "");
    }

    #[test]
    fn an_ipv6_host_keeps_its_colons() {
        let read = Destination::read("http://[::1]:8080/x");
        assert_eq!(read, Destination::Host { host: "[::1]", url: "http://[::1]:8080/x" });
    }
}
