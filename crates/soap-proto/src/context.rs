use civil::{AgreementUuid, AuthorityUuid, SystemUuid};
use uuid::Uuid;

use crate::fault::{Fault, FaultCode};
use crate::free_text::FreeText;
use crate::limits;
use crate::tree::Element;

/// The caller and the agreement (`InvocationContext`), as the caller states them. Nothing is confirmed until the
/// certificate and the stored agreements have been checked.
///
/// `CallersServiceCallIdentifier` and `AccountingInfo` are ignored: nothing is accounted for here, and no answer
/// repeats them (`soap.md`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvocationContext {
    /// The service agreement.
    pub agreement: AgreementUuid,
    /// The calling IT system (`UserSystemUUID`).
    pub system: SystemUuid,
    /// The authority, that is the municipality (`UserUUID`).
    pub authority: AuthorityUuid,
    /// The service called; must be [`SERVICE_UUID`](crate::SERVICE_UUID).
    pub service: Uuid,
    /// The person or role for whom the system calls, as the caller states it.
    pub on_behalf_of_user: Option<FreeText>,
}

impl InvocationContext {
    /// Reads the `InvocationContext` among an operation's children. Its own children may come in any order and, from
    /// some clients, in another service's namespace.
    pub(crate) fn read(operation: &Element) -> Result<Self, Fault> {
        let context =
            operation.child("InvocationContext")?.ok_or_else(|| missing("the element"))?;
        Ok(Self {
            agreement: uuid(context, "ServiceAgreementUUID")?.into(),
            system: uuid(context, "UserSystemUUID")?.into(),
            authority: uuid(context, "UserUUID")?.into(),
            service: uuid(context, "ServiceUUID")?,
            on_behalf_of_user: on_behalf_of_user(context)?,
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

fn on_behalf_of_user(context: &Element) -> Result<Option<FreeText>, Fault> {
    let Some(element) = context.child("OnBehalfOfUser")? else { return Ok(None) };
    FreeText::read(element.text()).map_err(|_| {
        invalid(format!("OnBehalfOfUser has more than {} characters", limits::CONTEXT_TEXT))
    })
}

fn missing(name: &str) -> Fault {
    invalid(format!("{name} is missing"))
}

fn invalid(what: String) -> Fault {
    Fault::with(FaultCode::InvalidInvocationContext, what)
}
