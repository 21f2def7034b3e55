use jiff::civil::Date;
use pipeline::PipelineObserver;

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// What was delivered, delivered once more: the same bytes, under new names.
impl App {
    /// Replays the deliveries of the extracts with PRODDTOs from one to another, both included, for the operator. Gives
    /// the names of the data files.
    pub fn replay(
        &self,
        context: &RequestContext,
        days: (Date, Date),
        observer: &dyn PipelineObserver,
    ) -> Result<Vec<String>, AppError> {
        self.with_agreement(context, |agreement| {
            Ok(self.pipeline.replay(agreement, days, &context.author, observer)?)
        })
    }

    /// The same for a system that asks for itself: not more at once than others can wait for, and nothing whose replay
    /// lies in its folder still.
    pub fn replay_self_service(
        &self,
        context: &RequestContext,
        days: (Date, Date),
        observer: &dyn PipelineObserver,
    ) -> Result<Vec<String>, AppError> {
        self.with_agreement(context, |agreement| {
            let author = &context.author;
            Ok(self.pipeline.replay_self_service(agreement, days, author, observer)?)
        })
    }
}
