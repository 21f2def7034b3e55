#![doc = include_str!("../README.md")]

mod authorize;
mod certificate;
mod door;
#[cfg(test)]
mod fixture;
mod holder;
mod login;
mod off4;
mod off4_password;
mod off4_tokens;
mod principal;
mod random;
mod rights;
mod ssh_key_file;
mod validity;

pub use authorize::{AuthorizationError, authenticate, authorize};
pub use certificate::{InvalidCertificate, fingerprint, leaf_der, read_certificate, rsa_bits};
pub use door::Door;
pub use holder::{RegisteredCertificate, system_by_certificate};
pub use login::{LoginError, PublicKeyCredential, login};
pub use off4::{Off4Error, Off4Logon, off4_by_token, off4_log_on};
pub use off4_password::{Off4Password, PasswordError};
pub use off4_tokens::{Off4Token, Off4Tokens};
pub use principal::{AgreementClaim, InvocationClaim, Principal};
pub use random::NoRandomness;
pub use rights::{Connected, ConnectedKey, CurrentRights, Rights};
pub use ssh_key_file::{InvalidSshKey, read_ssh_key};
