//! A published event as others are told of it, in one language.

use chrono::{DateTime, FixedOffset, Utc};

use crate::domain::civil;
use crate::domain::event::{EventStatus, Meeting, Programme, Session, SessionStatus};
use crate::domain::values::language::Language;
use crate::domain::values::localized::Localized;

/// Characters of a summary, at most: what previews of links show.
const SUMMARY_MAX: usize = 160;

/// Our own address, as others know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Without a slash at the end.
    pub base: String,
    /// Right-hand side of lasting ids.
    pub host: String,
}

impl Site {
    /// The full address of a path.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

/// A published event in one language.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    pub programme: &'a Programme,
    pub language: Language,
    pub site: &'a Site,
}

impl<'a> Told<'a> {
    pub fn title(self) -> &'a str {
        self.programme.event.title.get(self.language)
    }

    pub fn description(self) -> &'a str {
        self.programme.event.description.get(self.language)
    }

    /// The full address of the event's page.
    pub fn url(self) -> String {
        self.site.link(&self.path())
    }

    /// The path of the event's page.
    pub fn path(self) -> String {
        format!("/e/{}", self.programme.event.slug.as_str())
    }

    /// The full address of the picture that previews show.
    pub fn image_url(self) -> Option<String> {
        let image = self.programme.image.as_ref()?;
        Some(self.site.link(&image.preview_path(self.programme.event.slug.as_str())))
    }

    /// A name for the event that never changes (RFC 9562).
    pub fn lasting_id(self) -> String {
        format!("urn:uuid:{}", self.programme.event.id)
    }

    /// Whether the session does not take place.
    pub fn is_cancelled(self, session: &Session) -> bool {
        self.programme.event.status == EventStatus::Cancelled
            || session.settings.status == SessionStatus::Cancelled
    }

    /// The event's title with the session's name.
    pub fn heading(self, session: &Session) -> String {
        let name = session.name.get(self.language);
        [self.title(), name]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// When a meeting is, in words.
    pub fn when(self, meeting: &Meeting) -> String {
        let zone = self.programme.event.time_zone;
        civil::range(self.language, meeting.starts_at, meeting.ends_at, zone)
    }

    /// Where it is, in words; never the address of an online meeting.
    pub fn place(self, meeting: &Meeting) -> String {
        let of = |text: &Option<Localized>| {
            text.as_ref().map_or_else(String::new, |text| text.get(self.language).to_owned())
        };
        let mut places = vec![of(&meeting.venue), of(&meeting.address)];
        if meeting.online_url.is_some() {
            places.push(self.online().to_owned());
        }
        places.retain(|place| !place.is_empty());
        places.join(if self.language == Language::En { ", " } else { " " })
    }

    /// The word for a meeting that one joins over the internet.
    pub fn online(self) -> &'static str {
        if self.language == Language::En { "Online" } else { "オンライン" }
    }

    /// The word for what does not take place.
    pub fn cancelled(self) -> &'static str {
        match self.language {
            Language::En => "Cancelled",
            Language::Ja => "開催中止",
            Language::Easy => "中止（ありません）",
        }
    }

    /// When and where each session is, one line a meeting.
    pub fn lines(self) -> Vec<String> {
        let mut lines = Vec::new();
        for session in &self.programme.sessions {
            let name = session.name.get(self.language);
            for meeting in &session.meetings {
                let cancelled = self.is_cancelled(session).then(|| self.cancelled().to_owned());
                let parts = [name.to_owned(), self.when(meeting), self.place(meeting)];
                let parts = parts.into_iter().chain(cancelled).filter(|part| !part.is_empty());
                lines.push(parts.collect::<Vec<_>>().join(" "));
            }
        }
        lines
    }

    /// What it is about in one line of at most 160 characters: what is written of it, else when and where.
    pub fn summary(self) -> String {
        let about = self.description().split_whitespace().collect::<Vec<_>>();
        let space = if self.language == Language::En { " " } else { "" };
        let text = if about.is_empty() { self.lines().join(" ") } else { about.join(space) };
        if text.chars().count() <= SUMMARY_MAX {
            return text;
        }
        let cut: String = text.chars().take(SUMMARY_MAX - 1).collect();
        format!("{}…", cut.trim_end())
    }

    /// A time with the event's offset.
    pub fn local(self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.with_timezone(&self.programme.event.time_zone).fixed_offset()
    }

    /// When it was published; for one from before that was noted, when it was last changed.
    pub fn published_at(self) -> DateTime<Utc> {
        let event = &self.programme.event;
        event.published_at.unwrap_or(event.updated_at)
    }
}

/// When the newest change of any of these events was.
pub fn changed_at<'a>(
    programmes: impl IntoIterator<Item = &'a Programme>,
) -> Option<DateTime<Utc>> {
    programmes.into_iter().map(|programme| programme.event.updated_at).max()
}
