//! The small mark beside each contact field: may leave, careful, or kept back.
//!
//! A mark is one element of ours in the page, with a closed shadow root: its text is in nobody's
//! `textContent`. Its look is in `extension/content.css`, by `::part`, since a style element
//! could be refused by the page's Content-Security-Policy.

use super::Host;
use crate::guard::{Changed, FieldId, Guard, Told};
use crate::verdict::Verdict;
use js_sys::WeakMap;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, ShadowRootInit, ShadowRootMode};

/// The tag of a mark. Not a registered custom element: the page may not have the registry.
pub const TAG: &str = "entre-nous-mark";

/// What content.css hides on paper.
pub const KEPT: &str = "data-entre-nous-kept";

/// How often a mark that the page takes away is put back.
const MOST_RETURNS: u8 = 5;

/// Shows the field to the person who has pressed the element.
pub type Reveal = Rc<dyn Fn(&Event, &Element, FieldId)>;

struct Mark {
    beside: Element,
    /// As it is now, for the press on the button.
    field: Rc<Cell<FieldId>>,
    element: Element,
    chip: Element,
    button: Element,
    reason: Element,
    shown: Option<Told>,
    returns: u8,
    /// Whether it stands only beside a stand-in, where no rule reads anything.
    is_of_veil: bool,
    _on_press: Closure<dyn FnMut(Event)>,
}

/// The marks of one document.
pub struct Marks {
    document: Document,
    marks: BTreeMap<u32, Mark>,
    /// From each marked element to its key in `marks`.
    keys: WeakMap,
    /// The marks that are of another field since the last refreshing.
    moved: BTreeSet<u32>,
    next_key: u32,
    reveal: Reveal,
}

impl Marks {
    pub fn new(document: Document, reveal: Reveal) -> Self {
        Self {
            document,
            marks: BTreeMap::new(),
            keys: WeakMap::new(),
            moved: BTreeSet::new(),
            next_key: 0,
            reveal,
        }
    }

    /// Sees to it that the field shown by this element has a mark.
    pub fn place(&mut self, beside: Element, field: FieldId) {
        self.put(beside, field, false);
    }

    /// The same for an element in which a stand-in for the field is, unless there is a mark for it
    /// near.
    pub fn place_near(&mut self, beside: Element, field: FieldId) {
        const NEAR: usize = 4;
        let around = std::iter::successors(Some(beside.clone()), |each| each.parent_element());
        let is_marked = around.take(NEAR).any(|each| {
            let key = self.keys.get(&each).as_f64().map(|key| key as u32);
            key.and_then(|key| self.marks.get(&key)).is_some_and(|mark| mark.field.get() == field)
        });
        if !is_marked {
            self.put(beside, field, true);
        }
    }

    fn put(&mut self, beside: Element, field: FieldId, is_of_veil: bool) {
        // A value in a script (JSON-LD) has no place on the screen.
        if beside.tag_name().eq_ignore_ascii_case("script") {
            return;
        }
        let known = self.keys.get(&beside).as_f64().map(|key| key as u32);
        if let Some(key) = known
            && let Some(mark) = self.marks.get_mut(&key)
        {
            mark.is_of_veil &= is_of_veil;
            if mark.field.replace(field) != field {
                self.moved.insert(key);
            }
            return;
        }
        let key = self.next_key;
        self.keys.set(&beside, &key.into());
        if let Some(mark) =
            Mark::new(&self.document, beside, field, is_of_veil, self.reveal.clone())
        {
            self.marks.insert(key, mark);
            self.moved.insert(key);
            self.next_key += 1;
        }
    }

    /// Makes the marks of these fields say what the guard says now; where nodes were removed, sees
    /// to all marks, and drops those whose field has gone.
    pub fn refresh(&mut self, guard: &Guard, host: &Host, changed: &Changed, removed: bool) {
        let moved = std::mem::take(&mut self.moved);
        self.marks.retain(|key, mark| {
            let field = mark.field.get();
            if !removed && !moved.contains(key) && !changed.contains(field) {
                return true;
            }
            match guard.told(field) {
                Some(told)
                    if mark.beside.is_connected() && (!mark.is_of_veil || told.is_veiled()) =>
                {
                    mark.show(told, host);
                    true
                }
                _ => {
                    mark.element.remove();
                    let _ = mark.beside.remove_attribute(KEPT);
                    false
                }
            }
        });
    }
}

