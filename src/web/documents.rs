//! The documents that a page's scripts can reach, and what has changed in them.
//!
//! A script in a frame can take a value out of its parent's document, and the parent one out of
//! the frame's. So each engine knows all documents of its origin that can be reached from it.

use super::observer::Observer;
use super::tree::{as_element, elements};
use crate::sites::Site;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, EventTarget, MutationRecord, Node, Window};

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
    thread_local! {
        // Made once: this is asked for each window at each question.
        static DOCUMENT: JsValue = "document".into();
    }
    // Reading any property of another origin's window throws.
    let document = DOCUMENT.with(|name| js_sys::Reflect::get(window, name)).ok()?;
    // No `instanceof`: a document of another frame is of another realm.
    (document.is_object()).then(|| document.unchecked_into())
}

/// What has changed in a document.
pub struct Changes {
    /// The scopes that must be read again, each with the place of its site and of its rule.
    pub scopes: Vec<(usize, usize, Element)>,
    /// Whether nodes may have been removed.
    pub removed: bool,
}

/// The scope selectors of all rules in one, to ask once what nearly always is answered by no.
#[derive(Default)]
pub struct Selectors {
    /// As a string of JavaScript: handing one over costs more than the question.
    any: js_sys::JsString,
}

impl Selectors {
    /// Those of these sites.
    pub fn of(sites: &[Site]) -> Self {
        let all: Vec<&str> =
            sites.iter().flat_map(Site::scopes).map(|(_, selector)| selector).collect();
        Self { any: all.join(", ").into() }
    }

    /// Whether the element is a scope or lies in one. What cannot be answered is looked at.
    fn are_around(&self, element: &Element) -> bool {
        let selected = element.unchecked_ref::<Selected>();
        selected.closest(&self.any).map_or(true, |scope| !scope.is_null())
    }

    /// Whether the element is a scope or holds one.
    fn are_in(&self, element: &Element) -> bool {
        let selected = element.unchecked_ref::<Selected>();
        selected.matches(&self.any).unwrap_or(true)
            || selected.query_selector(&self.any).map_or(true, |scope| !scope.is_null())
    }
}

#[wasm_bindgen]
extern "C" {
    /// An element that is asked by a selector which JavaScript has already.
    type Selected;

    #[wasm_bindgen(method, catch)]
    fn closest(this: &Selected, selector: &js_sys::JsString) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn matches(this: &Selected, selector: &js_sys::JsString) -> Result<bool, JsValue>;

    #[wasm_bindgen(method, catch, js_name = querySelector)]
    fn query_selector(this: &Selected, selector: &js_sys::JsString) -> Result<JsValue, JsValue>;
}

/// One document, watched.
pub struct Watched {
    /// The document.
    pub document: Document,
    observer: Observer,
    /// Everything must be read (again).
    everything: Rc<Cell<bool>>,
    /// The path as last seen.
    path: RefCell<String>,
    /// The path that the document was loaded at, until it navigates within itself.
    loaded_path: RefCell<Option<String>>,
    _listeners: [Option<Listening>; 2],
}

/// Hears an event of a document or of its window. What serves elsewhere panics for these: they may
/// be another site's, or gone, by the time the listener is taken away.
pub(super) struct Listening {
    target: EventTarget,
    event: &'static str,
    listener: Closure<dyn FnMut(Event)>,
}

impl Listening {
    pub fn new(
        target: EventTarget,
        event: &'static str,
        heard: impl FnMut(Event) + 'static,
    ) -> Option<Self> {
        let listener = Closure::<dyn FnMut(Event)>::new(heard);
        let function = listener.as_ref().unchecked_ref();
        target.add_event_listener_with_callback_and_bool(event, function, true).ok()?;
        Some(Self { target, event, listener })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let function = self.listener.as_ref().unchecked_ref();
        // Refused where there is nothing to take away any more.
        let _ =
            self.target.remove_event_listener_with_callback_and_bool(self.event, function, true);
    }
}

impl Watched {
    /// Watches a document, loaded at this path if that is known, of which others have observed these
    /// records; `changed` is called when something has changed, after the page's current script has
    /// ended.
    pub fn new(
        document: Document,
        loaded_path: Option<String>,
        records: Vec<MutationRecord>,
        changed: impl Fn() + Clone + 'static,
    ) -> Option<Self> {
        let everything = Rc::new(Cell::new(true));
        let observer = Observer::new(&document, Some(&ATTRIBUTES), records, changed.clone())?;

        // A style sheet that arrives, and a window that is resized, change what is rendered
        // without changing the document.
        let again = {
            let everything = everything.clone();
            move || {
                everything.set(true);
                changed();
            }
        };
        let on_load = Listening::new(document.clone().into(), "load", {
            let again = again.clone();
            move |event| {
                let target: Option<Node> = event.target().map(JsCast::unchecked_into);
                let name = target.map(|node| node.node_name()).unwrap_or_default();
                if matches!(name.as_str(), "LINK" | "STYLE") {
                    again();
                }
            }
        });
        let on_resize = document
            .default_view()
            .and_then(|window| Listening::new(window.into(), "resize", move |_| again()));
        Some(Self {
            document,
            observer,
            everything,
            path: RefCell::new(loaded_path.clone().unwrap_or_default()),
            loaded_path: RefCell::new(loaded_path),
            _listeners: [on_load, on_resize],
        })
    }

