use crate::wire::*;

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenMode {
    /// To be read, and nothing else.
    Read,
    /// To be written, whether it may be read as well or not.
    Write(WriteMode),
    /// For neither: no client does that.
    Neither,
}

/// How a file is opened for writing. Each flag is the client's, whatever the others are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriteMode {
    /// A file that is not there is created.
    pub create: bool,
    /// With `create`: a file that is there is refused.
    pub exclusive: bool,
    /// A file that is there is emptied.
    pub truncate: bool,
    /// Each write goes to the end of the file, whatever its offset.
    pub append: bool,
}

impl OpenMode {
    /// Reads the flags of OPEN (draft, section 6.3). Flags that the draft does not have are ignored.
    pub(crate) const fn of(flags: u32) -> Self {
        if flags & (SSH_FXF_WRITE | SSH_FXF_APPEND) != 0 {
            return Self::Write(WriteMode {
                create: flags & SSH_FXF_CREAT != 0,
                exclusive: flags & SSH_FXF_EXCL != 0,
                truncate: flags & SSH_FXF_TRUNC != 0,
                append: flags & SSH_FXF_APPEND != 0,
            });
        }
        // What would create or empty a file is no read.
        if flags & (SSH_FXF_CREAT | SSH_FXF_TRUNC | SSH_FXF_EXCL) == 0 && flags & SSH_FXF_READ != 0
        {
            return Self::Read;
        }
        Self::Neither
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_flags_is_what_clients_mean() {
        let write = OpenMode::Write;
        let create = WriteMode { create: true, ..WriteMode::default() };
        for (flags, mode) in [
            (1, OpenMode::Read),
            // OpenSSH, paramiko "wb", WinSCP.
            (0x1a, write(WriteMode { truncate: true, ..create })),
            // OpenSSH `reput`, phpseclib with RESUME.
            (0x0a, write(create)),
            // paramiko "ab" and "xb".
            (0x0e, write(WriteMode { append: true, ..create })),
            (0x2a, write(WriteMode { exclusive: true, ..create })),
            // paramiko "r+b", as EMUS could.
            (3, write(WriteMode::default())),
            (0x12, write(WriteMode { truncate: true, ..WriteMode::default() })),
            (0, OpenMode::Neither),
            (0x11, OpenMode::Neither),
            (8, OpenMode::Neither),
            (0x8000_0001, OpenMode::Read),
        ] {
            assert_eq!(OpenMode::of(flags), mode, "{flags:#x}");
        }
    }
}
