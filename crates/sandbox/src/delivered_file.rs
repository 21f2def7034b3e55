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
        /// The person whose records are shown, and these.
        shown: Option<(DeliveredPerson, Vec<ShownRecord>)>,
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
}

/// Whose records of a file are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhoIsShown {
    /// Whoever is in this place of the file, counted from 0.
    Place(usize),
    /// This person, if in the file; otherwise the first.
    Inhabitant(InhabitantIndex),
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

    /// A delivery with its file, the records of one person, and at most so many persons from a place on, counted from 0;
    /// `None` when there is no such delivery.
    ///
    /// # Errors
    /// When the file cannot be read, too.
    pub fn delivered_file(
        &self,
        agreement: AgreementUuid,
        seq: u64,
        who: WhoIsShown,
        (from, at_most): (usize, usize),
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
        let contents = self.contents(&delivery, who, (from, at_most))?;
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
        who: WhoIsShown,
        (from, at_most): (usize, usize),
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
        let workspace = self.workspace()?;
        let (population, today) = (workspace.population(), workspace.today());
        // By the number of the file's day.
        let wanted = match who {
            WhoIsShown::Place(_) => None,
            WhoIsShown::Inhabitant(index) => {
                population.inhabitant(index, delivery.proddto).map(|person| person.pnr)
            }
        };
        let is_shown = |place: usize, pnr: Pnr| match who {
            WhoIsShown::Place(asked) => asked == place,
            WhoIsShown::Inhabitant(_) => place == 0 || wanted == Some(pnr),
        };
        let reasons: HashMap<Pnr, Reason> =
            self.store.disclosed(delivery.id)?.into_iter().collect();
        let layouts = self.layouts()?;
        let mut reader = PersonReader::new(&bytes[..], &bytes[..], &layouts)?;
        let layouts = reader.layouts().clone();
        let (mut file, mut people, mut shown, mut count) = (Vec::new(), Vec::new(), None, 0);
        while let Some(part) = reader.next().map_err(PersonReaderError::Io)? {
            match part {
                Shown::File(record) => file.push(ShownRecord::of(&layouts, &record)),
                Shown::Person(person) => {
                    let pnr = person.pnr();
                    let describe = || DeliveredPerson {
                        pnr,
                        index: population.inhabitant_with(pnr, today),
                        reason: reasons.get(&pnr).copied(),
                    };
                    if (from..from.saturating_add(at_most)).contains(&count) {
                        people.push(describe());
                    }
                    if is_shown(count, pnr) {
                        let records = person.records().map(|it| ShownRecord::of(&layouts, it));
                        shown = Some((describe(), records.collect()));
                    }
                    count += 1;
                }
                Shown::Stopped(_) => break,
            }
        }
        Ok(FileContents::Read { file, people, count, shown })
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
