use aws_lc_rs::rand;
use civil::Pnr;
use filters::Reason;
use sha256::{Hasher, Sha256};

use super::disclosures;
use crate::StoreError;

/// The length of an entry: PNR * 256 + reason, big-endian.
const ENTRY: usize = 8;
/// The length of a salt: enough that nobody finds it by trying.
const SALT: usize = 16;
/// The length of what stands for a person in the leaves: a kind, and a salt or a hash.
const LEAF: usize = 33;

/// What a hash is of. Without these, one kind could be given for another.
const OF_SALT: &[u8] = b"cprabo-salt-1";
const OF_PERSON: &[u8] = b"cprabo-person-1";
const OF_PERSONS: &[u8] = b"cprabo-persons-1";

/// Persons in rising order, sealed: the commitment says nothing of them without the secret, and the
/// secret gives away no other persons with it.
///
/// Each person has a salt of its own, made of the secret and the person's place, and the hash of
/// both stands for the person. So one person can be reduced to that hash, while the others can still be shown.
#[derive(Debug, Clone)]
pub(crate) struct SealedPersons {
    pub(crate) entries: Vec<u8>,
    pub(crate) opening: Opening,
    pub(crate) commitment: Sha256,
}

/// By what a commitment is opened. A secret.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    /// Empty once a person is reduced.
    pub(crate) secret: Vec<u8>,
    /// For each person a 0 and the salt, or a 1 and the hash; `None` while the secret is there.
    pub(crate) leaves: Option<Vec<u8>>,
}

impl SealedPersons {
    /// Seals persons with a new secret.
    ///
    /// # Errors
    /// [`StoreError::NoRandomness`].
    pub(crate) fn seal(persons: &[(Pnr, Reason)]) -> Result<Self, StoreError> {
        Self::seal_entries(disclosures::encode(persons))
    }

    /// The same for entries as they are stored.
    pub(crate) fn seal_entries(entries: Vec<u8>) -> Result<Self, StoreError> {
        let mut secret = vec![0; 32];
        rand::fill(&mut secret).map_err(|_| StoreError::NoRandomness)?;
        let opening = Opening { secret, leaves: None };
        let commitment = opening.commitment(&entries).ok_or(StoreError::Corrupt("disclosure"))?;
        Ok(Self { entries, opening, commitment })
    }

    /// How many persons there are.
    pub(crate) const fn persons(&self) -> usize {
        self.entries.len() / ENTRY
    }
}

impl Opening {
    /// The commitment that this opens together with the entries; `None` when they do not fit together.
    pub(crate) fn commitment(&self, entries: &[u8]) -> Option<Sha256> {
        let (entries, []) = entries.as_chunks::<ENTRY>() else { return None };
        let mut hasher = Hasher::default();
        hasher.update(OF_PERSONS);
        match &self.leaves {
            None => {
                for (place, entry) in entries.iter().enumerate() {
                    let salt = salt(&self.secret, place);
                    hasher.update(person(&salt[..SALT], entry).as_bytes());
                }
            }
            Some(leaves) => {
                let (leaves, []) = leaves.as_chunks::<LEAF>() else { return None };
                let mut entries = entries.iter();
                for leaf in leaves {
                    match leaf {
                        [0, salt @ ..] => {
                            let hash = person(&salt[..SALT], entries.next()?);
                            hasher.update(hash.as_bytes());
                        }
                        [_, hash @ ..] => hasher.update(hash),
                    }
                }
                entries.next().is_none().then_some(())?;
            }
        }
        Some(hasher.finish())
    }

