//! The five laws of the reasoning, proven by enumerating the whole space: every setting, every
//! distance, every policy, and every sequence of up to three pieces of evidence (a fourth could
//! add nothing: what evidence comes to is an intersection of at most four audiences).

use entre_nous::{
    Audience, Authority, Distance, Evidence, Kind, Policy, Profile, Treatment, Verdict, combine,
    judge,
};

fn all_evidence() -> Vec<Evidence> {
    let declared = Audience::ALL.into_iter().flat_map(|audience| {
        [Authority::Custodian, Authority::None]
            .map(|authority| Evidence::Declared { audience, authority })
    });
    let distances = Distance::ALL.into_iter().map(Some).chain([None]);
    let sightings = distances.flat_map(|distance| {
        [false, true].map(|exception_possible| Evidence::Sighting { distance, exception_possible })
    });
    declared.chain(sightings).collect()
}

/// Every sequence of up to three pieces, so every order and every repetition too.
fn all_sequences() -> Vec<Vec<Evidence>> {
    let pieces = all_evidence();
    let mut sequences = vec![vec![]];
    let mut longest: Vec<Vec<Evidence>> = vec![vec![]];
    for _ in 0..3 {
        longest = longest
            .iter()
            .flat_map(|start| {
                pieces.iter().map(|piece| start.iter().copied().chain([*piece]).collect())
            })
            .collect();
        sequences.extend(longest.iter().cloned());
    }
    sequences
}

fn all_treatments() -> Vec<Treatment> {
    Audience::ALL
        .into_iter()
        .flat_map(|withhold| Audience::ALL.map(|warn| Treatment::new(withhold, warn)))
        .collect()
}

fn policy(treatment: Treatment) -> Policy {
    Policy::default().with(Kind::Email, treatment)
}

fn verdict(treatment: Treatment, evidence: &[Evidence]) -> Verdict {
    judge(&policy(treatment), Kind::Email, evidence).verdict
}

/// What the setting alone would give, if a page told it.
fn verdict_of_setting(treatment: Treatment, setting: Audience) -> Verdict {
    if treatment.withholds(setting) {
        Verdict::Withhold
    } else if treatment.warns(setting) {
        Verdict::Warn
    } else {
        Verdict::Allow
    }
}

fn is_true(piece: &Evidence, setting: Audience, viewer: Distance) -> bool {
    match *piece {
        Evidence::Declared { audience, .. } => audience == setting,
        Evidence::Sighting { distance: None, .. } => true,
        Evidence::Sighting { distance: Some(distance), .. } => {
            distance == viewer && setting.contains(distance)
        }
    }
}

