//! Tests of subjects, texts and HTML.

use std::sync::Arc;

use scraper::{Html, Selector};

use super::*;
use crate::mail::{Correspondent, MailKind, MessageHead, News, compose};

const MANAGE_URL: &str = "https://uketsuke.example.jp/r/3q2-7wAAAAAAsecret";
const BOTH: [Language; 2] = [Language::Ja, Language::En];

fn rendered_at(context: &MailContext, language: Language, stamped_at: &str) -> Rendered {
    let links = Links { manage_url: MANAGE_URL.to_owned(), ..Links::default() };
    let stamp = CalendarStamp {
        uid_domain: "uketsuke.example.jp".to_owned(),
        stamped_at: stamped_at.parse().expect("time"),
        organizer: "office@example.jp".to_owned(),
    };
    render(context, language, &links, &stamp).expect("rendered")
}

fn rendered(context: &MailContext, language: Language) -> Rendered {
    rendered_at(context, language, "2026-10-01T00:00:00Z")
}

fn ordinary() -> Vec<MailContext> {
    let kinds = MailKind::WRITTEN.into_iter();
    kinds.flat_map(|kind| [MailContext::sample(kind), MailContext::sample_online(kind)]).collect()
}

/// What a person reads of an HTML document, spaces apart.
fn visible(html: &str) -> String {
    let document = Html::parse_document(html);
    let body = Selector::parse("body").expect("selector");
    let text: String = document.select(&body).flat_map(|body| body.text()).collect();
    text.split_whitespace().collect()
}

#[test]
fn subjects_say_what_when_and_the_reception_number() {
    let subject = |kind, language| rendered(&MailContext::sample(kind), language).subject;
    assert_eq!(
        subject(MailKind::RegistrationConfirmed, Language::Ja),
        "【参加確定】テレワーク説明会 下関 10/15(木) 18:00 受付番号 K7MPQXAB"
    );
    assert_eq!(
        subject(MailKind::RegistrationReceived, Language::En),
        "Waiting list: Telework briefing Shimonoseki, 15 Oct (Thu) 18:00, no. K7MPQXAB"
    );
    for context in ordinary() {
        for language in BOTH {
            let subject = rendered(&context, language).subject;
            assert!(subject.contains("K7MPQXAB") && subject.contains("18:00"), "{subject}");
        }
    }
}

#[test]
fn a_long_title_does_not_push_the_reception_number_out_of_the_subject() {
    let mut mail = MailContext::sample(MailKind::Promoted).registration().expect("one").clone();
    let session = Arc::make_mut(&mut mail.session);
    session.event_title = "とても長い題名".repeat(100).as_str().into();
    session.session_name = "とても長い回".repeat(100).as_str().into();
    let subject = rendered(&MailContext::Registration(News::Promoted, mail), Language::Ja).subject;
    assert!(subject.ends_with("受付番号 K7MPQXAB"), "{subject}");
}

#[test]
fn the_text_says_everything_and_the_html_says_the_same() {
    for context in ordinary() {
        for language in BOTH {
            let mail = context.registration().expect("a registration");
            let rendered = rendered(&context, language);
            let html = visible(&rendered.html);
            let mut needed = vec![
                "K7MPQXAB".to_owned(),
                mail.applicant_name.clone(),
                "sangyo@example.jp".to_owned(),
            ];
            needed.extend(mail.attendees.iter().cloned());
            needed.extend(mail.company.clone());
            needed.push(mail.session.event_title.get(language).to_owned());
            needed.push(mail.session.session_name.get(language).to_owned());
            for meeting in &mail.session.meetings {
                needed.push(civil_range(meeting, language));
                needed.extend(meeting.venue.as_ref().map(|venue| venue.get(language).to_owned()));
                needed.extend(
                    meeting.address.as_ref().map(|address| address.get(language).to_owned()),
                );
            }
            needed.extend(
                mail.position
                    .filter(|_| context.kind() == MailKind::RegistrationReceived)
                    .map(|p| p.to_string()),
            );
            for needed in needed {
                assert!(rendered.text.contains(&needed), "{needed} is not in\n{}", rendered.text);
                let squeezed: String = needed.split_whitespace().collect();
                assert!(html.contains(&squeezed), "{needed} is not in\n{}", rendered.html);
            }
            let manages = context.kind() != MailKind::Withdrawn;
            assert_eq!(rendered.text.contains(MANAGE_URL), manages);
            assert_eq!(rendered.html.contains(&format!("href=\"{MANAGE_URL}\"")), manages);
        }
    }
}

fn civil_range(meeting: &crate::mail::MeetingMail, language: Language) -> String {
    crate::domain::civil::range(
        language,
        meeting.starts_at,
        meeting.ends_at,
        chrono_tz::Asia::Tokyo,
    )
}

#[test]
fn the_date_is_written_with_era_and_weekday() {
    let text = rendered(&MailContext::sample(MailKind::RegistrationConfirmed), Language::Ja).text;
    assert!(text.contains("令和8年(2026年)10月15日(木曜日)午後6時～午後7時30分"), "{text}");
}

#[test]
fn links_are_few_and_each_has_a_line_of_its_own() {
    for context in ordinary() {
        for language in BOTH {
            let text = rendered(&context, language).text;
            let links: Vec<_> = text.lines().filter(|line| line.contains("://")).collect();
            assert!(links.len() <= 2, "{text}");
            assert!(
                links.iter().all(|line| line.starts_with("https://") && !line.contains(' ')),
                "{text}"
            );
        }
    }
}

