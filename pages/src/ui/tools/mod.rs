//! The audit of tools: which installed extensions can read contact details on the guarded sites,
//! and the policy that keeps them off.

mod installed;
mod list;
mod policy;

use super::browser::{self, is_firefox, text, text_with};
use super::dom::{self, Outcome, fill, later, listen, part, set_text, show};
use crate::audit::{Browser, Question, Reach, audit};
use installed::PERMISSION;
use js_sys::Promise;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

/// The page, for as long as it is open.
struct Page {
    browser: Browser,
    own_id: String,
    /// The match patterns of the guarded sites.
    guarded: Vec<String>,
    /// The ids of the tools in the list.
    listed: RefCell<Vec<String>>,
}

/// Fills the audit of tools. Comes back once it is shown.
///
/// # Errors
/// When the page's file has other elements.
#[wasm_bindgen]
pub async fn tools_page() -> Outcome {
    dom::title(&text("tools_title"));
    let (place, limit) = match is_firefox() {
        true => ("tools_policy_firefox", "tools_limit_firefox"),
        false => ("tools_policy_chromium", "tools_limit_chromium"),
    };
    set_text("policy-place", &text(place))?;
    set_text("browser-limit", &text(limit))?;
    let mut guarded = browser::built_in_sites()?;
    guarded.extend(browser::granted_sites().await?);
    let page = Rc::new(Page {
        browser: if is_firefox() { Browser::Firefox } else { Browser::Chromium },
        own_id: browser::own_id(),
        guarded,
        listed: RefCell::default(),
    });
    let of_look = page.clone();
    listen(&part::<Element>("look")?, "click", move |_| {
        // Nothing may be awaited before.
        let answer = browser::ask_for_permission(PERMISSION);
        later(of_look.clone().ask(answer));
        Ok(())
    });
    let of_stop = page.clone();
    listen(&part::<Element>("stop")?, "click", move |_| {
        later(of_stop.clone().stop());
        Ok(())
    });
    policy::listen_to_policy(&page)?;
    policy::show_policy(&page)?;
    show(&part("policy")?, true);
    if browser::has_permission(PERMISSION).await.unwrap_or(false) {
        return page.look().await;
    }
    show(&part("ask")?, true);
    Ok(())
}

impl Page {
    /// Looks, if the person lets the extension see what is installed.
    async fn ask(self: Rc<Self>, answer: Outcome<Promise>) -> Outcome {
        let given = match answer {
            Ok(answer) => JsFuture::from(answer).await.is_ok_and(|given| given.is_truthy()),
            Err(_) => false,
        };
        if !given {
            return set_text("status", &text("tools_refused"));
        }
        show(&part("ask")?, false);
        self.look().await?;
        part::<HtmlElement>("stop")?.focus()
    }

    /// Looks at everything that is installed, and shows it.
    async fn look(&self) -> Outcome {
        let Some(management) = installed::Management::of_browser() else {
            return set_text("status", &text("tools_no_api"));
        };
        match management.installed().await {
            Ok((tools, wording)) => self.show_found(Question {
                browser: self.browser,
                own_id: self.own_id.clone(),
                guarded: self.guarded.clone(),
                wording,
                tools,
            }),
            Err(_) => set_text("status", &text("tools_failed")),
        }
    }

    fn show_found(&self, question: Question) -> Outcome {
        let audit = audit(question);
        let readers =
            audit.findings.iter().filter(|each| each.enabled && each.reach != Reach::Never).count();
        let status = match readers {
            0 => text("tools_none"),
            _ => text_with("tools_some", &[&readers.to_string()]),
        };
        set_text("status", &status)?;
        fill(&part("tools")?, audit.findings.iter().map(list::entry));
        set_text("others", &text_with("tools_others", &[&audit.others.to_string()]))?;
        show(&part("list")?, true);
        policy::offer_listed(self, audit.findings.into_iter().map(|finding| finding.id).collect())
    }

    /// Gives the permission back, and forgets what was seen by it.
    async fn stop(self: Rc<Self>) -> Outcome {
        if !browser::give_back_permission(PERMISSION).await.unwrap_or(false) {
            return set_text("status", &text("tools_kept"));
        }
        show(&part("list")?, false);
        fill(&part("tools")?, []);
        show(&part("ask")?, true);
        policy::offer_listed(&self, Vec::new())?;
        set_text("status", &text("tools_stopped"))?;
        part::<HtmlElement>("look")?.focus()
    }
}
