//! What crosses between the scripts of one page: versioned, strictly decoded.
//!
//! A question is a text, because only text crosses the worlds of both browsers: Firefox denies
//! access to objects. Four lines come first, then the payload as it is, to its end:
//!
//! ```text
//! entre-nous/1 17        version, number of the question
//! fetch                  channel
//! text                   how the payload is given
//! https://example.com/   where it would go; empty when it stays on this machine
//! …                      the payload
//! ```
//!
//! Another question has `state` in the place of the channel, and then a URL only. A third has
//! `source`: a response that brings contact values has come, and the page is about to read it. The
//! URL of the response follows, and its text.
//!
//! Where the payload is all of something, and another can leave in its place, the third line ends
//! with ` replaceable`.
//!
//! The answer is one line, `entre-nous/1 17 permit`. **Only that exact line lets something
//! out**: silence, an exception or anything else is a refusal. Once a person has chosen to go on
//! without the withheld fields, the line `entre-nous/1 17 instead` answers the same question, and
//! after it comes the payload that may leave, in the encoding of the one that was asked about.
//!
//! A response is read by the page as it came after `same`, and after `veiled` as it stands behind
//! that line. After anything else it is not read.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The version of the protocol; a script of another version is refused.
pub const VERSION: &str = "entre-nous/1";

/// A technical way out of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// `fetch()`.
    Fetch,
    /// `XMLHttpRequest`.
    Xhr,
    /// `navigator.sendBeacon()`.
    Beacon,
    /// A form that is submitted.
    Form,
    /// A navigation by script, such as `location = …`.
    Navigation,
    /// A link that a person follows to another window.
    Link,
    /// A file: `a[download]`, a `blob:` or `data:` URL.
    Download,
    /// The clipboard, whatever writes to it.
    Clipboard,
    /// Something dragged out of the page.
    Drag,
    /// A connection that stays open: EventSource, WebSocket, WebTransport, WebRTC.
    Socket,
    /// A message to another window, a worker or an unknown port, and what a worker is built from.
    Message,
    /// An address that the page loads by itself: an image, a script, a style sheet, a frame.
    Resource,
    /// What is handed to another program: the share sheet, a notification, a protocol handler.
    Share,
    /// The content of a canvas, read out.
    Picture,
    /// A control whose server does the export.
    Control,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 15] = [
        Self::Fetch,
        Self::Xhr,
        Self::Beacon,
        Self::Form,
        Self::Navigation,
        Self::Link,
        Self::Download,
        Self::Clipboard,
        Self::Drag,
        Self::Socket,
        Self::Message,
        Self::Resource,
        Self::Share,
        Self::Picture,
        Self::Control,
    ];

    /// Whether it is a request within the page, whose answer the page gets.
    pub fn is_request(self) -> bool {
        matches!(self, Self::Fetch | Self::Xhr | Self::Beacon | Self::Resource)
    }

    /// The channel's name in questions and in the keys of texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Xhr => "xhr",
            Self::Beacon => "beacon",
            Self::Form => "form",
            Self::Navigation => "navigation",
            Self::Link => "link",
            Self::Download => "download",
            Self::Clipboard => "clipboard",
            Self::Drag => "drag",
            Self::Socket => "socket",
            Self::Message => "message",
            Self::Resource => "resource",
            Self::Share => "share",
            Self::Picture => "picture",
            Self::Control => "control",
        }
    }
}

/// How the payload of a question is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// The payload is text.
    Text,
    /// Each character stands for one byte: `x-user-defined` maps 0x80–0xFF to U+F780–F7FF.
    Bytes,
    /// The payload is the `blob:` URL at which the bytes can be read.
    Blob,
    /// The script that asks could not read the payload.
    Unreadable,
}

/// What one script asks another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question<'a> {
    /// Would going to this URL export anything that was seen here? If not, the caller need not
    /// even look at the payload. An empty URL stands for a destination that is local or unknown.
    State {
        /// The URL, serialised.
        destination: &'a str,
    },
    /// May this leave?
    Leave(Departure<'a>),
    /// What of this may the page read?
    Source(Response<'a>),
}

/// A response that brings contact values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Response<'a> {
    /// The URL that it came from, serialised.
    pub url: &'a str,
    /// Its text.
    pub body: &'a str,
}

