//! Which control a press is on, and whose details it takes.

use super::links::owner_in_path;
use super::rule::{Control, Reach, Selector};
use super::{Site, Tree};
use crate::field::Owner;
use crate::wording::asks_for;

/// The bytes of the longest content that may be the name of a control, hidden parts included.
const LONGEST_NAME: usize = 1000;

/// What a control takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken<'a, N> {
    /// What stands in this element.
    Within(N),
    /// What stands in the chosen ones of these rows.
    Chosen {
        /// The element that the choice is made in.
        within: N,
        /// What stands for one person.
        rows: &'a Selector,
        /// What shows in a row whether it is chosen.
        boxes: &'a Selector,
    },
    /// A whole list, by the element that holds it; `None` is the document.
    List(Option<N>),
    /// What the page shows now, and what it has shown of the owner whom its address names.
    Page(Option<Owner>),
}

/// What the control takes that a press is on; `None` where there is no control.
///
/// `path` are the elements from the innermost that was pressed to the document's, through all
/// open shadow roots: `closest` would end at each. `page_path` is the page's own path now.
///
/// Where no control of the file finds the part of the page that it is for, what it takes is
/// unknown, and then it is everything.
pub fn taken<'a, T: Tree>(
    tree: &T,
    site: &'a Site,
    path: &[T::Node],
    page_path: &str,
) -> Option<Taken<'a, T::Node>> {
    let mut found = false;
    for control in &site.controls {
        let Some(around) = control_in(tree, control, path) else { continue };
        found = true;
        let closest = |at: &Selector| around.iter().find(|node| tree.matches(node, at.as_str()));
        match &control.reach {
            Reach::Closest(at) => {
                if let Some(part) = closest(at) {
                    return Some(Taken::Within(part.clone()));
                }
            }
            Reach::Selection { within, rows, boxes } => {
                let list = within.as_ref().and_then(closest).cloned();
                let root = list.clone().or_else(|| path.last().cloned())?;
                // A page that has nothing chosen may mean all, or mark it in a way that no rule
                // knows; and with all chosen it may mean more than it has rendered.
                return Some(match choice(tree, &root, rows, boxes) {
                    Choice::Some => Taken::Chosen { within: root, rows, boxes },
                    Choice::NoneOrAll => Taken::List(list),
                });
            }
            Reach::List { within } => {
                return Some(Taken::List(within.as_ref().and_then(closest).cloned()));
            }
            Reach::Page => return Some(Taken::Page(owner_in_path(&site.owner_paths, page_path))),
        }
    }
    found.then_some(Taken::List(None))
}

/// The elements from the control outwards, if the path leads through this one.
fn control_in<'p, T: Tree>(
    tree: &T,
    control: &Control,
    path: &'p [T::Node],
) -> Option<&'p [T::Node]> {
    let is_it = |node: &T::Node| {
        tree.matches(node, control.at.as_str())
            && control
                .words
                .as_ref()
                .is_none_or(|words| names(tree, node).iter().any(|name| asks_for(name, words)))
    };
    path.iter().position(is_it).and_then(|at| path.get(at..))
}

/// What an element may be called: what is said of it, and what it shows.
fn names<T: Tree>(tree: &T, node: &T::Node) -> Vec<String> {
    let said = ["aria-label", "title", "value", "alt"];
    let mut names: Vec<String> =
        said.iter().filter_map(|name| tree.attribute(node, name)).collect();
    // To lay out a text costs: not for one that is no name.
    if tree.content(node).len() <= LONGEST_NAME {
        names.push(tree.text(node));
        let images = tree.select(node, "img[alt]");
        names.extend(images.iter().filter_map(|image| tree.attribute(image, "alt")));
    }
    names
}

enum Choice {
    Some,
    NoneOrAll,
}

/// Whether some rows are chosen, and some not. A box outside all rows chooses nobody.
fn choice<T: Tree>(tree: &T, root: &T::Node, rows: &Selector, boxes: &Selector) -> Choice {
    let (mut chosen, mut left) = (false, false);
    for each in tree.select(root, boxes.as_str()) {
        if tree.closest(&each, rows.as_str()).is_some() {
            match tree.is_chosen(&each) {
                true => chosen = true,
                false => left = true,
            }
        }
        if chosen && left {
            return Choice::Some;
        }
    }
    Choice::NoneOrAll
}

impl<N: Clone + PartialEq> Taken<'_, N> {
    /// Whether it takes a field of this owner that these elements show; none if none does now.
    pub fn takes<T: Tree<Node = N>>(&self, tree: &T, owner: Option<&Owner>, shown: &[&N]) -> bool {
        let any_in = |part: &N| shown.iter().any(|node| overlap(tree, part, node));
        match self {
            Self::Within(part) => any_in(part),
            Self::Chosen { within, rows, boxes } => shown.iter().any(|node| {
                overlap(tree, within, node) && is_in_chosen_row(tree, node, rows, boxes)
            }),
            // What was taken off the screen may still be in the list: of a long one only a part is
            // rendered. What stands elsewhere is not.
            Self::List(part) => shown.is_empty() || part.as_ref().is_none_or(any_in),
            Self::Page(named) => !shown.is_empty() || owner.is_none() || owner == named.as_ref(),
        }
    }
}

/// Whether one element is in the other. A field can be larger than the part that is taken.
fn overlap<T: Tree>(tree: &T, part: &T::Node, node: &T::Node) -> bool {
    tree.contains(part, node) || tree.contains(node, part)
}

fn is_in_chosen_row<T: Tree>(tree: &T, node: &T::Node, rows: &Selector, boxes: &Selector) -> bool {
    let Some(row) = tree.closest(node, rows.as_str()) else {
        // A field that holds whole rows: which of them it speaks of is unknown.
        return !tree.select(node, rows.as_str()).is_empty();
    };
    let inside = tree.select(&row, boxes.as_str());
    let itself = tree.matches(&row, boxes.as_str()).then(|| row.clone());
    inside.iter().chain(&itself).any(|each| tree.is_chosen(each))
}
