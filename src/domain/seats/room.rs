//! How much room a session has for a party.

use super::board::{Board, CompanySeat, Fate, Held, SeatSession};
use super::outcome::Refusal;
use crate::domain::application::CompanyIdentity;
use crate::domain::event::CapacityUnit;
use crate::domain::ids::{CompanySeatId, SessionId};
use crate::domain::state::State;

/// What a party would take of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// In the capacity unit.
    pub units: u32,
    pub people: u32,
    /// The company's seat, where it has one already.
    pub company_seat: Option<CompanySeatId>,
}

/// What is free in a session under every cap that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// In the capacity unit, under the session's own cap and its group's.
    pub units: u32,
    /// Persons under the people capacity; `u32::MAX` where there is none.
    pub people: u32,
    /// Somebody waits whom newcomers may not pass ([`Board::is_held_up`]).
    pub held_up: bool,
}

impl Room {
    /// The room as a newcomer finds it.
    pub fn behind(self, held_up: bool) -> Self {
        Self { held_up, ..self }
    }

    pub fn fits(self, need: Need) -> bool {
        need.units <= self.units && need.people <= self.people
    }

    /// Whether a party may come at once: there is room, and nobody waits for what it takes.
    pub fn admits(self, session: &SeatSession, need: Need) -> bool {
        self.fits(need) && !self.must_queue(session, need)
    }

    fn must_queue(self, session: &SeatSession, need: Need) -> bool {
        self.held_up && !session.takes_nothing(need)
    }

    /// Whether nobody could be given anything. A company that has its seat takes no further unit for
    /// its next people.
    pub fn is_used_up(self, unit: CapacityUnit) -> bool {
        self.people == 0 || (unit == CapacityUnit::Person && self.units == 0)
    }

    /// How many of a party that does not fit could come.
    fn left_for(self, unit: CapacityUnit, need: Need) -> u32 {
        match unit {
            CapacityUnit::Person => self.units.min(self.people),
            CapacityUnit::Company if need.units > self.units => 0,
            CapacityUnit::Company => self.people,
        }
    }
}

impl Board {
    /// The seat that this company holds in the session: by 法人番号 where both give one, else by name.
    pub fn seat_of(&self, session: SessionId, company: &CompanyIdentity) -> Option<&CompanySeat> {
        let mut named = None;
        for seat in self
            .company_seats
            .values()
            .filter(|seat| seat.session == session && seat.fate != Fate::Gone)
        {
            let (mine, theirs) = (&company.corporate_number, &seat.company.corporate_number);
            if mine.is_some() && mine == theirs {
                return Some(seat);
            }
            let may_be_named = mine.is_none() || theirs.is_none();
            if may_be_named && seat.company.name_key == company.name_key && named.is_none() {
                named = Some(seat);
            }
        }
        named
    }

    /// What a party of `people` would take.
    pub fn need(
        &self,
        session: &SeatSession,
        people: u32,
        company: Option<&CompanyIdentity>,
    ) -> Need {
        match (session.unit, company) {
            (CapacityUnit::Company, Some(company)) => {
                let seat = self.seat_of(session.id, company);
                Need {
                    units: u32::from(seat.is_none()),
                    people,
                    company_seat: seat.map(|seat| seat.id),
                }
            }
            (CapacityUnit::Company, None) => Need { units: 1, people, company_seat: None },
            (CapacityUnit::Person, _) => Need { units: people, people, company_seat: None },
        }
    }

    pub fn room(&self, session: &SeatSession) -> Room {
        self.room_with(session, 0)
    }

    /// The room in `session` once `leaving`, which is registered for another one, has given back what
    /// it holds: more than now only where both share a group's cap.
    pub fn room_without(&self, session: &SeatSession, leaving: &Held) -> Room {
        let left = self.sessions.get(&leaving.session);
        let shares =
            session.group.is_some() && left.is_some_and(|left| left.group == session.group);
        let holds = shares && leaving.holds_seat();
        self.room_with(
            session,
            left.filter(|_| holds).map_or(0, |left| self.units_of(left, leaving)),
        )
    }

