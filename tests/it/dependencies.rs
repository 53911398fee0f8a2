//! Holds every dependency to deny.toml, which cargo-deny reads as well where it is installed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use serde_json::Value;
use toml::Table;

/// One package of the dependency tree.
struct Package {
    name: String,
    version: String,
    licence: String,
    source: Option<String>,
}

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version=1",
            "--locked",
            "--offline",
            "--filter-platform",
            &host(),
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let text = |package: &Value, key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let used: BTreeSet<String> = metadata["resolve"]["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .map(|node| text(node, "id"))
        .collect();
    let packages = metadata["packages"].as_array().expect("packages").iter();
    packages
        .filter(|package| used.contains(&text(package, "id")))
        .map(|package| Package {
            name: text(package, "name"),
            version: text(package, "version"),
            licence: text(package, "license"),
            source: package["source"].as_str().map(str::to_owned),
        })
        .collect()
}

/// The platform the tests run on: only its packages are on this machine for certain.
fn host() -> String {
    let output = Command::new(env!("CARGO")).arg("-vV").output().expect("cargo can be run");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .expect("cargo names its host")
        .to_owned()
}

fn rules() -> Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    fs::read_to_string(path).expect("deny.toml is there").parse().expect("deny.toml is TOML")
}

fn texts(value: &toml::Value) -> Vec<String> {
    let items = value.as_array().expect("a list").iter();
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// Whether an SPDX expression can be met by the allowed licences. Of `A OR B` one is enough, `/` is an
/// old way to write OR, and an exception (`WITH`) only adds rights.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = tokens.as_slice();
    let met = any_of(&mut rest, allowed);
    met && rest.is_empty()
}

fn any_of(rest: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = all_of(rest, allowed);
    while let ["OR", after @ ..] = *rest {
        *rest = after;
        met |= all_of(rest, allowed);
    }
    met
}

fn all_of(rest: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = one(rest, allowed);
    while let ["AND", after @ ..] = *rest {
        *rest = after;
        met &= one(rest, allowed);
    }
    met
}

fn one(rest: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    match *rest {
        ["(", after @ ..] => {
            *rest = after;
            let met = any_of(rest, allowed);
            let closed = rest.first() == Some(&")");
            *rest = rest.get(1..).unwrap_or_default();
            met && closed
        }
        [licence, "WITH", _, after @ ..] | [licence, after @ ..] => {
            *rest = after;
            allowed.contains(*licence)
        }
        [] => false,
    }
}

#[test]
fn every_licence_is_an_allowed_one() {
    let rules = rules();
    let licences = &rules["licenses"];
    let allowed: BTreeSet<String> = texts(&licences["allow"]).into_iter().collect();
    let excepted: BTreeMap<&str, Vec<String>> = licences["exceptions"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|entry| Some((entry.get("crate")?.as_str()?, texts(entry.get("allow")?))))
        .collect();
    let wrong: Vec<String> = packages()
        .iter()
        .filter(|package| {
            let mut allowed = allowed.clone();
            allowed.extend(excepted.get(package.name.as_str()).cloned().unwrap_or_default());
            !is_met(&package.licence, &allowed)
        })
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.licence))
        .collect();
    assert!(wrong.is_empty(), "licences that deny.toml does not allow:\n{}", wrong.join("\n"));
}

#[test]
fn every_package_comes_from_the_public_registry() {
    let wrong: Vec<String> = packages()
        .iter()
        .filter(|package| match &package.source {
            Some(source) => {
                !source.starts_with("registry+") || !source.ends_with("/crates.io-index")
            }
            // Our own: the service, and its benchmarks.
            None => !package.name.starts_with(env!("CARGO_PKG_NAME")),
        })
        .map(|package| format!("{} from {:?}", package.name, package.source))
        .collect();
    assert!(wrong.is_empty(), "from elsewhere:\n{}", wrong.join("\n"));
}

#[test]
fn no_banned_package_is_used() {
    let rules = rules();
    let bans = rules["bans"]["deny"].as_array().expect("a list").iter();
    let bans: Vec<&str> = bans.filter_map(|ban| ban.get("crate")?.as_str()).collect();
    assert!(!bans.is_empty());
    let wrong: Vec<String> = packages()
        .iter()
        .filter(|package| bans.iter().any(|ban| is_banned(package, ban)))
        .map(|package| format!("{} {}", package.name, package.version))
        .collect();
    assert!(wrong.is_empty(), "banned by deny.toml: {}", wrong.join(", "));
}

/// Understands `name` and `name:<version`, the two forms that deny.toml uses.
fn is_banned(package: &Package, ban: &str) -> bool {
    match ban.split_once(":<") {
        None => package.name == ban,
        Some((name, bound)) => package.name == name && version(&package.version) < version(bound),
    }
}

fn version(text: &str) -> Vec<u32> {
    let release = text.split(['-', '+']).next().unwrap_or_default();
    release.split('.').map(|number| number.parse().expect("a number")).collect()
}

#[test]
fn a_version_below_the_bound_is_banned() {
    let diesel = |version: &str| Package {
        name: "diesel".to_owned(),
        version: version.to_owned(),
        licence: String::new(),
        source: None,
    };
    assert!(
        is_banned(&diesel("2.3.9"), "diesel:<2.3.10") && is_banned(&diesel("2.3.10"), "diesel")
    );
    assert!(
        !is_banned(&diesel("2.3.10"), "diesel:<2.3.10")
            && !is_banned(&diesel("2.3.9"), "lettre:<9.0.0")
    );
}

#[test]
fn a_licence_expression_is_read_as_spdx_says() {
    let allowed: BTreeSet<String> = ["MIT", "Apache-2.0", "Unicode-3.0"].map(str::to_owned).into();
    for expression in [
        "MIT",
        "MIT OR GPL-3.0",
        "GPL-3.0/MIT",
        "(MIT OR GPL-3.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
        "GPL-3.0 OR MIT AND Unicode-3.0",
    ] {
        assert!(is_met(expression, &allowed), "{expression}");
    }
    for expression in
        ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR GPL-3.0) AND GPL-2.0", "(MIT", "MIT MIT"]
    {
        assert!(!is_met(expression, &allowed), "{expression}");
    }
}
