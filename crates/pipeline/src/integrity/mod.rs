//! Checks data at rest against their digests: published files, the archive and the database. What is damaged is
//! repaired from intact data, or reported.

mod archived;
mod area;
mod finding;
mod mender;
mod published;
mod replica;
mod scrubber;
mod status;
mod verification;
mod verify;

pub use area::Area;
pub use finding::{FileFault, Found, IntegrityFinding, KnownFinding};
pub use mender::Mender;
pub use scrubber::{ScrubSettings, Scrubber};
pub use status::{Integrity, IntegrityStatus};
pub use verification::{Verified, VerifyStep};
