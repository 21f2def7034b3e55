#![doc = include_str!("../README.md")]

mod authorization_error;
mod authorize;
mod authorize_user;
mod certificate;
mod door;
#[cfg(test)]
mod fixture;
mod holder;
mod in_force;
mod login;
mod off4;
mod off4_password;
mod off4_tokens;
mod password_hasher;
mod principal;
mod random;
mod recovery_code;
mod rights;
mod secret_token;
mod ssh_key_file;
mod totp;
mod user_password;
mod validity;

pub use authorization_error::AuthorizationError;
pub use authorize::{authenticate, authorize};
pub use authorize_user::authorize_user;
pub use certificate::{InvalidCertificate, fingerprint, leaf_der, read_certificate, rsa_bits};
pub use door::Door;
pub use holder::{RegisteredCertificate, system_by_certificate};
pub use login::{LoginError, PublicKeyCredential, login};
pub use off4::{Off4Error, Off4Logon, check_logon, check_token, off4_account};
pub use off4_password::Off4Password;
pub use off4_tokens::{Off4Token, Off4Tokens};
pub use password_hasher::{HashPermit, PasswordError, PasswordHasher};
pub use principal::{AgreementClaim, AgreementUse, InvocationClaim, PageUser, Principal};
pub use random::NoRandomness;
pub use recovery_code::RecoveryCode;
pub use rights::{Connected, ConnectedKey, CurrentRights, Rights};
pub use secret_token::{InvalidSecretToken, SecretToken};
pub use ssh_key_file::{InvalidSshKey, read_ssh_key};
pub use totp::{new_totp_secret, totp_address, totp_step, totp_text};
pub use user_password::{UnfitPassword, UserPassword};
