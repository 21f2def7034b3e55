#![doc = include_str!("../README.md")]

mod agreement_report;
mod agreement_words;
mod language;
mod page;
mod person_report;
mod person_row;
mod way;
mod words;

pub use agreement_report::{agreement_page, agreement_text};
pub use language::{InvalidLanguage, Language, Words};
pub use person_report::{person_page, person_text};
