//! The page behind "Why?".

use super::browser::text;
use super::dom::{self, Outcome, document, listen, part};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Names the page, and goes to the reason that its address names.
///
/// # Errors
/// When the reason cannot be shown.
#[wasm_bindgen]
pub fn why_page() -> Outcome {
    dom::title(&text("why_title"));
    listen(&web_sys::window().ok_or("no window")?, "hashchange", |_| go_to_reason());
    go_to_reason()
}

/// The browser went there while the page was still empty; the style sheet marks it by `:target`.
fn go_to_reason() -> Outcome {
    let hash = document().location().ok_or("no location")?.hash()?;
    let Some(reason) = hash.strip_prefix('#').and_then(|id| part::<HtmlElement>(id).ok()) else {
        return Ok(());
    };
    reason.set_tab_index(-1);
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    reason.focus()?;
    reason.scroll_into_view_with_scroll_into_view_options(&options);
    Ok(())
}
