//! The files that pages need beside their HTML, each served under a name that changes with its content.
//!
//! The look follows the デジタル庁デザインシステム; `tokens.css` is its published file, unchanged
//! (npm `@digital-go-jp/design-tokens` 1.1.9, MIT, see `tokens.LICENSE`).

mod brand_style;

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

pub use brand_style::{find as find_brand_style, stylesheet_in};

/// The folder of the assets in URLs.
pub const ASSETS_PATH: &str = "/assets/";

/// The caching of an asset: its name changes with its content, so a browser never needs to ask again.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// One file that is served as it is.
#[derive(Debug)]
pub struct Asset {
    /// Path in URLs, with a hash of the content in its last part.
    pub path: String,
    /// The file's content.
    pub bytes: &'static [u8],
    /// The media type for the Content-Type header.
    pub content_type: &'static str,
}

impl Asset {
    fn new(stem: &str, extension: &str, content_type: &'static str, bytes: &'static [u8]) -> Self {
        // 48 bits tell two versions of one file apart; nothing depends on nobody finding a collision.
        let hash = Sha256::digest(bytes)
            .iter()
            .take(6)
            .fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
        Self { path: format!("{ASSETS_PATH}{stem}-{hash:012x}.{extension}"), bytes, content_type }
    }
}

/// What the pages of all have.
macro_rules! stylesheet_of_all {
    () => {
        concat!(
            include_str!("tokens.css"),
            include_str!("theme.css"),
            include_str!("page.css"),
            include_str!("form.css"),
            include_str!("table.css"),
            include_str!("outward.css"),
            include_str!("media.css"),
            include_str!("print.css"),
        )
    };
}

const STYLESHEET: &str = stylesheet_of_all!();

/// One file a concern, sent as one.
const SCRIPT: &str = concat!(
    // Before what looks at forms that are sent: it may hold them back.
    include_str!("scripts/proof.js"),
    include_str!("scripts/once.js"),
    include_str!("scripts/errors.js"),
    include_str!("scripts/seats.js"),
    include_str!("scripts/print.js"),
    include_str!("scripts/furigana.js"),
    include_str!("scripts/postal.js"),
    include_str!("scripts/company.js"),
    include_str!("scripts/conditions.js"),
);

/// For pages within frames of other sites.
const FRAME_SCRIPT: &str = include_str!("scripts/frame.js");

/// What other sites load to embed a form. Its address never changes: it stands in their pages.
pub const EMBED_SCRIPT: &str = include_str!("scripts/embed.js");

/// The console's: that of all, and one file a room. In one file, for a page makes four requests at most.
const CONSOLE_STYLESHEET: &str = concat!(
    stylesheet_of_all!(),
    include_str!("console/frame.css"),
    include_str!("console/events.css"),
    include_str!("console/attendees.css"),
    include_str!("console/door.css"),
    include_str!("console/forms.css"),
    include_str!("console/afterwards.css"),
    include_str!("console/exports.css"),
    include_str!("console/people.css"),
);

/// What pages of the console gain where scripts run, one file a room; all of them work without.
const CONSOLE_SCRIPT: &str = concat!(
    include_str!("scripts/console/attendees.js"),
    include_str!("scripts/console/door.js"),
    include_str!("scripts/console/forms.js"),
    include_str!("scripts/console/people.js"),
    include_str!("scripts/once.js"),
    include_str!("scripts/errors.js"),
);

/// What makes the page at a door work by itself, with what it needs of the console's: one file, for a page makes four
/// requests at most.
const DOOR_SCRIPT: &str = concat!(
    include_str!("scripts/console/door.js"),
    include_str!("scripts/once.js"),
    include_str!("scripts/door/rules.js"),
    include_str!("scripts/door/page.js"),
    include_str!("scripts/door/sync.js"),
    include_str!("scripts/door/camera.js"),
);

