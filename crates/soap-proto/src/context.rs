use civil::{AgreementUuid, AuthorityUuid, SystemUuid};
use uuid::Uuid;

use crate::fault::{Fault, FaultCode};
use crate::free_text::FreeText;
use crate::limits;
use crate::tree::Element;

/// Who calls under which agreement (`InvocationContext`). What it says is a claim until the certificate
/// and the register of agreements have confirmed it.
///
/// `CallersServiceCallIdentifier` and `AccountingInfo` are read over: nothing here is accounted for, and no
/// answer repeats them (`soap.md`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvocationContext {
    /// The service agreement.
    pub agreement: AgreementUuid,
    /// The calling IT system (`UserSystemUUID`).
    pub system: SystemUuid,
    /// The authority, that is the municipality (`UserUUID`).
    pub authority: AuthorityUuid,
    /// The service called; [`SERVICE_UUID`](crate::SERVICE_UUID) if all is well.
    pub service: Uuid,
    /// The person or role for whom the system calls, as it says itself.
    pub on_behalf_of_user: Option<FreeText>,
}

impl InvocationContext {
    /// Reads the `InvocationContext` among an operation's children. Its own children come in any order
    /// and, from some clients, in another service's namespace.
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
    // Any of the three roles reads the same form.
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
