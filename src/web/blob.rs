//! Reads a `blob:` URL within the statement that asks: an export cannot wait for an answer.

use web_sys::XmlHttpRequest;

/// The bytes behind the URL, each as one character (see `Encoding::Bytes`).
///
/// `None` when they cannot be read, for example since the URL was revoked, or the page's policy
/// forbids synchronous requests. No request leaves the browser: the bytes are in its memory.
pub fn read(url: &str) -> Option<String> {
    if !url.starts_with("blob:") {
        return None;
    }
    let request = XmlHttpRequest::new().ok()?;
    request.open_with_async("GET", url, false).ok()?;
    request.override_mime_type("text/plain; charset=x-user-defined").ok()?;
    request.send().ok()?;
    request.response_text().ok()?
}
