//! Somebody asks what is held on them, and may want it erased.

use super::{Page, Person, consents, files};
use crate::register::Contents;
use crate::register::answer;
use crate::ui::browser::{self, text, text_with};
use crate::ui::dom::{Build, Outcome, element, fill, later, listen, part, set_text, show};
use entre_nous::register::Sum;
use entre_nous::settings::Overview;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlInputElement};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Said<'a> {
    /// Erase what is about this person.
    RegisterErase { text: &'a str },
}

/// What has come of it.
#[derive(Deserialize)]
struct Erased {
    /// How many entries were about them; `None` when nothing was erased.
    erased: Option<u32>,
    /// The number of the entry that says so.
    entry: Option<u64>,
}

pub fn listen_to_person(page: &Rc<Page>) -> Outcome {
    let of_submit = page.clone();
    listen(&part::<Element>("person")?, "submit", move |event| {
        event.prevent_default();
        of_submit.look()
    });
    let of_save = page.clone();
    listen(&part::<Element>("answer")?, "click", move |_| {
        later(of_save.clone().save_answer());
        Ok(())
    });
    listen(&part::<Element>("erase")?, "click", |_| {
        part::<HtmlDialogElement>("sure")?.show_modal()
    });
    listen(&part::<Element>("keep")?, "click", |_| {
        part::<HtmlDialogElement>("sure")?.close();
        Ok(())
    });
    let of_erase = page.clone();
    listen(&part::<Element>("erase-now")?, "click", move |_| {
        part::<HtmlDialogElement>("sure")?.close();
        later(of_erase.clone().erase());
        Ok(())
    });
    Ok(())
}

/// What was found on the person who was looked for; nothing when nobody was.
pub fn show_person(page: &Page) -> Outcome {
    let person = page.person.borrow();
    let field: HtmlInputElement = part("contact")?;
    if person.is_none() {
        field.set_value("");
    }
    show_fault(&field, false)?;
    show(&part("held")?, person.is_some());
    if let Some(person) = person.as_ref() {
        show_held(page, person)?;
    }
    consents::show_consents(page)
}

fn show_held(page: &Page, person: &Person) -> Outcome {
    let Person { held, held_aside, .. } = person;
    let view = page.view.borrow();
    let formats = &page.formats;
    let bodies = held.entries.iter().filter_map(|seq| view.row(*seq)?.body());
    let sum = Sum::of(bodies);
    let consents = consents::of_person(page, Some(held)).len();
    let mut lines = Vec::new();
    if let (Some(first), Some(last)) = (sum.first, sum.last) {
        let count = formats.number(held.entries.len());
        let parts = [count, formats.day_of(first), formats.day_of(last)];
        lines.push(text_with("register_held", &parts.each_ref().map(String::as_str)));
        let sources: Vec<_> = sum.sources.iter().map(|site| site.as_str()).collect();
        lines.push(text_with("register_held_sources", &[&sources.join(", ")]));
    } else if !held.entries.is_empty() {
        lines.push(text_with("register_held_unread", &[&formats.number(held.entries.len())]));
    }
    if consents > 0 {
        lines.push(text_with("register_held_consents", &[&formats.number(consents)]));
    }
    if *held_aside > 0 {
        lines.push(said_aside(page, *held_aside));
    }
    let is_any = !lines.is_empty();
    if !is_any {
        lines.push(text("register_held_nothing"));
    }
    fill(&part("held-text")?, lines.iter().map(|line| element("p").saying(line)));
    show(&part("erase")?, is_any && page.aside.is_none());
    let sure = text_with("register_erase_text", &[&formats.number(held.entries.len())]);
    set_text("sure-text", &sure)?;
    show(&part("sure-aside")?, *held_aside > 0);
    Ok(())
}

/// That there is more in registers that were set aside.
fn said_aside(page: &Page, entries: usize) -> String {
    text_with("register_held_aside", &[&page.formats.number(entries)])
}

fn show_fault(field: &HtmlInputElement, is_wrong: bool) -> Outcome {
    let fault: Element = part("contact-fault")?;
    fault.set_text_content(is_wrong.then(|| text("register_neither")).as_deref());
    show(&fault, is_wrong);
    match is_wrong {
        true => field.set_attribute("aria-invalid", "true"),
        false => field.remove_attribute("aria-invalid"),
    }
}

impl Page {
    fn held_aside(&self, text: &str) -> usize {
        let found =
            |contents: &Contents| contents.held_on(text).map_or(0, |held| held.entries.len());
        self.set_aside.borrow().iter().map(found).sum()
    }

    fn look(self: &Rc<Self>) -> Outcome {
        let field: HtmlInputElement = part("contact")?;
        let text = field.value();
        let held = self.contents.borrow().held_on(&text);
        let is_read = held.is_some();
        let held_aside = self.held_aside(&text);
        self.person.replace(held.map(|held| Person { text, held, held_aside }));
        self.say("done", "")?;
        if is_read {
            super::filter::show_all()?;
        }
        self.choose()?;
        if !is_read {
            show(&part("held")?, false);
            show_fault(&field, true)?;
            return field.focus();
        }
        show_person(self)
    }

    async fn save_answer(self: Rc<Self>) -> Outcome {
        let Ok(choices) = self.choices().await else {
            return self.say("done", &text("options_unread"));
        };
        let before = browser::now();
        let content = {
            let person = self.person.borrow();
            let Some(person) = person.as_ref() else { return Ok(()) };
            let mut view = self.view.borrow().clone();
            let about = Some(person.held.entries.clone());
            view.choose(crate::register::view::Choice { about, ..Default::default() });
            let consents: Vec<_> = consents::of_person(&self, Some(&person.held))
                .iter()
                .map(|consent| consent.given())
                .collect();
            let days = Overview::of(&choices).retention_days.value;
            let answer = answer::write(&view, &consents, days, browser::clock(), &files::words);
            match person.held_aside {
                0 => answer,
                entries => format!("{answer}\n{}\n", said_aside(&self, entries)),
            }
        };
        let name = files::save("answer", "txt", "text/plain", &content)?;
        self.say("done", &files::saved(&name, browser::now() - before, &self.formats))
    }

    async fn erase(self: Rc<Self>) -> Outcome {
        let typed = self.person.borrow().as_ref().map(|person| person.text.clone());
        let Some(typed) = typed else { return Ok(()) };
        let answer = browser::ask(&Said::RegisterErase { text: &typed }).await.ok();
        let answer =
            answer.and_then(|answer| serde_wasm_bindgen::from_value::<Erased>(answer).ok());
        let Some(Erased { erased: Some(count), entry }) = answer else {
            return self.say("done", &text("register_not_erased"));
        };
        self.refresh().await?;
        self.show_proof(count, entry)
    }

    /// The entry that says so, with all that it says.
    fn show_proof(&self, count: u32, entry: Option<u64>) -> Outcome {
        match entry {
            Some(seq) => {
                let is_shown = self.view.borrow().shown().any(|row| row.seq == seq);
                if is_shown {
                    self.toggle(seq)?;
                }
                let parts = [self.formats.number(count), seq.to_string()];
                let said = text_with("register_erased_done", &parts.each_ref().map(String::as_str));
                self.say("done", &said)?;
            }
            None => self.say("done", &text("register_erased_consents"))?,
        }
        part::<HtmlElement>("person-heading")?.focus()
    }
}
