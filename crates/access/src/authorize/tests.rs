use store::{AgreementStep, Author, LookupTerms, NewAgreement};

use super::*;
use crate::fixture::{at, print, store, uuid};
use crate::holder::system_by_certificate;
use crate::principal::InvocationClaim;

fn claim(agreement: u8, system: u8, authority: u8) -> AgreementClaim {
    AgreementClaim::Invocation(InvocationClaim {
        agreement: uuid(agreement).into(),
        system: uuid(system).into(),
        authority: uuid(authority).into(),
    })
}

#[track_caller]
fn refused(store: &Store, certificate: Option<u8>, claim: AgreementClaim, day: i64, why: &str) {
    let refusal = authorize(
        store,
        Principal::System(certificate.map(print)),
        claim,
        ServiceName::Subscription,
        at(day),
    )
    .unwrap_err();
    assert_eq!(format!("{refusal:?}"), why);
}

#[test]
fn everything_must_agree() {
    let (store, _folder) = store();
    let agreement = authorize(
        &store,
        Principal::System(Some(print(1))),
        claim(11, 1, 21),
        ServiceName::Subscription,
        at(1),
    )
    .unwrap();
    assert_eq!(agreement.uuid.uuid(), uuid(11));
}

#[test]
fn the_certificate_must_be_the_systems() {
    let (store, _folder) = store();
    refused(&store, None, claim(11, 1, 21), 1, "CertificateMissing");
    refused(&store, Some(9), claim(11, 1, 21), 1, "CertificateNotRegistered");
    refused(&store, Some(2), claim(11, 1, 21), 1, "CertificateNotRegistered");
    refused(&store, Some(1), claim(11, 9, 21), 1, "CertificateNotRegistered");
}

#[test]
fn the_certificate_must_be_valid_now() {
    let (store, _folder) = store();
    refused(&store, Some(1), claim(11, 1, 21), -1, "CertificateExpired");
    refused(&store, Some(1), claim(11, 1, 21), 11, "CertificateExpired");
    store.revoke_certificate(print(1), &Author::PLATFORM, at(1)).unwrap();
    refused(&store, Some(1), claim(11, 1, 21), 1, "CertificateRevoked");
    let other = store.systems().unwrap()[1].id;
    store.set_suspended(other, true, &Author::PLATFORM, at(1)).unwrap();
    refused(&store, Some(2), claim(12, 2, 21), 1, "SystemSuspended");
}

#[test]
fn certificate_of_any_system_is_authenticated() {
    let (store, _folder) = store();
    let why = |certificate: Option<u8>, day| {
        let recognized = authenticate(&store, certificate.map(print), at(day));
        recognized.map_err(|refusal| format!("{refusal:?}")).err().unwrap_or_default()
    };
    assert_eq!(why(Some(1), 0), "");
    assert_eq!(why(Some(2), 10), "");
    assert_eq!(why(Some(1), -1), "CertificateExpired");
    assert_eq!(why(Some(1), 11), "CertificateExpired");
    assert_eq!(why(Some(9), 1), "CertificateNotRegistered");
    assert_eq!(why(None, 1), "CertificateMissing");
    store.revoke_certificate(print(1), &Author::PLATFORM, at(1)).unwrap();
    assert_eq!(why(Some(1), 1), "CertificateRevoked");
    assert_eq!(why(Some(2), 1), "");
}

#[test]
fn the_agreement_must_be_the_callers() {
    let (store, _folder) = store();
    refused(&store, Some(1), claim(19, 1, 21), 1, "UnknownAgreement");
    refused(&store, Some(1), claim(11, 1, 22), 1, "AuthorityNotInAgreement");
    // Another system's agreement with another authority is answered like one that does not exist.
    refused(&store, Some(1), claim(12, 1, 22), 1, "UnknownAgreement");
    refused(&store, Some(1), claim(12, 1, 21), 1, "SystemNotInAgreement");
}

#[test]
fn the_agreement_must_be_in_force() {
    let (store, _folder) = store();
    // The store's day 0 is the afternoon of 5 January; the agreement ends with 8 January.
    for day in [0, 3] {
        assert!(
            authorize(
                &store,
                Principal::System(Some(print(1))),
                claim(11, 1, 21),
                ServiceName::Subscription,
                at(day)
            )
            .is_ok()
        );
    }
    refused(&store, Some(1), claim(11, 1, 21), 4, "AgreementExpired");
}

