//! The kinds of contact detail.

use serde::{Deserialize, Serialize};

/// What sort of contact detail a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An email address.
    Email,
    /// A telephone number.
    Phone,
    /// A postal address.
    Address,
    /// A birthday.
    Birthday,
    /// A name on a messenger or another network.
    Handle,
    /// A website.
    Website,
    /// Anything else that a page offers as a contact detail.
    Other,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Email,
        Self::Phone,
        Self::Address,
        Self::Birthday,
        Self::Handle,
        Self::Website,
        Self::Other,
    ];

    /// The kind's name in the page marker and in the keys of texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Birthday => "birthday",
            Self::Handle => "handle",
            Self::Website => "website",
            Self::Other => "other",
        }
    }

    /// Reads a token of the page marker `data-contact-kind`; an unknown one is [`Kind::Other`].
    pub fn from_marker(token: &str) -> Self {
        let token = token.trim();
        Self::ALL
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(token))
            .unwrap_or(Self::Other)
    }
}
