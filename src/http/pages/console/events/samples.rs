//! Samples of this room's pages.

use super::checklist::{ChecklistView, FindingLine, Step};
use super::editor::{EditorView, LeftOutDay, ListedRow, OpenRow, UnreadRow, why};
use super::fields::{Wrong, error_lines, field};
use super::hub::{HubView, Part, SessionPart, Way};
use super::preview::{Difference, MailDraft, PreviewView};
use super::sheet::{BACK, BACK_HOME, FieldGroup, FormButton, SheetView, Shown};
use super::words;
use crate::http::pages::console::event_nav::{EventNav, EventPart};
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::home::EventState;
use crate::http::pages::console::samples::frame;
use crate::http::pages::field::Field;
use crate::http::pages::texts::{Language, Texts};

const PATH: &str = "/console/events/sample";
const WHEN: &str = "令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分";

fn nav() -> EventNav {
    EventNav::sample(EventPart::Edit)
}

fn fields(texts: Texts, names: &[(&str, &str)], wrong: &[Wrong]) -> Vec<Field> {
    names.iter().map(|(name, value)| field(texts, name, value, wrong)).collect()
}

impl EditorView {
    /// A new event, empty, wrong, with rows pasted; sessions added.
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let filled = Self::sample(language, &[], true);
        let wrong = [
            Wrong::new("title", "empty"),
            Wrong::new("rows.0.day", "wrong_weekday"),
            Wrong::new("rows.0.ends", "ends_before_start"),
            Wrong::new("capacity_each", "empty"),
        ];
        let more = Self {
            nav: Some(nav()),
            heading: Self::MORE.0,
            button: Self::MORE.1,
            event: Vec::new(),
            back: (format!("{PATH}/edit"), BACK),
            ..Self::sample(language, &[], false)
        };
        vec![
            ("new", Self::sample(language, &[], false)),
            ("pasted", filled),
            ("wrong", Self::sample(language, &wrong, false)),
            ("more", more),
        ]
    }

    fn sample(language: Language, wrong: &[Wrong], is_pasted: bool) -> Self {
        let texts = Texts::new(language);
        let event = fields(
            texts,
            &[
                ("title", "テレワーク説明会"),
                ("audience", ""),
                ("description", ""),
                ("contact", "産業政策課 000-1234-5678"),
                ("capacity_unit", "person"),
            ],
            wrong,
        );
        let row = OpenRow {
            number: 1,
            understood: if is_pasted { WHEN.into() } else { String::new() },
            fields: fields(
                texts,
                &[
                    ("rows.0.name", "下関"),
                    ("rows.0.day", "10/15"),
                    ("rows.0.starts", "14:00"),
                    ("rows.0.ends", "15:30"),
                    ("rows.0.venue", "市民会館"),
                ],
                wrong,
            ),
            more: fields(
                texts,
                &[("rows.0.address", ""), ("rows.0.capacity", ""), ("rows.0.online_url", "")],
                wrong,
            ),
        };
        let listed = ListedRow {
            source: Some(2),
            continues: false,
            name: "萩(午前)".into(),
            when: WHEN.into(),
            place: "萩・明倫学舎".into(),
            capacity: "20".into(),
            hidden: vec![("listed.0.day".into(), "2026/10/15(木)".into())],
            drop: field(texts, "listed.0.drop", "", &[]),
        };
        let unread = (0..2).map(|number| UnreadRow {
            number: number + 3,
            text: "未定 14:00 市民会館".into(),
            why: why(number),
        });
        let pasted = field(texts, "pasted", "", wrong);
        let rule = fields(
            texts,
            &[
                ("every", "week"),
                ("count", ""),
                ("until", ""),
                ("except", ""),
                ("holidays", "true"),
                ("makes", "sessions"),
            ],
            wrong,
        );
        let all = fields(
            texts,
            &[
                ("capacity_each", ""),
                ("waiting_list", "true"),
                ("opening", "published"),
                ("closing", "day_before"),
            ],
            wrong,
        );
        let shown = event.iter().chain(&row.fields).chain(&all);
        let errors = error_lines(texts, shown, wrong);
        Self {
            frame: frame(language, "/console/events/new", Section::Events),
            nav: None,
            heading: Self::NEW.0,
            errors,
            action: "/console/events/new".into(),
            event,
            rows: vec![row],
            listed: if is_pasted { vec![listed] } else { Vec::new() },
            unread: if is_pasted { unread.collect() } else { Vec::new() },
            too_many: if is_pasted { 3 } else { 0 },
            left_out: if is_pasted {
                vec![LeftOutDay { day: WHEN.into(), holiday: "文化の日".into() }]
            } else {
                Vec::new()
            },
            paste_makes: field(texts, "paste_makes", "sessions", &[]),
            pasted,
            rule,
            all,
            button: Self::NEW.1,
            back: ("/console".into(), BACK_HOME),
        }
    }
}

