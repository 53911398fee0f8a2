//! The data of the sample pages: the core case, as it would look in the year of writing.

use crate::domain::brand::{Brand, Logo, PictureType};
use crate::domain::values::colour::Colour;

use super::{
    brand::BrandView,
    contact::Contact,
    entered::{Entered, EnteredAttendee},
    event::Event,
    faults::Fault,
    field_name::FieldName,
    form::{ApplicationForm, Question, QuestionKind},
    frame::{Frame, LanguageSwitch},
    moment::Moment,
    outside::{Outside, Preview, PreviewImage},
    qr::QrPicture,
    questions::{ChosenFile, FileRules},
    registration::{Registration, Standing},
    session::{Choice, Meeting, Session, SessionStatus, Unit},
    texts::Language,
};

pub fn frame(language: Language, path: &str) -> Frame {
    Frame::new(language, "萩市", LanguageSwitch::Links { path: path.into() })
}

/// The same frame in an organization's colour, with its logo.
pub fn branded(frame: Frame) -> Frame {
    let brand = Brand {
        slug: "hagi".into(),
        colour: Colour::parse("#8a2b06").ok(),
        logo: Some(Logo { kind: PictureType::Png, hash: "0".into(), width: 120, height: 40 }),
        embed_origins: Vec::new(),
    };
    frame.with_brand(BrandView::of(&brand))
}

/// The same frame with everything that it can say to others than its reader.
pub fn outside(frame: Frame) -> Frame {
    let preview = Preview {
        title: "テレワーク説明会".into(),
        description: "自宅や地域の施設で働く「テレワーク」をご紹介します。".into(),
        url: "https://uketsuke.example.jp/e/telework-2026".into(),
        site: "萩市".into(),
        locale: "ja_JP",
        image: Some(PreviewImage {
            url: "https://uketsuke.example.jp/e/telework-2026/preview-0.jpg".into(),
            alternative: "働く人".into(),
        }),
    };
    let structured = Some("{\"@context\":\"https://schema.org\"}".into());
    let feeds = Outside::feeds_of("/o/hagi");
    frame.with_outside(Outside { preview: Some(preview), feeds, structured })
}

pub fn contact() -> Contact {
    Contact::from_text(
        "萩市役所 産業政策課\n電話 000-0000-0000（平日 午前8時30分～午後5時15分）\nメール telework@example.jp",
    )
}

pub fn opening() -> Moment {
    Moment::new("令和8年(2026年)10月1日(木曜日)午前9時", "2026-10-01T09:00:00+09:00")
}

pub fn deadline() -> Moment {
    Moment::new("令和8年(2026年)10月14日(水曜日)午後5時", "2026-10-14T17:00:00+09:00")
}

fn meeting() -> Meeting {
    Meeting {
        when: Moment::new(
            "令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分",
            "2026-10-15T14:00:00+09:00",
        ),
        venue: "下関市豊北総合支所".into(),
        address: "山口県下関市豊北町大字滝部3140-1".into(),
        online: false,
        join_url: None,
    }
}

pub fn session(id: &str, status: SessionStatus) -> Session {
    Session {
        id: id.into(),
        name: "下関".into(),
        day: "令和8年(2026年)10月15日(木曜日)".into(),
        month: "令和8年(2026年)10月".into(),
        is_over: false,
        meetings: vec![meeting()],
        unit: Unit::Person,
        capacity: 20,
        choice: Choice::FirstCome,
        seats_left: if status == SessionStatus::Open { 5 } else { 0 },
        waiting: if status == SessionStatus::Waitlist { 4 } else { 0 },
        status,
        opens_at: Some(opening()),
        closes_at: Some(deadline()),
        counted_at: Moment::new(
            "令和8年(2026年)10月3日(土曜日)午後1時5分",
            "2026-10-03T13:05:00+09:00",
        ),
    }
}

pub fn every_session() -> Vec<Session> {
    use SessionStatus as S;
    let titles = [
        ("下関", S::Open),
        ("萩(午前)", S::Waitlist),
        ("萩(午後)", S::Full),
        ("長門", S::NotOpen),
        ("美祢", S::Closed),
        ("阿武", S::Cancelled),
    ];
    let named = |(number, (name, status)): (usize, (&str, S))| Session {
        name: name.into(),
        ..session(&format!("s{}", number + 1), status)
    };
    titles.into_iter().enumerate().map(named).collect()
}

/// A course of two months with a session on each of many days.
pub fn many_sessions() -> Vec<Session> {
    use SessionStatus as S;
    let states = [S::Open, S::Open, S::Waitlist, S::Full, S::NotOpen];
    let on = |(number, status): (usize, &S)| {
        let (month, day) = (10 + number / 10, number % 10 + 1);
        let mut one = Session {
            name: String::new(),
            day: format!("令和8年(2026年){month}月{day}日"),
            month: format!("令和8年(2026年){month}月"),
            ..session(&format!("s{number}"), *status)
        };
        for meeting in &mut one.meetings {
            meeting.when = Moment::new(
                format!("令和8年(2026年){month}月{day}日(木曜日)午後2時～午後3時30分"),
                format!("2026-{month}-{day:02}T14:00:00+09:00"),
            );
        }
        one
    };
    states.iter().cycle().take(16).enumerate().map(on).collect()
}