    /// What is left of it, and of the entries, without a person: a hash that cannot be opened. `None` when there is no such person.
    pub(crate) fn without(&self, entries: &[u8], pnr: Pnr) -> Option<(Self, Vec<u8>)> {
        let (split, []) = entries.as_chunks::<ENTRY>() else { return None };
        let is_person = |entry: &[u8; ENTRY]| u64::from_be_bytes(*entry) >> 8 == pnr.to_integer();
        let place = split.iter().position(is_person)?;
        let mut leaves = self.all_leaves(split.len())?;
        // Persons who were reduced before have no entry any more.
        let shown = leaves.iter_mut().filter(|leaf| leaf[0] == 0);
        let leaf = shown.into_iter().nth(place)?;
        let hash = person(&leaf[1..=SALT], &split[place]);
        leaf[0] = 1;
        leaf[1..].copy_from_slice(hash.as_bytes());
        let rest = [&entries[..place * ENTRY], &entries[(place + 1) * ENTRY..]].concat();
        Some((Self { secret: Vec::new(), leaves: Some(leaves.concat()) }, rest))
    }

    /// How many persons were taken out of it: a hash stands for each.
    pub(crate) fn taken_out(&self) -> u64 {
        let leaves = self.leaves.as_deref().unwrap_or_default().as_chunks::<LEAF>().0;
        leaves.iter().filter(|leaf| leaf[0] != 0).count() as u64
    }

    fn all_leaves(&self, persons: usize) -> Option<Vec<[u8; LEAF]>> {
        let of_place = |place| {
            let mut leaf = [0; LEAF];
            leaf[1..=SALT].copy_from_slice(&salt(&self.secret, place)[..SALT]);
            leaf
        };
        match &self.leaves {
            None => Some((0..persons).map(of_place).collect()),
            Some(leaves) => match leaves.as_chunks() {
                (leaves, []) => Some(leaves.to_vec()),
                _ => None,
            },
        }
    }
}

/// Without the secret.
impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening").finish_non_exhaustive()
    }
}

fn salt(secret: &[u8], place: usize) -> [u8; 32] {
    *Sha256::of([OF_SALT, secret, &(place as u64).to_be_bytes()]).as_bytes()
}

fn person(salt: &[u8], entry: &[u8; ENTRY]) -> Sha256 {
    Sha256::of([OF_PERSON, salt, entry])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pnr(number: u64) -> Pnr {
        Pnr::from_integer(number).unwrap()
    }

    fn sealed(numbers: &[u64]) -> SealedPersons {
        let persons: Vec<_> = numbers.iter().map(|number| (pnr(*number), Reason::PNR)).collect();
        SealedPersons::seal(&persons).unwrap()
    }

    #[test]
    fn commitment_is_opened_by_its_secret_and_entries_alone() {
        let SealedPersons { entries, opening, commitment } = sealed(&[1, 2, 3]);
        assert_eq!(opening.commitment(&entries), Some(commitment));
        let mut others = entries.clone();
        others[7] ^= 1;
        assert_ne!(opening.commitment(&others), Some(commitment));
        assert_ne!(opening.commitment(&entries[8..]), Some(commitment));
        let mut other = opening.clone();
        other.secret[0] ^= 1;
        assert_ne!(other.commitment(&entries), Some(commitment));
        assert_ne!(sealed(&[1, 2, 3]).commitment, commitment);
        assert_eq!(opening.commitment(&entries[1..]), None);
    }

    #[test]
    fn without_a_person_the_others_still_open_the_commitment() {
        let SealedPersons { mut entries, mut opening, commitment } = sealed(&[1, 2, 3, 4]);
        for (gone, left) in [(2, 3), (4, 2), (1, 1), (3, 0)] {
            (opening, entries) = opening.without(&entries, pnr(gone)).unwrap();
            assert_eq!(entries.len(), left * ENTRY);
            assert_eq!(opening.commitment(&entries), Some(commitment));
            assert_eq!(opening.without(&entries, pnr(gone)), None);
            assert!(opening.secret.is_empty());
            assert_eq!(opening.taken_out(), 4 - left as u64);
        }
    }

    /// Stored commitments are opened for years.
    #[test]
    fn commitment_stays_the_same() {
        let opening = Opening { secret: vec![7; 32], leaves: None };
        let entries = [1_u64 << 8 | 1, 2 << 8 | 16].map(u64::to_be_bytes).concat();
        let commitment = opening.commitment(&entries).unwrap().to_string();
        assert_eq!(commitment, "1e3c76ae52ed470c378e660151da9cacf0d6e5759e66532fd1bdc7b9526f86c9");
    }
}
