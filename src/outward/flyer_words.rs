//! The words of a flyer that no organizer writes, in each language.

use crate::domain::values::language::Language;

/// The words of one language.
pub struct Words {
    /// Before the text that says for whom it is.
    pub audience: &'static str,
    pub free: &'static str,
    pub sessions: &'static str,
    pub persons: fn(u32) -> String,
    pub companies: fn(u32) -> String,
    /// Of a session: its capacity and until when one can apply.
    pub capacity_and_deadline: fn(&str, &str) -> String,
    pub apply: &'static str,
    pub scan: &'static str,
    /// Before the address, for those who do not see the code.
    pub code: &'static str,
    pub contact: &'static str,
}

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Ja => &JAPANESE,
            Language::En => &ENGLISH,
            Language::Easy => &PLAIN,
        }
    }
}

static JAPANESE: Words = Words {
    audience: "対象：",
    free: "費用：無料",
    sessions: "日時と会場",
    persons: |number| format!("定員{number}名"),
    companies: |number| format!("定員{number}社"),
    capacity_and_deadline: |capacity, closes| format!("{capacity}　申込締切：{closes}"),
    apply: "お申し込み方法",
    scan: "スマートフォンで右のコードを読み取るか、次のアドレスを開いてください。",
    code: "申し込みページを開くQRコード：",
    contact: "お問い合わせ",
};

static ENGLISH: Words = Words {
    audience: "For: ",
    free: "Free of charge",
    sessions: "Dates and places",
    persons: |number| format!("{number} seats"),
    companies: |number| format!("seats for {number} companies"),
    capacity_and_deadline: |capacity, closes| format!("{capacity}; apply by {closes}"),
    apply: "How to apply",
    scan: "Scan this code with your phone, or open this address:",
    code: "QR code that opens the page to apply: ",
    contact: "Contact",
};

static PLAIN: Words = Words {
    audience: "来（き）てほしい人（ひと）：",
    free: "お金（かね）はいりません。",
    sessions: "日（ひ）と場所（ばしょ）",
    persons: |number| format!("{number}人まで"),
    companies: |number| format!("{number}の会社（かいしゃ）まで"),
    capacity_and_deadline: |capacity, closes| {
        format!("{capacity}　{closes}までに申（もう）し込（こ）んでください。")
    },
    apply: "申（もう）し込（こ）み",
    scan: "スマートフォンで右（みぎ）のコードを読（よ）みます。または、このアドレスを開（ひら）きます。",
    code: "申（もう）し込（こ）みのページのQRコード：",
    contact: "質問（しつもん）はこちらへ",
};
