//! One operation at a time, on a book.
use super::{cents, hold_id, key, org, transaction_id};
use crate::{
    Account, AccountKind, Book, Charge, LedgerError, Nanos, Operation, Reason, Receipt, Shares, Transaction,
    TransactionKind,
};

/// A book, and numbers for what is posted in it.
#[derive(Default)]
struct Desk {
    book: Book,
    next: u128,
}

impl Desk {
    fn post(&mut self, operation: &Operation) -> Result<Receipt, LedgerError> {
        self.next += 1;
        self.book.post(&key(&format!("k{}", self.next)), transaction_id(self.next), operation)
    }

    fn top_up(&mut self, amount: Nanos) -> Receipt {
        self.post(&Operation::TopUp { org: org(1), amount }).unwrap()
    }

    fn hold(&mut self, hold: u128, amount: Nanos) -> Result<Receipt, LedgerError> {
        self.post(&Operation::Hold { org: org(1), hold: hold_id(hold), amount })
    }

    fn settle(&mut self, hold: u128, cost: Nanos) -> Result<Receipt, LedgerError> {
        let charge = Charge::for_cost(cost).unwrap();
        self.post(&Operation::Settle { org: org(1), hold: hold_id(hold), charge })
    }

    fn refund(&mut self, payment: &Receipt, amount: Nanos) -> Result<Receipt, LedgerError> {
        self.post(&Operation::Refund { org: org(1), payment: payment.id, amount })
    }

    fn wallet(&self) -> Nanos {
        self.book.balance(Account::Wallet(org(1)))
    }

    fn held(&self) -> Nanos {
        self.book.balance(Account::Hold(org(1)))
    }
}

#[test]
fn what_does_not_sum_to_zero_cannot_be_built() {
    let (a, b) = (Account::Revenue, Account::Tax);
    let one = Nanos::new(1);
    let minus = Nanos::new(-1);
    assert_eq!(Transaction::new([(a, one), (b, one)]), Err(LedgerError::Unbalanced));
    assert_eq!(Transaction::new([(a, one), (a, minus)]), Err(LedgerError::TooFewEntries));
    assert_eq!(Transaction::new([]), Err(LedgerError::TooFewEntries));
    let made =
        Transaction::new([(b, one), (a, minus), (b, one), (a, minus), (Account::WriteOff, Nanos::ZERO)]).unwrap();
    let entries: Vec<_> = made.entries().iter().map(|entry| (entry.account, entry.amount.get())).collect();
    assert_eq!(entries, [(a, -2), (b, 2)], "merged, sorted, and without what is nothing");
    let many = (0..50).map(|number| (Account::SellerPending(org(number)), one));
    assert_eq!(Transaction::new(many), Err(LedgerError::TooManyEntries { max: 40 }));
    let most = Nanos::new(i64::MAX);
    let huge = [(a, most), (a, most), (b, Nanos::new(-i64::MAX)), (b, Nanos::new(-i64::MAX))];
    assert_eq!(Transaction::new(huge), Err(LedgerError::TooLarge));
}

#[test]
fn names_lead_back_to_kinds() {
    for kind in AccountKind::ALL {
        assert_eq!(AccountKind::parse(kind.as_str()), Some(*kind));
        assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{}\"", kind.as_str()));
        let account = Account::new(*kind, kind.is_owned().then(|| org(1))).unwrap();
        assert_eq!((account.kind(), account.owner().is_some()), (*kind, kind.is_owned()));
        assert_eq!(Account::new(*kind, (!kind.is_owned()).then(|| org(1))), None);
    }
    for kind in TransactionKind::ALL {
        assert_eq!(TransactionKind::parse(kind.as_str()), Some(kind));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.as_str()));
    }
}

#[test]
fn a_call_that_cost_less_than_was_held_gets_the_rest_back() {
    let mut desk = Desk::default();
    desk.top_up(cents(1_000));
    desk.hold(1, cents(500)).unwrap();
    assert_eq!((desk.wallet(), desk.held()), (cents(500), cents(500)));
    let receipt = desk.settle(1, cents(70)).unwrap();
    assert_eq!((desk.wallet(), desk.held()), (cents(900), Nanos::ZERO));
    assert_eq!(receipt.transaction.change_of_org(org(1)), Ok(cents(-100)));
    let book = &desk.book;
    assert_eq!(
        (book.balance(Account::ProviderCost), book.balance(Account::Revenue)),
        (cents(70), cents(30)),
        "both parts are in the ledger"
    );
}

