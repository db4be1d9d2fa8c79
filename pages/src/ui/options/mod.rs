//! The page of options: what a person chooses, beside what their organisation has set.

mod add;
mod levels;
mod show;
mod sites;

use super::browser::{self, VEIL_OFF};
use super::dom::{self, Build, Outcome, fill, later, listen, part, show as reveal};
use crate::options::{self, Change, Site};
use entre_nous::settings::{Choices, Overview};
use gloo_timers::callback::Timeout;
use js_sys::{Function, Reflect};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

/// The person's settings, as the browser keeps them.
const SETTINGS: &str = "settings";
/// How long it is said that something was saved, in milliseconds.
const SAID_MS: u32 = 4000;

/// The page, for as long as it is open.
struct Page {
    /// `choices` of `extension/settings.js`.
    choices: Function,
    /// The person's settings after all changes, written or not.
    person: RefCell<Value>,
    veil_off: RefCell<Vec<String>>,
    sites: RefCell<Vec<Site>>,
    /// How many changes are being written.
    writing: Cell<u32>,
    /// Counts what was begun to be read or written: what has begun last is the newest.
    turn: Cell<u32>,
    /// Takes back what was said last.
    silence: RefCell<Option<Timeout>>,
}

/// Fills the page of options, and keeps it up to date. Comes back once it is shown.
///
/// # Errors
/// When the page's file has other elements.
#[wasm_bindgen]
pub async fn options_page(choices: Function) -> Outcome {
    dom::title(&browser::text("options_title"));
    let page = Rc::new(Page {
        choices,
        person: RefCell::default(),
        veil_off: RefCell::default(),
        sites: RefCell::default(),
        writing: Cell::new(0),
        turn: Cell::new(0),
        silence: RefCell::default(),
    });
    levels::make_kinds()?;
    show::listen_to_controls(&page)?;
    sites::listen_to_list(&page)?;
    add::listen_to_form(&page)?;
    for on_change in [browser::on_stored as fn(_), browser::on_permissions as fn(_)] {
        let page = page.clone();
        on_change(move || later(page.clone().refresh()));
    }
    page.refresh().await
}

impl Page {
    /// Shows what is set now.
    async fn refresh(self: Rc<Self>) -> Outcome {
        // What is being written is shown already, and what is read meanwhile may be older.
        if self.writing.get() > 0 {
            return Ok(());
        }
        match self.read().await {
            Ok(Some(overview)) => {
                show_read(true)?;
                show::show(&self, &overview)
            }
            Ok(None) => Ok(()),
            Err(_) => show_read(false),
        }
    }

    /// Reads all that is set; nothing, when it was changed or read anew meanwhile.
    async fn read(&self) -> Outcome<Option<Overview>> {
        let turn = self.next_turn();
        let chosen = browser::called(&self.choices, &JsValue::UNDEFINED).await?;
        let granted = browser::granted_sites().await?;
        if self.turn.get() != turn {
            return Ok(None);
        }
        let person = Reflect::get(&chosen, &"person".into())?;
        let veil_off = Reflect::get(&chosen, &VEIL_OFF.into())?;
        let choices: Choices = serde_wasm_bindgen::from_value(chosen)?;
        let overview = Overview::of(&choices);
        self.person.replace(serde_wasm_bindgen::from_value(person).unwrap_or_default());
        self.veil_off.replace(serde_wasm_bindgen::from_value(veil_off).unwrap_or_default());
        let built_in = browser::built_in_sites()?;
        self.sites.replace(options::sites(&built_in, &granted, &overview.sites));
        Ok(Some(overview))
    }

    /// Writes a change of the person's, and says so.
    fn change(self: &Rc<Self>, change: Change) {
        let changed = change.apply(self.person.take());
        self.person.replace(changed.clone());
        self.write(SETTINGS, changed);
    }

    /// Veils a site again.
    fn veil(self: &Rc<Self>, host: &str) {
        self.veil_off.borrow_mut().retain(|each| each != host);
        let hosts = self.veil_off.borrow().clone();
        self.write(VEIL_OFF, hosts.into());
    }

    fn next_turn(&self) -> u32 {
        self.turn.set(self.turn.get().wrapping_add(1));
        self.turn.get()
    }

    fn write(self: &Rc<Self>, key: &'static str, value: Value) {
        let page = self.clone();
        self.next_turn();
        self.writing.set(self.writing.get() + 1);
        later(async move {
            let written = browser::keep(key, &value).await;
            page.writing.set(page.writing.get().saturating_sub(1));
            let text = if written.is_ok() { "options_saved" } else { "options_not_saved" };
            page.say(&browser::text(text))?;
            page.refresh().await
        });
    }

    /// Says what has happened, to those who listen too.
    fn say(self: &Rc<Self>, text: &str) -> Outcome {
        let status: Element = part("status")?;
        // A node of its own, so that the same text is said once more.
        fill(&status, [dom::element("span").saying(text)]);
        let silence = Timeout::new(SAID_MS, move || status.set_text_content(None));
        self.silence.replace(Some(silence));
        Ok(())
    }
}

/// Nothing can be chosen over what nobody could read.
fn show_read(is_read: bool) -> Outcome {
    reveal(&part("unread")?, !is_read);
    part::<Element>("choices")?.toggle_attribute_with_force("inert", !is_read)?;
    Ok(())
}

/// The element of a list of which an event tells, with what stands under `data-NAME` there.
fn told_of<T: JsCast>(event: &web_sys::Event, name: &str) -> Option<(T, String)> {
    let target: HtmlElement = event.target()?.dyn_into().ok()?;
    let value = target.get_attribute(&format!("data-{name}"))?;
    Some((target.dyn_into().ok()?, value))
}
