//! Controls whose server does the export: what they would take of what the page shows.
//!
//! The request of such a control holds ids only, so that no payload can be judged. What counts is
//! which fields the part of the page shows that it is for.

use crate::field::Owner;
use crate::guard::{Decision, FieldId, Guard, ScopeId};
use crate::sites::{Site, Taken, Tree, taken};
use std::collections::BTreeMap;

/// Which elements show which fields now.
#[derive(Debug)]
pub struct Shown<N> {
    scopes: BTreeMap<ScopeId, Vec<(N, FieldId)>>,
}

impl<N> Default for Shown<N> {
    fn default() -> Self {
        Self { scopes: BTreeMap::new() }
    }
}

impl<N> Shown<N> {
    /// Learns what a scope shows now, in the place of what it showed before.
    pub fn learn(&mut self, scope: ScopeId, fields: Vec<(N, FieldId)>) {
        if fields.is_empty() {
            self.scopes.remove(&scope);
        } else {
            self.scopes.insert(scope, fields);
        }
    }

    /// Learns that a scope is no longer on the page.
    pub fn forget(&mut self, scope: ScopeId) {
        self.scopes.remove(&scope);
    }

    /// The elements that show something, each with its field.
    pub fn places(&self) -> impl Iterator<Item = (&N, FieldId)> {
        self.scopes.values().flatten().map(|(node, field)| (node, *field))
    }

    /// The elements that show each field.
    fn by_field(&self) -> BTreeMap<FieldId, Vec<&N>> {
        let mut places: BTreeMap<FieldId, Vec<&N>> = BTreeMap::new();
        for (node, field) in self.places() {
            places.entry(field).or_default().push(node);
        }
        places
    }
}

/// Judges a press. `None`: it is on no control, or on a page that keeps nothing back.
///
/// `path` and `page_path` are those of [`taken`]. What the rules of any site say of the control
/// counts: the marker of a page can only make the verdict stricter.
pub fn decide<T: Tree>(
    tree: &T,
    sites: &[Site],
    guard: &Guard,
    shown: &Shown<T::Node>,
    path: &[T::Node],
    page_path: &str,
) -> Option<Decision> {
    if guard.keeps_nothing() {
        return None;
    }
    let all: Vec<Taken<'_, T::Node>> =
        sites.iter().filter_map(|site| taken(tree, site, path, page_path)).collect();
    if all.is_empty() {
        return None;
    }
    let places = shown.by_field();
    let takes = |field: FieldId, owner: Option<&Owner>| {
        let shown = places.get(&field).map(Vec::as_slice).unwrap_or_default();
        all.iter().any(|each| each.takes(tree, owner, shown))
    };
    Some(guard.decide_control(takes))
}
