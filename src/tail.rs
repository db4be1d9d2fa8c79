//! The ends of what has left lately, by the way and the place it went: a value can lie half in one
//! message and half in the next.

use std::collections::VecDeque;

use crate::destination::Destination;
use crate::protocol::{Departure, Encoding};

/// How much is kept of an end, and looked at of what follows it, in characters: more than a value
/// with what stands beside it.
const LENGTH: usize = 256;
/// How many ends are kept: the oldest go.
const MOST: usize = 32;

/// The ends of what has left. They stay in memory, and go with the page.
#[derive(Debug, Default)]
pub struct Tails(VecDeque<Tail>);

#[derive(Debug)]
struct Tail {
    way: Way,
    text: String,
}

/// What belongs together: the same channel to the same host, given in the same way.
#[derive(Debug, PartialEq, Eq)]
struct Way {
    channel: &'static str,
    host: String,
    encoding: Encoding,
}

/// What left last, and it with the beginning of what follows.
#[derive(Debug)]
pub struct Seam {
    /// What left last.
    pub tail: String,
    /// With what follows.
    pub joined: String,
}

impl Tails {
    /// Where a departure follows another.
    pub fn seam(&self, departure: &Departure<'_>) -> Option<Seam> {
        let way = Way::of(departure);
        let tail = &self.0.iter().find(|tail| tail.way == way)?.text;
        let head: String = departure.payload.chars().take(LENGTH).collect();
        (!head.is_empty()).then(|| Seam { tail: tail.clone(), joined: format!("{tail}{head}") })
    }

    /// Keeps the end of what leaves.
    pub fn keep(&mut self, departure: &Departure<'_>) {
        if departure.payload.is_empty() {
            return;
        }
        let way = Way::of(departure);
        let before = self.0.iter().position(|tail| tail.way == way);
        let mut text = before
            .and_then(|place| self.0.remove(place))
            .map_or_else(String::new, |tail| tail.text);
        let end = departure.payload.char_indices().rev().nth(LENGTH - 1).map_or(0, |(at, _)| at);
        text.push_str(departure.payload.get(end..).unwrap_or_default());
        if let Some((surplus, _)) = text.char_indices().rev().nth(LENGTH - 1) {
            text.drain(..surplus);
        }
        self.0.push_back(Tail { way, text });
        if self.0.len() > MOST {
            self.0.pop_front();
        }
    }
}

impl Way {
    fn of(departure: &Departure<'_>) -> Self {
        let host = match Destination::read(departure.destination) {
            Destination::Host { host, .. } => host.to_owned(),
            _ => String::new(),
        };
        Self { channel: departure.channel.name(), host, encoding: departure.encoding }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Channel;

    fn to<'d>(destination: &'d str, payload: &'d str) -> Departure<'d> {
        Departure {
            channel: Channel::Socket,
            destination,
            encoding: Encoding::Text,
            payload,
            replaceable: false,
        }
    }

    #[test]
    fn what_follows_is_seen_with_what_left() {
        let mut tails = Tails::default();
        assert!(tails.seam(&to("wss://a.example/", "x")).is_none());
        for letter in ["j", "a", "", "n"] {
            tails.keep(&to("wss://a.example/one", letter));
        }
        let seam = tails.seam(&to("wss://a.example/two", "e"));
        assert_eq!(seam.map(|seam| (seam.tail, seam.joined)), Some(("jan".into(), "jane".into())));
        assert!(tails.seam(&to("wss://b.example/", "e")).is_none());
    }

    #[test]
    fn little_is_kept() {
        let mut tails = Tails::default();
        let long = "é".repeat(1000) + "end";
        tails.keep(&to("wss://a.example/", &long));
        let seam = tails.seam(&to("wss://a.example/", &long));
        let kept = seam.map(|seam| (seam.tail.chars().count(), seam.joined.chars().count()));
        assert_eq!(kept, Some((LENGTH, 2 * LENGTH)));
        for host in 0..100 {
            tails.keep(&to(&format!("wss://{host}.example/"), "x"));
        }
        assert_eq!(tails.0.len(), MOST);
        assert!(tails.seam(&to("wss://a.example/", "x")).is_none());
    }
}
