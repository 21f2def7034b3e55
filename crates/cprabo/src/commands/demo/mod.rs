//! Everything at once, in a temporary directory: two systems and two days, with real SOAP calls and real SFTP logins.

mod cast;
mod envelope;
mod hands_on;
mod sftp_client;
mod soap_client;
mod story;

use std::path::Path;
use std::sync::mpsc::channel;

use anyhow::Result;
use clap::Args;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::filter::LevelFilter;

use self::story::Story;
use super::init::Init;
use super::serve::{Server, ShutdownGrace};
use crate::config::Log;
use crate::exit_status::ExitStatus;
use crate::installation::Installation;
use crate::logging;

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Keep running afterwards, to try every step by hand
    #[arg(long)]
    keep: bool,
}

impl Demo {
    pub(crate) fn run(self) -> Result<ExitStatus> {
        let log = logging::start(&Log::default(), Some(LevelFilter::ERROR))?;
        let folder = tempfile::Builder::new().prefix("cprabo-demo-").tempdir()?;
        let any = "127.0.0.1:0".parse()?;
        Init::at(any, any).with_sandbox_pages(any).make(folder.path())?;
        let installation = Installation::open(folder.path())?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let close = CancellationToken::new();
        let shutdown_grace = ShutdownGrace::new(close.clone());
        let server = Server::open(&installation, log.status(), close.clone());
        let shown = runtime.block_on(async {
            self.report(&installation, folder.path(), server.await?, close, &shutdown_grace).await
        });
        runtime.shutdown_timeout(shutdown_grace.left());
        shown.map(|()| ExitStatus::Done)
    }

    async fn report(
        self,
        installation: &Installation,
        folder: &Path,
        server: Server,
        close: CancellationToken,
        shutdown_grace: &ShutdownGrace,
    ) -> Result<()> {
        let (soap, sftp) = server.addresses()?;
        // Without it nobody has the time to follow a link.
        let first_link = if self.keep { server.first_link(installation)? } else { None };
        let (_wake, woken) = channel();
        let serving = server.serve(shutdown_grace, woken);
        let story = async {
            let shown =
                Story { installation, folder, soap, sftp, first_link }.report(self.keep).await;
            close.cancel();
            shown
        };
        let (served, shown) = tokio::join!(serving, story);
        shown.and(served)
    }
}
