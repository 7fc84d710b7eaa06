//! The book against the model, on random plans of up to fifty steps. An ordinary run tries 256 plans, `cargo xtask
//! soak` as many as `PROPTEST_CASES` says.
use std::collections::BTreeSet;

use proptest::{prelude::*, sample::Index};

use super::{
    cents, hold_id, key,
    model::{Model, Wish},
    org, transaction_id,
};
use crate::{Account, Book, Charge, HoldState, LedgerError, Nanos, Operation, Reason, Shares, TransactionKind};

const ORGS: usize = 3;

/// One step of a plan. What it refers to is drawn from what is there when its turn comes, and is at times not there at
/// all.
#[derive(Debug, Clone)]
enum Step {
    TopUp {
        org: usize,
        amount: Amount,
    },
    Hold {
        org: usize,
        amount: Amount,
        reuses: Option<Index>,
    },
    Settle {
        org: Option<usize>,
        hold: Index,
        permille: i64,
    },
    Release {
        org: Option<usize>,
        hold: Index,
    },
    Sale {
        org: usize,
        seller: usize,
        price: i64,
    },
    Refund {
        org: Option<usize>,
        payment: Index,
        permille: i64,
    },
    Adjust {
        org: usize,
        amount: Amount,
    },
    /// The same key and operation as an earlier step.
    Again {
        earlier: Index,
    },
    /// The key of an earlier step, for something else.
    Otherwise {
        earlier: Index,
    },
}

#[derive(Debug, Clone, Copy)]
enum Amount {
    Cents(i64),
    Nanos(i64),
}

impl Amount {
    fn nanos(self) -> Nanos {
        match self {
            Self::Cents(number) => cents(number),
            Self::Nanos(number) => Nanos::new(number),
        }
    }
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        6 => (-2..2_000_i64).prop_map(Amount::Cents),
        2 => (-2..5_000_000_000_i64).prop_map(Amount::Nanos),
        1 => (-2..3_i64).prop_map(Amount::Nanos),
    ]
}

/// Mostly the org that it belongs to, at times another one.
fn whose() -> impl Strategy<Value = Option<usize>> {
    prop_oneof![9 => Just(None), 1 => (0..ORGS).prop_map(Some)]
}

fn step() -> impl Strategy<Value = Step> {
    let of = 0..ORGS;
    let negative = prop_oneof![(-2_000..0_i64).prop_map(Amount::Cents), (-9_000_000..0_i64).prop_map(Amount::Nanos)];
    prop_oneof![
        3 => (of.clone(), amount()).prop_map(|(org, amount)| Step::TopUp { org, amount }),
        5 => (of.clone(), amount(), prop::option::weighted(0.05, any::<Index>()))
            .prop_map(|(org, amount, reuses)| Step::Hold { org, amount, reuses }),
        4 => (whose(), any::<Index>(), prop_oneof![Just(0_i64), Just(1_000_i64), 0..3_000_i64])
            .prop_map(|(org, hold, permille)| Step::Settle { org, hold, permille }),
        2 => (whose(), any::<Index>()).prop_map(|(org, hold)| Step::Release { org, hold }),
        2 => (of.clone(), of.clone(), 1..2_000_i64).prop_map(|(org, seller, price)| Step::Sale { org, seller, price }),
        4 => (whose(), any::<Index>(), prop_oneof![Just(1_000_i64), -10..1_100_i64])
            .prop_map(|(org, payment, permille)| Step::Refund { org, payment, permille }),
        1 => (of, prop_oneof![amount(), negative]).prop_map(|(org, amount)| Step::Adjust { org, amount }),
        2 => any::<Index>().prop_map(|earlier| Step::Again { earlier }),
        1 => any::<Index>().prop_map(|earlier| Step::Otherwise { earlier }),
    ]
}

/// The book, the model, and what was done so far.
struct Machine {
    book: Book,
    model: Model,
    /// What was posted, with the number of its step, which is its key and its id too.
    done: Vec<(usize, Operation)>,
    /// Holds that were made, by the number of their step, with their owner and amount.
    holds: Vec<(usize, usize, Nanos)>,
}

fn refusal(error: &LedgerError) -> bool {
    !matches!(error, LedgerError::Unbalanced | LedgerError::TooLarge | LedgerError::BadShares { .. })
}

impl Machine {
    fn new() -> Self {
        Self { book: Book::default(), model: Model::new(ORGS), done: Vec::new(), holds: Vec::new() }
    }

