//! What the pages ask of the browser.

use super::dom::{Build, Outcome, element};
use entre_nous::register::Time;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Object, Promise, Reflect};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

/// The functions of `chrome` that the pages call; Firefox has them under this name too.
mod chrome {
    use js_sys::{Function, Promise};
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getMessage)]
        pub fn message(key: &str, substitutions: Vec<String>) -> String;

        #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "local"], js_name = get)]
        pub fn get_local(key: &str) -> Result<Promise, JsValue>;
        #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "local"], js_name = set)]
        pub fn set_local(items: &JsValue) -> Result<Promise, JsValue>;
        #[wasm_bindgen(js_namespace = ["chrome", "storage", "onChanged"], js_name = addListener)]
        pub fn on_stored(heard: &Function);

        #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = sendMessage)]
        pub fn send(message: &JsValue) -> Result<Promise, JsValue>;
        #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = sendMessage)]
        pub fn send_to_tab(
            tab: i32,
            message: &JsValue,
            options: &JsValue,
        ) -> Result<Promise, JsValue>;

        #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = query)]
        pub fn query_tabs(query: &JsValue) -> Result<Promise, JsValue>;
        #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = reload)]
        pub fn reload_tab(tab: i32) -> Result<Promise, JsValue>;
        #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = update)]
        pub fn update_tab(tab: i32, properties: &JsValue) -> Result<Promise, JsValue>;
        #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = getCurrent)]
        pub fn own_tab() -> Result<Promise, JsValue>;
        #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = remove)]
        pub fn remove_tab(tab: i32) -> Result<Promise, JsValue>;

        #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = request)]
        pub fn request(permissions: &JsValue) -> Result<Promise, JsValue>;
        #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = remove)]
        pub fn remove(permissions: &JsValue) -> Result<Promise, JsValue>;
        #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = contains)]
        pub fn contains(permissions: &JsValue) -> Result<Promise, JsValue>;
        #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = getAll)]
        pub fn permissions() -> Result<Promise, JsValue>;
        #[wasm_bindgen(js_namespace = ["chrome", "permissions", "onAdded"], js_name = addListener)]
        pub fn on_added(heard: &Function);
        #[wasm_bindgen(js_namespace = ["chrome", "permissions", "onRemoved"], js_name = addListener)]
        pub fn on_removed(heard: &Function);

        #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL)]
        pub fn url(path: &str) -> String;
        #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getManifest)]
        pub fn manifest() -> JsValue;
        #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "runtime"], js_name = id)]
        pub static OWN_ID: String;
    }
}

mod window {
    use js_sys::{Function, Promise};
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(catch, js_namespace = ["navigator", "clipboard"], js_name = writeText)]
        pub fn write_text(text: &str) -> Result<Promise, JsValue>;
        #[wasm_bindgen(js_namespace = performance)]
        pub fn now() -> f64;
        #[wasm_bindgen(js_namespace = performance)]
        pub fn mark(name: &str);
        pub fn close();
        #[wasm_bindgen(js_name = requestAnimationFrame)]
        pub fn before_paint(call: &Function);
    }
}

/// A text in the person's language.
pub fn text(key: &str) -> String {
    chrome::message(key, Vec::new())
}

/// A text with what goes into its places.
pub fn text_with(key: &str, substitutions: &[&str]) -> String {
    chrome::message(key, substitutions.iter().map(|&each| each.to_owned()).collect())
}

/// Whether this is Firefox: for what looks otherwise there.
pub fn is_firefox() -> bool {
    chrome::url("").starts_with("moz-")
}

/// Under which key the hosts are kept for which the person has turned the veil off.
pub const VEIL_OFF: &str = "veilOff";

/// What is kept under a key.
///
/// # Errors
/// When the browser cannot read it.
pub async fn kept(key: &str) -> Outcome<JsValue> {
    Reflect::get(&JsFuture::from(chrome::get_local(key)?).await?, &key.into())
}

/// Keeps a value under a key.
///
/// # Errors
/// When the browser cannot write it.
pub async fn keep(key: &str, value: &impl Serialize) -> Outcome {
    let items = Object::new();
    Reflect::set(&items, &key.into(), &to_js(value)?)?;
    JsFuture::from(chrome::set_local(&items)?).await?;
    Ok(())
}

/// Calls a function of the page's scripts, and gives what its promise brings.
///
/// # Errors
/// When it fails.
pub async fn called(function: &Function, argument: &JsValue) -> Outcome<JsValue> {
    let promise: Promise = function.call1(&JsValue::NULL, argument)?.unchecked_into();
    JsFuture::from(promise).await
}

/// Calls whenever something has changed that is kept, or that the organisation has set.
pub fn on_stored(changed: impl FnMut() + 'static) {
    chrome::on_stored(&lasting(changed));
}

