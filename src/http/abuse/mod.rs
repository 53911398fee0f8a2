//! Holding up those who ask too often, without a CAPTCHA.
//!
//! Who asks is told by `client_address.rs`, counted with its network by `bucket.rs` for each purpose of
//! `limits.rs`, and held up by `brake.rs`. What the form itself does against robots is in `site/hurdles.rs`.

pub mod brake;
mod bucket;
pub mod client_address;
pub mod limits;
