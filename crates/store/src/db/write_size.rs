/// How much a write may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WriteSize {
    /// A few rows.
    Small,
    /// Many rows. An engine that lets writes share a commit gives it a transaction of its own.
    Large,
}
