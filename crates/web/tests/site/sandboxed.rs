//! A sandbox with one system, whose file of a day is there. It has a store of its own, so that a held extract of the site does not
//! stop its days.

use std::path::Path;
use std::sync::Arc;

use clock::Clock;
use filters::Filter;
use manifest::Signer;
use pipeline::{DataFiles, NoObserver, Pipeline, Settings};
use sandbox::{DayOrder, Sandbox};
use store::{
    Author, Certificate, FilterEdit, Fingerprint, MetadataRoot, NewAgreement, NewSystem, Sha256,
    SshKey, Store,
};
use synth::Plan;
use uuid::Uuid;

use super::now;

pub(crate) const AGREEMENT: Uuid = Uuid::from_u128(2);

pub(crate) fn sandbox(folder: &Path) -> Sandbox {
    std::fs::create_dir(folder).unwrap();
    let store = Arc::new(Store::create(&folder.join("cprabo.db")).unwrap());
    let files = Arc::new(DataFiles::create(folder).unwrap());
    let settings = Settings {
        days_pass_by_the_clock: false,
        ..Settings::new(folder, Signer::generate().unwrap().0)
    };
    let pipeline = Pipeline::new(Arc::clone(&store), Arc::clone(&files), Clock::new(now), settings);
    let sandbox =
        Sandbox::new(&folder.join("denmark"), Arc::clone(&store), pipeline.clone(), files);
    sandbox.create(Plan { pace: 3_000, ..Plan::new(11, 200) }, |_| {}, &NoObserver).unwrap();
    add_parties(&store, &pipeline);
    sandbox.order_days(DayOrder { days: 1, fault: None }).unwrap();
    sandbox.pass_ordered_days(&|| false, &NoObserver).unwrap();
    sandbox
}

fn add_parties(store: &Store, pipeline: &Pipeline) {
    let system = NewSystem {
        uuid: Uuid::from_u128(1).into(),
        name: "omsorg".into(),
        sftp_user: "omsorg".parse().unwrap(),
        metadata_root: MetadataRoot::FileMetadata,
        certificate: Certificate {
            fingerprint: Fingerprint(Sha256::from_bytes([1; 32])),
            subject: "CN=omsorg".into(),
            not_before: now(),
            not_after: now(),
            revoked_at: None,
        },
        ssh_key: SshKey { fingerprint: "SHA256:1".into(), text: "x".into(), revoked_at: None },
    };
    store.add_system(&system, &Author::PLATFORM, now()).unwrap();
    let agreement =
        NewAgreement::of(AGREEMENT.into(), Uuid::from_u128(1).into(), Uuid::from_u128(3).into());
    let id = store.add_agreement(&agreement, &Author::PLATFORM, now()).unwrap();
    let all = FilterEdit::Add(vec![Filter::NoFilter]);
    pipeline.edit_filters(id, &all, &Author::PLATFORM).unwrap();
}
