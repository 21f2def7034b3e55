//! Checks the fields of a person's record.

mod date;
pub(crate) mod known;
mod plan;
mod rule;

use extract::Problem;

use crate::finding_kind::FindingKind;

pub(crate) use plan::{Plan, Plans};
pub(crate) use rule::Context;

impl Plan {
    /// Reports every error of a person's record, with the name of its field.
    pub(crate) fn check(
        &self,
        text: &[u8],
        context: &Context,
        report: &mut dyn FnMut(FindingKind, &'static str),
    ) {
        for (field, rule) in &self.rules {
            if let Some(fault) = rule.check(field.of(text), context) {
                report(fault, field.name());
            }
        }
        self.check_end(text, report);
    }

    /// The same for `997` and `910`, in which the reader checks no field.
    pub(crate) fn check_reply(
        &self,
        text: &[u8],
        report: &mut dyn FnMut(FindingKind, &'static str),
    ) {
        for field in &self.digits {
            let value = field.of(text);
            let is = |test: fn(&u8) -> bool| value.iter().all(test);
            if !is(u8::is_ascii_digit) && !is(|&byte| byte == b' ') {
                report(FindingKind::Read(Problem::NotDigits(field.name())), field.name());
            }
        }
        self.check_end(text, report);
    }

    /// Whether a record has all its fields of digits.
    fn check_end(&self, text: &[u8], report: &mut dyn FnMut(FindingKind, &'static str)) {
        if text.len() >= self.digits_end {
            return;
        }
        let missing = self.digits.iter().find(|field| field.of(text).len() < field.length());
        if let Some(field) = missing {
            let is_begun = !field.of(text).is_empty();
            report(if is_begun { FindingKind::Cut } else { FindingKind::EndsEarly }, field.name());
        }
    }
}

#[cfg(test)]
mod tests;
