use std::fmt;

/// A path in the virtual tree, absolute and without `.` and `..`: a list of names below the root.
///
/// Names are bytes, compared byte for byte; nothing here touches a file system.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Path {
    names: Vec<Vec<u8>>,
}

/// A path that cannot belong to any file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a path with a NUL byte")]
pub struct BadPath;

impl Path {
    /// Reads a path as clients write it: relative to the root or absolute, with `.`, `..` and doubled
    /// slashes. `..` at the root is the root, so nothing leads out.
    ///
    /// # Errors
    /// [`BadPath`] when it contains a NUL byte.
    pub fn parse(path: &[u8]) -> Result<Self, BadPath> {
        if path.contains(&0) {
            return Err(BadPath);
        }
        let mut names: Vec<Vec<u8>> = Vec::new();
        for name in path.split(|&byte| byte == b'/') {
            match name {
                b"" | b"." => {}
                b".." => {
                    names.pop();
                }
                name => names.push(name.to_vec()),
            }
        }
        Ok(Self { names })
    }

    /// The names from the root down; none for the root itself.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.names.iter().map(Vec::as_slice)
    }

    /// The path as it is sent back.
    pub fn to_bytes(&self) -> Vec<u8> {
        if self.names.is_empty() {
            return b"/".to_vec();
        }
        self.names.iter().flat_map(|name| [b"/", name.as_slice()].concat()).collect()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.to_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_and_absolute_are_one() {
        for path in ["IN/f", "/IN/f", "./IN/f", "//IN//f/", "/IN/./f", "OUT/../IN/f", "../IN/f"] {
            assert_eq!(Path::parse(path.as_bytes()).unwrap().to_string(), "/IN/f", "{path}");
        }
        for path in ["", ".", "/", "..", "../../..", "/IN/.."] {
            assert_eq!(Path::parse(path.as_bytes()).unwrap().to_string(), "/", "{path}");
        }
        assert_eq!(Path::parse(b"IN/\0"), Err(BadPath));
    }

    proptest::proptest! {
        #[test]
        fn no_path_leaves_the_root(path in "[a./]{0,40}") {
            let path = Path::parse(path.as_bytes()).unwrap();
            proptest::prop_assert!(path.names().all(|name| name != b".." && name != b"." && !name.is_empty()));
            proptest::prop_assert_eq!(Path::parse(&path.to_bytes()).unwrap(), path);
        }
    }
}
