use store::{AgreementId, Author, DeliveryHold};
use tracing::info;

use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::PipelineObserver;

impl Pipeline {
    /// Releases the delivery of an agreement that the volume brake holds, and delivers it and what waits behind it. Returns it.
    ///
    /// # Errors
    /// [`store::StoreError::Conflict`] when none is held.
    pub fn release_delivery(
        &self,
        agreement: AgreementId,
        author: &Author,
        progress: &dyn PipelineObserver,
    ) -> Result<DeliveryHold, PipelineError> {
        let (leased, _lock) = self.begin(progress)?;
        let released = leased.store.release_delivery(agreement, author, leased.clock().now())?;
        let (run, who) = (released.run, &author.actor);
        let agreement = released.pair.agreement;
        info!(event = "delivery.released", %run, %agreement, %who, "a held delivery was released");
        // Each day that is delivered lets the next have its turn, until one fails or is held.
        while leased.has_work()? {
            leased.advance(None, progress)?;
        }
        Ok(released)
    }
}
