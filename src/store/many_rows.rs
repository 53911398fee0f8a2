//! Many rows in one go: a statement over arrays on PostgreSQL, one row after another on SQLite. A single
//! row goes by itself on both: to unpack arrays of one would cost a lonely applicant more than the row.
//!
//! Both statements have one text for any number of rows, so that each connection prepares it once. A
//! VALUES list has another text for each length: its thousands of parameters would be parsed anew by
//! every batch.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

/// A row of a table by itself.
pub struct One<'a, R>(pub &'a R);

/// Columns of many rows, one array each, as PostgreSQL inserts them.
pub trait ByColumn: Sized {
    type Columns<'a>
    where
        Self: 'a;

    fn columns(rows: &[Self]) -> Self::Columns<'_>;
}

impl<R: 'static> QueryId for One<'_, R> {
    type QueryId = One<'static, R>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<Conn, R> diesel::query_dsl::RunQueryDsl<Conn> for One<'_, R> {}

/// The statement that writes one row, with its values.
pub trait Statement<DB: Backend> {
    fn write<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

impl<DB: Backend, R: Statement<DB>> QueryFragment<DB> for One<'_, R> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.write(&mut out)
    }
}

/// Writes rows by the statements that [`many_rows!`] or [`many_changes!`] has made for them.
macro_rules! write_many {
    ($conn:expr, $rows:expr) => {{
        let rows = $rows;
        match $conn {
            _ if rows.is_empty() => {}
            $crate::store::backend::Conn::Postgres(conn) if rows.len() == 1 => {
                diesel::RunQueryDsl::execute($crate::store::many_rows::One(&rows[0]), conn)?;
            }
            $crate::store::backend::Conn::Postgres(conn) => {
                diesel::RunQueryDsl::execute(
                    $crate::store::many_rows::ByColumn::columns(rows),
                    conn,
                )?;
            }
            $crate::store::backend::Conn::Sqlite(conn) => {
                for row in rows {
                    diesel::RunQueryDsl::execute($crate::store::many_rows::One(row), conn)?;
                }
            }
        }
    }};
}
pub(crate) use write_many;

/// Makes the arrays of a row's columns.
macro_rules! columns {
    ($row:ident as $columns:ident { $($column:ident: $type:ty),+ }) => {
        /// Columns of many rows, one array each.
        pub struct $columns<'a> {
            $($column: Vec<&'a $type>),+
        }

        impl $crate::store::many_rows::ByColumn for $row {
            type Columns<'a> = $columns<'a>;

            fn columns(rows: &[Self]) -> $columns<'_> {
                $columns { $($column: rows.iter().map(|row| &row.$column).collect()),+ }
            }
        }

        impl diesel::query_builder::QueryId for $columns<'_> {
            type QueryId = $columns<'static>;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl<Conn> diesel::query_dsl::RunQueryDsl<Conn> for $columns<'_> {}
    };
}
pub(crate) use columns;

/// Makes a row's two statements that insert it:
/// `many_rows! { Row as RowColumns, "table", "what follows" { column: SqlType = RustType, … } }`.
macro_rules! many_rows {
    ($row:ident as $columns:ident, $table:literal, $after:literal {
        $first:ident: $first_sql:ty = $first_type:ty
        $(, $column:ident: $sql:ty = $type:ty)* $(,)?
    }) => {
        $crate::store::many_rows::columns! { $row as $columns {
            $first: $first_type $(, $column: $type)*
        } }

        impl diesel::query_builder::QueryFragment<diesel::pg::Pg> for $columns<'_> {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, diesel::pg::Pg>,
            ) -> diesel::QueryResult<()> {
                out.push_sql(concat!(
                    "INSERT INTO ", $table, " (", stringify!($first), $(", ", stringify!($column),)*
                    ") SELECT * FROM unnest("
                ));
                out.push_bind_param::<diesel::sql_types::Array<$first_sql>, _>(&self.$first)?;
                $(
                    out.push_sql(", ");
                    out.push_bind_param::<diesel::sql_types::Array<$sql>, _>(&self.$column)?;
                )*
                out.push_sql(concat!(")", $after));
                Ok(())
            }
        }

        impl<DB> $crate::store::many_rows::Statement<DB> for $row
        where
            DB: diesel::backend::Backend,
            DB: diesel::sql_types::HasSqlType<$first_sql> $(+ diesel::sql_types::HasSqlType<$sql>)*,
            $first_type: diesel::serialize::ToSql<$first_sql, DB>,
            $($type: diesel::serialize::ToSql<$sql, DB>,)*
        {
            fn write<'b>(
                &'b self,
                out: &mut diesel::query_builder::AstPass<'_, 'b, DB>,
            ) -> diesel::QueryResult<()> {
                out.push_sql(concat!(
                    "INSERT INTO ", $table, " (", stringify!($first), $(", ", stringify!($column),)*
                    ") VALUES ("
                ));
                out.push_bind_param::<$first_sql, _>(&self.$first)?;
                $(
                    out.push_sql(", ");
                    out.push_bind_param::<$sql, _>(&self.$column)?;
                )*
                out.push_sql(concat!(")", $after));
                Ok(())
            }
        }
    };
}
pub(crate) use many_rows;