    /// What the step comes to now, for the book and for the model; none when there is nothing yet to refer to.
    fn plan(&self, number: usize, step: &Step) -> Option<(Operation, Wish)> {
        Some(match step {
            Step::TopUp { org: of, amount } => {
                let amount = amount.nanos();
                (Operation::TopUp { org: owner(*of), amount }, Wish::TopUp { org: *of, amount: wide(amount) })
            }
            Step::Hold { org: of, amount, reuses } => {
                let old = reuses.filter(|_| !self.holds.is_empty()).map(|index| index.get(&self.holds).0);
                let (amount, hold) = (amount.nanos(), old.unwrap_or(number));
                (
                    Operation::Hold { org: owner(*of), hold: hold_id(hold as u128), amount },
                    Wish::Hold { org: *of, hold, amount: wide(amount) },
                )
            }
            Step::Settle { org: of, hold, permille } => {
                let (hold, made_by, held) = *pick(&self.holds, *hold)?;
                let of = of.unwrap_or(made_by);
                // As a part of what seven tenths of the hold would cover.
                let cost = Nanos::new(held.get() * 7 / 10 * permille / 1_000);
                let charge = Charge::for_cost(cost).ok()?;
                (
                    Operation::Settle { org: owner(of), hold: hold_id(hold as u128), charge },
                    Wish::Settle { org: of, hold, cost: wide(cost) },
                )
            }
            Step::Release { org: of, hold } => {
                let (hold, made_by, _) = *pick(&self.holds, *hold)?;
                let of = of.unwrap_or(made_by);
                (Operation::Release { org: owner(of), hold: hold_id(hold as u128) }, Wish::Release { org: of, hold })
            }
            Step::Sale { org: of, seller, price } => {
                let shares = Shares::of_sale(cents(*price), 3_000, owner(*seller)).ok()?;
                let wish = Wish::Sale { org: *of, seller: *seller, price: wide(cents(*price)) };
                (Operation::Purchase { org: owner(*of), shares }, wish)
            }
            Step::Refund { org: of, payment, permille } => {
                // Anything that was posted, whether it was a payment or not.
                let (payment, paid) = pick(&self.done, *payment)?;
                let made_by = (0..ORGS).find(|number| owner(*number) == paid.org())?;
                let of = of.unwrap_or(made_by);
                let gross = self.model.payments.get(payment).map_or(1_000, |paid| paid.gross);
                let mut amount = gross * i128::from(*permille) / 1_000;
                if paid.kind() == TransactionKind::TopUp && permille % 7 != 0 {
                    amount -= amount % i128::from(Nanos::PER_CENT);
                }
                let nanos = Nanos::new(i64::try_from(amount).ok()?);
                (
                    Operation::Refund { org: owner(of), payment: transaction_id(*payment as u128), amount: nanos },
                    Wish::Refund { org: of, payment: *payment, amount },
                )
            }
            Step::Adjust { org: of, amount } => {
                let (amount, reason) = (amount.nanos(), Reason::new("for the plan").ok()?);
                (Operation::Adjust { org: owner(*of), amount, reason }, Wish::Adjust { org: *of, amount: wide(amount) })
            }
            Step::Again { .. } | Step::Otherwise { .. } => return None,
        })
    }

    fn take(&mut self, number: usize, step: &Step) -> Result<(), TestCaseError> {
        let id = transaction_id(number as u128);
        match step {
            Step::Again { earlier } => {
                let Some((first, operation)) = pick(&self.done, *earlier).cloned() else { return Ok(()) };
                let before = self.book.clone();
                let receipt = self.book.post(&name(first), id, &operation);
                prop_assert!(receipt.is_ok_and(|r| r.is_replay && r.id == transaction_id(first as u128)));
                prop_assert_eq!(&self.book, &before, "a replay changed something");
            }
            Step::Otherwise { earlier } => {
                let Some((first, _)) = pick(&self.done, *earlier).cloned() else { return Ok(()) };
                let other = Operation::TopUp { org: owner(0), amount: cents(999_999) };
                let before = self.book.clone();
                prop_assert_eq!(self.book.post(&name(first), id, &other), Err(LedgerError::KeyReused));
                prop_assert_eq!(&self.book, &before);
            }
            _ => {
                let Some((operation, wish)) = self.plan(number, step) else { return Ok(()) };
                let before = self.book.clone();
                let posted = self.book.post(&name(number), id, &operation);
                let granted = self.model.wish(number, &wish);
                prop_assert_eq!(posted.is_ok(), granted, "{:?} was answered with {:?}", operation, posted);
                match posted {
                    Ok(receipt) => {
                        prop_assert!(!receipt.is_replay);
                        if let Operation::Hold { amount, .. } = operation
                            && let Wish::Hold { org: of, .. } = wish
                        {
                            self.holds.push((number, of, amount));
                        }
                        self.done.push((number, operation));
                    }
                    Err(error) => {
                        prop_assert!(refusal(&error), "{:?}: {:?}", operation, error);
                        prop_assert_eq!(&self.book, &before, "a refusal changed something");
                    }
                }
            }
        }
        Ok(())
    }

