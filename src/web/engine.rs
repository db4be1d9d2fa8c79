//! The engine of one frame: reads the page, keeps the marks, answers.

use super::documents::{Changes, Selectors, Watched, is_of, reachable, topmost};
use super::marks::{Marks, Reveal};
use super::tree::{Dom, as_element};
use super::veiling::Veiling;
use super::{Host, blob, print, to_js};
use crate::control::{self, Shown};
use crate::evidence::Authority;
use crate::field::Owner;
use crate::guard::{Decision, FieldId, Guard, ScopeId, Told};
use crate::memory::{Group, News, Recall};
use crate::policy::Policy;
use crate::protocol::{self, Answer, Departure, Encoding, Question, Response};
use crate::sites::{Location, Site, read_scope, response_rule};
use crate::veil::Other;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, MutationRecord, Window};

/// What the build tells the engine.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// The version of the extension; the scripts beside the engine want it.
    #[serde(rename = "version")]
    _version: String,
    /// Hosts that are read by the rules of a site that does not list them.
    hosts: HashMap<String, String>,
    /// What the lookout wants.
    #[serde(rename = "scopes")]
    _scopes: IgnoredAny,
}

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
    fields: Vec<Told>,
}

/// Reads the page, and answers whether something may leave it.
#[wasm_bindgen]
pub struct Engine {
    reader: Rc<RefCell<Reader>>,
}

struct Reader {
    window: Window,
    topmost: Window,
    host: Host,
    host_name: String,
    sites: Vec<Site>,
    selectors: Selectors,
    /// Whether a site of this host has authority over what is declared here.
    authority: Authority,
    custodian: Rc<[String]>,
    dom: Dom,
    scopes: Scopes,
    guard: Guard,
    /// For controls: what is exported by where it stands.
    shown: Shown<Element>,
    watched: Vec<Watched>,
    /// Whether nodes were removed since the scopes and the marks were last looked after.
    removed: bool,
    marks: Option<Marks>,
    veiling: Option<Veiling>,
    /// How much of the veil's table was given away.
    told_veiled: usize,
    counted: Option<usize>,
    /// Tells this page's news from those of others.
    token: u32,
    /// Whether a site of this host has rules of its own.
    proves_distances: bool,
    loaded_path: Option<String>,
    /// What was observed before the first reading.
    records: Vec<MutationRecord>,
    /// Wakes the reader after a change; shared by all watchers.
    wake: Rc<dyn Fn()>,
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
        let window = web_sys::window().ok_or("no window")?;
        let reader = Rc::new_cyclic(|weak: &std::rc::Weak<RefCell<Reader>>| {
            let wake: Rc<dyn Fn()> = Rc::new({
                let weak = weak.clone();
                move || {
                    // Busy: whoever is reading reads this change as well.
                    if let Some(reader) = weak.upgrade()
                        && let Ok(mut reader) = reader.try_borrow_mut()
                    {
                        reader.read();
                    }
                }
            });
            let reveal: Reveal = Rc::new({
                let weak = weak.clone();
                move |press: &Event, at: &Element, field: FieldId| {
                    if let Some(reader) = weak.upgrade()
                        && let Ok(reader) = reader.try_borrow()
                    {
                        reader.reveal(press, at, field);
                    }
                }
            });
            let guard = Guard::new(Policy::default());
            let token = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
            guard.veil().borrow_mut().set_number(Other::number(token));
            RefCell::new(Reader {
                topmost: topmost(window.clone()),
                marks: window.document().map(|document| Marks::new(document, reveal)),
                veiling: window.document().map(|document| Veiling::new(document, wake.clone())),
                window,
                host,
                host_name: String::new(),
                sites: Vec::new(),
                selectors: Selectors::default(),
                authority: Authority::None,
                custodian: Rc::new([]),
                scopes: Scopes::default(),
                dom: Dom::new(guard.veil()),
                guard,
                shown: Shown::default(),
                watched: Vec::new(),
                removed: false,
                told_veiled: 0,
                counted: None,
                token,
                proves_distances: false,
                loaded_path,
                records: records.iter().map(JsCast::unchecked_into).collect(),
                wake,
            })
        });
        {
            let mut started = reader.try_borrow_mut().map_err(|_| "busy")?;
            started.choose_sites(config)?;
            started.read();
        }
        Ok(Engine { reader })
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
        if recall.by != Some(reader.token) {
            // What the page has changed must not be taken for changes to its marks.
            reader.read();
            reader.guard.recall(&recall);
            reader.forget_expired(now());
            reader.show();
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

    /// Learns that nobody knows what is unknown.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn give_up(&self) -> Result<(), JsValue> {
        let reader = self.reader.try_borrow().map_err(|_| "busy")?;
        reader.guard.veil().borrow_mut().give_up();
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
        Ok(to_js(&Summary { site: reader.host_name.clone(), fields })?)
    }