/// Makes two statements that change rows found by their id, `t` being the table:
/// `many_changes! { Row as RowColumns, "table", "further = t.further + 1, ", id { column: SqlType = RustType, … } }`.
macro_rules! many_changes {
    ($row:ident as $columns:ident, $table:literal, $further:literal, $id:ident {
        $first:ident: $first_sql:ty = $first_type:ty
        $(, $column:ident: $sql:ty = $type:ty)* $(,)?
    }) => {
        $crate::store::many_rows::columns! { $row as $columns {
            $id: $crate::store::types::Id, $first: $first_type $(, $column: $type)*
        } }

        impl diesel::query_builder::QueryFragment<diesel::pg::Pg> for $columns<'_> {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, diesel::pg::Pg>,
            ) -> diesel::QueryResult<()> {
                use diesel::sql_types::Array;
                out.push_sql(concat!(
                    "UPDATE ", $table, " AS t SET ", $further,
                    stringify!($first), " = v.", stringify!($first),
                    $(", ", stringify!($column), " = v.", stringify!($column),)*
                    " FROM unnest("
                ));
                out.push_bind_param::<Array<$crate::store::types::Uid>, _>(&self.$id)?;
                out.push_sql(", ");
                out.push_bind_param::<Array<$first_sql>, _>(&self.$first)?;
                $(
                    out.push_sql(", ");
                    out.push_bind_param::<Array<$sql>, _>(&self.$column)?;
                )*
                out.push_sql(concat!(
                    ") AS v (id, ", stringify!($first), $(", ", stringify!($column),)*
                    ") WHERE t.id = v.id"
                ));
                Ok(())
            }
        }

        impl<DB> $crate::store::many_rows::Statement<DB> for $row
        where
            DB: diesel::backend::Backend,
            DB: diesel::sql_types::HasSqlType<$first_sql> $(+ diesel::sql_types::HasSqlType<$sql>)*,
            $first_type: diesel::serialize::ToSql<$first_sql, DB>,
            $($type: diesel::serialize::ToSql<$sql, DB>,)*
            DB: diesel::sql_types::HasSqlType<$crate::store::types::Uid>,
            $crate::store::types::Id: diesel::serialize::ToSql<$crate::store::types::Uid, DB>,
        {
            fn write<'b>(
                &'b self,
                out: &mut diesel::query_builder::AstPass<'_, 'b, DB>,
            ) -> diesel::QueryResult<()> {
                out.push_sql(concat!(
                    "UPDATE ", $table, " AS t SET ", $further, stringify!($first), " = "
                ));
                out.push_bind_param::<$first_sql, _>(&self.$first)?;
                $(
                    out.push_sql(concat!(", ", stringify!($column), " = "));
                    out.push_bind_param::<$sql, _>(&self.$column)?;
                )*
                out.push_sql(" WHERE id = ");
                out.push_bind_param::<$crate::store::types::Uid, _>(&self.$id)?;
                Ok(())
            }
        }
    };
}
pub(crate) use many_changes;
