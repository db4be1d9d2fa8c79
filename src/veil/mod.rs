//! The veil: what the page holds in the place of a withheld value, so that a program that reads
//! the page finds nothing to take.
//!
//! A [`Veil`] knows what each stand-in stands for, and nobody else does. Text is concealed by
//! [`conceal`], which asks where the values are and never works it out itself. The responses that
//! bring values are read and rewritten by [`source`], pages as they are served by [`served`].

pub mod conceal;
pub mod markup;
pub mod put_back;
pub mod served;
pub mod setting;
pub mod source;
pub mod stand_in;

use crate::guard::FieldId;
use serde::{Deserialize, Serialize};
use stand_in::{StandIn, spans};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What stand-ins stand for: those of one document, and those that others have put into documents
/// which its scripts can reach.
#[derive(Debug, Default)]
pub struct Veil {
    /// Tells its stand-ins from those of others.
    number: u32,
    /// How many have been written under that.
    written: usize,
    /// Its own, in the order in which they came, with those that its document was served with.
    entries: Vec<(StandIn, Entry)>,
    indices: HashMap<StandIn, usize>,
    stand_ins: HashMap<Entry, StandIn>,
    others: BTreeMap<StandIn, Other>,
    /// What was read and nobody has said yet what it stands for.
    unknown: RefCell<BTreeSet<StandIn>>,
    /// What nobody knows: of a page that was here before.
    lost: BTreeSet<StandIn>,
}

/// A field's value, as it was written where the stand-in is now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Entry {
    field: FieldId,
    text: String,
    /// How many bytes the stand-in has, where it must not be of another length.
    bytes: Option<usize>,
}

/// What a stand-in stands for, as one veil tells another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// Which it is.
    pub stand_in: StandIn,
    /// What was written there.
    pub text: String,
    /// How many bytes it has, where it has more than it needs.
    pub bytes: Option<usize>,
}

