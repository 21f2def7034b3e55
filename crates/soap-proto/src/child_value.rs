use std::str::FromStr;

use crate::fault::{Fault, FaultCode};
use crate::tree::Element;

/// The value of the child element `name`. The fault does not repeat it: it may be a PNR.
pub(crate) fn value<T: FromStr>(
    element: &Element,
    name: &'static str,
    code: FaultCode,
) -> Result<T, Fault> {
    required(element, name)?.text().parse().map_err(|_| code.into())
}

/// The child element `name`.
pub(crate) fn required<'a>(element: &'a Element, name: &'static str) -> Result<&'a Element, Fault> {
    element
        .child(name)?
        .ok_or_else(|| Fault::with(FaultCode::InvalidRequest, format!("{name} is missing")))
}
