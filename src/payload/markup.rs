//! The text of markup without its tags, for values that have tags in them: a word in bold, runs of
//! rich text in a spreadsheet.

/// Tags that part no words, of HTML, and of the text runs of office documents.
pub(crate) const INLINE: [&str; 41] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "mark",
    "nobr",
    "o:p",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "var",
    "wbr",
    "r",
    "t",
    "w:r",
    "w:t",
    "a:r",
    "a:t",
    "text:span",
    "text:a",
    "w:hyperlink",
    "w:prooferr",
];

/// What a run of text looks like is told by tags in these, which part nothing either.
const PROPERTIES: [&str; 3] = ["rpr", "w:rpr", "a:rpr"];

/// The longest name of a tag that is told from others, in bytes.
const LONGEST_NAME: usize = 16;

/// Takes tags out of folded text, piece by piece.
#[derive(Debug, Default)]
pub(super) struct Stripper {
    state: State,
    name: String,
    within_properties: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// After a `<`, which may stand for itself.
    Opened,
    Name,
    Attributes,
    /// In an attribute's value.
    Quoted(u8),
}

/// Whether there is a tag in folded text.
pub(super) fn has_tags(folded: &str) -> bool {
    let bytes = folded.as_bytes();
    memchr::memchr_iter(b'<', bytes)
        .any(|at| bytes.get(at + 1).is_some_and(|next| begins_tag(*next)))
}

fn begins_tag(byte: u8) -> bool {
    byte.is_ascii_lowercase() || matches!(byte, b'/' | b'!' | b'?')
}

impl Stripper {
    /// Whether a tag has begun and not ended.
    pub fn is_inside(&self) -> bool {
        self.state != State::Text || self.within_properties
    }

    /// Appends the text without its tags; where one parts words stands a line break.
    pub fn strip(&mut self, folded: &str, stripped: &mut String) {
        let mut rest = folded;
        while !rest.is_empty() {
            let bytes = rest.as_bytes();
            let taken = match self.state {
                State::Text => {
                    let end = memchr::memchr(b'<', bytes);
                    let text = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                    if !self.within_properties {
                        stripped.push_str(text);
                    }
                    if end.is_some() {
                        self.state = State::Opened;
                    }
                    text.len() + usize::from(end.is_some())
                }
                State::Opened => {
                    self.name.clear();
                    self.state = match bytes.first() {
                        Some(byte) if begins_tag(*byte) => State::Name,
                        _ => {
                            stripped.push('<');
                            State::Text
                        }
                    };
                    0
                }
                State::Name => {
                    let end =
                        bytes.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>');
                    let name = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                    self.name
                        .extend(name.chars().take(LONGEST_NAME.saturating_sub(self.name.len())));
                    if end.is_some() {
                        self.state = State::Attributes;
                    }
                    name.len()
                }
                State::Attributes => {
                    let end = bytes.iter().position(|byte| matches!(byte, b'>' | b'"' | b'\''));
                    if let Some(end) = end {
                        self.state = match bytes.get(end) {
                            Some(b'>') => {
                                self.end_tag(stripped);
                                State::Text
                            }
                            Some(quote) => State::Quoted(*quote),
                            None => State::Attributes,
                        };
                    }
                    end.map_or(rest.len(), |end| end + 1)
                }
                State::Quoted(quote) => {
                    let end = memchr::memchr(quote, bytes);
                    if end.is_some() {
                        self.state = State::Attributes;
                    }
                    end.map_or(rest.len(), |end| end + 1)
                }
            };
            rest = rest.get(taken..).unwrap_or_default();
        }
    }

    fn end_tag(&mut self, stripped: &mut String) {
        let name = self.name.trim_matches('/');
        if PROPERTIES.contains(&name) {
            self.within_properties = !self.name.starts_with('/') && !self.name.ends_with('/');
            return;
        }
        let parts =
            !self.within_properties && !name.starts_with(['!', '?']) && !INLINE.contains(&name);
        if parts && !stripped.ends_with('\n') {
            stripped.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(text: &str, piece: usize) -> String {
        let mut stripper = Stripper::default();
        let mut out = String::new();
        for piece in super::super::window::pieces(text, piece) {
            stripper.strip(piece, &mut out);
        }
        out
    }

    #[test]
    fn inline_tags_vanish_and_others_part() {
        for (text, expected) in [
            ("<p>jane<b class='a>b'>@</b>example.com</p>x", "\njane@example.com\nx"),
            ("a < b, a<3 <", "a < b, a<3 "),
            ("<!-- c -->06<!--x--> 12", "06 12"),
            (
                "<si><r><rpr><b/><sz val=\"11\"/></rpr><t>jane@</t></r><r><rpr><i/></rpr><t xml:space=\"preserve\">example.com</t></r></si><si><t>x</t></si>",
                "\njane@example.com\nx\n",
            ),
            ("<td>06</td><td>12</td>", "\n06\n12\n"),
            ("jane@<wbr/>example.com<br/>x", "jane@example.com\nx"),
        ] {
            for piece in 1..text.len() + 1 {
                assert_eq!(stripped(text, piece), expected, "{piece}");
            }
        }
    }

    #[test]
    fn a_comparison_is_no_tag() {
        assert!(!has_tags("a < b <3 <"));
        assert!(has_tags("a<br>") && has_tags("</p"));
    }
}
