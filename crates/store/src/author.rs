use uuid::Uuid;

/// Who changes something, for the history and the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// `certificate <fingerprint>`, `operator <user>` or `platform`.
    pub who: String,
    /// `OnBehalfOfUser` of the call, if it said one.
    pub on_behalf_of: Option<String>,
    /// The id that log, fault and audit trail share.
    pub correlation: Uuid,
}

/// One line of the audit trail: who tried to do what, and how it ended. Never personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Who.
    pub author: Author,
    /// What was tried, in one word or two: `AddPNRSubscription`, `sftp login`, `release`.
    pub action: String,
    /// On what: an agreement's UUID, a run's number, an account.
    pub subject: String,
    /// How it ended: `done`, or a fault code.
    pub outcome: String,
}
