use civil::{MunicipalityCode, PostalCode};

/// The place of an address search: a postal code, a municipality, or both; then both must fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    postal_code: Option<PostalCode>,
    municipality: Option<MunicipalityCode>,
}

impl Place {
    /// A place; `None` when nothing is known of it.
    pub const fn new(
        postal_code: Option<PostalCode>,
        municipality: Option<MunicipalityCode>,
    ) -> Option<Self> {
        match (postal_code, municipality) {
            (None, None) => None,
            _ => Some(Self { postal_code, municipality }),
        }
    }

    /// `POST`: the postal code (`003.POSTNR`).
    pub const fn postal_code(&self) -> Option<PostalCode> {
        self.postal_code
    }

    /// `KOMK`: the municipality (`002.KOMKOD`).
    pub const fn municipality(&self) -> Option<MunicipalityCode> {
        self.municipality
    }
}
