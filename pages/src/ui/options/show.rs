//! The controls that the page's file has: what they show, and what they change.

use super::{Build, Outcome, Page, fill, levels, listen, part, reveal, sites, told_of};
use crate::options::Change;
use crate::ui::browser::{text, text_with};
use crate::ui::dom::{all, element, set_text};
use entre_nous::settings::{Choice, Overview};
use entre_nous::{Kind, Profile};
use std::rc::Rc;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};

const OVERRIDES: &str = "overrides";
const CONSENT_DAYS: &str = "consent-days";
const RETENTION_DAYS: &str = "retention-days";

/// Shows all that is set.
pub fn show(page: &Page, overview: &Overview) -> Outcome {
    show_faults(&overview.faults)?;
    show_profile(&overview.profile)?;
    levels::show_kinds(overview)?;
    sites::show_sites(page, overview)?;
    sites::show_veil(page, overview)?;
    show_overrides(&overview.overrides)?;
    show_days(CONSENT_DAYS, &overview.consent_days)?;
    show_days(RETENTION_DAYS, &overview.retention_days)?;
    let nobody = || text("options_answerable_nobody");
    let answerable = overview.answerable.clone().unwrap_or_else(nobody);
    set_text("answerable", &answerable)?;
    Ok(())
}

fn show_faults(faults: &[String]) -> Outcome {
    let sentence = |name: &String| element("li").saying(&text_with("options_fault", &[name]));
    let list: Element = part("fault-list")?;
    let shown: Vec<_> =
        all::<Element>(&list, "li").iter().filter_map(|item| item.text_content()).collect();
    let wanted: Vec<_> = faults.iter().map(sentence).collect();
    // Filled again, it would be said again.
    if shown != wanted.iter().filter_map(|item| item.text_content()).collect::<Vec<_>>() {
        fill(&list, wanted);
    }
    reveal(&part("faults")?, !faults.is_empty());
    Ok(())
}

fn show_profile(profile: &Choice<Profile>) -> Outcome {
    for input in all::<HtmlInputElement>(&part("profile")?, "input") {
        input.set_checked(input.value() == levels::word(Some(profile.value)));
        input.set_disabled(profile.locked);
    }
    levels::show_lock("profile", &part("profile")?, profile.locked)
}

fn show_overrides(overrides: &Choice<bool>) -> Outcome {
    let control: HtmlInputElement = part(OVERRIDES)?;
    control.set_checked(overrides.value);
    control.set_disabled(overrides.locked);
    reveal(&part("overrides-lock")?, overrides.locked);
    Ok(())
}

fn show_days(id: &str, days: &Choice<u32>) -> Outcome {
    let control: HtmlInputElement = part(id)?;
    control.set_value(&days.value.to_string());
    control.set_disabled(days.locked);
    show_day_fault(id, &control, false)?;
    reveal(&part(&format!("{id}-lock"))?, days.locked);
    Ok(())
}

fn show_day_fault(id: &str, control: &HtmlInputElement, is_wrong: bool) -> Outcome {
    let fault: Element = part(&format!("{id}-fault"))?;
    let limits = [control.min(), control.max()];
    let sentence = text_with("options_days_between", &limits.each_ref().map(String::as_str));
    fault.set_text_content(is_wrong.then_some(sentence.as_str()));
    reveal(&fault, is_wrong);
    match is_wrong {
        true => control.set_attribute("aria-invalid", "true"),
        false => control.remove_attribute("aria-invalid"),
    }
}

/// Has each control change what it shows.
pub fn listen_to_controls(page: &Rc<Page>) -> Outcome {
    let of_profile = page.clone();
    listen(&part::<Element>("profile")?, "change", move |event| {
        if let Some((input, _)) = told_of::<HtmlInputElement>(event, "profile")
            && let Some(profile) = levels::read(&input.value())
        {
            of_profile.change(Change::Profile(profile));
        }
        Ok(())
    });
    let of_kinds = page.clone();
    listen(&part::<Element>("kind-list")?, "change", move |event| {
        if let Some((control, name)) = told_of::<HtmlSelectElement>(event, "kind") {
            let kind = Kind::from_marker(&name);
            of_kinds.change(Change::Kind(kind, levels::read(&control.value())));
        }
        Ok(())
    });
    let of_overrides = page.clone();
    let overrides: HtmlInputElement = part(OVERRIDES)?;
    listen(&overrides.clone(), "change", move |_| {
        of_overrides.change(Change::Overrides(overrides.checked()));
        Ok(())
    });
    listen_to_days(page, CONSENT_DAYS, Change::ConsentDays)?;
    listen_to_days(page, RETENTION_DAYS, Change::RetentionDays)
}

fn listen_to_days(page: &Rc<Page>, id: &'static str, change: fn(u32) -> Change) -> Outcome {
    let page = page.clone();
    let control: HtmlInputElement = part(id)?;
    listen(&control.clone(), "change", move |_| {
        let days = control.value().parse().ok().filter(|_| control.check_validity());
        if let Some(days) = days {
            page.change(change(days));
        }
        show_day_fault(id, &control, days.is_none())
    });
    Ok(())
}
