use access::{AgreementClaim, Off4Logon, Off4Password, Off4Token, Principal};
use app::{
    App, AppError, CallMetering, ErrorCode, Off4Ask, Off4Session, Protocol, RequestContext,
    SubscriptionChange,
};
use civil::ServiceName;
use net::{RefusalKind, RejectionReason};
use off4_proto::{AbonType, Answer, Ask, Logon, Request, Secret};
use store::{Actor, Author};
use uuid::Uuid;

use crate::connection_refusals::ConnectionRefusals;
use crate::error_code::fejlnr;

/// One request and its answer. Blocks.
pub(crate) struct Call<'a> {
    app: &'a App,
    refusals: &'a ConnectionRefusals,
}

impl<'a> Call<'a> {
    pub(crate) const fn new(app: &'a App, refusals: &'a ConnectionRefusals) -> Self {
        Self { app, refusals }
    }

    /// The bytes of the answer to a request.
    pub(crate) fn answer(&self, request: &[u8]) -> Vec<u8> {
        let answered = match Request::parse(request) {
            Ok(Request::Logon(logon)) => self.log_on(request, &logon),
            Ok(Request::Ask(ask)) => self.ask(request, &ask),
            Err(error) => {
                self.refusals.record(RefusalKind::Off4ProtocolError, error.to_string());
                return Answer::refused(request, error.fejlnr(), error.danish()).to_bytes();
            }
        };
        answered.unwrap_or_else(|error| {
            let code = error.code();
            if code == ErrorCode::TooManyRefusals {
                self.refusals.record(RefusalKind::AddressLimited, String::new());
            }
            Answer::refused(request, fejlnr(code), code.danish()).to_bytes()
        })
    }

    fn log_on(&self, request: &[u8], logon: &Logon) -> Result<Vec<u8>, AppError> {
        let password = |secret: &Secret| Off4Password::new(*secret.reveal());
        let logon = Off4Logon {
            user: logon.user,
            kundenr: logon.kundenr,
            password: password(&logon.password),
            new_password: logon.new_password.as_ref().map(password),
        };
        let session = self.app.off4_check_logon(&self.context("OFF4 logon"), &logon)?;
        // Before anything is changed: a client that gets no answer keeps its old password.
        self.admit(&session)?;
        let token = self.app.off4_log_on(&session)?;
        Ok(Answer::logged_on(request, &Secret::new(token.reveal())).to_bytes())
    }

    fn ask(&self, request: &[u8], ask: &Ask) -> Result<Vec<u8>, AppError> {
        let token = Off4Token::new(*ask.token.reveal());
        let context = self.context(operation(ask));
        let session = self.app.off4_session(&context, ask.user, ask.kundenr, &token)?;
        self.admit(&session)?;
        let no_number = || self.app.reject(&session.context, ErrorCode::InvalidPnr.into());
        let pnr = ask.pnr.ok_or_else(no_number)?;
        let ask = Off4Ask { pnr, subscription: subscription(ask.abon), data: ask.data };
        let records = self.app.off4_ask(&session, &ask)?.unwrap_or_default();
        self.app.record_answer(&session.context);
        Ok(Answer::found(request, &records).to_bytes())
    }

    /// Counts the connection among the system's.
    fn admit(&self, session: &Off4Session) -> Result<(), AppError> {
        self.refusals.admission.authenticate(session.system).map_err(|reason| {
            if reason != RejectionReason::Evicted {
                self.refusals.record(RefusalKind::TooManyConnections, reason.to_string());
            }
            ErrorCode::Busy.into()
        })
    }

    /// A request of a client that has not proven who it is.
    fn context(&self, operation: &str) -> RequestContext {
        RequestContext {
            principal: Principal::System(None),
            author: Author::new(Actor::Address(self.refusals.address), Uuid::new_v4()),
            claim: AgreementClaim::None,
            service: ServiceName::Off4,
            operation: operation.to_owned(),
            callers_id: None,
            protocol: Protocol::Off4(self.refusals.address),
            metering: CallMetering::default(),
        }
    }
}

/// The operation in log and audit trail.
const fn operation(ask: &Ask) -> &'static str {
    match ask.abon {
        AbonType::None => "OFF4 look-up",
        AbonType::Subscribe => "OFF4 subscribe",
        AbonType::Unsubscribe => "OFF4 unsubscribe",
    }
}

const fn subscription(abon: AbonType) -> Option<SubscriptionChange> {
    match abon {
        AbonType::None => None,
        AbonType::Subscribe => Some(SubscriptionChange::Subscribe),
        AbonType::Unsubscribe => Some(SubscriptionChange::Unsubscribe),
    }
}
