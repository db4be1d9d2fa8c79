//! What the register gives away as files.

use super::words::Formats;
use super::{Page, filter};
use crate::register::Format;
use crate::ui::browser::{self, text, text_with};
use crate::ui::dom::{Outcome, later, listen, part};
use entre_nous::settings::Choices;
use std::rc::Rc;
use web_sys::Element;

const FORMATS: [(&str, Format, &str, &str); 3] = [
    ("save-csv", Format::Csv, "csv", "text/csv"),
    ("save-jsonl", Format::Jsonl, "jsonl", "application/jsonl"),
    ("save-processing", Format::Processing, "html", "text/html"),
];

pub fn listen_to_files(page: &Rc<Page>) -> Outcome {
    for (id, format, ending, media_type) in FORMATS {
        let page = page.clone();
        listen(&part::<Element>(id)?, "click", move |_| {
            later(export(page.clone(), format, ending, media_type));
            Ok(())
        });
    }
    Ok(())
}

async fn export(page: Rc<Page>, format: Format, ending: &str, media_type: &str) -> Outcome {
    // The others say nothing of what is set.
    let choices = match format {
        Format::Processing => page.choices().await.ok(),
        Format::Csv | Format::Jsonl => Some(Choices::default()),
    };
    let Some(choices) = choices else { return page.say("saved", &text("options_unread")) };
    let filter = filter::filter()?;
    let before = browser::now();
    let content = page.contents.borrow().export(format, &filter, &choices, &words);
    let ms = browser::now() - before;
    let name = save("register", ending, media_type, &content)?;
    page.say("saved", &saved(&name, ms, &page.formats))
}

/// That a file was written, and how long that took.
pub fn saved(name: &str, ms: f64, formats: &Formats) -> String {
    text_with("register_saved", &[name, &formats.ms(ms)])
}

/// Has the browser keep a text as a file; gives its name.
pub fn save(what: &str, ending: &str, media_type: &str, text: &str) -> Outcome<String> {
    let name =
        format!("entre-nous-{what}-{}.{ending}", browser::clock().day(browser::minutes_ahead()));
    browser::save_file(&name, media_type, text)?;
    Ok(name)
}

/// A text for a file.
pub fn words(key: &str, parts: &[String]) -> String {
    text_with(key, &parts.iter().map(String::as_str).collect::<Vec<_>>())
}
