use civil::{HouseNumber, MunicipalityCode, PostalCode, RoadCode};

/// An address whose residents are looked up: a road, in a municipality or a postal district or both.
#[derive(Debug, Clone)]
pub struct ResidentQuery {
    /// The road.
    pub road: RoadKey,
    /// The municipality.
    pub municipality: Option<MunicipalityCode>,
    /// The postal district.
    pub postal_code: Option<PostalCode>,
    /// The house number; `None` for the whole road.
    pub house_number: Option<HouseNumber>,
    /// At most so many persons, those with the lowest numbers.
    pub at_most: usize,
}

/// How a road is named.
#[derive(Debug, Clone)]
pub enum RoadKey {
    /// By its number within the municipality.
    Code(RoadCode),
    /// By one of these names, in lower case with single blanks.
    Names(Vec<String>),
}
