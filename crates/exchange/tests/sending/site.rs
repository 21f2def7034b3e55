use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use blobs::{Archive, Blobs, ForwardedFiles, FsBlobs, MemoryBlobs};
use clock::Clock;
use exchange::{Exchange, ExchangeSettings};
use jiff::Timestamp;
use jiff::civil::Date;
use sftp_proto::WriteMode;
use store::*;
use tempfile::TempDir;
use uploads::{Upload, UploadLimits, Uploads};
use uuid::Uuid;

const NS: &str = "http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types";

/// An installation with the accounts `a`, `b` and `c`, of which `a` and `c` may send to `b`.
pub(crate) struct Site {
    pub(crate) exchange: Exchange,
    pub(crate) store: Arc<Store>,
    pub(crate) uploads: Uploads,
    pub(crate) forwarded: ForwardedFiles,
    pub(crate) memory: MemoryBlobs,
    pub(crate) settings: ExchangeSettings,
    clock: Clock,
    seconds: Arc<AtomicI64>,
    pub(crate) folder: TempDir,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::with(ExchangeSettings::default(), UploadLimits::default())
    }

    pub(crate) fn with(settings: ExchangeSettings, limits: UploadLimits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // That of the file system, with which files in `OUT` are compared.
        let seconds = Arc::new(AtomicI64::new(Timestamp::now().as_second()));
        let ticking = Arc::clone(&seconds);
        let now = move || Timestamp::from_second(ticking.load(Ordering::Relaxed)).unwrap();
        let store = Arc::new(Store::create(&folder.path().join("cprabo.db")).unwrap());
        let limits = UploadLimits { free_bytes: 0, ..limits };
        let uploads = Uploads::open(&folder.path().join("exchange"), limits).unwrap();
        let (memory, scratch) = (MemoryBlobs::default(), folder.path().join("tmp"));
        let archive = FsBlobs::create(folder.path().join("archive"), scratch.clone()).unwrap();
        let archive = Archive::new(Blobs::Fs(archive), scratch.clone());
        let forwarded = ForwardedFiles::new(Blobs::Memory(memory.clone()), archive, scratch);
        let clock = Clock::new(now);
        let exchange = Exchange::new(
            Arc::clone(&store),
            uploads.clone(),
            forwarded.clone(),
            clock.clone(),
            settings.clone(),
        );
        register(&store, clock.now());
        Self { exchange, store, uploads, forwarded, memory, settings, clock, seconds, folder }
    }

    /// Another process takes over.
    pub(crate) fn restart(&mut self) {
        let limits = *self.uploads.limits();
        self.uploads = Uploads::open(&self.folder.path().join("exchange"), limits).unwrap();
        self.exchange = Exchange::new(
            Arc::clone(&self.store),
            self.uploads.clone(),
            self.forwarded.clone(),
            self.clock.clone(),
            self.settings.clone(),
        );
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn create(&self, user: &str, name: &str) -> Upload {
        let mode = WriteMode { create: true, truncate: true, ..WriteMode::default() };
        self.uploads.create(&user.parse().unwrap(), &name.parse().unwrap(), mode).unwrap()
    }

    pub(crate) fn put(&self, user: &str, name: &str, bytes: &[u8]) {
        let upload = self.create(user, name);
        upload.write(0, bytes).unwrap();
        upload.close().unwrap();
    }

    /// Uploads a file of `a` and its trigger for `b`.
    pub(crate) fn upload(&self, name: &str, bytes: &[u8]) {
        self.put("a", name, bytes);
        let trigger = trigger(name, bytes.len(), "a", Some(name), &["b"]);
        self.put("a", &format!("{name}.trigger"), trigger.as_bytes());
    }

    pub(crate) fn send(&mut self) -> usize {
        self.exchange.send_all(&|| false).unwrap()
    }

    /// What an account sees in `IN`.
    pub(crate) fn folder_of(&self, user: &str) -> Vec<String> {
        self.entries(user).into_iter().map(|file| file.name).collect()
    }

    pub(crate) fn entries(&self, user: &str) -> Vec<FolderEntry> {
        let system = self.system(user);
        self.store.folder_entries(system.id, day(self.now())).unwrap()
    }

    /// What an account sees in `OUT`.
    pub(crate) fn out_of(&self, user: &str) -> Vec<String> {
        let files = self.uploads.list(&user.parse().unwrap()).unwrap();
        files.into_iter().map(|file| file.name.as_str().to_owned()).collect()
    }

    pub(crate) fn system(&self, user: &str) -> System {
        self.store.system_by_sftp_user(&user.parse().unwrap()).unwrap().unwrap()
    }

    /// The bytes of a file in `IN`.
    pub(crate) fn read(&self, user: &str, name: &str) -> Vec<u8> {
        let entry = self.entries(user).into_iter().find(|file| file.name == name).unwrap();
        match (entry.source, entry.part) {
            (FileSource::Forwarded { transfer, .. }, Part::Data) => {
                let reader = self.forwarded.open(transfer.number()).unwrap();
                let mut bytes = vec![0; usize::try_from(entry.size).unwrap()];
                reader.read_exact_at(&mut bytes, 0).unwrap();
                bytes
            }
            (FileSource::Forwarded { file, .. }, Part::Metadata) => {
                self.store.forwarded_metadata(file).unwrap().unwrap()
            }
            (FileSource::Receipt { receipt, .. }, _) => {
                self.store.receipt(receipt).unwrap().unwrap()
            }
            (FileSource::Delivery { .. }, _) => panic!("no delivery is made"),
        }
    }

    /// The receipt of `a` for a file.
    pub(crate) fn receipt(&self, name: &str) -> String {
        String::from_utf8(self.read("a", &format!("{name}.sftpreceipt"))).unwrap()
    }

    /// The numbers of the errors in a receipt of `a`.
    pub(crate) fn errors(&self, name: &str) -> Vec<u16> {
        let receipt = self.receipt(name);
        let codes = receipt.split("<ErrorCode>").skip(1);
        codes.map(|rest| rest[..4].parse().unwrap()).collect()
    }
}

