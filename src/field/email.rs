//! Email addresses.

/// An email address in canonical form: folded, without `mailto:`, its domain in Unicode.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

impl EmailAddress {
    /// Reads an email address; `None` when the text is not one.
    pub fn parse(_folded: &str) -> Option<Self> {
        None
    }
}
