//! Every kind of mail with all its samples, rendered into a folder to be looked at.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::domain::values::language::Language;
use crate::mail::{
    CalendarStamp, ComposeFault, Correspondent, Links, MailContext, MailKind, Message, MessageHead,
    RenderFault, Rendered, compose, render,
};

/// 1 October 2026, two weeks before the sample's session.
const STAMPED_AT: i64 = 1_790_812_800;
/// Widths at which mails are shown, in pixels: a telephone's, and a mail program's on a desk.
const WIDTHS: [u32; 2] = [360, 700];

/// Why the previews could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    #[error("{path} cannot be written: {cause}", path = path.display())]
    Write { path: PathBuf, cause: io::Error },
    #[error(transparent)]
    Render(#[from] RenderFault),
    #[error(transparent)]
    Compose(#[from] ComposeFault),
}

/// One mail as it is shown.
struct Specimen {
    /// Of its files, without their endings.
    name: String,
    subject: String,
}

/// Renders all kinds with their samples, in every language, into `folder`: text, HTML, the whole message, its
/// calendar files, and an `index.html` that shows them all. How many mails.
///
/// # Errors
/// What cannot be written; rendering samples does not fail.
pub fn write(folder: &Path) -> Result<usize, PreviewError> {
    fs::create_dir_all(folder).map_err(|cause| unwritable(folder, cause))?;
    let mut specimens = Vec::new();
    for kind in MailKind::ALL {
        for (sample, context) in MailContext::samples(kind) {
            for language in Language::MAIL {
                let name = format!("{kind}.{sample}.{language}");
                let (rendered, message) = made(&context, language, &name)?;
                write_one(folder, &name, &rendered, &message)?;
                specimens.push(Specimen { name, subject: rendered.subject });
            }
        }
    }
    put(&folder.join("index.html"), index(&specimens).as_bytes())?;
    Ok(specimens.len())
}

fn made(
    context: &MailContext,
    language: Language,
    name: &str,
) -> Result<(Rendered, Message), PreviewError> {
    let date = chrono::DateTime::from_timestamp(STAMPED_AT, 0).unwrap_or_default();
    let stamp = CalendarStamp {
        uid_domain: "uketsuke.example.jp".to_owned(),
        stamped_at: date,
        organizer: "uketsuke@example.jp".to_owned(),
    };
    let links = Links::sample(context.kind());
    let rendered = render(context, language, &links, &stamp)?;
    let office = |address: &str| Correspondent {
        name: Some("例示市 産業振興課".to_owned()),
        address: address.to_owned(),
    };
    let head = MessageHead {
        from: office("uketsuke@example.jp"),
        reply_to: Some(office("sangyo@example.jp")),
        to: Correspondent { name: None, address: "taro@example.jp".to_owned() },
        message_id: format!("{name}@uketsuke.example.jp"),
        date,
        returns_to: None,
        unsubscribe_url: links.unsubscribe_url,
    };
    let message = compose(&rendered, &head)?;
    Ok((rendered, message))
}

fn write_one(
    folder: &Path,
    name: &str,
    rendered: &Rendered,
    message: &Message,
) -> Result<(), PreviewError> {
    let path = |ending: &str| folder.join(format!("{name}.{ending}"));
    put(&path("txt"), format!("{}\n\n{}", rendered.subject, rendered.text).as_bytes())?;
    put(&path("html"), rendered.html.as_bytes())?;
    put(&path("eml"), message.bytes())?;
    for (number, calendar) in (1..).zip(&rendered.calendars) {
        put(&path(&format!("{number}.ics")), calendar.ics.as_bytes())?;
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), PreviewError> {
    fs::write(path, bytes).map_err(|cause| unwritable(path, cause))
}

fn unwritable(path: &Path, cause: io::Error) -> PreviewError {
    PreviewError::Write { path: path.to_owned(), cause }
}

/// All mails on one page, each at both widths.
fn index(specimens: &[Specimen]) -> String {
    let mut page = String::from(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Mails</title>\n<style>\n\
         body { font-family: sans-serif; margin: 16px; }\n\
         .frames { display: flex; gap: 16px; align-items: flex-start; overflow-x: auto; }\n\
         iframe { border: 1px solid #888; height: 900px; flex: none; }\n</style>\n</head>\n<body>\n",
    );
    for Specimen { name, subject } in specimens {
        let frames: String = WIDTHS.iter().fold(String::new(), |mut frames, width| {
            let _ = writeln!(
                frames,
                "<iframe src=\"{name}.html\" width=\"{width}\" loading=\"lazy\" title=\"{name}, {width} px\"></iframe>"
            );
            frames
        });
        // Subjects of samples are ours, but a title may hold an ampersand one day.
        let subject = subject.replace('&', "&amp;").replace('<', "&lt;");
        let _ = writeln!(
            page,
            "<h2 id=\"{name}\">{name}</h2>\n<p>{subject}<br>\n<a href=\"{name}.txt\">text</a> \
             <a href=\"{name}.html\">HTML</a> <a href=\"{name}.eml\">message</a></p>\n\
             <div class=\"frames\">\n{frames}</div>"
        );
    }
    page.push_str("</body>\n</html>\n");
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_there_in_every_language_and_on_the_page() {
        let folder = tempfile::tempdir().unwrap();
        let written = write(folder.path()).unwrap();
        let page = fs::read_to_string(folder.path().join("index.html")).unwrap();
        assert_eq!(page.matches("<h2 ").count(), written);
        for kind in MailKind::ALL {
            for language in Language::MAIL {
                let name = format!("{kind}.ordinary.{language}");
                for ending in ["txt", "html", "eml"] {
                    let path = folder.path().join(format!("{name}.{ending}"));
                    assert!(fs::metadata(path).unwrap().len() > 0, "{name}.{ending}");
                }
                assert_eq!(page.matches(&format!("src=\"{name}.html\"")).count(), WIDTHS.len());
            }
        }
    }
}
