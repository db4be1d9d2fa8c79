//! Site rules: where a page shows owners, distances and contact fields.
