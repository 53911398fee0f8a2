//! An A4 flyer of an event, to be printed and put up: what, when, where, for whom, how to apply.

use super::flyer_words::Words;
use super::qr::Code;
use super::told::Told;
use crate::domain::brand::Logo;
use crate::domain::civil;
use crate::domain::event::{CapacityUnit, Session};
use crate::domain::values::colour::{Colour, Palette};
use crate::domain::values::language::Language;
use crate::export::pdf::font::Typeface;
use crate::export::pdf::layout::{A4, Drawing};
use crate::export::pdf::{self, About, Area, Layout, PdfFault, Role, Style};

/// Margins at the sides, in points.
const MARGIN: f32 = 50.0;
/// Height of the coloured band at the top.
const BAND: f32 = 16.0;
/// Room at the foot of the first page for the code, the address and whom to ask.
const FOOT: f32 = 172.0;
/// Side of the code with its quiet zone: it can be scanned from an arm's length.
const CODE: f32 = 132.0;
/// Height of the logo, at most.
const LOGO: f32 = 34.0;
/// Sizes of the title that are tried, the largest first, and the lines it may have.
const TITLES: [f32; 5] = [32.0, 28.0, 24.0, 21.0, 18.0];
const TITLE_LINES: usize = 3;
/// Sizes of the text that are tried until everything is on one page; with the last it may be two.
const TEXTS: [f32; 4] = [12.5, 11.5, 10.5, 10.0];
/// The service's own colour, where the organization has none.
const OWN: Colour = Colour::new(0x00, 0x17, 0xc1);

