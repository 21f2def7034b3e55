use std::collections::BTreeMap;

use civil::Pnr;
use gctp_proto::{AddressKey, GctpMethod, GctpRow, GctpTable};

use super::name_fields::sorted_name;
use super::persons_table::PersonsTable;
use super::resident::is_found;
use super::value::{date, digits};
use crate::person_records::PersonRecords;
use crate::protected_addresses::ProtectedAddresses;

/// A search for the residents of an address, ADRSOG1 (`lookup.md` 4.6): those who fit among the persons that an index finds.
///
/// Holds one page of rows, however many persons are added.
#[derive(Debug)]
pub struct AddressSearch<'k> {
    key: &'k AddressKey,
    addresses: ProtectedAddresses,
    /// How many fit, on all pages.
    total: usize,
    /// The first rows of the page and one more, by number.
    page: BTreeMap<Pnr, GctpRow>,
}

impl<'k> AddressSearch<'k> {
    /// A search without persons so far.
    pub const fn new(key: &'k AddressKey, addresses: ProtectedAddresses) -> Self {
        Self { key, addresses, total: 0, page: BTreeMap::new() }
    }

    /// Adds a person, if the person fits. Each is to be added once, in any order; who does not live at the address or in a
    /// place near it need not be.
    pub fn add(&mut self, person: &PersonRecords<'_>) {
        if self.addresses.hides(person) || !is_found(self.key, person) {
            return;
        }
        self.total += 1;
        let pnr = person.pnr();
        if self.key.from.is_some_and(|from| pnr < from) {
            return;
        }
        self.page.insert(pnr, resident_row(person));
        if self.page.len() > self.key.max_rows + 1 {
            self.page.pop_last();
        }
    }

    /// The table: the page's rows in rising order of number. When there are more persons, a last row says from which number
    /// the next page goes on, and the table how many there are in all. The form of that row is not known for certain. The
    /// number is no person's of the next page: that person is not disclosed by this one.
    pub fn finish(mut self) -> PersonsTable {
        let has_rest = self.page.len() > self.key.max_rows;
        if has_rest {
            self.page.pop_last();
        }
        let persons: Vec<Pnr> = self.page.keys().copied().collect();
        let next = persons.last().filter(|_| has_rest).and_then(|last| after(*last));
        let mut table = GctpTable::new(GctpMethod::Adrsog1);
        table.total = (has_rest || self.key.wants_total).then_some(self.total);
        table.rows = self.page.into_values().collect();
        table.rows.extend(next.map(rest_row));
        PersonsTable { table, persons }
    }
}

fn resident_row(person: &PersonRecords<'_>) -> GctpRow {
    let (identity, residence) = (person.first("001"), person.first("002"));
    let mut row = GctpRow::default();
    row.add("AKM", " ");
    let natural_name = person.first("008").text("ADRNVN");
    row.add_with_text("CNVN_ADRNVN", natural_name, sorted_name(person, ","));
    row.add("CNVN_STATUS", identity.text("STATUS"));
    row.add("CPRS_FOEDDATO", date(&identity, "FOED_DT"));
    row.add("ETAGE", residence.text("ETAGE"));
    row.add("HUSNR", residence.text("HUSNR"));
    row.add("KOMKOD", digits(&residence, "KOMKOD"));
    row.add("PNR", person.pnr().reveal().to_string());
    row.add("SIDEDOER", side(&residence.text("SIDEDOER")));
    row.add("STARTDATO", digits(&residence, "TILFLYDTO"));
    row.add("TABMRK", "1");
    row.add("VEJKOD", digits(&residence, "VEJKOD"));
    row
}

/// A door to the right of three places, as the recorded answer has it (` tv`); one of four characters is whole.
fn side(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{text:>3}") }
}

fn after(last: Pnr) -> Option<Pnr> {
    Pnr::from_integer(last.to_integer() + 1)
}

fn rest_row(next: Pnr) -> GctpRow {
    let mut row = GctpRow { is_rest: true, ..GctpRow::default() };
    row.add("REST", next.reveal().to_string());
    row
}

#[cfg(test)]
mod tests;
