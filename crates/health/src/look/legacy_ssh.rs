use clock::danish_time;
use store::{LegacyAccount, LegacySsh};

use crate::note::{Note, NoteKind};

/// The advice about a client that uses that listener.
const ADVICE: &str = "have its owner update the SSH library (RSA keys then sign with rsa-sha2-256) or use an ed25519 key \
    at the ordinary port";

/// Systems that use the listener for old SSH clients, or may.
pub(crate) fn look(accounts: &[LegacyAccount]) -> Vec<Note> {
    accounts.iter().filter_map(note).collect()
}

fn note(account: &LegacyAccount) -> Option<Note> {
    let LegacyAccount { system, sftp_user, legacy_ssh: LegacySsh { since, logins, last_login_at } } =
        account;
    let since = danish_time((*since)?);
    let off = format!("`cprabo system legacy-ssh {system:?} off`");
    let what = match last_login_at {
        Some(last) => format!(
            "account {sftp_user} comes in by the listener for old SSH clients (logins: {logins}, the last {}): {ADVICE}, \
             and then close that door to it with {off}",
            danish_time(*last)
        ),
        None => format!(
            "account {sftp_user} may come in by the listener for old SSH clients since {since} and never has: where it \
             need not, close that door to it with {off}"
        ),
    };
    Some(Note { kind: NoteKind::LegacySsh, what })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn look_names_accounts_that_use_it_and_that_may_and_no_others() {
        let at = |second| Some(Timestamp::from_second(second).unwrap());
        let account = |name: &str, since, logins, last_login_at| LegacyAccount {
            system: format!("System {name}"),
            sftp_user: name.parse().unwrap(),
            legacy_ssh: LegacySsh { since, logins, last_login_at },
        };
        let accounts = vec![
            account("comes", at(0), 7, at(60)),
            account("may", at(0), 0, None),
            account("came", None, 7, at(60)),
        ];
        let [comes, may] = &look(&accounts)[..] else { panic!("two notes") };
        assert_eq!(comes.kind, NoteKind::LegacySsh);
        for part in
            ["account comes ", "logins: 7,", "rsa-sha2-256", "legacy-ssh \"System comes\" off"]
        {
            assert!(comes.what.contains(part), "{}", comes.what);
        }
        assert!(
            may.what.contains("account may ") && may.what.contains("never has"),
            "{}",
            may.what
        );
    }
}
