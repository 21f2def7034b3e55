//! An installation with a folder and a clock of its own.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use blobs::{Blobs, MemoryBlobs};
use clock::{Clock, danish_day};
use extract::{Form, Writer};
use filters::{Combination, Filter, FilterSet};
use jiff::Timestamp;
use jiff::civil::Date;
use pipeline::{DataFiles, NoObserver, Pipeline, PipelineError, PipelineObserver, Settings};
use store::*;
use tempfile::TempDir;
use uuid::Uuid;

pub struct Site {
    pub store: Arc<Store>,
    pub data: Arc<DataFiles>,
    pub pipeline: Pipeline,
    pub folder: TempDir,
}

impl Site {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (store, data, pipeline) = open(&folder);
        Self { store, data, pipeline, folder }
    }

    /// The same with archive and accounts' folders in memory, where calls can be made to fail.
    pub fn in_memory() -> (Self, [MemoryBlobs; 2]) {
        let site = Self::new();
        let memory = [MemoryBlobs::default(), MemoryBlobs::default()];
        let [archive, accounts] = memory.clone().map(Blobs::Memory);
        let data = Arc::new(DataFiles::over(archive, accounts, site.folder.path()).unwrap());
        let settings = settings(&site.folder, "CPR-Abonnement");
        let pipeline = Pipeline::new(site.store.clone(), data.clone(), Clock::new(now), settings);
        (Self { data, pipeline, ..site }, memory)
    }

    /// Closes everything and opens it again, as after a crash.
    pub fn reopen(self) -> Self {
        let Self { folder, store, data, pipeline } = self;
        drop((store, data, pipeline));
        let (store, data, pipeline) = open(&folder);
        Self { store, data, pipeline, folder }
    }

    /// The pipeline with another `Sender` in its settings.
    pub fn renamed(&self, sender: &str) -> Pipeline {
        let settings = settings(&self.folder, sender);
        Pipeline::new(self.store.clone(), self.data.clone(), Clock::new(now), settings)
    }

    /// The pipeline with this retention and clock.
    pub fn retaining(&self, retention: pipeline::Retention, clock: Clock) -> Pipeline {
        let settings = Settings { retention, ..settings(&self.folder, "CPR-Abonnement") };
        Pipeline::new(self.store.clone(), self.data.clone(), clock, settings)
    }

    /// The pipeline with this brake and clock.
    pub fn braking(
        &self,
        brake: pipeline::Brake,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Pipeline {
        let settings = Settings { brake, ..settings(&self.folder, "CPR-Abonnement") };
        Pipeline::new(self.store.clone(), self.data.clone(), Clock::new(clock), settings)
    }

    /// The pipeline with this clock, against which PRODDTO is checked.
    pub fn at(&self, clock: Clock) -> Pipeline {
        let settings =
            Settings { days_pass_by_the_clock: true, ..settings(&self.folder, "CPR-Abonnement") };
        Pipeline::new(self.store.clone(), self.data.clone(), clock, settings)
    }

    /// A system with one agreement for each of the given subscriptions.
    pub fn subscribe(&self, subscriptions: &[(Combination, FilterSet)]) {
        let system = self.add_system(1, user());
        for (number, (combination, set)) in subscriptions.iter().enumerate() {
            self.add_agreement(number, system, *combination, set);
        }
    }

    /// A system without agreements.
    pub fn add_system(&self, number: u8, sftp_user: SftpUser) -> civil::SystemUuid {
        let uuid = Uuid::from_u128(number.into()).into();
        let certificate = Certificate {
            fingerprint: Fingerprint(Sha256::from_bytes([number; 32])),
            subject: "CN=test".into(),
            not_before: now(),
            not_after: now(),
            revoked_at: None,
        };
        let ssh_key =
            SshKey { fingerprint: "SHA256:1".into(), text: "ssh".into(), revoked_at: None };
        let system = NewSystem {
            uuid,
            name: sftp_user.to_string(),
            sftp_user,
            metadata_root: MetadataRoot::FileMetadata,
            certificate,
            ssh_key,
        };
        let system_id = self.store.add_system(&system, &author(), now()).unwrap();
        self.store.sign_metadata(system_id, true, &author(), now()).unwrap();
        uuid
    }

    pub fn add_agreement(
        &self,
        number: usize,
        system: civil::SystemUuid,
        combination: Combination,
        set: &FilterSet,
    ) {
        let agreement = NewAgreement {
            combination,
            ..NewAgreement::of(agreement_uuid(number), system, Uuid::from_u128(2).into())
        };
        let id = self.store.add_agreement(&agreement, &author(), now()).unwrap();
        let set = FilterEdit::Set(set.clone());
        self.pipeline.edit_filters(id, &set, &author()).unwrap();
    }

    pub fn filters(&self, number: usize) -> FilterSet {
        let agreement = self.store.agreement(agreement_uuid(number)).unwrap().unwrap();
        self.store.filters(agreement.id).unwrap()
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn ingest(&self, name: &str, bytes: &[u8]) -> Run {
        self.try_ingest(name, bytes, &NoObserver).unwrap()
    }

    pub fn try_ingest(
        &self,
        name: &str,
        bytes: &[u8],
        progress: &dyn PipelineObserver,
    ) -> Result<Run, PipelineError> {
        self.pipeline.ingest(&[self.file(name, bytes)], progress)?.remove(0)
    }

    /// Whether the work folders are empty.
    pub fn is_work_done(&self) -> bool {
        self.folder.path().join("staging").read_dir().unwrap().next().is_none()
    }

    /// The data files in the system's folder by name, read through ledger and folders as SFTP does.
    pub fn delivered(&self) -> BTreeMap<String, Vec<u8>> {
        let system = self.store.system_by_sftp_user(&user()).unwrap().unwrap();
        let files = self.store.folder_entries(system.id, danish_day(now())).unwrap().into_iter();
        files.filter(|file| file.part == Part::Data).map(|file| self.read(&file)).collect()
    }

    /// All files in the system's folder by name, metadata too.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let Some(system) = self.store.system_by_sftp_user(&user()).unwrap() else {
            return BTreeMap::new();
        };
        let files = self.store.folder_entries(system.id, danish_day(now())).unwrap();
        files.iter().map(|file| self.read(file)).collect()
    }

    /// The data files of one subscription, in order.
    pub fn delivered_to(&self, number: usize) -> Vec<Vec<u8>> {
        let uuid = agreement_uuid(number).to_string();
        self.delivered()
            .into_iter()
            .filter(|(name, _)| name.contains(&uuid))
            .map(|(_, b)| b)
            .collect()
    }

    pub fn read(&self, file: &FolderEntry) -> (String, Vec<u8>) {
        let mut bytes = vec![0; file.size as usize];
        let reader = self.data.folders.open(&user(), &file.name).unwrap();
        reader.read_exact_at(&mut bytes, 0).unwrap();
        (file.name.clone(), bytes)
    }

    /// The state that must be the same after any interruption.
    pub fn state(&self) -> State {
        let mut replica = Vec::new();
        self.store
            .for_each_person(&mut |person| replica.push((person.pnr, person.records)))
            .unwrap();
        let mut deliveries = Vec::new();
        for agreement in self.store.agreements().unwrap() {
            for delivery in self.store.deliveries(DeliveryQuery::Agreement(agreement.id)).unwrap() {
                let disclosed = self.store.disclosed(delivery.id).unwrap();
                let sha256 = delivery.published.as_ref().map(|published| published.sha256);
                deliveries.push((delivery.name, delivery.seq, sha256, disclosed));
            }
        }
        let runs =
            self.store.runs().unwrap().into_iter().map(|run| (run.state, run.held)).collect();
        State { kept: Kept { replica, deliveries, files: self.files() }, runs }
    }
}

