//! The types of a site's rule file (`rules/*.json`). `docs/site-rules.md` explains each key.
//!
//! `build.rs` compiles this file too, so that a broken rule file fails the build with its line
//! and column. It may use nothing but serde and the small enums that the keys name.

use crate::audience::Distance;
use crate::field::Kind;
use crate::wording::{Intent, Label};
use serde::{Deserialize, Serialize};

/// One site: where it is, who holds its data, and how its pages are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Site {
    /// The site's name; the same as the file's.
    pub site: Name,
    /// The hosts on which the rules apply, exactly; `*` alone for every host.
    pub hosts: Vec<Host>,
    /// Whether the person must have added the page's host for these rules to apply there.
    #[serde(default)]
    pub opt_in: bool,
    /// Hosts of the custodian besides the page's own, with everything under them.
    #[serde(default)]
    pub custodian: Vec<Host>,
    /// Whether the page marker on these hosts is the custodian's word.
    #[serde(default)]
    pub authority: bool,
    /// Paths that name an owner, with `*` for the owner ("/in/*"). More may follow after it.
    #[serde(default)]
    pub owner_paths: Vec<PathPattern>,
    /// Which page structures the rules were made from, and of which date.
    pub era: String,
    /// How the pages are read.
    pub rules: Rules,
    /// Controls whose server does the export.
    #[serde(default)]
    pub controls: Controls,
    /// Responses that bring contact values.
    #[serde(default)]
    pub responses: Vec<ResponseRule>,
}

/// A response that brings contact values to the page's scripts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ResponseRule {
    /// The rule's name, unique in its site.
    pub name: Name,
    /// Its address; a segment `*` is any, and names the owner.
    pub path: ResponsePath,
    /// What its query must hold.
    #[serde(default)]
    pub query: Option<String>,
    /// How it is written.
    pub reads: Format,
    /// Kinds that the platform may show to people outside their audience.
    #[serde(default)]
    pub exception_possible: Vec<Kind>,
}

/// How a response is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// JSON whose members are named as in LinkedIn's Voyager.
    Voyager,
    /// Rows of React's flight format.
    Flight,
}

/// How one part of a page is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rule {
    /// The rule's name, unique in its site; fixtures are found by it.
    pub name: Name,
    /// The element that holds one owner's part of the page. Scopes may nest: each element
    /// belongs to the innermost.
    pub scope: Selector,
    /// Where the owner's name is found; the first source that has any counts.
    #[serde(default)]
    pub owner: Vec<OwnerSource>,
    /// What proves the viewer's distance. All sources count, and must agree.
    #[serde(default)]
    pub distance: Vec<DistanceSource>,
    /// Parts of the page that are somebody else's, or nobody's.
    #[serde(default)]
    pub exclude: Option<Selector>,
    /// Fields whose element says what they are.
    #[serde(default)]
    pub fields: Vec<FieldSource>,
    /// Fields that follow an icon or a label.
    #[serde(default)]
    pub rows: Option<Rows>,
    /// Kinds that the platform may show to people outside their audience.
    #[serde(default)]
    pub exception_possible: Vec<Kind>,
}

/// Where a scope names its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnerSource {
    /// The link of the row that leads to the owner's profile (see [`Label::ProfileLink`]).
    ProfileRow,
    /// Links whose address is one of the site's owner paths. Several owners are none.
    Link(Selector),
    /// An attribute of the scope's element.
    Attribute(Name),
    /// The path that the page was loaded at. Only where nothing in the scope names anybody, and
    /// only until the page navigates within itself.
    Path(PathPattern),
}

/// What proves how far the viewer stands from the scope's owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum DistanceSource {
    /// The rendered text of a badge.
    Badge(Selector),
    /// The same, where only the separator before the degree tells it from other text.
    BadgeAfterSeparator(Selector),
    /// The end of the accessible name (`aria-label`) of a link to the owner.
    LinkLabel(Selector),
    /// An element that only a viewer at this distance is shown.
    Presence {
        /// The element.
        at: Selector,
        /// What its presence proves.
        proves: Distance,
    },
    /// Everybody in such a scope stands at this distance.
    Always(Distance),
    /// A link to edit the owner's own profile: the viewer is the owner.
    EditLink(Selector),
}

