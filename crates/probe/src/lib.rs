#![doc = include_str!("../README.md")]

mod http;
mod identity;
mod probe;
mod requests;
mod sftp_login;
mod target;

pub use identity::Identity;
pub use probe::{Call, InvalidProbe, Probe};
pub use store::{ProbeFault, ProbeKind};
pub use target::Target;
