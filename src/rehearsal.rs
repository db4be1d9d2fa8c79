//! One case, from evidence to answer, with nothing of a browser in it.
//!
//! The same table of cases runs through the host, the wasm and its twin, and the loader runs one
//! of them before it trusts an engine that it has just started.

use crate::audience::Distance;
use crate::evidence::Evidence;
use crate::field::{Kind, Owner};
use crate::guard::{Guard, Seen, Told};
use crate::policy::{Policy, Profile};
use crate::protocol::{self, Question};
use serde::{Deserialize, Serialize};

/// What a page has shown, and what is asked about it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Case {
    /// The policy in force.
    #[serde(default)]
    pub profile: Profile,
    /// The fields, in the order in which they are seen.
    pub fields: Vec<SeenField>,
    /// The distances, in the order in which they are read, after the fields.
    #[serde(default)]
    pub distances: Vec<SeenDistance>,
    /// The question, as it crosses between the scripts.
    pub question: String,
}

/// A field of a [`Case`].
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SeenField {
    /// Whom it belongs to.
    #[serde(default)]
    pub owner: Option<String>,
    /// What sort of detail it is.
    pub kind: Kind,
    /// Its value, as shown.
    pub shown: String,
    /// The evidence in its surroundings.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Whether one of the platform's exceptions may be why it is shown.
    #[serde(default)]
    pub exception_possible: bool,
    /// Its custodian's hosts.
    #[serde(default)]
    pub custodian: Vec<String>,
}

/// A distance of a [`Case`].
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SeenDistance {
    /// Whose.
    pub owner: String,
    /// How far; `null` where the page could not settle it.
    pub distance: Option<Distance>,
}

/// What a [`Case`] comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Outcome {
    /// The whole line that answers the question.
    pub answer: String,
    /// The fields that the answer is about.
    pub about: Vec<Told>,
    /// What is answered to the same question once a person has chosen to go on without the
    /// withheld fields; nothing where that is not offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// All fields.
    pub fields: Vec<Told>,
}

/// Runs one case.
pub fn rehearse(case: Case) -> Outcome {
    let mut guard = Guard::new(Policy::of(case.profile));
    // Each field and each distance is of a scope of its own.
    let mut scope = 0;
    for field in case.fields {
        let seen = Seen {
            owner: field.owner.map(Owner),
            kind: field.kind,
            shown: field.shown,
            evidence: field.evidence,
            exception_possible: field.exception_possible,
        };
        guard.learn(scope, seen, &field.custodian.into());
        scope += 1;
    }
    for seen in case.distances {
        guard.learn_distance(scope, Owner(seen.owner), seen.distance);
        scope += 1;
    }
    let (number, decision) = guard.answer(&case.question, 0);
    Outcome {
        answer: protocol::answer_line(number, decision.answer),
        about: decision.fields,
        instead: answer_once_armed(&mut guard, &case.question),
        fields: guard.all().filter_map(|id| guard.told(id)).collect(),
    }
}

/// A person goes on without the withheld fields, and the page asks once more.
fn answer_once_armed(guard: &mut Guard, question: &str) -> Option<String> {
    let Ok(Question::Leave(departure)) = protocol::read(question).question else { return None };
    let offer = guard.offer(&[departure], 0)?;
    guard.arm(departure, offer.rests.into_iter().next()?, 0);
    let (number, decision) = guard.answer(question, 0);
    Some(format!("{}\n{}", protocol::answer_line(number, decision.answer), decision.instead?))
}
