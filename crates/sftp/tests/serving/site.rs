use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use ::uploads::{UploadLimits, Uploads};
use access::read_ssh_key;
use blobs::{AccountFolders, Archive, Blobs, ForwardedFiles, FsBlobs};
use clock::{Clock, danish_day};
use jiff::Timestamp;
use jiff::civil::date;
use net::{
    AuthenticatedQuota, ConnectionCounters, ConnectionLimits, ConnectionQuotas, Listener,
    RateLimiter, RefusalKind, RefusalLog, SystemRefusal, UnauthenticatedQuota,
};
use russh::keys::{Algorithm, PrivateKey};
use sftp::{Door, HostKeys, Limits, SftpServer, SftpState};
use store::*;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use workers::{OpenCalls, Workers};

/// A test that waits longer has failed.
const HANGS: Duration = Duration::from_secs(60);
/// Quotas for few connections.
pub(crate) const QUOTAS: ConnectionQuotas = ConnectionQuotas {
    unauthenticated: UnauthenticatedQuota {
        total: 20,
        per_network: 20,
        per_address: 20,
        per_limited_address: 20,
        waiting: 0,
    },
    authenticated: AuthenticatedQuota { total: 20, per_system: 20 },
};
/// The account's name.
pub(crate) const USER: &str = "vejle";

/// A server with one account and its key, on a folder and a clock of its own.
pub(crate) struct Site {
    folder: TempDir,
    pub(crate) files: SftpState,
    /// The path and content with which a damaged file is repaired; without it repairs fail.
    pub(crate) mended: Arc<OnceLock<(PathBuf, &'static str)>>,
    pub(crate) address: SocketAddr,
    /// The address of the listener for old clients.
    pub(crate) legacy: SocketAddr,
    pub(crate) key: PrivateKey,
    pub(crate) counters: Arc<ConnectionCounters>,
    pub(crate) handed: Arc<Mutex<Vec<SystemRefusal>>>,
    clock: Arc<AtomicI64>,
    close: CancellationToken,
    serving: JoinHandle<()>,
}

pub(crate) fn new_key() -> PrivateKey {
    PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap()
}

impl Site {
    pub(crate) async fn open(limits: Limits) -> Self {
        Self::with(limits, QUOTAS, new_key()).await
    }

    /// A site with these quotas and this registered key.
    pub(crate) async fn with(limits: Limits, quotas: ConnectionQuotas, key: PrivateKey) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seconds = Arc::new(AtomicI64::new(1_767_600_000));
        let ticking = Arc::clone(&seconds);
        let store = Arc::new(Store::create(&folder.path().join("cprabo.db")).unwrap());
        let (receipts, mut writer) = sftp::receipts(Arc::clone(&store));
        let worker = Workers::new(Clock::system()).add("receipt-writer");
        // The thread ends when all senders are dropped.
        std::thread::spawn(move || writer.work(&|| false, &worker));
        let (mend, requests) = mend_requests();
        let mended: Arc<OnceLock<(PathBuf, &'static str)>> = Arc::default();
        let to = Arc::clone(&mended);
        std::thread::spawn(move || {
            for request in requests {
                if let Some((path, content)) = to.get() {
                    std::fs::write(path, content).unwrap();
                }
                request.done();
            }
        });
        let handed = Arc::<Mutex<Vec<SystemRefusal>>>::default();
        let hook = Arc::clone(&handed);
        let files = SftpState {
            store,
            folders: folders(folder.path()),
            forwarded: forwarded(folder.path()),
            uploads: uploads(folder.path()),
            checked: Arc::default(),
            mend,
            receipts,
            clock: Clock::new(move || timestamp(ticking.load(Ordering::Relaxed))),
            rate_limiter: Arc::new(RateLimiter::new(1)),
            refusals: Arc::new(RefusalLog::new(move |one| hook.lock().unwrap().push(one.clone()))),
            rights: Arc::default(),
            calls: OpenCalls::default(),
            connections: Arc::default(),
        };
        register(&files.store, &key);
        let limits_of = |name| {
            let (limiter, clock) = (Arc::clone(&files.rate_limiter), files.clock.clone());
            ConnectionLimits::with_rate_limiter(name, quotas, limiter, clock)
        };
        let (ordinary, old) = (limits_of("test"), limits_of("test-legacy"));
        let counters = Arc::clone(ordinary.counters());
        let any = "127.0.0.1:0".parse().unwrap();
        let listener = Listener::bind(any, ordinary).await.unwrap();
        let for_old = Listener::bind(any, old).await.unwrap();
        let address = listener.local_address().unwrap();
        let legacy = for_old.local_address().unwrap();
        let close = CancellationToken::new();
        let keys = || HostKeys::read(&[host_key(), legacy_host_key()]).unwrap();
        let server = SftpServer::new(files.clone(), limits);
        let of_old = server.clone().serve(Door::Legacy, for_old, keys(), close.clone());
        let ordinary = server.serve(Door::Ordinary, listener, keys(), close.clone());
        let serving = tokio::spawn(async move {
            tokio::join!(of_old, ordinary);
        });
        Self {
            folder,
            files,
            mended,
            address,
            legacy,
            key,
            counters,
            handed,
            clock: seconds,
            close,
            serving,
        }
    }

