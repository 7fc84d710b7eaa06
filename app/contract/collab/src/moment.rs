//! Moments as a caller may write them: whole microseconds, as everywhere here, or the text that JavaScript makes.
use std::fmt;

use kernel::Timestamp;
use serde::{Deserializer, de};

/// Reads an optional moment; `null` is none.
pub fn option<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    deserializer.deserialize_any(Reader)
}

/// Reads a moment of which it matters whether it was sent at all: `null` takes it away, a missing field leaves it alone.
pub fn changed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Timestamp>>, D::Error> {
    option(deserializer).map(Some)
}

/// Reads `2026-12-01T10:00:00Z`, with or without a fraction of a second, with `Z` or an offset such as `+02:00`.
pub fn parse(text: &str) -> Option<Timestamp> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let (time, offset_seconds) = split_zone(rest)?;
    let mut date = date.splitn(3, '-').map(digits);
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut clock = clock.split(':').map(digits);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next().unwrap_or(Some(0))?);
    let real = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60
        && clock.next().is_none();
    if !real || fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let micros: i64 = format!("{fraction:0<6}")[..6].parse().ok()?;
    let seconds = days_since_epoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset_seconds;
    Some(Timestamp::from_micros(seconds * 1_000_000 + micros))
}

fn split_zone(text: &str) -> Option<(&str, i64)> {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time, 0));
    }
    let at = text.rfind(['+', '-'])?;
    let (hours, minutes) = text[at + 1..].split_once(':')?;
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    if hours > 18 || minutes > 59 {
        return None;
    }
    let seconds = hours * 3_600 + minutes * 60;
    Some((&text[..at], if text[at..].starts_with('-') { -seconds } else { seconds }))
}

fn digits(text: &str) -> Option<i64> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Howard Hinnant's `days_from_civil`, the way back of [`Timestamp::civil`].
const fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

struct Reader;

impl de::Visitor<'_> for Reader {
    type Value = Option<Timestamp>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a moment such as \"2026-12-01T10:00:00Z\", or microseconds since 1970")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: de::Error>(self, micros: i64) -> Result<Self::Value, E> {
        Ok(Some(Timestamp::from_micros(micros)))
    }

    fn visit_u64<E: de::Error>(self, micros: u64) -> Result<Self::Value, E> {
        let micros = i64::try_from(micros).map_err(|_| E::custom("that moment is too far away"))?;
        Ok(Some(Timestamp::from_micros(micros)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        parse(text).map(Some).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_moments_come_back_as_they_were() {
        for seconds in [0, 951_782_400, 1_795_170_600, 4_102_444_799] {
            let moment = Timestamp::from_seconds(seconds);
            assert_eq!(parse(&moment.iso()), Some(moment));
        }
    }

    #[test]
    fn offsets_and_fractions_count() {
        let moment = parse("2026-11-20T10:30:00Z");
        assert_eq!(parse("2026-11-20T12:30:00+02:00"), moment);
        assert_eq!(parse("2026-11-20T05:00:00-05:30"), moment);
        assert_eq!(parse("2026-11-20T10:30Z"), moment);
        assert_eq!(parse("2026-11-20T10:30:00.25Z"), moment.map(|at| Timestamp::from_micros(at.micros() + 250_000)));
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in
            ["", "tomorrow", "2026-11-20", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-20T24:00:00Z"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        for text in ["2026-11-20T10:30:00", "2026-11-20T10:30:00+99:00", "2026-11-20T10:3é:00Z", "2026-11-20T1:2:3:4Z"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
