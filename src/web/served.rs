//! Veils a page's source as it is served, before its document is made.

use super::chosen::{Chosen, Config};
use super::to_js;
use super::tree::{Dom, elements};
use crate::guard::{FieldId, Guard, ScopeId, ServedEntry, ServedField};
use crate::memory::Recall;
use crate::policy::Policy;
use crate::settings::Settings;
use crate::sites::{Location, Reading, SeenField, read_scope};
use crate::veil::served::{NUMBER, Source};
use crate::veil::stand_in::StandIn;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use wasm_bindgen::prelude::*;
use web_sys::{Document, DomParser, Element, SupportedType, Url};

/// Where a page is, and what it is written in.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Page {
    url: String,
    /// What other pages kept back.
    memory: Option<String>,
    /// Whether its encoding has the letters of stand-ins.
    has_letters: bool,
}

/// A veiled page.
#[derive(Serialize)]
struct Veiled {
    head: String,
    rest: String,
    table: Vec<ServedEntry>,
}

/// The source of a page with stand-ins in it, and what they stand for. Nothing, where nothing is to
/// be veiled in it. `choices` are what people have chosen.
///
/// # Errors
/// When the configuration or an embedded rule cannot be read, or there is no parser.
#[wasm_bindgen]
pub fn veil_served(
    config: JsValue,
    choices: JsValue,
    page: JsValue,
    source: &str,
) -> Result<JsValue, JsValue> {
    let config: Config = serde_wasm_bindgen::from_value(config)?;
    let page: Page = serde_wasm_bindgen::from_value(page)?;
    let url = Url::new(&page.url)?;
    let source = Source::read(source);
    let host = url.hostname();
    let mut guard = Guard::new(Policy::default()).numbered(number());
    // What cannot be read is as good as not said.
    if let Ok(choices) = serde_wasm_bindgen::from_value(choices) {
        guard.set_settings(&Settings::of(&choices, &host));
    }
    if let Some(recall) = page.memory.as_deref().and_then(Recall::read) {
        guard.recall(&recall);
    }
    let chosen = Chosen::of(&host, &config)?;
    let Read { shown, fields, base } = read(&mut guard, &chosen, &url, &source)?;
    let resolve = |address: &str| {
        let resolved = Url::new_with_base(address.trim(), base.as_ref().unwrap_or(&page.url));
        resolved.ok().map(|url| url.href())
    };
    let Some(served) = guard.veil_served(&source, shown, &resolve, page.has_letters) else {
        return Ok(JsValue::UNDEFINED);
    };
    let veil = guard.veil();
    let veil = veil.borrow();
    let table = veil.all().filter_map(|(stand_in, id, text)| {
        let field = fields.get(&id)?.clone();
        Some(ServedEntry { stand_in, text: text.to_owned(), field })
    });
    Ok(to_js(&Veiled { head: served.head, rest: served.rest, table: table.collect() })?)
}

/// A number for the stand-ins of one page, so that those of frames are told apart.
fn number() -> u32 {
    let numbers = StandIn::VEILS - StandIn::SERVED;
    StandIn::SERVED + (js_sys::Math::random() * f64::from(numbers)) as u32
}

/// What a source shows.
#[derive(Default)]
struct Read {
    /// Each field with the tags of the element that shows it.
    shown: Vec<(FieldId, BTreeSet<usize>)>,
    /// How each is told of.
    fields: BTreeMap<FieldId, ServedField>,
    /// What its addresses begin at, where it says so itself.
    base: Option<String>,
}

fn read(
    guard: &mut Guard,
    chosen: &Chosen,
    url: &Url,
    source: &Source<'_>,
) -> Result<Read, JsValue> {
    let parser = DomParser::new()?;
    let document = parser.parse_from_string(&source.numbered(), SupportedType::TextHtml)?;
    let (host, path) = (url.hostname(), url.pathname());
    let location = Location { host: &host, loaded_path: Some(&path), authority: chosen.authority };
    let dom = Dom::inert();
    let mut read = Read { base: base_of(&document, url), ..Read::default() };
    let mut scope_id: ScopeId = 0;
    for site in &chosen.sites {
        for (rule, selector) in site.scopes() {
            let scopes = document.query_selector_all(selector).map(elements).unwrap_or_default();
            for scope in scopes {
                scope_id += 1;
                let reading = read_scope(&dom, site, rule, &scope, &location);
                for ((element, field), id) in
                    guard.learn_reading(scope_id, with_fields(reading), &chosen.custodian)
                {
                    read.shown.push((id, tags_in(&element)));
                    let known = read.fields.entry(id).or_insert_with(|| field.clone());
                    known.exception_possible |= field.exception_possible;
                }
            }
        }
    }
    Ok(read)
}

fn base_of(document: &Document, url: &Url) -> Option<String> {
    let base = document.query_selector("base[href]").ok()??;
    let base = Url::new_with_base(&base.get_attribute("href")?, &url.href());
    base.ok().map(|base| base.href())
}

/// A reading in which each field comes with how it is told of.
fn with_fields(reading: Reading<Element>) -> Reading<(Element, ServedField)> {
    let fields = reading.fields.into_iter().map(|field| {
        let told = ServedField {
            owner: field.owner.as_ref().map(|owner| owner.0.clone()),
            kind: field.kind,
            shown: field.shown.clone(),
            exception_possible: field.exception_possible,
        };
        SeenField {
            node: (field.node, told),
            owner: field.owner,
            kind: field.kind,
            shown: field.shown,
            declared: field.declared,
            distance: field.distance,
            exception_possible: field.exception_possible,
        }
    });
    Reading { distances: reading.distances, fields: fields.collect(), complete: reading.complete }
}

/// The numbers of the tags of an element, and of all that is in it.
fn tags_in(element: &Element) -> BTreeSet<usize> {
    let numbered = element.query_selector_all(&format!("[{NUMBER}]")).map(elements);
    let all = numbered.unwrap_or_default().into_iter().chain([element.clone()]);
    all.filter_map(|each| each.get_attribute(NUMBER)?.parse().ok()).collect()
}
