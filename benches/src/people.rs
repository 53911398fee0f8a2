//! Invented applicants: names as they are in Japan, each number a person of its own.

use std::io::Write as _;

/// Family names with their readings, the common ones first.
const FAMILIES: [(&str, &str); 40] = [
    ("佐藤", "さとう"),
    ("鈴木", "すずき"),
    ("高橋", "たかはし"),
    ("田中", "たなか"),
    ("伊藤", "いとう"),
    ("渡辺", "わたなべ"),
    ("山本", "やまもと"),
    ("中村", "なかむら"),
    ("小林", "こばやし"),
    ("加藤", "かとう"),
    ("吉田", "よしだ"),
    ("山田", "やまだ"),
    ("佐々木", "ささき"),
    ("山口", "やまぐち"),
    ("松本", "まつもと"),
    ("井上", "いのうえ"),
    ("木村", "きむら"),
    ("林", "はやし"),
    ("斎藤", "さいとう"),
    ("清水", "しみず"),
    ("山崎", "やまざき"),
    ("森", "もり"),
    ("池田", "いけだ"),
    ("橋本", "はしもと"),
    ("阿部", "あべ"),
    ("石川", "いしかわ"),
    ("山下", "やました"),
    ("中島", "なかじま"),
    ("石井", "いしい"),
    ("小川", "おがわ"),
    ("前田", "まえだ"),
    ("岡田", "おかだ"),
    ("長谷川", "はせがわ"),
    ("藤田", "ふじた"),
    ("後藤", "ごとう"),
    ("近藤", "こんどう"),
    ("村上", "むらかみ"),
    ("遠藤", "えんどう"),
    ("青木", "あおき"),
    ("坂本", "さかもと"),
];

/// Given names with their readings.
const GIVEN: [(&str, &str); 30] = [
    ("太郎", "たろう"),
    ("花子", "はなこ"),
    ("翔太", "しょうた"),
    ("美咲", "みさき"),
    ("健一", "けんいち"),
    ("陽子", "ようこ"),
    ("大輔", "だいすけ"),
    ("裕子", "ゆうこ"),
    ("誠", "まこと"),
    ("由美子", "ゆみこ"),
    ("拓也", "たくや"),
    ("恵", "めぐみ"),
    ("浩", "ひろし"),
    ("真由美", "まゆみ"),
    ("直樹", "なおき"),
    ("愛", "あい"),
    ("和也", "かずや"),
    ("智子", "ともこ"),
    ("哲也", "てつや"),
    ("久美子", "くみこ"),
    ("剛", "つよし"),
    ("さくら", "さくら"),
    ("蓮", "れん"),
    ("結衣", "ゆい"),
    ("悠斗", "ゆうと"),
    ("葵", "あおい"),
    ("一郎", "いちろう"),
    ("幸子", "さちこ"),
    ("学", "まなぶ"),
    ("千尋", "ちひろ"),
];

/// What companies call themselves after.
const TRADES: [&str; 8] = ["商店", "工業", "建設", "製作所", "水産", "運輸", "電機", "印刷"];

/// A family name that many have, and one of [`TRADES`]' companies.
pub const COMMON_NAME: &str = "佐藤";
pub const COMPANY: &str = "株式会社山田水産";

/// Somebody whose name nobody else has.
pub const RARE_NAME: &str = "勅使河原 鶴松";
pub const RARE_KANA: &str = "てしがわら つるまつ";

/// The applicant with a number.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub number: u64,
}

impl Person {
    fn family(self) -> (&'static str, &'static str) {
        pick(&FAMILIES, self.number.wrapping_mul(7))
    }

    fn given(self) -> (&'static str, &'static str) {
        pick(&GIVEN, self.number / 3)
    }

    /// The number that nobody else has, as it is written.
    pub fn phone(self) -> String {
        let (exchange, line) = (self.number / 10_000 % 10_000, self.number % 10_000);
        format!("000-{exchange:04}-{line:04}")
    }

    pub fn email(self) -> String {
        format!("applicant{}@example.jp", self.number)
    }

    /// Appends the body of this person's application, as a browser or a program would send it.
    pub fn write_application(self, into: &mut Vec<u8>, with_company: bool) {
        let ((family, family_kana), (given, given_kana)) = (self.family(), self.given());
        let (number, company) = (self.number, self.number / 10);
        let (exchange, line) = (number / 10_000 % 10_000, number % 10_000);
        let written = write!(
            into,
            "{{\"applicant\":{{\"name\":\"{family} {given}\",\"kana\":\"{family_kana} {given_kana}\",\
             \"email\":\"applicant{number}@example.jp\",\"phone\":\"000-{exchange:04}-{line:04}\"}},\
             \"seats\":1,\"answers\":{{}},\"language\":\"ja\",\"consent\":true"
        );
        debug_assert!(written.is_ok(), "a vector takes everything");
        if with_company && number.is_multiple_of(10) {
            let (founder, _) = pick(&FAMILIES, company);
            let trade = TRADES[usize::try_from(company / 40).unwrap_or(0) % TRADES.len()];
            let written = write!(into, ",\"company\":{{\"name\":\"株式会社{founder}{trade}\"}}");
            debug_assert!(written.is_ok(), "a vector takes everything");
        }
        into.push(b'}');
    }
}

fn pick(list: &[(&'static str, &'static str)], number: u64) -> (&'static str, &'static str) {
    let index = usize::try_from(number).unwrap_or(0) % list.len();
    list[index]
}