/// Something on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Departure<'a> {
    /// The way it takes.
    pub channel: Channel,
    /// The URL it goes to, serialised; empty when it stays on this machine.
    pub destination: &'a str,
    /// How `payload` is to be read.
    pub encoding: Encoding,
    /// What would leave, apart from the destination itself.
    pub payload: &'a str,
    /// Whether whoever asks can let another payload leave in the place of this one.
    pub replaceable: bool,
}

/// Why something was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// A withheld field is in it.
    Withheld,
    /// It cannot be read, while something on the page is withheld.
    Unreadable,
    /// It is too large to be read, while something on the page is withheld.
    TooLarge,
    /// There is no engine. Said by the loader, never by the engine.
    EngineMissing,
    /// The engine failed, and so did its replacement. Said by the loader, never by the engine.
    EngineFailed,
    /// The scripts of the page are of different versions.
    VersionMismatch,
    /// The question makes no sense.
    BadQuestion,
    /// It calls for care, and it is not known yet whether it is to be withheld here.
    Unsettled,
    /// So much was refused in a short time that nothing is answered for a while.
    TooOften,
    /// The extension was updated or removed while the page was open. Said by the loader, never by
    /// the engine.
    Orphaned,
}

impl Refusal {
    /// The code in answers and in the keys of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Withheld => "withheld",
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too-large",
            Self::EngineMissing => "engine-missing",
            Self::EngineFailed => "engine-failed",
            Self::VersionMismatch => "version-mismatch",
            Self::BadQuestion => "bad-question",
            Self::Unsettled => "unsettled",
            Self::TooOften => "too-often",
            Self::Orphaned => "orphaned",
        }
    }
}

/// What is answered. Its `Display` is the text after version and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing that was seen here would be exported by going there.
    Clear,
    /// Something might be: ask about each departure.
    Guarded,
    /// It may leave.
    Permit,
    /// What comes with the answer may leave in its place.
    Instead,
    /// It may not.
    Refuse(Refusal),
    /// The page may read the response as it came.
    Same,
    /// The page may read what comes with the answer in its place.
    Veiled,
}

impl fmt::Display for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clear => out.write_str("clear"),
            Self::Guarded => out.write_str("guarded"),
            Self::Permit => out.write_str("permit"),
            Self::Instead => out.write_str("instead"),
            Self::Same => out.write_str("same"),
            Self::Veiled => out.write_str("veiled"),
            Self::Refuse(refusal) => write!(out, "refuse {}", refusal.code()),
        }
    }
}

/// A question with the number that its answer must repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbered<'a> {
    /// The number, as it came; empty when not even that could be read.
    pub number: &'a str,
    /// The question, or why it is refused unread.
    pub question: Result<Question<'a>, Refusal>,
}

/// Reads a question.
pub fn read(text: &str) -> Numbered<'_> {
    let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
    let Some((version, number)) = head.split_once(' ') else {
        return Numbered { number: "", question: Err(Refusal::BadQuestion) };
    };
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Numbered { number: "", question: Err(Refusal::BadQuestion) };
    }
    let question = if version == VERSION {
        read_body(rest).ok_or(Refusal::BadQuestion)
    } else {
        Err(Refusal::VersionMismatch)
    };
    Numbered { number, question }
}

fn read_body(body: &str) -> Option<Question<'_>> {
    if let Some(destination) = body.strip_prefix("state\n") {
        return Some(Question::State { destination });
    }
    if let Some(response) = body.strip_prefix("source\n") {
        let (url, body) = response.split_once('\n')?;
        return Some(Question::Source(Response { url, body }));
    }
    let mut lines = body.splitn(4, '\n');
    let (channel, encoding) = (lines.next()?, lines.next()?);
    let (destination, payload) = (lines.next()?, lines.next()?);
    let channel = Channel::ALL.into_iter().find(|each| each.name() == channel)?;
    let (encoding, replaceable) = match encoding.strip_suffix(" replaceable") {
        Some(encoding) => (encoding, true),
        None => (encoding, false),
    };
    let encoding = match encoding {
        "text" => Encoding::Text,
        "bytes" => Encoding::Bytes,
        "blob" => Encoding::Blob,
        "unreadable" => Encoding::Unreadable,
        _ => return None,
    };
    Some(Question::Leave(Departure { channel, destination, encoding, payload, replaceable }))
}

