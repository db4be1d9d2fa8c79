//! Adding a site: the browser asks the person, within the click.

use super::{Outcome, Page, browser, dom, later, listen, part, reveal};
use crate::options::host_of;
use crate::ui::browser::{text, text_with};
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlInputElement};

pub fn listen_to_form(page: &Rc<Page>) -> Outcome {
    let form: Element = part("add")?;
    let page = page.clone();
    listen(&form, "submit", move |event| {
        event.prevent_default();
        let field: HtmlInputElement = part("add-address")?;
        let Some(origin) = origin_of(&field.value()) else {
            return show_fault(&field, "options_add_no_address");
        };
        let pattern = format!("{origin}/*");
        if is_guarded(&page, &pattern) {
            return show_fault(&field, "options_add_there");
        }
        hide_fault(&field)?;
        // Nothing may be awaited before.
        let answer = browser::ask_for_sites(&[pattern])?;
        later(add(page.clone(), origin, answer));
        Ok(())
    });
    Ok(())
}

fn is_guarded(page: &Page, pattern: &str) -> bool {
    let is_built_in =
        || browser::built_in_sites().unwrap_or_default().contains(&pattern.to_owned());
    is_built_in()
        || page.sites.borrow().iter().any(|site| site.patterns.iter().any(|each| each == pattern))
}

async fn add(page: Rc<Page>, origin: String, answer: js_sys::Promise) -> Outcome {
    let is_given = JsFuture::from(answer).await.is_ok_and(|given| given.is_truthy());
    if !is_given {
        return page.say(&text("options_add_refused"));
    }
    let host = host_of(&origin).to_owned();
    let is_done = browser::guard_site(&origin).await?;
    page.clone().refresh().await?;
    if !is_done {
        return page.say(&text("options_not_saved"));
    }
    let field: HtmlInputElement = part("add-address")?;
    field.set_value("");
    page.say(&text_with("options_add_done", &[&host]))
}

/// The origin of what somebody has typed: an address, or a host alone.
fn origin_of(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let address = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    browser::origin_of(&address)
}

fn show_fault(field: &HtmlInputElement, key: &str) -> Outcome {
    let fault: Element = part("add-fault")?;
    fault.set_text_content(Some(&text(key)));
    reveal(&fault, true);
    field.set_attribute("aria-invalid", "true")?;
    field.focus()
}

fn hide_fault(field: &HtmlInputElement) -> Outcome {
    let fault: Element = part("add-fault")?;
    dom::fill(&fault, []);
    reveal(&fault, false);
    field.remove_attribute("aria-invalid")
}
