//! An export that a person answers for: only if somebody may, for what they have named, once. And
//! what the register is told.

#![allow(clippy::expect_used)]

use entre_nous::evidence::Evidence;
use entre_nous::guard::{Decision, Guard, OVERRIDDEN_FOR_MILLISECONDS, Seen};
use entre_nous::protocol::{Answer, Channel, Departure, Encoding, Question, Refusal};
use entre_nous::register::{Entry, Time};
use entre_nous::settings::{Choices, Settings};
use entre_nous::{Distance, Kind, Owner, Policy};
use serde_json::{Value, json};
use std::rc::Rc;

const NOW: u64 = 1_800_000_000_000;
const CRM: &str = "https://crm.example/import";
const CLAIRE: &str = "claire.vasseur@example.com";
const SAMIR: &str = "samir.haddad@example.org";
const AMARA: &str = "amara.okafor@example.net";
const KEY: &str = "000102030405060708090a0b0c0d0e0f";

fn settings(person: Value) -> Settings {
    let choices = json!({ "person": person });
    Settings::of(&serde_json::from_value::<Choices>(choices).expect("choices"), "network.example")
}

/// Claire and Samir are of the 1st degree, Amara of the 2nd.
fn page(person: Value) -> Guard {
    let mut guard = Guard::new(Policy::default());
    guard.set_settings(&settings(person));
    guard.learn_register_key(KEY);
    let custodian = Rc::from(["network.example".to_owned()]);
    let people = [
        ("claire", CLAIRE, Distance::First),
        ("samir", SAMIR, Distance::First),
        ("amara", AMARA, Distance::Second),
    ];
    for (scope, (owner, shown, distance)) in (0..).zip(people) {
        let sighting = Evidence::Sighting { distance: Some(distance), exception_possible: false };
        let seen = Seen {
            owner: Some(Owner(owner.to_owned())),
            kind: Kind::Email,
            shown: shown.to_owned(),
            evidence: vec![sighting],
            exception_possible: false,
        };
        guard.learn(scope, seen, &custodian);
    }
    guard
}

fn allowing() -> Guard {
    page(json!({ "overrides": "allowed" }))
}

fn leaving(payload: &str) -> Departure<'_> {
    Departure {
        channel: Channel::Fetch,
        destination: CRM,
        encoding: Encoding::Text,
        payload,
        replaceable: true,
    }
}

fn ask(guard: &mut Guard, payload: &str) -> Decision {
    guard.decide(Question::Leave(leaving(payload)), NOW)
}

/// What may leave of a refused payload once a person has named these of its fields.
fn named(guard: &mut Guard, payload: &str, numbers: &[usize]) -> Option<String> {
    let ids = guard.numbered_fields(numbers);
    let rests = guard.with_named(&[leaving(payload)], &ids)?;
    let departures: Vec<_> = rests.iter().map(|rest| leaving(rest)).collect();
    assert!(guard.override_once(&departures, ids, NOW));
    rests.into_iter().next()
}

#[test]
fn what_was_named_leaves_once_and_only_as_it_was_shown() {
    let mut guard = allowing();
    let refused = ask(&mut guard, CLAIRE);
    let overridable = guard.overridable(&refused).expect("it may be overridden");
    assert_eq!(overridable.into_iter().map(usize::from).collect::<Vec<_>>(), [0]);

    assert_eq!(named(&mut guard, CLAIRE, &[0]).as_deref(), Some(CLAIRE));
    let withheld = Answer::Refuse(Refusal::Withheld);
    let otherwise = format!("and {CLAIRE}");
    assert_eq!(ask(&mut guard, &otherwise).answer, withheld, "another payload");
    let elsewhere = Departure { destination: "https://elsewhere.example/", ..leaving(CLAIRE) };
    assert_eq!(guard.decide(Question::Leave(elsewhere), NOW).answer, withheld);
    assert_eq!(ask(&mut guard, CLAIRE).answer, Answer::Permit);
    assert_eq!(ask(&mut guard, CLAIRE).answer, withheld, "the second time");
}

