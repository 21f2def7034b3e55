//! The words of reports, in Danish as a public authority writes, and in English.

use crate::language::Words;

pub(crate) const AT: Words = Words::new("Date and time", "Dato og tidspunkt");
pub(crate) const AUTHORITY: Words = Words::new("Authority", "Myndighed");
pub(crate) const SYSTEM: Words = Words::new("System and supplier", "It-system og leverandør");
pub(crate) const PURPOSE: Words = Words::new("Purpose", "Formål");
pub(crate) const LEGAL_BASIS: Words = Words::new("Legal basis", "Hjemmel");
pub(crate) const WAY: Words = Words::new("Way", "Måde");
pub(crate) const MADE: Words = Words::new("Made", "Dannet");
pub(crate) const COUNT: Words = Words::new("Disclosures", "Antal videregivelser");
pub(crate) const NOT_STATED: Words = Words::new("not stated", "ikke oplyst");
pub(crate) const OPERATOR: Words =
    Words::new("the platform's operator", "platformens driftsansvarlige");
