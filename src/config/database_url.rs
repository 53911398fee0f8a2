//! Which database, as one text with a scheme.

use std::{
    fmt,
    path::{Path, PathBuf},
};

/// A database the program can open. `Debug` and `Display` never show a password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file on this machine.
    Sqlite(PathBuf),
    /// A connection URI, handed to libpq as it is: several hosts and all of libpq's parameters work.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// Says what is wrong without repeating more of the value than its scheme or path.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return sqlite_path(path).map(Self::Sqlite);
        }
        match text.split_once("://") {
            Some(("postgres" | "postgresql", "")) => Err("names no PostgreSQL server".to_owned()),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.to_owned())),
            _ => Err(match text.split_once(':') {
                Some((scheme, _)) if is_scheme(scheme) => {
                    format!(
                        "\"{scheme}:\" is not a database this program knows; write sqlite:PATH or postgres://…"
                    )
                }
                _ => "has no scheme; write sqlite:PATH or postgres://…".to_owned(),
            }),
        }
    }

    /// The file that keeps the secret key where none is given: the database file's name and `.key`.
    pub fn key_file(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite(path) => {
                let mut name = path.clone().into_os_string();
                name.push(".key");
                Some(PathBuf::from(name))
            }
            Self::Postgres(_) => None,
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => f.write_str(&without_secrets(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 20
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

fn sqlite_path(path: &str) -> Result<PathBuf, String> {
    // `sqlite:///var/lib/x.db` is how other programs write an absolute path; `sqlite://x.db` would
    // name a host there, and the file /x.db here.
    let path = match path.strip_prefix("//") {
        Some(absolute) if absolute.starts_with('/') => absolute,
        Some(_) => return Err("a path after sqlite: takes no \"//\"; write sqlite:PATH".to_owned()),
        None => path,
    };
    if path.is_empty() {
        return Err("names no file; write sqlite:PATH".to_owned());
    }
    if path == ":memory:" {
        return Err("a database in memory cannot be shared by the several connections the program opens; name a \
                    file (uketsuke demo makes a throw-away one)"
            .to_owned());
    }
    if path.starts_with("file:") || path.contains(['?', '\0']) {
        return Err("takes a plain path, without \"file:\" and without parameters".to_owned());
    }
    let path = Path::new(path);
    if path.is_dir() || path.file_name().is_none() {
        return Err(format!("\"{}\" is a directory; name a file in it", path.display()));
    }
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() && !parent.is_dir() => Err(format!(
            "the directory \"{0}\" does not exist; make it, for example: mkdir -p '{0}'",
            parent.display()
        )),
        _ => Ok(path.to_owned()),
    }
}

/// Hides what may be a password: all between the first `:` and the last `@`, and the parameters that carry one.
fn without_secrets(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return "***".to_owned();
    };
    let (user, rest) = match rest.rsplit_once('@') {
        Some((user, rest)) => (user, rest),
        None => ("", rest),
    };
    let user = match user.split_once(':') {
        Some((name, _)) => format!("{name}:***@"),
        None if user.is_empty() => String::new(),
        None => format!("{user}@"),
    };
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let parameters: Vec<String> = parameters
        .split('&')
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| match parameter.split_once('=') {
            Some((name, _)) if name.contains("pass") => format!("{name}=***"),
            _ => parameter.to_owned(),
        })
        .collect();
    let question = if parameters.is_empty() { "" } else { "?" };
    format!("{scheme}://{user}{place}{question}{}", parameters.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_and_an_absolute_sqlite_path_are_accepted() {
        assert_eq!(
            DatabaseUrl::parse("sqlite:uketsuke.db").unwrap(),
            DatabaseUrl::Sqlite("uketsuke.db".into())
        );
        assert_eq!(
            DatabaseUrl::parse("sqlite:/a.db").unwrap(),
            DatabaseUrl::Sqlite("/a.db".into())
        );
        assert_eq!(
            DatabaseUrl::parse("sqlite:///a.db").unwrap(),
            DatabaseUrl::Sqlite("/a.db".into())
        );
    }

    #[test]
    fn a_postgresql_url_is_handed_on_untouched() {
        let url = "postgresql://u:p%40@h1:5432,h2:5433/db?target_session_attrs=read-write";
        assert_eq!(DatabaseUrl::parse(url).unwrap(), DatabaseUrl::Postgres(url.to_owned()));
    }

    #[test]
    fn other_schemes_are_refused_by_name() {
        for url in ["mysql://u@h/db", "file:x.db", "http://h/"] {
            let scheme = url.split(':').next().unwrap();
            assert!(DatabaseUrl::parse(url).unwrap_err().contains(scheme), "{url}");
        }
        for url in ["uketsuke.db", "", "postgres://", "postgres:h", "POSTGRES://h/db"] {
            DatabaseUrl::parse(url).unwrap_err();
        }
    }

    #[test]
    fn sqlite_in_memory_with_parameters_or_without_a_file_is_refused() {
        for path in [
            ":memory:",
            "",
            "//x.db",
            "file:x.db",
            "x.db?mode=ro",
            ".",
            "/",
            "no/such/directory/x.db",
        ] {
            DatabaseUrl::parse(&format!("sqlite:{path}")).unwrap_err();
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let hidden = [
            ("postgres://u:geheim@h/db", "postgres://u:***@h/db"),
            ("postgres://u:ge@/heim@h1,h2:2/db", "postgres://u:***@h1,h2:2/db"),
            (
                "postgres://u@h/db?password=geheim&sslmode=require",
                "postgres://u@h/db?password=***&sslmode=require",
            ),
            ("postgres:///db?sslpassword=geheim", "postgres:///db?sslpassword=***"),
        ];
        for (url, shown) in hidden {
            let url = DatabaseUrl::parse(url).unwrap();
            assert_eq!(url.to_string(), shown);
            assert!(!format!("{url:?}").contains("heim"));
        }
    }

    #[test]
    fn the_key_is_kept_beside_the_sqlite_file() {
        let url = DatabaseUrl::parse("sqlite:uketsuke.db").unwrap();
        assert_eq!(url.key_file(), Some("uketsuke.db.key".into()));
        assert_eq!(DatabaseUrl::parse("postgres://h/db").unwrap().key_file(), None);
    }
}
