use gctp_proto::GctpRow;

use super::address::Address;
use super::name_fields::sorted_name;
use super::value::{date, day_of_time, digits, mark, padded};
use crate::person_records::PersonRecords;
use crate::protected_addresses::is_protected;

/// Whether fields have a second form of their value, in `t`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldTexts {
    Shown,
    LeftOut,
}

impl FieldTexts {
    fn of(self, text: String) -> String {
        if self == Self::Shown { text } else { String::new() }
    }
}

/// The fields with which the tables of `Stam+` and `Familie+` begin, in alphabetical order (`lookup.md` 4.3).
pub(super) fn basic_fields(
    person: &PersonRecords<'_>,
    address: &Address<'_>,
    texts: FieldTexts,
) -> GctpRow {
    let (identity, name) = (person.first("001"), person.first("008"));
    let Address { residence, label, abroad, .. } = address;
    let mut row = GctpRow::default();
    row.add_with_text("ADRNVN", texts.of(sorted_name(person, ", ")), name.text("ADRNVN"));
    row.add("BESKYT", mark(is_protected(person)));
    row.add("BNR", label.text("BNR"));
    row.add("BYNVN", label.text("BYNVN"));
    row.add("CONVN", label.text("CONVN"));
    row.add("ETAGE", label.text("ETAGE"));
    row.add("FOEDDATO", date(&identity, "FOED_DT"));
    row.add("FOEDDATOUSM", identity.text("FOED_DT_UMRK"));
    row.add("HUSNR", padded(label, "HUSNR"));
    row.add("KOEN", identity.text("KOEN"));
    row.add("KOMKOD", digits(residence, "KOMKOD"));
    row.add("LOKALITET", label.text("LOKALITET"));
    row.add("PNR", person.pnr().reveal().to_string());
    row.add("PNRGAELD", digits(&identity, "PNRGAELD"));
    let post_code = label.number("POSTNR").unwrap_or_else(|| "0".to_owned());
    row.add_with_text("POSTNR", texts.of(label.text("POSTDISTTXT")), post_code);
    row.add("SIDEDOER", label.text("SIDEDOER"));
    row.add("STADR", label.text("STANDARDADR"));
    row.add("STARTDATOSTATUS", day_of_time(&identity, "STATUSHAENSTART"));
    row.add("STATUS", identity.text("STATUS"));
    row.add("UDLANDSADR1", abroad.text("UDLANDADR1"));
    row.add("UDLANDSADR2", abroad.text("UDLANDADR2"));
    row.add("UDLANDSADR3", abroad.text("UDLANDADR3"));
    row.add("UDLANDSADR4", abroad.text("UDLANDADR4"));
    row.add("UDLANDSADR5", abroad.text("UDLANDADR5"));
    row.add("UDRLANDEKOD", digits(abroad, "UDR_LANDEKOD"));
    row.add("VEJKOD", digits(residence, "VEJKOD"));
    row
}
