//! The stored form of a list of persons' numbers: 8 bytes each, big-endian, rising.

use civil::Pnr;

use crate::StoreError;

pub(crate) fn encode(pnrs: &[Pnr]) -> Vec<u8> {
    let mut numbers: Vec<u64> = pnrs.iter().copied().map(Pnr::to_integer).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into_iter().flat_map(u64::to_be_bytes).collect()
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Vec<Pnr>, StoreError> {
    let damaged = || StoreError::Corrupt("list of numbers");
    let (numbers, []) = bytes.as_chunks::<8>() else { return Err(damaged()) };
    let pnr = |number: &[u8; 8]| Pnr::from_integer(u64::from_be_bytes(*number));
    numbers.iter().map(|number| pnr(number).ok_or_else(damaged)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_back_in_rising_order_and_each_once() {
        let pnrs = [7, 3_112_999_999, 5, 7].map(|number| Pnr::from_integer(number).unwrap());
        let encoded = encode(&pnrs);
        let decoded = decode(&encoded).unwrap();
        assert_eq!(decoded, [5, 7, 3_112_999_999].map(|number| Pnr::from_integer(number).unwrap()));
        assert_eq!(decode(&[]).unwrap(), []);
        assert!(decode(&encoded[1..]).is_err());
        assert!(decode(&[0xff; 8]).is_err());
    }
}
