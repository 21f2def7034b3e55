use std::collections::BTreeSet;

use super::blanked_field::BlankedField;
use super::omitted_record::OmittedRecord;
use super::protected_persons::ProtectedPersons;

/// What is left out of the records of persons. By default nothing: records are delivered byte for byte as they came.
///
/// Its text, as it is stored and shown, is empty for nothing, else such as
/// `omit=013,019 blank=003.ADRNVN protected=leave-out`. The same minimisation always has the same text.
///
/// ```
/// use extract::Minimisation;
///
/// let terms: Minimisation = "blank=008.MELNVN,003.ADRNVN omit=019".parse()?;
/// assert_eq!(terms.to_string(), "omit=019 blank=003.ADRNVN,008.MELNVN");
/// assert!("omit=001".parse::<Minimisation>().is_err());
/// # Ok::<(), extract::InvalidMinimisation>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Minimisation {
    /// Record types that are left out.
    pub omitted: BTreeSet<OmittedRecord>,
    /// Fields that are filled with their own empty form.
    pub blanked: BTreeSet<BlankedField>,
    /// What is done with persons whose name and address are protected.
    pub protected: ProtectedPersons,
}

impl Minimisation {
    /// Whether nothing is left out.
    pub fn is_empty(&self) -> bool {
        self.omitted.is_empty()
            && self.blanked.is_empty()
            && self.protected == ProtectedPersons::Deliver
    }
}
