use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use clock::{danish_day, danish_day_end};
use jiff::Timestamp;
use store::{
    AgreementId, Fingerprint, SftpUser, Store, StoreError, System, SystemId, WithheldAgreement,
};

use crate::door::Door;
use crate::validity::{check_certificate, check_ssh_key, check_system, may_enter};

/// The connected parties, whose rights are to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Connected {
    /// Systems, with the certificates of their connections.
    pub certificates: HashSet<(SystemId, Fingerprint)>,
    /// Accounts, with the keys of their connections.
    pub ssh_keys: HashSet<ConnectedKey>,
}

/// An account that is connected.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ConnectedKey {
    /// Its system.
    pub system: SystemId,
    /// Its name.
    pub user: SftpUser,
    /// The fingerprint of its key.
    pub fingerprint: String,
    /// The listener of its connection.
    pub door: Door,
}

/// Which of the connected parties have lost their right, and which of their agreements are not in force, at a moment.
#[derive(Debug, Default)]
pub struct Rights {
    certificates: HashSet<(SystemId, Fingerprint)>,
    ssh_keys: HashSet<(SystemId, String, Door)>,
    /// Without what it is, when its row is damaged.
    over: HashMap<AgreementId, Option<WithheldAgreement>>,
    ends_at: Option<Timestamp>,
    damage: Vec<StoreError>,
}

impl ConnectedKey {
    fn is_valid(&self, system: &System) -> bool {
        system.id == self.system
            && check_system(system).is_ok()
            && check_ssh_key(system, &self.fingerprint).is_ok()
            && may_enter(system, self.door)
    }
}

impl Rights {
    /// Reads the rights that are valid now. Each party is read by itself: one whose rows are damaged has no right, and
    /// the others are not affected.
    pub fn read(store: &Store, connected: &Connected, now: Timestamp) -> Result<Self, StoreError> {
        let mut rights = Self::default();
        for (id, certificate) in &connected.certificates {
            let holder = rights.unless_damaged(store.system_by_certificate(*certificate))?;
            let holder = holder.flatten().filter(|system| system.id == *id);
            match holder.as_ref().map(|system| check_certificate(system, *certificate, now)) {
                Some(Ok(certificate)) => rights.ends(certificate.not_after),
                Some(Err(_)) | None => {
                    rights.certificates.insert((*id, *certificate));
                }
            }
        }
        for key in &connected.ssh_keys {
            let account = rights.unless_damaged(store.system_by_sftp_user(&key.user))?.flatten();
            if !account.is_some_and(|system| key.is_valid(&system)) {
                rights.ssh_keys.insert((key.system, key.fingerprint.clone(), key.door));
            }
        }
        let systems: HashSet<SystemId> = connected.ssh_keys.iter().map(|key| key.system).collect();
        for system in systems {
            rights.read_agreements(store, system, now)?;
        }
        Ok(rights)
    }

    fn read_agreements(
        &mut self,
        store: &Store,
        system: SystemId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let today = danish_day(now);
        for (id, agreement) in self.unless_damaged(store.agreements_of(system))?.unwrap_or_default()
        {
            match agreement {
                Some(agreement) if agreement.is_in_force(today) => {
                    if let Some(last) = agreement.valid_until {
                        self.ends(danish_day_end(last));
                    }
                }
                over => {
                    let status = |it: store::Agreement| WithheldAgreement {
                        uuid: it.uuid,
                        status: it.status(today),
                    };
                    self.over.insert(id, over.map(status));
                }
            }
        }
        Ok(())
    }

    fn ends(&mut self, at: Timestamp) {
        self.ends_at = Some(self.ends_at.map_or(at, |known| known.min(at)));
    }

