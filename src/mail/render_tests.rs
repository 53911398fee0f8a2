//! Tests of subjects, texts and HTML.

use std::sync::Arc;

use scraper::{Html, Selector};

use super::*;
use crate::mail::{DrawResult, MailKind, News, RegistrationMail};

const MANAGE_URL: &str = "https://uketsuke.example.jp/r/3q2-7wAAAAAAsample";
const BOTH: [Language; 2] = [Language::Ja, Language::En];

fn rendered_at(context: &MailContext, language: Language, stamped_at: &str) -> Rendered {
    let links = Links::sample(context.kind());
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
    let samples = MailKind::ALL.into_iter().flat_map(MailContext::samples);
    samples.map(|(_, context)| context).collect()
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
    assert_eq!(
        subject(MailKind::SeatOffered, Language::Ja),
        "【席のご案内・10/12(月) 18:00までにご返答を】テレワーク説明会 下関 10/15(木) 18:00 受付番号 K7MPQXAB"
    );
    for context in ordinary() {
        for language in BOTH {
            let subject = rendered(&context, language).subject;
            let says_all = subject.contains("K7MPQXAB") && subject.contains("18:00");
            assert!(says_all || context.registration().is_none(), "{subject}");
            assert!(subject.chars().count() <= 130, "{subject}");
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

/// Whether a mail is about something that is over, so that a short reference is enough.
fn is_brief(kind: MailKind) -> bool {
    matches!(
        kind,
        MailKind::Declined | MailKind::ThankYou | MailKind::Survey | MailKind::Announcement
    )
}

/// Whether a mail leads to the manage page.
fn leads_to_manage_page(context: &MailContext) -> bool {
    let is_lost = |news: &News| *news == News::DrawResult { result: DrawResult::Lost };
    match context {
        MailContext::Registration(news, _) if is_lost(news) => false,
        MailContext::Office(_) => false,
        MailContext::Registration(news, _) => !matches!(
            news.kind(),
            MailKind::ConfirmAddress
                | MailKind::Withdrawn
                | MailKind::Declined
                | MailKind::SessionCancelled
                | MailKind::ThankYou
                | MailKind::Survey
                | MailKind::AttendeeRegistered
                | MailKind::AttendeeWithdrawn
        ),
    }
}

/// What a mail about a registration must say.
fn needed(context: &MailContext, mail: &RegistrationMail, language: Language) -> Vec<String> {
    let session = &mail.session;
    let mut needed: Vec<String> =
        ["K7MPQXAB", &mail.applicant_name, "sangyo@example.jp"].map(str::to_owned).into();
    needed.push(session.event_title.get(language).to_owned());
    needed.push(session.session_name.get(language).to_owned());
    needed.extend(session.meetings.iter().map(|meeting| civil_range(meeting, language)));
    if !is_brief(context.kind()) {
        needed.extend(mail.attendees.iter().cloned().chain(mail.company.clone()));
        for meeting in &session.meetings {
            let places = meeting.venue.iter().chain(&meeting.address);
            needed.extend(places.map(|place| place.get(language).to_owned()));
        }
    }
    let waits = mail.position.filter(|_| {
        matches!(
            context.kind(),
            MailKind::RegistrationReceived | MailKind::OfferExpired | MailKind::ResendLink
        )
    });
    needed.extend(waits.map(|position| position.to_string()));
    needed
}

#[test]
fn the_text_says_everything_and_the_html_says_it_too() {
    for context in ordinary() {
        for language in BOTH {
            let rendered = rendered(&context, language);
            let html = visible(&rendered.html);
            let mail = context.registration();
            for needed in mail.map(|mail| needed(&context, mail, language)).unwrap_or_default() {
                assert!(rendered.text.contains(&needed), "{needed} is not in\n{}", rendered.text);
                let squeezed: String = needed.split_whitespace().collect();
                assert!(html.contains(&squeezed), "{needed} is not in\n{}", rendered.html);
            }
            let manages = leads_to_manage_page(&context);
            let kind = context.kind();
            assert_eq!(rendered.text.contains(MANAGE_URL), manages, "{kind}\n{}", rendered.text);
            assert_eq!(
                rendered.html.contains(&format!("href=\"{MANAGE_URL}\"")),
                manages,
                "{kind}\n{}",
                rendered.html
            );
        }
    }
}

#[test]
fn every_line_of_the_text_stands_in_the_html_and_every_link_is_one_there() {
    for context in ordinary() {
        for language in BOTH {
            let rendered = rendered(&context, language);
            let html = visible(&rendered.html).to_lowercase();
            for line in rendered.text.lines().filter(|line| !line.starts_with("---")) {
                if line.starts_with("https://") {
                    assert!(rendered.html.contains(&format!("href=\"{line}\"")), "{line}");
                    continue;
                }
                let line = line.trim_start_matches(['■', '▼']).trim_end_matches(':');
                let squeezed: String = line.split_whitespace().collect();
                let found = html.contains(&squeezed.to_lowercase());
                assert!(found, "{}: {line} is not in\n{html}", context.kind());
            }
        }
    }
}

#[test]
fn a_mail_with_a_deadline_says_it_in_the_subject_and_in_the_text() {
    for kind in [MailKind::SeatOffered, MailKind::Invitation, MailKind::StaffInvited] {
        let rendered = rendered(&MailContext::sample(kind), Language::Ja);
        assert!(rendered.subject.contains("10/12(月) 18:00まで"), "{}", rendered.subject);
        assert!(rendered.text.contains("10月12日(月曜日)午後6時"), "{}", rendered.text);
    }
    let text = rendered(&MailContext::sample(MailKind::ConfirmAddress), Language::En).text;
    assert!(text.contains("by Monday, 12 October 2026, 6:00 p.m. (Japan time)"), "{text}");
}

#[test]
fn a_changed_session_lists_every_field_before_and_after_but_never_a_link_to_join() {
    let samples = MailContext::samples(MailKind::SessionChanged);
    let (_, context) = samples.iter().find(|(name, _)| *name == "every_field").expect("a sample");
    let text = rendered(context, Language::Ja).text;
    for line in [
        "名称",
        "変更前: テレワーク講座",
        "変更後: テレワーク説明会",
        "変更前: 下関市民会館",
        "変更後: 下関市豊北総合支所",
        "変更前: 令和8年(2026年)10月15日(木曜日)午後2時～午後3時30分",
        "変更後: 令和8年(2026年)10月15日(木曜日)午後6時～午後7時30分",
        "参加用のリンク",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
    for context in MailContext::hostile_samples(MailKind::SessionChanged) {
        let MailContext::Registration(news, mut mail) = context else { continue };
        mail.position = Some(1);
        Arc::make_mut(&mut mail.session).meetings.clear();
        let text = rendered(&MailContext::Registration(news, mail), Language::Ja).text;
        let after_label = text.split("参加用のリンク\n").nth(1).expect("the field");
        assert!(after_label.starts_with("変更しました\n"), "{text}");
    }
}

#[test]
fn a_cancelled_session_says_why_and_leads_nowhere() {
    let rendered = rendered(&MailContext::sample(MailKind::SessionCancelled), Language::Ja);
    assert!(rendered.text.contains("■ 中止の理由\n台風の接近により"), "{}", rendered.text);
    assert!(!rendered.text.contains("https://"), "{}", rendered.text);
    assert_eq!(rendered.calendars.len(), 1);
}

#[test]
fn a_reminder_says_when_and_where_before_anything_else() {
    for language in BOTH {
        let text = rendered(&MailContext::sample(MailKind::Reminder), language).text;
        let at = |words: &str| text.find(words).expect(words);
        let (when, number) = (at("2026"), at("K7MPQXAB"));
        assert!(when < number && text[..when].lines().count() <= 6, "{text}");
    }
}

#[test]
fn only_a_mail_that_may_be_stopped_says_how() {
    for kind in MailKind::ALL {
        let rendered = rendered(&MailContext::sample(kind), Language::Ja);
        let says = rendered.text.contains("\nhttps://uketsuke.example.jp/u/");
        assert_eq!(says, kind == MailKind::Announcement, "{kind}");
        assert_eq!(rendered.html.contains("/u/"), says, "{kind}");
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
    for kind in MailKind::ALL {
        let MailContext::Registration(news, mail) = MailContext::sample_online(kind) else {
            continue;
        };
        for position in [None, Some(2)] {
            let mail = RegistrationMail { position, ..mail.clone() };
            let context = MailContext::Registration(news.clone(), mail);
            let holds_seat = position.is_none();
            let may_join = match kind {
                MailKind::Changed | MailKind::SessionChanged | MailKind::ResendLink => holds_seat,
                MailKind::RegistrationConfirmed
                | MailKind::Promoted
                | MailKind::Accepted
                | MailKind::DrawResult
                | MailKind::AttendeeRegistered
                | MailKind::Reminder => true,
                _ => false,
            };
            for language in BOTH {
                let rendered = rendered(&context, language);
                let calendars: String =
                    rendered.calendars.iter().map(|part| part.ics.replace("\r\n ", "")).collect();
                assert_eq!(rendered.text.contains("meet.example.jp"), may_join, "{kind}");
                assert_eq!(rendered.html.contains("meet.example.jp"), may_join, "{kind}");
                let in_calendar = may_join && !rendered.calendars.is_empty();
                assert_eq!(calendars.contains("meet.example.jp"), in_calendar, "{kind}");
            }
        }
    }
}

#[test]
fn values_are_never_taken_for_html() {
    let selector = |text| Selector::parse(text).expect("selector");
    for kind in MailKind::ALL {
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
    for kind in MailKind::ALL {
        for context in MailContext::hostile_samples(kind) {
            // What organizers write may have several lines: the contact, a message, a reason.
            if matches!(
                kind,
                MailKind::ThankYou
                    | MailKind::Survey
                    | MailKind::Announcement
                    | MailKind::SessionCancelled
                    | MailKind::Invitation
                    | MailKind::ApplicationByMail
                    | MailKind::StaffInvited
                    | MailKind::SignInLink
            ) {
                continue;
            }
            let context = match context {
                MailContext::Registration(news, mut mail) => {
                    Arc::make_mut(&mut mail.session).contact = "x".into();
                    MailContext::Registration(news, mail)
                }
                office @ MailContext::Office(_) => office,
            };
            let text = rendered(&context, Language::Ja).text;
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
    let links = Links::sample(MailKind::Promoted);
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

#[test]
fn an_attendee_is_told_by_whom_they_were_registered_and_nothing_of_anybody_else() {
    for kind in [MailKind::AttendeeRegistered, MailKind::AttendeeWithdrawn] {
        for (name, context) in MailContext::samples(kind) {
            for language in BOTH {
                let rendered = rendered(&context, language);
                let whole = format!("{}{}", rendered.text, rendered.html);
                assert!(
                    rendered.text.starts_with(match language {
                        Language::En => "Dear 佐藤 花子,",
                        _ if name == "online" => "株式会社例示\n佐藤 花子 様",
                        _ => "佐藤 花子 様",
                    }),
                    "{name}: {}",
                    rendered.text
                );
                assert!(whole.contains("山田 太郎") && !whole.contains("/r/"), "{name}: {whole}");
                let calendars =
                    if name == "online" && kind == MailKind::AttendeeWithdrawn { 2 } else { 1 };
                assert_eq!(rendered.calendars.len(), calendars, "{name}");
            }
        }
    }
}
