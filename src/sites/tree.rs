//! The page, as far as rules need it.

/// A tree of elements that answers CSS selectors.
///
/// In the browser it is the document; in tests it is a parsed file. Nothing here may change the
/// page, load anything or fail: a selector that the tree does not know selects nothing.
pub trait Tree {
    /// An element. Equal when it is the same element.
    type Node: Clone + PartialEq;

    /// The descendants that match, in document order.
    fn select(&self, within: &Self::Node, selector: &str) -> Vec<Self::Node>;

    /// The nearest that matches of the element itself and its ancestors.
    fn closest(&self, node: &Self::Node, selector: &str) -> Option<Self::Node>;

    /// Whether the element matches.
    fn matches(&self, node: &Self::Node, selector: &str) -> bool;

    /// Whether one element is the other, or holds it.
    fn contains(&self, outer: &Self::Node, inner: &Self::Node) -> bool;

    /// Whether a person has chosen it: a box or an option that is ticked now, or what says so of
    /// itself by ARIA.
    fn is_chosen(&self, node: &Self::Node) -> bool;

    /// An attribute, as it is written.
    fn attribute(&self, node: &Self::Node, name: &str) -> Option<String>;

    /// What a person reads: the text of rendered descendants only, with a line feed where a
    /// block begins or ends. (Cells that are glued together lose the values in them.)
    fn text(&self, node: &Self::Node) -> String;

    /// All text in the element, rendered or not.
    fn content(&self, node: &Self::Node) -> String;

    /// Whether the element is rendered: it and its ancestors are neither hidden by style nor by
    /// attribute. Being scrolled away or clipped for screen readers is rendered.
    fn is_rendered(&self, node: &Self::Node) -> bool;

    /// Every string and number in a JSON text, each with its JSON Pointer (RFC 6901:
    /// "/@graph/0/email"). `None` when the text is no JSON.
    fn json_strings(&self, text: &str) -> Option<Vec<(String, String)>>;
}
