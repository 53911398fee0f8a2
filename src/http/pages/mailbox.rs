//! The mailbox of a demonstration: mail that was caught instead of sent, for anybody to read.

use askama::Template;

use super::frame::Frame;

/// A caught mail in the list.
#[derive(Debug, Clone)]
pub struct CaughtMail {
    /// Path of the page that shows it.
    pub path: String,
    /// Its subject.
    pub subject: String,
    /// To whom it would have gone.
    pub recipient: String,
    /// When it was caught, written out.
    pub caught_at: String,
}

/// `/mailbox`: the caught mails, newest first.
#[derive(Debug, Template)]
#[template(path = "mailbox.html")]
pub struct MailboxView {
    /// Around the page.
    pub frame: Frame,
    /// The mails.
    pub mails: Vec<CaughtMail>,
}

/// A part of a mail's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// A web address, to be opened.
    Link(String),
}

/// A file that a mail carries.
#[derive(Debug, Clone)]
pub struct MailFile {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// Path to it.
    pub path: String,
}

/// `/mailbox/{id}`: one caught mail.
#[derive(Debug, Template)]
#[template(path = "mailbox_message.html")]
pub struct CaughtMailView {
    /// Around the page.
    pub frame: Frame,
    /// Its subject.
    pub subject: String,
    /// Its other headers, decoded.
    pub headers: Vec<(String, String)>,
    /// Its text part.
    pub text: Vec<Piece>,
    /// Path of its HTML part, shown in a sandboxed frame; `None` where it has none.
    pub html_path: Option<String>,
    /// The files that it carries.
    pub files: Vec<MailFile>,
}

/// The text of a mail with its web addresses to press.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) =
        ["http://", "https://"].iter().filter_map(|scheme| rest.find(scheme)).min()
    {
        let (before, from) = rest.split_at(start);
        let is_part = |c: char| c.is_ascii_graphic() && !"<>\"'`()".contains(c);
        let end = from.find(|c: char| !is_part(c)).unwrap_or(from.len());
        let (link, after) = from.split_at(end);
        found.push(Piece::Text(before.to_owned()));
        found.push(Piece::Link(link.to_owned()));
        rest = after;
    }
    found.push(Piece::Text(rest.to_owned()));
    found.retain(|piece| *piece != Piece::Text(String::new()));
    found
}

#[cfg(any(test, feature = "test-hooks"))]
impl MailboxView {
    /// With mail and without.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::samples;
        let mail = CaughtMail {
            path: "/mailbox/sample".into(),
            subject: "【受付番号 K7M4Q2XH】テレワーク説明会 お申し込みを受け付けました".into(),
            recipient: "taro@example.jp".into(),
            caught_at: "10/3(土) 13:05".into(),
        };
        let view =
            |mails| Self { frame: samples::frame(language, "/mailbox").with_mailbox(true), mails };
        vec![("mails", view(vec![mail])), ("nothing", view(Vec::new()))]
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl CaughtMailView {
    /// With HTML and calendar, and plain.
    pub fn samples(language: super::texts::Language) -> Vec<(&'static str, Self)> {
        use super::samples;
        let calendar = MailFile {
            name: "event.ics".into(),
            bytes: 1_234,
            path: "/mailbox/sample/attachments/0".into(),
        };
        let view = |html_path: Option<&str>, files| Self {
            frame: samples::frame(language, "/mailbox/sample").with_mailbox(true),
            subject: "【受付番号 K7M4Q2XH】テレワーク説明会".into(),
            headers: vec![("From".into(), "萩市 <uketsuke@example.jp>".into())],
            text: pieces("山田 太郎 様\n\n受付番号: K7M4Q2XH\nhttp://localhost:8080/r/sample\n"),
            html_path: html_path.map(str::to_owned),
            files,
        };
        vec![
            ("html", view(Some("/mailbox/sample/html"), vec![calendar])),
            ("text", view(None, Vec::new())),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_in_a_text_can_be_pressed() {
        let text = "確認ページ：http://localhost:8080/r/a_b-c\n（https://example.jp/）以上";
        let found = pieces(text);
        let links: Vec<&Piece> =
            found.iter().filter(|piece| matches!(piece, Piece::Link(_))).collect();
        let expected = ["http://localhost:8080/r/a_b-c", "https://example.jp/"];
        assert_eq!(
            links,
            expected.map(|link| Piece::Link(link.to_owned())).iter().collect::<Vec<_>>()
        );
        let whole: String = found
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) | Piece::Link(text) => text.as_str(),
            })
            .collect();
        assert_eq!(whole, text);
    }
}