/// Why a flyer could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FlyerFault {
    #[error(transparent)]
    Pdf(#[from] PdfFault),
    #[error(transparent)]
    Code(#[from] super::qr::QrFault),
}

/// The flyer as a PDF file; with the organization's logo, where there is one.
///
/// # Errors
/// When the logo cannot be read; anything else would be a fault of this program.
pub fn flyer(told: Told<'_>, logo: Option<(&Logo, &[u8])>) -> Result<Vec<u8>, FlyerFault> {
    let layout = laid_out(told, logo)?;
    let about = About {
        title: told.title().to_owned(),
        author: told.programme.organization_name.clone(),
        language: if told.language == Language::En { "en" } else { "ja" },
    };
    Ok(pdf::write(&layout, &about)?)
}

/// The flyer with the largest text with which it has one page, else with the smallest.
fn laid_out(told: Told<'_>, logo: Option<(&Logo, &[u8])>) -> Result<Layout<'static>, FlyerFault> {
    let typeface = Typeface::get().ok_or(PdfFault::Font)?;
    let code = Code::of(&told.url())?.rows(4);
    let smallest = TEXTS[TEXTS.len() - 1];
    let flyer = |size, foot| Flyer { told, typeface, size, foot, words: Words::of(told.language) };
    let mut layouts = TEXTS.into_iter().map(|size| flyer(size, FOOT).layout(logo, code.clone()));
    let on_one_page = layouts.find(|layout| layout.pages() == 1);
    // Over several pages no room is kept on the first: the foot follows the text.
    Ok(on_one_page.unwrap_or_else(|| flyer(smallest, 0.0).layout(logo, code.clone())))
}

struct Flyer<'a> {
    told: Told<'a>,
    typeface: &'static Typeface,
    size: f32,
    /// Room that is kept at the foot of the pages.
    foot: f32,
    words: &'static Words,
}

impl Flyer<'_> {
    fn layout(&self, logo: Option<(&Logo, &[u8])>, code: Vec<Vec<bool>>) -> Layout<'static> {
        let whole = Area { left: MARGIN, right: A4.0 - MARGIN, top: 44.0, bottom: A4.1 - 40.0 };
        let mut layout =
            Layout::new(self.typeface, Area { bottom: whole.bottom - self.foot, ..whole });
        self.head(&mut layout, whole, logo);
        self.body(&mut layout);
        let follows = self.foot < FOOT;
        if follows {
            layout.leave_room(FOOT, whole.bottom);
        }
        let top = if follows { layout.y() + 14.0 } else { whole.bottom - FOOT + 10.0 };
        self.foot(&mut layout, Area { top, ..whole }, code);
        layout
    }

    fn colour(&self) -> Colour {
        Palette::of(self.told.programme.brand.colour.unwrap_or(OWN)).light.key
    }

    /// Band, logo and organizer, title.
    fn head(&self, layout: &mut Layout<'_>, area: Area, logo: Option<(&Logo, &[u8])>) {
        let band = self.told.programme.brand.colour.unwrap_or(OWN);
        let band = Drawing::Rectangle { width: A4.0, height: BAND, colour: band };
        layout.draw_at((0.0, 0.0), band, Role::Artifact);
        let style = Style::text(13.0).in_colour(self.colour()).bold();
        let mut beside = area;
        if let Some((logo, bytes)) = logo {
            let (width, height) = shown(logo);
            let picture =
                Drawing::Picture { kind: logo.kind, bytes: bytes.to_vec(), width, height };
            // The organizer's name stands beside it.
            layout.draw_at((area.left, area.top), picture, Role::Artifact);
            beside.left += width + 10.0;
            layout.skip((height - style.size * style.line).max(0.0) / 2.0);
        }
        let below = area.top + logo.map_or(0.0, |(logo, _)| shown(logo).1);
        let foot = Area { bottom: area.bottom - self.foot, ..area };
        layout.go_on_within(Area { bottom: foot.bottom, ..beside });
        layout.text(&self.told.programme.organization_name, style, Role::Paragraph);
        layout.go_on_within(Area { top: below, ..foot });
        layout.reset_top(area.top);
        let size = TITLES.into_iter().find(|size| {
            let lines = layout.lines(self.told.title(), Style::text(*size).bold());
            lines.len() <= TITLE_LINES
        });
        let size = size.unwrap_or(TITLES[TITLES.len() - 1]);
        let title = Style { line: 1.3, ..Style::text(size).bold().below(14.0) };
        layout.text(self.told.title(), title, Role::Heading(1));
    }

    /// What it is about, for whom, and every session.
    fn body(&self, layout: &mut Layout<'_>) {
        let text = Style::text(self.size);
        layout.text(self.told.description(), text.below(10.0), Role::Paragraph);
        let event = &self.told.programme.event;
        let audience = event.audience.get(self.told.language);
        if !audience.is_empty() {
            let line = format!("{}{audience}", self.words.audience);
            layout.text(&line, text.below(8.0), Role::Paragraph);
        }
        layout.text(self.words.free, text, Role::Paragraph);
        let heading = Style::text(self.size + 3.0).bold().in_colour(self.colour());
        layout.text(self.words.sessions, heading.below(12.0), Role::Heading(2));
        for session in &self.told.programme.sessions {
            self.session(layout, session);
        }
    }

    fn session(&self, layout: &mut Layout<'_>, session: &Session) {
        let text = Style::text(self.size);
        let name = session.name.get(self.told.language);
        if !name.is_empty() {
            layout.text(name, text.bold().below(7.0), Role::Heading(3));
        }
        if self.told.is_cancelled(session) {
            layout.text(self.told.cancelled(), text.bold(), Role::Paragraph);
        }
        for meeting in &session.meetings {
            layout.text(&self.told.when(meeting), text, Role::Paragraph);
            layout.text(&self.told.place(meeting), text, Role::Paragraph);
        }
        let zone = self.told.programme.event.time_zone;
        let closes = civil::date_time(self.told.language, session.settings.closes_at, zone);
        let capacity = self.capacity(session.settings.capacity);
        let line = (self.words.capacity_and_deadline)(&capacity, &closes);
        layout.text(&line, text, Role::Paragraph);
    }

    fn capacity(&self, capacity: u32) -> String {
        match self.told.programme.event.capacity_unit {
            CapacityUnit::Person => (self.words.persons)(capacity),
            CapacityUnit::Company => (self.words.companies)(capacity),
        }
    }

    /// How to apply: the code, the address, and whom to ask.
    fn foot(&self, layout: &mut Layout<'_>, area: Area, code: Vec<Vec<bool>>) {
        let line = Drawing::Rectangle { width: area.width(), height: 1.5, colour: self.colour() };
        layout.draw_at((area.left, area.top), line, Role::Artifact);
        let side = CODE / code.iter().map(|_| 1.0).sum::<f32>();
        let at = (area.right - CODE + side * 4.0, area.top + 8.0);
        let squares = Drawing::Squares { rows: code, side };
        let beside = Area { right: area.right - CODE - 6.0, top: area.top + 12.0, ..area };
        layout.go_on_within(beside);
        let heading = Style::text(15.0).bold().in_colour(self.colour());
        layout.text(self.words.apply, heading, Role::Heading(2));
        layout.text(self.words.scan, Style::text(10.5), Role::Paragraph);
        layout.text(&self.told.url(), Style::text(11.0).bold(), Role::Paragraph);
        layout.draw_at(
            at,
            squares,
            Role::Figure(format!("{}{}", self.words.code, self.told.url())),
        );
        let contact = self.told.programme.event.contact.get(self.told.language);
        if !contact.trim().is_empty() {
            let heading = Style::text(10.5).bold().below(6.0);
            layout.text(self.words.contact, heading, Role::Heading(2));
            let style = Style { line: 1.35, ..Style::text(10.0) };
            layout.text(contact, style, Role::Paragraph);
        }
    }
}

