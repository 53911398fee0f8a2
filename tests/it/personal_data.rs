//! The register of personal data against what the databases really have.

use std::collections::{BTreeMap, BTreeSet};

use diesel::QueryableByName;
use diesel::RunQueryDsl as _;
use diesel::sql_types::Text;
use uketsuke::store::personal_data::REGISTER;
use uketsuke::store::{Conn, StoreError};

use crate::support::app::TestApp;
use crate::support::on_both_databases;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    name: String,
}

const ON_POSTGRESQL: &str = "SELECT table_name::text AS \"table\", column_name::text AS name
    FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_\\_%'";
const ON_SQLITE: &str = "SELECT m.name AS \"table\", c.name AS name
    FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
    WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'";

/// The columns of every table.
pub fn columns(app: &TestApp) -> BTreeMap<String, BTreeSet<String>> {
    let found: Vec<Column> = app
        .app()
        .database
        .read(|conn| match conn {
            Conn::Postgres(conn) => {
                Ok::<_, StoreError>(diesel::sql_query(ON_POSTGRESQL).load(conn)?)
            }
            Conn::Sqlite(conn) => Ok(diesel::sql_query(ON_SQLITE).load(conn)?),
        })
        .expect("the columns");
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for column in found {
        tables.entry(column.table).or_default().insert(column.name);
    }
    tables
}

on_both_databases! {
    fn every_column_of_every_table_is_in_the_register_of_personal_data_and_nothing_else_is(app) {
        let there = columns(app);
        let mut listed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for table in REGISTER {
            let columns = table.columns();
            let set: BTreeSet<String> = columns.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(set.len(), columns.len(), "{}: a column stands there twice", table.name);
            listed.insert(table.name.to_owned(), set);
        }
        for (table, columns) in &there {
            let Some(known) = listed.get(table) else {
                panic!("{table} is not in src/store/personal_data.rs: say of each column whether it is about a person");
            };
            assert_eq!(columns, known, "{table}: src/store/personal_data.rs says otherwise");
        }
        let gone: Vec<&String> = listed.keys().filter(|table| !there.contains_key(*table)).collect();
        assert!(gone.is_empty(), "these tables are gone: {gone:?}");
    }
}