#[test]
fn claim_of_an_agreement_alone_must_be_the_systems_own() {
    let (store, _folder) = store();
    let outcome = |certificate: Option<u8>, agreement, day| {
        let agreement: Option<u8> = agreement;
        let claim = agreement
            .map_or(AgreementClaim::None, |number| AgreementClaim::Named(uuid(number).into()));
        let principal = Principal::System(certificate.map(print));
        let authorized = authorize(&store, principal, claim, ServiceName::Subscription, at(day));
        authorized.map_err(|refusal| format!("{refusal:?}")).err().unwrap_or_default()
    };
    assert_eq!(outcome(Some(1), Some(11), 1), "");
    for (agreement, why) in [(Some(12), "another system's"), (Some(19), "nobody's"), (None, "none")]
    {
        assert_eq!(outcome(Some(1), agreement, 1), "UnknownAgreement", "{why}");
    }
    assert_eq!(outcome(Some(1), Some(11), 4), "AgreementExpired");
    assert_eq!(outcome(Some(1), Some(11), 11), "CertificateExpired");
    assert_eq!(outcome(Some(9), Some(11), 1), "CertificateNotRegistered");
    assert_eq!(outcome(None, Some(11), 1), "CertificateMissing");
}

#[test]
fn certificate_holder_of_a_registered_certificate_is_its_system_valid_or_not() {
    let (store, _folder) = store();
    let holder = |number, day| {
        system_by_certificate(&store, print(number), at(day)).unwrap().map(|holder| {
            assert_eq!(
                store.system_by_certificate(print(number)).unwrap().unwrap().id,
                holder.system
            );
            (holder.uuid.uuid(), holder.is_valid)
        })
    };
    assert_eq!(holder(1, 1), Some((uuid(1), true)));
    assert_eq!(holder(1, 11), Some((uuid(1), false)), "expired");
    assert_eq!(holder(3, 1), None);
    store.revoke_certificate(print(2), &Author::PLATFORM, at(1)).unwrap();
    assert_eq!(holder(2, 1), Some((uuid(2), false)), "revoked");
}

#[test]
fn user_system_of_an_agreement_is_a_party_of_it_until_it_is_taken_out() {
    let (store, _folder) = store();
    let outcome = |claim, day| {
        let principal = Principal::System(Some(print(2)));
        let authorized = authorize(&store, principal, claim, ServiceName::Subscription, at(day));
        authorized
            .map_or_else(|refusal| format!("{refusal:?}"), |found| found.uuid.uuid().to_string())
    };
    let named = AgreementClaim::Named(uuid(11).into());
    assert_eq!(outcome(claim(11, 2, 21), 1), "SystemNotInAgreement");
    assert_eq!(outcome(named, 1), "UnknownAgreement");
    let agreement = store.agreement(uuid(11).into()).unwrap().unwrap().id;
    let change = |users: &[u8]| {
        let users = users.iter().map(|number| uuid(*number).into());
        let users: std::collections::BTreeSet<_> = users.collect();
        let set = |it: &mut std::collections::BTreeSet<_>| *it = users.clone();
        store.change_user_systems(agreement, &set, &Author::PLATFORM, at(1)).map(|_| ())
    };
    change(&[2]).unwrap();
    for claim in [claim(11, 2, 21), named] {
        assert_eq!(outcome(claim, 1), uuid(11).to_string());
        assert_eq!(outcome(claim, 4), "AgreementExpired");
    }
    assert_eq!(outcome(claim(11, 2, 22), 1), "AuthorityNotInAgreement");
    assert_eq!(outcome(claim(11, 1, 21), 1), "CertificateNotRegistered", "by its own name alone");
    assert!(change(&[1]).is_err(), "it receives the files");
    assert!(change(&[2, 9]).is_err(), "there is none");
    change(&[]).unwrap();
    assert_eq!(outcome(named, 1), "UnknownAgreement");
}

