//! The only room with actix: everything that is answered over HTTP, and where.
//!
//! | address | file |
//! |---|---|
//! | `/api/v1/…` | `api/mod.rs`: its own table |
//! | `/docs/` | `docs.rs` |
//! | `/console…` | `console/mod.rs`: its own table |
//! | `/healthz`, `/readyz` | `health.rs` |
//! | `/metrics` | `figures.rs` |
//! | everything else: the pages for applicants | `site/mod.rs`: its own table |
//!
//! A request passes, from the outside in: its connection (`patient_stream.rs`), portions (`portions.rs`), log and figures (`request_log.rs`), id (`request_id.rs`), security
//! headers (`security.rs`), problems (`problem.rs`), compression (public answers once for all: `squeezed.rs`), brake (`abuse/`), handler. A handler takes what it needs by
//! extractors (`extract/`), calls one use case, and gives its result a shape; what goes wrong is matched to an
//! answer in one place (`error.rs`).

pub mod abuse;
pub mod addresses;
pub mod api;
pub mod assets;
pub mod capacity;
pub mod conditional;
pub mod console;
pub mod docs;
pub mod error;
pub mod extract;
pub mod field_sentences;
pub mod figures;
pub mod file_stream;
pub mod framed_mail;
pub mod health;
pub mod openapi;
pub mod pages;
pub mod patient_stream;
pub mod portions;
pub mod problem;
pub mod refused;
pub mod request_id;
pub mod request_log;
pub mod security;
pub mod server;
pub mod site;
pub mod spool;
pub mod squeezed;

use actix_web::web::ServiceConfig;

/// Everything that this server answers. The first that fits an address has it.
pub fn routes(config: &mut ServiceConfig) {
    config
        .configure(api::routes)
        .configure(docs::routes)
        .configure(console::routes)
        .configure(health::routes)
        .configure(figures::local_routes)
        // The pages answer whatever is left.
        .configure(site::routes);
}