/// Writes a question about a departure, numbered 0, to be asked by whoever holds it.
pub fn question(departure: Departure<'_>) -> String {
    let Departure { channel, destination, encoding, payload, replaceable } = departure;
    let encoding = match encoding {
        Encoding::Text => "text",
        Encoding::Bytes => "bytes",
        Encoding::Blob => "blob",
        Encoding::Unreadable => "unreadable",
    };
    let replaceable = if replaceable { " replaceable" } else { "" };
    let channel = channel.name();
    format!("{VERSION} 0\n{channel}\n{encoding}{replaceable}\n{destination}\n{payload}")
}

/// Turns the characters of [`Encoding::Bytes`] back into bytes.
///
/// `None` when a character stands for no byte.
pub fn bytes_of(payload: &str) -> Option<Vec<u8>> {
    payload
        .chars()
        .map(|character| match character as u32 {
            code @ 0..=0x7f => u8::try_from(code).ok(),
            code @ 0xf780..=0xf7ff => u8::try_from(code - 0xf700).ok(),
            _ => None,
        })
        .collect()
}

/// Turns bytes into the characters of [`Encoding::Bytes`].
pub fn characters_of(bytes: &[u8]) -> String {
    let character = |&byte: &u8| match byte {
        0..=0x7f => char::from(byte),
        _ => char::from_u32(0xf700 + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    bytes.iter().map(character).collect()
}

/// Writes the one line that answers a question.
pub fn answer_line(number: &str, answer: Answer) -> String {
    format!("{VERSION} {number} {answer}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_departure_is_read_with_line_feeds_in_its_payload() {
        let text = "entre-nous/1 7\nfetch\ntext\nhttps://a.example/\none\ntwo\n";
        let departure = Departure {
            channel: Channel::Fetch,
            destination: "https://a.example/",
            encoding: Encoding::Text,
            payload: "one\ntwo\n",
            replaceable: false,
        };
        let expected = Numbered { number: "7", question: Ok(Question::Leave(departure)) };
        assert_eq!(read(text), expected);
        assert_eq!(question(departure), text.replace("/1 7", "/1 0"));
    }

    #[test]
    fn a_payload_that_can_be_replaced_is_said_to_be() {
        let text = "entre-nous/1 7\nbeacon\nblob replaceable\n\nblob:null/1";
        let Ok(Question::Leave(departure)) = read(text).question else { panic!("no departure") };
        assert_eq!((departure.encoding, departure.replaceable), (Encoding::Blob, true));
    }

    #[test]
    fn a_response_is_read_with_its_text() {
        let text = "entre-nous/1 7\nsource\nhttps://a.example/x\n{\n}";
        let response = Response { url: "https://a.example/x", body: "{\n}" };
        assert_eq!(read(text).question, Ok(Question::Source(response)));
    }

    #[test]
    fn another_version_is_refused_and_still_numbered() {
        let numbered = read("entre-nous/2 7\nstate\n");
        assert_eq!(numbered.number, "7");
        assert_eq!(numbered.question, Err(Refusal::VersionMismatch));
    }

    #[test]
    fn what_is_not_a_question_is_refused() {
        let broken = [
            "",
            "entre-nous/1",
            "entre-nous/1 \nstate\n",
            "entre-nous/1 x\nstate\n",
            "entre-nous/1 1",
            "entre-nous/1 1\nstate",
            "entre-nous/1 1\nteleport\ntext\n\n",
            "entre-nous/1 1\nfetch\nmorse\n\n",
            "entre-nous/1 1\nfetch\ntext  replaceable\n\n",
            "entre-nous/1 1\nfetch\n replaceable\n\n",
            "entre-nous/1 1\nfetch\ntext\nhttps://a.example/",
            "entre-nous/1 1\nsource\nhttps://a.example/",
        ];
        for text in broken {
            assert_eq!(read(text).question, Err(Refusal::BadQuestion), "{text:?}");
        }
    }

    #[test]
    fn every_byte_survives_its_character() {
        let text: String = (0..=255u32)
            .filter_map(|byte| char::from_u32(if byte < 0x80 { byte } else { 0xf700 + byte }))
            .collect();
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(characters_of(&bytes), text);
        assert_eq!(bytes_of(&text), Some(bytes));
        assert_eq!(bytes_of("é"), None);
    }

    #[test]
    fn the_answer_repeats_the_number() {
        let answer = Answer::Refuse(Refusal::TooLarge);
        assert_eq!(answer_line("12", answer), "entre-nous/1 12 refuse too-large");
    }
}
