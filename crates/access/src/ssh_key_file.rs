use ssh_key::{Algorithm, HashAlg, PublicKey};
use store::SshKey;

/// The shortest RSA key that is accepted (`delivery.md`).
const RSA_BITS: u32 = 2048;

/// A file without a public key that is accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSshKey {
    /// A private key, which must not be shared.
    #[error("this is a private key: give the public one (the file that ends in .pub)")]
    Private,
    /// A form that ssh-keygen can convert.
    #[error(
        "this form of key is not read: turn it into one line with `ssh-keygen -i -m {0} -f FILE`"
    )]
    OtherForm(&'static str),
    /// None of the forms.
    #[error("not an SSH public key (one line as in id_ed25519.pub, or RFC 4716)")]
    NotAKey,
    /// More than one key.
    #[error(
        "{0} keys: {1}. Give a file with one of them; another is registered with `system add-key`"
    )]
    Several(usize, String),
    /// A kind of key that is too weak, or that no client uses.
    #[error("{0} keys are not taken: use ed25519, ecdsa, or rsa of 2048 bits and more")]
    Kind(String),
}

/// Reads a public key from a file: a line of OpenSSH, or RFC 4716 as PuTTY and SSH.COM write it.
///
/// # Errors
/// [`InvalidSshKey`], which says what to do.
pub fn read_ssh_key(file: &[u8]) -> Result<SshKey, InvalidSshKey> {
    let mut keys =
        parse(text::decode_with_comments(file).map_err(|_| InvalidSshKey::NotAKey)?.trim())?;
    let key = match keys.pop() {
        Some(key) if keys.is_empty() => key,
        Some(last) => {
            keys.push(last);
            let known: Vec<String> = keys.iter().map(fingerprint).collect();
            return Err(InvalidSshKey::Several(keys.len(), known.join(", ")));
        }
        None => return Err(InvalidSshKey::NotAKey),
    };
    check(&key)?;
    let text = key.to_openssh().map_err(|_| InvalidSshKey::NotAKey)?;
    Ok(SshKey { fingerprint: fingerprint(&key), text, revoked_at: None })
}

/// `SHA256:…`, as `ssh-keygen -l` shows it.
pub(crate) fn fingerprint(key: &PublicKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

/// The keys of a file, without duplicates.
fn parse(text: &str) -> Result<Vec<PublicKey>, InvalidSshKey> {
    if text.contains("PRIVATE KEY") || text.starts_with("PuTTY-User-Key-File") {
        return Err(InvalidSshKey::Private);
    }
    if text.starts_with("-----BEGIN PUBLIC KEY-----") {
        return Err(InvalidSshKey::OtherForm("PKCS8"));
    }
    if text.starts_with("-----BEGIN RSA PUBLIC KEY-----") {
        return Err(InvalidSshKey::OtherForm("PEM"));
    }
    if text.starts_with("---- BEGIN SSH2 PUBLIC KEY ----") {
        return rfc4716(text).map(|key| vec![key]).ok_or(InvalidSshKey::NotAKey);
    }
    let mut keys: Vec<PublicKey> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let key = PublicKey::from_openssh(line).map_err(|_| InvalidSshKey::NotAKey)?;
        if keys.iter().all(|known| known.key_data() != key.key_data()) {
            keys.push(key);
        }
    }
    Ok(keys)
}

/// The Base64 of RFC 4716 is that of an OpenSSH line, which begins with the key type that the Base64 also contains.
fn rfc4716(text: &str) -> Option<PublicKey> {
    let mut continued = false;
    let base64: String = text
        .lines()
        .map(str::trim)
        .filter(|line| {
            let header = continued || line.contains(':') || line.starts_with("----");
            continued = header && line.ends_with('\\');
            !header
        })
        .collect();
    ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]
        .into_iter()
        .find_map(|kind| PublicKey::from_openssh(&format!("{kind} {base64}")).ok())
}

