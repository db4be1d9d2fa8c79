//! What the words on a control may ask for. Only the names: `build.rs` compiles this file too.

use serde::{Deserialize, Serialize};

/// A group of wordings that a site rule can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Intent {
    /// "Export", "Export to CSV", "Export contacts".
    Export,
    /// The same for everything at once, whatever is chosen: "Export all".
    All,
    /// "Download contacts". Not "Download" alone, which may be anything.
    Download,
    /// "Save to CRM", "Add to HubSpot". Not "Save" alone.
    Crm,
    /// "Add to list".
    List,
    /// "Add to sequence", "Add to campaign".
    Sequence,
    /// "Sync", "Sync contacts".
    Sync,
    /// "Enrich", "Enrich contacts".
    Enrich,
}
