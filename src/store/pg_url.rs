//! What is added to the operator's PostgreSQL URL where it says nothing of its own: limits, so that a
//! server whose machine is gone is noticed in seconds, not in the quarter of an hour that TCP takes.

/// libpq's parameters with the values used where the URL does not name them.
const LIMITS: [(&str, &str); 5] = [
    // Seconds for each host in turn; a host that takes the connection and says nothing costs as much.
    ("connect_timeout", "3"),
    // A peer that says nothing for 5 s is asked; three times without an answer, 2 s apart, and it is gone.
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "3"),
    // Milliseconds for which something sent may stay unacknowledged.
    ("tcp_user_timeout", "10000"),
];

/// Of several hosts, the one that takes writes is wanted: a standby would refuse every application.
const WRITABLE: (&str, &str) = ("target_session_attrs", "read-write");

/// The URL to write through.
pub fn for_writing(url: &str) -> String {
    let writable = names_several_hosts(url).then_some(WRITABLE);
    with(url, LIMITS.into_iter().chain(writable))
}

/// The same with the hosts in whatever order.
pub fn for_writing_in_any_order(url: &str) -> String {
    with(&for_writing(url), [("load_balance_hosts", "random")])
}

/// The URL of copies to read from: any of its hosts will do.
pub fn for_reading(url: &str) -> String {
    with(url, LIMITS)
}

fn with<'a>(url: &str, wanted: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let (place, parameters) = parts(url);
    let mut all: Vec<String> =
        parameters.split('&').filter(|one| !one.is_empty()).map(str::to_owned).collect();
    let given: Vec<&str> = parameters.split('&').map(name).collect();
    let missing = wanted.into_iter().filter(|(name, _)| !given.contains(name));
    all.extend(missing.map(|(name, value)| format!("{name}={value}")));
    format!("{place}?{}", all.join("&"))
}

fn names_several_hosts(url: &str) -> bool {
    let (place, parameters) = parts(url);
    let authority = after_user(place).split('/').next().unwrap_or_default();
    let is_list =
        |parameter: &str| matches!(name(parameter), "host" | "hostaddr") && parameter.contains(',');
    authority.contains(',') || parameters.split('&').any(is_list)
}

fn name(parameter: &str) -> &str {
    parameter.split('=').next().unwrap_or_default()
}

/// What stands before and after the first `?` behind the user: a password may have one too.
fn parts(url: &str) -> (&str, &str) {
    let behind_user = url.len() - after_user(url).len();
    match url[behind_user..].find('?') {
        Some(at) => (&url[..behind_user + at], &url[behind_user + at + 1..]),
        None => (url, ""),
    }
}

/// The URL from its hosts on. As in libpq, a user ends at the first `@` that no `/` comes before.
fn after_user(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    match rest.find(['@', '/']) {
        Some(at) if rest[at..].starts_with('@') => &rest[at + 1..],
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDED: &str = "connect_timeout=3&keepalives_idle=5&keepalives_interval=2&keepalives_count=3&tcp_user_timeout=10000";

    #[test]
    fn limits_are_added_where_the_operator_says_nothing() {
        assert_eq!(for_writing("postgres://h/db"), format!("postgres://h/db?{ADDED}"));
        assert_eq!(
            for_writing("postgres://u:a?b@h/db?sslmode=require"),
            format!("postgres://u:a?b@h/db?sslmode=require&{ADDED}")
        );
    }

    #[test]
    fn what_the_operator_says_stays() {
        let added = for_writing("postgres://h/db?tcp_user_timeout=0&connect_timeout=60");
        assert!(added.starts_with("postgres://h/db?tcp_user_timeout=0&connect_timeout=60&"));
        assert_eq!(added.matches("connect_timeout").count(), 1);
        assert_eq!(added.matches("tcp_user_timeout").count(), 1);
    }

    #[test]
    fn of_several_hosts_the_one_that_takes_writes_is_wanted() {
        for several in
            ["postgres://u:p@h1:1,h2:2/db", "postgres://h1,h2", "postgres:///db?host=h1,h2"]
        {
            assert!(
                for_writing(several).ends_with("&target_session_attrs=read-write"),
                "{several}"
            );
            assert!(!for_reading(several).contains("target_session_attrs"), "{several}");
        }
        let shuffled = for_writing_in_any_order("postgres://h1,h2/db");
        assert!(shuffled.ends_with("&target_session_attrs=read-write&load_balance_hosts=random"));
        assert!(!for_writing("postgres://u,v@h/a,b").contains("target_session_attrs"));
        let chosen = for_writing("postgres://h1,h2/db?target_session_attrs=primary");
        assert_eq!(chosen.matches("target_session_attrs").count(), 1);
    }
}
