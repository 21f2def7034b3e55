use super::*;

#[test]
fn systems_and_agreements_are_read_back() {
    each(|store| {
        let agreement = one_agreement(store);
        let systems = store.systems().unwrap();
        assert_eq!(systems.len(), 1);
        assert_eq!(systems[0].certificates, [certificate(1)]);
        assert_eq!(systems[0].ssh_keys, [ssh_key(1)]);
        let found = store.agreement(agreement_uuid(1)).unwrap().unwrap();
        assert_eq!((found.id, found.system), (agreement, systems[0].id));
        assert_eq!(store.agreements().unwrap(), [found]);
        assert_eq!(store.agreement(agreement_uuid(2)).unwrap(), None);
    });
}

#[test]
fn what_names_someone_is_one_systems() {
    each(|store| {
        store.add_system(&new_system(1), &author(), now()).unwrap();
        let refused = |change: &dyn Fn(&mut NewSystem)| {
            let mut new = new_system(2);
            change(&mut new);
            assert!(matches!(
                store.add_system(&new, &author(), now()),
                Err(StoreError::AlreadyExists(_))
            ));
        };
        refused(&|new| new.uuid = new_system(1).uuid);
        refused(&|new| new.name = new_system(1).name);
        refused(&|new| new.sftp_user = new_system(1).sftp_user);
        refused(&|new| new.certificate = certificate(1));
        assert_eq!(store.systems().unwrap().len(), 1, "a refused system leaves nothing");
        store.add_system(&new_system(2), &author(), now()).unwrap();
    });
}

#[test]
fn an_agreement_needs_its_system_and_its_own_uuid() {
    each(|store| {
        let missing = store.add_agreement(&new_agreement(1, 1), &author(), now());
        assert!(matches!(missing, Err(StoreError::NotFound(_))));
        one_agreement(store);
        let exists = store.add_agreement(&new_agreement(1, 1), &author(), now());
        assert!(matches!(exists, Err(StoreError::AlreadyExists(_))));
    });
}

#[test]
fn accounts_and_certificates_lead_to_their_system() {
    each(|store| {
        let id = store.add_system(&new_system(1), &author(), now()).unwrap();
        store.add_system(&new_system(2), &author(), now()).unwrap();
        let holder = |number| store.system_by_certificate(Fingerprint(digest(number))).unwrap();
        assert_eq!(holder(1).map(|system| system.id), Some(id));
        assert_eq!(holder(9), None);
        let account = |user: &str| store.system_by_sftp_user(&user.parse().unwrap()).unwrap();
        assert_eq!(account("system1").map(|system| system.id), Some(id));
        assert_eq!(account("unknown"), None);
    });
}

#[test]
fn certificates_and_keys_are_added_and_revoked() {
    each(|store| {
        let id = store.add_system(&new_system(1), &author(), now()).unwrap();
        store.add_certificate(id, &certificate(3), &author(), now()).unwrap();
        store.add_ssh_key(id, &ssh_key(3), &author(), now()).unwrap();
        assert!(store.add_certificate(id, &certificate(3), &author(), now()).is_err());
        store.revoke_certificate(Fingerprint(digest(1)), &author(), now()).unwrap();
        store.revoke_ssh_key(id, "SHA256:1", &author(), now()).unwrap();
        let certificate = store.add_certificate(id, &certificate(1), &author(), now());
        let key = store.add_ssh_key(id, &ssh_key(1), &author(), now());
        for refused in [certificate.unwrap_err(), key.unwrap_err()] {
            assert!(refused.to_string().contains("revoked"), "{refused}");
        }
        let system = store.systems().unwrap().remove(0);
        let revoked: Vec<bool> = system
            .certificates
            .iter()
            .map(|certificate| certificate.revoked_at.is_some())
            .collect();
        assert_eq!(revoked.iter().filter(|&&revoked| revoked).count(), 1);
        let revoked: Vec<_> = system.ssh_keys.iter().map(|key| key.revoked_at).collect();
        assert_eq!(revoked, [Some(now()), None]);
        assert!(store.revoke_certificate(Fingerprint(digest(7)), &author(), now()).is_err());
        assert!(store.revoke_ssh_key(id, "SHA256:7", &author(), now()).is_err());
        let trail = store.audit_trail(None).unwrap();
        let actions: Vec<&str> = trail.iter().map(|(_, line)| line.action.as_str()).collect();
        let expected = [
            "add system",
            "add certificate",
            "add SSH key",
            "revoke certificate",
            "revoke SSH key",
        ];
        assert_eq!(actions, expected, "what failed has no line");
    });
}

