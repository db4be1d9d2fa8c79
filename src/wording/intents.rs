//! The words on controls that export.

use super::Intent;
use crate::field::text::{fold, is_word};

/// A name of more words is a text, and no name of a control.
const MOST_WORDS: usize = 14;

/// Words that no pattern needs: articles and the like. Not "a", which is a preposition too.
const SKIPPED: &[&str] = &[
    "the this these my your of",                            // en
    "le la les l un une des mes vos ce cette ces d",        // fr
    "der die das den dem ein eine einer meine meiner ihre", // de
    "el los las una mis mi de",                             // es
    "o os as um uma minha meus",                            // pt
    "il lo gli i",                                          // it
    "het een mijn deze",                                    // nl
];

/// What is exported in the same words, and is no contact detail.
const SOMETHING_ELSE: &[&str] = &[
    "png jpg jpeg svg gif mp4 ics image images imagen imagem immagine bild afbeelding",
    "obraz video chart graph graphique diagramm grafico grafiek wykres calendar",
    "calendrier kalender calendario agenda kalendarz settings theme",
];

/// A word of the class may stand where a pattern has its name.
const CLASSES: [(&str, &[&str]); 6] = [
    ("@crm", &["crm hubspot salesforce pipedrive zoho dynamics odoo"]),
    ("@file", &["csv excel xls xlsx json sheet sheets vcard"]),
    (
        "@people",
        &[
            "contact contacts lead leads prospect prospects people person profile profiles",
            "email emails phones connections", // en
            "personnes profil profils coordonnees courriels relations", // fr
            "kontakt kontakte kontaktdaten kontaktliste personen profile", // de
            "contacto contactos personas perfil perfiles", // es
            "contato contatos pessoas perfis", // pt
            "contatto contatti persone profilo profili", // it
            "kontakty kontaktow osoby profile leady", // pl
            "contactpersonen contacten mensen profiel profielen", // nl
        ],
    ),
    (
        "@list",
        &[
            "list lists liste lista listy lijst elenco selection selected auswahl",
            "seleccion selecao selezione selectie zaznaczone selectionnes ausgewahlte",
            "seleccionados selecionados selezionati geselecteerde wybrane results",
            "resultats ergebnisse resultados risultati wyniki resultaten",
        ],
    ),
    ("@data", &["data donnees daten datos dados dati dane gegevens"]),
    (
        "@sequence",
        &[
            "sequence campaign cadence campagne sequenz kampagne secuencia campana",
            "sequencia campanha sequenza campagna sekwencji kampanii reeks sequentie",
        ],
    ),
];

