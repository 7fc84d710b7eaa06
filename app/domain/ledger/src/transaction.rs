//! What is written down.
use kernel::OrgId;

use crate::{Account, LedgerError, Nanos};

/// More accounts than any operation touches; it bounds what one posting locks.
const MAX_ENTRIES: usize = 40;

/// What one transaction does to one account. Never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Which account.
    pub account: Account,
    /// What is added to it; negative when something is taken.
    pub amount: Nanos,
}

/// Entries that sum to zero: at least two, at most 40, one for each account, in the order of the accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    entries: Vec<Entry>,
}

impl Transaction {
    /// The only way to one. Several entries of one account become one, and those of nothing are left out.
    ///
    /// # Errors
    /// `Unbalanced`, `TooFewEntries`, `TooManyEntries`, or `TooLarge` when one account's sum leaves the range.
    pub fn new(entries: impl IntoIterator<Item = (Account, Nanos)>) -> Result<Self, LedgerError> {
        let mut sums = std::collections::BTreeMap::<Account, i128>::new();
        for (account, amount) in entries {
            *sums.entry(account).or_default() += i128::from(amount.get());
            if sums.len() > MAX_ENTRIES {
                return Err(LedgerError::TooManyEntries { max: MAX_ENTRIES });
            }
        }
        if sums.values().sum::<i128>() != 0 {
            return Err(LedgerError::Unbalanced);
        }
        let mut entries = Vec::with_capacity(sums.len());
        for (account, amount) in sums.into_iter().filter(|(_, amount)| *amount != 0) {
            entries.push(Entry { account, amount: Nanos::from_wide(amount)? });
        }
        if entries.len() < 2 {
            return Err(LedgerError::TooFewEntries);
        }
        Ok(Self { entries })
    }

    /// What it does, in the order of the accounts.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What it does to that account; nothing when it leaves it alone.
    pub fn change(&self, account: Account) -> Nanos {
        self.entries.iter().find(|entry| entry.account == account).map_or(Nanos::ZERO, |entry| entry.amount)
    }

    /// What it does to an org's money, held or not. A hold by itself changes nothing here; its settlement does.
    ///
    /// # Errors
    /// `TooLarge` when both changes together leave the range.
    pub fn change_of_org(&self, org: OrgId) -> Result<Nanos, LedgerError> {
        self.change(Account::Wallet(org)).plus(self.change(Account::Hold(org)))
    }
}
