use std::io::ErrorKind;

use net::RefusalKind;
use russh::AlgorithmKind;

use crate::algorithm_name::algorithm_name;
use crate::disconnect_reason::DisconnectReason;

/// The longest list of algorithms that is logged, in names.
const NAMES: usize = 40;
/// Why the protocol ended a connection without a login, with details; `None` when it just ended.
pub(crate) fn of_protocol(ended: &DisconnectReason) -> Option<(RefusalKind, String)> {
    let error = match ended {
        DisconnectReason::Ssh(error) => error,
        DisconnectReason::NoGroup { .. } => {
            return Some((RefusalKind::SshNoCommonKeyExchange, ended.to_string()));
        }
        _ => return None,
    };
    match error {
        // A group exchange whose limits allow no group that is strong enough.
        russh::Error::InvalidConfig(why) => {
            Some((RefusalKind::SshNoCommonKeyExchange, format!("group exchange: {why}")))
        }
        russh::Error::NoCommonAlgo { kind, ours, theirs } => {
            let detail = format!("client offers {}; server offers {}", names(theirs), names(ours));
            Some((of_algorithm(kind), detail))
        }
        // A refusal by our own parser.
        russh::Error::IO(error) if error.kind() == ErrorKind::InvalidData => {
            Some((RefusalKind::SshProtocolError, error.to_string()))
        }
        // The client disconnected.
        russh::Error::Disconnect
        | russh::Error::HUP
        | russh::Error::IO(_)
        | russh::Error::SendError
        | russh::Error::Join(_) => None,
        other => Some((RefusalKind::SshProtocolError, other.to_string())),
    }
}

const fn of_algorithm(kind: &AlgorithmKind) -> RefusalKind {
    match kind {
        AlgorithmKind::Kex => RefusalKind::SshNoCommonKeyExchange,
        AlgorithmKind::Key => RefusalKind::SshNoCommonHostKey,
        AlgorithmKind::Cipher => RefusalKind::SshNoCommonCipher,
        AlgorithmKind::Mac => RefusalKind::SshNoCommonMac,
        AlgorithmKind::Compression => RefusalKind::SshNoCommonCompression,
    }
}

fn names(names: &[String]) -> String {
    let mut shown: Vec<_> = names.iter().take(NAMES).map(|name| algorithm_name(name)).collect();
    if names.len() > NAMES {
        shown.push("…");
    }
    if shown.is_empty() { "nothing".to_owned() } else { shown.join(",") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_common(kind: AlgorithmKind, ours: &[&str], theirs: &[&str]) -> DisconnectReason {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        russh::Error::NoCommonAlgo { kind, ours: list(ours), theirs: list(theirs) }.into()
    }

    #[test]
    fn of_protocol_names_what_each_side_offers() {
        let ended = no_common(AlgorithmKind::Kex, &["a", "b"], &["diffie-hellman-group14-sha1"]);
        let expected = "client offers diffie-hellman-group14-sha1; server offers a,b";
        let refused = of_protocol(&ended);
        assert_eq!(refused, Some((RefusalKind::SshNoCommonKeyExchange, expected.to_owned())));
        let (kind, detail) = of_protocol(&no_common(AlgorithmKind::Mac, &["a"], &[])).unwrap();
        assert_eq!(
            (kind, &detail[..]),
            (RefusalKind::SshNoCommonMac, "client offers nothing; server offers a")
        );
    }

    #[test]
    fn of_protocol_takes_a_group_exchange_without_a_group_for_no_common_key_exchange() {
        let none = of_protocol(&DisconnectReason::NoGroup { min: 8192, max: 8192 }).unwrap();
        assert_eq!(none.0, RefusalKind::SshNoCommonKeyExchange);
        let weak = russh::Error::InvalidConfig("max_group_size is 1024".to_owned());
        let (kind, detail) = of_protocol(&weak.into()).unwrap();
        assert_eq!(kind, RefusalKind::SshNoCommonKeyExchange);
        assert_eq!(detail, "group exchange: max_group_size is 1024");
    }

    #[test]
    fn of_protocol_is_none_for_a_client_that_left() {
        assert_eq!(of_protocol(&russh::Error::Disconnect.into()), None);
        assert_eq!(of_protocol(&DisconnectReason::Late), None);
        let broken = of_protocol(&russh::Error::Version.into());
        assert_eq!(broken.map(|(kind, _)| kind), Some(RefusalKind::SshProtocolError));
    }

    #[test]
    fn names_beyond_the_longest_list_are_left_out() {
        let list = |count| names(&vec!["a".to_owned(); count]);
        assert_eq!(list(NAMES), vec!["a"; NAMES].join(","));
        assert!(list(NAMES + 1).ends_with(",…"));
    }
}
