use std::fmt;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::{self, Output, ParamsString, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use store::PasswordHash;

use crate::random::{NoRandomness, fill};

/// The bytes of a salt, and of a hash.
const SALT: usize = 16;
const HASH: usize = 32;

/// Hashes passwords by Argon2id, each in 19 MiB of memory: so many at the same time, and in no more memory than that. Memory
/// that is given back to the allocator would not come back to the system.
pub struct PasswordHasher {
    at_once: usize,
    pool: Mutex<Pool>,
    given_back: Condvar,
}

#[derive(Default)]
struct Pool {
    free: Vec<Vec<Block>>,
    made: usize,
}

/// The right to hash passwords, and the memory for it, until it is dropped.
pub struct HashPermit<'a> {
    hasher: &'a PasswordHasher,
    memory: Vec<Block>,
}

/// Why a password cannot be hashed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The system gives no random bytes.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The hash function fails.
    #[error("cannot hash a password")]
    Hash(#[from] argon2::Error),
    /// The hash cannot be written as text.
    #[error("cannot write the hash of a password")]
    Text(#[from] phc::Error),
    /// Its parameters cannot be written as text.
    #[error("cannot write the parameters of a password's hash")]
    Parameters(#[from] argon2::password_hash::Error),
}

impl PasswordHasher {
    /// So many passwords at the same time.
    pub fn new(at_once: usize) -> Self {
        Self { at_once, pool: Mutex::default(), given_back: Condvar::new() }
    }

    /// Waits for a permit; `None` when there is none within that time.
    pub fn permit(&self, within: Duration) -> Option<HashPermit<'_>> {
        let pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        let is_taken = |pool: &mut Pool| pool.free.is_empty() && pool.made >= self.at_once;
        let waited = self.given_back.wait_timeout_while(pool, within, is_taken);
        let (mut pool, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return None;
        }
        let memory = pool.free.pop().unwrap_or_else(|| {
            pool.made += 1;
            vec![Block::new(); Params::DEFAULT.block_count()]
        });
        Some(HashPermit { hasher: self, memory })
    }
}

impl HashPermit<'_> {
    /// A password's hash. Takes tens of milliseconds.
    ///
    /// # Errors
    /// [`PasswordError`].
    pub fn hash(&mut self, password: &[u8]) -> Result<PasswordHash, PasswordError> {
        let mut salt = [0; SALT];
        fill(&mut salt)?;
        let params = Params::DEFAULT;
        let hash = phc::PasswordHash {
            algorithm: ARGON2ID_IDENT,
            version: Some(Version::default().into()),
            params: ParamsString::try_from(&params)?,
            salt: Some(Salt::new(&salt)?),
            hash: Some(Output::new(&self.compute(password, &salt, params)?)?),
        };
        Ok(PasswordHash::new(hash.to_string()))
    }

    /// Whether a hash is a password's. `None` for the hash of an account that is not there takes as long, so that the time
    /// does not say which accounts there are.
    pub fn matches(&mut self, password: &[u8], hash: Option<&PasswordHash>) -> bool {
        let parsed = hash.and_then(|hash| phc::PasswordHash::new(hash.reveal()).ok());
        let found = parsed.as_ref().and_then(|hash| {
            let params = Params::try_from(hash).ok()?;
            let fits =
                params.block_count() <= self.memory.len() && hash.algorithm == ARGON2ID_IDENT;
            let computed = self.compute(password, hash.salt.as_deref()?, params).ok()?;
            let same = verify_slices_are_equal(&computed, hash.hash.as_ref()?.as_bytes()).is_ok();
            fits.then_some(same)
        });
        found.unwrap_or_else(|| {
            let _ = self.compute(password, &[0; SALT], Params::DEFAULT);
            false
        })
    }

    fn compute(
        &mut self,
        password: &[u8],
        salt: &[u8],
        params: Params,
    ) -> Result<[u8; HASH], argon2::Error> {
        let mut out = [0; HASH];
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::default(), params);
        argon2.hash_password_into_with_memory(password, salt, &mut out, &mut self.memory[..])?;
        Ok(out)
    }
}

impl Drop for HashPermit<'_> {
    fn drop(&mut self) {
        let mut pool = self.hasher.pool.lock().unwrap_or_else(PoisonError::into_inner);
        pool.free.push(std::mem::take(&mut self.memory));
        self.hasher.given_back.notify_one();
    }
}

/// Without the memory: it is made of passwords.
impl fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordHasher").field("at_once", &self.at_once).finish_non_exhaustive()
    }
}

/// Without the memory.
impl fmt::Debug for HashPermit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashPermit(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_is_its_own_passwords_alone() {
        let hasher = PasswordHasher::new(1);
        let mut permit = hasher.permit(Duration::ZERO).unwrap();
        let hash = permit.hash(b"Passw0rd").unwrap();
        assert!(hash.reveal().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.reveal());
        assert!(permit.matches(b"Passw0rd", Some(&hash)) && !permit.matches(b"Passw0rd", None));
        assert!(!permit.matches(b"Passw0rt", Some(&hash)));
        let damaged = PasswordHash::new("damaged".to_owned());
        assert!(!permit.matches(b"Passw0rd", Some(&damaged)));
        assert_ne!(hash, permit.hash(b"Passw0rd").unwrap(), "salted");
        assert!(!format!("{hash:?} {permit:?} {hasher:?}").contains("argon2id"));
    }

    #[test]
    fn permit_is_waited_for_and_its_memory_used_again() {
        let hasher = PasswordHasher::new(1);
        let permit = hasher.permit(Duration::ZERO).unwrap();
        assert!(hasher.permit(Duration::ZERO).is_none());
        std::thread::scope(|scope| {
            let other = scope.spawn(|| hasher.permit(Duration::from_secs(60)).is_some());
            drop(permit);
            assert!(other.join().unwrap());
        });
        assert_eq!(hasher.pool.lock().unwrap().made, 1);
    }
}
