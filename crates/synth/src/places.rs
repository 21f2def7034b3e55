//! The present municipalities with their size, and streets.

/// A municipality.
#[derive(Debug)]
pub(crate) struct Place {
    /// KOMKOD.
    pub(crate) komkod: &'static str,
    /// Inhabitants in hundreds, about as in 2024 (Danmarks Statistik, FOLK1A).
    pub(crate) hundreds: u32,
    /// A postcode in it.
    pub(crate) postnr: &'static str,
    pub(crate) district: &'static str,
}

const fn place(
    komkod: &'static str,
    hundreds: u32,
    postnr: &'static str,
    district: &'static str,
) -> Place {
    Place { komkod, hundreds, postnr, district }
}

/// The first of these are the 98 in Denmark.
pub(crate) const DANISH: usize = 98;

/// All municipalities: those of Denmark, then those of Greenland.
pub(crate) static PLACES: [Place; 103] = [
    place("0101", 6600, "2100", "København Ø"),
    place("0147", 1050, "2000", "Frederiksberg"),
    place("0151", 520, "2750", "Ballerup"),
    place("0153", 390, "2605", "Brøndby"),
    place("0155", 145, "2791", "Dragør"),
    place("0157", 750, "2900", "Hellerup"),
    place("0159", 690, "2860", "Søborg"),
    place("0161", 240, "2600", "Glostrup"),
    place("0163", 310, "2730", "Herlev"),
    place("0165", 280, "2620", "Albertslund"),
    place("0167", 530, "2650", "Hvidovre"),
    place("0169", 580, "2630", "Taastrup"),
    place("0173", 580, "2800", "Kongens Lyngby"),
    place("0175", 440, "2610", "Rødovre"),
    place("0183", 240, "2635", "Ishøj"),
    place("0185", 430, "2770", "Kastrup"),
    place("0187", 175, "2625", "Vallensbæk"),
    place("0190", 420, "3500", "Værløse"),
    place("0201", 260, "3450", "Allerød"),
    place("0210", 420, "3480", "Fredensborg"),
    place("0217", 640, "3000", "Helsingør"),
    place("0219", 550, "3400", "Hillerød"),
    place("0223", 250, "2970", "Hørsholm"),
    place("0230", 580, "2840", "Holte"),
    place("0240", 450, "3660", "Stenløse"),
    place("0250", 470, "3600", "Frederikssund"),
    place("0253", 520, "2670", "Greve"),
    place("0259", 630, "4600", "Køge"),
    place("0260", 315, "3300", "Frederiksværk"),
    place("0265", 910, "4000", "Roskilde"),
    place("0269", 245, "2680", "Solrød Strand"),
    place("0270", 420, "3200", "Helsinge"),
    place("0306", 330, "4500", "Nykøbing Sj"),
    place("0316", 740, "4300", "Holbæk"),
    place("0320", 375, "4640", "Faxe"),
    place("0326", 480, "4400", "Kalundborg"),
    place("0329", 355, "4100", "Ringsted"),
    place("0330", 800, "4200", "Slagelse"),
    place("0336", 235, "4660", "Store Heddinge"),
    place("0340", 305, "4180", "Sorø"),
    place("0350", 290, "4320", "Lejre"),
    place("0360", 400, "4900", "Nakskov"),
    place("0370", 840, "4700", "Næstved"),
    place("0376", 600, "4800", "Nykøbing F"),
    place("0390", 450, "4760", "Vordingborg"),
    place("0400", 395, "3700", "Rønne"),
    place("0410", 395, "5500", "Middelfart"),
    place("0420", 405, "5610", "Assens"),
    place("0430", 515, "5600", "Faaborg"),
    place("0440", 240, "5300", "Kerteminde"),
    place("0450", 320, "5800", "Nyborg"),
    place("0461", 2090, "5000", "Odense C"),
    place("0479", 595, "5700", "Svendborg"),
    place("0480", 295, "5400", "Bogense"),
    place("0482", 120, "5900", "Rudkøbing"),
    place("0492", 60, "5970", "Ærøskøbing"),
    place("0510", 555, "6100", "Haderslev"),
    place("0530", 270, "7190", "Billund"),
    place("0540", 735, "6400", "Sønderborg"),
    place("0550", 365, "6270", "Tønder"),
    place("0561", 1155, "6700", "Esbjerg"),
    place("0563", 34, "6720", "Fanø"),
    place("0573", 495, "6800", "Varde"),
    place("0575", 430, "6600", "Vejen"),
    place("0580", 590, "6200", "Aabenraa"),
    place("0607", 520, "7000", "Fredericia"),
    place("0615", 970, "8700", "Horsens"),
    place("0621", 950, "6000", "Kolding"),
    place("0630", 1220, "7100", "Vejle"),
    place("0657", 900, "7400", "Herning"),
    place("0661", 590, "7500", "Holstebro"),
    place("0665", 190, "7620", "Lemvig"),
    place("0671", 208, "7600", "Struer"),
    place("0706", 445, "8410", "Rønde"),
    place("0707", 368, "8500", "Grenaa"),
    place("0710", 495, "8382", "Hinnerup"),
    place("0727", 237, "8300", "Odder"),
    place("0730", 995, "8900", "Randers C"),
    place("0740", 1000, "8600", "Silkeborg"),
    place("0741", 36, "8305", "Samsø"),
    place("0746", 655, "8660", "Skanderborg"),
    place("0751", 3680, "8000", "Aarhus C"),
    place("0756", 425, "7430", "Ikast"),
    place("0760", 565, "6950", "Ringkøbing"),
    place("0766", 480, "8722", "Hedensted"),
    place("0773", 196, "7900", "Nykøbing M"),
    place("0779", 447, "7800", "Skive"),
    place("0787", 428, "7700", "Thisted"),
    place("0791", 973, "8800", "Viborg"),
    place("0810", 362, "9700", "Brønderslev"),
    place("0813", 582, "9900", "Frederikshavn"),
    place("0820", 361, "9600", "Aars"),
    place("0825", 17, "9940", "Læsø"),
    place("0840", 312, "9530", "Støvring"),
    place("0846", 415, "9500", "Hobro"),
    place("0849", 380, "9460", "Brovst"),
    place("0851", 2230, "9000", "Aalborg"),
    place("0860", 630, "9800", "Hjørring"),
    place("0955", 62, "3920", "Qaqortoq"),
    place("0956", 240, "3900", "Nuuk"),
    place("0957", 93, "3911", "Sisimiut"),
    place("0959", 62, "3950", "Aasiaat"),
    place("0960", 108, "3952", "Ilulissat"),
];

