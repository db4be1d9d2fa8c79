//! Times and days as they are written in bodies: UTC, to the millisecond.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use time::{Date, Month, OffsetDateTime};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// The last millisecond of the year 9999.
const LAST: i64 = 253_402_300_799_999;

/// Milliseconds since 1 January 1970, as the browser's clock gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// A text is no time, or no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time")
    }
}

impl std::error::Error for NotATime {}

impl Time {
    /// The years 1970 to 9999; a clock that is set elsewhere counts as their beginning or end.
    pub fn from_ms(ms: i64) -> Self {
        Self(ms.clamp(0, LAST))
    }

    /// Milliseconds since 1970.
    pub fn ms(self) -> i64 {
        self.0
    }

    /// The time so many days before.
    #[must_use]
    pub fn days_before(self, days: u32) -> Self {
        Self::from_ms(self.0 - i64::from(days) * DAY_MS)
    }

    /// The time so many days after.
    #[must_use]
    pub fn days_after(self, days: u32) -> Self {
        Self::from_ms(self.0 + i64::from(days) * DAY_MS)
    }

    /// The day of this time where clocks are so many minutes ahead of UTC.
    pub fn day(self, minutes_ahead: i32) -> Day {
        let seconds = self.0.div_euclid(1000) + i64::from(minutes_ahead) * 60;
        Day(OffsetDateTime::from_unix_timestamp(seconds).map_or(Date::MAX, OffsetDateTime::date))
    }
}

impl Day {
    /// The day after.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.next_day().unwrap_or(Date::MAX))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        let month = u8::from(month);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.0.rem_euclid(DAY_MS);
        let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        write!(f, "{}T{hours:02}:{minutes:02}:{seconds:02}.{:03}Z", self.day(0), ms % 1000)
    }
}

impl FromStr for Day {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let mut parts = text.splitn(3, '-');
        let mut part = || parts.next().ok_or(NotATime);
        let year = part()?.parse().map_err(|_| NotATime)?;
        let month: u8 = part()?.parse().map_err(|_| NotATime)?;
        let month = Month::try_from(month).map_err(|_| NotATime)?;
        let day = part()?.parse().map_err(|_| NotATime)?;
        let day = Self(Date::from_calendar_date(year, month, day).map_err(|_| NotATime)?);
        // There are other ways to write it.
        if day.to_string() == text { Ok(day) } else { Err(NotATime) }
    }
}

impl FromStr for Time {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let (day, clock) = text.split_once('T').ok_or(NotATime)?;
        let clock = clock.strip_suffix('Z').ok_or(NotATime)?;
        let mut parts =
            clock.split([':', '.']).map(|part| part.parse::<u16>().map_err(|_| NotATime));
        let mut part = || parts.next().unwrap_or(Err(NotATime)).map(i64::from);
        let ms = part()? * 3_600_000 + part()? * 60_000 + part()? * 1000 + part()?;
        let Day(date) = day.parse()?;
        let time = Self::from_ms(date.midnight().assume_utc().unix_timestamp() * 1000 + ms);
        if time.to_string() == text { Ok(time) } else { Err(NotATime) }
    }
}

macro_rules! as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
as_text!(Time);
as_text!(Day);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn times_are_written_as_javascript_writes_them() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_827_696_789, "2000-02-29T12:34:56.789Z"),
            (1_795_379_640_123, "2026-11-22T20:34:00.123Z"),
            (LAST, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Time::from_ms(ms).to_string(), text);
            assert_eq!(text.parse::<Time>().unwrap().ms(), ms);
        }
        assert_eq!(Time::from_ms(-1).ms(), 0);
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for text in [
            "",
            "2026-11-22",
            "2026-11-22T20:34:00Z",
            "2026-02-30T00:00:00.000Z",
            "2026-11-22T24:00:00.000Z",
            "2026-11-22T20:34:00.123+01:00",
            "2026-11-22T20:34:00.1Z",
        ] {
            assert!(text.parse::<Time>().is_err(), "{text}");
        }
        for text in
            ["2026-2-03", "2026-13-01", "2025-02-29", "22/11/2026", "-", "99999999999999999999-1-1"]
        {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        assert!("2024-02-29".parse::<Day>().is_ok());
    }

    #[test]
    fn a_day_is_that_of_the_place() {
        let late: Time = "2026-11-22T23:30:00.000Z".parse().unwrap();
        assert_eq!(late.day(0).to_string(), "2026-11-22");
        assert_eq!(late.day(60).to_string(), "2026-11-23");
        assert_eq!(late.day(0).next(), late.day(60));
    }
}
