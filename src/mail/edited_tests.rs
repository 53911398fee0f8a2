//! Tests of edited texts: what is refused and why, and what becomes of what is taken.

use scraper::{Html, Selector};

use super::*;
use crate::domain::values::language::Language;
use crate::mail::{
    CalendarStamp, Links, MailContext, Rendered, offered, render, render_edited, starter,
};

const CONFIRMED: MailKind = MailKind::RegistrationConfirmed;

fn stamp() -> CalendarStamp {
    CalendarStamp {
        uid_domain: "uketsuke.example.jp".to_owned(),
        stamped_at: "2026-10-01T00:00:00Z".parse().expect("time"),
        organizer: "office@example.jp".to_owned(),
    }
}

fn rendered(text: &EditedText, context: &MailContext, language: Language) -> Rendered {
    let links = Links::sample(context.kind());
    render_edited(text, context, language, &links, &stamp()).expect("rendered")
}

fn refused(subject: &str, body: &str) -> Vec<(&'static str, Option<usize>, &'static str)> {
    let faults = EditedText::parse(CONFIRMED, subject, body).expect_err("refused");
    faults.iter().map(|fault| (fault.pointer, fault.line, fault.rule.code())).collect()
}

/// A body that keeps all rules, with `words` above it.
fn with(words: &str) -> String {
    format!("{words}\n\n{{{{ details }}}}\n\n{{{{ manage }}}}\n\n{{{{ contact }}}}")
}

#[test]
fn an_edited_text_begins_as_the_text_built_in() {
    for kind in MailKind::ALL {
        for language in Language::MAIL {
            let (subject, body) = starter(kind, language);
            let text =
                EditedText::parse(kind, &subject, &body).expect("the starter keeps all rules");
            for (name, context) in MailContext::samples(kind) {
                let edited = rendered(&text, &context, language);
                assert!(edited == rendered(&text, &context, language), "the same at every try");
                let links = Links::sample(kind);
                let own = render(&context, language, &links, &stamp()).expect("rendered");
                assert_eq!(edited.subject, own.subject, "{kind} {name} {language}");
                assert_eq!(edited.text, own.text, "{kind} {name} {language}");
                assert_eq!(edited.calendars.len(), own.calendars.len());
            }
        }
    }
}

#[test]
fn every_placeholder_that_is_offered_can_be_used() {
    for kind in MailKind::ALL {
        let (subject, body) = starter(kind, Language::Ja);
        for one in offered(kind) {
            let tag = format!("{{{{ {} }}}}", one.placeholder.name());
            if one.placeholder.is_for_subject() {
                assert!(EditedText::parse(kind, &format!("{subject} {tag}"), &body).is_ok());
            }
            if one.placeholder.is_for_body() && !body.contains(&tag) {
                let text = EditedText::parse(kind, &subject, &format!("{body}\n\n{tag}"));
                let text = text.unwrap_or_else(|faults| panic!("{kind}: {tag} {faults:?}"));
                rendered(&text, &MailContext::sample(kind), Language::Ja);
            }
        }
    }
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    assert_eq!(
        refused("{{ headign }}", &with("一行目\n{{ applicant_nmae }} 様")),
        [("/subject", None, "unknown_placeholder"), ("/body", Some(2), "unknown_placeholder")]
    );
    let faults = EditedText::parse(CONFIRMED, "x", &with("{{ pasword }}")).expect_err("refused");
    assert_eq!(
        faults[0].to_string(),
        "Line 1: This kind of mail has no placeholder {{ pasword }}."
    );
    for syntax in [
        "{% if heading %}",
        "{{ heading|upper }}",
        "{{ 7 * 7 }}",
        "{{ heading",
        "heading }}",
        "{# note #}",
        "{{{ heading }}}",
        "{{ }}",
        "{{ self.__class__ }}",
        "{{{{ heading }}}}",
    ] {
        let found = refused("件名", &with(syntax));
        assert!(found.iter().all(|(_, line, _)| *line == Some(1)), "{syntax}: {found:?}");
        assert!(found.iter().any(|(.., code)| *code == "placeholder_syntax"), "{syntax}");
    }
    assert_eq!(refused("{{ details }}", &with("x")), [("/subject", None, "misplaced_placeholder")]);
    assert_eq!(refused("x", &with("{{ label }}")), [("/body", Some(1), "misplaced_placeholder")]);
    assert_eq!(
        refused("x", &with("次のとおりです: {{ application }}")),
        [("/body", Some(1), "placeholder_not_alone")]
    );
    assert_eq!(refused("x", &with("{{ details }}")), [("/body", Some(3), "duplicate_placeholder")]);
    assert_eq!(refused("", &with("x")), [("/subject", None, "empty")]);
    assert_eq!(refused("a\nb", &with("x")), [("/subject", None, "control_character")]);
    assert_eq!(refused("x", &with(&"長".repeat(10_001))), [("/body", None, "too_long")]);
    assert_eq!(
        refused("x", &with(&"{{ heading }}".repeat(101))),
        [("/body", None, "too_many_placeholders")]
    );
}

