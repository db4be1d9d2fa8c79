//! The documents that a page's scripts can reach, and what has changed in them.
//!
//! A script in a frame can take a value out of its parent's document, and the parent one out of
//! the frame's. So each engine knows all documents of its origin that can be reached from it.

use super::tree::{as_element, elements};
use crate::sites::Site;
use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{
    Document, Element, MutationObserver, MutationObserverInit, MutationRecord, Node, Window,
};

/// The attributes that can change what is shown, to whom it belongs, or what is declared.
const ATTRIBUTES: [&str; 16] = [
    "class",
    "style",
    "hidden",
    "open",
    "href",
    "aria-label",
    "aria-hidden",
    "popover",
    "role",
    "data-contact-visibility",
    "data-contact-kind",
    "data-contact-owner",
    "data-view-name",
    "data-anonymize",
    "data-sdui-screen",
    "data-testid",
];

/// The topmost window whose document can be reached.
pub fn topmost(mut window: Window) -> Window {
    while let Ok(Some(parent)) = window.parent() {
        if parent == window || document_of(&parent).is_none() {
            break;
        }
        window = parent;
    }
    window
}

/// All documents that can be reached from this window downwards, its own first.
pub fn reachable(window: &Window) -> Vec<Document> {
    let mut found = Vec::new();
    let mut waiting = vec![window.clone()];
    while let Some(each) = waiting.pop() {
        let Some(document) = document_of(&each) else { continue };
        found.push(document);
        waiting.extend((0..each.length()).filter_map(|index| frame(&each, index)));
    }
    found
}

fn frame(window: &Window, index: u32) -> Option<Window> {
    js_sys::Reflect::get_u32(window, index).ok().map(JsCast::unchecked_into)
}

/// The window's document; `None` when it belongs to another origin.
fn document_of(window: &Window) -> Option<Document> {
    // Reading any property of another origin's window throws.
    let document = js_sys::Reflect::get(window, &"document".into()).ok()?;
    // No `instanceof`: a document of another frame is of another realm.
    (document.is_object()).then(|| document.unchecked_into())
}

/// One document, watched.
pub struct Watched {
    /// The document.
    pub document: Document,
    observer: MutationObserver,
    /// Records that the observer has delivered and nobody has read yet.
    delivered: Rc<RefCell<Vec<MutationRecord>>>,
    /// Everything must be read (again).
    everything: Rc<Cell<bool>>,
    /// The path as last seen.
    path: RefCell<String>,
    /// The path that the document was loaded at, until it navigates within itself.
    loaded_path: RefCell<Option<String>>,
    _on_records: Closure<dyn FnMut(js_sys::Array)>,
    _on_load: EventListener,
    _on_resize: Option<OnResize>,
}

/// Hears a window being resized. What serves for other listeners panics for this one: a frame's
/// window may be another site's by the time the listener is taken away.
struct OnResize {
    window: Window,
    listener: Closure<dyn FnMut()>,
}

impl OnResize {
    fn new(window: Window, heard: impl FnMut() + 'static) -> Option<Self> {
        let listener = Closure::<dyn FnMut()>::new(heard);
        let function = listener.as_ref().unchecked_ref();
        window.add_event_listener_with_callback("resize", function).ok()?;
        Some(Self { window, listener })
    }
}

impl Drop for OnResize {
    fn drop(&mut self) {
        let function = self.listener.as_ref().unchecked_ref();
        // Refused by a window that is another site's now, with which the listener has gone.
        let _ = self.window.remove_event_listener_with_callback("resize", function);
    }
}

