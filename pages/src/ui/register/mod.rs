//! The page of the register: what happened, whether the chain holds, what is held on somebody.

mod consents;
mod files;
mod filter;
mod more;
mod person;
mod picture;
mod state;
mod table;
mod words;

use super::browser::{self, text};
use super::dom::{self, Build, Outcome, element, fill, later, part, show};
use crate::register::Contents;
use crate::register::view::{Held, PAGE, Row, View};
use crate::web::register::read as contents_of;
use consents::Consent;
use entre_nous::register::Point;
use entre_nous::settings::Choices;
use js_sys::{Function, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Element;
use words::Formats;

/// The page, for as long as it is open.
struct Page {
    /// `readRegister` and `readNewest` of `extension/register-read.js`.
    read: Function,
    read_newest: Function,
    /// `choices` of `extension/settings.js`.
    choices: Function,
    /// The name of a register that was set aside, when this is what is shown.
    aside: Option<String>,
    formats: Formats,
    contents: RefCell<Contents>,
    /// What can be read of registers that were set aside, unless one of them is what is shown.
    set_aside: RefCell<Vec<Contents>>,
    view: RefCell<View>,
    consents: RefCell<Vec<Consent>>,
    person: RefCell<Option<Person>>,
    /// What the list shows.
    shown: RefCell<Vec<Row>>,
}

/// Somebody who asks what is held on them.
struct Person {
    /// Their email address or telephone number, as it was typed. It is kept nowhere else.
    text: String,
    held: Held,
    /// How many entries registers that were set aside have on them.
    held_aside: usize,
}

/// What the page is told besides the entries.
struct Told {
    fault: Option<String>,
    set_aside: Vec<String>,
}

/// Fills the page of the register: the newest entries first, then with all that there is. Comes back
/// before the chain is examined.
///
/// # Errors
/// When the page's file has other elements.
#[wasm_bindgen]
pub async fn register_page(read: Function, read_newest: Function, choices: Function) -> Outcome {
    dom::title(&text("register_title"));
    let contents = Contents { stored: Vec::new(), anchor: Point::START, head: None, key: None };
    let page = Rc::new(Page {
        read,
        read_newest,
        choices,
        aside: aside(),
        formats: Formats::new(),
        contents: RefCell::new(contents),
        set_aside: RefCell::default(),
        view: RefCell::default(),
        consents: RefCell::default(),
        person: RefCell::default(),
        shown: RefCell::default(),
    });
    filter::listen_to_filter(&page)?;
    table::listen_to_table(&page)?;
    person::listen_to_person(&page)?;
    consents::listen_to_consents(&page)?;
    files::listen_to_files(&page)?;
    if page.aside.is_none() {
        // What cannot be read is said once all of it is read.
        let _ = page.show_newest().await;
    }
    page.refresh().await
}

/// The register that the address names.
fn aside() -> Option<String> {
    let search = dom::document().location()?.search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get("aside")
}

impl Page {
    /// Shows the entries that nobody should have to wait for.
    async fn show_newest(&self) -> Outcome {
        let newest = browser::called(&self.read_newest, &PAGE.into()).await?;
        self.view.replace(View::of(&contents_of(&newest)?.stored));
        self.show_rows()?;
        show(&part("all")?, true);
        browser::mark("register-shown");
        Ok(())
    }

    /// Reads the register, and shows all of it.
    async fn refresh(self: &Rc<Self>) -> Outcome {
        let told = self.load().await;
        show(&part("unread")?, told.is_err());
        let Ok(told) = told else { return Ok(()) };
        self.person.replace(None);
        filter::show_sites(&self.view.borrow())?;
        filter::show_all()?;
        state::show_notices(self, &told)?;
        state::show_count(self)?;
        self.show_chosen()?;
        person::show_person(self)?;
        show(&part("all")?, true);
        for part in dom::all::<Element>(&part("all")?, ".later") {
            part.remove_attribute("inert")?;
        }
        browser::mark("register-read");
        later(state::check(self.clone()));
        Ok(())
    }

    async fn load(&self) -> Outcome<Told> {
        let aside = self.aside.as_ref().map_or(JsValue::UNDEFINED, JsValue::from);
        let all = browser::called(&self.read, &aside).await?;
        let contents = contents_of(&all)?;
        self.view.replace(View::of(&contents.stored));
        self.contents.replace(contents);
        self.consents.replace(of_property(&all, "consents")?);
        let set_aside: Vec<String> = of_property(&all, "setAside")?;
        self.set_aside.replace(self.load_set_aside(&set_aside).await);
        Ok(Told { fault: of_property(&all, "fault")?, set_aside })
    }

    async fn load_set_aside(&self, names: &[String]) -> Vec<Contents> {
        let mut contents = Vec::new();
        for name in names.iter().filter(|_| self.aside.is_none()) {
            // What cannot be read cannot be searched.
            let Ok(all) = browser::called(&self.read, &name.into()).await else { continue };
            contents.extend(contents_of(&all));
        }
        contents
    }

    /// What is set.
    async fn choices(&self) -> Outcome<Choices> {
        let chosen = browser::called(&self.choices, &JsValue::UNDEFINED).await?;
        Ok(serde_wasm_bindgen::from_value(chosen)?)
    }

    /// Shows the entries that are chosen.
    fn show_chosen(&self) -> Outcome {
        self.show_table()?;
        picture::show_picture(&self.view.borrow(), &self.formats)
    }

    /// Says what has happened, to those who listen too.
    fn say(&self, id: &str, text: &str) -> Outcome {
        // A node of its own, so that the same text is said once more.
        fill(&part::<Element>(id)?, [element("span").saying(text)]);
        Ok(())
    }
}

fn of_property<T: serde::de::DeserializeOwned>(object: &JsValue, name: &str) -> Outcome<T> {
    Ok(serde_wasm_bindgen::from_value(Reflect::get(object, &name.into())?)?)
}
