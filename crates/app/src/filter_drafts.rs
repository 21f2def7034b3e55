use ::filters::{Filter, FilterSet, NumberList};
use access::AgreementUse::{Change, Read};
use clock::danish_day;
use store::{Agreement, DraftList, FilterDraft, FilterEdit, Need, StoreError};

use crate::app::App;
use crate::detail::Detail;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::filter_requests::EditedFilters;
use crate::request_context::RequestContext;

/// The most numbers of a list.
const NUMBERS: usize = 100_000;

/// What a list of numbers is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberListUse {
    /// They are added, for this need.
    Add(Need),
    /// They are the numbers afterwards, and no others.
    Replace,
    /// They are removed.
    Remove,
}

/// What became of a draft that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentDraft {
    /// The filters are changed.
    InForce(EditedFilters),
    /// It waits until somebody else approves it.
    Waits,
}

/// Changes of filters that people prepare, look at and send.
impl App {
    /// The draft of the agreement, if somebody prepares one.
    pub fn filter_draft(&self, context: &RequestContext) -> Result<Option<FilterDraft>, AppError> {
        self.with_agreement(context, Read, |agreement| Ok(self.store.filter_draft(agreement.id)?))
    }

    /// Prepares a change. Nothing counts yet.
    ///
    /// # Errors
    /// [`ErrorCode::NotPossible`] when the agreement has a draft.
    pub fn draft_filters(
        &self,
        context: &RequestContext,
        edit: &FilterEdit,
    ) -> Result<(), AppError> {
        self.with_agreement(context, Change, |agreement| {
            if let FilterEdit::AddFor(_, need) = edit {
                self.check_last_day(need)?;
            }
            self.draft(context, agreement, edit, &DraftList::default())
        })
    }

    /// Prepares a change of a list of numbers, as somebody pasted or uploaded it. Lines that are none are left out, and the draft
    /// says which.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidArgument`] when it has no number, or more than 100,000, or is not text.
    pub fn draft_numbers(
        &self,
        context: &RequestContext,
        bytes: &[u8],
        list_use: NumberListUse,
    ) -> Result<(), AppError> {
        self.with_agreement(context, Change, |agreement| {
            let text = text::decode(bytes).map_err(|_| invalid(NOT_TEXT))?;
            let NumberList { numbers, repeated, bad, .. } = NumberList::read(&text);
            if numbers.is_empty() {
                return Err(invalid(EMPTY));
            }
            if numbers.len() > NUMBERS {
                return Err(invalid(TOO_MANY));
            }
            let filters = numbers.into_iter().map(Filter::Pnr);
            let edit = match list_use {
                NumberListUse::Add(need) => {
                    self.check_last_day(&need)?;
                    let is_stated = need.last_day.is_some() || need.reason.is_some();
                    match is_stated {
                        true => FilterEdit::AddFor(filters.collect(), need),
                        false => FilterEdit::Add(filters.collect()),
                    }
                }
                NumberListUse::Replace => FilterEdit::Set(filters.collect::<FilterSet>()),
                NumberListUse::Remove => FilterEdit::Remove(filters.collect()),
            };
            let left_out_lines = bad.len() as u64;
            let mut left_out = bad;
            left_out.truncate(DraftList::LINES);
            self.draft(context, agreement, &edit, &DraftList { left_out, left_out_lines, repeated })
        })
    }

    /// Discards the draft; `false` when there was none.
    pub fn discard_filter_draft(&self, context: &RequestContext) -> Result<bool, AppError> {
        self.with_agreement(context, Change, |agreement| {
            Ok(self.store.discard_filter_draft(agreement.id, &context.author, self.now())?)
        })
    }

    /// Sends the draft: it counts, or waits for another person where it adds many.
    ///
    /// # Errors
    /// [`ErrorCode::NotPossible`] when there is none, or it is not the one that was made at `made_at` any more.
    pub fn send_filter_draft(
        &self,
        context: &RequestContext,
        made_at: jiff::Timestamp,
    ) -> Result<SentDraft, AppError> {
        self.with_agreement(context, Change, |agreement| {
            let draft = self.store.filter_draft(agreement.id)?;
            let draft = draft.filter(|draft| draft.at == made_at).ok_or_else(changed)?;
            let sent = match self.edit_or_request(context, agreement, &draft.edit) {
                Ok(edited) => SentDraft::InForce(edited),
                Err(error) if error.code() == ErrorCode::ApprovalRequired => SentDraft::Waits,
                Err(error) => return Err(error),
            };
            // One that is left by a crash here changes nothing when it is sent again.
            self.store.discard_filter_draft(agreement.id, &context.author, self.now())?;
            Ok(sent)
        })
    }

    /// Checks that a last day is not over.
    pub(crate) fn check_last_day(&self, need: &Need) -> Result<(), AppError> {
        let today = danish_day(self.now());
        match need.last_day {
            Some(day) if day < today => {
                let english = format!("{day} is over: today is {today}");
                let danish = format!("{day} er forbi: i dag er det {today}");
                Err(AppError::with(ErrorCode::InvalidArgument, Detail::new(english, danish)))
            }
            _ => Ok(()),
        }
    }

    fn draft(
        &self,
        context: &RequestContext,
        agreement: &Agreement,
        edit: &FilterEdit,
        list: &DraftList,
    ) -> Result<(), AppError> {
        let (author, now) = (&context.author, self.now());
        match self.store.draft_filters(agreement.id, edit, list, author, now) {
            Err(StoreError::Conflict(_)) => Err(has_draft()),
            drafted => Ok(drafted?),
        }
    }
}

/// English and Danish.
type Words = (&'static str, &'static str);

const NOT_TEXT: Words = ("the file is not text", "filen er ikke tekst");
const EMPTY: Words = (
    "the list has no personal number: one a line, with ten digits",
    "listen har ingen personnumre: ét pr. linje, med ti cifre",
);
const TOO_MANY: Words = (
    "the list has more than 100,000 numbers; send it in parts",
    "listen har mere end 100.000 numre; send den i dele",
);

fn invalid((english, danish): Words) -> AppError {
    AppError::with(ErrorCode::InvalidArgument, Detail::new(english, danish))
}

fn has_draft() -> AppError {
    AppError::with(
        ErrorCode::NotPossible,
        Detail::new(
            "the agreement has a draft already; send it or discard it first",
            "aftalen har allerede en kladde; send eller kassér den først",
        ),
    )
}

fn changed() -> AppError {
    AppError::with(
        ErrorCode::NotPossible,
        Detail::new(
            "the draft is not the one that was shown; look at it again",
            "kladden er ikke længere den, der blev vist; se på den igen",
        ),
    )
}
