use crate::attributes::AttributeChange;
use crate::handles::HandleId;
use crate::limits;
use crate::open_mode::OpenMode;
use crate::wire::*;

/// A request of the client. Requests that no [`Tree`](crate::Tree) allows, such as MKDIR, keep only their id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Begins the session.
    Init {
        /// The highest version that the client speaks.
        version: u32,
    },
    /// Opens a file.
    Open {
        /// Request id.
        id: u32,
        /// The file.
        path: Vec<u8>,
        /// What it is opened for.
        mode: OpenMode,
    },
    /// Closes a handle.
    Close {
        /// Request id.
        id: u32,
        /// The handle; `None` for a string that cannot be one of this server's.
        handle: Option<HandleId>,
    },
    /// Reads from an open file.
    Read {
        /// Request id.
        id: u32,
        /// The handle; `None` for a string that cannot be one of this server's.
        handle: Option<HandleId>,
        /// First byte wanted.
        offset: u64,
        /// Bytes wanted.
        length: u32,
    },
    /// Writes to an open file.
    Write {
        /// Request id.
        id: u32,
        /// The handle; `None` for a string that cannot be one of this server's.
        handle: Option<HandleId>,
        /// Where the first byte goes.
        offset: u64,
        /// The bytes; `None` of a request with more than [`limits::WRITE`], which is refused.
        data: Option<Vec<u8>>,
    },
    /// Attributes of a path. There are no links, so LSTAT and STAT are the same.
    Stat {
        /// Request id.
        id: u32,
        /// The path.
        path: Vec<u8>,
    },
    /// Attributes of an open file or folder.
    Fstat {
        /// Request id.
        id: u32,
        /// The handle; `None` for a string that cannot be one of this server's.
        handle: Option<HandleId>,
    },
    /// Opens a folder.
    Opendir {
        /// Request id.
        id: u32,
        /// The folder.
        path: Vec<u8>,
    },
    /// Reads the next entries of an open folder.
    Readdir {
        /// Request id.
        id: u32,
        /// The handle; `None` for a string that cannot be one of this server's.
        handle: Option<HandleId>,
    },
    /// Removes a file.
    Remove {
        /// Request id.
        id: u32,
        /// The file.
        path: Vec<u8>,
    },
    /// Gives a file another name; one that has it already is not replaced.
    Rename {
        /// Request id.
        id: u32,
        /// The file.
        from: Vec<u8>,
        /// Its new name.
        to: Vec<u8>,
    },
    /// Sets attributes of a path.
    Setstat {
        /// Request id.
        id: u32,
        /// The path.
        path: Vec<u8>,
        /// What is set.
        change: AttributeChange,
    },
    /// Sets attributes of an open file.
    Fsetstat {
        /// Request id.
        id: u32,
        /// The handle; `None` for a string that cannot be one of this server's.
        handle: Option<HandleId>,
        /// What is set.
        change: AttributeChange,
    },
    /// Asks for the absolute form of a path.
    Realpath {
        /// Request id.
        id: u32,
        /// The path.
        path: Vec<u8>,
    },
    /// Asks for the server's limits (`limits@openssh.com`).
    Limits {
        /// Request id.
        id: u32,
    },
    /// A change that this server does not allow.
    Forbidden {
        /// Request id.
        id: u32,
    },
    /// A request that is not of version 3, or an extension that is not offered.
    Unsupported {
        /// Request id.
        id: u32,
    },
}

/// Bytes that are not a request. The bytes after them cannot be read, so the connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPacket {
    /// Empty, or larger than [`limits::PACKET`]. The length that the client sent is not repeated anywhere: it could be
    /// anything.
    #[error("an SFTP packet that is empty or longer than {max} bytes", max = limits::PACKET)]
    Length,
    /// The packet ends within a field.
    #[error("an SFTP packet of type {0} that ends too early")]
    Short(u8),
    /// A path longer than [`limits::PATH`].
    #[error("an SFTP packet of type {0} with a path that is too long")]
    LongPath(u8),
}

