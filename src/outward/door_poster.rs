//! A poster for the entrance of a meeting (A4): visitors scan its code and check themselves in.

use super::flyer::FlyerFault;
use super::qr::Code;
use crate::domain::civil;
use crate::domain::event::{Meeting, Programme};
use crate::domain::values::colour::Colour;
use crate::domain::values::language::Language;
use crate::export::pdf::font::Typeface;
use crate::export::pdf::layout::{A4, Drawing};
use crate::export::pdf::{self, About, Area, Layout, PdfFault, Role, Style};

/// Margins, in points.
const MARGIN: f32 = 50.0;
/// Side of the code with its quiet zone: it can be scanned from two metres.
const CODE: f32 = 390.0;
/// The service's own colour, where the organization has none.
const OWN: Colour = Colour::new(0x00, 0x17, 0xc1);

/// What a poster says.
pub struct DoorPoster<'a> {
    pub programme: &'a Programme,
    /// May be empty.
    pub session: &'a str,
    pub meeting: &'a Meeting,
    pub url: &'a str,
    pub language: Language,
}

struct Words {
    heading: &'static str,
    steps: [&'static str; 3],
    staff: &'static str,
    code: &'static str,
}

const JAPANESE: Words = Words {
    heading: "スマートフォンで受付",
    steps: [
        "1. カメラで下のコードを読み取る",
        "2. 受付番号と、電話番号の下4桁（またはふりがな）を入力する",
        "3. 「受付しました」の画面を、入口の担当者に見せる",
    ],
    staff: "うまくいかないときや、受付番号が分からないときは、受付の担当者へお声がけください。",
    code: "受付のページのQRコード：",
};

const ENGLISH: Words = Words {
    heading: "Check in with your phone",
    steps: [
        "1. Scan the code below with your camera",
        "2. Enter your reception number and the last four digits of your telephone number",
        "3. Show the page that says “Checked in” at the entrance",
    ],
    staff: "If it does not work, or you do not know your number, please ask at the desk.",
    code: "QR code of the page for checking in: ",
};

/// The poster as a PDF file; the same is said in Japanese and, smaller, in English.
///
/// # Errors
/// None but by a fault of this program.
pub fn poster(told: &DoorPoster<'_>) -> Result<Vec<u8>, FlyerFault> {
    let layout = laid_out(told)?;
    let about = About {
        title: format!("{} {}", JAPANESE.heading, told.programme.event.title.get(told.language)),
        author: told.programme.organization_name.clone(),
        language: "ja",
    };
    Ok(pdf::write(&layout, &about)?)
}

fn laid_out(told: &DoorPoster<'_>) -> Result<Layout<'static>, FlyerFault> {
    let typeface = Typeface::get().ok_or(PdfFault::Font)?;
    let event = &told.programme.event;
    let colour = told.programme.brand.colour.map_or(OWN, |colour| colour);
    let area = Area { left: MARGIN, right: A4.0 - MARGIN, top: 44.0, bottom: A4.1 - 40.0 };
    let mut layout = Layout::new(typeface, area);
    let title = Style { line: 1.3, ..Style::text(19.0).bold() };
    let text = Style::text(12.0);
    layout.text(
        &format!("{} {}", event.title.get(told.language), told.session),
        title,
        Role::Paragraph,
    );
    let (from, to) = (told.meeting.starts_at, told.meeting.ends_at);
    layout.text(&civil::range(told.language, from, to, event.time_zone), text, Role::Paragraph);
    let heading = Style { line: 1.3, ..Style::text(38.0).bold().in_colour(colour).below(12.0) };
    layout.text(JAPANESE.heading, heading, Role::Heading(1));
    for step in JAPANESE.steps {
        layout.text(step, Style::text(15.0), Role::Paragraph);
    }
    let code = Code::of(told.url)?.rows(4);
    let side = CODE / code.iter().map(|_| 1.0).sum::<f32>();
    let at = ((A4.0 - CODE) / 2.0, layout.y() + 4.0);
    let shows = format!("{}{}", JAPANESE.code, told.url);
    layout.draw_at(at, Drawing::Squares { rows: code, side }, Role::Figure(shows));
    layout.skip(CODE + 8.0);
    layout.text(JAPANESE.staff, Style::text(12.0), Role::Paragraph);
    let small = Style { line: 1.4, ..Style::text(10.5) };
    layout.text(ENGLISH.heading, small.bold().below(10.0), Role::Heading(2));
    for step in ENGLISH.steps {
        layout.text(step, small, Role::Paragraph);
    }
    layout.text(ENGLISH.staff, small, Role::Paragraph);
    layout.text(told.url, Style::text(8.5).below(4.0), Role::Paragraph);
    Ok(layout)
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn check(title: &str) {
        let mut programme = samples::programme();
        programme.event.title = crate::domain::values::localized::Localized::plain(title);
        let meeting = programme.sessions[0].meetings[0].clone();
        let url = format!("https://uketsuke.example.jp/c/{}", "A".repeat(43));
        let told = DoorPoster {
            programme: &programme,
            session: "下関",
            meeting: &meeting,
            url: &url,
            language: Language::Ja,
        };
        assert_eq!(laid_out(&told).unwrap().pages(), 1, "{title}");
        let bytes = poster(&told).unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains("pdfuaid:part"));
        if let Some(folder) = std::env::var_os("UKETSUKE_PAGES_OUT") {
            std::fs::write(std::path::PathBuf::from(folder).join("door-poster.pdf"), bytes)
                .unwrap();
        }
    }

    #[test]
    fn a_poster_is_one_page_also_with_a_long_title() {
        check(
            "髙﨑さんと考える、地域で働くこれからのかたち。二つの市の企業と住民のための合同説明会",
        );
        check("テレワーク説明会");
    }
}
