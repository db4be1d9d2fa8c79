//! What the popup says of the page in front: by what its guard tells, and by what the browser allows.

use crate::pattern::Pattern;
use entre_nous::Verdict;
use entre_nous::guard::Told;
use entre_nous::veil::setting::Setting;
use serde::Deserialize;
use std::cmp::Reverse;

/// What the guard of a page tells, or of a frame in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// What it decides by.
    pub engine: Engine,
    /// Whether it came after scripts of the page's own.
    pub is_late: bool,
    /// The host for which the veil can be turned off.
    pub site: String,
    /// Whether what is withheld is veiled there.
    pub veil: Setting,
    /// All fields that it has found.
    pub fields: Vec<Told>,
    /// How many exports it has refused.
    pub refused: u32,
}

/// What a guard decides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// WebAssembly.
    Wasm,
    /// The same as JavaScript, where the page allows no WebAssembly.
    Twin,
    /// Nothing: all that might hold a detail is refused.
    None,
}

/// Fields that differ in nothing that may be shown: a list of connections has hundreds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'a> {
    /// One of them.
    pub field: &'a Told,
    /// How many there are.
    pub count: usize,
}

impl Summary {
    /// The whole page: sites put parts of one into frames, and people see one page.
    pub fn with_frames(mut self, frames: impl IntoIterator<Item = Self>) -> Self {
        for frame in frames {
            if frame.engine == Engine::None {
                self.engine = Engine::None;
            }
            self.fields.extend(frame.fields);
            self.refused = self.refused.saturating_add(frame.refused);
        }
        self
    }

    /// How many fields are withheld.
    pub fn kept(&self) -> usize {
        let verdicts = self.fields.iter().map(|field| field.judgement.verdict);
        verdicts.filter(|verdict| *verdict == Verdict::Withhold).count()
    }

    /// Its fields, what matters most first.
    pub fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for field in &self.fields {
            match groups.iter_mut().find(|group| group.field == field) {
                Some(group) => group.count += 1,
                None => groups.push(Group { field, count: 1 }),
            }
        }
        groups.sort_by_key(|group| (Reverse(group.field.judgement.verdict), group.field.kind));
        groups
    }
}

/// How the page in front is guarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is.
    Active,
    /// It is, and has no field.
    NoFields,
    /// It is, until it is loaded again.
    UntilReload,
    /// What its scripts took before nobody could hold.
    Partly,
    /// All exports are refused, as nothing can decide.
    AllRefused,
    /// It was there before its site was guarded.
    Unloaded,
    /// Its site is not guarded.
    NotGuarded,
    /// Nobody can guard it.
    OfTheBrowser,
}

impl State {
    /// The state of the page.
    ///
    /// `origin` is its site's, without a port; nothing where it is no web page. `granted` are the
    /// match patterns of the sites that the browser lets the extension into; `takes_scripts` is
    /// whether it lets it into this very page.
    pub fn of(
        summary: Option<&Summary>,
        origin: Option<&str>,
        granted: &[String],
        takes_scripts: bool,
    ) -> Self {
        let site = origin.map(|origin| Pattern::read(&pattern_of(origin)));
        let lasts = |site: &Pattern| granted.iter().any(|each| Pattern::read(each).meets(site));
        match (summary, site) {
            (Some(Summary { engine: Engine::None, .. }), _) => Self::AllRefused,
            (Some(Summary { is_late: true, .. }), _) => Self::Partly,
            (Some(_), Some(site)) if !lasts(&site) => Self::UntilReload,
            (Some(summary), _) if summary.fields.is_empty() => Self::NoFields,
            (Some(_), _) => Self::Active,
            (None, Some(_)) if !takes_scripts => Self::OfTheBrowser,
            (None, Some(site)) if lasts(&site) => Self::Unloaded,
            (None, Some(_)) => Self::NotGuarded,
            (None, None) => Self::OfTheBrowser,
        }
    }

    /// The key of its heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Active | Self::NoFields | Self::UntilReload => "popup_active",
            Self::Partly => "popup_partly",
            Self::AllRefused => "popup_all_refused",
            Self::Unloaded | Self::NotGuarded | Self::OfTheBrowser => "popup_inactive",
        }
    }

    /// The key of what else is to be said.
    pub fn sentence(self) -> Option<&'static str> {
        match self {
            Self::Active => None,
            Self::NoFields => Some("popup_no_fields"),
            Self::UntilReload => Some("popup_until_reload"),
            Self::Partly => Some("notice_late"),
            Self::AllRefused => Some("popup_engine_none"),
            Self::Unloaded => Some("popup_needs_reload"),
            Self::NotGuarded => Some("popup_not_guarded"),
            Self::OfTheBrowser => Some("popup_browser_page"),
        }
    }

    /// Whether loading the page again helps.
    pub fn offers_reload(self) -> bool {
        matches!(self, Self::Partly | Self::AllRefused | Self::Unloaded)
    }
}

/// Whether guarding the site of this origin can be ended: somebody has added it. Those that are
/// guarded from the start are among the granted ones too.
pub fn is_added(origin: &str, granted: &[String], built_in: &[String]) -> bool {
    let pattern = pattern_of(origin);
    granted.contains(&pattern) && !built_in.contains(&pattern)
}

