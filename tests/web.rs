//! What only a browser can show: the site rules on a real document, and that only what changed
//! is read again. `make wasm-test` runs it.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test ends by panicking")]

mod fixture;

use entre_nous::sites::{EMBEDDED, Location, Site};
use entre_nous::web::documents::{Selectors, Watched};
use entre_nous::web::tree::{Dom, elements};
use fixture::{described, read_by_rules};
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element};

wasm_bindgen_test_configure!(run_in_browser);

const FIXTURES: &[(&str, &str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/fixtures.rs"));

fn sites() -> Vec<Site> {
    EMBEDDED.iter().map(|(_, json)| serde_json::from_str(json).unwrap()).collect()
}

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// A frame of its own for each page, so that it is rendered, and by nobody else's style.
fn show(html: &str) -> (Element, Document) {
    let frame = document().create_element("iframe").unwrap();
    document().body().unwrap().append_child(&frame).unwrap();
    let inside = js_sys::Reflect::get(&frame, &"contentDocument".into()).unwrap();
    let inside: Document = inside.unchecked_into();
    inside.document_element().unwrap().set_inner_html(html);
    // A page opens its popovers by script.
    for popover in find(&inside, "[popover]") {
        let open = js_sys::Reflect::get(&popover, &"showPopover".into()).unwrap();
        open.unchecked_into::<js_sys::Function>().call0(&popover).unwrap();
    }
    (frame, inside)
}

fn find(page: &Document, selector: &str) -> Vec<Element> {
    page.query_selector_all(selector).map(elements).unwrap()
}

#[wasm_bindgen_test]
fn every_fixture_reads_on_a_real_document_as_on_the_host() {
    let sites = sites();
    assert!(FIXTURES.len() >= sites.iter().map(|site| site.rules.iter().count()).sum());
    let mut wrong = Vec::new();
    for (site, file, html, expected) in FIXTURES {
        let site = sites.iter().find(|each| each.site.as_str() == *site).unwrap();
        let expected: Value = serde_json::from_str(expected).unwrap();
        let host = expected["host"].as_str().unwrap();
        let location = Location::new(&sites, host, expected["loaded-path"].as_str());
        let (frame, page) = show(html);
        let readings =
            read_by_rules(&Dom::default(), site, &location, |selector| find(&page, selector));
        let found = described(readings);
        if found != expected["readings"] {
            wrong.push(format!("{file}\nexpected {:#}\nfound {found:#}", expected["readings"]));
        }
        frame.remove();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[wasm_bindgen_test]
fn a_change_in_one_card_makes_only_that_card_stale() {
    let card =
        r#"<div data-contact-visibility="everyone" data-contact-kind="email">a@b.example</div>"#;
    let (frame, page) = show(&format!("<body>{}</body>", card.repeat(50)));
    let sites: Vec<Site> =
        sites().into_iter().filter(|site| site.site.as_str() == "marker").collect();
    let selectors = Selectors::of(&sites);
    let watched = Watched::new(page.clone(), None, Vec::new(), || {}).unwrap();
    let stale = || watched.changes(&sites, &selectors).scopes;
    assert_eq!(stale().len(), 50);
    assert_eq!(stale().len(), 0);

    let third = find(&page, "[data-contact-visibility]").into_iter().nth(2).unwrap();
    third.set_text_content(Some("c@d.example"));
    let changed = stale();
    assert_eq!(changed.len(), 1);
    assert!(changed[0].2.is_same_node(Some(&third)));

    third.set_attribute("data-contact-visibility", "only-me").unwrap();
    assert_eq!(stale().len(), 1);
    frame.remove();
}

#[wasm_bindgen_test]
fn what_a_style_sheet_hides_is_not_rendered() {
    let (frame, page) = show(
        "<head><style>.off { display: none } .veiled { visibility: hidden }</style></head>
         <body><p class=off>a</p><p class=veiled>b</p><p>c</p></body>",
    );
    let texts: Vec<String> = find(&page, "p")
        .iter()
        .map(|element| entre_nous::sites::Tree::text(&Dom::default(), element))
        .collect();
    assert_eq!(json!(texts), json!(["", "", "c"]));
    frame.remove();
}
