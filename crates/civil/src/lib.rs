#![doc = include_str!("../README.md")]

mod age;
mod cvr;
mod date;
mod event;
mod identity;
mod kundenr;
mod month;
mod municipality;
mod off4_user;
mod opgavenr;
mod pnr;
mod road;
mod service_name;
mod sftp_user;
mod status;

pub use age::{Age, AgeRange, InvalidAgeRange};
pub use cvr::{Cvr, InvalidCvr};
pub use date::{InvalidDate, RegisterDate};
pub use event::{EventCode, InvalidEventCode};
pub use identity::{AgreementUuid, AuthorityUuid, InvalidUuid, SystemUuid};
pub use kundenr::{InvalidKundeNr, KundeNr};
pub use month::{InvalidMonth, Month};
pub use municipality::{InvalidMunicipalityCode, MunicipalityCode};
pub use off4_user::{InvalidOff4User, Off4User};
pub use opgavenr::{InvalidOpgaveNr, OpgaveNr};
pub use pnr::{InvalidPnr, Pnr, RevealedPnr};
pub use road::{HouseNumber, PostalCode, Road, RoadCode};
pub use service_name::{ServiceName, UnknownService};
pub use sftp_user::{InvalidSftpUser, SftpUser};
pub use status::{Status, StatusMeaning};
