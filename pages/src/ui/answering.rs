//! The page on which a person names details and a ground, and answers for what then leaves.

use super::browser::{self, text, text_with};
use super::dom::{self, Build, Outcome, all, element, fill, icon, later, listen, part, show};
use super::words::of_code;
use entre_nous::Kind;
use entre_nous::protocol::Channel;
use entre_nous::register::{Basis, Day, Fault, Ground};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

/// What the page that was refused tells.
#[derive(Deserialize)]
struct Asked {
    channel: String,
    site: String,
    fields: Vec<Field>,
    answerable: Option<String>,
}

/// A detail that could be named.
#[derive(Deserialize)]
struct Field {
    id: u32,
    kind: Kind,
    value: String,
    /// Pseudonyms of its owner.
    owners: Vec<String>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Said<'a> {
    /// What is it about?
    OverrideAsk { token: &'a str },
    /// Let these go.
    OverrideGo { token: &'a str, ids: Vec<u32>, ground: &'a Ground },
    /// Which consents are on record?
    Consents { fields: Vec<Consent<'a>> },
}

/// Of whom, and for what.
#[derive(Serialize)]
struct Consent<'a> {
    kind: Kind,
    owners: &'a [String],
}

/// What has come of it.
#[derive(Deserialize)]
struct Gone {
    outcome: String,
}

/// The page that was refused, and what it is known by there.
struct Page {
    tab: i32,
    token: String,
}

/// Fills the page. Comes back once it is shown.
///
/// # Errors
/// When the page's file has other elements.
#[wasm_bindgen]
pub async fn override_page() -> Outcome {
    dom::title(&text("override_title"));
    let Some(page) = Page::of_address() else { return is_gone() };
    let answer = page.ask(&Said::OverrideAsk { token: &page.token }).await;
    let asked = answer.ok().and_then(|asked| serde_wasm_bindgen::from_value::<Asked>(asked).ok());
    let Some(asked) = asked else { return is_gone() };
    let consents = consents(&asked.fields).await;
    show_asked(&asked, &consents)?;
    let page = Rc::new(page);
    listen(&part::<HtmlElement>("form")?, "submit", {
        let page = page.clone();
        move |event| {
            event.prevent_default();
            later(page.clone().release());
            Ok(())
        }
    });
    listen(&part::<HtmlElement>("cancel")?, "click", move |_| {
        later(page.clone().leave());
        Ok(())
    });
    listen(&part::<HtmlElement>("ground")?, "change", |_| show_basis());
    show_basis()?;
    show(&part("form")?, true);
    Ok(())
}

/// Nobody knows any more what was refused.
fn is_gone() -> Outcome {
    show(&part("gone")?, true);
    Ok(())
}

impl Page {
    /// The one that the address names.
    fn of_address() -> Option<Self> {
        let search = dom::document().location()?.search().ok()?;
        let query = web_sys::UrlSearchParams::new_with_str(&search).ok()?;
        Some(Self { tab: query.get("tab")?.parse().ok()?, token: query.get("token")? })
    }

    async fn ask(&self, message: &Said<'_>) -> Outcome<JsValue> {
        browser::ask_tab(self.tab, message).await
    }

    /// Has what was named recorded, and let go.
    async fn release(self: Rc<Self>) -> Outcome {
        let ids = named()?;
        let ground = ground()?;
        let problem = match ground.check(browser::clock().day(browser::minutes_ahead())) {
            _ if ids.is_empty() => Some("override_name_one"),
            Err(Fault::Day) => Some("override_day"),
            Err(Fault::ContactDetail) => Some("override_no_details"),
            Err(_) => Some("override_in_words"),
            Ok(()) => None,
        };
        if let Some(problem) = problem {
            return say(problem);
        }
        let buttons = all::<Element>(&part("form")?, "button");
        set_disabled(&buttons, true);
        let said = Said::OverrideGo { token: &self.token, ids, ground: &ground };
        let gone = self.ask(&said).await.ok();
        let gone = gone.and_then(|gone| serde_wasm_bindgen::from_value::<Gone>(gone).ok());
        match gone.as_ref().map(|gone| gone.outcome.as_str()) {
            Some("done") => return self.leave().await,
            Some("unrecorded") => say("override_unrecorded")?,
            Some(_) => say("override_failed")?,
            None => say("override_gone")?,
        }
        // What was refused is known there no more: the page has to be asked anew.
        set_disabled(&[part("cancel")?], false);
        Ok(())
    }

