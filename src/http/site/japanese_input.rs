//! What people type in Japanese is never refused for its width, its kana or its hyphens.

use super::samples;
use super::typed::Typed;
use crate::domain::application::{Application, Sender};
use crate::domain::event::{CapacityUnit, Event};
use crate::domain::fault::FieldFault;
use crate::domain::values::language::Language;
use crate::http::pages::entered::{Entered, EnteredAttendee};

fn event(unit: CapacityUnit) -> Event {
    let mut event = samples::programme(unit).event;
    event.questions.clear();
    event.people_per_application = 5;
    event
}

fn entered() -> Entered {
    Entered {
        company: "株式会社例示".into(),
        name: "山田 太郎".into(),
        kana: "やまだ たろう".into(),
        email: "taro@example.jp".into(),
        phone: "000-1234-5678".into(),
        seats: "1".into(),
        consent: true,
        ..Entered::default()
    }
}

fn parsed(entered: &Entered, unit: CapacityUnit) -> Result<Application, Vec<FieldFault>> {
    let event = event(unit);
    let typed = Typed::application(entered, &event, Language::Ja);
    assert!(typed.faults.is_empty(), "{:?}", typed.faults.len());
    Application::parse(&typed.draft, &event, Sender::WebForm, samples::now())
}

#[track_caller]
fn all_taken(values: &[&str], put: impl Fn(&mut Entered, String)) {
    for value in values {
        for unit in [CapacityUnit::Person, CapacityUnit::Company] {
            let mut entered = entered();
            put(&mut entered, (*value).to_owned());
            let outcome = parsed(&entered, unit).map(drop);
            assert!(outcome.is_ok(), "{value}: {outcome:?}");
        }
    }
}

#[test]
fn names_and_readings_come_in_every_width_and_kana() {
    all_taken(
        &[
            "山田　太郎",
            "ﾔﾏﾀﾞ ﾀﾛｳ",
            "𠮷田 花子",
            "髙橋﨑",
            "葛\u{E0100}城 一",
            "Ｊｏｈｎ　Ｓｍｉｔｈ",
            "O’Neil",
            "ヴァン・デル・ベルク",
        ],
        |entered, value| entered.name = value,
    );
    all_taken(
        &[
            "やまだ　たろう",
            "ヤマダ　タロウ",
            "ﾔﾏﾀﾞ ﾀﾛｳ",
            "ジョン・スミス",
            "おーい",
            "オ－イ",
            "オ-イ",
            "Yamada Taro",
            "Ｙａｍａｄａ",
            "",
            "　",
        ],
        |entered, value| entered.kana = value,
    );
}

#[test]
fn telephones_come_in_every_width_with_every_hyphen() {
    all_taken(
        &[
            "000-1234-5678",
            "０００－１２３４－５６７８",
            "000ー1234ー5678",
            "000‐1234‐5678",
            "000−1234−5678",
            "000―1234―5678",
            "(000)1234-5678",
            "０００（１２３４）５６７８",
            "000 1234 5678",
            "00012345678",
            "",
        ],
        |entered, value| entered.phone = value,
    );
}

#[test]
fn addresses_of_carriers_keep_their_dots_and_full_width_is_read() {
    all_taken(
        &[
            "taro..yamada@docomo.ne.jp",
            "taro.@ezweb.ne.jp",
            ".taro@docomo.ne.jp",
            "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ",
            " taro@example.jp ",
            "TARO@EXAMPLE.JP",
        ],
        |entered, value| entered.email = value,
    );
}

#[test]
fn numbers_of_people_come_in_every_width() {
    all_taken(&["2", "２", "２名", "3人", " 1 ", ""], |entered, value| entered.seats = value);
}

#[test]
fn companies_and_their_numbers_come_in_every_width() {
    all_taken(
        &["㈱例示", "（株）例示", "(株) 例示", "株式会社　例示", "例示Ｃｏ．，Ｌｔｄ．", "ﾚｲｼﾞ商事"],
        |entered, value| entered.company = value,
    );
    all_taken(
        &[
            "7000012050002",
            "７００００１２０５０００２",
            "7-0000-1205-0002",
            "7ー0000ー1205ー0002",
            "T7000012050002",
            "Ｔ７００００１２０５０００２",
            "",
        ],
        |entered, value| entered.corporate_number = value,
    );
}

#[test]
fn attendees_come_in_every_width_too() {
    let attendee = |name: &str, kana: &str, email: &str| EnteredAttendee {
        name: name.into(),
        kana: kana.into(),
        email: email.into(),
        leaves: false,
    };
    for attendee in [
        attendee("鈴木　花子", "ｽｽﾞｷ ﾊﾅｺ", "hanako..s@docomo.ne.jp"),
        attendee("ｽﾞｽﾞｷ", "", ""),
        attendee("鈴木", "すずき", "ｈａｎａｋｏ＠example.jp"),
    ] {
        let entered = Entered { attendees: vec![attendee.clone()], ..entered() };
        let outcome = parsed(&entered, CapacityUnit::Company).map(drop);
        assert!(outcome.is_ok(), "{attendee:?}: {outcome:?}");
    }
}

#[test]
fn a_family_that_shares_an_address_is_several_people_in_every_spelling() {
    let identity = |name: &str, email: &str| {
        let entered = Entered { name: name.into(), email: email.into(), ..entered() };
        parsed(&entered, CapacityUnit::Person).unwrap().person_identity()
    };
    let taro = identity("山田 太郎", "yamada@example.jp");
    assert_eq!(taro, identity("山田　太郎", "ＹＡＭＡＤＡ@example.jp"));
    assert_eq!(taro, identity("山田太郎", "Yamada@Example.JP"));
    assert_ne!(taro, identity("山田 花子", "yamada@example.jp"));
    assert_ne!(taro, identity("山田 太郎", "taro@example.jp"));
}

#[test]
fn what_is_wrong_is_still_told() {
    let wrong = |put: fn(&mut Entered)| {
        let mut entered = entered();
        put(&mut entered);
        parsed(&entered, CapacityUnit::Company).map(drop).unwrap_err()[0].code
    };
    assert_eq!(wrong(|entered| entered.kana = "山田".into()), "invalid_kana");
    assert_eq!(
        wrong(|entered| entered.corporate_number = "7000012050003".into()),
        "wrong_check_digit"
    );
    assert!(wrong(|entered| entered.email = "taro..x@example.jp".into()).contains("email"));
}
