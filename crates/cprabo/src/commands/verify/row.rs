use pipeline::Found;
use serde::Serialize;

/// Something damaged, as `verify` lists it.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) what: String,
    pub(super) mended: bool,
    /// What the operator can do, if it was not mended.
    pub(super) advice: Option<String>,
}

impl From<&Found> for Row {
    fn from(found: &Found) -> Self {
        let advice = (!found.is_mended).then(|| found.finding.advice().to_owned());
        Self { what: found.finding.to_string(), mended: found.is_mended, advice }
    }
}
