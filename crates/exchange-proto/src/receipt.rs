use quick_xml::escape::escape;
use uuid::Uuid;

use crate::NAMESPACE;
use crate::error_code::ErrorCode;

/// What the sender finds as `<file>.sftpreceipt` (`out.md` 2).
#[derive(Debug, Clone, Copy)]
pub struct Receipt<'a> {
    /// The transfer; the zero UUID of one that never was.
    pub transfer: Uuid,
    /// The sender's own id, if it could be read.
    pub senders_file_id: Option<&'a str>,
    /// Why the file was not sent on; none for one that was.
    pub errors: &'a [ErrorCode],
}

impl Receipt<'_> {
    /// The document's bytes. One client compares the message with `SUCCESS`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { transfer, senders_file_id, errors } = self;
        let id = senders_file_id
            .map(|id| format!("<SendersFileId>{}</SendersFileId>", escape(id)))
            .unwrap_or_default();
        let outcome = match errors {
            [] => "<Receipt><Message>SUCCESS</Message></Receipt>".to_owned(),
            errors => errors.iter().copied().map(message).collect(),
        };
        format!(
            "<ns2:TechnicalReceipt xmlns:ns2=\"{NAMESPACE}\"><FileTransferUUID>{transfer}</FileTransferUUID>\
             {id}{outcome}</ns2:TechnicalReceipt>"
        )
        .into_bytes()
    }
}

fn message(code: ErrorCode) -> String {
    format!(
        "<ErrorMessage><ErrorCode>{}</ErrorCode><ErrorCodeDescription>{}</ErrorCodeDescription>\
         <ErrorDescription>{}</ErrorDescription></ErrorMessage>",
        code.number(),
        escape(code.sentence()),
        escape(code.advice()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(receipt: Receipt<'_>) -> String {
        String::from_utf8(receipt.to_bytes()).unwrap()
    }

    #[test]
    fn receipt_of_a_file_that_was_sent_on_has_these_bytes() {
        let receipt =
            Receipt { transfer: Uuid::from_u128(1), senders_file_id: Some("a & b"), errors: &[] };
        assert_eq!(
            text(receipt),
            "<ns2:TechnicalReceipt xmlns:ns2=\"http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types\">\
             <FileTransferUUID>00000000-0000-0000-0000-000000000001</FileTransferUUID>\
             <SendersFileId>a &amp; b</SendersFileId><Receipt><Message>SUCCESS</Message></Receipt>\
             </ns2:TechnicalReceipt>"
        );
    }

    #[test]
    fn receipt_of_a_file_that_was_not_has_a_message_for_each_error() {
        let errors = [ErrorCode::SizeDiffers, ErrorCode::UnknownRecipient];
        let text = text(Receipt { transfer: Uuid::nil(), senders_file_id: None, errors: &errors });
        assert!(!text.contains("SendersFileId>") && !text.contains("SUCCESS"));
        assert_eq!(text.matches("<ErrorMessage>").count(), 2);
        assert!(text.contains(
            "<ErrorMessage><ErrorCode>1005</ErrorCode><ErrorCodeDescription>The size in the trigger is not the size \
             of the file</ErrorCodeDescription><ErrorDescription>Upload the whole file, and then its trigger with its \
             size in bytes.</ErrorDescription></ErrorMessage>"
        ));
    }
}