    /// The value, unless its rows are damaged.
    fn unless_damaged<T>(&mut self, read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(error) if error.is_damage() => {
                self.damage.push(error);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Whether a system may no longer be connected with a certificate.
    pub fn has_certificate_ended(&self, system: SystemId, certificate: Fingerprint) -> bool {
        self.certificates.contains(&(system, certificate))
    }

    /// Whether a system may no longer be connected with an SSH key, by its fingerprint, through that listener.
    pub fn has_ssh_key_ended(&self, system: SystemId, fingerprint: &str, door: Door) -> bool {
        let is_it = |(id, known, through): &(SystemId, String, Door)| {
            *id == system && known == fingerprint && *through == door
        };
        self.ssh_keys.iter().any(is_it)
    }

    /// Whether an agreement is not in force. `false` for an agreement added after the read.
    pub fn is_over(&self, agreement: AgreementId) -> bool {
        self.over.contains_key(&agreement)
    }

    /// What an agreement is that is not in force; `None` also when its row is damaged.
    pub fn withheld(&self, agreement: AgreementId) -> Option<WithheldAgreement> {
        self.over.get(&agreement).copied().flatten()
    }

    /// The next moment at which one of these rights ends by itself.
    pub const fn ends_at(&self) -> Option<Timestamp> {
        self.ends_at
    }

    /// The errors of connected parties that could not be read: they have no right.
    pub fn damage(&self) -> &[StoreError] {
        &self.damage
    }
}

/// The rights that were read last, for callers that cannot ask the store each time.
#[derive(Debug, Default)]
pub struct CurrentRights(RwLock<Arc<Rights>>);

impl CurrentRights {
    /// What was read last.
    pub fn get(&self) -> Arc<Rights> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Publishes the rights that were read now.
    pub fn set(&self, rights: Arc<Rights>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = rights;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use store::Author;

    use super::*;
    use crate::fixture::{at, print, store};

    /// Systems 1 and 2, each connected with its certificate and its key.
    fn connected(store: &Store) -> (Connected, [SystemId; 2]) {
        let mut connected = Connected::default();
        let ids = [1, 2].map(|number| {
            let user: SftpUser = format!("system{number}").parse().unwrap();
            let id = store.system_by_sftp_user(&user).unwrap().unwrap().id;
            connected.certificates.insert((id, print(number)));
            let fingerprint = format!("SHA256:{number}");
            for door in [Door::Ordinary, Door::Legacy] {
                let (user, fingerprint) = (user.clone(), fingerprint.clone());
                connected.ssh_keys.insert(ConnectedKey { system: id, user, fingerprint, door });
            }
            id
        });
        (connected, ids)
    }

    #[test]
    fn rights_end_when_revoked_suspended_or_over_and_others_stay() {
        let (store, _folder) = store();
        let (connected, ids) = connected(&store);
        let agreements = store.agreements().unwrap();
        let read = |day| Rights::read(&store, &connected, at(day)).unwrap();
        let ended = |day, system: usize| {
            let (rights, number) = (read(day), u8::try_from(system + 1).unwrap());
            let of_key =
                rights.has_ssh_key_ended(ids[system], &format!("SHA256:{number}"), Door::Ordinary);
            (rights.has_certificate_ended(ids[system], print(number)), of_key)
        };
        assert_eq!((ended(1, 0), ended(1, 1)), ((false, false), (false, false)));
        assert_eq!(ended(11, 0), (true, false), "the certificate has run out");
        assert!(!read(1).is_over(agreements[0].id) && read(4).is_over(agreements[0].id));

        store.revoke_certificate(print(1), &Author::PLATFORM, at(1)).unwrap();
        assert_eq!(ended(1, 0), (true, false));
        store.revoke_ssh_key(ids[0], "SHA256:1", &Author::PLATFORM, at(1)).unwrap();
        assert_eq!((ended(1, 0), ended(1, 1)), ((true, true), (false, false)));
        store.set_suspended(ids[1], true, &Author::PLATFORM, at(1)).unwrap();
        assert_eq!(ended(1, 1), (true, true));
        store.set_suspended(ids[1], false, &Author::PLATFORM, at(1)).unwrap();
        assert_eq!(ended(1, 1), (false, false));
    }

    #[test]
    fn rights_at_the_legacy_door_end_when_the_operator_says_so_and_at_the_other_do_not() {
        let (store, _folder) = store();
        let (connected, ids) = connected(&store);
        let ended = || {
            let rights = Rights::read(&store, &connected, at(1)).unwrap();
            let of = |door| rights.has_ssh_key_ended(ids[0], "SHA256:1", door);
            [
                of(Door::Ordinary),
                of(Door::Legacy),
                rights.has_ssh_key_ended(ids[1], "SHA256:2", Door::Legacy),
            ]
        };
        assert_eq!(ended(), [false, true, true], "nobody was let in");
        store.set_legacy_ssh(ids[0], true, &Author::PLATFORM, at(1)).unwrap();
        assert_eq!(ended(), [false, false, true]);
        store.set_legacy_ssh(ids[0], false, &Author::PLATFORM, at(1)).unwrap();
        assert_eq!(ended(), [false, true, true]);
    }

    #[test]
    fn ends_at_is_when_the_first_of_them_ends() {
        let (store, _folder) = store();
        let (connected, _) = connected(&store);
        let ends_at = |day| Rights::read(&store, &connected, at(day)).unwrap().ends_at();
        assert_eq!(ends_at(1), Some(danish_day_end(date(2026, 1, 8))), "the agreements");
        assert_eq!(ends_at(5), Some(at(10)), "the certificates");
        assert_eq!(ends_at(11), None);
    }

    #[test]
    fn rights_of_one_whose_rows_are_damaged_have_ended_and_others_have_not() {
        let damages = [
            "UPDATE certificate SET not_after = not_after + 1 WHERE system = 1",
            "UPDATE ssh_key SET text = 'y' WHERE system = 1",
            "UPDATE system SET uuid = 'x' WHERE id = 1",
            "UPDATE agreement SET valid_until = '2026-01-07' WHERE system = 1",
        ];
        for damage in damages {
            let (store, folder) = store();
            let (connected, ids) = connected(&store);
            let agreements = store.agreements().unwrap();
            let database = rusqlite::Connection::open(folder.path().join("cprabo.db")).unwrap();
            database.execute_batch(damage).unwrap();
            let rights = Rights::read(&store, &connected, at(1)).unwrap();
            let is_of_agreement = damage.starts_with("UPDATE agreement");
            assert_eq!(
                rights.has_certificate_ended(ids[0], print(1)),
                !is_of_agreement,
                "{damage}"
            );
            assert_eq!(
                rights.has_ssh_key_ended(ids[0], "SHA256:1", Door::Ordinary),
                !is_of_agreement,
                "{damage}"
            );
            let is_reported = rights.is_over(agreements[0].id) || !rights.damage().is_empty();
            assert!(is_reported, "{damage}");
            assert!(!rights.has_certificate_ended(ids[1], print(2)), "{damage}");
            assert!(!rights.has_ssh_key_ended(ids[1], "SHA256:2", Door::Ordinary), "{damage}");
            assert!(!rights.is_over(agreements[1].id), "{damage}");
        }
    }
}
