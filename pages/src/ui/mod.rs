//! The extension's own pages: what in them changes. What stays as it is stands in their HTML files.

pub mod answering;
pub mod browser;
pub mod dom;
pub mod options;
pub mod popup;
pub mod register;
pub mod tools;
pub mod welcome;
pub mod why;
mod words;