    /// What must hold after every step.
    fn check(&self) -> Result<(), TestCaseError> {
        let (book, model) = (&self.book, &self.model);
        let balance = |account| wide(book.balance(account));
        let mut recomputed = std::collections::BTreeMap::<Account, i128>::new();
        for (_, transaction) in book.transactions() {
            prop_assert_eq!(transaction.entries().iter().map(|entry| wide(entry.amount)).sum::<i128>(), 0);
            for entry in transaction.entries() {
                *recomputed.entry(entry.account).or_default() += wide(entry.amount);
            }
        }
        let mut sum = 0;
        for (account, amount) in book.balances() {
            prop_assert_eq!(wide(amount), recomputed[&account], "{:?} is not the sum of its entries", account);
            prop_assert!(account.kind().may_be_negative() || !amount.is_negative(), "{:?} is overdrawn", account);
            sum += wide(amount);
        }
        prop_assert_eq!(sum, 0, "money came from nowhere");
        for number in 0..ORGS {
            let (purse, org) = (&model.purses[number], owner(number));
            prop_assert_eq!(balance(Account::Wallet(org)), purse.free);
            prop_assert_eq!(balance(Account::Hold(org)), model.held(number));
            prop_assert_eq!(balance(Account::SellerPending(org)), purse.sales);
            let open = book.holds().filter(|(_, hold)| hold.org == org && hold.state == HoldState::Open);
            prop_assert_eq!(open.map(|(_, hold)| wide(hold.amount)).sum::<i128>(), model.held(number));
        }
        prop_assert_eq!(balance(Account::StripeClearing), -model.deposited);
        prop_assert_eq!(balance(Account::ProviderCost), model.owed);
        prop_assert_eq!(balance(Account::Adjustments), -model.corrected);
        prop_assert!(balance(Account::WriteOff) <= 0);
        for (number, paid) in &model.payments {
            let payment = book.payment(transaction_id(*number as u128));
            let Ok(Some(payment)) = payment else {
                return Err(TestCaseError::fail(format!("payment {number} is {payment:?}")));
            };
            prop_assert_eq!((wide(payment.gross), wide(payment.refunded)), (paid.gross, paid.refunded));
            prop_assert!(payment.refunded <= payment.gross);
        }
        Ok(())
    }
}

fn pick<T>(from: &[T], index: Index) -> Option<&T> {
    if from.is_empty() { None } else { Some(index.get(from)) }
}

fn owner(number: usize) -> kernel::OrgId {
    org(number as u128 + 1)
}

fn name(number: usize) -> crate::IdempotencyKey {
    key(&format!("step:{number}"))
}

fn wide(nanos: Nanos) -> i128 {
    i128::from(nanos.get())
}

proptest! {
    #[test]
    fn no_plan_loses_or_invents_money(plan in prop::collection::vec(step(), 1..=50)) {
        let mut machine = Machine::new();
        for (number, step) in plan.iter().enumerate() {
            machine.take(number, step)?;
            machine.check()?;
        }
    }
}

/// The plans above are worth little if most of their steps are refused.
#[test]
fn plans_reach_every_kind_of_transaction() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let (mut kinds, mut steps, mut posted) = (BTreeSet::new(), 0, 0);
    let mut was_written_off = false;
    for _ in 0..200 {
        let plan = prop::collection::vec(step(), 50).new_tree(&mut runner).unwrap().current();
        let mut machine = Machine::new();
        for (number, step) in plan.iter().enumerate() {
            machine.take(number, step).unwrap();
        }
        steps += plan.len();
        posted += machine.done.len();
        kinds.extend(machine.done.iter().map(|(_, operation)| operation.kind()));
        was_written_off |= machine.book.balance(Account::WriteOff).is_negative();
    }
    assert_eq!(kinds, BTreeSet::from(TransactionKind::ALL));
    assert!(was_written_off, "no call cost more than there was");
    assert!(posted * 5 > steps, "{posted} of {steps} steps did something");
}
