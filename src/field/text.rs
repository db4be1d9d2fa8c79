//! Folding: what makes two spellings of one text equal.

/// Folds a text for comparison: lower case, full-width forms to ASCII, every blank to a space,
/// and characters that nobody sees (zero-width, soft hyphen, direction marks) removed.
///
/// ```
/// use entre_nous::field::text::fold;
/// assert_eq!(fold("Jane\u{200b}\u{ff20}Example.COM"), "jane@example.com");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            let blank = character.is_ascii_whitespace();
            folded.push(if blank { ' ' } else { character.to_ascii_lowercase() });
            continue;
        }
        match character {
            _ if is_invisible(character) => {}
            _ if character.is_whitespace() => folded.push(' '),
            // U+FF01–FF5E are the full-width forms of U+0021–007E.
            '\u{ff01}'..='\u{ff5e}' => folded.extend(
                char::from_u32(character as u32 - 0xfee0).map(|narrow| narrow.to_ascii_lowercase()),
            ),
            _ => folded.extend(character.to_lowercase()),
        }
    }
    folded
}

/// Characters that change how a text is stored and not what a person reads.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

/// The canonical form of a website: no scheme, no `www.`, no trailing slash, folded.
///
/// `None` when it has no dot or holds a blank: then it is no address of a site.
pub fn website(shown: &str) -> Option<String> {
    let folded = fold(shown);
    let site = folded.trim();
    let site = site.strip_prefix("https://").or(site.strip_prefix("http://")).unwrap_or(site);
    let site = site.strip_prefix("www.").unwrap_or(site).trim_end_matches('/');
    let host = site.split(['/', '?', '#']).next()?;
    (host.contains('.') && !site.contains(' ')).then(|| site.to_owned())
}
