use pipeline::PipelineObserver;
use store::{BrakeTerms, DeliveryHold};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// The volume brake. For the operator only.
impl App {
    /// The days' deliveries that are held because they have many times the usual persons.
    pub fn held_deliveries(&self, context: &RequestContext) -> Result<Vec<DeliveryHold>, AppError> {
        self.as_operator(context, || Ok(self.store.held_deliveries(self.now())?))
    }

    /// Releases the delivery of the agreement that is held, and delivers it and what waits behind it.
    ///
    /// # Errors
    /// [`ErrorCode::NotPossible`](crate::ErrorCode::NotPossible) when none is held.
    pub fn release_delivery(
        &self,
        context: &RequestContext,
        observer: &dyn PipelineObserver,
    ) -> Result<DeliveryHold, AppError> {
        self.with_operators_agreement(context, |agreement| {
            Ok(self.pipeline.release_delivery(agreement.id, &context.author, observer)?)
        })
    }

    /// Sets what the agreement's brake has of its own; what is `None` is as in the installation.
    pub fn set_brake(&self, context: &RequestContext, brake: BrakeTerms) -> Result<(), AppError> {
        self.with_operators_agreement(context, |agreement| {
            Ok(self.store.set_brake(agreement.id, brake, &context.author, self.now())?)
        })
    }
}
