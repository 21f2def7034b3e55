use sftp_proto::Path;

/// The meaning of a path in an account's tree.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AccountPath<'a> {
    Root,
    In,
    Out,
    /// A file in `IN`, by its name; it need not exist.
    File(&'a str),
    /// A file in `OUT`, by its name; it need not exist, nor be a name that files there may have.
    Upload(&'a str),
    Unknown,
}

impl<'a> AccountPath<'a> {
    pub(crate) fn of(path: &'a Path) -> Self {
        let mut names = path.names();
        match (names.next(), names.next(), names.next()) {
            (None, ..) => Self::Root,
            (Some(b"IN"), None, _) => Self::In,
            (Some(b"OUT"), None, _) => Self::Out,
            (Some(b"IN"), Some(name), None) => {
                std::str::from_utf8(name).map_or(Self::Unknown, Self::File)
            }
            (Some(b"OUT"), Some(name), None) => {
                std::str::from_utf8(name).map_or(Self::Unknown, Self::Upload)
            }
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_two_folders_with_their_files() {
        let place = |path: &[u8], expected: AccountPath<'_>| {
            assert_eq!(AccountPath::of(&Path::parse(path).unwrap()), expected);
        };
        place(b"", AccountPath::Root);
        place(b"/IN/", AccountPath::In);
        place(b"OUT", AccountPath::Out);
        place(b"IN/../IN/f", AccountPath::File("f"));
        place("OUT/a ø".as_bytes(), AccountPath::Upload("a ø"));
        for nowhere in [&b"in"[..], b"IN/f/g", b"OUT/f/g", b"etc/passwd", b"IN/\xff", b"OUT/\xff"] {
            place(nowhere, AccountPath::Unknown);
        }
    }
}
