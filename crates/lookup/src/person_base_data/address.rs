use crate::elements::Elements;
use crate::person_records::PersonRecords;
use crate::record::Record;
use crate::register_time::RegisterTime;

/// `aktuelAdresse`; without content for who lives nowhere in the register: without a `002`.
pub(super) fn current_address(person: &PersonRecords<'_>) -> Elements {
    let (residence, label) = (person.first("002"), person.first("003"));
    let mut address = Elements::default();
    if residence.is_missing() {
        return address;
    }
    add_place(&residence, &mut address);
    // A road's full name is in the road register only.
    for (name, field) in [
        ("lokalitet", "LOKALITET"),
        ("bynavn", "BYNVN"),
        ("postnummer", "POSTNR"),
        ("postdistrikt", "POSTDISTTXT"),
        ("vejnavn", "VEJADRNVN"),
        ("standardadresse", "STANDARDADR"),
        ("adresseringsnavn", "ADRNVN"),
        ("vejadresseringsnavn", "VEJADRNVN"),
    ] {
        address.text(name, label.text(field));
    }
    let since = RegisterTime::marked(&residence, "TILFLYDTO", "TILFLYDT_UMRK");
    address.moment("tilflytningsdato", since);
    for (name, field) in [
        ("adr1-supladr", "ADR1-SUPLADR"),
        ("adr2-supladr", "ADR2-SUPLADR"),
        ("adr3-supladr", "ADR3-SUPLADR"),
        ("adr4-supladr", "ADR4-SUPLADR"),
        ("adr5-supladr", "ADR5-SUPLADR"),
    ] {
        address.text(name, residence.text(field));
    }
    address
}

/// Where a `002` or a `023` is: codes without leading zeros, numbers of houses and floors as they stand.
pub(super) fn add_place(record: &Record<'_>, address: &mut Elements) {
    address.optional("kommunekode", record.number("KOMKOD"));
    address.optional("vejkode", record.number("VEJKOD"));
    address.text("husnummer", record.text("HUSNR"));
    address.text("etage", record.text("ETAGE"));
    address.text("sidedoer", record.text("SIDEDOER"));
    address.text("bygningsnummer", record.text("BNR"));
    address.text("conavn", record.text("CONVN"));
}
