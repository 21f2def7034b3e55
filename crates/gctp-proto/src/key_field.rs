/// A field of the key of a message: what `r` of `Field` names (`lookup.md` 4.2 and 4.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyField {
    /// The number of the person asked for.
    Pnr,
    /// The road's code.
    Vejk,
    /// The road's name.
    Vnvn,
    /// The postal code.
    Post,
    /// The municipality's code.
    Komk,
    /// The house's number, with its letter.
    Hnr,
    /// The building's number, in Greenland.
    Bnr,
    /// The floor.
    Etag,
    /// The side or door.
    Sido,
    /// A name, or several.
    Nvn,
    /// Another name.
    Nvn1,
    /// Another name.
    Nvn2,
    /// Another name.
    Nvn3,
    /// The sex.
    Kon,
    /// The lowest status.
    Staf,
    /// The citizenship.
    Stb,
    /// How many rows at most.
    Maxa,
    /// `antal i alt`: whether the number of all rows is wanted. Some clients give the key of the next page in it.
    Aia,
    /// The key of the next page.
    Rest,
    /// Whether history is wanted.
    Akx,
}

impl KeyField {
    /// Every field.
    pub const ALL: [Self; 20] = [
        Self::Pnr,
        Self::Vejk,
        Self::Vnvn,
        Self::Post,
        Self::Komk,
        Self::Hnr,
        Self::Bnr,
        Self::Etag,
        Self::Sido,
        Self::Nvn,
        Self::Nvn1,
        Self::Nvn2,
        Self::Nvn3,
        Self::Kon,
        Self::Staf,
        Self::Stb,
        Self::Maxa,
        Self::Aia,
        Self::Rest,
        Self::Akx,
    ];

    /// The fields for names.
    pub(crate) const NAMES: [Self; 4] = [Self::Nvn, Self::Nvn1, Self::Nvn2, Self::Nvn3];

    /// The field's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pnr => "PNR",
            Self::Vejk => "VEJK",
            Self::Vnvn => "VNVN",
            Self::Post => "POST",
            Self::Komk => "KOMK",
            Self::Hnr => "HNR",
            Self::Bnr => "BNR",
            Self::Etag => "ETAG",
            Self::Sido => "SIDO",
            Self::Nvn => "NVN",
            Self::Nvn1 => "NVN1",
            Self::Nvn2 => "NVN2",
            Self::Nvn3 => "NVN3",
            Self::Kon => "KON",
            Self::Staf => "STAF",
            Self::Stb => "STB",
            Self::Maxa => "MAXA",
            Self::Aia => "AIA",
            Self::Rest => "REST",
            Self::Akx => "AKX",
        }
    }

    /// The field of that name, in any case.
    pub(crate) fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str().eq_ignore_ascii_case(text))
    }

    /// Whether it only says how much is wanted. Such fields are read by `ADRSOG1` and ignored elsewhere: clients send
    /// them with every method.
    pub(crate) const fn is_about_rows(self) -> bool {
        matches!(self, Self::Maxa | Self::Aia | Self::Rest | Self::Akx)
    }

    /// What it may hold, in English.
    pub(crate) const fn rule(self) -> &'static str {
        match self {
            Self::Pnr | Self::Rest => "ten digits",
            Self::Vejk | Self::Post | Self::Komk | Self::Stb => "a code of up to four digits",
            Self::Vnvn => "a road's name of up to 40 characters",
            Self::Hnr | Self::Bnr | Self::Sido => "up to four characters",
            Self::Etag => "up to two characters",
            Self::Nvn | Self::Nvn1 | Self::Nvn2 | Self::Nvn3 => "a name of up to 132 characters",
            Self::Kon => "K or M",
            Self::Staf => "a status of two digits",
            Self::Maxa => "a number of rows from 1 on, of up to six digits",
            Self::Aia | Self::Akx => "X or nothing",
        }
    }

    /// What it may hold, in Danish.
    pub(crate) const fn danish_rule(self) -> &'static str {
        match self {
            Self::Pnr | Self::Rest => "ti cifre",
            Self::Vejk | Self::Post | Self::Komk | Self::Stb => "en kode på op til fire cifre",
            Self::Vnvn => "et vejnavn på op til 40 tegn",
            Self::Hnr | Self::Bnr | Self::Sido => "op til fire tegn",
            Self::Etag => "op til to tegn",
            Self::Nvn | Self::Nvn1 | Self::Nvn2 | Self::Nvn3 => "et navn på op til 132 tegn",
            Self::Kon => "K eller M",
            Self::Staf => "en status på to cifre",
            Self::Maxa => "et antal rækker fra 1 og op, på højst seks cifre",
            Self::Aia | Self::Akx => "X eller ingenting",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;

    #[test]
    fn name_in_any_case_is_the_field() {
        for field in KeyField::ALL {
            assert_eq!(KeyField::named(field.as_str()), Some(field));
            assert_eq!(KeyField::named(&field.as_str().to_lowercase()), Some(field));
        }
        assert_eq!(KeyField::named("NVN4"), None);
    }

    #[test]
    fn rules_name_the_limits() {
        for (field, limit) in [(KeyField::Vnvn, limits::ROAD_NAME), (KeyField::Nvn, limits::NAME)] {
            assert!(field.rule().contains(&limit.to_string()));
            assert!(field.danish_rule().contains(&limit.to_string()));
        }
    }
}
