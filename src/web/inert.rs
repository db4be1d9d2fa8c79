//! What a parsed document would show that has no window. Nothing is rendered in it, so what does not
//! say of itself that it is hidden counts as shown.

use super::tree::as_element;
use crate::payload::markup::INLINE;
use web_sys::{Element, Node};

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

/// What a person would read of an element, were it shown.
pub fn text(element: &Element) -> String {
    let mut text = String::new();
    add_text(element, &mut text);
    text
}

/// Whether nothing around it says that it is hidden.
pub fn is_rendered(element: &Element) -> bool {
    let around = std::iter::successors(Some(element.clone()), |each| each.parent_element());
    !around.into_iter().any(|each| hides(&each))
}