/// A field whose element says what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FieldSource {
    /// The element.
    pub at: Selector,
    /// Its kind.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// The attribute with its kind, where `kind` is absent. Without either the value decides.
    #[serde(default)]
    pub kind_attribute: Option<Name>,
    /// Where the value is; each of them that has one is a field.
    pub value: Vec<ValueSource>,
    /// The attribute in which the page declares the audience.
    #[serde(default)]
    pub audience_attribute: Option<Name>,
}

/// Where an element holds a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueSource {
    /// What is rendered.
    Text,
    /// A `mailto:` or `tel:` address; for websites any.
    Href,
    /// An attribute.
    Attribute(Name),
    /// The Persons in a JSON-LD script.
    JsonLd,
}

/// Fields that follow an icon or a label, in the order of the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rows {
    /// Elements that say, in no language, what comes next; the first that matches counts.
    pub markers: Vec<Marker>,
    /// Elements whose text may be a label.
    pub labels: Selector,
    /// Elements that may hold a value.
    pub values: Selector,
}

/// An element that says what comes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Marker {
    /// The element.
    pub at: Selector,
    /// What comes next.
    pub means: Label,
}

/// A control whose server does the export, so that no request holds what it takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Control {
    /// The control's name, unique in its site.
    pub name: Name,
    /// The element that is pressed.
    pub at: Selector,
    /// What its accessible name must ask for, one of these; without it, any name does.
    #[serde(default)]
    pub words: Option<Vec<Intent>>,
    /// Whose details it takes.
    pub reach: Reach,
}

/// The part of the page whose details a control takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Reach {
    /// The nearest element around the control: a row, a card. Where there is none, the next
    /// control of the file has its say.
    Closest(Selector),
    /// The rows that are chosen. When none is, or all are, the whole list.
    Selection {
        /// The element around the control that the choice is made in; by default the document.
        #[serde(default)]
        within: Option<Selector>,
        /// What stands for one person.
        rows: Selector,
        /// What shows in a row whether it is chosen: boxes, or the row itself.
        boxes: Selector,
    },
    /// Everything in a list, what was taken off the screen included.
    List {
        /// The element around the control that holds the list; by default the document.
        #[serde(default)]
        within: Option<Selector>,
    },
    /// What the page shows now, and what it has shown of the owner whom its address names.
    Page,
}

/// A CSS selector. Here only its brackets and quotes are checked; the tests parse each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Selector(String);

/// A word of lower-case letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// A host without scheme or port, or `*`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Host(String);

/// A path in which one segment, `*`, is the owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PathPattern(String);

/// The path of a response; segments are compared exactly, but for `*`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResponsePath(String);

/// Rules with different names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Rule>", into = "Vec<Rule>")]
pub struct Rules(Vec<Rule>);

/// Controls with different names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Control>", into = "Vec<Control>")]
pub struct Controls(Vec<Control>);

macro_rules! text {
    ($($type:ident),*) => {$(
        impl $type {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$type> for String {
            fn from(text: $type) -> Self {
                text.0
            }
        }
    )*};
}
text!(Selector, Name, Host, PathPattern, ResponsePath);

impl TryFrom<String> for Selector {
    type Error = String;

    fn try_from(selector: String) -> Result<Self, String> {
        if selector.trim().is_empty() {
            return Err("a selector is empty".into());
        }
        let mut open = Vec::new();
        let mut quote = None;
        for character in selector.chars() {
            match (quote, character) {
                (Some(mark), _) if mark == character => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(character),
                (None, '(') => open.push(')'),
                (None, '[') => open.push(']'),
                (None, ')' | ']') if open.pop() != Some(character) => {
                    return Err(format!("unexpected {character} in the selector {selector}"));
                }
                _ => {}
            }
        }
        match quote.or(open.pop()) {
            Some(missing) => Err(format!("missing {missing} in the selector {selector}")),
            None => Ok(Self(selector)),
        }
    }
}

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let valid = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(valid) {
            return Err(format!("{name:?} is no name: lower-case letters, digits and hyphens"));
        }
        Ok(Self(name))
    }
}

