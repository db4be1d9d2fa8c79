//! How strict: the choice for one kind of field, and for one site.

use super::{Build, Outcome, fill, part, reveal};
use crate::ui::browser::{text, text_with};
use crate::ui::dom::{element, icon};
use crate::ui::words::of_code;
use entre_nous::settings::{Choice, Named, Overview};
use entre_nous::{Kind, Profile};
use web_sys::{Element, HtmlOptionElement, HtmlSelectElement};

/// What holds where nothing is chosen.
const INHERITED: &str = "";
const STANDARD: &str = "standard";
const STRICT: &str = "strict";

/// The choice that a control's value stands for.
pub fn read(value: &str) -> Option<Profile> {
    match value {
        STANDARD => Some(Profile::Standard),
        STRICT => Some(Profile::Strict),
        _ => None,
    }
}

/// The value that stands for a choice.
pub fn word(level: Option<Profile>) -> &'static str {
    match level {
        Some(Profile::Standard) => STANDARD,
        Some(Profile::Strict) => STRICT,
        None => INHERITED,
    }
}

/// Makes the rows of the kinds.
pub fn make_kinds() -> Outcome {
    fill(&part("kind-list")?, Kind::ALL.map(kind_row));
    Ok(())
}

fn kind_row(kind: Kind) -> Element {
    let id = kind_id(kind.name());
    let name = of_code("kind_", kind.name());
    let label = element("label").with("for", &id).with("class", "name").saying(&name);
    element("li")
        .holding(&icon(kind.name()))
        .holding(&label)
        .holding(&control(&id).with("data-kind", kind.name()))
        .holding(&lock(&id))
}

fn kind_id(name: &str) -> String {
    format!("kind-{name}")
}

/// A choice among the levels, without its label.
pub fn control(id: &str) -> Element {
    let option = |value: &str, text: &str| element("option").with("value", value).saying(text);
    element("select")
        .with("id", id)
        .holding(&option(INHERITED, ""))
        .holding(&option(STANDARD, &text("options_standard")))
        .holding(&option(STRICT, &text("options_strict")))
}

/// Says that the organisation has set it, once it has.
pub fn lock(id: &str) -> Element {
    let words = element("span").saying(&text("popup_set_by_organisation"));
    element("p")
        .with("id", &format!("{id}-lock"))
        .with("class", "lock")
        .with("hidden", "")
        .holding(&icon("lock"))
        .holding(&words)
}

/// Shows or hides what says that the organisation has set something.
pub fn show_lock(id: &str, control: &Element, locked: bool) -> Outcome {
    let lock = format!("{id}-lock");
    reveal(&part(&lock)?, locked);
    match locked {
        true => control.set_attribute("aria-describedby", &lock),
        false => control.remove_attribute("aria-describedby"),
    }
}

/// Shows what is chosen for each kind.
pub fn show_kinds(overview: &Overview) -> Outcome {
    for Named { name, choice } in &overview.kinds {
        show(&kind_id(name), choice, &overview.profile)?;
    }
    Ok(())
}

/// Shows a choice.
pub fn show(id: &str, choice: &Choice<Option<Profile>>, profile: &Choice<Profile>) -> Outcome {
    let control: HtmlSelectElement = part(id)?;
    // Of the organisation's profile and the person's choice the stricter holds.
    let is_strict_anyway = profile.locked && profile.value == Profile::Strict && !choice.locked;
    let level = if is_strict_anyway { Some(Profile::Strict) } else { choice.value };
    if let Some(inherited) = control.options().item(0)
        && let Ok(inherited) = wasm_bindgen::JsCast::dyn_into::<HtmlOptionElement>(inherited)
    {
        inherited.set_text(&text_with("options_as_above", &[&name_of(profile.value)]));
    }
    control.set_value(word(level));
    let locked = choice.locked || is_strict_anyway;
    control.set_disabled(locked);
    show_lock(id, &control, locked)
}

fn name_of(profile: Profile) -> String {
    text(match profile {
        Profile::Standard => "options_standard",
        Profile::Strict => "options_strict",
    })
}
