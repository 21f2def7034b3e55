use std::net::SocketAddr;

use anyhow::{Result, bail};
use app::WebSettings;
use jiff::SignedDuration;
use jiff::civil::Date;
use serde::Deserialize;
use web::{AccessibilityStatement, Environment};

/// The pages: where they are served, and how long users stay signed in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Web {
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) public_url: Option<String>,
    pub(crate) environment: Kind,
    pub(crate) idle_minutes: u32,
    pub(crate) session_hours: u32,
    pub(crate) accessibility_contact: Option<String>,
    pub(crate) accessibility_reviewed: Option<Date>,
}

/// What kind of installation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    #[default]
    Production,
    Test,
    Sandbox,
}

impl From<Kind> for Environment {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Production => Self::Production,
            Kind::Test => Self::Test,
            Kind::Sandbox => Self::Sandbox,
        }
    }
}

impl Default for Web {
    fn default() -> Self {
        let environment = Kind::Production;
        Self {
            listen: None,
            public_url: None,
            environment,
            idle_minutes: 30,
            session_hours: 10,
            accessibility_contact: None,
            accessibility_reviewed: None,
        }
    }
}

impl Web {
    /// The same, for the use cases.
    pub(crate) fn settings(&self) -> WebSettings {
        WebSettings {
            idle: SignedDuration::from_mins(i64::from(self.idle_minutes)),
            absolute: SignedDuration::from_hours(i64::from(self.session_hours)),
        }
    }

    /// What the operator says in the accessibility statement.
    pub(crate) fn statement(&self) -> AccessibilityStatement {
        let contact = self.accessibility_contact.clone();
        AccessibilityStatement { contact, reviewed: self.accessibility_reviewed }
    }

    /// # Errors
    /// When sessions would be over as soon as they begin, or the address is not one of TLS.
    pub(crate) fn check(&self) -> Result<()> {
        if self.idle_minutes == 0 || self.session_hours == 0 {
            bail!("web.idle_minutes and web.session_hours are at least 1");
        }
        match &self.public_url {
            Some(url)
                if !url.starts_with("https://")
                    || url.trim_end_matches('/').matches('/').count() != 2 =>
            {
                bail!("web.public_url is https:// and a host, such as https://cpr.example.dk")
            }
            _ => Ok(()),
        }
    }

    /// The address of the pages, without a slash at its end, where they are served at `address`.
    pub(crate) fn url(&self, address: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("https://{address}"),
        }
    }

    /// Its part of a new configuration file.
    pub(super) fn template(listen: Option<SocketAddr>, kind: Kind) -> String {
        let Self { idle_minutes, session_hours, .. } = Self::default();
        let listen = match listen {
            Some(address) => format!("listen = \"{address}\""),
            None => "# listen = \"127.0.0.1:8444\"".to_owned(),
        };
        let environment = match kind {
            Kind::Production => "# environment = \"production\"",
            Kind::Test => "environment = \"test\"",
            Kind::Sandbox => "environment = \"sandbox\"",
        };
        format!(
            "[web]
# Where the pages for operators and authorities are, with TLS by the server's certificate. Without it, nowhere. The first start
# prints a link that makes the first operator; `cprabo user` adds others.
{listen}
# Their address as browsers reach it, for the links that are printed; without it, https:// and where they listen.
# public_url = \"https://cpr.example.dk\"
# production, test or sandbox: every page of the last two says so.
{environment}
# A session that is not used for so long is over, and each is after so many hours.
# idle_minutes = {idle_minutes}
# session_hours = {session_hours}
# Whom to write to about accessibility, and when the statement at /tilgaengelighed was reviewed.
# accessibility_contact = \"tilgaengelighed@example.dk\"
# accessibility_reviewed = \"2026-11-28\"
"
        )
    }
}
