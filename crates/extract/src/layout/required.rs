/// Fields without which a record means nothing, by record type and name; those of `001` and `099` are read by name.
pub const REQUIRED_FIELDS: [(&str, &str); 13] = [
    ("002", "KOMKOD"),
    ("004", "BESKYTTYPE"),
    ("010", "LANDEKOD"),
    ("011", "FKIRK"),
    ("012", "CIVST"),
    ("014", "PNR-BARN"),
    ("016", "RELTYP-FORÆLDREMYN"),
    ("018", "KOMFORHTYP"),
    ("020", "VALGKODE"),
    ("022", "PNR"),
    ("027", "LANDEKOD"),
    ("028", "FKIRK"),
    ("029", "CIVST"),
];
