//! What the extension's own pages decide.
//!
//! A crate of its own, since every frame of every guarded page loads the engine, and needs none of
//! this. All but `web` is pure.

pub mod audit;
#[cfg(target_arch = "wasm32")]
mod web;
