use crate::wire::*;

/// Whether a path is a file or a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
}

/// The attributes in the answer to STAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributes {
    /// File or folder.
    pub kind: Kind,
    /// Length in bytes.
    pub size: u64,
    /// Time of last change, in seconds since 1970.
    pub mtime: u32,
}

/// The attributes that SETSTAT would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeChange {
    /// Times and permissions alone, which may be ignored: the files are no files of the client's file system.
    TimesAndModes,
    /// Length, owner, or what the draft does not have. To ignore it would leave another file than the client means.
    Other,
}

impl AttributeChange {
    /// Reads the flags before the attributes; the values do not matter.
    pub(crate) const fn of(flags: u32) -> Self {
        if flags & !(SSH_FILEXFER_ATTR_PERMISSIONS | SSH_FILEXFER_ATTR_ACMODTIME) == 0 {
            Self::TimesAndModes
        } else {
            Self::Other
        }
    }
}

/// A file or folder in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name, without path.
    pub name: Vec<u8>,
    /// Its attributes, as STAT answers them.
    pub attributes: Attributes,
}

/// All that version 3 has.
const ALL_FLAGS: u32 = SSH_FILEXFER_ATTR_SIZE
    | SSH_FILEXFER_ATTR_UIDGID
    | SSH_FILEXFER_ATTR_PERMISSIONS
    | SSH_FILEXFER_ATTR_ACMODTIME;

impl Attributes {
    /// POSIX mode: files can be read and (in their folder) removed, folders entered.
    const fn mode(&self) -> u32 {
        match self.kind {
            Kind::File => 0o100_644,
            Kind::Folder => 0o040_755,
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&ALL_FLAGS.to_be_bytes());
        out.extend_from_slice(&self.size.to_be_bytes());
        for number in [0, 0, self.mode(), self.mtime, self.mtime] {
            out.extend_from_slice(&number.to_be_bytes());
        }
    }
}

impl Entry {
    /// The line of `ls -l`, with `time` as its time; OpenSSH's client prints it unchanged.
    pub(crate) fn long_name(&self, time: &str) -> Vec<u8> {
        let Attributes { kind, size, .. } = self.attributes;
        let mode = match kind {
            Kind::File => "-rw-r--r--",
            Kind::Folder => "drwxr-xr-x",
        };
        let mut line = format!("{mode}    1 cprabo   cprabo   {size:>12} {time} ").into_bytes();
        line.extend_from_slice(&self.name);
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_looks_like_ls() {
        let attributes = Attributes { kind: Kind::File, size: 1234, mtime: 1_767_582_000 };
        let entry = Entry { name: b"d260105.l534902".to_vec(), attributes };
        assert_eq!(
            String::from_utf8(entry.long_name("Jan  5 03:00")).unwrap(),
            "-rw-r--r--    1 cprabo   cprabo           1234 Jan  5 03:00 d260105.l534902"
        );
    }
}
