//! Wording of degrees, audiences and labels in the languages that are read.
