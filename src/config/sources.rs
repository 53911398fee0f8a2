//! What the file gives and what the environment gives, merged but not yet understood.

use std::{collections::BTreeMap, ffi::OsString, fs, io, path::PathBuf};

use config::{Config, Environment, File, FileFormat, Map, Value, ValueKind};

use super::{
    definition::{DEFINITIONS, PREFIX, TEST_PREFIX, definition, nearest},
    problem::{Origin, Problem},
};

/// The file that is read when none is named and it exists.
pub const DEFAULT_FILE: &str = "config/uketsuke.toml";

/// Where settings are read from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// A file named on the command line; it must exist.
    pub file: Option<PathBuf>,
    /// The environment; what does not begin with `UKETSUKE_` is ignored.
    pub environment: Vec<(OsString, OsString)>,
    /// Whether [`DEFAULT_FILE`] is read when no file is named.
    pub look_for_file: bool,
}

impl Sources {
    /// What this process was started with.
    pub fn of_this_process(file: Option<PathBuf>) -> Self {
        Self { file, environment: std::env::vars_os().collect(), look_for_file: true }
    }

    /// An environment alone, for tests.
    pub fn environment<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let environment =
            variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { file: None, environment, look_for_file: false }
    }
}

/// One given value: several texts where the file has an array.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub texts: Vec<String>,
    pub origin: Origin,
}

/// All given values by key, with everything that could not be read.
#[derive(Debug, Default)]
pub(super) struct Readings {
    pub values: BTreeMap<String, Given>,
    pub problems: Vec<Problem>,
}

impl Readings {
    /// Reads file and environment; the environment wins. Empty variables count as absent.
    pub fn of(sources: &Sources) -> Self {
        let mut readings = Self::default();
        let path = path(sources);
        let toml = path.as_ref().and_then(|path| readings.file(path));
        let variables = readings.variables(&sources.environment);

        let mut builder = Config::builder();
        if let Some(toml) = &toml {
            builder = builder.add_source(File::from_str(toml, FileFormat::Toml));
        }
        builder = builder.add_source(
            Environment::with_prefix(PREFIX.trim_end_matches('_')).source(Some(variables.clone())),
        );
        let merged: Map<String, Value> = match builder.build().and_then(Config::try_deserialize) {
            Ok(merged) => merged,
            Err(error) => {
                readings.problems.push(Problem::without_value(
                    "settings",
                    Origin::Default,
                    error.to_string(),
                ));
                return readings;
            }
        };
        for (key, value) in merged {
            let from_environment =
                variables.contains_key(&format!("{PREFIX}{}", key.to_uppercase()));
            let origin = match &path {
                Some(path) if !from_environment => Origin::File(path.clone()),
                _ => Origin::Environment,
            };
            readings.take(key, value, origin);
        }
        readings
    }

    /// The file's text, if it is TOML. The parser's own message would repeat the line, and a secret in it.
    fn file(&mut self, path: &PathBuf) -> Option<String> {
        let origin = || Origin::File(path.clone());
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                let what = match error.kind() {
                    io::ErrorKind::NotFound => "there is no such file".to_owned(),
                    io::ErrorKind::InvalidData => "is not text in UTF-8".to_owned(),
                    _ => error.to_string(),
                };
                self.problems.push(Problem::without_value(
                    "the configuration file",
                    origin(),
                    what,
                ));
                return None;
            }
        };
        if let Err(error) = text.parse::<toml::Table>() {
            let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or(&text));
            let line = before.matches('\n').count() + 1;
            let what = format!("line {line} is not TOML: {}", error.message());
            self.problems.push(
                Problem::without_value("the configuration file", origin(), what)
                    .try_instead("http_addr = \"127.0.0.1:8080\""),
            );
            return None;
        }
        Some(text)
    }

    /// The program's own variables, as text, without the empty ones.
    fn variables(&mut self, environment: &[(OsString, OsString)]) -> Map<String, String> {
        let mut variables = Map::new();
        for (name, value) in environment {
            let Some(name) = name
                .to_str()
                .filter(|name| name.starts_with(PREFIX) && !name.starts_with(TEST_PREFIX))
            else {
                continue;
            };
            match value.to_str() {
                Some("") => {}
                Some(value) => {
                    variables.insert(name.to_owned(), value.to_owned());
                }
                None => self.problems.push(Problem::without_value(
                    name,
                    Origin::Environment,
                    "is not text in UTF-8",
                )),
            }
        }
        variables
    }

    /// Keeps a value of a known setting; complains about any other.
    fn take(&mut self, key: String, value: Value, origin: Origin) {
        let Some(known) = definition(&key) else {
            let name = if origin == Origin::Environment {
                format!("{PREFIX}{}", key.to_uppercase())
            } else {
                key.clone()
            };
            let problem = Problem::without_value(name, origin.clone(), "there is no such setting");
            self.problems.push(match nearest(&key).and_then(definition) {
                Some(meant) if origin == Origin::Environment => {
                    problem.try_instead(format!("{}={}", meant.variable(), meant.example))
                }
                Some(meant) => {
                    problem.try_instead(format!("{} = \"{}\"", meant.key, meant.example))
                }
                None => problem,
            });
            return;
        };
        match texts(value) {
            Some(texts) => {
                self.values.insert(key, Given { texts, origin });
            }
            None => self.problems.push(Problem::with_value(
                known,
                origin,
                "is neither a text nor a number",
            )),
        }
    }
}

/// The file to read: the one that was named, or the usual one where it exists.
fn path(sources: &Sources) -> Option<PathBuf> {
    match &sources.file {
        Some(path) => Some(path.clone()),
        None if sources.look_for_file => {
            Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.exists())
        }
        None => None,
    }
}

fn texts(value: Value) -> Option<Vec<String>> {
    match value.kind {
        ValueKind::Array(items) => items.into_iter().map(text).collect(),
        _ => text(value).map(|text| vec![text]),
    }
}

fn text(value: Value) -> Option<String> {
    match value.kind {
        ValueKind::String(text) => Some(text),
        ValueKind::I64(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Keys of all settings that were given, for [`super::Settings::is_given`].
pub(super) fn given_keys(values: &BTreeMap<String, Given>) -> BTreeMap<&'static str, Origin> {
    DEFINITIONS
        .iter()
        .filter_map(|definition| {
            values.get(definition.key).map(|given| (definition.key, given.origin.clone()))
        })
        .collect()
}
