//! The look of HTML mail: one inline style per role, because many mail programs drop style sheets.

use serde::Serialize;

/// Inline styles by role. Colours have at least 7:1 contrast; `layout.html` has their dark forms.
#[derive(Serialize)]
pub(super) struct Style {
    page: &'static str,
    card: &'static str,
    organization: &'static str,
    title: &'static str,
    section: &'static str,
    paragraph: &'static str,
    note: &'static str,
    number: &'static str,
    link: &'static str,
    button: &'static str,
    footer: &'static str,
}

/// The one look there is.
pub(super) const STYLE: Style = Style {
    page: "margin:0;padding:0;background-color:#f1f1f4;",
    // Font names without quotes: they stand in an attribute.
    card: "max-width:600px;margin:0 auto;padding:24px 20px 32px;background-color:#ffffff;color:#1a1a1c;\
           font-family:-apple-system,BlinkMacSystemFont,Segoe UI,Hiragino Sans,Yu Gothic UI,Meiryo,\
           Noto Sans JP,Noto Sans CJK JP,sans-serif;font-size:16px;line-height:1.7;\
           overflow-wrap:anywhere;word-break:normal;",
    organization: "margin:0 0 16px;font-size:14px;color:#4d4d55;",
    title: "margin:0 0 20px;font-size:22px;line-height:1.4;font-weight:bold;",
    section: "margin:28px 0 10px;padding:0 0 4px;border-bottom:1px solid #b8b8c0;font-size:16px;\
              line-height:1.5;font-weight:bold;",
    paragraph: "margin:0 0 14px;",
    note: "margin:0 0 14px;font-size:14px;color:#4d4d55;",
    number: "margin:0 0 6px;padding:10px 16px;background-color:#f1f1f4;border-radius:6px;font-size:24px;\
             line-height:1.3;font-weight:bold;letter-spacing:0.08em;",
    link: "color:#0017c1;text-decoration:underline;",
    button: "display:inline-block;padding:12px 24px;background-color:#0017c1;color:#ffffff;\
             border-radius:8px;font-weight:bold;text-decoration:none;",
    footer: "margin:28px 0 0;padding:16px 0 0;border-top:1px solid #b8b8c0;font-size:14px;color:#4d4d55;",
};
