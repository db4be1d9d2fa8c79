//! What is known about the contact fields of a page, and whether something may leave it.

use crate::audience::Distance;
use crate::context::is_weak;
use crate::destination::Destination;
use crate::evidence::{Evidence, combine};
use crate::field::fingerprint::Fingerprint;
use crate::field::{Kind, Owner, Value, text};
use crate::flood::Flood;
use crate::memory::{Group, Memory, News, Recall, group_of};
use crate::payload::{Payload, Unreadable};
use crate::policy::Policy;
use crate::protocol::{self, Answer, Departure, Encoding, Question, Refusal};
use crate::sites::{Reading, settle};
use crate::tail::Tails;
use crate::veil::Veil;
use crate::veil::setting::Setting;
use crate::verdict::{Judgement, Reason, Verdict, judge};
use serde::{Deserialize, Serialize};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

mod release;
mod search;
mod veiled;

use release::Armed;
pub use release::{ARMED_FOR_MILLISECONDS, MOST_OFFERED_BYTES, Offer};
use search::{Found, Search, Sought};
pub use veiled::{ServedEntry, ServedField};

/// One part of a page that is read as a whole. Whoever reads numbers them.
pub type ScopeId = u32;

/// A field as one scope shows it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Whom it belongs to; `None` when the page does not say.
    pub owner: Option<Owner>,
    /// What sort of detail it is.
    pub kind: Kind,
    /// Its value as the page shows it.
    pub shown: String,
    /// What the scope itself shows about its audience.
    pub evidence: Vec<Evidence>,
    /// Whether one of the platform's exceptions may be why it is shown.
    pub exception_possible: bool,
}

/// Names a field that a [`Guard`] has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(usize);

#[cfg(test)]
impl FieldId {
    pub(crate) fn of(index: usize) -> Self {
        Self(index)
    }
}

/// A field as people are told of it: never its value, never its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What sort of detail it is.
    pub kind: Kind,
    /// The verdict and its reasons.
    #[serde(flatten)]
    pub judgement: Judgement,
}

impl Told {
    /// Whether a stand-in is in its place.
    pub fn is_veiled(&self) -> bool {
        let shows = |reason: &Reason| {
            matches!(reason, Reason::UnveiledByPerson | Reason::UnveiledByOrganisation)
        };
        self.judgement.verdict == Verdict::Withhold && !self.judgement.reasons.iter().any(shows)
    }
}

/// An answer with what people are told about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub answer: Answer,
    /// The fields that it is about: those kept back, or those to be careful with.
    pub fields: Vec<Told>,
    /// What may leave in the place of the payload, with [`Answer::Instead`].
    pub instead: Option<String>,
}

impl From<Answer> for Decision {
    fn from(answer: Answer) -> Self {
        Self { answer, fields: Vec::new(), instead: None }
    }
}

struct Known {
    owner: Option<Owner>,
    kind: Kind,
    value: Value,
    /// The latest of each scope.
    evidence: BTreeMap<ScopeId, BTreeSet<Evidence>>,
    exception_possible: bool,
    custodian: Rc<[String]>,
    judgement: Judgement,
}

