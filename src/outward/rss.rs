//! RSS 2.0 of published events.

use std::fmt::Write as _;

use super::told::{Site, Told, changed_at};
use crate::domain::event::Programme;
use crate::domain::values::language::Language;

/// What a feed is called and where it is.
#[derive(Clone, Debug)]
pub struct Channel<'a> {
    pub title: &'a str,
    /// Path of the page that lists the same events.
    pub page: &'a str,
    /// Path of the feed itself.
    pub path: &'a str,
    pub language: Language,
    pub site: &'a Site,
}

/// The feed, in the order in which the programmes are given.
pub fn feed(channel: &Channel<'_>, programmes: &[Programme]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n",
    );
    element(&mut xml, "title", channel.title);
    element(&mut xml, "link", &channel.site.link(channel.page));
    element(&mut xml, "description", channel.title);
    element(&mut xml, "language", if channel.language == Language::En { "en" } else { "ja" });
    if let Some(changed) = changed_at(programmes) {
        element(&mut xml, "lastBuildDate", &changed.to_rfc2822());
    }
    let own = escaped(&channel.site.link(channel.path));
    let _ = writeln!(xml, "<atom:link href=\"{own}\" rel=\"self\" type=\"application/rss+xml\"/>");
    for programme in programmes {
        item(&mut xml, Told { programme, language: channel.language, site: channel.site });
    }
    xml.push_str("</channel>\n</rss>\n");
    xml
}

fn item(xml: &mut String, told: Told<'_>) {
    xml.push_str("<item>\n");
    element(xml, "title", told.title());
    element(xml, "link", &told.url());
    let id = escaped(&told.lasting_id());
    let _ = writeln!(xml, "<guid isPermaLink=\"false\">{id}</guid>");
    element(xml, "pubDate", &told.published_at().to_rfc2822());
    element(xml, "category", &told.programme.organization_name);
    element(xml, "description", &text(told));
    xml.push_str("</item>\n");
}

/// What it is about, when and where, in lines.
pub(super) fn text(told: Told<'_>) -> String {
    let about = told.description().trim();
    let lines = told.lines().join("\n");
    if about.is_empty() { lines } else { format!("{about}\n\n{lines}") }
}

fn element(xml: &mut String, name: &str, text: &str) {
    let _ = writeln!(xml, "<{name}>{}</{name}>", escaped(text));
}

/// Text as it stands in XML 1.0, without the characters that it has no room for (2.2).
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' => safe.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, site};
    use super::*;
    use crate::domain::values::localized::Localized;

    fn channel(site: &Site) -> Channel<'_> {
        Channel {
            title: "萩市のイベント",
            page: "/o/hagi",
            path: "/o/hagi/events.rss",
            language: Language::Ja,
            site,
        }
    }

    #[test]
    fn an_event_is_an_item_with_its_dates_and_places() {
        let site = site();
        let xml = feed(&channel(&site), &[samples::programme()]);
        for line in [
            "<title>萩市のイベント</title>",
            "<link>https://uketsuke.example.jp/o/hagi</link>",
            "<lastBuildDate>Fri, 25 Sep 2026 01:00:00 +0000</lastBuildDate>",
            "<title>テレワーク説明会</title>",
            "<link>https://uketsuke.example.jp/e/telework</link>",
            "<guid isPermaLink=\"false\">urn:uuid:00000000-0000-0000-0000-000000000001</guid>",
            "<pubDate>Sun, 20 Sep 2026 01:00:00 +0000</pubDate>",
        ] {
            assert!(xml.contains(&format!("{line}\n")), "{line}\n{xml}");
        }
        assert!(
            xml.contains("下関 令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分 豊北総合支所")
        );
        assert_eq!(well_formed(&xml), Ok(()));
    }

    #[test]
    fn what_is_written_of_an_event_stays_text() {
        let mut programme = samples::programme();
        programme.event.title = Localized::plain("<b>]]> & \"'\u{b}</item>");
        let site = site();
        let xml = feed(&channel(&site), &[programme]);
        assert!(xml.contains("<title>&lt;b&gt;]]&gt; &amp; &quot;'&lt;/item&gt;</title>"));
        assert_eq!(well_formed(&xml), Ok(()));
    }

    /// Every element is closed in its order, and every `&` begins a reference that XML knows.
    fn well_formed(xml: &str) -> Result<(), String> {
        let mut open: Vec<&str> = Vec::new();
        let body = xml.split_once("?>").ok_or("no declaration")?.1;
        for piece in body.split('<').skip(1) {
            let (tag, text) = piece.split_once('>').ok_or("an open tag")?;
            let known = ["&amp;", "&lt;", "&gt;", "&quot;"];
            let left = known.iter().fold(text.to_owned(), |text, known| text.replace(known, ""));
            if left.contains(['&', '>']) {
                return Err(format!("text {text}"));
            }
            let name = tag.split([' ', '/']).next().unwrap_or_default();
            match tag.strip_prefix('/') {
                Some(closed) if open.pop() == Some(closed) => {}
                Some(closed) => return Err(format!("{closed} is closed")),
                None if tag.ends_with('/') => {}
                None => open.push(name),
            }
        }
        if open.is_empty() { Ok(()) } else { Err(format!("{open:?}")) }
    }
}
