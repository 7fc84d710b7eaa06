//! Sums, the edge to cents, and prices.
use proptest::prelude::*;

use super::cents;
use crate::{Charge, IdempotencyKey, LedgerError, Nanos, Reason, price};

#[test]
fn sums_show_every_digit_that_they_have() {
    let shown = |nanos: i64| Nanos::new(nanos).to_string();
    assert_eq!(shown(12_500_000_000), "$12.50");
    assert_eq!(shown(0), "$0.00");
    assert_eq!(shown(-1), "-$0.000000001");
    assert_eq!(shown(1_230_000_000), "$1.23");
    assert_eq!(shown(i64::MIN), "-$9223372036.854775808");
}

#[test]
fn nothing_wraps() {
    let most = Nanos::new(i64::MAX);
    assert_eq!(most.plus(Nanos::new(1)), Err(LedgerError::TooLarge));
    assert_eq!(Nanos::new(i64::MIN).minus(Nanos::new(1)), Err(LedgerError::TooLarge));
    assert_eq!(Nanos::new(i64::MIN).negated(), Err(LedgerError::TooLarge));
    assert_eq!(Nanos::from_cents(i64::MAX), Err(LedgerError::TooLarge));
    assert_eq!(Nanos::sum([most, most]), Err(LedgerError::TooLarge));
    assert_eq!(Nanos::sum([most, most, Nanos::new(-i64::MAX)]), Ok(most), "what is in between may be larger");
}

#[test]
fn a_sum_travels_as_a_whole_number() {
    assert_eq!(serde_json::to_string(&cents(999)).unwrap(), "9990000000");
    assert!(serde_json::from_str::<Nanos>("1.5").is_err());
}

#[test]
fn a_calls_cost_is_rounded_up_once() {
    // Three kinds of tokens, each a third of a nano-dollar.
    let usage = [(1, Nanos::new(333_333)), (1, Nanos::new(333_333)), (1, Nanos::new(333_333))];
    assert_eq!(price::cost_of(usage), Ok(Nanos::new(1)), "0.999999 together, and 3 if each were rounded");
    assert_eq!(price::cost_of([(1_000, Nanos::new(2_500_000_000))]), Ok(Nanos::new(2_500_000)));
    assert_eq!(price::cost_of([]), Ok(Nanos::ZERO));
    assert_eq!(price::cost_of([(0, Nanos::new(5))]), Ok(Nanos::ZERO));
    assert_eq!(price::cost_of([(1, Nanos::new(-1))]), Err(LedgerError::NotPositive));
    let most = (u64::MAX, Nanos::new(i64::MAX));
    assert_eq!(price::cost_of([most]), Err(LedgerError::TooLarge));
    assert_eq!(price::cost_of([most, most, most]), Err(LedgerError::TooLarge));
}

#[test]
fn seventy_cents_of_cost_are_a_dollar_with_thirty_cents_of_commission() {
    let charge = Charge::for_cost(cents(70)).unwrap();
    assert_eq!((charge.total().unwrap(), charge.commission()), (cents(100), cents(30)));
    let smallest = Charge::for_cost(Nanos::new(1)).unwrap();
    assert_eq!((smallest.total().unwrap(), smallest.commission()), (Nanos::new(2), Nanos::new(1)));
    assert_eq!(Charge::for_cost(Nanos::ZERO), Ok(Charge::nothing()));
    assert_eq!(Charge::for_cost(Nanos::new(-1)), Err(LedgerError::NotPositive));
    assert_eq!(Charge::for_cost(Nanos::new(i64::MAX)), Err(LedgerError::TooLarge));
}

#[test]
fn every_price_up_to_a_thousand_dollars_is_shared_to_the_cent() {
    for price in 1..=100_000_i64 {
        let (fee, rest) = price::sale(cents(price), price::SALE_FEE_BASIS_POINTS).unwrap();
        // A half is rounded up: 0.3 × 5 = 1.5 cents are 2.
        assert_eq!(fee.to_cents(), Ok((price * 3 + 5) / 10), "{price}");
        assert_eq!(fee.plus(rest), Ok(cents(price)), "{price}");
    }
    assert_eq!(price::sale(cents(999), 3_000), Ok((cents(300), cents(699))));
    assert_eq!(price::sale(cents(1), 10_000), Ok((cents(1), Nanos::ZERO)));
    assert_eq!(price::sale(cents(1), 10_001), Err(LedgerError::TooLarge));
    assert_eq!(price::sale(Nanos::ZERO, 3_000), Err(LedgerError::NotPositive));
    let half_a_cent = Nanos::new(5_000_000);
    assert_eq!(price::sale(half_a_cent, 3_000), Err(LedgerError::NotWholeCents { amount: half_a_cent }));
}

#[test]
fn keys_and_reasons_are_checked() {
    for bad in ["", "a b", "schlüssel", "a\n", "k".repeat(201).as_str()] {
        assert_eq!(IdempotencyKey::new(bad), Err(LedgerError::BadKey { max: 200 }), "{bad:?}");
    }
    assert_eq!(IdempotencyKey::new("top_up:018f-1/2.3").unwrap().as_str(), "top_up:018f-1/2.3");
    for bad in ["", "  a  ", "a\nb c", "r".repeat(501).as_str()] {
        assert_eq!(Reason::new(bad), Err(LedgerError::BadReason { min: 3, max: 500 }), "{bad:?}");
    }
    assert_eq!(Reason::new("  Für den Ausfall  ").unwrap().as_str(), "Für den Ausfall");
}

proptest! {
    #[test]
    fn cents_survive_the_edge_and_nothing_else_passes_it(
        nanos in any::<i64>(),
        cent in -900_000_000_000_i64..900_000_000_000,
    ) {
        prop_assert_eq!(cents(cent).to_cents(), Ok(cent));
        let sum = Nanos::new(nanos);
        match sum.to_cents() {
            Ok(cents) => prop_assert_eq!(Nanos::from_cents(cents), Ok(sum)),
            Err(error) => prop_assert_eq!(error, LedgerError::NotWholeCents { amount: sum }),
        }
        let (cents, rest) = sum.cents_and_rest();
        prop_assert!((0..Nanos::PER_CENT).contains(&rest.get()));
        prop_assert_eq!(i128::from(cents) * i128::from(Nanos::PER_CENT) + i128::from(rest.get()), i128::from(nanos));
    }

    #[test]
    fn the_commission_is_thirty_percent_of_the_charge(cost in 0_i64..6_000_000_000_000_000_000) {
        let charge = Charge::for_cost(Nanos::new(cost)).unwrap();
        let (total, commission) = (i128::from(charge.total().unwrap().get()), i128::from(charge.commission().get()));
        prop_assert_eq!(total - commission, i128::from(cost));
        // The smallest charge whose seven tenths cover the cost.
        prop_assert!(total * 7 >= i128::from(cost) * 10);
        prop_assert!((total - 1) * 7 < i128::from(cost) * 10);
        prop_assert!((commission * 10 - total * 3).abs() < 10, "{commission} of {total}");
    }
}
