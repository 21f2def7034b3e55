//! The states of agreements, and what they say.

use jiff::civil::date;

use super::*;

fn text(text: &str) -> Option<AgreementText> {
    text.parse().ok()
}

fn step(store: &Store, agreement: AgreementId, step: AgreementStep) -> Result<(), StoreError> {
    store.step_agreement(agreement, step, text("why").as_ref(), &author(), now())
}

#[test]
fn agreement_takes_the_steps_of_its_state_alone_and_keeps_who_took_them() {
    use AgreementStep::{Approve, Resume, Return, Submit, Suspend};
    each(|store| {
        store.add_system(&new_system(1), &author(), now()).unwrap();
        let draft = NewAgreement { state: AgreementState::Draft, ..new_agreement(1, 1) };
        let agreement = store.add_agreement(&draft, &author(), now()).unwrap();
        let mut state = AgreementState::Draft;
        for taken in [Submit, Return, Submit, Approve, Suspend, Resume] {
            for other in [Submit, Approve, Return, Suspend, Resume] {
                if !other.from().contains(&state) {
                    let refused = step(store, agreement, other);
                    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{state} {other:?}");
                }
            }
            step(store, agreement, taken).unwrap();
            state = taken.to();
            let found = store.agreement(agreement_uuid(1)).unwrap().unwrap();
            assert_eq!(found.state, state);
            assert_eq!(found.is_in_force(date(2026, 1, 5)), state == AgreementState::Active);
        }
        let states = store.agreement_states(agreement).unwrap();
        assert_eq!(states.len(), 7);
        assert_eq!((states[0].state, &states[0].reason), (AgreementState::Draft, &None));
        assert_eq!((states[6].state, &states[6].reason), (AgreementState::Active, &text("why")));
        assert_eq!((&states[6].author, states[6].at), (&author(), now()));
        store.close_agreement(agreement, date(2026, 1, 9), &author(), now()).unwrap();
        assert!(matches!(step(store, agreement, Suspend), Err(StoreError::Conflict(_))));
    });
}

fn person_named(name: &str) -> Author {
    Author::new(Actor::Operator { uid: 1000, name: name.into() }, Uuid::from_u128(8))
}

#[test]
fn second_person_is_neither_who_submitted_nor_who_changed_it_last() {
    each(|store| {
        store.add_system(&new_system(1), &author(), now()).unwrap();
        let draft = NewAgreement { state: AgreementState::Draft, ..new_agreement(1, 1) };
        let [anna, bo, carl] = ["anna", "bo", "carl"].map(person_named);
        let agreement = store.add_agreement(&draft, &anna, now()).unwrap();
        let approve =
            |who| store.approve_agreement(agreement, Approval::SecondPerson, None, who, now());
        let is_refused = |who| matches!(approve(who), Err(StoreError::SamePerson));
        assert!(is_refused(&anna), "who added it");
        store.step_agreement(agreement, AgreementStep::Submit, None, &bo, now()).unwrap();
        assert!(is_refused(&anna) && is_refused(&bo));
        let services = |it: &mut BTreeSet<_>| _ = it.insert(civil::ServiceName::Navne3);
        store.change_services(agreement, &services, &carl, now()).unwrap();
        assert!(is_refused(&carl) && is_refused(&bo), "who changed and who submitted it");
        let terms = "omit=013".parse().unwrap();
        store.change_terms(agreement, &terms, &anna, now()).unwrap();
        assert!(is_refused(&anna), "who changed its terms");
        let off = BrakeTerms { times: Some(0), least: None };
        store.set_brake(agreement, off, &carl, now()).unwrap();
        assert!(is_refused(&carl), "who changed its brake");
        store.set_brake(agreement, off, &anna, now()).unwrap();
        assert!(is_refused(&carl), "the same brake is no change");
        approve(&anna).unwrap();
        assert!(matches!(approve(&anna), Err(StoreError::Conflict(_))), "it is active");
        let states = store.agreement_states(agreement).unwrap();
        assert_eq!(states.len(), 3, "what was refused left nothing");
    });
}

