//! A programme for the tests of what others are told.

use super::Site;
use crate::domain::brand::{Brand, EventImage};
use crate::domain::event::{Event, Programme, Session};
use crate::domain::samples;
pub use crate::domain::samples::{at, now};
use crate::domain::values::localized::Localized;
use crate::domain::values::slug::Slug;

pub fn site() -> Site {
    Site { base: "https://uketsuke.example.jp".to_owned(), host: "uketsuke.example.jp".to_owned() }
}

pub fn programme() -> Programme {
    Programme {
        event: event(),
        organization_name: "萩市".to_owned(),
        organization_reply_to: None,
        brand: Brand { slug: "hagi".to_owned(), ..Brand::default() },
        image: Some(EventImage {
            hash: "00ff".to_owned(),
            width: 640,
            height: 480,
            alternative: Localized::plain("会場の写真"),
        }),
        rehearsal: None,
        groups: Vec::new(),
        sessions: vec![session(10, "下関"), session(11, "萩")],
    }
}

fn event() -> Event {
    Event {
        slug: Slug::parse("telework").unwrap(),
        title: Localized::both("テレワーク説明会".to_owned(), "Telework briefing".to_owned()),
        audience: "市内に住む人".into(),
        description: "自宅で働く「テレワーク」をご紹介します。\n企業2社のお話を聞けます。".into(),
        contact: "萩市役所 産業政策課\n電話 000-0000-0000".into(),
        people_per_application: 3,
        published_at: Some(at("2026-09-20T10:00:00+09:00")),
        updated_at: at("2026-09-25T10:00:00+09:00"),
        ..samples::event()
    }
}

fn session(id: u128, name: &str) -> Session {
    let mut session = samples::session(id, name);
    for meeting in &mut session.meetings {
        meeting.venue = Some("豊北総合支所".into());
        meeting.address = Some("山口県下関市豊北町3140-1".into());
    }
    session
}
