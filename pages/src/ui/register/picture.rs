//! The picture of the chosen entries: what happened over time, and on which sites. Each number in
//! it stands beside it as text.

use super::words::{Formats, of_act};
use crate::register::chart::{Bar, bars};
use crate::register::view::{Row, View};
use crate::ui::browser::minutes_ahead;
use crate::ui::browser::{text, text_with};
use crate::ui::dom::{Build, Outcome, drawn, element, fill, part, set_text, show};
use crate::ui::words::of_code;
use entre_nous::register::statistics::{Counts, Statistics};
use entre_nous::register::{Act, Day};
use web_sys::Element;

/// From the bottom of a bar to its top.
const ACTS: [Act; 4] = [Act::Refused, Act::Redacted, Act::Warned, Act::Overridden];
/// The picture's own measures: it is drawn as wide as there is room.
const HEIGHT: f64 = 120.0;
const STEP: f64 = 12.0;
const GAP: f64 = 2.0;
const WIDTH: f64 = 200.0;
/// There is room for so many bars: fewer are no wider.
const LEAST_BARS: usize = 14;
/// A bar that stands for little is still seen.
const LEAST: f64 = 2.0;
/// So many sites have a line of their own.
const MOST_SITES: usize = 6;

pub fn show_picture(view: &View, formats: &Formats) -> Outcome {
    let counted = Statistics::of(view.chosen().filter_map(Row::body), minutes_ahead());
    let bars = bars(&counted.days);
    show(&part("picture")?, !bars.is_empty());
    show(&part("no-picture")?, bars.is_empty());
    fill(&part("legend")?, ACTS.map(legend));
    show_days(&bars, formats)?;
    show_figures(&bars, formats)?;
    let most = counted.sites.iter().map(|(_, counts)| counts.total()).max().unwrap_or(0);
    let lines = counted.sites.iter().take(MOST_SITES).map(|(site, counts)| {
        let name = element("span").with("class", "host").saying(site.as_str());
        let number =
            element("span").with("class", "number").saying(&formats.number(counts.total()));
        element("li").holding(&name).holding(&number).holding(&lying(*counts, most))
    });
    fill(&part("sites")?, lines.collect::<Vec<_>>());
    let others = counted.sites.len().saturating_sub(MOST_SITES);
    let said = text_with("register_other_sites", &[&formats.number(others)]);
    set_text("other-sites", &said)?;
    show(&part("other-sites")?, others > 0);
    Ok(())
}

fn legend(act: Act) -> Element {
    let sample = drawn("svg").with("viewBox", "0 0 12 12").with("aria-hidden", "true");
    let sample = sample.holding(&area(act, [0.0, 0.0, 12.0, 12.0]));
    let word = element("span").saying(&of_code("register_act_", act.code()));
    element("li").holding(&sample).holding(&word)
}

/// A part of a bar: left, top, width, height.
fn area(act: Act, place: [f64; 4]) -> Element {
    let rect = drawn("rect").with("class", act.code());
    ["x", "y", "width", "height"]
        .into_iter()
        .zip(place)
        .fold(rect, |rect, (name, value)| rect.with(name, &value.to_string()))
}

fn count_of(counts: Counts, act: Act) -> u32 {
    match act {
        Act::Refused => counts.refused,
        Act::Redacted => counts.redacted,
        Act::Warned => counts.warned,
        _ => counts.overridden,
    }
}

/// How long each part of a bar is, one behind the other.
fn parts(counts: Counts, most: u32, length: f64) -> impl Iterator<Item = (Act, f64, f64)> {
    let mut end = 0.0;
    ACTS.into_iter()
        .map(move |act| (act, count_of(counts, act)))
        .filter(|(_, count)| *count > 0)
        .map(move |(act, count)| {
            let from = end;
            end += (length * f64::from(count) / f64::from(most.max(1))).max(LEAST);
            (act, from, end - from)
        })
}

fn show_days(bars: &[Bar], formats: &Formats) -> Outcome {
    let most = bars.iter().map(|bar| bar.counts.total()).max().unwrap_or(0);
    let width = STEP * bars.len().max(LEAST_BARS) as f64;
    let picture = drawn("svg")
        .with("viewBox", &format!("0 0 {width} {HEIGHT}"))
        .with("preserveAspectRatio", "none")
        .with("aria-hidden", "true");
    let picture = bars.iter().enumerate().fold(picture, |picture, (index, bar)| {
        let left = STEP * index as f64 + GAP / 2.0;
        let group = drawn("g").holding(&drawn("title").saying(&said_of(bar, formats)));
        let group = parts(bar.counts, most, HEIGHT - 3.0 * LEAST).fold(
            group,
            |group, (act, from, height)| {
                group.holding(&area(act, [left, HEIGHT - from - height, STEP - GAP, height]))
            },
        );
        picture.holding(&group)
    });
    fill(&part("days")?, [picture]);
    let (first, last) = match bars {
        [] => (String::new(), String::new()),
        [first, .., last] if bars.len() >= LEAST_BARS => {
            (formats.day(first.from), formats.day(last.to))
        }
        // They do not reach to the end of the line.
        [first, ..] => {
            (between(first.from, bars.last().unwrap_or(first).to, formats), String::new())
        }
    };
    set_text("first-day", &first)?;
    set_text("last-day", &last)?;
    let said = text_with("register_most", &[&formats.number(most)]);
    set_text("most", &said)?;
    Ok(())
}

fn between(from: Day, to: Day, formats: &Formats) -> String {
    match from == to {
        true => formats.day(from),
        false => format!("{} – {}", formats.day(from), formats.day(to)),
    }
}

fn said_of(bar: &Bar, formats: &Formats) -> String {
    let counts = ACTS.into_iter().map(|act| (act, count_of(bar.counts, act)));
    let parts = counts.filter(|(_, count)| *count > 0).map(|(act, count)| {
        format!("{} × {}", of_code("register_act_", act.code()), formats.number(count))
    });
    let days = std::iter::once(between(bar.from, bar.to, formats));
    days.chain(parts).collect::<Vec<_>>().join("\n")
}

/// The same in numbers. Days without any are left out.
fn show_figures(bars: &[Bar], formats: &Formats) -> Outcome {
    let head = || element("th").with("scope", "col");
    let heads = ACTS.map(|act| head().holding(&of_act(act)));
    let days = head().saying(&text("register_days"));
    fill(&part("figure-heads")?, std::iter::once(days).chain(heads));
    let rows = bars.iter().filter(|bar| bar.counts.total() > 0).map(|bar| {
        let day = element("th").with("scope", "row").saying(&between(bar.from, bar.to, formats));
        ACTS.into_iter().fold(element("tr").holding(&day), |row, act| {
            let count = formats.number(count_of(bar.counts, act));
            row.holding(&element("td").saying(&count))
        })
    });
    fill(&part("figures")?, rows.collect::<Vec<_>>());
    Ok(())
}

/// A bar that lies, as long as there is room.
fn lying(counts: Counts, most: u32) -> Element {
    let bar = drawn("svg")
        .with("viewBox", &format!("0 0 {WIDTH} 8"))
        .with("preserveAspectRatio", "none")
        .with("aria-hidden", "true");
    parts(counts, most, WIDTH - 3.0 * LEAST)
        .fold(bar, |bar, (act, from, width)| bar.holding(&area(act, [from, 0.0, width, 8.0])))
}
