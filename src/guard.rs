//! What is known about the contact fields of a page, and whether something may leave it.

use crate::audience::Distance;
use crate::bucket::Bucket;
use crate::evidence::Evidence;
use crate::field::fingerprint::{Fingerprint, Key};
use crate::field::{Kind, Owner, Value};
use crate::flood::Flood;
use crate::memory::Memory;
use crate::policy::Policy;
use crate::protocol::Answer;
use crate::settings::Settings;
use crate::tail::Tails;
use crate::veil::Veil;
use crate::veil::setting::Setting;
use crate::verdict::{Judgement, Reason, Verdict};
use serde::{Deserialize, Serialize};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

mod account;
mod deciding;
mod learning;
mod overriding;
mod release;
mod remembering;
mod search;
mod veiled;

pub use account::Account;
use account::{MILLISECONDS_PER_ACCOUNT, MOST_ACCOUNTS};
use overriding::Overridden;
pub use overriding::{MOST_OVERRIDDEN, OVERRIDDEN_FOR_MILLISECONDS, ToName};
use release::Armed;
pub use release::{ARMED_FOR_MILLISECONDS, MOST_OFFERED_BYTES, Offer};
use search::{Search, Sought};
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

impl From<FieldId> for usize {
    fn from(FieldId(number): FieldId) -> Self {
        number
    }
}

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

    /// Whether only other pages have shown it.
    fn is_of_others(&self) -> bool {
        self.judgement.reasons.iter().eq([&Reason::Remembered])
    }
}

/// An answer with what people are told about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub answer: Answer,
    /// The fields that it is about: those kept back, or those to be careful with.
    pub fields: Vec<Told>,
    /// Those of them that this page shows itself.
    pub concerns: BTreeSet<FieldId>,
    /// What may leave in the place of the payload, with [`Answer::Instead`].
    pub instead: Option<String>,
    /// What the register is told of it.
    pub account: Option<Account>,
}

impl From<Answer> for Decision {
    fn from(answer: Answer) -> Self {
        let concerns = BTreeSet::new();
        Self { answer, fields: Vec::new(), concerns, instead: None, account: None }
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
    /// Who holds what the page shows, once it was read.
    custodian: Option<Rc<[String]>>,
    /// Whether a part of the page was too large to be read.
    unread: bool,
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
    /// How much the register is told of what the page does by itself.
    accounts: Bucket,
    /// The ends of what has left while something was kept back.
    tails: Tails,
    /// What a person has chosen to let go without the withheld fields.
    armed: Option<Armed>,
    /// What a person answers for.
    overridden: Option<Overridden>,
    /// Whether a person may.
    overrides: bool,
    /// Who in the organisation answers for it all.
    answerable: Option<String>,
    /// Whether it is not known yet what people have chosen.
    awaits_settings: bool,
    /// What makes the pseudonyms of owners.
    register_key: Option<Key>,
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
            custodian: None,
            unread: false,
            viewers_own: HashMap::new(),
            sought: OnceCell::new(),
            built: None,
            memory: Memory::default(),
            told: HashMap::new(),
            untold: Changed::default(),
            unshown: Changed::default(),
            flood: Flood::default(),
            accounts: Bucket::new(MOST_ACCOUNTS, MILLISECONDS_PER_ACCOUNT),
            tails: Tails::default(),
            armed: None,
            overridden: None,
            overrides: false,
            answerable: None,
            awaits_settings: false,
            register_key: None,
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

    /// The same, before it is known what people have chosen: until then what calls for care stays
    /// as well, since a stricter policy may withhold it.
    #[must_use]
    pub fn awaiting_settings(self) -> Self {
        Self { awaits_settings: true, ..self }
    }

    /// Judges by what people have chosen.
    pub fn set_settings(&mut self, settings: &Settings) {
        self.awaits_settings = false;
        self.overrides = settings.overrides;
        self.overridden.take_if(|_| !settings.overrides);
        self.answerable = settings.answerable.clone();
        if std::mem::replace(&mut self.policy, settings.policy) != settings.policy {
            for id in self.all() {
                self.judge_again(id);
            }
        }
        self.set_veil(settings.veil);
    }

    /// Who in the organisation answers for what is kept back and let go.
    pub fn answerable(&self) -> Option<&str> {
        self.answerable.as_deref()
    }

    /// The fields of which people may see something else than at the last call.
    pub fn take_changed(&mut self) -> Changed {
        std::mem::take(&mut self.unshown)
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
    pub fn all(&self) -> impl Iterator<Item = FieldId> + use<> {
        (0..self.fields.len()).map(FieldId)
    }

    /// The fields with these numbers.
    pub fn numbered_fields(&self, numbers: &[usize]) -> BTreeSet<FieldId> {
        self.all().filter(|id| numbers.contains(&id.0)).collect()
    }

    /// How many fields are withheld.
    pub fn withheld_count(&self) -> usize {
        self.sought().withheld
    }

    /// Whether nothing is kept back here, and nothing calls for care.
    pub fn keeps_nothing(&self) -> bool {
        self.sought().ids.is_empty() && !self.is_unread()
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

    /// Whether it is kept back, by this page's word or by another's.
    fn keeps(&self, known: &Known) -> bool {
        self.withholds(known) || self.is_remembered(known)
    }

    /// A value that is proven to be the viewer's own is theirs wherever a page shows it.
    fn is_viewers_own(&self, known: &Known) -> bool {
        // On most pages nothing is, and each field is asked about after each change.
        !self.viewers_own.is_empty()
            && self.viewers_own.contains_key(&(known.kind, known.value.clone()))
    }
}
