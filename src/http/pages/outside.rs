//! What a page says of itself to others than its reader: previews of links, feeds, search engines.

/// What is shown where somebody passes on a link to the page (Open Graph).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Of the page.
    pub title: String,
    /// In a sentence or two.
    pub description: String,
    /// The page's own full address.
    pub url: String,
    /// Whose page it is.
    pub site: String,
    /// As `ja_JP`.
    pub locale: &'static str,
    /// A picture, if there is one.
    pub image: Option<PreviewImage>,
}

/// A picture of 1200 × 630 pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewImage {
    /// Full address.
    pub url: String,
    /// What it shows.
    pub alternative: String,
}

/// Another form of what the page lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLink {
    /// Its path.
    pub path: String,
    /// Its media type.
    pub media_type: &'static str,
    /// The key of its name.
    pub name: &'static str,
}

/// All of it. What is empty is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outside {
    /// For previews of links.
    pub preview: Option<Preview>,
    /// Other forms of what the page lists.
    pub feeds: Vec<FeedLink>,
    /// schema.org's description as JSON in which no `<` occurs.
    pub structured: Option<String>,
}

impl Outside {
    /// The feeds below `base`: nothing for all events, `/o/SLUG` for an organization's.
    pub fn feeds_of(base: &str) -> Vec<FeedLink> {
        let feed = |extension: &str, media_type, name| FeedLink {
            path: format!("{base}/events.{extension}"),
            media_type,
            name,
        };
        vec![
            feed("rss", "application/rss+xml", "feed-rss"),
            feed("json", "application/feed+json", "feed-json"),
            feed("ics", "text/calendar", "feed-calendar"),
        ]
    }
}
