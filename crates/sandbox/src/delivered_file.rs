//! Files that went out, in clear text.

use std::collections::HashMap;

use civil::{AgreementUuid, Pnr};
use disclosure::{Explanation, Question, explain};
use extract::{ClearRecord, DayLayouts, PersonReader, PersonReaderError, Shown};
use filters::Reason;
use jiff::Timestamp;
use jiff::civil::Date;
use manifest::Manifest;
use store::{Agreement, Author, Delivery, DeliveryQuery, Part, Run, RunId, System};
use synth::InhabitantIndex;

use crate::error::SandboxError;
use crate::sandbox::Sandbox;

/// The largest file that is shown. `cprabo show` shows larger ones.
const LARGEST: u64 = 8 << 20;

/// A delivery with its file.
#[derive(Debug, Clone)]
pub struct DeliveredFile {
    /// The delivery.
    pub delivery: Delivery,
    /// Its agreement.
    pub agreement: Agreement,
    /// Its entry in the manifest, as JSON; `None` before it is published.
    pub manifest: Option<String>,
    /// The `.metadata` file; `None` when it is not in the folder.
    pub metadata: Option<String>,
    /// What is in the data file.
    pub contents: FileContents,
}

/// What is in a data file.
#[derive(Debug, Clone)]
pub enum FileContents {
    /// It is not in the account's folder: not yet, or no more.
    NotThere,
    /// It has more than 8 MiB.
    TooLarge,
    /// Its records.
    Read {
        /// The records of the file itself: its start and end.
        file: Vec<ShownRecord>,
        /// Some of the persons, in the order of the file.
        people: Vec<DeliveredPerson>,
        /// How many there are.
        count: usize,
    },
}

/// A person in a data file.
#[derive(Debug, Clone)]
pub struct DeliveredPerson {
    /// The number.
    pub pnr: Pnr,
    /// Whose it is.
    pub index: Option<InhabitantIndex>,
    /// For what the person was chosen, as the log of disclosures has it.
    pub reason: Option<Reason>,
    /// The records.
    pub records: Vec<ShownRecord>,
}

/// A record as it stands in the file, and in clear text.
#[derive(Debug, Clone)]
pub struct ShownRecord {
    /// The line, without its end.
    pub raw: String,
    /// The same, field by field.
    pub clear: ClearRecord,
}

impl Sandbox {
    /// Systems and agreements, all of them: a developer of a sandbox sees each.
    ///
    /// # Errors
    /// When the store fails; so all of these.
    pub fn parties(&self) -> Result<(Vec<System>, Vec<Agreement>), SandboxError> {
        Ok((self.store.systems()?, self.store.agreements()?))
    }

    /// The last days, the newest first.
    ///
    /// # Errors
    /// As [`parties`](Self::parties).
    pub fn recent_runs(&self, at_most: u64) -> Result<Vec<Run>, SandboxError> {
        Ok(self.store.last_runs(at_most)?)
    }

    /// What a run delivered.
    ///
    /// # Errors
    /// As [`parties`](Self::parties).
    pub fn deliveries_of(&self, run: RunId) -> Result<Vec<Delivery>, SandboxError> {
        Ok(self.store.deliveries(DeliveryQuery::Run(run))?)
    }

    /// A delivery with its file, and at most so many persons from one on, counted from 0; `None` when there is no such
    /// delivery.
    ///
    /// # Errors
    /// When the file cannot be read, too.
    pub fn delivered_file(
        &self,
        agreement: AgreementUuid,
        seq: u64,
        from: usize,
        at_most: usize,
    ) -> Result<Option<DeliveredFile>, SandboxError> {
        let Some(agreement) = self.store.agreement(agreement)? else { return Ok(None) };
        let after = DeliveryQuery::After(agreement.id, seq.saturating_sub(1));
        let mut deliveries = self.store.deliveries(after)?.into_iter();
        let Some(delivery) = deliveries.find(|one| one.seq == seq) else { return Ok(None) };
        let received = Manifest::received(&self.store, &agreement, seq.saturating_sub(1))?;
        let entry = received.into_iter().find(|(entry, _)| entry.contents.seq == seq);
        let manifest = entry.map(|(entry, _)| serde_json::to_string_pretty(&entry));
        let manifest = manifest.transpose().map_err(SandboxError::Manifest)?;
        let metadata = self.bytes(&delivery, Part::Metadata)?;
        let metadata = metadata.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let contents = self.contents(&delivery, from, at_most)?;
        Ok(Some(DeliveredFile { delivery, agreement, manifest, metadata, contents }))
    }

