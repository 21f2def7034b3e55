use std::fmt;
use std::str::FromStr;

use civil::AuthorityUuid;
use jiff::Timestamp;
use sha256::Sha256;

use super::password_hash::PasswordHash;

/// The number of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UserId(pub(crate) i64);

impl UserId {
    /// The number itself.
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// The name by which a user signs in. It is kept for good: the audit trail has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserName(String);

/// Not the name of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the name of a user has 2 to {} small letters, digits, and . _ - @, and begins with a letter",
    UserName::BYTES
)]
pub struct InvalidUserName;

impl UserName {
    /// The largest number of bytes.
    pub const BYTES: usize = 64;

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for UserName {
    type Err = InvalidUserName;

    /// Capitals become small letters: nobody remembers how a name was written.
    fn from_str(text: &str) -> Result<Self, InvalidUserName> {
        let name = text.trim().to_ascii_lowercase();
        let is_plain = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-@".contains(&byte)
        };
        let begins = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        let is_name = begins && (2..=Self::BYTES).contains(&name.len());
        (is_name && name.bytes().all(is_plain)).then_some(Self(name)).ok_or(InvalidUserName)
    }
}

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserRole {
    /// Runs the platform: everything.
    Operator,
    /// Answers for the agreements of one authority.
    AuthorityAdministrator,
    /// Reads what concerns one authority.
    AuthorityReader,
    /// Reads what the operator reads, and changes nothing.
    Auditor,
    /// Tries a client against the sandbox.
    Developer,
}

impl UserRole {
    /// Every role.
    pub const ALL: [Self; 5] = [
        Self::Operator,
        Self::AuthorityAdministrator,
        Self::AuthorityReader,
        Self::Auditor,
        Self::Developer,
    ];

    /// The word for the role in the store, in commands and in the audit trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::AuthorityAdministrator => "authority-administrator",
            Self::AuthorityReader => "authority-reader",
            Self::Auditor => "auditor",
            Self::Developer => "developer",
        }
    }

    /// Whether the user belongs to an authority.
    pub const fn is_of_authority(self) -> bool {
        matches!(self, Self::AuthorityAdministrator | Self::AuthorityReader)
    }

    pub(crate) fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

impl fmt::Display for UserRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a role is operator, authority-administrator, authority-reader, auditor or developer")]
pub struct InvalidUserRole;

impl FromStr for UserRole {
    type Err = InvalidUserRole;

    fn from_str(text: &str) -> Result<Self, InvalidUserRole> {
        Self::from_name(text).ok_or(InvalidUserRole)
    }
}

/// The language of a user's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Danish.
    #[default]
    Danish,
    /// English.
    English,
}

impl Language {
    /// Its code (ISO 639), also in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Danish => "da",
            Self::English => "en",
        }
    }

    /// The language of a code.
    pub fn from_name(word: &str) -> Option<Self> {
        [Self::Danish, Self::English].into_iter().find(|language| language.as_str() == word)
    }
}

/// The colours of a user's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the user's system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The word for it in the store and on pages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a word.
    pub fn from_name(word: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark].into_iter().find(|theme| theme.as_str() == word)
    }
}

/// The secret of a user's TOTP codes: 160 bits. Not shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TotpSecret([u8; 20]);

impl TotpSecret {
    /// A secret of these bytes.
    pub const fn new(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn reveal(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

/// A person who may sign in to the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The number.
    pub id: UserId,
    /// The name.
    pub name: UserName,
    /// What the user may do.
    pub role: UserRole,
    /// The authority (`UserUUID`) whose agreements alone the user sees; of every role of an authority, and of no other.
    pub authority: Option<AuthorityUuid>,
    /// The hash of the password; `None` until the user has set one.
    pub password: Option<PasswordHash>,
    /// The second step of a sign-in, if it is set up.
    pub totp: Option<TotpSecret>,
    /// The number of the last step (of 30 seconds since 1970) of which a code was accepted.
    pub totp_step: u64,
    /// A secret that was offered for the second step, and is not confirmed by a code yet.
    pub totp_offered: Option<TotpSecret>,
    /// How many recovery codes are left.
    pub recovery_codes: u64,
    /// The language of the pages.
    pub language: Language,
    /// Their colours.
    pub theme: Theme,
    /// When the user was added.
    pub added_at: Timestamp,
    /// The last sign-in.
    pub signed_in_at: Option<Timestamp>,
    /// Since when the user may sign in no more.
    pub ended_at: Option<Timestamp>,
}

/// A user to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// The name.
    pub name: UserName,
    /// What the user may do.
    pub role: UserRole,
    /// The authority, for the roles that have one.
    pub authority: Option<AuthorityUuid>,
}

/// A link by which one person sets a password once. The store has its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewUserLink {
    /// The digest of its secret.
    pub digest: Sha256,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// Who may use a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserLink {
    /// Who has it becomes the first operator.
    FirstOperator,
    /// A user, who sets a password.
    Of(Box<User>),
}

/// The number of a session, by which its user ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UserSessionId(pub(crate) i64);

impl UserSessionId {
    /// The number itself.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The session with this number.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }
}

/// A session of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSession {
    /// Its number.
    pub id: UserSessionId,
    /// Whether the user has signed in. Otherwise only the password was right, and a code is still to come.
    pub is_signed_in: bool,
    /// The address from which it began.
    pub address: String,
    /// When it began.
    pub begun_at: Timestamp,
    /// When it was used last, give or take a minute.
    pub used_at: Timestamp,
}

/// A session to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUserSession {
    /// The digest of its secret.
    pub digest: Sha256,
    /// Whether the user has signed in.
    pub is_signed_in: bool,
    /// The address from which it begins.
    pub address: String,
    /// Sessions that were used last before this are over, and go.
    pub others_end_before: Timestamp,
    /// Now.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_name_is_small_letters_and_what_addresses_of_mail_have() {
        let name = |text: &str| text.parse::<UserName>().map(|name| name.to_string());
        assert_eq!(name(" Mette.Krogh@odder.dk "), Ok("mette.krogh@odder.dk".to_owned()));
        assert!(name(&format!("a{}", "b".repeat(UserName::BYTES - 1))).is_ok());
        for wrong in ["", "a", "1a", "anna berg", "ånna", "an/na", &"a".repeat(UserName::BYTES + 1)]
        {
            assert_eq!(name(wrong), Err(InvalidUserName), "{wrong}");
        }
    }

    #[test]
    fn words_of_roles_languages_and_themes_are_read_back() {
        for role in UserRole::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert_eq!("root".parse::<UserRole>(), Err(InvalidUserRole));
        for language in [Language::Danish, Language::English] {
            assert_eq!(Language::from_name(language.as_str()), Some(language));
        }
        for theme in [Theme::System, Theme::Light, Theme::Dark] {
            assert_eq!(Theme::from_name(theme.as_str()), Some(theme));
        }
    }

    #[test]
    fn totp_secret_is_not_shown() {
        assert_eq!(format!("{:?}", TotpSecret::new([7; 20])), "TotpSecret(…)");
    }
}