/// A delivery in the ledger: name, number, digest, and the disclosures with their reasons.
type LedgerEntry = (String, u64, Option<Sha256>, Vec<(civil::Pnr, filters::Reason)>);

#[derive(Debug, PartialEq)]
pub struct State {
    pub kept: Kept,
    runs: Vec<(RunState, Option<Held>)>,
}

/// What a held run must not change.
#[derive(Debug, PartialEq)]
pub struct Kept {
    replica: Vec<(civil::Pnr, Vec<u8>)>,
    deliveries: Vec<LedgerEntry>,
    files: BTreeMap<String, Vec<u8>>,
}

fn open(folder: &TempDir) -> (Arc<Store>, Arc<DataFiles>, Pipeline) {
    let store = Arc::new(Store::create(&folder.path().join("cprabo.db")).unwrap());
    let data = Arc::new(DataFiles::create(folder.path()).unwrap());
    let settings = settings(folder, "CPR-Abonnement");
    let pipeline = Pipeline::new(store.clone(), data.clone(), Clock::new(now), settings);
    (store, data, pipeline)
}

fn settings(folder: &TempDir, sender: &str) -> Settings {
    Settings {
        sender: sender.into(),
        max_bytes: 100 * 1024 * 1024,
        // Extracts of any day are accepted.
        days_pass_by_the_clock: false,
        ..Settings::new(folder.path(), signer())
    }
}