#[test]
fn a_call_that_cost_exactly_what_was_held_leaves_the_wallet_alone() {
    let mut desk = Desk::default();
    desk.top_up(cents(100));
    desk.hold(1, cents(100)).unwrap();
    let receipt = desk.settle(1, cents(70)).unwrap();
    assert_eq!(receipt.transaction.change(Account::Wallet(org(1))), Nanos::ZERO);
    assert_eq!((desk.wallet(), desk.held()), (Nanos::ZERO, Nanos::ZERO));
}

#[test]
fn a_call_that_cost_more_takes_from_the_wallet_what_is_there_and_no_more() {
    let mut desk = Desk::default();
    desk.top_up(cents(150));
    desk.hold(1, cents(50)).unwrap();
    desk.settle(1, cents(70)).unwrap();
    assert_eq!(desk.wallet(), cents(50), "fifty from the hold, fifty from the wallet");
    assert_eq!(desk.book.balance(Account::WriteOff), Nanos::ZERO);
    desk.hold(2, cents(50)).unwrap();
    let receipt = desk.settle(2, cents(70)).unwrap();
    assert_eq!((desk.wallet(), desk.held()), (Nanos::ZERO, Nanos::ZERO));
    assert_eq!(receipt.transaction.change(Account::WriteOff), cents(-50), "the platform's loss, and it is seen");
    assert_eq!(desk.book.balance(Account::ProviderCost), cents(140), "the provider gets all of it");
}

#[test]
fn a_hold_is_spent_once() {
    let mut desk = Desk::default();
    desk.top_up(cents(100));
    desk.hold(1, cents(10)).unwrap();
    assert_eq!(desk.hold(1, cents(10)), Err(LedgerError::HoldExists));
    desk.settle(1, cents(7)).unwrap();
    assert_eq!(desk.settle(1, cents(7)), Err(LedgerError::HoldEnded));
    let release = |hold| Operation::Release { org: org(1), hold: hold_id(hold) };
    assert_eq!(desk.post(&release(1)), Err(LedgerError::HoldEnded));
    desk.hold(2, cents(10)).unwrap();
    desk.post(&release(2)).unwrap();
    assert_eq!(desk.settle(2, cents(7)), Err(LedgerError::HoldEnded));
    assert_eq!(desk.settle(3, cents(7)), Err(LedgerError::NoSuchHold));
    let theirs = Operation::Release { org: org(2), hold: hold_id(2) };
    assert_eq!(desk.post(&theirs), Err(LedgerError::NoSuchHold), "what is another org's does not exist");
    assert_eq!((desk.wallet(), desk.held()), (cents(90), Nanos::ZERO));
}

#[test]
fn a_call_without_a_charge_is_settled_with_nothing() {
    let mut desk = Desk::default();
    desk.top_up(cents(100));
    desk.hold(1, cents(10)).unwrap();
    let receipt = desk.settle(1, Nanos::ZERO).unwrap();
    assert_eq!((desk.wallet(), desk.held()), (cents(100), Nanos::ZERO));
    assert_eq!(desk.refund(&receipt, Nanos::new(1)), Err(LedgerError::NotRefundable));
}

#[test]
fn nothing_overdraws() {
    let mut desk = Desk::default();
    desk.top_up(cents(10));
    let short = |wanted| Err(LedgerError::NotEnough { available: cents(10), wanted });
    assert_eq!(desk.hold(1, cents(11)), short(cents(11)));
    let reason = Reason::new("booked twice").unwrap();
    assert_eq!(desk.post(&Operation::Adjust { org: org(1), amount: cents(-11), reason }), short(cents(11)));
    let shares = Shares::of_sale(cents(11), 3_000, org(2)).unwrap();
    assert_eq!(desk.post(&Operation::Purchase { org: org(1), shares }), short(cents(11)));
    for amount in [Nanos::ZERO, cents(-1)] {
        assert_eq!(desk.hold(1, amount), Err(LedgerError::NotPositive));
        assert_eq!(desk.post(&Operation::TopUp { org: org(1), amount }), Err(LedgerError::NotPositive));
    }
    assert_eq!((desk.wallet(), desk.held()), (cents(10), Nanos::ZERO));
}

#[test]
fn a_top_up_is_refunded_to_the_card_as_far_as_it_is_not_spent() {
    let mut desk = Desk::default();
    let paid = desk.top_up(cents(1_000));
    desk.hold(1, cents(400)).unwrap();
    let short = Err(LedgerError::NotEnough { available: cents(600), wanted: cents(700) });
    assert_eq!(desk.refund(&paid, cents(700)), short, "what is held may be spent yet");
    assert_eq!(
        desk.refund(&paid, Nanos::new(1)),
        Err(LedgerError::NotWholeCents { amount: Nanos::new(1) }),
        "a card takes whole cents"
    );
    let refund = desk.refund(&paid, cents(600)).unwrap();
    assert_eq!((desk.wallet(), desk.book.balance(Account::StripeClearing)), (Nanos::ZERO, cents(-400)));
    desk.top_up(cents(5_000));
    assert_eq!(desk.refund(&paid, cents(401)), Err(LedgerError::RefundTooLarge { left: cents(400) }));
    desk.refund(&paid, cents(400)).unwrap();
    assert_eq!(desk.refund(&paid, cents(1)), Err(LedgerError::RefundTooLarge { left: Nanos::ZERO }));
    assert_eq!(desk.refund(&refund, cents(1)), Err(LedgerError::NotRefundable), "a refund is no payment");
}

