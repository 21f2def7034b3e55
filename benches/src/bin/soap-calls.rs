//! How many `AddPNRSubscription` per second are answered over many connections, each durable before it is answered. Two
//! binaries are measured in turn, in one run:
//!
//! ```sh
//! cargo build --release && cargo run --release -p benches --bin soap-calls -- --against /path/to/an/older/cprabo
//! ```

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use benches::{run, say};
use bytes::Bytes;
use clap::Parser;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use uuid::Uuid;

/// A public key without a private one: nothing is fetched here.
const SSH_KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea bench\n";
const SYSTEM: Uuid = Uuid::from_u128(1);
const AGREEMENT: Uuid = Uuid::from_u128(2);
const AUTHORITY: Uuid = Uuid::from_u128(3);

#[derive(Debug, Parser)]
struct Arguments {
    /// The program
    #[arg(long, default_value = "target/release/cprabo")]
    binary: PathBuf,
    /// Another one, measured in turn with it
    #[arg(long)]
    against: Option<PathBuf>,
    /// Concurrent connections, each with one call in progress
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// How long one measurement takes
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Measurements of each
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Add the same number again and again: ALREADY_EXISTED
    #[arg(long)]
    existing: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut sides = vec![Side::start(&arguments.binary)?];
    if let Some(against) = &arguments.against {
        sides.push(Side::start(against)?);
    }
    for round in 0..=arguments.rounds {
        for side in &mut sides {
            let found = side.measure(&arguments).await?;
            // The first warms up both.
            if round > 0 {
                side.found.push(found);
            }
        }
    }
    for side in &mut sides {
        let (calls, high) = side.medians();
        say(&format!("{calls:8.0} calls/s, 99 % within {high:6.1} ms: {}", side.name));
    }
    if let [one, other] = &mut sides[..] {
        say(&format!("{:8.2} times as many", one.medians().0 / other.medians().0));
    }
    Ok(())
}

/// A server of one binary, with one system.
struct Side {
    name: String,
    folder: TempDir,
    server: Child,
    port: u16,
    next: Arc<AtomicU64>,
    /// Calls per second, and the 99th percentile of milliseconds, of each round.
    found: Vec<(f64, f64)>,
}