#[test]
fn agreement_that_is_suspended_gets_no_day_and_its_loads_are_cancelled() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &["municipality 0751"]);
        let first = apply(store, 5, vec![person(1, 751)]);
        publish(store, first, &[]);
        let load = store.order_load(&NewLoad::of(agreement), &author(), now()).unwrap();
        step(store, agreement, AgreementStep::Suspend).unwrap();
        let loads = store.loads(Some(agreement)).unwrap();
        assert_eq!((loads[0].id, loads[0].state), (load, LoadState::Cancelled));
        let second = apply(store, 6, vec![person(2, 751)]);
        assert_eq!(store.count_deliveries(second).unwrap(), 0);
        assert_eq!(
            store.trace(second, agreement, pnr(2)).unwrap().agreement_state,
            AgreementState::Suspended
        );
        assert_eq!(store.trace(first, agreement, pnr(1)).unwrap().deliveries.len(), 1);
        let system = store.systems().unwrap()[0].id;
        assert_eq!(store.folder_entries(system, date(2026, 1, 6)).unwrap(), []);
        step(store, agreement, AgreementStep::Resume).unwrap();
        assert_ne!(store.folder_entries(system, date(2026, 1, 6)).unwrap(), []);
    });
}

#[test]
fn load_under_way_is_not_delivered_when_its_agreement_is_no_longer_in_force() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &["municipality 0751"]);
        let run = apply(store, 5, vec![person(1, 751)]);
        publish(store, run, &[]);
        let begin = |load, today| store.begin_load(load, today, now(), &|_, _, pair| pair).unwrap();
        let (inside, outside) = (date(2026, 1, 6), date(2025, 12, 31));
        let load = store.order_load(&NewLoad::of(agreement), &author(), now()).unwrap();
        let LoadStart::Ready(work) = begin(load, inside) else { unreachable!("it is ready") };
        let end = store.finish_load(&work, &[], outside, now()).unwrap();
        assert_eq!(end, LoadEnd::CalledOff);
        let again = store.order_load(&NewLoad::of(agreement), &author(), now()).unwrap();
        assert!(matches!(begin(again, outside), LoadStart::Finished));
        let states = store.loads(Some(agreement)).unwrap().into_iter().map(|load| load.state);
        assert_eq!(states.collect::<Vec<_>>(), [LoadState::Cancelled; 2]);
    });
}

#[test]
fn details_are_changed_where_the_change_states_something() {
    each(|store| {
        let agreement = one_agreement(store);
        let read = || store.agreement(agreement_uuid(1)).unwrap().unwrap().details;
        assert_eq!(read(), AgreementDetails::default());
        assert_eq!(store.counts().unwrap().incomplete_agreements, 1);
        let first = AgreementDetails {
            authority_name: text("Vejle Kommune"),
            municipality: municipality(630),
            supplier: text("Leverandør A/S"),
            purpose: text("Hjemmepleje"),
            law: text("Serviceloven"),
            paragraph: text("§ 83"),
            legal_text: text("Personlig hjælp og pleje"),
            contact: text("cpr@example.dk"),
        };
        store.change_agreement_details(agreement, &first, &author(), now()).unwrap();
        assert_eq!(read(), first);
        assert_eq!(store.counts().unwrap().incomplete_agreements, 0);
        let change = AgreementDetails { law: text("Retssikkerhedsloven"), ..Default::default() };
        store.change_agreement_details(agreement, &change, &author(), now()).unwrap();
        assert_eq!(read(), AgreementDetails { law: change.law, ..first });
    });
}

#[test]
fn replay_is_not_delivered_when_its_agreement_was_suspended_meanwhile() {
    each(|store| {
        let agreement = one_agreement(store);
        let run = apply(store, 5, vec![person(1, 751)]);
        publish(store, run, &[]);
        let of = store.deliveries(DeliveryQuery::Run(run)).unwrap()[0].id;
        let replay =
            |seq| Replay { of, seq, name: format!("replay-{seq}"), publish: published_files(&[]) };
        let today = date(2026, 1, 6);
        let publish = |seq| store.publish_replays(&[replay(seq)], today, &author(), now()).unwrap();
        let next = store.chain_head(agreement_uuid(1)).unwrap().seq + 1;
        step(store, agreement, AgreementStep::Suspend).unwrap();
        assert!(!publish(next));
        assert_eq!(store.deliveries(DeliveryQuery::Agreement(agreement)).unwrap().len(), 1);
        step(store, agreement, AgreementStep::Resume).unwrap();
        assert!(publish(next));
    });
}
