//! The policy that keeps tools off the guarded sites, ready to be put in a file.

use super::Page;
use crate::audit::{Browser, Hold, Order, policy};
use crate::ui::browser::{self, text};
use crate::ui::dom::{Outcome, all, later, listen, part, set_text, show};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlInputElement};

pub fn listen_to_policy(page: &Rc<Page>) -> Outcome {
    let of_hold = page.clone();
    listen(&part::<Element>("hold")?, "change", move |_| show_policy(&of_hold));
    listen(&part::<Element>("copy")?, "click", |_| {
        later(copy());
        Ok(())
    });
    let of_download = page.clone();
    listen(&part::<Element>("download")?, "click", move |_| {
        // What it is called where the browser looks for it.
        let name = match of_download.browser {
            Browser::Firefox => "policies.json",
            Browser::Chromium => "entre-nous.json",
        };
        browser::save_file(name, "application/json", &format!("{}\n", shown()?))
    });
    // Chromium has no such setting.
    show(&choice(Hold::All)?.1, page.browser == Browser::Firefox);
    Ok(())
}

/// A policy for the listed tools is offered where there are any.
pub fn offer_listed(page: &Page, ids: Vec<String>) -> Outcome {
    let (listed, label) = choice(Hold::Listed)?;
    let (others, _) = choice(Hold::Others)?;
    show(&label, !ids.is_empty());
    listed.set_checked(!ids.is_empty());
    others.set_checked(ids.is_empty());
    page.listed.replace(ids);
    show_policy(page)
}

/// Shows the policy for what is chosen.
pub fn show_policy(page: &Page) -> Outcome {
    let hold = match chosen()?.as_str() {
        "listed" => Hold::Listed,
        "all" => Hold::All,
        _ => Hold::Others,
    };
    let policy = policy(&Order {
        browser: page.browser,
        hold,
        own_id: page.own_id.clone(),
        guarded: page.guarded.clone(),
        tools: page.listed.borrow().clone(),
    });
    let json = policy.and_then(|policy| serde_json::to_string_pretty(&policy).ok());
    set_text("policy-text", &json.unwrap_or_else(|| text("tools_policy_none")))?;
    set_text("policy-status", "")
}

fn chosen() -> Outcome<String> {
    let checked: Vec<HtmlInputElement> = all(&part("hold")?, ":checked");
    Ok(checked.first().map(HtmlInputElement::value).unwrap_or_default())
}

/// The button of a choice, and its label.
fn choice(hold: Hold) -> Outcome<(HtmlInputElement, Element)> {
    let value = match hold {
        Hold::Listed => "listed",
        Hold::Others => "others",
        Hold::All => "all",
    };
    let found = all(&part("hold")?, &format!("[value={value}]")).into_iter().next();
    let input: HtmlInputElement = found.ok_or_else(|| JsValue::from_str(value))?;
    let label = input.closest("label")?.ok_or_else(|| JsValue::from_str(value))?;
    Ok((input, label))
}

fn shown() -> Outcome<String> {
    Ok(part::<Element>("policy-text")?.text_content().unwrap_or_default())
}

async fn copy() -> Outcome {
    let is_copied = browser::copy(&shown()?).await.is_ok();
    set_text("policy-status", &text(if is_copied { "tools_copied" } else { "tools_copy_failed" }))
}
