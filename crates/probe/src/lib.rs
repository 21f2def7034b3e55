#![doc = include_str!("../README.md")]

mod http;
mod identity;
mod invalid_probe;
mod probe;
mod requests;
mod sftp_login;
mod target;

pub use identity::Identity;
pub use invalid_probe::InvalidProbe;
pub use probe::{Call, Probe};
pub use store::{ProbeFault, ProbeKind};
pub use target::Target;
