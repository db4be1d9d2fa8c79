//! The small mark beside each contact field: may leave, careful, or kept back.
//!
//! A mark is one element of ours in the page, with a closed shadow root: its text is in nobody's
//! `textContent`. Its look is in `extension/content.css`, by `::part`, since a style element
//! could be refused by the page's Content-Security-Policy.

use super::Host;
use crate::guard::{Changed, FieldId, Guard, Told};
use crate::verdict::Verdict;
use js_sys::WeakMap;
use std::collections::{BTreeMap, BTreeSet};
use web_sys::{Document, Element, ShadowRootInit, ShadowRootMode};

/// The tag of a mark. Not a registered custom element: the page may not have the registry.
pub const TAG: &str = "entre-nous-mark";

/// What content.css hides on paper.
pub const KEPT: &str = "data-entre-nous-kept";

/// How often a mark that the page takes away is put back.
const MOST_RETURNS: u8 = 5;

struct Mark {
    beside: Element,
    field: FieldId,
    element: Element,
    chip: Element,
    reason: Element,
    shown: Option<Told>,
    returns: u8,
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
}

impl Marks {
    pub fn new(document: Document) -> Self {
        Self {
            document,
            marks: BTreeMap::new(),
            keys: WeakMap::new(),
            moved: BTreeSet::new(),
            next_key: 0,
        }
    }

    /// Sees to it that the field shown by this element has a mark.
    pub fn place(&mut self, beside: Element, field: FieldId) {
        // A value in a script (JSON-LD) has no place on the screen.
        if beside.tag_name().eq_ignore_ascii_case("script") {
            return;
        }
        let known = self.keys.get(&beside).as_f64().map(|key| key as u32);
        if let Some(key) = known
            && let Some(mark) = self.marks.get_mut(&key)
        {
            if mark.field != field {
                mark.field = field;
                self.moved.insert(key);
            }
            return;
        }
        let key = self.next_key;
        self.keys.set(&beside, &key.into());
        if let Some(mark) = Mark::new(&self.document, beside, field) {
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
            if !removed && !moved.contains(key) && !changed.contains(mark.field) {
                return true;
            }
            match guard.told(mark.field) {
                Some(told) if mark.beside.is_connected() => {
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
    fn new(document: &Document, beside: Element, field: FieldId) -> Option<Self> {
        let element = document.create_element(TAG).ok()?;
        let shadow = element.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Closed)).ok()?;
        let chip = document.create_element("span").ok()?;
        chip.set_attribute("tabindex", "0").ok()?;
        chip.set_attribute("role", "img").ok()?;
        let reason = document.create_element("span").ok()?;
        reason.set_attribute("part", "reason").ok()?;
        // Said by the chip's label already.
        reason.set_attribute("aria-hidden", "true").ok()?;
        shadow.append_child(&chip).ok()?;
        shadow.append_child(&reason).ok()?;
        Some(Self { beside, field, element, chip, reason, shown: None, returns: 0 })
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
        let label = host.message("mark_label", vec![kind, word.clone(), reasons.clone()]);
        self.chip.set_text_content(Some(&word));
        self.reason.set_text_content(Some(&reasons));
        // Attributes of our own elements: setting them fails for broken names only.
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
