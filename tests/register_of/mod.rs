//! Registers made in tests: the background's part, without a browser.

#![allow(dead_code)]

use entre_nous::Kind;
use entre_nous::field::Value;
use entre_nous::field::fingerprint::Key;
use entre_nous::register::entry::Loss;
use entre_nous::register::{
    Act, Entry, Erasure, Filter, Frame, Hex, Lost, Point, Pseudonym, Record, Report, Stored, Time,
    Version, append, chain, erase, file, find, verify,
};

pub const KEY: &str = "000102030405060708090a0b0c0d0e0f";
/// 1 November 2026, 09:00 UTC.
pub const BEGIN: i64 = 1_793_523_600_000;
pub const DAY: i64 = 86_400_000;

/// A register, and a clock and a source of salts that are the same at each run.
#[derive(Clone, Debug)]
pub struct Register {
    pub stored: Vec<Stored>,
    pub anchor: Point,
    pub now: i64,
    salts: u8,
    ids: u64,
}

impl Register {
    pub fn begun() -> Self {
        let mut register =
            Self { stored: Vec::new(), anchor: Point::START, now: BEGIN, salts: 0, ids: 0 };
        let id = register.id();
        register.append(Entry::of_the_register(id, Act::Began));
        register
    }

    pub fn key() -> Key {
        Key::from_hex(KEY).expect("a key")
    }

    /// Reads and writes an entry of this JSON, which has no id yet.
    pub fn tell(&mut self, json: &str) {
        let id = self.id();
        let json = json.replacen('{', &format!("{{\"id\":\"{id}\","), 1);
        let entry = Entry::read(&json, Time::from_ms(self.now))
            .unwrap_or_else(|fault| panic!("{fault}: {json}"));
        self.append(entry);
    }

    pub fn refuse(&mut self, owners: &[&str]) {
        self.tell(&refused(owners));
    }

    pub fn lose(&mut self, head: Point) {
        let id = self.id();
        let entry = Entry::of_the_register(id, Act::SetAside);
        self.append(Entry { lost: Some(Lost { why: Loss::Missing, head }), ..entry });
    }

    pub fn retain(&mut self, days: u32) -> Option<Erasure> {
        let erasure = erase::retention(&self.stored, self.anchor, Time::from_ms(self.now), days)?;
        self.carry_out(&erasure, &[]);
        Some(erasure)
    }

    pub fn forget(&mut self, text: &str) -> Option<Erasure> {
        let sought = find::sought(&Self::key(), text)?;
        let erasure = erase::request(&self.stored, &sought)?;
        self.carry_out(&erasure, &sought);
        Some(erasure)
    }

    fn carry_out(&mut self, erasure: &Erasure, prints: &[Hex<16>]) {
        let id = self.id();
        self.append(erasure.entry(id));
        let stored = std::mem::take(&mut self.stored);
        self.stored = stored
            .into_iter()
            .filter_map(|each| match each {
                Stored::Record(record) => erasure.apply(record, prints).map(Stored::Record),
                Stored::Unreadable(_) => Some(each),
            })
            .collect();
        self.anchor = erasure.anchor.unwrap_or(self.anchor);
    }

    /// The numbers of the entries about a person.
    pub fn find(&self, text: &str) -> Vec<u64> {
        find::find(&self.stored, &find::sought(&Self::key(), text).unwrap_or_default())
    }

    pub fn append(&mut self, entry: Entry) {
        let last = self.head();
        let version = Version::try_from("0.1.0".to_owned()).expect("a version");
        let salts = &mut self.salts;
        let mut salt = || {
            *salts = salts.wrapping_add(1);
            Hex([*salts; 16])
        };
        let record = append(last, entry, Time::from_ms(self.now), version, &mut salt);
        self.stored.push(Stored::Record(record));
        self.now += 1_234;
    }

    /// What a newer version of the product may write.
    pub fn append_newer(&mut self) {
        let text = r#"{"v":2,"id":"00000000000000ff","at":"2026-11-01T09:00:02.000Z","what":"unheard of"}"#;
        let digest = chain::digest(text);
        let Point { seq, link } = self.head().next(digest);
        let body = Some(text.to_owned());
        let owners = Some(Vec::new());
        self.stored.push(Stored::Record(Record {
            seq,
            id: None,
            at: None,
            digest,
            link,
            body,
            owners,
        }));
    }

    fn id(&mut self) -> Hex<8> {
        self.ids += 1;
        Hex(self.ids.to_be_bytes())
    }

    pub fn head(&self) -> Point {
        self.stored.iter().filter_map(Stored::record).next_back().map_or(self.anchor, Record::point)
    }

    pub fn record(&self, seq: u64) -> &Record {
        let mut records = self.stored.iter().filter_map(Stored::record);
        records.find(|record| record.seq == seq).unwrap_or_else(|| panic!("no record {seq}"))
    }

    pub fn record_mut(&mut self, seq: u64) -> &mut Record {
        let mut records = self.stored.iter_mut().filter_map(|each| match each {
            Stored::Record(record) => Some(record),
            Stored::Unreadable(_) => None,
        });
        records.find(|record| record.seq == seq).unwrap_or_else(|| panic!("no record {seq}"))
    }

    pub fn verify(&self) -> Report {
        let frame =
            Frame { anchor: self.anchor, end: None, noted: Some(self.head()), is_filtered: false };
        verify(&self.stored, frame)
    }

    pub fn file(&self) -> String {
        file::write(&self.stored, self.anchor, &Filter::default())
    }
}

/// The pseudonym of an owner's email address or telephone number.
fn pseudonym(text: &str) -> Pseudonym {
    let kind = if text.contains('@') { Kind::Email } else { Kind::Phone };
    let value = Value::read(kind, text).expect("a value");
    Pseudonym::of(&Register::key(), &value).expect("a pseudonym")
}

fn owners(texts: &[&str]) -> String {
    let all: Vec<_> = texts.iter().map(|text| pseudonym(text)).collect();
    serde_json::to_string(&all).expect("JSON")
}

pub fn refused(owned_by: &[&str]) -> String {
    format!(
        r#"{{"act":"refused","site":"www.linkedin.com","channel":"download","refusal":"withheld",
        "fields":[{{"kind":"email","count":3,"verdict":"withhold","distance":"first","reasons":["seen-as-first-degree"]}}],
        "owners":{},"rules":"linkedin 1"}}"#,
        owners(owned_by)
    )
}

pub fn warned(site: &str) -> String {
    format!(
        r#"{{"act":"warned","site":"{site}","channel":"fetch","to":"crm.example",
        "fields":[{{"kind":"phone","count":1,"verdict":"warn","distance":"second","reasons":["seen-as-second-degree"]}}]}}"#
    )
}

pub fn overridden(owned_by: &[&str], how: &str) -> String {
    format!(
        r#"{{"act":"overridden","site":"www.linkedin.com","channel":"fetch","to":"crm.example",
        "fields":[{{"kind":"email","count":1,"verdict":"withhold","reasons":["distance-unknown"]}}],
        "ground":{{"basis":"consent","on":"2026-10-30","how":"{how}"}},"owners":{}}}"#,
        owners(owned_by)
    )
}
