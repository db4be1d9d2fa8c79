//! The engine of one frame: reads the page, keeps the marks, answers.

use super::chosen::Config;
use super::reader::Reader;
use super::tree::as_element;
use super::{Host, blob, to_js};
use crate::control;
use crate::guard::{Account, Decision, FieldId, Guard, ServedEntry, Told};
use crate::memory::Recall;
use crate::protocol::{self, Answer, Channel, Departure, Encoding, Question};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event};

/// What the loader gets for a question, or for a press on a control.
#[derive(Serialize)]
struct Reply {
    /// The whole line for the one who asked; nobody asks about a press.
    line: String,
    /// Why it was refused, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'static str>,
    /// The fields to tell the person about.
    about: Vec<Told>,
    /// The fields that a person could answer for, if that is allowed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    overridable: Vec<usize>,
    /// What the register is to be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<Account>,
    /// Whether a person answers for it. The register has that already.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_answered_for: bool,
}

/// What the loader gets when a refused export could go on without the withheld fields.
#[derive(Serialize)]
struct Offered {
    /// The questions to ask for what is left.
    rests: Vec<String>,
    stay: usize,
    /// Nothing where the page does not say whose each is.
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<usize>,
    go: usize,
    /// What the register is to be told if it goes on.
    account: Account,
}

/// What is to be told of a decision.
impl Reply {
    fn of(line: String, guard: &Guard, decision: Decision) -> Self {
        let overridable = guard.overridable(&decision).into_iter().flatten();
        Self {
            line,
            refusal: refusal_code(decision.answer),
            overridable: overridable.map(usize::from).collect(),
            about: decision.fields,
            account: decision.account,
            is_answered_for: false,
        }
    }
}

/// What the loader gets for an export that a person is about to answer for.
#[derive(Serialize)]
struct Named {
    /// All fields that show what was named.
    ids: Vec<usize>,
    /// The questions to ask; none for a control, whose export has no questions.
    rests: Vec<String>,
    account: Account,
}

impl Named {
    fn of(
        guard: &Guard,
        ids: &BTreeSet<FieldId>,
        way: (Channel, &str),
        rests: Vec<String>,
    ) -> Self {
        let account = guard.account_of_override(way.0, way.1, ids);
        Self { ids: ids.iter().copied().map(usize::from).collect(), rests, account }
    }
}

#[derive(Serialize)]
struct Summary {
    site: String,
    /// The name of the veil's setting.
    veil: &'static str,
    fields: Vec<Told>,
}

/// Reads the page, and answers whether something may leave it.
#[wasm_bindgen]
pub struct Engine {
    reader: Rc<RefCell<Reader>>,
}

#[wasm_bindgen]
impl Engine {
    /// Starts to read the page, which was loaded at this path. Others have observed it so far: what
    /// their last records tell of may be gone from it.
    ///
    /// # Errors
    /// When the configuration or an embedded rule cannot be read, or there is no window.
    #[wasm_bindgen(constructor)]
    pub fn new(
        config: JsValue,
        host: Host,
        loaded_path: Option<String>,
        records: js_sys::Array,
    ) -> Result<Engine, JsValue> {
        let config: Config = serde_wasm_bindgen::from_value(config)?;
        Ok(Engine { reader: Reader::start(&config, host, loaded_path, &records)? })
    }

