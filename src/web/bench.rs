//! What `make bench` measures of the payload search. Built with the feature `bench` only.

use crate::field::{Kind, Value};
use crate::payload::{Needles, Payload};
use wasm_bindgen::prelude::*;

/// Known values, and a payload that is in the engine's memory already.
#[wasm_bindgen]
pub struct Bench {
    needles: Needles,
    kept: String,
    table: [u8; 256],
}

#[wasm_bindgen]
impl Bench {
    /// Reads the values from lines: the name of a kind, a blank, the value.
    #[wasm_bindgen(constructor)]
    pub fn new(lines: &str) -> Self {
        let kind = |name: &str| Kind::ALL.into_iter().find(|kind| kind.name() == name);
        let value = |line: &str| {
            let (name, shown) = line.split_once(' ')?;
            Value::read(kind(name)?, shown)
        };
        let values: Vec<Value> = lines.lines().filter_map(value).collect();
        // Odd, so that the loop goes through all entries.
        let table = std::array::from_fn(|index| (index as u8).wrapping_mul(167).wrapping_add(13));
        Self { needles: Needles::new(&values), kept: String::new(), table }
    }

    /// Takes a payload into memory.
    pub fn keep(&mut self, payload: String) {
        self.kept = payload;
    }

    /// Searches what is kept.
    ///
    /// # Errors
    /// When it cannot be read.
    #[wasm_bindgen(js_name = findKept)]
    pub fn find_kept(&self) -> Result<Vec<u32>, JsError> {
        self.found(Payload::Text(&self.kept))
    }

    /// Searches a text that JavaScript has.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn find(&self, payload: &str) -> Result<Vec<u32>, JsError> {
        self.found(Payload::Text(payload))
    }

    /// The floor of whatever looks at every byte and remembers what it saw: one look-up a byte,
    /// each of which waits for the one before.
    #[wasm_bindgen(js_name = tablePerByte)]
    pub fn table_per_byte(&self) -> u8 {
        self.kept.bytes().fold(0, |state, byte| self.table[usize::from(state ^ byte)])
    }
}

impl Bench {
    fn found(&self, payload: Payload<'_>) -> Result<Vec<u32>, JsError> {
        let found = self.needles.find(payload)?;
        Ok(found.into_iter().filter_map(|index| u32::try_from(index).ok()).collect())
    }
}
