//! The rows of users.

use jiff::Timestamp;

use crate::StoreError;
use crate::counters::{self, Counter};
use crate::db::table::{USER_ACCOUNT, USER_RECOVERY_CODE};
use crate::db::{Row, Tx, checksums, values};
use crate::model::{Language, NewUser, PasswordHash, Theme, User, UserId, UserName};

/// Adds a user. Returns the number, or `None` when there is one of that name.
pub(crate) fn insert(
    tx: &Tx<'_>,
    new: &NewUser,
    at: Timestamp,
) -> Result<Option<UserId>, StoreError> {
    let insert = "INSERT INTO user_account
        (id, name, role, authority, totp_step, language, theme, added_at)
        VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7)";
    if id_of(tx, &new.name)?.is_some() {
        return Ok(None);
    }
    let id = counters::next(tx, Counter::UserAccount)?;
    let row = values![
        id,
        new.name.as_str(),
        new.role.as_str(),
        new.authority.map(|authority| authority.to_string()),
        Language::default().as_str(),
        Theme::default().as_str(),
        at,
    ];
    tx.execute(insert, &row)?;
    Ok(Some(UserId(id)))
}

/// The number of the user of a name.
pub(crate) fn id_of(tx: &Tx<'_>, name: &UserName) -> Result<Option<UserId>, StoreError> {
    let select = "SELECT id FROM user_account WHERE name = ?1";
    tx.query_opt(select, &values![name.as_str()], |row| row.get("id"))
}

/// A user of a name who may sign in.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub(crate) fn active(tx: &Tx<'_>, name: &UserName) -> Result<User, StoreError> {
    let not_found = || StoreError::NotFound(named(name));
    let user = id_of(tx, name)?.map(|id| by_id(tx, id)).transpose()?.flatten();
    user.filter(|user| user.ended_at.is_none()).ok_or_else(not_found)
}

/// A user, if the row passes the check.
pub(crate) fn by_id(tx: &Tx<'_>, id: UserId) -> Result<Option<User>, StoreError> {
    let codes = checksums::rows(tx, &USER_RECOVERY_CODE, id.0, |_| Ok(()))?.len();
    let users = checksums::rows(tx, &USER_ACCOUNT, id.0, |row| read(row, codes as u64))?;
    Ok(users.into_iter().next())
}

/// The numbers of all users, by name.
pub(crate) fn ids(tx: &Tx<'_>) -> Result<Vec<UserId>, StoreError> {
    tx.query("SELECT id FROM user_account ORDER BY name", &[], |row| row.get("id"))
}

/// Whether there is an operator who may sign in, once the password is set.
pub(crate) fn has_operator(tx: &Tx<'_>) -> Result<bool, StoreError> {
    let select = "SELECT 1 FROM user_account
        WHERE role = 'operator' AND password IS NOT NULL AND ended_at IS NULL";
    tx.exists(select, &[])
}

/// Sets a password.
pub(crate) fn set_password(
    tx: &Tx<'_>,
    user: UserId,
    password: &PasswordHash,
    at: Timestamp,
) -> Result<(), StoreError> {
    let update = "UPDATE user_account SET password = ?2, password_set_at = ?3 WHERE id = ?1";
    tx.execute(update, &values![user, password.reveal(), at]).map(|_| ())
}

/// A user in an error and in the audit trail.
pub(crate) fn named(name: &UserName) -> String {
    format!("user {name}")
}

fn read(row: &Row<'_>, recovery_codes: u64) -> Result<User, StoreError> {
    Ok(User {
        id: row.get("id")?,
        name: row.get("name")?,
        role: row.get("role")?,
        authority: row.get("authority")?,
        password: row.get::<Option<String>>("password")?.map(PasswordHash::new),
        totp: row.get("totp")?,
        totp_step: row.get("totp_step")?,
        totp_offered: row.get("totp_offered")?,
        recovery_codes,
        language: row.get("language")?,
        theme: row.get("theme")?,
        added_at: row.get("added_at")?,
        signed_in_at: row.get("signed_in_at")?,
        ended_at: row.get("ended_at")?,
    })
}