impl SheetView {
    /// Every kind of form: texts, rules, a session, a picture, colours, a question before a deed.
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let texts = Texts::new(language);
        let basics =
            [("title", "テレワーク説明会"), ("contact", "産業政策課"), ("slug", "telework")];
        let wrong = [Wrong::new("title", "empty"), Wrong::new("slug", "already_used")];
        let view = |heading, names: &[(&str, &str)], wrong: &[Wrong]| {
            Self::sample(language, heading, fields(texts, names, wrong), wrong)
        };
        let rules = [
            ("people_per_application", "1"),
            ("offer_hours", "48"),
            ("reminders", "1日前"),
            ("proof_of_work", "true"),
            ("form_layout", "fitting"),
        ];
        let session =
            [("name", "下関"), ("capacity", "20"), ("waiting_list", "true"), ("closing_at", "")];
        let image = Self {
            has_files: true,
            picture: Some(Shown {
                path: "/e/telework/image-00ff.jpg".into(),
                width: 640,
                height: 336,
                alternative: "会場".into(),
            }),
            removal: Some((format!("{PATH}/edit/image/remove"), words::REMOVE_PICTURE)),
            ..view(words::IMAGE, &[("image", ""), ("alternative", "会場")], &[])
        };
        let logo = FieldGroup::new(words::LOGO, "", fields(texts, &[("logo", "")], &[]));
        let brand = Self {
            nav: None,
            done: words::done("brand"),
            facts: vec![(texts.t(words::FACT_CONTRAST_LIGHT), "9.4 : 1".into())],
            second: Some((
                "/console/settings/brand/logo".into(),
                vec![logo],
                FormButton::other("save", words::SEND_PICTURE),
            )),
            ..view(words::BRAND, &[("colour", "#0017c1"), ("embed_origins", "")], &[])
        };
        let cancel = Self {
            intro: vec![texts.t(words::FOR_GOOD)],
            buttons: vec![FormButton::main("look", words::LOOK)],
            ..view(words::CANCEL_THE_EVENT, &[("reason", ""), ("notify", "yes")], &[])
        };
        let rehearsal = Self {
            intro: words::REHEARSAL_MEANS.iter().map(|word| texts.t(word)).collect(),
            buttons: vec![FormButton::danger("confirm", words::END_REHEARSAL)],
            groups: Vec::new(),
            ..view(words::REHEARSAL, &[], &[])
        };
        let copy = [("title", "説明会"), ("shift", "weeks"), ("shift_day", "2027/10/14(木)")];
        vec![
            ("basics", view(words::BASICS, &basics, &[])),
            ("wrong", view(words::BASICS, &basics, &wrong)),
            ("rules", view(words::RULES, &rules, &[])),
            ("session", view(words::SESSION, &session, &[])),
            ("image", image),
            ("brand", brand),
            ("cancel", cancel),
            ("rehearsal", rehearsal),
            ("copy", view(words::COPY, &copy, &[])),
        ]
    }

    fn sample(
        language: Language,
        heading: &'static str,
        fields: Vec<Field>,
        wrong: &[Wrong],
    ) -> Self {
        let texts = Texts::new(language);
        let errors = error_lines(texts, fields.iter(), wrong);
        let folded = FieldGroup::folded(
            words::LANGUAGES,
            "",
            vec![field(texts, "title_en", "Telework briefing", &[])],
        );
        let [close, ..] = words::SESSION_WAYS;
        Self {
            frame: frame(language, "/console/events/sample/edit/basics", Section::Events),
            nav: Some(nav()),
            heading,
            about: "テレワーク説明会".into(),
            intro: Vec::new(),
            done: None,
            errors,
            picture: None,
            facts: Vec::new(),
            action: format!("{PATH}/edit/basics"),
            groups: vec![FieldGroup::new("", "", fields), folded],
            hidden: vec![("version".into(), "3".into())],
            buttons: vec![FormButton::main("save", words::SAVE)],
            has_files: false,
            removal: None,
            second: None,
            ways: vec![Way { path: format!("{PATH}/close"), word: close.1, means: close.2 }],
            back: (format!("{PATH}/edit"), BACK),
        }
    }
}

