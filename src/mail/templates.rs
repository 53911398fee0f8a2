//! The texts under `emails/`, embedded, and the engine that fills them in.

use std::borrow::Cow;
use std::sync::OnceLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior};

/// Most instructions one text may take; ours take under 1,000. Stops a runaway loop in an edited text.
const FUEL: u64 = 50_000;

macro_rules! embedded {
    (
        files: $($file:literal),+;
        parts: $($part:literal),+;
        kinds: $($kind:literal),+ $(;)?
    ) => {
        &[
            $(($file, include_str!(concat!("../../emails/", $file))),)+
            $(
                embedded!(@ "parts/", $part, ".ja.txt"), embedded!(@ "parts/", $part, ".en.txt"),
                embedded!(@ "parts/", $part, ".ja.html"), embedded!(@ "parts/", $part, ".en.html"),
            )+
            $(
                embedded!(@ $kind, "/ja", ".subject.txt"), embedded!(@ $kind, "/en", ".subject.txt"),
                embedded!(@ $kind, "/ja", ".txt"), embedded!(@ $kind, "/en", ".txt"),
                embedded!(@ $kind, "/ja", ".html"), embedded!(@ $kind, "/en", ".html"),
            )+
        ]
    };
    (@ $($piece:literal),+) => {
        (concat!($($piece),+), include_str!(concat!("../../emails/", $($piece),+)))
    };
}

/// Every file under `emails/`, by its path there.
const SOURCES: &[(&str, &str)] = embedded! {
    files: "layout.html", "edited.html", "parts/field.ja.txt", "parts/field.en.txt";
    parts: "application", "calendar", "changes", "contact", "details", "footer", "greeting", "manage",
        "meetings", "message", "number", "reason", "reference", "sessions", "sign_in";
    kinds: "accepted", "announcement", "application_by_mail", "attendee_registered", "attendee_withdrawn",
        "changed", "confirm_address", "declined",
        "draw_result", "export_ready", "invitation", "offer_expired", "promoted", "registration_confirmed",
        "registration_received", "reminder", "resend_link", "retention_warning", "seat_offered",
        "session_cancelled", "session_changed", "sign_in_link", "staff_invited", "staff_new_registration", "survey",
        "thank_you", "withdrawn";
};

/// The source of a text under `emails/`.
pub(super) fn source(name: &str) -> Option<&'static str> {
    SOURCES.iter().find(|(known, _)| *known == name).map(|(_, source)| *source)
}

/// The engine with all texts in it, made at the first use. The error is that of a text that does not
/// parse, which a test of this file rules out.
pub(super) fn environment() -> Result<&'static Environment<'static>, &'static Error> {
    static ENVIRONMENT: OnceLock<Result<Environment<'static>, Error>> = OnceLock::new();
    ENVIRONMENT.get_or_init(build).as_ref()
}

fn build() -> Result<Environment<'static>, Error> {
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        // Or a part that is included would run into the line after it.
        .keep_trailing_newline(true)
        .build()?;
    let mut environment = Environment::empty();
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(|name| {
        if is_html(name) { AutoEscape::Html } else { AutoEscape::None }
    });
    environment.set_formatter(write_value);
    environment.add_filter("join", minijinja::filters::join);
    environment.add_filter("length", minijinja::filters::length);
    for &(name, source) in SOURCES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

fn is_html(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extension == "html")
}

/// Writes a value, escaped in HTML. The engine's own escaping also writes `/` as an entity, which
/// some mail gateways do not understand when they look for links.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_none() || value.is_undefined() {
        return Ok(());
    }
    let text = value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed);
    let is_inert = !text.contains(['&', '<', '>', '"', '\'']);
    if is_inert || *state.auto_escape() == AutoEscape::None || value.is_safe() {
        return out.write_str(&text).map_err(Error::from);
    }
    out.write_str(&escaped(&text)).map_err(Error::from)
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_text_parses() {
        assert!(environment().is_ok(), "{:?}", environment().err());
    }

    #[test]
    fn every_file_under_emails_is_embedded() {
        fn collect(folder: &Path, prefix: &str, names: &mut BTreeSet<String>) {
            for entry in std::fs::read_dir(folder).expect("folder") {
                let path = entry.expect("entry").path();
                let name =
                    path.file_name().and_then(|name| name.to_str()).expect("name").to_owned();
                if path.is_dir() {
                    collect(&path, &format!("{prefix}{name}/"), names);
                } else {
                    names.insert(format!("{prefix}{name}"));
                }
            }
        }
        let mut names = BTreeSet::new();
        let emails = Path::new(file!()).ancestors().nth(3).expect("root").join("emails");
        collect(&emails, "", &mut names);
        let embedded: BTreeSet<String> =
            SOURCES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(names, embedded);
    }

    #[test]
    fn a_runaway_text_is_stopped() {
        let environment = environment().expect("environment");
        let nested =
            "{% for a in x %}{% for b in x %}{% for c in x %}y{% endfor %}{% endfor %}{% endfor %}";
        let x: Vec<u32> = (0..1_000).collect();
        let context = minijinja::context!(x => x);
        let fault = environment.render_str(nested, context).expect_err("stopped");
        assert_eq!(fault.kind(), minijinja::ErrorKind::OutOfFuel);
    }

    #[test]
    fn no_text_asks_anything_of_a_server_but_our_own_links() {
        for (name, source) in SOURCES.iter().filter(|(name, _)| is_html(name)) {
            for forbidden in
                ["<img", "src=", "url(", "<script", "<link", "http://", "https://", "@import"]
            {
                assert!(!source.contains(forbidden), "{name} has {forbidden}");
            }
        }
    }
}
