//! Bytes at rest, held against their digests: what is published, what is archived, and the database. What is damaged is
//! made again from what is not, or named.

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
