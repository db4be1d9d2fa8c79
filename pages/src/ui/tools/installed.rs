//! What the browser tells of all extensions, and how it words what it tells in sentences only.

use crate::audit::{Tool, Wording};
use crate::ui::dom::Outcome;
use js_sys::{Array, Function, Object, Promise, Reflect};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The permission that it takes.
pub const PERMISSION: &str = "management";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = chrome)]
    static CHROME: JsValue;
}

/// The browser's list of extensions. It has one only while the permission is given.
pub struct Management(Object);

impl Management {
    /// The list; nothing where the browser has none.
    pub fn of_browser() -> Option<Self> {
        let management = CHROME.with(|chrome| Reflect::get(chrome, &PERMISSION.into())).ok()?;
        let management = Self(management.dyn_into().ok()?);
        management.function("getAll").is_some().then_some(management)
    }

    /// All that is installed, and the browser's own wording.
    ///
    /// # Errors
    /// When the browser does not say.
    pub async fn installed(&self) -> Outcome<(Vec<Tool>, Wording)> {
        let tools = self.call("getAll", None).await?;
        let mut tools: Vec<Tool> = serde_wasm_bindgen::from_value(tools)?;
        // Firefox has no such sentences, and lists the sites of content scripts with the others.
        if self.function("getPermissionWarningsById").is_none() {
            return Ok((tools, Wording::default()));
        }
        for tool in &mut tools {
            let warnings = self.call("getPermissionWarningsById", Some(&tool.id)).await?;
            tool.warnings = serde_wasm_bindgen::from_value(warnings)?;
        }
        let many = ["a", "b", "c", "d", "e"].map(|name| format!("https://{name}.example/*"));
        let wording = Wording {
            all_sites: self.wording_of(&["<all_urls>".to_owned()]).await?,
            many_sites: self.wording_of(&many).await?,
        };
        Ok((tools, wording))
    }

    /// The sentences for an extension with scripts on these sites.
    async fn wording_of(&self, matches: &[String]) -> Outcome<Vec<String>> {
        let manifest = json!({
            "manifest_version": 3,
            "name": "-",
            "version": "1",
            "content_scripts": [{ "matches": matches, "js": ["-.js"] }],
        });
        let sentences =
            self.call("getPermissionWarningsByManifest", Some(&manifest.to_string())).await?;
        Ok(serde_wasm_bindgen::from_value(sentences)?)
    }

    fn function(&self, name: &str) -> Option<Function> {
        Reflect::get(&self.0, &name.into()).ok()?.dyn_into().ok()
    }

    async fn call(&self, name: &str, argument: Option<&str>) -> Outcome<JsValue> {
        let arguments = argument.map(JsValue::from_str).into_iter().collect::<Array>();
        let function = self.function(name).ok_or_else(|| JsValue::from_str(name))?;
        let answer: Promise = function.apply(&self.0, &arguments)?.dyn_into()?;
        JsFuture::from(answer).await
    }
}
