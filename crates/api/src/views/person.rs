use app::LookedUp;
use extract::RecordFields;
use jiff::civil::Date;
use lookup::PersonRecords;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::pnrs::CleartextPnr;

/// A person as the replica has it. Personal data.
#[derive(Serialize, ToSchema)]
pub(crate) struct Person<'a> {
    /// The number asked for.
    #[schema(value_type = String)]
    pnr: CleartextPnr,
    /// PRODDTO of the extract whose state it shows.
    #[schema(value_type = String, format = Date)]
    as_of: Date,
    /// Whether the address is protected and the agreement leaves it out.
    address_omitted: bool,
    /// Every record, in the order of the register: an object with the fields of the layout U12170-P by their names
    /// (`RECORDTYPE`, `STATUS`, `FOED_DT`). Fields without content are left out; records from 022 on are history.
    #[schema(value_type = Vec<Object>)]
    records: Records<'a>,
}

/// The records of a person.
struct Records<'a> {
    found: &'a LookedUp,
    records: PersonRecords<'a>,
}

impl<'a> Person<'a> {
    pub(crate) fn of(found: &'a LookedUp) -> Self {
        let records = PersonRecords::new(found.person.pnr, &found.person.records);
        Self {
            pnr: CleartextPnr(found.person.pnr),
            as_of: found.as_of,
            address_omitted: found.addresses.hides(&records),
            records: Records { found, records },
        }
    }
}

impl Serialize for Records<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let records = self.found.addresses.given(&self.records);
        serializer.collect_seq(records.into_iter().map(|record| {
            let layout = RecordFields::kind(record).and_then(|kind| self.found.layouts.of(kind));
            RecordFields::new(layout, record)
        }))
    }
}
