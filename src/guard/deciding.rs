//! Whether something may leave: the order of the questions, and what follows from the answer.

use super::{Decision, FieldId, Guard, Told};
use crate::destination::Destination;
use crate::field::Owner;
use crate::payload::{Payload, Unreadable};
use crate::protocol::{self, Answer, Channel, Departure, Question, Refusal};
use crate::verdict::{Judgement, Reason, Verdict};
use std::collections::BTreeSet;
use std::rc::Rc;

impl Guard {
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
        if self.is_unread() {
            return Answer::Refuse(Refusal::Unreadable).into();
        }
        let sought = self.sought().ids.iter().copied();
        let taken: BTreeSet<FieldId> = sought
            .filter(|&id| self.field(id).is_some_and(|known| takes(id, known.owner.as_ref())))
            .collect();
        self.decide_taken(taken)
    }

    /// The fields are all on their way out.
    fn decide_taken(&self, taken: BTreeSet<FieldId>) -> Decision {
        let withheld = self.those(&taken, |known| self.withholds(known));
        let (answer, concerns) = match (withheld.is_empty(), taken.is_empty()) {
            (false, _) => (Answer::Refuse(Refusal::Withheld), withheld),
            (true, false) if self.awaits_settings => (Answer::Refuse(Refusal::Unsettled), taken),
            _ => (Answer::Permit, taken),
        };
        let fields = concerns.iter().filter_map(|&id| self.told(id)).collect();
        Decision { fields, concerns, ..answer.into() }
    }

    /// The decision on a control's press, and what the register is told.
    pub fn press(&mut self, decision: Decision, now: u64) -> Decision {
        let account = self.account_of(&decision, (Channel::Control, ""), now);
        Decision { account, ..decision }
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
                let decision = self.decide_leave(departure, now);
                let is_shut = decision.answer == Answer::Refuse(Refusal::TooOften);
                if decision.account.is_some() || is_shut && !self.flood.is_news() {
                    return decision;
                }
                let way = (departure.channel, departure.destination);
                let account = self.account_of(&decision, way, now);
                Decision { account, ..decision }
            }
            // Who knows the site's rules answers this: see `Guard::veil_source`.
            Question::Source(_) => Answer::Refuse(Refusal::BadQuestion).into(),
        }
    }

    fn decide_leave(&mut self, departure: Departure<'_>, now: u64) -> Decision {
        let shut = self.flood.is_shut(now);
        if let Some(decision) = self.decide_armed(departure, shut, now) {
            return decision;
        }
        let decision = self.decide_departure(departure, shut);
        match decision.answer {
            Answer::Refuse(Refusal::Withheld) => {
                if let Some(overridden) = self.decide_overridden(departure, shut, now) {
                    self.keep_tail(&departure);
                    return overridden;
                }
                self.flood.take(now);
            }
            Answer::Permit => {
                self.keep_tail(&departure);
                return self.with_values_put_back(departure, decision);
            }
            _ => {}
        }
        decision
    }

    /// Keeps the end of what leaves, while there is anything that could begin in it.
    pub(super) fn keep_tail(&mut self, departure: &Departure<'_>) {
        if !self.sought().ids.is_empty() || self.memory.recollection().is_some() {
            self.tails.keep(departure);
        }
    }

    /// The decision order. Each step may only let go what the steps after it need not see.
    pub(super) fn decide_departure(&self, departure: Departure<'_>, shut: bool) -> Decision {
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
        let mut told: Vec<Told> = withheld.iter().filter_map(|&id| self.told(id)).collect();
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
            return Decision { fields: told, concerns: withheld, ..answer.into() };
        }

        // 5. Otherwise it may leave, once it is known what people have chosen; the person is told
        //    which fields call for care.
        self.decide_taken(fields)
    }

    /// Whether something of the page is not known, so that anything may stand in what leaves: a part
    /// was too large to be read, or another engine has veiled it and not told yet.
    pub(super) fn is_unread(&self) -> bool {
        self.unread || self.veil.borrow().has_unknown()
    }

    fn is_unread_for(&self, destination: Destination<'_>) -> bool {
        let is_outside = |custodian: &Rc<[String]>| !destination.is_within(custodian);
        self.is_unread() && self.custodian.as_ref().is_none_or(is_outside)
    }

    pub(super) fn at_stake(&self, destination: Destination<'_>) -> BTreeSet<FieldId> {
        self.those(&self.sought().ids, |known| !destination.is_within(&known.custodian))
    }
}