/// What answers at a door while there is no network. It lies in the folder that it answers for.
pub const DOOR_WORKER: &str = include_str!("scripts/door/worker.js");

/// npm `jsqr` 1.4.0, `dist/jsQR.js`, unchanged (Apache-2.0, see `vendor/jsqr.LICENSE`): loaded only at a door, by
/// browsers that read no codes themselves.
const CODE_READER: &[u8] = include_bytes!("vendor/jsqr.js");

static ASSETS: LazyLock<[Asset; 9]> = LazyLock::new(|| {
    [
        Asset::new("uketsuke", "css", "text/css; charset=utf-8", STYLESHEET.as_bytes()),
        Asset::new("icon", "svg", "image/svg+xml", include_bytes!("icon.svg")),
        Asset::new("form", "js", "text/javascript; charset=utf-8", SCRIPT.as_bytes()),
        Asset::new("frame", "js", "text/javascript; charset=utf-8", FRAME_SCRIPT.as_bytes()),
        Asset::new(
            "proof",
            "js",
            "text/javascript; charset=utf-8",
            include_bytes!("scripts/proof_worker.js"),
        ),
        Asset::new("console", "css", "text/css; charset=utf-8", CONSOLE_STYLESHEET.as_bytes()),
        Asset::new("console", "js", "text/javascript; charset=utf-8", CONSOLE_SCRIPT.as_bytes()),
        Asset::new("door", "js", "text/javascript; charset=utf-8", DOOR_SCRIPT.as_bytes()),
        Asset::new("jsqr", "js", "text/javascript; charset=utf-8", CODE_READER),
    ]
});

/// The one stylesheet of all pages.
pub fn stylesheet() -> &'static Asset {
    &ASSETS[0]
}

/// The icon of browser tabs and bookmarks.
pub fn icon() -> &'static Asset {
    &ASSETS[1]
}

/// What pages with a form gain where scripts run; all of them work without.
pub fn script() -> &'static Asset {
    &ASSETS[2]
}

/// What pages within frames of other sites need beside.
pub fn frame_script() -> &'static Asset {
    &ASSETS[3]
}

/// What works out proofs beside a page.
pub fn proof_worker() -> &'static Asset {
    &ASSETS[4]
}

/// The one stylesheet of the console's pages.
pub fn console_stylesheet() -> &'static Asset {
    &ASSETS[5]
}

/// What the console's pages gain where scripts run.
pub fn console_script() -> &'static Asset {
    &ASSETS[6]
}

/// What the page at a door needs beside.
pub fn door_script() -> &'static Asset {
    &ASSETS[7]
}

/// What reads codes from a camera's picture.
pub fn code_reader() -> &'static Asset {
    &ASSETS[8]
}

/// What pages load, for those that are looked at without a server.
pub fn of_pages() -> impl Iterator<Item = &'static Asset> {
    ASSETS.iter()
}

/// The asset with this path (`/assets/…`), if there is one.
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_found_by_the_path_that_pages_name() {
        assert_eq!(
            find(&stylesheet().path).map(|asset| asset.content_type),
            Some("text/css; charset=utf-8")
        );
        assert_eq!(find(&icon().path).map(|asset| asset.content_type), Some("image/svg+xml"));
        assert!(find("/assets/uketsuke-000000000000.css").is_none());
    }

    #[test]
    fn the_stylesheets_load_nothing_from_elsewhere() {
        for sheet in [STYLESHEET, CONSOLE_STYLESHEET] {
            assert!(!sheet.contains("url(") && !sheet.contains("@import"));
        }
    }

    #[test]
    fn every_custom_property_that_is_used_is_defined() {
        for used in CONSOLE_STYLESHEET.split("var(").skip(1) {
            let name = used.split([')', ',']).next().unwrap().trim();
            assert!(
                CONSOLE_STYLESHEET.contains(&format!("{name}:")),
                "{name} is used but not defined"
            );
        }
    }
}
