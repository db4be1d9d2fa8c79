//! The popup: what the guard found on the page in front, or why it is not active there.

use super::browser::{self, Tab, VEIL_OFF, text};
use super::dom::{Build, Outcome, element, fill, icon, later, listen, part, set_text, show};
use super::words::{of_code, of_reasons, of_verdict};
use crate::options::host_of;
use crate::popup::{Engine, Group, State, Summary, is_added, pattern_of};
use entre_nous::veil::setting::Setting;
use js_sys::Function;
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// The popup, for as long as it is open.
struct Popup {
    /// Gives the frames of a tab that the browser lets the extension into.
    frame_ids: Function,
    tab: Cell<Option<i32>>,
    /// The site of the page in front: asking for it within a click leaves no time to look.
    origin: RefCell<Option<String>>,
    /// The host for which the veil can be turned off.
    site: RefCell<String>,
}

/// What a guard is asked.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Asked {
    /// What have you found?
    Summary,
}

/// Fills the popup. Comes back once it is shown.
///
/// # Errors
/// When the page's file has other elements.
#[wasm_bindgen]
pub async fn popup_page(frame_ids: Function) -> Outcome {
    set_text("version", &browser::version()?)?;
    let popup = Rc::new(Popup {
        frame_ids,
        tab: Cell::default(),
        origin: RefCell::default(),
        site: RefCell::default(),
    });
    let of_reload = popup.clone();
    listen(&part::<Element>("reload")?, "click", move |_| {
        later(of_reload.clone().reload());
        Ok(())
    });
    let of_guard = popup.clone();
    listen(&part::<Element>("guard")?, "click", move |_| {
        let Some(origin) = of_guard.origin.borrow().clone() else { return Ok(()) };
        // Nothing may be awaited before.
        let answer = browser::ask_for_sites(&[pattern_of(&origin)])?;
        later(of_guard.clone().guard(origin, answer));
        Ok(())
    });
    let of_unguard = popup.clone();
    listen(&part::<Element>("unguard")?, "click", move |_| {
        later(of_unguard.clone().unguard());
        Ok(())
    });
    let of_veil = popup.clone();
    listen(&part::<Element>("veil-switch")?, "change", move |_| {
        later(of_veil.clone().turn_veil());
        Ok(())
    });
    popup.render().await
}

impl Popup {
    /// Shows what is so now.
    async fn render(&self) -> Outcome {
        let Tab { id, url } = browser::front_tab().await?.unwrap_or_default();
        let origin = url.as_deref().and_then(browser::origin_of);
        let granted = browser::granted_sites().await?;
        let (summary, takes_scripts) = match id {
            Some(tab) => self.look_at(tab).await,
            None => (None, false),
        };
        let state = State::of(summary.as_ref(), origin.as_deref(), &granted, takes_scripts);
        set_text("site", origin.as_deref().map(host_of).unwrap_or_default())?;
        show_state(state)?;
        show_found(summary.as_ref())?;
        show(&part("reload")?, state.offers_reload());
        show(&part("guard")?, state == State::NotGuarded);
        let built_in = browser::built_in_sites()?;
        let can_end = origin.as_deref().is_some_and(|site| is_added(site, &granted, &built_in));
        show(&part("unguard")?, can_end);
        self.site.replace(summary.map(|summary| summary.site).unwrap_or_default());
        self.tab.set(id);
        self.origin.replace(origin);
        Ok(())
    }

    /// What is found on a tab's page, and whether the browser lets the extension into it: it keeps
    /// extensions out of some web pages too, such as its own store.
    async fn look_at(&self, tab: i32) -> (Option<Summary>, bool) {
        let frames = browser::called(&self.frame_ids, &tab.into()).await;
        let frames = frames.ok().and_then(|ids| serde_wasm_bindgen::from_value(ids).ok());
        let frames: Vec<i32> = frames.unwrap_or_default();
        let Some(top) = heard(ask(tab, 0)).await else { return (None, !frames.is_empty()) };
        // All are asked before the first answer is awaited.
        let asked: Vec<_> = frames.iter().filter(|&&id| id != 0).map(|&id| ask(tab, id)).collect();
        let mut inner = Vec::new();
        for answer in asked {
            inner.extend(heard(answer).await);
        }
        (Some(top.with_frames(inner)), true)
    }

