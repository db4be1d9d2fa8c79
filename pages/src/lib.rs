//! What the extension's own pages decide.
//!
//! A crate of its own, since every frame of every guarded page loads the engine, and needs none of
//! this. All but `ui` and `web` is pure.

pub mod audit;
pub mod lesson;
pub mod options;
mod pattern;
pub mod popup;
pub mod register;
#[cfg(target_arch = "wasm32")]
pub mod ui;
#[cfg(target_arch = "wasm32")]
mod web;
