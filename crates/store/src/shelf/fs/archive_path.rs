//! The path of a file in the archive, by its digest, and its compression.

use std::fs::File;
use std::path::PathBuf;

use super::Fs;
use crate::model::Sha256;
use crate::shelf::ArchiveFile;

/// The compression level: as fast as a disk writes.
pub(super) const LEVEL: i32 = 3;
/// The level for files larger than memory, beside other work.
pub(super) const FAST: i32 = 1;

/// The suffixes after the digest in the name of an extract, and of a load.
pub(super) const EXTRACT: &str = ".zst";
pub(super) const LOAD: &str = ".load.zst";
/// Loads that an older cprabo kept uncompressed, as a second name of a served file.
pub(super) const LOAD_AS_IT_IS: &str = ".load";

impl Fs {
    pub(super) fn archive_path(&self, sha256: &Sha256, suffix: &str) -> PathBuf {
        let name = sha256.to_string();
        let folder = name.get(..2).unwrap_or_default();
        self.archive.join(folder).join(format!("{name}{suffix}"))
    }

    /// The path of a load's file, if it is there.
    pub(super) fn load_file(&self, sha256: &Sha256) -> Option<PathBuf> {
        let paths = [LOAD, LOAD_AS_IT_IS].map(|suffix| self.archive_path(sha256, suffix));
        paths.into_iter().find(|path| path.is_file())
    }
}

pub(super) type Encoder = zstd::stream::Encoder<'static, File>;

pub(super) fn encoder(file: File, level: i32) -> std::io::Result<Encoder> {
    let mut encoder = zstd::stream::Encoder::new(file, level)?;
    encoder.include_checksum(true)?;
    Ok(encoder)
}

/// The file in the archive that a file name denotes.
pub(super) fn parse(name: &str) -> Option<ArchiveFile> {
    let of = |suffix: &str| name.strip_suffix(suffix)?.parse::<Sha256>().ok();
    let load = of(LOAD).or_else(|| of(LOAD_AS_IT_IS));
    load.map(ArchiveFile::Load).or_else(|| of(EXTRACT).map(ArchiveFile::Extract))
}
