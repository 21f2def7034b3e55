use civil::{AgreementUuid, AuthorityUuid, Cvr, SystemUuid};
use uuid::Uuid;

use crate::fault::{Fault, FaultCode};
use crate::free_text::FreeText;
use crate::limits;
use crate::tree::Element;

/// The caller, as it states itself. Nothing is confirmed until the certificate and the stored agreements have been
/// checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerContext {
    /// With the agreement (`InvocationContext`).
    Invocation(InvocationContext),
    /// With the authority alone (`AuthorityContext`): the certificate gives the system, the path the service.
    Authority(AuthorityContext),
}

/// The contexts that a service takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContextKind {
    /// `InvocationContext` alone.
    Invocation,
    /// `InvocationContext` or `AuthorityContext`.
    Either,
}

/// The caller and the agreement (`InvocationContext`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvocationContext {
    /// The service agreement.
    pub agreement: AgreementUuid,
    /// The calling IT system (`UserSystemUUID`).
    pub system: SystemUuid,
    /// The authority, that is the municipality (`UserUUID`).
    pub authority: AuthorityUuid,
    /// The service called; must be one of [`Service::uuids`](crate::Service::uuids).
    pub service: Uuid,
    /// For whom it calls.
    pub call: CallContext,
}

/// The authority for which a system calls (`AuthorityContext`, `lookup.md` 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityContext {
    /// `MunicipalityCVR`
    pub cvr: Cvr,
    /// For whom it calls (`CallContext`).
    pub call: CallContext,
}

/// What a caller may state for the log of disclosures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallContext {
    /// `OnBehalfOfUser`: the person or role for whom the system calls.
    pub on_behalf_of_user: Option<FreeText>,
    /// `CallersServiceCallIdentifier`: the caller's own name of the call.
    pub callers_call_id: Option<FreeText>,
    /// `AccountingInfo`: the caller's own account, for metering. No answer repeats it, and no call is refused for what it says:
    /// one that is too long, or stands there twice, has been let through before it was read.
    pub accounting_info: Option<FreeText>,
}

impl CallerContext {
    /// Reads the context among an operation's children. Its own children may come in any order and, from some clients, in
    /// another service's namespace.
    pub(crate) fn read(operation: &Element, kind: ContextKind) -> Result<Self, Fault> {
        if kind == ContextKind::Invocation {
            return InvocationContext::read(operation).map(Self::Invocation);
        }
        if operation.child("InvocationContext")?.is_some() {
            let mut context = InvocationContext::read(operation)?;
            // The schema allows a CallContext beside it.
            if let Some(call) = operation.child("CallContext")? {
                context.call = context.call.or(CallContext::read(call)?);
            }
            return Ok(Self::Invocation(context));
        }
        match operation.child("AuthorityContext")? {
            Some(context) => AuthorityContext::read(operation, context).map(Self::Authority),
            None => Err(FaultCode::SecurityModelMissing.into()),
        }
    }

    /// For whom the system calls.
    pub const fn call(&self) -> &CallContext {
        match self {
            Self::Invocation(context) => &context.call,
            Self::Authority(context) => &context.call,
        }
    }
}

impl InvocationContext {
    fn read(operation: &Element) -> Result<Self, Fault> {
        let context =
            operation.child("InvocationContext")?.ok_or_else(|| missing("the element"))?;
        Ok(Self {
            agreement: uuid(context, "ServiceAgreementUUID")?.into(),
            system: uuid(context, "UserSystemUUID")?.into(),
            authority: uuid(context, "UserUUID")?.into(),
            service: uuid(context, "ServiceUUID")?,
            call: CallContext::read(context)?,
        })
    }
}

impl AuthorityContext {
    fn read(operation: &Element, context: &Element) -> Result<Self, Fault> {
        let cvr = context.child("MunicipalityCVR")?.map(|cvr| cvr.text().parse());
        let cvr = cvr.and_then(Result::ok).ok_or(FaultCode::InvalidAuthorityContext)?;
        let call = operation.child("CallContext")?.map(CallContext::read).transpose()?;
        Ok(Self { cvr, call: call.unwrap_or_default() })
    }
}

impl CallContext {
    /// What another one says where this one says nothing.
    fn or(self, other: Self) -> Self {
        Self {
            on_behalf_of_user: self.on_behalf_of_user.or(other.on_behalf_of_user),
            callers_call_id: self.callers_call_id.or(other.callers_call_id),
            accounting_info: self.accounting_info.or(other.accounting_info),
        }
    }

    fn read(context: &Element) -> Result<Self, Fault> {
        Ok(Self {
            on_behalf_of_user: free_text(context, "OnBehalfOfUser")?,
            callers_call_id: free_text(context, "CallersServiceCallIdentifier")?,
            accounting_info: accounting_info(context),
        })
    }
}

fn uuid(context: &Element, name: &'static str) -> Result<Uuid, Fault> {
    let text = context.child(name)?.ok_or_else(|| missing(name))?.text();
    // All three roles have the same form.
    text.parse::<AgreementUuid>().map(AgreementUuid::uuid).map_err(|_| {
        invalid(format!("{name} is not a UUID (lower-case hexadecimal digits, 8-4-4-4-12)"))
    })
}

fn free_text(context: &Element, name: &'static str) -> Result<Option<FreeText>, Fault> {
    let Some(element) = context.child(name)? else { return Ok(None) };
    FreeText::read(element.text())
        .map_err(|_| invalid(format!("{name} has more than {} characters", limits::CONTEXT_TEXT)))
}

/// The first one, of any length: whoever keeps it cuts it.
fn accounting_info(context: &Element) -> Option<FreeText> {
    let element = context.children().iter().find(|child| child.name() == "AccountingInfo")?;
    Some(FreeText::of(element.text())).filter(|text| !text.reveal().is_empty())
}

fn missing(name: &str) -> Fault {
    invalid(format!("{name} is missing"))
}

fn invalid(what: String) -> Fault {
    Fault::with(FaultCode::InvalidInvocationContext, what)
}
