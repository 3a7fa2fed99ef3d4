//! How a board's meetings were attended.

use async_graphql::{Object, Result, SimpleObject};
use entities::{organisation, seat};

use crate::{
    graph::{one, organisation::Organisation, seat::Seat, words::Sector},
    store::{Filled, Seen},
};

/// At how many meetings a seat was filled, excused, or empty: `present`, `apologies` and `absent` add up to `meetings`.
pub(crate) struct SeatAttendance {
    seat: Seen<seat::Model>,
    filled: Filled,
}

impl From<(Seen<seat::Model>, Filled)> for SeatAttendance {
    fn from((seat, filled): (Seen<seat::Model>, Filled)) -> Self {
        Self { seat, filled }
    }
}

/// How one seat was filled at the meetings of a period: `present`, `apologies` and `absent` add up to `meetings`.
#[Object]
impl SeatAttendance {
    /// The seat.
    async fn seat(&self) -> Seat {
        Seat(self.seat.clone())
    }

    /// The organisation whose seat it is.
    async fn organisation(&self) -> Option<Result<Organisation>> {
        one(self.seat.view(), Some(self.seat.organisation_id)).await
    }

    /// The numbers.
    #[graphql(flatten)]
    async fn numbers(&self) -> AttendanceNumbers {
        self.filled.into()
    }
}

/// How the seats of one sector were filled at the meetings of a period.
pub(crate) struct SectorAttendance {
    sector: organisation::Sector,
    seats: u64,
    filled: Filled,
}

impl From<(organisation::Sector, u64, Filled)> for SectorAttendance {
    fn from((sector, seats, filled): (organisation::Sector, u64, Filled)) -> Self {
        Self { sector, seats, filled }
    }
}

/// How the seats of one sector were filled at the meetings of a period: each seat counts once for each meeting.
#[Object]
impl SectorAttendance {
    /// The sector.
    async fn sector(&self) -> Sector {
        self.sector.into()
    }

    /// How many seats its organisations have.
    async fn seats(&self) -> u64 {
        self.seats
    }

    /// The numbers.
    #[graphql(flatten)]
    async fn numbers(&self) -> AttendanceNumbers {
        self.filled.into()
    }
}

/// The numbers of attendance.
#[derive(SimpleObject)]
pub(crate) struct AttendanceNumbers {
    /// Meetings that were held in the seat's time, and whose attendance is recorded and open to you.
    meetings: u64,
    /// Of these, those at which somebody came for the seat.
    present: u64,
    /// Of those, how many were left to a deputy.
    by_deputy: u64,
    /// And how many to a substitute.
    by_substitute: u64,
    /// Meetings at which nobody came for the seat and somebody sent apologies.
    apologies: u64,
    /// Meetings of which neither is recorded.
    absent: u64,
    /// `present` of `meetings`, from 0 to 1; null without a meeting.
    rate: Option<f64>,
}

impl From<Filled> for AttendanceNumbers {
    fn from(filled: Filled) -> Self {
        let parts = u32::try_from(filled.present()).ok().zip(u32::try_from(filled.meetings).ok());
        Self {
            meetings: filled.meetings,
            present: filled.present(),
            by_deputy: filled.by_deputy,
            by_substitute: filled.by_substitute,
            apologies: filled.apologies,
            absent: filled.absent(),
            rate: parts.filter(|(_, of)| *of > 0).map(|(part, of)| f64::from(part) / f64::from(of)),
        }
    }
}
