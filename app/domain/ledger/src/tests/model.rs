//! What the ledger must do, said in another way: a few plain numbers for each org, without accounts or entries. It
//! knows the rules as a person would tell them, and is written without a look at `rules.rs`.
use std::collections::BTreeMap;

/// What an org could do, in numbers of the model. Sums are nano-dollars.
#[derive(Debug, Clone)]
pub enum Wish {
    TopUp { org: usize, amount: i128 },
    Hold { org: usize, hold: usize, amount: i128 },
    Settle { org: usize, hold: usize, cost: i128 },
    Release { org: usize, hold: usize },
    Sale { org: usize, seller: usize, price: i128 },
    Refund { org: usize, payment: usize, amount: i128 },
    Adjust { org: usize, amount: i128 },
}

#[derive(Debug, Clone)]
struct Reservation {
    org: usize,
    amount: i128,
    is_open: bool,
}

#[derive(Debug, Clone)]
enum Source {
    Card,
    Platform,
    Sale { seller: usize, sellers_part: i128 },
}

#[derive(Debug, Clone)]
pub struct Paid {
    org: usize,
    pub gross: i128,
    pub refunded: i128,
    from: Source,
}

/// An org's money.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purse {
    pub free: i128,
    pub sales: i128,
}

/// All orgs' money.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub purses: Vec<Purse>,
    holds: BTreeMap<usize, Reservation>,
    /// By the number of the step that paid.
    pub payments: BTreeMap<usize, Paid>,
    /// What lies with the payment provider.
    pub deposited: i128,
    /// What providers are owed.
    pub owed: i128,
    /// What was corrected by hand, in sum.
    pub corrected: i128,
}

const CENT: i128 = 10_000_000;

/// `a × b ÷ c`, a half rounded up; nothing here is negative.
fn rounded(a: i128, b: i128, c: i128) -> i128 {
    let (whole, rest) = (a * b / c, a * b % c);
    whole + i128::from(2 * rest >= c)
}

impl Model {
    pub fn new(orgs: usize) -> Self {
        Self { purses: vec![Purse::default(); orgs], ..Self::default() }
    }

    /// What is reserved for an org's calls.
    pub fn held(&self, org: usize) -> i128 {
        self.holds.values().filter(|hold| hold.org == org && hold.is_open).map(|hold| hold.amount).sum()
    }

    /// Does it, or says that it cannot be done and changes nothing.
    pub fn wish(&mut self, step: usize, wish: &Wish) -> bool {
        match *wish {
            Wish::TopUp { org, amount } => {
                if amount <= 0 || amount % CENT != 0 {
                    return false;
                }
                self.purses[org].free += amount;
                self.deposited += amount;
                self.payments.insert(step, Paid { org, gross: amount, refunded: 0, from: Source::Card });
            }
            Wish::Hold { org, hold, amount } => {
                if amount <= 0 || amount > self.purses[org].free || self.holds.contains_key(&hold) {
                    return false;
                }
                self.purses[org].free -= amount;
                self.holds.insert(hold, Reservation { org, amount, is_open: true });
            }
            Wish::Settle { org, hold, cost } => {
                let Some(reserved) = self.end(org, hold) else { return false };
                // Seven tenths of the price are the cost.
                let price = (cost * 10).div_euclid(7) + i128::from(cost * 10 % 7 != 0);
                let purse = &mut self.purses[org];
                purse.free += reserved;
                let paid = price.min(purse.free);
                // The call was paid from its reservation first, but a purse does not know one dollar from another.
                purse.free -= paid;
                self.owed += cost;
                if paid > 0 {
                    self.payments.insert(step, Paid { org, gross: paid, refunded: 0, from: Source::Platform });
                }
            }
            Wish::Release { org, hold } => {
                let Some(reserved) = self.end(org, hold) else { return false };
                self.purses[org].free += reserved;
            }
            Wish::Sale { org, seller, price } => {
                if price > self.purses[org].free {
                    return false;
                }
                let sellers_part = price - rounded(price / CENT, 3, 10) * CENT;
                self.purses[org].free -= price;
                self.purses[seller].sales += sellers_part;
                let from = Source::Sale { seller, sellers_part };
                self.payments.insert(step, Paid { org, gross: price, refunded: 0, from });
            }
            Wish::Refund { org, payment, amount } => return self.refund(org, payment, amount),
            Wish::Adjust { org, amount } => {
                if amount == 0 || self.purses[org].free + amount < 0 {
                    return false;
                }
                self.purses[org].free += amount;
                self.corrected += amount;
            }
        }
        true
    }

    fn end(&mut self, org: usize, hold: usize) -> Option<i128> {
        let hold = self.holds.get_mut(&hold).filter(|hold| hold.org == org && hold.is_open)?;
        hold.is_open = false;
        Some(hold.amount)
    }

    fn refund(&mut self, org: usize, payment: usize, amount: i128) -> bool {
        let Some(paid) = self.payments.get_mut(&payment).filter(|paid| paid.org == org) else { return false };
        if amount <= 0 || paid.refunded + amount > paid.gross {
            return false;
        }
        match paid.from {
            Source::Card => {
                if amount % CENT != 0 || amount > self.purses[org].free {
                    return false;
                }
                self.purses[org].free -= amount;
                self.deposited -= amount;
            }
            Source::Platform => self.purses[org].free += amount,
            Source::Sale { seller, sellers_part } => {
                let back = |refunded| rounded(sellers_part, refunded, paid.gross);
                self.purses[org].free += amount;
                self.purses[seller].sales -= back(paid.refunded + amount) - back(paid.refunded);
            }
        }
        paid.refunded += amount;
        true
    }
}
