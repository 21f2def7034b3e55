use access::{RecoveryCode, totp_address, totp_text};
use app::{AppError, ErrorCode};
use askama::Template;
use qrcode::{Color, EcLevel, QrCode};

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::text::Text;

#[derive(Template)]
#[template(path = "second_step.html")]
struct SecondStep {
    t: Text,
    f: Frame,
    /// The QR code, as a path of squares, and how many it has on a side.
    squares: String,
    side: usize,
    key: String,
    wrong: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "recovery_codes.html")]
struct RecoveryCodes {
    t: Text,
    f: Frame,
    /// The codes, if they are to be shown.
    codes: Vec<String>,
    wrong: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "second_step_remove.html")]
struct Remove {
    t: Text,
    f: Frame,
    wrong: Option<&'static str>,
}

/// The secret that was offered, to be scanned.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    match call.user()?.user.totp_offered {
        Some(_) => Answer::page(&set_up(call, None)?),
        None => Answer::see_other("/konto"),
    }
}

/// Offers a secret.
pub(crate) fn offer(call: &Call) -> Result<Answer, PageError> {
    call.app().offer_second_step(call.user()?)?;
    Answer::see_other("/konto/totrinskode")
}

/// Sets the second step up, by a code of it.
pub(crate) fn confirm(call: &Call) -> Result<Answer, PageError> {
    match call.app().confirm_second_step(call.user()?, call.form.get("kode")) {
        Ok(codes) => shown_next(call, &codes),
        Err(error) => match wrong(call.text(), &error) {
            Some(wrong) => Answer::wrong(&set_up(call, Some(wrong))?),
            None => Err(error.into()),
        },
    }
}

/// Recovery codes that were just made, once; otherwise the form to make others.
pub(crate) fn show_codes(call: &Call) -> Result<Answer, PageError> {
    let session = call.user()?.session.id;
    let codes = call.shared.recovery_codes.take(session, call.app().now());
    Answer::page(&recovery_codes(call, codes.unwrap_or_default(), None))
}

/// Makes other recovery codes, by a code.
pub(crate) fn new_codes(call: &Call) -> Result<Answer, PageError> {
    match call.app().new_recovery_codes(call.user()?, call.form.get("kode")) {
        Ok(codes) => shown_next(call, &codes),
        Err(error) => match wrong(call.text(), &error) {
            Some(wrong) => Answer::wrong(&recovery_codes(call, Vec::new(), Some(wrong))),
            None => Err(error.into()),
        },
    }
}

/// The form to take the second step away.
pub(crate) fn show_remove(call: &Call) -> Result<Answer, PageError> {
    match call.user()?.user.totp {
        Some(_) => Answer::page(&remove_form(call, None)),
        None => Answer::see_other("/konto"),
    }
}

/// Takes the second step away, by a code.
pub(crate) fn remove(call: &Call) -> Result<Answer, PageError> {
    match call.app().remove_second_step(call.user()?, call.form.get("kode")) {
        Ok(()) => Answer::see_other("/konto?besked=totrin-fra"),
        Err(error) => match wrong(call.text(), &error) {
            Some(wrong) => Answer::wrong(&remove_form(call, Some(wrong))),
            None => Err(error.into()),
        },
    }
}

fn shown_next(call: &Call, codes: &[RecoveryCode]) -> Result<Answer, PageError> {
    let texts = codes.iter().map(RecoveryCode::reveal).collect();
    call.shared.recovery_codes.put(call.user()?.session.id, texts, call.app().now());
    Answer::see_other("/konto/genoprettelseskoder")
}

/// What a form says; `None` when it is none of its faults.
fn wrong(t: Text, error: &AppError) -> Option<&'static str> {
    match error.code() {
        ErrorCode::LogonFailed => Some(t.code_wrong()),
        ErrorCode::TooManyLogons => Some(t.sign_in_limited()),
        _ => None,
    }
}

fn set_up(call: &Call, wrong: Option<&'static str>) -> Result<SecondStep, PageError> {
    let (t, user) = (call.text(), &call.user()?.user);
    let secret = user.totp_offered.ok_or(PageError::NotFound)?;
    let address = totp_address(&secret, &user.name);
    let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M)
        .map_err(|error| PageError::Failed(error.to_string()))?;
    let key: Vec<char> = totp_text(&secret).chars().collect();
    let groups: Vec<String> = key.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(SecondStep {
        t,
        f: Frame::new(call, t.set_up_second_step()),
        squares: squares(&code),
        side: code.width() + 8,
        key: groups.join(" "),
        wrong,
    })
}

/// The dark squares of a QR code as the path of an SVG, with the four blank ones around it that readers want.
fn squares(code: &QrCode) -> String {
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    dark.map(|(place, _)| format!("M{} {}h1v1h-1z", place % width + 4, place / width + 4)).collect()
}

fn recovery_codes(call: &Call, codes: Vec<String>, wrong: Option<&'static str>) -> RecoveryCodes {
    let t = call.text();
    RecoveryCodes { t, f: Frame::new(call, t.codes_title()), codes, wrong }
}

fn remove_form(call: &Call, wrong: Option<&'static str>) -> Remove {
    let t = call.text();
    Remove { t, f: Frame::new(call, t.remove_second_step()), wrong }
}