#[test]
fn operator_may_ask_under_any_agreement_in_force_or_not() {
    let (store, _folder) = store();
    let named = |number| AgreementClaim::Named(uuid(number).into());
    let agreement =
        |claim| authorize(&store, Principal::Operator, claim, ServiceName::Subscription, at(4));
    assert_eq!(agreement(named(11)).unwrap().uuid.uuid(), uuid(11));
    for claim in [named(19), AgreementClaim::None] {
        assert!(matches!(agreement(claim), Err(AuthorizationError::UnknownAgreement)));
    }
}

#[test]
fn service_must_be_covered_by_the_agreement() {
    let (store, _folder) = store();
    let outcome = |service, day| {
        let principal = Principal::System(Some(print(1)));
        let authorized = authorize(&store, principal, claim(11, 1, 21), service, at(day));
        authorized.map_err(|refusal| format!("{refusal:?}")).err().unwrap_or_default()
    };
    for service in ServiceName::ALL {
        let why = if service == ServiceName::Subscription { "" } else { "ServiceNotInAgreement" };
        assert_eq!(outcome(service, 1), why, "{service}");
    }
    let agreement = store.agreement(uuid(11).into()).unwrap().unwrap().id;
    let services = std::collections::BTreeSet::from([ServiceName::Navne3]);
    store
        .change_services(agreement, &|it| *it = services.clone(), &Author::PLATFORM, at(1))
        .unwrap();
    assert_eq!(outcome(ServiceName::Navne3, 1), "");
    assert_eq!(outcome(ServiceName::Navne3, 4), "AgreementExpired");
    assert_eq!(outcome(ServiceName::Subscription, 1), "ServiceNotInAgreement");
}

#[test]
fn claim_of_an_authority_is_the_systems_agreement_with_it_that_covers_the_service() {
    let (store, _folder) = store();
    let cvr: Cvr = "29189846".parse().unwrap();
    let outcome = |certificate: Option<u8>, day| {
        let principal = Principal::System(certificate.map(print));
        let claim = AgreementClaim::Authority(cvr);
        authorize(&store, principal, claim, ServiceName::PersonBaseData, at(day))
            .map_or_else(|refusal| format!("{refusal:?}"), |found| found.uuid.to_string())
    };
    assert_eq!(outcome(None, 1), "CertificateMissing");
    assert_eq!(outcome(Some(9), 1), "CertificateNotRegistered");
    assert_eq!(outcome(Some(1), 11), "CertificateExpired");
    assert_eq!(outcome(Some(1), 1), "AuthorityNotInAgreement");
    let with = |number: u8, last: i8, service| NewAgreement {
        valid_until: Some(jiff::civil::date(2026, 1, last)),
        services: [service].into(),
        cvr: Some(cvr),
        ..NewAgreement::of(uuid(number).into(), uuid(1).into(), uuid(21).into())
    };
    let add = |new| store.add_agreement(&new, &Author::PLATFORM, at(0)).map(|_| ()).unwrap();
    add(with(31, 9, ServiceName::Subscription));
    assert_eq!(outcome(Some(1), 1), "ServiceNotInAgreement");
    add(with(32, 5, ServiceName::PersonBaseData));
    assert_eq!(outcome(Some(1), 1), "AgreementExpired");
    add(with(33, 9, ServiceName::PersonBaseData));
    add(with(34, 9, ServiceName::PersonBaseData));
    assert_eq!(outcome(Some(1), 1), uuid(33).to_string(), "the first that is in force");
    let strict = store.agreement(uuid(34).into()).unwrap().unwrap();
    let terms = LookupTerms { only_chosen: true, omits_protected: true };
    let set = |_, _| (Some(cvr), terms);
    store.change_lookup_terms(strict.id, &set, &Author::PLATFORM, at(1)).unwrap();
    assert_eq!(outcome(Some(1), 1), uuid(34).to_string(), "the strictest");
    assert_eq!(outcome(Some(2), 1), "AuthorityNotInAgreement", "another system's");
    for number in [33, 34] {
        let agreement = store.agreement(uuid(number).into()).unwrap().unwrap().id;
        let (step, author) = (AgreementStep::Suspend, Author::PLATFORM);
        store.step_agreement(agreement, step, None, &author, at(1)).unwrap();
    }
    assert_eq!(outcome(Some(1), 1), "AgreementSuspended", "and not that another has expired");
}
