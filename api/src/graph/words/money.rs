//! The words of payments.

use async_graphql::Enum;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, Enum, Eq, PartialEq)]
#[graphql(remote = "entities::grant_payment::Status")]
pub(crate) enum PaymentStatus {
    /// It is to be paid.
    Due,
    /// It was paid.
    Paid,
    /// It is held back.
    Withheld,
    /// It will not be paid.
    Cancelled,
}
