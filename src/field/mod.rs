//! Fields: one contact detail of one owner, in canonical form.
//!
//! Two spellings of one value have one canonical form, whatever a page or a payload does to its
//! look. A value that is not valid for its kind is kept as text, and protected like any other.

pub mod email;
pub mod fingerprint;
pub mod kind;
pub(crate) mod percent;
pub mod phone;
pub mod text;

pub use email::EmailAddress;
pub use kind::Kind;
pub use phone::PhoneNumber;

/// Whom a field belongs to, as the site names them (for LinkedIn the slug of the profile).
///
/// It never leaves the page: not into storage, logs, errors or the register.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner(pub String);

/// The canonical form of a field's value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A valid email address.
    Email(EmailAddress),
    /// A telephone number.
    Phone(PhoneNumber),
    /// A website, without scheme, `www.` and trailing slash.
    Website(String),
    /// Any other value, and every value that is not valid for its kind.
    Text(String),
}

impl Value {
    /// Reads what a page shows as a field of this kind. `None` when nothing is left to protect.
    pub fn read(kind: Kind, shown: &str) -> Option<Self> {
        let folded = text::fold(shown);
        let folded = folded.trim();
        if folded.is_empty() {
            return None;
        }
        let known = match kind {
            Kind::Email => EmailAddress::parse(folded).map(Self::Email),
            Kind::Phone => PhoneNumber::parse(folded).map(Self::Phone),
            Kind::Website => text::website(folded).map(Self::Website),
            Kind::Address | Kind::Birthday | Kind::Handle | Kind::Other => None,
        };
        Some(known.unwrap_or_else(|| Self::Text(folded.to_owned())))
    }
}