/// Every wording, plain: lower case, without accents, digits, articles and punctuation; `*` stands
/// for any words, or none. One language a line, or several.
const WORDINGS: [(Intent, &[&str]); 8] = [
    (
        Intent::Export,
        &[
            // en
            "export, export @file, export to *, export @people *, export @list *",
            "export * to @crm, export * to @file, export * @file, export @data",
            // fr
            "exporter, exporter @file, exporter vers *, exporter dans *, exporter en @file",
            "exporter au format *, exporter @people *, exporter @list *, exporter * vers *",
            "exporter * en @file, exporter * dans @crm, export vers *, exporter @data",
            // de
            "exportieren, als @file exportieren, in * exportieren, nach * exportieren",
            "an * exportieren, @people * exportieren, @list * exportieren",
            "* in @crm exportieren, * als @file exportieren, @data exportieren",
            // es
            "exportar, exportar a *, exportar al *, exportar en @file, exportar como @file",
            "exportar @file, exportar @people *, exportar @list *, exportar * a @crm",
            "exportar * al @crm, exportar * a @file, exportar @data",
            // pt
            "exportar para *, exportar * para @crm, exportar * para @file",
            // it
            "esporta, esportare, esporta in *, esporta su *, esporta nel *, esporta verso *",
            "esporta come @file, esporta @people *, esporta @list *, esporta * in @crm",
            "esporta * nel @crm, esporta * su @crm, esporta * in @file, esporta @data",
            // pl
            "eksport, eksportuj, wyeksportuj, eksportuj do *, wyeksportuj do *",
            "eksportuj jako @file, eksportuj @people *, wyeksportuj @people *",
            "eksportuj @list *, eksportuj * do @crm, eksportuj * do @file, eksportuj @data",
            // nl
            "exporteren, exporteer, exporteren naar *, exporteer naar *, naar * exporteren",
            "als @file exporteren, @people * exporteren, @list * exporteren",
            "exporteer @people *, exporteer @list *, exporteer * naar @crm",
            "* naar @crm exporteren, @data exporteren",
        ],
    ),
    (
        Intent::All,
        &[
            // en
            "export all *, export everything *, download all @people *, enrich all *",
            "add all * to @sequence, save all * to @crm, add all * to @crm",
            // fr
            "tout exporter *, exporter tout *, exporter tous *, exporter toute *",
            "exporter toutes *, telecharger tous @people *",
            // de
            "alle exportieren, alles exportieren, alle * exportieren",
            "alle @people herunterladen",
            // es, pt
            "exportar todo *, exportar todos *, exportar todas *, exportar tudo *",
            "descargar todos @people *, baixar todos @people *",
            // it
            "esporta tutto *, esporta tutti *, esporta tutte *, scarica tutti @people *",
            // pl
            "eksportuj wszystko *, eksportuj wszystkie *, eksportuj wszystkich *",
            "wyeksportuj wszystko *, wyeksportuj wszystkie *",
            // nl
            "alles exporteren *, alle * exporteren, exporteer alle *, exporteer alles *",
        ],
    ),
    (
        Intent::Download,
        &[
            // en
            "download @people *, download @list, download @list @file, download @file",
            // fr
            "telecharger @people *, telecharger @list, telecharger @file",
            "telecharger en @file",
            // de
            "@people herunterladen, @list herunterladen, @file herunterladen",
            "als @file herunterladen",
            // es, pt
            "descargar @people *, descargar @list, descargar @file, descargar en @file",
            "baixar @people *, baixar @list, baixar @file, transferir @people *",
            // it
            "scarica @people *, scarica @list, scarica @file",
            // pl
            "pobierz @people *, pobierz @list, pobierz @file",
            // nl
            "@people downloaden, @list downloaden, @file downloaden",
        ],
    ),
    (
        Intent::Crm,
        &[
            // en
            "save * to @crm, save * in @crm, add * to @crm, send * to @crm, push * to @crm",
            "copy * to @crm, sync * to @crm, sync * with @crm, create * in @crm",
            "import * to @crm, import * into @crm",
            // fr
            "enregistrer * dans @crm, ajouter * a @crm, ajouter * au @crm",
            "ajouter * dans @crm, envoyer * a @crm, envoyer * au @crm, envoyer * vers @crm",
            "envoyer * dans @crm, synchroniser * avec @crm, creer * dans @crm",
            // de
            "* in @crm speichern, * im @crm speichern, * zu @crm hinzufugen",
            "* zum @crm hinzufugen, * an @crm senden, * ans @crm senden",
            "* in @crm ubertragen, * ins @crm ubertragen, * mit @crm synchronisieren",
            // es
            "guardar * en @crm, anadir * a @crm, anadir * al @crm, agregar * a @crm",
            "agregar * al @crm, enviar * a @crm, enviar * al @crm, sincronizar * con @crm",
            // pt
            "salvar * em @crm, salvar * no @crm, guardar * no @crm, adicionar * a @crm",
            "adicionar * ao @crm, enviar * para @crm, sincronizar * com @crm",
            // it
            "salva * in @crm, salva * nel @crm, salva * su @crm, aggiungi * a @crm",
            "aggiungi * al @crm, invia * a @crm, invia * al @crm, sincronizza * con @crm",
            // pl
            "zapisz * w @crm, dodaj * do @crm, wyslij * do @crm, synchronizuj * z @crm",
            // nl
            "* opslaan in @crm, * in @crm opslaan, * toevoegen aan @crm",
            "* aan @crm toevoegen, * naar @crm sturen, * met @crm synchroniseren",
        ],
    ),
    (
        Intent::List,
        &[
            // en
            "add * to @list, save * to @list, add to * @list",
            // fr
            "ajouter * a @list, enregistrer * dans @list",
            // de
            "* zur @list hinzufugen, * zu @list hinzufugen",
            // es
            "anadir * a @list, agregar * a @list, guardar * en @list",
            // pt
            "adicionar * a @list, salvar * em @list",
            // it
            "aggiungi * alla @list, aggiungi * a @list, aggiungi * all @list",
            // pl
            "dodaj * do @list",
            // nl
            "* toevoegen aan @list, * aan @list toevoegen",
        ],
    ),
    (
        Intent::Sequence,
        &[
            // en
            "add * to @sequence, add to * @sequence, enroll * in @sequence",
            // fr
            "ajouter * a @sequence, inscrire * a @sequence",
            // de
            "* zur @sequence hinzufugen, * zu @sequence hinzufugen",
            // es
            "anadir * a @sequence, agregar * a @sequence",
            // pt
            "adicionar * a @sequence",
            // it
            "aggiungi * alla @sequence, aggiungi * a @sequence",
            // pl
            "dodaj * do @sequence",
            // nl
            "* toevoegen aan @sequence, * aan @sequence toevoegen",
        ],
    ),
    (
        Intent::Sync,
        &[
            // en
            "sync, sync @people *, sync @list, sync all *",
            // fr
            "synchroniser, synchroniser @people *, synchroniser @list",
            // de
            "synchronisieren, @people synchronisieren, @list synchronisieren",
            // es, pt
            "sincronizar, sincronizar @people *, sincronizar @list",
            // it
            "sincronizza, sincronizza @people *, sincronizza @list",
            // pl
            "synchronizuj, synchronizuj @people *, synchronizuj @list",
            // nl
            "synchroniseren, @people synchroniseren, @list synchroniseren",
        ],
    ),
    (
        Intent::Enrich,
        &[
            // en
            "enrich, enrich @people *, enrich @list, enrich @data",
            // fr
            "enrichir, enrichir @people *, enrichir @list, enrichir @data",
            // de
            "anreichern, @people anreichern, @list anreichern, @data anreichern",
            // es, pt
            "enriquecer, enriquecer @people *, enriquecer @list, enriquecer @data",
            // it
            "arricchisci, arricchisci @people *, arricchisci @list, arricchisci @data",
            // pl
            "wzbogac, wzbogac @people *, wzbogac @list, wzbogac @data",
            // nl
            "verrijken, @people verrijken, @list verrijken, @data verrijken",
        ],
    ),
];

