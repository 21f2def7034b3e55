//! Links by which a password is set once.

use jiff::Timestamp;

use crate::db::table::USER_LINK;
use crate::db::{Tx, checksums, values};
use crate::model::{
    Author, NewUser, NewUserLink, PasswordHash, Sha256, UserId, UserLink, UserName, UserRole,
};
use crate::store::Store;
use crate::{StoreError, audit, user_rows, user_sessions};

/// A link's row.
struct LinkRow {
    digest: Sha256,
    user: Option<UserId>,
    ends_at: Timestamp,
}

/// One-time links.
impl Store {
    /// Makes a link by which the first operator is made. Those before it are over.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is an operator already.
    pub fn add_first_link(
        &self,
        link: &NewUserLink,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("making a one-time link", |tx| {
            if user_rows::has_operator(tx)? {
                let why = "there is an operator already: `cprabo user reset` lets one in again";
                return Err(StoreError::Conflict(why.into()));
            }
            tx.execute("DELETE FROM user_link WHERE user_account IS NULL", &[])?;
            put(tx, None, link)?;
            audit::done(tx, author, at, "make first link", String::new())
        })
    }

    /// Who may use the link of a digest now; `None` when there is no such link, or it is over.
    pub fn user_link(
        &self,
        digest: &Sha256,
        at: Timestamp,
    ) -> Result<Option<UserLink>, StoreError> {
        self.read("reading a one-time link", |tx| match find(tx, digest, at)? {
            None => Ok(None),
            Some(LinkRow { user: None, .. }) => {
                Ok((!user_rows::has_operator(tx)?).then_some(UserLink::FirstOperator))
            }
            Some(LinkRow { user: Some(id), .. }) => {
                let user = user_rows::by_id(tx, id)?.filter(|user| user.ended_at.is_none());
                Ok(user.map(|user| UserLink::Of(Box::new(user))))
            }
        })
    }

    /// Uses a link: sets the password of its user, or makes the first operator by this name. The link is over, and the
    /// user's sessions are.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such link, or it is over; [`StoreError::AlreadyExists`] when the name of a
    /// first operator is taken.
    pub fn use_user_link(
        &self,
        digest: &Sha256,
        first: Option<&UserName>,
        password: &PasswordHash,
        author: &Author,
        at: Timestamp,
    ) -> Result<UserName, StoreError> {
        let delete = "DELETE FROM user_link WHERE digest = ?1";
        let over = || StoreError::NotFound("one-time link".into());
        self.write("using a one-time link", |tx| {
            let link = find(tx, digest, at)?.ok_or_else(over)?;
            // Rows are checked as they were before the transaction: read first.
            let (id, name) = match (link.user, first) {
                (Some(id), _) => {
                    let user = user_rows::by_id(tx, id)?.filter(|user| user.ended_at.is_none());
                    (id, user.ok_or_else(over)?.name)
                }
                (None, Some(name)) => {
                    let role = UserRole::Operator;
                    let new = NewUser { name: name.clone(), role, authority: None };
                    (make_first(tx, &new, at)?, name.clone())
                }
                (None, None) => return Err(over()),
            };
            user_rows::set_password(tx, id, password, at)?;
            tx.execute(delete, &values![digest])?;
            user_sessions::end_all(tx, id)?;
            let what = if link.user.is_none() { ", the first operator" } else { "" };
            let subject = format!("{}{what}", user_rows::named(&name));
            audit::done(tx, author, at, "set password by link", subject)?;
            Ok(name)
        })
    }
}

/// Makes a link, in place of those that the user had. Links that are over go.
pub(crate) fn put(tx: &Tx<'_>, user: Option<UserId>, link: &NewUserLink) -> Result<(), StoreError> {
    let insert = "INSERT INTO user_link (digest, user_account, ends_at) VALUES (?1, ?2, ?3)";
    if let Some(user) = user {
        delete_of(tx, user)?;
    }
    tx.execute(insert, &values![&link.digest, user, link.ends_at]).map(|_| ())
}

/// Deletes the links of a user.
pub(crate) fn delete_of(tx: &Tx<'_>, user: UserId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM user_link WHERE user_account = ?1", &values![user]).map(|_| ())
}

/// The link of a digest, if it is not over.
fn find(tx: &Tx<'_>, digest: &Sha256, at: Timestamp) -> Result<Option<LinkRow>, StoreError> {
    let rows = checksums::rows(tx, &USER_LINK, 0, |row| {
        Ok(LinkRow {
            digest: row.get("digest")?,
            user: row.get("user_account")?,
            ends_at: row.get("ends_at")?,
        })
    })?;
    Ok(rows.into_iter().find(|link| link.digest == *digest && link.ends_at > at))
}

/// Makes the first operator.
fn make_first(tx: &Tx<'_>, new: &NewUser, at: Timestamp) -> Result<UserId, StoreError> {
    if user_rows::has_operator(tx)? {
        return Err(StoreError::Conflict("there is an operator already".into()));
    }
    let id = user_rows::insert(tx, new, at)?;
    id.ok_or_else(|| StoreError::AlreadyExists(user_rows::named(&new.name)))
}