    /// Marks what must be blank on paper.
    ///
    /// # Errors
    /// Never on purpose.
    pub fn mark_for_print(&self) -> Result<(), JsValue> {
        let mut reader = self.reader.try_borrow_mut().map_err(|_| "busy")?;
        reader.read();
        if let Some(document) = reader.window.document() {
            print::mark_withheld(&document, &reader.guard);
        }
        Ok(())
    }
}

fn refusal_code(answer: Answer) -> Option<&'static str> {
    match answer {
        Answer::Refuse(refusal) => Some(refusal.code()),
        _ => None,
    }
}

impl Reader {
    fn choose_sites(&mut self, config: Config) -> Result<(), JsValue> {
        // `about:blank` and `srcdoc` frames have no host of their own.
        self.host_name = self.topmost.location().hostname().unwrap_or_default();
        let mut all: Vec<Site> = Vec::new();
        for (_, json) in crate::sites::EMBEDDED {
            all.push(serde_wasm_bindgen::from_value(js_sys::JSON::parse(json)?)?);
        }
        let alias = config.hosts.get(&self.host_name);
        let is_named = |site: &Site| {
            (site.applies_to(&self.host_name) && !site.is_for_every_host())
                || alias.is_some_and(|name| name == site.site.as_str())
        };
        let any_named = all.iter().any(is_named);
        self.proves_distances = any_named;
        // The page's own host holds what the page shows, whatever the site's rules say.
        let mut custodian = vec![self.host_name.clone()];
        for site in all {
            let named = is_named(&site);
            if named {
                custodian.extend(site.custodian.iter().map(|host| host.as_str().to_owned()));
                if site.authority {
                    self.authority = Authority::Custodian;
                }
            }
            // On a host that no site names, the person has added it: so opt-in rules apply.
            if named || (site.is_for_every_host() && !(site.opt_in && any_named)) {
                self.sites.push(site);
            }
        }
        self.custodian = custodian.into();
        self.selectors = Selectors::of(&self.sites);
        Ok(())
    }

    /// Reads what has changed since the last reading.
    fn read(&mut self) {
        self.read_documents();
        if !self.guard.veil().borrow().has_unknown() {
            return;
        }
        for table in self.host.veiled_by_others().iter() {
            self.learn_veiled(table);
        }
        self.read_documents();
        if self.guard.veil().borrow().has_unknown() {
            self.host.ask_others();
        }
    }

    /// Gives away what is new of the veil's table.
    fn tell_veiled(&mut self) {
        let veil = self.guard.veil();
        let veil = veil.borrow();
        if veil.len() > self.told_veiled
            && let Ok(table) = to_js(&veil.table(self.told_veiled))
        {
            self.told_veiled = veil.len();
            self.host.keep_veiled(table.unchecked_into());
        }
    }

    fn learn_veiled(&mut self, table: JsValue) {
        let Ok(table) = serde_wasm_bindgen::from_value::<Vec<Other>>(table) else { return };
        self.guard.veil().borrow_mut().learn(table);
        for watched in &self.watched {
            watched.read_again();
        }
    }

    fn read_documents(&mut self) {
        let own_document = self.window.document();
        let documents = reachable(&self.topmost);
        let known = self.watched.len();
        self.watched.retain(|watched| documents.contains(&watched.document));
        self.removed |= self.watched.len() != known;
        for document in documents {
            if !self.watched.iter().any(|watched| watched.document == document) {
                let is_own = own_document.as_ref() == Some(&document);
                let loaded_path = self.loaded_path.clone().filter(|_| is_own);
                let wake = self.wake.clone();
                let records = self.records.extract_if(.., |record| is_of(record, &document));
                let records = records.collect();
                self.watched.extend(Watched::new(document, loaded_path, records, move || wake()));
            }
        }
        self.records.clear();
        let mut changed = false;
        let mut shown_here = Vec::new();
        for watched in &self.watched {
            let is_own = own_document.as_ref() == Some(&watched.document);
            let Changes { scopes: stale, removed } = watched.changes(&self.sites, &self.selectors);
            self.removed |= removed;
            let loaded_path = watched.loaded_path();
            let location = Location {
                host: &self.host_name,
                loaded_path: loaded_path.as_deref(),
                authority: self.authority,
            };
            for (site_index, rule_index, scope) in stale {
                changed = true;
                let Some(site) = self.sites.get(site_index) else { continue };
                let Some((rule, _)) = site.scopes().nth(rule_index) else { continue };
                let reading = read_scope(&self.dom, site, rule, &scope, &location);
                let id = self.scopes.id((site_index, rule_index), scope);
                let shown = self.guard.learn_reading(id, reading, &self.custodian);
                for (node, field) in &shown {
                    if let Some(marks) = self.marks.as_mut().filter(|_| is_own) {
                        marks.place(node.clone(), *field);
                        shown_here.push((node.clone(), *field));
                    }
                }
                self.shown.learn(id, shown);
            }
        }
        if changed && self.removed {
            for gone in self.scopes.take_gone() {
                self.guard.forget_scope(gone);
                self.shown.forget(gone);
            }
        }
        if self.veil_document(&shown_here) || changed {
            self.show();
        }
    }

