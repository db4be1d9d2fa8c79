//! One installed extension: how it can read, and where to it can send.

use super::Wording;
use crate::pattern::{Pattern, is_under};
use serde::{Deserialize, Serialize};

/// Whose extensions they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Browser {
    /// Chromium and what is made of it.
    Chromium,
    /// Firefox.
    Firefox,
}

/// An extension as `management.getAll` gives it, with Chromium's sentences about its permissions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tool {
    /// The browser's id of it.
    pub id: String,
    /// Its name, as it gives it.
    pub name: String,
    /// Its version.
    #[serde(default)]
    pub version: String,
    /// Whether it is switched on.
    #[serde(default)]
    pub enabled: bool,
    /// `extension`, `theme` or another.
    #[serde(rename = "type")]
    pub kind: String,
    /// The hosts that it has permission for. In Firefox those of its content scripts are among
    /// them, in Chromium they are not. Firefox tells none of what is switched off.
    #[serde(default)]
    pub host_permissions: Vec<String>,
    /// Its other permissions.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// What Chromium says of its permissions, in sentences.
    #[serde(default)]
    pub warnings: Vec<String>,
}

/// When a tool can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Not with what it may do now.
    Never,
    /// After a person's click on it, in a choice that it offers, or by copying.
    OnAction,
    /// Whenever a page is open.
    AnyTime,
}

/// One way to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// The debugger's interface: pages, their memory and what they load.
    Debugger,
    /// Its scripts run in the pages.
    Page,
    /// Its scripts run in pages of sites that the browser does not name.
    UnnamedPages,
    /// It filters what the site answers, on its way to the page.
    Responses,
    /// It sees what the page sends to the site.
    Requests,
    /// It reads the cookies that the person is signed in by.
    Session,
    /// It saves whole pages.
    SavedPage,
    /// It takes pictures of what the tab in front shows.
    Screen,
    /// Its scripts run in the page in front after a click on it.
    PageOnClick,
    /// It records the tab in front after a click on it.
    ScreenOnClick,
    /// It records a screen or window that the person chooses.
    ScreenChosen,
    /// It reads the clipboard.
    Clipboard,
}

impl Way {
    /// All of them, the widest first.
    pub const ALL: [Self; 12] = [
        Self::Debugger,
        Self::Page,
        Self::UnnamedPages,
        Self::Responses,
        Self::Requests,
        Self::Session,
        Self::SavedPage,
        Self::Screen,
        Self::PageOnClick,
        Self::ScreenOnClick,
        Self::ScreenChosen,
        Self::Clipboard,
    ];

    /// Whether a tool has it. A click brings nothing to a tool that may always read.
    ///
    /// `tabs`, `webNavigation` and `history` are no way: they tell addresses and titles, which
    /// name a person and hold none of their details.
    pub(super) fn is_open_to(
        self,
        tool: &Tool,
        browser: Browser,
        has_sites: bool,
        is_named: bool,
    ) -> bool {
        let may = |permission: &str| tool.permissions.iter().any(|each| each == permission);
        match self {
            Self::Debugger => may("debugger"),
            Self::Page => has_sites && is_named,
            Self::UnnamedPages => has_sites && !is_named,
            Self::Responses => {
                browser == Browser::Firefox
                    && has_sites
                    && may("webRequest")
                    && (may("webRequestBlocking") || may("webRequestFilterResponse"))
            }
            Self::Requests => has_sites && may("webRequest"),
            Self::Session => has_sites && may("cookies"),
            Self::SavedPage => may("pageCapture"),
            Self::Screen => tool.has_every_host(),
            Self::PageOnClick => !has_sites && may("activeTab"),
            Self::ScreenOnClick => may("tabCapture"),
            Self::ScreenChosen => may("desktopCapture"),
            Self::Clipboard => may("clipboardRead"),
        }
    }

