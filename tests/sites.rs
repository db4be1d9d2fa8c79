//! Every site rule against its fixtures, and every known trap by name.
//!
//! A fixture is `fixtures/SITE/RULE.html`, or `RULE.CASE.html`, with what the site's rules read on
//! it in the JSON file beside it (`docs/site-rules.md` has the format).

mod host_tree;

use entre_nous::sites::{EMBEDDED, Location, Reading, Site, read_scope, settle};
use entre_nous::{Authority, Distance, Kind, Owner};
use host_tree::HostTree;
use scraper::{ElementRef, Html};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn sites() -> Vec<Site> {
    EMBEDDED.iter().map(|(_, json)| serde_json::from_str(json).unwrap()).collect()
}

fn site(name: &str) -> Site {
    sites().into_iter().find(|site| site.site.as_str() == name).unwrap()
}

fn fixtures() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut found = Vec::new();
    for folder in fs::read_dir(root).unwrap() {
        let folder = folder.unwrap().path();
        let site = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for file in fs::read_dir(&folder).unwrap() {
            let file = file.unwrap().path();
            if file.extension().is_some_and(|extension| extension == "html") {
                found.push((site.clone(), file));
            }
        }
    }
    found.sort();
    found
}

fn fixture(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    fs::read_to_string(root.join(name)).unwrap()
}

/// Each reading of a page, with the rule that made it.
fn read<'a>(
    tree: &'a HostTree,
    site: &Site,
    page: &'a Html,
    location: &Location<'_>,
) -> Vec<(String, Reading<ElementRef<'a>>)> {
    site.rules
        .iter()
        .flat_map(|rule| {
            tree.find(page, rule.scope.as_str()).into_iter().map(move |scope| {
                let reading = read_scope(&tree, site, rule, &scope, location);
                (rule.name.as_str().to_owned(), reading)
            })
        })
        .collect()
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null() && *value != json!(false))
            .collect(),
        other => other,
    }
}

fn described(readings: Vec<(String, Reading<ElementRef<'_>>)>) -> Value {
    let mut rules: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (rule, reading) in readings {
        assert!(reading.complete);
        if reading.distances.is_empty() && reading.fields.is_empty() {
            continue;
        }
        let distances: Vec<_> = reading
            .distances
            .iter()
            .map(|(Owner(owner), distance)| json!([owner, distance]))
            .collect();
        let fields: Vec<_> = reading
            .fields
            .iter()
            .map(|field| {
                without_nulls(json!({
                    "kind": field.kind,
                    "shown": field.shown,
                    "owner": field.owner.as_ref().map(|Owner(owner)| owner),
                    "distance": field.distance,
                    "declared": field.declared,
                    "exception-possible": field.exception_possible,
                }))
            })
            .collect();
        rules.entry(rule).or_default().push(json!({ "distances": distances, "fields": fields }));
    }
    json!(rules)
}

#[test]
fn every_fixture_reads_as_expected() {
    let tree = HostTree::default();
    let mut wrong = Vec::new();
    for (name, file) in fixtures() {
        let page = Html::parse_document(&fs::read_to_string(&file).unwrap());
        let beside = file.with_extension("json");
        let expected: Value = fs::read_to_string(&beside)
            .map(|json| serde_json::from_str(&json).unwrap_or_else(|e| panic!("{beside:?}: {e}")))
            .unwrap_or_else(|_| json!({ "host": "www.linkedin.com", "readings": {} }));
        let location = Location::new(
            &sites(),
            expected["host"].as_str().unwrap(),
            expected["loaded-path"].as_str(),
        );
        let found = described(read(&tree, &site(&name), &page, &location));
        if found != expected["readings"] {
            wrong.push(format!(
                "{}\nexpected {:#}\nfound {found:#}",
                file.display(),
                expected["readings"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_rule_has_a_fixture() {
    let covered: BTreeSet<_> = fixtures()
        .into_iter()
        .map(|(site, file)| {
            let name = file.file_name().unwrap().to_str().unwrap();
            (site, name.split('.').next().unwrap().to_owned())
        })
        .collect();
    let rules: BTreeSet<_> = sites()
        .iter()
        .flat_map(|site| {
            site.rules
                .iter()
                .map(|rule| (site.site.as_str().to_owned(), rule.name.as_str().to_owned()))
        })
        .collect();
    assert_eq!(rules.difference(&covered).collect::<Vec<_>>(), [&(String::new(), String::new()); 0]);
    assert_eq!(covered.difference(&rules).collect::<Vec<_>>(), [&(String::new(), String::new()); 0]);
}

#[test]
fn every_fixture_says_where_its_shape_comes_from() {
    for (_, file) in fixtures() {
        let page = fs::read_to_string(&file).unwrap();
        assert!(page.starts_with("<!-- Shape: "), "{}", file.display());
    }
}

#[test]
fn every_selector_is_valid() {
    fn walk(key: &str, value: &Value) {
        match value {
            Value::String(text) => {
                let keys = [
                    "scope", "exclude", "at", "link", "labels", "values", "badge", "link-label",
                    "badge-after-separator", "edit-link",
                ];
                if keys.contains(&key) {
                    assert!(scraper::Selector::parse(text).is_ok(), "{text}");
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(key, item)),
            Value::Object(members) => members.iter().for_each(|(key, value)| walk(key, value)),
            _ => {}
        }
    }
    for (_, json) in EMBEDDED {
        walk("", &serde_json::from_str(json).unwrap());
    }
}
