//! Both databases: what is refused, what is checked, TLS to PostgreSQL, migrations that are run once.

use uketsuke::config::DatabaseUrl;
use uketsuke::store::{Database, StoreError, migrate};

use crate::support::app::Place;
use crate::support::postgres::{TestDatabase, TlsServer};

fn open(url: &str) -> Result<Database, StoreError> {
    Database::open(&DatabaseUrl::parse(url).expect("a URL"), 2)
}

fn assert_migrates_once(url: &str) {
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let url = url.to_owned();
            std::thread::spawn(move || {
                migrate::migrate(&open(&url).expect("opened")).expect("migrated").len()
            })
        })
        .collect();
    let applied: usize = threads.into_iter().map(|thread| thread.join().expect("no panic")).sum();
    let again = migrate::migrate(&open(url).expect("opened")).expect("migrated").len();
    let all = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite");
    let all = std::fs::read_dir(all).expect("the folder of migrations").count();
    assert_eq!((applied, again), (all, 0));
}

mod processes_that_start_together_migrate_once_and_the_next_start_changes_nothing {
    use super::*;

    #[test]
    fn on_sqlite() {
        assert_migrates_once(&Place::sqlite().url);
    }

    #[test]
    fn on_postgresql() {
        assert_migrates_once(TestDatabase::empty().url());
    }
}

mod postgresql_is_reached_through_tls {
    use super::*;

    #[test]
    fn on_postgresql() {
        let server = TlsServer::running();
        for (mode, authority) in
            [("require", None), ("verify-full", Some(server.authority.as_path()))]
        {
            let url = server.url_with(mode, authority);
            let database = open(&url).expect("opened");
            database.read(uketsuke::store::backend::answers).expect("answered");
        }
    }
}

mod a_server_with_a_certificate_of_somebody_else_is_refused {
    use super::*;

    #[test]
    fn on_postgresql() {
        let server = TlsServer::running();
        let refused = open(&server.url_with("verify-full", Some(server.other_authority.as_path())));
        assert!(
            matches!(refused, Err(StoreError::Unavailable(reason)) if reason.contains("certificate"))
        );
    }
}

#[test]
fn a_scheme_that_is_neither_database_is_refused_by_name() {
    for url in ["mysql://localhost/uketsuke", "uketsuke.db", "sqlite::memory:", "postgresql", ""] {
        assert!(DatabaseUrl::parse(url).is_err(), "{url}");
    }
}

mod a_database_whose_server_is_away_is_named_at_once {
    use super::*;

    #[test]
    fn on_postgresql() {
        let began = std::time::Instant::now();
        let refused = open("postgres://nobody@127.0.0.1:1/none?connect_timeout=2");
        assert!(matches!(refused, Err(StoreError::Unavailable(_))));
        assert!(began.elapsed() < std::time::Duration::from_secs(5));
    }
}