    /// Answers a question of the protocol.
    ///
    /// # Errors
    /// Never on purpose; the loader takes any as the engine's end.
    pub fn answer(&self, question: &str) -> Result<JsValue, JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        // The page may have shown a value in this very statement.
        reader.read();
        let now = now();
        reader.forget_expired(now);
        let numbered = protocol::read(question);
        let decision = match numbered.question {
            Ok(Question::Leave(departure)) if departure.encoding == Encoding::Blob => {
                let read = blob::read(departure.payload);
                let (encoding, payload) = match &read {
                    Some(bytes) => (Encoding::Bytes, bytes.as_str()),
                    None => (Encoding::Unreadable, ""),
                };
                let departure = Departure { encoding, payload, ..departure };
                reader.guard.decide(Question::Leave(departure), now)
            }
            Ok(Question::Source(response)) => reader.veil_source(response),
            Ok(question) => reader.guard.decide(question, now),
            Err(refusal) => Answer::Refuse(refusal).into(),
        };
        let mut line = protocol::answer_line(numbered.number, decision.answer);
        if let Some(instead) = &decision.instead {
            line.push('\n');
            line.push_str(instead);
        }
        Ok(to_js(&Reply::of(line, &reader.guard, decision))?)
    }

    /// The question with what is behind its `blob:` URL in the place of that, while it can be read.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn read_out(&self, question: &str) -> Result<Option<String>, JsValue> {
        let Ok(Question::Leave(departure)) = protocol::read(question).question else {
            return Ok(None);
        };
        if departure.encoding != Encoding::Blob {
            return Ok(Some(question.to_owned()));
        }
        Ok(blob::read(departure.payload).map(|payload| {
            let encoding = Encoding::Bytes;
            protocol::question(Departure { encoding, payload: &payload, ..departure })
        }))
    }

    /// What is left of one export without the withheld fields. It is asked about as often as it
    /// has parts, such as the types of a clipboard.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn offer(&self, questions: Vec<String>) -> Result<JsValue, JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        reader.read();
        let Some(departures) = departures(&questions) else { return Ok(JsValue::UNDEFINED) };
        let Some(offer) = reader.guard.offer(&departures, now()) else {
            return Ok(JsValue::UNDEFINED);
        };
        Ok(to_js(&Offered {
            rests: questions_of(&departures, &offer.rests),
            stay: offer.stay,
            contacts: offer.contacts,
            go: offer.go,
            account: offer.account,
        })?)
    }

    /// What a person is asked about who may answer for an export of these fields.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn to_name(&self, ids: Vec<usize>) -> Result<JsValue, JsValue> {
        let reader = self.reader.try_borrow().map_err(|_| "busy")?;
        Ok(to_js(&reader.guard.to_name(&reader.guard.numbered_fields(&ids)))?)
    }

    /// What is to be asked for an export with the details that a person has named, `named` among
    /// `withheld`, and what the register must hold before. Nothing where it cannot be had.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn with_named(
        &self,
        questions: Vec<String>,
        withheld: Vec<usize>,
        named: Vec<usize>,
    ) -> Result<JsValue, JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        reader.read();
        let ids = among(&reader.guard, &named, &withheld);
        let Some(departures) = departures(&questions) else { return Ok(JsValue::UNDEFINED) };
        let Some(payloads) = reader.guard.with_named(&departures, &ids) else {
            return Ok(JsValue::UNDEFINED);
        };
        let Some(first) = departures.first() else { return Ok(JsValue::UNDEFINED) };
        let (way, rests) =
            ((first.channel, first.destination), questions_of(&departures, &payloads));
        Ok(to_js(&Named::of(&reader.guard, &ids, way, rests))?)
    }

    /// The same for a control's export.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn control_with_named(
        &self,
        withheld: Vec<usize>,
        named: Vec<usize>,
    ) -> Result<JsValue, JsValue> {
        let reader = self.reader.try_borrow().map_err(|_| "busy")?;
        let ids = among(&reader.guard, &named, &withheld);
        if !reader.guard.allows_overrides() || ids.is_empty() {
            return Ok(JsValue::UNDEFINED);
        }
        Ok(to_js(&Named::of(&reader.guard, &ids, (Channel::Control, ""), Vec::new()))?)
    }

    /// Lets this leave, once, with the fields that a person answers for. The register has it.
    /// Whether anybody may.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn override_once(&self, rests: Vec<String>, ids: Vec<usize>) -> Result<bool, JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        let ids = reader.guard.numbered_fields(&ids);
        let Some(departures) = departures(&rests) else { return Ok(false) };
        Ok(reader.guard.override_once(&departures, ids, now()))
    }

    /// Lets a control take the fields that a person answers for, at one press. The register has it.
    /// Whether anybody may.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn override_control(&self, ids: Vec<usize>) -> Result<bool, JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        let ids = reader.guard.numbered_fields(&ids);
        Ok(reader.guard.override_control(ids, now()))
    }

    /// Lets what is left of a refused export leave, when the page asks for exactly that again.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn arm(&self, refused: &str, rest: &str) -> Result<(), JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        if let Ok(Question::Leave(refused)) = protocol::read(refused).question
            && let Ok(Question::Leave(rest)) = protocol::read(rest).question
        {
            reader.guard.arm(refused, rest.payload.to_owned(), now());
        }
        Ok(())
    }

    /// Judges an event of a press, by its path; the last of them does the deed. Nothing: it is on
    /// no control that exports, and goes on as if nobody had asked. What a person answers for can
    /// be taken by their own press only.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn judge_control(
        &self,
        path: js_sys::Array,
        is_last: bool,
        is_theirs: bool,
    ) -> Result<JsValue, JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        reader.read();
        if reader.guard.keeps_nothing() {
            return Ok(JsValue::UNDEFINED);
        }
        let path: Vec<Element> =
            path.iter().filter_map(|each| as_element(each.unchecked_ref()).cloned()).collect();
        let page_path = reader.topmost.location().pathname().unwrap_or_default();
        let Reader { dom, sites, guard, shown, .. } = &*reader;
        let Some(decision) = control::decide(dom, sites, guard, shown, &path, &page_path) else {
            return Ok(JsValue::UNDEFINED);
        };
        if is_theirs && reader.guard.may_take(&decision, is_last, now()) {
            let permitted = Reply::of(String::new(), &reader.guard, Answer::Permit.into());
            return Ok(to_js(&Reply { is_answered_for: true, ..permitted })?);
        }
        let decision = reader.guard.press(decision, now());
        Ok(to_js(&Reply::of(String::new(), &reader.guard, decision))?)
    }

    /// Learns what other pages kept back.
    ///
    /// # Errors
    /// Never on purpose; what cannot be read is as good as not said.
    pub fn recall(&self, memory: &str) -> Result<(), JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        let Some(recall) = Recall::read(memory) else { return Ok(()) };
        reader.recall(&recall, now());
        Ok(())
    }

    /// Learns what people have chosen. `anew`: what pages kept back by what was chosen before is
    /// forgotten everywhere.
    ///
    /// # Errors
    /// Never on purpose; what cannot be read is as good as not said.
    pub fn choose(&self, choices: JsValue, anew: bool) -> Result<(), JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        if let Ok(choices) = serde_wasm_bindgen::from_value(choices) {
            if anew {
                reader.guard.remember_anew();
            }
            reader.choose(&choices);
        }
        Ok(())
    }

    /// Learns the key of the register's pseudonyms.
    ///
    /// # Errors
    /// Never on purpose; what cannot be read is as good as not said.
    pub fn learn_register_key(&self, key: &str) -> Result<(), JsValue> {
        self.reader.try_borrow_mut().map_err(|_| "busy")?.guard.learn_register_key(key);
        Ok(())
    }

    /// Who answers for what is kept back and let go; nothing where the organisation names nobody.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn answerable(&self) -> Result<Option<String>, JsValue> {
        let reader = self.reader.try_borrow().map_err(|_| "busy")?;
        Ok(reader.guard.answerable().map(str::to_owned))
    }

    /// Learns what another engine has put into its document.
    ///
    /// # Errors
    /// Never on purpose; what cannot be read is as good as not said.
    pub fn learn_veiled(&self, table: JsValue) -> Result<(), JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        reader.learn_veiled(table);
        reader.read();
        Ok(())
    }

    /// Learns what the stand-ins stand for that its document was served with.
    ///
    /// # Errors
    /// When it is told anything else.
    pub fn learn_served(&self, table: JsValue) -> Result<(), JsValue> {
        let table: Vec<ServedEntry> = serde_wasm_bindgen::from_value(table)?;
        self.reader.try_borrow_mut().map_err(|_| "busy")?.learn_served(table);
        Ok(())
    }

    /// Learns that nobody knows what some stand-ins stand for: they are of a page that was here
    /// before, and has been stored by its scripts.
    ///
    /// # Errors
    /// When there is one that is none.
    pub fn give_up(&self, stand_ins: JsValue) -> Result<(), JsValue> {
        let reader = self.reader.try_borrow().map_err(|_| "busy")?;
        reader.give_up(&serde_wasm_bindgen::from_value(stand_ins)?);
        Ok(())
    }

    /// Reads what has changed. The engine's own observers wake it too, but later than some of other
    /// extensions.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn wake(&self) -> Result<(), JsValue> {
        self.reader.try_borrow_mut().map_err(|_| "busy")?.read();
        Ok(())
    }

    /// Shows the person what stands in the address of a link that they have pressed.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn show(&self, press: &Event, link: &Element, address: &str) -> Result<(), JsValue> {
        let reader = self.reader.try_borrow().map_err(|_| "busy")?;
        let field = reader.guard.veil().borrow().fields_in(address).next();
        if let Some(field) = field {
            reader.reveal(press, link, field);
        }
        Ok(())
    }

    /// A text on its way to a URL, with what is in its custody put back. Nothing: it stays.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn put_back(&self, destination: &str, text: &str) -> Result<Option<String>, JsValue> {
        let reader = self.reader.try_borrow().map_err(|_| "busy")?;
        Ok(reader.guard.put_back(destination, text))
    }

    /// Whether nothing that was seen here would be exported by going to a URL.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn is_clear(&self, destination: &str) -> Result<bool, JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        reader.read();
        Ok(reader.guard.is_clear(destination))
    }

    /// What the popup shows: never a value, never a name.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn summary(&self) -> Result<JsValue, JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        reader.read();
        // The topmost engine tells of all frames that it can reach; the others would tell again.
        let fields = reader.guard.all().filter(|_| reader.is_topmost());
        let fields = fields.filter_map(|id| reader.guard.told(id)).collect();
        let veil = reader.guard.veil_setting().name();
        Ok(to_js(&Summary { site: reader.host_name.clone(), veil, fields })?)
    }

    /// Marks what must be blank on paper. Gives what the register is to be told of it, if anything.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn mark_for_print(&self) -> Result<JsValue, JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        reader.read();
        reader.mark_for_print();
        Ok(to_js(&reader.guard.account_of_print(now()))?)
    }
}

/// All of the withheld fields that show what a person has named.
fn among(guard: &Guard, named: &[usize], withheld: &[usize]) -> BTreeSet<FieldId> {
    guard.with_same_values(&guard.numbered_fields(named), &guard.numbered_fields(withheld))
}

/// The departures that are asked about.
fn departures(questions: &[String]) -> Option<Vec<Departure<'_>>> {
    questions.iter().map(|each| departure(each)).collect()
}

fn departure(question: &str) -> Option<Departure<'_>> {
    match protocol::read(question).question {
        Ok(Question::Leave(departure)) => Some(departure),
        _ => None,
    }
}

/// Questions about the same departures with other payloads.
fn questions_of(departures: &[Departure<'_>], payloads: &[String]) -> Vec<String> {
    let each = departures.iter().zip(payloads);
    each.map(|(&departure, payload)| protocol::question(Departure { payload, ..departure }))
        .collect()
}

fn refusal_code(answer: Answer) -> Option<&'static str> {
    match answer {
        Answer::Refuse(refusal) => Some(refusal.code()),
        _ => None,
    }
}

/// The time in milliseconds since 1970.
fn now() -> u64 {
    js_sys::Date::now() as u64
}
