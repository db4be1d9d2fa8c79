//! Says where a rule file is broken. Used by `build.rs` and by tests: the crate itself has no
//! JSON reader.

use serde::de::DeserializeOwned;

/// Reads a rule file, or says `file:line:column: what is wrong`.
pub fn read<T: DeserializeOwned>(file: &str, json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| {
        let message = error.to_string();
        let position = format!(" at line {} column {}", error.line(), error.column());
        let message = message.strip_suffix(&position).unwrap_or(&message);
        format!("{file}:{}:{}: {message}", error.line(), error.column())
    })
}
