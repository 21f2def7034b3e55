use civil::AgreementUuid;
use clock::danish_day;
use jiff::Timestamp;
use store::{Agreement, Store, UserRole};

use crate::authorization_error::AuthorizationError;
use crate::in_force::check_in_force;
use crate::principal::{AgreementUse, PageUser};

/// The agreement of a request of a user of the pages, if the user may do `to` with it. Operators may do everything with any
/// agreement, in force or not; auditors read any; users of an authority have its own alone.
///
/// # Errors
/// [`AuthorizationError::UnknownAgreement`] for one that is not there for the user; that it is not in force, where it is to be
/// changed; [`AuthorizationError::Store`].
pub fn authorize_user(
    store: &Store,
    user: PageUser,
    uuid: Option<AgreementUuid>,
    to: AgreementUse,
    now: Timestamp,
) -> Result<Agreement, AuthorizationError> {
    let agreement = uuid.map(|uuid| store.agreement(uuid)).transpose()?.flatten();
    let agreement = agreement.ok_or(AuthorizationError::UnknownAgreement)?;
    check_user(&agreement, user, to, now)?;
    Ok(agreement)
}

fn check_user(
    agreement: &Agreement,
    user: PageUser,
    to: AgreementUse,
    now: Timestamp,
) -> Result<(), AuthorizationError> {
    use AgreementUse::{Change, LookUp, Read};
    use UserRole::{Auditor, AuthorityAdministrator, AuthorityReader, Developer, Operator};
    let is_of_authority = user.authority == Some(agreement.authority);
    match (user.role, to) {
        (Operator, _) | (Auditor, Read) => Ok(()),
        (AuthorityAdministrator | AuthorityReader, Read | LookUp) if is_of_authority => Ok(()),
        (AuthorityAdministrator, Change) if is_of_authority => {
            check_in_force(agreement, danish_day(now))
        }
        (AuthorityAdministrator | AuthorityReader | Auditor | Developer, _) => {
            Err(AuthorizationError::UnknownAgreement)
        }
    }
}

#[cfg(test)]
mod tests {
    use store::{AgreementStep, Author, NewUser, NewUserLink, UserName};

    use super::*;
    use crate::fixture::{at, store, uuid};

    #[test]
    fn user_may_do_what_the_role_and_the_authority_say() {
        use AgreementUse::{Change, LookUp, Read};
        use UserRole::{Auditor, AuthorityAdministrator, AuthorityReader, Developer, Operator};
        let (store, _folder) = store();
        let name: UserName = "mette".parse().unwrap();
        let new = NewUser { name: name.clone(), role: Operator, authority: None };
        let link = NewUserLink { digest: store::Sha256::from_bytes([7; 32]), ends_at: at(1) };
        store.add_user(&new, &link, &Author::PLATFORM, at(0)).unwrap();
        let id = store.user(&name).unwrap().unwrap().id;
        let may = |role: UserRole, authority: Option<u8>, to, day| {
            let authority = authority.map(|number| uuid(number).into());
            let user = PageUser { id, role, authority };
            authorize_user(&store, user, Some(uuid(11).into()), to, at(day)).is_ok()
        };
        for (role, uses) in [
            (Operator, &[Read, LookUp, Change][..]),
            (Auditor, &[Read]),
            (AuthorityAdministrator, &[Read, LookUp, Change]),
            (AuthorityReader, &[Read, LookUp]),
            (Developer, &[]),
        ] {
            let own = role.is_of_authority().then_some(21);
            let other = role.is_of_authority().then_some(22);
            for to in [Read, LookUp, Change] {
                assert_eq!(may(role, own, to, 1), uses.contains(&to), "{role} {to:?}");
                let is_all = matches!(role, Operator | Auditor);
                assert_eq!(may(role, other, to, 1), is_all && uses.contains(&to), "{role} {to:?}");
            }
        }
        // It ends with the third day: it can still be read.
        assert!(may(AuthorityAdministrator, Some(21), Read, 4));
        assert!(!may(AuthorityAdministrator, Some(21), Change, 4));
        assert!(may(Operator, None, Change, 4));
        let agreement = store.agreement(uuid(11).into()).unwrap().unwrap().id;
        let suspend = AgreementStep::Suspend;
        store.step_agreement(agreement, suspend, None, &Author::PLATFORM, at(1)).unwrap();
        assert!(!may(AuthorityAdministrator, Some(21), Change, 1));
        // A role of an authority without one has none.
        assert!(!may(AuthorityReader, None, Read, 1));
    }
}