/// Names of streets. Each municipality has all of them, under codes of its own.
pub(crate) static STREETS: [&str; 40] = [
    "Abildgårdsvej",
    "Algade",
    "Bakkevej",
    "Birkevej",
    "Bredgade",
    "Brogade",
    "Dalvej",
    "Egevej",
    "Elmevej",
    "Engvej",
    "Enghavevej",
    "Fjordvej",
    "Fredensgade",
    "Grønnegade",
    "Havnegade",
    "Hovedgaden",
    "Højvangen",
    "Industrivej",
    "Jernbanegade",
    "Kildevej",
    "Kirkegade",
    "Kongevej",
    "Lindevej",
    "Lærkevej",
    "Markvej",
    "Møllevej",
    "Nørregade",
    "Parkvej",
    "Præstevænget",
    "Rosenvej",
    "Rådhuspladsen",
    "Skolegade",
    "Skovvej",
    "Stationsvej",
    "Strandvejen",
    "Søndergade",
    "Torvet",
    "Vestergade",
    "Østergade",
    "Åvej",
];

/// VEJKOD of a street in a municipality.
pub(crate) const fn street_code(place: u8, street: u8) -> u16 {
    100 + (place as u16 * 37 + street as u16 * 211) % 8900
}

/// Road codes 9900 to 9999 are no roads: the person has no fixed address (001.STATUS 03 and 07).
pub(crate) const SPECIAL_ROAD: u16 = 9901;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_municipality_of_today_is_there_once() {
        let codes: HashSet<_> = PLACES.iter().map(|place| place.komkod).collect();
        assert_eq!(codes.len(), PLACES.len());
        assert!(PLACES[..DANISH].iter().all(|place| place.komkod < "0900"));
        assert!(PLACES[DANISH..].iter().all(|place| place.komkod > "0950"));
    }

    #[test]
    fn streets_of_a_municipality_have_codes_of_their_own() {
        for place in 0..u8::try_from(PLACES.len()).unwrap() {
            let streets = 0..u8::try_from(STREETS.len()).unwrap();
            let codes: HashSet<_> = streets.map(|street| street_code(place, street)).collect();
            assert_eq!(codes.len(), STREETS.len());
            assert!(codes.iter().all(|code| (1..9900).contains(code)));
        }
    }
}
