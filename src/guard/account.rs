//! What the register is told of a decision: never a value, never whose it is.

use super::{Decision, FieldId, Guard, Known, Told};
use crate::destination::Destination;
use crate::field::Value;
use crate::field::fingerprint::Key;
use crate::payload::Payload;
use crate::protocol::{Answer, Channel, Refusal};
use crate::register::words::{Fields, Print, Way};
use crate::register::{Act, Pseudonym};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// How often at once the register is told of what a page does by itself: of all that comes before
/// a flood, and of the flood.
pub const MOST_ACCOUNTS: u64 = 200;
/// How long it takes until it is told once more. Nobody could read more of one page.
pub const MILLISECONDS_PER_ACCOUNT: u64 = 10_000;

/// An entry of the register, as far as the page knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// What has become of it.
    pub act: Act,
    /// The way it took.
    pub channel: Way,
    /// The host it went to; nothing where it stays on this machine, or where the host's name holds
    /// a detail itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// What it is about.
    pub fields: Vec<Fields>,
    /// Pseudonyms of the owners, under the register's key.
    pub owners: BTreeSet<Pseudonym>,
}

impl Guard {
    /// Learns the key of the register's pseudonyms. Without it, entries name nobody.
    pub fn learn_register_key(&mut self, hex: &str) {
        self.register_key = Key::from_hex(hex);
    }

    /// An entry about some fields that are in what leaves, and about what only other pages have
    /// shown: of that nobody knows how much it is.
    pub(super) fn account(
        &self,
        act: Act,
        (channel, destination): (impl Into<Way>, &str),
        fields: &BTreeSet<FieldId>,
        of_others: &[Told],
    ) -> Account {
        // One value is one detail, wherever it is shown.
        let mut values = HashSet::new();
        let is_new = |id: &&FieldId| {
            self.field(**id).is_some_and(|known| values.insert((known.kind, &known.value)))
        };
        let told = fields.iter().filter(is_new).filter_map(|&id| self.told(id));
        let mut alike: BTreeMap<_, u32> = BTreeMap::new();
        for Told { kind, judgement } in told.chain(of_others.iter().cloned()) {
            *alike.entry((kind, judgement.verdict, judgement.reasons)).or_default() += 1;
        }
        let fields_told = alike.into_iter().map(|((kind, verdict, reasons), count)| {
            let distance = reasons.iter().find_map(|reason| reason.distance());
            Fields { kind, count, verdict, distance, reasons }
        });
        Account {
            act,
            channel: channel.into(),
            to: self.recorded_host(destination),
            refusal: None,
            fields: fields_told.collect(),
            owners: fields.iter().flat_map(|&id| self.pseudonyms_of(id, |_| true)).collect(),
        }
    }

    /// The entry about a decision, if there is one to make: a page that does the same again and
    /// again could fill the register.
    pub(super) fn account_of(
        &mut self,
        decision: &Decision,
        way: (Channel, &str),
        now: u64,
    ) -> Option<Account> {
        let Decision { answer, fields, concerns, .. } = decision;
        let act = match answer {
            Answer::Refuse(_) => Act::Refused,
            Answer::Permit if !fields.is_empty() => Act::Warned,
            _ => return None,
        };
        if !self.accounts.take(now) {
            return None;
        }
        let of_others: Vec<Told> =
            fields.iter().filter(|told| told.is_of_others()).cloned().collect();
        let account = self.account(act, way, concerns, &of_others);
        let refusal = match answer {
            Answer::Refuse(refusal) => Some(*refusal),
            _ => None,
        };
        Some(Account { refusal, ..account })
    }

    /// The entry about a page that is printed, on which all that is withheld is blank. Nothing
    /// where nothing is.
    pub fn account_of_print(&mut self, now: u64) -> Option<Account> {
        let blank: BTreeSet<FieldId> = self
            .all()
            .filter(|&id| self.field(id).is_some_and(|known| self.keeps(known)))
            .collect();
        if blank.is_empty() || !self.accounts.take(now) {
            return None;
        }
        Some(self.account(Act::Redacted, (Way::Print(Print::Print), ""), &blank, &[]))
    }

    /// Pseudonyms of a field's owner, and of nobody else on this page: what one person consents to
    /// must not count for another who shares a number with them.
    pub fn pseudonyms(&self, id: FieldId) -> BTreeSet<Pseudonym> {
        let owner = self.field(id).and_then(|known| known.owner.as_ref());
        let is_theirs = |known: &Known| known.owner.is_none() || known.owner.as_ref() == owner;
        self.pseudonyms_of(id, |value| {
            self.fields.iter().all(|known| known.value != *value || is_theirs(known))
        })
    }

    /// Pseudonyms of a field's own value, and of the others that are known to be its owner's, as
    /// far as they are wanted.
    fn pseudonyms_of(&self, id: FieldId, wanted: impl Fn(&Value) -> bool) -> BTreeSet<Pseudonym> {
        let Some(key) = &self.register_key else { return BTreeSet::new() };
        let Some(Known { owner, value, .. }) = self.field(id) else { return BTreeSet::new() };
        let of_owner = owner.as_ref().and_then(|owner| self.by_owner.get(owner));
        let others = of_owner.into_iter().flatten().filter_map(|&id| self.field(id));
        let values: BTreeSet<&Value> = others.map(|known| &known.value).chain([value]).collect();
        let wanted = values.into_iter().filter(|value| wanted(value));
        wanted.filter_map(|value| Pseudonym::of(key, value)).collect()
    }

    /// The host of a URL, unless a detail that was seen here stands in it.
    fn recorded_host(&self, destination: &str) -> Option<String> {
        let Destination::Host { host, .. } = Destination::read(destination) else { return None };
        let found = self.found_in(Payload::Text(host)).ok()?;
        let holds_any = !found.fields.is_empty() || !found.remembered.is_empty();
        (!holds_any).then(|| host.to_owned())
    }
}
