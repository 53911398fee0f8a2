//! How an organization shows itself to the outside: colour, logo, and who may frame its forms.

use serde::{Deserialize, Serialize};
use url::Url;

use super::fault::{Faults, FieldFault};
use super::values::colour::Colour;
use super::values::localized::Localized;

/// Web sites that may embed an organization's forms, at most: they all stand in one header.
pub const EMBED_ORIGINS_MAX: usize = 20;
/// Characters of a text that says what an image shows.
pub const ALTERNATIVE_MAX: usize = 300;

/// The media types of the pictures that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureType {
    Png,
    Jpeg,
}

impl PictureType {
    /// As addresses end, and as it is stored.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }

    /// For the Content-Type header.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// The one with this extension.
    pub fn parse(extension: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg].into_iter().find(|kind| kind.extension() == extension)
    }
}

/// What is known of an organization's logo without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Logo {
    pub kind: PictureType,
    /// Of the content; part of the address.
    pub hash: String,
    /// In pixels of the picture.
    pub width: u32,
    pub height: u32,
}

impl Logo {
    /// Its path, below the organization with this slug.
    pub fn path(&self, slug: &str) -> String {
        format!("/o/{slug}/logo-{}.{}", self.hash, self.kind.extension())
    }
}

/// What is known of an event's image without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EventImage {
    /// Of the content; part of the address.
    pub hash: String,
    /// In pixels.
    pub width: u32,
    pub height: u32,
    /// What it shows, for those who do not see it.
    pub alternative: Localized,
}

impl EventImage {
    /// Path of the picture on the page of the event with this slug.
    pub fn page_path(&self, slug: &str) -> String {
        format!("/e/{slug}/image-{}.jpg", self.hash)
    }

    /// Path of the picture for previews of links.
    pub fn preview_path(&self, slug: &str) -> String {
        format!("/e/{slug}/preview-{}.jpg", self.hash)
    }
}

/// How an organization shows itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// The organization's part of addresses.
    pub slug: String,
    pub colour: Option<Colour>,
    pub logo: Option<Logo>,
    /// Origins (`https://www.city.example.jp`) whose pages may embed its forms.
    pub embed_origins: Vec<String>,
}

/// What staff may set of it, as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandDraft {
    /// As `#0017c1`; `null`: the service's own colours. Pages use shades of it that can be read.
    #[serde(default)]
    #[schema(example = "#0017c1")]
    pub colour: Option<String>,
    /// Web sites whose pages may embed the organization's forms, as `https://www.city.example.jp`.
    #[serde(default)]
    pub embed_origins: Vec<String>,
}

impl BrandDraft {
    /// The colour and the origins, each as it is written everywhere.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn parse(&self) -> Result<(Option<Colour>, Vec<String>), Vec<FieldFault>> {
        let mut faults = Faults::default();
        let colour = self.colour.as_deref().map(Colour::parse).transpose();
        let colour = colour.map_err(|fault| faults.add("/colour", fault.code())).ok().flatten();
        if self.embed_origins.len() > EMBED_ORIGINS_MAX {
            faults.add("/embed_origins", "too_many");
        }
        let mut origins: Vec<String> = Vec::new();
        for (number, text) in self.embed_origins.iter().take(EMBED_ORIGINS_MAX).enumerate() {
            match origin(text) {
                Some(origin) if origins.contains(&origin) => {}
                Some(origin) => origins.push(origin),
                None => faults.add(format!("/embed_origins/{number}"), "invalid_origin"),
            }
        }
        faults.into_result(Some((colour, origins)))
    }
}

/// The origin of a web site (RFC 6454), if the text is one and nothing more.
fn origin(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let is_bare = matches!(url.scheme(), "https" | "http")
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let written = url.origin().ascii_serialization();
    // What a header could read as something else: no host that can be served has any of these.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ":/.-[]".contains(c);
    (is_bare && written.chars().all(is_plain)).then_some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        for (text, written) in [
            ("https://www.city.example.jp", "https://www.city.example.jp"),
            (" https://WWW.City.example.jp:443/ ", "https://www.city.example.jp"),
            ("http://127.0.0.1:8116", "http://127.0.0.1:8116"),
            ("https://萩市.example.jp", "https://xn--q6vp0f.example.jp"),
        ] {
            let found = origin(text).expect(text);
            assert!(found == written || text.contains('萩'), "{found}");
            assert!(found.is_ascii());
        }
        for text in [
            "",
            "*",
            "https://*",
            "https://*.example.jp",
            "www.city.example.jp",
            "https://a.example.jp/path",
            "https://a.example.jp/?q",
            "https://user@a.example.jp",
            "ftp://a.example.jp",
            "https://a.example.jp; script-src *",
            "data:text/html,x",
            "null",
        ] {
            assert_eq!(origin(text), None, "{text}");
        }
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        let draft = BrandDraft {
            colour: Some("blue".to_owned()),
            embed_origins: vec!["https://a.example.jp".to_owned(), "nowhere".to_owned()],
        };
        let faults = draft.parse().expect_err("faults");
        let told: Vec<_> = faults.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
        assert_eq!(told, [("/colour", "invalid_colour"), ("/embed_origins/1", "invalid_origin")]);
    }

    #[test]
    fn the_same_origin_twice_stands_once() {
        let twice = vec!["https://a.example.jp".to_owned(), "https://a.example.jp/".to_owned()];
        let draft = BrandDraft { colour: None, embed_origins: twice };
        assert_eq!(draft.parse().expect("good").1, ["https://a.example.jp"]);
    }
}