impl Request {
    /// Reads the content of a packet, without its length field.
    ///
    /// # Errors
    /// [`BadPacket`] when a field runs over the end.
    pub(crate) fn parse(packet: &[u8]) -> Result<Self, BadPacket> {
        let (kind, mut fields) = Fields::of(packet)?;
        let id = fields.number()?;
        Ok(match kind {
            SSH_FXP_INIT => Self::Init { version: id },
            SSH_FXP_OPEN => {
                let path = fields.path()?;
                Self::Open { id, path, mode: OpenMode::of(fields.number()?) }
            }
            SSH_FXP_CLOSE => Self::Close { id, handle: fields.handle()? },
            SSH_FXP_READ => Self::Read {
                id,
                handle: fields.handle()?,
                offset: fields.long()?,
                length: fields.number()?,
            },
            SSH_FXP_WRITE => Self::Write {
                id,
                handle: fields.handle()?,
                offset: fields.long()?,
                data: Some(fields.string()?)
                    .filter(|data| data.len() <= limits::WRITE as usize)
                    .map(<[u8]>::to_vec),
            },
            SSH_FXP_LSTAT | SSH_FXP_STAT => Self::Stat { id, path: fields.path()? },
            SSH_FXP_FSTAT => Self::Fstat { id, handle: fields.handle()? },
            SSH_FXP_OPENDIR => Self::Opendir { id, path: fields.path()? },
            SSH_FXP_READDIR => Self::Readdir { id, handle: fields.handle()? },
            SSH_FXP_REMOVE => Self::Remove { id, path: fields.path()? },
            SSH_FXP_REALPATH => Self::Realpath { id, path: fields.path()? },
            SSH_FXP_RENAME => Self::Rename { id, from: fields.path()?, to: fields.path()? },
            SSH_FXP_SETSTAT => Self::Setstat {
                id,
                path: fields.path()?,
                change: AttributeChange::of(fields.number()?),
            },
            SSH_FXP_FSETSTAT => Self::Fsetstat {
                id,
                handle: fields.handle()?,
                change: AttributeChange::of(fields.number()?),
            },
            SSH_FXP_MKDIR | SSH_FXP_RMDIR | SSH_FXP_SYMLINK => Self::Forbidden { id },
            SSH_FXP_EXTENDED if fields.string()? == LIMITS => Self::Limits { id },
            // READLINK (there are no links), other extensions, and requests of later versions.
            _ => Self::Unsupported { id },
        })
    }

    /// The id under which the request is answered; 0 for INIT, which has none.
    pub fn id(&self) -> u32 {
        match *self {
            Self::Init { .. } => 0,
            Self::Open { id, .. }
            | Self::Close { id, .. }
            | Self::Read { id, .. }
            | Self::Write { id, .. }
            | Self::Stat { id, .. }
            | Self::Fstat { id, .. }
            | Self::Opendir { id, .. }
            | Self::Readdir { id, .. }
            | Self::Remove { id, .. }
            | Self::Rename { id, .. }
            | Self::Setstat { id, .. }
            | Self::Fsetstat { id, .. }
            | Self::Realpath { id, .. }
            | Self::Limits { id }
            | Self::Forbidden { id }
            | Self::Unsupported { id } => id,
        }
    }

    /// The handle that the request names.
    pub(crate) const fn handle(&self) -> Option<HandleId> {
        match *self {
            Self::Close { handle, .. }
            | Self::Read { handle, .. }
            | Self::Write { handle, .. }
            | Self::Fstat { handle, .. }
            | Self::Fsetstat { handle, .. }
            | Self::Readdir { handle, .. } => handle,
            _ => None,
        }
    }

    /// The memory that the request uses while it waits in the queue, in bytes.
    pub fn weight(&self) -> usize {
        let content = match self {
            Self::Open { path, .. }
            | Self::Stat { path, .. }
            | Self::Opendir { path, .. }
            | Self::Remove { path, .. }
            | Self::Setstat { path, .. }
            | Self::Realpath { path, .. } => path.capacity(),
            Self::Rename { from, to, .. } => from.capacity() + to.capacity(),
            Self::Write { data: Some(data), .. } => data.capacity(),
            _ => 0,
        };
        size_of::<Self>() + content
    }
}

