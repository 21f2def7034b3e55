use access::AgreementUse::Read;
use civil::Month;
use store::{MeteredCalls, MeteredUse, StoreError};

use crate::app::App;
use crate::detail::Detail;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::request_context::RequestContext;
use crate::statements::{AuthorityStatement, Prices, statements};

/// The most months that a system may ask for at once.
const MONTHS: u32 = 24;

/// What was used under an agreement in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeteredMonth {
    /// The month, in Denmark.
    pub month: Month,
    /// What was used, by service.
    pub used: Vec<MeteredUse>,
    /// Its calls, by everything that is counted.
    pub calls: Vec<MeteredCalls>,
}

/// Metering.
impl App {
    /// What was used in a month, by agreement and service. For the operator only.
    pub fn metered(
        &self,
        context: &RequestContext,
        month: Month,
    ) -> Result<Vec<MeteredUse>, AppError> {
        self.as_operator(context, || Ok(self.store.metered(month, None)?))
    }

    /// The calls of a month, by everything that is counted. For the operator only.
    pub fn metered_calls(
        &self,
        context: &RequestContext,
        month: Month,
    ) -> Result<Vec<MeteredCalls>, AppError> {
        self.as_operator(context, || Ok(self.store.metered_calls(month, None)?))
    }

    /// What each authority pays for a month. For the operator only.
    pub fn statements(
        &self,
        context: &RequestContext,
        month: Month,
        prices: Prices,
    ) -> Result<Vec<AuthorityStatement>, AppError> {
        self.as_operator(context, || {
            let in_force = self.store.authorities_in_force(month, self.now())?;
            let used = self.store.metered(month, None)?;
            statements(&in_force, &used, prices).map_err(AppError::not_possible)
        })
    }

    /// What was used under the agreement in some months, both included. Calls of the last seconds may be missing.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidArgument`] when the last month is before the first, or there are more than 24.
    pub fn agreement_metering(
        &self,
        context: &RequestContext,
        (first, last): (Month, Month),
    ) -> Result<Vec<MeteredMonth>, AppError> {
        self.with_agreement(context, Read, |agreement| {
            if last < first || first.months_until(last) >= MONTHS {
                return Err(not_months());
            }
            let mut found = Vec::new();
            let mut month = first;
            while month <= last {
                let used = self.store.metered(month, Some(agreement.id))?;
                let calls = self.store.metered_calls(month, Some(agreement.id))?;
                found.push(MeteredMonth { month, used, calls });
                month = month.next();
            }
            Ok(found)
        })
    }

    /// Writes the calls that are counted in memory. Returns whether there were any.
    ///
    /// # Errors
    /// They are not lost: the next call writes them.
    pub fn write_counted_calls(&self) -> Result<bool, StoreError> {
        self.call_meter.write(&self.store)
    }
}

fn not_months() -> AppError {
    let detail = Detail::new(
        format!("`to` is not before `from`, and there are at most {MONTHS} months"),
        format!("`to` ligger ikke før `from`, og der er højst {MONTHS} måneder"),
    );
    AppError::with(ErrorCode::InvalidArgument, detail)
}
