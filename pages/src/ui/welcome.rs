//! The welcome page: something to try, so that the four audiences explain themselves.

use super::browser::{is_firefox, text};
use super::dom::{self, Build, Outcome, all, element, fill, icon, listen, part, set_text, show};
use super::words::{of_reasons, of_verdict};
use crate::lesson::{Lesson, lesson};
use entre_nous::{Audience, Distance};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlInputElement};

/// Fills the welcome page.
///
/// # Errors
/// When the page's file has other elements.
#[wasm_bindgen]
pub fn welcome_page() -> Outcome {
    dom::title(&text("welcome_title"));
    let pin = if is_firefox() { "welcome_pin_firefox" } else { "welcome_pin_chromium" };
    set_text("pin", &text(pin))?;
    listen(&part::<Element>("try")?, "change", |_| teach());
    teach()
}

/// Shows what comes of what is chosen.
fn teach() -> Outcome {
    let controls: Element = part("try")?;
    let chosen = |name: &str| {
        let inputs: Vec<HtmlInputElement> = all(&controls, &format!("[name={name}]:checked"));
        inputs.first().map(HtmlInputElement::value).unwrap_or_default()
    };
    // Only "unknown" is no distance.
    let distance: Option<Distance> = read(&chosen("distance"));
    let Some(choice) = read::<Audience>(&chosen("choice")) else { return Ok(()) };
    let learnt = lesson(choice, distance);
    draw(choice, &chosen("distance"), learnt.as_ref())?;
    tell(learnt.as_ref())
}

/// A code of the root crate's, if there is one.
fn read<T: for<'de> Deserialize<'de>>(code: &str) -> Option<T> {
    let code: StrDeserializer<'_, Error> = code.into_deserializer();
    T::deserialize(code).ok()
}

/// In the picture: what the owner has chosen, where you stand, and what is ruled out.
fn draw(choice: Audience, distance: &str, learnt: Option<&Lesson>) -> Outcome {
    let picture: Element = part("picture")?;
    picture.set_attribute("data-distance", distance)?;
    let rings: Vec<Element> = all(&picture, ".ring");
    // What is wider stands before, so that it is drawn under the others.
    let rings = rings.into_iter().rev();
    for (at, (audience, ring)) in Audience::ALL.into_iter().zip(rings).enumerate() {
        let classes = ring.class_list();
        classes.toggle_with_force("chosen", audience == choice)?;
        let is_possible = learnt.is_none_or(|learnt| learnt.possible.get(at) == Some(&true));
        classes.toggle_with_force("ruled-out", !is_possible)?;
    }
    Ok(())
}

/// In words: whether you are shown it, what stays possible, and the verdict.
fn tell(learnt: Option<&Lesson>) -> Outcome {
    let Some(learnt) = learnt else {
        set_text("shown", &text("welcome_not_shown"))?;
        show(&part("learnt")?, false);
        return Ok(());
    };
    set_text("shown", &text("welcome_shown"))?;
    show(&part("learnt")?, true);
    let audiences = Audience::ALL.into_iter().zip(learnt.possible);
    fill(&part("possible")?, audiences.map(|(audience, is_possible)| row(audience, is_possible)));
    fill(&part("verdict")?, [of_verdict(learnt.judgement.verdict)]);
    let why = of_reasons(&learnt.judgement.reasons);
    set_text("reason", &why)?;
    show(&part("strict")?, learnt.strict != learnt.judgement.verdict);
    Ok(())
}

fn row(audience: Audience, is_possible: bool) -> Element {
    let name = text(match audience {
        Audience::OnlyMe => "why_audience_only_me",
        Audience::FirstDegree => "why_audience_1st_degree",
        Audience::SecondDegree => "why_audience_2nd_degree",
        Audience::Everyone => "why_audience_everyone",
    });
    let (symbol, said) = match is_possible {
        true => ("allow", "welcome_possible"),
        false => ("ruled-out", "welcome_ruled_out"),
    };
    element("li")
        .with("class", if is_possible { "possible" } else { "ruled-out" })
        .holding(&icon(symbol))
        .holding(&element("span").with("class", "audience").saying(&name))
        .holding(&element("span").with("class", "state").saying(&text(said)))
}
