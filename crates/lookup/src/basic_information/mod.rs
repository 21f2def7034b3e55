//! The answer of SF6008 CPRBasicInformation (`lookup.md` 3): which element comes from which field of which record.

mod numbers;

use soap_proto::XmlElement;

use crate::elements::Elements;
use crate::person_records::PersonRecords;
use crate::pnr_field::pnr;
use crate::protected_addresses::{ProtectedAddresses, is_protected};
use crate::register_time::RegisterTime;

pub use numbers::other_numbers;

/// The content of an answer about one number. With `is_extended` the parts of the name stand at its end.
pub fn response(
    person: &PersonRecords<'_>,
    is_extended: bool,
    addresses: ProtectedAddresses,
) -> Vec<XmlElement> {
    let mut answer = Elements::default();
    add_identity(person, &mut answer);
    let is_left_out = addresses.hides(person);
    add_addressing_name(person, is_left_out, &mut answer);
    if !is_left_out {
        add_address(person, &mut answer);
    }
    answer.optional("landekode", person.first("010").number("LANDEKOD"));
    answer.optional("indrejseLandekode", immigrated_from(person));
    if !is_left_out {
        add_emigration(person, &mut answer);
    }
    if is_extended {
        let name = person.first("008");
        answer.text("fornavn", name.text("FORNVN"));
        answer.text("mellemnavn", name.text("MELNVN"));
        answer.text("efternavn", name.text("EFTERNVN"));
    }
    answer.into_vec()
}

fn add_identity(person: &PersonRecords<'_>, answer: &mut Elements) {
    let identity = person.first("001");
    let number = person.pnr();
    answer.always("pnr", number.reveal().to_string());
    let valid = pnr(&identity, "PNRGAELD").unwrap_or(number);
    answer.always("gaeldendePersonnummer", valid.reveal().to_string());
    answer.always("koen", identity.text("KOEN"));
    let born = RegisterTime::marked(&identity, "FOED_DT", "FOED_DT_UMRK");
    let is_uncertain = born.as_ref().is_some_and(|born| !born.mark().is_empty());
    answer.date("foedselsdato", born);
    answer.always("foedselsdatoUsikkerhedsmarkering", is_uncertain.to_string());
    answer.optional("status", identity.number("STATUS"));
    answer.date("statusdato", RegisterTime::of(&identity, "STATUSHAENSTART"));
    answer.text("civilstand", person.first("012").text("CIVST"));
    answer.always("navneOgAdressebeskyttelse", is_protected(person).to_string());
}

/// The name for addresses: that of the label, or the person's own where there is no label.
fn add_addressing_name(person: &PersonRecords<'_>, is_left_out: bool, answer: &mut Elements) {
    let label = Some(person.first("003").text("ADRNVN")).filter(|name| !name.is_empty());
    let own = || person.first("008").text("ADRNVN");
    answer.text("adresseringsnavn", label.filter(|_| !is_left_out).unwrap_or_else(own));
}

fn add_address(person: &PersonRecords<'_>, answer: &mut Elements) {
    let (residence, label) = (person.first("002"), person.first("003"));
    answer.text("conavn", label.text("CONVN"));
    answer.text("standardadresse", label.text("STANDARDADR"));
    answer.optional("postnummer", label.number("POSTNR"));
    answer.text("postdistrikt", label.text("POSTDISTTXT"));
    answer.text("bynavn", label.text("BYNVN"));
    answer.text("vejadresseringsnavn", label.text("VEJADRNVN"));
    answer.text("husnummer", residence.text("HUSNR"));
    answer.text("lokalitet", label.text("LOKALITET"));
    answer.text("bygningsnummer", residence.text("BNR"));
    answer.text("etage", residence.text("ETAGE"));
    answer.text("sidedoer", residence.text("SIDEDOER"));
    answer.optional("kommunekode", residence.number("KOMKOD"));
    answer.optional("vejkode", residence.number("VEJKOD"));
    answer.date("tilflytningsdato", RegisterTime::of(&residence, "TILFLYDTO"));
}

/// Of the last time.
fn immigrated_from(person: &PersonRecords<'_>) -> Option<String> {
    let last = person
        .all("024")
        .max_by_key(|record| RegisterTime::of(record, "INDRDTO").map(|immigrated| immigrated.at()));
    last.and_then(|record| record.number("INDR_LANDEKOD"))
}

fn add_emigration(person: &PersonRecords<'_>, answer: &mut Elements) {
    let emigration = person.first("005");
    answer.optional("udrejseLandekode", emigration.number("UDR_LANDEKOD"));
    for (name, field) in [
        ("udlandsadresse1", "UDLANDADR1"),
        ("udlandsadresse2", "UDLANDADR2"),
        ("udlandsadresse3", "UDLANDADR3"),
        ("udlandsadresse4", "UDLANDADR4"),
        ("udlandsadresse5", "UDLANDADR5"),
    ] {
        answer.text(name, emigration.text(field));
    }
}

#[cfg(test)]
mod tests;
