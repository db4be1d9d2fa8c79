//! The browser's side: glue, and no judgement.

pub mod register;

use crate::audit;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Examines the installed extensions, given and answered as [`audit::Question`] and
/// [`audit::Audit`].
///
/// # Errors
/// When the question has another form.
#[wasm_bindgen]
pub fn audit_tools(question: JsValue) -> Result<JsValue, JsValue> {
    Ok(to_js(&audit::audit(serde_wasm_bindgen::from_value(question)?))?)
}

/// The content of a policy file as JSON, for an [`audit::Order`].
///
/// # Errors
/// When the order has another form.
#[wasm_bindgen]
pub fn policy_for_tools(order: JsValue) -> Result<Option<String>, JsValue> {
    let Some(policy) = audit::policy(&serde_wasm_bindgen::from_value(order)?) else {
        return Ok(None);
    };
    let indented = js_sys::JSON::stringify_with_replacer_and_space(
        &to_js(&policy)?,
        &JsValue::NULL,
        &JsValue::from_f64(2.0),
    )?;
    Ok(Some(String::from(indented)))
}

/// Gives a value to JavaScript as a plain object.
fn to_js(value: &impl Serialize) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())
}