pub(crate) fn trigger(
    name: &str,
    size: usize,
    sender: &str,
    id: Option<&str>,
    recipients: &[&str],
) -> String {
    let id = id.map(|id| format!("<SendersFileId>{id}</SendersFileId>")).unwrap_or_default();
    let recipients: String =
        recipients.iter().map(|user| format!("<Recipients>{user}</Recipients>")).collect();
    format!(
        "<ns2:Trigger xmlns:ns2=\"{NS}\">\n<FileDescriptor><FileName>{name}</FileName>\
         <SizeInBytes>{size}</SizeInBytes><Sender>{sender}</Sender>{id}{recipients}</FileDescriptor>\
         <FileContentDescriptor></FileContentDescriptor></ns2:Trigger>"
    )
}

fn day(at: Timestamp) -> Date {
    clock::danish_day(at)
}

fn register(store: &Store, now: Timestamp) {
    for (number, user) in (1_u8..).zip(["a", "b", "c"]) {
        let certificate = Certificate {
            fingerprint: Fingerprint(Sha256::from_bytes([number; 32])),
            subject: format!("CN={user}"),
            not_before: now,
            not_after: now,
            revoked_at: None,
        };
        let ssh_key =
            SshKey { fingerprint: user.into(), text: "ssh-ed25519".into(), revoked_at: None };
        let system = NewSystem {
            uuid: Uuid::from_u128(number.into()).into(),
            name: user.into(),
            sftp_user: user.parse().unwrap(),
            metadata_root: MetadataRoot::FileMetadata,
            certificate,
            ssh_key,
        };
        store.add_system(&system, &Author::PLATFORM, now).unwrap();
    }
    let systems = store.systems().unwrap();
    for sender in [&systems[0], &systems[2]] {
        store.allow_route(sender, &systems[1], &Author::PLATFORM, now).unwrap();
    }
}