/// Knows the fields of a page and answers whether something may leave.
///
/// What was seen once stays known for as long as the document lives: a value that a page has
/// taken off the screen can still be in its memory.
pub struct Guard {
    policy: Policy,
    fields: Vec<Known>,
    ids: HashMap<(Option<Owner>, Kind, Value), FieldId>,
    by_owner: BTreeMap<Owner, BTreeSet<FieldId>>,
    /// What each scope said last of the viewer's distance from an owner.
    distances: BTreeMap<Owner, BTreeMap<ScopeId, Option<Distance>>>,
    /// What each scope said last, to take it back when the scope is read again.
    said: BTreeMap<ScopeId, (BTreeSet<Owner>, BTreeSet<FieldId>)>,
    /// The custodian of a page of which a part was too large to be read.
    unread: Option<Rc<[String]>>,
    /// The custodian of a page in which stands what another veil has not told of yet.
    unheard: Option<Rc<[String]>>,
    /// What is proven to be the viewer's own, wherever else it is shown, with the fields that
    /// prove it. None is empty.
    viewers_own: HashMap<(Kind, Value), BTreeSet<FieldId>>,
    /// Found when first needed, dropped when a field, a verdict or the memory changes.
    sought: OnceCell<Sought>,
    /// The search that was built last for most of the fields, to be gone on with.
    built: Option<Rc<Search>>,
    /// What other pages kept back.
    memory: Memory,
    /// What the others have been told of this page, with the fields that are why. None is empty.
    told: HashMap<Fingerprint, BTreeSet<FieldId>>,
    /// Of which there may be more to tell.
    untold: Changed,
    /// Of which people may see something else now.
    unshown: Changed,
    flood: Flood,
    /// The ends of what has left while something was kept back.
    tails: Tails,
    /// What a person has chosen to let go without the withheld fields.
    armed: Option<Armed>,
    veil: Rc<RefCell<Veil>>,
    veil_setting: Setting,
    /// How often a verdict has changed, or the setting.
    revision: u64,
}

/// Fields of which something must be found out again.
#[derive(Debug, Default)]
pub struct Changed {
    all: bool,
    ids: BTreeSet<FieldId>,
}

impl Changed {
    /// Whether this field is among them.
    pub fn contains(&self, id: FieldId) -> bool {
        self.all || self.ids.contains(&id)
    }

    fn is_empty(&self) -> bool {
        !self.all && self.ids.is_empty()
    }
}

