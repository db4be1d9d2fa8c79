//! Refuses to build with a broken site rule.

fn main() {}
