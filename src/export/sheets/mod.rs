//! What is printed of a session: a roster, a sheet for the desk at the entrance, badges.
//!
//! ```text
//! words  ─ in Japanese and English      head      ─ what stands above every list
//! roster ─ 名簿                          reception ─ 受付簿, in the order of readings
//! badges ─ 名札, by the sizes of paper and holders
//! ```

pub mod badges;
mod head;
pub mod reception;
pub mod roster;
mod words;

pub use badges::BadgeSize;

use crate::domain::values::language::Language;
use crate::export::pdf::{self, About, Layout, PdfFault};

/// Somebody who comes under a registration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedPerson {
    pub name: String,
    pub kana: String,
}

/// A registration as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedRow {
    pub number: String,
    pub name: String,
    pub kana: String,
    pub company: String,
    pub phone: String,
    /// Persons.
    pub seats: u32,
    /// Its stable name, such as `confirmed`.
    pub state: String,
    /// Those who were named.
    pub attendees: Vec<PrintedPerson>,
}

/// What the lists say of their session.
#[derive(Clone, Debug)]
pub struct PrintedSession {
    pub organization: String,
    pub event: String,
    /// May be empty.
    pub session: String,
    /// When and where, one line a meeting.
    pub meetings: Vec<String>,
    /// The day of printing, in words.
    pub printed: String,
    pub language: Language,
    /// Whether companies are registered.
    pub companies: bool,
}

impl PrintedSession {
    /// The event with its session.
    pub fn title(&self) -> String {
        if self.session.is_empty() {
            self.event.clone()
        } else {
            format!("{} {}", self.event, self.session)
        }
    }
}

/// What may be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    Roster,
    Reception,
    Badges(BadgeSize, CutLines),
}

/// Whether there are lines to cut along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutLines {
    Drawn,
    None,
}

impl Sheet {
    /// A sheet by its name: `roster`, `reception`, `badges`.
    pub fn parse(name: &str, size: BadgeSize, lines: CutLines) -> Option<Self> {
        match name {
            "roster" => Some(Self::Roster),
            "reception" => Some(Self::Reception),
            "badges" => Some(Self::Badges(size, lines)),
            _ => None,
        }
    }

    /// What it is called.
    pub fn name(self, language: Language) -> &'static str {
        let words = words::Words::of(language);
        match self {
            Self::Roster => words.roster,
            Self::Reception => words.reception,
            Self::Badges(..) => words.badges,
        }
    }
}

/// The sheet as a PDF file.
///
/// # Errors
/// None but by a fault of this program.
pub fn print(
    sheet: Sheet,
    session: &PrintedSession,
    rows: Vec<PrintedRow>,
) -> Result<Vec<u8>, PdfFault> {
    let layout = laid_out(sheet, session, rows)?;
    let about = About {
        title: format!("{} {}", session.title(), sheet.name(session.language)),
        author: session.organization.clone(),
        language: if session.language == Language::En { "en" } else { "ja" },
    };
    pdf::write(&layout, &about)
}

