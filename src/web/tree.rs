//! The page's document as site rules read it.

use super::inert;
use crate::sites::Tree;
use crate::veil::Veil;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node, NodeList};

#[wasm_bindgen]
extern "C" {
    /// `Element.checkVisibility()`, which web-sys does not have.
    type CheckVisibility;

    #[wasm_bindgen(method, js_name = checkVisibility)]
    fn check_visibility(this: &CheckVisibility, options: &JsValue) -> bool;

    /// `Node.contains()`, taken from the prototype: the fields of a form can have its name.
    #[wasm_bindgen(js_namespace = ["Node", "prototype", "contains"], js_name = call)]
    fn contains(outer: &Node, inner: &Node) -> bool;
}

/// The live document, read through its veil; or a parsed one, that is shown nowhere.
pub struct Dom {
    visibility_options: JsValue,
    veil: Rc<RefCell<Veil>>,
    is_inert: bool,
}

impl Dom {
    /// With what stands for what.
    pub fn new(veil: Rc<RefCell<Veil>>) -> Self {
        let options = js_sys::Object::new();
        // Setting a property of a fresh object cannot fail.
        let _ = js_sys::Reflect::set(&options, &"visibilityProperty".into(), &JsValue::TRUE);
        Self { visibility_options: options.into(), veil, is_inert: false }
    }

    /// A parsed document.
    pub fn inert() -> Self {
        Self { is_inert: true, ..Self::default() }
    }

    fn reveal(&self, text: String) -> String {
        match self.veil.borrow().reveal(&text) {
            Cow::Owned(revealed) => revealed,
            Cow::Borrowed(_) => text,
        }
    }
}

impl Default for Dom {
    fn default() -> Self {
        Self::new(Rc::default())
    }
}

impl Tree for Dom {
    type Node = Element;

    fn select(&self, within: &Element, selector: &str) -> Vec<Element> {
        within.query_selector_all(selector).map(elements).unwrap_or_default()
    }

    fn closest(&self, node: &Element, selector: &str) -> Option<Element> {
        node.closest(selector).ok().flatten()
    }

    fn matches(&self, node: &Element, selector: &str) -> bool {
        node.matches(selector).unwrap_or(false)
    }

    fn contains(&self, outer: &Element, inner: &Element) -> bool {
        contains(outer, inner)
    }

    fn is_chosen(&self, node: &Element) -> bool {
        const CHOSEN: &str = ":checked, [aria-checked='true'], [aria-selected='true']";
        node.matches(CHOSEN).unwrap_or(false)
    }

    fn attribute(&self, node: &Element, name: &str) -> Option<String> {
        node.get_attribute(name).map(|value| self.reveal(value))
    }

    fn text(&self, node: &Element) -> String {
        if !self.is_rendered(node) {
            return String::new();
        }
        if self.is_inert {
            return inert::text(node);
        }
        // SVG and MathML elements have no `innerText`.
        let shown = js_sys::Reflect::get(node, &"innerText".into()).ok();
        let shown = shown.and_then(|text| text.as_string()).or_else(|| node.text_content());
        self.reveal(shown.unwrap_or_default())
    }

    fn is_rendered(&self, node: &Element) -> bool {
        if self.is_inert {
            return inert::is_rendered(node);
        }
        node.unchecked_ref::<CheckVisibility>().check_visibility(&self.visibility_options)
    }

    fn content(&self, node: &Element) -> String {
        self.reveal(node.text_content().unwrap_or_default())
    }

    fn json_strings(&self, text: &str) -> Option<Vec<(String, String)>> {
        let parsed = js_sys::JSON::parse(text).ok()?;
        let mut strings = Vec::new();
        collect_strings(&parsed, &mut String::new(), &mut strings, 0);
        Some(strings)
    }
}

/// Deeper than any real description of a person.
const DEEPEST: usize = 32;

fn collect_strings(
    value: &JsValue,
    pointer: &mut String,
    strings: &mut Vec<(String, String)>,
    depth: usize,
) {
    if let Some(text) = value.as_string() {
        strings.push((pointer.clone(), text));
    } else if let Some(number) = value.as_f64() {
        strings.push((pointer.clone(), number.to_string()));
    } else if depth < DEEPEST && value.is_object() {
        for entry in js_sys::Object::entries(value.unchecked_ref()).iter() {
            let entry: js_sys::Array = entry.unchecked_into();
            let before = pointer.len();
            let key = entry.get(0).as_string().unwrap_or_default();
            pointer.push('/');
            pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            collect_strings(&entry.get(1), pointer, strings, depth + 1);
            pointer.truncate(before);
        }
    }
}

/// The elements of a list.
pub fn elements(list: NodeList) -> Vec<Element> {
    (0..list.length())
        .filter_map(|index| list.item(index))
        .filter_map(|node| as_element(&node).cloned())
        .collect()
}

/// The node as an element. By its type, not by `instanceof`: the nodes of another frame's
/// document are of another realm.
pub fn as_element(node: &Node) -> Option<&Element> {
    (node.node_type() == Node::ELEMENT_NODE).then(|| node.unchecked_ref())
}
