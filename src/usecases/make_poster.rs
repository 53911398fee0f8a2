//! The poster at the entrance of a meeting, by which visitors check themselves in.

use crate::app::App;
use crate::domain::values::language::Language;
use crate::outward::door_poster::{DoorPoster, poster};

use super::Failure;
use super::check_in::Place;

/// The poster as a PDF file.
///
/// # Errors
/// When it cannot be made.
pub async fn of(app: &App, place: &Place, language: Language) -> Result<Vec<u8>, Failure> {
    let (place, url) = (place.clone(), app.links.door_url(place.meeting.id));
    let made = tokio::task::spawn_blocking(move || {
        let session = place.session().map(|session| session.name.get(language).to_owned());
        poster(&DoorPoster {
            programme: &place.programme,
            session: &session.unwrap_or_default(),
            meeting: &place.meeting,
            url: &url,
            language,
        })
    });
    made.await.ok().and_then(Result::ok).ok_or(Failure::Conflict("no_flyer"))
}
