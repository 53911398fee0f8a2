//! How a page shows whose it is: colour and logo.

use crate::domain::brand::{self, Logo};
use crate::http::assets;

/// The logo is shown no larger than this, in CSS pixels.
const SHOWN: (u32, u32) = (160, 40);

/// An organization's logo on a page. It stands beside the organization's name, and so has no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoView {
    /// Path of the picture.
    pub path: String,
    /// For the `type` of a link to it.
    pub media_type: &'static str,
    /// As it is shown, in CSS pixels.
    pub width: u32,
    /// The same.
    pub height: u32,
}

/// How a page shows whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrandView {
    /// Path of the stylesheet, with the organization's colour in it.
    pub stylesheet: String,
    /// The logo, if there is one.
    pub logo: Option<LogoView>,
}

impl Default for BrandView {
    /// As the service itself.
    fn default() -> Self {
        Self { stylesheet: assets::stylesheet().path.clone(), logo: None }
    }
}

impl BrandView {
    /// As this organization.
    pub fn of(brand: &brand::Brand) -> Self {
        Self {
            stylesheet: brand
                .colour
                .map_or_else(|| assets::stylesheet().path.clone(), assets::stylesheet_in),
            logo: brand.logo.as_ref().map(|logo| LogoView::of(&brand.slug, logo)),
        }
    }
}

impl LogoView {
    fn of(slug: &str, logo: &Logo) -> Self {
        let (width, height) = (logo.width.max(1), logo.height.max(1));
        // The largest size within both limits, without making it larger than it is.
        let by_width = (SHOWN.0.min(width), (height * SHOWN.0.min(width) / width).max(1));
        let (width, height) = if by_width.1 <= SHOWN.1 {
            by_width
        } else {
            ((width * SHOWN.1 / height).max(1), SHOWN.1)
        };
        Self { path: logo.path(slug), media_type: logo.kind.media_type(), width, height }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::brand::PictureType;

    #[test]
    fn a_logo_is_shown_in_its_own_proportions_and_never_larger_than_it_is() {
        let shown = |width, height| {
            let logo = Logo { kind: PictureType::Png, hash: "h".to_owned(), width, height };
            let view = LogoView::of("hagi", &logo);
            (view.width, view.height)
        };
        assert_eq!(shown(320, 96), (133, 40));
        assert_eq!(shown(96, 96), (40, 40));
        assert_eq!(shown(320, 20), (160, 10));
        assert_eq!(shown(16, 16), (16, 16));
    }
}
