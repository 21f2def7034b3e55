use std::fmt;
use std::sync::Arc;

use app::{App, Pace};
use jiff::civil::Date;
use sandbox::Sandbox;

use crate::shown_once::ShownOnce;
use crate::tickets::Tickets;

/// What the pages need.
#[derive(Clone)]
pub struct WebState {
    /// The use cases.
    pub app: App,
    /// What kind of installation it is: every page says so.
    pub environment: Environment,
    /// Where systems find the service.
    pub service: ServiceAddresses,
    /// What needs somebody, as health sees it. Called on a thread that may block, for a second at most.
    pub alerts: Arc<dyn Fn() -> Vec<Alert> + Send + Sync>,
    /// Where the persons are invented and days pass when somebody says so. Its pages are there where it is, and nowhere else.
    pub sandbox: Option<Sandbox>,
    /// What the operator says in the accessibility statement.
    pub statement: AccessibilityStatement,
    /// The address of the pages, if it is known: then browsers are asked to come by TLS alone.
    pub public_url: Option<String>,
}

impl fmt::Debug for WebState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebState").field("environment", &self.environment).finish_non_exhaustive()
    }
}

/// What the operator says in the accessibility statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessibilityStatement {
    /// Whom to write to: a name, a mail address or a telephone number.
    pub contact: Option<String>,
    /// When the statement was reviewed.
    pub reviewed: Option<Date>,
}

/// A problem that needs somebody: a kind by its word, and a text in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The kind, such as `uncollected`.
    pub kind: String,
    /// What it is, and what to do. Nothing personal.
    pub what: String,
}

/// What kind of installation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Environment {
    /// Real persons.
    #[default]
    Production,
    /// A test of the operator's.
    Test,
    /// Invented persons.
    Sandbox,
}

impl Environment {
    /// How its days go.
    pub(crate) const fn pace(self) -> Pace {
        match self {
            Self::Production | Self::Test => Pace::Calendar,
            Self::Sandbox => Pace::Simulated,
        }
    }
}

/// Where systems find the service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceAddresses {
    /// The SOAP endpoint.
    pub soap: String,
    /// The JSON API.
    pub api: String,
    /// The SFTP server.
    pub sftp: String,
}

/// What all pages share.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub(crate) web: WebState,
    pub(crate) recovery_codes: Arc<ShownOnce>,
    /// What was asked about persons.
    pub(crate) tickets: Arc<Tickets>,
    /// Links that were made for users.
    pub(crate) links: Arc<ShownOnce>,
}

impl Shared {
    /// Of pages that have shown nothing yet.
    pub(crate) fn new(web: WebState) -> Self {
        Self { web, recovery_codes: Arc::default(), tickets: Arc::default(), links: Arc::default() }
    }
}