/// Says something to the background, and gives its answer.
///
/// # Errors
/// When nobody hears it.
pub async fn ask(message: &impl Serialize) -> Outcome<JsValue> {
    JsFuture::from(chrome::send(&to_js(message)?)?).await
}

/// Says something to the page at the top of a tab, and gives its answer.
///
/// # Errors
/// When nobody hears it.
pub async fn ask_tab(tab: i32, message: &impl Serialize) -> Outcome<JsValue> {
    ask_frame(tab, 0, message)?.await
}

/// Says something to a frame of a tab at once. Its answer comes later.
///
/// # Errors
/// When the browser does not take it.
pub fn ask_frame(tab: i32, frame_id: i32, message: &impl Serialize) -> Outcome<JsFuture> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Options {
        frame_id: i32,
    }
    Ok(chrome::send_to_tab(tab, &to_js(message)?, &to_js(&Options { frame_id })?)?.into())
}

/// A tab, as far as the pages look at it.
#[derive(Default, Deserialize)]
pub struct Tab {
    /// The browser's number of it.
    pub id: Option<i32>,
    /// Its page's address, where the extension may know it.
    pub url: Option<String>,
}

/// The tab in front.
///
/// # Errors
/// When the browser does not say.
pub async fn front_tab() -> Outcome<Option<Tab>> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Query {
        active: bool,
        current_window: bool,
    }
    let query = to_js(&Query { active: true, current_window: true })?;
    let tabs = JsFuture::from(chrome::query_tabs(&query)?).await?;
    Ok(serde_wasm_bindgen::from_value::<Vec<_>>(tabs)?.into_iter().next())
}

/// Loads a tab's page again.
///
/// # Errors
/// When the tab is closed.
pub async fn reload_tab(tab: i32) -> Outcome {
    JsFuture::from(chrome::reload_tab(tab)?).await?;
    Ok(())
}

/// Copies a text.
///
/// # Errors
/// When the browser does not let it.
pub async fn copy(text: &str) -> Outcome {
    JsFuture::from(window::write_text(text)?).await?;
    Ok(())
}

/// Has the browser keep a text as a file.
///
/// # Errors
/// When the browser does not take it.
pub fn save_file(name: &str, media_type: &str, text: &str) -> Outcome {
    let properties = BlobPropertyBag::new();
    properties.set_type(&format!("{media_type};charset=utf-8"));
    let parts = Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &properties)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link = element("a").with("href", &address).with("download", name);
    link.unchecked_into::<HtmlElement>().click();
    Url::revoke_object_url(&address)
}

/// Closes the popup.
pub fn close_popup() {
    window::close();
}

/// Brings a tab to the front.
///
/// # Errors
/// When it is closed.
pub async fn go_to_tab(tab: i32) -> Outcome {
    #[derive(Serialize)]
    struct Properties {
        active: bool,
    }
    JsFuture::from(chrome::update_tab(tab, &to_js(&Properties { active: true })?)?).await?;
    Ok(())
}

/// Closes the tab that this page is in.
///
/// # Errors
/// When it is in none.
pub async fn close_own_tab() -> Outcome {
    let own = JsFuture::from(chrome::own_tab()?).await?;
    let id = Reflect::get(&own, &"id".into())?.as_f64().ok_or("no tab")?;
    JsFuture::from(chrome::remove_tab(id as i32)?).await?;
    Ok(())
}

/// Asks the person to let the extension into these sites. Whether they do is what the promise
/// brings. Only within a click, before anything is awaited: the browser wants that.
///
/// # Errors
/// When the browser does not ask.
pub fn ask_for_sites(patterns: &[String]) -> Outcome<Promise> {
    chrome::request(&of_origins(patterns)?)
}

/// Gives back the permission for these sites.
///
/// # Errors
/// When the browser does not take it.
pub async fn give_back_sites(patterns: &[String]) -> Outcome<bool> {
    Ok(JsFuture::from(chrome::remove(&of_origins(patterns)?)?).await?.is_truthy())
}

fn of_origins(origins: &[String]) -> Outcome<JsValue> {
    #[derive(Serialize)]
    struct Permissions<'a> {
        origins: &'a [String],
    }
    to_js(&Permissions { origins })
}

/// Asks the person for a permission other than for sites. As [`ask_for_sites`].
///
/// # Errors
/// When the browser does not ask.
pub fn ask_for_permission(name: &str) -> Outcome<Promise> {
    chrome::request(&of_name(name)?)
}

/// Whether the extension has a permission.
///
/// # Errors
/// When the browser does not say.
pub async fn has_permission(name: &str) -> Outcome<bool> {
    Ok(JsFuture::from(chrome::contains(&of_name(name)?)?).await?.is_truthy())
}