/// Always the same key, so that the signatures are always the same.
fn signer() -> manifest::Signer {
    static KEY: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| manifest::Signer::generate().unwrap().1);
    manifest::Signer::from_pem(&KEY).unwrap()
}

pub fn now() -> Timestamp {
    Timestamp::from_second(1_767_600_000).unwrap()
}

pub fn user() -> SftpUser {
    "test".parse().unwrap()
}

pub fn author() -> Author {
    let operator = Actor::Operator { uid: 1000, name: "test".into() };
    Author::new(operator, Uuid::nil())
}

pub fn agreement_uuid(number: usize) -> civil::AgreementUuid {
    Uuid::from_u128(1000 + number as u128).into()
}

pub fn set(lines: &[&str]) -> FilterSet {
    lines.iter().map(|line| line.parse::<Filter>().unwrap()).collect()
}

/// A synthetic population on Friday 2 January 2026, and the extract of the following Monday with many events.
pub fn two_days(seed: u64, persons: u64, form: Form) -> [Vec<u8>; 2] {
    let mut plan = synth::Plan::new(seed, persons);
    plan.pace = 30_000;
    let denmark = synth::Population::new(plan).unwrap();
    let mut everyone = Vec::new();
    let put = |bytes: &[u8], _| {
        everyone.extend_from_slice(bytes);
        Ok::<(), std::convert::Infallible>(())
    };
    let Ok(()) = denmark.everyone(synth::Plan::FIRST_DAY, form, put);
    let monday = clock::working_day_after(synth::Plan::FIRST_DAY);
    [everyone, denmark.day(monday, form)]
}

/// An extract of a day in January 2026. Each line is a person: number, KOMKOD (0 for none), event, and the number that
/// replaced it.
pub fn extract(day: i8, before: i8, persons: &[(&str, &str, &str, &str)]) -> Vec<u8> {
    let date = |day| jiff::civil::date(2026, 1, day);
    extract_of(date(day), date(before), persons)
}

pub fn extract_of(day: Date, before: Date, persons: &[(&str, &str, &str, &str)]) -> Vec<u8> {
    let mut writer = Writer::new(Form::TRIMMED_LF);
    writer.start("534902".parse().unwrap(), day, before);
    for (pnr, komkod, event, successor) in persons {
        let status = if successor.is_empty() { "01" } else { "60" };
        let person = writer.record("001").unwrap().set("PNR", pnr).unwrap();
        let person = person.set("STATUS", status).unwrap().set("FOED_DT", "1970-01-01").unwrap();
        person.set("PNRGAELD", successor).unwrap().end();
        if *komkod != "0" {
            let address = writer.record("002").unwrap().set("PNR", pnr).unwrap();
            address.set("KOMKOD", komkod).unwrap().end();
        }
        if !event.is_empty() {
            let record = writer.record("099").unwrap().set("PNR", pnr).unwrap();
            record.set("HAENDELSE", event).unwrap().end();
        }
    }
    for (pnr, ..) in persons {
        let label = writer.record("003").unwrap().set("PNR", pnr).unwrap();
        label.set("ADRNVN", "Åse Ågård").unwrap().end();
    }
    writer.finish()
}

/// The files in an archive that are an extract or a load.
pub(crate) fn archived_files(site: &Site) -> Vec<std::path::PathBuf> {
    let list = |folder: &std::path::Path| std::fs::read_dir(folder).unwrap();
    let folders = list(&site.folder.path().join("archive")).map(|entry| entry.unwrap().path());
    let folders = folders.filter(|path| path.is_dir());
    folders.flat_map(|folder| list(&folder)).map(|entry| entry.unwrap().path()).collect()
}
