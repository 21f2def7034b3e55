//! The second step of a sign-in: codes of an app, and recovery codes.

use jiff::Timestamp;

use crate::db::{Tx, values};
use crate::model::{Author, Sha256, TotpSecret, User, UserId};
use crate::store::Store;
use crate::{StoreError, audit, user_rows};

const CHANGING: &str = "changing the second step of a user";

/// Second steps.
impl Store {
    /// Offers a user a secret, which counts once a code of it was given. One that was offered before counts no more.
    pub fn offer_totp(&self, user: UserId, secret: &TotpSecret) -> Result<(), StoreError> {
        let update = "UPDATE user_account SET totp_offered = ?2 WHERE id = ?1";
        self.write(CHANGING, |tx| tx.execute(update, &values![user, secret]).map(|_| ()))
    }

    /// Sets up the second step with the secret that was offered, after a code of `step`, and with these recovery codes.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another secret was offered meanwhile.
    pub fn confirm_totp(
        &self,
        user: &User,
        step: u64,
        recovery_codes: &[Sha256],
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update =
            "UPDATE user_account SET totp = totp_offered, totp_step = ?2, totp_offered = NULL
            WHERE id = ?1";
        self.write(CHANGING, |tx| {
            let now = user_rows::by_id(tx, user.id)?;
            if user.totp_offered.is_none()
                || now.is_none_or(|now| now.totp_offered != user.totp_offered)
            {
                return Err(StoreError::Conflict("another secret was offered meanwhile".into()));
            }
            tx.execute(update, &values![user.id, step])?;
            put_recovery_codes(tx, user.id, recovery_codes)?;
            audit::done(tx, author, at, "set up second step", user_rows::named(&user.name))
        })
    }

    /// Takes the second step away, with its recovery codes.
    pub fn remove_totp(
        &self,
        user: &User,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(CHANGING, |tx| {
            forget(tx, user.id)?;
            audit::done(tx, author, at, "remove second step", user_rows::named(&user.name))
        })
    }

    /// Gives a user other recovery codes in place of those before.
    pub fn set_recovery_codes(
        &self,
        user: &User,
        recovery_codes: &[Sha256],
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(CHANGING, |tx| {
            put_recovery_codes(tx, user.id, recovery_codes)?;
            audit::done(tx, author, at, "make recovery codes", user_rows::named(&user.name))
        })
    }

    /// Accepts a code of a step, unless one of it or of a later one was accepted before. Returns whether it is accepted.
    pub fn accept_totp_step(&self, user: UserId, step: u64) -> Result<bool, StoreError> {
        let update = "UPDATE user_account SET totp_step = ?2 WHERE id = ?1 AND totp_step < ?2";
        self.write(CHANGING, |tx| Ok(tx.execute(update, &values![user, step])? == 1))
    }

    /// Uses a recovery code up. Returns whether it was one.
    pub fn use_recovery_code(
        &self,
        user: &User,
        digest: &Sha256,
        author: &Author,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let delete = "DELETE FROM user_recovery_code WHERE user_account = ?1 AND digest = ?2";
        self.write(CHANGING, |tx| {
            if tx.execute(delete, &values![user.id, digest])? == 0 {
                return Ok(false);
            }
            audit::done(tx, author, at, "use recovery code", user_rows::named(&user.name))?;
            Ok(true)
        })
    }
}

/// Takes away what a user has of a second step. The last step stays: a secret is not used again, but a code might be.
pub(crate) fn forget(tx: &Tx<'_>, user: UserId) -> Result<(), StoreError> {
    let update = "UPDATE user_account SET totp = NULL, totp_offered = NULL WHERE id = ?1";
    tx.execute(update, &values![user])?;
    put_recovery_codes(tx, user, &[])
}

fn put_recovery_codes(tx: &Tx<'_>, user: UserId, codes: &[Sha256]) -> Result<(), StoreError> {
    let insert = "INSERT INTO user_recovery_code (user_account, digest) VALUES (?1, ?2)";
    tx.execute("DELETE FROM user_recovery_code WHERE user_account = ?1", &values![user])?;
    codes.iter().try_for_each(|code| tx.execute(insert, &values![user, code]).map(|_| ()))
}
