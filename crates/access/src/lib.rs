#![doc = include_str!("../README.md")]

mod authorize;
mod certificate;
mod door;
#[cfg(test)]
mod fixture;
mod holder;
mod login;
mod principal;
mod rights;
mod ssh_key_file;
mod validity;

pub use authorize::{AuthorizationError, authenticate, authorize};
pub use certificate::{InvalidCertificate, fingerprint, leaf_der, read_certificate, rsa_bits};
pub use door::Door;
pub use holder::{RegisteredCertificate, system_by_certificate};
pub use login::{LoginError, PublicKeyCredential, login};
pub use principal::{AgreementClaim, InvocationClaim, Principal};
pub use rights::{Connected, ConnectedKey, CurrentRights, Rights};
pub use ssh_key_file::{InvalidSshKey, read_ssh_key};
