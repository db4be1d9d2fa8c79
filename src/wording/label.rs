//! What a label or an icon in a contact section stands for.
//!
//! `build.rs` compiles this file too: it may use nothing but `Kind` and serde.

use crate::field::Kind;
use serde::{Deserialize, Serialize};

/// What the rows after a label or an icon hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// Email addresses.
    Email,
    /// Telephone numbers.
    Phone,
    /// A postal address.
    Address,
    /// A birthday.
    Birthday,
    /// Names on a messenger or another network.
    Handle,
    /// Websites.
    Website,
    /// Contact details of a kind that no table knows.
    Other,
    /// The day on which viewer and owner connected. Only a 1st-degree connection has one.
    ConnectedSince,
    /// The owner's own profile: it names the owner, and is no contact detail.
    ProfileLink,
    /// The same, worded as the viewer's own ("Your profile").
    OwnProfileLink,
}

impl Label {
    /// The kind of the fields under this label; `None` when there are no fields under it.
    pub fn kind(self) -> Option<Kind> {
        Some(match self {
            Self::Email => Kind::Email,
            Self::Phone => Kind::Phone,
            Self::Address => Kind::Address,
            Self::Birthday => Kind::Birthday,
            Self::Handle => Kind::Handle,
            Self::Website => Kind::Website,
            Self::Other => Kind::Other,
            Self::ConnectedSince | Self::ProfileLink | Self::OwnProfileLink => return None,
        })
    }
}
