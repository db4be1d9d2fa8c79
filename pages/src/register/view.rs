//! What a person looks at in the register: its entries, the newest first, and which of them they
//! have chosen.

use entre_nous::field::fingerprint::Key;
use entre_nous::register::find::{find, sought};
use entre_nous::register::{Act, Body, Filter, Hex, Host, Pseudonym, Reading, Stored};
use std::collections::BTreeSet;

/// How many entries are shown at a time.
pub const PAGE: usize = 100;

/// An entry as far as it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub seq: u64,
    /// What it says.
    pub reading: Reading,
}

/// Which entries are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The days and the site.
    pub filter: Filter,
    /// What happened.
    pub act: Option<Act>,
    /// Those about somebody, by their numbers in order.
    pub about: Option<Vec<u64>>,
}

/// All entries, and the chosen ones page by page.
#[derive(Clone, Debug, Default)]
pub struct View {
    rows: Vec<Row>,
    choice: Choice,
    chosen: Vec<usize>,
    page: usize,
}

impl Row {
    fn of(stored: &Stored) -> Self {
        match stored {
            Stored::Record(record) => Self { seq: record.seq, reading: record.read() },
            Stored::Unreadable(seq) => Self { seq: *seq, reading: Reading::Broken },
        }
    }

    /// What it says, if all of it can be read.
    pub fn body(&self) -> Option<&Body> {
        match &self.reading {
            Reading::Whole(body) => Some(body),
            _ => None,
        }
    }
}

impl Choice {
    /// Whether it leaves nothing out.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Of what cannot be read nobody knows when it was, nor what.
    fn passes(&self, row: &Row) -> bool {
        let is_theirs =
            self.about.as_ref().is_none_or(|about| about.binary_search(&row.seq).is_ok());
        let asks_for_content = !self.filter.is_empty() || self.act.is_some();
        is_theirs
            && row.body().map_or(!asks_for_content, |body| {
                self.filter.matches(body) && self.act.is_none_or(|act| body.act == act)
            })
    }
}

impl View {
    /// Reads all entries.
    pub fn of(stored: &[Stored]) -> Self {
        let rows: Vec<_> = stored.iter().rev().map(Row::of).collect();
        let chosen = (0..rows.len()).collect();
        Self { rows, choice: Choice::default(), chosen, page: 0 }
    }

    /// Shows other entries, from the newest of them on.
    pub fn choose(&mut self, choice: Choice) {
        let rows = self.rows.iter().enumerate();
        self.chosen = rows.filter(|(_, row)| choice.passes(row)).map(|(index, _)| index).collect();
        self.choice = choice;
        self.page = 0;
    }

    /// What is chosen.
    pub fn choice(&self) -> &Choice {
        &self.choice
    }

    /// Turns to a page; to the last one, where there are not so many.
    pub fn turn(&mut self, page: usize) {
        self.page = page.min(self.last_page());
    }

    /// The page that is shown, from 0 on.
    pub fn page(&self) -> usize {
        self.page
    }

    /// The last page.
    pub fn last_page(&self) -> usize {
        self.chosen.len().saturating_sub(1) / PAGE
    }

    /// How many entries there are.
    pub fn all(&self) -> usize {
        self.rows.len()
    }

    /// How many of them are chosen.
    pub fn count(&self) -> usize {
        self.chosen.len()
    }

    /// The chosen entries.
    pub fn chosen(&self) -> impl Iterator<Item = &Row> {
        self.chosen.iter().filter_map(|index| self.rows.get(*index))
    }

    /// The chosen entries on the page that is shown.
    pub fn shown(&self) -> impl Iterator<Item = &Row> {
        self.chosen().skip(self.page * PAGE).take(PAGE)
    }

    /// The entry with this number.
    pub fn row(&self, seq: u64) -> Option<&Row> {
        let at = self.rows.partition_point(|row| row.seq > seq);
        self.rows.get(at).filter(|row| row.seq == seq)
    }

    /// All sites of which entries tell.
    pub fn sites(&self) -> BTreeSet<&Host> {
        self.rows.iter().filter_map(|row| row.body()?.site.as_ref()).collect()
    }

    /// The entries that tell of a loss.
    pub fn losses(&self) -> impl Iterator<Item = &Body> {
        self.rows.iter().filter_map(Row::body).filter(|body| body.lost.is_some())
    }

