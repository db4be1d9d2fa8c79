//! Which entries are chosen: by days, by site, by what happened, by whom they are about.

use super::Page;
use crate::register::view::{Choice, View};
use crate::ui::browser::text;
use crate::ui::dom::{Build, Outcome, element, fill, listen, part, show};
use crate::ui::words::of_code;
use entre_nous::register::{Act, Day, Filter, Host, Time};
use js_sys::Date;
use std::rc::Rc;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement};

pub fn listen_to_filter(page: &Rc<Page>) -> Outcome {
    let acts = Act::ALL.map(|act| option(act.code(), &of_code("register_act_", act.code())));
    fill(&part("act")?, std::iter::once(option("", &text("register_all_acts"))).chain(acts));
    let form: Element = part("filter")?;
    let of_change = page.clone();
    listen(&form, "change", move |_| of_change.choose());
    listen(&form, "submit", |event| {
        event.prevent_default();
        Ok(())
    });
    let of_click = page.clone();
    listen(&part::<Element>("clear")?, "click", move |_| {
        show_all()?;
        of_click.person.replace(None);
        super::person::show_person(&of_click)?;
        of_click.choose()?;
        // The button goes.
        part::<HtmlElement>("entries-heading")?.focus()
    });
    Ok(())
}

fn option(value: &str, text: &str) -> Element {
    element("option").with("value", value).saying(text)
}

/// The sites of which entries tell.
pub fn show_sites(view: &View) -> Outcome {
    let sites = view.sites().into_iter().map(|site| option(site.as_str(), site.as_str()));
    fill(&part("site")?, std::iter::once(option("", &text("register_all_sites"))).chain(sites));
    Ok(())
}

/// Leaves nothing out.
pub fn show_all() -> Outcome {
    for id in ["from", "to"] {
        part::<HtmlInputElement>(id)?.set_value("");
    }
    for id in ["site", "act"] {
        part::<HtmlSelectElement>(id)?.set_value("");
    }
    show(&part("about")?, false);
    show(&part("clear")?, false);
    Ok(())
}

impl Page {
    /// Shows the entries that the controls, and whoever was looked for, choose.
    pub fn choose(&self) -> Outcome {
        let about = self.person.borrow().as_ref().map(|person| person.held.entries.clone());
        let code = part::<HtmlSelectElement>("act")?.value();
        let act = Act::ALL.into_iter().find(|act| act.code() == code);
        let choice = Choice { filter: filter()?, act, about };
        show(&part("clear")?, !choice.is_all());
        show(&part("about")?, choice.about.is_some());
        self.view.borrow_mut().choose(choice);
        self.show_chosen()
    }
}

/// What the files are about: the days and the site.
pub fn filter() -> Outcome<Filter> {
    let day = |id: &str| Ok(part::<HtmlInputElement>(id)?.value().parse::<Day>().ok());
    let from: Outcome<_> = day("from");
    let to: Outcome<_> = day("to");
    let site = part::<HtmlSelectElement>("site")?.value();
    Ok(Filter {
        from: from?.and_then(begin),
        to: to?.and_then(|day| begin(day.next())),
        site: Host::try_from(site).ok(),
    })
}

/// When a day begins here.
fn begin(day: Day) -> Option<Time> {
    let ms = Date::parse(&format!("{day}T00:00:00"));
    ms.is_finite().then(|| Time::from_ms(ms as i64))
}