impl PreviewView {
    /// A change that people are told of, one that is refused, one that is shown again.
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let texts = Texts::new(language);
        let view = || Self {
            frame: frame(language, "/console/sessions/s1/edit", Section::Events),
            nav: Some(nav()),
            heading: words::PREVIEW,
            about: "下関".into(),
            is_shown_again: false,
            refused: None,
            differences: vec![Difference {
                name: Difference::name_of(texts, "time"),
                before: WHEN.into(),
                after: WHEN.into(),
            }],
            effects: vec![
                texts.t1(words::PROMOTED, "number", 2),
                texts.t1(words::TOLD, "number", 18),
                texts.t1(words::CALLED, "number", 1),
            ],
            mail: Some(MailDraft {
                subject: "【変更】テレワーク説明会".into(),
                text: "日時が変わりました。\n<b>&".into(),
            }),
            action: "/console/sessions/s1/edit".into(),
            hidden: vec![("seen".into(), "0.2.18.1.4".into())],
            fields: vec![field(texts, "notify", "yes", &[])],
            button: Some(FormButton::main("confirm", words::DO_CHANGE)),
            back: ("/console/sessions/s1/edit".into(), BACK),
        };
        let refused = texts.t2(words::BELOW_CONFIRMED, "confirmed", 18_u32, "people", 21_u32);
        vec![
            ("told", view()),
            ("again", Self { is_shown_again: true, ..view() }),
            (
                "refused",
                Self {
                    refused: Some(refused),
                    effects: Vec::new(),
                    mail: None,
                    button: None,
                    fields: Vec::new(),
                    differences: Vec::new(),
                    ..view()
                },
            ),
        ]
    }
}

impl HubView {
    /// With sessions, and without.
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let texts = Texts::new(language);
        let session = |name: &str, state| SessionPart {
            name: name.into(),
            when: vec![WHEN.into()],
            place: "市民会館".into(),
            seats: "18 / 20名".into(),
            state,
            path: "/console/sessions/s1/edit".into(),
        };
        let part = |heading, name: &str| Part {
            heading,
            facts: vec![(Part::name_of(texts, name), "産業政策課\n000-1234-5678".into())],
            path: format!("{PATH}/edit/{name}"),
        };
        let ways = words::WAYS.iter().map(|(end, word, means)| Way {
            path: format!("{PATH}/{end}"),
            word,
            means,
        });
        let ways: Vec<Way> = ways.collect();
        let view = |sessions| Self {
            frame: frame(language, "/console/events/sample/edit", Section::Events),
            nav: nav(),
            title: "テレワーク説明会".into(),
            state: EventState::Published,
            done: words::done("saved"),
            sessions,
            add_path: format!("{PATH}/edit/sessions"),
            parts: vec![part(words::BASICS, "contact"), part(words::RULES, "reminders")],
            ways: ways.clone(),
        };
        let sessions = vec![session("下関", None), session("萩", Some(Part::STATES[1]))];
        vec![("sessions", view(sessions)), ("empty", view(Vec::new()))]
    }
}

impl ChecklistView {
    /// Ready to be published, not ready, published, with everything that can be found.
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let finding = |place: usize| FindingLine {
            word: FindingLine::word_of(place),
            session: if place > 7 { "下関".into() } else { String::new() },
            path: if place == 22 { String::new() } else { format!("{PATH}/edit/basics") },
        };
        let view = |needed, missing, unusual| Self {
            frame: frame(language, "/console/events/sample/publish", Section::Events),
            nav: nav(),
            title: "テレワーク説明会".into(),
            done: words::done("made"),
            sessions: vec![format!("下関 {WHEN} 市民会館")],
            needed,
            missing,
            unusual,
            action: Some(format!("{PATH}/publish")),
            public_path: None,
            steps: Self::STEPS
                .map(|(end, word)| Step { path: format!("{PATH}/{end}"), word })
                .to_vec(),
        };
        let ready = view(Vec::new(), Vec::new(), Vec::new());
        let published = Self {
            action: None,
            public_path: Some("/e/telework".into()),
            ..view(Vec::new(), Vec::new(), Vec::new())
        };
        let not_ready = Self {
            action: None,
            sessions: Vec::new(),
            ..view(vec![finding(0)], Vec::new(), Vec::new())
        };
        let all = view(Vec::new(), (2..14).map(finding).collect(), (14..24).map(finding).collect());
        vec![("ready", ready), ("not-ready", not_ready), ("published", published), ("all", all)]
    }
}
