//! Email addresses.

use super::percent;
use super::text::{fold, is_word, without_label};

/// RFC 5321, section 4.5.3.1.1: octets of a local part (counted here in characters).
const LONGEST_LOCAL: usize = 64;
/// RFC 1035, section 2.3.4: octets of a domain name as written.
const LONGEST_DOMAIN: usize = 253;

/// An email address in canonical form: folded, without `mailto:`, its domain in Unicode.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

impl EmailAddress {
    /// Reads an email address from folded text; `None` when the text is not one.
    ///
    /// `mailto:` with its percent-encoding and query, a name before `<…>`, blanks and a label in
    /// brackets behind go. The check is pragmatic, not RFC 5321: what fails it is protected as
    /// text.
    ///
    /// ```
    /// use entre_nous::field::EmailAddress;
    /// let plain = EmailAddress::parse("jane@example.com");
    /// assert!(plain.is_some());
    /// assert_eq!(EmailAddress::parse("mailto:jane%40example.com?subject=hi"), plain);
    /// assert_eq!(EmailAddress::parse("jane doe <jane@example.com.>"), plain);
    /// ```
    pub fn parse(folded: &str) -> Option<Self> {
        let text = folded.trim();
        match text.strip_prefix("mailto:") {
            Some(link) => {
                let address = link.split('?').next()?;
                Self::parse_address(&fold(&percent::decoded(address)))
            }
            None => Self::parse_address(text),
        }
    }

    fn parse_address(text: &str) -> Option<Self> {
        let text = without_label(text);
        let text = match text.strip_suffix('>').and_then(|open| open.rsplit_once('<')) {
            Some((_, inside)) => inside.trim(),
            None => text,
        };
        let text = text.strip_prefix("mailto:").unwrap_or(text);
        let (local, domain) = text.rsplit_once('@')?;
        let domain = unicode_domain(domain.strip_suffix('.').unwrap_or(domain));
        (is_local(local) && is_domain(&domain)).then(|| Self { local: local.to_owned(), domain })
    }

    /// What stands before the `@`, folded.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// What stands after the `@`, folded, in Unicode, without a trailing dot.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The address without the tag that many providers let people add: `jane+news@…` is
    /// delivered to `jane@…`.
    pub fn without_tag(&self) -> Self {
        Self { local: untagged(&self.local).to_owned(), domain: self.domain.clone() }
    }

    /// Whether mail to both addresses arrives in one mailbox, as far as their spelling tells:
    /// they are equal but for a tag.
    pub fn same_mailbox(&self, other: &Self) -> bool {
        self.domain == other.domain && untagged(&self.local) == untagged(&other.local)
    }

    /// Whether the local part is quoted (`"jane doe"@example.com`).
    pub fn is_quoted(&self) -> bool {
        self.local.starts_with('"')
    }
}

/// A local part without its tag. One that begins with `+` has no mailbox before the tag.
pub fn untagged(local: &str) -> &str {
    match local.split_once('+') {
        Some((mailbox, _)) if !mailbox.is_empty() && !local.starts_with('"') => mailbox,
        _ => local,
    }
}

/// Whether the character may stand in a local part that is not quoted: `atext` of RFC 5322, the
/// dot, and letters of any script (RFC 6531).
pub fn is_local_character(character: char) -> bool {
    match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() => is_ascii_local(byte),
        _ => is_word(character),
    }
}

/// The same of a byte of ASCII.
pub fn is_ascii_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-'..=b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~'
        )
}

/// Whether the character may stand in a domain name in Unicode.
pub fn is_domain_character(character: char) -> bool {
    is_word(character) || character == '-' || character == '.'
}

/// Decodes the `xn--` labels of a folded domain. Only punycode is undone: two spellings of one
/// name are compared here, a name is never registered, so the tables of UTS 46 (120 KB of wasm)
/// would serve nothing.
pub fn unicode_domain(domain: &str) -> String {
    if !domain.contains("xn--") {
        return domain.to_owned();
    }
    let labels = domain.split('.').map(|label| {
        label
            .strip_prefix("xn--")
            .and_then(idna::punycode::decode_to_string)
            .filter(|unicode| !unicode.is_ascii())
            .map_or_else(|| label.to_owned(), |unicode| fold(&unicode))
    });
    labels.collect::<Vec<_>>().join(".")
}

/// Encodes the labels of a domain that are not ASCII; `None` when there is none.
pub fn ascii_domain(domain: &str) -> Option<String> {
    if domain.is_ascii() {
        return None;
    }
    let labels = domain.split('.').map(|label| match label.is_ascii() {
        true => Some(label.to_owned()),
        false => idna::punycode::encode_str(label).map(|ascii| format!("xn--{ascii}")),
    });
    labels.collect::<Option<Vec<_>>>().map(|labels| labels.join("."))
}

fn is_local(local: &str) -> bool {
    let length = local.chars().count();
    let quoted = length > 2 && local.starts_with('"') && local.ends_with('"');
    let atom = !local.starts_with('.') && local.chars().all(is_local_character);
    (1..=LONGEST_LOCAL).contains(&length) && (quoted || atom)
}

fn is_domain(domain: &str) -> bool {
    let named = domain.contains('.') || !domain.is_ascii();
    let labels = domain.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(is_domain_character)
    });
    named && labels && domain.chars().count() <= LONGEST_DOMAIN
}
