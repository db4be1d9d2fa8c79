//! Match patterns, as browsers list them: do two of them meet on some page?
//!
//! Paths are not looked at. A guarded site is guarded on all of its pages, and a host permission
//! holds for all of them too.

/// One match pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// Pages of web sites.
    Web { scheme: Scheme, host: Host },
    /// No page of a web site.
    Elsewhere,
    /// It cannot be read, and so counts for all sites.
    Unclear,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Any,
    Http,
    Https,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    Any,
    Exactly(String),
    /// A host and all under it.
    Under(String),
}

impl Pattern {
    pub(crate) fn read(text: &str) -> Self {
        if text == "<all_urls>" {
            return Self::Web { scheme: Scheme::Any, host: Host::Any };
        }
        let Some((scheme, rest)) = text.split_once("://") else { return Self::Unclear };
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "*" => Scheme::Any,
            "http" | "ws" => Scheme::Http,
            "https" | "wss" => Scheme::Https,
            _ => return Self::Elsewhere,
        };
        // Paths begin at the first slash; a policy's patterns have none.
        let host = rest.split('/').next().unwrap_or_default();
        match Host::read(without_port(host)) {
            Some(host) => Self::Web { scheme, host },
            None => Self::Unclear,
        }
    }

    /// Whether some page matches both.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Elsewhere, _) | (_, Self::Elsewhere) => false,
            (Self::Unclear, _) | (_, Self::Unclear) => true,
            (Self::Web { scheme, host }, Self::Web { scheme: other_scheme, host: other_host }) => {
                scheme.meets(*other_scheme) && host.meets(other_host)
            }
        }
    }

    /// The host without wildcard; nothing for a pattern of all hosts.
    pub(crate) fn host(&self) -> Option<&str> {
        match self {
            Self::Web { host: Host::Exactly(host) | Host::Under(host), .. } => Some(host),
            _ => None,
        }
    }

    /// The pattern as policies take it, which name no path and all schemes.
    pub(crate) fn for_policy(&self) -> Option<String> {
        match self {
            Self::Web { host: Host::Exactly(host), .. } => Some(format!("*://{host}")),
            Self::Web { host: Host::Under(host), .. } => Some(format!("*://*.{host}")),
            _ => None,
        }
    }
}

impl Scheme {
    fn meets(self, other: Self) -> bool {
        self == Self::Any || other == Self::Any || self == other
    }
}

impl Host {
    fn read(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let host = match text.strip_prefix("*.") {
            Some(host) => Self::Under(host.to_owned()),
            None if text == "*" => Self::Any,
            None => Self::Exactly(text),
        };
        let is_sound = |name: &str| !name.is_empty() && !name.contains('*');
        match &host {
            Self::Any => Some(host),
            Self::Exactly(name) | Self::Under(name) => is_sound(name).then_some(host),
        }
    }

    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => true,
            (Self::Exactly(one), Self::Exactly(other)) => one == other,
            (Self::Exactly(host), Self::Under(top)) | (Self::Under(top), Self::Exactly(host)) => {
                is_under(host, top)
            }
            (Self::Under(one), Self::Under(other)) => is_under(one, other) || is_under(other, one),
        }
    }
}

/// Whether a host is another one, or lies under it.
pub(crate) fn is_under(host: &str, top: &str) -> bool {
    host.strip_suffix(top).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Chromium lists ports, Firefox knows none, and no port is every port. An IPv6 address has colons
/// of its own, inside brackets.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => name,
        _ => host,
    }
}
