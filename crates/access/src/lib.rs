#![doc = include_str!("../README.md")]

mod authorize;
mod certificate;
mod door;
mod gate;
mod login;
mod ssh_key_file;
mod throttle;
mod turned_away;

pub use authorize::{Claim, Refusal, authorize, authorize_holder, recognize};
pub use certificate::{InvalidCertificate, fingerprint, read_certificate};
pub use door::Door;
pub use gate::{Gate, Pass};
pub use login::{Offer, RefusedLogin, login};
pub use ssh_key_file::{InvalidSshKey, read_ssh_key};
pub use throttle::Throttle;
