//! What things cost, and how it is rounded. The rules are those of decision 3 of the design ("Money"):
//!
//! - a call: one sum over all kinds of tokens, rounded up once to a nano-dollar, is the cost;
//! - the charge is `cost × 10 ÷ 7`, rounded up, and the commission is the charge less the cost: 30 % *of the charge*.
//!   Own keys and local models are charged nothing;
//! - a sale on the marketplace: the fee is 30 % of the price in cents, a half rounded up; the seller gets the rest.
use serde::{Deserialize, Serialize};

use crate::{LedgerError, Nanos};

/// Prices are per this many tokens.
const MILLION: i128 = 1_000_000;
/// The platform's part of a sale, in hundredths of a per cent.
pub const SALE_FEE_BASIS_POINTS: u32 = 3_000;
/// All of it, in hundredths of a per cent.
const WHOLE_BASIS_POINTS: u32 = 10_000;

/// What a call cost the platform and what it adds. Neither is negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Charge {
    /// What the provider gets, in nano-dollars.
    cost: Nanos,
    /// What the platform adds, in nano-dollars.
    commission: Nanos,
}

impl Charge {
    /// A call with the platform's key that cost this much.
    ///
    /// # Errors
    /// `NotPositive` for a negative cost, `TooLarge` when the charge leaves the range.
    pub fn for_cost(cost: Nanos) -> Result<Self, LedgerError> {
        if cost.is_negative() {
            return Err(LedgerError::NotPositive);
        }
        let total = Nanos::from_wide((i128::from(cost.get()) * 10 + 6).div_euclid(7))?;
        Ok(Self { cost, commission: total.minus(cost)? })
    }

    /// A call with an own key or a local model, or one that gave nothing: no charge.
    pub const fn nothing() -> Self {
        Self { cost: Nanos::ZERO, commission: Nanos::ZERO }
    }

    /// What the provider gets.
    pub const fn cost(self) -> Nanos {
        self.cost
    }

    /// What the platform adds.
    pub const fn commission(self) -> Nanos {
        self.commission
    }

    /// Both together: what the customer pays.
    ///
    /// # Errors
    /// `TooLarge` outside the range, which only a charge that came over a wire can reach.
    pub fn total(self) -> Result<Nanos, LedgerError> {
        self.cost.plus(self.commission)
    }

    pub(crate) fn checked(self) -> Result<Self, LedgerError> {
        if self.cost.is_negative() || self.commission.is_negative() { Err(LedgerError::NotPositive) } else { Ok(self) }
    }
}

/// What a call cost: numbers of tokens, each with its price in nano-dollars per million. Rounded up once, at the end.
///
/// # Errors
/// `NotPositive` for a negative price, `TooLarge` when the cost leaves the range.
pub fn cost_of(usage: impl IntoIterator<Item = (u64, Nanos)>) -> Result<Nanos, LedgerError> {
    let mut sum = 0_i128;
    for (tokens, per_million) in usage {
        if per_million.is_negative() {
            return Err(LedgerError::NotPositive);
        }
        let part = i128::from(tokens).checked_mul(i128::from(per_million.get())).ok_or(LedgerError::TooLarge)?;
        sum = sum.checked_add(part).ok_or(LedgerError::TooLarge)?;
    }
    // Rounding up without adding first: the sum may be next to the end of its range.
    Nanos::from_wide(sum / MILLION + i128::from(sum % MILLION != 0))
}

/// The platform's fee and the seller's part of a sale at that price: 999 cents are 300 and 699.
///
/// # Errors
/// `NotPositive` for a price of nothing, `NotWholeCents` for parts of a cent, `TooLarge` for a fee above the whole
/// price.
pub fn sale(price: Nanos, fee_basis_points: u32) -> Result<(Nanos, Nanos), LedgerError> {
    let cents = price.positive()?.to_cents()?;
    if fee_basis_points > WHOLE_BASIS_POINTS {
        return Err(LedgerError::TooLarge);
    }
    let fee = Nanos::new(cents).part_half_up(i64::from(fee_basis_points), i64::from(WHOLE_BASIS_POINTS))?;
    let fee = Nanos::from_cents(fee.get())?;
    Ok((fee, price.minus(fee)?))
}
