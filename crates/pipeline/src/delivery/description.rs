use exchange_proto::Metadata;
use jiff::civil::Date;
use manifest::{AGES_IN, Contents, LeftOut, Signer, Statement};
use store::{ChainPosition, DeliveryTerms, Sha256, StoreError};
use uuid::Uuid;

use super::content::content;
use crate::error::PipelineError;

/// A published data file, or one to be published, as its `.metadata` file describes it.
pub(crate) struct Description<'a> {
    pub(crate) pair: &'a DeliveryTerms,
    pub(crate) link: &'a ChainPosition,
    /// PRODDTO of the extract from which, or as of which, it was made.
    pub(crate) proddto: Date,
    /// The digest of its source: the extract, or a load's own bytes.
    pub(crate) source: &'a Sha256,
    pub(crate) size: u64,
    pub(crate) sha256: Sha256,
    pub(crate) persons: u64,
    pub(crate) records: u64,
}

impl Description<'_> {
    /// The `.metadata` file. It is computed from these values without randomness: written again, it has the same bytes.
    pub(crate) fn metadata(&self, signer: &Signer) -> Result<Vec<u8>, PipelineError> {
        let Self { pair, .. } = self;
        let file_id = Uuid::new_v5(&Uuid::NAMESPACE_OID, self.source.as_bytes());
        let name = format!("{}/{}", pair.agreement, pair.name);
        let statement = pair.is_signed.then(|| signer.sign(&self.statement())).transpose()?;
        let metadata = Metadata {
            root: pair.metadata_root,
            transfer: Uuid::new_v5(&file_id, name.as_bytes()),
            file_name: &pair.name,
            size: self.size,
            sender: &pair.sender,
            senders_file_id: Some(&file_id.to_string()),
            recipient: pair.sftp_user.as_str(),
            content: &content(statement.as_deref()),
        };
        Ok(metadata.to_bytes())
    }

    fn statement(&self) -> Statement {
        let Self { pair, link, .. } = self;
        let contents = Contents {
            seq: link.seq,
            kind: link.kind.as_str(),
            reason: link.ages_in.then_some(AGES_IN),
            replay_of: link.replay_of,
            file: pair.name.clone(),
            proddto: self.proddto,
            size: self.size,
            persons: self.persons,
            records: self.records,
            sha256: self.sha256.to_string(),
            previous_sha256: link.previous.map(|sha256| sha256.to_string()),
            left_out: LeftOut::of(&pair.minimisation),
        };
        Statement { agreement: pair.agreement, contents }
    }
}

/// PRODDTO of a run that was delivered.
pub(crate) fn proddto(run: &store::Run) -> Result<Date, PipelineError> {
    let header = run.header.ok_or_else(|| StoreError::NotFound("PRODDTO".into()))?;
    Ok(header.proddto)
}