    /// Goes back to the page that was refused.
    async fn leave(self: Rc<Self>) -> Outcome {
        browser::go_to_tab(self.tab).await?;
        browser::close_own_tab().await
    }
}

/// The days on which the owners of these consented, as far as that is on record.
async fn consents(fields: &[Field]) -> Vec<Option<f64>> {
    let asked = fields.iter().map(|field| Consent { kind: field.kind, owners: &field.owners });
    let answer = browser::ask(&Said::Consents { fields: asked.collect() }).await;
    answer.ok().and_then(|days| serde_wasm_bindgen::from_value(days).ok()).unwrap_or_default()
}

fn show_asked(asked: &Asked, consents: &[Option<f64>]) -> Outcome {
    let way = of_code("channel_", &asked.channel);
    let what: Element = part("what")?;
    what.set_text_content(Some(&text_with("override_what", &[&asked.site, &way])));
    let given = consents.iter().copied().chain(std::iter::repeat(None));
    fill(&part("list")?, asked.fields.iter().zip(given).map(|(field, given)| row(field, given)));
    // Its server takes all that its button stands for.
    let takes_all = asked.channel == Channel::Control.name();
    show(&part("details-note")?, !takes_all);
    for input in all::<HtmlInputElement>(&part("list")?, "input") {
        input.set_checked(takes_all);
        input.set_disabled(takes_all);
    }
    let is_on_record = !consents.is_empty() && consents.iter().all(Option::is_some);
    if is_on_record {
        all::<HtmlInputElement>(&part("ground")?, "[value=consent]")
            .iter()
            .for_each(|each| each.set_checked(true));
    }
    if let Some(answerable) = &asked.answerable {
        let shown: Element = part("answerable")?;
        shown.set_text_content(Some(&text_with("notice_answerable", &[answerable])));
        show(&shown, true);
    }
    Ok(())
}

fn row(field: &Field, given: Option<f64>) -> Element {
    let kind = field.kind.name();
    let input = element("input").with("type", "checkbox").with("value", &field.id.to_string());
    let name = element("span").with("class", "kind").saying(&of_code("kind_", kind));
    let value = element("bdi").with("class", "value").saying(&field.value);
    let row = element("label").with("class", "detail").holding(&input).holding(&icon(kind));
    let row = row.holding(&name).holding(&value);
    match given {
        Some(given) => {
            let day = js_sys::Date::new(&given.into())
                .to_locale_date_string(&text("language_tag"), &js_sys::Object::new().into());
            let note = text_with("override_on_record", &[&String::from(day)]);
            row.holding(&element("span").with("class", "note").saying(&note))
        }
        None => row,
    }
}

/// What belongs to the chosen ground.
fn show_basis() -> Outcome {
    let basis = basis()?;
    show(&part("day")?, matches!(basis, Some(Basis::Consent | Basis::GivenDirectly)));
    part::<HtmlInputElement>("on")?.set_required(basis == Some(Basis::Consent));
    let how: HtmlTextAreaElement = part("how")?;
    how.set_required(matches!(basis, Some(Basis::Consent | Basis::Other)));
    Ok(())
}

fn basis() -> Outcome<Option<Basis>> {
    let chosen = all::<HtmlInputElement>(&part("ground")?, "input[name=basis]:checked");
    let chosen = chosen.first().map(HtmlInputElement::value);
    Ok([Basis::Consent, Basis::GivenDirectly, Basis::Other]
        .into_iter()
        .find(|each| Some(each.code()) == chosen.as_deref()))
}

fn ground() -> Outcome<Ground> {
    let basis = basis()?.unwrap_or(Basis::Other);
    let on: Option<Day> = match basis {
        Basis::Other => None,
        _ => part::<HtmlInputElement>("on")?.value().parse().ok(),
    };
    let how = part::<HtmlTextAreaElement>("how")?.value().trim().to_owned();
    Ok(Ground { basis, on, how: Some(how).filter(|how| !how.is_empty()) })
}

fn named() -> Outcome<Vec<u32>> {
    let checked = all::<HtmlInputElement>(&part("list")?, "input:checked");
    Ok(checked.iter().filter_map(|each| each.value().parse().ok()).collect())
}

fn say(key: &str) -> Outcome {
    fill(&part("problem")?, [element("span").saying(&text(key))]);
    Ok(())
}

fn set_disabled(buttons: &[Element], is_disabled: bool) {
    for button in buttons {
        let _ = button.toggle_attribute_with_force("disabled", is_disabled);
    }
}