#[test]
fn the_join_link_goes_only_to_those_who_have_a_seat() {
    for kind in MailKind::WRITTEN {
        for language in BOTH {
            let rendered = rendered(&MailContext::sample_online(kind), language);
            let calendars: String =
                rendered.calendars.iter().map(|part| part.ics.replace("\r\n ", "")).collect();
            let may_join = matches!(kind, MailKind::RegistrationConfirmed | MailKind::Promoted);
            assert_eq!(rendered.text.contains("meet.example.jp"), may_join, "{kind}");
            assert_eq!(rendered.html.contains("meet.example.jp"), may_join, "{kind}");
            assert_eq!(calendars.contains("meet.example.jp"), may_join, "{kind}");
        }
    }
}

#[test]
fn values_are_never_taken_for_html() {
    let selector = |text| Selector::parse(text).expect("selector");
    for kind in MailKind::WRITTEN {
        for context in MailContext::hostile_samples(kind) {
            let html = rendered(&context, Language::Ja).html;
            let document = Html::parse_document(&html);
            assert_eq!(
                document.select(&selector("script, img, b, iframe, object, form")).count(),
                0,
                "{html}"
            );
            for element in document.select(&selector("*")) {
                for (name, value) in element.value().attrs() {
                    assert!(
                        ["lang", "charset", "name", "content", "class", "style", "href"]
                            .contains(&name),
                        "{name}={value}"
                    );
                }
            }
            for link in document.select(&selector("a")) {
                let href = link.value().attr("href").expect("href");
                assert!(href.starts_with("https://") || href.starts_with("http://"), "{href}");
            }
        }
    }
}

#[test]
fn values_are_never_taken_for_a_template() {
    let texts: Vec<_> = MailContext::hostile_samples(MailKind::RegistrationReceived)
        .iter()
        .map(|context| rendered(context, Language::En).text)
        .filter(|text| text.contains("{{ 7 * 7 }}"))
        .collect();
    assert_eq!(texts.len(), 1);
    assert!(texts[0].starts_with("Dear {{ 7 * 7 }}{% for i in range(99999999) %}"), "{}", texts[0]);
}

#[test]
fn values_do_not_start_lines_of_their_own() {
    for kind in MailKind::WRITTEN {
        for context in MailContext::hostile_samples(kind) {
            let MailContext::Registration(news, mut mail) = context else { continue };
            // The contact is the one text that may have several lines.
            Arc::make_mut(&mut mail.session).contact = "x".into();
            let text = rendered(&MailContext::Registration(news, mail), Language::Ja).text;
            for forged in
                ["Bcc:", "Subject:", "MAIL FROM", "END:VEVENT", "Content-Type:", "<p>second"]
            {
                assert!(!text.lines().any(|line| line.starts_with(forged)), "{forged} in\n{text}");
            }
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        }
    }
}

#[test]
fn a_withdrawal_page_that_has_closed_is_not_offered() {
    let context = MailContext::sample(MailKind::Promoted);
    let late = rendered_at(&context, Language::Ja, "2026-10-15T00:00:00Z").text;
    assert!(late.contains("受付は終了しました"), "{late}");
    let early = rendered(&context, Language::Ja).text;
    assert!(early.contains("令和8年(2026年)10月14日(水曜日)午後5時までに"), "{early}");
}

#[test]
fn a_time_zone_that_does_not_exist_fails_this_mail_alone() {
    let mut mail = MailContext::sample(MailKind::Promoted).registration().expect("one").clone();
    Arc::make_mut(&mut mail.session).time_zone = "Asia/Hagi".to_owned();
    let links = Links { manage_url: MANAGE_URL.to_owned(), ..Links::default() };
    let stamp = CalendarStamp {
        uid_domain: "x.example".to_owned(),
        stamped_at: chrono::DateTime::UNIX_EPOCH,
        organizer: String::new(),
    };
    let fault =
        render(&MailContext::Registration(News::Promoted, mail), Language::Ja, &links, &stamp)
            .err();
    assert!(matches!(fault, Some(RenderFault::TimeZone)));
}

/// With `UKETSUKE_MAIL_SAMPLES=FOLDER` every kind is written there in every language, for the eye.
#[test]
fn samples_can_be_written_to_a_folder_and_looked_at() {
    let Some(folder) = std::env::var_os("UKETSUKE_MAIL_SAMPLES").map(std::path::PathBuf::from)
    else {
        return;
    };
    std::fs::create_dir_all(&folder).expect("folder");
    let who = |name: &str, address: &str| Correspondent {
        name: Some(name.to_owned()),
        address: address.to_owned(),
    };
    for (number, context) in ordinary().into_iter().enumerate() {
        for language in BOTH {
            let rendered = rendered(&context, language);
            let head = MessageHead {
                from: who("例示市 産業振興課", "uketsuke@example.jp"),
                reply_to: Some(who("例示市 産業振興課", "sangyo@example.jp")),
                to: who(&context.registration().expect("one").applicant_name, "taro@example.jp"),
                message_id: format!("sample-{number}-{language}@uketsuke.example.jp"),
                date: "2026-10-01T00:00:00Z".parse().expect("time"),
                returns_to: None,
                unsubscribe_url: None,
            };
            let message = compose(&rendered, &head).expect("composed");
            let online = if number % 2 == 1 { "-online" } else { "" };
            let write = |suffix: &str, bytes: &[u8]| {
                let name = format!("{}{online}.{language}.{suffix}", context.kind());
                std::fs::write(folder.join(name), bytes).expect("written");
            };
            write("txt", format!("{}\n\n{}", rendered.subject, rendered.text).as_bytes());
            write("html", rendered.html.as_bytes());
            write("eml", message.bytes());
            for (index, calendar) in rendered.calendars.iter().enumerate() {
                write(&format!("{index}.ics"), calendar.ics.as_bytes());
            }
        }
    }
}
