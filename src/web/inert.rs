//! A parsed document that is shown nowhere, as site rules read it.

use super::tree::{Dom, as_element};
use crate::payload::markup::INLINE;
use crate::sites::Tree;
use web_sys::{Element, Node};

/// A document without a window. Nothing is rendered in it, so what does not say of itself that it
/// is hidden counts as shown.
#[derive(Default)]
pub struct Inert {
    dom: Dom,
}

/// Elements of which nothing is ever shown.
const NEVER_SHOWN: [&str; 5] = ["head", "script", "style", "template", "noscript"];

fn hides(element: &Element) -> bool {
    let style = element.get_attribute("style").unwrap_or_default();
    let style: String = style.chars().filter(|letter| !letter.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    element.has_attribute("hidden")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || element.local_name() == "dialog" && !element.has_attribute("open")
        || NEVER_SHOWN.contains(&element.local_name().as_str())
}

/// Adds what a person would read, with a line feed where a block begins or ends.
fn add_text(node: &Node, text: &mut String) {
    let Some(element) = as_element(node) else {
        if node.node_type() == Node::TEXT_NODE {
            add_collapsed(&node.node_value().unwrap_or_default(), text);
        }
        return;
    };
    if hides(element) {
        return;
    }
    let is_block = !INLINE.contains(&element.local_name().as_str());
    if is_block {
        text.push('\n');
    }
    let children = element.child_nodes();
    for index in 0..children.length() {
        if let Some(child) = children.item(index) {
            add_text(&child, text);
        }
    }
    if is_block {
        text.push('\n');
    }
}

fn add_collapsed(written: &str, text: &mut String) {
    let is_blank = |letter: char| matches!(letter, ' ' | '\t' | '\n' | '\r' | '\x0c');
    for letter in written.chars() {
        match is_blank(letter) {
            false => text.push(letter),
            true if text.ends_with([' ', '\n']) => {}
            true => text.push(' '),
        }
    }
}

impl Tree for Inert {
    type Node = Element;

    fn select(&self, within: &Element, selector: &str) -> Vec<Element> {
        self.dom.select(within, selector)
    }

    fn closest(&self, node: &Element, selector: &str) -> Option<Element> {
        self.dom.closest(node, selector)
    }

    fn matches(&self, node: &Element, selector: &str) -> bool {
        self.dom.matches(node, selector)
    }

    fn contains(&self, outer: &Element, inner: &Element) -> bool {
        self.dom.contains(outer, inner)
    }

    fn is_chosen(&self, node: &Element) -> bool {
        self.dom.is_chosen(node)
    }

    fn attribute(&self, node: &Element, name: &str) -> Option<String> {
        self.dom.attribute(node, name)
    }

    fn text(&self, node: &Element) -> String {
        let mut text = String::new();
        if self.is_rendered(node) {
            add_text(node, &mut text);
        }
        text
    }

    fn is_rendered(&self, node: &Element) -> bool {
        let around = std::iter::successors(Some(node.clone()), |each| each.parent_element());
        !around.into_iter().any(|each| hides(&each))
    }

    fn content(&self, node: &Element) -> String {
        self.dom.content(node)
    }

    fn json_strings(&self, text: &str) -> Option<Vec<(String, String)>> {
        self.dom.json_strings(text)
    }
}
