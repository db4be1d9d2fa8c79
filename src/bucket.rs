//! A bucket of tokens, which come back with time: it bounds how often something happens.

/// So many at once, and one more each time one is back.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// What is left, in milliseconds of refill.
    left: u64,
    /// When that was.
    at: u64,
    most: u64,
    per_token: u64,
}

impl Bucket {
    /// A full one: so many tokens, and so many milliseconds until one is back.
    pub fn new(most_tokens: u64, milliseconds_per_token: u64) -> Self {
        let most = most_tokens * milliseconds_per_token;
        Self { left: most, at: 0, most, per_token: milliseconds_per_token }
    }

    /// How many tokens there are at this time, in milliseconds from any fixed point.
    pub fn tokens(&mut self, now: u64) -> u64 {
        // A clock that was set back gives nothing, and takes nothing.
        let gained = now.saturating_sub(self.at);
        self.at = now;
        self.left = self.left.saturating_add(gained).min(self.most);
        self.left / self.per_token
    }

    /// Takes a token. Whether there was one.
    pub fn take(&mut self, now: u64) -> bool {
        let has_any = self.tokens(now) > 0;
        if has_any {
            self.left -= self.per_token;
        }
        has_any
    }
}
