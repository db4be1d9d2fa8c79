//! The list of entries, page by page, and what stands behind each.

use super::words::{Formats, of_act, of_basis, of_kind};
use super::{Page, more};
use crate::register::answer::kinds;
use crate::register::view::{PAGE, Row, View};
use crate::ui::browser::{text, text_with};
use crate::ui::dom::{Build, Outcome, all, element, fill, icon, listen, part, set_text, show};
use crate::ui::words::of_code;
use entre_nous::register::{Body, Host, Reading};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// How many columns the table has.
const COLUMNS: &str = "7";
const NOTHING: &str = "–";

pub fn listen_to_table(page: &Rc<Page>) -> Outcome {
    let of_rows = page.clone();
    listen(&part::<Element>("rows")?, "click", move |event| {
        match nearest(event, "[data-more]").and_then(|button| button.get_attribute("data-more")) {
            Some(seq) => seq.parse().map_or(Ok(()), |seq| of_rows.toggle(seq)),
            None => Ok(()),
        }
    });
    for (id, is_below) in [("pages-above", false), ("pages-below", true)] {
        let page = page.clone();
        listen(&part::<Element>(id)?, "click", move |event| {
            let Some(button) = nearest(event, "[data-turn]") else { return Ok(()) };
            if button.get_attribute("aria-disabled").as_deref() == Some("true") {
                return Ok(());
            }
            page.turn(&button.get_attribute("data-turn").unwrap_or_default())?;
            // What is shown now begins above.
            if is_below { part::<HtmlElement>("entries-heading")?.focus() } else { Ok(()) }
        });
    }
    Ok(())
}

fn nearest(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

impl Page {
    /// Shows a page of the list.
    pub fn show_table(&self) -> Outcome {
        self.show_rows()?;
        show_pages(&self.view.borrow(), &self.formats)
    }

    /// Shows the entries of that page. Where they are there already, they stay as they are.
    pub fn show_rows(&self) -> Outcome {
        let view = self.view.borrow();
        let rows: Vec<_> = view.shown().cloned().collect();
        if *self.shown.borrow() != rows {
            fill(&part("rows")?, rows.iter().map(|row| self.row(row)));
            show(&part("table")?, !rows.is_empty());
            self.shown.replace(rows);
        }
        Ok(())
    }

    fn turn(&self, where_to: &str) -> Outcome {
        let page = {
            let view = self.view.borrow();
            match where_to {
                "newest" => 0,
                "newer" => view.page().saturating_sub(1),
                "older" => view.page() + 1,
                _ => view.last_page(),
            }
        };
        self.view.borrow_mut().turn(page);
        self.show_table()
    }

    fn row(&self, row: &Row) -> Element {
        let cell = |content: Element| element("td").with("role", "cell").holding(&content);
        let number = element("th")
            .with("scope", "row")
            .with("role", "rowheader")
            .saying(&row.seq.to_string());
        let shown = element("tr").with("role", "row").with("id", &format!("entry-{}", row.seq));
        let shown = shown.holding(&number);
        match &row.reading {
            Reading::Whole(body) => self
                .cells(body)
                .into_iter()
                .map(cell)
                .fold(shown, |row, cell| row.holding(&cell))
                .holding(&element("td").with("role", "cell").holding(&more_button(row.seq))),
            Reading::Erased => shown.holding(&unread("register_row_erased")),
            Reading::Newer => shown.holding(&unread("register_row_newer")),
            Reading::Broken => shown.holding(&unread("register_row_broken")),
        }
    }

    fn cells(&self, body: &Body) -> [Element; 5] {
        let span = |text: &str| element("span").saying(text);
        let host =
            |host: Option<&Host>| span(host.map_or(NOTHING, Host::as_str)).with("class", "host");
        let act = of_act(body.act);
        let act = match &body.ground {
            Some(ground) => element("div")
                .holding(&act)
                .holding(&span(&of_basis(ground.basis)).with("class", "beside")),
            None => act,
        };
        let way = body.channel.map_or(NOTHING.to_owned(), |way| of_code("channel_", way.code()));
        let way = element("div").holding(&span(&way));
        let way = match &body.to {
            Some(to) => way.holding(
                &span(&text_with("register_to_host", &[to.as_str()])).with("class", "beside host"),
            ),
            None => way,
        };
        let all = kinds(body);
        let details = if all.is_empty() {
            span(NOTHING)
        } else {
            let item = |(kind, count): (entre_nous::Kind, u32)| {
                let words = span(&of_kind(kind, count, &self.formats));
                element("span").with("class", "kind").holding(&icon(kind.name())).holding(&words)
            };
            all.into_iter()
                .map(item)
                .fold(element("div").with("class", "kinds"), |list, item| list.holding(&item))
        };
        [
            span(&self.formats.time(body.at)).with("class", "time"),
            act,
            host(body.site.as_ref()),
            way,
            details,
        ]
    }

    /// Shows what stands behind an entry, or hides it again.
    pub fn toggle(&self, seq: u64) -> Outcome {
        let row: Element = part(&format!("entry-{seq}"))?;
        let button = all::<Element>(&row, "[data-more]").into_iter().next();
        let is_open = match part::<Element>(&format!("more-{seq}")) {
            Ok(there) => {
                there.remove();
                false
            }
            Err(_) => {
                let view = self.view.borrow();
                let Some(body) = view.row(seq).and_then(Row::body) else { return Ok(()) };
                let cell = element("td").with("role", "cell").with("colspan", COLUMNS);
                let cell = cell.holding(&more::list(body, &self.formats));
                let there = element("tr").with("role", "row").with("class", "more");
                let there = there.with("id", &format!("more-{seq}")).holding(&cell);
                row.after_with_node_1(&there)?;
                true
            }
        };
        if let Some(button) = button {
            button.set_attribute("aria-expanded", if is_open { "true" } else { "false" })?;
        }
        Ok(())
    }
}

fn unread(key: &str) -> Element {
    let cell = element("td").with("role", "cell").with("colspan", "6").with("class", "unread");
    cell.saying(&text(key))
}

fn more_button(seq: u64) -> Element {
    let seq = seq.to_string();
    element("button")
        .with("type", "button")
        .with("class", "quiet small")
        .with("data-more", &seq)
        .with("aria-expanded", "false")
        .with("aria-label", &text_with("register_more_on", &[&seq]))
        .saying(&text("register_more"))
}

fn show_pages(view: &View, formats: &Formats) -> Outcome {
    let count = view.count();
    let from = (view.page() * PAGE + 1).min(count);
    let to = (view.page() * PAGE + PAGE).min(count);
    let said = match count {
        0 => text("register_none"),
        _ => {
            let parts = [from, to, count].map(|number| formats.number(number));
            text_with("register_shown", &parts.each_ref().map(String::as_str))
        }
    };
    set_text("shown", &said)?;
    for id in ["pages-above", "pages-below"] {
        let pages: Element = part(id)?;
        show(&pages, view.last_page() > 0);
        for button in all::<Element>(&pages, "[data-turn]") {
            let is_back =
                matches!(button.get_attribute("data-turn").as_deref(), Some("newest" | "newer"));
            let end = if is_back { 0 } else { view.last_page() };
            button.set_attribute(
                "aria-disabled",
                if view.page() == end { "true" } else { "false" },
            )?;
        }
    }
    Ok(())
}
