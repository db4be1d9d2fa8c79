//! Reading one scope by one rule.

use super::links::{contacts_in, is_web, owner_in_path, owner_key, owner_of};
use super::rows::{self, Rows};
use super::rule::{DistanceSource, FieldSource, OwnerSource, Rule, Site, ValueSource};
use super::values::{clean, guess, is_plausible, of_persons, sameness};
use super::{Location, Reading, SeenField, Tree};
use crate::audience::{Audience, Distance};
use crate::evidence::Authority;
use crate::field::{Kind, Owner};
use crate::wording::{degree, degree_after_separator, degree_at_end};
use std::collections::HashSet;

/// The elements that one selector yields in one scope. A scope with more is not read to its end.
const MOST_NODES: usize = 20_000;

/// Links that have a contact detail in their address.
const CONTACT_LINKS: &str = "a[href^='mailto:' i], a[href^='tel:' i], a[href^='sms:' i]";

/// Reads one scope.
///
/// `scope` is an element that the rule's scope selector matches.
pub fn read_scope<T: Tree>(
    tree: &T,
    site: &Site,
    rule: &Rule,
    scope: &T::Node,
    location: &Location<'_>,
) -> Reading<T::Node> {
    let part = Part { tree, site, rule, scope, location };
    let rows = match &rule.rows {
        Some(shape) => rows::read(&part, shape),
        None => Rows::default(),
    };
    let owner = part.owner(&rows);
    let sight = part.sight(owner.as_ref(), &rows);
    let mut fields = Fields {
        part: &part,
        owner: owner.clone(),
        distance: if let Sight::Proven(distance) = sight { Some(distance) } else { None },
        seen: Vec::new(),
        same: HashSet::new(),
    };
    let mut complete = rows.complete;
    for value in rows.values {
        fields.add(value.node, value.kind, &value.shown, value.rendered, None);
    }
    for source in &rule.fields {
        let (nodes, all) = part.own(source.at.as_str());
        complete &= all;
        for node in nodes {
            fields.read(source, node);
        }
    }
    let fields = fields.seen;
    let distances = match (owner, sight) {
        (Some(owner), Sight::Proven(distance)) => vec![(owner, Some(distance))],
        (Some(owner), Sight::Contradicted) => vec![(owner, None)],
        (None, _) | (_, Sight::Nothing) => Vec::new(),
    };
    Reading { distances, fields, complete }
}

/// What the distance sources of a scope come to.
#[derive(Clone, Copy)]
enum Sight {
    Nothing,
    Proven(Distance),
    Contradicted,
}

/// One scope, being read.
pub(super) struct Part<'a, T: Tree> {
    pub(super) tree: &'a T,
    pub(super) site: &'a Site,
    pub(super) rule: &'a Rule,
    pub(super) scope: &'a T::Node,
    pub(super) location: &'a Location<'a>,
}

impl<T: Tree> Part<'_, T> {
    /// The elements of this scope that match, itself included, in document order; and whether
    /// these are all. What an inner scope of the rule holds, or what is excluded, is not of it.
    pub(super) fn own(&self, selector: &str) -> (Vec<T::Node>, bool) {
        let inside = self.tree.select(self.scope, selector);
        let complete = inside.len() <= MOST_NODES;
        let itself = self.tree.matches(self.scope, selector).then(|| self.scope.clone());
        let own = itself
            .into_iter()
            .chain(inside.into_iter().take(MOST_NODES))
            .filter(|node| self.owns(node))
            .collect();
        (own, complete)
    }

    fn owns(&self, node: &T::Node) -> bool {
        let excluded = self
            .rule
            .exclude
            .as_ref()
            .is_some_and(|exclude| self.tree.closest(node, exclude.as_str()).is_some());
        !excluded && self.tree.closest(node, self.rule.scope.as_str()).as_ref() == Some(self.scope)
    }

    fn rendered(&self, selector: &str) -> Vec<T::Node> {
        let (nodes, _) = self.own(selector);
        nodes.into_iter().filter(|node| self.tree.is_rendered(node)).collect()
    }

    /// The owner whom a link names.
    pub(super) fn linked(&self, node: &T::Node) -> Option<Owner> {
        owner_of(self.site, self.location, &self.tree.attribute(node, "href")?)
    }

    fn owner(&self, rows: &Rows<T::Node>) -> Option<Owner> {
        for source in &self.rule.owner {
            let named: HashSet<Owner> = match source {
                OwnerSource::ProfileRow => rows.profiles.iter().cloned().collect(),
                OwnerSource::Link(at) => {
                    self.own(at.as_str()).0.iter().filter_map(|link| self.linked(link)).collect()
                }
                OwnerSource::Attribute(name) => self
                    .tree
                    .attribute(self.scope, name.as_str())
                    .and_then(|name| owner_key(&name))
                    .into_iter()
                    .collect(),
                OwnerSource::Path(pattern) => self
                    .location
                    .loaded_path
                    .and_then(|path| owner_in_path([pattern], path))
                    .into_iter()
                    .collect(),
            };
            // Several are nobody: which of them it is, a later source cannot know.
            if named.len() > 1 {
                return None;
            }
            if let Some(owner) = named.into_iter().next() {
                return Some(owner);
            }
        }
        None
    }

    fn sight(&self, owner: Option<&Owner>, rows: &Rows<T::Node>) -> Sight {
        let mut seen: HashSet<Distance> = HashSet::new();
        if rows.connected_since {
            seen.insert(Distance::First);
        }
        if rows.own_profile && owner.is_some() {
            seen.insert(Distance::Owner);
        }
        for source in &self.rule.distance {
            match source {
                DistanceSource::Badge(at) => seen.extend(self.badges(owner, at.as_str(), degree)),
                DistanceSource::BadgeAfterSeparator(at) => {
                    seen.extend(self.badges(owner, at.as_str(), degree_after_separator));
                }
                DistanceSource::LinkLabel(at) => {
                    let links = self.rendered(at.as_str()).into_iter();
                    seen.extend(
                        links
                            .filter(|link| owner.is_some() && self.linked(link).as_ref() == owner)
                            .filter_map(|link| self.tree.attribute(&link, "aria-label"))
                            .filter_map(|label| degree_at_end(&label)),
                    );
                }
                DistanceSource::Presence { at, proves } => {
                    if !self.rendered(at.as_str()).is_empty() {
                        seen.insert(*proves);
                    }
                }
                DistanceSource::Always(distance) => {
                    seen.insert(*distance);
                }
                DistanceSource::EditLink(at) => {
                    let links = self.rendered(at.as_str());
                    let own = |link| owner.is_some() && self.linked(link).as_ref() == owner;
                    if links.iter().any(own) {
                        seen.insert(Distance::Owner);
                    }
                }
            }
        }
        let mut seen = seen.into_iter();
        match (seen.next(), seen.next()) {
            (None, _) => Sight::Nothing,
            (Some(distance), None) => Sight::Proven(distance),
            (Some(_), Some(_)) => Sight::Contradicted,
        }
    }

    /// The degrees on the rendered badges of this scope. A badge in a link to somebody else is
    /// that person's.
    fn badges(
        &self,
        owner: Option<&Owner>,
        at: &str,
        read: impl Fn(&str) -> Option<Distance>,
    ) -> Vec<Distance> {
        self.rendered(at)
            .iter()
            .filter(|badge| {
                let link = self.tree.closest(badge, "a[href]");
                link.and_then(|link| self.linked(&link))
                    .is_none_or(|linked| owner.is_none_or(|owner| *owner == linked))
            })
            .filter_map(|badge| read(&self.tree.text(badge)))
            .collect()
    }
}

