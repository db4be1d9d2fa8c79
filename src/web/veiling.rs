//! Puts stand-ins in the places of withheld values in a document, in the task in which they
//! appear, and takes them back when a verdict lets go.
//!
//! The texts and the attributes of what has changed are looked at; once a verdict has changed, all
//! are. What is written is written to the page's own nodes, so that its scripts find every node
//! where they left it.

use super::documents::Listening;
use super::marks::{Marks, TAG};
use super::observer::Observer;
use super::tree::{as_element, elements};
use crate::control::Shown;
use crate::guard::{FieldId, Guard};
use crate::payload::Payload;
use crate::veil::conceal::{Find, conceal, holders};
use crate::veil::markup::{self, is_looked_at, is_program};
use crate::veil::stand_in::may_be_in;
use js_sys::WeakSet;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlInputElement, HtmlTextAreaElement, MutationRecord, Node};

/// `NodeFilter.SHOW_ELEMENT` and `SHOW_TEXT`.
const SHOW_ELEMENTS_AND_TEXTS: u32 = 1 | 4;

/// How often something is written in one task. A script of the page that writes its values again
/// whenever they change would keep the page from ever going on.
const MOST_IN_ONE_TASK: u32 = 20_000;

/// The veil of one document.
pub struct Veiling {
    document: Document,
    wake: Rc<dyn Fn()>,
    /// From the first withheld field on.
    observer: Option<Observer>,
    /// That of the guard when all was looked at.
    revision: u64,
    /// How much may still be written in this task.
    left: Rc<Cell<u32>>,
    /// Whether something was to be written when no more could be.
    is_put_off: Cell<bool>,
    refill: Closure<dyn FnMut()>,
    /// The controls in which the person has written: what they write is theirs to see.
    written_in: Rc<WeakSet>,
    _on_input: Option<Listening>,
}

/// A place that text stands in.
enum Slot {
    Text(Node),
    Attribute(Element, String),
    /// What a form control holds.
    Value(Element),
}

impl Slot {
    fn text(&self) -> String {
        match self {
            Self::Text(node) => node.node_value(),
            Self::Attribute(element, name) => element.get_attribute(name),
            Self::Value(control) => value_of(control),
        }
        .unwrap_or_default()
    }

    fn write(&self, text: &str) {
        match self {
            Self::Text(node) => node.set_node_value(Some(text)),
            // The page's policy can refuse it for a few names, which are left alone.
            Self::Attribute(element, name) => drop(element.set_attribute(name, text)),
            Self::Value(control) => write_value(control, text),
        }
    }

    /// The address in an attribute that has one.
    fn address<'t>(&self, text: &'t str) -> Option<&'t str> {
        let Self::Attribute(element, name) = self else { return None };
        markup::address(name, text, element.has_attribute("http-equiv"))
    }

    /// The element that shows the text to people.
    fn shown_by(&self) -> Option<Element> {
        match self {
            Self::Text(node) => node.parent_element(),
            Self::Attribute(..) | Self::Value(_) => None,
        }
    }
}

/// What was selected is what the person or the page is about to take: so the text in its place is.
fn write_value(control: &Element, text: &str) {
    match control.dyn_ref::<HtmlInputElement>() {
        Some(input) => {
            let selected = (input.selection_start().ok(), input.selection_end().ok());
            input.set_value(text);
            if selected.0 != selected.1 {
                input.select();
            }
        }
        None => {
            let area: &HtmlTextAreaElement = control.unchecked_ref();
            let selected = (area.selection_start().ok(), area.selection_end().ok());
            area.set_value(text);
            if selected.0 != selected.1 {
                area.select();
            }
        }
    }
}

/// `None` for what is no control with a text.
fn value_of(control: &Element) -> Option<String> {
    // Files cannot be set, and those of boxes and buttons are their attributes.
    const TEXTS: [&str; 7] = ["text", "search", "url", "tel", "email", "hidden", "number"];
    match control.dyn_ref::<HtmlInputElement>() {
        Some(input) => TEXTS.contains(&input.type_().as_str()).then(|| input.value()),
        None => control.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value),
    }
}

impl Veiling {
    /// Veils nothing yet; `wake` is called after a change.
    pub fn new(document: Document, wake: Rc<dyn Fn()>) -> Self {
        let left = Rc::new(Cell::new(MOST_IN_ONE_TASK));
        let refill = Closure::<dyn FnMut()>::new({
            let (left, wake) = (left.clone(), wake.clone());
            move || {
                left.set(MOST_IN_ONE_TASK);
                wake();
            }
        });
        let written_in = Rc::new(WeakSet::new());
        let on_input = Listening::new(document.clone().into(), "input", {
            let written_in = written_in.clone();
            move |event| {
                if let Some(control) = event.target().filter(|_| event.is_trusted()) {
                    written_in.add(&control);
                }
            }
        });
        Self {
            document,
            wake,
            observer: None,
            revision: 0,
            left,
            is_put_off: Cell::new(false),
            refill,
            written_in,
            _on_input: on_input,
        }
    }

