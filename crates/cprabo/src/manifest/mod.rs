//! What a subscription has received, in an unbroken chain that the installation signs.

mod chain;
mod signature;

pub(crate) use chain::Manifest;
pub(crate) use signature::Signer;