    /// Why an agreement received a person in the extract of a day, or did not.
    ///
    /// # Errors
    /// When there is no extract of that day, too.
    pub fn explain(
        &self,
        agreement: &Agreement,
        index: InhabitantIndex,
        day: Date,
        author: &Author,
        now: Timestamp,
    ) -> Result<Vec<Explanation>, SandboxError> {
        // By the number that the person had then: that of the extract of that day.
        let workspace = self.workspace()?;
        let person = workspace.population().inhabitant(index, day).ok_or(SandboxError::Nobody)?;
        let question = Question { agreement, pnr: person.pnr, day };
        Ok(explain(&self.store, &question, author, now)?)
    }

    fn contents(
        &self,
        delivery: &Delivery,
        from: usize,
        at_most: usize,
    ) -> Result<FileContents, SandboxError> {
        let name = &delivery.name;
        match self.files.folders.size(&delivery.sftp_user, name)? {
            None => return Ok(FileContents::NotThere),
            Some(size) if size > LARGEST => return Ok(FileContents::TooLarge),
            Some(_) => {}
        }
        let Some(bytes) = self.bytes(delivery, Part::Data)? else {
            return Ok(FileContents::NotThere);
        };
        let reasons: HashMap<Pnr, Reason> =
            self.store.disclosed(delivery.id)?.into_iter().collect();
        let workspace = self.workspace()?;
        let index = |pnr| workspace.population().inhabitant_with(pnr, workspace.today());
        let layouts = self.layouts()?;
        let mut reader = PersonReader::new(&bytes[..], &bytes[..], &layouts)?;
        let layouts = reader.layouts().clone();
        let (mut file, mut people, mut count) = (Vec::new(), Vec::new(), 0);
        while let Some(shown) = reader.next().map_err(PersonReaderError::Io)? {
            match shown {
                Shown::File(record) => file.push(ShownRecord::of(&layouts, &record)),
                Shown::Person(person) => {
                    if (from..from.saturating_add(at_most)).contains(&count) {
                        let pnr = person.pnr();
                        let records = person.records().map(|it| ShownRecord::of(&layouts, it));
                        people.push(DeliveredPerson {
                            pnr,
                            index: index(pnr),
                            reason: reasons.get(&pnr).copied(),
                            records: records.collect(),
                        });
                    }
                    count += 1;
                }
                Shown::Stopped(_) => break,
            }
        }
        Ok(FileContents::Read { file, people, count })
    }

    /// The bytes of one file of a pair; `None` when it is not in the folder.
    fn bytes(&self, delivery: &Delivery, part: Part) -> Result<Option<Vec<u8>>, SandboxError> {
        let name = format!("{}{}", delivery.name, part.suffix());
        let file = match self.files.folders.open(&delivery.sftp_user, &name) {
            Ok(file) => file,
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut bytes = Vec::new();
        file.for_each_block::<SandboxError>(&mut |block| {
            bytes.extend_from_slice(block);
            Ok(())
        })?;
        Ok(Some(bytes))
    }
}

impl ShownRecord {
    fn of(layouts: &DayLayouts, text: &[u8]) -> Self {
        let visible = |letter: char| match letter.is_control() {
            true => char::REPLACEMENT_CHARACTER,
            false => letter,
        };
        // ISO-8859-1.
        let raw = text.iter().map(|byte| visible(char::from(*byte))).collect();
        Self { raw, clear: ClearRecord::of(layouts, text) }
    }
}
