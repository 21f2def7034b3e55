use std::time::Duration;

use access::{SecretToken, UserPassword};
use jiff::SignedDuration;
use store::{NewUser, NewUserLink, PasswordHash, User, UserLink, UserName};

use crate::app::App;
use crate::detail::Detail;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::request_context::RequestContext;
use crate::sign_in::Tried;

/// How long a one-time link is good.
const LINK: SignedDuration = SignedDuration::from_hours(24);
/// How long setting a password waits for others whose passwords are being checked.
const PASSWORD_TURN: Duration = Duration::from_secs(5);

/// Users of the pages. They set their passwords themselves, by links that are good once.
impl App {
    /// All users, by name. For auditors, too.
    pub fn users(&self, context: &RequestContext) -> Result<Vec<User>, AppError> {
        self.as_reader(context, || Ok(self.store.users()?))
    }

    /// Adds a user. Returns the secret of the link by which the user sets a password. For the operator only.
    pub fn add_user(
        &self,
        context: &RequestContext,
        new: &NewUser,
    ) -> Result<SecretToken, AppError> {
        self.as_operator(context, || {
            let (token, link) = self.new_link()?;
            self.store.add_user(new, &link, &context.author, self.now())?;
            Ok(token)
        })
    }

    /// Ends a user's sessions, forgets the password, and returns the secret of a link to set another. For the operator only.
    pub fn reset_user(
        &self,
        context: &RequestContext,
        name: &UserName,
        forget_second_step: bool,
    ) -> Result<SecretToken, AppError> {
        self.as_operator(context, || {
            let (token, link) = self.new_link()?;
            let author = &context.author;
            self.store.reset_user(name, &link, forget_second_step, author, self.now())?;
            Ok(token)
        })
    }

    /// Ends a user for good. For the operator only.
    pub fn end_user(&self, context: &RequestContext, name: &UserName) -> Result<(), AppError> {
        self.as_operator(context, || Ok(self.store.end_user(name, &context.author, self.now())?))
    }

    /// The secret of a link by which the first operator is made; those before it are over. For the command line only.
    ///
    /// # Errors
    /// [`ErrorCode::NotPossible`] when there is an operator.
    pub fn first_link(&self, context: &RequestContext) -> Result<SecretToken, AppError> {
        self.as_operator(context, || {
            let (token, link) = self.new_link()?;
            self.store.add_first_link(&link, &context.author, self.now())?;
            Ok(token)
        })
    }

    /// Whether there is an operator who can sign in.
    pub fn has_operator(&self) -> Result<bool, AppError> {
        Ok(self.store.has_operator()?)
    }

    /// Who may use a link; `None` when it is not good.
    ///
    /// # Errors
    /// [`ErrorCode::TooManyLogons`] when too many wrong ones came from the address.
    pub fn user_link(
        &self,
        context: &RequestContext,
        token: Option<&SecretToken>,
    ) -> Result<Option<UserLink>, AppError> {
        self.check_tries(context, Tried::Link)?;
        let digest = token.map(SecretToken::digest);
        let found = digest.map(|digest| self.store.user_link(&digest, self.now())).transpose()?;
        let found = found.flatten();
        if found.is_none() {
            self.fail_sign_in(context, Tried::Link);
        }
        Ok(found)
    }

    /// Uses a link: sets the password of its user, or makes the first operator by this name.
    ///
    /// # Errors
    /// [`ErrorCode::TokenExpired`] when the link is not good; [`ErrorCode::InvalidNewPassword`] with what is wrong with the
    /// password; [`ErrorCode::NotPossible`] when the name is taken.
    pub fn use_user_link(
        &self,
        context: &RequestContext,
        token: &SecretToken,
        first: Option<&UserName>,
        password: &UserPassword,
    ) -> Result<UserName, AppError> {
        let name = match (self.user_link(context, Some(token))?, first) {
            (Some(UserLink::Of(user)), _) => user.name,
            (Some(UserLink::FirstOperator), Some(first)) => first.clone(),
            _ => return Err(self.reject(context, ErrorCode::TokenExpired.into())),
        };
        let hash = self.new_hash(password, &name)?;
        let context = context.of_user(&name);
        let (digest, author) = (token.digest(), &context.author);
        let used = self.store.use_user_link(&digest, first, &hash, author, self.now());
        used.map_err(|error| self.reject(&context, error.into()))
    }

    /// The hash of a password that a user may choose.
    pub(crate) fn new_hash(
        &self,
        password: &UserPassword,
        name: &UserName,
    ) -> Result<PasswordHash, AppError> {
        password
            .check(name)
            .map_err(|unfit| AppError::with(ErrorCode::InvalidNewPassword, words(unfit)))?;
        let mut permit = self.passwords.permit(PASSWORD_TURN).ok_or(ErrorCode::Busy)?;
        permit.hash(password.bytes()).map_err(AppError::internal)
    }

    fn new_link(&self) -> Result<(SecretToken, NewUserLink), AppError> {
        let token = SecretToken::generate().map_err(AppError::internal)?;
        let ends_at = self.now().checked_add(LINK).map_err(AppError::internal)?;
        Ok((token, NewUserLink { digest: token.digest(), ends_at }))
    }
}

/// What is wrong with a password.
fn words(unfit: access::UnfitPassword) -> Detail {
    use access::UnfitPassword::{Guessable, TooLong, TooShort};
    let (fewest, most) = (UserPassword::FEWEST, UserPassword::MOST);
    match unfit {
        TooShort => Detail::new(
            format!("A password has at least {fewest} characters"),
            format!("En adgangskode har mindst {fewest} tegn"),
        ),
        TooLong => Detail::new(
            format!("A password has at most {most} characters"),
            format!("En adgangskode har højst {most} tegn"),
        ),
        Guessable => Detail::new(
            "The password is too easy to guess: it is nearly the name, or one character again and again",
            "Adgangskoden er for let at gætte: den er næsten navnet eller ét tegn igen og igen",
        ),
    }
}
