//! The browser's side: the only module that knows one. Glue, and no judgement.

#[cfg(feature = "bench")]
mod bench;
mod blob;
mod chosen;
pub mod documents;
mod engine;
mod inert;
mod marks;
mod observer;
mod print;
mod reader;
mod served;
pub mod tree;
mod veiling;

use crate::rehearsal;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What the loader lends to the engine.
    pub type Host;

    /// A text of the interface in the person's language.
    #[wasm_bindgen(method)]
    fn message(this: &Host, key: &str, substitutions: Vec<String>) -> String;

    /// Sends a message to the extension's background.
    #[wasm_bindgen(method)]
    fn send(this: &Host, message: &JsValue);

    /// Shows a value to the person, after a press on this element.
    #[wasm_bindgen(method)]
    fn reveal(this: &Host, press: &web_sys::Event, at: &web_sys::Element, kind: &str, value: &str);

    /// Whether it can.
    #[wasm_bindgen(method, getter, js_name = canReveal)]
    fn can_reveal(this: &Host) -> bool;

    /// Keeps what stand-ins stand for that are new: for the engines of other documents of this
    /// origin, and for the one that takes the place of this one if it fails.
    #[wasm_bindgen(method, js_name = keepVeiled)]
    fn keep_veiled(this: &Host, table: js_sys::Array);

    /// What the engines of other documents of this origin have veiled there, as far as that can be
    /// had at once: a list of their tables.
    #[wasm_bindgen(method, js_name = veiledByOthers)]
    fn veiled_by_others(this: &Host) -> js_sys::Array;

    /// Asks what some stand-ins stand for those that cannot be asked at once. Whether there are any.
    #[wasm_bindgen(method, js_name = askOthers)]
    fn ask_others(this: &Host, wanted: js_sys::Array) -> bool;
}

/// Runs one case of [`rehearsal`], given and answered as JSON.
///
/// # Errors
/// When the text is not a case.
#[wasm_bindgen]
pub fn rehearse(case: &str) -> Result<String, JsValue> {
    let outcome = rehearsal::rehearse(serde_wasm_bindgen::from_value(js_sys::JSON::parse(case)?)?);
    let outcome = to_js(&outcome)?;
    Ok(String::from(js_sys::JSON::stringify(&outcome)?))
}

/// Gives a value to JavaScript as a plain object.
fn to_js(value: &impl serde::Serialize) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())
}