impl Veil {
    /// Whether nothing is veiled.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.others.is_empty() && !self.has_unknown()
    }

    /// Whether its own document has been veiled.
    pub fn has_own(&self) -> bool {
        !self.entries.is_empty()
    }

    /// One whose stand-ins are told from those of others by a number.
    pub fn new(number: u32) -> Self {
        Self { number: number % StandIn::VEILS, ..Self::default() }
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

    /// The field that a stand-in of its own stands for.
    pub fn field(&self, stand_in: StandIn) -> Option<FieldId> {
        self.own(stand_in).map(|entry| entry.field)
    }

    /// What a stand-in of another veil stands for.
    pub fn text_of_other(&self, stand_in: StandIn) -> Option<&str> {
        self.others.get(&stand_in).map(|other| other.text.as_str())
    }

    /// How a field's value was written where it was veiled last.
    pub fn text_of(&self, field: FieldId) -> Option<&str> {
        let last = self.entries.iter().rev().find(|(_, entry)| entry.field == field);
        last.map(|(_, entry)| entry.text.as_str())
    }

    /// The fields whose stand-ins are in a text, as far as they are its own.
    pub fn fields_in(&self, text: &str) -> impl Iterator<Item = FieldId> {
        spans(text).filter_map(|(_, stand_in)| self.field(stand_in))
    }

    /// The text with the values in the places of their stand-ins, as it is read.
    pub fn reveal<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.replace(text, |stand_in, rest| {
            let known = self.own(stand_in).map(|entry| (entry.text.as_str(), entry.bytes));
            let other =
                || self.others.get(&stand_in).map(|other| (other.text.as_str(), other.bytes));
            let found = known.or_else(other);
            if found.is_none() && !self.lost.contains(&stand_in) {
                self.unknown.borrow_mut().insert(stand_in);
            }
            found.map(|(text, bytes)| (text, length(stand_in, bytes, rest)))
        })
    }

    /// The text with the values of some fields in the places of its own stand-ins for them.
    pub fn reveal_where<'t>(
        &self,
        text: &'t str,
        reveals: impl Fn(FieldId) -> bool,
    ) -> Cow<'t, str> {
        self.replace(text, |stand_in, rest| {
            let entry = self.own(stand_in).filter(|entry| reveals(entry.field))?;
            Some((entry.text.as_str(), length(stand_in, entry.bytes, rest)))
        })
    }

    /// The text without stand-ins, whatever they stand for.
    pub fn without_stand_ins<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.replace(text, |stand_in, rest| {
            let own = self.own(stand_in).and_then(|entry| entry.bytes);
            let other = || self.others.get(&stand_in).and_then(|other| other.bytes);
            Some(("", length(stand_in, own.or_else(other), rest)))
        })
    }

    /// Whether something was read that only another veil can know.
    pub fn has_unknown(&self) -> bool {
        !self.unknown.borrow().is_empty()
    }

    /// What that is.
    pub fn unknown(&self) -> BTreeSet<StandIn> {
        self.unknown.borrow().clone()
    }

    /// What its own stand-ins stand for, without the first so many.
    pub fn table(&self, without: usize) -> Vec<Other> {
        let all = self.entries.iter().skip(without);
        all.map(|(stand_in, entry)| Other {
            stand_in: *stand_in,
            text: entry.text.clone(),
            bytes: entry.bytes,
        })
        .collect()
    }

    /// All of its own: each with its field, and the value as it was written.
    pub fn all(&self) -> impl Iterator<Item = (StandIn, FieldId, &str)> {
        self.entries.iter().map(|(stand_in, entry)| (*stand_in, entry.field, entry.text.as_str()))
    }

    /// Takes over what stands in its document since that was served. Any other is somebody else's.
    pub fn take_over(&mut self, stand_in: StandIn, field: FieldId, text: String) {
        if stand_in.veil() < StandIn::SERVED || self.indices.contains_key(&stand_in) {
            return;
        }
        self.unknown.get_mut().remove(&stand_in);
        self.lost.remove(&stand_in);
        self.others.remove(&stand_in);
        self.add(stand_in, Entry { field, text, bytes: None });
    }

    /// Learns what those of another veil stand for.
    pub fn learn(&mut self, table: Vec<Other>) {
        for other in table {
            self.unknown.get_mut().remove(&other.stand_in);
            self.lost.remove(&other.stand_in);
            self.others.insert(other.stand_in, other);
        }
    }

    /// Learns that nobody knows what these stand for.
    pub fn give_up(&mut self, stand_ins: &BTreeSet<StandIn>) {
        let unknown = self.unknown.get_mut();
        self.lost.extend(stand_ins.iter().filter(|each| unknown.remove(each)));
    }

    fn own(&self, stand_in: StandIn) -> Option<&Entry> {
        let index = *self.indices.get(&stand_in)?;
        self.entries.get(index).map(|(_, entry)| entry)
    }

    /// Puts in the places of stand-ins what is found for them, and for as many bytes.
    fn replace<'t, 's>(
        &'s self,
        text: &'t str,
        find: impl Fn(StandIn, &str) -> Option<(&'s str, usize)>,
    ) -> Cow<'t, str> {
        let mut replaced = String::new();
        let mut copied = 0;
        for (start, stand_in) in spans(text) {
            let rest = text.get(start..).unwrap_or_default();
            if let Some((value, length)) = find(stand_in, rest) {
                replaced.push_str(text.get(copied..start).unwrap_or_default());
                replaced.push_str(value);
                copied = start + length;
            }
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        replaced.push_str(text.get(copied..).unwrap_or_default());
        Cow::Owned(replaced)
    }

    fn entry(&mut self, entry: Entry) -> Option<StandIn> {
        if let Some(stand_in) = self.stand_ins.get(&entry) {
            return Some(*stand_in);
        }
        let stand_in = StandIn::new(self.number, self.written)?;
        self.written += 1;
        self.add(stand_in, entry);
        Some(stand_in)
    }

    fn add(&mut self, stand_in: StandIn, entry: Entry) {
        self.indices.insert(stand_in, self.entries.len());
        self.entries.push((stand_in, entry.clone()));
        self.stand_ins.insert(entry, stand_in);
    }
}

