//! Names that a person may have, all within ISO-8859-1.

pub(crate) const WOMEN: [&str; 48] = [
    "Anna",
    "Åse",
    "Birgit",
    "Bodil",
    "Camilla",
    "Charlotte",
    "Ditte",
    "Dorthe",
    "Ella",
    "Emma",
    "Freja",
    "Frøja",
    "Gerda",
    "Grethe",
    "Hanne",
    "Helle",
    "Ida",
    "Inger",
    "Ingrid",
    "Jytte",
    "Karen",
    "Kirsten",
    "Lærke",
    "Lene",
    "Lone",
    "Louise",
    "Maja",
    "Margrethe",
    "Mette",
    "Merete",
    "Nanna",
    "Nora",
    "Olga",
    "Pia",
    "Ragnhild",
    "Rikke",
    "Sanne",
    "Signe",
    "Sofie",
    "Søs",
    "Tine",
    "Tove",
    "Ulla",
    "Vibeke",
    "Zoë",
    "Ægle",
    "Øllegaard",
    "Renée",
];

pub(crate) const MEN: [&str; 48] = [
    "Aage",
    "Adam",
    "Anders",
    "Arne",
    "Asger",
    "Åge",
    "Bent",
    "Bjørn",
    "Bo",
    "Carl",
    "Christian",
    "Claus",
    "Ejnar",
    "Emil",
    "Erik",
    "Finn",
    "Frederik",
    "Gert",
    "Hans",
    "Henrik",
    "Ib",
    "Ivan",
    "Jens",
    "Jørgen",
    "Kaj",
    "Kjeld",
    "Knud",
    "Lars",
    "Leif",
    "Mads",
    "Magnus",
    "Mikkel",
    "Niels",
    "Noah",
    "Ole",
    "Oscar",
    "Palle",
    "Peter",
    "Poul",
    "Rasmus",
    "René",
    "Søren",
    "Sigurd",
    "Svend",
    "Thor",
    "Torben",
    "Valdemar",
    "Ørnulf",
];

pub(crate) const FAMILIES: [&str; 56] = [
    "Andersen",
    "Bach",
    "Balle",
    "Berg",
    "Bjerre",
    "Bonde",
    "Brandt",
    "Bruun",
    "Bæk",
    "Christensen",
    "Dahl",
    "Dalsgaard",
    "Egelund",
    "Enevoldsen",
    "Friis",
    "Frost",
    "Gade",
    "Gram",
    "Hansen",
    "Hedegård",
    "Holm",
    "Højgaard",
    "Iversen",
    "Jensen",
    "Juhl",
    "Jørgensen",
    "Kjær",
    "Klausen",
    "Koch",
    "Krogh",
    "Lauridsen",
    "Lund",
    "Madsen",
    "Møller",
    "Nielsen",
    "Nygård",
    "Olsen",
    "Overgaard",
    "Petersen",
    "Poulsen",
    "Quist",
    "Rasmussen",
    "Ravn",
    "Skov",
    "Smed",
    "Sørensen",
    "Thomsen",
    "Toft",
    "Udsen",
    "Vestergaard",
    "Vinther",
    "Westh",
    "Winther",
    "Ågård",
    "Ærenlund",
    "Østergaard",
];

pub(crate) const JOBS: [&str; 24] = [
    "",
    "",
    "",
    "",
    "",
    "Bager",
    "Bibliotekar",
    "Bogholder",
    "Chauffør",
    "Elektriker",
    "Fisker",
    "Gartner",
    "Ingeniør",
    "Jordemoder",
    "Kok",
    "Landmand",
    "Læge",
    "Murer",
    "Pædagog",
    "Sygeplejerske",
    "Sømand",
    "Tolk",
    "Tømrer",
    "Værkfører",
];

/// Special addresses: with whom a person lives.
pub(crate) const CARE_OF: [&str; 4] =
    ["c/o Bæk", "c/o Østergaard", "v/ Toft", "Kollegiet, vær. 12"];

/// Landekode of CPR and an address there: Sweden, Norway, Germany, the United Kingdom, Poland, the United
/// States.
pub(crate) const ABROAD: [(&str, &str, &str, &str); 6] = [
    ("5120", "Storgatan 1", "S 211 42 Malmö", "Sverige"),
    ("5110", "Kirkegata 7", "N 0153 Oslo", "Norge"),
    ("5180", "Hafenstraße 33", "D 24103 Kiel", "Tyskland"),
    ("5170", "12 Station Road", "London NW4 2AA", "Storbritannien"),
    ("5154", "ul. Dluga 5", "PL 80-831 Gdansk", "Polen"),
    ("5390", "400 Main Street", "Boston MA 02110", "USA"),
];

/// LOKALITET: houses with a name of their own.
pub(crate) const LOCALITIES: [&str; 4] =
    ["Engholm Plejecenter", "Kollegiet", "Møllegården", "Solhøj"];

/// BYNVN: places within a postal district.
pub(crate) const VILLAGES: [&str; 6] =
    ["Gl. Rye", "Nørreby", "Overby", "Sønderskov", "Vester Å", "Østerlund"];

/// Landekode of Denmark.
pub(crate) const DENMARK: &str = "5100";

pub(crate) const NOTES: [&str; 4] = [
    "Navneattest udstedt",
    "Pas bortkommet",
    "Sag under behandling",
    "Tolk ønskes ved henvendelse",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_can_be_written_in_iso_8859_1_and_fit_their_fields() {
        let latin = |text: &str| text.chars().all(|letter| u32::from(letter) < 256);
        for name in WOMEN.iter().chain(&MEN).chain(&FAMILIES) {
            assert!(latin(name) && name.chars().count() <= 15, "{name}");
        }
        for text in JOBS.iter().chain(&CARE_OF).chain(&NOTES).chain(&LOCALITIES).chain(&VILLAGES) {
            assert!(latin(text) && text.chars().count() <= 34, "{text}");
        }
    }
}
