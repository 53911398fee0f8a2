//! A registration as its applicant sees it.

use chrono::{DateTime, Utc};

use crate::domain::event::{self, EventStatus, SessionStatus};
use crate::domain::state::State;
use crate::http::pages::check::rows;
use crate::http::pages::frame::{Frame, LanguageSwitch};
use crate::http::pages::registration::{Registration, Standing};
use crate::usecases::Failure;
use crate::usecases::registration::Placed;

use super::fault::PageFault;
use super::form_views::{Offer, form};
use super::programme_views::Shown;
use super::typed;
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
        let registration = &self.placed.registration;
        if !registration.state.is_active() {
            return Standing::Withdrawn;
        }
        let is_cancelled = self.placed.programme.event.status == EventStatus::Cancelled
            || self.session.settings.status == SessionStatus::Cancelled;
        if is_cancelled {
            return Standing::SessionCancelled;
        }
        if self.session.ends_at().is_some_and(|end| end <= self.shown.now) {
            return Standing::Over;
        }
        match registration.state {
            State::Confirmed => Standing::Confirmed,
            _ => Standing::Waitlisted { position: registration.position.unwrap_or(1) },
        }
    }

    /// Whether its answers may still be changed: until the session begins.
    pub fn may_change(&self) -> bool {
        self.standing().is_active() && !self.session.has_begun(self.shown.now)
    }

    /// The registration with everything that its page says.
    pub fn view(&self, visit: &Visit, standing: Standing) -> Registration {
        let registration = &self.placed.registration;
        let form = form(self.shown, Offer::Only(self.session.id), "");
        let answers = rows(&form, visit.texts(), &typed::of_registration(registration));
        let session = if standing.has_seat() {
            self.shown.session_with_links(self.session)
        } else {
            self.shown.session(self.session)
        };
        Registration {
            reception_number: registration.reception_number.clone(),
            standing,
            event_title: self.shown.title(),
            slug: self.placed.programme.event.slug.as_str().to_owned(),
            session,
            answers: answers.into_iter().map(|row| (row.label, row.answer)).collect(),
            manage_path: self.path.clone(),
            calendar_path: format!("{}/calendar.ics", self.path),
            change_path: self.may_change().then(|| format!("{}/change", self.path)),
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

    #[test]
    fn who_waits_sees_the_position_and_a_cancelled_session_is_told_to_all() {
        let mut waiting = placed(State::Waitlisted);
        waiting.registration.position = Some(3);
        assert_eq!(standing(&waiting, BEFORE).0, Standing::Waitlisted { position: 3 });
        Arc::make_mut(&mut waiting.programme).event.status = EventStatus::Cancelled;
        assert_eq!(standing(&waiting, BEFORE), (Standing::SessionCancelled, false));
    }
}