/// The fields of a packet, one after the other.
pub(crate) struct Fields<'a> {
    kind: u8,
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// The type of a packet, and the bytes after it.
    pub(crate) fn of(packet: &'a [u8]) -> Result<(u8, Self), BadPacket> {
        let (&kind, rest) = packet.split_first().ok_or(BadPacket::Length)?;
        Ok((kind, Self { kind, rest }))
    }

    pub(crate) fn number(&mut self) -> Result<u32, BadPacket> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(BadPacket::Short(self.kind))?;
        self.rest = rest;
        Ok(u32::from_be_bytes(*bytes))
    }

    pub(crate) fn long(&mut self) -> Result<u64, BadPacket> {
        Ok(u64::from(self.number()?) << 32 | u64::from(self.number()?))
    }

    pub(crate) fn string(&mut self) -> Result<&'a [u8], BadPacket> {
        let length = self.number()? as usize;
        let (string, rest) =
            self.rest.split_at_checked(length).ok_or(BadPacket::Short(self.kind))?;
        self.rest = rest;
        Ok(string)
    }

    fn path(&mut self) -> Result<Vec<u8>, BadPacket> {
        let path = self.string()?;
        if path.len() > limits::PATH {
            Err(BadPacket::LongPath(self.kind))
        } else {
            Ok(path.to_vec())
        }
    }

    fn handle(&mut self) -> Result<Option<HandleId>, BadPacket> {
        self.string().map(HandleId::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_says_what_for() {
        let open = |flags: u8| {
            let head = [SSH_FXP_OPEN, 0, 0, 0, 1, 0, 0, 0, 1, b'f'];
            Request::parse(&[&head[..], &[0, 0, 0, flags, 0, 0, 0, 0]].concat())
        };
        for flags in [0, 1, 2, 3, 0x1a] {
            let mode = OpenMode::of(flags.into());
            assert_eq!(open(flags), Ok(Request::Open { id: 1, path: b"f".to_vec(), mode }));
        }
    }

    #[test]
    fn a_write_has_a_largest_length_and_weighs_its_bytes() {
        let write = |length: u32| {
            let mut packet = vec![SSH_FXP_WRITE, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0];
            packet.extend_from_slice(&5_000_000_000_u64.to_be_bytes());
            packet.extend_from_slice(&length.to_be_bytes());
            packet.resize(packet.len() + length as usize, b'x');
            Request::parse(&packet).unwrap()
        };
        let data = |request: Request| match request {
            Request::Write { offset: 5_000_000_000, data, .. } => data.map(|data| data.len()),
            _ => panic!("no write"),
        };
        assert!(write(limits::WRITE).weight() > limits::WRITE as usize);
        assert_eq!(data(write(limits::WRITE)), Some(limits::WRITE as usize));
        assert_eq!(data(write(limits::WRITE + 1)), None);
        assert_eq!(data(write(0)), Some(0));
    }

    #[test]
    fn names_of_a_rename_have_a_largest_length_each() {
        let rename = |from: usize, to: usize| {
            let mut packet = vec![SSH_FXP_RENAME, 0, 0, 0, 1];
            for length in [from, to] {
                packet.extend_from_slice(&u32::try_from(length).unwrap().to_be_bytes());
                packet.resize(packet.len() + length, b'a');
            }
            Request::parse(&packet)
        };
        assert!(rename(limits::PATH, limits::PATH).is_ok());
        let long = Err(BadPacket::LongPath(SSH_FXP_RENAME));
        assert_eq!(rename(limits::PATH + 1, 1), long);
        assert_eq!(rename(1, limits::PATH + 1), long);
    }

    #[test]
    fn attributes_that_are_set_are_known_by_their_flags() {
        let fsetstat = |flags: u8| {
            let head = [SSH_FXP_FSETSTAT, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0];
            match Request::parse(&[&head[..], &[0, 0, 0, flags]].concat()) {
                Ok(Request::Fsetstat { change, .. }) => change,
                _ => panic!("no fsetstat"),
            }
        };
        for (flags, change) in [
            (0, AttributeChange::TimesAndModes),
            (4, AttributeChange::TimesAndModes),
            (0xc, AttributeChange::TimesAndModes),
            (1, AttributeChange::Other),
            (2, AttributeChange::Other),
            (0xf, AttributeChange::Other),
        ] {
            assert_eq!(fsetstat(flags), change, "{flags}");
        }
    }

    #[test]
    fn a_field_past_the_end_is_refused() {
        let short = Err(BadPacket::Short(SSH_FXP_CLOSE));
        assert_eq!(Request::parse(&[SSH_FXP_CLOSE, 0, 0, 0]), short);
        assert_eq!(Request::parse(&[SSH_FXP_CLOSE, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff]), short);
    }

    #[test]
    fn a_handle_of_another_server_is_none() {
        let close = |handle: &[u8]| {
            let length = u8::try_from(handle.len()).unwrap();
            Request::parse(&[&[SSH_FXP_CLOSE, 0, 0, 0, 1, 0, 0, 0, length], handle].concat())
        };
        for other in [&b""[..], b"1", b"12345"] {
            assert_eq!(close(other), Ok(Request::Close { id: 1, handle: None }));
        }
        let handle = HandleId::read(&[0xff; 4]);
        assert!(handle.is_some());
        assert_eq!(close(&[0xff; 4]), Ok(Request::Close { id: 1, handle }));
    }

    #[test]
    fn a_path_has_a_largest_length() {
        let stat = |length: usize| {
            let mut packet = vec![SSH_FXP_STAT, 0, 0, 0, 1];
            packet.extend_from_slice(&u32::try_from(length).unwrap().to_be_bytes());
            packet.resize(packet.len() + length, b'a');
            Request::parse(&packet)
        };
        assert!(stat(limits::PATH).is_ok());
        assert_eq!(stat(limits::PATH + 1), Err(BadPacket::LongPath(SSH_FXP_STAT)));
    }

    #[test]
    fn unknown_requests_keep_their_id() {
        assert_eq!(Request::parse(&[99, 0, 0, 0, 7]), Ok(Request::Unsupported { id: 7 }));
        assert_eq!(
            Request::parse(&[SSH_FXP_MKDIR, 0, 0, 0, 8, 1, 2]),
            Ok(Request::Forbidden { id: 8 })
        );
    }
}
