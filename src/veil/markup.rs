//! Where in markup a value may stand, and where nothing is written.

/// Attributes that no value stands in, and that do something when they are written.
const LEFT_ALONE: [&str; 8] =
    ["class", "style", "id", "src", "srcset", "srcdoc", "integrity", "nonce"];

/// Whether a value may stand in an attribute of this name.
pub fn is_looked_at(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    !LEFT_ALONE.contains(&name.as_str()) && !name.starts_with("on")
}

/// Whether a script of this type is a program: a policy may know it by its digest.
pub fn is_program(kind: &str) -> bool {
    const PROGRAMS: [&str; 8] = [
        "",
        "module",
        "importmap",
        "speculationrules",
        "text/javascript",
        "application/javascript",
        "text/ecmascript",
        "application/ecmascript",
    ];
    PROGRAMS.contains(&kind.trim().to_ascii_lowercase().as_str())
}

/// The address in the value of an attribute that has one; `is_pragma` where that is of an element
/// with `http-equiv`.
pub fn address<'t>(name: &str, value: &'t str, is_pragma: bool) -> Option<&'t str> {
    match name.to_ascii_lowercase().as_str() {
        "href" | "xlink:href" | "action" | "formaction" | "data" | "background" | "poster"
        | "cite" => Some(value),
        "ping" => value.split_ascii_whitespace().next(),
        // Where a refresh leads to.
        "content" if is_pragma => value.split_once('=').map(|at| at.1),
        _ => None,
    }
}
