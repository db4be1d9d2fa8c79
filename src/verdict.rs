//! The verdict on one field, with its reasons.

use crate::audience::{Audience, Distance};
use crate::evidence::{Authority, Evidence, combine};
use crate::field::Kind;
use crate::policy::Policy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What may happen to a field, least strict first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It may leave.
    Allow,
    /// It may leave; the person is told to be careful.
    Warn,
    /// It is kept back.
    Withhold,
}

/// One thing that led to a verdict. The codes are keys of the texts that people see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Another page kept it back not long ago.
    Remembered,
    /// The evidence contradicts itself; the narrowest claim counts.
    Contradiction,
    /// Only this stands against "allow": the platform may have shown the value for another reason
    /// than its audience.
    ExceptionPossible,
    /// The viewer is the owner.
    SeenAsOwner,
    /// Declared "only me".
    DeclaredOnlyMe,
    /// Declared "1st-degree connections".
    #[serde(rename = "declared-1st-degree")]
    DeclaredFirstDegree,
    /// Declared "1st and 2nd degree".
    #[serde(rename = "declared-2nd-degree")]
    DeclaredSecondDegree,
    /// Declared "everyone".
    DeclaredEveryone,
    /// Shown to the viewer as a 1st-degree connection.
    SeenAsFirstDegree,
    /// Shown to the viewer as a 2nd-degree connection.
    SeenAsSecondDegree,
    /// Shown to the viewer from further away.
    SeenFurther,
    /// Nothing proves how far the viewer stands.
    DistanceUnknown,
    /// A declaration without authority would have loosened; it was not believed.
    DeclarationIgnored,
    /// The organisation keeps it veiled.
    KeptVeiled,
    /// It is not veiled here: the person has turned that off.
    UnveiledByPerson,
    /// It is not veiled: the organisation has turned that off.
    UnveiledByOrganisation,
}

/// A verdict with everything that led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// What may happen to the field.
    pub verdict: Verdict,
    /// Why. The first is the one to show where there is room for one only.
    pub reasons: BTreeSet<Reason>,
}

/// Judges one field by all the evidence about it.
///
/// ```
/// use entre_nous::*;
/// let seen_by_a_contact =
///     Evidence::Sighting { distance: Some(Distance::First), exception_possible: false };
/// let judgement = judge(&Policy::default(), Kind::Email, &[seen_by_a_contact]);
/// assert_eq!(judgement.verdict, Verdict::Withhold);
/// ```
pub fn judge(policy: &Policy, kind: Kind, evidence: &[Evidence]) -> Judgement {
    let findings = combine(evidence);
    let treatment = policy.treatment(kind);
    // A contradiction counts as the narrowest audience that was claimed.
    let narrowest = findings.feasible.narrowest().unwrap_or(findings.narrowest_claim);

    // The decision order, least permissive first but for the owner's own hand. Treatments are
    // thresholds, so the narrowest feasible audience stands for the whole set.
    let verdict = if findings.is_owner {
        // 1. The owner's own data leaves by the owner's own hand.
        Verdict::Allow
    } else if treatment.withholds(narrowest) {
        // 2. A feasible audience is withheld.
        Verdict::Withhold
    } else if treatment.warns(narrowest) || findings.exception_possible {
        // 3. A feasible audience is warned of, or the sighting may prove nothing.
        Verdict::Warn
    } else {
        // 4. Only audiences that may leave are left.
        Verdict::Allow
    };

    let mut reasons: BTreeSet<_> = evidence.iter().filter_map(reason_of).collect();
    if !reasons.iter().any(|reason| reason.proves_something()) {
        reasons.insert(Reason::DistanceUnknown);
    }
    if findings.feasible.is_empty() {
        reasons.insert(Reason::Contradiction);
    }
    if findings.ignored_declaration {
        reasons.insert(Reason::DeclarationIgnored);
    }
    if verdict == Verdict::Warn && !treatment.warns(narrowest) {
        reasons.insert(Reason::ExceptionPossible);
        // Its text says that everyone may see the field, which the exception puts in doubt.
        reasons.remove(&Reason::SeenFurther);
    }
    Judgement { verdict, reasons }
}

impl Reason {
    /// The reason's part in the key of its text.
    pub fn key(self) -> &'static str {
        match self {
            Self::Remembered => "remembered",
            Self::Contradiction => "contradiction",
            Self::SeenAsOwner => "seen_as_owner",
            Self::DeclaredOnlyMe => "declared_only_me",
            Self::DeclaredFirstDegree => "declared_1st_degree",
            Self::DeclaredSecondDegree => "declared_2nd_degree",
            Self::DeclaredEveryone => "declared_everyone",
            Self::SeenAsFirstDegree => "seen_as_first_degree",
            Self::SeenAsSecondDegree => "seen_as_second_degree",
            Self::SeenFurther => "seen_further",
            Self::DistanceUnknown => "distance_unknown",
            Self::DeclarationIgnored => "declaration_ignored",
            Self::ExceptionPossible => "exception_possible",
            Self::KeptVeiled => "kept_veiled",
            Self::UnveiledByPerson => "unveiled_by_person",
            Self::UnveiledByOrganisation => "unveiled_by_organisation",
        }
    }

    /// How far the viewer stands from the owner, where the reason says so.
    pub fn distance(self) -> Option<Distance> {
        Some(match self {
            Self::SeenAsOwner => Distance::Owner,
            Self::SeenAsFirstDegree => Distance::First,
            Self::SeenAsSecondDegree => Distance::Second,
            Self::SeenFurther => Distance::Further,
            _ => return None,
        })
    }

    /// Whether this reason rests on a proven distance or on a declaration that was believed.
    pub(crate) fn proves_something(self) -> bool {
        !matches!(
            self,
            Self::Remembered
                | Self::DistanceUnknown
                | Self::DeclarationIgnored
                | Self::Contradiction
                | Self::ExceptionPossible
                | Self::KeptVeiled
                | Self::UnveiledByPerson
                | Self::UnveiledByOrganisation
        )
    }
}

fn reason_of(evidence: &Evidence) -> Option<Reason> {
    Some(match *evidence {
        Evidence::Sighting { distance, .. } => match distance? {
            Distance::Owner => Reason::SeenAsOwner,
            Distance::First => Reason::SeenAsFirstDegree,
            Distance::Second => Reason::SeenAsSecondDegree,
            Distance::Further => Reason::SeenFurther,
        },
        // Without authority, "everyone" rules nothing out: it is no reason for anything.
        Evidence::Declared { audience: Audience::Everyone, authority: Authority::None } => {
            return None;
        }
        Evidence::Declared { audience, .. } => match audience {
            Audience::OnlyMe => Reason::DeclaredOnlyMe,
            Audience::FirstDegree => Reason::DeclaredFirstDegree,
            Audience::SecondDegree => Reason::DeclaredSecondDegree,
            Audience::Everyone => Reason::DeclaredEveryone,
        },
    })
}
