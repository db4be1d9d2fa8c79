//! The veil: what the page holds in the place of a withheld value, so that a program that reads
//! the page finds nothing to take.
//!
//! A [`Veil`] knows what each stand-in stands for, and nobody else does. Text is concealed by
//! [`conceal`], which asks where the values are and never works it out itself. The responses that
//! bring values are read and rewritten by [`source`].

pub mod conceal;
pub mod put_back;
pub mod source;

pub mod stand_in;

use crate::guard::FieldId;
use stand_in::{StandIn, spans};
use std::borrow::Cow;
use std::collections::HashMap;

/// What stand-ins stand for.
#[derive(Debug, Default)]
pub struct Veil {
    entries: Vec<Entry>,
    indices: HashMap<Entry, u16>,
}

/// A field's value, as it was written where the stand-in is now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Entry {
    field: FieldId,
    text: String,
    /// How many bytes the stand-in has, where it must not be of another length.
    bytes: Option<usize>,
}

impl Veil {
    /// Whether nothing is veiled.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The stand-in for a field's value, spelled like this. `None` when there are no more.
    pub fn stand_in(&mut self, field: FieldId, text: &str) -> Option<String> {
        self.entry(Entry { field, text: text.to_owned(), bytes: None }).map(StandIn::write)
    }

    /// The same, of so many bytes. `None` also when no stand-in is as short.
    pub fn stand_in_of(&mut self, field: FieldId, text: &str, bytes: usize) -> Option<String> {
        if bytes < StandIn::BYTES {
            return None;
        }
        let entry = Entry { field, text: text.to_owned(), bytes: Some(bytes) };
        self.entry(entry)?.write_in(bytes)
    }

    /// The field that a stand-in stands for.
    pub fn field(&self, stand_in: StandIn) -> Option<FieldId> {
        self.entries.get(usize::from(stand_in.0)).map(|entry| entry.field)
    }

    /// How a field's value was written where it was veiled last.
    pub fn text_of(&self, field: FieldId) -> Option<&str> {
        let last = self.entries.iter().rev().find(|entry| entry.field == field);
        last.map(|entry| entry.text.as_str())
    }

    /// The fields whose stand-ins are in a text.
    pub fn fields_in(&self, text: &str) -> impl Iterator<Item = FieldId> {
        spans(text).filter_map(|(_, stand_in)| self.field(stand_in))
    }

    /// The text with the values in the places of their stand-ins.
    pub fn reveal<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.reveal_where(text, |_| true)
    }

    /// The same for some fields only.
    pub fn reveal_where<'t>(
        &self,
        text: &'t str,
        reveals: impl Fn(FieldId) -> bool,
    ) -> Cow<'t, str> {
        let mut revealed = String::new();
        let mut copied = 0;
        for (start, stand_in) in spans(text) {
            let Some(entry) = self.entries.get(usize::from(stand_in.0)) else { continue };
            if !reveals(entry.field) {
                continue;
            }
            revealed.push_str(text.get(copied..start).unwrap_or_default());
            revealed.push_str(&entry.text);
            copied = start + entry.length(stand_in, text.get(start..).unwrap_or_default());
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        revealed.push_str(text.get(copied..).unwrap_or_default());
        Cow::Owned(revealed)
    }

    fn entry(&mut self, entry: Entry) -> Option<StandIn> {
        if let Some(index) = self.indices.get(&entry) {
            return Some(StandIn(*index));
        }
        let index = u16::try_from(self.entries.len()).ok()?;
        self.entries.push(entry.clone());
        self.indices.insert(entry, index);
        Some(StandIn(index))
    }
}

impl Entry {
    /// How many bytes of a text belong to the stand-in that it begins with.
    fn length(&self, stand_in: StandIn, text: &str) -> usize {
        let whole = self.bytes.filter(|&bytes| {
            stand_in.write_in(bytes).is_some_and(|written| text.starts_with(&written))
        });
        whole.unwrap_or(StandIn::BYTES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_veiled_is_revealed_as_it_was_written() {
        let mut veil = Veil::default();
        let [one, two] = [FieldId::of(0), FieldId::of(1)];
        let short = veil.stand_in(one, "jane@example.com").unwrap();
        let same = veil.stand_in(one, "jane@example.com").unwrap();
        let long = veil.stand_in_of(two, "+33 6 12", 13).unwrap();
        assert_eq!((short.clone(), 13), (same, long.len()));
        let text = format!("a{short}{short}\u{ad}{long}\u{ad}b");
        assert_eq!(veil.reveal(&text), "ajane@example.comjane@example.com\u{ad}+33 6 12\u{ad}b");
        assert_eq!(
            veil.reveal_where(&text, |field| field == two),
            format!("a{short}{short}\u{ad}+33 6 12\u{ad}b")
        );
        assert_eq!(veil.fields_in(&text).collect::<Vec<_>>(), [one, one, two]);
        assert_eq!((veil.text_of(two), veil.text_of(FieldId::of(2))), (Some("+33 6 12"), None));
        assert_eq!(veil.stand_in_of(two, "+33 6 12", 7), None);
    }

    #[test]
    fn letters_that_stand_for_nothing_stay() {
        let mut veil = Veil::default();
        veil.stand_in(FieldId::of(0), "x");
        let text = StandIn(7).write();
        assert!(matches!(veil.reveal(&text), Cow::Borrowed(same) if same == text));
    }
}