/// Gives back a permission.
///
/// # Errors
/// When the browser does not take it.
pub async fn give_back_permission(name: &str) -> Outcome<bool> {
    Ok(JsFuture::from(chrome::remove(&of_name(name)?)?).await?.is_truthy())
}

fn of_name(name: &str) -> Outcome<JsValue> {
    #[derive(Serialize)]
    struct Permissions<'a> {
        permissions: [&'a str; 1],
    }
    to_js(&Permissions { permissions: [name] })
}

/// The match patterns of the sites that the browser lets the extension into.
///
/// # Errors
/// When the browser does not say.
pub async fn granted_sites() -> Outcome<Vec<String>> {
    let all = JsFuture::from(chrome::permissions()?).await?;
    texts(&Reflect::get(&all, &"origins".into())?)
}

/// Has the background guard a site, once the person has let the extension into it. Gives whether it
/// is guarded from its next load on.
///
/// # Errors
/// When nobody hears it.
pub async fn guard_site(origin: &str) -> Outcome<bool> {
    about_site("guard-site", origin).await
}

/// Has the background guard a site no longer, and give back the permission for it. Gives whether
/// that is done.
///
/// # Errors
/// When nobody hears it.
pub async fn unguard_site(origin: &str) -> Outcome<bool> {
    about_site("unguard-site", origin).await
}

async fn about_site(what: &str, origin: &str) -> Outcome<bool> {
    #[derive(Serialize)]
    struct Message<'a> {
        r#type: &'a str,
        origin: &'a str,
    }
    let answer = ask(&Message { r#type: what, origin }).await?;
    Ok(Reflect::get(&answer, &"done".into())?.is_truthy())
}

/// This extension's id in the browser.
pub fn own_id() -> String {
    chrome::OWN_ID.with(Clone::clone)
}

/// This extension's version.
///
/// # Errors
/// When the manifest has another form.
pub fn version() -> Outcome<String> {
    let version = Reflect::get(&chrome::manifest(), &"version".into())?;
    version.as_string().ok_or_else(|| "version".into())
}

/// The origin of a web page. Without a port, which match patterns do not have everywhere: a pattern
/// without one covers every port.
pub fn origin_of(address: &str) -> Option<String> {
    let url = Url::new(address).ok()?;
    let (scheme, host) = (url.protocol(), url.hostname());
    // Chromium takes any sign in a host, and writes it with `%`.
    let is_host = !host.is_empty() && !host.contains(['%', '*']);
    let is_site = is_host && matches!(scheme.as_str(), "http:" | "https:");
    is_site.then(|| format!("{scheme}//{host}"))
}

/// The match patterns of the sites that are guarded from the start.
///
/// # Errors
/// When the manifest has another form.
pub fn built_in_sites() -> Outcome<Vec<String>> {
    let scripts = Reflect::get(&chrome::manifest(), &"content_scripts".into())?;
    let mut patterns = Vec::new();
    for script in Array::from(&scripts).iter() {
        for pattern in texts(&Reflect::get(&script, &"matches".into())?)? {
            if !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        }
    }
    Ok(patterns)
}

fn texts(list: &JsValue) -> Outcome<Vec<String>> {
    Ok(serde_wasm_bindgen::from_value::<Option<_>>(list.clone())?.unwrap_or_default())
}

/// Calls whenever the extension was let into sites, or out of them.
pub fn on_permissions(changed: impl FnMut() + 'static) {
    let heard = lasting(changed);
    chrome::on_added(&heard);
    chrome::on_removed(&heard);
}

/// Milliseconds since the page began to load.
pub fn now() -> f64 {
    window::now()
}

/// The time.
pub fn clock() -> Time {
    Time::from_ms(js_sys::Date::now() as i64)
}

/// How many minutes clocks here are ahead of UTC.
pub fn minutes_ahead() -> i32 {
    -js_sys::Date::new_0().get_timezone_offset() as i32
}

/// Leaves a mark in the browser's own record of how long things take.
pub fn mark(name: &str) {
    window::mark(name);
}

/// Waits until what has changed can be seen.
///
/// # Errors
/// None that a browser is known to have.
pub async fn painted() -> Outcome {
    JsFuture::from(Promise::new(&mut |go_on, _| window::before_paint(&go_on))).await?;
    JsFuture::from(Promise::new(&mut |go_on, _| {
        Timeout::new(0, move || drop(go_on.call0(&JsValue::NULL))).forget();
    }))
    .await?;
    Ok(())
}

/// A function of the page's for as long as it lives.
fn lasting(call: impl FnMut() + 'static) -> js_sys::Function {
    Closure::<dyn FnMut()>::new(call).into_js_value().unchecked_into()
}

fn to_js(value: &impl Serialize) -> Outcome<JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}
