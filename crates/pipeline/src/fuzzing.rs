//! Entry point of `fuzz/fuzz_targets/metadata.rs`.

use exchange_proto::{Content, Metadata, MetadataRoot};
use store::SftpUser;
use uuid::Uuid;

use crate::settings::Settings;

/// The bytes of a `.metadata` file with these names; `None` for names that no sender or account can have. It accepts
/// more file names than the settings do.
pub fn metadata(file_name: &str, sender: &str, recipient: &str) -> Option<Vec<u8>> {
    if !Settings::is_sender(sender) || !Settings::is_sender(file_name) {
        return None;
    }
    let recipient: SftpUser = recipient.parse().ok()?;
    let metadata = Metadata {
        root: MetadataRoot::FileMetadata,
        transfer: Uuid::nil(),
        file_name,
        size: 0,
        sender,
        senders_file_id: Some(&Uuid::nil().to_string()),
        recipient: recipient.as_str(),
        content: &Content::empty(),
    };
    Some(metadata.to_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn door_writes_a_file_for_an_account_that_can_be() {
        assert!(metadata("d260105.l534902", "CPR", "omsorg").is_some());
        assert!(metadata("d260105.l534902", "CPR", "").is_none());
        assert!(metadata("d260105.l534902", "C\u{1}PR", "omsorg").is_none());
    }
}
