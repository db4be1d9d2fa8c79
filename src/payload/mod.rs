//! Payloads on their way out: decode, then find known values.
