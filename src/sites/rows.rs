//! Fields that follow an icon or a label.
//!
//! Nothing but the order of the document is relied on: an icon or a label opens a row, and what
//! comes before the next one is its values. So it does not matter how the page nests them.

use super::Tree;
use super::links::{contacts_in, is_web, owner_of};
use super::read::{Part, shown_text};
use super::rule;
use super::values::{clean, guess, is_plausible};
use crate::field::{Kind, Owner};
use crate::wording::{Label, label_kind};

/// What the rows of a scope hold.
pub(super) struct Rows<N> {
    pub(super) values: Vec<RowValue<N>>,
    /// Whom the links in the row with the owner's profile name.
    pub(super) profiles: Vec<Owner>,
    /// A row says since when viewer and owner are connected.
    pub(super) connected_since: bool,
    /// The row with the profile calls it the viewer's own.
    pub(super) own_profile: bool,
    pub(super) complete: bool,
}

impl<N> Default for Rows<N> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            profiles: Vec::new(),
            connected_since: false,
            own_profile: false,
            complete: true,
        }
    }
}

/// One value in a row.
#[derive(Clone)]
pub(super) struct RowValue<N> {
    pub(super) node: N,
    pub(super) kind: Kind,
    pub(super) shown: String,
    pub(super) rendered: bool,
}

/// All descendants of candidates that are looked at, together: markup can be nested so deeply
/// that each candidate holds all the others.
const MOST_NESTED: usize = 50_000;

/// Reads the rows of a scope.
pub(super) fn read<T: Tree>(part: &Part<'_, T>, shape: &rule::Rows) -> Rows<T::Node> {
    let markers = shape.markers.iter().map(|marker| marker.at.as_str());
    let everything = markers
        .chain([shape.labels.as_str(), shape.values.as_str()])
        .collect::<Vec<_>>()
        .join(", ");
    let (nodes, complete) = part.own(&everything);
    let rows = Rows { complete, ..Rows::default() };
    let mut reader = Reader { part, shape, rows, row: None, nested: 0 };
    for node in nodes {
        reader.step(node);
    }
    reader.close();
    reader.rows
}

/// The row that is open.
struct Row<N> {
    /// What its values are; `None` when a label that no table knows comes next.
    label: Option<Label>,
    /// An icon or class opened it, and its label has not come yet.
    awaits_label: bool,
    /// It has had a value.
    filled: bool,
    /// Texts that are either a label that no table knows or a value that is not valid.
    doubtful: Vec<RowValue<N>>,
}

struct Reader<'a, T: Tree> {
    part: &'a Part<'a, T>,
    shape: &'a rule::Rows,
    rows: Rows<T::Node>,
    /// `None` before the first marker or label: headings and names stand there.
    row: Option<Row<T::Node>>,
    nested: usize,
}

