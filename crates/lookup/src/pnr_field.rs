use civil::Pnr;

use crate::record::Record;

/// The number in a field; `None` when it is blank or zeros.
pub(crate) fn pnr(record: &Record<'_>, field: &str) -> Option<Pnr> {
    Pnr::from_register(&record.raw(field)).filter(|pnr| pnr.to_integer() > 0)
}
