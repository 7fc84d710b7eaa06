//! Who gets how much, and gives how much back.
use proptest::prelude::*;

use super::{cents, org};
use crate::{Account, LedgerError, Nanos, Shares};

fn parts(shares: &Shares) -> Vec<i64> {
    shares.parts().iter().map(|(_, part)| part.get()).collect()
}

/// Accounts to share with, all of them different.
fn party(number: usize) -> Account {
    Account::SellerPending(org(number as u128 + 1))
}

#[test]
fn what_rounding_leaves_goes_to_those_who_lost_most_by_it() {
    let shared = |price: i64, weights: &[u32]| {
        let parties: Vec<_> = weights.iter().enumerate().map(|(i, weight)| (party(i), *weight)).collect();
        Shares::by_weight(Nanos::new(price), &parties).map(|shares| parts(&shares))
    };
    assert_eq!(shared(100, &[1, 1, 1]), Ok(vec![34, 33, 33]), "among equals the first");
    assert_eq!(shared(10, &[6, 3, 1]), Ok(vec![6, 3, 1]));
    // 1.4, 1.4 and 4.2: the first has lost as much as the second, and more than the third.
    assert_eq!(shared(7, &[1, 1, 3]), Ok(vec![2, 1, 4]));
    assert_eq!(shared(1, &[0, 5]), Ok(vec![0, 1]), "a party without weight gets nothing");
    let refused = Err(LedgerError::BadShares { max: 32 });
    assert_eq!(shared(1, &[0, 0]), refused);
    assert_eq!(shared(1, &[]), refused);
    assert_eq!(shared(1, &[1; 33]), refused);
    assert_eq!(shared(0, &[1]), Err(LedgerError::NotPositive));
}

#[test]
fn a_price_is_never_shared_with_wallets_and_holds() {
    let refused = Err(LedgerError::BadShares { max: 32 });
    for account in [Account::Wallet(org(1)), Account::Hold(org(1))] {
        assert_eq!(Shares::new(vec![(account, Nanos::new(1))]), refused);
    }
    assert_eq!(Shares::new(vec![(Account::Revenue, Nanos::new(-1)), (Account::Tax, Nanos::new(2))]), refused);
    assert_eq!(Shares::new(vec![(Account::Revenue, Nanos::ZERO)]), Err(LedgerError::NotPositive));
}

#[test]
fn a_sale_for_9_99_gives_300_and_699_and_takes_the_same_back() {
    let sale = Shares::of_sale(cents(999), 3_000, org(1)).unwrap();
    assert_eq!(sale.parts(), [(Account::Revenue, cents(300)), (Account::SellerPending(org(1)), cents(699))]);
    let seller_after = |refunded| sale.given_back(refunded).unwrap()[0].1;
    // The seller's part is rounded, a half up: 699 ÷ 999 × 1 cent is 6 996 996.996… nano-dollars.
    assert_eq!(seller_after(cents(1)), Nanos::new(6_996_997));
    assert_eq!(seller_after(cents(999)), cents(699));
    assert_eq!(sale.given_back(cents(1_000)), Err(LedgerError::RefundTooLarge { left: cents(999) }));
}

fn weights() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop_oneof![0..10_u32, any::<u32>()], 1..12)
        .prop_filter("some weight", |all| all.iter().any(|weight| *weight > 0))
}

proptest! {
    #[test]
    fn no_nano_is_lost_and_nobody_is_off_by_one(price in 1..i64::MAX, weights in weights()) {
        let parties: Vec<_> = weights.iter().enumerate().map(|(i, weight)| (party(i), *weight)).collect();
        let shares = Shares::by_weight(Nanos::new(price), &parties).unwrap();
        prop_assert_eq!(shares.total(), Nanos::new(price));
        let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        for (weight, part) in weights.iter().zip(parts(&shares)) {
            let off = i128::from(part) * sum - i128::from(price) * i128::from(*weight);
            prop_assert!(off.abs() < sum, "{part} for {weight} of {sum}");
        }
    }

    #[test]
    fn any_row_of_partial_refunds_ends_at_the_parts_of_the_sale(
        amounts in prop::collection::vec(0..2_000_i64, 1..6),
        steps in prop::collection::vec(0..=10_000_i64, 0..12),
    ) {
        let given = amounts.iter().enumerate().map(|(i, amount)| (party(i), Nanos::new(*amount)));
        let Ok(shares) = Shares::new(given.collect()) else { return Ok(()) };
        let total = shares.total().get();
        let mut stops: Vec<i64> = steps.iter().map(|step| total * step / 10_000).collect();
        stops.sort_unstable();
        stops.push(total);
        let mut before = vec![Nanos::ZERO; amounts.len()];
        for stop in stops {
            let after = shares.given_back(Nanos::new(stop)).unwrap();
            let now: Vec<Nanos> = after.iter().map(|(_, part)| *part).collect();
            prop_assert_eq!(Nanos::sum(now.iter().copied()), Ok(Nanos::new(stop)));
            prop_assert!(now.iter().zip(&before).all(|(now, before)| now >= before), "{now:?} after {before:?}");
            before = now;
        }
        let whole: Vec<i64> = before.iter().rev().map(|part| part.get()).collect();
        prop_assert_eq!(whole, amounts);
    }
}