    /// Veils a response that the page is about to read.
    fn veil_source(&mut self, response: Response<'_>) -> Decision {
        let Self { sites, guard, scopes, custodian, .. } = self;
        let found = sites.iter().find_map(|site| Some((site, response_rule(site, response.url)?)));
        let Some((site, rule)) = found else { return Answer::Same.into() };
        let location =
            Location { host: &self.host_name, loaded_path: None, authority: self.authority };
        let scope = |owner: Option<&Owner>| scopes.of_responses(owner);
        let decision = guard.veil_source(response, (site, rule), &location, custodian, scope);
        // What is on the page already may be of the same owner.
        self.veil_document(&[]);
        self.show();
        decision
    }

    fn veil_document(&mut self, shown: &[(Element, FieldId)]) -> bool {
        let written = match (&mut self.veiling, &mut self.marks) {
            (Some(veiling), Some(marks)) => veiling.apply(&self.guard, marks, shown),
            _ => false,
        };
        self.tell_veiled();
        written
    }

    fn reveal(&self, press: &Event, at: &Element, field: FieldId) {
        let Some(told) = self.guard.told(field) else { return };
        let veil = self.guard.veil();
        if let Some(value) = veil.borrow().text_of(field) {
            self.host.reveal(press, at, told.kind.name(), value);
        }
    }

    fn forget_expired(&mut self, now: u64) {
        if self.guard.forget_expired(now) {
            self.show();
        }
    }

    /// Makes marks, badge and other pages agree with what the guard knows.
    fn show(&mut self) {
        let changed = self.guard.take_changed();
        let removed = std::mem::take(&mut self.removed);
        if let Some(marks) = &mut self.marks {
            marks.refresh(&self.guard, &self.host, &changed, removed);
        }
        for watched in &self.watched {
            watched.forget_own_changes();
        }
        if let Some(veiling) = &self.veiling {
            veiling.forget_own_changes();
        }
        // One engine counts for all frames that it can reach.
        let withheld = self.guard.withheld_count();
        if self.is_topmost() && self.counted.replace(withheld) != Some(withheld) {
            self.tell_count(withheld);
        }
        if self.is_topmost()
            && let Some(news) = self.guard.take_news(self.proves_distances)
        {
            self.tell_news(news);
        }
    }

    fn is_topmost(&self) -> bool {
        self.window == self.topmost
    }

    fn tell_count(&self, withheld: usize) {
        #[derive(Serialize)]
        struct Count {
            r#type: &'static str,
            withheld: usize,
        }
        if let Ok(message) = to_js(&Count { r#type: "count", withheld }) {
            self.host.send(&message);
        }
    }

    fn tell_news(&self, News { groups, own }: News) {
        #[derive(Serialize)]
        struct Kept {
            r#type: &'static str,
            by: u32,
            groups: Vec<Group>,
            own: String,
        }
        if let Ok(message) = to_js(&Kept { r#type: "kept", by: self.token, groups, own }) {
            self.host.send(&message);
        }
    }
}

/// The time in milliseconds since 1970.
fn now() -> u64 {
    js_sys::Date::now() as u64
}

/// Numbers the scopes that are on the page.
#[derive(Default)]
struct Scopes {
    ids: HashMap<(usize, usize), js_sys::WeakMap>,
    live: BTreeMap<ScopeId, Element>,
    /// What responses said, by the owner.
    responses: HashMap<Option<Owner>, ScopeId>,
    next: ScopeId,
}

impl Scopes {
    /// The number of an element as the scope of one rule; the same for as long as it lives.
    fn id(&mut self, rule: (usize, usize), scope: Element) -> ScopeId {
        let ids = self.ids.entry(rule).or_default();
        let id = match ids.get(&scope).as_f64() {
            Some(id) => id as ScopeId,
            None => {
                self.next += 1;
                ids.set(&scope, &self.next.into());
                self.next
            }
        };
        self.live.insert(id, scope);
        id
    }

    /// The number of what responses say of an owner.
    fn of_responses(&mut self, owner: Option<&Owner>) -> ScopeId {
        *self.responses.entry(owner.cloned()).or_insert_with(|| {
            self.next += 1;
            self.next
        })
    }

    /// The scopes that have left the page since the last call.
    fn take_gone(&mut self) -> Vec<ScopeId> {
        let gone: Vec<ScopeId> = self
            .live
            .iter()
            .filter(|(_, scope)| !scope.is_connected())
            .map(|(&id, _)| id)
            .collect();
        for id in &gone {
            self.live.remove(id);
        }
        gone
    }
}
