//! A form with files as a browser posts it.

use super::answer::Answer;
use super::app::TestApp;

const BOUNDARY: &str = "----uketsuke-test";

/// A file that is chosen in a form.
pub struct Chosen<'a> {
    /// The control's name.
    pub field: &'a str,
    pub name: &'a str,
    /// What the browser takes it for.
    pub content_type: &'a str,
    pub content: &'a [u8],
}

/// Posts fields and files.
pub fn post(
    app: &TestApp,
    path: &str,
    fields: &[(String, String)],
    files: &[Chosen<'_>],
) -> Answer {
    post_as(app, path, fields, files, None)
}

/// Posts fields and files as somebody with this cookie.
pub fn post_as(
    app: &TestApp,
    path: &str,
    fields: &[(String, String)],
    files: &[Chosen<'_>],
    cookie: Option<&str>,
) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
    }
    for file in files {
        // As the HTML standard writes names: line breaks and quotes are escaped, nothing else is.
        let name = file.name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22");
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{name}\"\r\nContent-Type: {}\r\n\r\n",
            file.field, file.content_type
        );
        body.extend([head.as_bytes(), file.content, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let mut headers = vec![("Content-Type", content_type.as_str())];
    headers.extend(cookie.map(|cookie| ("Cookie", cookie)));
    app.send("POST", path, &headers, &body)
}