#[test]
fn what_was_not_named_stays() {
    let mut guard = allowing();
    let table = format!("name,email\nClaire,{CLAIRE}\nSamir,{SAMIR}\n");
    let rest = named(&mut guard, &table, &[0]).expect("the rest");
    assert_eq!(rest, format!("name,email\nClaire,{CLAIRE}\nSamir,\n"));
    assert_eq!(ask(&mut guard, &rest).answer, Answer::Permit);
    assert_eq!(ask(&mut guard, &table).answer, Answer::Refuse(Refusal::Withheld));
}

#[test]
fn a_stand_in_leaves_as_the_value_that_was_named() {
    let mut guard = allowing();
    let id = guard.all().next().expect("Claire's");
    let other = guard.all().nth(1).expect("Samir's");
    let veil = guard.veil();
    let veiled = veil.borrow_mut().stand_in(id, CLAIRE).expect("a stand-in");
    let others = veil.borrow_mut().stand_in(other, SAMIR).expect("a stand-in");
    let rest = named(&mut guard, &format!("{veiled} {others}"), &[0]);
    assert_eq!(rest.as_deref(), Some(format!("{CLAIRE} ").as_str()));
}

#[test]
fn the_page_asks_again_and_gets_the_rest_with_what_was_named() {
    let mut guard = allowing();
    let table = format!("{CLAIRE},{SAMIR}\n");
    let rest = named(&mut guard, &table, &[0]).expect("the rest");
    guard.arm(leaving(&table), rest.clone(), NOW);
    // As long as the person answers for it.
    let late = NOW + OVERRIDDEN_FOR_MILLISECONDS - 1;
    let decision = guard.decide(Question::Leave(leaving(&table)), late);
    assert_eq!((decision.answer, decision.instead), (Answer::Instead, Some(rest)));
    assert_eq!(ask(&mut guard, &table).answer, Answer::Refuse(Refusal::Withheld));
}

#[test]
fn what_was_refused_before_it_was_heard_that_somebody_may_answer_can_be_answered_for() {
    let mut guard = page(json!({}));
    let refused = ask(&mut guard, CLAIRE);
    let withheld = guard.overridable(&refused).expect("it may be overridden");
    assert_eq!(guard.with_named(&[leaving(CLAIRE)], &withheld), None);
    guard.set_settings(&settings(json!({ "overrides": "allowed" })));
    assert!(guard.with_named(&[leaving(CLAIRE)], &withheld).is_some());
}

#[test]
fn nobody_answers_for_anything_unless_somebody_may() {
    for person in [json!({}), json!({ "overrides": "forbidden" }), json!({ "overrides": true })] {
        let mut guard = page(person);
        assert_eq!(ask(&mut guard, CLAIRE).answer, Answer::Refuse(Refusal::Withheld));
        assert!(!guard.allows_overrides());
        let ids = guard.numbered_fields(&[0]);
        assert_eq!(guard.with_named(&[leaving(CLAIRE)], &ids), None);
        assert!(!guard.override_once(&[leaving(CLAIRE)], ids, NOW));
        assert_eq!(ask(&mut guard, CLAIRE).answer, Answer::Refuse(Refusal::Withheld));
    }
}

#[test]
fn it_waits_for_two_minutes_and_a_change_of_mind_ends_it() {
    let mut guard = allowing();
    named(&mut guard, CLAIRE, &[0]).expect("it may leave");
    let late = NOW + OVERRIDDEN_FOR_MILLISECONDS;
    let decision = guard.decide(Question::Leave(leaving(CLAIRE)), late);
    assert_eq!(decision.answer, Answer::Refuse(Refusal::Withheld));

    named(&mut guard, CLAIRE, &[0]).expect("it may leave");
    guard.set_settings(&settings(json!({})));
    assert_eq!(ask(&mut guard, CLAIRE).answer, Answer::Refuse(Refusal::Withheld));
}

#[test]
fn a_control_takes_what_was_named_at_one_press() {
    let mut guard = allowing();
    let may_take = |guard: &mut Guard, is_last: bool| {
        let decision = guard.decide_control(|_, owner| owner.is_some_and(|each| each.0 != "amara"));
        assert_eq!(decision.answer, Answer::Refuse(Refusal::Withheld));
        guard.may_take(&decision, is_last, NOW)
    };
    assert!(!may_take(&mut guard, false));
    let only_claire = guard.numbered_fields(&[0]);
    assert!(guard.override_control(only_claire, NOW));
    assert!(!may_take(&mut guard, false), "Samir's was not named");
    let both = guard.numbered_fields(&[0, 1]);
    assert!(guard.override_control(both, NOW));
    assert_eq!([false, false, true].map(|is_last| may_take(&mut guard, is_last)), [true; 3]);
    assert!(!may_take(&mut guard, false));
}