fn laid_out(
    sheet: Sheet,
    session: &PrintedSession,
    rows: Vec<PrintedRow>,
) -> Result<Layout<'static>, PdfFault> {
    match sheet {
        Sheet::Roster => roster::layout(session, &rows),
        Sheet::Reception => reception::layout(session, rows),
        Sheet::Badges(size, lines) => badges::layout(session, &rows, size, lines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn session() -> PrintedSession {
        PrintedSession {
            organization: "萩市".into(),
            event: "テレワーク説明会".into(),
            session: "下関".into(),
            meetings: vec![
                "令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分 萩・明倫学舎".into(),
            ],
            printed: "令和8年(2026年)10月14日(水曜日)".into(),
            language: Language::Ja,
            companies: true,
        }
    }

    pub(super) fn row(number: usize) -> PrintedRow {
        let people = [
            ("髙﨑 𠮷郎", "たかさき よしろう", "株式会社萩テレワーク"),
            ("阿部 花子", "アベ ハナコ", ""),
            ("渡邉 彅", "わたなべ なぎ", "有限会社長門水産加工販売協同事務センター"),
            ("John Smith", "", "Example & Sons"),
            (
                "寿限無寿限無五劫の擦り切れ 海砂利水魚",
                "じゅげむじゅげむごこうのすりきれ かいじゃりすいぎょ",
                "会社",
            ),
            ("鈴木 🎉子", "すずき はなこ", "Čapek s.r.o."),
        ];
        let (name, kana, company) = people[number % people.len()];
        let person =
            |name: &str| PrintedPerson { name: name.into(), kana: "さとう けん".into() };
        PrintedRow {
            number: format!("K7M4{:04}", number % 10_000),
            name: name.into(),
            kana: kana.into(),
            company: company.into(),
            phone: "09012345678".into(),
            seats: if number.is_multiple_of(4) { 3 } else { 1 },
            state: if number.is_multiple_of(9) { "waitlisted" } else { "confirmed" }.into(),
            attendees: if number.is_multiple_of(4) {
                vec![person("佐藤 健"), person("佐藤 陽菜")]
            } else {
                Vec::new()
            },
        }
    }

    pub(super) fn text_of(layout: &Layout<'_>) -> String {
        use crate::export::pdf::layout::Drawing;
        let texts = layout.placed.iter().filter_map(|placed| match &placed.drawing {
            Drawing::Text { text, .. } => Some(text.as_str()),
            _ => None,
        });
        texts.collect::<Vec<_>>().join("\n")
    }

    const ALL: [Sheet; 3] =
        [Sheet::Roster, Sheet::Reception, Sheet::Badges(BadgeSize::Ten, CutLines::Drawn)];

    #[test]
    fn nothing_of_a_name_is_lost_and_what_the_font_lacks_is_marked_and_told() {
        for sheet in ALL {
            let layout = laid_out(sheet, &session(), (0..30).map(row).collect()).unwrap();
            let text = text_of(&layout).replace('\n', "");
            for name in ["髙﨑 𠮷郎", "渡邉 彅", "鈴木 〓子"] {
                assert!(text.contains(name), "{sheet:?}: {name}");
            }
            let joined = text.replace(' ', "");
            assert!(joined.contains("寿限無寿限無五劫の擦り切れ海砂利水魚"), "{sheet:?}");
            let is_told = text.contains("この書体にない文字");
            assert_eq!(is_told, !matches!(sheet, Sheet::Badges(..)), "{sheet:?}");
        }
    }

    #[test]
    fn every_sheet_is_an_accessible_pdf_with_its_fonts_in_it() {
        for sheet in ALL {
            let bytes = print(sheet, &session(), (0..40).map(row).collect()).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(text.contains("pdfuaid:part") && text.contains("/FontFile"), "{sheet:?}");
            assert!(bytes.len() < 200_000, "{sheet:?}: {} bytes", bytes.len());
        }
    }

    /// With `UKETSUKE_PAGES_OUT=FOLDER` the sheets are written there to be looked at.
    #[test]
    fn every_sheet_is_written_to_a_folder_when_one_is_named() {
        let Some(folder) = std::env::var_os("UKETSUKE_PAGES_OUT") else { return };
        let folder = std::path::PathBuf::from(folder);
        std::fs::create_dir_all(&folder).unwrap();
        let sheets = [
            ("roster", Sheet::Roster),
            ("reception", Sheet::Reception),
            ("badges-10", Sheet::Badges(BadgeSize::Ten, CutLines::Drawn)),
            ("badges-8", Sheet::Badges(BadgeSize::Eight, CutLines::None)),
            ("badges-6", Sheet::Badges(BadgeSize::Six, CutLines::Drawn)),
            ("badges-4", Sheet::Badges(BadgeSize::Four, CutLines::Drawn)),
        ];
        for (name, sheet) in sheets {
            let bytes = print(sheet, &session(), (0..60).map(row).collect()).unwrap();
            std::fs::write(folder.join(format!("{name}.pdf")), bytes).unwrap();
        }
    }
}