    /// Makes the document agree with the guard. `shown` are all elements that show a field, `read`
    /// those of this document that were read just now. Says whether anything was written.
    pub fn apply(
        &mut self,
        guard: &Guard,
        marks: &mut Marks,
        shown: &Shown<Element>,
        read: &[(Element, FieldId)],
    ) -> bool {
        if self.observer.is_none() {
            // What was veiled as it was served may be lifted, all of it.
            if !guard.veils_any() && !guard.veil().borrow().has_own() {
                return false;
            }
            let wake = self.wake.clone();
            self.observer = Observer::new(&self.document, None, Vec::new(), move || wake());
        }
        let records = self.observer.as_ref().map(Observer::take).unwrap_or_default();
        let is_new = std::mem::replace(&mut self.revision, guard.revision()) != guard.revision();
        let is_due = self.left.get() > 0 && self.is_put_off.take();
        let is_whole = is_new || is_due;
        let slots = match (is_whole, self.document.document_element()) {
            (true, Some(root)) => self.worth(guard, vec![root.into()], Vec::new()),
            _ => self.changed(guard, &records),
        };
        let mut written = self.write_all(guard, marks, &slots);
        for (element, field) in read {
            written |= self.veil_shown(guard, element, *field);
        }
        // What many share is found where it is shown only, and its verdict may be another now.
        for (element, field) in
            shown.places().filter(|(_, field)| is_whole && guard.is_weak(*field))
        {
            if element.owner_document().as_ref() == Some(&self.document) {
                written |= self.veil_shown(guard, element, field);
            }
        }
        written
    }

    /// Drops what was just written here.
    pub fn forget_own_changes(&self) {
        if let Some(observer) = &self.observer {
            observer.forget_own_changes();
        }
    }

    /// The places in what has changed.
    fn changed(&self, guard: &Guard, records: &[MutationRecord]) -> Vec<Slot> {
        let mut roots = Vec::new();
        let mut slots = Vec::new();
        // A page that is being parsed brings each node by itself: what is in one that is new is
        // looked at with it.
        let new = js_sys::Set::default();
        for record in records {
            let Some(target) = record.target() else { continue };
            let is_covered = new.has(&target);
            match record.type_().as_str() {
                "childList" => {
                    let added = record.added_nodes();
                    for node in (0..added.length()).filter_map(|index| added.item(index)) {
                        new.add(&node);
                        if !is_covered && node.is_connected() {
                            roots.push(node);
                        }
                    }
                }
                "attributes" => {
                    if let (Some(name), Some(element)) =
                        (record.attribute_name(), as_element(&target))
                        && is_looked_at(&name)
                    {
                        slots.push(Slot::Attribute(element.clone(), name));
                    }
                }
                _ if target.parent_element().is_none_or(|parent| holds_data(&parent)) => {
                    slots.push(Slot::Text(target));
                }
                _ => {}
            }
        }
        self.worth(guard, roots, slots)
    }

    /// All places under these nodes, and these places, where anything of it is in them at all:
    /// that is asked about the whole first, which costs the page one pass over its source.
    fn worth(&self, guard: &Guard, roots: Vec<Node>, mut slots: Vec<Slot>) -> Vec<Slot> {
        let source: Vec<String> = roots
            .iter()
            .map(|root| match as_element(root) {
                // The values of controls stand in no source.
                Some(element) => [element.outer_html(), self.values_in(element)].concat(),
                None => root.node_value().unwrap_or_default(),
            })
            .chain(slots.iter().map(Slot::text))
            .filter(|text| !text.trim().is_empty())
            .collect();
        let source = source.join("\n\n");
        let is_of_interest = may_be_in(&source) || !guard.veiled_in(&source).is_empty();
        if source.is_empty() || !is_of_interest {
            return Vec::new();
        }
        for root in &roots {
            self.collect(root, &mut slots);
        }
        slots
    }

    fn collect(&self, root: &Node, slots: &mut Vec<Slot>) {
        self.collect_node(root, slots);
        let walker =
            self.document.create_tree_walker_with_what_to_show(root, SHOW_ELEMENTS_AND_TEXTS);
        let Ok(walker) = walker else { return };
        while let Ok(Some(node)) = walker.next_node() {
            self.collect_node(&node, slots);
        }
    }

    fn values_in(&self, element: &Element) -> String {
        let controls = element.query_selector_all("input, textarea").map(elements);
        let all = controls.unwrap_or_default().into_iter().chain([element.clone()]);
        all.filter_map(|control| value_of(&control))
            .map(|value| ["\n\n", &value].concat())
            .collect()
    }