/// How many bytes of a text belong to the stand-in that it begins with.
fn length(stand_in: StandIn, bytes: Option<usize>, text: &str) -> usize {
    let whole = bytes.filter(|&bytes| {
        stand_in.write_in(bytes).is_some_and(|written| text.starts_with(&written))
    });
    whole.unwrap_or(StandIn::BYTES)
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
        let long = veil.stand_in_of(two, "+33 6 12", 17).unwrap();
        assert_eq!((short.clone(), 17), (same, long.len()));
        let text = format!("a{short}{short}\u{ad}{long}\u{ad}b");
        assert_eq!(veil.reveal(&text), "ajane@example.comjane@example.com\u{ad}+33 6 12\u{ad}b");
        assert_eq!(
            veil.reveal_where(&text, |field| field == two),
            format!("a{short}{short}\u{ad}+33 6 12\u{ad}b")
        );
        assert_eq!(veil.fields_in(&text).collect::<Vec<_>>(), [one, one, two]);
        assert_eq!((veil.text_of(two), veil.text_of(FieldId::of(2))), (Some("+33 6 12"), None));
        assert_eq!(veil.stand_in_of(two, "+33 6 12", 11), None);
        assert_eq!(veil.without_stand_ins(&text), "a\u{ad}\u{ad}b");
    }

    #[test]
    fn letters_that_stand_for_nothing_stay() {
        let mut veil = Veil::default();
        veil.stand_in(FieldId::of(0), "x");
        let text = StandIn::new(0, 7).unwrap().write();
        assert!(matches!(veil.reveal(&text), Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn what_a_document_was_served_with_is_taken_over() {
        let field = FieldId::of(0);
        let mut served = Veil::new(StandIn::SERVED + 5);
        let first = served.stand_in(field, "one").unwrap();
        let second = served.stand_in(field, "two").unwrap();
        let mut veil = Veil::new(6);
        let own = veil.stand_in(field, "three").unwrap();
        let all = [first.as_str(), &second, &own].concat();
        assert_eq!(veil.reveal(&all), [first.as_str(), &second, "three"].concat());
        veil.give_up(&veil.unknown());
        for (stand_in, field, text) in served.all() {
            veil.take_over(stand_in, field, text.to_owned());
        }
        assert_eq!((veil.reveal(&all), veil.has_unknown()), ("onetwothree".into(), false));
        assert_eq!(veil.reveal_where(&all, |_| true), "onetwothree");
        // Told to others after what was told before.
        let told: Vec<String> = veil.table(1).into_iter().map(|other| other.text).collect();
        assert_eq!(told, ["one", "two"]);
        assert_eq!(veil.stand_in(field, "two"), Some(second));
        assert_eq!(veil.table(3), []);
        let later = veil.stand_in(field, "four").unwrap();
        assert_eq!(veil.reveal(&later), "four");
        // Nobody but who writes under a number says what it stands for.
        for forged in [StandIn::new(6, 0), StandIn::new(7, 0), StandIn::new(StandIn::SERVED + 5, 0)]
        {
            veil.take_over(forged.unwrap(), field, "forged".to_owned());
        }
        assert_eq!(veil.reveal(&all), "onetwothree");
        let not_served = StandIn::new(7, 0).unwrap().write();
        assert_eq!(veil.reveal(&not_served), not_served);
    }

    #[test]
    fn what_another_veil_has_put_there_is_read_once_it_has_told() {
        let mut other = Veil::new(5);
        let written = other.stand_in_of(FieldId::of(0), "jane@example.com", 20).unwrap();
        let later = other.stand_in(FieldId::of(0), "Jane").unwrap();
        let mut veil = Veil::new(6);
        assert!(!veil.has_unknown());
        assert_eq!(veil.reveal(&written), written);
        assert!(veil.has_unknown());
        veil.learn(other.table(0));
        assert!(!veil.has_unknown());
        assert_eq!(veil.reveal(&written), "jane@example.com");
        assert_eq!(veil.reveal_where(&written, |_| true), written);
        // Those of a page that is gone are nobody's.
        let gone = StandIn::new(9, 1).unwrap().write();
        assert_eq!(veil.reveal(&gone), gone);
        veil.give_up(&veil.unknown());
        assert!(!veil.has_unknown());
        assert_eq!((veil.reveal(&gone), veil.has_unknown()), (gone.as_str().into(), false));
        assert_eq!(veil.reveal(&later), "Jane");
    }
}
