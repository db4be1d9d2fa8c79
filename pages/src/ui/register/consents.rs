//! The consents that releases rest on.

use super::Page;
use super::words::Formats;
use crate::register::answer::Given;
use crate::register::view::Held;
use crate::ui::browser::{self, text, text_with};
use crate::ui::dom::{Build, Outcome, element, fill, icon, later, listen, part, show};
use crate::ui::words::of_code;
use entre_nous::Kind;
use entre_nous::register::{Pseudonym, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// A part of a consent that counts, as `extension/consents.js` keeps it: there is one for each
/// pseudonym of its owner. Times are in milliseconds.
#[derive(Clone, Deserialize)]
pub struct Consent {
    pseudonym: Pseudonym,
    kind: Kind,
    /// By it and by `seq` the parts of one consent are known.
    field: u64,
    given: f64,
    until: f64,
    /// The number of the entry of the release for which it was given.
    seq: u64,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Said<'a> {
    /// It counts no more.
    ConsentWithdraw { pseudonym: &'a str, kind: &'a str },
}

#[derive(Deserialize)]
struct Answer {
    withdrawn: bool,
}

impl Consent {
    /// As it is told to its owner.
    pub fn given(&self) -> Given {
        let time = |ms: f64| Time::from_ms(ms as i64);
        Given { kind: self.kind, given: time(self.given), until: time(self.until) }
    }
}

pub fn listen_to_consents(page: &Rc<Page>) -> Outcome {
    let page = page.clone();
    listen(&part::<Element>("consent-list")?, "click", move |event| {
        let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(pressed) = pressed else { return Ok(()) };
        let said = |name: &str| pressed.get_attribute(name);
        if let (Some(pseudonym), Some(kind)) = (said("data-withdraw"), said("data-kind")) {
            later(withdraw(page.clone(), pseudonym, kind));
        }
        Ok(())
    });
    Ok(())
}

async fn withdraw(page: Rc<Page>, pseudonym: String, kind: String) -> Outcome {
    let said = Said::ConsentWithdraw { pseudonym: &pseudonym, kind: &kind };
    let answer = browser::ask(&said).await.ok();
    let answer = answer.and_then(|answer| serde_wasm_bindgen::from_value::<Answer>(answer).ok());
    if !answer.is_some_and(|answer| answer.withdrawn) {
        return page.say("consent-done", &text("register_not_withdrawn"));
    }
    page.refresh().await?;
    page.say("consent-done", &text("register_withdrawn"))?;
    part::<HtmlElement>("consents-heading")?.focus()
}

/// Those of one person, or all: one part of each. Those that have ended are no consents any more.
pub fn of_person(page: &Page, held: Option<&Held>) -> Vec<Consent> {
    let now = js_sys::Date::now();
    let consents = page.consents.borrow();
    let mut known = BTreeSet::new();
    consents
        .iter()
        .filter(|consent| consent.until > now)
        .filter(|consent| held.is_none_or(|held| held.is_of(&consent.pseudonym)))
        .filter(|consent| known.insert((consent.seq, consent.field, consent.kind)))
        .cloned()
        .collect()
}

/// Lists the consents: those of the person who was looked for, or all.
pub fn show_consents(page: &Page) -> Outcome {
    let person = page.person.borrow();
    let consents = of_person(page, person.as_ref().map(|person| &person.held));
    let rows = consents.iter().map(|consent| row(consent, &page.formats));
    fill(&part("consent-list")?, rows.collect::<Vec<_>>());
    show(&part("no-consent")?, consents.is_empty());
    show(&part("consents-of-one")?, person.is_some());
    Ok(())
}

fn row(consent: &Consent, formats: &Formats) -> Element {
    let Given { kind, given, until } = consent.given();
    let kind_text = of_code("kind_", kind.name());
    let days = [formats.day_of(given), formats.day_of(until)];
    let days_text = text_with("register_consent", &days.each_ref().map(String::as_str));
    let entry = text_with("register_consent_entry", &[&consent.seq.to_string()]);
    let [given, _] = days;
    let label = text_with("register_withdraw_this", &[&kind_text, &given]);
    let state = element("span").with("class", "state").saying(&format!("{days_text} {entry}"));
    let name = element("p").with("class", "name").holding(&icon(kind.name()));
    let name = name.holding(&element("span").saying(&kind_text)).holding(&state);
    let button = element("button")
        .with("type", "button")
        .with("class", "quiet")
        .with("data-withdraw", &consent.pseudonym.to_string())
        .with("data-kind", kind.name())
        .with("aria-label", &label)
        .saying(&text("register_withdraw"));
    element("li").holding(&name).holding(&button)
}
