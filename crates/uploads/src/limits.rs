/// Limits of what accounts upload (`out.md` 5 and 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadLimits {
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes in the `OUT` of one account.
    pub account_bytes: u64,
    /// Files in the `OUT` of one account, triggers included.
    pub account_files: u64,
    /// Bytes that must stay free on the disk: uploads stop, so that everything else can be written.
    pub free_bytes: u64,
}

const GIB: u64 = 1024 * 1024 * 1024;

impl Default for UploadLimits {
    fn default() -> Self {
        Self {
            file_bytes: 2 * GIB,
            account_bytes: 10 * GIB,
            account_files: 1000,
            free_bytes: GIB / 4,
        }
    }
}