    /// `given_back`: units of the group's cap that will be free.
    fn room_with(&self, session: &SeatSession, given_back: u32) -> Room {
        let own = session.settings.capacity.saturating_sub(session.counts.taken);
        // A group that is not on the board cannot be counted: nothing is given of it.
        let shared = session.group.map_or(u32::MAX, |id| {
            self.groups.get(&id).map_or(0, |group| {
                group.capacity.map_or(u32::MAX, |cap| {
                    cap.saturating_sub(group.taken.saturating_sub(given_back))
                })
            })
        });
        let people = session
            .settings
            .people_capacity
            .map_or(u32::MAX, |cap| cap.saturating_sub(session.counts.people));
        Room { units: own.min(shared), people, held_up: false }
    }

    /// Units that come free when this holder of a seat leaves.
    fn units_of(&self, session: &SeatSession, held: &Held) -> u32 {
        match session.unit {
            CapacityUnit::Person => held.seats,
            CapacityUnit::Company => {
                let seat = held.company_seat.and_then(|id| self.company_seats.get(&id));
                u32::from(seat.is_none_or(|seat| seat.registrations <= 1))
            }
        }
    }

    /// Whether these people would be more than their company may bring.
    pub fn company_is_too_many(&self, session: &SeatSession, need: Need) -> bool {
        let limited = session.unit == CapacityUnit::Company;
        limited
            && session
                .people_per_company
                .is_some_and(|limit| self.company_people(need) + need.people > limit)
    }

    /// Persons who are under the company's seat already.
    fn company_people(&self, need: Need) -> u32 {
        need.company_seat.and_then(|id| self.company_seats.get(&id)).map_or(0, |seat| seat.people)
    }

    /// # Errors
    /// [`Refusal::CompanyPeopleLimit`] with the people who are registered already.
    pub fn check_company_people(&self, session: &SeatSession, need: Need) -> Result<(), Refusal> {
        match session.people_per_company {
            Some(limit) if self.company_is_too_many(session, need) => {
                Err(Refusal::CompanyPeopleLimit { limit, people: self.company_people(need) })
            }
            _ => Ok(()),
        }
    }

    /// Where a party that needs this much stands in a session with this room: with its seats, or on
    /// the waiting list.
    ///
    /// # Errors
    /// That there is no room, with what is left.
    pub fn place(&self, session: &SeatSession, need: Need, room: Room) -> Result<State, Refusal> {
        if room.admits(session, need) {
            return Ok(State::Confirmed);
        }
        if session.settings.waiting_list && !self.never_fits(session, need) {
            return Ok(State::Waitlisted);
        }
        Err(session.no_room(need, room))
    }

    /// Whether a party is larger than a whole cap, so that it would wait for nothing.
    pub fn never_fits(&self, session: &SeatSession, need: Need) -> bool {
        let shared =
            session.group.and_then(|id| self.groups.get(&id)).and_then(|group| group.capacity);
        need.units > session.settings.capacity.min(shared.unwrap_or(u32::MAX))
            || need.people > session.settings.people_capacity.unwrap_or(u32::MAX)
    }
}

impl SeatSession {
    /// Whether a party takes nothing that is scarce: people of a company that has its seat already.
    pub fn takes_nothing(&self, need: Need) -> bool {
        need.units == 0 && self.settings.people_capacity.is_none()
    }

    /// The refusal of a party, with what is left for it.
    pub fn no_room(&self, need: Need, room: Room) -> Refusal {
        match room.left_for(self.unit, need) {
            0 => Refusal::SessionFull,
            _ if room.must_queue(self, need) => Refusal::SessionFull,
            left => Refusal::NotEnoughSeats { left, wanted: need.people },
        }
    }
}