impl Mark {
    fn new(
        document: &Document,
        beside: Element,
        field: FieldId,
        is_of_veil: bool,
        reveal: Reveal,
    ) -> Option<Self> {
        let element = document.create_element(TAG).ok()?;
        let shadow = element.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Closed)).ok()?;
        let chip = document.create_element("span").ok()?;
        chip.set_attribute("tabindex", "0").ok()?;
        chip.set_attribute("role", "img").ok()?;
        let reason = document.create_element("span").ok()?;
        reason.set_attribute("part", "reason").ok()?;
        // Said by the chip's label already.
        reason.set_attribute("aria-hidden", "true").ok()?;
        let button = document.create_element("button").ok()?;
        button.set_attribute("type", "button").ok()?;
        button.set_attribute("part", "show").ok()?;
        shadow.append_child(&chip).ok()?;
        shadow.append_child(&button).ok()?;
        shadow.append_child(&reason).ok()?;
        let field = Rc::new(Cell::new(field));
        let on_press = Closure::<dyn FnMut(Event)>::new({
            let (field, element) = (field.clone(), element.clone());
            move |event: Event| {
                // The page's own listeners have no part in this.
                event.prevent_default();
                event.stop_propagation();
                if event.is_trusted() {
                    reveal(&event, &element, field.get());
                }
            }
        });
        let function = on_press.as_ref().unchecked_ref();
        button.add_event_listener_with_callback("click", function).ok()?;
        Some(Self {
            beside,
            field,
            element,
            chip,
            button,
            reason,
            shown: None,
            returns: 0,
            is_of_veil,
            _on_press: on_press,
        })
    }

    fn show(&mut self, told: Told, host: &Host) {
        if !self.element.is_connected() && self.returns < MOST_RETURNS {
            self.returns += 1;
            self.insert();
        }
        if self.shown.as_ref() == Some(&told) {
            return;
        }
        let verdict = match told.judgement.verdict {
            Verdict::Allow => "allow",
            Verdict::Warn => "warn",
            Verdict::Withhold => "withhold",
        };
        let word = host.message(&format!("verdict_{verdict}"), Vec::new());
        let kind = host.message(&format!("kind_{}", told.kind.name()), Vec::new());
        let reasons: Vec<String> = told
            .judgement
            .reasons
            .iter()
            .map(|reason| host.message(&format!("reason_{}", reason.key()), Vec::new()))
            .collect();
        let reasons = reasons.join(" ");
        let label = host.message("mark_label", vec![kind.clone(), word.clone(), reasons.clone()]);
        let is_veiled = told.is_veiled();
        let short = if is_veiled { host.message("veil_label", Vec::new()) } else { word };
        self.chip.set_text_content(Some(&short));
        let show = host.message("veil_show", Vec::new());
        self.button.set_text_content(Some(&show));
        let _ = self.button.toggle_attribute_with_force("hidden", !is_veiled || !host.can_reveal());
        let show_label = host.message("veil_show_label", vec![kind]);
        let _ = self.button.set_attribute("aria-label", &show_label);
        self.reason.set_text_content(Some(&reasons));
        // Attributes of our own elements: setting them fails for broken names only. The page may be
        // in another language.
        let language = host.message("language_tag", Vec::new());
        for each in [&self.chip, &self.button, &self.reason] {
            let _ = each.set_attribute("lang", &language);
        }
        let _ = self.chip.set_attribute("part", &format!("chip {verdict}"));
        let _ = self.chip.set_attribute("aria-label", &label);
        let _ = match told.judgement.verdict {
            Verdict::Withhold => self.beside.set_attribute(KEPT, ""),
            Verdict::Allow | Verdict::Warn => self.beside.remove_attribute(KEPT),
        };
        self.shown = Some(told);
    }

    /// Beside a value that flows with the text; inside any other, since a neighbour could break a
    /// table or a list, and would stand on a line of its own.
    fn insert(&self) {
        const INLINE: [&str; 12] =
            ["A", "SPAN", "B", "STRONG", "EM", "I", "SMALL", "TIME", "DATA", "BDI", "CODE", "ABBR"];
        let inline = INLINE.contains(&self.beside.tag_name().to_ascii_uppercase().as_str());
        let position = if inline { "afterend" } else { "beforeend" };
        // A void element takes nothing inside: then there is no mark, and the verdict stands.
        let _ = self.beside.insert_adjacent_element(position, &self.element);
    }
}
