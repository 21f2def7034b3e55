use extract::{Extract, Roads};
use jiff::Timestamp;
use matching::successor;
use store::{Agreement, Apply, PersonUpdate, RecordsSize, Run, Store, System};

use crate::error::PipelineError;
use crate::person_index::person_index;
use crate::progress::{PipelineEvent, PipelineObserver};
use crate::settings::Settings;

/// Applies a run to the replica and plans its deliveries.
pub(crate) fn apply(
    store: &Store,
    settings: &Settings,
    run: &Run,
    file: &[u8],
    extract: &Extract,
    now: Timestamp,
    progress: &dyn PipelineObserver,
) -> Result<(), PipelineError> {
    progress.step(PipelineEvent::Applying { run: run.id, persons: run.persons })?;
    let header = extract.header();
    let name = |agreement: &Agreement, _: &System| {
        let opgavenr = agreement.opgavenr.unwrap_or(header.opgavenr());
        settings.name.name(header.proddto(), opgavenr, agreement.uuid)
    };
    let last = store.last_applied()?.and_then(|run| run.header).map(|header| header.proddto);
    let persons = persons(file, extract);
    let mut roads = Roads::default();
    persons.iter().flat_map(|person| &person.records).for_each(|record| roads.add(record));
    store.apply(Apply {
        run: run.id,
        last,
        persons,
        roads: roads.into_set(),
        day: header.proddto(),
        at: now,
        name: &name,
        sender: &settings.sender,
        successor: &successor,
    })?;
    progress.step(PipelineEvent::Applied(run.id))?;
    Ok(())
}

/// The changed persons: those with a `001` (`filters.md`). In a file that was released despite missing ones, records of
/// persons without `001` are only archived.
fn persons<'a>(file: &'a [u8], extract: &'a Extract) -> Vec<PersonUpdate<'a>> {
    (0u32..)
        .zip(extract.persons())
        .filter(|(_, person)| person.has_changed())
        .map(|(index, person)| {
            let (records, bytes) = extract.size_of(index);
            PersonUpdate {
                pnr: person.pnr(),
                index: person_index(person),
                successor: person.successor(),
                events: person.events(),
                is_protected: person.is_protected(extract.header().proddto()),
                records: extract.records_of(file, index).collect(),
                size: RecordsSize { records, bytes },
            }
        })
        .collect()
}
