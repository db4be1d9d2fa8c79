//! What the veil promises: nothing is found in what it has concealed, it is revealed as it was,
//! and a stand-in on its way out is what it stands for.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use entre_nous::evidence::{Authority, Evidence};
use entre_nous::guard::{FieldId, Guard, Seen, ServedEntry, ServedField};
use entre_nous::protocol::{Answer, Channel, Departure, Encoding, Question, Refusal, Response};
use entre_nous::sites::{EMBEDDED, Location, Reading, Site, response_rule};
use entre_nous::veil::conceal::conceal;
use entre_nous::veil::setting::Setting;
use entre_nous::veil::stand_in::StandIn;
use entre_nous::{Distance, Kind, Owner, Policy, Reason};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;
use std::rc::Rc;

const NOW: u64 = 1_800_000_000_000;
const CLAIRE: &str = "claire.vasseur@example.com";
const PHONE: &str = "+33 6 39 98 01 12";
const AMARA: &str = "amara.okafor@example.net";

fn custodian() -> Rc<[String]> {
    Rc::from(["network.example".to_owned()])
}

/// Claire is of the first degree, Amara is further.
fn page() -> Guard {
    let mut guard = Guard::new(Policy::default());
    for (scope, owner, kind, shown, distance) in [
        (1, "claire", Kind::Email, CLAIRE, Distance::First),
        (2, "claire", Kind::Phone, PHONE, Distance::First),
        (3, "amara", Kind::Email, AMARA, Distance::Further),
    ] {
        let sighting = Evidence::Sighting { distance: Some(distance), exception_possible: false };
        let seen = Seen {
            owner: Some(Owner(owner.to_owned())),
            kind,
            shown: shown.to_owned(),
            evidence: vec![sighting],
            exception_possible: false,
        };
        guard.learn(scope, seen, &custodian());
    }
    guard
}

fn concealed(guard: &Guard, text: &str) -> Option<String> {
    let veil = guard.veil();
    let mut veil = veil.borrow_mut();
    conceal(text, guard, &mut veil)
}

fn ask(guard: &mut Guard, destination: &str, payload: &str) -> (Answer, Option<String>) {
    let departure = Departure {
        channel: Channel::Fetch,
        destination,
        encoding: Encoding::Text,
        payload,
        replaceable: true,
    };
    let question = entre_nous::protocol::question(departure);
    let decision = guard.answer(&question, NOW).1;
    (decision.answer, decision.instead)
}

#[test]
fn a_stand_in_on_its_way_out_is_what_it_stands_for() {
    let mut guard = page();
    let text = concealed(&guard, &format!("{{\"mail\":\"{CLAIRE}\"}}")).unwrap();
    for payload in [
        text.clone(),
        form_urlencoded::byte_serialize(text.as_bytes()).collect(),
        format!("data:text/csv;base64,{}", base64(&text)),
    ] {
        let (answer, _) = ask(&mut guard, "https://crm.example/", &payload);
        assert_eq!(answer, Answer::Refuse(Refusal::Withheld), "{payload:?}");
    }
    assert_eq!(ask(&mut guard, "https://crm.example/", AMARA).0, Answer::Permit);
}

#[test]
fn its_custodian_gets_the_value_back() {
    let mut guard = page();
    let text = format!("{{\"mail\":\"{CLAIRE}\",\"phone\":\"{PHONE}\"}}");
    let veiled = concealed(&guard, &text).unwrap();
    assert_ne!(veiled, text);
    let back = ask(&mut guard, "https://api.network.example/notes", &veiled);
    assert_eq!(back, (Answer::Instead, Some(text.clone())));
    assert_eq!(ask(&mut guard, "https://api.network.example/notes", &text), (Answer::Permit, None));
}

#[test]
fn what_may_leave_is_not_veiled_and_what_may_again_is_revealed() {
    let mut guard = page();
    assert_eq!(concealed(&guard, AMARA), None);
    let text = concealed(&guard, CLAIRE).unwrap();
    let revision = guard.revision();
    // It turns out that the detail is the viewer's own.
    for scope in [1, 2] {
        guard.learn_distance(scope, Owner("claire".into()), Some(Distance::Owner));
    }
    assert!(guard.revision() > revision);
    let veil = guard.veil();
    let revealed = veil.borrow().reveal_where(&text, |id| !guard.is_veiled(id)).into_owned();
    assert_eq!(revealed, CLAIRE);
}

