//! The words of a report on an agreement.

use crate::language::Words;

pub(crate) const TITLE: Words = Words::new(
    "What was disclosed from the CPR register under an agreement",
    "Videregivelser fra CPR efter en aftale",
);
pub(crate) const INTRODUCTION: Words = Words::new(
    "This overview shows each time that this platform has disclosed data from the Civil Registration System (CPR) under the agreement, and \
     each time that a file was collected. It has the number of persons, and no persons.",
    "Oversigten viser hver gang, oplysninger fra Det Centrale Personregister (CPR) er videregivet gennem denne platform efter aftalen, og \
     hver gang en fil er hentet. Den viser antallet af personer, men ikke hvem de er.",
);
pub(crate) const NOTES: Words = Words::new(
    "The entries are numbered in the platform's disclosure ledger, in which those of other agreements stand between them. Files that \
     systems send to each other are not in the overview.",
    "Posterne er nummereret i platformens videregivelseslog, hvor andre aftalers poster står imellem. Filer, som it-systemer sender til \
     hinanden, er ikke med i oversigten.",
);
pub(crate) const NOTHING: Words = Words::new(
    "Nothing was disclosed under the agreement on these days.",
    "Der er ikke videregivet noget efter aftalen i disse dage.",
);
pub(crate) const AGREEMENT: Words = Words::new("Agreement", "Aftale");
pub(crate) const DAYS: Words = Words::new("Days", "Periode");
pub(crate) const ENTRY: Words = Words::new("Entry", "Post");
pub(crate) const ENTRIES: Words = Words::new("Entries", "Antal poster");
pub(crate) const SERVICE: Words = Words::new("Service", "Service");
pub(crate) const PERSONS: Words = Words::new("Persons", "Personer");
pub(crate) const FILTERS: Words = Words::new("Version of the filters", "Filtrenes version");
pub(crate) const KEY: Words = Words::new("Key", "Nøgle");
pub(crate) const FROM_ENTRY: Words = Words::new("From entry", "Fra post");
