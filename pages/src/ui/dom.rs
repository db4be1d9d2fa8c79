//! What the pages do with their document: find, make, listen.

use super::browser::text;
use gloo_events::{EventListener, EventListenerOptions};
use std::future::Future;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, Node};

/// What comes of something that the browser may refuse.
pub type Outcome<T = ()> = Result<T, JsValue>;

const SVG: &str = "http://www.w3.org/2000/svg";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Document;

    // As web-sys has them, but for the error that a valid name never gives.
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create_element(name: &str) -> Element;
    #[wasm_bindgen(js_namespace = document, js_name = createElementNS)]
    fn create_element_ns(space: &str, name: &str) -> Element;
}

/// The page.
pub fn document() -> Document {
    DOCUMENT.with(Clone::clone)
}

/// The element with this id, which the page's HTML file has.
///
/// # Errors
/// When the file has no such element, or another one.
pub fn part<T: JsCast>(id: &str) -> Outcome<T> {
    let found = document().get_element_by_id(id).and_then(|found| found.dyn_into().ok());
    found.ok_or_else(|| JsValue::from_str(id))
}

/// Puts a text in the place of all that the element with this id holds.
///
/// # Errors
/// When the page's file has no such element.
pub fn set_text(id: &str, text: &str) -> Outcome {
    part::<Element>(id)?.set_text_content(Some(text));
    Ok(())
}

/// All elements within another that a selector names.
pub fn all<T: JsCast>(within: &Element, selector: &str) -> Vec<T> {
    let Ok(found) = within.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// A new element.
pub fn element(name: &str) -> Element {
    create_element(name)
}

/// A new element of a picture.
pub fn drawn(name: &str) -> Element {
    create_element_ns(SVG, name)
}

/// A symbol of `icons/symbols.svg`. What it means stands beside it as text.
pub fn icon(symbol: &str) -> Element {
    let shape = drawn("use").with("href", &format!("icons/symbols.svg#{symbol}"));
    drawn("svg").with("class", "icon").with("aria-hidden", "true").holding(&shape)
}

/// Puts an element together.
pub trait Build: Sized {
    /// With an attribute.
    fn with(self, name: &str, value: &str) -> Self;
    /// With a text after all that it has.
    fn saying(self, text: &str) -> Self;
    /// With a child after all that it has.
    fn holding(self, child: &Node) -> Self;
}

impl Build for Element {
    fn with(self, name: &str, value: &str) -> Self {
        let _ = self.set_attribute(name, value);
        self
    }

    fn saying(self, text: &str) -> Self {
        let _ = self.append_with_str_1(text);
        self
    }

    fn holding(self, child: &Node) -> Self {
        let _ = self.append_child(child);
        self
    }
}

/// Shows an element, or hides it from everybody.
pub fn show(element: &Element, is_shown: bool) {
    let _ = element.toggle_attribute_with_force("hidden", !is_shown);
}

/// Puts new children in the place of an element's old ones. What has the focus has it afterwards
/// too, where there is something with the same id.
pub fn fill(element: &Element, children: impl IntoIterator<Item = Element>) {
    let focused = document().active_element().map(|focused| focused.id()).unwrap_or_default();
    element.set_text_content(None);
    for child in children {
        let _ = element.append_child(&child);
    }
    if !focused.is_empty()
        && document().active_element().is_none_or(|now| now.id() != focused)
        && let Ok(again) = part::<HtmlElement>(&focused)
    {
        let _ = again.focus();
    }
}

/// Names the page, in the browser's tab too.
pub fn title(title: &str) {
    document().set_title(&format!("{title} · {}", text("extension_name")));
}

/// Listens for as long as the page lives. What goes wrong is said in the browser's console.
pub fn listen(
    target: &impl AsRef<EventTarget>,
    event: &'static str,
    mut heard: impl FnMut(&Event) -> Outcome + 'static,
) {
    let options = EventListenerOptions::enable_prevent_default();
    let listener = EventListener::new_with_options(target.as_ref(), event, options, move |event| {
        if let Err(error) = heard(event) {
            report(&error);
        }
    });
    listener.forget();
}

/// Goes on with something later. What goes wrong is said in the browser's console.
pub fn later(work: impl Future<Output = Outcome> + 'static) {
    wasm_bindgen_futures::spawn_local(async {
        if let Err(error) = work.await {
            report(&error);
        }
    });
}

/// A rejection that nobody handles: an exception would end all that waits in the module.
fn report(error: &JsValue) {
    drop(js_sys::Promise::reject(error));
}
