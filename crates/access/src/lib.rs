#![doc = include_str!("../README.md")]

mod authorize;
mod certificate;
mod door;
#[cfg(test)]
mod fixture;
mod holder;
mod login;
mod rights;
mod ssh_key_file;
mod validity;

pub use authorize::{Claim, Refusal, authorize, authorize_holder, recognize};
pub use certificate::{InvalidCertificate, fingerprint, leaf_der, read_certificate, rsa_bits};
pub use door::Door;
pub use holder::{CertificateHolder, certificate_holder};
pub use login::{Offer, RefusedLogin, login};
pub use rights::{Connected, ConnectedKey, CurrentRights, Rights};
pub use ssh_key_file::{InvalidSshKey, read_ssh_key};
