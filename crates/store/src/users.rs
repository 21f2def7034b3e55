//! The users of the pages.

use jiff::Timestamp;

use crate::db::values;
use crate::model::{Author, Language, NewUser, NewUserLink, Theme, User, UserId, UserName};
use crate::store::Store;
use crate::{StoreError, audit, user_links, user_rows, user_second_steps, user_sessions};

const READING: &str = "reading the users";

/// Users.
impl Store {
    /// Adds a user, who sets a password by the link.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when there is or was one of that name, [`StoreError::Conflict`] when the role and the
    /// authority do not go together.
    pub fn add_user(
        &self,
        new: &NewUser,
        link: &NewUserLink,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        if new.role.is_of_authority() != new.authority.is_some() {
            let why = "a role of an authority has an authority, and no other role has one";
            return Err(StoreError::Conflict(why.into()));
        }
        self.write("adding a user", |tx| {
            let id = user_rows::insert(tx, new, at)?;
            let id = id.ok_or_else(|| StoreError::AlreadyExists(user_rows::named(&new.name)))?;
            user_links::put(tx, Some(id), link)?;
            let of = new.authority.map(|authority| format!(" of authority {authority}"));
            let subject =
                format!("{}, {}{}", user_rows::named(&new.name), new.role, of.unwrap_or_default());
            audit::done(tx, author, at, "add user", subject)
        })
    }

    /// Gives a user a link to set another password, and ends the user's sessions. `forget_second_step` takes away the codes
    /// of the second step, for one who has lost the telephone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such user.
    pub fn reset_user(
        &self,
        name: &UserName,
        link: &NewUserLink,
        forget_second_step: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let forget =
            "UPDATE user_account SET password = NULL, password_set_at = NULL WHERE id = ?1";
        self.write("resetting a user", |tx| {
            let user = user_rows::active(tx, name)?;
            tx.execute(forget, &values![user.id])?;
            if forget_second_step {
                user_second_steps::forget(tx, user.id)?;
            }
            user_sessions::end_all(tx, user.id)?;
            user_links::put(tx, Some(user.id), link)?;
            let what = if forget_second_step { ", without second step" } else { "" };
            audit::done(tx, author, at, "reset user", format!("{}{what}", user_rows::named(name)))
        })
    }

    /// Ends a user: nobody signs in by the name again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such user.
    pub fn end_user(
        &self,
        name: &UserName,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let end = "UPDATE user_account SET ended_at = ?2, password = NULL, password_set_at = NULL
            WHERE id = ?1";
        self.write("ending a user", |tx| {
            let user = user_rows::active(tx, name)?;
            tx.execute(end, &values![user.id, at])?;
            user_second_steps::forget(tx, user.id)?;
            user_sessions::end_all(tx, user.id)?;
            user_links::delete_of(tx, user.id)?;
            audit::done(tx, author, at, "end user", user_rows::named(name))
        })
    }

    /// All users, by name, also those who may sign in no more.
    pub fn users(&self) -> Result<Vec<User>, StoreError> {
        self.read(READING, |tx| {
            let mut users = Vec::new();
            for id in user_rows::ids(tx)? {
                // Damage of one does not hide the others; it is reported.
                users.extend(self.unless_damaged(user_rows::by_id(tx, id))?.flatten());
            }
            Ok(users)
        })
    }

    /// The user of a name who may sign in; `None` when there is none.
    pub fn user(&self, name: &UserName) -> Result<Option<User>, StoreError> {
        self.read(READING, |tx| match user_rows::active(tx, name) {
            Ok(user) => Ok(Some(user)),
            Err(StoreError::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        })
    }

    /// Whether there is an operator who can sign in.
    pub fn has_operator(&self) -> Result<bool, StoreError> {
        self.read(READING, user_rows::has_operator)
    }

    /// Sets how the user's pages look.
    pub fn set_user_view(
        &self,
        user: UserId,
        language: Language,
        theme: Theme,
    ) -> Result<(), StoreError> {
        let update = "UPDATE user_account SET language = ?2, theme = ?3 WHERE id = ?1";
        self.write("setting how pages look", |tx| {
            tx.execute(update, &values![user, language.as_str(), theme.as_str()]).map(|_| ())
        })
    }
}