pub fn live_sessions() -> Vec<Session> {
    every_session().into_iter().filter(Session::is_live).collect()
}

pub fn online_session() -> Session {
    let online = Meeting {
        venue: String::new(),
        address: String::new(),
        online: true,
        join_url: None,
        ..meeting()
    };
    Session {
        name: String::new(),
        meetings: vec![online],
        unit: Unit::Company,
        capacity: 50,
        choice: Choice::FirstCome,
        seats_left: 3,
        ..session("s9", SessionStatus::Open)
    }
}

pub fn citizens_event() -> Event {
    Event {
        slug: "telework-2026".into(),
        title: "テレワーク説明会".into(),
        description: vec![
            "自宅や地域の施設で働く「テレワーク」を、はじめての方にもわかりやすくご紹介します。"
                .into(),
            "就業先の企業2社と、実際に働いている方のお話を聞くことができます。".into(),
        ],
        audience: "萩市・下関市に住み、テレワークに興味のある人など".into(),
        cost: String::new(),
        contact: contact(),
    }
}

pub fn companies_event() -> Event {
    Event {
        slug: "workation-2026".into(),
        title: "ワーケーション参加希望企業向け説明会".into(),
        description: vec!["二つの市での人材確保と事業開発についてご説明します。".into()],
        audience: "萩市・下関市での人材確保、事業開発、ワーケーションに興味のある企業".into(),
        cost: "資料代 500円".into(),
        contact: contact(),
    }
}

fn question(key: &str, kind: QuestionKind, label: &str, required: bool) -> Question {
    Question {
        key: key.into(),
        kind,
        label: label.into(),
        hint: String::new(),
        required,
        ..Question::default()
    }
}

fn questions() -> Vec<Question> {
    use QuestionKind as Q;
    let themes = || {
        let choices = [("work", "仕事の探し方"), ("place", "働く場所"), ("pay", "お金のこと")];
        choices.map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec()
    };
    vec![
        Question {
            hint: "車いすの席、手話通訳、要約筆記などをご用意できます。".into(),
            ..question("needs", Q::LongText, "当日お手伝いが必要なこと", false)
        },
        question("occupation", Q::ShortText, "今のお仕事", false),
        Question {
            limits: (Some(0), Some(80)),
            ..question("years", Q::Number, "お仕事の年数", false)
        },
        Question {
            choices: themes(),
            ..question("first", Q::Choice, "いちばん聞きたいこと", true)
        },
        Question {
            choices: themes(),
            limits: (Some(1), Some(2)),
            ..question("themes", Q::Choices, "ほかに聞きたいこと", false)
        },
        question("visit", Q::Date, "見学を希望する日", false),
        question("pc", Q::YesNo, "パソコンをお持ちですか", true),
        Question {
            shown_if: Some(("pc".into(), vec!["true".into()])),
            ..question("pc_model", Q::ShortText, "パソコンの種類", true)
        },
        question("home", Q::PostalAddress, "資料の送り先", false),
        Question {
            files: Some(FileRules {
                types: vec!["PDF".into(), "JPEG".into()],
                accept: ".pdf,.jpg".into(),
                bytes_max: 2_000_000,
            }),
            ..question("plan", Q::File, "事業計画書", false)
        },
        question("photo", Q::Consent, "会場での写真撮影", false),
    ]
}

pub fn form() -> ApplicationForm {
    ApplicationForm {
        slug: "telework-2026".into(),
        event_title: "テレワーク説明会".into(),
        sessions: live_sessions(),
        unit: Unit::Person,
        people_per_application: 3,
        wishes: 1,
        in_steps: false,
        questions: questions(),
        choices_left: [("work", 10), ("place", 0)]
            .map(|(value, left)| (("first".to_owned(), value.to_owned()), left))
            .into(),
        files: std::collections::BTreeMap::new(),
        organizer: "萩市".into(),
        purpose: Vec::new(),
        contact: contact(),
        token: "sample-token".into(),
        proof: None,
    }
}

pub fn company_form() -> ApplicationForm {
    ApplicationForm {
        slug: "workation-2026".into(),
        event_title: "ワーケーション参加希望企業向け説明会".into(),
        sessions: vec![online_session()],
        unit: Unit::Company,
        people_per_application: 5,
        questions: Vec::new(),
        purpose: vec!["ご記入いただいた内容は、この説明会の運営にだけ使います。".into()],
        ..form()
    }
}

/// The form of somebody who has sent a file already.
pub fn form_with_file() -> ApplicationForm {
    let plan = ChosenFile { name: "事業計画書.pdf".into(), bytes: 123_456 };
    ApplicationForm { files: [("plan".to_owned(), plan)].into(), ..form() }
}

