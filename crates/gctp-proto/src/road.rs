use civil::RoadCode;

use crate::search_text::SearchText;

/// The road of an address search: a code, names, or both; then both must fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Road {
    code: Option<RoadCode>,
    names: Vec<SearchText>,
}

impl Road {
    /// A road; `None` when nothing is known of it.
    pub fn new(code: Option<RoadCode>, names: Vec<SearchText>) -> Option<Self> {
        (code.is_some() || !names.is_empty()).then_some(Self { code, names })
    }

    /// `VEJK`: the code in its municipality (`002.VEJKOD`).
    pub const fn code(&self) -> Option<RoadCode> {
        self.code
    }

    /// `VNVN`: names of this one road. None when only the code is given, else one, or two when the caller gives the whole
    /// name and the one in addresses.
    pub fn names(&self) -> &[SearchText] {
        &self.names
    }
}
