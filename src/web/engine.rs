//! The engine of one frame: reads the page, keeps the marks, answers.

use super::chosen::Config;
use super::reader::Reader;
use super::tree::as_element;
use super::{Host, blob, to_js};
use crate::control;
use crate::guard::{ServedEntry, Told};
use crate::memory::Recall;
use crate::protocol::{self, Answer, Departure, Encoding, Question};
use serde::Serialize;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event};

/// What the loader gets for a question.
#[derive(Serialize)]
struct Reply {
    /// The whole line for the one who asked.
    line: String,
    /// Why it was refused, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'static str>,
    /// The fields to tell the person about.
    about: Vec<Told>,
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
}

/// What the loader gets for a press on a control.
#[derive(Serialize)]
struct Pressed {
    /// Why it was refused, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'static str>,
    /// The fields to tell the person about.
    about: Vec<Told>,
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
        let refusal = refusal_code(decision.answer);
        let mut line = protocol::answer_line(numbered.number, decision.answer);
        if let Some(instead) = decision.instead {
            line.push('\n');
            line.push_str(&instead);
        }
        Ok(to_js(&Reply { line, refusal, about: decision.fields })?)
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
        let read = |each| match protocol::read(each).question {
            Ok(Question::Leave(departure)) => Some(departure),
            _ => None,
        };
        let departures: Option<Vec<_>> = questions.iter().map(|each| read(each)).collect();
        let Some(departures) = departures else { return Ok(JsValue::UNDEFINED) };
        let Some(offer) = reader.guard.offer(&departures, now()) else {
            return Ok(JsValue::UNDEFINED);
        };
        let rests = departures.iter().zip(&offer.rests);
        Ok(to_js(&Offered {
            rests: rests
                .map(|(&departure, payload)| protocol::question(Departure { payload, ..departure }))
                .collect(),
            stay: offer.stay,
            contacts: offer.contacts,
            go: offer.go,
        })?)
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

    /// Judges a press, by the path of its event. Nothing: it is on no control that exports, and
    /// goes on as if nobody had asked.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn judge_control(&self, path: js_sys::Array) -> Result<JsValue, JsValue> {
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
        let refusal = refusal_code(decision.answer);
        Ok(to_js(&Pressed { refusal, about: decision.fields })?)
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

    /// Learns what people have chosen about the veil.
    ///
    /// # Errors
    /// Never on purpose; what cannot be read is as good as not said.
    pub fn choose_veil(&self, choices: JsValue) -> Result<(), JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        if let Ok(choices) = serde_wasm_bindgen::from_value(choices) {
            reader.choose_veil(&choices);
        }
        Ok(())
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

    /// Marks what must be blank on paper.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn mark_for_print(&self) -> Result<(), JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        reader.read();
        reader.mark_for_print();
        Ok(())
    }
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
