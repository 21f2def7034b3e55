//! The accounts of OFF4.

use civil::Off4User;
use ipnet::IpNet;
use jiff::Timestamp;

use crate::db::table::OFF4_ACCOUNT;
use crate::db::{Row, Tx, checksums, values};
use crate::model::{
    Agreement, AgreementId, Author, NewOff4Account, Off4Account, Off4Holder, PasswordHash,
};
use crate::store::Store;
use crate::{StoreError, agreement_rows, audit, system_rows};

const READING: &str = "reading the OFF4 accounts";

/// Accounts of OFF4.
impl Store {
    /// Adds an account.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when there is one of that user, [`StoreError::NotFound`] when there is no such
    /// agreement, [`StoreError::Conflict`] when it is closed.
    pub fn add_off4_account(
        &self,
        new: &NewOff4Account,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO off4_account
            (off4_user, kundenr, agreement, networks, password, password_set_at, added_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) ON CONFLICT DO NOTHING";
        self.write("adding an OFF4 account", |tx| {
            let no_agreement = || StoreError::NotFound(format!("agreement {}", new.agreement));
            let agreement = agreement_rows::by_uuid(tx, new.agreement)?.ok_or_else(no_agreement)?;
            agreement_rows::check_open(tx, agreement.id)?;
            let row = values![
                new.user.to_string(),
                new.kundenr.to_string(),
                agreement.id,
                networks_text(&new.networks),
                new.password.reveal(),
                at,
            ];
            if tx.execute(insert, &row)? == 0 {
                return Err(StoreError::AlreadyExists(named(new.user)));
            }
            let subject = format!("{} of agreement {}", named(new.user), new.agreement);
            audit::done(tx, author, at, "add OFF4 account", subject)
        })
    }

    /// Sets an account's password: `None` for `old` sets it whatever it was.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such account, [`StoreError::Conflict`] when the password is no longer the
    /// old one.
    pub fn set_off4_password(
        &self,
        user: Off4User,
        old: Option<&PasswordHash>,
        new: &PasswordHash,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE off4_account SET password = ?2, password_set_at = ?3
            WHERE off4_user = ?1";
        self.write("setting the password of an OFF4 account", |tx| {
            let account = account(tx, user)?.ok_or_else(|| StoreError::NotFound(named(user)))?.0;
            if old.is_some_and(|old| *old != account.password) {
                return Err(StoreError::Conflict("the password was changed meanwhile".into()));
            }
            tx.execute(update, &values![user.to_string(), new.reveal(), at])?;
            audit::done(tx, author, at, "set OFF4 password", named(user))
        })
    }

    /// Removes an account.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such account.
    pub fn remove_off4_account(
        &self,
        user: Off4User,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let delete = "DELETE FROM off4_account WHERE off4_user = ?1";
        self.write("removing an OFF4 account", |tx| {
            if tx.execute(delete, &values![user.to_string()])? == 0 {
                return Err(StoreError::NotFound(named(user)));
            }
            audit::done(tx, author, at, "remove OFF4 account", named(user))
        })
    }

    /// All accounts, by user.
    pub fn off4_accounts(&self) -> Result<Vec<Off4Account>, StoreError> {
        self.read(READING, |tx| {
            let mut accounts = Vec::new();
            for agreement in agreement_rows::all(tx)? {
                // Damage of one does not hide the others; it is reported.
                let of_one = self.unless_damaged(of_agreement(tx, &agreement))?;
                accounts.extend(of_one.unwrap_or_default());
            }
            accounts.sort_by_key(|account| account.user);
            Ok(accounts)
        })
    }

    /// The networks from which some account may be used.
    pub fn off4_networks(&self) -> Result<Vec<IpNet>, StoreError> {
        let select = "SELECT DISTINCT networks FROM off4_account";
        let found = self.read(READING, |tx| tx.query(select, &[], networks))?;
        Ok(found.into_iter().flatten().collect())
    }

    /// An account with its agreement and system; `None` when there is none.
    pub fn off4_account(&self, user: Off4User) -> Result<Option<Off4Holder>, StoreError> {
        self.read(READING, |tx| {
            let Some((account, agreement)) = account(tx, user)? else { return Ok(None) };
            let system = system_rows::by_id(tx, agreement.system)?;
            Ok(Some(Off4Holder { account, agreement, system }))
        })
    }
}

/// Removes the accounts of an agreement that is closed.
pub(crate) fn delete_all(tx: &Tx<'_>, agreement: AgreementId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM off4_account WHERE agreement = ?1", &values![agreement]).map(|_| ())
}

/// An account and its agreement.
fn account(tx: &Tx<'_>, user: Off4User) -> Result<Option<(Off4Account, Agreement)>, StoreError> {
    let select = "SELECT agreement FROM off4_account WHERE off4_user = ?1";
    let Some(id) = tx.query_opt(select, &values![user.to_string()], |row| row.get("agreement"))?
    else {
        return Ok(None);
    };
    let agreement = agreement_rows::by_id(tx, id)?.ok_or(StoreError::Corrupt("agreement"))?;
    let accounts = of_agreement(tx, &agreement)?.into_iter();
    Ok(accounts.map(|account| (account, agreement.clone())).find(|(it, _)| it.user == user))
}

/// The accounts of an agreement, if they pass the check.
fn of_agreement(tx: &Tx<'_>, agreement: &Agreement) -> Result<Vec<Off4Account>, StoreError> {
    checksums::rows(tx, &OFF4_ACCOUNT, agreement.id.0, |row| {
        Ok(Off4Account {
            user: row.get("off4_user")?,
            kundenr: row.get("kundenr")?,
            agreement: agreement.uuid,
            networks: networks(row)?,
            password: PasswordHash::new(row.get("password")?),
            password_set_at: row.get("password_set_at")?,
            added_at: row.get("added_at")?,
        })
    })
}

/// The stored form of networks.
fn networks_text(networks: &[IpNet]) -> String {
    networks.iter().map(|network| format!("{network} ")).collect()
}

fn networks(row: &Row<'_>) -> Result<Vec<IpNet>, StoreError> {
    let text: String = row.get("networks")?;
    let networks = text.split_ascii_whitespace().map(str::parse);
    networks.collect::<Result<_, _>>().map_err(|_| StoreError::Corrupt("networks"))
}

fn named(user: Off4User) -> String {
    format!("OFF4 account {user}")
}
