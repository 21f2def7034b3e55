//! What says where a person lives, has lived or can be reached.

use crate::layout::RecordType;

/// The current address, `002`, which says nothing else. The register has none on a person without an address, and a `003`
/// with a name alone: so clients know both.
pub(super) const ADDRESS_RECORD: RecordType = RecordType::ADDRESS;

/// The fields of other records of U12170, by record type: from the CPR office's description of the records, where they are the
/// address, `c/o` (CONVN), place, contact address, address abroad, codes of municipality, country, road and house, and
/// the texts of free form into which an address may be written: of a guardian (`017`), of municipal matters (`018`), notes
/// (`019`) and orders to move (`021`).
///
/// Days stay: they do not say where. The place of birth (`009`) and the citizenship (`010`) stay too.
pub(super) const ADDRESS_FIELDS: &[(u16, &[&str])] = &[
    (
        3,
        &[
            "CONVN",
            "LOKALITET",
            "STANDARDADR",
            "BYNVN",
            "POSTNR",
            "POSTDISTTXT",
            "KOMKOD",
            "VEJKOD",
            "HUSNR",
            "ETAGE",
            "SIDEDOER",
            "BNR",
            "VEJADRNVN",
        ],
    ),
    (5, &["UDR_LANDEKOD", "UDLANDADR1", "UDLANDADR2", "UDLANDADR3", "UDLANDADR4", "UDLANDADR5"]),
    (
        6,
        &[
            "ADR1-KONTAKTADR",
            "ADR2-KONTAKTADR",
            "ADR3-KONTAKTADR",
            "ADR4-KONTAKTADR",
            "ADR5-KONTAKTADR",
        ],
    ),
    GUARDIAN_FIELDS,
    (18, &["BEMAERK-KOMMUNALE-FORHOLD"]),
    (19, &["NOTATLINIE"]),
    (21, &["FLYTTEPAABUD-TXT"]),
    (23, &["KOMKOD", "VEJKOD", "HUSNR", "ETAGE", "SIDEDOER", "BNR", "CONVN"]),
    (
        24,
        &[
            "UDR_LANDEKOD",
            "INDR_LANDEKOD",
            "UDLANDADR1",
            "UDLANDADR2",
            "UDLANDADR3",
            "UDLANDADR4",
            "UDLANDADR5",
        ],
    ),
];

/// The name and the address of a guardian, in the records of the ward. An extract does not say whether the guardian is
/// protected.
pub(super) const GUARDIAN_FIELDS: (u16, &[&str]) =
    (17, &["RELADRSAT_RELPNR_TXT", "RELTXT1", "RELTXT2", "RELTXT3", "RELTXT4", "RELTXT5"]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{FieldType, layouts};

    fn is_address(kind: RecordType, name: &str) -> bool {
        let mut of_kind = ADDRESS_FIELDS.iter().filter(|(it, _)| *it == kind.to_integer());
        of_kind.any(|(_, names)| names.contains(&name))
    }

    #[test]
    fn every_field_of_the_list_is_in_the_table() {
        for (kind, names) in ADDRESS_FIELDS {
            let layout = RecordType::from_integer(*kind).layout().unwrap();
            for name in *names {
                assert!(layout.field(name).is_some(), "{kind} {name}");
            }
        }
    }

    /// A field that the table gets has to be looked at: it is a text, a code or a number that the list has, or one of these.
    #[test]
    fn no_text_and_no_code_is_forgotten() {
        let others: Vec<String> = layouts()
            .iter()
            .filter(|layout| !matches!(layout.kind().to_integer(), 0 | 2 | 910 | 997 | 999))
            .flat_map(|layout| layout.fields().iter().map(|field| (layout.kind(), field)))
            .filter(|(_, field)| field.name() != "RECORDTYPE" && field.name() != "ANNKOR")
            .filter(|(_, field)| matches!(field.field_type(), FieldType::Text | FieldType::Code))
            .filter(|(kind, field)| !is_address(*kind, field.name()))
            .map(|(kind, field)| format!("{kind}.{}", field.name()))
            .collect();
        let expected = [
            "001.STATUS",
            "001.KOEN",
            "001.STILLING",
            "003.ADRNVN",
            "004.BESKYTTYPE",
            "008.FORNVN",
            "008.FORNVN_MRK",
            "008.MELNVN",
            "008.MELNVN_MRK",
            "008.EFTERNVN",
            "008.EFTERNVN_MRK",
            "008.ADRNVN",
            "009.START_MYNKOD-FØDESTED",
            "009.MYNTXT-FØDESTED",
            "010.LANDEKOD",
            "011.FKIRK",
            "012.CIVST",
            "012.AEGTENVN",
            "012.AEGTENVN_MRK",
            "015.MORNVN",
            "015.MORNVN_MRK",
            "015.FARNVN",
            "015.FARNVN_MRK",
            "016.RELTYP-FORÆLDREMYN",
            "017.UMYN_RELTYP",
            "018.KOMFORHTYP",
            "018.KOMFORHKOD",
            "020.VALGKODE",
            "026.FORNVN",
            "026.FORNVN_MRK",
            "026.MELNVN",
            "026.MELNVN_MRK",
            "026.EFTERNVN",
            "026.EFTERNVN_MRK",
            "027.LANDEKOD",
            "028.FKIRK",
            "029.CIVST",
            "029.AEGTENVN",
            "029.AEGTENVN_MRK",
            "099.HAENDELSE",
            "099.AFLEDTMRK",
            "099.NGLKONST",
        ];
        assert_eq!(others, expected);
    }
}
