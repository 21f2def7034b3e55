#![doc = include_str!("../README.md")]

mod compare;
mod compare_error;
mod drift;
mod explain;

pub use compare::{compare, compare_and_record};
pub use compare_error::CompareError;
pub use drift::Drift;
pub use explain::{
    ChangedPerson, Contradiction, ExplainError, Explanation, Findings, KindFindings, Match,
    Outcome, Question, explain,
};
