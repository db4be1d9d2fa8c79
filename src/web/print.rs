//! Blanks on paper what is withheld: `beforeprint` can be heard and not cancelled.

use super::marks::KEPT;
use crate::guard::Guard;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlInputElement, HtmlTextAreaElement};

/// `NodeFilter.SHOW_TEXT`.
const SHOW_TEXT: u32 = 4;

/// Marks every element whose own text, or whose form value, holds a withheld value; the style
/// sheet for print does the rest. Marked twice is marked once, so nothing is taken back.
pub fn mark_withheld(document: &Document, guard: &Guard) {
    let Some(body) = document.body() else { return };
    let blank = |element: &Element| {
        // The name is a valid one: it cannot fail.
        let _ = element.set_attribute(KEPT, "");
    };
    if let Ok(walker) = document.create_tree_walker_with_what_to_show(&body, SHOW_TEXT) {
        while let Ok(Some(node)) = walker.next_node() {
            let text = node.node_value().unwrap_or_default();
            if guard.stands_withheld_in(&text) {
                node.parent_element().iter().for_each(blank);
            }
        }
    }
    let fields = document.query_selector_all("input, textarea").map(super::tree::elements);
    for field in fields.unwrap_or_default() {
        let value = match field.dyn_ref::<HtmlInputElement>() {
            Some(input) => input.value(),
            None => field.unchecked_ref::<HtmlTextAreaElement>().value(),
        };
        if guard.stands_withheld_in(&value) {
            blank(&field);
        }
    }
}
