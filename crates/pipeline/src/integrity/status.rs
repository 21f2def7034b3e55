use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::area::Area;
use super::finding::{Found, IntegrityFinding, KnownFinding};

/// What is known about data at rest. The scrub writes it; health and the intake of extracts read it.
#[derive(Debug, Clone, Default)]
pub struct Integrity(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// By the subject of the finding, so that the same damage found again is one finding.
    findings: BTreeMap<String, KnownFinding>,
    is_database_checked: bool,
    mended: u64,
    passed_at: Option<Timestamp>,
}

/// The findings at a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IntegrityStatus {
    /// The findings that still apply.
    pub findings: Vec<KnownFinding>,
    /// Whether the database was checked since the process started.
    pub is_database_checked: bool,
    /// The number of repairs since the process started.
    pub mended: u64,
    /// When the last complete pass ended.
    pub passed_at: Option<Timestamp>,
}

impl Integrity {
    /// The state now.
    pub fn status(&self) -> IntegrityStatus {
        let state = self.state();
        IntegrityStatus {
            findings: state.findings.values().cloned().collect(),
            is_database_checked: state.is_database_checked,
            mended: state.mended,
            passed_at: state.passed_at,
        }
    }

    /// Whether the structure of the database was found intact since the process started. Until then no look-up may
    /// decide which system receives which person: rows could be missed.
    pub fn is_database_sound(&self) -> bool {
        let state = self.state();
        let is_about_structure = |known: &KnownFinding| known.finding.is_about_structure();
        state.is_database_checked && !state.findings.values().any(is_about_structure)
    }

    /// Replaces what is known about an area by the result of a complete check of it.
    pub(super) fn note(&self, area: Area, found: &[Found], at: Timestamp) {
        let mut state = self.state();
        let left: Vec<&IntegrityFinding> =
            found.iter().filter(|found| !found.is_mended).map(|found| &found.finding).collect();
        state.mended += (found.len() - left.len()) as u64;
        state.is_database_checked |= area == Area::Database;
        let before = std::mem::take(&mut state.findings);
        let (of_area, mut findings): (BTreeMap<_, _>, BTreeMap<_, _>) =
            before.into_iter().partition(|(_, known)| area_of(&known.finding) == area);
        for finding in left {
            let about = finding.to_string();
            let since = of_area.get(&about).map_or(at, |known| known.since);
            findings.insert(about, KnownFinding { finding: finding.clone(), since });
        }
        state.findings = findings;
    }

    pub(super) fn passed(&self, at: Timestamp) {
        self.state().passed_at = Some(at);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const fn area_of(finding: &IntegrityFinding) -> Area {
    match finding {
        IntegrityFinding::Database(_) => Area::Database,
        IntegrityFinding::Published { .. } => Area::Published,
        IntegrityFinding::Extract { .. } | IntegrityFinding::Load { .. } => Area::Archive,
        IntegrityFinding::NotVerified { area, .. } => *area,
    }
}