    /// Delivers a file for a day in January 2026. Returns its name.
    pub(crate) fn deliver(&self, day: i8, content: &[u8]) -> String {
        let SftpState { store, folders, .. } = &self.files;
        let run = seen(store, day);
        let last = store.last_applied().unwrap().and_then(|run| run.header);
        let name = |_: &Agreement, _: &System| format!("d2601{day:02}.l004711");
        let apply = Apply {
            run,
            last: last.map(|header| header.proddto),
            persons: Vec::new(),
            roads: BTreeSet::new(),
            day: date(2026, 1, day),
            at: self.files.clock.now(),
            name: &name,
            sender: "CPR",
            successor: &|_| None,
        };
        store.apply(apply).unwrap();
        let planned = store.day(run).unwrap().planned.remove(0);
        let (name, metadata) = (planned.pair.name, "<metadata/>");
        let user = USER.parse().unwrap();
        folders.put(&user, &format!("{name}.metadata"), [metadata.as_bytes()].into_iter()).unwrap();
        folders.put(&user, &name, [content].into_iter()).unwrap();
        let publish = PublishedFiles {
            size: content.len() as u64,
            metadata_size: metadata.len() as u64,
            sha256: Sha256::of([content]),
            metadata_sha256: Sha256::of([metadata.as_bytes()]),
            records: 2,
            disclosed: Vec::new(),
        };
        store.publish(run, &[(planned.delivery, publish)], self.files.clock.now()).unwrap();
        name
    }

    /// When the first delivery was collected, in seconds.
    pub(crate) fn collected_at(&self) -> Option<i64> {
        let agreement = self.files.store.agreements().unwrap().remove(0).id;
        let deliveries = self.files.store.deliveries(DeliveryQuery::Agreement(agreement)).unwrap();
        deliveries[0].collected_at.map(Timestamp::as_second)
    }

    /// Whether the system has removed the metadata of the first delivery.
    pub(crate) fn is_metadata_removed(&self) -> bool {
        let SftpState { store, clock, .. } = &self.files;
        let system = store.systems().unwrap().remove(0).id;
        let files = store.folder_entries(system, danish_day(clock.now())).unwrap();
        files.iter().all(|file| file.part == Part::Data)
    }

    /// The number of logged-in connections.
    pub(crate) fn connected(&self) -> usize {
        self.files.connections.identities().len()
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    pub(crate) fn pass_a_minute(&self) {
        self.clock.fetch_add(60, Ordering::Relaxed);
    }

    /// The path of a file.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("shelf").join(USER).join(name)
    }

    /// Renames a table, so that its use fails.
    pub(crate) fn rename_table(&self, from: &str, to: &str) {
        let rename = format!("PRAGMA legacy_alter_table = ON; ALTER TABLE {from} RENAME TO {to}");
        self.execute(&rename);
    }

    /// Changes the database behind the store's back.
    pub(crate) fn execute(&self, sql: &str) {
        self.database().execute_batch(sql).unwrap();
    }