/// The fields of a scope, as they are found.
struct Fields<'a, T: Tree> {
    part: &'a Part<'a, T>,
    owner: Option<Owner>,
    distance: Option<Distance>,
    seen: Vec<SeenField<T::Node>>,
    /// Kind and value of what the last element holds: its text and its address often are the same.
    same: HashSet<(Kind, String)>,
}

impl<T: Tree> Fields<'_, T> {
    fn read(&mut self, source: &FieldSource, node: T::Node) {
        let tree = self.part.tree;
        let kind = source.kind.or_else(|| {
            let token = tree.attribute(&node, source.kind_attribute.as_ref()?.as_str())?;
            Some(Kind::from_marker(&token))
        });
        let declared = source.audience_attribute.as_ref().and_then(|name| {
            // What is declared of a scope holds for all that is in it.
            let token = tree
                .attribute(&node, name.as_str())
                .or_else(|| tree.attribute(self.part.scope, name.as_str()))?;
            Some((Audience::from_marker(&token), self.part.location.authority))
        });
        let rendered = tree.is_rendered(&node);
        let href = tree.attribute(&node, "href").unwrap_or_default();
        let contacts = contacts_in(&href);
        for value in &source.value {
            match value {
                ValueSource::Text => {
                    let (text, rendered) = shown_text(tree, &node);
                    let kind = kind.unwrap_or_else(|| guess(&text));
                    // "Write to me" on a link that holds the address is no value.
                    // Where a link has the value, its words ("Write to me") are none.
                    let linked =
                        || !contacts.is_empty() || !tree.select(&node, CONTACT_LINKS).is_empty();
                    if is_plausible(kind, &text) || !linked() {
                        self.add(node.clone(), kind, &text, rendered, declared);
                    }
                }
                ValueSource::Href => {
                    for (found, value) in &contacts {
                        self.add(node.clone(), *found, value, rendered, declared);
                    }
                    if kind == Some(Kind::Website) && is_web(&href) {
                        self.add(node.clone(), Kind::Website, &href, rendered, declared);
                    }
                }
                ValueSource::Attribute(name) => {
                    let Some(text) = tree.attribute(&node, name.as_str()) else { continue };
                    self.add(
                        node.clone(),
                        kind.unwrap_or_else(|| guess(&text)),
                        &text,
                        rendered,
                        declared,
                    );
                }
                ValueSource::JsonLd => {
                    let strings = tree.json_strings(&tree.content(&node)).unwrap_or_default();
                    for (found, value) in of_persons(&strings) {
                        self.add(node.clone(), found, &value, rendered, declared);
                    }
                }
            }
        }
    }

    fn add(
        &mut self,
        node: T::Node,
        kind: Kind,
        text: &str,
        rendered: bool,
        declared: Option<(Audience, Authority)>,
    ) {
        let Some(shown) = clean(kind, text) else { return };
        if self.seen.last().is_none_or(|last| last.node != node) {
            self.same.clear();
        }
        if !self.same.insert((kind, sameness(kind, &shown))) {
            return;
        }
        self.seen.push(SeenField {
            node,
            owner: if rendered { self.owner.clone() } else { None },
            kind,
            shown,
            declared,
            distance: if rendered { self.distance } else { None },
            exception_possible: self.part.rule.exception_possible.contains(&kind),
        });
    }
}

/// What an element shows; where it shows nothing, what it holds, and that this is not rendered.
pub(super) fn shown_text<T: Tree>(tree: &T, node: &T::Node) -> (String, bool) {
    let text = tree.text(node);
    if text.trim().is_empty() { (tree.content(node), false) } else { (text, true) }
}