/// A number that Claire and Samir share, and that is shown once more where nobody says whose it is.
fn with_shared_number() -> Guard {
    let mut guard = allowing();
    let custodian = Rc::from(["network.example".to_owned()]);
    for (scope, owner) in [(10, Some("claire")), (11, Some("samir")), (12, None)] {
        let distance = owner.map(|_| Distance::First);
        let seen = Seen {
            owner: owner.map(|owner| Owner(owner.to_owned())),
            kind: Kind::Phone,
            shown: "+33 6 39 98 01 12".to_owned(),
            evidence: vec![Evidence::Sighting { distance, exception_possible: false }],
            exception_possible: false,
        };
        guard.learn(scope, seen, &custodian);
    }
    guard
}

#[test]
fn a_value_that_several_share_is_named_for_all_of_them() {
    let mut guard = with_shared_number();
    let table = "Claire,+33639980112\nSamir,+33639980112\n";
    let refused = ask(&mut guard, table);
    let withheld = guard.overridable(&refused).expect("it may be overridden");
    assert_eq!(withheld.len(), 3);
    let asked = guard.to_name(&withheld);
    let [named] = &asked[..] else { panic!("{asked:?}") };
    // The email address of each: the number tells nobody from another.
    assert_eq!(named.owners.len(), 2);
    let ids = guard.with_same_values(&guard.numbered_fields(&[named.id]), &withheld);
    assert_eq!(ids, withheld);
    let account = guard.account_of_override(Channel::Fetch, CRM, &ids);
    assert_eq!(
        (account.fields.iter().map(|each| each.count).sum::<u32>(), account.owners.len()),
        (1, 3)
    );
    let refused = refused.account.expect("an account");
    assert_eq!(refused.fields.iter().map(|each| each.count).sum::<u32>(), 1);
    assert!(guard.with_named(&[leaving(table)], &ids).is_some());
    assert_eq!(guard.with_named(&[], &ids), None, "an export of nothing");
}

#[test]
fn until_the_settings_are_known_what_calls_for_care_stays() {
    let mut guard = page(json!({})).awaiting_settings();
    let decision = ask(&mut guard, AMARA);
    assert_eq!(decision.answer, Answer::Refuse(Refusal::Unsettled));
    let press = guard.decide_control(|_, owner| owner.is_some_and(|each| each.0 == "amara"));
    assert_eq!(press.answer, Answer::Refuse(Refusal::Unsettled));
    guard.set_settings(&settings(json!({})));
    assert_eq!(ask(&mut guard, AMARA).answer, Answer::Permit);
    guard.set_settings(&settings(json!({ "profile": "strict" })));
    assert_eq!(ask(&mut guard, AMARA).answer, Answer::Refuse(Refusal::Withheld));
}

/// What the register reads of an account that a page sends.
fn read(account: &impl serde::Serialize, also: Value) -> Entry {
    let mut sent = serde_json::to_value(account).expect("an account");
    sent["id"] = json!("0011223344556677");
    sent["site"] = json!("network.example");
    for (name, value) in also.as_object().expect("an object") {
        sent[name] = value.clone();
    }
    Entry::read(&sent.to_string(), Time::from_ms(NOW as i64)).expect("an entry")
}

