//! Holding a draw (抽選), with the record that anybody can check.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::clock;
use crate::domain::event::Programme;
use crate::domain::ids::SessionId;
use crate::domain::seats::{Command, Done, Draw, Request};
use crate::domain::state::State;
use crate::domain::values::line::Line;
use crate::links;
use crate::store::draws::{self, DrawnRow};
use crate::store::registration_counts;
use crate::store::types::Id;

use super::{Failure, Permission, Principal, find_programme};

/// Characters of the word that an order follows from.
const WORD_MAX: usize = 100;

/// How a session's draw stands.
pub struct DrawStanding {
    pub programme: Arc<Programme>,
    pub session: SessionId,
    /// Who has entered and was not drawn yet.
    pub entered: u32,
    /// What was drawn, the latest draw first, each in its order.
    pub drawn: Vec<DrawnRow>,
    /// From when on it can be drawn, where that is not now.
    pub not_before: Option<DateTime<Utc>>,
}

/// How the draw of a session stands.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Forbidden`].
pub async fn standing(
    app: &App,
    principal: &Principal,
    session: &str,
) -> Result<DrawStanding, Failure> {
    let (programme, session) =
        find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(programme.event.id, Permission::ReadRegistrations)?;
    let (counts, drawn) = app
        .read(move |conn| {
            let counts = registration_counts::by_session(conn, &[session])?;
            Ok::<_, Failure>((counts, draws::of_session(conn, Id(session.0))?))
        })
        .await?;
    let entered = State::EnteredDraw.as_str();
    let entered = counts.into_iter().find(|(_, state, _)| state.as_str() == entered);
    let not_before = not_before(&programme, session, app.clock.now());
    Ok(DrawStanding {
        entered: entered.and_then(|(_, _, number)| u32::try_from(number).ok()).unwrap_or(0),
        programme,
        session,
        drawn,
        not_before,
    })
}

/// From when on a draw can be held, where that is not now. The desk looks at it itself; this is for showing it.
pub fn not_before(
    programme: &Programme,
    session: SessionId,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let settings = &programme.session(session)?.settings;
    let last = settings.closes_at + chrono::Duration::seconds(settings.grace_seconds.into());
    let takes = settings.status == crate::domain::event::SessionStatus::Scheduled;
    (takes && last > now).then_some(last)
}

/// Draws among all who have entered. Without a word, one is made by chance.
///
/// # Errors
/// The desk's refusals: as long as somebody may enter, or where nobody has.
pub async fn hold(
    app: &App,
    principal: &Principal,
    session: &str,
    word: Option<&str>,
) -> Result<Done, Failure> {
    let (programme, session) =
        find_programme::own_session(app, principal.organization, session).await?;
    principal.must_in(programme.event.id, Permission::WriteRegistrations)?;
    let word = match word.map(str::trim).filter(|word| !word.is_empty()) {
        Some(word) => Line::parse(word, WORD_MAX)
            .map_err(|fault| Failure::invalid("/word", fault.code()))?
            .as_str()
            .to_owned(),
        None => links::secret(clock::random_bytes()),
    };
    let command = Command {
        event: programme.event.id,
        at: app.clock.now(),
        actor: principal.actor.clone(),
        request: Request::Draw(Draw { session, word }),
    };
    Ok(app.desk.submit(command).await??)
}