impl<T: Tree> Reader<'_, T> {
    fn step(&mut self, node: T::Node) {
        let tree = self.part.tree;
        let marker =
            self.shape.markers.iter().find(|marker| tree.matches(&node, marker.at.as_str()));
        if let Some(marker) = marker {
            self.open(marker.means, true);
            self.rows.connected_since |=
                marker.means == Label::ConnectedSince && tree.is_rendered(&node);
            return;
        }
        let may_be_label = tree.matches(&node, self.shape.labels.as_str());
        if may_be_label && self.label(&node) {
            return;
        }
        if tree.matches(&node, self.shape.values.as_str()) {
            self.value(node, may_be_label);
        } else if may_be_label {
            self.unknown_label();
        }
    }

    fn open(&mut self, label: Label, by_marker: bool) {
        self.close();
        self.row = Some(Row {
            label: Some(label),
            awaits_label: by_marker,
            filled: false,
            doubtful: Vec::new(),
        });
    }

    /// Ends the row. What was doubtful are values after all when the row had no other.
    fn close(&mut self) {
        match self.row.take() {
            Some(row) if !row.filled => self.rows.values.extend(row.doubtful),
            _ => {}
        }
    }

    /// Takes the element for a label, if a table knows it.
    fn label(&mut self, node: &T::Node) -> bool {
        let (text, rendered) = shown_text(self.part.tree, node);
        let Some(label) = label_kind(&text) else { return false };
        match &mut self.row {
            // An icon speaks no language, so that it is believed before its label.
            Some(row) if row.awaits_label && row.label != Some(Label::Other) => {
                row.awaits_label = false;
                // Only there: an owner may have typed "Your profile" into a field.
                if row.label == Some(Label::ProfileLink) && label == Label::OwnProfileLink {
                    self.rows.own_profile |= rendered;
                }
            }
            _ => {
                self.open(label, false);
                self.rows.connected_since |= rendered && label == Label::ConnectedSince;
            }
        }
        true
    }

    fn unknown_label(&mut self) {
        match &mut self.row {
            Some(row) if row.awaits_label => row.awaits_label = false,
            _ => self.open(Label::Other, false),
        }
    }

    fn value(&mut self, node: T::Node, may_be_label: bool) {
        let tree = self.part.tree;
        let href = tree.attribute(&node, "href").unwrap_or_default();
        let (text, rendered) = self.text_of_its_own(&node);
        let text = clean(Kind::Other, &text).filter(|text| !is_only_brackets(text));

        // An address says what it is, in a row of any kind or in none.
        let contacts = contacts_in(&href);
        if let Some(&(kind, _)) = contacts.first() {
            let shown = text.filter(|text| is_plausible(kind, text));
            self.push(shown.map(|shown| RowValue { node: node.clone(), kind, shown, rendered }));
            let rendered = tree.is_rendered(&node);
            let addresses = contacts.into_iter();
            self.push(addresses.map(|(kind, shown)| RowValue {
                node: node.clone(),
                kind,
                shown,
                rendered,
            }));
            return;
        }

        let Some(row) = &mut self.row else { return };
        let holds_values = row.label.is_some_and(|label| label.kind().is_some());
        if !holds_values && text.is_some() {
            row.awaits_label = false;
        }
        let kind = match row.label {
            Some(Label::ProfileLink | Label::OwnProfileLink) => {
                let address = if href.is_empty() { text.unwrap_or_default() } else { href };
                let owner = owner_of(self.part.site, self.part.location, &address);
                if owner.is_some() {
                    row.label = None;
                }
                self.rows.profiles.extend(owner);
                return;
            }
            Some(Label::ConnectedSince) => {
                if text.is_some() {
                    row.label = None;
                }
                return;
            }
            None => {
                if text.is_some() {
                    row.label = Some(Label::Other);
                }
                return;
            }
            Some(label) => label.kind().unwrap_or(Kind::Other),
        };
        let leads_to_site = kind == Kind::Website && is_web(&href);
        if let Some(text) = text {
            let kind = if kind == Kind::Other { guess(&text) } else { kind };
            let plausible = is_plausible(kind, &text);
            let value = RowValue { node: node.clone(), kind, shown: text, rendered };
            if plausible || !(may_be_label || leads_to_site) {
                self.push([value]);
            } else if may_be_label {
                self.doubt(value);
            }
        }
        if leads_to_site {
            let rendered = tree.is_rendered(&node);
            self.push([RowValue { node, kind, shown: href, rendered }]);
        }
    }

    /// Keeps a text that looks like no value of its row.
    fn doubt(&mut self, value: RowValue<T::Node>) {
        match &mut self.row {
            // The icon's own label, in a language that no table has.
            Some(row) if row.awaits_label => row.awaits_label = false,
            // After values: the label of a row of unknown kind.
            Some(row) if row.filled => row.label = Some(Label::Other),
            Some(row) => row.doubtful.push(value),
            None => {}
        }
    }

    fn push(&mut self, values: impl IntoIterator<Item = RowValue<T::Node>>) {
        for value in values {
            if let Some(row) = &mut self.row {
                row.filled = true;
                row.awaits_label = false;
            }
            self.rows.values.push(value);
        }
    }

    /// The text of a candidate without that of the candidates in it.
    fn text_of_its_own(&mut self, node: &T::Node) -> (String, bool) {
        let tree = self.part.tree;
        let (mut text, rendered) = shown_text(tree, node);
        if self.nested >= MOST_NESTED {
            self.rows.complete = false;
            return (text, rendered);
        }
        let inner = tree.select(node, self.shape.values.as_str());
        self.nested += inner.len();
        for inner in inner {
            if text.trim().is_empty() {
                break;
            }
            let (inner, _) = shown_text(tree, &inner);
            if !inner.trim().is_empty() {
                text = text.replacen(inner.trim(), "", 1);
            }
        }
        (text, rendered)
    }
}

/// Whether a text is but the type of the value before it: "(Mobile)".
fn is_only_brackets(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['(', '（'])
        && text.ends_with([')', '）'])
        && !text.chars().any(char::is_numeric)
}
