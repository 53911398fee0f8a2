//! What pages of events say of themselves to others than their readers.

use crate::app::App;
use crate::domain::event::Programme;
use crate::domain::values::language::Language;
use crate::http::pages::event::ImageView;
use crate::http::pages::outside::{Outside, Preview, PreviewImage};
use crate::outward::{Site, Told, structured};

use super::programme_views::Shown;

/// Our own address.
pub fn site(app: &App) -> Site {
    Site { base: app.public_url.as_str().to_owned(), host: app.public_url.host().to_owned() }
}

/// What the page of an event says.
pub fn of_event(app: &App, shown: Shown<'_>) -> Outside {
    let site = site(app);
    let told = Told { programme: shown.programme, language: shown.language, site: &site };
    let image = shown.programme.image.as_ref().zip(told.image_url());
    let preview = Preview {
        title: told.title().to_owned(),
        description: told.summary(),
        url: told.url(),
        site: shown.programme.organization_name.clone(),
        locale: locale(shown.language),
        image: image.map(|(image, url)| PreviewImage {
            url,
            alternative: image.alternative.get(shown.language).to_owned(),
        }),
    };
    let feeds = Outside::feeds_of(&format!("/o/{}", shown.programme.brand.slug));
    let structured = Some(structured::json_ld(told, shown.now));
    Outside { preview: Some(preview), feeds, structured }
}

/// What a list says: of one organization, or of all.
pub fn of_list(
    app: &App,
    title: String,
    organization: Option<&str>,
    language: Language,
) -> Outside {
    let path = organization.map_or_else(|| "/".to_owned(), |slug| format!("/o/{slug}"));
    let preview = Preview {
        description: title.clone(),
        site: title.clone(),
        title,
        url: site(app).link(&path),
        locale: locale(language),
        image: None,
    };
    let feeds = organization.map_or_else(|| "/feeds".to_owned(), |slug| format!("/o/{slug}"));
    Outside { preview: Some(preview), feeds: Outside::feeds_of(&feeds), structured: None }
}

/// An event's image as its page shows it.
pub fn image(programme: &Programme, language: Language) -> Option<ImageView> {
    let image = programme.image.as_ref()?;
    Some(ImageView {
        path: image.page_path(programme.event.slug.as_str()),
        width: image.width,
        height: image.height,
        alternative: image.alternative.get(language).to_owned(),
    })
}

fn locale(language: Language) -> &'static str {
    if language == Language::En { "en_US" } else { "ja_JP" }
}
