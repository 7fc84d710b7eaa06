//! Money.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::LedgerError;

/// A sum of money in nano-dollars (10⁻⁹ US dollars), which may be negative. In JSON and SQL it is that integer.
///
/// Arithmetic that leaves the range is an error and never wraps. There is no way from or to a floating-point number.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(transparent)]
pub struct Nanos(i64);

impl Nanos {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// Nano-dollars in a cent. What touches the payment provider is a multiple of this.
    pub const PER_CENT: i64 = 10_000_000;
    /// Nano-dollars in a dollar.
    pub const PER_DOLLAR: i64 = 1_000_000_000;

    /// That many nano-dollars.
    pub const fn new(nanos: i64) -> Self {
        Self(nanos)
    }

    /// The bare number, for SQL parameters.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whole cents, as the payment provider counts. Exact.
    ///
    /// # Errors
    /// `TooLarge` beyond 9.2 billion dollars.
    pub fn from_cents(cents: i64) -> Result<Self, LedgerError> {
        cents.checked_mul(Self::PER_CENT).map(Self).ok_or(LedgerError::TooLarge)
    }

    /// The same sum in cents, for the payment provider. Exact: nothing is rounded at this edge.
    ///
    /// # Errors
    /// `NotWholeCents` when a part of a cent would be lost.
    pub const fn to_cents(self) -> Result<i64, LedgerError> {
        if self.0 % Self::PER_CENT == 0 {
            Ok(self.0 / Self::PER_CENT)
        } else {
            Err(LedgerError::NotWholeCents { amount: self })
        }
    }

    /// The whole cents in a sum, and what is left of it, which is never negative. A payout takes the cents; the rest
    /// stays on the account.
    pub const fn cents_and_rest(self) -> (i64, Self) {
        (self.0.div_euclid(Self::PER_CENT), Self(self.0.rem_euclid(Self::PER_CENT)))
    }

    /// The sum of both.
    ///
    /// # Errors
    /// `TooLarge` outside the range.
    pub fn plus(self, other: Self) -> Result<Self, LedgerError> {
        self.0.checked_add(other.0).map(Self).ok_or(LedgerError::TooLarge)
    }

    /// This less the other.
    ///
    /// # Errors
    /// `TooLarge` outside the range.
    pub fn minus(self, other: Self) -> Result<Self, LedgerError> {
        self.0.checked_sub(other.0).map(Self).ok_or(LedgerError::TooLarge)
    }

    /// The same sum with the other sign.
    ///
    /// # Errors
    /// `TooLarge` for the one number that has no counterpart.
    pub fn negated(self) -> Result<Self, LedgerError> {
        self.0.checked_neg().map(Self).ok_or(LedgerError::TooLarge)
    }

    /// All of them together; what is in between may leave the range, the end may not.
    ///
    /// # Errors
    /// `TooLarge` outside the range.
    pub fn sum(all: impl IntoIterator<Item = Self>) -> Result<Self, LedgerError> {
        Self::from_wide(all.into_iter().map(|each| i128::from(each.0)).sum())
    }

    /// Itself, if it is more than nothing.
    ///
    /// # Errors
    /// `NotPositive` for zero and less.
    pub const fn positive(self) -> Result<Self, LedgerError> {
        if self.0 > 0 { Ok(self) } else { Err(LedgerError::NotPositive) }
    }

    /// Whether it is less than nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn from_wide(wide: i128) -> Result<Self, LedgerError> {
        i64::try_from(wide).map(Self).map_err(|_| LedgerError::TooLarge)
    }

    /// `self × numerator ÷ denominator`, a half rounded up (towards more). All three must not be negative, and the last
    /// not zero.
    pub(crate) fn part_half_up(self, numerator: i64, denominator: i64) -> Result<Self, LedgerError> {
        let (twice, denominator) = (2 * i128::from(self.0) * i128::from(numerator), i128::from(denominator));
        Self::from_wide((twice + denominator).div_euclid(2 * denominator))
    }
}

impl fmt::Display for Nanos {
    /// `$12.50`, `-$0.000000001`: at least two digits after the point, and no digit is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let nanos = self.0.unsigned_abs();
        let (dollars, rest) = (nanos / Self::PER_DOLLAR.unsigned_abs(), nanos % Self::PER_DOLLAR.unsigned_abs());
        let digits = format!("{rest:09}");
        let shown = digits.trim_end_matches('0').len().max(2);
        write!(f, "{sign}${dollars}.{}", &digits[..shown])
    }
}
