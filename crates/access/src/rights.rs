use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

use clock::danish_day;
use jiff::Timestamp;
use store::{AgreementId, Fingerprint, Store, StoreError, SystemId};

/// Who may be connected, and under which agreements nothing may be fetched, as of a moment.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rights {
    certificates: HashSet<(SystemId, Fingerprint)>,
    ssh_keys: HashSet<(SystemId, String)>,
    over: HashSet<AgreementId>,
}

impl Rights {
    /// What holds now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn read(store: &Store, now: Timestamp) -> Result<Self, StoreError> {
        let mut rights = Self::default();
        for system in store.systems()?.into_iter().filter(|system| system.suspended_at.is_none()) {
            let id = system.id;
            let valid = system.certificates.into_iter().filter(|certificate| {
                certificate.revoked_at.is_none()
                    && (certificate.not_before..=certificate.not_after).contains(&now)
            });
            rights.certificates.extend(valid.map(|certificate| (id, certificate.fingerprint)));
            let keys = system.ssh_keys.into_iter().filter(|key| key.revoked_at.is_none());
            rights.ssh_keys.extend(keys.map(|key| (id, key.fingerprint)));
        }
        let today = danish_day(now);
        let over = store.agreements()?.into_iter().filter(|known| !known.is_in_force(today));
        rights.over.extend(over.map(|agreement| agreement.id));
        Ok(rights)
    }

    /// Whether a system may be connected with a certificate.
    pub fn has_certificate(&self, system: SystemId, certificate: Fingerprint) -> bool {
        self.certificates.contains(&(system, certificate))
    }

    /// Whether a system may be connected with an SSH key, by its fingerprint.
    pub fn has_ssh_key(&self, system: SystemId, fingerprint: &str) -> bool {
        self.ssh_keys.contains(&(system, fingerprint.to_owned()))
    }

    /// Whether an agreement is not in force. One that came later is none of these.
    pub fn is_over(&self, agreement: AgreementId) -> bool {
        self.over.contains(&agreement)
    }
}

/// The rights that were read last, for those who cannot ask the store each time.
#[derive(Debug, Default)]
pub struct CurrentRights(RwLock<Arc<Rights>>);

impl CurrentRights {
    /// What was read last.
    pub fn get(&self) -> Arc<Rights> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has others see what was read now.
    pub fn set(&self, rights: Arc<Rights>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = rights;
    }
}

#[cfg(test)]
mod tests {
    use store::Author;

    use super::*;
    use crate::fixture::{at, print, store};

    #[test]
    fn rights_are_those_that_are_neither_revoked_nor_suspended_nor_over() {
        let (store, _folder) = store();
        let ids: Vec<SystemId> =
            store.systems().unwrap().into_iter().map(|system| system.id).collect();
        let agreements = store.agreements().unwrap();
        let read = |day| Rights::read(&store, at(day)).unwrap();
        assert!(
            read(1).has_certificate(ids[0], print(1)) && read(1).has_ssh_key(ids[0], "SHA256:1")
        );
        assert!(!read(1).has_certificate(ids[0], print(2)), "another's");
        assert!(!read(11).has_certificate(ids[0], print(1)), "it has run out");
        assert!(!read(1).is_over(agreements[0].id) && read(4).is_over(agreements[0].id));

        store.revoke_certificate(print(1), &Author::PLATFORM, at(1)).unwrap();
        store.revoke_ssh_key(ids[0], "SHA256:1", &Author::PLATFORM, at(1)).unwrap();
        assert!(
            !read(1).has_certificate(ids[0], print(1)) && !read(1).has_ssh_key(ids[0], "SHA256:1")
        );

        assert!(
            read(1).has_certificate(ids[1], print(2)) && read(1).has_ssh_key(ids[1], "SHA256:2")
        );
        store.set_suspended(ids[1], true, &Author::PLATFORM, at(1)).unwrap();
        assert!(
            !read(1).has_certificate(ids[1], print(2)) && !read(1).has_ssh_key(ids[1], "SHA256:2")
        );
        store.set_suspended(ids[1], false, &Author::PLATFORM, at(1)).unwrap();
        assert!(read(1).has_ssh_key(ids[1], "SHA256:2"));
    }
}
