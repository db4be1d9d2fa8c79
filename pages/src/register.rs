//! What the background writes into the register, and what the register's page reads out of it.
//! Where it is kept is for `extension/register.js` to know.

pub mod answer;
pub mod chart;
pub mod view;

use entre_nous::field::fingerprint::Key;
use entre_nous::register::find::sought;
use entre_nous::register::processing::{self, Circumstances, Words};
use entre_nous::register::{
    Act, Entry, Erasure, Fault, Filter, Frame, Hex, Lost, Point, Pseudonym, Record, Report, Stored,
    Time, Version, append, csv, erase, file, find, verify,
};
use entre_nous::settings::{Choices, Overview};
use serde::{Deserialize, Serialize};
use view::Held;

/// What every new record needs besides its entry.
pub struct Writer<'w> {
    /// The last record.
    pub last: Point,
    /// The clock.
    pub at: Time,
    /// The product's version.
    pub version: Version,
    /// Gives bytes at random.
    pub random: &'w mut dyn FnMut() -> [u8; 16],
}

/// What has become of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Written {
    /// It is this record.
    Record(Record),
    /// It is none.
    Fault(Fault),
}

impl Writer<'_> {
    /// The first record of a register, or the one behind a loss.
    pub fn begin(&mut self, lost: Option<Lost>) -> Record {
        let act = if lost.is_some() { Act::SetAside } else { Act::Began };
        let entry = Entry { lost, ..Entry::of_the_register(self.id(), act) };
        self.append(entry)
    }

    /// Records for the JSON of entries, each behind the one before.
    pub fn write_all(&mut self, entries: &[String]) -> Vec<Written> {
        let write = |json: &String| match Entry::read(json, self.at) {
            Ok(entry) => Written::Record(self.append(entry)),
            Err(fault) => Written::Fault(fault),
        };
        entries.iter().map(write).collect()
    }

    /// Erases, and writes that down.
    fn erase(&mut self, stored: Vec<Stored>, erasure: &Erasure, prints: &[Hex<16>]) -> Step {
        let entry = erasure.entry(self.id());
        let touched = stored.into_iter().filter_map(|each| match each {
            Stored::Record(record) if erasure.concerns(record.seq) => erasure.apply(record, prints),
            _ => None,
        });
        let mut put: Vec<_> = touched.collect();
        put.push(self.append(entry));
        Step { put, anchor: erasure.anchor }
    }

    fn append(&mut self, entry: Entry) -> Record {
        let version = self.version.clone();
        let record = append(self.last, entry, self.at, version, &mut || Hex((self.random)()));
        self.last = record.point();
        record
    }

    fn id(&mut self) -> Hex<8> {
        let bytes = (self.random)();
        let mut id = Hex([0; 8]);
        id.0.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        id
    }
}

/// What is to be done to the store, all of it or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Records to be written, or written over. The last is new.
    pub put: Vec<Record>,
    /// All records up to this one go, and the first follows here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Point>,
}

/// What a person's request comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    /// How many entries were about them.
    pub entries: usize,
    /// What is to be done; `None` when nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// Those of the pseudonyms that are theirs.
    pub pseudonyms: Vec<Pseudonym>,
}

/// The register as it was read.
#[derive(Clone, Debug)]
pub struct Contents {
    /// What stands in it.
    pub stored: Vec<Stored>,
    /// Where the first record follows.
    pub anchor: Point,
    /// The last record as it was noted apart.
    pub head: Option<Point>,
    /// The key of its pseudonyms.
    pub key: Option<Key>,
}

/// In which form the register is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// A table.
    Csv,
    /// JSON Lines, which can be verified.
    Jsonl,
    /// The record of processing activities, as HTML.
    Processing,
}

impl Contents {
    /// What is older than the settings let it become; `None` when nothing is.
    pub fn retain(self, choices: &Choices, mut writer: Writer<'_>) -> Option<Step> {
        let days = Overview::of(choices).retention_days.value;
        let erasure = erase::retention(&self.stored, self.anchor, writer.at, days)?;
        Some(writer.erase(self.stored, &erasure, &[]))
    }

    /// Erases what is about a person who gives an email address or a telephone number. Consents are
    /// kept under these pseudonyms; in registers that were set aside so many entries were about
    /// them. `None` when the text is neither.
    pub fn forget(
        self,
        text: &str,
        consents: Vec<Pseudonym>,
        aside: usize,
        mut writer: Writer<'_>,
    ) -> Option<Forgotten> {
        let prints = sought(self.key.as_ref()?, text)?;
        let entries = find::find(&self.stored, &prints).len() + aside;
        let erasure = erase::request(&self.stored, &prints);
        let erasure = erasure.or_else(|| (aside > 0).then(erase::elsewhere));
        let step = erasure.map(|erasure| writer.erase(self.stored, &erasure, &prints));
        let pseudonyms = consents.into_iter().filter(|each| each.has_any(&prints)).collect();
        Some(Forgotten { entries, step, pseudonyms })
    }

    /// What is held on such a person. `None` when the text is neither.
    pub fn held_on(&self, text: &str) -> Option<Held> {
        Held::on(&self.stored, self.key.as_ref(), text)
    }

    /// Examines all of it.
    pub fn verify(&self) -> Report {
        let Self { anchor, head, .. } = *self;
        verify(&self.stored, Frame { anchor, end: None, noted: head, is_filtered: false })
    }

    /// Writes those entries that pass.
    pub fn export(
        &self,
        format: Format,
        filter: &Filter,
        choices: &Choices,
        words: &Words<'_>,
    ) -> String {
        match format {
            Format::Csv => csv::write(&self.stored, filter),
            Format::Jsonl => file::write(&self.stored, self.anchor, filter),
            Format::Processing => {
                let Overview { answerable, retention_days, .. } = Overview::of(choices);
                let retention_days = retention_days.value;
                let circumstances = Circumstances { answerable, retention_days };
                processing::write(&self.stored, filter, &circumstances, words)
            }
        }
    }
}

/// From when on an entry is too young to be erased.
pub fn oldest(choices: &Choices, at: Time) -> Time {
    at.days_before(Overview::of(choices).retention_days.value)
}

/// Until when a consent counts that is given now, in milliseconds since 1970; `None` where the
/// settings have none remembered.
pub fn consent_until(choices: &Choices, at: Time) -> Option<i64> {
    let days = Overview::of(choices).consent_days.value;
    (days > 0).then(|| at.days_after(days).ms())
}