    fn collect_node(&self, node: &Node, slots: &mut Vec<Slot>) {
        let Some(element) = as_element(node) else {
            if node.node_type() == Node::TEXT_NODE
                && node.parent_element().is_none_or(|parent| holds_data(&parent))
            {
                slots.push(Slot::Text(node.clone()));
            }
            return;
        };
        if element.tag_name().eq_ignore_ascii_case(TAG) {
            return;
        }
        for name in element.get_attribute_names().iter().filter_map(|name| name.as_string()) {
            if is_looked_at(&name) {
                slots.push(Slot::Attribute(element.clone(), name));
            }
        }
        if value_of(element).is_some_and(|value| !value.is_empty()) && !self.written_in.has(element)
        {
            slots.push(Slot::Value(element.clone()));
        }
    }

    fn write_all(&self, guard: &Guard, marks: &mut Marks, slots: &[Slot]) -> bool {
        let texts: Vec<String> = slots.iter().map(Slot::text).collect();
        let views: Vec<&str> = texts.iter().map(String::as_str).collect();
        let concerned =
            holders(&views, &|text| may_be_in(text) || !guard.veiled_in(text).is_empty());
        let mut written = false;
        for index in concerned {
            let (Some(slot), Some(text)) = (slots.get(index), views.get(index)) else { continue };
            written |= self.write(guard, slot, text, guard);
            if let Some(element) = slot.shown_by() {
                let veil = guard.veil();
                let text = slot.text();
                for field in veil.borrow().fields_in(&text) {
                    if guard.is_veiled(field) {
                        marks.place_near(element.clone(), field);
                    }
                }
            }
        }
        written
    }

    /// Makes one place hold no withheld value, and no stand-in for any other.
    fn write(&self, guard: &Guard, slot: &Slot, text: &str, find: &dyn Find) -> bool {
        if slot.address(text).is_some_and(|address| self.leads_to_custodian(guard, address)) {
            return false;
        }
        let veil = guard.veil();
        let revealed = veil.borrow().reveal_where(text, |id| !guard.is_veiled(id)).into_owned();
        let wanted = conceal(&revealed, find, &mut veil.borrow_mut()).unwrap_or(revealed);
        if wanted == text {
            return false;
        }
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => {
                // Until the page has had its turn.
                self.is_put_off.set(true);
                return false;
            }
        }
        if self.left.get() == 0 {
            self.refill_later();
        }
        slot.write(&wanted);
        true
    }

    /// The element is known to show the field: so what many share goes too, and where its text
    /// lies in several nodes, all of them go.
    fn veil_shown(&self, guard: &Guard, element: &Element, field: FieldId) -> bool {
        if !guard.is_veiled(field) || !element.is_connected() {
            return false;
        }
        let needles = guard.needles_of(field);
        let holds =
            |text: &str| needles.find(Payload::Text(text)).is_ok_and(|found| !found.is_empty());
        let text = element.text_content().unwrap_or_default();
        if !holds(&text) && !holds(&element.outer_html()) {
            return false;
        }
        let find = |text: &str| match holds(text) {
            true => BTreeSet::from([field]),
            false => BTreeSet::new(),
        };
        let mut slots = Vec::new();
        self.collect(element, &mut slots);
        let mut written = false;
        for slot in &slots {
            written |= self.write(guard, slot, &slot.text(), &find);
        }
        if holds(&element.text_content().unwrap_or_default()) {
            let whole = |text: &str| match text.trim().is_empty() || may_be_in(text) {
                true => BTreeSet::new(),
                false => BTreeSet::from([field]),
            };
            for slot in slots.iter().filter(|slot| matches!(slot, Slot::Text(_))) {
                written |= self.write(guard, slot, &slot.text(), &whole);
            }
        }
        written
    }

    /// A browser asks for such an address as it is written, and nobody could put the value back.
    fn leads_to_custodian(&self, guard: &Guard, address: &str) -> bool {
        let base = self.document.base_uri().ok().flatten().unwrap_or_default();
        let url = web_sys::Url::new_with_base(address.trim(), &base);
        url.is_ok_and(|url| guard.leads_to_custodian(&url.href()))
    }

    fn refill_later(&self) {
        let function = self.refill.as_ref().unchecked_ref();
        if let Some(window) = self.document.default_view() {
            // Only a window that is gone has no timers.
            let _ = window.set_timeout_with_callback(function);
        }
    }
}

/// Whether the text of an element is no program, nor style.
fn holds_data(element: &Element) -> bool {
    match element.tag_name().to_ascii_lowercase().as_str() {
        "style" => false,
        "script" => !is_program(&element.get_attribute("type").unwrap_or_default()),
        _ => true,
    }
}