impl Side {
    fn start(binary: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("data");
        let command = |arguments: &[&str]| {
            let data = ["--data".as_ref(), data.as_os_str()];
            let arguments = arguments.iter().map(OsStr::new);
            run(binary, &data.into_iter().chain(arguments).collect::<Vec<_>>())
        };
        command(&["init", "--soap", "127.0.0.1:0", "--sftp", "127.0.0.1:0"])?;
        let clients = folder.path().join("clients");
        std::fs::create_dir(&clients)?;
        let (certificate, ssh_key) = (clients.join("bench.crt"), clients.join("bench.pub"));
        std::fs::write(&ssh_key, SSH_KEY)?;
        command(&["client-cert", "bench", "--out", &clients.to_string_lossy()])?;
        let files = [certificate.to_string_lossy(), ssh_key.to_string_lossy()];
        let system = SYSTEM.to_string();
        command(&[
            "system",
            "add",
            "bench",
            "--system",
            &system,
            "--cert",
            &files[0],
            "--ssh-key",
            &files[1],
        ])?;
        let (agreement, authority) = (AGREEMENT.to_string(), AUTHORITY.to_string());
        command(&[
            "agreement",
            "add",
            "--agreement",
            &agreement,
            "--system",
            &system,
            "--authority",
            &authority,
        ])?;
        let mut server = Command::new(binary)
            .args(["--data".as_ref(), data.as_os_str(), "serve".as_ref()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut ready = String::new();
        BufReader::new(server.stdout.take().context("no output")?).read_line(&mut ready)?;
        let port = ready.split("soap=https://127.0.0.1:").nth(1).context("not ready")?;
        let port =
            port.split(|digit: char| !digit.is_ascii_digit()).next().unwrap_or_default().parse()?;
        let name = binary.display().to_string();
        Ok(Self { name, folder, server, port, next: Arc::default(), found: Vec::new() })
    }

    async fn measure(&self, arguments: &Arguments) -> Result<(f64, f64)> {
        let tls = self.tls()?;
        let mut senders = Vec::new();
        for _ in 0..arguments.connections {
            senders.push(connect(&tls, self.port).await?);
        }
        let until = Instant::now() + Duration::from_secs(arguments.seconds);
        let mut tasks = JoinSet::new();
        for sender in senders {
            let (next, existing) = (Arc::clone(&self.next), arguments.existing);
            tasks.spawn(call_until(sender, until, next, existing));
        }
        let mut took = Vec::new();
        while let Some(done) = tasks.join_next().await {
            took.extend(done??);
        }
        took.sort_unstable();
        let high = took.get(took.len() * 99 / 100).context("nothing was answered")?;
        #[expect(clippy::cast_precision_loss, reason = "for people")]
        Ok((took.len() as f64 / arguments.seconds as f64, high.as_secs_f64() * 1000.0))
    }

    fn tls(&self) -> Result<TlsConnector> {
        let read = |file: &str| std::fs::read(self.folder.path().join(file));
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(&read("data/ca/ca.crt")?)?)?;
        let certificate = CertificateDer::from_pem_slice(&read("clients/bench.crt")?)?;
        let key = PrivateKeyDer::from_pem_slice(&read("clients/bench.key")?)?;
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_client_auth_cert(vec![certificate], key)?;
        Ok(TlsConnector::from(Arc::new(config)))
    }

    /// Medians over all rounds: calls per second, and the 99th percentile of milliseconds.
    fn medians(&self) -> (f64, f64) {
        let median = |of: fn(&(f64, f64)) -> f64| {
            let mut values: Vec<f64> = self.found.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied().unwrap_or_default()
        };
        (median(|found| found.0), median(|found| found.1))
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

async fn connect(tls: &TlsConnector, port: u16) -> Result<SendRequest<Full<Bytes>>> {
    let tcp = TcpStream::connect(("127.0.0.1", port)).await?;
    tcp.set_nodelay(true)?;
    let server = ServerName::from(std::net::IpAddr::from([127, 0, 0, 1]));
    let (sender, connection) = handshake(TokioIo::new(tls.connect(server, tcp).await?)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

/// Sends each call after the answer to the last; returns how long each took.
async fn call_until(
    mut sender: SendRequest<Full<Bytes>>,
    until: Instant,
    next: Arc<AtomicU64>,
    existing: bool,
) -> Result<Vec<Duration>> {
    let mut took = Vec::new();
    while Instant::now() < until {
        let number = if existing { 0 } else { next.fetch_add(1, Ordering::Relaxed) };
        let request = Request::post("/service/CPRSubscription/CPRSubscription/1/")
            .header("host", "localhost")
            .header("content-type", "text/xml; charset=utf-8")
            .body(Full::new(Bytes::from(envelope(number))))?;
        let began = Instant::now();
        sender.ready().await?;
        let answer = sender.send_request(request).await?.into_body().collect().await?.to_bytes();
        took.push(began.elapsed());
        let answer = std::str::from_utf8(&answer)?;
        let is_done = answer.contains(">ADDED<") || answer.contains(">ALREADY_EXISTED<");
        ensure!(is_done, "{answer}");
    }
    Ok(took)
}

fn envelope(number: u64) -> String {
    // Numbers that begin with a day and a month, 28 and 12 of them.
    let (day, month, rest) = (number % 28 + 1, number / 28 % 12 + 1, number / 28 / 12);
    format!(
        r#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
<AddPNRSubscription xmlns="http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/">
<InvocationContext xmlns="http://serviceplatformen.dk/xml/schemas/InvocationContext/1/">
<ServiceAgreementUUID>{AGREEMENT}</ServiceAgreementUUID><UserSystemUUID>{SYSTEM}</UserSystemUUID>
<UserUUID>{AUTHORITY}</UserUUID><ServiceUUID>9cdccc2f-3243-11e2-8fef-d4bed98c5934</ServiceUUID>
</InvocationContext>
<PNR xmlns="http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/">{day:02}{month:02}{rest:06}</PNR>
</AddPNRSubscription></soap:Body></soap:Envelope>"#
    )
}