    /// The oldest entry that can be read.
    pub fn oldest(&self) -> Option<&Body> {
        self.rows.iter().rev().find_map(Row::body)
    }
}

/// What the register holds on somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The numbers of the entries about them, in order.
    pub entries: Vec<u64>,
    prints: Vec<Hex<16>>,
}

impl Held {
    /// Looks for a person who gives an email address or a telephone number; `None` when the text is
    /// neither.
    pub fn on(stored: &[Stored], key: Option<&Key>, text: &str) -> Option<Self> {
        let prints = sought(key?, text)?;
        let mut entries = find(stored, &prints);
        entries.sort_unstable();
        Some(Self { entries, prints })
    }

    /// Whether a consent that is kept under this pseudonym is theirs.
    pub fn is_of(&self, pseudonym: &Pseudonym) -> bool {
        pseudonym.has_any(&self.prints)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::register::{Writer, Written};
    use entre_nous::register::{Point, Record, Time, Version};

    const DAY_MS: i64 = 24 * 60 * 60 * 1000;

    /// A register that begins, and has refusals of two sites on alternate days.
    fn register(count: usize) -> Vec<Stored> {
        let mut random = || [7; 16];
        let mut last = Point::START;
        let mut write = |day: usize, entry: Option<String>| {
            let at = Time::from_ms(DAY_MS * day as i64);
            let version = Version::try_from("0.1.0".to_owned()).unwrap();
            let mut writer = Writer { last, at, version, random: &mut random };
            let record = match entry {
                None => writer.begin(None),
                Some(entry) => match writer.write_all(&[entry]).remove(0) {
                    Written::Record(record) => record,
                    Written::Fault(fault) => unreachable!("{fault}"),
                },
            };
            last = record.point();
            record
        };
        let mut records: Vec<Record> = vec![write(0, None)];
        records.extend((1..=count).map(|number| {
            let site = if number % 2 == 0 { "even.example" } else { "odd.example" };
            write(number, Some(format!(
                r#"{{"id":"{number:016x}","act":"refused","site":"{site}","channel":"fetch","refusal":"withheld"}}"#
            )))
        }));
        records.into_iter().map(Stored::Record).collect()
    }

    fn shown(view: &View) -> Vec<u64> {
        view.shown().map(|row| row.seq).collect()
    }

    #[test]
    fn the_newest_come_first_a_page_at_a_time() {
        let mut view = View::of(&register(249));
        assert_eq!((view.all(), view.count(), view.last_page()), (250, 250, 2));
        assert_eq!(shown(&view), (151..=250).rev().collect::<Vec<_>>());
        view.turn(7);
        assert_eq!((view.page(), shown(&view)), (2, (1..=50).rev().collect()));
        assert_eq!(view.row(17).map(|row| row.seq), Some(17));
        assert_eq!(view.row(251), None);
        assert_eq!(view.oldest().map(|body| body.act), Some(Act::Began));
    }

    #[test]
    fn a_choice_leaves_out_what_is_not_asked_for() {
        let mut view = View::of(&register(8));
        let even = view.sites().into_iter().next().cloned();
        let filter = Filter { site: even, from: Some(Time::from_ms(4 * DAY_MS)), to: None };
        view.turn(0);
        view.choose(Choice { filter: filter.clone(), ..Choice::default() });
        assert_eq!(shown(&view), [9, 7, 5]);
        view.choose(Choice { act: Some(Act::Began), ..Choice::default() });
        assert_eq!(shown(&view), [1]);
        view.choose(Choice { filter, about: Some(vec![2, 5, 6]), act: None });
        assert_eq!(shown(&view), [5]);
    }

    #[test]
    fn what_cannot_be_read_is_shown_unless_its_content_is_asked_for() {
        let mut stored = register(2);
        stored.push(Stored::Unreadable(4));
        if let Some(Stored::Record(record)) = stored.get_mut(1) {
            record.erase();
        }
        let mut view = View::of(&stored);
        assert_eq!(shown(&view), [4, 3, 2, 1]);
        view.choose(Choice { about: Some(vec![2, 4]), ..Choice::default() });
        assert_eq!(shown(&view), [4, 2]);
        view.choose(Choice { act: Some(Act::Refused), ..Choice::default() });
        assert_eq!(shown(&view), [3]);
    }
}
