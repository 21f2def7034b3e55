use crate::detail::Detail;

/// How the service stands, for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceStatus {
    /// Everything answers, and the last day's files are delivered.
    FullyAvailable,
    /// Some kinds of calls are not answered.
    PartlyAvailable,
    /// Everything answers, and the day's files are late.
    Delayed,
    /// No kind of call is answered.
    Unavailable,
    /// Work that was announced is going on.
    PlannedWork,
    /// It is not measured whether it answers.
    NotMeasured,
}

/// What it is decided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Signs {
    /// Kinds of calls that are measured now.
    pub(crate) measured: usize,
    /// Those of them that are not answered rightly.
    pub(crate) down: usize,
    /// Whether the day's files are late or held.
    pub(crate) is_delayed: bool,
    /// Whether announced work is going on.
    pub(crate) is_planned: bool,
}

impl ServiceStatus {
    /// Every status.
    pub const ALL: [Self; 6] = [
        Self::FullyAvailable,
        Self::PartlyAvailable,
        Self::Delayed,
        Self::Unavailable,
        Self::PlannedWork,
        Self::NotMeasured,
    ];

    pub(crate) const fn of(signs: Signs) -> Self {
        match signs {
            Signs { is_planned: true, .. } => Self::PlannedWork,
            Signs { measured, down, .. } if down > 0 && down == measured => Self::Unavailable,
            Signs { down, .. } if down > 0 => Self::PartlyAvailable,
            Signs { is_delayed: true, .. } => Self::Delayed,
            Signs { measured: 0, .. } => Self::NotMeasured,
            _ => Self::FullyAvailable,
        }
    }

    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FullyAvailable => "fully-available",
            Self::PartlyAvailable => "partly-available",
            Self::Delayed => "delayed",
            Self::Unavailable => "unavailable",
            Self::PlannedWork => "planned-work",
            Self::NotMeasured => "not-measured",
        }
    }

    /// The word for people.
    pub fn word(self) -> Detail {
        match self {
            Self::FullyAvailable => Detail::new("Fully available", "Fuldt tilgængelig"),
            Self::PartlyAvailable => Detail::new("Partly available", "Delvist tilgængelig"),
            Self::Delayed => Detail::new(
                "Delayed: the day's file is not delivered",
                "Forsinket: dagens fil er ikke leveret",
            ),
            Self::Unavailable => Detail::new("Unavailable", "Ikke tilgængelig"),
            Self::PlannedWork => Detail::new("Planned work", "Varslet arbejde"),
            Self::NotMeasured => Detail::new("Not measured now", "Måles ikke nu"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(measured: usize, down: usize, is_delayed: bool, is_planned: bool) -> &'static str {
        ServiceStatus::of(Signs { measured, down, is_delayed, is_planned }).as_str()
    }

    #[test]
    fn status_is_the_worst_that_is_true_and_planned_work_explains_all() {
        assert_eq!(of(3, 0, false, false), "fully-available");
        assert_eq!(of(3, 1, true, false), "partly-available");
        assert_eq!(of(3, 3, true, false), "unavailable");
        assert_eq!(of(3, 0, true, false), "delayed");
        assert_eq!(of(3, 3, true, true), "planned-work");
        assert_eq!(of(0, 0, false, false), "not-measured");
        assert_eq!(of(0, 0, true, false), "delayed");
    }

    #[test]
    fn every_status_has_a_word_of_its_own() {
        let mut words: Vec<_> = ServiceStatus::ALL.map(|status| status.word().danish).to_vec();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), ServiceStatus::ALL.len());
    }
}
