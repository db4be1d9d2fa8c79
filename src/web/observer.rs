//! Hears of what changes in a document.

use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Document, MutationObserver, MutationObserverInit, MutationRecord};

/// Watches a document until it is dropped.
pub struct Observer {
    observer: MutationObserver,
    /// Records that were delivered and nobody has read yet.
    delivered: Rc<RefCell<Vec<MutationRecord>>>,
    _on_records: Closure<dyn FnMut(js_sys::Array)>,
}

impl Observer {
    /// Hears of nodes, of texts, and of attributes: of these, or of all. Others have observed these
    /// records before; `changed` is called after a change, once the page's current script has ended.
    pub fn new(
        document: &Document,
        attributes: Option<&[&str]>,
        records: Vec<MutationRecord>,
        changed: impl Fn() + 'static,
    ) -> Option<Self> {
        let delivered = Rc::new(RefCell::new(records));
        let on_records = Closure::<dyn FnMut(js_sys::Array)>::new({
            let delivered = delivered.clone();
            move |records: js_sys::Array| {
                if let Ok(mut delivered) = delivered.try_borrow_mut() {
                    let delivered: &mut Vec<MutationRecord> = &mut delivered;
                    delivered.extend(records.iter().map(JsCast::unchecked_into::<MutationRecord>));
                }
                changed();
            }
        });
        let observer = MutationObserver::new(on_records.as_ref().unchecked_ref()).ok()?;
        let init = MutationObserverInit::new();
        init.set_child_list(true);
        init.set_subtree(true);
        init.set_character_data(true);
        match attributes {
            Some(names) => {
                let names: js_sys::Array = names.iter().copied().map(JsValue::from).collect();
                init.set_attribute_filter(&names);
            }
            None => init.set_attributes(true),
        }
        observer.observe_with_options(document, &init).ok()?;
        Some(Self { observer, delivered, _on_records: on_records })
    }

    /// What has changed since the last call.
    pub fn take(&self) -> Vec<MutationRecord> {
        let mut records = self.delivered.take();
        let more = self.observer.take_records();
        records.extend(more.iter().map(JsCast::unchecked_into::<MutationRecord>));
        records
    }

    /// Drops what was just changed here by ourselves.
    pub fn forget_own_changes(&self) {
        self.observer.take_records();
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