/// Whether the name of a control asks for one of these.
///
/// ```
/// use entre_nous::wording::{Intent, asks_for};
/// assert!(asks_for("Export (25)", &[Intent::Export]));
/// assert!(asks_for("Ajouter Ada Exemple à la séquence", &[Intent::Sequence]));
/// assert!(!asks_for("Export Manager", &[Intent::Export]));
/// ```
pub fn asks_for(name: &str, intents: &[Intent]) -> bool {
    let folded = plain(name);
    let words: Vec<&str> = folded
        .split(|character: char| !is_word(character))
        .filter(|word| !word.chars().all(|character| character.is_ascii_digit()))
        .filter(|word| !is_among(SKIPPED, word))
        .take(MOST_WORDS + 1)
        .collect();
    if words.is_empty() || words.len() > MOST_WORDS {
        return false;
    }
    if words.iter().any(|word| is_among(SOMETHING_ELSE, word)) {
        return false;
    }
    WORDINGS.iter().filter(|(intent, _)| intents.contains(intent)).any(|(_, patterns)| {
        patterns.iter().flat_map(|several| several.split(", ")).any(|pattern| {
            let pattern: Vec<&str> = pattern.split(' ').collect();
            fits(&pattern, &words)
        })
    })
}

/// Whether the word is one of these; each text holds several.
fn is_among(words: &[&str], word: &str) -> bool {
    words.iter().any(|several| several.split(' ').any(|each| each == word))
}

