//! The files in a system's `IN` folder.

use std::collections::HashSet;

use civil::ServiceName;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::table::{CHECKED, DELIVERY};
use crate::db::{Row, Value, values};
use crate::model::{
    Agreement, AgreementId, AgreementStatus, FileSource, Folder, FolderEntry, Part, SystemId,
    WithheldAgreement,
};
use crate::store::Store;
use crate::{StoreError, agreement_rows, forwarded_files};

/// The folders of systems.
impl Store {
    /// The files in a system's `IN` folder on a day, oldest first, each pair's metadata before its
    /// data: deliveries under agreements in force, files that other systems sent, and receipts for
    /// those that it sent.
    pub fn folder_entries(
        &self,
        system: SystemId,
        day: Date,
    ) -> Result<Vec<FolderEntry>, StoreError> {
        Ok(self.folder(system, day)?.files)
    }

    /// The same, with the agreements under which files would be there, were they in force.
    pub fn folder(&self, system: SystemId, day: Date) -> Result<Folder, StoreError> {
        let select = select_files(
            "WHERE system = ?1 AND published_at IS NOT NULL
                 AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)
             ORDER BY mtime, delivery.id",
        );
        self.files(system, day, (&select, &values![system]), None)
    }

    /// One file in a system's `IN` folder on a day, by its name.
    pub fn folder_entry(
        &self,
        system: SystemId,
        name: &str,
        day: Date,
    ) -> Result<Option<FolderEntry>, StoreError> {
        let files = self.of_name(system, name, day)?.files;
        Ok(files.into_iter().find(|file| file.name == name))
    }

    /// The agreement under which a file of that name would be in a system's `IN` folder, were it in
    /// force.
    pub fn withheld_entry(
        &self,
        system: SystemId,
        name: &str,
        day: Date,
    ) -> Result<Option<WithheldAgreement>, StoreError> {
        Ok(self.of_name(system, name, day)?.withheld.pop())
    }

    fn of_name(&self, system: SystemId, name: &str, day: Date) -> Result<Folder, StoreError> {
        let data_name = name.strip_suffix(Part::Metadata.suffix()).unwrap_or(name);
        let select =
            select_files("WHERE system = ?1 AND name IN (?2, ?3) AND published_at IS NOT NULL");
        let key = values![system, name, data_name];
        self.files(system, day, (&select, &key), Some((name, data_name)))
    }

    /// The files of the selected deliveries, without those of agreements not in force: the right to
    /// a file ends with its agreement. And forwarded files and receipts, all or of a name.
    fn files(
        &self,
        system: SystemId,
        day: Date,
        (select, key): (&str, &[Value<'_>]),
        name: Option<(&str, &str)>,
    ) -> Result<Folder, StoreError> {
        let read = |row: &Row<'_>| self.unless_damaged(read_files(row));
        self.read("reading the files of a folder", |tx| {
            let agreements = agreement_rows::of_system(self, tx, system)?;
            let pairs = tx.query(select, key, read)?.into_iter().flatten().flatten();
            let in_force: HashSet<AgreementId> = agreements
                .iter()
                .filter(|(_, agreement)| agreement.as_ref().is_some_and(|it| it.is_in_force(day)))
                .map(|(id, _)| *id)
                .collect();
            let mut hidden = HashSet::new();
            let mut files: Vec<FolderEntry> = pairs
                .flatten()
                .filter(|file| match file.source {
                    FileSource::Delivery { agreement, .. } if !in_force.contains(&agreement) => {
                        hidden.insert(agreement);
                        false
                    }
                    _ => true,
                })
                .collect();
            files.extend(forwarded_files::in_folder(self, tx, system, name)?);
            files.sort_by_key(|file| file.mtime);
            let agreements = agreements.into_iter().filter_map(|(_, agreement)| agreement);
            let withheld = agreements
                .filter(|it| hidden.contains(&it.id) || name.is_none() && is_stopped(it, day))
                .map(|it| WithheldAgreement { uuid: it.uuid, status: it.status(day) });
            Ok(Folder { files, withheld: withheld.collect() })
        })
    }
}

/// Whether files would be delivered under it, had it not been suspended.
fn is_stopped(agreement: &Agreement, day: Date) -> bool {
    agreement.status(day) == AgreementStatus::Suspended
        && agreement.covers(ServiceName::Subscription)
}

/// Selects what [`read_files`] reads.
fn select_files(which: &str) -> String {
    format!("SELECT delivery.*, {CHECKED} FROM delivery {} {which}", DELIVERY.checked_join())
}

/// The metadata file, then the data file; each only if it was not removed.
fn read_files(row: &Row<'_>) -> Result<[Option<FolderEntry>; 2], StoreError> {
    DELIVERY.check_row(row)?;
    let mtime: u32 = row.get("mtime")?;
    Ok([read_file(row, Part::Metadata, mtime)?, read_file(row, Part::Data, mtime)?])
}

fn read_file(row: &Row<'_>, part: Part, mtime: u32) -> Result<Option<FolderEntry>, StoreError> {
    let (size, removed_at, sha256) = match part {
        Part::Data => ("size", "data_removed_at", "sha256"),
        Part::Metadata => ("metadata_size", "metadata_removed_at", "metadata_sha256"),
    };
    if row.get::<Option<Timestamp>>(removed_at)?.is_some() {
        return Ok(None);
    }
    let name: String = row.get("name")?;
    Ok(Some(FolderEntry {
        source: FileSource::Delivery { delivery: row.get("id")?, agreement: row.get("agreement")? },
        part,
        name: format!("{name}{}", part.suffix()),
        size: row.get(size)?,
        mtime,
        sha256: row.get(sha256)?,
    }))
}
