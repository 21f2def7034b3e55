use access::AgreementUse::Change;
use jiff::civil::Date;
use pipeline::PipelineObserver;

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// Replays: earlier deliveries again, with the same bytes under new names.
impl App {
    /// Replays the deliveries of the extracts in a range of PRODDTOs, for the operator. Returns the names of the data
    /// files.
    pub fn replay(
        &self,
        context: &RequestContext,
        days: (Date, Date),
        observer: &dyn PipelineObserver,
    ) -> Result<Vec<String>, AppError> {
        self.with_agreement(context, Change, |agreement| {
            Ok(self.pipeline.replay(agreement, days, &context.author, observer)?)
        })
    }

    /// The same for a system itself: limited in number, so that others do not wait too long, and without deliveries
    /// whose replay is still in its folder.
    pub fn replay_self_service(
        &self,
        context: &RequestContext,
        days: (Date, Date),
        observer: &dyn PipelineObserver,
    ) -> Result<Vec<String>, AppError> {
        self.with_agreement(context, Change, |agreement| {
            let author = &context.author;
            Ok(self.pipeline.replay_self_service(agreement, days, author, observer)?)
        })
    }
}
