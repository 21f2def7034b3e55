//! Any bytes are a path below the root or none; read again as it is sent back, it is the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sftp_proto::Path;

fuzz_target!(|bytes: &[u8]| {
    let Ok(path) = Path::parse(bytes) else {
        assert!(bytes.contains(&0));
        return;
    };
    for name in path.names() {
        assert!(!name.is_empty() && name != b"." && name != b"..");
        assert!(!name.contains(&b'/') && !name.contains(&0));
    }
    let sent = path.to_bytes();
    assert!(sent.starts_with(b"/"));
    assert_eq!(Path::parse(&sent).as_ref(), Ok(&path));
    // Relative and absolute paths are the same.
    assert_eq!(Path::parse(&[b"/", bytes].concat()), Ok(path));
});
