//! The guarded sites, and those for which the veil is off.

use super::{Build, Outcome, Page, browser, fill, later, levels, listen, part, reveal, told_of};
use crate::options::{Change, Guard, Site};
use crate::ui::browser::{text, text_with};
use crate::ui::dom::{all, element, set_text};
use crate::ui::words::of_host;
use entre_nous::settings::Overview;
use std::rc::Rc;
use web_sys::{Element, HtmlElement, HtmlSelectElement};

pub fn listen_to_list(page: &Rc<Page>) -> Outcome {
    let list: Element = part("site-list")?;
    let of_change = page.clone();
    listen(&list, "change", move |event| {
        if let Some((control, host)) = told_of::<HtmlSelectElement>(event, "site") {
            of_change.change(Change::Site(host, levels::read(&control.value())));
        }
        Ok(())
    });
    let of_click = page.clone();
    listen(&list, "click", move |event| {
        if let Some((_, host)) = told_of::<HtmlElement>(event, "remove") {
            later(remove(of_click.clone(), host));
        }
        Ok(())
    });
    let of_veil = page.clone();
    listen(&part::<Element>("veil-list")?, "click", move |event| {
        if let Some((_, host)) = told_of::<HtmlElement>(event, "veil") {
            of_veil.veil(&host);
            // The button goes.
            part::<HtmlElement>("veil-heading")?.focus()?;
        }
        Ok(())
    });
    Ok(())
}

async fn remove(page: Rc<Page>, host: String) -> Outcome {
    let found = page.sites.borrow().iter().find(|site| site.host == host).cloned();
    let Some(site) = found else { return Ok(()) };
    if browser::give_back_sites(&site.patterns).await.unwrap_or(false) {
        page.clone().refresh().await?;
        part::<HtmlElement>("sites-heading")?.focus()?;
        page.say(&text_with("options_site_removed", &[&of_host(&host)]))
    } else {
        page.say(&text("tools_kept"))
    }
}

/// Shows the sites, and what is set for them.
pub fn show_sites(page: &Page, overview: &Overview) -> Outcome {
    let sites = page.sites.borrow();
    let list: Element = part("site-list")?;
    let told = |site: &Site| format!("{} {:?}", site.host, site.guard);
    let shown: Vec<_> = all::<Element>(&list, "[data-told]")
        .iter()
        .filter_map(|row| row.get_attribute("data-told"))
        .collect();
    if shown != sites.iter().map(told).collect::<Vec<_>>() {
        fill(&list, sites.iter().map(|site| row(site).with("data-told", &told(site))));
    }
    for site in sites.iter().filter(|site| site.is_one()) {
        levels::show(&id_of(&site.host), &site.level, &overview.profile)?;
    }
    Ok(())
}

fn id_of(host: &str) -> String {
    format!("site-{host}")
}

fn row(site: &Site) -> Element {
    let name = of_host(&site.host);
    let guard = text(match site.guard {
        Guard::BuiltIn => "options_site_built_in",
        Guard::Closed => "options_site_closed",
        Guard::Added => "options_site_added",
        Guard::None => "options_site_unguarded",
    });
    let host = element("span").with("class", "host").saying(&name);
    let state = element("span").with("class", "state").saying(&guard);
    let mut row =
        element("li").holding(&element("p").with("class", "name").holding(&host).holding(&state));
    if site.is_one() {
        let id = id_of(&site.host);
        let label = text_with("options_site_level", &[&site.host]);
        let control = levels::control(&id).with("data-site", &site.host).with("aria-label", &label);
        row = row.holding(&control);
    }
    if site.guard == Guard::Added {
        row = row.holding(&button("remove", "options_remove", "options_remove_site", site));
    }
    if site.is_one() {
        row = row.holding(&levels::lock(&id_of(&site.host)));
    }
    row
}

fn button(what: &str, words: &str, label: &str, site: &Site) -> Element {
    quiet_button(what, &text(words), &text_with(label, &[&of_host(&site.host)]), &site.host)
}

fn quiet_button(what: &str, words: &str, label: &str, host: &str) -> Element {
    element("button")
        .with("type", "button")
        .with("class", "quiet")
        .with("id", &format!("{what}-{host}"))
        .with(&format!("data-{what}"), host)
        .with("aria-label", label)
        .saying(words)
}

/// Shows for which sites the veil is off, or what the organisation says of it.
pub fn show_veil(page: &Page, overview: &Overview) -> Outcome {
    let hosts = page.veil_off.borrow();
    let is_locked = overview.veil.locked;
    let note = match overview.veil.value {
        Some(true) => "options_veil_always",
        Some(false) => "options_veil_never",
        None if hosts.is_empty() => "options_veil_on",
        None => "options_veil_off",
    };
    set_text("veil-note", &text(note))?;
    reveal(&part("veil-lock")?, is_locked);
    let list: Element = part("veil-list")?;
    reveal(&list, !is_locked && !hosts.is_empty());
    let rows = hosts.iter().filter(|_| !is_locked).map(|host| {
        let name = element("p").with("class", "name").saying(host);
        let label = text_with("options_veil_again_site", &[host]);
        let button = quiet_button("veil", &text("options_veil_again"), &label, host);
        element("li").holding(&name).holding(&button)
    });
    fill(&list, rows.collect::<Vec<_>>());
    Ok(())
}
