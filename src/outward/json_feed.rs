//! JSON Feed 1.1 of published events.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::rss::{Channel, text};
use super::told::Told;
use crate::domain::event::Programme;
use crate::domain::values::language::Language;

/// The feed, in the order in which the programmes are given.
pub fn feed(channel: &Channel<'_>, programmes: &[Programme]) -> String {
    let told = |programme| Told { programme, language: channel.language, site: channel.site };
    let items: Vec<Value> = programmes.iter().map(|programme| item(told(programme))).collect();
    let whole = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.site.link(channel.page),
        "feed_url": channel.site.link(channel.path),
        "language": if channel.language == Language::En { "en" } else { "ja" },
        "items": items,
    });
    whole.to_string()
}

fn item(told: Told<'_>) -> Value {
    let event = &told.programme.event;
    let time = |at| told.local(at).to_rfc3339_opts(SecondsFormat::Secs, false);
    let mut item = json!({
        "id": told.lasting_id(),
        "url": told.url(),
        "title": told.title(),
        "content_text": text(told),
        "summary": told.summary(),
        "date_published": time(told.published_at()),
        "date_modified": time(event.updated_at),
        "authors": [{ "name": told.programme.organization_name,
                      "url": told.site.link(&format!("/o/{}", told.programme.brand.slug)) }],
    });
    if let (Some(url), Some(object)) = (told.image_url(), item.as_object_mut()) {
        object.insert("image".to_owned(), json!(url));
    }
    item
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, site};
    use super::*;

    #[test]
    fn a_feed_has_everything_that_version_1_1_requires() {
        let site = site();
        let channel = Channel {
            title: "イベントの一覧",
            page: "/",
            path: "/feeds/events.json",
            language: Language::En,
            site: &site,
        };
        let feed: Value = serde_json::from_str(&feed(&channel, &[samples::programme()])).unwrap();
        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(feed["feed_url"], "https://uketsuke.example.jp/feeds/events.json");
        let item = &feed["items"][0];
        assert_eq!(item["title"], "Telework briefing");
        assert_eq!(item["id"], "urn:uuid:00000000-0000-0000-0000-000000000001");
        assert_eq!(item["date_published"], "2026-09-20T10:00:00+09:00");
        assert_eq!(item["image"], "https://uketsuke.example.jp/e/telework/preview-00ff.jpg");
        assert!(item["content_text"].as_str().unwrap().contains("15 October 2026"));
    }
}
