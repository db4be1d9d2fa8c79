//! Telephone numbers.

/// A telephone number as digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber {
    digits: String,
}

impl PhoneNumber {
    /// Reads a telephone number; `None` when the text is not one.
    pub fn parse(_folded: &str) -> Option<Self> {
        None
    }
}
