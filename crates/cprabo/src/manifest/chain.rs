use anyhow::Result;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{Agreement, DeliveriesOf, Delivery, DeliveryKind, Sha256, Store};

/// Everything that was delivered for an agreement, each with the digest of the one before: who has the last one
/// knows whether any is missing, and whether any is another.
#[derive(Serialize)]
pub(crate) struct Manifest {
    agreement: String,
    deliveries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    seq: u64,
    kind: &'static str,
    /// `seq` of the delivery that this one is once more.
    #[serde(skip_serializing_if = "Option::is_none")]
    replay_of: Option<u64>,
    file: String,
    proddto: Date,
    size: u64,
    persons: u64,
    records: u64,
    sha256: String,
    /// The digest of the data file before; none of the first.
    previous_sha256: Option<String>,
    published_at: Timestamp,
    /// Numbers of the subscription's set that the extract says are replaced.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    replaced: Vec<Replaced>,
}

#[derive(Serialize)]
struct Replaced {
    pnr: String,
    by: String,
}

impl Manifest {
    /// The manifest of an agreement, as the ledger has it.
    pub(crate) fn of(store: &Store, agreement: &Agreement) -> Result<Self> {
        let followed = store.followed(agreement.id)?;
        let mut deliveries = Vec::new();
        let mut previous: Option<Sha256> = None;
        for delivery in store.deliveries(DeliveriesOf::Agreement(agreement.id))? {
            let of_run = followed.iter().filter(|(run, ..)| is_of(&delivery, *run));
            let replaced = of_run.map(|(_, old, new)| Replaced {
                pnr: old.reveal().to_string(),
                by: new.reveal().to_string(),
            });
            if let Some(entry) = entry(&delivery, previous, replaced.collect()) {
                previous = delivery.published.map(|published| published.sha256);
                deliveries.push(entry);
            }
        }
        Ok(Self { agreement: agreement.uuid.to_string(), deliveries })
    }
}

fn is_of(delivery: &Delivery, run: store::RunId) -> bool {
    delivery.kind == DeliveryKind::Day && delivery.run == run
}

/// `None` for what is planned and not delivered.
fn entry(delivery: &Delivery, previous: Option<Sha256>, replaced: Vec<Replaced>) -> Option<Entry> {
    let published = delivery.published.as_ref()?;
    Some(Entry {
        seq: delivery.seq,
        kind: delivery.kind.word(),
        replay_of: delivery.replay_of,
        file: delivery.name.clone(),
        proddto: delivery.proddto,
        size: published.size,
        persons: published.persons,
        records: published.records,
        sha256: published.sha256.to_string(),
        previous_sha256: previous.map(|sha256| sha256.to_string()),
        published_at: published.at,
        replaced,
    })
}
