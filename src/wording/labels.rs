//! Labels of the rows in a contact section, for where no icon tells their kind.

use super::Label;
use crate::field::text::fold;

/// Every label of every language, folded, without a colon.
const LABELS: [(Label, &[&str]); 9] = [
    (
        Label::Email,
        &[
            "email",
            "e-mail",
            "emails",
            "email address",
            "e-mail address", // en
            "adresse e-mail",
            "adresse email",
            "e-mails",
            "courriel", // fr
            "e-mail-adresse",
            "e-mail-adressen", // de
            "correo electrónico",
            "correo",
            "dirección de correo electrónico", // es
            "endereço de e-mail",
            "endereço de email", // pt
            "indirizzo email",
            "indirizzo e-mail",
            "posta elettronica", // it
            "adres e-mail",
            "adres email", // pl
            "e-mailadres",
            "e-mailadressen", // nl
        ],
    ),
    (
        Label::Phone,
        &[
            "phone",
            "phones",
            "phone number",
            "phone numbers",
            "telephone",
            "mobile", // en
            "téléphone",
            "téléphones",
            "numéro de téléphone",
            "portable", // fr
            "telefon",
            "telefonnummer",
            "telefonnummern",
            "mobiltelefon", // de
            "teléfono",
            "teléfonos",
            "número de teléfono",
            "móvil", // es
            "telefone",
            "telefones",
            "número de telefone",
            "telemóvel",
            "celular", // pt
            "telefono",
            "numero di telefono",
            "cellulare", // it
            "numer telefonu",
            "telefony", // pl
            "telefoon",
            "telefoonnummer",
            "telefoonnummers", // nl
        ],
    ),
    (
        Label::Address,
        &[
            "address",
            "postal address", // en
            "adresse",
            "adresse postale", // fr, de
            "anschrift",
            "postanschrift", // de
            "dirección",
            "dirección postal", // es
            "endereço",
            "morada",    // pt
            "indirizzo", // it
            "adres",
            "adres pocztowy", // pl, nl
            "postadres",      // nl
        ],
    ),
    (
        Label::Birthday,
        &[
            "birthday",
            "date of birth", // en
            "anniversaire",
            "date d'anniversaire",
            "date d’anniversaire",
            "date de naissance", // fr
            "geburtstag",
            "geburtsdatum", // de
            "cumpleaños",
            "fecha de nacimiento", // es
            "aniversário",
            "data de nascimento", // pt
            "compleanno",
            "data di nascita", // it
            "urodziny",
            "data urodzenia", // pl
            "verjaardag",
            "geboortedatum", // nl
        ],
    ),
    (
        Label::Website,
        &[
            "website",
            "websites",
            "web site", // en, de, nl
            "site web",
            "sites web",
            "site internet", // fr
            "webseite",
            "webseiten", // de
            "sitio web",
            "sitios web",
            "página web", // es
            "site",
            "sites", // pt
            "sito web",
            "siti web", // it
            "strona internetowa",
            "strony internetowe",
            "witryna",
            "witryny", // pl
        ],
    ),
    (
        Label::Handle,
        &[
            "im",
            "ims",
            "instant messenger",
            "instant messaging",
            "messenger", // en
            "messagerie instantanée",
            "messageries instantanées", // fr
            "instant-messenger",        // de
            "mensajería instantánea",   // es
            "mensagens instantâneas",
            "mensagem instantânea",     // pt
            "messaggistica istantanea", // it
            "komunikator",
            "komunikatory", // pl
            "chat",
            "instant message", // nl
            "twitter",
            "x",
            "wechat",
            "skype",
            "qq",
            "icq",
            "hangouts",
            "google hangouts",
            "whatsapp",
            "telegram",
            "signal",
            "line",
            "aim",
            "google talk",
        ],
    ),
    (
        Label::ConnectedSince,
        &[
            "connected",
            "connected since", // en
            "en relation depuis",
            "relation depuis",
            "en relation", // fr
            "vernetzt",
            "vernetzt seit",
            "in kontakt seit", // de
            "conectado",
            "conectados",
            "conectado desde",
            "conectados desde", // es, pt
            "conexão desde",    // pt
            "collegato",
            "collegati",
            "collegato dal",
            "collegati dal", // it
            "w kontakcie od",
            "połączono", // pl
            "connectie sinds",
            "verbonden sinds",
            "verbonden", // nl
        ],
    ),
    (
        Label::ProfileLink,
        &[
            "profile",
            "linkedin",
            "linkedin profile", // en
            "profil",
            "profil linkedin",
            "linkedin-profil", // fr, de, pl
            "perfil",          // es, pt
            "profilo",         // it
            "profiel",         // nl
        ],
    ),
    (
        Label::OwnProfileLink,
        &[
            "your profile", // en
            "votre profil", // fr
            "ihr profil",   // de
            "tu perfil",    // es
            "seu perfil",
            "o seu perfil",   // pt
            "il tuo profilo", // it
            "twój profil",    // pl
            "uw profiel",
            "je profiel", // nl
        ],
    ),
];

/// No label is longer.
const LONGEST: usize = 80;