#[test]
fn a_confirmation_without_the_manage_link_is_refused_in_a_sentence() {
    let body = "ありがとうございます。\n\n{{ details }}\n\n{{ contact }}";
    let faults = EditedText::parse(CONFIRMED, "確定", body).expect_err("refused");
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].rule.code(), "missing_placeholder");
    assert_eq!(faults[0].to_string(), "This kind of mail must have {{ manage }}.");
    let parts = "{{ reception_number }}\n{{ meetings }}\n{{ manage }}\n{{ contact }}";
    assert!(EditedText::parse(CONFIRMED, "確定", parts).is_ok(), "one of a group is enough");
}

#[test]
fn words_and_values_stand_in_text_and_html_alike() {
    let body = with(
        "{{ applicant_name }} 様\n{{ organization_name }}の<b>担当</b>です。\n\n■ 持ち物\n筆記用具\nhttps://example.jp/map",
    );
    let text = EditedText::parse(CONFIRMED, "{{ heading }} {{ reception_number }}", &body);
    let mail = rendered(&text.expect("taken"), &MailContext::sample(CONFIRMED), Language::Ja);
    assert_eq!(mail.subject, "テレワーク説明会 下関 K7MPQXAB");
    assert!(
        mail.text.starts_with("山田 太郎 様\n例示市の<b>担当</b>です。\n\n■ 持ち物\n筆記用具\n")
    );
    assert!(mail.text.contains("このメールは、お申し込みに伴い"), "the end is always there");
    assert!(mail.html.contains("山田 太郎 様<br>") || mail.html.contains("山田 太郎 様\n<br>"));
    assert!(mail.html.contains("例示市の&lt;b&gt;担当&lt;/b&gt;です。"));
    assert!(
        mail.html.contains(">持ち物</h2>") && mail.html.contains("href=\"https://example.jp/map\"")
    );
    assert_eq!(mail.html.matches("/r/3q2-7wAAAAAAsample").count(), 1);
    assert_eq!(mail.calendars.len(), 1);
}

#[test]
fn hostile_values_stay_inert_in_edited_texts_of_every_kind() {
    let selector = |text| Selector::parse(text).expect("selector");
    for kind in MailKind::ALL {
        let mut body = starter(kind, Language::Ja).1;
        let mut subject = "件名".to_owned();
        for one in offered(kind).iter().filter(|one| one.placeholder.is_for_subject()) {
            let tag = format!("{{{{ {} }}}}", one.placeholder.name());
            subject.push_str(&tag);
            if one.placeholder.is_for_body() {
                body = format!("{tag} です。\n{body}");
            }
        }
        let text = EditedText::parse(kind, &subject, &body).expect("taken");
        for context in MailContext::hostile_samples(kind) {
            let mail = rendered(&text, &context, Language::Ja);
            assert!(!mail.subject.contains(['\r', '\n']) && mail.subject.chars().count() <= 250);
            assert!(!mail.text.chars().any(|c| c.is_control() && c != '\n'), "{kind}");
            let document = Html::parse_document(&mail.html);
            let dangerous = selector("script, img, b, iframe, object, form");
            assert_eq!(document.select(&dangerous).count(), 0, "{kind}\n{}", mail.html);
            for link in document.select(&selector("a")) {
                let href = link.value().attr("href").expect("href");
                assert!(href.starts_with("https://") || href.starts_with("http://"), "{href}");
            }
        }
    }
}

#[test]
fn a_hostile_text_is_refused_or_shown_as_words() {
    for context in MailContext::hostile_samples(CONFIRMED) {
        let typed = context.registration().expect("one").applicant_name.clone();
        let Ok(text) = EditedText::parse(CONFIRMED, "件名", &with(&typed)) else { continue };
        let mail = rendered(&text, &MailContext::sample(CONFIRMED), Language::Ja);
        let document = Html::parse_document(&mail.html);
        let dangerous = Selector::parse("script, img, b, iframe").expect("selector");
        assert_eq!(document.select(&dangerous).count(), 0, "{}", mail.html);
    }
}
