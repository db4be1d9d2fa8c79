//! The page's tree on the host: a parsed file, with the little style that fixtures use.

use entre_nous::sites::Tree;
use scraper::{ElementRef, Html, Node, Selector};
use std::cell::RefCell;
use std::collections::HashMap;

/// Elements that a person reads as paragraphs of their own.
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "br", "dd", "dialog", "div", "dl", "dt", "footer", "h1", "h2",
    "h3", "h4", "header", "li", "main", "nav", "ol", "p", "section", "table", "td", "th", "tr",
    "ul",
];

/// A parsed page.
///
/// An element is not rendered when it or an ancestor has the attribute `hidden`, the inline style
/// `display:none` or `visibility:hidden`, is a closed `dialog`, or is never rendered at all.
#[derive(Default)]
pub struct HostTree {
    selectors: RefCell<HashMap<String, Selector>>,
}

impl HostTree {
    /// The elements of a page that match.
    pub fn find<'a>(&self, page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
        page.select(&self.parse(selector)).collect()
    }

    fn parse(&self, selector: &str) -> Selector {
        self.selectors
            .borrow_mut()
            .entry(selector.to_owned())
            .or_insert_with(|| {
                Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
            })
            .clone()
    }
}

fn hides(element: ElementRef<'_>) -> bool {
    let value = element.value();
    let style: String =
        value.attr("style").unwrap_or("").chars().filter(|c| !c.is_whitespace()).collect();
    value.attr("hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || value.name() == "dialog" && value.attr("open").is_none()
        || matches!(value.name(), "head" | "script" | "style" | "template" | "noscript")
}

fn is_rendered(element: ElementRef<'_>) -> bool {
    !hides(element) && !element.ancestors().filter_map(ElementRef::wrap).any(hides)
}

impl<'a> Tree for &'a HostTree {
    type Node = ElementRef<'a>;

    fn select(&self, within: &Self::Node, selector: &str) -> Vec<Self::Node> {
        within.select(&self.parse(selector)).collect()
    }

    fn closest(&self, node: &Self::Node, selector: &str) -> Option<Self::Node> {
        let selector = self.parse(selector);
        std::iter::once(*node)
            .chain(node.ancestors().filter_map(ElementRef::wrap))
            .find(|element| selector.matches(element))
    }

    fn matches(&self, node: &Self::Node, selector: &str) -> bool {
        self.parse(selector).matches(node)
    }

    fn contains(&self, outer: &Self::Node, inner: &Self::Node) -> bool {
        outer == inner || inner.ancestors().any(|each| each.id() == outer.id())
    }

    fn is_chosen(&self, node: &Self::Node) -> bool {
        let value = node.value();
        ["checked", "selected"].iter().any(|name| value.attr(name).is_some())
            || ["aria-checked", "aria-selected"].iter().any(|name| value.attr(name) == Some("true"))
    }

    fn attribute(&self, node: &Self::Node, name: &str) -> Option<String> {
        node.value().attr(name).map(str::to_owned)
    }

    fn text(&self, node: &Self::Node) -> String {
        let mut text = String::new();
        for descendant in node.descendants() {
            match descendant.value() {
                Node::Text(part)
                    if descendant.parent().and_then(ElementRef::wrap).is_some_and(is_rendered) =>
                {
                    text.push_str(part);
                }
                // Where a block ends does not matter to these tests: another one begins there.
                Node::Element(element) if BLOCKS.contains(&element.name()) => text.push('\n'),
                _ => {}
            }
        }
        text
    }

    fn content(&self, node: &Self::Node) -> String {
        node.text().collect()
    }

    fn is_rendered(&self, node: &Self::Node) -> bool {
        is_rendered(*node)
    }

    fn json_strings(&self, text: &str) -> Option<Vec<(String, String)>> {
        fn walk(pointer: &str, value: &serde_json::Value, found: &mut Vec<(String, String)>) {
            match value {
                serde_json::Value::String(text) => found.push((pointer.to_owned(), text.clone())),
                serde_json::Value::Number(number) => {
                    found.push((pointer.to_owned(), number.to_string()));
                }
                serde_json::Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        walk(&format!("{pointer}/{index}"), item, found);
                    }
                }
                serde_json::Value::Object(members) => {
                    for (name, member) in members {
                        let name = name.replace('~', "~0").replace('/', "~1");
                        walk(&format!("{pointer}/{name}"), member, found);
                    }
                }
                serde_json::Value::Bool(_) | serde_json::Value::Null => {}
            }
        }
        let mut found = Vec::new();
        walk("", &serde_json::from_str(text).ok()?, &mut found);
        Some(found)
    }
}
