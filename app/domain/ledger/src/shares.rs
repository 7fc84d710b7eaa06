//! Who gets how much of a price.
use kernel::OrgId;

use crate::{Account, AccountKind, LedgerError, Nanos, price};

/// Parties of one purchase: enough for a cart over sellers with tax.
const MAX_PARTIES: usize = 32;

/// Parts of a price. Together they are exactly the price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    parts: Vec<(Account, Nanos)>,
    total: Nanos,
}

impl Shares {
    /// Parts that are known. Their sum is the price.
    ///
    /// # Errors
    /// `BadShares` for no party or too many, for a wallet or a hold among them, and for a negative part; `NotPositive`
    /// when all of them are nothing.
    pub fn new(parts: Vec<(Account, Nanos)>) -> Result<Self, LedgerError> {
        let is_party = |account: Account| !matches!(account.kind(), AccountKind::Wallet | AccountKind::Hold);
        let fit = parts.iter().all(|(account, part)| is_party(*account) && !part.is_negative());
        if parts.is_empty() || parts.len() > MAX_PARTIES || !fit {
            return Err(LedgerError::BadShares { max: MAX_PARTIES });
        }
        let total = Nanos::sum(parts.iter().map(|(_, part)| *part))?.positive()?;
        Ok(Self { parts, total })
    }

    /// A price divided by weights, to the last nano-dollar: each party gets its part rounded down, and what is left
    /// goes, a nano-dollar each, to those that lost most by it; among equals, to the one that is named first.
    ///
    /// # Errors
    /// `BadShares` also when all weights are zero.
    pub fn by_weight(price: Nanos, parties: &[(Account, u32)]) -> Result<Self, LedgerError> {
        let weights: i128 = parties.iter().map(|(_, weight)| i128::from(*weight)).sum();
        if weights == 0 || parties.len() > MAX_PARTIES {
            return Err(LedgerError::BadShares { max: MAX_PARTIES });
        }
        let whole = i128::from(price.positive()?.get());
        let exact = |weight: u32| whole * i128::from(weight);
        let mut parts: Vec<i128> = parties.iter().map(|(_, weight)| exact(*weight) / weights).collect();
        let left = whole - parts.iter().sum::<i128>();
        let mut by_loss: Vec<usize> = (0..parties.len()).collect();
        // A stable sort: among equals the order of the parties stays.
        by_loss.sort_by_key(|&i| std::cmp::Reverse(exact(parties[i].1) % weights));
        // There is less left than there are parties that lost something, so a party without weight gets nothing.
        for &i in by_loss.iter().take(usize::try_from(left).unwrap_or(0)) {
            parts[i] += 1;
        }
        let parts = parties.iter().zip(parts).map(|((account, _), part)| Ok((*account, Nanos::from_wide(part)?)));
        Self::new(parts.collect::<Result<_, LedgerError>>()?)
    }

    /// A sale on the marketplace: the fee to the platform, the rest to the seller, where it waits until it can no
    /// longer be refunded.
    ///
    /// # Errors
    /// Those of [`price::sale`].
    pub fn of_sale(price: Nanos, fee_basis_points: u32, seller: OrgId) -> Result<Self, LedgerError> {
        let (fee, rest) = price::sale(price, fee_basis_points)?;
        Self::new(vec![(Account::Revenue, fee), (Account::SellerPending(seller), rest)])
    }

    /// The parts, in the order in which they were given.
    pub fn parts(&self) -> &[(Account, Nanos)] {
        &self.parts
    }

    /// The price.
    pub const fn total(&self) -> Nanos {
        self.total
    }

    /// What each party has given back once `refunded` of the price was refunded in all. The last party's part is
    /// rounded first, a half up, then that of the one before it out of what is left, so the first takes what rounding
    /// leaves over.
    ///
    /// Each part only grows with `refunded`, is never more than the share, and all of them are `refunded` together.
    ///
    /// # Errors
    /// `RefundTooLarge` beyond the price.
    pub fn given_back(&self, refunded: Nanos) -> Result<Vec<(Account, Nanos)>, LedgerError> {
        if refunded.is_negative() || refunded > self.total {
            return Err(LedgerError::RefundTooLarge { left: self.total });
        }
        let (mut left, mut whole) = (refunded, self.total);
        let mut back = Vec::with_capacity(self.parts.len());
        for (account, share) in self.parts.iter().rev() {
            let part = if whole.is_zero() { Nanos::ZERO } else { left.part_half_up(share.get(), whole.get())? };
            back.push((*account, part));
            left = left.minus(part)?;
            whole = whole.minus(*share)?;
        }
        Ok(back)
    }
}
