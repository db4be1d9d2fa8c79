//! The register, lent to the background and to pages. All objects are plain ones, records as
//! `extension/register-store.js` keeps them.

use super::to_js;
use crate::register::{self, Contents, Format, Writer};
use entre_nous::field::fingerprint::Key;
use entre_nous::register::{Filter, Lost, Point, Record, Stored, Time, Version};
use entre_nous::settings::Choices;
use js_sys::{Array, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn fill_with_random(bytes: &mut [u8]);
}

/// The first record of a register; behind a loss, `lost` is `{ why, seq, link }`.
///
/// # Errors
/// When an argument has another form.
#[wasm_bindgen]
pub fn register_begin(
    last: JsValue,
    lost: JsValue,
    at: f64,
    version: String,
) -> Result<JsValue, JsValue> {
    let lost: Option<Lost> = serde_wasm_bindgen::from_value(lost)?;
    writing(last, at, version, |mut writer| Ok(to_js(&writer.begin(lost))?))
}

/// For the JSON of each entry `{ record }` or `{ fault }`. The first record follows `last`, which is
/// `{ seq, link }`; `at` is in milliseconds.
///
/// # Errors
/// When an argument has another form.
#[wasm_bindgen]
pub fn register_append(
    last: JsValue,
    entries: Vec<String>,
    at: f64,
    version: String,
) -> Result<JsValue, JsValue> {
    writing(last, at, version, |mut writer| Ok(to_js(&writer.write_all(&entries))?))
}

/// Before which time entries are too old, in milliseconds.
///
/// # Errors
/// When an argument has another form.
#[wasm_bindgen]
pub fn register_oldest(choices: JsValue, at: f64) -> Result<f64, JsValue> {
    Ok(register::oldest(&chosen(choices)?, time(at)).ms() as f64)
}

/// Until when a consent counts that is given now, in milliseconds; `undefined` where none is
/// remembered.
///
/// # Errors
/// When an argument has another form.
#[wasm_bindgen]
pub fn register_consent_until(choices: JsValue, at: f64) -> Result<Option<f64>, JsValue> {
    Ok(register::consent_until(&chosen(choices)?, time(at)).map(|until| until as f64))
}

/// What retention does now: `{ put, anchor? }`, or `null` when nothing is too old.
///
/// # Errors
/// When an argument has another form.
#[wasm_bindgen]
pub fn register_retention(
    contents: JsValue,
    choices: JsValue,
    last: JsValue,
    at: f64,
    version: String,
) -> Result<JsValue, JsValue> {
    let (contents, choices) = (read(&contents)?, chosen(choices)?);
    writing(last, at, version, |writer| Ok(to_js(&contents.retain(&choices, writer))?))
}

/// What a person's request to be erased comes to: `{ entries, step?: { put }, pseudonyms }`, or
/// `null` when the text is no email address and no telephone number. `consents` are all
/// pseudonyms under which consents are kept; in registers that were set aside so many entries were
/// about them.
///
/// # Errors
/// When an argument has another form.
#[wasm_bindgen]
pub fn register_erase(
    contents: JsValue,
    text: &str,
    consents: Vec<String>,
    aside: usize,
    last: JsValue,
    at: f64,
    version: String,
) -> Result<JsValue, JsValue> {
    let contents = read(&contents)?;
    let consents = consents.iter().filter_map(|each| each.parse().ok()).collect();
    writing(last, at, version, |writer| Ok(to_js(&contents.forget(text, consents, aside, writer))?))
}

/// Examines `{ records, anchor, head }`, as a [`Report`](entre_nous::register::Report).
///
/// # Errors
/// When the argument has another form.
#[wasm_bindgen]
pub fn register_verify(contents: JsValue) -> Result<JsValue, JsValue> {
    Ok(to_js(&read(&contents)?.verify())?)
}

/// The numbers of the entries about a person who gives an email address or a telephone number;
/// `null` when the text is neither.
///
/// # Errors
/// When an argument has another form.
#[wasm_bindgen]
pub fn register_find(contents: JsValue, text: &str) -> Result<JsValue, JsValue> {
    Ok(to_js(&read(&contents)?.held_on(text).map(|held| held.entries))?)
}

/// The text of an export; the format is `csv`, `jsonl` or `processing`, the filter
/// `{ from?, to?, site? }`.
///
/// # Errors
/// When an argument has another form.
#[wasm_bindgen]
pub fn register_export(
    contents: JsValue,
    format: JsValue,
    filter: JsValue,
    choices: JsValue,
) -> Result<String, JsValue> {
    let format: Format = serde_wasm_bindgen::from_value(format)?;
    let filter: Filter = serde_wasm_bindgen::from_value(filter)?;
    let words = |key: &str, parts: &[String]| {
        let parts: Vec<_> = parts.iter().map(String::as_str).collect();
        crate::ui::browser::text_with(key, &parts)
    };
    Ok(read(&contents)?.export(format, &filter, &chosen(choices)?, &words))
}

/// What `readRegister` in `extension/register-read.js` gives. Whatever in it cannot be read counts
/// for itself.
///
/// # Errors
/// When it is no object.
pub fn read(contents: &JsValue) -> Result<Contents, JsValue> {
    let part = |name: &str| Reflect::get(contents, &name.into());
    let anchor = as_read(&part("anchor")?).unwrap_or(Point::START);
    let mut stored = Vec::new();
    let mut next = anchor.seq.saturating_add(1);
    for each in Array::from(&part("records")?).iter() {
        let record: Option<Record> = as_read(&each);
        let seq = Reflect::get(&each, &"seq".into()).ok().and_then(|seq| as_read(&seq));
        next = record.as_ref().map(|record| record.seq).or(seq).unwrap_or(next);
        stored.push(record.map_or(Stored::Unreadable(next), Stored::Record));
        next = next.saturating_add(1);
    }
    let key = part("key")?.as_string().and_then(|hex| Key::from_hex(&hex));
    Ok(Contents { stored, anchor, head: as_read(&part("head")?), key })
}

fn as_read<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(value.clone()).ok()
}

fn writing<T>(
    last: JsValue,
    at: f64,
    version: String,
    write: impl FnOnce(Writer<'_>) -> Result<T, JsValue>,
) -> Result<T, JsValue> {
    let mut random = || {
        let mut bytes = [0; 16];
        fill_with_random(&mut bytes);
        bytes
    };
    let (last, version) = (serde_wasm_bindgen::from_value(last)?, Version::try_from(version)?);
    write(Writer { last, at: time(at), version, random: &mut random })
}

fn time(ms: f64) -> Time {
    Time::from_ms(ms as i64)
}

fn chosen(choices: JsValue) -> Result<Choices, JsValue> {
    Ok(serde_wasm_bindgen::from_value(choices)?)
}
