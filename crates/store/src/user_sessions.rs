//! Sessions of users.

use jiff::Timestamp;

use crate::counters::{self, Counter};
use crate::db::table::USER_SESSION;
use crate::db::{Row, Tx, checksums, values};
use crate::model::{Author, NewUserSession, Sha256, User, UserId, UserSession, UserSessionId};
use crate::store::Store;
use crate::{StoreError, audit, user_rows};

const READING: &str = "reading sessions";
const ENDING: &str = "ending a session";

/// Sessions.
impl Store {
    /// Begins a session of a user who may sign in. When the user has signed in, that is audited, and the session in which the
    /// password was given is over.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the user may not sign in any more, or was reset meanwhile.
    pub fn begin_user_session(
        &self,
        user: &User,
        new: &NewUserSession,
        author: &Author,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO user_session
            (id, digest, user_account, is_signed_in, address, begun_at, used_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)";
        let delete = "DELETE FROM user_session WHERE used_at < ?1";
        let signed_in = "UPDATE user_account SET signed_in_at = ?2 WHERE id = ?1";
        let NewUserSession { digest, is_signed_in, address, others_end_before, at } = new;
        self.write("beginning a session", |tx| {
            // Between the check of the password and now the user may have been reset.
            let now = user_rows::active(tx, &user.name)?;
            if now.password != user.password {
                return Err(StoreError::NotFound(user_rows::named(&user.name)));
            }
            tx.execute(delete, &values![*others_end_before])?;
            let id = counters::next(tx, Counter::UserSession)?;
            tx.execute(insert, &values![id, digest, user.id, *is_signed_in, address, *at])?;
            if !is_signed_in {
                return Ok(());
            }
            tx.execute(signed_in, &values![user.id, *at])?;
            audit::done(tx, author, *at, "sign in", user_rows::named(&user.name))
        })
    }

    /// The session of a digest, with its user, if the user may sign in. Whether its time is over is not asked.
    pub fn user_session(&self, digest: &Sha256) -> Result<Option<(UserSession, User)>, StoreError> {
        let select = "SELECT id, user_account FROM user_session WHERE digest = ?1";
        self.read(READING, |tx| {
            let key = |row: &Row<'_>| Ok((row.get("id")?, row.get("user_account")?));
            let Some((id, user)): Option<(UserSessionId, UserId)> =
                tx.query_opt(select, &values![digest], key)?
            else {
                return Ok(None);
            };
            let session = of(tx, user)?.into_iter().find(|session| session.id == id);
            let user = user_rows::by_id(tx, user)?.filter(|user| user.ended_at.is_none());
            Ok(session.zip(user))
        })
    }

    /// The sessions of a user, the one that was used last first.
    pub fn user_sessions(&self, user: UserId) -> Result<Vec<UserSession>, StoreError> {
        let mut sessions = self.read(READING, |tx| of(tx, user))?;
        sessions.sort_by_key(|session| (std::cmp::Reverse(session.used_at), session.id.number()));
        Ok(sessions)
    }

    /// Notes that a session is used.
    pub fn note_session_used(
        &self,
        session: UserSessionId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE user_session SET used_at = ?2 WHERE id = ?1 AND used_at < ?2";
        self.write("noting a session", |tx| tx.execute(update, &values![session, at]).map(|_| ()))
    }

    /// Ends a session of a user, with an audit entry where the user had signed in. Returns whether there was one.
    pub fn end_user_session(
        &self,
        user: &User,
        session: UserSessionId,
        action: &str,
        author: &Author,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let delete = "DELETE FROM user_session WHERE user_account = ?1 AND id = ?2";
        self.write(ENDING, |tx| {
            let was_signed_in =
                of(tx, user.id)?.iter().any(|one| one.id == session && one.is_signed_in);
            if tx.execute(delete, &values![user.id, session])? == 0 {
                return Ok(false);
            }
            if was_signed_in {
                audit::done(tx, author, at, action, user_rows::named(&user.name))?;
            }
            Ok(true)
        })
    }

    /// Ends all sessions of a user but one. Returns how many.
    pub fn end_other_sessions(
        &self,
        user: &User,
        kept: UserSessionId,
        author: &Author,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let delete = "DELETE FROM user_session WHERE user_account = ?1 AND id <> ?2";
        self.write(ENDING, |tx| {
            let ended = tx.execute(delete, &values![user.id, kept])?;
            audit::done(tx, author, at, "end other sessions", user_rows::named(&user.name))?;
            Ok(ended)
        })
    }
}

/// Ends all sessions of a user.
pub(crate) fn end_all(tx: &Tx<'_>, user: UserId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM user_session WHERE user_account = ?1", &values![user]).map(|_| ())
}

/// The sessions of a user, if they pass the check.
fn of(tx: &Tx<'_>, user: UserId) -> Result<Vec<UserSession>, StoreError> {
    checksums::rows(tx, &USER_SESSION, user.0, |row| {
        Ok(UserSession {
            id: row.get("id")?,
            is_signed_in: row.get("is_signed_in")?,
            address: row.get("address")?,
            begun_at: row.get("begun_at")?,
            used_at: row.get("used_at")?,
        })
    })
}
