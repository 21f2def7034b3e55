//! `Content-Encoding`: the compression of a request's body (RFC 9110, 8.4).

use std::io::Read as _;

use flate2::bufread::GzDecoder;
use flate2::{Decompress, FlushDecompress, Status};
use hyper::HeaderMap;
use hyper::header::CONTENT_ENCODING;

use crate::body_error::BodyError;

/// Members of one gzip body, each of which costs a decoder. A client that compresses blocks of 64 kB has some 500 in 32
/// MiB.
const MEMBERS: usize = 1000;
/// Bytes by which the buffer grows at each step of decompression.
const STEP: usize = 8 * 1024;

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    /// Not at all.
    Plain,
    Gzip,
    /// What HTTP calls `deflate`: the zlib format. PHP's `SoapClient` sends it when configured to.
    Zlib,
}

impl Coding {
    /// The coding of a request with these headers. A body compressed twice is not supported.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, BodyError> {
        let mut coding = Self::Plain;
        for value in headers.get_all(CONTENT_ENCODING) {
            for name in value.to_str().map_err(|_| BodyError::UnknownCoding)?.split(',') {
                let found = Self::named(name.trim()).ok_or(BodyError::UnknownCoding)?;
                if found == Self::Plain {
                    continue;
                }
                if coding != Self::Plain {
                    return Err(BodyError::UnknownCoding);
                }
                coding = found;
            }
        }
        Ok(coding)
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "" | "identity" => Self::Plain,
            "gzip" | "x-gzip" => Self::Gzip,
            "deflate" => Self::Zlib,
            _ => return None,
        })
    }

    /// Decompresses the body, up to its largest size: beyond that, decompression stops as soon as it is exceeded.
    pub(crate) fn unpack(self, packed: Vec<u8>, at_most: usize) -> Result<Vec<u8>, BodyError> {
        // An empty body is valid in every coding.
        if packed.is_empty() {
            return Ok(packed);
        }
        match self {
            Self::Plain => Ok(packed),
            Self::Gzip => gunzip(&packed, at_most),
            Self::Zlib => inflate(&packed, at_most),
        }
    }
}

/// Decompresses every member, one after the other.
fn gunzip(mut packed: &[u8], at_most: usize) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    for _ in 0..MEMBERS {
        let mut member = GzDecoder::new(packed);
        let left = u64::try_from(at_most - bytes.len()).unwrap_or(u64::MAX);
        let read = (&mut member).take(left.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|_| BodyError::Torn)?;
        if bytes.len() > at_most {
            return Err(BodyError::TooLarge);
        }
        packed = member.into_inner();
        if packed.is_empty() {
            return Ok(bytes);
        }
    }
    Err(BodyError::TooLarge)
}