/// What a label says about the values under it; `None` when no table has it.
///
/// English puts the owner's name before "Profile" ("Ada’s Profile"): such an ending counts too.
///
/// ```
/// use entre_nous::wording::{Label, label_kind};
/// assert_eq!(label_kind("Téléphone :"), Some(Label::Phone));
/// assert_eq!(label_kind("Connected since"), Some(Label::ConnectedSince));
/// assert_eq!(label_kind("ada@example.org"), None);
/// ```
pub fn label_kind(text: &str) -> Option<Label> {
    if text.chars().take(LONGEST + 1).count() > LONGEST {
        return None;
    }
    let folded = fold(text);
    let label = folded.trim().trim_end_matches([':', '：']).trim_end();
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    LABELS
        .iter()
        .find_map(|(kind, words)| words.contains(&label.as_str()).then_some(*kind))
        .or_else(|| {
            let whose = label.strip_suffix(" profile")?;
            whose.ends_with(['s', '\'', '’']).then_some(Label::ProfileLink)
        })
}

/// A value without the type that a site writes behind it: "+33 1 99 00 12 34 (Mobile)".
///
/// Only one last pair of brackets, and only with words in it: "(0)" is part of a number.
pub fn without_type_suffix(value: &str) -> &str {
    let value = value.trim();
    let stripped = value
        .strip_suffix([')', '）'])
        .and_then(|open| open.rsplit_once(['(', '（']))
        .filter(|(before, suffix)| {
            !before.trim().is_empty()
                && suffix.chars().any(char::is_alphabetic)
                && !suffix.chars().any(char::is_numeric)
        });
    match stripped {
        Some((before, _)) => before.trim_end(),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_labels_of_each_language() {
        let table = [
            (
                "en",
                [
                    "Email",
                    "Phone",
                    "Address",
                    "Birthday",
                    "Websites",
                    "IM",
                    "Connected since",
                    "Ada’s Profile",
                ],
            ),
            (
                "fr",
                [
                    "E-mail",
                    "Téléphone",
                    "Adresse",
                    "Anniversaire",
                    "Site web",
                    "Messagerie instantanée",
                    "En relation depuis",
                    "Profil",
                ],
            ),
            (
                "de",
                [
                    "E-Mail-Adresse",
                    "Telefon",
                    "Anschrift",
                    "Geburtstag",
                    "Webseite",
                    "Instant-Messenger",
                    "Vernetzt seit",
                    "Profil",
                ],
            ),
            (
                "es",
                [
                    "Correo electrónico",
                    "Teléfono",
                    "Dirección",
                    "Cumpleaños",
                    "Sitio web",
                    "Mensajería instantánea",
                    "Conectado desde",
                    "Perfil",
                ],
            ),
            (
                "pt",
                [
                    "E-mail",
                    "Telefone",
                    "Endereço",
                    "Aniversário",
                    "Site",
                    "Mensagens instantâneas",
                    "Conexão desde",
                    "Perfil",
                ],
            ),
            (
                "it",
                [
                    "Indirizzo email",
                    "Telefono",
                    "Indirizzo",
                    "Compleanno",
                    "Sito web",
                    "Messaggistica istantanea",
                    "Collegato dal",
                    "Profilo",
                ],
            ),
            (
                "pl",
                [
                    "Adres e-mail",
                    "Telefon",
                    "Adres",
                    "Urodziny",
                    "Strona internetowa",
                    "Komunikator",
                    "W kontakcie od",
                    "Profil",
                ],
            ),
            (
                "nl",
                [
                    "E-mailadres",
                    "Telefoon",
                    "Adres",
                    "Verjaardag",
                    "Website",
                    "Chat",
                    "Connectie sinds",
                    "Profiel",
                ],
            ),
        ];
        let kinds = [
            Label::Email,
            Label::Phone,
            Label::Address,
            Label::Birthday,
            Label::Website,
            Label::Handle,
            Label::ConnectedSince,
            Label::ProfileLink,
        ];
        for (language, labels) in table {
            for (label, kind) in labels.into_iter().zip(kinds) {
                assert_eq!(label_kind(label), Some(kind), "{language}: {label}");
            }
        }
    }

    #[test]
    fn knows_the_viewers_own_profile() {
        for label in [
            "Your Profile",
            "Votre profil",
            "Ihr Profil",
            "Tu perfil",
            "Seu perfil",
            "Il tuo profilo",
            "Twój profil",
            "Uw profiel",
        ] {
            assert_eq!(label_kind(label), Some(Label::OwnProfileLink), "{label}");
        }
    }

    #[test]
    fn messengers_are_handles() {
        for name in ["Twitter", "WeChat", "Skype"] {
            assert_eq!(label_kind(name), Some(Label::Handle), "{name}");
        }
    }

    #[test]
    fn values_are_no_labels() {
        for value in ["", "ada@example.org", "+33 1 99 00 12 34", "Mobile home", "Email me"] {
            assert_eq!(label_kind(value), None, "{value}");
        }
        assert_eq!(label_kind(&"email ".repeat(100_000)), None);
    }

    #[test]
    fn strips_the_type_behind_a_value() {
        for (value, expected) in [
            ("+33 1 99 00 12 34 (Mobile)", "+33 1 99 00 12 34"),
            ("+34 900 000 000 (móvil)", "+34 900 000 000"),
            ("ada.example（微信）", "ada.example"),
            ("555 0100 (ext 5)", "555 0100 (ext 5)"),
            ("+44 (0)20 7946 0000", "+44 (0)20 7946 0000"),
            ("+44 20 7946 (0)", "+44 20 7946 (0)"),
            ("(Mobile)", "(Mobile)"),
        ] {
            assert_eq!(without_type_suffix(value), expected);
        }
    }
}