fn fits(pattern: &[&str], words: &[&str]) -> bool {
    let Some((first, pattern_rest)) = pattern.split_first() else { return words.is_empty() };
    if *first == "*" {
        return (0..=words.len()).any(|skipped| {
            words.get(skipped..).is_some_and(|words_rest| fits(pattern_rest, words_rest))
        });
    }
    words.split_first().is_some_and(|(word, words_rest)| {
        let class = CLASSES.iter().find(|(name, _)| name == first);
        let same = class.map_or(first == word, |(_, members)| is_among(members, word));
        same && fits(pattern_rest, words_rest)
    })
}

/// The text folded, and without the accents of the languages that are read.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in fold(text).chars() {
        plain.push(match character {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' => 'a',
            'ç' | 'ć' => 'c',
            'è' | 'é' | 'ê' | 'ë' | 'ę' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ł' => 'l',
            'ñ' | 'ń' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
            'ś' => 's',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ź' | 'ż' => 'z',
            // A letter and its accent, written apart.
            '\u{300}'..='\u{36f}' => continue,
            other => other,
        });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: [Intent; 8] = [
        Intent::Export,
        Intent::All,
        Intent::Download,
        Intent::Crm,
        Intent::List,
        Intent::Sequence,
        Intent::Sync,
        Intent::Enrich,
    ];

    #[test]
    fn the_usual_words_are_known_in_eight_languages() {
        for (intent, names) in [
            (
                Intent::Export,
                &[
                    "Export",
                    "EXPORT",
                    " Export… ",
                    "Export (25)",
                    "Export to CSV",
                    "Export to HubSpot",
                    "Export 3 contacts",
                    "Export the selection",
                    "Export Ada Example to CRM", // en
                    "Exporter",
                    "Exporter en CSV",
                    "Exporter vers le CRM",
                    "Exporter les coordonnées",
                    "Exporter les 12 résultats",
                    "Exporter la sélection",
                    "Exporter la se\u{301}lection", // fr
                    "Exportieren",
                    "Als CSV exportieren",
                    "In das CRM exportieren",
                    "Kontakte exportieren",
                    "Auswahl exportieren",
                    "Ausgewählte exportieren", // de
                    "Exportar",
                    "Exportar a CSV",
                    "Exportar los contactos",
                    "Exportar la selección", // es
                    "Exportar para o CRM",
                    "Exportar contatos",
                    "Exportar seleção", // pt
                    "Esporta",
                    "Esporta in CSV",
                    "Esporta i contatti",
                    "Esporta selezione", // it
                    "Eksportuj",
                    "Eksportuj do CSV",
                    "Eksportuj kontakty",
                    "Wyeksportuj", // pl
                    "Exporteren",
                    "Exporteren naar CSV",
                    "Contacten exporteren",
                    "Selectie exporteren", // nl
                ][..],
            ),
            (
                Intent::All,
                &[
                    "Export all",
                    "Export all to CRM",
                    "Tout exporter",
                    "Tout exporter vers le CRM",
                    "Exporter tous les contacts",
                    "Alle Kontakte exportieren",
                    "Exportar todo",
                    "Exportar todos os contatos",
                    "Esporta tutti i contatti",
                    "Eksportuj wszystkie kontakty",
                    "Alles exporteren",
                ],
            ),
            (
                Intent::Download,
                &[
                    "Download contacts",
                    "Download leads as CSV",
                    "Télécharger les contacts",
                    "Kontakte herunterladen",
                    "Descargar contactos",
                    "Baixar contatos",
                    "Scarica contatti",
                    "Pobierz kontakty",
                    "Contacten downloaden",
                ],
            ),
            (
                Intent::Crm,
                &[
                    "Save to CRM",
                    "Save Ada Example to CRM",
                    "Add to Salesforce",
                    "Enregistrer dans le CRM",
                    "Ajouter à HubSpot",
                    "Ajouter au CRM",
                    "Im CRM speichern",
                    "Zum CRM hinzufügen",
                    "Guardar en el CRM",
                    "Añadir al CRM",
                    "Salvar no CRM",
                    "Adicionar ao CRM",
                    "Salva nel CRM",
                    "Aggiungi al CRM",
                    "Zapisz w CRM",
                    "Dodaj do CRM",
                    "Opslaan in CRM",
                    "Toevoegen aan CRM",
                ],
            ),
            (
                Intent::List,
                &[
                    "Add to list",
                    "Add to my prospect list",
                    "Save Ada to list",
                    "Ajouter à une liste",
                    "Zur Liste hinzufügen",
                    "Ada Example zur Liste hinzufügen",
                    "Añadir a la lista",
                    "Adicionar à lista",
                    "Aggiungi alla lista",
                    "Dodaj do listy",
                    "Toevoegen aan lijst",
                    "Aan de lijst toevoegen",
                ],
            ),
            (
                Intent::Sequence,
                &[
                    "Add to sequence",
                    "Add to a campaign",
                    "Ajouter à la campagne",
                    "Zur Kampagne hinzufügen",
                    "Añadir a la secuencia",
                    "Adicionar à sequência",
                    "Aggiungi alla sequenza",
                    "Dodaj do kampanii",
                    "Toevoegen aan campagne",
                ],
            ),
            (
                Intent::Sync,
                &[
                    "Sync",
                    "Sync contacts",
                    "Synchroniser les contacts",
                    "Synchronisieren",
                    "Kontakte synchronisieren",
                    "Sincronizar contactos",
                    "Sincronizar contatos",
                    "Sincronizza contatti",
                    "Synchronizuj kontakty",
                    "Contacten synchroniseren",
                ],
            ),
            (
                Intent::Enrich,
                &[
                    "Enrich",
                    "Enrich contact",
                    "Enrichir",
                    "Enrichir les contacts",
                    "Kontakte anreichern",
                    "Enriquecer contactos",
                    "Enriquecer contatos",
                    "Arricchisci contatti",
                    "Wzbogać kontakty",
                    "Contacten verrijken",
                ],
            ),
        ] {
            for name in names {
                assert!(asks_for(name, &[intent]), "{intent:?}: {name}");
            }
        }
    }

    #[test]
    fn what_only_looks_alike_asks_for_nothing() {
        for name in [
            "",
            "25",
            "Save",
            "Save to PDF",
            "Save changes",
            "Download",
            "Download PDF",
            "Download your data",
            "Download the app",
            "Export Manager",
            "Export Sales Director at Example",
            "Exporters of Lyon",
            "Exported",
            "Export as PNG",
            "Export chart",
            "Export to calendar",
            "Import/Export",
            "Listing",
            "Add",
            "Add to cart",
            "Add to calendar",
            "Add a note",
            "Enregistrer",
            "Ajouter",
            "Télécharger",
            "Télécharger le PDF",
            "Exportateur",
            "Speichern",
            "Herunterladen",
            "Exportleiter",
            "Exportarte",
            "Guardar",
            "Salva",
            "Zapisz",
            "Opslaan",
            "Syncopation",
            "Enriching conversations",
            "Contact info",
            "CRM",
            "Our CRM is for people who export to many places and write long texts about all of it",
        ] {
            assert!(!asks_for(name, &EVERY), "{name}");
        }
    }

    #[test]
    fn only_the_named_groups_count() {
        assert!(!asks_for("Add to list", &[Intent::Export, Intent::Crm]));
        assert!(!asks_for("Sync contacts", &[Intent::Crm]));
        assert!(asks_for("Sync with HubSpot", &[Intent::Crm]));
    }

    #[test]
    fn every_wording_is_plain_and_can_be_asked_for() {
        for (intent, patterns) in WORDINGS {
            for pattern in patterns.iter().flat_map(|several| several.split(", ")) {
                let words: Vec<&str> = pattern.split(' ').collect();
                assert_eq!(plain(pattern), pattern);
                assert!(!words.iter().any(|word| is_among(SKIPPED, word)), "{intent:?}: {pattern}");
                let known = |name: &&str| CLASSES.iter().any(|(class, _)| class == name);
                assert!(words.iter().filter(|word| word.starts_with('@')).all(known), "{pattern}");
            }
        }
        for (_, members) in CLASSES {
            for member in members.iter().flat_map(|several| several.split(' ')) {
                assert_eq!(plain(member), member);
                assert!(
                    !is_among(SKIPPED, member) && !is_among(SOMETHING_ELSE, member),
                    "{member}"
                );
            }
        }
    }
}
