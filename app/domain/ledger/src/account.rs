//! Where money is.
use kernel::OrgId;
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal),+ $(,)?) => {
        /// What an account is for.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum AccountKind {
            $($(#[$doc])* $kind),+
        }

        impl AccountKind {
            /// Every kind, the platform's own first.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The name in SQL and JSON.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name),+
                }
            }
        }
    };
}

kinds! {
    /// What the platform has earned: commissions and fees.
    Revenue = "revenue",
    /// What providers of models are owed for calls.
    ProviderCost = "provider_cost",
    /// What lies with the payment provider, as a negative sum.
    StripeClearing = "stripe_clearing",
    /// What the payment provider has kept, as a negative sum.
    StripeFees = "stripe_fees",
    /// Tax that was collected and is owed.
    Tax = "tax",
    /// Sums that are in dispute.
    Dispute = "dispute",
    /// What was given away as credit, as a negative sum.
    PromoCredit = "promo_credit",
    /// The other side of corrections by hand.
    Adjustments = "adjustments",
    /// What calls cost beyond hold and wallet, as a negative sum.
    WriteOff = "write_off",
    /// What an org can spend.
    Wallet = "wallet",
    /// What running calls of an org have reserved.
    Hold = "hold",
    /// A seller's part of sales that can still be refunded.
    SellerPending = "seller_pending",
    /// What a seller can have paid out.
    SellerPayable = "seller_payable",
    /// On its way to a seller's bank.
    PayoutInTransit = "payout_in_transit",
}

impl AccountKind {
    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }

    /// Whether each org has one of its own. There is one of the others in the whole installation, and it keeps no
    /// balance beside its entries: every call of everybody would queue for that one row.
    pub const fn is_owned(self) -> bool {
        matches!(self, Self::Wallet | Self::Hold | Self::SellerPending | Self::SellerPayable | Self::PayoutInTransit)
    }

    /// Whether the balance may be less than nothing. A seller's may, through refunds of sales that were paid out.
    pub const fn may_be_negative(self) -> bool {
        !matches!(self, Self::Wallet | Self::Hold | Self::PayoutInTransit)
    }
}

/// One account: a kind, and the org that owns it where orgs do. The order is that of [`AccountKind`], then of the
/// owners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// See [`AccountKind::Revenue`].
    Revenue,
    /// See [`AccountKind::ProviderCost`].
    ProviderCost,
    /// See [`AccountKind::StripeClearing`].
    StripeClearing,
    /// See [`AccountKind::StripeFees`].
    StripeFees,
    /// See [`AccountKind::Tax`].
    Tax,
    /// See [`AccountKind::Dispute`].
    Dispute,
    /// See [`AccountKind::PromoCredit`].
    PromoCredit,
    /// See [`AccountKind::Adjustments`].
    Adjustments,
    /// See [`AccountKind::WriteOff`].
    WriteOff,
    /// See [`AccountKind::Wallet`].
    Wallet(OrgId),
    /// See [`AccountKind::Hold`].
    Hold(OrgId),
    /// See [`AccountKind::SellerPending`].
    SellerPending(OrgId),
    /// See [`AccountKind::SellerPayable`].
    SellerPayable(OrgId),
    /// See [`AccountKind::PayoutInTransit`].
    PayoutInTransit(OrgId),
}

impl Account {
    /// The account of that kind and owner; none when the kind wants an owner and there is none, or the other way round.
    pub const fn new(kind: AccountKind, owner: Option<OrgId>) -> Option<Self> {
        Some(match (kind, owner) {
            (AccountKind::Revenue, None) => Self::Revenue,
            (AccountKind::ProviderCost, None) => Self::ProviderCost,
            (AccountKind::StripeClearing, None) => Self::StripeClearing,
            (AccountKind::StripeFees, None) => Self::StripeFees,
            (AccountKind::Tax, None) => Self::Tax,
            (AccountKind::Dispute, None) => Self::Dispute,
            (AccountKind::PromoCredit, None) => Self::PromoCredit,
            (AccountKind::Adjustments, None) => Self::Adjustments,
            (AccountKind::WriteOff, None) => Self::WriteOff,
            (AccountKind::Wallet, Some(org)) => Self::Wallet(org),
            (AccountKind::Hold, Some(org)) => Self::Hold(org),
            (AccountKind::SellerPending, Some(org)) => Self::SellerPending(org),
            (AccountKind::SellerPayable, Some(org)) => Self::SellerPayable(org),
            (AccountKind::PayoutInTransit, Some(org)) => Self::PayoutInTransit(org),
            _ => return None,
        })
    }

    /// What it is for.
    pub const fn kind(self) -> AccountKind {
        match self {
            Self::Revenue => AccountKind::Revenue,
            Self::ProviderCost => AccountKind::ProviderCost,
            Self::StripeClearing => AccountKind::StripeClearing,
            Self::StripeFees => AccountKind::StripeFees,
            Self::Tax => AccountKind::Tax,
            Self::Dispute => AccountKind::Dispute,
            Self::PromoCredit => AccountKind::PromoCredit,
            Self::Adjustments => AccountKind::Adjustments,
            Self::WriteOff => AccountKind::WriteOff,
            Self::Wallet(_) => AccountKind::Wallet,
            Self::Hold(_) => AccountKind::Hold,
            Self::SellerPending(_) => AccountKind::SellerPending,
            Self::SellerPayable(_) => AccountKind::SellerPayable,
            Self::PayoutInTransit(_) => AccountKind::PayoutInTransit,
        }
    }

    /// The org that owns it; none for the platform's own.
    pub const fn owner(self) -> Option<OrgId> {
        match self {
            Self::Wallet(org)
            | Self::Hold(org)
            | Self::SellerPending(org)
            | Self::SellerPayable(org)
            | Self::PayoutInTransit(org) => Some(org),
            _ => None,
        }
    }
}