fn check(key: &PublicKey) -> Result<(), InvalidSshKey> {
    match key.algorithm() {
        Algorithm::Ed25519 | Algorithm::Ecdsa { .. } => Ok(()),
        Algorithm::Rsa { .. } => {
            let bits =
                key.key_data().rsa().map_or(0, |rsa| bit_length(rsa.n().as_positive_bytes()));
            if bits >= RSA_BITS {
                Ok(())
            } else {
                Err(InvalidSshKey::Kind(format!("rsa ({bits} bits)")))
            }
        }
        other => Err(InvalidSshKey::Kind(other.to_string())),
    }
}

fn bit_length(number: Option<&[u8]>) -> u32 {
    let bytes = number.unwrap_or_default();
    let leading = bytes.first().map_or(0, |first| first.leading_zeros());
    u32::try_from(bytes.len() * 8).unwrap_or(u32::MAX).saturating_sub(leading)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8mEu7jNQmsDiwtpWtPSK34JHZFgGgnj9iUk/3xTfIs omsorg";

    #[test]
    fn a_line_of_openssh_is_read() {
        let key = read_ssh_key(format!("{ED25519}\n").as_bytes()).unwrap();
        assert!(key.fingerprint.starts_with("SHA256:"));
        assert_eq!(key.text, ED25519);
    }

    #[test]
    fn key_from_windows_is_the_same_key() {
        let there = read_ssh_key(ED25519.as_bytes()).unwrap();
        let marked = format!("\u{feff}{ED25519}\r\n");
        let wide: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let commented =
            [ED25519.trim_end_matches("omsorg").as_bytes(), b"s\xf8ren@PC-\xd8\r\n"].concat();
        for file in [marked.as_bytes(), &wide, &commented] {
            assert_eq!(read_ssh_key(file).unwrap().fingerprint, there.fingerprint);
        }
        let twice = format!("# ours\n{ED25519}\n\n{ED25519}\n");
        assert_eq!(read_ssh_key(twice.as_bytes()).unwrap(), there);
    }

    #[test]
    fn several_keys_are_refused_by_their_fingerprints() {
        let other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPbKk+7lq0Ju7qlFeWAsHG4WVq5DhnrUTeNNYQEa6rXJ other";
        let refused =
            read_ssh_key(format!("{ED25519}\n{other}\n").as_bytes()).unwrap_err().to_string();
        assert!(refused.starts_with("2 keys: SHA256:"), "{refused}");
    }

    #[test]
    fn rfc_4716_is_the_same_key() {
        let base64 = ED25519.split(' ').nth(1).unwrap();
        let (first, second) = base64.split_at(40);
        let file = format!(
            "---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"a long \\\ncomment\"\n{first}\n{second}\n\
             ---- END SSH2 PUBLIC KEY ----\n"
        );
        let (there, here) =
            (read_ssh_key(file.as_bytes()).unwrap(), read_ssh_key(ED25519.as_bytes()).unwrap());
        assert_eq!(there.fingerprint, here.fingerprint);
    }

    #[test]
    fn everything_else_says_what_to_do() {
        let error = |text: &str| read_ssh_key(text.as_bytes()).unwrap_err();
        assert_eq!(error("-----BEGIN OPENSSH PRIVATE KEY-----\n"), InvalidSshKey::Private);
        assert_eq!(error("PuTTY-User-Key-File-3: ssh-ed25519"), InvalidSshKey::Private);
        assert_eq!(error("-----BEGIN PUBLIC KEY-----\n"), InvalidSshKey::OtherForm("PKCS8"));
        assert_eq!(error("hello"), InvalidSshKey::NotAKey);
        assert_eq!(error(""), InvalidSshKey::NotAKey);
    }

    #[test]
    fn bits_are_counted_without_leading_zeros() {
        assert_eq!(bit_length(Some(&[0x80; 256])), 2048);
        assert_eq!(bit_length(Some(&[0x7f; 256])), 2047);
    }
}
