//! Some municipalities: KOMKOD, post code and district, and how often people live there.

pub(crate) struct Place {
    pub(crate) komkod: &'static str,
    pub(crate) postnr: &'static str,
    pub(crate) district: &'static str,
}

pub(crate) const PLACES: [Place; 12] = [
    place("0101", "2100", "København Ø"),
    place("0101", "2400", "København NV"),
    place("0147", "2000", "Frederiksberg"),
    place("0751", "8000", "Aarhus C"),
    place("0751", "8210", "Aarhus V"),
    place("0461", "5000", "Odense C"),
    place("0851", "9000", "Aalborg"),
    place("0630", "7100", "Vejle"),
    place("0561", "6700", "Esbjerg"),
    place("0370", "4700", "Næstved"),
    place("0400", "3700", "Rønne"),
    place("0825", "9940", "Læsø"),
];

pub(crate) const STREETS: [(&str, &str); 6] = [
    ("12", "Ågade"),
    ("304", "Søndergade"),
    ("1011", "Rådhuspladsen"),
    ("2117", "Æblevej"),
    ("4480", "Nørre Allé"),
    ("8001", "Gunnar Holgersens Vej"),
];

const fn place(komkod: &'static str, postnr: &'static str, district: &'static str) -> Place {
    Place { komkod, postnr, district }
}