pub fn right() -> Entered {
    Entered {
        session: "s1".into(),
        name: "山田 太郎".into(),
        kana: "やまだ たろう".into(),
        email: "taro@example.jp".into(),
        phone: "000-1234-5678".into(),
        seats: "2".into(),
        answers: [
            ("needs", vec!["車いすを使っています。\n入口に近い席だと助かります。"]),
            ("first", vec!["work"]),
            ("themes", vec!["work", "place"]),
            ("pc", vec!["true"]),
            ("photo", vec!["true"]),
            ("pc_model", vec!["ノート"]),
            ("home.postal_code", vec!["759-5511"]),
            ("home.prefecture", vec!["山口県"]),
            ("home.city", vec!["下関市"]),
            ("home.street", vec!["豊北町大字滝部3140-1"]),
            ("plan", vec!["sample-upload"]),
        ]
        .map(|(key, values)| (key.to_owned(), values.into_iter().map(str::to_owned).collect()))
        .into(),
        consent: true,
        ..Entered::default()
    }
}

pub fn right_company() -> Entered {
    let person = |name: &str, kana: &str| EnteredAttendee {
        name: name.into(),
        kana: kana.into(),
        ..EnteredAttendee::default()
    };
    Entered {
        session: "s9".into(),
        company: "株式会社例示".into(),
        attendees: vec![
            person("山田 太郎", "やまだ たろう"),
            person("𠮷田 花子", "ヨシダ ハナコ"),
            EnteredAttendee::default(),
        ],
        answers: std::collections::BTreeMap::new(),
        ..right()
    }
}

pub fn wrong() -> Entered {
    Entered {
        name: String::new(),
        email: "taro＠例".into(),
        phone: "12".into(),
        consent: false,
        ..right()
    }
}

pub fn faults() -> Vec<Fault> {
    let answer = |key: &str| FieldName::Answer(key.into());
    vec![
        Fault::new(FieldName::Session, "required"),
        Fault::new(FieldName::Name, "empty"),
        Fault::new(FieldName::Kana, "invalid_kana"),
        Fault::new(FieldName::Email, "invalid_email"),
        Fault::new(FieldName::Phone, "invalid_phone"),
        Fault::at_pointer("/seats", "out_of_range", Some(3)),
        Fault::new(answer("needs"), "too_long"),
        Fault::new(answer("years"), "not_a_number"),
        Fault::new(answer("first"), "required"),
        Fault::new(answer("themes"), "unknown_choice"),
        Fault::new(answer("visit"), "not_a_date"),
        Fault::new(answer("pc"), "required"),
        Fault::new(answer("pc_model"), "required"),
        Fault::at_pointer("/answers/home/city", "required", None),
        Fault::at_pointer("/answers/plan", "file_too_large", Some(2_000)),
        Fault::new(FieldName::Consent, "required"),
        Fault::at_pointer("/language", "something_new", None),
    ]
}

pub fn wrong_company() -> Entered {
    Entered { company: String::new(), corporate_number: "1234".into(), ..right_company() }
}

pub fn company_faults() -> Vec<Fault> {
    vec![
        Fault::at_pointer("/company/name", "required", None),
        Fault::at_pointer("/company/corporate_number", "invalid_corporate_number", None),
        Fault::at_pointer("/attendees/1/name", "control_character", None),
    ]
}

pub fn registration(standing: Standing) -> Registration {
    let joined = standing == Standing::JoinedCompany;
    let mut session = if joined { online_session() } else { session("s1", SessionStatus::Open) };
    if let (true, Some(meeting)) = (joined, session.meetings.first_mut()) {
        meeting.join_url = Some("https://meet.example.jp/telework".into());
    }
    Registration {
        reception_number: "K7M4Q2XH".into(),
        standing,
        deadline: standing.deadline().map(|_| deadline()),
        event_title: "テレワーク説明会".into(),
        slug: "telework-2026".into(),
        session,
        answers: vec![
            ("お名前".into(), "山田 太郎".into()),
            ("メールアドレス".into(), "taro@example.jp".into()),
            ("お手伝いが必要なこと".into(), String::new()),
        ],
        entrance: standing.has_seat().then(entrance).flatten(),
        people: 1,
        unnamed: 0,
        names_until: None,
        manage_path: "/r/sample".into(),
        calendar_path: "/r/sample/calendar.ics".into(),
        change_path: standing.is_active().then(|| "/r/sample/change".to_owned()),
        move_path: standing.can_move().then(|| "/r/sample/move".to_owned()),
        withdraw_path: "/r/sample/withdraw".into(),
        contact: contact(),
    }
}

fn entrance() -> Option<QrPicture> {
    QrPicture::of("UKETSUKE:AHKJDMWCAAAAAAAAAAAAAAAAAAAAAAA4PSDN2F5EZQGYTKWMAI:K7M4Q2XH")
}
