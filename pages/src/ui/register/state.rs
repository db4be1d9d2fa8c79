//! How the register stands: how much is in it, whether the chain holds, what has become of it.

use super::words::Formats;
use super::{Page, Told};
use crate::register::view::View;
use crate::ui::browser::{self, text, text_with};
use crate::ui::dom::{Build, Outcome, element, fill, icon, part, set_text, show};
use crate::ui::words::of_word;
use entre_nous::register::{Finding, Report};
use std::rc::Rc;
use web_sys::Element;

/// More findings than these say nothing more.
const MOST_FINDINGS: usize = 20;
/// So many of the head's digits are enough to note down.
const DIGITS_NOTED: usize = 16;

/// What keeps entries from being written, and what was lost.
pub fn show_notices(page: &Page, told: &Told) -> Outcome {
    let mut notices = Vec::new();
    let notice = |text: &str| element("li").saying(text);
    if let Some(aside) = &page.aside {
        let text = notice(&text_with("register_aside_shown", &[aside]));
        notices.push(text.saying(" ").holding(&link("register.html", "register_aside_back")));
    } else {
        let fault = told.fault.as_deref().map(|fault| match fault {
            "full" => "register_full",
            _ => "register_unavailable",
        });
        notices.extend(fault.map(|key| notice(&text(key))));
        notices.extend(told.set_aside.iter().map(|name| {
            let text = notice(&text_with("register_set_aside", &[name]));
            let link = link(&format!("register.html?aside={name}"), "register_aside_look");
            text.saying(" ").holding(&link)
        }));
    }
    notices.extend(losses(&page.view.borrow(), &page.formats).iter().map(|text| notice(text)));
    let list: Element = part("notices")?;
    show(&list, !notices.is_empty());
    fill(&list, notices);
    show(&part("of-this-one")?, page.aside.is_none());
    Ok(())
}

fn link(address: &str, key: &str) -> Element {
    element("a").with("href", address).saying(&text(key))
}

/// Each loss that an entry tells of.
fn losses(view: &View, formats: &Formats) -> Vec<String> {
    let losses = view.losses().filter_map(|body| Some((body.at, body.lost?)));
    let said = |(at, lost): (_, entre_nous::register::Lost)| {
        let what = of_word("register_loss_", &lost.why);
        let head = text_with("register_lost_head", &[&lost.head.seq.to_string()]);
        text_with("register_lost_on", &[&formats.day_of(at), &format!("{what} {head}")])
    };
    losses.map(said).collect()
}

/// How many entries there are, and since when.
pub fn show_count(page: &Page) -> Outcome {
    let view = page.view.borrow();
    let count = page.formats.number(view.all());
    let said = match view.oldest() {
        Some(oldest) => {
            text_with("register_count_since", &[&count, &page.formats.day_of(oldest.at)])
        }
        None => text_with("register_count", &[&count]),
    };
    set_text("count", &said)?;
    say_chain("question", "", &text("register_checking"))?;
    fill(&part("findings")?, []);
    show(&part("broken")?, false);
    show(&part("head")?, false);
    Ok(())
}

/// Examines the chain, once what was shown can be seen.
pub async fn check(page: Rc<Page>) -> Outcome {
    browser::painted().await?;
    let before = browser::now();
    let report = page.contents.borrow().verify();
    let ms = browser::now() - before;
    show_report(&report, ms, &page.formats)?;
    browser::mark("register-checked");
    Ok(())
}

fn show_report(report: &Report, ms: f64, formats: &Formats) -> Outcome {
    let parts = [formats.number(report.records), formats.ms(ms)];
    let key = if report.is_sound() { "register_sound" } else { "register_broken" };
    let said = text_with(key, &parts.each_ref().map(String::as_str));
    let (symbol, class) = if report.is_sound() { ("allow", "allow") } else { ("warn", "alarm") };
    say_chain(symbol, class, &said)?;
    let shown = report.findings.iter().take(MOST_FINDINGS);
    let mut findings: Vec<_> = shown.map(|each| element("li").saying(&said_of(each))).collect();
    let others = report.findings.len().saturating_sub(MOST_FINDINGS);
    if others > 0 {
        let said = text_with("register_more_findings", &[&formats.number(others)]);
        findings.push(element("li").saying(&said));
    }
    show(&part("broken")?, !findings.is_empty());
    fill(&part("findings")?, findings);
    let digits: String = report.head.link.to_string().chars().take(DIGITS_NOTED).collect();
    set_text("head-digits", &digits)?;
    show(&part("head")?, report.records > 0);
    Ok(())
}

fn say_chain(symbol: &str, class: &str, said: &str) -> Outcome {
    let chain: Element = part("chain")?;
    chain.set_attribute("class", class)?;
    fill(&chain, [icon(symbol), element("span").saying(said)]);
    Ok(())
}

fn said_of(finding: &Finding) -> String {
    let (code, numbers): (_, Vec<u64>) = match *finding {
        Finding::Unreadable { seq } => ("unreadable", vec![seq]),
        Finding::Gap { from, to } => ("gap", vec![from, to]),
        Finding::Order { seq } => ("order", vec![seq]),
        Finding::Changed { seq } => ("changed", vec![seq]),
        Finding::Link { seq } => ("link", vec![seq]),
        Finding::BodyMissing { seq } => ("body-missing", vec![seq]),
        Finding::OwnerMissing { seq } => ("owner-missing", vec![seq]),
        Finding::OwnerUnknown { seq } => ("owner-unknown", vec![seq]),
        Finding::Restored { seq } => ("restored", vec![seq]),
        Finding::BeginningMissing { to } => ("beginning-missing", vec![to]),
        Finding::CutOff { last, head } => ("cut-off", vec![last, head]),
        Finding::HeadDiffers { seq } => ("head-differs", vec![seq]),
    };
    let numbers: Vec<_> = numbers.iter().map(u64::to_string).collect();
    let numbers: Vec<_> = numbers.iter().map(String::as_str).collect();
    text_with(&crate::register::answer::coded("register_finding_", code), &numbers)
}
