//! The browser's side: glue, and no judgement.

pub mod register;

use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Gives a value to JavaScript as a plain object.
fn to_js(value: &impl Serialize) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())
}
