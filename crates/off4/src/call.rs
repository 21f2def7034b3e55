use std::net::IpAddr;

use access::{AgreementClaim, Off4Logon, Off4Password, Off4Token, Principal};
use app::{
    AppError, ErrorCode, LookedUp, Off4Ask, Off4Session, Protocol, RequestContext,
    SubscriptionChange,
};
use civil::ServiceName;
use clock::danish_day;
use lookup::{PersonRecords, off4_records};
use net::{Admission, Refusal, RefusalKind, RejectionReason};
use off4_proto::{AboType, Answer, Ask, Fejlnr, Logon, RECORDS_AT_MOST, Request, Secret};
use store::{Actor, Author};
use uuid::Uuid;

use crate::error_code::fejlnr;
use crate::state::Off4State;

/// The text when a person has more records than an answer can have.
const TOO_LONG: &str =
    "Personens data er længere end de 2.880 tegn, som et svar kan have; slå op med SF1520";

/// One request and its answer. Blocks.
pub(crate) struct Call<'a> {
    state: &'a Off4State,
    address: IpAddr,
    admission: &'a Admission,
}

impl<'a> Call<'a> {
    pub(crate) const fn new(
        state: &'a Off4State,
        address: IpAddr,
        admission: &'a Admission,
    ) -> Self {
        Self { state, address, admission }
    }

    /// The bytes of the answer to a request.
    pub(crate) fn answer(&self, request: &[u8]) -> Vec<u8> {
        if self.state.app.is_limited(self.address) {
            self.admission.note_refused();
            let code = ErrorCode::TooManyRefusals;
            return Answer::refused(request, fejlnr(code), code.danish()).to_bytes();
        }
        let answered = match Request::parse(request) {
            Ok(Request::Logon(logon)) => self.log_on(request, &logon),
            Ok(Request::Ask(ask)) => self.ask(request, &ask),
            Err(error) => {
                self.refuse(RefusalKind::Off4ProtocolError, error.to_string());
                return Answer::refused(request, error.fejlnr(), error.danish()).to_bytes();
            }
        };
        answered.unwrap_or_else(|error| {
            let code = error.code();
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
        let done = self.state.app.off4_log_on(&self.context("OFF4 logon"), &logon);
        let (session, token) = done.inspect_err(|_| self.admission.note_refused())?;
        self.admit(&session)?;
        Ok(Answer::logged_on(request, &Secret::new(token.reveal())).to_bytes())
    }

    fn ask(&self, request: &[u8], ask: &Ask) -> Result<Vec<u8>, AppError> {
        let app = &self.state.app;
        let token = Off4Token::new(*ask.token.reveal());
        let context = self.context(operation(ask));
        let session = app.off4_session(&context, ask.user, ask.kundenr, &token);
        let session = session.inspect_err(|_| self.admission.note_refused())?;
        self.admit(&session)?;
        let rejected = |error: ErrorCode| app.reject(&session.context, error.into());
        let pnr = ask.pnr.ok_or_else(|| rejected(ErrorCode::InvalidPnr))?;
        let of_person = Off4Ask { pnr, subscription: subscription(ask.abon), data: ask.data };
        let records = match app.off4_ask(&session, &of_person)? {
            Some(found) => self.records(ask, &found),
            None => Vec::new(),
        };
        if records.len() > RECORDS_AT_MOST {
            app.record_rejection(&session.context, "TOO_LONG");
            return Ok(Answer::refused(request, Fejlnr::DATA_TYPE, TOO_LONG).to_bytes());
        }
        app.record_answer(&session.context);
        Ok(Answer::found(request, &records).to_bytes())
    }

    fn records(&self, ask: &Ask, found: &LookedUp) -> Vec<u8> {
        let LookedUp { person, addresses, layouts, .. } = found;
        let records = PersonRecords::new(person.pnr, &person.records);
        let today = danish_day(self.state.app.now());
        // The session has checked that it is the account's.
        ask.kundenr.map_or_else(Vec::new, |kundenr| {
            off4_records(&records, *addresses, kundenr, today, layouts.clone())
        })
    }

    /// Counts the connection among the system's.
    fn admit(&self, session: &Off4Session) -> Result<(), AppError> {
        self.admission.authenticate(session.system).map_err(|reason| {
            if reason != RejectionReason::Evicted {
                self.refuse(RefusalKind::TooManyConnections, reason.to_string());
            }
            ErrorCode::Busy.into()
        })
    }

    fn refuse(&self, kind: RefusalKind, detail: String) {
        self.admission.note_refused();
        let refusal = Refusal { kind, address: self.address, detail, system: None };
        self.state.refusals.record(refusal, self.state.app.now());
    }

    /// A request of a client that has not proven who it is.
    fn context(&self, operation: &str) -> RequestContext {
        RequestContext {
            principal: Principal::System(None),
            author: Author::new(Actor::Address(self.address), Uuid::new_v4()),
            claim: AgreementClaim::None,
            service: ServiceName::Off4,
            operation: operation.to_owned(),
            callers_id: None,
            protocol: Protocol::Off4(self.address),
        }
    }
}

/// The operation in log and audit trail.
const fn operation(ask: &Ask) -> &'static str {
    match ask.abon {
        AboType::None => "OFF4 look-up",
        AboType::Subscribe => "OFF4 subscribe",
        AboType::Unsubscribe => "OFF4 unsubscribe",
    }
}

const fn subscription(abon: AboType) -> Option<SubscriptionChange> {
    match abon {
        AboType::None => None,
        AboType::Subscribe => Some(SubscriptionChange::Subscribe),
        AboType::Unsubscribe => Some(SubscriptionChange::Unsubscribe),
    }
}
