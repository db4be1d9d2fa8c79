//! Which entries an export is about.

use serde::{Deserialize, Serialize};

use super::entry::Body;
use super::time::Time;
use super::words::Host;

/// A span of time and a site, each if it is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Nothing before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Time>,
    /// Nothing from here on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Time>,
    /// Only what happened there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Host>,
}

impl Filter {
    /// Whether it leaves nothing out.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an entry passes.
    pub fn matches(&self, body: &Body) -> bool {
        self.from.is_none_or(|from| body.at >= from)
            && self.to.is_none_or(|to| body.at < to)
            && self.site.as_ref().is_none_or(|site| body.site.as_ref() == Some(site))
    }
}