/// The match pattern of a site, by its origin.
pub fn pattern_of(origin: &str) -> String {
    format!("{origin}/*")
}

#[cfg(test)]
mod tests {
    use super::*;
    use entre_nous::{Judgement, Kind, Reason};

    const SITE: Option<&str> = Some("https://network.example");

    fn told(kind: Kind, verdict: Verdict, reason: Reason) -> Told {
        Told { kind, judgement: Judgement { verdict, reasons: [reason].into() } }
    }

    fn summary(fields: Vec<Told>) -> Summary {
        let (engine, veil) = (Engine::Wasm, Setting::On);
        Summary { engine, is_late: false, site: String::new(), veil, fields, refused: 1 }
    }

    fn withheld() -> Told {
        told(Kind::Email, Verdict::Withhold, Reason::SeenAsFirstDegree)
    }

    fn granted(patterns: &[&str]) -> Vec<String> {
        patterns.iter().map(|&each| each.to_owned()).collect()
    }

    #[test]
    fn a_guarded_page_is_active_for_as_long_as_its_site_is_granted() {
        let page = summary(vec![withheld()]);
        for pattern in ["https://network.example/*", "*://*.example/*", "<all_urls>"] {
            assert_eq!(State::of(Some(&page), SITE, &granted(&[pattern]), true), State::Active);
        }
        let others = granted(&["http://network.example/*", "https://example/*"]);
        assert_eq!(State::of(Some(&page), SITE, &others, true), State::UntilReload);
        // What has no address that may be known is not said to end.
        assert_eq!(State::of(Some(&page), None, &[], true), State::Active);
        assert_eq!(State::of(Some(&summary(vec![])), None, &[], true), State::NoFields);
    }

    #[test]
    fn what_cannot_decide_comes_before_what_came_late() {
        let none = Summary { engine: Engine::None, is_late: true, ..summary(vec![]) };
        let late = Summary { is_late: true, ..summary(vec![]) };
        assert_eq!(State::of(Some(&none), SITE, &[], true), State::AllRefused);
        assert_eq!(State::of(Some(&late), SITE, &[], true), State::Partly);
        assert!(State::AllRefused.offers_reload() && State::Partly.offers_reload());
    }

    #[test]
    fn a_page_without_a_guard_is_told_apart_by_who_keeps_it_out() {
        let here = granted(&["https://network.example/*"]);
        assert_eq!(State::of(None, SITE, &here, true), State::Unloaded);
        assert_eq!(State::of(None, SITE, &[], true), State::NotGuarded);
        assert_eq!(State::of(None, SITE, &here, false), State::OfTheBrowser);
        assert_eq!(State::of(None, None, &here, true), State::OfTheBrowser);
    }

    #[test]
    fn guarding_ends_only_where_somebody_has_begun_it() {
        let added = granted(&["https://network.example/*"]);
        assert!(is_added("https://network.example", &added, &[]));
        assert!(!is_added("https://network.example", &added, &added));
        assert!(!is_added("https://other.example", &added, &[]));
    }

    #[test]
    fn a_page_and_its_frames_are_one() {
        let frame = Summary { engine: Engine::None, ..summary(vec![withheld()]) };
        let page = summary(vec![told(Kind::Phone, Verdict::Allow, Reason::SeenFurther)]);
        let whole = page.with_frames([frame]);
        assert_eq!((whole.engine, whole.kept(), whole.refused), (Engine::None, 1, 2));
        assert_eq!(whole.fields.len(), 2);
    }

    #[test]
    fn what_differs_in_nothing_is_one_group_and_the_strictest_is_first() {
        let open = told(Kind::Email, Verdict::Allow, Reason::SeenFurther);
        let warned = told(Kind::Email, Verdict::Warn, Reason::SeenAsSecondDegree);
        let phone = told(Kind::Phone, Verdict::Withhold, Reason::SeenAsFirstDegree);
        let other = told(Kind::Email, Verdict::Withhold, Reason::DistanceUnknown);
        let page = summary(vec![
            open.clone(),
            phone.clone(),
            withheld(),
            warned.clone(),
            other.clone(),
            withheld(),
        ]);
        let groups: Vec<_> =
            page.groups().iter().map(|group| (group.field.clone(), group.count)).collect();
        assert_eq!(groups, [(withheld(), 2), (other, 1), (phone, 1), (warned, 1), (open, 1)]);
    }

    #[test]
    fn a_guard_of_another_version_says_nothing_that_is_shown() {
        let json = r#"{ "version": "1", "engine": "wasm", "isLate": false, "site": "a", "veil": "locked-off",
            "fields": [{ "kind": "email", "verdict": "withhold", "reasons": ["declared-1st-degree"] }], "refused": 0 }"#;
        let page: Summary = serde_json::from_str(json).unwrap();
        assert_eq!((page.veil, page.kept()), (Setting::LockedOff, 1));
        let later = json.replace("declared-1st-degree", "of-a-later-version");
        assert!(serde_json::from_str::<Summary>(&later).is_err());
    }
}
