//! What the welcome page teaches: what is proven by being shown a detail, and what comes of it.

use entre_nous::{Audience, Distance, Evidence, Judgement, Kind, Policy, Profile, Verdict};
use entre_nous::{combine, judge};

/// What becomes of an email address whose owner has chosen an audience, in the hands of somebody
/// at a distance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// By audience, narrowest first: whether it is still possible that the owner has chosen it.
    pub possible: [bool; Audience::ALL.len()],
    /// What the standard profile makes of that.
    pub judgement: Judgement,
    /// What the strict one makes of it.
    pub strict: Verdict,
}

/// Nothing, where the owner's choice keeps the detail from being shown. A page that does not say
/// how far away the viewer is has shown it all the same.
pub fn lesson(choice: Audience, distance: Option<Distance>) -> Option<Lesson> {
    if distance.is_some_and(|distance| !choice.contains(distance)) {
        return None;
    }
    let evidence = [Evidence::Sighting { distance, exception_possible: false }];
    let feasible = combine(&evidence).feasible;
    let judged = |profile| judge(&Policy::of(profile), Kind::Email, &evidence);
    Some(Lesson {
        possible: Audience::ALL.map(|audience| feasible.holds(audience)),
        judgement: judged(Profile::Standard),
        strict: judged(Profile::Strict).verdict,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use entre_nous::Reason;

    #[test]
    fn what_is_not_shown_teaches_that_there_is_nothing_to_pass_on() {
        assert_eq!(lesson(Audience::OnlyMe, Some(Distance::First)), None);
        assert_eq!(lesson(Audience::FirstDegree, Some(Distance::Second)), None);
        assert_eq!(lesson(Audience::SecondDegree, Some(Distance::Further)), None);
    }

    #[test]
    fn the_choice_itself_stays_possible_and_does_not_show() {
        for choice in Audience::ALL {
            let Some(lesson) = lesson(choice, None) else { panic!("{choice:?}") };
            assert_eq!(lesson.possible, [true; 4]);
            assert_eq!(lesson.judgement.verdict, Verdict::Withhold);
        }
        let seen_by_a_contact = lesson(Audience::FirstDegree, Some(Distance::First));
        assert_eq!(seen_by_a_contact, lesson(Audience::Everyone, Some(Distance::First)));
    }

    #[test]
    fn the_profiles_differ_in_the_second_degree_only() {
        for (distance, standard, strict) in [
            (Distance::Owner, Verdict::Allow, Verdict::Allow),
            (Distance::First, Verdict::Withhold, Verdict::Withhold),
            (Distance::Second, Verdict::Warn, Verdict::Withhold),
            (Distance::Further, Verdict::Allow, Verdict::Allow),
        ] {
            let Some(lesson) = lesson(Audience::Everyone, Some(distance)) else { panic!() };
            assert_eq!((lesson.judgement.verdict, lesson.strict), (standard, strict));
        }
        let Some(far) = lesson(Audience::Everyone, Some(Distance::Further)) else { panic!() };
        assert_eq!(far.possible, [false, false, false, true]);
        assert!(far.judgement.reasons.contains(&Reason::SeenFurther));
    }
}