impl TryFrom<String> for Host {
    type Error = String;

    fn try_from(host: String) -> Result<Self, String> {
        let valid = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        let named = !host.is_empty() && !host.starts_with('.') && host.chars().all(valid);
        if host == "*" || named {
            Ok(Self(host))
        } else {
            Err(format!("{host:?} is no host: lower case, without scheme, port and path, or *"))
        }
    }
}

impl TryFrom<String> for PathPattern {
    type Error = String;

    fn try_from(pattern: String) -> Result<Self, String> {
        let owners = pattern.split('/').filter(|segment| *segment == "*").count();
        if !pattern.starts_with('/') || owners != 1 {
            return Err(format!("{pattern:?} is no path with one * for the owner"));
        }
        Ok(Self(pattern))
    }
}

impl TryFrom<String> for ResponsePath {
    type Error = String;

    fn try_from(path: String) -> Result<Self, String> {
        match path.starts_with('/') && !path.contains(['?', '#']) {
            true => Ok(Self(path)),
            false => Err(format!("{path:?} is no path")),
        }
    }
}

impl ResponseRule {
    /// Whether it is about this address, and what stands in the place of the `*`.
    pub fn covers<'a>(&self, path: &'a str, query: &str) -> Option<Option<&'a str>> {
        if self.query.as_ref().is_some_and(|part| !query.contains(part.as_str())) {
            return None;
        }
        let mut segments = path.split('/');
        let mut owner = None;
        for expected in self.path.as_str().split('/') {
            let segment = segments.next()?;
            match expected {
                "*" => owner = Some(segment),
                _ if expected == segment => {}
                _ => return None,
            }
        }
        segments.next().is_none().then_some(owner)
    }
}

impl PathPattern {
    /// The segment of a path that stands where the owner does.
    pub fn owner_in<'a>(&self, path: &'a str) -> Option<&'a str> {
        let mut segments = path.split('/');
        let mut owner = None;
        for expected in self.0.trim_end_matches('/').split('/') {
            let segment = segments.next()?;
            match expected {
                "*" => owner = Some(segment),
                _ if expected == segment => {}
                _ => return None,
            }
        }
        owner.filter(|name| !name.is_empty())
    }
}

impl TryFrom<Vec<Rule>> for Rules {
    type Error = String;

    fn try_from(rules: Vec<Rule>) -> Result<Self, String> {
        for (index, rule) in rules.iter().enumerate() {
            let name = rule.name.as_str();
            if rules.iter().take(index).any(|earlier| earlier.name == rule.name) {
                return Err(format!("two rules have the name {name}"));
            }
            if rule.fields.iter().any(|field| field.value.is_empty()) {
                return Err(format!("a field of the rule {name} has no value source"));
            }
        }
        Ok(Self(rules))
    }
}

impl From<Rules> for Vec<Rule> {
    fn from(rules: Rules) -> Self {
        rules.0
    }
}

impl Rules {
    /// The rules, in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Rule> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Rules {
    type Item = &'a Rule;
    type IntoIter = std::slice::Iter<'a, Rule>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl TryFrom<Vec<Control>> for Controls {
    type Error = String;

    fn try_from(controls: Vec<Control>) -> Result<Self, String> {
        for (index, control) in controls.iter().enumerate() {
            let name = control.name.as_str();
            if controls.iter().take(index).any(|earlier| earlier.name == control.name) {
                return Err(format!("two controls have the name {name}"));
            }
            if control.words.as_ref().is_some_and(Vec::is_empty) {
                return Err(format!(
                    "the words of the control {name} are none, so it is never found"
                ));
            }
        }
        Ok(Self(controls))
    }
}

impl From<Controls> for Vec<Control> {
    fn from(controls: Controls) -> Self {
        controls.0
    }
}

impl Controls {
    /// The controls, in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Control> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Controls {
    type Item = &'a Control;
    type IntoIter = std::slice::Iter<'a, Control>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
