use std::str::FromStr;

use quick_xml::escape::escape;
use uuid::Uuid;

use crate::NAMESPACE;
use crate::trigger::Content;

/// The root element of a system's `.metadata` files (`delivery.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetadataRoot {
    /// `ns2:FileMetadata`, by the schema.
    #[default]
    FileMetadata,
    /// `ns2:Trigger`, which one deployed client reads.
    Trigger,
}

impl MetadataRoot {
    /// The element's local name.
    pub const fn element(self) -> &'static str {
        match self {
            Self::FileMetadata => "FileMetadata",
            Self::Trigger => "Trigger",
        }
    }
}

impl FromStr for MetadataRoot {
    type Err = UnknownRoot;

    fn from_str(text: &str) -> Result<Self, UnknownRoot> {
        [Self::FileMetadata, Self::Trigger]
            .into_iter()
            .find(|root| root.element() == text)
            .ok_or(UnknownRoot)
    }
}

/// Not the name of a metadata root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a metadata root is FileMetadata or Trigger")]
pub struct UnknownRoot;

/// The content of a `.metadata` file (`delivery.md`, `out.md` 4).
#[derive(Debug, Clone, Copy)]
pub struct Metadata<'a> {
    /// The root element.
    pub root: MetadataRoot,
    /// The transfer of this file to this recipient.
    pub transfer: Uuid,
    /// The data file's name.
    pub file_name: &'a str,
    /// Its length in bytes.
    pub size: u64,
    /// The account that sent it, or the platform.
    pub sender: &'a str,
    /// The sender's own id of it, if it has one.
    pub senders_file_id: Option<&'a str>,
    /// The account that gets it. Others who get it are nobody's business.
    pub recipient: &'a str,
    /// What the sender says of its content.
    pub content: &'a Content,
}

impl Metadata<'_> {
    /// The file's bytes. Only the root has the prefix, as in Serviceplatformen's files: clients search for
    /// `ns2:FileMetadata` or `ns2:Trigger`, and for its children without prefix.
    pub fn to_bytes(&self) -> Vec<u8> {
        let root = self.root.element();
        let id = self.senders_file_id.map(escape);
        let id = id.map(|id| format!("<SendersFileId>{id}</SendersFileId>")).unwrap_or_default();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <ns2:{root} xmlns:ns2=\"{NAMESPACE}\">\
             <FileTransferUUID>{}</FileTransferUUID>\
             <FileDescriptor><FileName>{}</FileName><SizeInBytes>{}</SizeInBytes>\
             <Sender>{}</Sender>{id}\
             <Recipients>{}</Recipients></FileDescriptor>\
             {}</ns2:{root}>\n",
            self.transfer,
            escape(self.file_name),
            self.size,
            escape(self.sender),
            escape(self.recipient),
            self.content.as_str(),
        )
        .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metadata_file_has_these_bytes() {
        let (empty, statement) = (Content::empty(), Content::of("<Statement>x</Statement>"));
        let mut metadata = Metadata {
            root: MetadataRoot::FileMetadata,
            transfer: Uuid::from_u128(1),
            file_name: "d260105.l534902",
            size: 1234,
            sender: "CPR & Co",
            senders_file_id: Some("a<b"),
            recipient: "omsorg",
            content: &empty,
        };
        let expected = concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<ns2:FileMetadata xmlns:ns2=\"http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types\">",
            "<FileTransferUUID>00000000-0000-0000-0000-000000000001</FileTransferUUID>",
            "<FileDescriptor><FileName>d260105.l534902</FileName><SizeInBytes>1234</SizeInBytes>",
            "<Sender>CPR &amp; Co</Sender><SendersFileId>a&lt;b</SendersFileId>",
            "<Recipients>omsorg</Recipients></FileDescriptor>",
            "<FileContentDescriptor/></ns2:FileMetadata>\n",
        );
        assert_eq!(String::from_utf8(metadata.to_bytes()).unwrap(), expected);
        metadata.root = MetadataRoot::Trigger;
        metadata.senders_file_id = None;
        metadata.content = &statement;
        let trigger = expected
            .replace("FileMetadata", "Trigger")
            .replace("<SendersFileId>a&lt;b</SendersFileId>", "")
            .replace("<FileContentDescriptor/>", statement.as_str());
        assert_eq!(String::from_utf8(metadata.to_bytes()).unwrap(), trigger);
    }
}
