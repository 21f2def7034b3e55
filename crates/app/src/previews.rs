use access::AgreementUse::LookUp;
use civil::{Pnr, ServiceName};
use extract::ProtectedPersons;
use filters::Reason;
use matching::successor;
use preview::{Precision, Preview, PreviewStep, Question, Sources, preview};
use store::{Agreement, AuditEntry, FilterEdit, Successor};

use crate::app::App;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::limited_caller::LimitedCaller;
use crate::request_context::RequestContext;

/// A change of filters to be previewed.
#[derive(Debug, Clone)]
pub struct PreviewOrder {
    /// The change, one edit after the other; without any, the filters in force are shown.
    pub edits: Vec<FilterEdit>,
    /// How many days, up to the last extract, are matched.
    pub days: u16,
    /// Whether the persons are listed who come in addition, and who go.
    pub with_persons: bool,
}

/// Previews of filters.
impl App {
    /// What a change of a subscription's filters would do. Nothing is changed. The audit trail says who asked, and about how
    /// many filters. Persons in the answer to a system are recorded as disclosed before it is sent.
    ///
    /// # Errors
    /// [`ErrorCode::ServiceNotInAgreement`] when a system asks for persons and may not look them up,
    /// [`ErrorCode::TooManyPreviews`], [`ErrorCode::ReplicaEmpty`].
    pub fn preview(
        &self,
        context: &RequestContext,
        order: &PreviewOrder,
        observer: &(dyn Fn(PreviewStep) + Sync),
    ) -> Result<Preview, AppError> {
        self.with_agreement(context, LookUp, |agreement| {
            let is_operator = context.principal.is_operator();
            if !is_operator {
                self.check_previews(context, agreement, order)?;
            }
            let question = self.question(agreement, order, is_operator)?;
            let entry = entry(context, agreement, &question);
            let store = self.pipeline.store();
            if is_operator {
                store.audit(&entry, self.now())?;
            }
            let sources = Sources {
                store,
                archive: self.pipeline.archive(),
                layouts: &self.layouts,
                load_form: self.pipeline.load_form(),
            };
            let preview = preview(&sources, &question, observer)?;
            let disclosed = disclosed(&preview);
            match (is_operator, disclosed.is_empty()) {
                (true, _) => {}
                (false, true) => store.audit(&entry, self.now())?,
                (false, false) => {
                    let of = (agreement.id, preview.run);
                    self.counting(context, store, disclosed.len(), |store| {
                        store.record_answer(&entry, of, &disclosed, self.now())
                    })?;
                }
            }
            Ok(preview)
        })
    }

    fn check_previews(
        &self,
        context: &RequestContext,
        agreement: &Agreement,
        order: &PreviewOrder,
    ) -> Result<(), AppError> {
        if order.with_persons && !may_look_up(agreement) {
            return Err(ErrorCode::ServiceNotInAgreement.into());
        }
        if self.previews.is_limited(LimitedCaller::of(context, agreement), self.now()) {
            return Err(ErrorCode::TooManyPreviews.into());
        }
        self.previews.count(LimitedCaller::of(context, agreement), self.now());
        Ok(())
    }

    fn question(
        &self,
        agreement: &Agreement,
        order: &PreviewOrder,
        is_operator: bool,
    ) -> Result<Question, AppError> {
        let precision = match is_operator || may_look_up(agreement) {
            true => Precision::Exact,
            false => Precision::Rounded,
        };
        // The number of filters would say that one was replaced, and so that there is such a person.
        let successor: Successor<'_> = match precision {
            Precision::Exact => &successor,
            Precision::Rounded => &no_successor,
        };
        let store = self.pipeline.store();
        let (before, after) = store.edited_filters(agreement.id, &order.edits, successor)?;
        Ok(Question {
            combination: agreement.combination,
            before,
            after,
            minimisation: agreement.minimisation.clone(),
            days: order.days,
            precision,
            with_persons: order.with_persons,
        })
    }
}

const fn no_successor(_: &[u8]) -> Option<Pnr> {
    None
}

/// Whether the agreement's system may look everyone up, and gets the addresses of protected persons too: figures by
/// municipality say where somebody lives.
pub(crate) fn may_look_up(agreement: &Agreement) -> bool {
    let terms = agreement.lookup_terms;
    agreement.covers(ServiceName::PersonBaseData)
        && !terms.only_chosen
        && !terms.omits_protected
        && agreement.minimisation.protected == ProtectedPersons::Deliver
}

/// Who asked, without persons.
fn entry(context: &RequestContext, agreement: &Agreement, question: &Question) -> AuditEntry {
    let difference = question.before.difference(&question.after);
    let (added, removed) = (difference.added.len(), difference.removed.len());
    let listed = if question.with_persons { ", persons listed" } else { "" };
    let uuid = agreement.uuid;
    AuditEntry {
        author: context.author.clone(),
        action: "preview".to_owned(),
        subject: format!("agreement {uuid}: {added} filters more, {removed} fewer{listed}"),
        outcome: "done".to_owned(),
    }
}

/// The persons in an answer, in rising order.
fn disclosed(preview: &Preview) -> Vec<(Pnr, Reason)> {
    let mut persons = [preview.added.as_slice(), &preview.removed].concat();
    persons.sort_unstable_by_key(|(pnr, _)| *pnr);
    persons
}
