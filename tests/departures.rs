//! What a verdict takes into account beside the payload itself: what left before, and whom it is
//! about.

#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use entre_nous::audience::Distance;
use entre_nous::evidence::Evidence;
use entre_nous::field::{Kind, Owner};
use entre_nous::guard::{Guard, Seen};
use entre_nous::policy::Policy;
use entre_nous::protocol::{Answer, Channel, Departure, Encoding, Question, Refusal};

/// A guard that has seen these details of the people, at this distance.
fn guard(distance: Option<Distance>, fields: &[(Option<&str>, Kind, &str)]) -> Guard {
    let mut guard = Guard::new(Policy::default());
    let custodian: Rc<[String]> = Rc::new(["network.example".to_owned()]);
    for (scope, (owner, kind, shown)) in (0..).zip(fields) {
        let seen = Seen {
            owner: owner.map(|owner| Owner(owner.to_owned())),
            kind: *kind,
            shown: (*shown).to_owned(),
            evidence: vec![Evidence::Sighting { distance, exception_possible: false }],
            exception_possible: false,
        };
        guard.learn(scope, seen, &custodian);
    }
    guard
}

fn ask(guard: &mut Guard, destination: &str, encoding: Encoding, payload: &str) -> Answer {
    let departure =
        Departure { channel: Channel::Socket, destination, encoding, payload, replaceable: false };
    guard.decide(Question::Leave(departure), 0).answer
}

const CRM: &str = "wss://crm.example/";
const REFUSED: Answer = Answer::Refuse(Refusal::Withheld);

fn jane() -> Guard {
    guard(
        Some(Distance::First),
        &[
            (Some("jane-roe-1a2b"), Kind::Email, "jane.roe@acme.example"),
            (Some("jane-roe-1a2b"), Kind::Birthday, "12 March"),
            (Some("jane-roe-1a2b"), Kind::Phone, "4711"),
            (Some("max-mustermann"), Kind::Handle, "maxi"),
        ],
    )
}

#[test]
fn a_value_over_two_messages_is_refused_with_the_second() {
    let email = "jane.roe@acme.example";
    for cut in 1..email.len() {
        let (one, two) = email.split_at(cut);
        for encoding in [Encoding::Text, Encoding::Bytes] {
            let mut guard = jane();
            assert_eq!(
                ask(&mut guard, CRM, encoding, &format!("1;x;{one}")),
                Answer::Permit,
                "{one}"
            );
            assert_eq!(ask(&mut guard, CRM, encoding, &format!("{two};2;y")), REFUSED, "{two}");
            // What follows something else may leave.
            assert_eq!(ask(&mut guard, "wss://other.example/", encoding, two), Answer::Permit);
        }
    }
}

#[test]
fn a_value_letter_by_letter_is_refused_with_its_last() {
    let mut guard = jane();
    let answers: Vec<Answer> = "jane.roe@acme.example"
        .chars()
        .map(|letter| ask(&mut guard, CRM, Encoding::Text, &letter.to_string()))
        .collect();
    assert_eq!(answers.last(), Some(&REFUSED));
    assert!(answers.iter().rev().skip(1).all(|answer| *answer == Answer::Permit));
}

#[test]
fn what_left_before_it_was_kept_back_does_not_stop_what_follows() {
    let mut guard = jane();
    let other = "john@acme.example";
    assert_eq!(ask(&mut guard, CRM, Encoding::Text, other), Answer::Permit);
    let seen = Seen {
        owner: None,
        kind: Kind::Email,
        shown: other.to_owned(),
        evidence: vec![],
        exception_possible: false,
    };
    let custodian: Rc<[String]> = Rc::new(["network.example".to_owned()]);
    guard.learn(99, seen, &custodian);
    assert_eq!(ask(&mut guard, CRM, Encoding::Text, " and more"), Answer::Permit);
    assert_eq!(ask(&mut guard, CRM, Encoding::Text, other), REFUSED);
}

#[test]
fn what_many_share_is_kept_back_only_with_its_owner() {
    for (payload, expected) in [
        ("The fair opens on 12 March, stand 4711. Maxi size.", Answer::Permit),
        ("date=12+March&id=4711", Answer::Permit),
        ("Jane Roe;12 March", REFUSED),
        ("4711 (Roe, Jane)", REFUSED),
        (r#"{"profile":"https://network.example/in/jane-roe-1a2b/","ext":"4711"}"#, REFUSED),
        ("Max Mustermann, 12 March", Answer::Permit),
        ("Max Mustermann, Maxi", REFUSED),
        ("jane.roe@acme.example", REFUSED),
    ] {
        assert_eq!(ask(&mut jane(), CRM, Encoding::Text, payload), expected, "{payload}");
    }
}

#[test]
fn a_weak_value_is_told_of_with_what_it_stands_beside() {
    let mut guard = jane();
    let payload = "jane.roe@acme.example, born 12 March";
    let departure = Departure {
        channel: Channel::Socket,
        destination: CRM,
        encoding: Encoding::Text,
        payload,
        replaceable: false,
    };
    let told = guard.decide(Question::Leave(departure), 0).fields;
    assert_eq!(
        told.iter().map(|told| told.kind).collect::<Vec<_>>(),
        [Kind::Email, Kind::Birthday]
    );
}

/// A search is built on. What came first, last and between must all be found by it, in a payload
/// of any length, and a weak value beside a sign of its owner, whichever of them came first.
#[test]
fn fields_that_come_one_by_one_are_all_looked_for() {
    let mut guard = guard(Some(Distance::First), &[(Some("jane"), Kind::Birthday, "12 March")]);
    let custodian: Rc<[String]> = Rc::from(["network.example".to_owned()]);
    let shown = |id: u32| format!("person.{id}@acme.example");
    let long = "word ".repeat(100_000);
    let mut now = 0;
    let mut ask = |guard: &mut Guard, payload: &str| {
        // So much later that what was refused before no longer counts.
        now += 3_600_000;
        let (channel, encoding) = (Channel::Fetch, Encoding::Text);
        let destination = "https://crm.example/";
        let departure = Departure { channel, destination, encoding, payload, replaceable: false };
        guard.decide(Question::Leave(departure), now).answer
    };
    for id in 1..400 {
        let evidence =
            vec![Evidence::Sighting { distance: Some(Distance::First), exception_possible: false }];
        let owner = (id == 200).then(|| Owner("jane".to_owned()));
        let seen = Seen {
            owner,
            kind: Kind::Email,
            shown: shown(id),
            evidence,
            exception_possible: false,
        };
        guard.learn(id, seen, &custodian);
        for known in [id, id / 2 + 1, 1] {
            assert_eq!(ask(&mut guard, &shown(known)), REFUSED, "{known} of {id}");
        }
        assert_eq!(ask(&mut guard, &shown(id + 1)), Answer::Permit, "{id}");
        if id % 80 == 0 {
            assert_eq!(ask(&mut guard, &format!("{long}{}", shown(id))), REFUSED, "{id}, far down");
            assert_eq!(ask(&mut guard, &format!("{long}{}", shown(1))), REFUSED, "{id}, far down");
        }
    }
    assert_eq!(ask(&mut guard, "on 12 March"), Answer::Permit);
    // What may leave now is looked for no longer; the others are.
    guard.learn_distance(1000, Owner("jane".to_owned()), Some(Distance::Further));
    assert_eq!(ask(&mut guard, &shown(200)), Answer::Permit);
    assert_eq!(ask(&mut guard, &shown(199)), REFUSED);
}
