//! What the tests stand on: a running service, databases, a mail server that can fail, figures.

pub mod answer;
pub mod app;
pub mod bodies;
pub mod books;
pub mod console;
pub mod console_form;
pub mod crowd;
pub mod door;
pub mod faulty_disk;
pub mod figures;
pub mod filled_session;
pub mod form_page;
pub mod form_visitor;
pub mod imap_server;
pub mod mailings;
pub mod multipart;
pub mod organizer;
pub mod own_postgres;
pub mod own_server;
pub mod postgres;
pub mod process;
pub mod sent_page;
pub mod smtp_certificate;
pub mod smtp_client;
pub mod smtp_fault;
pub mod smtp_server;
pub mod smtp_talk;
pub mod wire;

/// Runs one test on both databases, under one name: `name::on_sqlite`, `name::on_postgresql`.
macro_rules! on_both_databases {
    ($(fn $name:ident($app:ident) $body:block)+) => {$(
        fn $name($app: &$crate::support::app::TestApp) $body

        mod $name {
            fn test(app: &$crate::support::app::TestApp) {
                super::$name(app);
            }

            #[test]
            fn on_sqlite() {
                let app = $crate::support::app::TestApp::on_sqlite();
                test(&app);
                app.end();
            }

            #[test]
            fn on_postgresql() {
                let app = $crate::support::app::TestApp::on_postgresql();
                test(&app);
                app.end();
            }
        }
    )+};
}
pub(crate) use on_both_databases;