#[test]
fn what_another_veil_has_not_told_of_may_be_anything() {
    let mut guard = Guard::new(Policy::default()).numbered(1);
    let written = StandIn::new(2, 0).unwrap().write();
    let own = "https://network.example/note";
    let elsewhere = "https://crm.example/import";
    let state = Question::State { destination: own };
    assert_eq!(guard.decide(state, NOW).answer, Answer::Clear);
    assert_eq!(guard.veil().borrow().reveal(&written), written);
    let reading = Reading::<()> { distances: Vec::new(), fields: Vec::new(), complete: true };
    guard.learn_reading(1, reading, &custodian());
    assert_eq!(guard.decide(state, NOW).answer, Answer::Guarded);
    let refused = (Answer::Refuse(Refusal::Unreadable), None);
    assert_eq!(ask(&mut guard, elsewhere, "harmless"), refused);
    assert_eq!(ask(&mut guard, own, "harmless"), (Answer::Permit, None));
    assert_eq!(ask(&mut guard, own, &format!("to {written}")), refused);
    let unknown = guard.veil().borrow().unknown();
    guard.veil().borrow_mut().give_up(&unknown);
    assert_eq!(ask(&mut guard, elsewhere, "harmless"), (Answer::Permit, None));
    assert_eq!(guard.decide(state, NOW).answer, Answer::Clear);
}

#[test]
fn what_many_share_goes_alone_and_not_what_stands_between() {
    let mut guard = page();
    let seen = Seen {
        owner: Some(Owner("claire".to_owned())),
        kind: Kind::Handle,
        shown: "clv2020".to_owned(),
        evidence: Vec::new(),
        exception_possible: false,
    };
    guard.learn(4, seen, &custodian());
    let text = format!("{{\"a\":\"{CLAIRE}\",\"b\":[1,2,3],\"c\":\"clv2020\",\"d\":0}}");
    let veiled = concealed(&guard, &text).unwrap();
    assert!(!veiled.contains(CLAIRE) && !veiled.contains("clv2020"), "{veiled}");
    let json: serde_json::Value = serde_json::from_str(&veiled).unwrap();
    assert_eq!((&json["b"][2], &json["d"]), (&3.into(), &0.into()));
    assert_eq!(guard.veil().borrow().reveal(&veiled), text);
    // Alone it is anybody's.
    assert_eq!(concealed(&guard, "clv2020"), None);
}

#[test]
fn what_a_document_was_served_with_is_known_before_it_is_read() {
    let mut guard = Guard::new(Policy::default()).numbered(1);
    let stand_in = StandIn::new(StandIn::SERVED + 7, 0).unwrap();
    let (own, elsewhere) = ("https://network.example/note", "https://crm.example/import");
    assert_eq!(ask(&mut guard, elsewhere, CLAIRE), (Answer::Permit, None));
    let field = ServedField {
        owner: Some("claire".into()),
        kind: Kind::Email,
        shown: CLAIRE.into(),
        exception_possible: false,
    };
    guard.learn_served(1, vec![ServedEntry { stand_in, text: CLAIRE.into(), field }], &custodian());
    let refused = (Answer::Refuse(Refusal::Withheld), None);
    assert_eq!(ask(&mut guard, elsewhere, CLAIRE), refused);
    assert_eq!(ask(&mut guard, elsewhere, &stand_in.write()), refused);
    assert_eq!(ask(&mut guard, own, &stand_in.write()), (Answer::Instead, Some(CLAIRE.to_owned())));
    // What the page shows of the distance is all that counts.
    guard.learn_distance(2, Owner("claire".into()), Some(Distance::Further));
    let claire = guard.all().next().unwrap();
    assert!(!guard.is_veiled(claire));
}

#[test]
fn the_veil_can_be_turned_off_and_the_verdict_says_so() {
    let mut guard = page();
    let claire = guard.all().next().unwrap();
    let written = concealed(&guard, CLAIRE).unwrap();
    for (setting, reason, is_on) in [
        (Setting::Off, Some(Reason::UnveiledByPerson), false),
        (Setting::LockedOff, Some(Reason::UnveiledByOrganisation), false),
        (Setting::LockedOn, Some(Reason::KeptVeiled), true),
        (Setting::On, None, true),
    ] {
        let revision = guard.revision();
        guard.set_veil(setting);
        let told = guard.told(claire).unwrap();
        assert_eq!((told.is_veiled(), guard.is_veiled(claire)), (is_on, is_on), "{setting:?}");
        assert_eq!(concealed(&guard, CLAIRE).is_some(), is_on);
        let said = told.judgement.reasons.into_iter().filter(|each| {
            matches!(
                each,
                Reason::UnveiledByPerson | Reason::KeptVeiled | Reason::UnveiledByOrganisation
            )
        });
        assert_eq!(said.collect::<Vec<_>>(), Vec::from_iter(reason));
        assert_ne!(guard.revision(), revision);
        // What was veiled before is known all the same, and nothing leaves either way.
        for payload in [CLAIRE, &written] {
            let (answer, _) = ask(&mut guard, "https://crm.example/import", payload);
            assert_eq!(answer, Answer::Refuse(Refusal::Withheld));
        }
    }
}

