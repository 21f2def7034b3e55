use blobs::ArchiveFile;
use store::{
    Agreement, ChainPosition, DeliveryKind, DeliveryTerms, LeaseName, LoadDelivery, LoadEnd,
    LoadPart, LoadWork, Part, PublishedFiles, Run, SftpUser, Sha256,
};

use super::loading::{Loading, Outcome};
use super::part::{file, members_of};
use crate::data_files::DataFiles;
use crate::delivery::{Description, proddto, put_metadata};
use crate::error::PipelineError;
use crate::lock::{Lock, PIPELINE_LOCK};
use crate::progress::PipelineEvent;
use crate::settings::Settings;
use crate::work_file::Take;
use crate::work_folder::WorkFolder;

/// The terms of a load's deliveries. The names of the parts are derived from this name.
pub(super) fn pair(
    settings: &Settings,
    agreement: &Agreement,
    run: &Run,
    pair: DeliveryTerms,
) -> DeliveryTerms {
    let name = run.header.map(|header| {
        let opgavenr = agreement.opgavenr.unwrap_or(header.opgavenr);
        settings.name.name(header.proddto, opgavenr, agreement.uuid)
    });
    DeliveryTerms { name: name.unwrap_or_default(), sender: settings.sender.clone(), ..pair }
}

/// Puts all parts into the account's folder and records them in the ledger, unless an extract was applied meanwhile.
pub(super) fn publish(
    loading: &Loading<'_>,
    folder: &WorkFolder,
    work: &LoadWork,
    parts: &[LoadPart],
) -> Result<Outcome, PipelineError> {
    // Archived before the lock is taken, because it takes long and extracts would wait.
    for part in parts {
        archive(loading, folder, part)?;
    }
    // While the lock is held no extract is applied.
    let _lock = Lock::take(&loading.settings.lock, PIPELINE_LOCK, loading.progress)?;
    let store = loading.store.with_lease(LeaseName::Pipeline)?;
    let last = store.last_applied()?;
    if last.is_none_or(|last| last.id != work.run.id) {
        return Ok(Outcome::Superseded);
    }
    let DataFiles { archive: archived, folders, .. } = loading.files;
    // A sweep may have run meanwhile: it deletes loads that are not in the ledger.
    for part in parts {
        if !archived.contains(ArchiveFile::Load(part.sha256))? {
            archive(loading, folder, part)?;
        }
    }
    let mut end = store.chain_head(work.pair.agreement)?;
    let mut delivered = Vec::with_capacity(parts.len());
    for part in parts {
        let pair = DeliveryTerms { name: name(work, part, parts.len()), ..work.pair.clone() };
        let next = end.next(DeliveryKind::Load, None);
        let link = ChainPosition { ages_in: work.ages_in, ..next };
        (end.seq, end.sha256) = (link.seq, Some(part.sha256));
        let LoadPart { size, sha256, persons, records, .. } = *part;
        let (proddto, source) = (proddto(&work.run)?, &sha256);
        let description = Description {
            pair: &pair,
            link: &link,
            proddto,
            source,
            size,
            sha256,
            persons,
            records,
        };
        let metadata = description.metadata(&loading.settings.signer)?;
        put_metadata(folders, &pair, &metadata)?;
        let leaving = folder.leaving(&file(part.part))?;
        folders.put_file(&pair.sftp_user, &pair.name, &leaving)?;
        let publish = PublishedFiles {
            size: part.size,
            metadata_size: metadata.len() as u64,
            sha256: part.sha256,
            metadata_sha256: Sha256::of([&metadata[..]]),
            records: part.records,
            disclosed: members_of(folder, part)?,
        };
        delivered.push(LoadDelivery { seq: link.seq, name: pair.name, publish });
    }
    folders.flush()?;
    loading.progress.step(PipelineEvent::LoadPlaced(work.id))?;
    let now = loading.clock.now();
    let end = store.finish_load(work, &delivered, clock::danish_day(now), now)?;
    if end != LoadEnd::Delivered {
        take_away(loading, &work.pair.sftp_user, &delivered)?;
    }
    Ok(match end {
        LoadEnd::Delivered => Outcome::Done,
        LoadEnd::CalledOff => Outcome::Over,
        LoadEnd::Superseded => Outcome::Superseded,
    })
}

/// Archives a copy of a part. It is written in the load's own folder, because without the lock the common folder for
/// unfinished files may be cleared by another process.
fn archive(
    loading: &Loading<'_>,
    folder: &WorkFolder,
    part: &LoadPart,
) -> Result<(), PipelineError> {
    let read = |take: &mut Take<'_>| folder.read(&file(part.part), take);
    loading.files.archive.put_load(&part.sha256, Some(folder.path()), read)
}

/// Deletes files that are not in the ledger: no system can fetch them, but they contain personal data.
fn take_away(
    loading: &Loading<'_>,
    user: &SftpUser,
    delivered: &[LoadDelivery],
) -> Result<(), PipelineError> {
    let Loading { store, files: DataFiles { archive, folders, .. }, .. } = loading;
    for LoadDelivery { name, publish, .. } in delivered {
        for part in [Part::Data, Part::Metadata] {
            folders.remove(user, &format!("{name}{}", part.suffix()))?;
        }
        // An earlier delivery may have the same bytes.
        if !store.is_load_delivered(&publish.sha256)? {
            archive.delete_load(&publish.sha256)?;
        }
    }
    Ok(())
}

/// `d260105.l534902.….load7`, or `….load7.2` when there are several parts.
fn name(work: &LoadWork, part: &LoadPart, parts: usize) -> String {
    let name = format!("{}.load{}", work.pair.name, work.id);
    if parts > 1 { format!("{name}.{}", part.part) } else { name }
}
