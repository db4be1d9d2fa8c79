//! How the page says what entries hold: times, numbers and codes in the person's language.

use crate::ui::browser::text;
use crate::ui::dom::{Build, element, icon};
use crate::ui::words::of_code;
use entre_nous::Kind;
use entre_nous::register::{Act, Basis, Day, Time};
use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::Element;

/// How the language writes times and numbers.
pub struct Formats {
    time: Function,
    day: Function,
    calendar: Function,
    number: Function,
}

impl Formats {
    pub fn new() -> Self {
        let locale = Array::of1(&text("language_tag").into());
        let times = |options: &[(&str, &str)]| {
            Intl::DateTimeFormat::new(&locale, &object(options)).format()
        };
        Self {
            time: times(&[("dateStyle", "medium"), ("timeStyle", "medium")]),
            day: times(&[("dateStyle", "medium")]),
            calendar: times(&[("dateStyle", "medium"), ("timeZone", "UTC")]),
            number: Intl::NumberFormat::new(&locale, &Object::new()).format(),
        }
    }

    /// A time by the clock of this place, to the second.
    pub fn time(&self, time: Time) -> String {
        written(&self.time, time.ms() as f64)
    }

    /// The day of a time in this place.
    pub fn day_of(&self, time: Time) -> String {
        written(&self.day, time.ms() as f64)
    }

    /// A day of the calendar.
    pub fn day(&self, day: Day) -> String {
        written(&self.calendar, js_sys::Date::parse(&day.to_string()))
    }

    /// A number.
    pub fn number(&self, number: impl TryInto<u32>) -> String {
        number.try_into().map_or(String::new(), |number| written(&self.number, f64::from(number)))
    }

    /// So many milliseconds: a whole number of them, and at least one.
    pub fn ms(&self, ms: f64) -> String {
        written(&self.number, ms.round().max(1.0))
    }
}

fn object(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}

fn written(format: &Function, value: f64) -> String {
    let text = format.call1(&JsValue::NULL, &value.into());
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// What happened, with its symbol.
pub fn of_act(act: Act) -> Element {
    let symbol = match act {
        Act::Began => "pin",
        Act::Refused => "withhold",
        Act::Redacted => "redacted",
        Act::Warned => "warn",
        Act::Overridden => "you",
        Act::Withdrawn | Act::Erased => "ruled-out",
        Act::SetAside => "question",
    };
    element("span")
        .with("class", &format!("act {}", act.code()))
        .holding(&icon(symbol))
        .holding(&element("span").saying(&of_code("register_act_", act.code())))
}

pub fn of_basis(basis: Basis) -> String {
    of_code("register_basis_", basis.code())
}

/// How many details of a kind.
pub fn of_kind(kind: Kind, count: u32, formats: &Formats) -> String {
    format!("{} × {}", of_code("kind_", kind.name()), formats.number(count))
}
