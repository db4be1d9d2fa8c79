//! What reads one frame's documents and keeps the veil, the marks and the guard in step with them.

use super::chosen::{Chosen, Config};
use super::documents::{Changes, Selectors, Watched, is_of, reachable, topmost};
use super::marks::{Marks, Reveal};
use super::tree::Dom;
use super::veiling::Veiling;
use super::{Host, print, to_js};
use crate::control::Shown;
use crate::evidence::Authority;
use crate::field::Owner;
use crate::guard::{Decision, FieldId, Guard, ScopeId, ServedEntry};
use crate::memory::{Group, News, Recall};
use crate::policy::Policy;
use crate::protocol::{Answer, Response};
use crate::settings::{Choices, Settings};
use crate::sites::{Location, Site, read_scope, response_rule};
use crate::veil::Other;
use crate::veil::stand_in::StandIn;
use serde::Serialize;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, MutationRecord, Window};

/// Reads the documents that scripts of its frame can reach, and veils its own.
pub struct Reader {
    window: Window,
    pub topmost: Window,
    host: Host,
    pub host_name: String,
    pub sites: Vec<Site>,
    selectors: Selectors,
    /// Whether a site of this host has authority over what is declared here.
    authority: Authority,
    custodian: Rc<[String]>,
    pub dom: Dom,
    scopes: Scopes,
    pub guard: Guard,
    /// For controls: what is exported by where it stands.
    pub shown: Shown<Element>,
    watched: Vec<Watched>,
    /// Whether nodes were removed since the scopes and the marks were last looked after.
    removed: bool,
    marks: Option<Marks>,
    veiling: Option<Veiling>,
    /// How much of the veil's table was given away.
    told_veiled: usize,
    counted: Option<usize>,
    /// Tells this page's news and stand-ins from those of others.
    token: u32,
    /// Whether a site of this host has rules of its own.
    proves_distances: bool,
    loaded_path: Option<String>,
    /// What was observed before the first reading.
    records: Vec<MutationRecord>,
    /// Wakes the reader after a change; shared by all watchers.
    wake: Rc<dyn Fn()>,
}

impl Reader {
    /// One that has read the page, which was loaded at this path.
    ///
    /// # Errors
    /// When the configuration or an embedded rule cannot be read, or there is no window.
    pub fn start(
        config: &Config,
        host: Host,
        loaded_path: Option<String>,
        records: &js_sys::Array,
    ) -> Result<Rc<RefCell<Self>>, JsValue> {
        let window = web_sys::window().ok_or("no window")?;
        let reader = Rc::new_cyclic(|weak: &Weak<RefCell<Self>>| {
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
            let token = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
            let guard = Guard::new(Policy::default()).awaiting_settings();
            let guard = guard.numbered(token % StandIn::SERVED);
            RefCell::new(Self {
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
        Ok(reader)
    }

    fn choose_sites(&mut self, config: &Config) -> Result<(), JsValue> {
        // `about:blank` and `srcdoc` frames have no host of their own.
        self.host_name = self.topmost.location().hostname().unwrap_or_default();
        let chosen = Chosen::of(&self.host_name, config)?;
        self.proves_distances = chosen.proves_distances;
        self.authority = chosen.authority;
        self.custodian = chosen.custodian;
        self.sites = chosen.sites;
        self.selectors = Selectors::of(&self.sites);
        Ok(())
    }

    /// Reads what has changed since the last reading.
    pub fn read(&mut self) {
        self.read_documents();
        if self.unknown().is_empty() {
            return;
        }
        for table in self.host.veiled_by_others().iter() {
            self.learn_veiled(table);
        }
        self.read_documents();
        let unknown = self.unknown();
        if let Ok(wanted) = to_js(&unknown)
            && !unknown.is_empty()
            && !self.host.ask_others(wanted.unchecked_into())
        {
            self.give_up(&unknown);
        }
    }

    /// What stands in the documents that only another veil can know.
    fn unknown(&self) -> BTreeSet<StandIn> {
        self.guard.veil().borrow().unknown()
    }

    /// Learns that nobody knows these.
    pub fn give_up(&self, unknown: &BTreeSet<StandIn>) {
        self.guard.veil().borrow_mut().give_up(unknown);
    }

    /// Gives away what is new of the veil's table.
    fn tell_veiled(&mut self) {
        let table = self.guard.veil().borrow().table(self.told_veiled);
        if !table.is_empty()
            && let Ok(told) = to_js(&table)
        {
            self.told_veiled += table.len();
            self.host.keep_veiled(told.unchecked_into());
        }
    }

    /// Learns what stands in the documents of others in the places of values.
    pub fn learn_veiled(&self, table: JsValue) {
        let Ok(table) = serde_wasm_bindgen::from_value::<Vec<Other>>(table) else { return };
        self.guard.veil().borrow_mut().learn(table);
        for watched in &self.watched {
            watched.read_again();
        }
    }

    /// Learns what its own document was served with.
    pub fn learn_served(&mut self, table: Vec<ServedEntry>) {
        self.guard.learn_served(self.scopes.new_id(), table, &self.custodian);
        // What was read with stand-ins reads otherwise now.
        for watched in &self.watched {
            watched.read_again();
        }
        self.read();
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
        let mut read_here = Vec::new();
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
                        read_here.push((node.clone(), *field));
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
        if self.veil_document(&read_here) || changed {
            self.show();
        }
    }

    /// Veils a response that the page is about to read.
    pub fn veil_source(&mut self, response: Response<'_>) -> Decision {
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

    fn veil_document(&mut self, read: &[(Element, FieldId)]) -> bool {
        let written = match (&mut self.veiling, &mut self.marks) {
            (Some(veiling), Some(marks)) => veiling.apply(&self.guard, marks, &self.shown, read),
            _ => false,
        };
        self.tell_veiled();
        written
    }

    /// Shows a field's value to the person who has pressed an element.
    pub fn reveal(&self, press: &Event, at: &Element, field: FieldId) {
        let Some(told) = self.guard.told(field) else { return };
        let veil = self.guard.veil();
        if let Some(value) = veil.borrow().text_of(field) {
            self.host.reveal(press, at, told.kind.name(), value);
        }
    }

    /// Forgets what other pages kept back too long ago.
    pub fn forget_expired(&mut self, now: u64) {
        if self.guard.forget_expired(now) {
            self.show();
        }
    }

    /// Makes marks, badge and other pages agree with what the guard knows.
    pub fn show(&mut self) {
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

    /// Whether no document that scripts can reach lies around this one.
    pub fn is_topmost(&self) -> bool {
        self.window == self.topmost
    }

    /// Learns what other pages kept back.
    pub fn recall(&mut self, recall: &Recall, now: u64) {
        if recall.by == Some(self.token) {
            return;
        }
        // What the page has changed must not be taken for changes to its marks.
        self.read();
        self.guard.recall(recall);
        self.forget_expired(now);
        self.show();
    }

    /// Judges and veils as people have chosen for this site.
    pub fn choose(&mut self, choices: &Choices) {
        self.guard.set_settings(&Settings::of(choices, &self.host_name));
        self.read();
        self.show();
    }

    /// Marks what must be blank on paper.
    pub fn mark_for_print(&self) {
        if let Some(document) = self.window.document() {
            print::mark_withheld(&document, &self.guard);
        }
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

    /// The number of what is no element.
    fn new_id(&mut self) -> ScopeId {
        self.next += 1;
        self.next
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