#[test]
fn a_response_is_veiled_by_what_it_states_itself() {
    let sites: Vec<Site> =
        EMBEDDED.iter().map(|(_, json)| serde_json::from_str(json).unwrap()).collect();
    let url = "https://www.linkedin.com/voyager/api/identity/profiles/claire/profileContactInfo";
    let (site, rule) =
        sites.iter().find_map(|site| Some((site, response_rule(site, url)?))).unwrap();
    let location =
        Location { host: "www.linkedin.com", loaded_path: None, authority: Authority::None };
    let body = |rest: &str| {
        format!("{{\"emailAddress\":\"{CLAIRE}\",\"address\":\"Lyon\",\"n\":\"x\"{rest}}}")
    };
    let ask = |body: &str| {
        let mut guard = Guard::new(Policy::default());
        let response = Response { url, body };
        let decision = guard.veil_source(response, (site, rule), &location, &custodian(), |_| 1);
        (decision.answer, decision.instead, guard)
    };

    // Of the first degree, and at no stated distance.
    for rest in [",\"connectedAt\":1500000000000", ""] {
        let body = body(rest);
        let (answer, veiled, guard) = ask(&body);
        let veiled = veiled.unwrap();
        assert_eq!(answer, Answer::Veiled);
        assert!(!veiled.contains(CLAIRE) && !veiled.contains("Lyon"), "{veiled}");
        assert!(veiled.contains("\"n\":\"x\""));
        assert_eq!(guard.veil().borrow().reveal(&veiled), body);
        assert_eq!(guard.withheld_count(), 2);
    }
    let (answer, veiled, _) = ask(&body(
        ",\"memberRelationship\":{\"noConnection\":{\"memberDistance\":\"DISTANCE_3\"}}",
    ));
    assert_eq!((answer, veiled), (Answer::Same, None));
    assert_eq!(ask("{}").0, Answer::Same);
    assert_eq!(ask("not JSON").0, Answer::Same);
}

fn base64(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in text.as_bytes().chunks(3) {
        let bits = group.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - group.len()));
        for place in 0..=group.len() {
            out.push(char::from(ALPHABET[(bits >> (18 - 6 * place)) as usize & 63]));
        }
    }
    out
}

/// Ways to write the withheld values.
fn value() -> impl Strategy<Value = String> {
    select(&[
        CLAIRE,
        "Claire.Vasseur@EXAMPLE.com",
        "claire.vasseur+x@example.com",
        "claire.vasseur\\u0040example.com",
        "claire.vasseur&#64;example.com",
        "claire.vasseur%40example.com",
        "claire.vasseur [at] example (dot) com",
        PHONE,
        "06 39 98 01 12",
        "0033639980112",
        "+33 (0)6-39-98-01-12",
        "0639980112",
    ])
    .prop_map(str::to_owned)
}

fn prose() -> impl Strategy<Value = String> {
    "[ a-zé,.;:()<>\"'\\n]{0,20}"
}

proptest! {
    #[test]
    fn nothing_is_found_in_what_was_concealed(
        parts in prop::collection::vec((prose(), value()), 0..5), end in prose(),
    ) {
        let guard = page();
        let mut text: String =
            parts.iter().map(|(before, value)| format!("{before} {value} ")).collect();
        text.push_str(&end);
        let found = guard.veiled_in(&text);
        let Some(veiled) = concealed(&guard, &text) else {
            prop_assert_eq!(found, BTreeSet::<FieldId>::new());
            return Ok(());
        };
        prop_assert_eq!(guard.veiled_in(&veiled), BTreeSet::new(), "{:?}", veiled);
        let veil = guard.veil();
        prop_assert_eq!(veil.borrow().reveal(&veiled), text);
    }
}