    /// The number of rows in a table.
    pub(crate) fn count(&self, table: &str) -> i64 {
        let select = format!("SELECT count(*) FROM {table}");
        self.database().query_row(&select, [], |row| row.get(0)).unwrap()
    }

    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("cprabo.db")).unwrap()
    }

    /// Enables or disables the account at the listener for old clients.
    pub(crate) fn let_in_by_legacy(&self, is_on: bool) {
        let SftpState { store, clock, .. } = &self.files;
        let system = store.systems().unwrap().remove(0);
        store.set_legacy_ssh(system.id, is_on, &Author::PLATFORM, clock.now()).unwrap();
    }

    /// The number of the account's logins there.
    pub(crate) fn legacy_logins(&self) -> u64 {
        self.files.store.systems().unwrap().remove(0).legacy_ssh.logins
    }

    pub(crate) fn revoke_key(&self) {
        let SftpState { store, clock, .. } = &self.files;
        let system = store.systems().unwrap().remove(0);
        let fingerprint = &system.ssh_keys[0].fingerprint;
        store.revoke_ssh_key(system.id, fingerprint, &Author::PLATFORM, clock.now()).unwrap();
    }

    /// Undoes a revocation, which the store cannot do.
    pub(crate) fn restore_key(&self) {
        let path = self.folder.path().join("cprabo.db");
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.execute_batch("UPDATE ssh_key SET revoked_at = NULL").unwrap();
        let SftpState { store, clock, .. } = &self.files;
        store.adopt(&Author::PLATFORM, clock.now()).unwrap();
    }

    /// Returns when a refusal of that kind is counted.
    pub(crate) async fn refused(&self, kind: RefusalKind) {
        until(|| self.files.refusals.count(kind) > 0).await;
    }

    /// Stops the server, and returns the logins that it refused, as `account: outcome`. All connections have ended
    /// then.
    pub(crate) async fn stop(self) -> Vec<String> {
        self.close.cancel();
        self.serving.await.unwrap();
        let entries = self.files.store.audit_trail(None).unwrap().into_iter();
        let logins = entries.filter(|(_, entry)| entry.action == "sftp login");
        logins.map(|(_, entry)| format!("{}: {}", entry.subject, entry.outcome)).collect()
    }

    pub(crate) fn is_recorded(&self) -> bool {
        self.files.rate_limiter.is_limited(self.address.ip(), self.files.clock.now())
    }
}

/// Waits until the server's side has reached a state.
pub(crate) async fn until(mut state: impl FnMut() -> bool) {
    let wait = async {
        while !state() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(HANGS, wait).await.expect("it does not come about");
}

/// A host key that all tests share.
fn host_key() -> &'static str {
    static KEY: OnceLock<String> = OnceLock::new();
    KEY.get_or_init(|| HostKeys::generate(Algorithm::Ed25519).unwrap().0)
}

/// An RSA host key that all tests share.
fn legacy_host_key() -> &'static str {
    static KEY: OnceLock<String> = OnceLock::new();
    KEY.get_or_init(|| HostKeys::generate_legacy().unwrap().0)
}

fn register(store: &Store, key: &PrivateKey) {
    let now = timestamp(0);
    let public = key.public_key().to_openssh().unwrap();
    let system = NewSystem {
        uuid: Uuid::from_u128(1).into(),
        name: "Vejle".into(),
        sftp_user: USER.parse().unwrap(),
        metadata_root: MetadataRoot::FileMetadata,
        certificate: Certificate {
            fingerprint: Fingerprint(Sha256::from_bytes([1; 32])),
            subject: "CN=Vejle".into(),
            not_before: now,
            not_after: now,
            revoked_at: None,
        },
        ssh_key: read_ssh_key(public.as_bytes()).unwrap(),
    };
    let agreement =
        NewAgreement::of(Uuid::from_u128(2).into(), system.uuid, Uuid::from_u128(3).into());
    store.add_system(&system, &Author::PLATFORM, now).unwrap();
    store.add_agreement(&agreement, &Author::PLATFORM, now).unwrap();
}

fn seen(store: &Store, day: i8) -> RunId {
    let header = RunHeader {
        opgavenr: "004711".parse().unwrap(),
        proddto: date(2026, 1, day),
        proddtoforrig: date(2026, 1, day).yesterday().ok(),
    };
    let run = NewRun {
        file_name: "extract",
        sha256: Sha256::from_bytes([day.unsigned_abs(); 32]),
        size: 1,
        header: Some(header),
        persons: 0,
        records: 0,
        findings: Vec::new(),
        held: None,
        intake: None,
        at: timestamp(0),
    };
    store.add_run(&run).unwrap()
}

fn timestamp(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// The folders of accounts in a data directory.
fn folders(folder: &Path) -> AccountFolders {
    let [accounts, tmp] = ["shelf", "tmp"].map(|part| folder.join(part));
    AccountFolders::new(Blobs::Fs(FsBlobs::create(accounts, tmp).unwrap()))
}

/// The files that systems send to each other in a data directory.
fn forwarded(folder: &Path) -> ForwardedFiles {
    let blobs = |part| Blobs::Fs(FsBlobs::create(folder.join(part), folder.join("tmp")).unwrap());
    let archive = Archive::new(blobs("archive"), folder.join("tmp"));
    ForwardedFiles::new(blobs("forwarded"), archive, folder.join("tmp"))
}

/// The `OUT` folders in a data directory.
fn uploads(folder: &Path) -> Uploads {
    let limits = UploadLimits { account_bytes: 1000, free_bytes: 0, ..UploadLimits::default() };
    Uploads::open(&folder.join("exchange"), limits).unwrap()
}