#[test]
fn the_register_is_told_of_it_and_of_nobodys_data() {
    let mut guard = allowing();
    let table = format!("{CLAIRE},{SAMIR},{AMARA}\n");
    let refused = ask(&mut guard, &table).account.expect("a refusal");
    let entry = read(&refused, json!({}));
    assert_eq!(entry.refusal, Some(Refusal::Withheld));
    assert_eq!(entry.to.map(|host| host.to_string()).as_deref(), Some("crm.example"));
    let [fields] = &entry.fields[..] else { panic!("{:?}", entry.fields) };
    assert_eq!(
        (fields.kind, fields.count, fields.distance),
        (Kind::Email, 2, Some(Distance::First))
    );
    assert_eq!(entry.owners.len(), 2);

    let warned = ask(&mut guard, AMARA).account.expect("a warning");
    assert_eq!(read(&warned, json!({})).owners.len(), 1);
    let ids = guard.numbered_fields(&[0]);
    let overridden = guard.account_of_override(Channel::Fetch, CRM, &ids);
    let ground =
        json!({ "ground": { "basis": "consent", "on": "2026-11-01", "how": "By letter" } });
    read(&overridden, ground);
    let offer = guard.offer(&[leaving(&table)], NOW).expect("an offer");
    assert_eq!(read(&offer.account, json!({})).fields.len(), 1);

    for account in [refused, warned, overridden, offer.account] {
        let written = serde_json::to_string(&account).expect("an account");
        for known in [CLAIRE, SAMIR, AMARA, "claire", "samir", "amara", "/import"] {
            assert!(!written.contains(known), "{known} in {written}");
        }
    }
    assert_eq!(ask(&mut guard, "nothing of anybody").account, None);
}

#[test]
fn a_consent_is_kept_under_what_is_its_owners_alone() {
    let mut guard = allowing();
    let custodian = Rc::from(["network.example".to_owned()]);
    for (scope, owner) in [(0, "claire"), (1, "samir")] {
        let sighting =
            Evidence::Sighting { distance: Some(Distance::First), exception_possible: false };
        let seen = Seen {
            owner: Some(Owner(owner.to_owned())),
            kind: Kind::Phone,
            shown: "+33 6 39 98 01 12".to_owned(),
            evidence: vec![sighting],
            exception_possible: false,
        };
        guard.learn(scope, seen, &custodian);
    }
    let ids = guard.numbered_fields(&[0, 1, 3]);
    let named = guard.to_name(&ids);
    let [claire, samir, phone] = &named[..] else { panic!("{named:?}") };
    assert_eq!((claire.owners.len(), samir.owners.len()), (1, 1));
    assert!(claire.owners.is_disjoint(&samir.owners));
    // It is Claire's as much as Samir's: her address is what tells them apart.
    assert_eq!(phone.owners, claire.owners);
    // Who asks by that number is told of the entry still.
    let account = guard.account_of_override(Channel::Fetch, CRM, &guard.numbered_fields(&[0]));
    assert_eq!(account.owners.len(), 2);
}

#[test]
fn a_host_that_a_detail_was_written_into_is_not_told() {
    let mut guard = allowing();
    let sighting = Evidence::Sighting { distance: None, exception_possible: false };
    let seen = Seen {
        owner: None,
        kind: Kind::Phone,
        shown: "+33 6 39 98 01 12".to_owned(),
        evidence: vec![sighting],
        exception_possible: false,
    };
    guard.learn(9, seen, &Rc::from(["network.example".to_owned()]));
    let destination = "https://33639980112.collector.example/";
    let leave = Departure { destination, ..leaving("") };
    let account = guard.decide(Question::Leave(leave), NOW).account.expect("a refusal");
    assert_eq!(account.to, None);
}

#[test]
fn a_flood_is_told_once() {
    let mut guard = allowing();
    let told: Vec<_> = (0..400).map(|_| ask(&mut guard, CLAIRE)).collect();
    let often = |decision: &&Decision| decision.answer == Answer::Refuse(Refusal::TooOften);
    assert!(told.iter().filter(often).count() > 100);
    assert_eq!(told.iter().filter(often).filter(|each| each.account.is_some()).count(), 1);
}

#[test]
fn no_page_fills_the_register() {
    let mut guard = allowing();
    let picture = Departure { encoding: Encoding::Unreadable, ..leaving("") };
    let mut told = |now: u64| guard.decide(Question::Leave(picture), now).account.is_some();
    let at_once = (0..1000).filter(|_| told(NOW)).count();
    let in_an_hour = (0..36_000).filter(|each| told(NOW + each * 100)).count();
    assert_eq!((at_once, in_an_hour), (200, 359));
}

#[test]
fn the_register_is_told_of_what_is_blank_on_paper() {
    let mut guard = allowing();
    let account = guard.account_of_print(NOW).expect("an account");
    let entry = read(&account, json!({}));
    assert_eq!(entry.channel.map(|way| way.code()), Some("print"));
    assert_eq!(entry.fields.iter().map(|each| each.count).sum::<u32>(), 2);
    assert_eq!(Guard::new(Policy::default()).account_of_print(NOW), None);
}
