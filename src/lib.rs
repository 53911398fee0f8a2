//! Uketsuke (受付): event and seminar registration.
//!
//! Data flows one way: `http` → `usecases` → `desk` → `store`; `worker` → `mail` → SMTP enters beside
//! `http` and reads what the same transaction wrote. Rules without HTTP, SQL, clock or chance are in
//! `domain`. What a room may use is held by `tests/it/rooms.rs`.

#![forbid(unsafe_code)]

pub mod app;
pub mod bell;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod desk;
pub mod domain;
pub mod export;
pub mod healthcheck;
pub mod http;
pub mod identity;
pub mod import;
pub mod incoming;
pub mod intake;
pub mod letters;
pub mod links;
pub mod mail;
pub mod outward;
pub mod pictures;
pub mod preview;
pub mod reference;
pub mod serve;
pub mod store;
pub mod telemetry;
pub mod usecases;
pub mod worker;
