//! A registration as its applicant sees it.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::event::{self, CapacityUnit, EventStatus, SessionStatus};
use crate::domain::names;
use crate::domain::state::State;
use crate::http::pages::attendees::{Party, named_rows};
use crate::http::pages::check::rows;
use crate::http::pages::frame::{Frame, LanguageSwitch};
use crate::http::pages::qr::QrPicture;
use crate::http::pages::registration::{Registration, Standing};
use crate::links::Entrance;
use crate::usecases::Failure;
use crate::usecases::registration::Placed;

use super::fault::PageFault;
use super::form_views::{Offer, form};
use super::programme_views::Shown;
use super::typed;
use super::typed_answers::stored_files;
use super::visit::Visit;

/// A registration that was opened by its secret link.
pub struct Held<'a> {
    pub placed: &'a Placed,
    pub session: &'a event::Session,
    pub shown: Shown<'a>,
    /// The path of its page: `/r/{token}`.
    pub path: String,
}

impl<'a> Held<'a> {
    /// # Errors
    /// When the registration has no session, which no row of ours is without.
    pub fn new(
        placed: &'a Placed,
        visit: &Visit,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Self, PageFault> {
        let session = placed.session().ok_or(Failure::NotFound)?;
        let shown = Shown { programme: &placed.programme, language: visit.domain_language(), now };
        Ok(Self { placed, session, shown, path: format!("/r/{token}") })
    }

    /// What stands around a page at `path`, whose language is changed by links.
    pub fn frame(&self, visit: &Visit, path: String) -> Frame {
        visit.frame_of(&self.placed.programme, LanguageSwitch::Links { path })
    }

    /// Where it stands now.
    pub fn standing(&self) -> Standing {
        match self.placed.registration.state {
            State::Withdrawn => return Standing::Withdrawn,
            State::Declined => return Standing::NotSelected,
            State::DeclinedOffer => return Standing::OfferDeclined,
            _ => {}
        }
        let is_cancelled = self.placed.programme.event.status == EventStatus::Cancelled
            || self.session.settings.status == SessionStatus::Cancelled;
        if is_cancelled {
            return Standing::SessionCancelled;
        }
        if self.session.ends_at().is_some_and(|end| end <= self.shown.now) {
            return Standing::Over;
        }
        self.before_the_end()
    }

    /// Where one stands that has not ended, for a session that is still to come or goes on.
    fn before_the_end(&self) -> Standing {
        let registration = &self.placed.registration;
        let deadline = registration.offer_expires_at;
        let in_time = deadline.is_some_and(|deadline| self.shown.now < deadline);
        let position = registration.position;
        match registration.state {
            State::Confirmed => Standing::Confirmed,
            State::Pending if in_time => Standing::Unconfirmed,
            State::Pending if deadline.is_some() => Standing::HoldExpired,
            State::Pending => Standing::UnderSelection,
            State::EnteredDraw => Standing::EnteredDraw,
            State::Offered if in_time || deadline.is_none() => Standing::Offered,
            State::Offered => Standing::OfferExpired { position: None, seat_is_free: false },
            _ if deadline.is_some() => {
                Standing::OfferExpired { position, seat_is_free: self.has_room() }
            }
            _ => Standing::Waitlisted { position: position.unwrap_or(1) },
        }
    }

    /// Whether there seems to be room for it now; the desk decides when it is pressed.
    fn has_room(&self) -> bool {
        let programme = &self.placed.programme;
        let wanted = match programme.event.capacity_unit {
            CapacityUnit::Person => self.placed.registration.seats,
            CapacityUnit::Company => 1,
        };
        programme.seats_left(self.session) >= wanted && !self.session.has_begun(self.shown.now)
    }

    /// Whether its answers may still be changed: until the session begins.
    pub fn may_change(&self) -> bool {
        self.standing().is_active() && !self.session.has_begun(self.shown.now)
    }

    /// Whether it may move to another session of its event, if there is one.
    pub fn may_move(&self) -> bool {
        let has_others = self.placed.programme.sessions.len() > 1;
        has_others && self.standing().can_move() && !self.session.has_begun(self.shown.now)
    }

    /// The people under it, as the form for changes asks for them.
    pub fn party(&self) -> Party {
        let (registration, event) = (&self.placed.registration, &self.placed.programme.event);
        Party {
            seats: registration.seats,
            named: typed::of_registration(registration, event, self.shown.language).attendees,
            names_until: self.placed.names_until().map(|until| self.shown.moment(until)),
            is_fixed: self.names_are_fixed(),
        }
    }

    fn names_are_fixed(&self) -> bool {
        self.placed.names_until().is_some_and(|until| names::are_fixed(until, self.shown.now))
    }

    /// How many of its people have no name yet, where their names are wanted: a company's, or some of a
    /// party's.
    fn unnamed(&self) -> u32 {
        let registration = &self.placed.registration;
        let named = u32::try_from(registration.attendees.len()).unwrap_or(u32::MAX);
        let is_company = self.placed.programme.event.capacity_unit == CapacityUnit::Company;
        let are_wanted = named > 0 || (is_company && registration.seats > 1);
        if are_wanted { registration.seats.saturating_sub(named) } else { 0 }
    }

    /// The same as [`Self::view`], with the code for the entrance where there is a seat and an entrance.
    pub fn view_with_code(&self, app: &App, visit: &Visit, standing: Standing) -> Registration {
        let registration = &self.placed.registration;
        let entrance = Entrance {
            registration: registration.id,
            reception_number: registration.reception_number.clone(),
        };
        let code = || QrPicture::of(&app.links.entrance_code(&entrance));
        let view = self.view(visit, standing);
        let has_entrance = view.standing.has_seat() && !view.session.is_online_only();
        Registration { entrance: has_entrance.then(code).flatten(), ..view }
    }

    /// The registration with everything that its page says.
    pub fn view(&self, visit: &Visit, standing: Standing) -> Registration {
        let registration = &self.placed.registration;
        let event = &self.placed.programme.event;
        let mut form = form(self.shown, Offer::Only(self.session.id), "");
        form.files = stored_files(&registration.answers);
        let entered = typed::of_registration(registration, event, self.shown.language);
        let mut answers: Vec<(String, String)> = rows(&form, visit.texts(), &entered)
            .into_iter()
            .map(|row| (row.label, row.answer))
            .collect();
        answers.extend(named_rows(form.unit, visit.texts(), &entered));
        let session = if standing.has_seat() {
            self.shown.session_with_links(self.session)
        } else {
            self.shown.session(self.session)
        };
        Registration {
            reception_number: registration.reception_number.clone(),
            standing,
            deadline: registration.offer_expires_at.map(|until| self.shown.moment(until)),
            event_title: self.shown.title(),
            slug: self.placed.programme.event.slug.as_str().to_owned(),
            session,
            answers,
            entrance: None,
            people: registration.seats,
            unnamed: self.unnamed(),
            names_until: self.party().names_until.filter(|_| !self.names_are_fixed()),
            manage_path: self.path.clone(),
            calendar_path: format!("{}/calendar.ics", self.path),
            change_path: self.may_change().then(|| format!("{}/change", self.path)),
            move_path: self.may_move().then(|| format!("{}/move", self.path)),
            withdraw_path: format!("{}/withdraw", self.path),
            contact: self.shown.contact(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::samples;
    use super::*;
    use crate::domain::event::CapacityUnit;
    use crate::domain::values::language::Language;

    fn placed(state: State) -> Placed {
        let mut registration = samples::registration();
        registration.state = state;
        Placed { registration, programme: Arc::new(samples::programme(CapacityUnit::Person)) }
    }

    fn standing(placed: &Placed, now: &str) -> (Standing, bool) {
        let shown = Shown {
            programme: &placed.programme,
            language: Language::Ja,
            now: now.parse().unwrap(),
        };
        let held =
            Held { placed, session: placed.session().unwrap(), shown, path: "/r/x".to_owned() };
        (held.standing(), held.may_change())
    }

    const BEFORE: &str = "2026-10-10T09:00:00+09:00";
    const DURING: &str = "2026-10-15T14:00:00+09:00";
    const AFTER: &str = "2026-10-15T15:30:00+09:00";

    #[test]
    fn a_registration_can_be_changed_until_the_session_begins() {
        let confirmed = placed(State::Confirmed);
        assert_eq!(standing(&confirmed, BEFORE), (Standing::Confirmed, true));
        assert_eq!(standing(&confirmed, DURING), (Standing::Confirmed, false));
        assert_eq!(standing(&confirmed, AFTER), (Standing::Over, false));
        assert_eq!(standing(&placed(State::Withdrawn), BEFORE), (Standing::Withdrawn, false));
    }

    fn with_deadline(state: State, deadline: &str) -> Placed {
        let mut placed = placed(state);
        placed.registration.offer_expires_at = Some(deadline.parse().unwrap());
        placed
    }

    #[test]
    fn what_waits_for_an_answer_says_so_until_the_second_of_its_deadline() {
        const UNTIL: &str = "2026-10-10T12:00:00+09:00";
        const JUST_BEFORE: &str = "2026-10-10T11:59:59.999999+09:00";
        let offered = with_deadline(State::Offered, UNTIL);
        assert_eq!(standing(&offered, JUST_BEFORE).0, Standing::Offered);
        let expired = Standing::OfferExpired { position: None, seat_is_free: false };
        assert_eq!(standing(&offered, UNTIL).0, expired);
        let held = with_deadline(State::Pending, UNTIL);
        assert_eq!(standing(&held, JUST_BEFORE).0, Standing::Unconfirmed);
        assert_eq!(standing(&held, UNTIL), (Standing::HoldExpired, false));
        assert_eq!(standing(&placed(State::Pending), BEFORE).0, Standing::UnderSelection);
        assert_eq!(standing(&placed(State::EnteredDraw), BEFORE).0, Standing::EnteredDraw);
        assert_eq!(standing(&placed(State::Declined), BEFORE).0, Standing::NotSelected);
        assert_eq!(standing(&placed(State::DeclinedOffer), BEFORE).0, Standing::OfferDeclined);
    }

    #[test]
    fn who_let_an_offer_run_out_can_take_a_seat_that_is_free() {
        let mut lapsed = with_deadline(State::Waitlisted, "2026-10-05T12:00:00+09:00");
        lapsed.registration.position = Some(4);
        let stands = |lapsed: &Placed| standing(lapsed, BEFORE).0;
        let with = |seat_is_free| Standing::OfferExpired { position: Some(4), seat_is_free };
        assert_eq!(stands(&lapsed), with(true));
        let sessions = &mut Arc::make_mut(&mut lapsed.programme).sessions;
        sessions[0].counts.taken = 19;
        assert_eq!(stands(&lapsed), with(true));
        lapsed.registration.seats = 2;
        assert_eq!(stands(&lapsed), with(false));
    }

    #[test]
    fn who_waits_sees_the_position_and_a_cancelled_session_is_told_to_all() {
        let mut waiting = placed(State::Waitlisted);
        waiting.registration.position = Some(3);
        assert_eq!(standing(&waiting, BEFORE).0, Standing::Waitlisted { position: 3 });
        Arc::make_mut(&mut waiting.programme).event.status = EventStatus::Cancelled;
        assert_eq!(standing(&waiting, BEFORE), (Standing::SessionCancelled, false));
    }
}
