//! A request of a member who is signed in: who they are, how they are answered.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::fault::ConsoleFault;
use super::form::{self, Pressed};
use super::open_visit::{OpenVisit, Page};
use super::posted::{Fields, Posted};
use super::route_table::{Needs, needs_of};
use super::{kept_form, people, session_cookie, sign_in};
use crate::domain::civil;
use crate::http::pages::console::error::ConsoleErrorView;
use crate::http::pages::console::frame::{ConsoleFrame, Menu, Section};
use crate::http::pages::console::kept_form::SendAgainView;
use crate::http::pages::frame::{Frame, LanguageSwitch};
use crate::mail::Transport;
use crate::usecases::authenticate::{self, SignedIn};
use crate::usecases::{Failure, Permission, Principal};

/// A signed-in member's request.
pub struct Visit {
    open: OpenVisit,
    signed_in: SignedIn,
    /// Of the console session.
    secret: String,
}

impl Deref for Visit {
    type Target = OpenVisit;

    fn deref(&self) -> &OpenVisit {
        &self.open
    }
}

impl FromRequest for Visit {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let open = OpenVisit::from_request(request, payload);
        Box::pin(async move {
            let open = open.await?;
            match signed_in(&open).await {
                Ok((signed_in, secret)) => Self { open, signed_in, secret }.if_admitted(),
                Err(failure) => Err(not_admitted(&open, failure)),
            }
        })
    }
}

async fn signed_in(open: &OpenVisit) -> Result<(SignedIn, String), Failure> {
    let secret = session_cookie::secret_of(open.request()).ok_or(Failure::Unauthorized)?;
    let signed_in = authenticate::by_console_session(&open.app, &secret).await?;
    Ok((signed_in, secret))
}

impl Visit {
    /// Itself, for a member who may do what the route needs.
    fn if_admitted(self) -> Result<Self, Error> {
        if self.signed_in.needs_factor && !people::is_of_account(self.request().path()) {
            let first = self.see_other(people::app::PATH);
            return Err(InternalError::from_response("a second factor comes first", first).into());
        }
        let needs = needs_of(self.request()).unwrap_or(Needs::Member);
        if needs.are_met_by(self.principal()) {
            return Ok(self);
        }
        let refused = self.answer(Err(Failure::Forbidden.into()));
        Err(InternalError::from_response("not permitted", refused).into())
    }

    /// Who is signed in, and how.
    pub fn signed_in(&self) -> &SignedIn {
        &self.signed_in
    }

    pub fn principal(&self) -> &Principal {
        &self.signed_in.principal
    }

    /// The secret of the console session.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// # Errors
    /// [`ConsoleFault::StaleForm`] unless the button was pressed on a page of this console session.
    pub fn must_be_ours(&self, pressed: &Pressed) -> Result<(), ConsoleFault> {
        self.must_be_by_form(form::token_of(pressed).ok_or(ConsoleFault::StaleForm)?)
    }

    /// The same for a form that sends more than its token.
    ///
    /// # Errors
    /// [`ConsoleFault::StaleForm`] unless the token is that of this console session.
    pub fn must_be_by_form(&self, token: &str) -> Result<(), ConsoleFault> {
        let is_ours = self.app.links.console_form_is_ours(&self.secret, token);
        if is_ours && !form::is_from_elsewhere(self.request()) {
            Ok(())
        } else {
            Err(ConsoleFault::StaleForm)
        }
    }

    /// The fields of a form of ours.
    ///
    /// # Errors
    /// [`ConsoleFault::StaleForm`] unless it came from a page of this console session (its field `csrf`);
    /// [`ConsoleFault::OlderForm`], with what was typed, where it came from a page of one before.
    pub fn admitted(&self, posted: Posted) -> Result<Fields, ConsoleFault> {
        self.admitted_fields(posted.into_fields().ok_or(ConsoleFault::StaleForm)?)
    }

    /// The same of fields that have come in already. A button with which nothing was typed is not kept: whoever signs in
    /// after somebody else did not press it.
    ///
    /// # Errors
    /// As [`Self::admitted`].
    pub fn admitted_fields(&self, fields: Fields) -> Result<Fields, ConsoleFault> {
        match self.must_be_by_form(fields.text("csrf")) {
            Err(ConsoleFault::StaleForm)
                if kept_form::has_words(&fields) && kept_form::can_be_kept(self.request()) =>
            {
                Err(ConsoleFault::OlderForm(fields))
            }
            outcome => outcome.map(|()| fields),
        }
    }

    /// The frame of a page that a GET shows.
    pub fn frame(&self, section: Section) -> ConsoleFrame {
        self.framed(section, self.language_links())
    }

    /// The frame of a page that answers a POST, and is not to be asked for again.
    pub fn frame_of_answer(&self, section: Section) -> ConsoleFrame {
        self.framed(section, LanguageSwitch::None)
    }

    fn framed(&self, section: Section, switch: LanguageSwitch) -> ConsoleFrame {
        let organization = &self.signed_in.organization_name;
        let frame = ConsoleFrame::new(
            Frame::new(self.language(), organization.as_str(), switch),
            organization.as_str(),
            self.signed_in.member_name.as_str(),
            self.app.links.console_form_token(&self.secret),
            section,
            self.mail_is_caught(),
        );
        let may = |permission| self.principal().may_somewhere(permission);
        frame.with_menu(Menu {
            drafts: may(Permission::ReadRegistrations),
            outbox: may(Permission::ReadOutbox),
            mailbox: self.mail_is_caught() && self.principal().may(Permission::ReadOutbox),
            several_organizations: self.signed_in.organizations.len() > 1,
        })
    }

    /// Whether there is a mailbox to look at.
    pub fn mail_is_caught(&self) -> bool {
        matches!(self.app.transport, Transport::Caught)
    }

    /// The zone of the organization's own times.
    pub fn zone(&self) -> Tz {
        self.signed_in.time_zone
    }

    /// A time as tables show it.
    pub fn short_time(&self, at: DateTime<Utc>, zone: Tz) -> String {
        civil::short(self.value_language(), at, zone)
    }

    /// The answer, whatever came of the request.
    pub fn answer(&self, outcome: Page) -> HttpResponse {
        outcome.unwrap_or_else(|fault| self.fault(&fault))
    }

    fn fault(&self, fault: &ConsoleFault) -> HttpResponse {
        let error = fault.told(&self.request_id());
        let frame = self.framed(Section::Events, LanguageSwitch::None);
        if let ConsoleFault::OlderForm(fields) = fault {
            let action = self.request().uri().to_string();
            let fields = kept_form::typed(fields);
            return self.fault_page(
                fault,
                error.status(),
                &SendAgainView { frame, action, fields },
            );
        }
        self.fault_page(fault, error.status(), &ConsoleErrorView { frame, error })
    }
}

/// Nobody is signed in, or it cannot be found out now.
fn not_admitted(open: &OpenVisit, failure: Failure) -> Error {
    let response = match failure {
        Failure::Unauthorized => {
            kept_form::way(open.request()).unwrap_or_else(|| open.see_other(sign_in::PATH))
        }
        failure => open.answer_openly(Err(failure.into())),
    };
    InternalError::from_response("not admitted", response).into()
}