/// With the decoder's own steps: as a reader it would end a truncated stream without error.
fn inflate(packed: &[u8], at_most: usize) -> Result<Vec<u8>, BodyError> {
    let mut decoder = Decompress::new(true);
    let mut bytes = Vec::new();
    let mut rest = packed;
    loop {
        bytes.reserve(STEP);
        let (before, had) = (decoder.total_in(), bytes.len());
        let status = decoder.decompress_vec(rest, &mut bytes, FlushDecompress::None);
        let status = status.map_err(|_| BodyError::Torn)?;
        let taken = usize::try_from(decoder.total_in() - before).map_err(|_| BodyError::Torn)?;
        rest = rest.get(taken..).unwrap_or_default();
        if bytes.len() > at_most {
            return Err(BodyError::TooLarge);
        }
        match status {
            Status::StreamEnd if rest.is_empty() => return Ok(bytes),
            Status::StreamEnd => return Err(BodyError::Torn),
            Status::Ok | Status::BufError if taken == 0 && bytes.len() == had => {
                return Err(BodyError::Torn);
            }
            Status::Ok | Status::BufError => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use hyper::header::HeaderValue;

    use super::*;

    const AT_MOST: usize = 100_000;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// Text that does not get much shorter.
    fn text(length: u32) -> Vec<u8> {
        let digits = (0..length).map(|n| n.wrapping_mul(2_654_435_761).to_string());
        digits.collect::<String>().into_bytes()
    }

    fn coding<const N: usize>(values: [&'static str; N]) -> Result<Coding, BodyError> {
        let values = values.map(|value| (CONTENT_ENCODING, HeaderValue::from_static(value)));
        let mut headers = HeaderMap::new();
        for (name, value) in values {
            headers.append(name, value);
        }
        Coding::of(&headers)
    }

    #[test]
    fn coding_is_known_by_its_names_in_any_case() {
        for (value, expected) in [
            ("gzip", Coding::Gzip),
            ("X-GZip", Coding::Gzip),
            (" identity , gzip", Coding::Gzip),
            ("Deflate", Coding::Zlib),
            ("identity", Coding::Plain),
            ("", Coding::Plain),
        ] {
            assert_eq!(coding([value]), Ok(expected), "{value}");
        }
        assert_eq!(coding([]), Ok(Coding::Plain));
    }

    #[test]
    fn coding_that_is_not_known_is_an_error() {
        for value in ["br", "gzip2", "compress", "gzip, gzip", "gzip, br", "g\u{e9}"] {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            let headers = HeaderMap::from_iter([(CONTENT_ENCODING, value)]);
            assert_eq!(Coding::of(&headers), Err(BodyError::UnknownCoding), "{headers:?}");
        }
        assert_eq!(coding(["gzip", "deflate"]), Err(BodyError::UnknownCoding));
    }

    #[test]
    fn packed_body_is_unpacked_whole() {
        let text = text(5_000);
        assert_eq!(Coding::Gzip.unpack(gzip(&text), AT_MOST), Ok(text.clone()));
        assert_eq!(Coding::Zlib.unpack(zlib(&text), AT_MOST), Ok(text.clone()));
        assert_eq!(Coding::Plain.unpack(text.clone(), AT_MOST), Ok(text));
        for coding in [Coding::Plain, Coding::Gzip, Coding::Zlib] {
            assert_eq!(coding.unpack(Vec::new(), AT_MOST), Ok(Vec::new()), "{coding:?}");
        }
    }

    #[test]
    fn members_one_behind_the_other_are_one_body() {
        let packed = [gzip(b"one, "), gzip(b""), gzip(b"two")].concat();
        assert_eq!(Coding::Gzip.unpack(packed, AT_MOST), Ok(b"one, two".to_vec()));
        let members = |count| gzip(b"x").repeat(count);
        assert_eq!(Coding::Gzip.unpack(members(MEMBERS), AT_MOST).map(|b| b.len()), Ok(MEMBERS));
        assert_eq!(Coding::Gzip.unpack(members(MEMBERS + 1), AT_MOST), Err(BodyError::TooLarge));
        // The limit is for all members together.
        let packed = gzip(&vec![b' '; AT_MOST]).into_iter().chain(gzip(b"x")).collect();
        assert_eq!(Coding::Gzip.unpack(packed, AT_MOST), Err(BodyError::TooLarge));
    }

    #[test]
    fn unpacked_body_has_a_largest_size() {
        for (coding, pack) in [(Coding::Gzip, gzip as fn(&[u8]) -> _), (Coding::Zlib, zlib)] {
            let unpacked = |length| coding.unpack(pack(&vec![b' '; length]), AT_MOST);
            assert_eq!(unpacked(AT_MOST).map(|bytes| bytes.len()), Ok(AT_MOST));
            assert_eq!(unpacked(AT_MOST + 1), Err(BodyError::TooLarge));
            assert_eq!(unpacked(1000 * AT_MOST), Err(BodyError::TooLarge));
        }
    }

    #[test]
    fn body_cut_anywhere_is_torn() {
        let text = text(20);
        for (coding, packed) in [(Coding::Gzip, gzip(&text)), (Coding::Zlib, zlib(&text))] {
            for length in 1..packed.len() {
                let cut = packed[..length].to_vec();
                assert_eq!(
                    coding.unpack(cut, AT_MOST),
                    Err(BodyError::Torn),
                    "{coding:?}, {length}"
                );
            }
        }
    }

    #[test]
    fn body_that_is_not_what_it_says_is_torn() {
        let plain = b"<Envelope/>".to_vec();
        for (coding, mut packed) in
            [(Coding::Gzip, gzip(&text(20))), (Coding::Zlib, zlib(&text(20)))]
        {
            assert_eq!(coding.unpack(plain.clone(), AT_MOST), Err(BodyError::Torn));
            assert_eq!(coding.unpack([&*packed, b"x"].concat(), AT_MOST), Err(BodyError::Torn));
            let middle = packed.len() / 2;
            packed[middle] ^= 1;
            assert_eq!(coding.unpack(packed, AT_MOST), Err(BodyError::Torn));
        }
    }
}
