//! The words of printed sheets.

use crate::domain::values::language::Language;

/// The words of one language.
pub struct Words {
    pub roster: &'static str,
    pub reception: &'static str,
    pub badges: &'static str,
    pub number: &'static str,
    pub name: &'static str,
    pub company: &'static str,
    pub people: &'static str,
    pub phone: &'static str,
    pub state: &'static str,
    pub stamp: &'static str,
    pub check: &'static str,
    pub with: &'static str,
    pub without_reading: &'static str,
    pub printed: fn(&str) -> String,
    pub count: fn(usize, u64) -> String,
    pub page: fn(usize, usize) -> String,
    /// Of these numbers something could not be printed as it is.
    pub missing: fn(&str) -> String,
}

impl Words {
    /// Plain Japanese is for applicants: staff read Japanese or English.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &ENGLISH,
            Language::Ja | Language::Easy => &JAPANESE,
        }
    }
}

const JAPANESE: Words = Words {
    roster: "名簿",
    reception: "受付簿",
    badges: "名札",
    number: "受付番号",
    name: "氏名",
    company: "会社・団体",
    people: "人数",
    phone: "電話",
    state: "状態",
    stamp: "印・署名",
    check: "受付",
    with: "同行：",
    without_reading: "他（ふりがなのない方）",
    printed: |day| format!("{day}印刷"),
    count: |registrations, people| format!("{registrations}件 {people}名"),
    page: |number, all| format!("{number} / {all}ページ"),
    missing: |numbers| {
        format!(
            "〓や記号のない文字は、この書体にない文字です。手書きで直してください（受付番号 {numbers}）。"
        )
    },
};

const ENGLISH: Words = Words {
    roster: "Roster",
    reception: "Reception sheet",
    badges: "Badges",
    number: "Number",
    name: "Name",
    company: "Company",
    people: "Persons",
    phone: "Telephone",
    state: "State",
    stamp: "Stamp or signature",
    check: "In",
    with: "With: ",
    without_reading: "Others (without a reading)",
    printed: |day| format!("Printed on {day}"),
    count: |registrations, people| format!("{registrations} registrations, {people} persons"),
    page: |number, all| format!("Page {number} of {all}"),
    missing: |numbers| {
        format!(
            "〓, and letters without their marks, stand for characters that this font lacks. Please correct them by hand (numbers {numbers})."
        )
    },
};