    /// Has everything read again.
    pub fn read_again(&self) {
        self.everything.set(true);
    }

    /// Drops what the engine itself has just changed.
    pub fn forget_own_changes(&self) {
        self.observer.forget_own_changes();
    }

    /// The path that the document was loaded at; `None` when unknown, or once it has navigated
    /// within itself.
    pub fn loaded_path(&self) -> Option<String> {
        self.loaded_path.borrow().clone()
    }

    /// What has changed since the last call.
    pub fn changes(&self, sites: &[Site], selectors: &Selectors) -> Changes {
        let records = self.observer.take();
        let path = self.document.location().and_then(|location| location.pathname().ok());
        let path = path.unwrap_or_default();
        let moved = *self.path.borrow() != path;
        if moved {
            // The owner may have changed with it, so all is read.
            self.path.replace(path);
            self.loaded_path.replace(None);
        }
        let everything = self.everything.take() || moved;
        let mut stale = Vec::new();
        if !everything && records.is_empty() {
            return Changes { scopes: stale, removed: false };
        }
        let removed = everything || records.iter().any(removes);
        let touched = Touched::by(&records, selectors);
        for (site_index, site) in sites.iter().enumerate() {
            for (rule_index, (_, selector)) in site.scopes().enumerate() {
                // A set keeps the order of insertion, and each scope once.
                let scopes = js_sys::Set::new(&JsValue::UNDEFINED);
                if everything {
                    let all = self.document.query_selector_all(selector).map(elements);
                    all.unwrap_or_default().iter().for_each(|scope| drop(scopes.add(scope)));
                }
                // Beside everything too: what came and went again stands in the records only.
                touched.scopes(selector, &scopes);
                scopes.for_each(&mut |scope, _, _| {
                    stale.push((site_index, rule_index, scope.unchecked_into()));
                });
            }
        }
        Changes { scopes: stale, removed }
    }
}

/// Whether it is a record of this document.
pub fn is_of(record: &MutationRecord, document: &Document) -> bool {
    record.target().is_some_and(|target| {
        target.owner_document().map_or(&target == document.as_ref(), |owner| owner == *document)
    })
}

fn removes(record: &MutationRecord) -> bool {
    record.type_() == "childList" && record.removed_nodes().length() > 0
}

/// The elements by which changes can touch a scope: on most pages none of thousands.
#[derive(Default)]
struct Touched {
    /// Something has changed in these, and they lie in a scope.
    inside: Vec<Element>,
    /// These are new or other than before, and there is a scope among them or below.
    below: Vec<Element>,
}

impl Touched {
    fn by(records: &[MutationRecord], selectors: &Selectors) -> Self {
        // A page changes one text or one list many times in a row.
        let (inside, below) = (js_sys::Set::default(), js_sys::Set::default());
        let new = js_sys::Set::default();
        for record in records {
            let Some(target) = record.target() else { continue };
            // A page that is being parsed brings each node by itself: what is in one that is new
            // is looked at with it.
            let is_covered = new.has(&target);
            if !is_covered
                && let Some(around) =
                    as_element(&target).cloned().or_else(|| target.parent_element())
            {
                inside.add(&around);
            }
            match record.type_().as_str() {
                "childList" => {
                    let added = record.added_nodes();
                    for node in (0..added.length()).filter_map(|index| added.item(index)) {
                        let is_there = is_covered && node.parent_node().as_ref() == Some(&target);
                        if as_element(&node).is_some() && !is_there {
                            below.add(&node);
                        }
                        new.add(&node);
                    }
                }
                "attributes" => drop(below.add(&target)),
                _ => {}
            }
        }
        Self {
            inside: those(&inside, |element| selectors.are_around(element)),
            below: those(&below, |element| selectors.are_in(element)),
        }
    }

    /// Adds the scopes that a change lies in, and those that lie in what has changed.
    fn scopes(&self, selector: &str, scopes: &js_sys::Set) {
        for element in &self.inside {
            if let Some(scope) = element.closest(selector).ok().flatten() {
                scopes.add(&scope);
            }
        }
        for element in &self.below {
            if element.matches(selector).unwrap_or(false) {
                scopes.add(element);
            }
            for scope in element.query_selector_all(selector).map(elements).unwrap_or_default() {
                scopes.add(&scope);
            }
        }
    }
}

fn those(nodes: &js_sys::Set, keep: impl Fn(&Element) -> bool) -> Vec<Element> {
    let mut kept = Vec::new();
    nodes.for_each(&mut |node, _, _| {
        let element: Element = node.unchecked_into();
        if keep(&element) {
            kept.push(element);
        }
    });
    kept
}
