mod agreements;
mod alarm;
mod approval;
mod brake;
mod exchange;
mod ledger;
mod notify;
mod off4;
mod probe;
mod renamed;
mod retention;
mod review;
mod verify;
mod web;
mod words;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use extract::Form;
use serde::Deserialize;
use tracing_subscriber::filter::LevelFilter;

use crate::input::read_text;
use crate::output::note;

pub(crate) use agreements::Agreements;
pub(crate) use alarm::Alarm;
pub(crate) use approval::Approval;
pub(crate) use brake::Brake;
pub(crate) use exchange::Exchange;
pub(crate) use ledger::Ledger;
pub(crate) use notify::Notify;
pub(crate) use off4::Off4;
pub(crate) use probe::Probe;
pub(crate) use retention::Retention;
pub(crate) use review::Review;
pub(crate) use verify::Verify;
pub(crate) use web::{Kind, Web};
pub(crate) use words::{Level, LoadForm, Name, ReplayName, Seconds, Sender};

/// The configuration file, `cprabo.toml` in the data directory.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) soap: Soap,
    pub(crate) sftp: Sftp,
    #[serde(default)]
    pub(crate) agreements: Agreements,
    #[serde(default)]
    pub(crate) inbox: Inbox,
    #[serde(default)]
    pub(crate) ingest: Ingest,
    #[serde(default)]
    pub(crate) delivery: Delivery,
    #[serde(default)]
    pub(crate) brake: Brake,
    #[serde(default)]
    pub(crate) retention: Retention,
    #[serde(default)]
    pub(crate) ledger: Ledger,
    #[serde(default)]
    pub(crate) exchange: Exchange,
    #[serde(default)]
    pub(crate) notify: Notify,
    #[serde(default)]
    pub(crate) review: Review,
    #[serde(default)]
    pub(crate) off4: Off4,
    #[serde(default)]
    pub(crate) web: Web,
    #[serde(default)]
    pub(crate) probe: Probe,
    #[serde(default)]
    pub(crate) approval: Approval,
    #[serde(default)]
    pub(crate) alarm: Alarm,
    #[serde(default)]
    pub(crate) verify: Verify,
    #[serde(default, alias = "watch")]
    pub(crate) monitoring: Monitoring,
    #[serde(default)]
    pub(crate) log: Log,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Soap {
    pub(crate) listen: SocketAddr,
    #[serde(default)]
    pub(crate) public_url: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sftp {
    pub(crate) listen: SocketAddr,
    #[serde(default)]
    pub(crate) legacy_listen: Option<SocketAddr>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Inbox {
    pub(crate) folder: PathBuf,
    pub(crate) poll_seconds: Seconds,
    #[serde(alias = "settle_seconds")]
    pub(crate) stable_seconds: Seconds,
    #[serde(alias = "settle_unended_seconds")]
    pub(crate) stable_unended_seconds: Seconds,
}

impl Default for Inbox {
    fn default() -> Self {
        let seconds = |seconds| Seconds(Duration::from_secs(seconds));
        Self {
            folder: "inbox".into(),
            poll_seconds: seconds(2),
            stable_seconds: seconds(5),
            stable_unended_seconds: seconds(600),
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Ingest {
    pub(crate) max_bytes: u64,
}

impl Default for Ingest {
    fn default() -> Self {
        Self { max_bytes: pipeline::Settings::MAX_BYTES }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Delivery {
    pub(crate) name: Name,
    pub(crate) replay_name: ReplayName,
    pub(crate) sender: Sender,
    pub(crate) load_form: LoadForm,
}

impl Default for Delivery {
    fn default() -> Self {
        Self {
            name: Name::default(),
            replay_name: ReplayName::default(),
            sender: Sender(pipeline::Settings::SENDER.to_owned()),
            load_form: LoadForm(Form::PADDED_LF),
        }
    }
}

/// The address of `/health` and `/metrics` for monitoring, without TLS.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Monitoring {
    pub(crate) listen: Option<SocketAddr>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Log {
    pub(crate) level: Level,
    pub(crate) json: bool,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: Level(LevelFilter::INFO), json: false }
    }
}

impl Config {
    /// Reads the file; settings that are missing have their defaults.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = read_text(path)?;
        let config: Self =
            toml::from_str(&text).with_context(|| format!("{} cannot be used", path.display()))?;
        let notes = toml::from_str(&text).map(|table| renamed::renamed(&table));
        notes
            .unwrap_or_default()
            .iter()
            .for_each(|what| note(&format!("{}: {what}", path.display())));
        let checked = config.retention.check().and_then(|()| config.exchange.check());
        let checked =
            checked.and_then(|()| config.off4.check()).and_then(|()| config.notify.check());
        let checked = checked.and_then(|()| config.brake.check()).and_then(|()| config.web.check());
        let checked = checked.and_then(|()| config.probe.check());
        checked.with_context(|| format!("{} cannot be used", path.display()))?;
        Ok(config)
    }

    /// The text of a new configuration file, which shows every setting.
    pub(crate) fn template(
        soap: SocketAddr,
        sftp: SocketAddr,
        legacy_sftp: Option<SocketAddr>,
        web: (Option<SocketAddr>, Kind),
    ) -> String {
        let legacy = match legacy_sftp {
            Some(address) => format!("legacy_listen = \"{address}\""),
            None => "# legacy_listen = \"127.0.0.1:8023\"".to_owned(),
        };
        let (inbox, delivery) = (Inbox::default(), Delivery::default());
        let unended = inbox.stable_unended_seconds.0.as_secs();
        let (stable, poll) = (inbox.stable_seconds.0.as_secs(), inbox.poll_seconds.0.as_secs());
        let (name, sender, bytes) =
            (delivery.name.0, delivery.sender.0, Ingest::default().max_bytes);
        let replay = delivery.replay_name.0;
        let Retention { folder_days, archive_days, warn_days } = Retention::default();
        let (alarm, verify) = (Alarm::template(), Verify::template());
        let (exchange, off4) = (Exchange::template(), Off4::template());
        let (agreements, notify) = (Agreements::template(), Notify::template());
        let review = Review::template();
        let web = Web::template(web.0, web.1);
        let probe = Probe::template();
        let (approval, brake, ledger) =
            (Approval::template(), Brake::template(), Ledger::template());
        format!(
            r#"# Configuration of cprabo. Lines that begin with # show defaults.

[soap]
# Where the SOAP endpoint listens. Only loopback addresses are reached from this machine alone.
listen = "{soap}"
# The service's address as clients reach it, for the WSDL; without it, as each request came.
# public_url = "https://cpr.example.dk/service/CPRSubscription/CPRSubscription/1/"

[sftp]
# Where the SFTP server listens.
listen = "{sftp}"
# Where clients come in that know only SHA-1 (ssh-rsa, diffie-hellman-group14-sha1), and of those only the systems that
# `cprabo system legacy-ssh NAME on` lets in. Without it, nowhere. docs/operating.md says how to be rid of it again.
{legacy}

[inbox]
# The folder into which extracts are put, from the data directory if not absolute.
# folder = "inbox"
# How often it is looked at, and how long a file must stay as it is to count as complete.
# poll_seconds = {poll}
# stable_seconds = {stable}
# The same for a file without an end record (999): its sender may have stalled. After that it is taken as torn.
# stable_unended_seconds = {unended}

[ingest]
# The largest extract that is read. An extract is held in memory.
# max_bytes = {bytes}

[delivery]
# The names of data files: {{YYMMDD}}, {{opgavenr}}, {{agreement}}. Clients want the date in
# characters 2 to 7.
# name = "{name}"
# The names of those that are delivered again: {{name}}, and behind it {{number}}.
# replay_name = "{replay}"
# What stands as Sender in .metadata files.
# sender = "{sender}"
# The form of loads, which are made from the replica: padded or trimmed records, with LF or CRLF.
# load_form = "padded-lf"

{brake}
[retention]
# How many days a delivered file stays in IN if its system does not remove it, and how many what it is made of
# (extracts, and loads as they went out) stays in the archive, for replays; 0 is for ever. What the archive
# has dropped cannot be replayed, nor the replica rebuilt from it. What nobody has collected stays there.
# folder_days = {folder_days}
# archive_days = {archive_days}
# So many days before a file leaves IN that nobody has collected, `cprabo healthcheck` calls attention to it; and
# so many days pass after these settings were changed before anything goes by them.
# warn_days = {warn_days}

{exchange}
{off4}
{web}
{probe}
{approval}
{alarm}
{agreements}
{notify}
{ledger}
{review}
{verify}
[monitoring]
# Where a monitoring system finds /health and /metrics (OpenMetrics), over HTTP without TLS and for whoever reaches it:
# on this machine or in a closed network. Without it, nowhere. They name agreements and accounts, and no persons.
# listen = "127.0.0.1:8090"

[log]
# off, error, warn, info, debug or trace; CPRABO_LOG overrides it.
# level = "info"
# One JSON object a line instead of text.
# json = false
"#
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_a_configuration_and_shows_the_defaults() {
        let address = "127.0.0.1:8443".parse().unwrap();
        let template = Config::template(address, address, None, (None, Kind::default()));
        let as_it_is: Config = toml::from_str(&template).unwrap();
        let uncommented: String = template
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(setting) if setting.contains(" = ") => setting,
                _ => line,
            })
            .map(|line| format!("{line}\n"))
            .collect();
        let mut all_set: Config = toml::from_str(&uncommented).unwrap();
        assert!(
            all_set.soap.public_url.take().is_some() && all_set.monitoring.listen.take().is_some()
        );
        assert!(all_set.web.listen.take().is_some() && all_set.web.public_url.take().is_some());
        assert!(all_set.web.accessibility_contact.take().is_some());
        assert!(all_set.web.accessibility_reviewed.take().is_some());
        assert!(
            all_set.sftp.legacy_listen.take().is_some() && all_set.off4.listen.take().is_some()
        );
        assert_eq!(format!("{all_set:?}"), format!("{as_it_is:?}"));
    }

    #[test]
    fn template_with_a_legacy_listener_says_where_it_listens() {
        let address = |port: u16| std::net::SocketAddr::from(([127, 0, 0, 1], port));
        let template = Config::template(
            address(1),
            address(2),
            Some(address(3)),
            (Some(address(4)), Kind::Sandbox),
        );
        let config: Config = toml::from_str(&template).unwrap();
        assert_eq!(config.sftp.legacy_listen, Some(address(3)));
        assert_eq!((config.web.listen, config.web.environment), (Some(address(4)), Kind::Sandbox));
    }

    #[test]
    fn a_setting_that_cannot_be_is_an_error_where_it_stands() {
        for (setting, why) in [
            ("[inbox]\npoll_seconds = -1", "negative"),
            ("[inbox]\nstable_seconds = nan", "either too big or NaN"),
            ("[delivery]\nname = 'x'", "YYMMDD"),
            ("[delivery]\nreplay_name = '{name}'", "{number}"),
            ("[delivery]\nload_form = 'stream'", "a form is padded-lf"),
            ("[delivery]\nsender = \"a\\u0001\"", "a sender has no control characters"),
            ("[log]\nlevel = 'loud'", "a level is"),
            ("[web]\nenvironment = 'moon'", "unknown variant"),
        ] {
            let text = "[soap]\nlisten = '127.0.0.1:1'\n[sftp]\nlisten = '127.0.0.1:2'\n";
            let error = toml::from_str::<Config>(&format!("{text}{setting}\n")).unwrap_err();
            let error = error.to_string();
            assert!(error.contains(why) && error.contains("line 6"), "{error}");
        }
    }

    #[test]
    fn a_setting_that_is_not_known_is_an_error() {
        let text = "[soap]\nlisten = '127.0.0.1:1'\nlsiten = 1\n[sftp]\nlisten = '127.0.0.1:2'\n";
        assert!(toml::from_str::<Config>(text).unwrap_err().to_string().contains("lsiten"));
    }
}
