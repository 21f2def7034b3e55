//! Some municipalities: KOMKOD, post code and district, and how often people live there.

pub(crate) struct Place {
    pub(crate) komkod: &'static str,
    pub(crate) postnr: &'static str,
    pub(crate) district: &'static str,
}

pub(crate) const PLACES: [Place; 12] = [
    place("101", "2100", "København Ø"),
    place("101", "2400", "København NV"),
    place("147", "2000", "Frederiksberg"),
    place("751", "8000", "Aarhus C"),
    place("751", "8210", "Aarhus V"),
    place("461", "5000", "Odense C"),
    place("851", "9000", "Aalborg"),
    place("630", "7100", "Vejle"),
    place("561", "6700", "Esbjerg"),
    place("370", "4700", "Næstved"),
    place("400", "3700", "Rønne"),
    place("825", "9940", "Læsø"),
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
