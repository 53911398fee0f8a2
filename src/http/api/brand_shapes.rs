//! How an organization shows itself, as the API says it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::brand::EventImage;
use crate::domain::values::colour::{Palette, Shades};
use crate::domain::values::localized::Localized;
use crate::links::Links;
use crate::usecases::change_brand::Appearance;

/// An organization as it shows itself.
#[derive(Serialize, ToSchema)]
#[schema(as = Organization)]
pub struct OrganizationShape {
    /// Its part of addresses.
    #[schema(example = "hagi")]
    pub slug: String,
    #[schema(example = "萩市")]
    pub name: String,
    /// Page of its published events.
    #[schema(example = "https://uketsuke.example.jp/o/hagi")]
    pub url: String,
    /// As it was given.
    #[schema(example = "#ffd600")]
    pub colour: Option<String>,
    /// What pages use of it.
    pub shades: Option<PaletteShape>,
    pub logo: Option<PictureShape>,
    /// Web sites whose pages may embed its forms.
    pub embed_origins: Vec<String>,
}

/// Shades of a colour whose contrast is at least 4.5:1 with the pages' grounds and with the text on them.
#[derive(Serialize, ToSchema)]
#[schema(as = Palette)]
pub struct PaletteShape {
    pub light: ShadesShape,
    pub dark: ShadesShape,
    /// Whether light pages use another colour than was given, because that could not be read.
    pub darkened: bool,
    /// The same of dark pages.
    pub lightened: bool,
}

/// A colour for one kind of page.
#[derive(Serialize, ToSchema)]
#[schema(as = Shades)]
pub struct ShadesShape {
    /// Text, borders, and the ground of buttons.
    #[schema(example = "#806b00")]
    pub key: String,
    /// Text on buttons.
    #[schema(example = "#ffffff")]
    pub on_key: String,
    /// Contrast of the two.
    #[schema(example = 5.1)]
    pub contrast: f64,
}

/// A picture that is shown on pages.
#[derive(Serialize, ToSchema)]
#[schema(as = Picture)]
pub struct PictureShape {
    /// Changes with the picture.
    pub url: String,
    /// In pixels.
    pub width: u32,
    pub height: u32,
}

/// A picture as it is sent.
#[derive(Deserialize, ToSchema)]
#[schema(as = PictureDraft)]
#[serde(deny_unknown_fields)]
pub struct PictureDraft {
    /// PNG, JPEG or WebP of at most 8 MiB and 40 million pixels, in base64 (RFC 4648).
    #[schema(content_encoding = "base64")]
    pub image: String,
}

/// An event's image as it is sent.
#[derive(Deserialize, ToSchema)]
#[schema(as = EventImageDraft)]
#[serde(deny_unknown_fields)]
pub struct EventImageDraft {
    /// What the image shows, for those who do not see it.
    pub alternative: Localized,
    /// PNG, JPEG or WebP of at least 600 × 315 and at most 40 million pixels and 8 MiB, in base64 (RFC 4648);
    /// absent: the image stays.
    #[serde(default)]
    #[schema(content_encoding = "base64")]
    pub image: Option<String>,
}

/// An event's image as it is kept.
#[derive(Serialize, ToSchema)]
#[schema(as = EventImage)]
pub struct EventImageShape {
    /// JPEG for the event's page; changes with the image.
    pub url: String,
    /// In pixels.
    pub width: u32,
    pub height: u32,
    /// JPEG of 1200 × 630 pixels for previews of links.
    pub preview_url: String,
    pub alternative: Localized,
}

impl OrganizationShape {
    /// As anybody sees it.
    pub fn of(appearance: Appearance, links: &Links) -> Self {
        let Appearance { name, brand } = appearance;
        let logo = brand.logo.as_ref().map(|logo| PictureShape {
            url: links.link(&logo.path(&brand.slug)),
            width: logo.width,
            height: logo.height,
        });
        Self {
            url: links.link(&format!("/o/{}", brand.slug)),
            name,
            colour: brand.colour.map(|colour| colour.to_string()),
            shades: brand.colour.map(|colour| {
                let palette = Palette::of(colour);
                PaletteShape {
                    light: ShadesShape::of(palette.light),
                    dark: ShadesShape::of(palette.dark),
                    darkened: palette.light.key != colour,
                    lightened: palette.dark.key != colour,
                }
            }),
            logo,
            embed_origins: brand.embed_origins,
            slug: brand.slug,
        }
    }
}

impl ShadesShape {
    fn of(shades: Shades) -> Self {
        let contrast = shades.key.contrast(shades.on_key);
        Self {
            key: shades.key.to_string(),
            on_key: shades.on_key.to_string(),
            contrast: (contrast * 10.0).floor() / 10.0,
        }
    }
}

impl EventImageShape {
    /// The image of the event with this slug.
    pub fn of(slug: &str, image: &EventImage, links: &Links) -> Self {
        Self {
            url: links.link(&image.page_path(slug)),
            width: image.width,
            height: image.height,
            preview_url: links.link(&image.preview_path(slug)),
            alternative: image.alternative.clone(),
        }
    }
}
