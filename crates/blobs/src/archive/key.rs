//! The keys of files in the archive, by their digests: `ab/abcd….zst`.

use sha256::Sha256;

use super::file::ArchiveFile;
use crate::error::BlobError;
use crate::key::BlobKey;

/// The suffixes after the digest in the key of an extract, a load, and a sent file.
pub(super) const EXTRACT: &str = ".zst";
pub(super) const LOAD: &str = ".load.zst";
pub(super) const SENT: &str = ".sent.zst";
/// Loads that an older cprabo kept uncompressed, as a second name of a served file.
pub(super) const LOAD_AS_IT_IS: &str = ".load";

pub(super) fn key(sha256: &Sha256, suffix: &str) -> Result<BlobKey, BlobError> {
    let name = sha256.to_string();
    let folder = name.get(..2).unwrap_or_default();
    format!("{folder}/{name}{suffix}").parse()
}

/// Whether the blob of a key is compressed.
pub(super) fn is_compressed(key: &BlobKey) -> bool {
    key.as_str().ends_with(EXTRACT)
}

/// The file in the archive that a key denotes; `None` of a key that is another file's, such as the
/// mark's.
pub(super) fn parse(key: &BlobKey) -> Option<ArchiveFile> {
    let (folder, name) = key.as_str().split_once('/')?;
    let of = |suffix: &str| {
        let sha256 = name.strip_suffix(suffix)?;
        sha256.starts_with(folder).then(|| sha256.parse::<Sha256>().ok())?
    };
    let load = of(LOAD).or_else(|| of(LOAD_AS_IT_IS));
    let load = load.map(ArchiveFile::Load).or_else(|| of(SENT).map(ArchiveFile::Sent));
    load.or_else(|| of(EXTRACT).map(ArchiveFile::Extract))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_denotes_the_file_that_it_was_made_of() {
        let sha256 = Sha256::of([&b"x"[..]]);
        for (suffix, file) in [
            (EXTRACT, ArchiveFile::Extract(sha256)),
            (LOAD, ArchiveFile::Load(sha256)),
            (LOAD_AS_IT_IS, ArchiveFile::Load(sha256)),
            (SENT, ArchiveFile::Sent(sha256)),
        ] {
            assert_eq!(parse(&key(&sha256, suffix).unwrap()), Some(file));
        }
        for other in ["installation", "commits", "00/installation", "ab/cd/x.zst"] {
            assert_eq!(parse(&other.parse().unwrap()), None, "{other}");
        }
        assert_eq!(parse(&format!("{sha256}.zst").parse().unwrap()), None, "in no folder");
    }
}
