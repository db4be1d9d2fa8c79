//! Keeps the guard from being an oracle: a page that tries again and again gets no more answers.
//!
//! Each refusal of a withheld value tells the page one thing about it. A bucket of tokens bounds
//! how many: a refusal takes one, and they come back with time. Once the bucket is empty all that
//! is at stake is refused, whatever it holds, until a good part of the tokens is back.
//!
//! Refusals of what cannot be read take none. They are the same whatever it holds, and a page that
//! sends pictures to another server would stop its own other traffic by them.

use crate::bucket::Bucket;

/// The most tokens, which is what a page begins with. A person does not come near it. Nor does a
/// page of the tests: the one that is refused most often tries 15 spellings by 8 ways, 120 times in
/// all, within seconds on a quick computer.
pub const MOST_TOKENS: u64 = 150;
/// How long it takes until one token is back.
pub const MILLISECONDS_PER_TOKEN: u64 = 500;
/// An empty bucket stays shut until it has so many again. One alone would answer the next try.
pub const TOKENS_TO_REOPEN: u64 = 40;

/// The bucket of one page.
#[derive(Clone, Debug)]
pub struct Flood {
    bucket: Bucket,
    shut: bool,
    /// Whether it was told that it is shut.
    told: bool,
}

impl Default for Flood {
    fn default() -> Self {
        let bucket = Bucket::new(MOST_TOKENS, MILLISECONDS_PER_TOKEN);
        Self { bucket, shut: false, told: false }
    }
}

impl Flood {
    /// Whether nothing is to be answered at this time, in milliseconds from any fixed point.
    pub fn is_shut(&mut self, now: u64) -> bool {
        if self.bucket.tokens(now) >= TOKENS_TO_REOPEN {
            self.shut = false;
            self.told = false;
        }
        self.shut
    }

    /// Whether it is to be told that it is shut: once for each time.
    pub fn is_news(&mut self) -> bool {
        !std::mem::replace(&mut self.told, true)
    }

    /// Counts a refusal that told something.
    pub fn take(&mut self, now: u64) {
        if self.is_shut(now) {
            return;
        }
        self.bucket.take(now);
        self.shut = self.bucket.tokens(now) == 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Refusals until the bucket is shut, one every so many milliseconds.
    fn refusals(flood: &mut Flood, from: u64, every: u64, most: u64) -> u64 {
        (0..most)
            .take_while(|count| {
                let now = from + count * every;
                let open = !flood.is_shut(now);
                flood.take(now);
                open
            })
            .count() as u64
    }

    const BEGIN: u64 = 1_700_000_000_000;

    #[test]
    fn a_burst_is_answered_as_often_as_there_are_tokens() {
        let mut flood = Flood::default();
        assert_eq!(refusals(&mut flood, BEGIN, 0, 1000), MOST_TOKENS);
        assert!(flood.is_shut(BEGIN));
    }

    #[test]
    fn somebody_who_tries_as_fast_as_tokens_come_back_is_never_stopped() {
        let mut flood = Flood::default();
        assert_eq!(refusals(&mut flood, BEGIN, MILLISECONDS_PER_TOKEN, 10_000), 10_000);
    }

    #[test]
    fn an_empty_bucket_opens_when_enough_is_back_and_not_before() {
        let mut flood = Flood::default();
        refusals(&mut flood, BEGIN, 0, 1000);
        let opens = BEGIN + TOKENS_TO_REOPEN * MILLISECONDS_PER_TOKEN;
        for now in [BEGIN + 1, BEGIN + MILLISECONDS_PER_TOKEN, opens - 1] {
            assert!(flood.is_shut(now), "{now}");
            // Trying on neither helps nor costs.
            flood.take(now);
        }
        assert!(!flood.is_shut(opens));
        assert_eq!(refusals(&mut flood, opens, 0, 1000), TOKENS_TO_REOPEN);
    }

    #[test]
    fn a_clock_that_is_set_back_gives_no_tokens() {
        let mut flood = Flood::default();
        refusals(&mut flood, BEGIN, 0, 1000);
        assert!(flood.is_shut(0));
        assert!(flood.is_shut(1));
    }

    #[test]
    fn rest_fills_the_bucket_once_and_not_more() {
        let mut flood = Flood::default();
        refusals(&mut flood, BEGIN, 0, 1000);
        assert_eq!(refusals(&mut flood, BEGIN * 2, 0, 1000), MOST_TOKENS);
    }
}