    async fn reload(self: Rc<Self>) -> Outcome {
        if let Some(tab) = self.tab.get() {
            browser::reload_tab(tab).await?;
        }
        browser::close_popup();
        Ok(())
    }

    /// Guards the site, if the person lets the extension into it.
    async fn guard(self: Rc<Self>, origin: String, answer: js_sys::Promise) -> Outcome {
        if JsFuture::from(answer).await?.is_truthy() {
            browser::guard_site(&origin).await?;
            self.render().await?;
            part::<HtmlElement>("reload")?.focus()?;
        }
        Ok(())
    }

    async fn unguard(self: Rc<Self>) -> Outcome {
        let origin = self.origin.borrow().clone();
        if let Some(origin) = origin {
            browser::unguard_site(&origin).await?;
        }
        self.render().await
    }

    /// Turns the veil on or off for the site, as the person has set the switch.
    async fn turn_veil(self: Rc<Self>) -> Outcome {
        let switch: HtmlInputElement = part("veil-switch")?;
        let is_on = switch.checked();
        let site = self.site.borrow().clone();
        let kept = browser::kept(VEIL_OFF).await?;
        let mut off: Vec<String> = serde_wasm_bindgen::from_value(kept).unwrap_or_default();
        off.retain(|each| *each != site);
        if !is_on {
            off.push(site);
        }
        if let Err(error) = browser::keep(VEIL_OFF, &off).await {
            switch.set_checked(!is_on);
            return Err(error);
        }
        set_text("veil-note", &veil_note(if is_on { Setting::On } else { Setting::Off }))
    }
}

fn ask(tab: i32, frame: i32) -> Outcome<JsFuture> {
    browser::ask_frame(tab, frame, &Asked::Summary)
}

/// What a guard has answered; nothing where there is none, or one of another version.
async fn heard(asked: Outcome<JsFuture>) -> Option<Summary> {
    serde_wasm_bindgen::from_value(asked.ok()?.await.ok()?).ok()
}

fn show_state(state: State) -> Outcome {
    set_text("state-heading", &text(state.heading()))?;
    set_text("state-text", &state.sentence().map(text).unwrap_or_default())?;
    show(&part("state-text")?, state.sentence().is_some());
    let classes = part::<Element>("state")?.class_list();
    classes.toggle_with_force("alarm", state == State::AllRefused)?;
    Ok(())
}

fn show_found(summary: Option<&Summary>) -> Outcome {
    let has_engine = summary.is_some_and(|summary| summary.engine != Engine::None);
    show(&part("numbers")?, summary.is_some());
    show(&part("fields")?, summary.is_some_and(|summary| !summary.fields.is_empty()));
    show(&part("veil")?, has_engine);
    let Some(summary) = summary else { return Ok(()) };
    set_text("kept", &summary.kept().to_string())?;
    set_text("refused", &summary.refused.to_string())?;
    fill(&part("field-list")?, summary.groups().iter().map(row));
    let switch: HtmlInputElement = part("veil-switch")?;
    switch.set_checked(summary.veil.is_on());
    switch.set_disabled(matches!(summary.veil, Setting::LockedOn | Setting::LockedOff));
    set_text("veil-note", &veil_note(summary.veil))
}

fn veil_note(veil: Setting) -> String {
    let (off, locked) = (text("popup_veil_off"), text("popup_set_by_organisation"));
    match veil {
        Setting::On => String::new(),
        Setting::Off => off,
        Setting::LockedOn => locked,
        Setting::LockedOff => format!("{off} {locked}"),
    }
}

fn row(group: &Group<'_>) -> Element {
    let kind = group.field.kind.name();
    let judgement = &group.field.judgement;
    let mut name = element("span").with("class", "kind").saying(&of_code("kind_", kind));
    if group.count > 1 {
        let count = format!(" × {}", group.count);
        name = name.holding(&element("span").with("class", "count").saying(&count));
    }
    let row = element("li").holding(&icon(kind)).holding(&name);
    let row = row.holding(&of_verdict(judgement.verdict));
    let reason = of_reasons(&judgement.reasons);
    row.holding(&element("p").with("class", "reason").saying(&reason))
}