impl Watched {
    /// Watches a document, loaded at this path if that is known; `changed` is called when something has changed, after the page's
    /// current script has ended.
    pub fn new(
        document: Document,
        loaded_path: Option<String>,
        changed: impl Fn() + Clone + 'static,
    ) -> Option<Self> {
        let delivered = Rc::new(RefCell::new(Vec::new()));
        let everything = Rc::new(Cell::new(true));
        let on_records = Closure::<dyn FnMut(js_sys::Array)>::new({
            let (delivered, changed) = (delivered.clone(), changed.clone());
            move |records: js_sys::Array| {
                if let Ok(mut delivered) = delivered.try_borrow_mut() {
                    delivered.extend(records.iter().map(JsCast::unchecked_into::<MutationRecord>));
                }
                changed();
            }
        });
        let observer = MutationObserver::new(on_records.as_ref().unchecked_ref()).ok()?;
        let init = MutationObserverInit::new();
        init.set_child_list(true);
        init.set_subtree(true);
        init.set_character_data(true);
        let attributes: js_sys::Array = ATTRIBUTES.into_iter().map(JsValue::from).collect();
        init.set_attribute_filter(&attributes);
        observer.observe_with_options(&document, &init).ok()?;

        // A style sheet that arrives, and a window that is resized, change what is rendered
        // without changing the document.
        let capture =
            EventListenerOptions { phase: EventListenerPhase::Capture, ..Default::default() };
        let again = {
            let everything = everything.clone();
            move || {
                everything.set(true);
                changed();
            }
        };
        let on_load = EventListener::new_with_options(&document, "load", capture, {
            let again = again.clone();
            move |event| {
                let target: Option<Node> = event.target().map(JsCast::unchecked_into);
                let name = target.map(|node| node.node_name()).unwrap_or_default();
                if matches!(name.as_str(), "LINK" | "STYLE") {
                    again();
                }
            }
        });
        let on_resize = document.default_view().and_then(|window| OnResize::new(window, again));
        Some(Self {
            document,
            observer,
            delivered,
            everything,
            path: RefCell::new(loaded_path.clone().unwrap_or_default()),
            loaded_path: RefCell::new(loaded_path),
            _on_records: on_records,
            _on_load: on_load,
            _on_resize: on_resize,
        })
    }

    /// Drops what the engine itself has just changed.
    pub fn forget_own_changes(&self) {
        self.observer.take_records();
    }

    /// The path that the document was loaded at; `None` when unknown, or once it has navigated
    /// within itself.
    pub fn loaded_path(&self) -> Option<String> {
        self.loaded_path.borrow().clone()
    }

    /// The scopes that must be read again, each with the place of its site and of its rule.
    pub fn stale_scopes(&self, sites: &[Site]) -> Vec<(usize, usize, Element)> {
        let mut records = self.delivered.take();
        records.extend(
            self.observer.take_records().iter().map(JsCast::unchecked_into::<MutationRecord>),
        );
        let path = self.document.location().and_then(|location| location.pathname().ok());
        let path = path.unwrap_or_default();
        let moved = *self.path.borrow() != path;
        if moved {
            // The owner may have changed with it, so all is read.
            self.path.replace(path);
            self.loaded_path.replace(None);
        }
        let everything = self.everything.take() || moved;
        if !everything && records.is_empty() {
            return Vec::new();
        }
        let mut stale = Vec::new();
        for (site_index, site) in sites.iter().enumerate() {
            for (rule_index, (_, selector)) in site.scopes().enumerate() {
                // A set keeps the order of insertion, and each scope once.
                let scopes = js_sys::Set::new(&JsValue::UNDEFINED);
                if everything {
                    let all = self.document.query_selector_all(selector).map(elements);
                    all.unwrap_or_default().iter().for_each(|scope| drop(scopes.add(scope)));
                } else {
                    records.iter().for_each(|record| touched(record, selector, &scopes));
                }
                scopes.for_each(&mut |scope, _, _| {
                    stale.push((site_index, rule_index, scope.unchecked_into()));
                });
            }
        }
        stale
    }
}

/// Adds the scopes that a change lies in, and those that lie in what has changed.
fn touched(record: &MutationRecord, selector: &str, scopes: &js_sys::Set) {
    let Some(target) = record.target() else { return };
    let around = as_element(&target).cloned().or_else(|| target.parent_element());
    if let Some(scope) = around.as_ref().and_then(|each| each.closest(selector).ok().flatten()) {
        scopes.add(&scope);
    }
    let below = |node: &Node| {
        let Some(element) = as_element(node) else { return };
        if element.matches(selector).unwrap_or(false) {
            scopes.add(element);
        }
        for scope in element.query_selector_all(selector).map(elements).unwrap_or_default() {
            scopes.add(&scope);
        }
    };
    match record.type_().as_str() {
        "childList" => {
            let added = record.added_nodes();
            (0..added.length()).filter_map(|index| added.item(index)).for_each(|node| below(&node));
        }
        "attributes" => below(&target),
        _ => {}
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