/// A logo's size on paper, in points.
fn shown(logo: &Logo) -> (f32, f32) {
    let side = |pixels: u32| f32::from(u16::try_from(pixels.max(1)).unwrap_or(u16::MAX));
    let (width, height) = (side(logo.width), side(logo.height));
    let factor = (LOGO / height).min(180.0 / width);
    (width * factor, height * factor)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, site};
    use super::*;
    use crate::domain::brand::PictureType;
    use crate::domain::event::Programme;
    use crate::domain::values::localized::Localized;

    fn text_of(layout: &Layout<'_>) -> String {
        let texts = layout.placed.iter().filter_map(|placed| match &placed.drawing {
            Drawing::Text { text, .. } => Some(text.as_str()),
            _ => None,
        });
        texts.collect::<Vec<_>>().join("\n")
    }

    fn check(programme: &Programme, language: Language) -> (usize, String) {
        let site = site();
        let told = Told { programme, language, site: &site };
        let layout = laid_out(told, None).unwrap();
        for placed in &layout.placed {
            assert!(placed.y < A4.1 - 20.0 && placed.x < A4.0, "{placed:?}");
        }
        let bytes = flyer(told, None).unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains("pdfuaid:part"), "held to PDF/UA");
        (layout.pages(), text_of(&layout))
    }

    #[test]
    fn a_flyer_says_what_when_where_for_whom_and_how_to_apply_on_one_page() {
        let (pages, text) = check(&samples::programme(), Language::Ja);
        assert_eq!(pages, 1);
        for said in [
            "萩市",
            "テレワーク説明会",
            "令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分",
            "豊北総合支所 山口県下関市豊北町3140-1",
            "定員20名",
            "市内に住む人",
            "https://uketsuke.example.jp/e/telework",
            "電話 000-0000-0000",
        ] {
            assert!(text.contains(said), "{said} is not in\n{text}");
        }
        let (_, english) = check(&samples::programme(), Language::En);
        assert!(english.contains("Telework briefing") && english.contains("Scan this code"));
        let (_, easy) = check(&samples::programme(), Language::Easy);
        assert!(easy.contains("申（もう）し込（こ）み"));
    }

    #[test]
    fn long_texts_and_many_sessions_go_on_on_further_pages_and_nothing_is_lost() {
        let mut programme = samples::programme();
        programme.event.title = Localized::plain(&"地域のこれからを考える説明会".repeat(7));
        let about = "くわしい内容です。".repeat(120);
        programme.event.description = Localized::plain(&about);
        for _ in 0..5 {
            programme.sessions.extend(programme.sessions.clone());
        }
        programme.sessions.truncate(30);
        let (pages, text) = check(&programme, Language::Ja);
        assert!((2..=5).contains(&pages), "{pages} pages");
        assert_eq!(text.matches("定員20名").count(), 30);
        assert_eq!(text.replace('\n', "").matches("くわしい内容です。").count(), 120);
    }

    #[test]
    fn rare_characters_and_signs_that_no_font_has_do_no_harm() {
        let mut programme = samples::programme();
        programme.event.title = Localized::plain("髙﨑𠮷さんと🎉ピクニック");
        let (_, text) = check(&programme, Language::Ja);
        assert!(text.contains("髙﨑𠮷さんと〓ピクニック"));
    }

    #[test]
    fn a_logo_keeps_its_proportions() {
        let logo = Logo { kind: PictureType::Png, hash: String::new(), width: 320, height: 80 };
        assert_eq!(shown(&logo), (136.0, 34.0));
        let wide = Logo { width: 320, height: 16, ..logo };
        assert_eq!(shown(&wide), (180.0, 9.0));
    }

    /// With `UKETSUKE_PAGES_OUT=FOLDER` flyers are written there to be looked at.
    #[test]
    fn every_flyer_is_written_to_a_folder_when_one_is_named() {
        let Some(folder) = std::env::var_os("UKETSUKE_PAGES_OUT") else { return };
        let folder = std::path::PathBuf::from(folder);
        std::fs::create_dir_all(&folder).unwrap();
        let site = site();
        let mut programme = samples::programme();
        programme.brand.colour = Colour::parse("#8a2b06").ok();
        let mut drawn = Vec::new();
        let logo = image::RgbaImage::from_fn(160, 60, |x, y| {
            let inside = (i64::from(x) - 40).pow(2) + (i64::from(y) - 30).pow(2) < 700;
            image::Rgba(if inside { [138, 43, 6, 255] } else { [0, 0, 0, 0] })
        });
        logo.write_to(&mut std::io::Cursor::new(&mut drawn), image::ImageFormat::Png).unwrap();
        let logo = Logo { kind: PictureType::Png, hash: String::new(), width: 160, height: 60 };
        for (name, language) in
            [("ja", Language::Ja), ("en", Language::En), ("easy", Language::Easy)]
        {
            let told = Told { programme: &programme, language, site: &site };
            let file = flyer(told, Some((&logo, &drawn))).unwrap();
            std::fs::write(folder.join(format!("flyer.{name}.pdf")), file).unwrap();
        }
        programme.event.title = Localized::plain(
            "髙﨑𠮷さんと考える、地域で働くこれからのかたち。二つの市の企業と住民のための合同説明会",
        );
        programme.event.description = Localized::plain(&"自宅や地域の施設で働く「テレワーク」を、はじめての方にもわかりやすくご紹介します。就業先の企業2社と、実際に働いている方のお話を聞くことができます。\n".repeat(6));
        for _ in 0..3 {
            programme.sessions.extend(programme.sessions.clone());
        }
        let told = Told { programme: &programme, language: Language::Ja, site: &site };
        let file = flyer(told, None).unwrap();
        std::fs::write(folder.join("flyer.long.pdf"), file).unwrap();
    }
}