    /// When it is open.
    pub fn reach(self) -> Reach {
        match self {
            Self::Debugger
            | Self::Page
            | Self::UnnamedPages
            | Self::Responses
            | Self::Requests
            | Self::Session
            | Self::SavedPage
            | Self::Screen => Reach::AnyTime,
            Self::PageOnClick | Self::ScreenOnClick | Self::ScreenChosen | Self::Clipboard => {
                Reach::OnAction
            }
        }
    }

    /// What the veil does against it.
    pub fn veil(self, browser: Browser) -> Veil {
        match self {
            Self::Debugger | Self::Responses | Self::Requests | Self::Session => Veil::None,
            Self::Page | Self::UnnamedPages | Self::PageOnClick => match browser {
                Browser::Chromium => Veil::Reading,
                Browser::Firefox => Veil::Page,
            },
            Self::SavedPage | Self::Screen | Self::ScreenOnClick | Self::ScreenChosen => {
                Veil::UntilShown
            }
            Self::Clipboard => Veil::Copying,
        }
    }
}

/// What the veil does against a way to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Veil {
    /// Nothing.
    None,
    /// Who reads the page finds nothing; who observes it may, where the value is in the served
    /// document.
    Reading,
    /// Who reads or observes the page finds nothing.
    Page,
    /// There is nothing to see until a person presses "Show".
    UntilShown,
    /// What is kept back is not copied.
    Copying,
}

/// Where to a tool can send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sending {
    /// Any server. No extension needs a permission to send, only to read the answer of a server
    /// that does not consent.
    Server,
    /// A program on this computer.
    Program,
    /// Files on this computer, without a question.
    File,
}

impl Sending {
    pub(super) fn of(tool: &Tool) -> Vec<Self> {
        let by_permission = [("nativeMessaging", Self::Program), ("downloads", Self::File)];
        let allowed = by_permission
            .into_iter()
            .filter(|(permission, _)| tool.permissions.iter().any(|each| each == permission));
        [Self::Server].into_iter().chain(allowed.map(|(_, sending)| sending)).collect()
    }
}

impl Tool {
    /// The hosts of the guarded sites that its scripts can run on, and whether the browser names
    /// them.
    pub(super) fn sites(&self, guarded: &[Pattern], wording: &Wording) -> (Vec<String>, bool) {
        let permitted: Vec<Pattern> =
            self.host_permissions.iter().map(|text| Pattern::read(text)).collect();
        let everywhere = self.says_one_of(&wording.all_sites);
        let sites = sites_where(guarded, |site| {
            everywhere
                || permitted.iter().any(|pattern| pattern.meets(site))
                || site.host().is_some_and(|host| self.names(host))
        });
        if sites.is_empty() && self.says_one_of(&wording.many_sites) {
            return (sites_where(guarded, |_| true), false);
        }
        (sites, true)
    }

    fn says_one_of(&self, sentences: &[String]) -> bool {
        self.warnings.iter().any(|warning| sentences.contains(warning))
    }

    /// Whether a sentence names the host, or one that it lies under. The sentences are in the
    /// browser's language; hosts are the same in each.
    fn names(&self, host: &str) -> bool {
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || sign == '-' || sign == '.';
        self.warnings.iter().flat_map(|warning| warning.split(|sign| !is_part(sign))).any(|word| {
            let named = word.trim_matches('.').to_ascii_lowercase();
            named.contains('.') && is_under(host, &named)
        })
    }

    /// A picture of the tab in front takes this permission, and no other.
    fn has_every_host(&self) -> bool {
        self.host_permissions.iter().any(|host| host == "<all_urls>")
    }
}

fn sites_where(guarded: &[Pattern], is_reached: impl Fn(&Pattern) -> bool) -> Vec<String> {
    let mut hosts: Vec<String> = guarded
        .iter()
        .filter(|site| is_reached(site))
        .map(|site| site.host().unwrap_or("*").to_owned())
        .collect();
    hosts.sort();
    hosts.dedup();
    hosts
}
