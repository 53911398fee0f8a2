//! Values that parse: each is a type of its own, so that what it holds has been checked once.
//!
//! Every value keeps its content private and is made by `parse`; reading a stored one back trusts
//! what the store holds. A fault names the broken rule and never repeats what was typed.

#[macro_use]
mod newtype;

pub mod digits;
pub(in crate::domain) mod hyphens;
mod kanji_variants;

pub mod calendar_date;
pub mod colour;
pub mod company_name;
pub mod corporate_number;
pub mod email;
pub mod file_name;
pub mod free_text;
pub mod kana;
pub mod kana_order;
pub mod language;
pub mod line;
pub mod localized;
pub mod person_name;
pub mod phone;
pub mod postal_code;
pub mod reception_number;
pub mod search_grams;
pub mod search_key;
pub mod slug;
pub mod text;