#[test]
fn law_1_the_true_setting_stays_feasible_and_the_verdict_is_never_looser_than_it() {
    let (sequences, treatments) = (all_sequences(), all_treatments());
    let mut checked = 0u32;
    for setting in Audience::ALL {
        for viewer in Distance::ALL {
            for sequence in
                sequences.iter().filter(|s| s.iter().all(|piece| is_true(piece, setting, viewer)))
            {
                assert!(combine(sequence).feasible.holds(setting), "{setting:?} {sequence:?}");
                for &treatment in &treatments {
                    // The owner's own hand is bound by no setting.
                    let bound = !combine(sequence).is_owner;
                    assert!(
                        !bound
                            || verdict(treatment, sequence)
                                >= verdict_of_setting(treatment, setting),
                        "{setting:?} {viewer:?} {treatment:?} {sequence:?}"
                    );
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 10_000, "the space is larger than {checked}");
}

#[test]
fn law_2_a_declaration_without_authority_never_loosens() {
    for sequence in all_sequences().iter().filter(|sequence| sequence.len() < 3) {
        for audience in Audience::ALL {
            let declared = Evidence::Declared { audience, authority: Authority::None };
            let with: Vec<_> = sequence.iter().copied().chain([declared]).collect();
            for &treatment in &all_treatments() {
                assert!(
                    verdict(treatment, &with) >= verdict(treatment, sequence),
                    "{audience:?} {treatment:?} {sequence:?}"
                );
            }
        }
    }
}

#[test]
fn law_3_an_unknown_distance_alone_never_allows() {
    for exception_possible in [false, true] {
        let unknown = Evidence::Sighting { distance: None, exception_possible };
        for &treatment in &all_treatments() {
            for evidence in [&[][..], &[unknown], &[unknown, unknown]] {
                assert_eq!(verdict(treatment, evidence), Verdict::Withhold);
            }
        }
    }
}

#[test]
fn law_4_order_and_repetition_of_evidence_do_not_matter() {
    for sequence in all_sequences() {
        let reversed: Vec<_> = sequence.iter().rev().copied().collect();
        let rotated: Vec<_> = sequence.iter().skip(1).chain(sequence.first()).copied().collect();
        let repeated: Vec<_> = sequence.iter().chain(&sequence).copied().collect();
        for profile in [Profile::Standard, Profile::Strict] {
            let judged = judge(&Policy::of(profile), Kind::Phone, &sequence);
            for other in [&reversed, &rotated, &repeated] {
                assert_eq!(judged, judge(&Policy::of(profile), Kind::Phone, other));
            }
        }
    }
}

#[test]
fn law_5_a_policy_that_withholds_more_never_lets_more_through() {
    for sequence in all_sequences() {
        for &looser in &all_treatments() {
            for &stricter in &all_treatments() {
                let is_stricter = Audience::ALL.into_iter().all(|audience| {
                    stricter.withholds(audience) >= looser.withholds(audience)
                        && stricter.warns(audience) >= looser.warns(audience)
                });
                assert!(
                    !is_stricter || verdict(stricter, &sequence) >= verdict(looser, &sequence),
                    "{stricter:?} {looser:?} {sequence:?}"
                );
            }
        }
    }
}

#[test]
fn an_exception_of_the_platform_never_gives_plain_allow_to_anybody_but_the_owner() {
    for sequence in all_sequences() {
        let findings = combine(&sequence);
        if findings.exception_possible && !findings.is_owner {
            assert!(
                verdict(Treatment::new(Audience::OnlyMe, Audience::OnlyMe), &sequence)
                    >= Verdict::Warn
            );
        }
    }
}

#[test]
fn the_floor_cannot_be_lowered() {
    let lowest = Treatment::new(Audience::OnlyMe, Audience::OnlyMe);
    assert!(lowest.withholds(Audience::OnlyMe) && lowest.withholds(Audience::FirstDegree));
    assert!(!lowest.withholds(Audience::SecondDegree));
}

#[test]
fn the_distances_lead_to_the_verdicts_of_the_documented_table() {
    let table = [
        (Some(Distance::Owner), Verdict::Allow, Verdict::Allow),
        (Some(Distance::First), Verdict::Withhold, Verdict::Withhold),
        (Some(Distance::Second), Verdict::Warn, Verdict::Withhold),
        (Some(Distance::Further), Verdict::Allow, Verdict::Allow),
        (None, Verdict::Withhold, Verdict::Withhold),
    ];
    for (distance, standard, strict) in table {
        let seen = [Evidence::Sighting { distance, exception_possible: false }];
        for (profile, expected) in [(Profile::Standard, standard), (Profile::Strict, strict)] {
            let judged = judge(&Policy::of(profile), Kind::Email, &seen);
            assert_eq!(judged.verdict, expected, "{distance:?} {profile:?}");
        }
    }
}

#[test]
fn a_contradiction_counts_as_the_narrowest_claim() {
    let says = |audience| Evidence::Declared { audience, authority: Authority::Custodian };
    let evidence = [says(Audience::Everyone), says(Audience::OnlyMe)];
    let judged = judge(&Policy::default(), Kind::Email, &evidence);
    assert_eq!(judged.verdict, Verdict::Withhold);
    assert!(judged.reasons.contains(&entre_nous::Reason::Contradiction));
}