#[test]
fn legacy_ssh_is_let_in_counted_and_ended_with_a_line_in_the_trail_for_each() {
    each(|store| {
        let id = store.add_system(&new_system(1), &author(), now()).unwrap();
        store.add_system(&new_system(2), &author(), now()).unwrap();
        assert_eq!(store.legacy_accounts().unwrap(), []);
        let later = now() + jiff::SignedDuration::from_secs(60);
        store.set_legacy_ssh(id, true, &author(), now()).unwrap();
        store.set_legacy_ssh(id, true, &author(), later).unwrap();
        let entry = AuditEntry {
            author: author(),
            action: "sftp login".to_owned(),
            subject: "account one".to_owned(),
            outcome: "LEGACY_SHA1".to_owned(),
        };
        store.note_legacy_login(id, &entry, now()).unwrap();
        store.note_legacy_login(id, &entry, later).unwrap();
        let since = Some(now());
        let legacy_ssh = LegacySsh { since, logins: 2, last_login_at: Some(later) };
        let system = store.systems().unwrap().remove(0);
        assert_eq!(system.legacy_ssh, legacy_ssh, "since the first time that it was let in");
        let account =
            LegacyAccount { system: system.name, sftp_user: system.sftp_user, legacy_ssh };
        assert_eq!(store.legacy_accounts().unwrap(), [account]);
        store.set_legacy_ssh(id, false, &author(), later).unwrap();
        let ended = store.legacy_accounts().unwrap().remove(0).legacy_ssh;
        assert_eq!(ended, LegacySsh { since: None, ..legacy_ssh }, "what was is not forgotten");
        let trail = store.audit_trail(None).unwrap();
        let logged: Vec<_> =
            trail.iter().skip(2).map(|(_, line)| (&line.action[..], &line.outcome[..])).collect();
        let (set, login) = (("legacy ssh", "done"), ("sftp login", "LEGACY_SHA1"));
        assert_eq!(logged, [set, set, login, login, set]);
        assert!(trail[2].1.subject.starts_with("legacy SSH on of system "));
    });
}

#[test]
fn refusals_are_counted_by_system_and_kind() {
    each(|store| {
        store.add_system(&new_system(1), &author(), now()).unwrap();
        let refusals = |kind: &str, count, second| SystemRefusals {
            system: new_system(1).uuid,
            kind: kind.to_owned(),
            known_by: "key".to_owned(),
            address: format!("192.0.2.{count}"),
            detail: "ssh-rsa".to_owned(),
            last_at: now() + jiff::SignedDuration::from_secs(second),
            count,
        };
        let of_a_stranger = SystemRefusals { system: new_system(2).uuid, ..refusals("a", 9, 9) };
        let (first, other) = (refusals("a", 1, 0), refusals("b", 2, 1));
        store.note_refusals(&[first, other.clone(), of_a_stranger]).unwrap();
        store.note_refusals(&[refusals("a", 3, 2)]).unwrap();
        let all = SystemRefusals { count: 4, ..refusals("a", 3, 2) };
        assert_eq!(store.refusals().unwrap(), [all, other], "the latest first");
    });
}

#[test]
fn installation_is_known_by_an_id_of_its_own_and_remembers_its_archive_and_key() {
    each(|store| {
        let made = store.installation().unwrap();
        assert!(!made.archive_marked && made.manifest_key.is_none());
        store.note_archive_marked().unwrap();
        store.note_manifest_key(&digest(1)).unwrap();
        store.note_manifest_key(&digest(2)).unwrap();
        let noted = store.installation().unwrap();
        assert_eq!((noted.id, noted.archive_marked), (made.id, true));
        assert_eq!(noted.manifest_key, Some(digest(2)));
    });
    assert_ne!(
        sqlite().store.installation().unwrap().id,
        sqlite().store.installation().unwrap().id
    );
}