impl Guard {
    /// A guard that has seen nothing yet.
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            fields: Vec::new(),
            ids: HashMap::new(),
            by_owner: BTreeMap::new(),
            distances: BTreeMap::new(),
            said: BTreeMap::new(),
            unread: None,
            unheard: None,
            viewers_own: HashMap::new(),
            sought: OnceCell::new(),
            built: None,
            memory: Memory::default(),
            told: HashMap::new(),
            untold: Changed::default(),
            unshown: Changed::default(),
            flood: Flood::default(),
            tails: Tails::default(),
            armed: None,
            veil: Rc::default(),
            veil_setting: Setting::default(),
            revision: 0,
        }
    }

    /// The same, with a number that tells its stand-ins from those of other guards.
    #[must_use]
    pub fn numbered(self, number: u32) -> Self {
        Self { veil: Rc::new(RefCell::new(Veil::new(number))), ..self }
    }

    /// Learns what a scope shows now, in the place of what it showed before.
    ///
    /// Gives each field that was shown, with the element that shows it.
    pub fn learn_reading<N>(
        &mut self,
        scope: ScopeId,
        reading: Reading<N>,
        custodian: &Rc<[String]>,
    ) -> Vec<(N, FieldId)> {
        let mut stale = self.take_back(scope);
        for (owner, distance) in reading.distances {
            self.learn_distance(scope, owner, distance);
        }
        if !reading.complete {
            self.unread = Some(custodian.clone());
        }
        if self.veil.borrow().has_unknown() {
            self.unheard = Some(custodian.clone());
        }
        let shown = reading.fields.into_iter().filter_map(|field| {
            let distance = field.distance;
            let exception_possible = field.exception_possible;
            let declared = field
                .declared
                .map(|(audience, authority)| Evidence::Declared { audience, authority });
            let seen = Seen {
                owner: field.owner,
                kind: field.kind,
                shown: field.shown,
                evidence: declared
                    .into_iter()
                    .chain([Evidence::Sighting { distance, exception_possible }])
                    .collect(),
                exception_possible,
            };
            let id = self.learn(scope, seen, custodian)?;
            stale.remove(&id);
            Some((field.node, id))
        });
        let shown = shown.collect();
        for id in stale {
            self.judge_again(id);
        }
        shown
    }

    /// Learns that a scope is no longer on the page. What it proved stays true; that it could not
    /// settle a distance no longer matters.
    pub fn forget_scope(&mut self, scope: ScopeId) {
        let Some((owners, _)) = self.said.get(&scope) else { return };
        for owner in owners.clone() {
            if let Some(said) = self.distances.get_mut(&owner)
                && said.get(&scope) == Some(&None)
            {
                said.remove(&scope);
                self.judge_owner(&owner);
            }
        }
    }

    /// Learns how far the viewer stands from an owner, by one scope. `None`: it contradicts
    /// itself, and so the distance is unknown whatever other scopes say.
    pub fn learn_distance(&mut self, scope: ScopeId, owner: Owner, distance: Option<Distance>) {
        self.said.entry(scope).or_default().0.insert(owner.clone());
        self.distances.entry(owner.clone()).or_default().insert(scope, distance);
        self.judge_owner(&owner);
    }

    /// Learns of a field. `None` when nothing is left of the value to protect.
    pub fn learn(
        &mut self,
        scope: ScopeId,
        seen: Seen,
        custodian: &Rc<[String]>,
    ) -> Option<FieldId> {
        let value = Value::read(seen.kind, &seen.shown)?;
        let key = (seen.owner.clone(), seen.kind, value.clone());
        let id = match self.ids.get(&key) {
            Some(&id) => id,
            None => {
                let id = FieldId(self.fields.len());
                self.ids.insert(key, id);
                if let Some(owner) = &seen.owner {
                    self.by_owner.entry(owner.clone()).or_default().insert(id);
                }
                self.fields.push(Known {
                    owner: seen.owner,
                    kind: seen.kind,
                    value,
                    evidence: BTreeMap::new(),
                    exception_possible: false,
                    custodian: custodian.clone(),
                    judgement: Judgement { verdict: Verdict::Withhold, reasons: BTreeSet::new() },
                });
                id
            }
        };
        self.said.entry(scope).or_default().1.insert(id);
        let known = self.fields.get_mut(id.0)?;
        known.evidence.entry(scope).or_default().extend(seen.evidence);
        known.exception_possible |= seen.exception_possible;
        self.judge_again(id);
        Some(id)
    }

    /// Takes back what a scope said, and names the fields that it spoke of.
    fn take_back(&mut self, scope: ScopeId) -> BTreeSet<FieldId> {
        let (owners, ids) = self.said.remove(&scope).unwrap_or_default();
        for id in &ids {
            // A field that was shown once stays known; with no evidence left it is unknown, which
            // is safe where a scope is taken over by another owner.
            if let Some(known) = self.fields.get_mut(id.0) {
                known.evidence.remove(&scope);
            }
        }
        for owner in owners {
            if let Some(said) = self.distances.get_mut(&owner) {
                said.remove(&scope);
            }
            self.judge_owner(&owner);
        }
        ids
    }

    /// Learns what other pages kept back.
    pub fn recall(&mut self, recall: &Recall) {
        self.change_all();
        self.memory.learn(recall);
    }

    /// Forgets what other pages kept back too long ago, by the time in milliseconds since 1970.
    /// Says whether there was any.
    pub fn forget_expired(&mut self, now: u64) -> bool {
        let expired = self.memory.has_expired(now);
        if expired {
            self.change_all();
            self.memory.forget_expired(now);
        }
        expired
    }

    /// The fields of which people may see something else than at the last call.
    pub fn take_changed(&mut self) -> Changed {
        std::mem::take(&mut self.unshown)
    }

    /// What other pages are to be told since the last call; `None` when there is nothing, or
    /// nothing to make fingerprints with.
    ///
    /// It is this page's own word only: what it keeps back because others did is no news. Where a
    /// site can prove no distance, a value that nothing else shows to be restricted is not told:
    /// it may well be the viewer's own.
    pub fn take_news(&mut self, proves_distances: bool) -> Option<News> {
        let key = self.memory.key().filter(|_| !self.untold.is_empty())?;
        let restricted = |known: &Known| {
            proves_distances || known.judgement.reasons.iter().any(|each| each.proves_something())
        };
        let untold = self.all().filter(|id| self.untold.contains(*id));
        let told_now: Vec<(FieldId, bool, Vec<Fingerprint>)> = untold
            .filter_map(|id| {
                let known = self.field(id)?;
                let is_kept = self.withholds(known) && restricted(known);
                Some((id, is_kept, key.known(&known.value)))
            })
            .collect();
        // Each fingerprint with whether it was told before: several fields may have it.
        let mut before: HashMap<Fingerprint, (FieldId, bool)> = HashMap::new();
        for (id, is_kept, prints) in told_now {
            for print in prints {
                let fields = self.told.entry(print).or_default();
                before.entry(print).or_insert((id, !fields.is_empty()));
                if is_kept {
                    fields.insert(id)
                } else {
                    fields.remove(&id)
                };
            }
        }
        let mut groups: Vec<Group> = Vec::new();
        for (print, (id, was_kept)) in before {
            let is_kept = self.told.get(&print).is_some_and(|fields| !fields.is_empty());
            if !is_kept {
                self.told.remove(&print);
            }
            let Some(Known { kind, custodian, .. }) = self.fields.get(id.0) else { continue };
            if is_kept == was_kept {
                continue;
            }
            let index = group_of(&mut groups, *kind, custodian);
            let Some(group) = groups.get_mut(index) else { continue };
            let prints = if is_kept { &mut group.prints } else { &mut group.freed };
            prints.push_str(&print.to_hex());
        }
        let mut own = String::new();
        for print in self.viewers_own.keys().flat_map(|(_, value)| key.of_itself(value)) {
            if self.memory.holds_print(print) {
                own.push_str(&print.to_hex());
            }
        }
        self.untold = Changed::default();
        (!groups.is_empty() || !own.is_empty()).then_some(News { groups, own })
    }

    /// A field as people are told of it.
    pub fn told(&self, id: FieldId) -> Option<Told> {
        let known = self.fields.get(id.0)?;
        let mut judgement = known.judgement.clone();
        if self.is_remembered(known) {
            judgement.verdict = Verdict::Withhold;
            judgement.reasons.insert(Reason::Remembered);
        }
        if judgement.verdict == Verdict::Withhold {
            judgement.reasons.extend(self.veil_setting.reason());
        }
        Some(Told { kind: known.kind, judgement })
    }

    /// All fields, in the order in which they were seen first.
    pub fn all(&self) -> impl Iterator<Item = FieldId> {
        (0..self.fields.len()).map(FieldId)
    }

    /// How many fields are withheld.
    pub fn withheld_count(&self) -> usize {
        self.sought().withheld
    }

    /// Whether nothing is kept back here, and nothing calls for care.
    pub fn keeps_nothing(&self) -> bool {
        self.sought().ids.is_empty() && self.unread.is_none()
    }

    /// Whether nothing that was seen here would be exported by going to a URL.
    pub fn is_clear(&self, destination: &str) -> bool {
        let destination = Destination::read(destination);
        self.at_stake(destination).is_empty()
            && self.memory.at_stake(destination).is_empty()
            && !self.is_unread_for(destination)
    }

    /// Whether a control may do its export, by which fields it takes; each comes with its owner.
    pub fn decide_control(&self, takes: impl Fn(FieldId, Option<&Owner>) -> bool) -> Decision {
        // In a part that was not read anything may stand, and nobody knows where.
        if self.unread.is_some() {
            return Answer::Refuse(Refusal::Unreadable).into();
        }
        let sought = self.sought().ids.iter().copied();
        let taken: BTreeSet<FieldId> = sought
            .filter(|&id| self.field(id).is_some_and(|known| takes(id, known.owner.as_ref())))
            .collect();
        let withheld = self.those(&taken, |known| self.withholds(known));
        let refused = !withheld.is_empty();
        let fields = if refused { withheld } else { taken };
        Decision {
            answer: if refused { Answer::Refuse(Refusal::Withheld) } else { Answer::Permit },
            fields: fields.into_iter().filter_map(|id| self.told(id)).collect(),
            instead: None,
        }
    }

    /// Whether a withheld value stands in a text, such as a line of a page to be printed.
    ///
    /// A text that cannot be read counts as if one did, where the page shows any.
    pub fn stands_withheld_in(&self, text: &str) -> bool {
        let shows_withheld = self.withheld_count() > 0;
        self.found_in(Payload::Text(text)).map_or(shows_withheld, |found| {
            !found.remembered.is_empty()
                || !self.those(&found.fields, |known| self.withholds(known)).is_empty()
        })
    }

    /// Reads a question and answers it, with the number that the answer must repeat. The time is
    /// in milliseconds since 1970.
    pub fn answer<'q>(&mut self, question: &'q str, now: u64) -> (&'q str, Decision) {
        let numbered = protocol::read(question);
        let decision = match numbered.question {
            Ok(question) => self.decide(question, now),
            Err(refusal) => Answer::Refuse(refusal).into(),
        };
        (numbered.number, decision)
    }

    /// Answers a question, at a time in milliseconds since 1970.
    pub fn decide(&mut self, question: Question<'_>, now: u64) -> Decision {
        match question {
            Question::State { destination } => {
                // The custodian gets values back, which takes the payload to be looked at.
                let clear = self.veil.borrow().is_empty() && self.is_clear(destination);
                (if clear { Answer::Clear } else { Answer::Guarded }).into()
            }
            Question::Leave(departure) => {
                let shut = self.flood.is_shut(now);
                if let Some(decision) = self.decide_armed(departure, shut, now) {
                    return decision;
                }
                let decision = self.decide_departure(departure, shut);
                match decision.answer {
                    Answer::Refuse(Refusal::Withheld) => self.flood.take(now),
                    Answer::Permit => {
                        self.keep_tail(&departure);
                        return self.with_values_put_back(departure, decision);
                    }
                    _ => {}
                }
                decision
            }
            // Who knows the site's rules answers this: see `Guard::veil_source`.
            Question::Source(_) => Answer::Refuse(Refusal::BadQuestion).into(),
        }
    }

    /// Keeps the end of what leaves, while there is anything that could begin in it.
    fn keep_tail(&mut self, departure: &Departure<'_>) {
        if !self.sought().ids.is_empty() || self.memory.recollection().is_some() {
            self.tails.keep(departure);
        }
    }

    /// The decision order. Each step may only let go what the steps after it need not see.
    fn decide_departure(&self, departure: Departure<'_>, shut: bool) -> Decision {
        let destination = Destination::read(departure.destination);

        // 1. A request that the browser answers out of its own memory goes nowhere. Traffic back
        //    to a field's custodian is no export of that field.
        if departure.channel.is_request() && destination.is_in_memory() {
            return Answer::Permit.into();
        }
        if self.is_unread_for(destination) || self.holds_unknown(departure) {
            return Answer::Refuse(Refusal::Unreadable).into();
        }
        let at_stake = self.at_stake(destination);
        let remembered = self.memory.at_stake(destination);
        if at_stake.is_empty() && remembered.is_empty() {
            return Answer::Permit.into();
        }

        // 2. So much was refused lately that an answer would tell too much.
        if shut {
            return Answer::Refuse(Refusal::TooOften).into();
        }

        // 3. What would leave is read. What cannot be read may hold anything that this page has
        //    shown. What other pages have shown is no reason to refuse it: else one look at a
        //    profile would stop every picture and every file on all other sites.
        let found = match self.found_in_departure(departure, destination) {
            Ok(found) => found,
            Err(_) if self.those(&at_stake, |known| self.withholds(known)).is_empty() => {
                return Answer::Permit.into();
            }
            Err(Unreadable::TooLarge) => return Answer::Refuse(Refusal::TooLarge).into(),
            Err(Unreadable::Binary | Unreadable::TooDeep) => {
                return Answer::Refuse(Refusal::Unreadable).into();
            }
        };
        let fields: BTreeSet<FieldId> = found.fields.intersection(&at_stake).copied().collect();

        // 4. A withheld field in it, by this page or another: refused.
        let withheld = self.those(&fields, |known| self.withholds(known));
        let mut told: Vec<Told> = withheld.into_iter().filter_map(|id| self.told(id)).collect();
        for group in found.remembered.intersection(&remembered) {
            let Some(kind) = self.memory.kind(*group) else { continue };
            // What this page itself knows of it says more.
            if told.iter().all(|each| each.kind != kind) {
                let reasons = [Reason::Remembered].into();
                let judgement = Judgement { verdict: Verdict::Withhold, reasons };
                told.push(Told { kind, judgement });
            }
        }
        if !told.is_empty() {
            let answer = Answer::Refuse(Refusal::Withheld);
            return Decision { answer, fields: told, instead: None };
        }

        // 5. Otherwise it may leave; the person is told which fields call for care.
        let fields = fields.into_iter().filter_map(|id| self.told(id)).collect();
        Decision { answer: Answer::Permit, fields, instead: None }
    }

    /// Whether something of the page is not known, so that anything may stand in what leaves: a part
    /// was too large to be read, or another engine has veiled it and not told yet.
    fn is_unread_for(&self, destination: Destination<'_>) -> bool {
        let is_outside = |custodian: &Rc<[String]>| !destination.is_within(custodian);
        self.unread.as_ref().is_some_and(is_outside)
            || self.veil.borrow().has_unknown() && self.unheard.as_ref().is_none_or(is_outside)
    }

    fn at_stake(&self, destination: Destination<'_>) -> BTreeSet<FieldId> {
        self.those(&self.sought().ids, |known| !destination.is_within(&known.custodian))
    }

    fn found_in_departure(
        &self,
        departure: Departure<'_>,
        destination: Destination<'_>,
    ) -> Result<Found, Unreadable> {
        let mut found = match departure.encoding {
            Encoding::Text => self.found_in(Payload::Text(departure.payload))?,
            Encoding::Bytes => {
                let bytes = protocol::bytes_of(departure.payload).ok_or(Unreadable::Binary)?;
                self.found_in(Payload::Bytes(&bytes))?
            }
            // Whoever holds the `blob:` URL turns it into bytes before it comes here.
            Encoding::Blob | Encoding::Unreadable => return Err(Unreadable::Binary),
        };
        found.append(self.found_across(departure));
        let mut in_url = self.found_in(Payload::Text(destination.text()))?;
        // To visit somebody's website is what the detail is for.
        let is_export = |known: &Known| !is_visit(&known.value, destination.text());
        in_url.fields = self.those(&in_url.fields, is_export);
        found.append(in_url);
        found.fields = self.without_strangers(&found);
        Ok(found)
    }

    /// What begins in what left before, and ends in this.
    fn found_across(&self, departure: Departure<'_>) -> Found {
        let find = |text: &str| match departure.encoding {
            Encoding::Text => self.found_in(Payload::Text(text)),
            _ => protocol::bytes_of(text)
                .ok_or(Unreadable::Binary)
                .and_then(|bytes| self.found_in(Payload::Bytes(&bytes))),
        };
        let Some(seam) = self.tails.seam(&departure) else { return Found::default() };
        // A piece of something packed can be read together with the rest only.
        let Ok(mut joined) = find(&seam.joined) else { return Found::default() };
        if let Ok(before) = find(&seam.tail) {
            joined.fields.retain(|id| !before.fields.contains(id));
            joined.remembered.retain(|group| !before.remembered.contains(group));
        }
        joined
    }

    /// The fields that were found, without weak ones beside which nothing else of their owner was.
    fn without_strangers(&self, found: &Found) -> BTreeSet<FieldId> {
        let is_weak = |known: &Known| is_weak(known.kind, &known.value);
        let mut fields = self.those(&found.fields, |known| !is_weak(known));
        let owners: BTreeSet<Option<&Owner>> = fields
            .iter()
            .filter_map(|id| self.field(*id).map(|known| known.owner.as_ref()))
            .chain(found.owners.iter().map(Some))
            .collect();
        let weak = self
            .those(&found.fields, |known| is_weak(known) && owners.contains(&known.owner.as_ref()));
        fields.extend(weak);
        fields
    }

    fn found_in(&self, payload: Payload<'_>) -> Result<Found, Unreadable> {
        let (mut found, stand_ins) = self.look_for(payload)?;
        self.add_veiled(&stand_ins, &mut found);
        Ok(found)
    }

    /// A field has another judgement, which no other field's depends on.
    fn change(&mut self, id: FieldId) {
        if let Some(searches) = self.sought.take().and_then(|sought| sought.searches.into_inner()) {
            self.built = Some(searches.most);
        }
        self.revision += 1;
        self.untold.ids.insert(id);
        self.unshown.ids.insert(id);
    }

    /// What is remembered has changed, or what is the viewer's own: that may concern each field,
    /// and each search has it in it.
    fn change_all(&mut self) {
        self.sought = OnceCell::new();
        self.built = None;
        self.revision += 1;
        self.untold.all = true;
        self.unshown.all = true;
    }

    fn judge_owner(&mut self, owner: &Owner) {
        for id in self.by_owner.get(owner).cloned().unwrap_or_default() {
            self.judge_again(id);
        }
    }

    fn judge_again(&mut self, id: FieldId) {
        let Some(known) = self.fields.get_mut(id.0) else { return };
        let exception_possible = known.exception_possible;
        let said = known.owner.as_ref().and_then(|owner| self.distances.get(owner));
        let distance = settle(said.into_iter().flat_map(BTreeMap::values).copied());
        // A scope speaks of its own owner only through the distances of that owner, which other
        // scopes may contradict.
        let own = known.evidence.values().flatten().copied().filter(|piece| match piece {
            Evidence::Sighting { distance: Some(_), .. } => known.owner.is_none() || said.is_none(),
            _ => true,
        });
        let evidence: Vec<Evidence> =
            own.chain([Evidence::Sighting { distance, exception_possible }]).collect();
        let judgement = judge(&self.policy, known.kind, &evidence);
        // A field that is new has a judgement without reasons, which no real one equals.
        if known.judgement == judgement {
            return;
        }
        known.judgement = judgement;
        let own = (known.kind, known.value.clone());
        self.change(id);
        let was_own = self.viewers_own.contains_key(&own);
        let proofs = self.viewers_own.entry(own.clone()).or_default();
        if combine(&evidence).is_owner {
            proofs.insert(id);
        } else {
            proofs.remove(&id);
        }
        let is_own = !proofs.is_empty();
        if !is_own {
            self.viewers_own.remove(&own);
        }
        if is_own != was_own {
            self.change_all();
        }
    }

    fn field(&self, id: FieldId) -> Option<&Known> {
        self.fields.get(id.0)
    }

    fn those<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a FieldId>,
        keep: impl Fn(&Known) -> bool,
    ) -> BTreeSet<FieldId> {
        ids.into_iter().copied().filter(|&id| self.field(id).is_some_and(&keep)).collect()
    }

    fn withholds(&self, known: &Known) -> bool {
        known.judgement.verdict == Verdict::Withhold && !self.is_viewers_own(known)
    }

    /// Whether it is kept back only because another page did so: the narrower verdict counts, as
    /// nothing shows which page knows more.
    fn is_remembered(&self, known: &Known) -> bool {
        known.judgement.verdict != Verdict::Withhold
            && !self.is_viewers_own(known)
            && self.memory.holds(&known.value)
    }

    /// A value that is proven to be the viewer's own is theirs wherever a page shows it.
    fn is_viewers_own(&self, known: &Known) -> bool {
        // On most pages nothing is, and each field is asked about after each change.
        !self.viewers_own.is_empty()
            && self.viewers_own.contains_key(&(known.kind, known.value.clone()))
    }
}

/// Whether going to the URL is a visit to the very website that the field names.
fn is_visit(value: &Value, url: &str) -> bool {
    let Value::Website(site) = value else { return false };
    text::website(url).is_some_and(|visited| {
        visited
            .strip_prefix(site.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    })
}
