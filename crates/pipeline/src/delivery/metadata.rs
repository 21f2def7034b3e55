use quick_xml::escape::escape;
use store::{MetadataRoot, SftpUser};
use uuid::Uuid;

/// The content of a `.metadata` file (`delivery.md`).
#[derive(Debug, Clone)]
pub(crate) struct Metadata<'a> {
    pub(crate) root: MetadataRoot,
    pub(crate) transfer: Uuid,
    pub(crate) file_name: &'a str,
    pub(crate) size: u64,
    pub(crate) sender: &'a str,
    pub(crate) senders_file_id: Uuid,
    pub(crate) recipient: &'a SftpUser,
    /// The signed statement of the data file's contents, for systems that want it: a JSON Web Signature.
    pub(crate) statement: Option<&'a str>,
}

/// The namespace of the statement, which is our own and not Serviceplatformen's.
const STATEMENT: &str = "urn:cprabo:Statement:1";

impl Metadata<'_> {
    /// The file's bytes. Only the root has the prefix, as in Serviceplatformen's files: clients search for
    /// `ns2:FileMetadata` or `ns2:Trigger`, and for its children without prefix.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let root = self.root.element();
        let contents = match self.statement {
            Some(signed) => format!(
                "<FileContentDescriptor><Statement xmlns=\"{STATEMENT}\">{signed}</Statement>\
                 </FileContentDescriptor>"
            ),
            None => "<FileContentDescriptor/>".to_owned(),
        };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <ns2:{root} xmlns:ns2=\"http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types\">\
             <FileTransferUUID>{}</FileTransferUUID>\
             <FileDescriptor><FileName>{}</FileName><SizeInBytes>{}</SizeInBytes>\
             <Sender>{}</Sender><SendersFileId>{}</SendersFileId>\
             <Recipients>{}</Recipients></FileDescriptor>\
             {contents}</ns2:{root}>\n",
            self.transfer,
            escape(self.file_name),
            self.size,
            escape(self.sender),
            self.senders_file_id,
            self.recipient,
        )
        .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metadata_file_has_these_bytes() {
        let recipient = "omsorg".parse().unwrap();
        let mut metadata = Metadata {
            root: MetadataRoot::FileMetadata,
            transfer: Uuid::from_u128(1),
            file_name: "d260105.l534902",
            size: 1234,
            sender: "CPR & Co",
            senders_file_id: Uuid::from_u128(2),
            recipient: &recipient,
            statement: None,
        };
        let expected = concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<ns2:FileMetadata xmlns:ns2=\"http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types\">",
            "<FileTransferUUID>00000000-0000-0000-0000-000000000001</FileTransferUUID>",
            "<FileDescriptor><FileName>d260105.l534902</FileName><SizeInBytes>1234</SizeInBytes>",
            "<Sender>CPR &amp; Co</Sender>",
            "<SendersFileId>00000000-0000-0000-0000-000000000002</SendersFileId>",
            "<Recipients>omsorg</Recipients></FileDescriptor>",
            "<FileContentDescriptor/></ns2:FileMetadata>\n",
        );
        assert_eq!(String::from_utf8(metadata.to_bytes()).unwrap(), expected);
        metadata.root = MetadataRoot::Trigger;
        let trigger = expected.replace("FileMetadata", "Trigger");
        assert_eq!(String::from_utf8(metadata.to_bytes()).unwrap(), trigger);
        metadata.statement = Some("e30.e30.x_-");
        let statement = "<FileContentDescriptor>\
            <Statement xmlns=\"urn:cprabo:Statement:1\">e30.e30.x_-</Statement>\
            </FileContentDescriptor>";
        let signed = trigger.replace("<FileContentDescriptor/>", statement);
        assert_eq!(String::from_utf8(metadata.to_bytes()).unwrap(), signed);
    }
}