#[test]
fn a_sale_is_refunded_by_those_who_got_it() {
    let mut desk = Desk::default();
    desk.top_up(cents(999));
    let shares = Shares::of_sale(cents(999), 3_000, org(2)).unwrap();
    let sale = desk.post(&Operation::Purchase { org: org(1), shares }).unwrap();
    assert_eq!(desk.wallet(), Nanos::ZERO);
    for part in [1, 333, 665] {
        desk.refund(&sale, cents(part)).unwrap();
    }
    let seller = Account::SellerPending(org(2));
    assert_eq!(desk.wallet(), cents(999));
    assert_eq!((desk.book.balance(Account::Revenue), desk.book.balance(seller)), (Nanos::ZERO, Nanos::ZERO));
    let theirs = Operation::Refund { org: org(2), payment: sale.id, amount: cents(1) };
    assert_eq!(desk.post(&theirs), Err(LedgerError::NoSuchPayment));
    let unknown = Operation::Refund { org: org(1), payment: transaction_id(99), amount: cents(1) };
    assert_eq!(desk.post(&unknown), Err(LedgerError::NoSuchPayment));
}

#[test]
fn a_call_is_refunded_out_of_the_platforms_revenue() {
    let mut desk = Desk::default();
    desk.top_up(cents(100));
    desk.hold(1, cents(100)).unwrap();
    let call = desk.settle(1, cents(70)).unwrap();
    desk.refund(&call, cents(100)).unwrap();
    assert_eq!(desk.wallet(), cents(100));
    assert_eq!(desk.book.balance(Account::Revenue), cents(-70), "what the provider got is not coming back");
    assert_eq!(desk.book.balance(Account::ProviderCost), cents(70));
}

#[test]
fn a_key_that_comes_again_changes_nothing_and_cannot_mean_something_else() {
    let mut book = Book::default();
    let top_up = |amount| Operation::TopUp { org: org(1), amount };
    let first = book.post(&key("k"), transaction_id(1), &top_up(cents(5))).unwrap();
    let before = book.clone();
    let again = book.post(&key("k"), transaction_id(2), &top_up(cents(5))).unwrap();
    assert_eq!(again, Receipt { is_replay: true, ..first });
    for other in [top_up(cents(6)), Operation::TopUp { org: org(2), amount: cents(5) }] {
        assert_eq!(book.post(&key("k"), transaction_id(3), &other), Err(LedgerError::KeyReused));
    }
    assert_eq!(book, before);
}

#[test]
fn a_refused_operation_leaves_its_key_free() {
    let mut book = Book::default();
    let hold = Operation::Hold { org: org(1), hold: hold_id(1), amount: cents(5) };
    assert!(book.post(&key("h"), transaction_id(1), &hold).is_err());
    book.post(&key("t"), transaction_id(2), &Operation::TopUp { org: org(1), amount: cents(5) }).unwrap();
    assert!(!book.post(&key("h"), transaction_id(3), &hold).unwrap().is_replay);
}

#[test]
fn requests_are_told_apart_by_everything_that_was_asked_for() {
    let settle = |hold, cost| Operation::Settle {
        org: org(1),
        hold: hold_id(hold),
        charge: Charge::for_cost(Nanos::new(cost)).unwrap(),
    };
    let adjust = |amount, reason| Operation::Adjust { org: org(1), amount, reason: Reason::new(reason).unwrap() };
    let sale = |price, seller| Operation::Purchase {
        org: org(1),
        shares: Shares::of_sale(cents(price), 3_000, org(seller)).unwrap(),
    };
    let all = [
        settle(1, 7),
        settle(1, 8),
        settle(2, 7),
        Operation::Release { org: org(1), hold: hold_id(1) },
        Operation::Release { org: org(2), hold: hold_id(1) },
        adjust(cents(1), "a gift"),
        adjust(cents(1), "a bet"),
        adjust(cents(2), "a gift"),
        sale(100, 2),
        sale(100, 3),
        sale(101, 2),
    ];
    let requests: std::collections::BTreeSet<String> = all.iter().map(Operation::request).collect();
    assert_eq!(requests.len(), all.len(), "{requests:?}");
}
