use access::AgreementClaim;
use access::AgreementUse::{Change, Read};
use pipeline::PipelineObserver;
use store::{Agreement, Delivery, Load, LoadId, LoadPurpose, LoadSelection, NewLoad, PartSize};

use crate::app::App;
use crate::detail::Detail;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::request_context::RequestContext;

/// A caller's order for a load. Without `Debug`: the reason may contain a name.
#[derive(Clone)]
pub struct LoadOrder {
    /// About whom.
    pub selection: LoadSelection,
    /// Its purpose: at most [`LoadPurpose::CHARACTERS`] characters.
    pub reason: Option<String>,
    /// The largest file in megabytes, a number within [`PartSize::MEGABYTES`].
    pub part_size_mb: Option<String>,
    /// Whether `099` records are left out.
    pub without_events: bool,
}

/// Loads of an agreement.
impl App {
    /// Orders a load; the server writes it as soon as it has time.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidArgument`], whose detail names the argument as the protocol does: `names`.
    pub fn order_load(
        &self,
        context: &RequestContext,
        order: &LoadOrder,
        names: LoadArguments,
    ) -> Result<(Load, Vec<Delivery>), AppError> {
        self.with_agreement(context, Change, |agreement| {
            let new = order.check(agreement, names)?;
            let id = self.pipeline.order_load(agreement, &new, &context.author)?;
            Ok(self.pipeline.load(agreement, Some(id))?)
        })
    }

    /// A load by its number, or the latest; with its deliveries, the parts in order.
    pub fn load(
        &self,
        context: &RequestContext,
        id: Option<LoadId>,
    ) -> Result<(Load, Vec<Delivery>), AppError> {
        self.with_agreement(context, Read, |agreement| Ok(self.pipeline.load(agreement, id)?))
    }

    /// All loads of the agreement, the oldest first.
    pub fn loads(&self, context: &RequestContext) -> Result<Vec<(Load, Vec<Delivery>)>, AppError> {
        self.with_agreement(context, Read, |agreement| {
            let loads = self.store.loads(Some(agreement.id))?.into_iter();
            let find = |load: Load| Ok(self.pipeline.load(agreement, Some(load.id))?);
            loads.map(find).collect()
        })
    }

    /// Cancels a load: nothing of it is delivered.
    pub fn cancel_load(
        &self,
        context: &RequestContext,
        id: LoadId,
    ) -> Result<(Load, Vec<Delivery>), AppError> {
        self.with_agreement(context, Change, |agreement| {
            self.pipeline.cancel_load(agreement, id, &context.author)?;
            Ok(self.pipeline.load(agreement, Some(id))?)
        })
    }

    /// Loads of the agreement, or all when none is claimed, the oldest first. For the operator only.
    pub fn list_loads(&self, context: &RequestContext) -> Result<Vec<Load>, AppError> {
        self.as_operator(context, || match context.claim {
            AgreementClaim::None => Ok(self.store.loads(None)?),
            _ => Ok(self.store.loads(Some(self.authorize(context)?.id))?),
        })
    }

    /// A load of any agreement by its number. For the operator only.
    pub fn find_load(&self, context: &RequestContext, id: LoadId) -> Result<Load, AppError> {
        self.as_operator(context, || {
            self.store.load(id)?.ok_or_else(|| AppError::not_possible(NoLoad(id)))
        })
    }

    /// Cancels a load of any agreement by its number. For the operator only.
    pub fn cancel_any_load(&self, context: &RequestContext, id: LoadId) -> Result<(), AppError> {
        self.as_operator(context, || Ok(self.store.cancel_load(id, &context.author, self.now())?))
    }

    /// Writes and delivers all ordered loads, from wherever they stopped.
    pub fn write_loads(
        &self,
        context: &RequestContext,
        observer: &dyn PipelineObserver,
    ) -> Result<(), AppError> {
        self.as_operator(context, || Ok(self.pipeline.write_loads(observer)?))
    }
}

/// There is no load of that number.
#[derive(Debug, thiserror::Error)]
#[error("there is no load {0}; `cprabo load list` lists them")]
struct NoLoad(LoadId);

/// The names of an order's arguments in a protocol.
#[derive(Debug, Clone, Copy)]
pub struct LoadArguments {
    /// That of [`LoadOrder::reason`].
    pub reason: &'static str,
    /// That of [`LoadOrder::part_size_mb`].
    pub part_size: &'static str,
}

impl LoadOrder {
    fn check(&self, agreement: &Agreement, names: LoadArguments) -> Result<NewLoad, AppError> {
        let reason = self.reason.as_deref().map(str::parse::<LoadPurpose>).transpose();
        let part_size = self.part_size_mb.as_deref().map(str::parse::<PartSize>).transpose();
        Ok(NewLoad {
            kinds: self.selection,
            reason: reason.map_err(|_| too_long(names.reason))?.map(LoadPurpose::into_string),
            part_size: part_size.map_err(|_| no_size(names.part_size))?.map(PartSize::bytes),
            without_events: self.without_events,
            ..NewLoad::of(agreement.id)
        })
    }
}

fn too_long(name: &str) -> AppError {
    let most = LoadPurpose::CHARACTERS;
    let detail = Detail::new(
        format!("{name} has more than {most} characters"),
        format!("{name} har mere end {most} tegn"),
    );
    AppError::with(ErrorCode::InvalidArgument, detail)
}

fn no_size(name: &str) -> AppError {
    let (least, most) = PartSize::MEGABYTES.into_inner();
    let detail = Detail::new(
        format!("{name} is not a whole number from {least} to {most}"),
        format!("{name} er ikke et helt tal fra {least} til {most}"),
    );
    AppError::with(ErrorCode::InvalidArgument, detail)
}
